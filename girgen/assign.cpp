// Assignments. Calls on either side come first (order.cpp), then the right sides, then the operands of the left sides,
// then the stores with their checks, from left to right.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

static bool isBlank(Expr *e) {
  auto *n = dyn_cast<Name>(unparen(e));
  return n != nullptr && n->value == "_";
}

// The calls inside the operands of a left side, but not the element itself.
static void hoistTarget(Expr *e, const std::function<void(Expr *)> &hoist) {
  e = unparen(e);
  if (auto *s = dyn_cast<SelectorExpr>(e)) {
    if (s->selection != nullptr)
      hoist(s->x);
  } else if (auto *x = dyn_cast<IndexExpr>(e)) {
    hoist(x->x);
    hoist(x->index);
  } else if (auto *o = dyn_cast<Operation>(e)) {
    hoist(o->x);
  }
}

bool FuncGen::isNew(Expr *lhs, bool def) {
  if (!def)
    return false;
  auto *n = dyn_cast<Name>(lhs);
  auto *v = n ? types::as<Var>(n->object) : nullptr;
  return v != nullptr && v->pos() == n->pos;
}

Target FuncGen::target(Expr *e) {
  Target t;
  if (isBlank(e))
    return t;
  e = unparen(e);
  t.type = typeOf(e);
  if (auto *x = dyn_cast<IndexExpr>(e))
    if (auto *m = coreAs<types::Map>(typeOf(x->x))) {
      t.kind = Target::MapElem;
      t.map = temp(expr(x->x));
      t.key = temp(exprTo(x->index, m->key()));
      t.type = types::unalias(m->elem());
      return t;
    }
  if (auto *n = dyn_cast<Name>(e)) {
    auto *v = types::as<Var>(n->object);
    t.type = types::unalias(v->type());
    Place p = varPlace(v);
    if (!p.inMemory) {
      t.kind = Target::Reg;
      t.reg = p.op.local;
      return t;
    }
    t.kind = Target::Memory;
    t.place = [p] { return p; };
    return t;
  }
  t.kind = Target::Memory;
  targetPlace(e, t.place);
  return t;
}

Place FuncGen::targetPlace(Expr *e, std::function<Place()> &later) {
  e = unparen(e);
  if (auto *s = dyn_cast<SelectorExpr>(e); s != nullptr && s->selection != nullptr) {
    auto path = s->selection->index();
    // Find the last pointer that the path goes through.
    Type *t = typeOf(s->x);
    int last = -1;
    for (size_t i = 0; i < path.size(); i++) {
      if (auto *p = coreAs<types::Pointer>(t)) {
        last = int(i);
        t = p->elem();
      }
      t = types::unalias(coreAs<types::Struct>(t)->field(path[i])->type());
    }
    if (last >= 0) {
      Place base = followPath(place(s->x), path, size_t(last));
      Place p{false, temp(read(base)), base.type};
      later = [this, p, path, last] {
        Place q = p;
        for (size_t i = size_t(last); i < path.size(); i++)
          q = fieldOf(q, path[i]);
        return q;
      };
    } else {
      std::function<Place()> inner;
      targetPlace(s->x, inner);
      later = [this, inner, path] { return followPath(inner(), path, path.size()); };
    }
    return {};
  }
  if (auto *x = dyn_cast<IndexExpr>(e)) {
    Type *c = core(typeOf(x->x));
    auto pos = x->pos;
    uint16_t nb = isConstExpr(x->index) && !types::isa<types::Slice>(c) ? gir::NoBounds : 0;
    if (auto *a = types::as<types::Array>(c)) {
      std::function<Place()> inner;
      targetPlace(x->x, inner);
      Operand i = temp(expr(x->index));
      Type *et = types::unalias(a->elem());
      later = [this, inner, i, et, nb, pos] {
        Place p = inner();
        b.pos = pos;
        return Place{true, b.value(Op::IndexAddr, pg.pointerTo(et), {p.op, i}, nb | (p.nonNil ? gir::NonNil : 0)), et};
      };
      return {};
    }
    Operand v = temp(expr(x->x)), i = temp(expr(x->index));
    Type *et = typeOf(x);
    later = [this, v, i, et, nb, pos] {
      b.pos = pos;
      return Place{true, b.value(Op::IndexAddr, pg.pointerTo(et), {v, i}, nb), et};
    };
    return {};
  }
  if (auto *o = dyn_cast<Operation>(e)) {
    Place p{true, temp(expr(o->x)), typeOf(e), false};
    later = [p] { return p; };
    return {};
  }
  Place p = place(e);
  later = [p] { return p; };
  return {};
}

