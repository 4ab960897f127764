// Expressions: values, places, operators.
#include "girgen/func.h"

#include <algorithm>

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;
using gir::LocalKind;

Type *FuncGen::typeOf(Expr *e) {
  Type *t = e->tv.type;
  if (t == nullptr)
    if (auto *n = dyn_cast<Name>(e); n != nullptr && n->object != nullptr)
      t = n->object->type();
  if (t == nullptr)
    return nullptr;
  t = types::unalias(t);
  if (auto *basic = types::as<types::Basic>(t); basic != nullptr && (basic->info() & types::IsUntyped))
    return types::defaultType(t);
  return t;
}

Operand FuncGen::intConst(int64_t v, Type *t) { return gir::constOp(constant::makeInt64(v), t ? t : pg.intType()); }
Operand FuncGen::boolConst(bool v, Type *t) { return gir::constOp(constant::makeBool(v), t ? t : pg.boolType()); }

Operand FuncGen::constant(Expr *e) {
  Type *t = typeOf(e);
  return gir::constOp(types::isInteger(t) ? constant::toInt(e->tv.value) : e->tv.value, t);
}

// A named register may be assigned before the value is used: take a copy.
Operand FuncGen::temp(Operand v) {
  if (v.kind != Operand::Local)
    return v;
  LocalKind k = fn.locals[v.local].kind;
  if (k == LocalKind::Temp)
    return v;
  return b.value(Op::Copy, fn.locals[v.local].type, {v});
}

Operand FuncGen::read(const Place &p) {
  if (!p.inMemory)
    return p.op;
  return b.value(Op::Load, p.type, {p.op}, p.nonNil ? gir::NonNil : 0);
}

void FuncGen::store(const Place &p, Operand v) { b.effect(Op::Store, {p.op, v}, p.nonNil ? gir::NonNil : 0); }

Place FuncGen::spill(Operand v, Type *t) {
  LocalId m = b.newLocal(LocalKind::Var, t, {}, true);
  Operand a = b.localAddr(m, pg.pointerTo(t));
  b.effect(Op::Store, {a, v}, gir::NonNil);
  return Place{true, a, t};
}

// A copy in memory of its own.
Place FuncGen::copyOf(const Place &p) {
  LocalId m = b.newLocal(LocalKind::Var, p.type, {}, true);
  Operand a = b.localAddr(m, pg.pointerTo(p.type));
  b.effect(Op::Store, {a, read(p)}, gir::NonNil);
  return Place{true, a, p.type};
}

Operand FuncGen::address(const Place &p) { return p.inMemory ? p.op : spill(p.op, p.type).op; }

Operand FuncGen::assignConv(Operand x, Type *from, Type *to) {
  to = types::unalias(to);
  if (from == nullptr || from == to)
    return x;
  from = types::unalias(from);
  if (from == to)
    return x;
  if (x.kind == Operand::Zero && types::hasNil(from) && types::hasNil(to) && !(isIface(to) && !isIface(from)))
    return gir::zeroOp(to);
  if (isIface(to)) {
    if (!isIface(from))
      return b.value(Op::MakeIface, to, {x});
    if (types::identical(from, to))
      return x;
    return b.value(Op::ConvIface, to, {x});
  }
  if (x.kind == Operand::Const || x.kind == Operand::Zero) {
    x.type = to;
    if (x.kind == Operand::Const && types::isInteger(to))
      x.value = constant::toInt(x.value);
    return x;
  }
  if (types::identical(from, to))
    return x;
  return b.value(Op::Convert, to, {x});
}

Operand FuncGen::exprTo(Expr *e, Type *t) {
  t = types::unalias(t);
  if (isNilExpr(e))
    return gir::zeroOp(t);
  Operand x = expr(e);
  return assignConv(x, b.typeOf(x), t);
}

std::vector<Operand> FuncGen::exprsTo(std::span<Expr *const> es, std::function<Type *(size_t)> to) {
  hoistList(es, to);
  std::vector<Operand> out;
  for (size_t i = 0; i < es.size(); i++)
    out.push_back(exprTo(es[i], to(i)));
  return out;
}

Operand FuncGen::expr(Expr *e) {
  if (!ordered.empty())
    ordered.erase(unparen(e));
  if (!hoisted.empty()) {
    auto it = hoisted.find(unparen(e));
    if (it != hoisted.end()) {
      Operand r = it->second;
      hoisted.erase(it);
      return r;
    }
  }
  return exprNow(e);
}

