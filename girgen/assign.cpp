// Assignments. What is kept of either side comes first (order.cpp). In one with an operator the
// left side is read before the right one; otherwise a right side is evaluated, then the operands of
// its left side, then the store with its checks.
#include "girgen/func.h"

#include <algorithm>

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

static bool isBlank(Expr *e) {
  auto *n = dyn_cast<Name>(unparen(e));
  return n != nullptr && n->value == "_";
}

/// Does the key of a map element become an interface there?
static bool becomesInterface(IndexExpr *x) {
  auto *m = x->x->tv.type ? types::as<types::Map>(x->x->tv.type->underlying()) : nullptr;
  return m != nullptr && types::isInterface(m->key()) && !types::identical(m->key(), x->index->tv.type);
}

/// Do a and b denote the same variable or element, and can be evaluated once for both?
static bool isSameElement(Expr *a, Expr *b) {
  a = unparen(a), b = unparen(b);
  if (isConstExpr(a) && isConstExpr(b))
    return constant::compare(a->tv.value, constant::Op::Eql, b->tv.value);
  if (a->kind != b->kind)
    return false;
  switch (a->kind) {
  case NodeKind::Name:
    return static_cast<Name *>(a)->object == static_cast<Name *>(b)->object;
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(a), *t = static_cast<SelectorExpr *>(b);
    if (s->selection == nullptr || t->selection == nullptr)
      return s->sel->object == t->sel->object && s->selection == t->selection;
    return s->selection->kind() == types::SelectionKind::FieldVal && s->sel->value == t->sel->value &&
           isSameElement(s->x, t->x);
  }
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(a), *y = static_cast<IndexExpr *>(b);
    return !becomesInterface(x) && isSameElement(x->x, y->x) && isSameElement(x->index, y->index);
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(a), *p = static_cast<Operation *>(b);
    if (o->op != p->op || (o->y == nullptr) != (p->y == nullptr) || !isSameElement(o->x, p->x))
      return false;
    if (o->y != nullptr)
      return !isComparison(o->op) && !types::isString(o->tv.type) && isSameElement(o->y, p->y);
    return o->op != Operator::Recv && o->op != Operator::And;
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(a), *d = static_cast<CallExpr *>(b);
    return isTypeExpr(c->fun) && isTypeExpr(d->fun) && types::isNumeric(c->fun->tv.type) &&
           types::identical(c->fun->tv.type, d->fun->tv.type) && isSameElement(c->argList[0], d->argList[0]);
  }
  default:
    return false;
  }
}

// m[k] = append(m[k], ...): the map and the key are evaluated once, before what is appended.
// Variables are read later, if they need no conversion for the runtime's functions.
void FuncGen::keepSharedEntry(IndexExpr *x, types::Map *m, Expr *rhs) {
  auto *c = dyn_cast<CallExpr>(unparen(rhs));
  auto *id = c != nullptr ? builtinId(c->fun) : nullptr;
  if (id == nullptr || *id != types::BuiltinId::Append || !isSameElement(x, c->argList[0]))
    return;
  auto *y = static_cast<IndexExpr *>(unparen(c->argList[0]));
  using K = types::BasicKind;
  Type *key = typeOf(x->index);
  bool asIs = keyOrder(m) == KeyOrder::Place;
  for (K k : {K::String, K::Uint32, K::Uint64, K::UnsafePointer})
    asIs = asIs || key == types::basicType(k);
  auto share = [&](Expr *a, Expr *b, bool late) {
    a = unparen(a), b = unparen(b);
    if (late && a->kind == NodeKind::Name)
      return;
    keep(a);
    if (auto it = hoisted.find(a); it != hoisted.end()) {
      Operand v = it->second;
      hoisted[b] = v;
    }
  };
  share(x->x, y->x, true);
  share(x->index, y->index, asIs);
}

bool FuncGen::isNew(Expr *lhs, bool def) {
  if (!def)
    return false;
  auto *n = dyn_cast<Name>(lhs);
  auto *v = n ? types::as<Var>(n->object) : nullptr;
  return v != nullptr && v->pos() == n->pos;
}

