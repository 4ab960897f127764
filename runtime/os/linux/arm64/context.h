// ucontext_t on arm64: what of it we use.
#pragma once
#include "runtime/base/print.h"

namespace golem::runtime::os {

struct Context {
  u64 flags, link, stack[3], mask[16];
  u64 pad;
  u64 faultAddress;
  uptr regs[31], stackPointer, programCounter, state;
  alignas(16) u8 reserved[4096]; // records {u32 magic, size; …}; ended by one whose size is 0

  static constexpr u32 floatMagic = 0x46508001;
  struct FloatRecord {
    u32 magic, size, fpsr, fpcr;
    u64 v[64];
  };

  uptr pc() const { return programCounter; }
  uptr sp() const { return stackPointer; }
  uptr fp() const { return regs[29]; }

  // After a call through a bad pointer: where it would have returned to; undoes the call, as far as pc and sp.
  uptr returnAddress() const { return regs[30]; }
  void undoCall() { programCounter = returnAddress(); }
  // Makes the code go on as if it had called target where it stands; takes pushedBytes of its stack, where the link register
  // is kept for it.
  static constexpr uptr pushedBytes = 16;
  void pushCall(void *target) {
    stackPointer -= 16;
    *reinterpret_cast<uptr *>(stackPointer) = regs[30];
    regs[30] = programCounter;
    programCounter = uptr(target);
  }
  // Arguments of a call that was pushed, and g, as swiftcc has them.
  void setG(G *g) { regs[20] = uptr(g); }

  // each(from, to): memory that holds the registers which may contain pointers.
  template <class Each> void eachRegisters(Each each) {
    each(uptr(regs), uptr(regs + 31));
    for (uptr at = uptr(reserved); at < uptr(reserved) + sizeof reserved;) {
      auto *r = reinterpret_cast<FloatRecord *>(at);
      if (r->size == 0)
        return;
      if (r->magic == floatMagic) // pointers on the way through vector registers
        each(uptr(r->v), uptr(r->v + 64));
      at += r->size;
    }
  }

  // A line for each register, in gc's order.
  void print(Out &o) const {
    for (int i = 0; i < 30; i++)
      o.put('r').num(u64(i)).text(i < 10 ? "      " : "     ").hex(regs[i]).put('\n');
    o.text("lr      ").hex(regs[30]).text("\nsp      ").hex(stackPointer);
    o.text("\npc      ").hex(programCounter).text("\nfault   ").hex(faultAddress).put('\n');
  }
};
static_assert(offsetof(Context, regs) == 184 && offsetof(Context, reserved) == 464);

} // namespace golem::runtime::os
