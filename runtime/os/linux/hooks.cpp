// System calls that std makes through the runtime's names.
#include "runtime/os/linux/syscall.h"

namespace golem::runtime {

struct TwoWords {
  iptr a, b;
};

RT_SWIFT iptr goWrite(uptr fd, const void *p, i32 n, RT_SELF_UNUSED) asm("runtime.write");
RT_SWIFT iptr goWrite(uptr fd, const void *p, i32 n, RT_SELF_UNUSED) { return os::sys(os::SysWrite, fd, p, n); }

// (value, errno); the value is -1 when there is an error.
RT_SWIFT TwoWords goFcntl(i32 fd, i32 cmd, i32 arg, RT_SELF_UNUSED) asm("runtime.fcntl");
RT_SWIFT TwoWords goFcntl(i32 fd, i32 cmd, i32 arg, RT_SELF_UNUSED) {
  iptr r = os::sys(os::SysFcntl, fd, cmd, arg);
  return r < 0 ? TwoWords{-1, -r} : TwoWords{r, 0};
}

RT_SWIFT iptr goGettimeofday(void *tv, RT_SELF_UNUSED) asm("syscall.gettimeofday");
RT_SWIFT iptr goGettimeofday(void *tv, RT_SELF_UNUSED) {
  return -os::sys(os::SysGettimeofday, tv, 0);
}

} // namespace golem::runtime
