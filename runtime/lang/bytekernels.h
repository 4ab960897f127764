// Searching, counting, comparing and moving bytes with vectors of any width: V is a vector of bytes, for which the includer has
// declared arch::byteMask (a bit for each byte of a comparison's result) and arch::anyByte. Everything is inlined into the
// functions of one file, so that those may be compiled for a processor that has the wider vectors.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::kernel {

template <class V> RT_INLINE V load(const u8 *p) {
  V v;
  __builtin_memcpy(&v, p, sizeof(V));
  return v;
}
template <class V> RT_INLINE void store(u8 *p, V v) { __builtin_memcpy(p, &v, sizeof(V)); }
template <class V> RT_INLINE V splat(u8 c) { return V{} + c; }
template <class V> RT_INLINE V equalTo(V a, V b) { return V(a == b); }
template <class V> RT_INLINE u32 bits(V v) { return arch::byteMask(v); }
template <class V> constexpr u32 allBits = u32((u64(1) << sizeof(V)) - 1);

// Half zeros, half ones.
template <class V> struct Halves {
  u8 bytes[2 * sizeof(V)] = {};
  constexpr Halves() {
    for (uptr i = 0; i < sizeof(V); i++)
      bytes[sizeof(V) + i] = 255;
  }
};
template <class V> constexpr Halves<V> halves;
/// All bits of the last n bytes.
template <class V> RT_INLINE V lastBytes(uptr n) { return load<V>(halves<V>.bytes + n); }

RT_INLINE uptr lowest(u64 mask) { return uptr(__builtin_ctzll(mask)); }

/// n >= sizeof(V).
template <class V> RT_INLINE iptr indexByte(const u8 *p, uptr n, u8 c) {
  constexpr uptr w = sizeof(V);
  V want = splat<V>(c);
  uptr i = 0;
  for (; i + 4 * w <= n; i += 4 * w) {
    V a = equalTo(load<V>(p + i), want), b = equalTo(load<V>(p + i + w), want);
    V d = equalTo(load<V>(p + i + 2 * w), want), e = equalTo(load<V>(p + i + 3 * w), want);
    if (!arch::anyByte(a | b | d | e))
      continue;
    if (u64 m = u64(bits(a)) | u64(bits(b)) << w)
      return iptr(i + lowest(m));
    return iptr(i + 2 * w + lowest(u64(bits(d)) | u64(bits(e)) << w));
  }
  for (; i + w <= n; i += w)
    if (u32 m = bits(equalTo(load<V>(p + i), want)))
      return iptr(i + lowest(m));
  if (i < n) // the last bytes; those before i hold no match
    if (u32 m = bits(equalTo(load<V>(p + n - w), want)))
      return iptr(n - w + lowest(m));
  return -1;
}

/// n >= sizeof(V).
template <class V> RT_INLINE uptr count(const u8 *p, uptr n, u8 c) {
  constexpr uptr w = sizeof(V);
  V want = splat<V>(c);
  uptr total = 0, i = 0;
  while (i + 4 * w <= n) {
    V sum{}; // holds up to 255 in each byte
    for (u32 round = 0; round < 63 && i + 4 * w <= n; round++, i += 4 * w)
      sum -= (equalTo(load<V>(p + i), want) + equalTo(load<V>(p + i + w), want)) +
             (equalTo(load<V>(p + i + 2 * w), want) + equalTo(load<V>(p + i + 3 * w), want));
    total += arch::byteSum(sum);
  }
  V sum{};
  for (; i + w <= n; i += w)
    sum -= equalTo(load<V>(p + i), want);
  if (i < n) { // the last bytes, of which those before i are counted
    sum -= equalTo(load<V>(p + n - w), want) & lastBytes<V>(n - i);
  }
  return total + arch::byteSum(sum);
}

/// The 8 bytes at p as a number that is less when they come first.
RT_INLINE u64 ordered(const u8 *p) {
  u64 x;
  __builtin_memcpy(&x, p, sizeof x);
  return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(x) : x;
}

/// Where a and b first differ; n when nowhere. n >= sizeof(V).
template <class V> RT_INLINE uptr mismatch(const u8 *a, const u8 *b, uptr n) {
  constexpr uptr w = sizeof(V);
  uptr i = 0;
  for (; i + 2 * w <= n; i += 2 * w) {
    V x = equalTo(load<V>(a + i), load<V>(b + i)), y = equalTo(load<V>(a + i + w), load<V>(b + i + w));
    if (RT_LIKELY(bits(x & y) == allBits<V>))
      continue;
    if (u32 m = bits(x) ^ allBits<V>)
      return i + lowest(m);
    return i + w + lowest(bits(y) ^ allBits<V>);
  }
  for (; i < n; i += w) {
    i = minOf(i, n - w);
    if (u32 m = bits(equalTo(load<V>(a + i), load<V>(b + i))) ^ allBits<V>)
      return i + lowest(m);
  }
  return n;
}

/// -1, 0 or 1, from the place where the two first differ, at most the length of the shorter.
RT_INLINE iptr order(const u8 *a, uptr an, const u8 *b, uptr bn, uptr at) {
  if (at < minOf(an, bn))
    return a[at] < b[at] ? -1 : 1;
  return an == bn ? 0 : an < bn ? -1 : 1;
}

/// n >= sizeof(V).
template <class V> RT_INLINE bool equal(const u8 *a, const u8 *b, uptr n) {
  constexpr uptr w = sizeof(V);
  auto differ = [&](uptr i) { return load<V>(a + i) ^ load<V>(b + i); };
  uptr i = 0;
  for (; i + 4 * w <= n; i += 4 * w)
    if (arch::anyBit(differ(i) | differ(i + w) | differ(i + 2 * w) | differ(i + 3 * w)))
      return false;
  V rest = differ(n - w);
  for (; i + w <= n; i += w)
    rest |= differ(i);
  return !arch::anyBit(rest);
}