Operand FuncGen::exprNow(Expr *e) {
  if (isConstExpr(e))
    return constant(e);
  if (isNilExpr(e))
    return gir::zeroOp(typeOf(e));
  switch (e->kind) {
  case NodeKind::Name:
    return nameValue(static_cast<Name *>(e), typeOf(e));
  case NodeKind::ParenExpr:
    return expr(static_cast<ParenExpr *>(e)->x);
  case NodeKind::CompositeLit:
    return composite(static_cast<CompositeLit *>(e), typeOf(e));
  case NodeKind::FuncLit:
    return funcLit(static_cast<FuncLit *>(e));
  case NodeKind::SelectorExpr:
    return selector(static_cast<SelectorExpr *>(e));
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    if (Type *t = typeOf(x->x); t != nullptr && t->kind() == types::TypeKind::Signature &&
                                (isTypeExpr(x->index) || base::isa<ListExpr>(x->index)))
      return expr(x->x); // an instantiated function: the arguments are recorded with its name
    return read(indexPlace(x));
  }
  case NodeKind::SliceExpr:
    return sliceExpr(static_cast<SliceExpr *>(e));
  case NodeKind::AssertExpr:
    return assertion(static_cast<AssertExpr *>(e), false);
  case NodeKind::Operation:
    return operation(static_cast<Operation *>(e));
  case NodeKind::CallExpr:
    return call(static_cast<CallExpr *>(e));
  default:
    unsupported(e->pos, "expression " + std::string(kindName(e->kind)));
    return gir::zeroOp(typeOf(e) ? typeOf(e) : pg.intType());
  }
}

Operand FuncGen::funcValue(const FuncRef *r, Type *t) { return gir::funcOp(r, t); }

Operand FuncGen::nameValue(Name *n, Type *t) {
  types::Object *o = n->object;
  if (auto *v = types::as<Var>(o))
    return readVar(v);
  if (auto *f = types::as<types::Func>(o)) {
    auto it = pg.info.instances.find(n);
    if (it != pg.info.instances.end()) {
      auto *s = types::as<types::Signature>(it->second.type);
      return funcValue(pg.funcRef(f, types::list(it->second.targs), s), s);
    }
    return funcValue(pg.funcRef(f, {}), t);
  }
  unsupported(n->pos, "use of " + std::string(n->value));
  return gir::zeroOp(t ? t : pg.intType());
}

// ---- places

Place FuncGen::fieldOf(Place p, int index) {
  uint16_t flags = 0;
  Operand at;
  types::Struct *s;
  if (auto *ptr = coreAs<types::Pointer>(p.type)) {
    at = read(p);
    s = coreAs<types::Struct>(ptr->elem());
  } else {
    s = coreAs<types::Struct>(p.type);
    if (!p.inMemory) {
      Type *ft = types::unalias(s->field(index)->type());
      gir::Instr &i = b.addValue(Op::Field, ft, {p.op});
      i.index = index;
      return Place{false, localOp(i.dst), ft};
    }
    at = p.op;
    flags = p.nonNil ? gir::NonNil : 0;
  }
  Type *ft = types::unalias(s->field(index)->type());
  return Place{true, b.fieldAddr(at, index, pg.pointerTo(ft), flags), ft};
}

Place FuncGen::followPath(Place p, const std::vector<int> &path, size_t n) {
  for (size_t i = 0; i < n; i++)
    p = fieldOf(p, path[i]);
  return p;
}

Place FuncGen::selectorPlace(SelectorExpr *s) {
  const auto &path = s->selection->index();
  Place x = place(s->x);
  b.pos = s->pos; // a nil pointer is told of where the dot stands
  return followPath(x, path, path.size());
}

Operand FuncGen::mapKey(Expr *e, types::Map *m) {
  if (!types::isString(m->key()) || isConstExpr(e))
    return exprTo(e, m->key());
  return assignConv(borrowed(e), typeOf(e), m->key());
}

