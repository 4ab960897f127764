// arm64: registers of calls, what a switch saves, and the instructions that C++ has no name for.
#pragma once
#include "runtime/base/base.h"

extern "C" {
extern golem::runtime::u8 golem_lse; // the processor has atomic operations as instructions
extern char golem_atomics[], golem_atomics_end[];
}

namespace golem::runtime::arch {

extern bool haveTimingMode; // see setTimingMode

// Registers that carry arguments and results (docs/abi.md section 2).
constexpr u32 intArguments = 8, floatArguments = 8, intResults = 8, floatResults = 8;
constexpr bool inPairs = false; // see arm
constexpr u32 markRegisters = 18;    // saved by golem_mark in a DeferFrame: x19 to x28, d8 to d15
// Of these, those that frame maps tell of; the place of one, by DWARF number.
constexpr u32 markMapped = 10;
constexpr bool isMapped(u32 number) { return number >= 19 && number <= 28; }
constexpr u32 markPlace(u32 number) { return number - 19; }
constexpr u32 syscallRegisters = 18; // saved by runtime.entersyscall: the same
// golem_asmtogo and golem_asmmore: how far above their frame pointer the stack pointer of who called them stood, and from there on the
// arguments of a call, for golem_asmmore those of the function that wants more stack.
constexpr uptr assemblySp = 32, assemblyArguments = 8;

constexpr uptr moreFrameBytes = 176; // of golem_more, below its frame pointer
constexpr u32 moreSavedRegister = 19; // x19 (DWARF number), which golem_more uses; kept so far below its frame pointer:
constexpr uptr moreSavedBelow = 176;

// What golem_mcall and golem_systemstack leave at g->sp.
struct SavedFrame {
  uptr fp, pc, x[10], d[8]; // x: x19 to x28
  // A new goroutine: golem_gostart takes these two from here.
  void start(void *closure, G *g) {
    x[0] = uptr(closure);
    x[1] = uptr(g);
  }
  // What runtime.entersyscall saved.
  void fromSyscall(const uptr *regs) { __builtin_memcpy(x, regs, sizeof x + sizeof d); }
  // f(number, word) for each register that may lead to an object, by its DWARF number.
  template <class F> void eachRegister(F f) {
    for (u32 i = 0; i < 10; i++)
      f(19 + i, &x[i]);
    for (u32 i = 0; i < 8; i++)
      f(72 + i, &d[i]);
  }
};

// The M of this thread.
RT_INLINE M *threadPointer() {
  M *m;
  asm volatile("mrs %0, tpidr_el0" : "=r"(m));
  return m;
}

RT_INLINE void relax() { asm volatile("yield"); } // in a loop that waits for another thread
// Between the stores that make an object and the one that lets others see it.
RT_INLINE void publish() { asm volatile("dmb ishst" ::: "memory"); }
// What the system says of the processor (AT_HWCAP).
RT_INLINE void setCapabilities(uptr capabilities) {
  golem_lse = capabilities >> 8 & 1;
  haveTimingMode = capabilities >> 24 & 1;
}
// Sets whether the time of this thread's instructions is independent of data (PSTATE.DIT); gives what it was. Only if haveTimingMode.
RT_INLINE bool setTimingMode(bool on) {
  uptr before;
  asm volatile("mrs %0, s3_3_c4_c2_5" : "=r"(before));
  if (on)
    asm volatile(".inst 0xd503415f\n\tdsb nsh\n\tisb" ::: "memory"); // msr dit, #1
  else
    asm volatile(".inst 0xd503405f" ::: "memory");
  return before >> 24 & 1;
}
// Is pc in assembly that has no frame, so that it counts as its caller's code?
RT_INLINE bool isFrameless(uptr pc) { return pc - uptr(golem_atomics) < uptr(golem_atomics_end - golem_atomics); }
// The stack pointer in the caller of the function whose frame is at fp, if the caller is assembly; in an assembly function that stands
// at a call, with fp. 0: unknown.
RT_INLINE uptr callerStack(uptr fp, bool ofAssembly) { return ofAssembly ? 0 : fp + assemblySp; }
RT_INLINE uptr assemblyStack(uptr fp) { return fp ? fp + 8 : 0; }
// From an assembly function, which has grown the stack by delta bytes, to its caller. exact: it was interrupted, so that x30 lies
// where Context::pushCall put it. False: fp alone leads there.
RT_INLINE bool leaveAssembly(uptr &pc, uptr &sp, uptr &fp, uptr delta, bool, bool exact) {
  auto *words = reinterpret_cast<uptr *>(sp);
  if (delta == 0) {
    pc = words[-2];
    return exact;
  }
  fp = words[-1];
  pc = words[0];
  sp += delta;
  return true;
}
// The frame pointer of the code that called assembly and comes back to pc with stack pointer sp: it is loaded there (ldr x29, [sp];
// lower/abi0_arm64.cpp). Other code: fp.
RT_INLINE uptr framePointerAt(uptr pc, uptr sp, uptr fp) {
  return *reinterpret_cast<const u32 *>(pc) == 0xf94003fd ? *reinterpret_cast<uptr *>(sp) : fp;
}
// Where the call that returns to pc leads, if its instruction says so (bl); else 0.
RT_INLINE uptr calledFrom(uptr pc) {
  u32 i = *reinterpret_cast<const u32 *>(pc - 4);
  return i >> 26 == 0x25 ? pc - 4 + uptr(iptr(i32(i << 6) >> 4)) : 0;
}
RT_INLINE void breakpoint() { asm volatile("brk #0"); }

constexpr bool wideVectors = false; // nothing wider than 16 bytes
constexpr uptr fillByInstruction = ~uptr(0); // there is none
RT_INLINE void fillLarge(u8 *, u8, uptr) {}

// high:low / d, where high < d: schoolbook division by halves (Knuth's algorithm D for two digits of 32 bits).
RT_INLINE u64 divide(u64 high, u64 low, u64 d, u64 *rest) {
  int shift = __builtin_clzll(d);
  d <<= shift;
  if (shift)
    high = high << shift | low >> (64 - shift);
  low <<= shift;
  u64 d1 = d >> 32, d0 = u32(d), quotient = 0;
  for (int i = 0; i < 2; i++) {
    u64 next = low >> 32;
    low <<= 32;
    u64 q = high / d1, r = high % d1;
    while (q >> 32 || q * d0 > (r << 32 | next)) {
      q--;
      r += d1;
      if (r >> 32)
        break;
    }
    high = (high << 32 | next) - q * d;
    quotient = quotient << 32 | q;
  }
  *rest = high >> shift;
  return quotient;
}

// One bit for each byte of a comparison's result, whose bytes are 0 or 255.
using Bytes16 = u8 __attribute__((vector_size(16)));
RT_INLINE u32 byteMask(Bytes16 v) {
  v &= Bytes16{1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  auto low = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7), high = __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  return u32(__builtin_reduce_add(low)) | u32(__builtin_reduce_add(high)) << 8;
}
// Is there a byte of a comparison's result that is set; any bit at all?
RT_INLINE bool anyByte(Bytes16 v) { return __builtin_reduce_max(v) != 0; }
RT_INLINE bool anyBit(Bytes16 v) { return __builtin_reduce_max(v) != 0; }
RT_INLINE uptr byteSum(Bytes16 v) {
  return __builtin_reduce_add(__builtin_convertvector(v, u16 __attribute__((vector_size(32)))));
}

RT_INLINE bool haveFma() { return true; }
RT_INLINE double fma(double x, double y, double z) {
  double r;
  asm("fmadd %d0, %d1, %d2, %d3" : "=w"(r) : "w"(x), "w"(y), "w"(z));
  return r;
}

} // namespace golem::runtime::arch
