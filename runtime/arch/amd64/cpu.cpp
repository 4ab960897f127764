// What Go asks of an amd64 processor.
#include "runtime/lang/types.h"

namespace golem::runtime {

struct Words2 {
  uptr a, b;
};
struct Words4 {
  uptr a, b, c, d;
};

RT_SWIFT Words4 cpuid(u32 eax, u32 ecx, RT_SELF_UNUSED) asm("internal/cpu.cpuid");
RT_SWIFT Words4 cpuid(u32 eax, u32 ecx, RT_SELF_UNUSED) {
  u32 b, d;
  asm volatile("cpuid" : "+a"(eax), "=b"(b), "+c"(ecx), "=d"(d));
  return {eax, b, ecx, d};
}

RT_SWIFT Words4 cpuidX(u32 eax, u32 ecx, RT_SELF_UNUSED) asm("vendor/golang.org/x/sys/cpu.cpuid");
RT_SWIFT Words4 cpuidX(u32 eax, u32 ecx, RT_SELF) { return cpuid(eax, ecx, g); }

static Words2 readXcr0() {
  u32 eax, edx;
  asm volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
  return {eax, edx};
}

RT_SWIFT Words2 xgetbv(RT_SELF_UNUSED) asm("internal/cpu.xgetbv");
RT_SWIFT Words2 xgetbv(RT_SELF_UNUSED) { return readXcr0(); }

RT_SWIFT Words2 xgetbvX(RT_SELF_UNUSED) asm("vendor/golang.org/x/sys/cpu.xgetbv");
RT_SWIFT Words2 xgetbvX(RT_SELF_UNUSED) { return readXcr0(); }

RT_SWIFT u32 goamd64Level(RT_SELF_UNUSED) asm("internal/cpu.getGOAMD64level");
RT_SWIFT u32 goamd64Level(RT_SELF_UNUSED) { return 1; }

} // namespace golem::runtime
