// What every file of the runtime includes: the shared records with their integer types, the two calling conventions, and the sections that all
// runtime code and variables go to (its pcs are not Go code, so nothing is preempted there).
#pragma once
#include "abi/records.h"

#include <stddef.h>
#include <stdint.h>

#pragma clang section text = ".rt_text"
// The collector does not look into the runtime's own variables: what they lead to is in gc/roots.cpp, by name.
#pragma clang section data = ".data.noptr.runtime" bss = ".bss.noptr.runtime"

namespace golem::runtime {

// A function that Go calls or that is Go: RT_SWIFT result f(args…, RT_SELF) with the symbol's name in asm("…").
// Parameters narrower than 32 bits are declared u32 and masked: their upper bits are undefined.
#define RT_SWIFT __attribute__((swiftcall))
#define RT_SELF __attribute__((swift_context)) ::golem::runtime::G *g
#define RT_SELF_UNUSED __attribute__((swift_context)) ::golem::runtime::G *
// Of a function that Go calls: its frame stays while what it calls runs, so that profiles and traces show it.
#define RT_FRAME __attribute__((disable_tail_calls))
// A function that preserves the registers of arguments, where there are any.
#if defined(__i386__) || defined(__arm__)
#define RT_PRESERVE
#else
#define RT_PRESERVE __attribute__((preserve_most))
#endif
#define RT_NOINLINE __attribute__((noinline))
#define RT_INLINE __attribute__((always_inline)) inline
#define RT_LIKELY(x) __builtin_expect(!!(x), 1)
#define RT_UNLIKELY(x) __builtin_expect(!!(x), 0)

struct P;

// 64-bit numbers in structures that Go declares, which aligns them to a word at most.
typedef uint64_t GoUint64 __attribute__((aligned(alignof(uptr))));
typedef double GoFloat64 __attribute__((aligned(alignof(uptr))));

constexpr uptr wordBytes = sizeof(uptr);
constexpr u32 wordShift = wordBytes == 8 ? 3 : 2; // bytes to words
constexpr u32 wordBits = wordBytes * 8;

using GoString = records::String;
using GoSlice = records::Slice;
using GoEface = records::Interface;

// fatal ends the program for a broken runtime invariant ("fatal error: what" and a traceback, exit code 2).
[[noreturn]] void fatalError(const char *what);

#define RT_CHECK(cond, what)                                                                                     \
  do {                                                                                                           \
    if (RT_UNLIKELY(!(cond)))                                                                                    \
      ::golem::runtime::fatalError(what);                                                                        \
  } while (0)

RT_INLINE uptr alignUp(uptr v, uptr to) { return (v + to - 1) & ~(to - 1); }
RT_INLINE uptr alignDown(uptr v, uptr to) { return v & ~(to - 1); }
template <class T> RT_INLINE T minOf(T a, T b) { return a < b ? a : b; }
template <class T> RT_INLINE T maxOf(T a, T b) { return a > b ? a : b; }

// Atomic access to plain words (also enumerations). 64-bit integers are aligned to their size, also where the system's
// structures would not align them.
template <class T> struct Whole {
  typedef T type __attribute__((aligned(sizeof(T))));
};
template <class T> using Atomic = typename Whole<T>::type;
template <class T> RT_INLINE T loadAcq(const T *p) {
  T v;
  __atomic_load(static_cast<const Atomic<T> *>(p), &v, __ATOMIC_ACQUIRE);
  return v;
}
template <class T> RT_INLINE T loadRelaxed(const T *p) {
  T v;
  __atomic_load(static_cast<const Atomic<T> *>(p), &v, __ATOMIC_RELAXED);
  return v;
}
template <class T> RT_INLINE T loadSeq(const T *p) {
  T v;
  __atomic_load(static_cast<const Atomic<T> *>(p), &v, __ATOMIC_SEQ_CST);
  return v;
}
template <class T> struct PlainOf {
  using type = T;
};
template <class T> using Plain = typename PlainOf<T>::type; // not deduced
template <class T> RT_INLINE void storeRel(T *p, Plain<T> v) { __atomic_store(static_cast<Atomic<T> *>(p), &v, __ATOMIC_RELEASE); }
template <class T> RT_INLINE void storeRelaxed(T *p, Plain<T> v) { __atomic_store(static_cast<Atomic<T> *>(p), &v, __ATOMIC_RELAXED); }
template <class T> RT_INLINE void storeSeq(T *p, Plain<T> v) { __atomic_store(static_cast<Atomic<T> *>(p), &v, __ATOMIC_SEQ_CST); }
template <class T> RT_INLINE T addSeq(T *p, Plain<T> v) { return __atomic_add_fetch(static_cast<Atomic<T> *>(p), v, __ATOMIC_SEQ_CST); }
template <class T> RT_INLINE T swapSeq(T *p, Plain<T> v) {
  T old;
  __atomic_exchange(static_cast<Atomic<T> *>(p), &v, &old, __ATOMIC_SEQ_CST);
  return old;
}
template <class T> RT_INLINE bool cas(T *p, Plain<T> want, Plain<T> to) {
  return __atomic_compare_exchange(static_cast<Atomic<T> *>(p), &want, &to, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

} // namespace golem::runtime

extern "C" {
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *p, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
}
