// go and defer. What is started or deferred is a func(): a call that has arguments or results is wrapped in a thunk that
// keeps its evaluated operands. That of a defer statement runs when the function panics; where a return knows what is
// deferred, it makes the same calls itself, directly.
#include "girgen/func.h"

#include <algorithm>

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

// Makes the func() that runs c, and says how to call the same directly.
Operand FuncGen::thunk(CallExpr *c, bool isGo, Deferred &call) {
  types::BuiltinId *id = builtinId(c->fun);
  bool conversion = isTypeExpr(c->fun);
  Callee f;
  std::vector<Operand> vals;          // operands of the call, receiver or func value first
  std::vector<Expr *> argExprs;       // built-ins: the expressions that vals stand for
  std::vector<Operand> pins;          // what uintptr(p) in the arguments points to lives until the call, as with uintptrescapes
  std::vector<Operand> *outerPins = std::exchange(pinned, &pins);
  if (id == nullptr && !conversion) {
    hoistCall(c);
    f = callee(c->fun);
    vals = arguments(f.sig, c);
    if (f.kind == Callee::Iface) {
      b.pos = c->pos;
      b.effect(Op::NilCheck, {*f.first});
    }
    call = {f, vals};
    bool plain = vals.empty() && f.sig->numResults() == 0;
    if (plain && f.kind == Callee::Closure)
      return pinned = outerPins, *f.first;
    if (plain && f.kind == Callee::Static && !f.first)
      return pinned = outerPins, gir::funcOp(f.ref, pg.niladic());
    if (f.first)
      vals.insert(vals.begin(), *f.first);
  } else {
    hoistList(c->argList);
    for (Expr *e : c->argList) {
      if (isConstExpr(e) || isNilExpr(e) || isTypeExpr(e))
        continue;
      Operand v;
      if (id != nullptr && *id == types::BuiltinId::Panic)
        v = exprTo(e, pg.anyType());
      else
        v = expr(e);
      vals.push_back(v);
      argExprs.push_back(e);
    }
  }
  pinned = outerPins;
  b.pos = c->pos;
  gir::Function &t = pg.out.functions.emplace_back();
  t.linkName = pg.literalName(this, isGo ? PackageGen::Lit::Go : PackageGen::Lit::Defer);
  t.typeParams = fn.typeParams;
  t.pos = c->pos;
  t.isClosure = true;
  FuncGen child(pg, an, t, this, c, file);
  child.sig = t.sig = pg.niladic();
  child.b.pos = c->pos;
  // A deferred recover() acts as if the deferring function called it.
  bool recovers = id != nullptr && *id == types::BuiltinId::Recover;
  if (recovers && !isGo)
    vals.push_back(callerFrame());
  // Tracebacks hide the function, but not as the caller of panic: gc shows it there. It runs nothing that could recover.
  bool panics = id != nullptr && *id == types::BuiltinId::Panic;
  t.isWrapper = !isGo && !recovers && !panics;
  t.isHidden = isGo && !panics;
  std::vector<Operand> captures, inner;
  for (Operand &v : vals) {
    if (v.kind != Operand::Local) {
      inner.push_back(v);
      continue;
    }
    gir::Instr &i = child.b.addValue(Op::Capture, b.typeOf(v));
    i.index = int64_t(captures.size());
    inner.push_back(localOp(i.dst));
    t.captures.push_back(b.typeOf(v));
    captures.push_back(v);
  }
  std::vector<Operand> held; // the pins as the function has them: its closure may be dead when the call runs
  for (Operand &v : pins)
    if (v.kind == Operand::Local) {
      gir::Instr &i = child.b.addValue(Op::Capture, b.typeOf(v));
      i.index = int64_t(captures.size());
      held.push_back(localOp(i.dst));
      t.captures.push_back(b.typeOf(v));
      captures.push_back(v);
    }
  if (t.isWrapper)
    child.b.effect(Op::WrapperEnter);
  if (id != nullptr || conversion) {
    for (size_t i = 0; i < argExprs.size(); i++)
      child.hoisted[unparen(argExprs[i])] = inner[i];
    if (recovers && !isGo) {
      child.b.value(Op::Recover, pg.anyType(), {inner[0]});
    } else if (panics && !argExprs.empty()) {
      child.b.effect(Op::Panic, {inner[0]});
      child.b.unreachable();
    } else {
      child.call(c);
    }
  } else {
    f.first.reset(); // it stands first in inner already
    std::vector<Operand> slots = held.empty() ? held : child.pin(held);
    child.emitCall(f, inner, c->pos);
    if (!slots.empty())
      child.unpin(slots);
  }
  child.finish(c->pos);
  if (recovers && !isGo) // recover itself is the deferred call: what counts is who runs the deferring function
    for (gir::Block &k : t.blocks)
      for (gir::Instr &i : k.instrs)
        if (i.op == Op::Recover)
          i.index = 4;
  Operand made;
  if (captures.empty()) {
    made = funcValue(pg.literalRef(&t), pg.niladic());
  } else {
    gir::Instr &i = b.addValue(Op::Closure, pg.niladic(), std::move(captures));
    i.callee = pg.literalRef(&t);
    made = localOp(i.dst);
  }
  if (call.f.sig == nullptr || !pins.empty() || std::any_of(vals.begin(), vals.end(), [&](const Operand &v) { return wantsMemory(b.typeOf(v)); })) {
    call = {};
    call.f.kind = Callee::Closure;
    call.f.sig = pg.niladic();
    call.f.first = made;
  }
  return made;
}

