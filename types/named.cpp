// Defined types. Type parameters, underlying type and methods become known lazily: when an imported type is loaded,
// when an instance is expanded, when the declaration has been checked.
#include "types/checker.h"
#include "types/context.h"
#include "types/unicode.h"

namespace golem::types {

namespace {

Named* makeNamed(Checker* check, TypeName* obj, Type* fromRHS, std::vector<Func*> methods) {
  auto* t = new Named;
  t->check_ = check;
  t->obj_ = obj;
  t->fromRHS_ = fromRHS;
  t->methods_ = std::move(methods);
  if (obj->typ_ == nullptr) obj->typ_ = t;
  if (check != nullptr) check->needsCleanup(t);
  return t;
}

Var* cloneVar(Var* v, Type* typ) {
  auto* c = new Var(*v);
  c->typ_ = typ;
  c->origin_ = v->origin();
  return c;
}

Func* cloneFunc(Func* f, Type* typ) {
  auto* c = new Func(*f);
  c->typ_ = typ;
  c->origin_ = f->origin();
  return c;
}

}  // namespace

Named* Checker::newNamed(TypeName* obj, Type* fromRHS, std::vector<Func*> ms) {
  return makeNamed(this, obj, fromRHS, std::move(ms));
}

Named* newNamed(TypeName* obj, Type* underlying, std::vector<Func*> methods) {
  Named* n = makeNamed(nullptr, obj, underlying, std::move(methods));
  if (underlying == nullptr) {
    n->allowNilRHS_ = true;
    n->allowNilUnderlying_ = true;
  } else {
    n->setUnderlying(underlying);
  }
  return n;
}

TypeName* newTypeNameLazy(Pos pos, Package* pkg, std::string_view name, std::function<LoadedNamed(Named*)> load) {
  auto* obj = new TypeName(pos, pkg, name, nullptr);
  makeNamed(nullptr, obj, nullptr, {})->loader_ = std::move(load);
  return obj;
}

Named* newNamedInstance(Checker* check, Pos pos, Named* orig, std::span<Type* const> targs, Named* expanding) {
  auto* obj = new TypeName(*orig->obj_);
  obj->pos_ = pos;
  obj->typ_ = nullptr;
  obj->parent_ = nullptr;
  Named* t = makeNamed(check, obj, nullptr, {});
  auto* inst = new Named::Instance;
  inst->orig = orig;
  inst->targs = new TypeList(targs.begin(), targs.end());
  // Cycles are only possible within a package: pass the context on there.
  if (expanding != nullptr && expanding->obj()->pkg_ == obj->pkg_) inst->ctxt = expanding->inst_->ctxt;
  t->inst_ = inst;
  return t;
}

Named* Named::unpack() {
  if (stateHas(LazyLoaded | Unpacked)) return this;
  if (inst_ != nullptr) {
    Named* orig = inst_->orig;
    orig->unpack();
    fromRHS_ = expandRHS();
    tparams_ = orig->tparams_;
    if (orig->methods_.empty()) {
      setState(LazyLoaded | Unpacked | HasMethods);
      inst_->ctxt = nullptr;
    } else {
      setState(LazyLoaded | Unpacked);
    }
    return this;
  }
  if (loader_) {
    auto load = std::move(loader_);
    loader_ = nullptr;
    LoadedNamed l = load(this);
    tparams_ = bindTParams(std::move(l.tparams));
    fromRHS_ = l.underlying;
    methods_ = std::move(l.methods);
    setState(LazyLoaded);  // the delayed functions may look at this type
    for (auto& f : l.delayed) f();
  }
  setState(LazyLoaded | Unpacked | HasMethods);
  return this;
}

void Named::cleanup() {
  // Instances may stay unexpanded; everything else must have an underlying type now.
  if (inst_ == nullptr) under();
  check_ = nullptr;
}

std::span<TypeParam* const> Named::typeParams() { return list(unpack()->tparams_); }

void Named::setTypeParams(std::vector<TypeParam*> tparams) { unpack()->tparams_ = bindTParams(std::move(tparams)); }

int Named::numMethods() { return int(origin()->unpack()->methods_.size()); }

Func* Named::method(int i) {
  unpack();
  if (stateHas(HasMethods)) return methods_[i];
  Named* orig = inst_->orig;
  if (methods_.size() != orig->methods_.size()) methods_.resize(orig->methods_.size());
  if (methods_[i] == nullptr) {
    Func* m = expandMethod(i);
    if (methods_[i] == nullptr) {
      methods_[i] = m;
      if (++inst_->expandedMethods == int(orig->methods_.size())) {
        setState(HasMethods);
        inst_->ctxt = nullptr;
      }
    }
  }
  return methods_[i];
}

Func* Named::expandMethod(int i) {
  Func* origm = inst_->orig->method(i);
  Checker* check = check_;
  if (check != nullptr) check->objDecl(origm);
  auto* origSig = cast<Signature>(origm->typ_);
  // Instantiated with its own receiver type parameters: the method is the original one.
  if (deref(origSig->recv_->typ_) == this) return origm;
  Signature* sig = origSig;
  // The numbers of receiver type parameters and arguments may differ in invalid code.
  if (origSig->recvTypeParams().size() == inst_->targs->size()) {
    SubstMap smap = makeSubstMap(origSig->recvTypeParams(), *inst_->targs);
    Context* ctxt = check != nullptr ? check->context() : nullptr;
    sig = cast<Signature>(subst(check, origm->pos_, origSig, smap, this, ctxt));
  }
  if (sig == origSig) sig = new Signature(*origSig);
  Type* rtyp = this;
  if (origm->hasPtrRecv()) rtyp = new Pointer(this);
  sig->recv_ = cloneVar(origSig->recv_, rtyp);
  return cloneFunc(origm, sig);
}

void Named::setUnderlying(Type* u) {
  fromRHS_ = u;
  allowNilRHS_ = false;
  setState(LazyLoaded | Unpacked | HasMethods);
  underlying_ = u;
  allowNilUnderlying_ = false;
  setState(HasUnder);
}

void Named::addMethod(Func* m) {
  unpack();
  if (methodIndex(m->name_, false) < 0) methods_.push_back(m);
}

int Named::methodIndex(std::string_view name, bool foldCase) {
  if (name == "_") return -1;
  if (inst_ != nullptr) return inst_->orig->unpack()->methodIndex(name, foldCase);  // an instance's are made on demand
  for (size_t i = 0; i < methods_.size(); i++) {
    if (foldCase ? equalFold(methods_[i]->name_, name) : methods_[i]->name_ == name) return int(i);
  }
  return -1;
}

Type* Named::rhs() { return fromRHS_; }

Type* Named::under() {
  if (stateHas(HasUnder)) return underlying_;
  unpack();
  if (rhs() == nullptr && allowNilUnderlying_) return nullptr;  // an imported type that is being made
  if (!stateHas(HasUnder)) resolveUnderlying();
  return underlying_;
}

void Named::resolveUnderlying() {
  // Direct cycles were broken before: following right-hand sides ends.
  std::vector<Named*> path;
  Type* u = nullptr;
  for (Type* r = this; u == nullptr;) {
    if (r == nullptr) {
      u = invalidType();
    } else if (isa<Alias>(r)) {
      r = unalias(r);
    } else if (auto* n = as<Named>(r)) {
      if (n->stateHas(HasUnder)) {
        u = n->underlying_;
        break;
      }
      path.push_back(n);
      n->unpack();
      r = n->rhs();
    } else {
      u = r;
    }
  }
  for (Named* n : path) {
    if (!n->stateHas(HasUnder)) {
      n->underlying_ = u;
      n->setState(HasUnder);
    }
  }
}

int Named::lookupMethod(const Package* pkg, std::string_view name, bool foldCase, Func** m) {
  unpack();
  *m = nullptr;
  if (!samePkg(obj_->pkg_, pkg) && !isExported(name) && !foldCase) return -1;
  // Only the method that is found is expanded.
  int i = origin()->methodIndex(name, foldCase);
  if (i >= 0) *m = method(i);
  return i;
}

namespace {

// Replaces the receiver type of methods; the result tells whether any had it.
bool replaceRecvType(std::vector<Func*>& methods, Type* old, Type* fresh) {
  bool copied = false;
  for (Func*& m : methods) {
    Signature* sig = m->signature();
    if (sig->recv_ == nullptr || sig->recv_->typ_ != old) continue;
    copied = true;
    auto* s = new Signature(*sig);
    s->recv_ = cloneVar(sig->recv_, fresh);
    m = cloneFunc(m, s);
  }
  return copied;
}

}  // namespace

Type* Named::expandRHS() {
  Checker* check = check_;
  if (inst_->ctxt == nullptr) inst_->ctxt = newContext();
  Context* ctxt = inst_->ctxt;
  Named* orig = inst_->orig;
  auto tpars = list(orig->tparams_);
  if (inst_->targs->size() != tpars.size()) return invalidType();  // reported elsewhere
  // This instance must be found again while it is expanded.
  ctxt->update(ctxt->instanceHash(orig, *inst_->targs), orig, *inst_->targs, this);
  if (check != nullptr) ctxt = check->context();
  Type* r = subst(check, obj_->pos_, orig->rhs(), makeSubstMap(tpars, *inst_->targs), this, ctxt);
  // The receivers of an interface's methods are the instance.
  if (auto* iface = as<Interface>(r)) {
    std::vector<Func*> ms = iface->methods_;
    if (replaceRecvType(ms, orig, this)) {
      if (iface == orig->rhs()) {
        Interface* crafted = newInterface(check);
        crafted->complete_ = true;
        crafted->embeddeds_ = iface->embeddeds_;
        iface = crafted;
      }
      iface->methods_ = std::move(ms);
      iface->tset_ = nullptr;
      if (check == nullptr) iface->typeSet();
      return iface;
    }
  }
  return r;
}

Context* Checker::context() {
  if (ctxt == nullptr) ctxt = newContext();
  return ctxt;
}

// ---- substitution

SubstMap makeSubstMap(std::span<TypeParam* const> tpars, std::span<Type* const> targs) {
  return {{tpars.begin(), tpars.end()}, {targs.begin(), targs.end()}};
}

SubstMap makeRenameMap(std::span<TypeParam* const> from, std::span<TypeParam* const> to) {
  return {{from.begin(), from.end()}, {to.begin(), to.end()}};
}

Type* SubstMap::lookup(TypeParam* p) const {
  for (size_t i = 0; i < from.size(); i++) {
    if (from[i] == p) return i < to.size() && to[i] != nullptr ? to[i] : p;
  }
  return p;
}

namespace {

struct Subster {
  Pos pos;
  const SubstMap& smap;
  Checker* check;
  Named* expanding;
  Context* ctxt;

