// go and defer. What is started or deferred is a func(): a call that has arguments or results is wrapped in a thunk that
// keeps its evaluated operands.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

Operand FuncGen::thunk(CallExpr *c, bool isGo) {
  types::BuiltinId *id = builtinId(c->fun);
  bool conversion = isTypeExpr(c->fun);
  Callee f;
  std::vector<Operand> vals;          // operands of the call, receiver or func value first
  std::vector<Expr *> argExprs;       // built-ins: the expressions that vals stand for
  std::vector<Operand> pins;          // what uintptr(p) in the arguments points to lives until the call, as with uintptrescapes
  std::vector<Operand> *outerPins = std::exchange(pinned, &pins);
  if (id == nullptr && !conversion) {
    std::vector<Expr *> all{c->fun};
    all.insert(all.end(), c->argList.begin(), c->argList.end());
    if (!(c->argList.size() == 1 && c->argList[0]->tv.type && types::isa<types::Tuple>(c->argList[0]->tv.type)))
      hoistList(all);
    f = callee(c->fun);
    if (f.kind == Callee::Iface) {
      b.pos = c->pos;
      b.effect(Op::NilCheck, {*f.first});
    }
    vals = arguments(f.sig, c);
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
  t.isWrapper = !isGo && !recovers;
  t.isGoBody = isGo;
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
  for (Operand &v : pins)
    if (v.kind == Operand::Local) {
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
    } else if (id != nullptr && *id == types::BuiltinId::Panic && !argExprs.empty()) {
      child.b.effect(Op::Panic, {inner[0]});
      child.b.unreachable();
    } else {
      child.call(c);
    }
  } else {
    f.first.reset(); // it stands first in inner already
    child.emitCall(f, inner, c->pos);
  }
  child.finish(c->pos);
  if (recovers && !isGo) // recover itself is the deferred call: what counts is who runs the deferring function
    for (gir::Block &k : t.blocks)
      for (gir::Instr &i : k.instrs)
        if (i.op == Op::Recover)
          i.index = 4;
  if (captures.empty())
    return funcValue(pg.literalRef(&t), pg.niladic());
  gir::Instr &i = b.addValue(Op::Closure, pg.niladic(), std::move(captures));
  i.callee = pg.literalRef(&t);
  return localOp(i.dst);
}

void FuncGen::goDefer(CallStmt *s) {
  auto *c = dyn_cast<CallExpr>(unparen(s->call));
  bool isGo = s->tok == Token::Go;
  Operand f = thunk(c, isGo);
  b.pos = s->pos;
  if (isGo) {
    b.effect(Op::Go, {f});
    return;
  }
  FuncGen *owner = frameOwner();
  bool once = owner == this && b.loops == 0 && !an.func(node).hasLabels;
  b.effect(Op::DeferPush, {frameToken(), f}, once ? gir::Once : 0);
}

} // namespace golem::girgen
