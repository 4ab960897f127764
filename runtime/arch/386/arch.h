// 386: registers of calls, what a switch saves, and the instructions that C++ has no name for.
//
// All arguments lie on the stack, g last (docs/abi.md section 2).
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::arch {

// Registers that carry arguments and results (docs/abi.md section 2).
constexpr u32 intArguments = 0, floatArguments = 0, intResults = 3, floatResults = 0;
constexpr bool inPairs = false; // see arm
constexpr u32 markRegisters = 3;    // saved by golem_mark in a DeferFrame: ebx, esi, edi
// Of these, those that frame maps tell of; the place of one, by DWARF number.
constexpr u32 markMapped = 3;
constexpr bool isMapped(u32 number) { return number == 3 || number == 6 || number == 7; }
constexpr u32 markPlace(u32 number) { return number == 3 ? 0 : number - 5; }
constexpr u32 syscallRegisters = 3; // saved by runtime.entersyscall
// golem_asmtogo and golem_asmmore: how far above their frame pointer the stack pointer of who called them stood, and from there on the
// arguments of a call, for golem_asmmore those of the function that wants more stack.
constexpr uptr assemblySp = 8, assemblyArguments = 0;

constexpr uptr moreFrameBytes = 40;  // of golem_more, below its frame pointer
constexpr u32 moreSavedRegister = 3; // ebx (DWARF number), which golem_more uses; kept so far below its frame pointer:
constexpr uptr moreSavedBelow = 16;

// What golem_mcall and golem_systemstack leave at g->sp.
struct SavedFrame {
  uptr edi, esi, ebx, fp, pc;
  // A new goroutine: golem_gostart takes these two from here.
  void start(void *closure, G *g) {
    esi = uptr(closure);
    edi = uptr(g);
  }
  // What runtime.entersyscall saved.
  void fromSyscall(const uptr *regs) { edi = regs[0], esi = regs[1], ebx = regs[2]; }
  // f(number, word) for each register that may lead to an object, by its DWARF number.
  template <class F> void eachRegister(F f) { f(3, &ebx), f(6, &esi), f(7, &edi); }
};

// The M of this thread.
RT_INLINE M *threadPointer() {
  M *m;
  asm volatile("movl %%gs:0, %0" : "=r"(m));
  return m;
}

RT_INLINE void relax() { __builtin_ia32_pause(); } // in a loop that waits for another thread
// Between the stores that make an object and the one that lets others see it.
RT_INLINE void publish() { asm volatile("" ::: "memory"); }
// What the system says of the processor (AT_HWCAP); here the processor is asked.
void setCapabilities(uptr);
// A mode in which the time of instructions does not depend on data: there is none.
constexpr bool haveTimingMode = false;
RT_INLINE bool setTimingMode(bool) { return false; }
constexpr bool wideVectors = false;
// Is pc in assembly that has no frame, so that it counts as its caller's code?
RT_INLINE bool isFrameless(uptr) { return false; }
// The stack pointer in the caller of the function whose frame is at fp; in an assembly function that stands at a call, with fp. 0: unknown.
RT_INLINE uptr callerStack(uptr fp, bool) { return fp + assemblySp; }
RT_INLINE uptr assemblyStack(uptr) { return 0; }
// From an assembly function, which has grown the stack by delta bytes, to its caller. savesFp: it has a frame with fp. False: fp
// alone leads there.
RT_INLINE bool leaveAssembly(uptr &pc, uptr &sp, uptr &fp, uptr delta, bool, bool) {
  auto *top = reinterpret_cast<uptr *>(sp + delta); // frames of 386 assembly keep no frame pointer
  pc = top[0];
  sp = uptr(top + 1);
  return true;
}
// The frame pointer of the code that called assembly and comes back to pc with stack pointer sp: what it saved is loaded there
// (movl disp32(%esp), %ebp; lower/abi0_386.cpp). Other code: fp.
RT_INLINE uptr framePointerAt(uptr pc, uptr sp, uptr fp) {
  struct __attribute__((packed)) Load {
    u8 code[3];
    i32 at;
  };
  auto *i = reinterpret_cast<const Load *>(pc);
  bool isLoad = i->code[0] == 0x8b && i->code[1] == 0xac && i->code[2] == 0x24;
  return isLoad ? *reinterpret_cast<uptr *>(sp + uptr(iptr(i->at))) : fp;
}
// Where the call that returns to pc leads, if its instruction says so; else 0.
RT_INLINE uptr calledFrom(uptr pc) {
  struct __attribute__((packed)) Call {
    u8 code;
    i32 distance;
  };
  auto *i = reinterpret_cast<const Call *>(pc - sizeof(Call));
  return i->code == 0xe8 ? pc + uptr(iptr(i->distance)) : 0;
}
RT_INLINE void breakpoint() { asm volatile("int3"); }

// Fills of thousands of bytes: microcode knows the processor's best way.
constexpr uptr fillByInstruction = 2048;
RT_INLINE void fillLarge(u8 *p, u8 c, uptr n) { asm volatile("rep stosb" : "+D"(p), "+c"(n) : "a"(c) : "memory"); }

// One bit for each byte of a comparison's result, whose bytes are 0 or 255.
using Bytes16 = u8 __attribute__((vector_size(16)));
RT_INLINE u32 byteMask(Bytes16 v) {
  return u32(__builtin_ia32_pmovmskb128(reinterpret_cast<char __attribute__((vector_size(16)))>(v)));
}
// Is there a byte of a comparison's result that is set; any bit at all?
RT_INLINE bool anyByte(Bytes16 v) { return byteMask(v) != 0; }
RT_INLINE bool anyBit(Bytes16 v) { return byteMask(Bytes16(v == 0)) != 0xffff; }
RT_INLINE uptr byteSum(Bytes16 v) {
  using Chars = char __attribute__((vector_size(16)));
  auto halves = __builtin_ia32_psadbw128(reinterpret_cast<Chars>(v), Chars{});
  return uptr(halves[0] + halves[1]);
}

} // namespace golem::runtime::arch
