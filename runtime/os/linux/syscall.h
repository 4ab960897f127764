// Raw Linux system calls: os::sys(number, arguments…) gives the result, or -errno. Numbers differ between processors.
#pragma once
#if defined(__x86_64__)
#include "runtime/os/linux/amd64/syscall.h"
#elif defined(__aarch64__)
#include "runtime/os/linux/arm64/syscall.h"
#elif defined(__arm__)
#include "runtime/os/linux/arm/syscall.h"
#elif defined(__i386__)
#include "runtime/os/linux/386/syscall.h"
#endif

namespace golem::runtime::os {

struct KernelSigaction {
  void *handler;
  uptr flags;
  void *restorer;
  u64 mask;
};

template <class... A> RT_INLINE iptr sys(iptr n, A... a) { return sys6(n, uptr(a)...); }

} // namespace golem::runtime::os
