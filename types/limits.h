// Limits of the implementation that the compiler's stages share.
#pragma once

#include "types/api.h"

namespace golem::types {

/// No type may have that many bytes.
inline int64_t maxTypeSize(const Sizes &sizes) { return sizes.wordSize == 8 ? int64_t(1) << 50 : int64_t(1) << 31; }

/// No channel may have elements of that many bytes.
inline constexpr int64_t maxChanElem = 1 << 16;

}  // namespace golem::types
