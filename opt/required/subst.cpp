// See subst.h.
#include "opt/required/subst.h"

#include <algorithm>

namespace golem::opt {

using namespace types;

Type *Subst::type(Type *t) {
  if (t == nullptr || from.empty())
    return t;
  if (t->kind() == TypeKind::Basic)
    return t;
  auto it = memo.find(t);
  if (it != memo.end())
    return it->second;
  Type *r = replace(t);
  memo[t] = r;
  return r;
}

Tuple *Subst::tuple(Tuple *t) {
  if (t == nullptr)
    return nullptr;
  std::vector<Var *> vars;
  bool changed = false;
  for (Var *v : t->vars_) {
    Type *nt = type(v->type());
    if (nt == v->type()) {
      vars.push_back(v);
      continue;
    }
    changed = true;
    Var *nv = new Var(*v);
    nv->typ_ = nt;
    vars.push_back(nv);
  }
  return changed ? newTuple(std::move(vars)) : t;
}

// An instance of a type declared inside a generic function: it looks like one of a generic type whose parameters are those
// of the function, then its own, so that identity and names see all arguments.
Named *Subst::localInstance(Named *origin, std::vector<Type *> args) {
  std::vector<uint32_t> key{local.ids.of(origin)};
  for (Type *a : args)
    key.push_back(local.ids.of(a));
  auto it = local.table.find(key);
  if (it != local.table.end())
    return it->second;
  auto *inst = new Named();
  inst->obj_ = origin->obj_;
  inst->inst_ = new Named::Instance{origin, new TypeList(args), 0, local.ids.context};
  local.table[key] = inst; // the type may be recursive
  std::vector<TypeParam *> params(list(origin->obj()->enclosing_).begin(), list(origin->obj()->enclosing_).end());
  for (TypeParam *p : origin->typeParams())
    params.push_back(p);
  Subst inner(local, params, args);
  inst->underlying_ = inner.type(origin->underlying());
  inst->fromRHS_ = inst->underlying_;
  inst->setState(Named::LazyLoaded | Named::Unpacked | Named::HasMethods | Named::HasUnder | Named::HasFinite);
  inst->finite_ = true;
  return inst;
}

Type *Subst::replace(Type *t) {
  switch (t->kind()) {
  case TypeKind::Basic:
    return t;
  case TypeKind::TypeParam: {
    auto it = std::find(from.begin(), from.end(), static_cast<TypeParam *>(t));
    return it == from.end() ? t : to[it - from.begin()];
  }
  case TypeKind::Alias:
    return type(unalias(t));
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(t);
    Type *e = type(a->elem());
    return e == a->elem() ? t : newArray(e, a->len());
  }
  case TypeKind::Slice: {
    Type *e = type(static_cast<Slice *>(t)->elem());
    return e == static_cast<Slice *>(t)->elem() ? t : newSlice(e);
  }
  case TypeKind::Pointer: {
    Type *e = type(static_cast<Pointer *>(t)->elem());
    return e == static_cast<Pointer *>(t)->elem() ? t : newPointer(e);
  }
  case TypeKind::Chan: {
    auto *c = static_cast<Chan *>(t);
    Type *e = type(c->elem());
    return e == c->elem() ? t : newChan(c->dir(), e);
  }
  case TypeKind::Map: {
    auto *m = static_cast<Map *>(t);
    Type *k = type(m->key()), *e = type(m->elem());
    return k == m->key() && e == m->elem() ? t : newMap(k, e);
  }
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(t);
    std::vector<Var *> fields;
    bool changed = false;
    for (Var *f : s->fields()) {
      Type *ft = type(f->type());
      if (ft != f->type()) {
        changed = true;
        f = newField(f->pos(), f->pkg(), f->name(), ft, f->embedded());
      }
      fields.push_back(f);
    }
    return changed ? newStruct(std::move(fields), s->tags_) : t;
  }
  case TypeKind::Tuple:
    return tuple(static_cast<Tuple *>(t));
  case TypeKind::Signature: {
    auto *s = static_cast<Signature *>(t);
    Tuple *p = tuple(s->params_), *r = tuple(s->results_);
    Var *recv = s->recv_;
    if (recv != nullptr && type(recv->type()) != recv->type()) {
      recv = new Var(*recv);
      recv->typ_ = type(recv->type());
    }
    if (p == s->params_ && r == s->results_ && recv == s->recv_)
      return t;
    auto *n = new Signature();
    n->recv_ = recv;
    n->params_ = p;
    n->results_ = r;
    n->variadic_ = s->variadic_;
    return n;
  }
  case TypeKind::Interface: {
    auto *i = static_cast<Interface *>(t);
    std::vector<Func *> methods;
    std::vector<Type *> embeds;
    bool changed = false;
    for (Func *m : i->methods_) {
      Signature *sig = m->signature();
      auto *plain = new Signature(*sig); // the receiver is the interface itself: leave it out
      plain->recv_ = nullptr;
      auto *ns = static_cast<Signature *>(replace(plain));
      if (ns != plain) {
        changed = true;
        m = new Func(m->pos(), m->pkg(), m->name(), ns);
      }
      methods.push_back(m);
    }
    for (Type *e : i->embeddeds_) {
      Type *ne = type(e);
      changed |= ne != e;
      embeds.push_back(ne);
    }
    if (!changed)
      return t;
    Interface *n = newInterfaceType(std::move(methods), std::move(embeds));
    n->implicit_ = i->implicit_;
    n->complete_ = i->complete_;
    return n;
  }
  case TypeKind::Union: {
    auto *u = static_cast<Union *>(t);
    std::vector<Term *> terms;
    bool changed = false;
    for (Term *x : u->terms_) {
      Type *nt = type(x->type());
      if (nt != x->type()) {
        changed = true;
        x = new Term{x->tilde(), nt};
      }
      terms.push_back(x);
    }
    return changed ? newUnion(std::move(terms)) : t;
  }
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    std::vector<Type *> args;
    bool changed = false;
    auto put = [&](Type *a) {
      args.push_back(type(a));
      changed |= args.back() != a;
    };
    auto enclosing = list(n->obj()->enclosing_);
    auto own = n->typeArgs();
    bool isLocal = !enclosing.empty();
    // The checker's instances of local types know nothing of the function's parameters, ours do.
    if (isLocal && own.size() == n->origin()->typeParams().size())
      for (TypeParam *p : enclosing)
        put(p);
    bool outerChanged = changed;
    for (Type *a : own)
      put(a);
    if (!changed)
      return t;
    if (isLocal && (outerChanged || args.size() > own.size() || own.size() != n->origin()->typeParams().size()))
      return localInstance(n->origin(), std::move(args));
    return instantiate(local.ids.context, n->origin(), args);
  }
  }
  return t;
}

} // namespace golem::opt
