// ucontext_t on 386: what of it we use.
#pragma once
#include "runtime/base/print.h"
#include "runtime/sched/sched.h"

namespace golem::runtime::os {

struct Context {
  enum Reg { Gs, Fs, Es, Ds, Edi, Esi, Ebp, Esp, Ebx, Edx, Ecx, Eax, Trap, Error, Eip, Cs, Eflags, EspAtSignal, Ss, NumRegs };
  u32 flags, link, stack[3];
  uptr regs[NumRegs];
  uptr floatState; // address of a FNSAVE area with an FXSAVE area behind it

  uptr pc() const { return regs[Eip]; }
  uptr sp() const { return regs[Esp]; }
  uptr fp() const { return regs[Ebp]; }

  // After a call through a bad pointer: where it would have returned to; undoes the call, as far as pc and sp.
  uptr returnAddress() const { return *reinterpret_cast<uptr *>(regs[Esp]); }
  void undoCall() {
    regs[Eip] = returnAddress();
    regs[Esp] += 4;
  }
  // Makes the code go on as if it had called target where it stands; takes pushedBytes of its stack.
  static constexpr uptr pushedBytes = 4;
  void pushCall(void *target) {
    regs[Esp] -= 4;
    *reinterpret_cast<uptr *>(regs[Esp]) = regs[Eip];
    regs[Eip] = uptr(target);
  }
  // g is no register's: golem_sigpanic asks the thread.
  void setG(G *) {}

  // each(from, to): memory that holds the registers which may contain pointers.
  template <class Each> void eachRegisters(Each each) {
    each(uptr(regs), uptr(regs + NumRegs));
    constexpr uptr x87 = 144, end = 400;
    if (floatState) // pointers on the way through vector registers, or as halves of 64-bit values through x87's
      each(floatState + x87, floatState + end);
  }

  // A line for each register, in gc's order.
  void print(Out &o) const {
    static constexpr struct { const char *name; Reg reg; } all[] = {
        {"eax    ", Eax}, {"ebx    ", Ebx}, {"ecx    ", Ecx}, {"edx    ", Edx}, {"edi    ", Edi}, {"esi    ", Esi},
        {"ebp    ", Ebp}, {"esp    ", Esp}, {"eip    ", Eip}, {"eflags ", Eflags}, {"cs     ", Cs}, {"fs     ", Fs},
        {"gs     ", Gs}};
    for (auto [name, reg] : all)
      o.text(name).hex(regs[reg]).put('\n');
  }
};

} // namespace golem::runtime::os
