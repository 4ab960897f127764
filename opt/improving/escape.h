// Escape analysis: which objects can live in the frame of the function that makes them.
#pragma once

#include "gir/gir.h"
#include "types/api.h"

#include <functional>
#include <unordered_map>

namespace golem::opt {

class EscapeAnalysis {
public:
  using LeaksOf = std::function<const gir::Leaks *(const gir::FuncRef &)>;
  /// leaksOf: what is known of a callee; null: everything may reach the heap.
  EscapeAnalysis(types::Sizes s, LeaksOf l) : sizes(s), leaksOf(std::move(l)) {}

  /// What f does with its parameters and captures. With decide, sets flag Stack on allocations that do not outlive the frame
  /// or, in a loop, the iteration.
  gir::Leaks run(gir::Function &f, bool decide);

  /// Whether a value of the type can lead to an object.
  bool hasPointers(types::Type *t);
  /// Whether an interface holds a value of the type itself, not a pointer to a copy.
  bool isDirect(types::Type *t);

  const types::Sizes sizes;
  const LeaksOf leaksOf;

private:
  bool computePointers(types::Type *t);
  std::unordered_map<types::Type *, bool> memo;
};

} // namespace golem::opt
