// Restrictions of the implementation that go beyond the language and are checked after type checking, as gc does.
#pragma once

#include "diag/diag.h"
#include "syntax/ast.h"

#include <span>

namespace golem::compile {

/// Interface types that contain themselves without a name in between.
void checkAnonymousCycles(std::span<syntax::File *const> files, diag::Reporter &reporter);

} // namespace golem::compile
