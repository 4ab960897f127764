// Places, loads and stores, aggregates.
#include "lower/fn.h"

namespace golem::lower {

using namespace types;
using llvm::ConstantInt;

void Fn::boundsCheck(const Index &i, Value *len) {
  checkIndex(b.CreateICmpUGE(i.word, len), i, "goPanicIndex", len);
}

void Fn::memory(const Instr &i) {
  switch (i.op) {
  case Op::FieldAddr: {
    Value *p = pointer(i);
    auto *pt = as<Pointer>(info(typeOf(i.args[0])).under);
    set(i, offset(p, info(pt->elem()).offsets[i.index]));
    break;
  }
  case Op::IndexAddr: indexAddr(i); break;
  case Op::Load: load(i); break;
  case Op::Store: storeOp(i); break;
  case Op::NilCheck: {
    // A slice, interface or func is checked by its first word.
    Val v = val(i.args[0]);
    nilCheck(v[0]);
    break;
  }
  case Op::New: newOp(i); break;
  default: break;
  }
}

void Fn::newOp(const Instr &i) {
  if (i.flags & gir::Stack) {
    // Whole words are cleared: the collector takes one of which only a part is for an address, with the rest of what it was.
    const TypeInfo &ti = info(i.type2);
    const bool words = ti.size > l.wordSize;
    const uint64_t size = words ? llvm::alignTo(ti.size, l.wordSize) : ti.size;
    auto *a = alloca_(std::max<uint64_t>(size, 1), words ? std::max(ti.align, l.wordAlign) : ti.align);
    if (size != 0)
      b.CreateMemSet(a, b.getInt8(0), size, a->getAlign());
    return set(i, a);
  }
  set(i, newObject(i.type2));
}

void Fn::load(const Instr &i) {
  Value *p = pointer(i);
  Type *t = i.type;
  const TypeInfo &ti = info(t);
  if (i.dst == gir::none || locals[i.dst].uses == 0)
    if (!(i.flags & gir::Volatile))
      return set(i, ti.inRegs ? Emitter::load(p, t) : Val{p});
  if (!ti.inRegs && i.dst != gir::none && locals[i.dst].ssa && locals[i.dst].uses == 1 && nextInstr &&
      nextInstr->op == Op::Store && nextInstr->args.size() == 2 && nextInstr->args[1].kind == Operand::Local &&
      nextInstr->args[1].local == i.dst)
    return set(i, p); // copied at once by the store that follows
  if (ti.size == 0 && i.flags & gir::Volatile)
    return set(i, ti.inRegs ? Val{} : Val{p});
  set(i, Emitter::load(p, t));
}

void Fn::storeOp(const Instr &i) {
  Value *p = pointer(i);
  Type *t = typeOf(i.args[1]);
  if (auto *pt = as<Pointer>(info(typeOf(i.args[0])).under))
    t = pt->elem();
  const Operand &o = i.args[1];
  if (o.kind == Operand::Zero) {
    const TypeInfo &ti = info(t);
    if (!ti.inRegs || ti.leaves.size() > 4)
      return clear(p, t);
  }
  // A memory fault may turn into a panic that this function recovers from: its results then have the values of that moment.
  store(p, t, val(o), resultArea && p->stripInBoundsConstantOffsets() == resultArea);
}

void Fn::indexAddr(const Instr &i) {
  Type *u = info(typeOf(i.args[0])).under;
  Val x = val(i.args[0]);
  Index at = index(i.args[1]);
  Value *n = at.word;
  if (auto *s = as<Slice>(u)) {
    if (!(i.flags & gir::NoBounds))
      boundsCheck(at, x[1]);
    return set(i, element(x[0], n, info(s->elem()).size));
  }
  auto *pt = as<Pointer>(u);
  auto *a = pt ? as<Array>(pt->elem()->underlying()) : nullptr;
  if (!a) {
    unsupported(i, "address of an element of " + gir::linkString(typeOf(i.args[0])));
    return;
  }
  if (!(i.flags & gir::NonNil))
    nilCheck(x[0]);
  auto *c = llvm::dyn_cast<ConstantInt>(n);
  if (!(i.flags & gir::NoBounds) && !(c && !at.high && c->getZExtValue() < uint64_t(a->len())))
    boundsCheck(at, word(uint64_t(a->len())));
  set(i, element(x[0], n, info(a->elem()).size));
}

void Fn::indexValue(const Instr &i) {
  Type *t = typeOf(i.args[0]);
  Type *u = info(t).under;
  Val x = val(i.args[0]);
  Index at = index(i.args[1]);
  Value *n = at.word;
  if (isString(u)) {
    if (!(i.flags & gir::NoBounds))
      boundsCheck(at, x[1]);
    return set(i, b.CreateAlignedLoad(l.i8, b.CreateInBoundsGEP(l.i8, x[0], n), llvm::Align(1)));
  }
  if (auto *s = as<Slice>(u)) {
    if (!(i.flags & gir::NoBounds))
      boundsCheck(at, x[1]);
    return set(i, Emitter::load(element(x[0], n, info(s->elem()).size), s->elem()));
  }
  if (auto *pt = as<Pointer>(u)) {
    auto *a = as<Array>(pt->elem()->underlying());
    if (!(i.flags & gir::NonNil))
      nilCheck(x[0]);
    if (!(i.flags & gir::NoBounds))
      boundsCheck(at, word(uint64_t(a->len())));
    return set(i, Emitter::load(element(x[0], n, info(a->elem()).size), a->elem()));
  }
  auto *a = as<Array>(u);
  if (!a) {
    unsupported(i, "index of " + gir::linkString(t));
    return;
  }
  auto *c = llvm::dyn_cast<ConstantInt>(n);
  if (!(i.flags & gir::NoBounds) && !(c && !at.high && c->getZExtValue() < uint64_t(a->len())))
    boundsCheck(at, word(uint64_t(a->len())));
  if (info(t).inRegs)
    return set(i, a->len() == 0 ? zero(a->elem()) : x);
  set(i, Emitter::load(element(x[0], n, info(a->elem()).size), a->elem()));
}

void Fn::aggregate(const Instr &i) {
  switch (i.op) {
  case Op::Tuple: {
    Val v;
    for (const Operand &o : i.args)
      v.append(stable(o));
    return set(i, v);
  }
  case Op::Extract: {
    auto *tu = as<Tuple>(typeOf(i.args[0]));
    Val v = stable(i.args[0]);
    if (!tu)
      return set(i, v); // a call with one result
    unsigned at = 0;
    for (int64_t k = 0; k < i.index; k++)
      at += repSize(tu->at(int(k))->type());
    unsigned n = repSize(tu->at(int(i.index))->type());
    return set(i, Val(v.begin() + at, v.begin() + at + n));
  }
  case Op::StructVal: {
    const TypeInfo &ti = info(i.type);
    if (ti.inRegs) {
      Val v;
      for (const Operand &o : i.args)
        v.append(val(o));
      return set(i, v);
    }
    auto *s = as<Struct>(ti.under);
    auto *tmp = alloca_(i.type);
    for (size_t k = 0; k < i.args.size(); k++)
      store(offset(tmp, ti.offsets[k]), s->field(int(k))->type(), val(i.args[k]));
    return set(i, tmp);
  }
  case Op::Field: {
    Type *t = typeOf(i.args[0]);
    const TypeInfo &ti = info(t);
    auto *s = as<Struct>(ti.under);
    Val v = stable(i.args[0]);
    Type *ft = s->field(int(i.index))->type();
    if (ti.inRegs) {
      unsigned at = 0;
      for (int64_t k = 0; k < i.index; k++)
        at += repSize(s->field(int(k))->type());
      return set(i, Val(v.begin() + at, v.begin() + at + repSize(ft)));
    }
    Value *p = offset(v[0], ti.offsets[i.index]);
    return set(i, info(ft).inRegs ? Emitter::load(p, ft) : Val{p});
  }
  case Op::ArrayVal: {
    const TypeInfo &ti = info(i.type);
    if (ti.inRegs)
      return set(i, i.args.empty() ? Val{} : val(i.args[0]));
    auto *a = as<Array>(ti.under);
    auto *tmp = alloca_(i.type);
    for (size_t k = 0; k < i.args.size(); k++)
      store(offset(tmp, k * info(a->elem()).size), a->elem(), val(i.args[k]));
    return set(i, tmp);
  }
  default: return;
  }
}

} // namespace golem::lower
