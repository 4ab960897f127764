// Small helpers of the checker over syntax trees.
#pragma once

#include "syntax/ast.h"

namespace golem::types {

inline syntax::Expr* unparenOrNull(syntax::Expr* x) { return x == nullptr ? nullptr : syntax::unparen(x); }

// A name that stands for nothing in the source.
inline syntax::Name* newName(source::Pos pos, std::string_view value) {
  auto* n = new syntax::Name();
  n->pos = pos;
  n->value = value;
  return n;
}

}  // namespace golem::types
