// What Go asks of an arm64 processor: identification registers, which the kernel lets programs read where it says so (HWCAP_CPUID).
#include "runtime/arch/arch.h"

namespace golem::runtime {

bool arch::haveTimingMode;

#define REGISTER(function, symbol, name)                                                                               \
  RT_SWIFT u64 function(RT_SELF_UNUSED) asm(symbol);                                                                   \
  RT_SWIFT u64 function(RT_SELF_UNUSED) {                                                                              \
    u64 value;                                                                                                         \
    asm("mrs %0, " name : "=r"(value));                                                                                \
    return value;                                                                                                      \
  }
REGISTER(isar0, "internal/cpu.getisar0", "ID_AA64ISAR0_EL1")
REGISTER(pfr0, "internal/cpu.getpfr0", "ID_AA64PFR0_EL1")
REGISTER(midr, "internal/cpu.getMIDR", "MIDR_EL1")
REGISTER(isar0X, "vendor/golang.org/x/sys/cpu.getisar0", "ID_AA64ISAR0_EL1")
REGISTER(isar1X, "vendor/golang.org/x/sys/cpu.getisar1", "ID_AA64ISAR1_EL1")
REGISTER(pfr0X, "vendor/golang.org/x/sys/cpu.getpfr0", "ID_AA64PFR0_EL1")
REGISTER(zfr0X, "vendor/golang.org/x/sys/cpu.getzfr0", "S3_0_C0_C4_4")
#undef REGISTER

} // namespace golem::runtime
