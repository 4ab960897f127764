// Captured values that are the same in every run become part of the function literal.
#pragma once

#include "gir/gir.h"

namespace golem::opt {

/// Before inlining, for the package as girgen made it: each literal is made at one place then. See captures.cpp.
void bindCaptures(gir::Package &p);

} // namespace golem::opt
