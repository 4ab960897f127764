// Size classes: the sizes that small allocations are rounded up to. They are upstream's, because cap() after append shows them.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime {

constexpr u32 numSizeClasses = 68, numSpanClasses = numSizeClasses * 2;
constexpr uptr maxSmallSize = 32768;

inline constexpr u16 classSize[numSizeClasses] = {
    0,    8,    16,   24,   32,   48,   64,   80,   96,    112,   128,   144,   160,   176,   192,   208,   224,
    240,  256,  288,  320,  352,  384,  416,  448,  480,   512,   576,   640,   704,   768,   896,   1024,  1152,
    1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200,  3456,  4096,  4864,  5376,  6144,  6528,  6784,  6912,
    8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768};
inline constexpr u8 classPages[numSizeClasses] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                                  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 2, 1, 2, 1, 3, 2, 3, 1, 3,
                                                  2, 3, 4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9, 7, 5, 8, 3, 10, 7, 4};

struct ClassTables {
  u8 by8[1024 / 8 + 1];
  u8 by128[(maxSmallSize - 1024) / 128 + 1];
  constexpr ClassTables() : by8(), by128() {
    u32 c = 0;
    for (u32 i = 0; i <= 1024 / 8; i++) {
      while (classSize[c] < i * 8)
        c++;
      by8[i] = u8(c);
    }
    for (u32 i = 0; i <= (maxSmallSize - 1024) / 128; i++) {
      while (classSize[c] < 1024 + i * 128)
        c++;
      by128[i] = u8(c);
    }
  }
};
inline constexpr ClassTables classTables;

// The class that holds size bytes, size <= maxSmallSize.
RT_INLINE u32 sizeClassOf(uptr size) {
  return size <= 1024 ? classTables.by8[(size + 7) >> 3] : classTables.by128[(size - 1024 + 127) >> 7];
}

} // namespace golem::runtime
