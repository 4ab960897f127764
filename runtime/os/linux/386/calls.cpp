// System calls that package syscall has as assembly of its own on 386.
#include "runtime/os/linux/syscall.h"

namespace golem::runtime {

extern "C" RT_SWIFT void goEntersyscall(RT_SELF) asm("runtime.entersyscall");
extern "C" RT_SWIFT void goExitsyscall(RT_SELF) asm("runtime.exitsyscall");

namespace {

constexpr iptr sysSocketcall = 102, sysLlseek = 140;

} // namespace

struct CallResult {
  iptr value;
  uptr error;
};
struct SeekResult {
  u32 low, high;
  uptr error;
};

static CallResult socketcall(iptr call, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f) {
  uptr arguments[] = {a, b, c, d, e, f};
  iptr r = os::sys(sysSocketcall, call, arguments);
  return r < 0 && r > -4096 ? CallResult{-1, uptr(-r)} : CallResult{r, 0};
}

extern "C" RT_SWIFT CallResult goRawsocketcall(iptr call, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF_UNUSED)
    asm("syscall.rawsocketcall");
RT_SWIFT CallResult goRawsocketcall(iptr call, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF_UNUSED) {
  return socketcall(call, a, b, c, d, e, f);
}

extern "C" RT_SWIFT CallResult goSocketcall(iptr call, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF)
    asm("syscall.socketcall");
RT_SWIFT CallResult goSocketcall(iptr call, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF) {
  goEntersyscall(g);
  CallResult r = socketcall(call, a, b, c, d, e, f);
  goExitsyscall(g);
  return r;
}

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
