// Checks the invariants of GIR (see README.md).
#pragma once

#include "gir/gir.h"

#include <string>

namespace golem::gir {

/// "" if f is well formed, else what is wrong and where.
std::string verify(const Function &f);

} // namespace golem::gir
