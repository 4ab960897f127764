// Function literals, composite literals, taking addresses.
#include "girgen/func.h"

#include <algorithm>

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;
using gir::LocalKind;

Operand FuncGen::funcLit(FuncLit *l) {
  gir::Function &f = pg.out.functions.emplace_back();
  f.linkName = pg.literalName(this, PackageGen::Lit::Func);
  f.typeParams = fn.typeParams;
  f.pos = l->pos;
  f.isClosure = true;
  FuncGen child(pg, an, f, this, l, file);
  child.literal(l);
  b.pos = l->pos;
  if (child.captured.empty())
    return funcValue(pg.literalRef(&f), typeOf(l));
  return closureOf(child, typeOf(l));
}

int64_t FuncGen::compositeLen(CompositeLit *c) {
  int64_t next = 0, max = 0;
  for (Expr *x : c->elemList) {
    if (auto *kv = dyn_cast<KeyValueExpr>(x))
      next = constant::int64Val(kv->key->tv.value);
    max = std::max(max, ++next);
  }
  return max;
}

static Expr *elemValue(Expr *x) {
  auto *kv = dyn_cast<KeyValueExpr>(x);
  return kv ? kv->value : x;
}

int fieldOfElem(types::Struct *s, Expr *x, size_t i) {
  auto *kv = dyn_cast<KeyValueExpr>(x);
  if (kv == nullptr)
    return int(i);
  auto *n = dyn_cast<Name>(kv->key);
  for (int k = 0; k < s->numFields(); k++)
    if (s->field(k) == n->object || s->field(k)->name() == n->value)
      return k;
  return -1;
}

Operand FuncGen::composite(CompositeLit *c, Type *t) {
  Type *u = core(t);
  if (auto *p = types::as<types::Pointer>(u)) {
    b.pos = c->pos;
    Operand a = newObject(types::unalias(p->elem()));
    compositeInto(c, types::unalias(p->elem()), a, true);
    return assignConv(a, b.typeOf(a), t);
  }
  if (auto *s = types::as<types::Struct>(u)) {
    if (c->elemList.empty())
      return gir::zeroOp(t);
    if (!wantsMemory(t)) {
      std::vector<Expr *> vals;
      std::vector<int> index;
      for (size_t i = 0; i < c->elemList.size(); i++) {
        vals.push_back(elemValue(c->elemList[i]));
        index.push_back(fieldOfElem(s, c->elemList[i], i));
      }
      auto vs = exprsTo(vals, [&](size_t i) { return s->field(index[i])->type(); });
      std::vector<Operand> args;
      for (Var *f : s->fields())
        args.push_back(gir::zeroOp(types::unalias(f->type())));
      for (size_t i = 0; i < vs.size(); i++)
        if (s->field(index[i])->name() != "_")
          args[index[i]] = vs[i];
      b.pos = c->pos;
      return b.value(Op::StructVal, t, std::move(args));
    }
  }
  if (types::isa<types::Struct>(u) || types::isa<types::Array>(u)) {
    LocalId m = b.newLocal(LocalKind::Var, t, {}, true);
    Operand a = b.localAddr(m, pg.pointerTo(t));
    compositeInto(c, t, a, false);
    return b.value(Op::Load, t, {a}, gir::NonNil);
  }
  if (auto *s = types::as<types::Slice>(u)) {
    int64_t n = compositeLen(c);
    Type *at = types::newArray(s->elem(), n);
    b.pos = c->pos;
    // Constant contents are copied from data.
    if (n >= 4 && fn.typeParams.empty()) {
      gir::StaticValue sv;
      if (pg.staticValue(c, at, sv, true)) {
        gir::Global *g = pg.anonymous("stmp", at, true);
        g->init = std::move(sv);
        Operand a = newObject(at);
        Operand v = b.value(Op::Load, at, {gir::globalAddrOp(g, pg.pointerTo(at))}, gir::NonNil);
        b.effect(Op::Store, {a, v}, gir::NonNil);
        return b.value(Op::Slice, t, {a, {}, {}, {}}, gir::NonNil);
      }
    }
    Operand a = newObject(at);
    compositeInto(c, at, a, true);
    b.pos = c->pos;
    return b.value(Op::Slice, t, {a, {}, {}, {}}, gir::NonNil);
  }
  if (auto *m = types::as<types::Map>(u)) {
    b.pos = c->pos;
    Operand mv = b.value(Op::MakeMap, t, {intConst(int64_t(c->elemList.size()))});
    for (KeyValueExpr *kv : enterData(c, m, mv)) {
      orderKey(kv->key, m, true);
      orderTo(kv->value, m->elem(), true);
      Operand v = exprTo(kv->value, m->elem());
      Operand k = exprTo(kv->key, m->key());
      b.pos = kv->pos;
      Operand slot = b.value(Op::MapAddr, pg.pointerTo(types::unalias(m->elem())), {mv, k});
      b.effect(Op::Store, {slot, v}, gir::NonNil);
    }
    return mv;
  }
  unsupported(c->pos, "composite literal of type " + t->str());
  return gir::zeroOp(t);
}

