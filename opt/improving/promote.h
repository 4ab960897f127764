// Variables that function literals shared become registers when the literals have been inlined.
#pragma once

#include "gir/gir.h"

namespace golem::opt {

/// After inlining, before escape analysis; see promote.cpp for the conditions.
void promoteShared(gir::Function &f);

} // namespace golem::opt
