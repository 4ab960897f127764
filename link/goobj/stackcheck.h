// Chains of assembly functions that do not check the stack (NOSPLIT) must fit below its limit.
#pragma once

#include "link/goobj/reader.h"

#include <string>
#include <vector>

namespace golem::link::goobj {

struct StackReport {
  std::vector<std::string> errors; ///< one for each function that begins too deep a chain; empty: all is well
  std::string chains;              ///< those chains, indented by depth
};

/// Follows the calls between the functions of all objects, which are of one processor. Functions that check the stack, Go's
/// among them, end a chain, as indirect calls do. The limit and the words are gc's (studied: cmd/link/internal/ld/stackcheck.go),
/// so that what gc accepts is accepted; the guard below our stacks is larger (docs/assembly.md).
StackReport checkStacks(const std::vector<const Object *> &objects);

} // namespace golem::link::goobj