  // Replaces the elements of in; false if all stayed.
  template <class T, class F> static bool listOf(std::span<T* const> in, std::vector<T*>& out, F f) {
    bool changed = false;
    for (size_t i = 0; i < in.size(); i++) {
      T* u = f(in[i]);
      if (u == in[i]) continue;
      if (!changed) out.assign(in.begin(), in.end());
      changed = true;
      out[i] = u;
    }
    return changed;
  }

  Var* var(Var* v) {
    if (v == nullptr) return v;
    Type* t = typ(v->typ_);
    return t == v->typ_ ? v : cloneVar(v, t);
  }

  Func* func(Func* f) {
    if (f == nullptr) return f;
    Type* t = typ(f->typ_);
    return t == f->typ_ ? f : cloneFunc(f, t);
  }

  Tuple* tuple(Tuple* t) {
    std::vector<Var*> vars;
    if (t != nullptr && listOf<Var>(t->vars_, vars, [this](Var* v) { return var(v); }))
      return new Tuple(std::move(vars));
    return t;
  }

  Type* typOrInvalid(Type* t) { return t == nullptr ? invalidType() : typ(t); }

  bool targsOf(std::span<Type* const> in, TypeList& out) {
    return listOf<Type>(in, out, [this](Type* t) { return typ(t); });
  }

