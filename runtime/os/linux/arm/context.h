// ucontext_t on arm: what of it we use.
#pragma once
#include "runtime/base/print.h"
#include "runtime/sched/sched.h"

namespace golem::runtime::os {

struct Context {
  enum Reg { Fp = 11, Ip, Sp, Lr, Pc, NumRegs };
  u32 flags, link, stack[3], trap, error, oldMask;
  uptr regs[NumRegs], state, faultAddress;
  u32 mask[32];
  alignas(8) u8 reserved[512]; // records {u32 magic, size; …}; ended by one whose size is 0

  static constexpr u32 floatMagic = 0x56465001;
  struct FloatRecord {
    u32 magic, size;
    u64 d[32];
  };

  uptr pc() const { return regs[Pc]; }
  uptr sp() const { return regs[Sp]; }
  uptr fp() const { return regs[Fp]; }

  // After a call through a bad pointer: where it would have returned to; undoes the call, as far as pc and sp.
  uptr returnAddress() const { return regs[Lr]; }
  void undoCall() { regs[Pc] = returnAddress(); }
  // Makes the code go on as if it had called target where it stands; takes pushedBytes of its stack, where the link register
  // is kept for it.
  static constexpr uptr pushedBytes = 8;
  void pushCall(void *target) {
    regs[Sp] -= pushedBytes;
    *reinterpret_cast<uptr *>(regs[Sp]) = regs[Lr];
    regs[Lr] = regs[Pc];
    regs[Pc] = uptr(target);
  }
  void setG(G *g) { regs[10] = uptr(g); }

  // each(from, to): memory that holds the registers which may contain pointers.
  template <class Each> void eachRegisters(Each each) {
    each(uptr(regs), uptr(regs + NumRegs));
    for (uptr at = uptr(reserved); at < uptr(reserved) + sizeof reserved;) {
      auto *r = reinterpret_cast<FloatRecord *>(at);
      if (r->size == 0)
        return;
      if (r->magic == floatMagic) // pointers on the way through floating-point registers
        each(uptr(r->d), uptr(r->d + 32));
      at += r->size;
    }
  }

  // A line for each register, in gc's order.
  void print(Out &o) const {
    o.text("trap    ").hex(trap).text("\nerror   ").hex(error).text("\noldmask ").hex(oldMask).put('\n');
    for (int i = 0; i < 11; i++)
      o.put('r').num(u64(i)).text(i < 10 ? "      " : "     ").hex(regs[i]).put('\n');
    o.text("fp      ").hex(regs[Fp]).text("\nip      ").hex(regs[Ip]).text("\nsp      ").hex(regs[Sp]);
    o.text("\nlr      ").hex(regs[Lr]).text("\npc      ").hex(regs[Pc]).text("\ncpsr    ").hex(state);
    o.text("\nfault   ").hex(faultAddress).put('\n');
  }
};
static_assert(offsetof(Context, regs) == 32 && offsetof(Context, reserved) == 232);

} // namespace golem::runtime::os
