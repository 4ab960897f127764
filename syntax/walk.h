// Visits the nodes of a subtree in source order. The type that fields declared together share (a, b T) is visited once
// for each of them.
#pragma once

#include <type_traits>

#include "syntax/ast.h"

namespace golem::syntax {

// Calls fn for every direct child that is not null, in source order.
void forEachChild(const Node* n, void (*fn)(void* data, Node* child), void* data);

// Pre-order; fn(Node*) returns whether to descend.
template <class F> void inspect(Node* n, F&& fn) {
  if (n == nullptr || !fn(n))
    return;
  using Fn = std::remove_reference_t<F>;
  forEachChild(n, [](void* data, Node* child) { inspect(child, *static_cast<Fn*>(data)); }, &fn);
}

}  // namespace golem::syntax
