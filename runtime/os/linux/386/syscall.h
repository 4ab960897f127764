// System calls on 386: the numbers in use (those with 64-bit times), what else is different here.
#pragma once
#include "runtime/base/base.h"

extern "C" golem::runtime::iptr golem_syscall(golem::runtime::uptr *second, golem::runtime::iptr n, golem::runtime::uptr a,
                                              golem::runtime::uptr b, golem::runtime::uptr c, golem::runtime::uptr d,
                                              golem::runtime::uptr e, golem::runtime::uptr f);

namespace golem::runtime::os {

// second: what the kernel leaves in the register of second results (here the third argument). In assembly, because the sixth
// argument goes in the frame pointer's register.
RT_INLINE iptr sys6second(uptr *second, iptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f) {
  return golem_syscall(second, n, a, b, c, d, e, f);
}
RT_INLINE iptr sys6(iptr n, uptr a = 0, uptr b = 0, uptr c = 0, uptr d = 0, uptr e = 0, uptr f = 0) {
  uptr second;
  return sys6second(&second, n, a, b, c, d, e, f);
}

enum Sys : iptr {
  SysRead = 3, SysWrite = 4, SysClose = 6, SysGetpid = 20, SysGettimeofday = 78, SysMunmap = 91, SysSetitimer = 104,
  SysMprotect = 125, SysSchedYield = 158, SysPrctl = 172, SysSigaction = 174, SysSigprocmask = 175, SysSigaltstack = 186,
  SysMmap = 192, SysMincore = 218, SysMadvise = 219, SysFcntl = 221, SysGettid = 224, SysSchedGetaffinity = 242,
  SysSetThreadArea = 243, SysExitGroup = 252, SysEpollCtl = 255, SysSetTidAddress = 258, SysTimerCreate = 259,
  SysTimerDelete = 263, SysTgkill = 270, SysOpenat = 295, SysEpollPwait = 319, SysEventfd2 = 328, SysEpollCreate1 = 329,
  SysPipe2 = 331, SysGetrandom = 355, SysClockGettime = 403, SysClockNanosleep = 407, SysTimerSettime = 409, SysFutex = 422,
  SysEpollPwait2 = 441, SysExit = 1,
};

struct __attribute__((packed)) EpollEvent {
  u32 events;
  u64 data;
};

constexpr char vdsoClockName[] = "__vdso_clock_gettime64";
constexpr char vdsoTimeName[] = "__vdso_gettimeofday";

// A segment descriptor whose base is p; threads that the program starts take the same place in their own tables (golem_clone).
RT_INLINE void setThreadPointerHere(void *p) {
  struct {
    u32 entry, base, limit, flags;
  } descriptor{~0u, uptr(p), 0xfffff, 0x51}; // of 4 GB, 32 bits, usable
  sys6(SysSetThreadArea, uptr(&descriptor));
  asm volatile("movw %w0, %%gs" : : "r"(descriptor.entry << 3 | 3) : "memory");
}

} // namespace golem::runtime::os
