// arm (ARMv7-A, hard float): registers of calls, what a switch saves, and the instructions that C++ has no name for.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::arch {

// Registers that carry arguments and results (docs/abi.md section 2).
constexpr u32 intArguments = 4, floatArguments = 8, intResults = 4, floatResults = 4;
constexpr bool inPairs = true; // 64-bit values take an even register and the next; two 32-bit floats share a register of 64 bits
constexpr u32 markRegisters = 23;    // words saved by golem_mark in a DeferFrame: r4 to r10, d8 to d15
// Of these, those that frame maps tell of; the place of one, by DWARF number.
constexpr u32 markMapped = 7;
constexpr bool isMapped(u32 number) { return number >= 4 && number <= 10; }
constexpr u32 markPlace(u32 number) { return number - 4; }
constexpr u32 syscallRegisters = 23; // saved by runtime.entersyscall: the same
// golem_asmtogo and golem_asmmore: how far above their frame pointer the stack pointer of who called them stood, and from there on the
// arguments of a call, for golem_asmmore those of the function that wants more stack.
constexpr uptr assemblySp = 8, assemblyArguments = 4;

constexpr uptr moreFrameBytes = 104; // of golem_more, below its frame pointer
constexpr u32 moreSavedRegister = 4; // r4, which golem_more uses; kept so far below its frame pointer:
constexpr uptr moreSavedBelow = 96;

// What golem_mcall and golem_systemstack leave at g->sp.
struct SavedFrame {
  u64 d[8];
  uptr unused, r[7], fp, pc; // r: r4 to r10
  // A new goroutine: golem_gostart takes these two from here.
  void start(void *closure, G *g) {
    r[0] = uptr(closure);
    r[6] = uptr(g);
  }
  // What runtime.entersyscall saved.
  void fromSyscall(const uptr *regs) {
    __builtin_memcpy(r, regs, sizeof r);
    __builtin_memcpy(d, regs + 7, sizeof d);
  }
  // f(number, word) for each register that may lead to an object, by its DWARF number.
  template <class F> void eachRegister(F f) {
    for (u32 i = 0; i < 7; i++)
      f(4 + i, &r[i]);
    for (u32 i = 0; i < 16; i++) // d8 is number 264; halves are nobody's
      f(264 + i / 2, &reinterpret_cast<uptr *>(d)[i]);
  }
};

// The M of this thread.
RT_INLINE M *threadPointer() {
  M *m;
  asm volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(m));
  return m;
}

RT_INLINE void relax() { asm volatile("yield"); } // in a loop that waits for another thread
// Between the stores that make an object and the one that lets others see it.
RT_INLINE void publish() { asm volatile("dmb ishst" ::: "memory"); }
// What the system says of the processor (AT_HWCAP): nothing that matters here.
RT_INLINE void setCapabilities(uptr) {}
// A mode in which the time of instructions does not depend on data: there is none.
constexpr bool haveTimingMode = false;
RT_INLINE bool setTimingMode(bool) { return false; }
constexpr bool wideVectors = false;
// Is pc in assembly that has no frame, so that it counts as its caller's code?
RT_INLINE bool isFrameless(uptr) { return false; }
// The stack pointer in the caller of the function whose frame is at fp, if the caller is assembly; in an assembly function that stands
// at a call, with fp. 0: unknown.
RT_INLINE uptr callerStack(uptr fp, bool ofAssembly) { return ofAssembly ? 0 : fp + assemblySp; }
RT_INLINE uptr assemblyStack(uptr) { return 0; }
// From an assembly function, which has grown the stack by delta bytes, to its caller. exact: it was interrupted, so that lr lies
// where Context::pushCall put it. False: fp alone leads there.
RT_INLINE bool leaveAssembly(uptr &pc, uptr &sp, uptr &, uptr delta, bool, bool exact) {
  auto *words = reinterpret_cast<uptr *>(sp);
  if (delta == 0) {
    pc = words[-2];
    return exact;
  }
  pc = words[0];
  sp += delta;
  return true;
}
// The frame pointer of the code that called assembly and comes back to pc with stack pointer sp: it is loaded there (ldr r11, [sp];
// lower/abi0_arm.cpp). Other code: fp.
RT_INLINE uptr framePointerAt(uptr pc, uptr sp, uptr fp) {
  return *reinterpret_cast<const u32 *>(pc) == 0xe59db000 ? *reinterpret_cast<uptr *>(sp) : fp;
}
// Where the call that returns to pc leads, if its instruction says so (bl); else 0.
RT_INLINE uptr calledFrom(uptr pc) {
  u32 i = *reinterpret_cast<const u32 *>(pc - 4);
  return i >> 24 == 0xeb ? pc + 4 + uptr(iptr(i32(i << 8) >> 6)) : 0;
}
RT_INLINE void breakpoint() { asm volatile("bkpt #0"); }

constexpr uptr fillByInstruction = ~uptr(0); // there is none
RT_INLINE void fillLarge(u8 *, u8, uptr) {}

// One bit for each byte of a comparison's result, whose bytes are 0 or 255.
using Bytes16 = u8 __attribute__((vector_size(16)));
using Words4 = u32 __attribute__((vector_size(16)));
RT_INLINE u32 byteMask(Bytes16 v) {
  u32 mask = 0;
  auto words = reinterpret_cast<Words4>(v);
  for (int i = 0; i < 4; i++)
    mask |= ((words[i] & 0x08040201) * 0x01010101 >> 24) << (4 * i);
  return mask;
}
// Is there a byte of a comparison's result that is set; any bit at all?
RT_INLINE bool anyBit(Bytes16 v) {
  auto words = reinterpret_cast<Words4>(v);
  return (words[0] | words[1] | words[2] | words[3]) != 0;
}
RT_INLINE bool anyByte(Bytes16 v) { return anyBit(v); }
RT_INLINE uptr byteSum(Bytes16 v) {
  uptr sum = 0;
  for (int i = 0; i < 16; i++)
    sum += v[i];
  return sum;
}

} // namespace golem::runtime::arch