Place FuncGen::indexPlace(IndexExpr *x) {
  Type *xt = typeOf(x->x);
  Type *c = core(xt);
  if (auto *m = types::as<types::Map>(c)) {
    hoistEntry(x, m);
    Operand mv = expr(x->x);
    Operand k = mapKey(x->index, m);
    b.pos = x->pos;
    return Place{false, b.value(Op::MapGet, types::unalias(m->elem()), {mv, k}), types::unalias(m->elem())};
  }
  Expr *both[] = {x->x, x->index};
  hoistList(both);
  if (auto *a = types::as<types::Array>(c)) {
    Place p = place(x->x);
    Operand i = expr(x->index);
    b.pos = x->pos;
    uint16_t nb = isConstExpr(x->index) ? gir::NoBounds : 0;
    Type *et = types::unalias(a->elem());
    if (!p.inMemory)
      return Place{false, b.value(Op::Index, et, {p.op, i}, nb), et};
    return Place{true, b.value(Op::IndexAddr, pg.pointerTo(et), {p.op, i}, nb | (p.nonNil ? gir::NonNil : 0)), et};
  }
  Operand v = expr(x->x);
  Operand i = expr(x->index);
  b.pos = x->pos;
  if (auto *s = types::as<types::Slice>(c)) {
    Type *et = types::unalias(s->elem());
    return Place{true, b.value(Op::IndexAddr, pg.pointerTo(et), {v, i}), et};
  }
  if (auto *p = types::as<types::Pointer>(c))
    if (auto *a = coreAs<types::Array>(p->elem())) {
      Type *et = types::unalias(a->elem());
      uint16_t nb = isConstExpr(x->index) ? gir::NoBounds : 0;
      return Place{true, b.value(Op::IndexAddr, pg.pointerTo(et), {v, i}, nb), et};
    }
  // A string, or a type parameter over several kinds of types.
  Type *et = typeOf(x);
  return Place{false, b.value(Op::Index, et, {v, i}), et};
}

Place FuncGen::place(Expr *e) {
  if (!ordered.empty())
    ordered.erase(unparen(e));
  if (!hoisted.empty() && hoisted.count(unparen(e)))
    return Place{false, expr(e), typeOf(e)};
  if (isConstExpr(e))
    return Place{false, constant(e), typeOf(e)};
  switch (e->kind) {
  case NodeKind::ParenExpr:
    return place(static_cast<ParenExpr *>(e)->x);
  case NodeKind::Name:
    if (auto *v = types::as<Var>(static_cast<Name *>(e)->object))
      return varPlace(v);
    break;
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection == nullptr) {
      if (auto *v = types::as<Var>(s->sel->object))
        return varPlace(v);
    } else if (s->selection->kind() == types::SelectionKind::FieldVal) {
      return selectorPlace(s);
    }
    break;
  }
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    Type *t = typeOf(x->x);
    if (t != nullptr && t->kind() != types::TypeKind::Signature)
      return indexPlace(x);
    break;
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    if (o->op == Operator::Mul && o->y == nullptr) {
      Operand p = expr(o->x);
      b.pos = o->pos;
      return Place{true, p, typeOf(e), false};
    }
    break;
  }
  case NodeKind::CompositeLit: {
    Type *t = typeOf(e);
    if (wantsMemory(t)) {
      LocalId m = b.newLocal(LocalKind::Var, t, {}, true);
      Operand a = b.localAddr(m, pg.pointerTo(t));
      compositeInto(static_cast<CompositeLit *>(e), t, a, false);
      return Place{true, a, t};
    }
    break;
  }
  default:
    break;
  }
  Operand v = expr(e);
  return Place{false, v, b.typeOf(v)};
}

Operand FuncGen::selector(SelectorExpr *s) {
  if (s->selection == nullptr) {
    types::Object *o = s->sel->object;
    if (auto *v = types::as<Var>(o))
      return readVar(v);
    return nameValue(s->sel, typeOf(s));
  }
  switch (s->selection->kind()) {
  case types::SelectionKind::FieldVal:
    return read(selectorPlace(s));
  case types::SelectionKind::MethodVal:
    return methodValue(s);
  case types::SelectionKind::MethodExpr: {
    FuncRef r;
    r.kind = FuncRef::MethodExpr;
    r.recv = types::unalias(s->selection->recv());
    r.method = types::as<types::Func>(s->selection->obj());
    r.object = r.method;
    r.sig = types::as<types::Signature>(typeOf(s));
    return funcValue(pg.refs.intern(std::move(r)), typeOf(s));
  }
  }
  return {};
}

// ---- operators

Operand FuncGen::operation(Operation *o) {
  Type *t = typeOf(o);
  if (o->y == nullptr) {
    switch (o->op) {
    case Operator::And:
      return addressOf(o->x);
    case Operator::Mul:
      return read(place(o));
    case Operator::Recv: {
      Operand c = expr(o->x);
      b.pos = o->pos;
      Type *et = types::unalias(coreAs<types::Chan>(typeOf(o->x))->elem());
      return b.value(Op::Recv, et, {c});
    }
    case Operator::Not:
      return b.value(Op::Not, t, {expr(o->x)});
    case Operator::Add:
      return exprTo(o->x, t);
    case Operator::Sub:
      return b.value(Op::Neg, t, {exprTo(o->x, t)});
    case Operator::Xor:
      return b.value(Op::BitNot, t, {exprTo(o->x, t)});
    default:
      unsupported(o->pos, "operator");
      return gir::zeroOp(t);
    }
  }
  if (o->op == Operator::AndAnd || o->op == Operator::OrOr)
    return shortCircuit(o);
  if (isComparison(o->op))
    return comparison(o);
  if (o->op == Operator::Add && types::isString(t))
    return concat(o);
  Expr *both[] = {o->x, o->y};
  hoistList(both);
  Operand x = exprTo(o->x, t);
  Operand y = isShift(o->op) ? shiftCount(o->y) : exprTo(o->y, t);
  b.pos = o->pos;
  return arith(o->op, x, y, t);
}

