// internal/bytealg: searching, counting and comparing bytes. What is shorter than a vector is read as one all the same, unless it
// would reach into the next page; long operands go to the processor's widest vectors.
#include "runtime/arch/arch.h"
#include "runtime/lang/bytekernels.h"
#include "runtime/lang/types.h"
#include "runtime/lang/wide.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

namespace {

using V = arch::Bytes16;
constexpr uptr width = sizeof(V);

// A vector at p lies in one page.
RT_INLINE bool inPage(const u8 *p) { return RT_LIKELY((uptr(p) & 4095) <= 4096 - width); }
RT_INLINE u32 low(uptr n) { return (1u << n) - 1; }

// Which of the n bytes at p, 0 < n < width, are c. (Where p is not inPage, the bytes before it are in its page.)
RT_INLINE u32 matches(const u8 *p, uptr n, u8 c) {
  V want = kernel::splat<V>(c);
  if (inPage(p))
    return kernel::bits(kernel::equalTo(kernel::load<V>(p), want)) & low(n);
  return kernel::bits(kernel::equalTo(kernel::load<V>(p + n - width), want)) >> (width - n);
}

RT_INLINE iptr indexByte(const u8 *p, uptr n, u8 c) {
  if (n < width) {
    u32 m = n ? matches(p, n, c) : 0;
    return m ? iptr(kernel::lowest(m)) : -1;
  }
  if (n >= wide::least && arch::wideVectors)
    return wide::indexByte(p, n, c);
  if (n > wide::least)
    return kernel::indexByte<V>(p, n, c);
  V want = kernel::splat<V>(c);
  auto at = [&](uptr i) { return u64(kernel::bits(kernel::equalTo(kernel::load<V>(p + i), want))) << i; };
  u64 m = at(0) | at(n - width);
  if (n > 2 * width)
    m |= at(width) | at(n - 2 * width);
  return m ? iptr(kernel::lowest(m)) : -1;
}

RT_INLINE uptr count(const u8 *p, uptr n, u8 c) {
  if (n >= wide::least && arch::wideVectors)
    return wide::count(p, n, c);
  if (n >= width)
    return kernel::count<V>(p, n, c);
  if (n == 0)
    return 0;
  V want = kernel::splat<V>(c);
  if (inPage(p))
    return arch::byteSum(-(kernel::equalTo(kernel::load<V>(p), want) & ~kernel::lastBytes<V>(width - n)));
  return arch::byteSum(-(kernel::equalTo(kernel::load<V>(p + n - width), want) & kernel::lastBytes<V>(n)));
}

// Fewer than 8 bytes, as the upper ones of a number. (Where there are none p may point nowhere.)
RT_INLINE u64 fewBytes(const u8 *p, uptr n) {
  if (n == 0)
    return 0;
  u32 unused = 63 - 8 * u32(n); // and one more
  if (RT_LIKELY((uptr(p) & 4095) <= 4096 - 8))
    return kernel::ordered(p) & ~u64(0) << 1 << unused;
  return kernel::ordered(p + n - 8) << 1 << unused; // the bytes before p are in its page
}

RT_INLINE iptr compare(const u8 *a, uptr an, const u8 *b, uptr bn) {
  uptr n = minOf(an, bn);
  u64 x, y;
  if (n < 8) {
    x = fewBytes(a, n), y = fewBytes(b, n);
  } else {
    x = kernel::ordered(a), y = kernel::ordered(b);
    if (x == y && a != b) {
      if (n >= wide::least && arch::wideVectors)
        return wide::compare(a, an, b, bn);
      if (n > 16)
        return kernel::order(a, an, b, bn, kernel::mismatch<V>(a, b, n));
      x = kernel::ordered(a + n - 8), y = kernel::ordered(b + n - 8);
    }
  }
  if (x != y)
    return x < y ? -1 : 1;
  return an == bn ? 0 : an < bn ? -1 : 1;
}

// Apart, because the registers that it saves would cost short searches much.
RT_NOINLINE iptr indexMiddle(const u8 *p, uptr places, const u8 *needle, uptr k) { return kernel::index<V>(p, places, needle, k); }

// k >= 2.
RT_INLINE iptr index(const u8 *p, uptr n, const u8 *needle, uptr k) {
  if (n < k)
    return -1;
  uptr places = n - k + 1;
  if (places >= width)
    return places >= wide::least && arch::wideVectors ? wide::index(p, places, needle, k) : indexMiddle(p, places, needle, k);
  u32 m = matches(p, places, needle[0]);
  if (m)
    m &= matches(p + k - 1, places, needle[k - 1]);
  for (; m; m &= m - 1)
    if (kernel::sameInside(p + kernel::lowest(m), needle, k))
      return iptr(kernel::lowest(m));
  return -1;
}

// A long search is an entry that matters: a loop of them would have no other.
RT_INLINE void enterSearch(uptr n, G *g) {
  if (RT_UNLIKELY(n >= 4096))
    entryFromGo(g);
}

} // namespace

