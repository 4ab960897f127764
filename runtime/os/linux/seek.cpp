// syscall.seek where a word has 4 bytes: package syscall has it as assembly, because the place is of 64 bits.
#include "runtime/os/linux/syscall.h"

#if __SIZEOF_POINTER__ == 4

namespace golem::runtime {

extern "C" RT_SWIFT void goEntersyscall(RT_SELF) asm("runtime.entersyscall");
extern "C" RT_SWIFT void goExitsyscall(RT_SELF) asm("runtime.exitsyscall");

static constexpr iptr sysLlseek = 140;

struct SeekResult {
  u32 low, high;
  uptr error;
};

extern "C" RT_SWIFT SeekResult goSeek(iptr fd, i64 offset, iptr whence, RT_SELF) asm("syscall.seek");
RT_SWIFT SeekResult goSeek(iptr fd, i64 offset, iptr whence, RT_SELF) {
  goEntersyscall(g);
  u64 place = 0;
  iptr r = os::sys(sysLlseek, fd, uptr(u64(offset) >> 32), uptr(offset), &place, whence);
  goExitsyscall(g);
  if (r < 0 && r > -4096)
    return {~0u, ~0u, uptr(-r)};
  return {u32(place), u32(place >> 32), 0};
}

} // namespace golem::runtime

#endif