// Constant counts are unsigned integers, however they are written.
Operand FuncGen::shiftCount(Expr *e) {
  if (!isConstExpr(e))
    return expr(e);
  Operand y = constant(e);
  y.value = constant::toInt(y.value);
  if (!types::isInteger(y.type) || constant::bitLen(y.value) >= 63)
    y.type = types::basicType(types::BasicKind::Uint);
  return y;
}

Operand FuncGen::arith(Operator op, Operand x, Operand y, Type *t) {
  Op g;
  switch (op) {
  case Operator::Add:
    g = types::isString(t) ? Op::Concat : Op::Add;
    break;
  case Operator::Sub:
    g = Op::Sub;
    break;
  case Operator::Mul:
    g = Op::Mul;
    break;
  case Operator::Div:
    g = Op::Div;
    break;
  case Operator::Rem:
    g = Op::Rem;
    break;
  case Operator::And:
    g = Op::And;
    break;
  case Operator::Or:
    g = Op::Or;
    break;
  case Operator::Xor:
    g = Op::Xor;
    break;
  case Operator::AndNot:
    g = Op::AndNot;
    break;
  case Operator::Shl:
    g = Op::Shl;
    break;
  case Operator::Shr:
    g = Op::Shr;
    break;
  default:
    unsupported(b.pos, "operator");
    return x;
  }
  return b.value(g, t, {x, y});
}

Operand FuncGen::concat(Operation *o) {
  std::vector<Expr *> parts;
  // a + b + c leans to the left; strings only, so no step changes the type.
  std::function<void(Expr *)> walk = [&](Expr *e) {
    Expr *u = unparen(e);
    auto *p = dyn_cast<Operation>(u);
    if (p != nullptr && p->y != nullptr && p->op == Operator::Add && !isConstExpr(u) && !hoisted.count(u)) {
      walk(p->x);
      walk(p->y);
    } else {
      parts.push_back(e);
    }
  };
  walk(o->x);
  walk(o->y);
  Type *t = typeOf(o);
  // With some text certain to be added, the result is a new string, never one of the parts.
  bool isNew = std::any_of(parts.begin(), parts.end(), [](Expr *e) {
    return isConstExpr(e) && !constant::stringVal(e->tv.value).empty();
  });
  hoistList(parts);
  std::vector<Operand> args;
  for (Expr *e : parts)
    args.push_back(isNew && !isConstExpr(e) ? borrowed(e) : exprTo(e, t));
  b.pos = o->pos;
  return b.value(Op::Concat, t, std::move(args));
}

Operand FuncGen::shortCircuit(Operation *o) {
  LocalId r = b.newLocal(LocalKind::Var, typeOf(o));
  BlockId rest = b.newBlock(), end = b.newBlock();
  Operand x = expr(o->x);
  b.assign(r, x);
  if (o->op == Operator::AndAnd)
    b.branch(localOp(r), rest, end);
  else
    b.branch(localOp(r), end, rest);
  b.setBlock(rest);
  Operand y = expr(o->y);
  b.assign(r, y);
  b.jump(end);
  b.setBlock(end);
  return localOp(r);
}

void FuncGen::condition(Expr *e, BlockId yes, BlockId no) {
  Expr *u = unparen(e);
  if (!hoisted.count(u)) {
    if (isConstExpr(u))
      return b.jump(constant::boolVal(u->tv.value) ? yes : no);
    if (auto *o = dyn_cast<Operation>(u)) {
      if (o->op == Operator::Not && o->y == nullptr)
        return condition(o->x, no, yes);
      if (o->op == Operator::AndAnd || o->op == Operator::OrOr) {
        BlockId rest = b.newBlock();
        if (o->op == Operator::AndAnd)
          condition(o->x, rest, no);
        else
          condition(o->x, yes, rest);
        b.setBlock(rest);
        return condition(o->y, yes, no);
      }
    }
  }
  Operand c = expr(e);
  b.branch(c, yes, no);
}