// Whether a goto after a place leads to before it: the place may be passed again, though no loop is around it.
static bool passedAgain(const FuncUse &u, source::Pos at) {
  return std::any_of(u.gotos.begin(), u.gotos.end(), [at](auto &g) { return g.second < at && at < g.first; });
}

// Whether a goto before a place leads to after it.
static bool passedOver(const FuncUse &u, source::Pos at) {
  return std::any_of(u.gotos.begin(), u.gotos.end(), [at](auto &g) { return g.first < at && at < g.second; });
}

// Whether all that a function defers is deferred by statements of its body itself, which run one after the other:
// no goto leads over one of them, forward or back. What is deferred at a return is then what stands before it.
bool FuncGen::defersInOrder(BlockStmt *body) {
  const FuncUse &u = an.func(node);
  int direct = 0;
  for (Stmt *s : body->list)
    if (auto *d = dyn_cast<CallStmt>(s); d != nullptr && d->tok == Token::Defer) {
      if (passedAgain(u, d->pos) || passedOver(u, d->pos))
        return false;
      auto *c = dyn_cast<CallExpr>(unparen(d->call));
      types::BuiltinId *id = c != nullptr && !isTypeExpr(c->fun) ? builtinId(c->fun) : nullptr;
      direct += id == nullptr || *id != types::BuiltinId::Recover; // recover counts the frames below it
    }
  return direct == u.defers;
}

void FuncGen::goDefer(CallStmt *s) {
  auto *c = dyn_cast<CallExpr>(unparen(s->call));
  bool isGo = s->tok == Token::Go;
  Deferred call;
  Operand f = thunk(c, isGo, call);
  b.pos = s->pos;
  if (isGo) {
    b.effect(Op::Go, {f});
    return;
  }
  FuncGen *owner = frameOwner();
  bool once = owner == this && b.loops == 0 && !passedAgain(an.func(node), s->pos);
  if (owner == this && inOrder) {
    if (call.f.first)
      call.f.first = temp(*call.f.first);
    for (Operand &v : call.args)
      v = temp(v);
    deferred.push_back(std::move(call));
  }
  b.effect(Op::DeferPush, {frameToken(), f}, once ? gir::Once : 0);
}

} // namespace golem::girgen
