// for statements and all forms of range but the one over functions.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;
using gir::LocalKind;

void FuncGen::loopBody(ForStmt *s, BlockId body, BlockId cont, BlockId end) {
  jumps.push_back(Jump{s, end, cont});
  b.loops++;
  b.setBlock(body);
  block(s->body);
  b.jump(cont);
  b.loops--;
  jumps.pop_back();
}

void FuncGen::forStmt(ForStmt *s, const LabeledStmt *) {
  if (auto *r = dyn_cast<RangeClause>(s->init))
    return rangeStmt(s, r);
  if (s->init != nullptr)
    stmt(s->init);
  // Variables that outlive an iteration get a fresh copy for the next one.
  std::vector<Var *> fresh;
  if (auto *a = dyn_cast<AssignStmt>(s->init); a != nullptr && a->op == Operator::Def && pg.fileAtLeast(file, 22))
    for (Expr *e : unpackList(a->lhs))
      if (isNew(e, true))
        if (auto *v = types::as<Var>(static_cast<Name *>(e)->object); v != nullptr && v->name() != "_")
          if (lookup(v).kind == VarLoc::Ptr)
            fresh.push_back(v);
  BlockId head = b.newBlock(), body = b.newBlock(), cont = b.newBlock(), end = b.newBlock();
  b.jump(head);
  b.loops++;
  b.setBlock(head);
  b.pos = s->pos;
  if (s->cond != nullptr)
    condition(s->cond, body, end);
  else
    b.jump(body);
  b.loops--;
  loopBody(s, body, cont, end);
  b.loops++;
  b.setBlock(cont);
  b.pos = s->pos;
  for (Var *v : fresh) {
    VarLoc loc = lookup(v);
    Type *t = types::unalias(v->type());
    Operand old = b.value(Op::Load, t, {localOp(loc.local)}, gir::NonNil);
    Operand n = newObject(t);
    b.effect(Op::Store, {n, old}, gir::NonNil);
    b.assign(loc.local, n);
  }
  if (s->post != nullptr)
    stmt(s->post);
  b.jump(head);
  b.loops--;
  b.setBlock(end);
}

std::pair<Expr *, Expr *> FuncGen::rangeLhs(RangeClause *r) {
  auto l = unpackList(r->lhs);
  auto at = [&](size_t i) -> Expr * {
    if (i >= l.size())
      return nullptr;
    auto *n = dyn_cast<Name>(unparen(l[i]));
    return n != nullptr && n->value == "_" ? nullptr : l[i];
  };
  return {at(0), at(1)};
}

void FuncGen::rangeVars(RangeClause *r, const Operand *k, Type *kt, const Operand *v, Type *vt) {
  auto [key, val] = rangeLhs(r);
  bool shared = r->def && !pg.fileAtLeast(file, 22);
  auto set = [&](Expr *lhs, const Operand &x, Type *t) {
    b.pos = lhs->pos;
    if (!shared)
      return assignValue(lhs, x, t, r->def);
    auto *var = types::as<Var>(static_cast<Name *>(lhs)->object);
    writeVar(var, assignConv(x, t, var->type()));
  };
  if (!r->def && key != nullptr && val != nullptr && k != nullptr && v != nullptr) {
    Target tk = target(key), tv = target(val);
    storeTarget(tk, assignConv(*k, kt, tk.type));
    storeTarget(tv, assignConv(*v, vt, tv.type));
    return;
  }
  if (key != nullptr && k != nullptr)
    set(key, *k, kt);
  if (val != nullptr && v != nullptr)
    set(val, *v, vt);
}

