// Captured values that are the same in every run become part of the function literal.
//
//   before:  %0.f = copy p.g.func1                   after:  %0.f = copy p.g.func1
//            %1 = closure {p.g.func2} %0.f, %2.x             %1 = closure {p.g.func2} %2.x
//   in func2: %0 = capture 0                         in func2: %0 = copy p.g.func1
//
// Conditions: the variable is written once, with a constant, a zero value, or a function without captures; one instruction makes
// the literal, whose function is of this package and not generic. So calls of the literal's sibling are static in it and can
// be inlined; a closure that is left without captures is no allocation.
// Cost: linear in the code.
#include "opt/improving/captures.h"

#include "gir/builder.h"

#include <unordered_map>
#include <vector>

namespace golem::opt {

using namespace gir;

namespace {

/// The values of the registers that are written once.
class Registers {
public:
  explicit Registers(Function &f) : fn(f), writes(f.locals.size()), source(f.locals.size()) {
    for (LocalId p : f.params)
      writes[p]++;
    for (const Block &b : f.blocks)
      for (const Instr &i : b.instrs)
        if (i.dst != none) {
          writes[i.dst]++;
          source[i.dst] = i.op == Op::Copy ? i.args[0] : Operand{};
        }
  }
  /// The constant that o is in every run, or an operand of kind None.
  Operand constant(Operand o) const {
    for (size_t steps = 0; o.kind == Operand::Local && steps <= writes.size(); steps++) {
      if (fn.locals[o.local].memory || writes[o.local] != 1)
        return {};
      o = source[o.local];
    }
    return o.kind == Operand::Const || o.kind == Operand::Zero || o.kind == Operand::Func ? o : Operand{};
  }

private:
  Function &fn;
  std::vector<uint32_t> writes;
  std::vector<Operand> source;
};

void bind(Function &outer, Instr &closure, Function &literal, const Registers &registers) {
  std::vector<Operand> values;
  std::vector<int64_t> place; // of those that stay
  size_t left = 0;
  for (size_t k = 0; k < closure.args.size(); k++) {
    Operand v = registers.constant(closure.args[k]);
    if (v.kind != Operand::None)
      v.type = typeOf(outer, closure.args[k]);
    place.push_back(int64_t(left));
    left += v.kind == Operand::None;
    values.push_back(v);
  }
  if (left == values.size())
    return;
  for (Block &b : literal.blocks)
    for (Instr &i : b.instrs)
      if (i.op == Op::Capture) {
        size_t k = size_t(i.index);
        i.index = 0;
        if (values[k].kind == Operand::None) {
          i.index = place[k];
        } else {
          i.op = Op::Copy;
          i.args = {values[k]};
        }
      }
  for (size_t k = values.size(); k-- > 0;)
    if (values[k].kind != Operand::None) {
      closure.args.erase(closure.args.begin() + long(k));
      literal.captures.erase(literal.captures.begin() + long(k));
    }
  if (closure.args.empty()) {
    closure.args = {funcOp(closure.callee, closure.type)};
    closure.callee = nullptr;
    closure.op = Op::Copy;
  }
}

} // namespace

void bindCaptures(Package &p) {
  std::unordered_map<const FuncRef *, int> made;
  for (Function &f : p.functions)
    for (const Block &b : f.blocks)
      for (const Instr &i : b.instrs)
        if (i.op == Op::Closure)
          made[i.callee]++;
  // A literal stands behind the function that it is written in: what the outer one binds is a constant in it.
  for (Function &f : p.functions) {
    if (!f.typeParams.empty() || f.isImported)
      continue;
    std::vector<Instr *> closures;
    for (Block &b : f.blocks)
      for (Instr &i : b.instrs)
        if (i.op == Op::Closure && i.callee->kind == FuncRef::Plain && i.callee->body != nullptr && made[i.callee] == 1)
          closures.push_back(&i);
    if (closures.empty())
      continue;
    Registers registers(f);
    for (Instr *i : closures)
      if (Function &literal = *i->callee->body; literal.isClosure && literal.typeParams.empty() && !literal.isImported)
        bind(f, *i, literal, registers);
  }
}

} // namespace golem::opt
