// The registers of interrupted code in a signal handler's ucontext_t: read and changed through names that fit every processor.
#pragma once
#if defined(__x86_64__)
#include "runtime/os/linux/amd64/context.h"
#elif defined(__aarch64__)
#include "runtime/os/linux/arm64/context.h"
#elif defined(__arm__)
#include "runtime/os/linux/arm/context.h"
#elif defined(__i386__)
#include "runtime/os/linux/386/context.h"
#endif