// The entries of a map literal that are data are put in by a loop over two arrays, if there are many of them. Those that need
// code are left, and follow, as in gc.
std::vector<KeyValueExpr *> FuncGen::enterData(CompositeLit *c, types::Map *m, const Operand &map) {
  constexpr size_t many = 25;
  std::vector<KeyValueExpr *> all, rest;
  for (Expr *x : c->elemList)
    all.push_back(static_cast<KeyValueExpr *>(x));
  if (all.size() <= many || !fn.typeParams.empty())
    return all;
  Type *kt = types::unalias(m->key()), *vt = types::unalias(m->elem());
  gir::StaticValue keys, values;
  bool fresh = this != pg.initGen.get() || b.loops != 0; // variables are initialised only once
  int64_t n = 0;
  for (KeyValueExpr *kv : all) {
    gir::StaticValue k, v;
    if (!pg.staticValue(kv->key, kt, k, fresh) || !pg.staticValue(kv->value, vt, v, fresh)) {
      rest.push_back(kv);
      continue;
    }
    if (k.kind != gir::StaticValue::ZeroValue)
      keys.elems.emplace_back(n, std::move(k));
    if (v.kind != gir::StaticValue::ZeroValue)
      values.elems.emplace_back(n, std::move(v));
    n++;
  }
  if (size_t(n) <= many)
    return all;
  auto data = [&](gir::StaticValue &contents, Type *t) {
    Type *array = types::newArray(t, n);
    contents.kind = contents.elems.empty() ? gir::StaticValue::ZeroValue : gir::StaticValue::Composite;
    contents.type = array;
    gir::Global *g = pg.anonymous("stmp", array, true);
    g->init = std::move(contents);
    return gir::globalAddrOp(g, pg.pointerTo(array));
  };
  Operand keyData = data(keys, kt), valueData = data(values, vt);
  LocalId i = b.newLocal(LocalKind::Var, pg.intType());
  b.assign(i, intConst(0));
  BlockId body = b.newBlock(), end = b.newBlock();
  b.jump(body);
  b.loops++;
  b.setBlock(body);
  auto element = [&](const Operand &array, Type *t) {
    return b.value(Op::IndexAddr, pg.pointerTo(t), {array, localOp(i)}, gir::NoBounds | gir::NonNil);
  };
  Operand k = b.value(Op::Load, kt, {element(keyData, kt)}, gir::NonNil);
  Operand slot = b.value(Op::MapAddr, pg.pointerTo(vt), {map, k});
  Operand from = element(valueData, vt);
  Operand v = b.value(Op::Load, vt, {from}, gir::NonNil);
  b.effect(Op::Store, {slot, v}, gir::NonNil);
  b.assign(i, b.value(Op::Add, pg.intType(), {localOp(i), intConst(1)}));
  b.branch(b.value(Op::Lt, pg.boolType(), {localOp(i), intConst(n)}), body, end);
  b.loops--;
  b.setBlock(end);
  return rest;
}