void FuncGen::storeTarget(const Target &t, Operand v) {
  switch (t.kind) {
  case Target::Blank:
    return;
  case Target::Reg:
    return b.assign(t.reg, v);
  case Target::Memory:
    return store(t.place(), v);
  case Target::MapElem: {
    Operand slot = b.value(Op::MapAddr, pg.pointerTo(t.type), {t.map, t.key});
    b.effect(Op::Store, {slot, v}, gir::NonNil);
    return;
  }
  }
}

void FuncGen::assignValue(Expr *lhs, Operand v, Type *from, bool def) {
  if (isBlank(lhs))
    return;
  if (isNew(lhs, def)) {
    auto *var = types::as<Var>(static_cast<Name *>(lhs)->object);
    Operand x = assignConv(v, from, var->type());
    declare(var, false, &x);
    return;
  }
  Target t = target(lhs);
  storeTarget(t, assignConv(v, from, t.type));
}

void FuncGen::assignOne(Expr *lhs, Expr *rhs, bool def) {
  if (isBlank(lhs)) {
    if (isConstExpr(rhs) || isNilExpr(rhs))
      return;
    auto *n = dyn_cast<Name>(unparen(lhs));
    Operand v = expr(rhs);
    // var _ I = x converts, which may fail to do nothing only for interfaces
    if (n->object != nullptr && n->object->type() != nullptr && def)
      assignConv(v, b.typeOf(v), n->object->type());
    return;
  }
  if (isNew(lhs, def)) {
    auto *v = types::as<Var>(static_cast<Name *>(lhs)->object);
    Type *t = types::unalias(v->type());
    Expr *u = unparen(rhs);
    const VarUse *use = an.use(v);
    bool inMemory = byReference(v) || (use && use->partial) || wantsMemory(t);
    if (inMemory && types::isa<CompositeLit>(u) && types::identical(typeOf(u), t) &&
        (coreAs<types::Struct>(t) || coreAs<types::Array>(t))) {
      b.pos = lhs->pos;
      VarLoc loc = declare(v, false);
      Place p = varPlace(v);
      exprInto(u, t, p.op, loc.kind == VarLoc::Ptr);
      return;
    }
    Operand x = exprTo(rhs, t);
    b.pos = lhs->pos;
    declare(v, false, &x);
    return;
  }
  if (hasCall(lhs) || hasCall(rhs)) {
    hoistTarget(lhs, [this](Expr *e) { hoist(e); });
    if (hasCall(lhs))
      hoist(rhs);
  }
  Expr *u = unparen(lhs);
  if (auto *x = dyn_cast<IndexExpr>(u))
    if (coreAs<types::Map>(typeOf(x->x)) != nullptr) {
      Target t = target(u);
      Operand v = exprTo(rhs, t.type);
      b.pos = x->pos;
      return storeTarget(t, v);
    }
  Type *lt = typeOf(u);
  if (auto *n = dyn_cast<Name>(u))
    lt = n->object->type();
  Operand v = exprTo(rhs, lt);
  Place p = place(u);
  b.pos = lhs->pos;
  if (p.inMemory)
    store(p, v);
  else
    b.assign(p.op.local, v);
}

void FuncGen::assignList(std::span<Expr *const> lhs, std::span<Expr *const> rhs, bool def) {
  bool calls = false;
  for (Expr *e : lhs)
    calls = calls || hasCall(e);
  for (Expr *e : rhs)
    calls = calls || hasCall(e);
  if (calls) {
    for (Expr *e : lhs)
      hoistTarget(e, [this](Expr *x) { hoist(x); });
    for (Expr *e : rhs)
      hoist(e);
  }
  std::vector<Target> targets(lhs.size());
  for (size_t i = 0; i < lhs.size(); i++)
    if (!isNew(lhs[i], def))
      targets[i] = target(lhs[i]);
  std::vector<Operand> vals(lhs.size());
  for (size_t i = 0; i < lhs.size(); i++) {
    if (isBlank(lhs[i])) {
      if (!isConstExpr(rhs[i]) && !isNilExpr(rhs[i]))
        expr(rhs[i]);
      continue;
    }
    Type *t = targets[i].type;
    if (isNew(lhs[i], def))
      t = types::unalias(static_cast<Name *>(lhs[i])->object->type());
    vals[i] = temp(exprTo(rhs[i], t));
  }
  for (size_t i = 0; i < lhs.size(); i++) {
    b.pos = lhs[i]->pos;
    if (isNew(lhs[i], def)) {
      if (!isBlank(lhs[i]))
        declare(types::as<Var>(static_cast<Name *>(lhs[i])->object), false, &vals[i]);
    } else {
      storeTarget(targets[i], vals[i]);
    }
  }
}

