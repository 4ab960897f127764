// System calls on amd64: the instruction, the numbers in use, what else is different here.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::os {

// second: what the kernel leaves in the register of second results (getpid on some systems; here the third argument).
RT_INLINE iptr sys6second(uptr *second, iptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f) {
  iptr r;
  uptr rdx = c;
  register uptr r10 asm("r10") = d;
  register uptr r8 asm("r8") = e;
  register uptr r9 asm("r9") = f;
  asm volatile("syscall" : "=a"(r), "+d"(rdx) : "0"(n), "D"(a), "S"(b), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  *second = rdx;
  return r;
}
RT_INLINE iptr sys6(iptr n, uptr a = 0, uptr b = 0, uptr c = 0, uptr d = 0, uptr e = 0, uptr f = 0) {
  uptr second;
  return sys6second(&second, n, a, b, c, d, e, f);
}

enum Sys : iptr {
  SysRead = 0, SysWrite = 1, SysClose = 3, SysMmap = 9, SysMprotect = 10, SysMunmap = 11, SysSigaction = 13,
  SysSigprocmask = 14, SysSchedYield = 24, SysMadvise = 28, SysMincore = 27, SysClockNanosleep = 230, SysSetitimer = 38, SysGetpid = 39, SysClone = 56,
  SysExit = 60, SysFcntl = 72, SysGettimeofday = 96, SysSigaltstack = 131, SysPrctl = 157, SysArchPrctl = 158, SysGettid = 186, SysSetTidAddress = 218,
  SysFutex = 202, SysTimerCreate = 222, SysTimerSettime = 223, SysTimerDelete = 226, SysSchedGetaffinity = 204, SysClockGettime = 228, SysExitGroup = 231, SysEpollCtl = 233, SysTgkill = 234,
  SysOpenat = 257, SysEpollPwait = 281, SysEventfd2 = 290, SysEpollCreate1 = 291, SysPipe2 = 293, SysGetrandom = 318,
  SysEpollPwait2 = 441,
};

struct __attribute__((packed)) EpollEvent {
  u32 events;
  u64 data;
};

constexpr char vdsoClockName[] = "__vdso_clock_gettime";
constexpr char vdsoTimeName[] = "__vdso_gettimeofday";

RT_INLINE void setThreadPointerHere(void *p) { sys6(SysArchPrctl, 0x1002, uptr(p)); }

} // namespace golem::runtime::os
