// internal/bytealg: searching, counting and comparing bytes, 16 or 32 at a time.
#include "runtime/arch/arch.h"
#include "runtime/lang/types.h"

namespace golem::runtime {

namespace {

using V16 = arch::Bytes16;
using V32 = u8 __attribute__((vector_size(32)));

RT_INLINE V16 load16(const u8 *p) {
  V16 v;
  __builtin_memcpy(&v, p, 16);
  return v;
}

RT_INLINE u32 bits(V16 v) { return arch::byteMask(v); }

RT_INLINE V16 splat(u8 c) { return V16{} + c; }

iptr indexByte(const u8 *p, uptr n, u8 c) {
  if (n < 16) {
    for (uptr i = 0; i < n; i++)
      if (p[i] == c)
        return iptr(i);
    return -1;
  }
  V16 want = splat(c);
  uptr i = 0;
  for (; i + 64 <= n; i += 64) {
    V16 a = V16(load16(p + i) == want), b = V16(load16(p + i + 16) == want);
    V16 d = V16(load16(p + i + 32) == want), e = V16(load16(p + i + 48) == want);
    if (bits(a | b | d | e)) {
      u64 m = u64(bits(a)) | u64(bits(b)) << 16 | u64(bits(d)) << 32 | u64(bits(e)) << 48;
      return iptr(i) + __builtin_ctzll(m);
    }
  }
  for (; i + 16 <= n; i += 16)
    if (u32 m = bits(V16(load16(p + i) == want)))
      return iptr(i) + __builtin_ctz(m);
  if (i < n) {
    // The last 16 bytes; those before i hold no match.
    if (u32 m = bits(V16(load16(p + n - 16) == want)))
      return iptr(n - 16) + __builtin_ctz(m);
  }
  return -1;
}

iptr count(const u8 *p, uptr n, u8 c) {
  uptr total = 0, i = 0;
  V16 want = splat(c);
  while (i + 16 <= n) {
    // Sums of up to 255 rounds fit a byte each.
    V16 sum{};
    for (u32 round = 0; round < 255 && i + 16 <= n; round++, i += 16)
      sum -= V16(load16(p + i) == want);
    for (int k = 0; k < 16; k++)
      total += sum[k];
  }
  for (; i < n; i++)
    total += p[i] == c;
  return iptr(total);
}

RT_INLINE u64 bigEndian(const u8 *p) {
  u64 v;
  __builtin_memcpy(&v, p, 8);
  return __builtin_bswap64(v);
}

iptr compare(const u8 *a, uptr an, const u8 *b, uptr bn) {
  uptr n = minOf(an, bn);
  if (a != b) {
    uptr i = 0;
    for (; i + 16 <= n; i += 16) {
      u32 m = bits(V16(load16(a + i) == load16(b + i))) ^ 0xffff;
      if (m) {
        uptr at = i + uptr(__builtin_ctz(m));
        return a[at] < b[at] ? -1 : 1;
      }
    }
    for (; i + 8 <= n; i += 8) {
      u64 x = bigEndian(a + i), y = bigEndian(b + i);
      if (x != y)
        return x < y ? -1 : 1;
    }
    for (; i < n; i++)
      if (a[i] != b[i])
        return a[i] < b[i] ? -1 : 1;
  }
  return an == bn ? 0 : an < bn ? -1 : 1;
}

} // namespace

RT_SWIFT iptr goIndexByte(const u8 *p, uptr n, uptr cap, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.IndexByte");
RT_SWIFT iptr goIndexByte(const u8 *p, uptr n, uptr, u32 c, RT_SELF_UNUSED) { return indexByte(p, n, u8(c)); }

RT_SWIFT iptr goIndexByteString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.IndexByteString");
RT_SWIFT iptr goIndexByteString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) { return indexByte(p, n, u8(c)); }

RT_SWIFT iptr goCount(const u8 *p, uptr n, uptr cap, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.Count");
RT_SWIFT iptr goCount(const u8 *p, uptr n, uptr, u32 c, RT_SELF_UNUSED) { return count(p, n, u8(c)); }

RT_SWIFT iptr goCountString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.CountString");
RT_SWIFT iptr goCountString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) { return count(p, n, u8(c)); }

RT_SWIFT iptr goCompare(const u8 *a, uptr an, uptr acap, const u8 *b, uptr bn, uptr bcap,
                        RT_SELF_UNUSED) asm("internal/bytealg.Compare");
RT_SWIFT iptr goCompare(const u8 *a, uptr an, uptr, const u8 *b, uptr bn, uptr, RT_SELF_UNUSED) {
  return compare(a, an, b, bn);
}

RT_SWIFT iptr goCmpstring(const u8 *a, uptr an, const u8 *b, uptr bn, RT_SELF_UNUSED) asm("runtime.cmpstring");
RT_SWIFT iptr goCmpstring(const u8 *a, uptr an, const u8 *b, uptr bn, RT_SELF_UNUSED) { return compare(a, an, b, bn); }

} // namespace golem::runtime
