// Initialisers that are data: what they say is put in the object file and needs no code.
#include "girgen/func.h"

#include <algorithm>
#include <utility>

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::StaticValue;
using SV = gir::StaticValue;

static bool isZero(const SV &v) { return v.kind == SV::ZeroValue; }

bool PackageGen::staticComposite(CompositeLit *c, Type *t, SV &out, bool fresh) {
  constexpr int64_t mostData = 1 << 26; // larger ones (sparse tables of gigabytes are legal) are filled in at run time
  if (int64_t size = sizeOf(t); size < 0 || size > mostData)
    return false;
  out.type = t;
  out.kind = SV::Composite;
  Type *u = t->underlying();
  if (auto *s = types::as<types::Struct>(u)) {
    for (size_t i = 0; i < c->elemList.size(); i++) {
      int64_t f = int64_t(i);
      Expr *x = c->elemList[i];
      if (auto *kv = dyn_cast<KeyValueExpr>(x)) {
        auto *n = dyn_cast<Name>(kv->key);
        f = -1;
        for (int k = 0; k < s->numFields(); k++)
          if (s->field(k) == n->object || s->field(k)->name() == n->value)
            f = k;
        x = kv->value;
      }
      SV v;
      if (f < 0 || !staticValue(x, types::unalias(s->field(int(f))->type()), v, fresh))
        return false;
      if (!isZero(v) && s->field(int(f))->name() != "_")
        out.elems.emplace_back(f, std::move(v));
    }
  } else if (auto *a = types::as<types::Array>(u)) {
    Type *et = types::unalias(a->elem());
    int64_t next = 0;
    for (Expr *x : c->elemList) {
      if (auto *kv = dyn_cast<KeyValueExpr>(x)) {
        next = constant::int64Val(kv->key->tv.value);
        x = kv->value;
      }
      SV v;
      if (!staticValue(x, et, v, fresh))
        return false;
      if (!isZero(v))
        out.elems.emplace_back(next, std::move(v));
      next++;
    }
  } else {
    return false;
  }
  std::sort(out.elems.begin(), out.elems.end(), [](auto &x, auto &y) { return x.index < y.index; });
  if (out.elems.empty())
    out.kind = SV::ZeroValue;
  return true;
}

static int64_t literalLen(CompositeLit *c) {
  int64_t next = 0, max = 0;
  for (Expr *x : c->elemList) {
    if (auto *kv = dyn_cast<KeyValueExpr>(x))
      next = constant::int64Val(kv->key->tv.value);
    max = std::max(max, ++next);
  }
  return max;
}

bool PackageGen::staticAddress(Expr *e, SV &out, bool fresh) {
  e = unparen(e);
  if (auto *n = dyn_cast<Name>(e)) {
    auto *v = types::as<Var>(n->object);
    if (v == nullptr || !v->isPackageLevel())
      return false;
    out.kind = SV::Address;
    out.global = global(v);
    return true;
  }
  if (auto *s = dyn_cast<SelectorExpr>(e)) {
    if (s->selection == nullptr) {
      auto *v = types::as<Var>(s->sel->object);
      if (v == nullptr)
        return false;
      out.kind = SV::Address;
      out.global = global(v);
      return true;
    }
    if (s->selection->kind() != types::SelectionKind::FieldVal || s->selection->indirect())
      return false;
    if (!staticAddress(s->x, out, fresh))
      return false;
    Type *t = s->x->tv.type;
    for (int i : s->selection->index()) {
      auto *st = types::underAs<types::Struct>(t);
      if (st == nullptr)
        return false;
      out.offset += in.sizes.offsetsof(st->fields())[i];
      t = st->field(i)->type();
    }
    return true;
  }
  if (auto *x = dyn_cast<IndexExpr>(e)) {
    auto *a = x->x->tv.type ? types::underAs<types::Array>(x->x->tv.type) : nullptr;
    if (a == nullptr || !isConstExpr(x->index) || !staticAddress(x->x, out, fresh))
      return false;
    out.offset += constant::int64Val(x->index->tv.value) * sizeOf(a->elem());
    return true;
  }
  if (auto *c = dyn_cast<CompositeLit>(e)) {
    if (fresh)
      return false;
    Type *t = types::unalias(c->tv.type);
    SV v;
    if (!staticValue(c, t, v, fresh))
      return false;
    gir::Global *g = anonymous("stmp", t, false);
    g->init = std::move(v);
    out.kind = SV::Address;
    out.global = g;
    return true;
  }
  return false;
}

bool PackageGen::staticIface(Expr *e, Type *t, SV &out, bool fresh) {
  Type *et = types::unalias(e->tv.type);
  if (auto *bt = types::as<types::Basic>(et); bt != nullptr && types::isUntyped(bt))
    et = types::defaultType(et);
  if (types::isInterface(et))
    return false;
  SV v;
  v.type = et;
  if (!staticValue(e, et, v, fresh))
    return false;
  out.kind = SV::Iface;
  out.type = t;
  v.type = et;
  out.inner.push_back(std::move(v));
  return true;
}

