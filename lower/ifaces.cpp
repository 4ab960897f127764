// Interfaces: making, converting, asserting.
#include "lower/fn.h"

namespace golem::lower {

using namespace types;
using llvm::ConstantInt;

namespace {
bool isEmptyIface(Type *t) {
  auto *it = as<Interface>(t->underlying());
  return it && it->numMethods() == 0;
}
bool isIface(Type *t) { return t->underlying()->kind() == TypeKind::Interface; }
} // namespace

Val Fn::makeIface(const Instr &i, Type *target, const Operand &x) {
  Type *t = typeOf(x);
  if (isIface(t)) { // a type parameter turned out to be an interface
    if (identical(t, target) || (isEmptyIface(t) && isEmptyIface(target)))
      return val(x);
    Instr c = i;
    c.op = Op::ConvIface;
    c.args = {x};
    c.type = target;
    convIface(c);
    return i.dst != gir::none ? readLocal(i.dst) : Val{};
  }
  const TypeInfo &ti = info(t);
  llvm::Constant *first = isEmptyIface(target) ? m.descriptor(t) : m.itab(t, target);
  if (ti.directIface)
    return {first, val(x)[0]};
  if (ti.size == 0)
    return {first, m.external("runtime.zerobase")};
  if (x.kind == Operand::Const && ti.inRegs) {
    Data d(l, ti.size);
    m.writeConstant(d, 0, t, x.value);
    return {first, m.blob(d, ti.align)};
  }
  constexpr uint64_t most = 1024; // of bytes in the frame or in the program's data, as in gc
  if (x.kind == Operand::Zero) {
    if (ti.size > most)
      return {first, newObject(t)};
    Data d(l, ti.size);
    return {first, m.blob(d, ti.align)};
  }
  Val v = val(x);
  if ((i.flags & gir::Stack) && ti.size <= most) {
    auto *tmp = alloca_(t);
    store(tmp, t, v);
    return {first, tmp};
  }
  auto *basic = as<Basic>(ti.under);
  if (basic && ti.size == 1) { // a byte of a table of 64-bit numbers
    Value *number = b.CreateInBoundsGEP(l.i64, m.external("runtime.staticuint64s"), b.CreateZExt(v[0], l.word));
    return {first, l.target.bigEndian ? offset(number, 7) : number};
  }
  if (basic && (basic->info() & IsInteger)) {
    switch (ti.size) {
    case 2: return {first, rt("convT16", {l.ptr}, {v[0]})};
    case 4: return {first, rt("convT32", {l.ptr}, {v[0]})};
    case 8: return {first, rt("convT64", {l.ptr}, {v[0]})};
    }
  }
  if (basic && (basic->info() & IsString))
    return {first, rt("convTstring", {l.ptr}, {v[0], v[1]})};
  if (ti.under->kind() == TypeKind::Slice)
    return {first, rt("convTslice", {l.ptr}, {v[0], v[1], v[2]})};
  Value *p = newObject(t);
  store(p, t, v);
  return {first, p};
}

Value *Fn::loadTypeOfTab(Value *tab) {
  auto *from = b.GetInsertBlock();
  auto *some = block(), *done = block();
  b.CreateCondBr(b.CreateIsNull(tab), done, some);
  b.SetInsertPoint(some);
  Value *t = loadPtr(tab, l.at(abi::Itab::type));
  b.CreateBr(done);
  b.SetInsertPoint(done);
  auto *phi = b.CreatePHI(l.ptr, 2);
  phi->addIncoming(llvm::ConstantPointerNull::get(l.ptr), from);
  phi->addIncoming(t, some);
  return phi;
}

Value *Fn::typeWord(Type *iface, const Val &v) { return isEmptyIface(iface) ? v[0] : loadTypeOfTab(v[0]); }

void Fn::convIface(const Instr &i) {
  Type *from = typeOf(i.args[0]);
  Val v = val(i.args[0]);
  if (!isIface(from))
    return set(i, makeIface(i, i.type, i.args[0]));
  if (identical(from, i.type) || (isEmptyIface(from) && isEmptyIface(i.type)))
    return set(i, v);
  if (isEmptyIface(i.type))
    return set(i, Val{typeWord(from, v), v[1]});
  Value *t = typeWord(from, v);
  auto *start = b.GetInsertBlock();
  auto *some = block(), *done = block();
  b.CreateCondBr(b.CreateIsNull(t), done, some);
  b.SetInsertPoint(some);
  Value *tab = rt("assertE2I", {l.ptr}, {m.descriptor(i.type), t});
  auto *end = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  auto *phi = b.CreatePHI(l.ptr, 2);
  phi->addIncoming(llvm::ConstantPointerNull::get(l.ptr), start);
  phi->addIncoming(tab, end);
  set(i, Val{phi, v[1]});
}

// abi.TypeAssert { Cache, Inter, CanFail }, one a site.
void Fn::assertOp(const Instr &i, bool ok) {
  Type *from = typeOf(i.args[0]);
  Type *target = ok || i.type2 ? i.type2 : i.type;
  if (!target)
    target = i.type;
  Val v = val(i.args[0]);
  bool empty = isEmptyIface(from);
  if (isIface(target)) {
    if (isEmptyIface(target)) {
      Value *t = typeWord(from, v);
      Value *has = b.CreateIsNotNull(t);
      if (ok) {
        return set(i, Val{t, b.CreateSelect(has, v[1], llvm::ConstantPointerNull::get(l.ptr)), toBool(has)});
      }
      check(b.CreateNot(has), "panicnildottype", {m.descriptor(target)});
      return set(i, Val{t, v[1]});
    }
    Data d(l);
    d.pointer(m.external("runtime.noAssertCache"));
    d.pointer(m.descriptor(target));
    d.word(ok ? 1 : 0);
    llvm::Constant *c = d.constant();
    auto *site = new llvm::GlobalVariable(m.m, c->getType(), false, llvm::GlobalValue::PrivateLinkage, c, "assert");
    site->setAlignment(l.wordAlign);
    Value *t = typeWord(from, v);
    if (!ok)
      return set(i, Val{rt("typeAssert", {l.ptr}, {site, t}), v[1]});
    auto *start = b.GetInsertBlock();
    auto *some = block(), *done = block();
    b.CreateCondBr(b.CreateIsNull(t), done, some);
    b.SetInsertPoint(some);
    Value *tab = rt("typeAssert", {l.ptr}, {site, t});
    auto *end = b.GetInsertBlock();
    b.CreateBr(done);
    b.SetInsertPoint(done);
    auto *phi = b.CreatePHI(l.ptr, 2);
    phi->addIncoming(llvm::ConstantPointerNull::get(l.ptr), start);
    phi->addIncoming(tab, end);
    Value *has = b.CreateIsNotNull(phi);
    return set(i, Val{phi, b.CreateSelect(has, v[1], llvm::ConstantPointerNull::get(l.ptr)), toBool(has)});
  }
  const TypeInfo &ti = info(target);
  // A concrete type that lacks the methods can only come of type arguments: it never matches.
  bool possible = empty || implements(target, as<Interface>(from->underlying()));
  Value *match = !possible ? b.getFalse() : b.CreateICmpEQ(v[0], empty ? m.descriptor(target) : m.itab(target, from));
  auto read = [&](Value *data) {
    if (ti.directIface)
      return Val{data};
    if (ti.size == 0)
      return zero(target);
    return Emitter::load(data, target);
  };
  if (!ok) {
    auto *cold = coldIf(b.CreateNot(match));
    auto *next = b.GetInsertBlock();
    b.SetInsertPoint(cold);
    rtPanic(empty ? "panicdottypeE" : "panicdottypeI", {v[0], m.descriptor(target), m.descriptor(from)});
    b.SetInsertPoint(next);
    return set(i, read(v[1]));
  }
  bool wanted = i.dst != gir::none;
  if (!wanted)
    return;
  if (ti.directIface)
    return set(i, Val{b.CreateSelect(match, v[1], llvm::ConstantPointerNull::get(l.ptr)), toBool(match)});
  if (ti.size == 0) {
    Val r = zero(target);
    r.push_back(toBool(match));
    return set(i, r);
  }
  auto *yes = block(), *done = block();
  Val r;
  if (!ti.inRegs) {
    auto *tmp = alloca_(target);
    auto *no = block();
    b.CreateCondBr(match, yes, no);
    b.SetInsertPoint(yes);
    copy(tmp, v[1], target);
    b.CreateBr(done);
    b.SetInsertPoint(no);
    clear(tmp, target);
    b.CreateBr(done);
    b.SetInsertPoint(done);
    r.push_back(tmp);
  } else {
    auto *from = b.GetInsertBlock();
    b.CreateCondBr(match, yes, done);
    b.SetInsertPoint(yes);
    Val x = Emitter::load(v[1], target);
    auto *end = b.GetInsertBlock();
    b.CreateBr(done);
    b.SetInsertPoint(done);
    for (Value *p : x) {
      auto *phi = b.CreatePHI(p->getType(), 2);
      phi->addIncoming(llvm::Constant::getNullValue(p->getType()), from);
      phi->addIncoming(p, end);
      r.push_back(phi);
    }
  }
  r.push_back(toBool(match));
  set(i, r);
}

} // namespace golem::lower