Type *FuncGen::assignedType(Expr *lhs) {
  auto *n = dyn_cast<Name>(unparen(lhs));
  return n != nullptr && n->object != nullptr ? n->object->type() : typeOf(lhs);
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
  Expr *u = unparen(lhs);
  if (auto *x = dyn_cast<IndexExpr>(u))
    if (auto *m = coreAs<types::Map>(typeOf(x->x))) {
      orderTarget(u, true);
      keepSharedEntry(x, m, rhs);
      orderTo(rhs, m->elem(), true);
      Operand v = temp(exprTo(rhs, m->elem()));
      Target t = target(u);
      b.pos = x->pos;
      return storeTarget(t, v);
    }
  Type *lt = typeOf(u);
  if (orderTarget(u, false) || (u->kind != NodeKind::Name && keepComputed(u, false))) {
    orderTarget(u, true);
    orderTo(rhs, lt, true);
    keepComputed(u, true);
  }
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

// Could e, operands kept by order() aside, be another value once what `done` says is assigned?
bool FuncGen::isAffected(Expr *e, const Assigned &done) {
  if (done.everything)
    return true;
  if (e == nullptr || (!done.memory && done.locals.empty()))
    return false;
  e = unparen(e);
  if (hoisted.count(e) || isConstExpr(e) || isNilExpr(e) || isTypeExpr(e))
    return false;
  switch (e->kind) {
  case NodeKind::Name:
    if (auto *v = types::as<Var>(static_cast<Name *>(e)->object))
      return isOnlyLocal(v) ? done.locals.count(v) != 0 : done.memory;
    return false;
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection == nullptr)
      return done.memory && types::isa<Var>(s->sel->object);
    if (s->selection->kind() == types::SelectionKind::MethodExpr)
      return false;
    return (done.memory && s->selection->indirect()) || isAffected(s->x, done);
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    bool reads = o->y == nullptr && (o->op == Operator::Mul || o->op == Operator::And);
    reads = reads || isComparison(o->op) || types::isString(typeOf(o));
    return (done.memory && reads) || isAffected(o->x, done) || isAffected(o->y, done);
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    if (done.memory && !(isTypeExpr(c->fun) && types::isNumeric(c->fun->tv.type)))
      return true;
    return std::ranges::any_of(c->argList, [&](Expr *x) { return isAffected(x, done); });
  }
  case NodeKind::CompositeLit: {
    auto *c = static_cast<CompositeLit *>(e);
    return done.memory || std::ranges::any_of(c->elemList, [&](Expr *x) {
      auto *kv = dyn_cast<KeyValueExpr>(x);
      return isAffected(kv != nullptr ? kv->value : x, done);
    });
  }
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    return done.memory || isAffected(x->x, done) || isAffected(x->index, done);
  }
  case NodeKind::AssertExpr:
    return isAffected(static_cast<AssertExpr *>(e)->x, done);
  default:
    return true;
  }
}

/// The operands of a left side, but not the variable, element or target itself.
bool FuncGen::isTargetAffected(Expr *e, const Assigned &done) {
  e = unparen(e);
  if (auto *s = dyn_cast<SelectorExpr>(e); s != nullptr && s->selection != nullptr)
    return s->selection->indirect() ? isAffected(s->x, done) : isTargetAffected(s->x, done);
  if (auto *x = dyn_cast<IndexExpr>(e)) {
    bool array = coreAs<types::Array>(typeOf(x->x)) != nullptr;
    return (array ? isTargetAffected(x->x, done) : isAffected(x->x, done)) || isAffected(x->index, done);
  }
  if (auto *o = dyn_cast<Operation>(e))
    return isAffected(o->x, done);
  return false;
}

/// Variables of enclosing functions count as memory, however they are captured.
bool FuncGen::isOnlyLocal(Var *v) {
  const VarUse *u = an.use(v);
  return !v->isPackageLevel() && !byReference(v) && (u == nullptr || u->owner == node);
}

void FuncGen::noteAssigned(Expr *e, Assigned &done) {
  for (e = unparen(e);;) {
    auto *x = dyn_cast<IndexExpr>(e);
    auto *s = dyn_cast<SelectorExpr>(e);
    if (x != nullptr && coreAs<types::Array>(typeOf(x->x)) != nullptr)
      e = unparen(x->x);
    else if (s != nullptr && s->selection != nullptr && !s->selection->indirect())
      e = unparen(s->x);
    else
      break;
  }
  auto *n = dyn_cast<Name>(e);
  auto *v = n != nullptr ? types::as<Var>(n->object) : nullptr;
  FuncGen *owner = frameOwner();
  if (v == nullptr)
    done.memory = true;
  else if (owner->hasDefer && std::ranges::count(owner->resultVars, v) != 0)
    done.everything = true; // a deferred function sees what is assigned when something panics
  else if (isOnlyLocal(v))
    done.locals.insert(v);
  else
    done.memory = true;
}

