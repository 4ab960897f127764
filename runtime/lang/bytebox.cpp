// The words 0 to 255. Converting a byte to an interface or to a string points into this table instead of allocating.
#include "runtime/base/base.h"

namespace golem::runtime {

struct ByteBoxes {
  u64 word[256];
};
constexpr ByteBoxes countUp() {
  ByteBoxes b{};
  for (u32 i = 0; i < 256; i++)
    b.word[i] = i;
  return b;
}
extern const ByteBoxes byteBoxes asm("runtime.staticuint64s");
constexpr ByteBoxes byteBoxes = countUp();

} // namespace golem::runtime
