// Sizes of types (api.h) that are kept.
#pragma once

#include "types/api.h"

namespace golem::types {

// The process has checked its package: types do not change any more. Their sizes are kept from now on, all for one target.
void rememberSizes();

}  // namespace golem::types
