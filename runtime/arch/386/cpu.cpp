// What Go asks of a 386 processor, and what compiled code and clang call because the processor lacks it.
#include "runtime/lang/types.h"

namespace golem::runtime {

struct CpuId {
  u32 a, b, c, d;
};
static CpuId cpuid(u32 leaf, u32 sub = 0) {
  CpuId r{leaf, 0, sub, 0};
  asm volatile("cpuid" : "+a"(r.a), "=b"(r.b), "+c"(r.c), "=d"(r.d));
  return r;
}

struct Words2 {
  uptr a, b;
};
static Words2 readXcr0() {
  u32 eax, edx;
  asm volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
  return {eax, edx};
}

// Four words are more than registers hold: the caller says where they go.
RT_SWIFT void goCpuid(CpuId *result, u32 eax, u32 ecx, RT_SELF_UNUSED) asm("internal/cpu.cpuid");
RT_SWIFT void goCpuid(CpuId *result, u32 eax, u32 ecx, RT_SELF_UNUSED) { *result = cpuid(eax, ecx); }

RT_SWIFT void cpuidX(CpuId *result, u32 eax, u32 ecx, RT_SELF_UNUSED) asm("vendor/golang.org/x/sys/cpu.cpuid");
RT_SWIFT void cpuidX(CpuId *result, u32 eax, u32 ecx, RT_SELF_UNUSED) { *result = cpuid(eax, ecx); }

RT_SWIFT Words2 xgetbv(RT_SELF_UNUSED) asm("internal/cpu.xgetbv");
RT_SWIFT Words2 xgetbv(RT_SELF_UNUSED) { return readXcr0(); }

RT_SWIFT Words2 xgetbvX(RT_SELF_UNUSED) asm("vendor/golang.org/x/sys/cpu.xgetbv");
RT_SWIFT Words2 xgetbvX(RT_SELF_UNUSED) { return readXcr0(); }

RT_SWIFT u32 goamd64Level(RT_SELF_UNUSED) asm("internal/cpu.getGOAMD64level");
RT_SWIFT u32 goamd64Level(RT_SELF_UNUSED) { return 1; }

namespace arch {

// Compiled code asks these (target/target.cpp).
extern "C" u8 golem_hasRounding = 0, golem_hasMultiplyAdd = 0;

void setCapabilities(uptr) {
  constexpr u32 fma = 1u << 12, sse41 = 1u << 19, osxsave = 1u << 27, avx = 1u << 28, saved = 6;
  u32 has = cpuid(1).c;
  golem_hasRounding = (has & sse41) != 0;
  if ((has & (osxsave | avx)) == (osxsave | avx))
    golem_hasMultiplyAdd = (readXcr0().a & saved) == saved && (has & fma);
}

} // namespace arch
} // namespace golem::runtime

// Divisions of 64-bit integers, by the names under which compilers call them. The divisor is normalised so that one
// instruction's quotient of 64 by 32 bits is right or one too large (Warren, Hacker's Delight, section 9-5).
namespace {

using u32 = uint32_t;
using u64 = uint64_t;
using i64 = int64_t;

u32 divideStep(u64 n, u32 d, u32 *rest) { // n / d < 2^32
  u32 q, r;
  asm("divl %4" : "=a"(q), "=d"(r) : "0"(u32(n)), "1"(u32(n >> 32)), "rm"(d) : "cc");
  *rest = r;
  return q;
}

u64 divide(u64 n, u64 d, u64 *rest) {
  u32 high = u32(d >> 32), r;
  if (high == 0) {
    u32 low = u32(d), q1 = u32(n >> 32) / low;
    u32 q0 = divideStep(u64(u32(n >> 32) % low) << 32 | u32(n), low, &r);
    *rest = r;
    return u64(q1) << 32 | q0;
  }
  if (n < d) {
    *rest = n;
    return 0;
  }
  int shift = __builtin_clz(high);
  u64 q = (u64(divideStep(n >> 1, u32((d << shift) >> 32), &r)) << shift) >> 31;
  if (q != 0)
    q--;
  u64 left = n - q * d;
  if (left >= d) {
    q++;
    left -= d;
  }
  *rest = left;
  return q;
}

u64 magnitude(i64 v) { return v < 0 ? -u64(v) : u64(v); }

} // namespace

extern "C" {
u64 __udivdi3(u64 n, u64 d) {
  u64 rest;
  return divide(n, d, &rest);
}
u64 __umoddi3(u64 n, u64 d) {
  u64 rest;
  divide(n, d, &rest);
  return rest;
}
i64 __divdi3(i64 n, i64 d) {
  u64 rest, q = divide(magnitude(n), magnitude(d), &rest);
  return i64((n < 0) != (d < 0) ? -q : q);
}
i64 __moddi3(i64 n, i64 d) {
  u64 rest;
  divide(magnitude(n), magnitude(d), &rest);
  return i64(n < 0 ? -rest : rest);
}
}