void FuncGen::rangeStmt(ForStmt *s, RangeClause *r) {
  Type *t = typeOf(r->x);
  Type *c = core(t);
  b.pos = s->pos;
  if (r->def && !pg.fileAtLeast(file, 22) && !Analysis::isRangeFunc(s)) {
    auto [key, val] = rangeLhs(r);
    for (Expr *e : {key, val})
      if (e != nullptr)
        declare(types::as<Var>(static_cast<Name *>(e)->object), true);
  }
  switch (c ? c->kind() : types::TypeKind::Tuple) {
  case types::TypeKind::Basic:
    if (types::isString(c))
      return rangeString(s, r);
    return rangeInt(s, r);
  case types::TypeKind::Slice:
  case types::TypeKind::Array:
  case types::TypeKind::Pointer:
    return rangeSlice(s, r, c);
  case types::TypeKind::Map:
    return rangeMap(s, r, types::as<types::Map>(c));
  case types::TypeKind::Chan:
    return rangeChan(s, r, types::as<types::Chan>(c));
  case types::TypeKind::Signature:
    return rangeFunc(s, r, types::as<types::Signature>(c));
  default:
    unsupported(s->pos, "range over " + t->str());
  }
}

void FuncGen::rangeInt(ForStmt *s, RangeClause *r) {
  auto [key, val] = rangeLhs(r);
  Type *t = typeOf(r->x);
  if (key != nullptr && isConstExpr(r->x))
    t = types::unalias(r->def ? static_cast<Name *>(key)->object->type() : typeOf(key));
  Operand n = temp(exprTo(r->x, t));
  LocalId i = b.newLocal(LocalKind::Var, t);
  b.assign(i, intConst(0, t));
  BlockId head = b.newBlock(), body = b.newBlock(), cont = b.newBlock(), end = b.newBlock();
  b.jump(head);
  b.setBlock(head);
  b.branch(b.value(Op::Lt, pg.boolType(), {localOp(i), n}), body, end);
  b.setBlock(body);
  Operand k = localOp(i);
  if (key != nullptr)
    k = temp(k);
  rangeVars(r, &k, t, nullptr, nullptr);
  loopBody(s, b.block(), cont, end);
  b.setBlock(cont);
  b.pos = s->pos;
  b.assign(i, b.value(Op::Add, t, {localOp(i), intConst(1, t)}));
  b.jump(head);
  b.setBlock(end);
}

void FuncGen::rangeSlice(ForStmt *s, RangeClause *r, Type *c) {
  auto [key, val] = rangeLhs(r);
  Operand base, n;
  Type *et = nullptr;
  uint16_t flags = gir::NoBounds;
  if (auto *sl = types::as<types::Slice>(c)) {
    et = types::unalias(sl->elem());
    base = temp(borrowed(r->x)); // nobody else has []byte(s), and strings don't change
    n = b.value(Op::Len, pg.intType(), {base});
  } else {
    bool isPtr = types::isa<types::Pointer>(c);
    auto *a = isPtr ? coreAs<types::Array>(types::as<types::Pointer>(c)->elem()) : types::as<types::Array>(c);
    et = types::unalias(a->elem());
    n = intConst(a->len());
    if (isPtr) {
      base = temp(expr(r->x));
    } else if (val != nullptr) {
      // The loop runs over a copy.
      base = copyOf(place(r->x)).op;
      flags |= gir::NonNil;
    } else if (order(r->x, false)) {
      Place p = place(r->x);
      if (p.inMemory && !p.nonNil)
        b.effect(Op::NilCheck, {p.op});
    }
  }
  LocalId i = b.newLocal(LocalKind::Var, pg.intType());
  b.assign(i, intConst(0));
  BlockId head = b.newBlock(), body = b.newBlock(), cont = b.newBlock(), end = b.newBlock();
  b.jump(head);
  b.setBlock(head);
  b.branch(b.value(Op::Lt, pg.boolType(), {localOp(i), n}), body, end);
  b.setBlock(body);
  Operand k = localOp(i), v;
  if (key != nullptr)
    k = temp(k);
  if (val != nullptr) {
    Operand slot = b.value(Op::IndexAddr, pg.pointerTo(et), {base, localOp(i)}, flags);
    v = b.value(Op::Load, et, {slot}, gir::NonNil);
  }
  rangeVars(r, &k, pg.intType(), val ? &v : nullptr, et);
  loopBody(s, b.block(), cont, end);
  b.setBlock(cont);
  b.pos = s->pos;
  b.assign(i, b.value(Op::Add, pg.intType(), {localOp(i), intConst(1)}));
  b.jump(head);
  b.setBlock(end);
}

