// Appends instructions to a function: what girgen and the wrapper maker share. Nothing is checked here; see the verifier.
#pragma once

#include "gir/gir.h"

#include <initializer_list>
#include <utility>

namespace golem::gir {

inline Operand localOp(LocalId l) { return Operand{Operand::Local, l}; }
inline Operand constOp(const constant::Value *v, types::Type *t) { return Operand{Operand::Const, none, t, v}; }
inline Operand zeroOp(types::Type *t) { return Operand{Operand::Zero, none, t}; }
inline Operand funcOp(const FuncRef *f, types::Type *t) { return Operand{Operand::Func, none, t, nullptr, f}; }
inline Operand globalAddrOp(const Global *g, types::Type *ptr) {
  return Operand{Operand::GlobalAddr, none, ptr, nullptr, nullptr, g};
}
inline types::Type *typeOf(const Function &f, const Operand &o) {
  return o.kind == Operand::Local ? f.locals[o.local].type : o.type;
}

/// A cursor at the end of a block of a function.
class Builder {
public:
  Builder(Function &f) : fn(f) {}

  Function &fn;
  source::Pos pos{};
  uint32_t loops = 0;                    ///< Block::loops of the blocks that follow

  LocalId newLocal(LocalKind kind, types::Type *t, std::string_view name = {}, bool memory = false) {
    fn.locals.push_back(Local{kind, memory, t, name, pos});
    return LocalId(fn.locals.size() - 1);
  }
  BlockId newBlock() {
    fn.blocks.emplace_back();
    return BlockId(fn.blocks.size() - 1);
  }
  BlockId block() const { return cur; }
  void setBlock(BlockId b) {
    cur = b;
    fn.blocks[b].loops = loops;
  }
  types::Type *typeOf(const Operand &o) const { return gir::typeOf(fn, o); }

  /// True when nothing may be added: the block has its terminator.
  bool terminated() const {
    const auto &is = fn.blocks[cur].instrs;
    return !is.empty() && isTerminator(is.back().op);
  }
  /// Appends an instruction; after a terminator a fresh unreachable block takes it.
  Instr &add(Op op, uint16_t flags = 0) {
    if (terminated())
      setBlock(newBlock());
    auto &is = fn.blocks[cur].instrs;
    Instr &i = is.emplace_back();
    i.op = op;
    i.flags = flags;
    i.pos = pos;
    return i;
  }
  /// An instruction with a result in a new temporary. The reference is valid until the next instruction.
  Instr &addValue(Op op, types::Type *t, std::vector<Operand> args = {}, uint16_t flags = 0) {
    LocalId d = newLocal(LocalKind::Temp, t);
    Instr &i = add(op, flags);
    i.dst = d;
    i.type = t;
    i.args = std::move(args);
    return i;
  }
  Operand value(Op op, types::Type *t, std::vector<Operand> args = {}, uint16_t flags = 0) {
    return localOp(addValue(op, t, std::move(args), flags).dst);
  }
  Instr &effect(Op op, std::vector<Operand> args = {}, uint16_t flags = 0) {
    Instr &i = add(op, flags);
    i.args = std::move(args);
    return i;
  }
  /// dst = x for an existing register local.
  void assign(LocalId dst, const Operand &x) {
    Instr &i = effect(Op::Copy, {x});
    i.dst = dst;
    i.type = fn.locals[dst].type;
  }
  Operand extract(const Operand &tuple, int index, types::Type *t) {
    Instr &i = addValue(Op::Extract, t, {tuple});
    i.index = index;
    return localOp(i.dst);
  }
  Operand localAddr(LocalId l, types::Type *ptr) {
    Instr &i = addValue(Op::LocalAddr, ptr);
    i.local = l;
    return localOp(i.dst);
  }
  Operand fieldAddr(const Operand &p, int index, types::Type *ptr, uint16_t flags = 0) {
    Instr &i = addValue(Op::FieldAddr, ptr, {p}, flags);
    i.index = index;
    return localOp(i.dst);
  }

  void jump(BlockId b) {
    if (terminated())
      return;
    add(Op::Jump).targets = {b};
  }
  void branch(const Operand &cond, BlockId yes, BlockId no, uint16_t flags = 0) {
    Instr &i = effect(Op::Branch, {cond}, flags);
    i.targets = {yes, no};
  }
  void ret(std::vector<Operand> args) { effect(Op::Return, std::move(args)); }
  void unreachable() { add(Op::Unreachable); }

private:
  BlockId cur = 0;
};

} // namespace golem::gir