void FuncGen::assignMulti(std::span<Expr *const> lhs, Expr *rhs, bool def) {
  bool calls = false;
  for (Expr *e : lhs)
    calls = calls || hasCall(e);
  if (calls)
    for (Expr *e : lhs)
      hoistTarget(e, [this](Expr *x) { hoist(x); });
  std::vector<Operand> vals;
  Expr *u = unparen(rhs);
  if (u->kind == NodeKind::CallExpr) {
    Operand t = expr(u);
    vals = results(t, u->tv.type);
  } else {
    auto [v, ok] = commaOk(u, nullptr, nullptr);
    vals = {v, ok};
  }
  std::vector<Target> targets(lhs.size());
  for (size_t i = 0; i < lhs.size(); i++)
    if (!isNew(lhs[i], def))
      targets[i] = target(lhs[i]);
  for (size_t i = 0; i < lhs.size(); i++) {
    b.pos = lhs[i]->pos;
    Type *from = b.typeOf(vals[i]);
    if (isBlank(lhs[i]))
      continue;
    if (isNew(lhs[i], def))
      assignValue(lhs[i], vals[i], from, def);
    else
      storeTarget(targets[i], assignConv(vals[i], from, targets[i].type));
  }
}

void FuncGen::assign(AssignStmt *s) {
  if (s->op != Operator::None && s->op != Operator::Def)
    return opAssign(s);
  bool def = s->op == Operator::Def;
  auto lhs = unpackList(s->lhs), rhs = unpackList(s->rhs);
  b.pos = s->pos;
  if (lhs.size() == 1 && rhs.size() == 1)
    return assignOne(lhs[0], rhs[0], def);
  if (rhs.size() == 1)
    return assignMulti(lhs, rhs[0], def);
  assignList(lhs, rhs, def);
}

void FuncGen::opAssign(AssignStmt *s) {
  Expr *lhs = unparen(s->lhs);
  if (hasCall(lhs) || (s->rhs && hasCall(s->rhs))) {
    hoistTarget(lhs, [this](Expr *e) { hoist(e); });
    if (s->rhs)
      hoist(s->rhs);
  }
  Type *t = typeOf(lhs);
  if (isBlank(lhs))
    return unsupported(s->pos, "operation on the blank identifier");
  auto right = [&]() -> Operand {
    if (s->rhs == nullptr)
      return intConst(1, t);
    return isShift(s->op) ? shiftCount(s->rhs) : exprTo(s->rhs, t);
  };
  if (auto *x = dyn_cast<IndexExpr>(lhs))
    if (auto *m = coreAs<types::Map>(typeOf(x->x))) {
      Type *et = types::unalias(m->elem());
      Operand mv = temp(expr(x->x)), k = temp(exprTo(x->index, m->key()));
      Operand y = right();
      b.pos = s->pos;
      if (s->op == Operator::Div || s->op == Operator::Rem || isShift(s->op)) {
        // These may panic: nothing is inserted then.
        Operand v = b.value(Op::MapGet, et, {mv, k});
        v = arith(s->op, v, y, et);
        Operand slot = b.value(Op::MapAddr, pg.pointerTo(et), {mv, k});
        b.effect(Op::Store, {slot, v}, gir::NonNil);
        return;
      }
      Operand slot = b.value(Op::MapAddr, pg.pointerTo(et), {mv, k});
      Operand v = b.value(Op::Load, et, {slot}, gir::NonNil);
      v = arith(s->op, v, y, et);
      b.effect(Op::Store, {slot, v}, gir::NonNil);
      return;
    }
  Operand y = right();
  Place p = place(lhs);
  b.pos = s->pos;
  if (!p.inMemory)
    return b.assign(p.op.local, arith(s->op, p.op, y, t));
  Operand v = read(p);
  v = arith(s->op, v, y, t);
  p.nonNil = true; // the read has checked
  store(p, v);
}

} // namespace golem::girgen