void FuncGen::rangeString(ForStmt *s, RangeClause *r) {
  auto [key, val] = rangeLhs(r);
  Operand str = temp(expr(r->x));
  Operand n = b.value(Op::Len, pg.intType(), {str});
  LocalId i = b.newLocal(LocalKind::Var, pg.intType()), next = b.newLocal(LocalKind::Var, pg.intType());
  b.assign(i, intConst(0));
  BlockId head = b.newBlock(), body = b.newBlock(), cont = b.newBlock(), end = b.newBlock();
  b.jump(head);
  b.setBlock(head);
  b.branch(b.value(Op::Lt, pg.boolType(), {localOp(i), n}), body, end);
  b.setBlock(body);
  Type *rune = types::basicType(types::BasicKind::Int32);
  Operand tu = b.value(Op::StringRune, pg.tupleOf({rune, pg.intType()}), {str, localOp(i)});
  Operand v = b.extract(tu, 0, rune);
  b.assign(next, b.extract(tu, 1, pg.intType()));
  Operand k = localOp(i);
  if (key != nullptr)
    k = temp(k);
  rangeVars(r, &k, pg.intType(), &v, rune);
  loopBody(s, b.block(), cont, end);
  b.setBlock(cont);
  b.pos = s->pos;
  b.assign(i, localOp(next));
  b.jump(head);
  b.setBlock(end);
}

void FuncGen::rangeMap(ForStmt *s, RangeClause *r, types::Map *m) {
  auto [key, val] = rangeLhs(r);
  Operand mv = temp(expr(r->x));
  LocalId it = b.newLocal(LocalKind::MapIter, nullptr, {}, true);
  Operand a = b.localAddr(it, pg.unsafePointer());
  // The iterator's layout depends on the map's type.
  b.effect(Op::MapIterStart, {a, mv});
  BlockId head = b.newBlock(), body = b.newBlock(), cont = b.newBlock(), end = b.newBlock();
  b.jump(head);
  b.setBlock(head);
  Type *kt = types::unalias(m->key()), *et = types::unalias(m->elem());
  Operand kp = b.value(Op::MapIterKey, pg.pointerTo(kt), {a});
  b.branch(b.value(Op::IsNil, pg.boolType(), {kp}), end, body);
  b.setBlock(body);
  Operand k, v;
  if (key != nullptr)
    k = b.value(Op::Load, kt, {kp}, gir::NonNil);
  if (val != nullptr) {
    Operand ep = b.value(Op::MapIterElem, pg.pointerTo(et), {a});
    v = b.value(Op::Load, et, {ep}, gir::NonNil);
  }
  rangeVars(r, key ? &k : nullptr, kt, val ? &v : nullptr, et);
  loopBody(s, b.block(), cont, end);
  b.setBlock(cont);
  b.pos = s->pos;
  b.effect(Op::MapIterNext, {a});
  b.jump(head);
  b.setBlock(end);
}

void FuncGen::rangeChan(ForStmt *s, RangeClause *r, types::Chan *c) {
  Operand ch = temp(expr(r->x));
  BlockId head = b.newBlock(), body = b.newBlock(), end = b.newBlock();
  b.jump(head);
  b.setBlock(head);
  Type *et = types::unalias(c->elem());
  Operand tu = b.value(Op::RecvOk, pg.tupleOf({et, pg.boolType()}), {ch});
  Operand v = b.extract(tu, 0, et);
  b.branch(b.extract(tu, 1, pg.boolType()), body, end);
  b.setBlock(body);
  rangeVars(r, &v, et, nullptr, nullptr);
  loopBody(s, b.block(), head, end);
  b.setBlock(end);
}

} // namespace golem::girgen
