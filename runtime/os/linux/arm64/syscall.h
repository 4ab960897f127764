// System calls on arm64: the instruction, the numbers in use (those of the generic table), what else is different here.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::os {

// second: what the kernel leaves in the register of second results.
RT_INLINE iptr sys6second(uptr *second, iptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f) {
  register uptr x8 asm("x8") = uptr(n);
  register uptr x0 asm("x0") = a;
  register uptr x1 asm("x1") = b;
  register uptr x2 asm("x2") = c;
  register uptr x3 asm("x3") = d;
  register uptr x4 asm("x4") = e;
  register uptr x5 asm("x5") = f;
  asm volatile("svc #0" : "+r"(x0), "+r"(x1) : "r"(x8), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  *second = x1;
  return iptr(x0);
}
RT_INLINE iptr sys6(iptr n, uptr a = 0, uptr b = 0, uptr c = 0, uptr d = 0, uptr e = 0, uptr f = 0) {
  uptr second;
  return sys6second(&second, n, a, b, c, d, e, f);
}

enum Sys : iptr {
  SysEventfd2 = 19, SysEpollCreate1 = 20, SysEpollCtl = 21, SysEpollPwait = 22, SysFcntl = 25, SysOpenat = 56, SysClose = 57,
  SysPipe2 = 59, SysRead = 63, SysWrite = 64, SysExit = 93, SysExitGroup = 94, SysSetTidAddress = 96, SysFutex = 98, SysClockNanosleep = 115,
  SysSetitimer = 103, SysTimerCreate = 107, SysTimerSettime = 110, SysTimerDelete = 111, SysClockGettime = 113, SysSchedGetaffinity = 123, SysSchedYield = 124, SysTgkill = 131,
  SysSigaltstack = 132, SysSigaction = 134, SysSigprocmask = 135, SysPrctl = 167, SysGettimeofday = 169, SysGetpid = 172,
  SysGettid = 178, SysMunmap = 215, SysClone = 220, SysMmap = 222, SysMprotect = 226, SysMadvise = 233, SysMincore = 232, SysGetrandom = 278,
  SysEpollPwait2 = 441,
};

struct EpollEvent {
  u32 events;
  u64 data;
};

constexpr char vdsoClockName[] = "__kernel_clock_gettime";
constexpr char vdsoTimeName[] = "__kernel_gettimeofday";

RT_INLINE void setThreadPointerHere(void *p) { asm volatile("msr tpidr_el0, %0" : : "r"(p) : "memory"); }

} // namespace golem::runtime::os
