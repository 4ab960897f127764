// lang/wide.h on amd64: 32 bytes at a time.
#include "runtime/arch/arch.h"
#include "runtime/lang/wide.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

namespace golem::runtime::arch {

using Bytes32 = u8 __attribute__((vector_size(32)));
using Chars32 = char __attribute__((vector_size(32)));
using Longs4 = long long __attribute__((vector_size(32)));

RT_INLINE u32 byteMask(Bytes32 v) { return u32(__builtin_ia32_pmovmskb256(reinterpret_cast<Chars32>(v))); }
RT_INLINE bool anyByte(Bytes32 v) { return byteMask(v) != 0; }
RT_INLINE bool anyBit(Bytes32 v) { return !__builtin_ia32_ptestz256(reinterpret_cast<Longs4>(v), reinterpret_cast<Longs4>(v)); }
RT_INLINE uptr byteSum(Bytes32 v) {
  auto parts = __builtin_ia32_psadbw256(reinterpret_cast<Chars32>(v), Chars32{});
  return uptr(parts[0] + parts[1] + parts[2] + parts[3]);
}

} // namespace golem::runtime::arch

#include "runtime/lang/bytekernels.h"

namespace golem::runtime::wide {

using V = arch::Bytes32;

iptr indexByte(const u8 *p, uptr n, u8 c) { return kernel::indexByte<V>(p, n, c); }
uptr count(const u8 *p, uptr n, u8 c) { return kernel::count<V>(p, n, c); }
iptr compare(const u8 *a, uptr an, const u8 *b, uptr bn) {
  uptr n = minOf(an, bn);
  return kernel::order(a, an, b, bn, a == b ? n : kernel::mismatch<V>(a, b, n));
}
bool equal(const u8 *a, const u8 *b, uptr n) { return kernel::equal<V>(a, b, n); }
iptr index(const u8 *p, uptr places, const u8 *needle, uptr k) { return kernel::index<V>(p, places, needle, k); }
void move(u8 *to, const u8 *from, uptr n) { kernel::move<V>(to, from, n); }
void fill(u8 *p, u8 c, uptr n) { kernel::fill<V>(p, c, n); }

} // namespace golem::runtime::wide

#pragma clang attribute pop

namespace golem::runtime::arch {

bool wideVectors;
// Compiled code asks these (target/target.cpp).
extern "C" u8 golem_hasRounding = 0, golem_hasMultiplyAdd = 0, golem_hasOnesCount = 0;

void setCapabilities(uptr) {
  auto cpuid = [](u32 leaf) {
    struct {
      u32 a, b, c, d;
    } r{leaf, 0, 0, 0};
    asm("cpuid" : "+a"(r.a), "=b"(r.b), "+c"(r.c), "=d"(r.d));
    return r;
  };
  constexpr u32 fma = 1u << 12, sse41 = 1u << 19, popcnt = 1u << 23, osxsave = 1u << 27, avx = 1u << 28, avx2 = 1u << 5, saved = 6;
  u32 has = cpuid(1).c;
  golem_hasRounding = (has & sse41) != 0;
  golem_hasOnesCount = (has & popcnt) != 0;
  if (cpuid(0).a < 7 || (has & (osxsave | avx)) != (osxsave | avx))
    return;
  u32 low, high;
  asm("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  wideVectors = (low & saved) == saved && (cpuid(7).b & avx2);
  golem_hasMultiplyAdd = (low & saved) == saved && (has & fma);
}

} // namespace golem::runtime::arch