  Type* interface(Interface* t) {
    std::vector<Func*> methods;
    std::vector<Type*> embeddeds;
    bool m = listOf<Func>(t->methods_, methods, [this](Func* f) { return func(f); });
    bool e = targsOf(t->embeddeds_, embeddeds);
    if (!m && !e) return t;
    Interface* i = newInterface(check);
    i->embeddeds_ = e ? std::move(embeddeds) : t->embeddeds_;
    i->embedPos_ = t->embedPos_;
    i->implicit_ = t->implicit_;
    i->complete_ = t->complete_;
    i->methods_ = m ? std::move(methods) : t->methods_;
    // Receivers of type *Named are replaced when that type is expanded.
    replaceRecvType(i->methods_, t, i);
    if (check == nullptr) i->typeSet();
    return i;
  }

  Type* typ(Type* type) {
    if (type == nullptr) return nullptr;
    switch (type->kind()) {
      case TypeKind::Basic: return type;
      case TypeKind::Alias: {
        auto* t = static_cast<Alias*>(type);
        size_t n = t->orig_->typeParams().size();
        if (n == 0) return t;
        if (t->typeArgs().size() != n) return invalidType();  // reported elsewhere
        TypeList targs;
        if (targsOf(t->typeArgs(), targs)) return newAliasInstance(check, pos, t->orig_, targs, expanding, ctxt);
        return t;
      }
      case TypeKind::Array: {
        auto* t = static_cast<Array*>(type);
        Type* e = typOrInvalid(t->elem_);
        return e == t->elem_ ? t : new Array(e, t->len_);
      }
      case TypeKind::Slice: {
        auto* t = static_cast<Slice*>(type);
        Type* e = typOrInvalid(t->elem_);
        return e == t->elem_ ? t : new Slice(e);
      }
      case TypeKind::Struct: {
        auto* t = static_cast<Struct*>(type);
        std::vector<Var*> fields;
        if (!listOf<Var>(t->fields_, fields, [this](Var* v) { return var(v); })) return t;
        return newStruct(std::move(fields), t->tags_);
      }
      case TypeKind::Pointer: {
        auto* t = static_cast<Pointer*>(type);
        Type* b = typ(t->base_);
        return b == t->base_ ? t : new Pointer(b);
      }
      case TypeKind::Tuple: return tuple(static_cast<Tuple*>(type));
      case TypeKind::Signature: {
        // The receiver stays: it is replaced with the interface or named type that it belongs to.
        auto* t = static_cast<Signature*>(type);
        Tuple *params = tuple(t->params_), *results = tuple(t->results_);
        if (params == t->params_ && results == t->results_) return t;
        auto* s = new Signature(*t);
        s->scope_ = nullptr;
        s->params_ = params;
        s->results_ = results;
        return s;
      }
      case TypeKind::Union: {
        auto* t = static_cast<Union*>(type);
        std::vector<Term*> terms;
        bool changed = listOf<Term>(t->terms_, terms, [this](Term* x) {
          Type* u = typ(x->typ_);
          return u == x->typ_ ? x : new Term{x->tilde_, u};
        });
        return changed ? new Union(std::move(terms)) : t;
      }
      case TypeKind::Interface: return interface(static_cast<Interface*>(type));
      case TypeKind::Map: {
        auto* t = static_cast<Map*>(type);
        Type *k = typ(t->key_), *e = typ(t->elem_);
        return k == t->key_ && e == t->elem_ ? t : new Map(k, e);
      }
      case TypeKind::Chan: {
        auto* t = static_cast<Chan*>(type);
        Type* e = typ(t->elem_);
        return e == t->elem_ ? t : new Chan(t->dir_, e);
      }
      case TypeKind::Named: {
        // Nothing here may expand t: this may run while it is being expanded.
        auto* t = static_cast<Named*>(type);
        Named* orig = t->origin();
        size_t n = orig->typeParams().size();
        if (n == 0) return t;
        if (t->typeArgs().size() != n) return invalidType();  // reported elsewhere
        TypeList targs;
        if (targsOf(t->typeArgs(), targs)) return instance(check, pos, orig, targs, expanding, ctxt);
        return t;
      }
      case TypeKind::TypeParam: return smap.lookup(static_cast<TypeParam*>(type));
    }
    return type;
  }
};

}  // namespace

Type* subst(Checker* check, Pos pos, Type* typ, const SubstMap& smap, Named* expanding, Context* ctxt) {
  if (smap.empty() || typ == nullptr || isa<Basic>(typ)) return typ;
  if (auto* p = as<TypeParam>(typ)) return smap.lookup(p);
  return Subster{pos, smap, check, expanding, ctxt}.typ(typ);
}

Type* substitute(Type* t, std::span<TypeParam* const> tparams, std::span<Type* const> targs, Context* ctxt) {
  return subst(nullptr, Pos{}, t, makeSubstMap(tparams, targs), nullptr, ctxt != nullptr ? ctxt : newContext());
}

}  // namespace golem::types
