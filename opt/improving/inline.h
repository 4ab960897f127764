// Inlining in GIR: the bodies of small functions take the place of calls to them.
#pragma once

#include "gir/gir.h"

#include <functional>

namespace golem::opt {

class Provider;

/// What a function may cost to be inlined anywhere, in the units of inlineCost; about gc's budget.
inline constexpr int inlineBudget = 80;
/// What a function literal may cost that is called in one place only.
inline constexpr int literalBudget = 10 * inlineBudget;

struct InlineEnv {
  Provider &provider;
  /// The improved body of a function (also of another package), or null: unknown, or not yet improved.
  std::function<gir::Function *(const gir::FuncRef &)> body;
  /// Functions that lower replaces by instructions, by link name.
  std::function<bool(std::string_view)> isIntrinsic;
};

/// The size of a body as a guess of its instructions; negative when it must not be inlined.
int inlineCost(const gir::Function &f, const InlineEnv &env);

/// Inlines calls in f. True when f changed.
bool inlineCalls(gir::Function &f, const InlineEnv &env);

} // namespace golem::opt
