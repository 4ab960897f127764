// System calls that package syscall has as assembly of its own on 386.
#include "runtime/os/linux/syscall.h"

namespace golem::runtime {

extern "C" RT_SWIFT void goEntersyscall(RT_SELF) asm("runtime.entersyscall");
extern "C" RT_SWIFT void goExitsyscall(RT_SELF) asm("runtime.exitsyscall");

namespace {

constexpr iptr sysSocketcall = 102;

} // namespace

struct CallResult {
  iptr value;
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

} // namespace golem::runtime