void FuncGen::exprInto(Expr *e, Type *t, Operand addr, bool zeroed) {
  Expr *u = unparen(e);
  if (auto *c = dyn_cast<CompositeLit>(u); c != nullptr && !hoisted.count(u)) {
    Type *ct = typeOf(c);
    Type *k = core(ct);
    if (ct != nullptr && k != nullptr && types::identical(ct, t) &&
        (types::isa<types::Struct>(k) || types::isa<types::Array>(k)))
      return compositeInto(c, t, addr, zeroed);
  }
  Operand v = exprTo(e, t);
  if (v.kind == Operand::Zero && zeroed)
    return;
  b.pos = e->pos;
  b.effect(Op::Store, {addr, v}, gir::NonNil);
}

// Builds a struct or array at addr, which nothing else can see yet.
void FuncGen::compositeInto(CompositeLit *c, Type *t, Operand addr, bool zeroed) {
  Type *u = core(t);
  std::vector<Expr *> vals;
  for (Expr *x : c->elemList)
    vals.push_back(elemValue(x));
  auto *fields = types::as<types::Struct>(u);
  auto *elems = types::as<types::Array>(u);
  hoistList(vals, [&](size_t i) -> Type * {
    if (fields != nullptr)
      return fields->field(fieldOfElem(fields, c->elemList[i], i))->type();
    return elems != nullptr ? elems->elem() : nullptr;
  });
  if (auto *s = fields) {
    if (!zeroed && int(vals.size()) < s->numFields()) {
      b.effect(Op::Store, {addr, gir::zeroOp(t)}, gir::NonNil);
      zeroed = true;
    }
    for (size_t i = 0; i < vals.size(); i++) {
      int f = fieldOfElem(s, c->elemList[i], i);
      Type *ft = types::unalias(s->field(f)->type());
      if (isNilExpr(vals[i]) && zeroed)
        continue;
      if (s->field(f)->name() == "_") { // blank fields are always zero
        if (!isConstExpr(vals[i]) && !isNilExpr(vals[i]))
          exprTo(vals[i], ft);
        if (!zeroed)
          b.effect(Op::Store, {b.fieldAddr(addr, f, pg.pointerTo(ft), gir::NonNil), gir::zeroOp(ft)}, gir::NonNil);
        continue;
      }
      exprInto(vals[i], ft, b.fieldAddr(addr, f, pg.pointerTo(ft), gir::NonNil), zeroed);
    }
    return;
  }
  if (auto *a = elems) {
    Type *et = types::unalias(a->elem());
    if (!zeroed && int64_t(vals.size()) < a->len()) {
      b.effect(Op::Store, {addr, gir::zeroOp(t)}, gir::NonNil);
      zeroed = true;
    }
    int64_t next = 0;
    for (size_t i = 0; i < vals.size(); i++) {
      if (auto *kv = dyn_cast<KeyValueExpr>(c->elemList[i]))
        next = constant::int64Val(kv->key->tv.value);
      Operand slot = b.value(Op::IndexAddr, pg.pointerTo(et), {addr, intConst(next)}, gir::NoBounds | gir::NonNil);
      exprInto(vals[i], et, slot, zeroed);
      next++;
    }
    return;
  }
  b.effect(Op::Store, {addr, composite(c, t)}, gir::NonNil);
}

Operand FuncGen::addressOf(Expr *e) {
  Expr *u = unparen(e);
  Type *t = typeOf(u);
  if (auto *c = dyn_cast<CompositeLit>(u)) {
    b.pos = c->pos;
    Operand a = newObject(t);
    exprInto(c, t, a, true);
    return a;
  }
  Place p = place(u);
  if (p.inMemory && !p.nonNil)
    b.effect(Op::NilCheck, {p.op});
  return p.inMemory ? p.op : spill(p.op, p.type).op;
}

} // namespace golem::girgen