// Assigns from left to right. What an earlier assignment could change is evaluated before the
// first, the rest when its turn comes: when that panics, the earlier variables have been assigned,
// as with gc. The right sides are expressions or, if there are none, values.
void FuncGen::storeList(std::span<Expr *const> lhs, bool def, const std::function<Expr *(size_t)> &rhs,
                        std::vector<Operand> vals) {
  std::vector<std::optional<Target>> targets(lhs.size());
  vals.resize(lhs.size());
  auto evaluate = [&](size_t i) {
    if (!rhs || (isBlank(lhs[i]) && (isConstExpr(rhs(i)) || isNilExpr(rhs(i)))))
      return;
    if (isBlank(lhs[i]))
      expr(rhs(i));
    else
      vals[i] = temp(exprTo(rhs(i), assignedType(lhs[i])));
  };
  std::vector<bool> early(lhs.size());
  Assigned done;
  for (size_t i = 0; i < lhs.size(); i++) {
    bool plain = isBlank(lhs[i]) || isNew(lhs[i], def);
    if (!plain && isTargetAffected(lhs[i], done))
      targets[i] = target(lhs[i]);
    early[i] = rhs && isAffected(rhs(i), done);
    if (early[i])
      evaluate(i);
    if (!isBlank(lhs[i]))
      noteAssigned(lhs[i], done);
  }
  for (size_t i = 0; i < lhs.size(); i++) {
    if (!early[i]) {
      if (rhs && !targets[i] && unparen(lhs[i])->kind != NodeKind::Name)
        keepComputed(lhs[i], true);
      evaluate(i);
    }
    b.pos = lhs[i]->pos;
    if (isBlank(lhs[i]))
      continue;
    if (isNew(lhs[i], def)) {
      assignValue(lhs[i], vals[i], b.typeOf(vals[i]), def);
      continue;
    }
    if (!targets[i])
      targets[i] = target(lhs[i]);
    b.pos = lhs[i]->pos;
    storeTarget(*targets[i], assignConv(vals[i], b.typeOf(vals[i]), targets[i]->type));
  }
}

void FuncGen::assignList(std::span<Expr *const> lhs, std::span<Expr *const> rhs, bool def) {
  for (Expr *e : lhs)
    if (!isBlank(e) && !isNew(e, def))
      orderTarget(e, true);
  for (size_t i = 0; i < rhs.size(); i++)
    orderTo(rhs[i], isBlank(lhs[i]) ? nullptr : assignedType(lhs[i]), true);
  storeList(lhs, def, [&](size_t i) -> Expr * { return rhs[i]; }, {});
}

void FuncGen::assignMulti(std::span<Expr *const> lhs, Expr *rhs, bool def) {
  for (Expr *e : lhs)
    if (!isBlank(e) && !isNew(e, def))
      orderTarget(e, true);
  std::vector<Operand> vals;
  Expr *u = unparen(rhs);
  if (u->kind == NodeKind::CallExpr) {
    Operand t = expr(u);
    vals = results(t, u->tv.type);
  } else {
    auto [v, ok] = commaOk(u, nullptr, nullptr);
    vals = {v, ok};
  }
  storeList(lhs, def, {}, std::move(vals));
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
  orderTarget(lhs, true);
  order(s->rhs, true);
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
      bool divides = s->op == Operator::Div || s->op == Operator::Rem;
      Operand y = divides ? Operand{} : temp(right());
      Operand mv = temp(expr(x->x)), k = temp(exprTo(x->index, m->key()));
      b.pos = s->pos;
      if (divides) {
        // These may panic: nothing is inserted then.
        Operand v = b.value(Op::MapGet, et, {mv, k});
        v = arith(s->op, v, right(), et);
        b.pos = s->pos;
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
  if (lhs->kind != NodeKind::Name)
    keepComputed(lhs, true);
  Place p = place(lhs);
  if (!p.inMemory) {
    Operand y = right();
    b.pos = s->pos;
    return b.assign(p.op.local, arith(s->op, p.op, y, t));
  }
  b.pos = s->pos;
  Operand v = read(p), y = right();
  b.pos = s->pos;
  v = arith(s->op, v, y, t);
  p.nonNil = true; // the read has checked
  store(p, v);
}

} // namespace golem::girgen
