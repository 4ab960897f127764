// System calls on arm (EABI): the instruction, the numbers in use (those with 64-bit times), what else is different here.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::os {

// second: what the kernel leaves in the register of second results.
RT_INLINE iptr sys6second(uptr *second, iptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f) {
  register iptr r7 asm("r7") = n;
  register uptr r0 asm("r0") = a;
  register uptr r1 asm("r1") = b;
  register uptr r2 asm("r2") = c;
  register uptr r3 asm("r3") = d;
  register uptr r4 asm("r4") = e;
  register uptr r5 asm("r5") = f;
  asm volatile("svc #0" : "+r"(r0), "+r"(r1) : "r"(r7), "r"(r2), "r"(r3), "r"(r4), "r"(r5) : "memory");
  *second = r1;
  return iptr(r0);
}
RT_INLINE iptr sys6(iptr n, uptr a = 0, uptr b = 0, uptr c = 0, uptr d = 0, uptr e = 0, uptr f = 0) {
  uptr second;
  return sys6second(&second, n, a, b, c, d, e, f);
}

enum Sys : iptr {
  SysExit = 1, SysRead = 3, SysWrite = 4, SysClose = 6, SysGetpid = 20, SysGettimeofday = 78, SysMunmap = 91, SysSetitimer = 104,
  SysMprotect = 125, SysSchedYield = 158, SysPrctl = 172, SysSigaction = 174, SysSigprocmask = 175, SysSigaltstack = 186,
  SysMmap = 192, SysMincore = 219, SysMadvise = 220, SysFcntl = 221, SysGettid = 224, SysSchedGetaffinity = 242,
  SysExitGroup = 248, SysEpollCtl = 251, SysSetTidAddress = 256, SysTimerCreate = 257, SysTimerDelete = 261, SysTgkill = 268,
  SysOpenat = 322, SysEpollPwait = 346, SysEventfd2 = 356, SysEpollCreate1 = 357, SysPipe2 = 359, SysGetrandom = 384,
  SysClockGettime = 403, SysClockNanosleep = 407, SysTimerSettime = 409, SysFutex = 422, SysEpollPwait2 = 441,
  SysSetTls = 0xf0005,
};

struct EpollEvent {
  u32 events;
  u64 data;
};

constexpr char vdsoClockName[] = "__vdso_clock_gettime64";
constexpr char vdsoTimeName[] = "__vdso_gettimeofday";

RT_INLINE void setThreadPointerHere(void *p) { sys6(SysSetTls, uptr(p)); }

} // namespace golem::runtime::os
