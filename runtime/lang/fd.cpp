// Descriptors, for packages below os: writing diagnostics, fcntl.
#include "runtime/os/linux/syscall.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

extern "C" RT_SWIFT i32 goWrite(uptr fd, const void *p, i32 n, RT_SELF_UNUSED) asm("runtime.write");
RT_SWIFT i32 goWrite(uptr fd, const void *p, i32 n, RT_SELF_UNUSED) { return i32(os::write(int(fd), p, uptr(u32(n)))); }

struct FcntlResult {
  iptr value, error; // words: two i32 would share a register
};
extern "C" RT_SWIFT FcntlResult goFcntl(i32 fd, i32 cmd, i32 arg, RT_SELF_UNUSED) asm("runtime.fcntl");
RT_SWIFT FcntlResult goFcntl(i32 fd, i32 cmd, i32 arg, RT_SELF_UNUSED) {
  iptr r = os::sys(os::SysFcntl, iptr(fd), iptr(cmd), iptr(arg));
  return r < 0 ? FcntlResult{-1, -r} : FcntlResult{r, 0};
}

} // namespace golem::runtime
