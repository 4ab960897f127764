// ucontext_t on amd64: what of it we use.
#pragma once
#include "runtime/base/print.h"

namespace golem::runtime::os {

struct Context {
  enum Reg { R8, R9, R10, R11, R12, R13, R14, R15, Rdi, Rsi, Rbp, Rbx, Rdx, Rax, Rcx, Rsp, Rip, Eflags, Segments, NumRegs = 23 };
  u64 flags, link, stack[3];
  uptr regs[NumRegs];
  uptr floatState; // address of the FXSAVE area

  uptr pc() const { return regs[Rip]; }
  uptr sp() const { return regs[Rsp]; }
  uptr fp() const { return regs[Rbp]; }

  // After a call through a bad pointer: where it would have returned to; undoes the call, as far as pc and sp.
  uptr returnAddress() const { return *reinterpret_cast<uptr *>(regs[Rsp]); }
  void undoCall() {
    regs[Rip] = returnAddress();
    regs[Rsp] += 8;
  }
  // Makes the code go on as if it had called target where it stands; takes pushedBytes of its stack.
  static constexpr uptr pushedBytes = 8;
  void pushCall(void *target) {
    regs[Rsp] -= 8;
    *reinterpret_cast<uptr *>(regs[Rsp]) = regs[Rip];
    regs[Rip] = uptr(target);
  }
  // Arguments of a call that was pushed, and g, as swiftcc has them.
  void setG(G *g) { regs[R13] = uptr(g); }

  // each(from, to): memory that holds the registers which may contain pointers.
  template <class Each> void eachRegisters(Each each) {
    each(uptr(regs), uptr(regs + NumRegs));
    if (floatState) // pointers on the way through vector registers
      each(floatState + 160, floatState + 416);
  }

  // A line for each register, in gc's order.
  void print(Out &o) const {
    static constexpr struct { const char *name; Reg reg; } all[] = {
        {"rax    ", Rax}, {"rbx    ", Rbx}, {"rcx    ", Rcx}, {"rdx    ", Rdx}, {"rdi    ", Rdi}, {"rsi    ", Rsi},
        {"rbp    ", Rbp}, {"rsp    ", Rsp}, {"r8     ", R8},  {"r9     ", R9},  {"r10    ", R10}, {"r11    ", R11},
        {"r12    ", R12}, {"r13    ", R13}, {"r14    ", R14}, {"r15    ", R15}, {"rip    ", Rip}, {"rflags ", Eflags}};
    for (auto [name, reg] : all)
      o.text(name).hex(regs[reg]).put('\n');
    uptr segments = regs[Segments]; // 16 bits each: cs, gs, fs, ss
    o.text("cs     ").hex(segments & 0xffff).text("\nfs     ").hex(segments >> 32 & 0xffff);
    o.text("\ngs     ").hex(segments >> 16 & 0xffff).put('\n');
  }
};

} // namespace golem::runtime::os
