// Hashing of memory for maps: multiply-and-fold over 128-bit products, keyed afresh in each process by the seeds of maps.
#include "runtime/lang/types.h"

namespace golem::runtime {

namespace {

constexpr u64 k0 = 0xa0761d6478bd642full, k1 = 0xe7037ed1a0b428dbull, k2 = 0x8ebc6af09c88c6e3ull,
              k3 = 0x589965cc75374cc3ull;

RT_INLINE u64 mix(u64 a, u64 b) {
#ifdef __SIZEOF_INT128__
  auto m = static_cast<unsigned __int128>(a) * b;
  return u64(m) ^ u64(m >> 64);
#else
  u64 ll = u64(u32(a)) * u32(b), lh = u64(u32(a)) * u32(b >> 32), hl = (a >> 32) * u32(b), hh = (a >> 32) * (b >> 32);
  u64 middle = (ll >> 32) + u32(lh) + u32(hl);
  return (middle << 32 | u32(ll)) ^ (hh + (lh >> 32) + (hl >> 32) + (middle >> 32));
#endif
}

RT_INLINE u64 get8(const u8 *p) {
  u64 v;
  __builtin_memcpy(&v, p, 8);
  return v;
}

RT_INLINE u64 get4(const u8 *p) {
  u32 v;
  __builtin_memcpy(&v, p, 4);
  return v;
}

RT_INLINE u64 hashBytes(const u8 *p, u64 seed, uptr n) {
  seed ^= mix(seed ^ k0, k1);
  u64 a, b;
  if (RT_LIKELY(n <= 16)) {
    if (n >= 8) {
      a = get8(p);
      b = get8(p + n - 8);
    } else if (n >= 4) {
      a = get4(p);
      b = get4(p + n - 4);
    } else if (n > 0) {
      a = u64(p[0]) << 16 | u64(p[n >> 1]) << 8 | p[n - 1];
      b = 0;
    } else {
      a = b = 0;
    }
  } else {
    uptr left = n;
    if (left > 48) {
      u64 s1 = seed, s2 = seed;
      do {
        seed = mix(get8(p) ^ k1, get8(p + 8) ^ seed);
        s1 = mix(get8(p + 16) ^ k2, get8(p + 24) ^ s1);
        s2 = mix(get8(p + 32) ^ k3, get8(p + 40) ^ s2);
        p += 48;
        left -= 48;
      } while (left > 48);
      seed ^= s1 ^ s2;
    }
    for (; left > 16; left -= 16, p += 16)
      seed = mix(get8(p) ^ k1, get8(p + 8) ^ seed);
    a = get8(p + left - 16);
    b = get8(p + left - 8);
  }
  return mix(k1 ^ n, mix(a ^ k1, b ^ seed));
}

} // namespace

RT_SWIFT uptr goMemhash(const u8 *p, uptr seed, uptr n, RT_SELF_UNUSED) asm("runtime.memhash");
RT_SWIFT uptr goMemhash(const u8 *p, uptr seed, uptr n, RT_SELF_UNUSED) { return hashBytes(p, seed, n); }

RT_SWIFT uptr goMemhash32(const u8 *p, uptr seed, RT_SELF_UNUSED) asm("runtime.memhash32");
RT_SWIFT uptr goMemhash32(const u8 *p, uptr seed, RT_SELF_UNUSED) {
  u64 a = get4(p);
  return mix(k1 ^ 4, mix((a << 32 | a) ^ k1, seed ^ k0));
}

RT_SWIFT uptr goMemhash64(const u8 *p, uptr seed, RT_SELF_UNUSED) asm("runtime.memhash64");
RT_SWIFT uptr goMemhash64(const u8 *p, uptr seed, RT_SELF_UNUSED) {
  return mix(k1 ^ 8, mix(get8(p) ^ k1, seed ^ k0));
}

RT_SWIFT uptr goStrhash(const GoString *s, uptr seed, RT_SELF_UNUSED) asm("runtime.strhash");
RT_SWIFT uptr goStrhash(const GoString *s, uptr seed, RT_SELF_UNUSED) {
  return hashBytes(reinterpret_cast<const u8 *>(s->ptr), seed, uptr(s->len));
}

} // namespace golem::runtime
