// Restrictions of the implementation that go beyond the language and are checked after type checking, as gc does.
#pragma once

#include "diag/diag.h"
#include "syntax/ast.h"
#include "types/api.h"

#include <span>

namespace golem::compile {

/// Interface types that contain themselves without a name in between.
void checkAnonymousCycles(std::span<syntax::File *const> files, diag::Reporter &reporter);

/// Types that may not live in the heap as type arguments, map keys and elements, channel elements.
void checkNotInHeap(std::span<syntax::File *const> files, const types::Info &info, diag::Reporter &reporter);

/// Arrays larger than the address space and channels of large elements.
void checkTypeSizes(std::span<syntax::File *const> files, types::Package *package, const types::Sizes &sizes,
                    diag::Reporter &reporter);

} // namespace golem::compile
