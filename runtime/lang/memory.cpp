// Copying, clearing and comparing memory, for Go and for C++ alike. Copies of pointers never tear: words are moved whole.
#include "runtime/arch/arch.h"
#include "runtime/base/base.h"
#include "runtime/base/type.h"
#include "runtime/lang/bytekernels.h"
#include "runtime/lang/wide.h"

namespace golem::runtime {

namespace {

using V = arch::Bytes16;
// A number at any address.
template <class T> struct __attribute__((packed, may_alias)) Unaligned {
  T value;
  RT_INLINE operator T() const { return value; }
  RT_INLINE Unaligned &operator=(T v) {
    value = v;
    return *this;
  }
};
using W8 = Unaligned<uint64_t>;
using W4 = Unaligned<uint32_t>;
using W2 = Unaligned<uint16_t>;

template <class T> RT_INLINE T &as(void *p) { return *static_cast<T *>(p); }
template <class T> RT_INLINE const T &as(const void *p) { return *static_cast<const T *>(p); }

RT_NOINLINE void moveLong(u8 *d, const u8 *s, uptr n) { kernel::move<V>(d, s, n); }
RT_NOINLINE void fillLong(u8 *p, u8 c, uptr n) { kernel::fill<V>(p, c, n); }

RT_INLINE void move(u8 *d, const u8 *s, uptr n) {
  if (n <= 16) {
    if (n >= 8) {
      u64 a = as<W8>(s), b = as<W8>(s + n - 8);
      as<W8>(d) = a;
      as<W8>(d + n - 8) = b;
    } else if (n >= 4) {
      u32 a = as<W4>(s), b = as<W4>(s + n - 4);
      as<W4>(d) = a;
      as<W4>(d + n - 4) = b;
    } else if (n >= 2) {
      u16 a = as<W2>(s), b = as<W2>(s + n - 2);
      as<W2>(d) = a;
      as<W2>(d + n - 2) = b;
    } else if (n == 1) {
      *d = *s;
    }
    return;
  }
  if (n <= 32) {
    V a = kernel::load<V>(s), b = kernel::load<V>(s + n - 16);
    kernel::store(d, a);
    kernel::store(d + n - 16, b);
    return;
  }
  if (n <= 128)
    return kernel::move<V>(d, s, n);
  return arch::wideVectors ? wide::move(d, s, n) : moveLong(d, s, n);
}

RT_INLINE void fill(u8 *p, u8 c, uptr n) {
  u64 w = c * 0x0101010101010101ull;
  if (n < 16) {
    if (n >= 8) {
      as<W8>(p) = w;
      as<W8>(p + n - 8) = w;
    } else if (n >= 4) {
      as<W4>(p) = u32(w);
      as<W4>(p + n - 4) = u32(w);
    } else if (n >= 2) {
      as<W2>(p) = u16(w);
      as<W2>(p + n - 2) = u16(w);
    } else if (n == 1) {
      *p = c;
    }
    return;
  }
  if (n >= arch::fillByInstruction)
    return arch::fillLarge(p, c, n);
  if (n <= 128)
    return kernel::fill<V>(p, c, n);
  return arch::wideVectors ? wide::fill(p, c, n) : fillLong(p, c, n);
}

RT_INLINE bool equal(const u8 *a, const u8 *b, uptr n) {
  if (a == b)
    return true;
  if (n >= wide::least && arch::wideVectors)
    return wide::equal(a, b, n);
  if (n >= 16)
    return kernel::equal<V>(a, b, n);
  if (n >= 8)
    return as<W8>(a) == as<W8>(b) && as<W8>(a + n - 8) == as<W8>(b + n - 8);
  if (n >= 4)
    return as<W4>(a) == as<W4>(b) && as<W4>(a + n - 4) == as<W4>(b + n - 4);
  return n == 0 || ((a[0] ^ b[0]) | (a[n / 2] ^ b[n / 2]) | (a[n - 1] ^ b[n - 1])) == 0;
}

} // namespace

extern "C" {
void *memcpy(void *to, const void *from, size_t n) {
  move(static_cast<u8 *>(to), static_cast<const u8 *>(from), n);
  return to;
}
void *memmove(void *to, const void *from, size_t n) {
  move(static_cast<u8 *>(to), static_cast<const u8 *>(from), n);
  return to;
}
void *memset(void *p, int c, size_t n) {
  fill(static_cast<u8 *>(p), u8(c), n);
  return p;
}
int memcmp(const void *a, const void *b, size_t n) {
  auto *x = static_cast<const u8 *>(a), *y = static_cast<const u8 *>(b);
  for (; n >= 8; n -= 8, x += 8, y += 8)
    if (as<W8>(x) != as<W8>(y))
      break;
  for (; n > 0; n--, x++, y++)
    if (*x != *y)
      return *x < *y ? -1 : 1;
  return 0;
}
int bcmp(const void *a, const void *b, size_t n) {
  return !equal(static_cast<const u8 *>(a), static_cast<const u8 *>(b), n);
}
size_t strlen(const char *s) {
  const char *p = s;
  while (*p) {
    p++;
    asm volatile("");
  }
  return size_t(p - s);
}
}

// ---- what Go calls

extern "C" RT_SWIFT void goMemmove(u8 *to, const u8 *from, uptr n, RT_SELF_UNUSED) asm("runtime.memmove");
RT_SWIFT void goMemmove(u8 *to, const u8 *from, uptr n, RT_SELF_UNUSED) { move(to, from, n); }

extern "C" RT_SWIFT void goMemclr(u8 *p, uptr n, RT_SELF_UNUSED) asm("runtime.memclrNoHeapPointers");
RT_SWIFT void goMemclr(u8 *p, uptr n, RT_SELF_UNUSED) { fill(p, 0, n); }

extern "C" RT_SWIFT u8 goMemequal(const u8 *a, const u8 *b, uptr n, RT_SELF_UNUSED) asm("runtime.memequal");
RT_SWIFT u8 goMemequal(const u8 *a, const u8 *b, uptr n, RT_SELF_UNUSED) { return equal(a, b, n); }

extern "C" RT_SWIFT void goTypedmemmove(Type *t, u8 *to, const u8 *from, RT_SELF_UNUSED) asm("runtime.typedmemmove");
RT_SWIFT void goTypedmemmove(Type *t, u8 *to, const u8 *from, RT_SELF_UNUSED) {
  if (to != from)
    move(to, from, t->size);
}
extern "C" RT_SWIFT void goTypedmemclr(Type *t, u8 *p, RT_SELF_UNUSED) asm("runtime.typedmemclr");
RT_SWIFT void goTypedmemclr(Type *t, u8 *p, RT_SELF_UNUSED) { fill(p, 0, t->size); }

extern "C" RT_SWIFT iptr goTypedslicecopy(Type *t, u8 *to, iptr toLen, const u8 *from, iptr fromLen, RT_SELF_UNUSED)
    asm("runtime.typedslicecopy");
RT_SWIFT iptr goTypedslicecopy(Type *t, u8 *to, iptr toLen, const u8 *from, iptr fromLen, RT_SELF_UNUSED) {
  iptr n = minOf(toLen, fromLen);
  if (n > 0 && to != from)
    move(to, from, uptr(n) * t->size);
  return n;
}

// ---- what LLVM calls for operations the processor lacks

extern "C" {

#ifdef __SIZEOF_INT128__ // where a word has 8 bytes
typedef unsigned __int128 U128;
typedef __int128 I128;

static U128 divide(U128 n, U128 d, U128 *rem) {
  u64 nh = u64(n >> 64), nl = u64(n), dh = u64(d >> 64), dl = u64(d);
  if (dh == 0) {
    u64 qh = 0, r = nh;
    if (nh >= dl) {
      qh = nh / dl;
      r = nh % dl;
    }
    u64 rl, ql = arch::divide(r, nl, dl, &rl);
    *rem = rl;
    return U128(qh) << 64 | ql;
  }
  if (n < d) {
    *rem = n;
    return 0;
  }
  int shift = __builtin_clzll(dh) - __builtin_clzll(nh);
  U128 q = 0;
  d <<= shift;
  for (; shift >= 0; shift--, d >>= 1) {
    q <<= 1;
    if (n >= d) {
      n -= d;
      q |= 1;
    }
  }
  *rem = n;
  return q;
}
U128 __udivti3(U128 a, U128 b) {
  U128 r;
  return divide(a, b, &r);
}
U128 __umodti3(U128 a, U128 b) {
  U128 r;
  divide(a, b, &r);
  return r;
}
I128 __divti3(I128 a, I128 b) {
  U128 r, q = divide(a < 0 ? -U128(a) : U128(a), b < 0 ? -U128(b) : U128(b), &r);
  return (a < 0) != (b < 0) ? -I128(q) : I128(q);
}
I128 __modti3(I128 a, I128 b) {
  U128 r;
  divide(a < 0 ? -U128(a) : U128(a), b < 0 ? -U128(b) : U128(b), &r);
  return a < 0 ? -I128(r) : I128(r);
}
#endif

static u64 bitsOf(double x) {
  u64 b;
  __builtin_memcpy(&b, &x, 8);
  return b;
}
static double fromBits(u64 b) {
  double x;
  __builtin_memcpy(&x, &b, 8);
  return x;
}

double trunc(double x) {
  u64 b = bitsOf(x);
  int e = int(b >> 52 & 0x7ff) - 1023;
  if (e < 0)
    return fromBits(b & (u64(1) << 63));
  if (e >= 52)
    return x;
  return fromBits(b & ~((u64(1) << (52 - e)) - 1));
}
double floor(double x) {
  double t = trunc(x);
  return t > x ? t - 1 : t == 0 && x < 0 ? -1 : t;
}
double ceil(double x) {
  double t = trunc(x);
  if (t < x)
    t += 1;
  return t == 0 ? fromBits(bitsOf(t) | (bitsOf(x) & (u64(1) << 63))) : t;
}
double roundeven(double x) {
  u64 b = bitsOf(x), sign = b & (u64(1) << 63);
  int e = int(b >> 52 & 0x7ff) - 1023;
  if (e >= 52)
    return x;
  constexpr double big = 4503599627370496.0;
  volatile double a = fromBits(b & ~(u64(1) << 63)); // the additions must be kept as they are
  a = a + big;
  a = a - big;
  return fromBits(bitsOf(a) | sign);
}
double rint(double x) { return roundeven(x); }
double nearbyint(double x) { return roundeven(x); }
double round(double x) {
  double t = trunc(x), d = x - t;
  if (d >= 0.5)
    return t + 1;
  if (d <= -0.5)
    return t - 1;
  return t;
}
float truncf(float x) { return float(trunc(x)); }
float floorf(float x) { return float(floor(x)); }
float ceilf(float x) { return float(ceil(x)); }

#ifdef __SIZEOF_INT128__
// Exact product and sum with one rounding: with the instruction where there is one, else in integers.
static u32 fmaKnown;
double fma(double x, double y, double z) {
  u32 known = loadRelaxed(&fmaKnown);
  if (known == 0) {
    known = arch::haveFma() ? 1 : 2;
    storeRelaxed(&fmaKnown, known);
  }
  if (known == 1)
    return arch::fma(x, y, z);
  u64 bx = bitsOf(x), by = bitsOf(y), bz = bitsOf(z);
  auto special = [](u64 b) { return (b >> 52 & 0x7ff) == 0x7ff; };
  if (x == 0 || y == 0 || z == 0 || special(bx) || special(by) || special(bz))
    return x * y + z;
  auto split = [](u64 b, int *e) {
    u64 m = b & ((u64(1) << 52) - 1);
    *e = int(b >> 52 & 0x7ff);
    if (*e == 0) {
      int s = __builtin_clzll(m) - 11;
      m <<= s;
      *e = 1 - s;
    } else {
      m |= u64(1) << 52;
    }
    return m;
  };
  int ex, ey, ez;
  u64 mx = split(bx, &ex), my = split(by, &ey), mz = split(bz, &ez);
  bool sp = (bx ^ by) >> 63, sz = bz >> 63;
  // The product has 105 or 106 bits; both operands are brought to bit 125 with sticky bits below.
  U128 p = U128(mx) * my;
  int ep = ex + ey - 1075; // value p * 2^(ep - 1075 + ...) with the point kept relative to z's below
  U128 q = U128(mz) << 52;
  int eq = ez - 52;
  p <<= 20;
  q <<= 20;
  ep -= 20;
  eq -= 20;
  auto shiftSticky = [](U128 v, int n) -> U128 {
    if (n >= 127)
      return v != 0;
    U128 lost = v & ((U128(1) << n) - 1);
    return (v >> n) | (lost != 0);
  };
  int e = ep;
  if (ep > eq) {
    q = shiftSticky(q, ep - eq);
  } else if (eq > ep) {
    p = shiftSticky(p, eq - ep);
    e = eq;
  }
  bool s = sp;
  U128 r;
  if (sp == sz) {
    r = p + q;
  } else if (p >= q) {
    r = p - q;
  } else {
    r = q - p;
    s = sz;
  }
  if (r == 0)
    return 0;
  int top = r >> 64 ? 127 - __builtin_clzll(u64(r >> 64)) : 63 - __builtin_clzll(u64(r));
  int be = e + top; // biased exponent of the result, when its leading bit is at place 52
  be = be - 52;
  int drop = top - 52;
  if (be <= 0) {
    drop += 1 - be;
    be = 0;
  }
  u64 m;
  if (drop > 0) {
    U128 half = U128(1) << (drop > 126 ? 126 : drop - 1), rest = drop > 126 ? r : r & ((U128(1) << drop) - 1);
    m = drop > 126 ? 0 : u64(r >> drop);
    if (rest > half || (rest == half && (m & 1)))
      m++;
  } else {
    m = u64(r) << -drop;
  }
  if (be == 0) {
    return fromBits((u64(s) << 63) | m); // a carry into bit 52 is the smallest normal number
  }
  if (m >> 53) {
    m >>= 1;
    be++;
  }
  if (be >= 0x7ff)
    return fromBits((u64(s) << 63) | (u64(0x7ff) << 52));
  return fromBits((u64(s) << 63) | (u64(be) << 52) | (m & ((u64(1) << 52) - 1)));
}
#endif
}

} // namespace golem::runtime
