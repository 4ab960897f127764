// Raw Linux system calls and the numbers in use, amd64.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::os {

RT_INLINE iptr sys6(iptr n, uptr a = 0, uptr b = 0, uptr c = 0, uptr d = 0, uptr e = 0, uptr f = 0) {
  iptr r;
  register uptr r10 asm("r10") = d;
  register uptr r8 asm("r8") = e;
  register uptr r9 asm("r9") = f;
  asm volatile("syscall" : "=a"(r) : "0"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return r;
}
template <class... A> RT_INLINE iptr sys(iptr n, A... a) { return sys6(n, uptr(a)...); }

enum Sys : iptr {
  SysRead = 0, SysWrite = 1, SysOpen = 2, SysClose = 3, SysMmap = 9, SysMprotect = 10, SysMunmap = 11, SysSigaction = 13,
  SysSigprocmask = 14, SysPipe2 = 293, SysMadvise = 28, SysNanosleep = 35, SysGetpid = 39, SysClone = 56, SysExit = 60,
  SysFcntl = 72, SysSigaltstack = 131, SysArchPrctl = 158, SysGettid = 186, SysFutex = 202, SysSchedGetaffinity = 204,
  SysClockGettime = 228, SysExitGroup = 231, SysEpollWait = 232, SysEpollCtl = 233, SysTgkill = 234, SysEventfd2 = 290,
  SysEpollCreate1 = 291, SysGetrandom = 318, SysSchedYield = 24, SysPrctl = 157, SysEpollPwait2 = 441, SysSetitimer = 38,
};

} // namespace golem::runtime::os
