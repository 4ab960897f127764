// See verify.h.
#include "gir/verify.h"

namespace golem::gir {

std::string verify(const Function &f) {
  auto fail = [&](size_t block, size_t index, const char *what) {
    return f.linkName + ": b" + std::to_string(block) + " #" + std::to_string(index) + " " +
           (block < f.blocks.size() && index < f.blocks[block].instrs.size()
                ? std::string(opName(f.blocks[block].instrs[index].op)) + ": "
                : std::string()) +
           what;
  };
  if (f.blocks.empty())
    return fail(0, 0, "no entry block");
  for (size_t b = 0; b < f.blocks.size(); b++) {
    const auto &is = f.blocks[b].instrs;
    if (is.empty() || !isTerminator(is.back().op))
      return fail(b, is.size(), "block without terminator");
    for (size_t k = 0; k < is.size(); k++) {
      const Instr &i = is[k];
      if (isTerminator(i.op) != (k + 1 == is.size()))
        return fail(b, k, "terminator in the middle");
      for (BlockId t : i.targets)
        if (t >= f.blocks.size())
          return fail(b, k, "target out of range");
      for (const Operand &o : i.args) {
        if (o.kind == Operand::Local && o.local >= f.locals.size())
          return fail(b, k, "local out of range");
        if (o.kind == Operand::Local && f.locals[o.local].memory)
          return fail(b, k, "memory local used as a value");
        if ((o.kind == Operand::Const && (!o.value || !o.type)) || (o.kind == Operand::Func && !o.func) ||
            (o.kind == Operand::GlobalAddr && !o.global) || (o.kind == Operand::Zero && !o.type))
          return fail(b, k, "incomplete operand");
      }
      if (i.dst != none) {
        if (i.dst >= f.locals.size())
          return fail(b, k, "result out of range");
        if (f.locals[i.dst].memory)
          return fail(b, k, "result is a memory local");
        if (!i.type)
          return fail(b, k, "result without type");
      }
      if (i.op == Op::LocalAddr && (i.local >= f.locals.size() || !f.locals[i.local].memory))
        return fail(b, k, "address of a register local");
      size_t targets = i.targets.size();
      if ((i.op == Op::Jump && targets != 1) || (i.op == Op::Branch && (targets != 2 || i.args.size() != 1)) ||
          (i.op == Op::DeferEnter && targets != 2) || (i.op == Op::Switch && targets != i.caseValues.size() + 1))
        return fail(b, k, "wrong number of targets");
      if ((i.op == Op::Call || i.op == Op::Closure) && !i.callee)
        return fail(b, k, "no callee");
      if ((i.op == Op::CallIface || i.op == Op::CallMethod || i.op == Op::MethodVal) && (!i.method || i.args.empty()))
        return fail(b, k, "no method");
    }
  }
  return "";
}

} // namespace golem::gir
