// What the improving passes decided about a function, as remarks for -m.
#pragma once

#include "gir/gir.h"

#include <functional>

namespace golem::opt {

/// Calls say(position, text) for each decision: "can inline f", "inlining call to f", and for parameters and allocations
/// where they end. The words are those of gc's -m; an allocation, whose expression GIR does not keep, is called by its type.
void report(const gir::Function &f, const std::function<void(source::Pos, std::string)> &say);

} // namespace golem::opt