// A call of a function that does nothing but to return a value made of its parameters: the rows of large tables are often written
// so. (gc sees the same after inlining: cmd/compile/internal/staticinit.)
bool PackageGen::staticCall(CallExpr *c, SV &out) {
  constexpr int deepest = 16;
  auto *name = dyn_cast<Name>(unparen(c->fun));
  auto it = name == nullptr ? returning.end() : returning.find(name->object);
  if (it == returning.end() || staticDepth == deepest)
    return false;
  types::Signature *sig = types::as<types::Func>(name->object)->signature();
  auto *result = static_cast<ReturnStmt *>(it->second->body->list[0])->results;
  if (result == nullptr || int(c->argList.size()) != types::tupleLen(sig->params()))
    return false;
  Arguments arguments;
  for (size_t i = 0; i < c->argList.size(); i++) {
    Var *p = sig->params()->at(int(i));
    if (!staticValue(c->argList[i], p->type(), arguments[p], false))
      return false;
  }
  const Arguments *outer = std::exchange(staticArguments, &arguments);
  staticDepth++;
  bool ok = staticValue(result, sig->results()->at(0)->type(), out, false);
  staticDepth--;
  staticArguments = outer;
  return ok;
}

bool PackageGen::staticValue(Expr *e, Type *t, SV &out, bool fresh) {
  e = unparen(e);
  t = types::unalias(t);
  out.type = t;
  if (isNilExpr(e))
    return true;
  if (types::isTypeParam(t))
    return false;
  if (auto *n = dyn_cast<Name>(e); n != nullptr && staticArguments != nullptr) {
    if (auto it = staticArguments->find(n->object); it != staticArguments->end() && types::identical(it->first->type(), t)) {
      out = it->second;
      return true;
    }
  }
  auto *call = dyn_cast<CallExpr>(e);
  if (call != nullptr && !fresh && types::identical(types::unalias(call->tv.type), t) && staticCall(call, out))
    return true;
  if (types::isInterface(t))
    return e->tv.type != nullptr && staticIface(e, t, out, fresh);
  if (isConstExpr(e)) {
    out.kind = SV::Constant;
    out.value = e->tv.value;
    return true;
  }
  switch (e->kind) {
  case NodeKind::CompositeLit: {
    auto *c = static_cast<CompositeLit *>(e);
    Type *u = t->underlying();
    if (auto *s = types::as<types::Slice>(u)) {
      if (fresh)
        return false;
      int64_t n = literalLen(c);
      Type *at = types::newArray(s->elem(), n);
      SV v;
      if (!staticComposite(c, at, v, fresh))
        return false;
      gir::Global *g = anonymous("stmp", at, false);
      g->init = std::move(v);
      out.kind = SV::SliceOf;
      out.global = g;
      out.len = out.cap = n;
      return true;
    }
    if (auto *p = types::as<types::Pointer>(u)) { // an elided &T
      if (fresh)
        return false;
      Type *et = types::unalias(p->elem());
      SV v;
      if (!staticComposite(c, et, v, fresh))
        return false;
      gir::Global *g = anonymous("stmp", et, false);
      g->init = std::move(v);
      out.kind = SV::Address;
      out.global = g;
      return true;
    }
    return staticComposite(c, t, out, fresh);
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    if (o->op == Operator::And && o->y == nullptr)
      return staticAddress(o->x, out, fresh);
    return false;
  }
  case NodeKind::FuncLit: {
    if (fresh || initGen == nullptr || staticDepth > 0) // each call makes a func value of its own
      return false;
    Operand f = initGen->literalValue(static_cast<FuncLit *>(e));
    if (f.kind != Operand::Func)
      return false;
    out.kind = SV::FuncValue;
    out.func = f.func;
    return true;
  }
  case NodeKind::Name:
  case NodeKind::SelectorExpr:
  case NodeKind::IndexExpr: {
    Expr *x = e;
    if (auto *i = dyn_cast<IndexExpr>(x))
      x = unparen(i->x);
    auto *n = dyn_cast<Name>(x);
    if (auto *s = dyn_cast<SelectorExpr>(x); s != nullptr && s->selection == nullptr)
      n = s->sel;
    auto *f = n ? types::as<types::Func>(n->object) : nullptr;
    if (f == nullptr)
      return false;
    auto it = info.instances.find(n);
    if (it != info.instances.end()) {
      if (fresh)
        return false;
      out.func = funcRef(f, types::list(it->second.targs), types::as<types::Signature>(it->second.type));
    } else {
      out.func = funcRef(f, {});
    }
    out.kind = SV::FuncValue;
    return true;
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    if (!isTypeExpr(c->fun) || c->argList.size() != 1)
      return false;
    Expr *x = c->argList[0];
    if (x->tv.type == nullptr)
      return false;
    if (isNilExpr(x))
      return true;
    Type *from = types::unalias(x->tv.type);
    bool pointers = (types::isUnsafePointer(t) || types::underAs<types::Pointer>(t) != nullptr) &&
                    (types::isUnsafePointer(from) || types::underAs<types::Pointer>(from) != nullptr);
    if (!pointers && !types::identical(from->underlying(), t->underlying()))
      return false;
    if (types::isInterface(from) || isConstExpr(x))
      return false;
    if (!staticValue(x, from, out, fresh))
      return false;
    out.type = t;
    return true;
  }
  default:
    return false;
  }
}

} // namespace golem::girgen
