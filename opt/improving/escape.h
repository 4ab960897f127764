// Escape analysis: which objects and closures can live in the frame of the function that makes them.
#pragma once

#include "gir/gir.h"
#include "types/api.h"

namespace golem::opt {

/// Sets flag Stack on allocations of the package's functions that do not outlive the frame.
void analyseEscapes(gir::Package &p, const types::Sizes &sizes);

} // namespace golem::opt
