// What the rest of the runtime must know of the processor: one folder each has the answers, and the assembly.
#pragma once
#if defined(__x86_64__)
#include "runtime/arch/amd64/arch.h"
#elif defined(__aarch64__)
#include "runtime/arch/arm64/arch.h"
#elif defined(__arm__)
#include "runtime/arch/arm/arch.h"
#elif defined(__i386__)
#include "runtime/arch/386/arch.h"
#else
#error "no runtime/arch folder for this processor"
#endif
