// Frames: parameters, results, variables and their captures, the way out of a function.
#include "girgen/func.h"

#include <algorithm>

namespace golem::girgen {

using namespace syntax;
using gir::localOp;
using gir::LocalKind;

Type *core(Type *t) {
  if (!types::isTypeParam(t))
    return t->underlying();
  if (Type *c = types::coreType(t))
    return c;
  // Channels of several directions still have one element type, maps one key type as far as operations allow them.
  Type *first = nullptr;
  bool all = types::typeset(t, [&](Type *, Type *u) {
    if (u == nullptr || (!types::isa<types::Chan>(u) && !types::isa<types::Map>(u)))
      return false;
    if (first == nullptr)
      first = u;
    return first->kind() == u->kind();
  });
  return all ? first : nullptr;
}

FuncGen::FuncGen(PackageGen &p, Analysis &a, gir::Function &f, FuncGen *o, const void *n, const File *fl)
    : b(f), pg(p), an(a), fn(f), outer(o), node(n), file(fl) {
  fn.outer = o ? &o->fn : nullptr;
  b.setBlock(b.newBlock());
}

void FuncGen::unsupported(source::Pos p, std::string_view what) {
  pg.error(p, "not yet supported: " + std::string(what));
}

FuncGen *FuncGen::frameOwner() {
  FuncGen *f = this;
  while (f->isRangeBody)
    f = f->outer;
  return f;
}

bool FuncGen::wantsMemory(Type *t) {
  if (types::isTypeParam(t))
    return false;
  Type *u = t->underlying();
  if (u->kind() == types::TypeKind::Array)
    return true;
  if (auto *s = types::as<types::Struct>(u)) {
    if (s->numFields() > 8)
      return true;
    for (Var *f : s->fields())
      if (wantsMemory(f->type()))
        return true;
  }
  return false;
}

bool FuncGen::byReference(Var *v) {
  const VarUse *u = an.use(v);
  if (u == nullptr)
    return false;
  if (u->addrTaken)
    return true;
  if (!u->captured)
    return false;
  if (u->reassigned)
    return true;
  // Large values are not copied into closures.
  return fn.typeParams.empty() && pg.sizeOf(v->type()) > 128;
}

Operand FuncGen::newObject(Type *t) {
  gir::Instr &i = b.addValue(Op::New, pg.pointerTo(t));
  i.type2 = t;
  return localOp(i.dst);
}

// gc's limit (ir.MaxStackVarSize): larger variables are heap objects, so that they don't make frames too large.
bool FuncGen::tooLargeForFrame(Var *v) {
  return v->varKind() == types::VarKind::Local && fn.typeParams.empty() && wantsMemory(v->type()) &&
         pg.sizeOf(v->type()) > 128 * 1024;
}

VarLoc FuncGen::declare(Var *v, bool zero, Operand *init) {
  source::Pos old = b.pos;
  Type *t = types::unalias(v->type());
  const VarUse *u = an.use(v);
  VarLoc loc;
  if (byReference(v) || tooLargeForFrame(v)) {
    loc.kind = VarLoc::Ptr;
    loc.local = b.newLocal(LocalKind::Var, pg.pointerTo(t), v->name());
    gir::Instr &i = b.add(Op::New);
    i.dst = loc.local;
    i.type = pg.pointerTo(t);
    i.type2 = t;
    if (init != nullptr)
      b.effect(Op::Store, {localOp(loc.local), *init}, gir::NonNil);
  } else if ((u != nullptr && u->partial) || wantsMemory(t)) {
    loc.kind = VarLoc::Mem;
    loc.local = b.newLocal(LocalKind::Var, t, v->name(), true);
    if (init != nullptr || zero)
      b.effect(Op::Store, {b.localAddr(loc.local, pg.pointerTo(t)), init ? *init : gir::zeroOp(t)}, gir::NonNil);
  } else {
    loc.kind = VarLoc::Reg;
    loc.local = b.newLocal(LocalKind::Var, t, v->name());
    if (init != nullptr)
      b.assign(loc.local, *init);
    if (init != nullptr && init->kind == Operand::Const && u != nullptr && !u->reassigned)
      loc.constant = *init;
    else if (init == nullptr && zero)
      b.assign(loc.local, gir::zeroOp(t));
  }
  vars[v] = loc;
  b.pos = old;
  return loc;
}

VarLoc FuncGen::lookup(Var *v) {
  auto it = vars.find(v);
  if (it != vars.end())
    return it->second;
  if (lazyVars.count(v)) {
    if (v == tokenVar) {
      Operand x = b.value(Op::DeferFrameAddr, pg.unsafePointer());
      return declare(v, false, &x);
    }
    if (v == callerVar) {
      fn.hasRecover = true;
      Operand x = b.value(Op::CallerFrame, types::basicType(types::BasicKind::Uintptr));
      return declare(v, false, &x);
    }
    return declare(v, true);
  }
  if (outer == nullptr) {
    pg.error(v->pos(), "internal error: variable " + std::string(v->name()) + " is not in scope");
    return vars[v] = VarLoc{VarLoc::Reg, b.newLocal(LocalKind::Var, v->type(), v->name())};
  }
  return capture(v);
}

VarLoc FuncGen::capture(Var *v) {
  VarLoc from = outer->lookup(v);
  Type *t = types::unalias(v->type());
  if (from.constant.kind == Operand::Const) { // nothing need be captured
    VarLoc loc{VarLoc::Reg, b.newLocal(LocalKind::Var, t, v->name()), from.constant};
    gir::Instr c{};
    c.op = Op::Copy;
    c.pos = fn.pos;
    c.dst = loc.local;
    c.type = t;
    c.args = {from.constant};
    prologue.push_back(std::move(c));
    return vars[v] = loc;
  }
  bool ref = from.kind == VarLoc::Ptr;
  Type *ct = ref ? pg.pointerTo(t) : t;
  LocalId l = b.newLocal(LocalKind::Temp, ct, v->name());
  gir::Instr c{};
  c.op = Op::Capture;
  c.pos = fn.pos;
  c.dst = l;
  c.type = ct;
  c.index = int64_t(captured.size());
  prologue.push_back(std::move(c));
  captured.push_back(v);
  fn.captures.push_back(ct);
  VarLoc loc{ref ? VarLoc::Ptr : VarLoc::Reg, l};
  const VarUse *u = an.use(v);
  if (!ref && ((u != nullptr && u->partial) || wantsMemory(t))) {
    LocalId m = b.newLocal(LocalKind::Var, t, v->name(), true), a = b.newLocal(LocalKind::Temp, pg.pointerTo(t));
    gir::Instr la{}, st{};
    la.op = Op::LocalAddr;
    la.pos = st.pos = fn.pos;
    la.dst = a;
    la.type = pg.pointerTo(t);
    la.local = m;
    st.op = Op::Store;
    st.flags = gir::NonNil;
    st.args = {localOp(a), localOp(l)};
    prologue.push_back(std::move(la));
    prologue.push_back(std::move(st));
    loc = VarLoc{VarLoc::Mem, m};
  }
  return vars[v] = loc;
}

Place FuncGen::varPlace(Var *v) {
  Type *t = types::unalias(v->type());
  if (v->isPackageLevel())
    return Place{true, gir::globalAddrOp(pg.global(v), pg.pointerTo(t)), t};
  VarLoc loc = lookup(v);
  switch (loc.kind) {
  case VarLoc::Mem:
    return Place{true, b.localAddr(loc.local, pg.pointerTo(t)), t};
  case VarLoc::Ptr:
    return Place{true, localOp(loc.local), t};
  default:
    return Place{false, localOp(loc.local), t};
  }
}

Operand FuncGen::readVar(Var *v) { return read(varPlace(v)); }

void FuncGen::writeVar(Var *v, Operand x) {
  Place p = varPlace(v);
  if (p.inMemory)
    store(p, x);
  else
    b.assign(p.op.local, x);
}

Var *FuncGen::pseudoVar(std::string_view name, Type *t, bool byRef, const void *owner) {
  Var *v = new Var(types::VarKind::Local, b.pos, pg.in.pkg, name, t);
  VarUse &u = an.define(v, owner);
  u.captured = true;
  u.reassigned = byRef;
  return v;
}

// The closure value of a finished child.
Operand FuncGen::closureOf(FuncGen &child, Type *t) {
  std::vector<Operand> args;
  for (Var *v : child.captured) {
    VarLoc loc = lookup(v);
    args.push_back(loc.kind == VarLoc::Mem ? readVar(v) : localOp(loc.local));
  }
  const FuncRef *r = pg.literalRef(&child.fn);
  gir::Instr &i = b.addValue(Op::Closure, t, std::move(args));
  i.callee = r;
  return localOp(i.dst);
}

void FuncGen::param(Var *v, std::string_view name) {
  LocalId l = b.newLocal(LocalKind::Param, types::unalias(v->type()), name);
  fn.params.push_back(l);
  const VarUse *u = an.use(v);
  if (byReference(v) || (u != nullptr && (u->partial || wantsMemory(v->type())))) {
    Operand init = localOp(l);
    declare(v, false, &init);
  } else {
    vars[v] = VarLoc{VarLoc::Reg, l};
  }
}

void FuncGen::signature(types::Signature *s, Field *, FuncType *) {
  sig = s;
  fn.sig = s;
  if (s->recv() != nullptr)
    param(s->recv(), s->recv()->name());
  for (Var *v : types::tupleVars(s->params()))
    param(v, v->name());
  FuncUse &u = an.func(node);
  hasDefer = u.defers > 0;
  fn.hasRecover = u.recovers;
  for (Var *v : types::tupleVars(s->results())) {
    resultVars.push_back(v);
    // A range-over-func body that returns assigns the results itself: like named ones.
    bool named = !v->name().empty() || byReference(v);
    namedResults |= named;
    Type *t = types::unalias(v->type());
    LocalId mem = gir::none;
    if (hasDefer) {
      mem = b.newLocal(LocalKind::Result, t, v->name(), true);
      fn.results.push_back(mem);
      b.effect(Op::Store, {b.localAddr(mem, pg.pointerTo(t)), gir::zeroOp(t)}, gir::NonNil);
    }
    if (hasDefer && !(named && byReference(v)))
      vars[v] = VarLoc{VarLoc::Mem, mem};
    else if (named) {
      declare(v, true);
      fn.locals[vars[v].local].kind = LocalKind::Result;
    }
  }
  if (hasDefer) {
    // What the resumed path reads must not look unchanged since before the mark.
    for (Var *v : resultVars)
      if (auto it = vars.find(v); it != vars.end() && it->second.kind == VarLoc::Ptr)
        b.effect(Op::KeepAlive, {localOp(it->second.local)});
    enterDefers();
  }
}

void FuncGen::enterDefers() {
  fn.deferFrame = b.newLocal(LocalKind::DeferFrame, nullptr, {}, true);
  exitBlock = b.newBlock();
  BlockId body = b.newBlock();
  gir::Instr &i = b.add(Op::DeferEnter);
  i.targets = {body, exitBlock};
  b.setBlock(body);
}

// Functions of package reflect that stand between the code of a function made by MakeFunc and what it is to call: recover
// looks through them (gc marks callReflect as a wrapper, too).
static bool standsForAnother(types::Func *f) {
  return f->pkg()->path() == "reflect" && (f->name() == "runMakeFunc" || f->name() == "callReflect");
}

void FuncGen::declaration(FuncDecl *d, types::Func *f) {
  b.pos = fn.pos;
  inOrder = defersInOrder(d->body);
  signature(f->signature(), d->recv, d->type);
  if (standsForAnother(f))
    b.effect(Op::WrapperEnter);
  stmts(d->body->list);
  finish(d->body->rbrace);
}

void FuncGen::literal(FuncLit *l) {
  b.pos = fn.pos;
  inOrder = defersInOrder(l->body);
  signature(types::as<types::Signature>(typeOf(l)), nullptr, l->type);
  stmts(l->body->list);
  finish(l->body->rbrace);
}

void FuncGen::beginPlain() {
  fn.sig = sig = pg.niladic();
  b.pos = fn.pos;
}
void FuncGen::finishPlain() { finish(fn.pos); }

// Stores a value where the frame's exit finds it.
void FuncGen::result(size_t i, Operand v) { writeVar(resultVars[i], v); }

void FuncGen::emitReturn() {
  if (hasDefer) {
    if (!inOrder)
      return b.jump(exitBlock);
    leaving.resize(std::max(leaving.size(), deferred.size() + 1), gir::none);
    BlockId &to = leaving[deferred.size()];
    if (to == gir::none)
      to = b.newBlock();
    return b.jump(to);
  }
  std::vector<Operand> vs;
  if (namedResults)
    for (Var *v : resultVars)
      vs.push_back(readVar(v));
  b.ret(std::move(vs));
}

// The ways out of a function that defers in order: each calls what was deferred last, and goes on to the next.
void FuncGen::leaveFrame(BlockId out) {
  for (size_t n = leaving.size(); n-- > 0;) {
    if (leaving[n] == gir::none)
      continue;
    source::Pos end = b.pos;
    b.setBlock(leaving[n]);
    Operand frame = b.localAddr(fn.deferFrame, pg.unsafePointer());
    if (n == 0) {
      b.effect(Op::DeferLeave, {frame});
      b.jump(out);
      continue;
    }
    b.effect(Op::DeferPop, {frame});
    emitCall(deferred[n - 1].f, deferred[n - 1].args, end);
    if (leaving[n - 1] == gir::none)
      leaving[n - 1] = b.newBlock();
    b.jump(leaving[n - 1]);
  }
}

void FuncGen::finish(source::Pos end) {
  b.pos = end;
  fn.endPos = end;
  if (isRangeBody) {
    if (!b.terminated())
      endIteration(true, 1);
  } else if (!b.terminated()) {
    if (resultVars.empty())
      emitReturn();
    else
      b.unreachable(); // a function with results ends in a terminating statement
  }
  if (hasDefer) {
    BlockId out = b.newBlock();
    leaveFrame(out);
    b.setBlock(exitBlock);
    b.effect(Op::DeferReturn, {b.localAddr(fn.deferFrame, pg.unsafePointer())});
    b.jump(out);
    b.setBlock(out);
    for (size_t i = 0; i < resultVars.size(); i++) {
      VarLoc loc = vars[resultVars[i]];
      if (loc.kind != VarLoc::Mem || loc.local != fn.results[i]) {
        Type *t = types::unalias(resultVars[i]->type());
        Operand x = readVar(resultVars[i]);
        b.effect(Op::Store, {b.localAddr(fn.results[i], pg.pointerTo(t)), x}, gir::NonNil);
      }
    }
    b.ret({});
  }
  auto &entry = fn.blocks[0].instrs;
  entry.insert(entry.begin(), std::make_move_iterator(prologue.begin()), std::make_move_iterator(prologue.end()));

  // Code that cannot be reached is dropped here; block numbers stay.
  std::vector<bool> seen(fn.blocks.size());
  std::vector<BlockId> work{0};
  seen[0] = true;
  while (!work.empty()) {
    BlockId k = work.back();
    work.pop_back();
    auto &is = fn.blocks[k].instrs;
    if (is.empty() || !gir::isTerminator(is.back().op)) {
      gir::Instr u{};
      u.op = Op::Unreachable;
      u.pos = end;
      is.push_back(std::move(u));
    }
    for (BlockId t : is.back().targets)
      if (!seen[t]) {
        seen[t] = true;
        work.push_back(t);
      }
  }
  for (size_t k = 0; k < seen.size(); k++)
    if (!seen[k]) {
      fn.blocks[k].instrs.clear();
      gir::Instr u{};
      u.op = Op::Unreachable;
      u.pos = end;
      fn.blocks[k].instrs.push_back(std::move(u));
    }
}

void FuncGen::runtimeCall(std::string_view name, std::vector<Operand> args) {
  b.effect(Op::RuntimeCall, std::move(args)).name = name;
}

} // namespace golem::girgen
