// Predicates over types and identity of types.
#include "types/predicates.h"

#include "types/checker.h"

namespace golem::types {

bool isValid(Type* t) { return unalias(t) != invalidType(); }

bool isBasic(Type* t, BasicInfo info) {
  auto* b = as<Basic>(t->underlying());
  return b != nullptr && (b->info_ & info) != 0;
}

bool allBasic(Type* t, BasicInfo info) {
  if (auto* p = unaliasAs<TypeParam>(t)) {
    return p->is([&](const Term* x) { return x != nullptr && isBasic(x->typ_, info); });
  }
  return isBasic(t, info);
}

bool hasName(Type* t) {
  t = unalias(t);
  return isa<Basic>(t) || isa<Named>(t) || isa<TypeParam>(t);
}

bool isTypeLit(Type* t) {
  t = unalias(t);
  return !isa<Named>(t) && !isa<TypeParam>(t);
}

bool isTyped(Type* t) {
  // Alias and named types are never untyped.
  auto* b = as<Basic>(t);
  return b == nullptr || (b->info_ & IsUntyped) == 0;
}

bool isUntypedNumeric(Type* t) {
  auto* b = as<Basic>(t);
  return b != nullptr && (b->info_ & IsUntyped) != 0 && (b->info_ & IsNumeric) != 0;
}

bool isInterface(Type* t) { return isa<Interface>(t->underlying()); }
bool isTypeParam(Type* t) { return isa<TypeParam>(unalias(t)); }
bool isNonTypeParamInterface(Type* t) { return !isTypeParam(t) && isInterface(t); }

bool hasEmptyTypeset(Type* t) {
  auto* p = unaliasAs<TypeParam>(t);
  if (p == nullptr || p->bound_ == nullptr) return false;
  // No expansion of instances here: that could recurse without end.
  Named* n = asNamed(p->bound_);
  auto* iface = as<Interface>(n != nullptr ? n->underlying_ : p->bound_->underlying());
  return iface != nullptr && iface->tset_ != nullptr && iface->tset_->isEmpty();
}

bool isGeneric(Type* t) {
  if (auto* a = as<Alias>(t); a != nullptr && a->tparams_ != nullptr && a->targs_ == nullptr) return true;
  Named* n = asNamed(t);
  return n != nullptr && n->obj_ != nullptr && n->inst_ == nullptr && !n->typeParams().empty();
}

bool comparable(Type* t) { return comparableType(t, true, nullptr) == nullptr; }

const TypeError* comparableType(Type* T, bool dynamic, std::unordered_set<Type*>* seen) {
  std::unordered_set<Type*> local;
  if (seen == nullptr) seen = &local;
  if (!seen->insert(T).second) return nullptr;
  Type* u = T->underlying();
  switch (u->kind()) {
    case TypeKind::Basic:
      // nil is comparable to what has nil, but not to itself; the caller knows why.
      return static_cast<Basic*>(u)->basicKind_ == BasicKind::UntypedNil ? typeErrorf("") : nullptr;
    case TypeKind::Pointer:
    case TypeKind::Chan: return nullptr;
    case TypeKind::Struct:
      for (Var* f : static_cast<Struct*>(u)->fields_) {
        if (comparableType(f->typ_, dynamic, seen) != nullptr)
          return typeErrorf("struct containing %s cannot be compared", f->typ_);
      }
      return nullptr;
    case TypeKind::Array:
      if (comparableType(static_cast<Array*>(u)->elem_, dynamic, seen) != nullptr)
        return typeErrorf("%s cannot be compared", T);
      return nullptr;
    case TypeKind::Interface: {
      TypeSet* ts = static_cast<Interface*>(u)->typeSet();
      if ((dynamic && !isTypeParam(T)) || ts->isComparable(seen)) return nullptr;
      return typeErrorf(ts->isEmpty() ? "empty type set" : "incomparable types in type set");
    }
    default: return typeErrorf("");
  }
}

bool hasNil(Type* t) {
  Type* u = t->underlying();
  switch (u->kind()) {
    case TypeKind::Basic: return static_cast<Basic*>(u)->basicKind_ == BasicKind::UnsafePointer;
    case TypeKind::Slice:
    case TypeKind::Pointer:
    case TypeKind::Signature:
    case TypeKind::Map:
    case TypeKind::Chan: return true;
    case TypeKind::Interface:
      return !isTypeParam(t) || underIs(t, [](Type* v) { return v != nullptr && hasNil(v); });
    default: return false;
  }
}

bool samePkg(const Package* a, const Package* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a == b || a->path_ == b->path_;  // different vendored packages have different paths
}

bool Comparer::identical(Type* x, Type* y, IfacePair* p) const {
  x = unalias(x);
  y = unalias(y);
  if (x == y) return true;
  if (ignoreInvalids && (x == invalidType() || y == invalidType())) return true;
  if (x == nullptr || y == nullptr) return tupleLen(as<Tuple>(x)) == 0 && tupleLen(as<Tuple>(y)) == 0 &&
                                           (x == nullptr || isa<Tuple>(x)) && (y == nullptr || isa<Tuple>(y));
  if (x->kind() != y->kind()) return false;
  switch (x->kind()) {
    case TypeKind::Basic: return static_cast<Basic*>(x)->basicKind_ == static_cast<Basic*>(y)->basicKind_;
    case TypeKind::Array: {
      auto *a = static_cast<Array*>(x), *b = static_cast<Array*>(y);
      // Unknown lengths were reported already.
      return (a->len_ < 0 || b->len_ < 0 || a->len_ == b->len_) && identical(a->elem_, b->elem_, p);
    }
    case TypeKind::Slice: return identical(static_cast<Slice*>(x)->elem_, static_cast<Slice*>(y)->elem_, p);
    case TypeKind::Struct: {
      auto *a = static_cast<Struct*>(x), *b = static_cast<Struct*>(y);
      if (a->fields_.size() != b->fields_.size()) return false;
      for (size_t i = 0; i < a->fields_.size(); i++) {
        Var *f = a->fields_[i], *g = b->fields_[i];
        if (f->embedded_ != g->embedded_ || (!ignoreTags && a->tag(int(i)) != b->tag(int(i))) ||
            !f->sameId(g->pkg_, g->name_, false) || !identical(f->typ_, g->typ_, p))
          return false;
      }
      return true;
    }
    case TypeKind::Pointer: return identical(static_cast<Pointer*>(x)->base_, static_cast<Pointer*>(y)->base_, p);
    case TypeKind::Tuple: {
      auto *a = static_cast<Tuple*>(x), *b = static_cast<Tuple*>(y);
      if (a->len() != b->len()) return false;
      for (int i = 0; i < a->len(); i++) {
        if (!identical(a->vars_[i]->typ_, b->vars_[i]->typ_, p)) return false;
      }
      return true;
    }
    case TypeKind::Signature: {
      auto *a = static_cast<Signature*>(x), *b = static_cast<Signature*>(y);
      auto atp = a->typeParams(), btp = b->typeParams();
      if (atp.size() != btp.size()) return false;
      Type *bparams = b->params_, *bresults = b->results_;
      if (!atp.empty()) {
        // Rename b's type parameters to a's: constraints must be identical then.
        TypeList targs(atp.begin(), atp.end());
        SubstMap smap = makeSubstMap(btp, targs);
        Context* ctxt = newContext();
        for (size_t i = 0; i < atp.size(); i++) {
          if (!identical(atp[i]->bound_, subst(nullptr, Pos{}, btp[i]->bound_, smap, nullptr, ctxt), p)) return false;
        }
        bparams = subst(nullptr, Pos{}, b->params_, smap, nullptr, ctxt);
        bresults = subst(nullptr, Pos{}, b->results_, smap, nullptr, ctxt);
      }
      return a->variadic_ == b->variadic_ && identical(a->params_, bparams, p) && identical(a->results_, bresults, p);
    }
    case TypeKind::Union: {
      std::unordered_map<Union*, TypeSet*> sets;
      TypeSet* a = computeUnionTypeSet(nullptr, sets, Pos{}, static_cast<Union*>(x));
      TypeSet* b = computeUnionTypeSet(nullptr, sets, Pos{}, static_cast<Union*>(y));
      return subsetOf(a->terms, b->terms) && subsetOf(b->terms, a->terms);
    }
    case TypeKind::Interface: {
      auto *a = static_cast<Interface*>(x), *b = static_cast<Interface*>(y);
      TypeSet *as = a->typeSet(), *bs = b->typeSet();
      if (as->comparable != bs->comparable) return false;
      if (!(types::isAll(as->terms) && types::isAll(bs->terms)) &&
          !(subsetOf(as->terms, bs->terms) && subsetOf(bs->terms, as->terms)))
        return false;
      if (as->methods.size() != bs->methods.size()) return false;
      // Methods may lead back here through anonymous interfaces: a pair under comparison counts as identical.
      IfacePair q{a, b, p};
      for (; p != nullptr; p = p->prev) {
        if (p->identical(&q)) return true;
      }
      for (size_t i = 0; i < as->methods.size(); i++) {
        Func *f = as->methods[i], *g = bs->methods[i];
        if (!f->sameId(g->pkg_, g->name_, false) || !identical(f->typ_, g->typ_, &q)) return false;
      }
      return true;
    }
    case TypeKind::Map: {
      auto *a = static_cast<Map*>(x), *b = static_cast<Map*>(y);
      return identical(a->key_, b->key_, p) && identical(a->elem_, b->elem_, p);
    }
    case TypeKind::Chan: {
      auto *a = static_cast<Chan*>(x), *b = static_cast<Chan*>(y);
      return a->dir_ == b->dir_ && identical(a->elem_, b->elem_, p);
    }
    case TypeKind::Named: {
      auto *a = static_cast<Named*>(x), *b = static_cast<Named*>(y);
      auto aa = a->typeArgs(), ba = b->typeArgs();
      if (aa.size() != ba.size()) return false;
      for (size_t i = 0; i < aa.size(); i++) {
        if (!types::identical(aa[i], ba[i])) return false;
      }
      return identicalOrigin(a, b);
    }
    default: return false;  // type parameters are identical only if they are the same
  }
}

bool identical(Type* x, Type* y) { return x == y || Comparer{}.identical(x, y); }
bool identicalIgnoreTags(Type* x, Type* y) { return x == y || Comparer{true, false}.identical(x, y); }
bool identicalOrigin(Named* x, Named* y) { return x->origin()->obj_ == y->origin()->obj_; }

bool identicalInstance(Type* xorig, std::span<Type* const> xargs, Type* yorig, std::span<Type* const> yargs) {
  if (xargs.size() != yargs.size()) return false;
  for (size_t i = 0; i < xargs.size(); i++) {
    if (!identical(xargs[i], yargs[i])) return false;
  }
  return identical(xorig, yorig);
}

Type* defaultType(Type* t) {
  auto* b = as<Basic>(t);
  if (b == nullptr) return t;
  switch (b->basicKind_) {
    case BasicKind::UntypedBool: return basicType(BasicKind::Bool);
    case BasicKind::UntypedInt: return basicType(BasicKind::Int);
    case BasicKind::UntypedRune: return universe().runeType;
    case BasicKind::UntypedFloat: return basicType(BasicKind::Float64);
    case BasicKind::UntypedComplex: return basicType(BasicKind::Complex128);
    case BasicKind::UntypedString: return basicType(BasicKind::String);
    default: return t;
  }
}

Type* maxType(Type* x, Type* y) {
  if (x == y) return x;
  if (isUntypedNumeric(x) && isUntypedNumeric(y))
    return static_cast<Basic*>(x)->basicKind_ > static_cast<Basic*>(y)->basicKind_ ? x : y;
  return nullptr;
}

std::string TypeError::str(Checker* check) const {
  return check != nullptr ? check->sprintfv(format, args) : sprintfArgs({}, false, format, args);
}

// ---- type sets of type parameters

bool typeset(Type* t, const std::function<bool(Type*, Type*)>& f) {
  if (auto* p = unaliasAs<TypeParam>(t)) return p->typeset(f);
  return f(t, t->underlying());
}

bool underIs(Type* t, const std::function<bool(Type*)>& f) {
  return typeset(t, [&](Type*, Type* u) { return f(u); });
}

Type* commonUnder(Type* t0, const UnderCond& cond, const TypeError** errOut) {
  Type *ct = nullptr, *cu = nullptr;
  const TypeError* err = nullptr;
  typeset(t0, [&](Type* t, Type* u) {
    if (cond && (err = cond(t, u)) != nullptr) return false;
    if (u == nullptr) {
      err = typeErrorf("no specific type");
      return false;
    }
    if (cu == nullptr) {
      ct = t;
      cu = u;
      return true;
    }
    // Channels may differ in direction; the more restricted one is the common type.
    auto *chu = as<Chan>(cu), *ch = as<Chan>(u);
    if (chu != nullptr && ch != nullptr) {
      if (!identical(chu->elem_, ch->elem_)) {
        err = typeErrorf("channels %s and %s have different element types", ct, t);
        return false;
      }
      if (chu->dir_ == ch->dir_) return true;
      if (chu->dir_ == ChanDir::SendRecv) {
        ct = t;
        cu = u;
      } else if (ch->dir_ != ChanDir::SendRecv) {
        err = typeErrorf("channels %s and %s have conflicting directions", ct, t);
        return false;
      }
      return true;
    }
    if (!identical(cu, u)) {
      err = typeErrorf("%s and %s have different underlying types", ct, t);
      return false;
    }
    return true;
  });
  if (errOut != nullptr) *errOut = err;
  return err != nullptr ? nullptr : cu;
}

Type* coreType(Type* t) { return commonUnder(t, nullptr, nullptr); }

}  // namespace golem::types
