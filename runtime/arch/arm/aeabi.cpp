// What compiled code and clang call because the processor lacks it, by the names of the ARM run-time ABI, whose functions take
// floating-point numbers in integer registers.
#include "runtime/lang/types.h"

#define BASE __attribute__((pcs("aapcs")))

namespace {

using u32 = uint32_t;
using u64 = uint64_t;
using i64 = int64_t;

u64 magnitude(i64 v) { return v < 0 ? -u64(v) : u64(v); }

// The integer part of a magnitude below 2^64.
u64 toInteger(double x) {
  u32 high = u32(x * 0x1p-32);
  return u64(high) << 32 | u32(x - double(high) * 0x1p32);
}
// Rounds once: the upper half is exact, and the sum of both is one operation.
double toDouble(u64 v) { return double(u32(v >> 32)) * 0x1p32 + double(u32(v)); }
// By way of a double, in which the bits that it has no room for are gathered in its last one.
float toFloat(u64 v) {
  if (v >> 53)
    v = (v >> 11 | ((v & 0x7ff) != 0)) << 11;
  return float(toDouble(v));
}

} // namespace

extern "C" {

u64 golem_divide64(u64 n, u64 d, u64 *rest) {
  if (n >> 32 == 0 && d >> 32 == 0) {
    u32 q = u32(n) / u32(d);
    *rest = u32(n) - q * u32(d);
    return q;
  }
  u64 q = 0;
  if (n >= d) {
    int shift = __builtin_clzll(d) - __builtin_clzll(n);
    for (d <<= shift; shift >= 0; shift--, d >>= 1) {
      q <<= 1;
      if (n >= d) {
        n -= d;
        q |= 1;
      }
    }
  }
  *rest = n;
  return q;
}
i64 golem_divideSigned64(i64 n, i64 d, i64 *rest) {
  u64 r, q = golem_divide64(magnitude(n), magnitude(d), &r);
  *rest = i64(n < 0 ? -r : r);
  return i64((n < 0) != (d < 0) ? -q : q);
}

BASE u64 __aeabi_d2ulz(double x) { return toInteger(x); }
BASE i64 __aeabi_d2lz(double x) { return x < 0 ? -i64(toInteger(-x)) : i64(toInteger(x)); }
BASE u64 __aeabi_f2ulz(float x) { return toInteger(x); }
BASE i64 __aeabi_f2lz(float x) { return __aeabi_d2lz(x); }
BASE double __aeabi_ul2d(u64 v) { return toDouble(v); }
BASE double __aeabi_l2d(i64 v) { return double(int32_t(v >> 32)) * 0x1p32 + double(u32(v)); }
BASE float __aeabi_ul2f(u64 v) { return toFloat(v); }
BASE float __aeabi_l2f(i64 v) { return v < 0 ? -toFloat(magnitude(v)) : toFloat(u64(v)); }

void __aeabi_memcpy(void *to, const void *from, size_t n) { memcpy(to, from, n); }
void __aeabi_memcpy4(void *to, const void *from, size_t n) { memcpy(to, from, n); }
void __aeabi_memcpy8(void *to, const void *from, size_t n) { memcpy(to, from, n); }
void __aeabi_memmove(void *to, const void *from, size_t n) { memmove(to, from, n); }
void __aeabi_memmove4(void *to, const void *from, size_t n) { memmove(to, from, n); }
void __aeabi_memmove8(void *to, const void *from, size_t n) { memmove(to, from, n); }
void __aeabi_memset(void *p, size_t n, int c) { memset(p, c, n); }
void __aeabi_memset4(void *p, size_t n, int c) { memset(p, c, n); }
void __aeabi_memset8(void *p, size_t n, int c) { memset(p, c, n); }
void __aeabi_memclr(void *p, size_t n) { memset(p, 0, n); }
void __aeabi_memclr4(void *p, size_t n) { memset(p, 0, n); }
void __aeabi_memclr8(void *p, size_t n) { memset(p, 0, n); }

}