RT_SWIFT iptr goIndexByte(const u8 *p, uptr n, uptr cap, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.IndexByte");
RT_SWIFT iptr goIndexByte(const u8 *p, uptr n, uptr, u32 c, RT_SELF) {
  enterSearch(n, g);
  return indexByte(p, n, u8(c));
}

RT_SWIFT iptr goIndexByteString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.IndexByteString");
RT_SWIFT iptr goIndexByteString(const u8 *p, uptr n, u32 c, RT_SELF) {
  enterSearch(n, g);
  return indexByte(p, n, u8(c));
}

RT_SWIFT iptr goCount(const u8 *p, uptr n, uptr cap, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.Count");
RT_SWIFT iptr goCount(const u8 *p, uptr n, uptr, u32 c, RT_SELF) {
  enterSearch(n, g);
  return iptr(count(p, n, u8(c)));
}

RT_SWIFT iptr goCountString(const u8 *p, uptr n, u32 c, RT_SELF_UNUSED) asm("internal/bytealg.CountString");
RT_SWIFT iptr goCountString(const u8 *p, uptr n, u32 c, RT_SELF) {
  enterSearch(n, g);
  return iptr(count(p, n, u8(c)));
}

RT_SWIFT iptr goIndex(const u8 *p, uptr n, uptr cap, const u8 *needle, uptr k, uptr kcap,
                      RT_SELF_UNUSED) asm("internal/bytealg.Index");
RT_SWIFT iptr goIndex(const u8 *p, uptr n, uptr, const u8 *needle, uptr k, uptr, RT_SELF) {
  enterSearch(n, g);
  return index(p, n, needle, k);
}

RT_SWIFT iptr goIndexString(const u8 *p, uptr n, const u8 *needle, uptr k,
                            RT_SELF_UNUSED) asm("internal/bytealg.IndexString");
RT_SWIFT iptr goIndexString(const u8 *p, uptr n, const u8 *needle, uptr k, RT_SELF) {
  enterSearch(n, g);
  return index(p, n, needle, k);
}

RT_SWIFT iptr goCompare(const u8 *a, uptr an, uptr acap, const u8 *b, uptr bn, uptr bcap,
                        RT_SELF_UNUSED) asm("internal/bytealg.Compare");
RT_SWIFT iptr goCompare(const u8 *a, uptr an, uptr, const u8 *b, uptr bn, uptr, RT_SELF_UNUSED) {
  return compare(a, an, b, bn);
}

RT_SWIFT iptr goCmpstring(const u8 *a, uptr an, const u8 *b, uptr bn, RT_SELF_UNUSED) asm("runtime.cmpstring");
RT_SWIFT iptr goCmpstring(const u8 *a, uptr an, const u8 *b, uptr bn, RT_SELF_UNUSED) { return compare(a, an, b, bn); }

} // namespace golem::runtime