Operand FuncGen::compare(Op op, Operand x, Type *xt, Operand y, Type *yt, Type *result) {
  if (!types::identical(xt, yt)) {
    if (isIface(xt) && !isIface(yt))
      y = assignConv(y, yt, xt);
    else if (isIface(yt) && !isIface(xt))
      x = assignConv(x, xt, yt);
    else if (isIface(xt) && isIface(yt)) {
      if (types::assignableTo(yt, xt))
        y = assignConv(y, yt, xt);
      else
        x = assignConv(x, xt, yt);
    } else
      y = assignConv(y, yt, xt);
  }
  return b.value(op, result, {x, y});
}

Operand FuncGen::comparison(Operation *o) {
  Type *t = typeOf(o);
  if (isNilExpr(o->x) || isNilExpr(o->y)) {
    Expr *x = isNilExpr(o->x) ? o->y : o->x;
    if (isNilExpr(x))
      return boolConst(o->op == Operator::Eql, t);
    Operand v = expr(x);
    Operand r = b.value(Op::IsNil, t, {v});
    return o->op == Operator::Eql ? r : b.value(Op::Not, t, {r});
  }
  if (orderComparison(o, false))
    orderComparison(o, true);
  // Not for interfaces: a string that is boxed to be compared outlives its box's making.
  bool strings = types::isString(typeOf(o->x)) && types::isString(typeOf(o->y));
  auto operand = [&](Expr *e) { return strings ? borrowed(e) : expr(e); };
  Operand x = operand(o->x), y = operand(o->y);
  b.pos = o->pos;
  Op g = Op::Eq;
  switch (o->op) {
  case Operator::Eql:
    g = Op::Eq;
    break;
  case Operator::Neq:
    g = Op::Ne;
    break;
  case Operator::Lss:
    g = Op::Lt;
    break;
  case Operator::Leq:
    g = Op::Le;
    break;
  case Operator::Gtr:
    g = Op::Gt;
    break;
  default:
    g = Op::Ge;
    break;
  }
  return compare(g, x, b.typeOf(x), y, b.typeOf(y), t);
}

Operand FuncGen::sliceExpr(SliceExpr *s) {
  Type *xt = typeOf(s->x), *t = typeOf(s);
  hoistBounds(s);
  Operand x;
  uint16_t flags = 0;
  if (coreAs<types::Array>(xt) != nullptr) {
    Place p = place(s->x);
    x = address(p);
    flags = p.nonNil ? gir::NonNil : 0;
  } else {
    x = expr(s->x);
  }
  std::vector<Operand> args{x, {}, {}, {}};
  for (int i = 0; i < 3; i++)
    if (s->index[i] != nullptr)
      args[i + 1] = expr(s->index[i]);
  b.pos = s->pos;
  return b.value(Op::Slice, t, std::move(args), flags);
}

Operand FuncGen::assertion(AssertExpr *a, bool commaOk) {
  Operand x = expr(a->x);
  b.pos = a->pos;
  Type *t = types::unalias(a->type->tv.type);
  if (!commaOk)
    return b.value(Op::Assert, t, {x});
  gir::Instr &i = b.addValue(Op::AssertOk, pg.tupleOf({t, pg.boolType()}), {x});
  i.type2 = t;
  return localOp(i.dst);
}

// v, ok = e for a map element, a receive or an assertion.
std::pair<Operand, Operand> FuncGen::commaOk(Expr *e, Type *valueType, Type *okType) {
  e = unparen(e);
  Operand tuple;
  Type *vt = nullptr;
  if (auto *x = dyn_cast<IndexExpr>(e)) {
    auto *m = coreAs<types::Map>(typeOf(x->x));
    hoistEntry(x, m);
    Operand mv = expr(x->x), k = mapKey(x->index, m);
    b.pos = x->pos;
    vt = types::unalias(m->elem());
    tuple = b.value(Op::MapGetOk, pg.tupleOf({vt, pg.boolType()}), {mv, k});
  } else if (auto *o = dyn_cast<Operation>(e)) {
    Operand c = expr(o->x);
    b.pos = o->pos;
    vt = types::unalias(coreAs<types::Chan>(typeOf(o->x))->elem());
    tuple = b.value(Op::RecvOk, pg.tupleOf({vt, pg.boolType()}), {c});
  } else {
    auto *a = dyn_cast<AssertExpr>(e);
    vt = types::unalias(a->type->tv.type);
    tuple = assertion(a, true);
  }
  Operand v = b.extract(tuple, 0, vt), ok = b.extract(tuple, 1, pg.boolType());
  if (valueType != nullptr)
    v = assignConv(v, vt, valueType);
  if (okType != nullptr)
    ok = assignConv(ok, pg.boolType(), okType);
  return {v, ok};
}

} // namespace golem::girgen