template <class T> RT_INLINE bool sameWord(const u8 *a, const u8 *b) {
  T x, y;
  __builtin_memcpy(&x, a, sizeof x);
  __builtin_memcpy(&y, b, sizeof y);
  return x == y;
}

/// Are the k bytes equal, k >= 2, whose first and last byte are?
RT_INLINE bool sameInside(const u8 *a, const u8 *b, uptr k) {
  if (k < 4)
    return a[1] == b[1];
  if (k < 8)
    return sameWord<u32>(a, b) && sameWord<u32>(a + k - 4, b + k - 4);
  for (uptr i = 0; i + 8 < k; i += 8)
    if (!sameWord<u64>(a + i, b + i))
      return false;
  return sameWord<u64>(a + k - 8, b + k - 8);
}

/// Where k bytes, k >= 2, begin at one of the first `places` bytes of p; places >= sizeof(V). A place is looked at more closely
/// when the first and the last byte fit.
template <class V> RT_INLINE iptr index(const u8 *p, uptr places, const u8 *needle, uptr k) {
  constexpr uptr w = sizeof(V);
  V first = splat<V>(needle[0]), last = splat<V>(needle[k - 1]);
  auto fits = [&](uptr i) { return equalTo(load<V>(p + i), first) & equalTo(load<V>(p + i + k - 1), last); };
  for (uptr i = 0; i < places;) {
    uptr end = minOf(i + 4 * w, places);
    if (end - i == 4 * w && !arch::anyByte((fits(i) | fits(i + w)) | (fits(i + 2 * w) | fits(i + 3 * w)))) {
      i = end;
      continue;
    }
    for (; i < end; i += w) {
      i = minOf(i, places - w);
      for (u32 m = bits(fits(i)); m; m &= m - 1) {
        const u8 *at = p + i + lowest(m);
        if (sameInside(at, needle, k))
          return at - p;
      }
    }
  }
  return -1;
}

/// Both directions; n > 2 * sizeof(V). Copies of pointers never tear: vectors hold whole words, and the parts that overlap
/// are written twice with the same contents.
template <class V> RT_INLINE void move(u8 *d, const u8 *s, uptr n) {
  constexpr uptr w = sizeof(V);
  if (n <= 4 * w) {
    V a = load<V>(s), b = load<V>(s + w), c = load<V>(s + n - 2 * w), e = load<V>(s + n - w);
    store(d, a), store(d + w, b), store(d + n - 2 * w, c), store(d + n - w, e);
    return;
  }
  if (n <= 8 * w) {
    V a = load<V>(s), b = load<V>(s + w), c = load<V>(s + 2 * w), e = load<V>(s + 3 * w);
    V h = load<V>(s + n - 4 * w), i = load<V>(s + n - 3 * w), j = load<V>(s + n - 2 * w), k = load<V>(s + n - w);
    store(d, a), store(d + w, b), store(d + 2 * w, c), store(d + 3 * w, e);
    store(d + n - 4 * w, h), store(d + n - 3 * w, i), store(d + n - 2 * w, j), store(d + n - w, k);
    return;
  }
  // The ends are read first and written last; between them stores are aligned.
  u8 *end = d + n;
  if (uptr(d) - uptr(s) >= n) { // forwards
    V first = load<V>(s);
    V t0 = load<V>(s + n - 4 * w), t1 = load<V>(s + n - 3 * w), t2 = load<V>(s + n - 2 * w), t3 = load<V>(s + n - w);
    u8 *to = d + (w - (uptr(d) & (w - 1)));
    for (s += to - d; to + 4 * w < end; to += 4 * w, s += 4 * w) {
      V a = load<V>(s), b = load<V>(s + w), c = load<V>(s + 2 * w), e = load<V>(s + 3 * w);
      store(to, a), store(to + w, b), store(to + 2 * w, c), store(to + 3 * w, e);
    }
    store(end - 4 * w, t0), store(end - 3 * w, t1), store(end - 2 * w, t2), store(end - w, t3);
    store(d, first);
    return;
  }
  V h0 = load<V>(s), h1 = load<V>(s + w), h2 = load<V>(s + 2 * w), h3 = load<V>(s + 3 * w), last = load<V>(s + n - w);
  for (uptr left = n - (uptr(end) & (w - 1)); left > 4 * w; left -= 4 * w) {
    V a = load<V>(s + left - w), b = load<V>(s + left - 2 * w), c = load<V>(s + left - 3 * w), e = load<V>(s + left - 4 * w);
    store(d + left - w, a), store(d + left - 2 * w, b), store(d + left - 3 * w, c), store(d + left - 4 * w, e);
  }
  store(d, h0), store(d + w, h1), store(d + 2 * w, h2), store(d + 3 * w, h3);
  store(end - w, last);
}

/// n >= sizeof(V).
template <class V> RT_INLINE void fill(u8 *p, u8 c, uptr n) {
  constexpr uptr w = sizeof(V);
  V v = splat<V>(c);
  u8 *end = p + n;
  store(p, v);
  if (n > 2 * w) {
    store(p + w, v);
    if (n > 8 * w)
      for (u8 *q = p + 2 * w - (uptr(p) & (w - 1)); q + 4 * w < end; q += 2 * w)
        store(q, v), store(q + w, v);
    else if (n > 4 * w)
      store(p + 2 * w, v), store(p + 3 * w, v);
    if (n > 4 * w)
      store(end - 4 * w, v), store(end - 3 * w, v);
    store(end - 2 * w, v);
  }
  store(end - w, v);
}

} // namespace golem::runtime::kernel
