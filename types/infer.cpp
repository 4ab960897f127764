// Inference of type arguments: from the arguments of a call, from constraints, and from untyped constants, in this order.
#include <algorithm>

#include "types/unify.h"

namespace golem::types {

namespace {

bool hasNull(std::span<Type* const> l) { return std::find(l.begin(), l.end(), nullptr) != l.end(); }

int indexOf(std::span<TypeParam* const> l, const Type* p) {
  for (size_t i = 0; i < l.size(); i++) {
    if (l[i] == p) return int(i);
  }
  return -1;
}

// Whether a type contains any of the type parameters.
struct ParamWalker {
  std::span<TypeParam* const> tparams;
  std::unordered_map<Type*, bool> seen;

  bool vars(std::span<Var* const> list) {
    for (Var* v : list) {
      if (walk(v->typ_)) return true;
    }
    return false;
  }
  bool walk(Type* t) {
    if (t == nullptr) return false;
    auto [it, fresh] = seen.try_emplace(t, false);
    if (!fresh) return it->second;
    bool res = walk1(t);
    seen[t] = res;
    return res;
  }
  bool walk1(Type* t) {
    switch (t->kind()) {
      case TypeKind::Alias: return walk(unalias(t));
      case TypeKind::Array: return walk(cast<Array>(t)->elem_);
      case TypeKind::Slice: return walk(cast<Slice>(t)->elem_);
      case TypeKind::Struct: return vars(cast<Struct>(t)->fields_);
      case TypeKind::Pointer: return walk(cast<Pointer>(t)->base_);
      case TypeKind::Tuple: return vars(cast<Tuple>(t)->vars_);
      case TypeKind::Signature:  // type parameters that it declares itself do not matter
        return vars(tupleVars(cast<Signature>(t)->params_)) || vars(tupleVars(cast<Signature>(t)->results_));
      case TypeKind::Interface: {
        TypeSet* tset = cast<Interface>(t)->typeSet();
        for (Func* m : tset->methods) {
          if (walk(m->typ_)) return true;
        }
        return tset->is([&](TermP x) { return x != nullptr && walk(x->typ_); });
      }
      case TypeKind::Map: return walk(cast<Map>(t)->key_) || walk(cast<Map>(t)->elem_);
      case TypeKind::Chan: return walk(cast<Chan>(t)->elem_);
      case TypeKind::Named:
        for (Type* a : cast<Named>(t)->typeArgs()) {
          if (walk(a)) return true;
        }
        return false;
      case TypeKind::TypeParam: return indexOf(tparams, t) >= 0;
      default: return false;
    }
  }
};

// Drops inferred types that refer back to their own type parameter: substitution would never end.
struct CycleKiller {
  std::span<TypeParam* const> tparams;
  TypeList& inferred;
  std::unordered_set<Type*> seen;

  void vars(std::span<Var* const> list) {
    for (Var* v : list) walk(v->typ_);
  }
  void walk(Type* t) {
    t = unalias(t);
    if (t == nullptr) return;
    if (!seen.insert(t).second) {
      if (int i = indexOf(tparams, t); i >= 0) inferred[i] = nullptr;
      return;
    }
    walk1(t);
    seen.erase(t);
  }
  void walk1(Type* t) {
    switch (t->kind()) {
      case TypeKind::Array: return walk(cast<Array>(t)->elem_);
      case TypeKind::Slice: return walk(cast<Slice>(t)->elem_);
      case TypeKind::Struct: return vars(cast<Struct>(t)->fields_);
      case TypeKind::Pointer: return walk(cast<Pointer>(t)->base_);
      case TypeKind::Signature:
        vars(tupleVars(cast<Signature>(t)->params_));
        return vars(tupleVars(cast<Signature>(t)->results_));
      case TypeKind::Union:
        for (Term* x : cast<Union>(t)->terms_) walk(x->typ_);
        return;
      case TypeKind::Interface:
        for (Func* m : cast<Interface>(t)->methods_) walk(m->typ_);
        for (Type* e : cast<Interface>(t)->embeddeds_) walk(e);
        return;
      case TypeKind::Map:
        walk(cast<Map>(t)->key_);
        return walk(cast<Map>(t)->elem_);
      case TypeKind::Chan: return walk(cast<Chan>(t)->elem_);
      case TypeKind::Named:
        for (Type* a : cast<Named>(t)->typeArgs()) walk(a);
        return;
      case TypeKind::TypeParam:
        if (int i = indexOf(tparams, t); i >= 0 && inferred[i] != nullptr) walk(inferred[i]);
        return;
      default: return;
    }
  }
};

// The core type of a type parameter's constraint; single: it is the only type of the type set. typ_ is nullptr if there
// is none.
Term coreTerm(TypeParam* tpar, bool* single) {
  int n = 0;
  bool tilde = false;
  Term only;
  tpar->is([&](const Term* t) {
    if (t == nullptr) return false;
    n++;
    only = *t;
    tilde = tilde || t->tilde_;
    return true;
  });
  *single = n == 1;
  if (n == 1) return only;
  const TypeError* err;
  Type* u = commonUnder(tpar, {}, &err);
  return u != nullptr ? Term{tilde, u} : Term{};
}

}  // namespace

bool isParameterized(std::span<TypeParam* const> tparams, Type* t) { return ParamWalker{tparams, {}}.walk(t); }

// All type arguments, or none after adding the reason to err (or if an argument is invalid). With reverse the call is
// the invented one of an assignment, and messages are turned round.
TypeList Checker::infer(Pos pos, std::span<TypeParam* const> tparams, std::span<Type* const> targsIn, Tuple* params,
                        std::span<Operand* const> args, bool reverse, ErrorBuilder* err) {
  size_t n = tparams.size();
  TypeList targs(targsIn.begin(), targsIn.end());
  if (targs.size() == n && !hasNull(targs)) return targs;
  for (Operand* arg : args) {
    if (arg->mode == OperandMode::Invalid) return {};
  }
  targs.resize(n);

  // What is known is put into the parameters: they are then checked as ordinary ones, by assignability.
  if (tupleLen(params) > 0) {
    params = as<Tuple>(subst(this, Pos{}, params, makeSubstMap(tparams, targs), nullptr, context()));
  }
  Unifier u(tparams, targs, allowVersion(goVersion1(21)));

  auto mismatch = [&](Type* tpar, Type* targ, Operand* arg) {
    TypeList known = u.inferred(tparams);
    if (std::all_of(known.begin(), known.end(), [](Type* t) { return t == nullptr; })) {
      err->addf(arg, "type %s of %s does not match %s (cannot infer %s)", targ, arg->expr, tpar,
                typeParamsString(tparams));
      return;
    }
    Type* inferred = subst(this, arg->pos(), tpar, makeSubstMap(tparams, known), nullptr, context());
    if (inferred == tpar) {
      err->addf(arg, "type %s of %s does not match %s", targ, arg->expr, tpar);
    } else if (reverse) {
      err->addf(arg, "inferred type %s for %s does not match type %s of %s", inferred, tpar, targ, arg->expr);
    } else {
      err->addf(arg, "type %s of %s does not match inferred type %s for %s", targ, arg->expr, inferred, tpar);
    }
  };

  // 1. Typed arguments against their parameters; untyped ones that stand for a type parameter wait for step 3.
  std::vector<size_t> untypedArgs;
  for (size_t i = 0; i < args.size(); i++) {
    Operand* arg = args[i];
    Type* par = params->vars_[i]->typ_;
    if (!isParameterized(tparams, par) && !isParameterized(tparams, arg->typ)) continue;
    if (isTyped(arg->typ)) {
      if (!u.unify(par, arg->typ, UnifyAssign)) {
        mismatch(par, arg->typ, arg);
        return {};
      }
    } else if (isa<TypeParam>(par) && !arg->isNil()) {
      untypedArgs.push_back(i);
    }
  }

  // 2. Constraints, as long as something new comes out.
  for (;;) {
    int before = u.unknowns();
    for (TypeParam* tpar : tparams) {
      Type* tx = u.at(tpar);
      bool single = false;
      Term core = coreTerm(tpar, &single);
      if (core.typ_ != nullptr) {
        if (tx != nullptr) {
          if (!u.unify(tx, core.typ_, 0)) {
            err->addf(pos, "%s (type %s) does not satisfy %s", tpar, tx, tpar->constraint());
            return {};
          }
        } else if (single && !core.tilde_) {
          u.set(tpar, core.typ_);
        }
      }
      // A known type must have the constraint's methods; their signatures may tell more. A type that still depends on
      // type parameters may get its methods later.
      if (tx != nullptr && !isParameterized(tparams, tx)) {
        std::string cause;
        if (!hasAllMethods(tx, tpar->iface(), true, [&](Type* x, Type* y) { return u.unify(x, y, UnifyExact); },
                           &cause)) {
          err->addf(pos, "%s (type %s) does not satisfy %s %s", tpar, tx, tpar->constraint(), cause);
          return {};
        }
      }
    }
    if (u.unknowns() == before) break;
  }

  // 3. Untyped constants: the default type of the largest kind for each type parameter.
  std::vector<std::pair<TypeParam*, Type*>> maxUntyped;
  for (size_t i : untypedArgs) {
    auto* tpar = cast<TypeParam>(params->vars_[i]->typ_);
    if (u.at(tpar) != nullptr) continue;
    Operand* arg = args[i];
    auto it = std::find_if(maxUntyped.begin(), maxUntyped.end(), [&](auto& e) { return e.first == tpar; });
    if (it == maxUntyped.end()) {
      maxUntyped.emplace_back(tpar, arg->typ);
      continue;
    }
    Type* m = maxType(it->second, arg->typ);
    if (m == nullptr) {
      err->addf(arg, "mismatched types %s and %s (cannot infer %s)", it->second, arg->typ, tpar);
      return {};
    }
    it->second = m;
  }
  for (auto& [tpar, t] : maxUntyped) u.set(tpar, defaultType(t));

  // Inferred types may refer to other type parameters: substitute until nothing changes.
  TypeList inferred = u.inferred(tparams);
  CycleKiller killer{tparams, inferred, {}};
  for (TypeParam* p : tparams) killer.walk(p);
  std::vector<size_t> dirty;
  for (size_t i = 0; i < n; i++) {
    if (inferred[i] != nullptr && targs[i] == nullptr) dirty.push_back(i);
  }
  while (!dirty.empty()) {
    SubstMap smap = makeSubstMap(tparams, inferred);
    std::vector<size_t> still;
    for (size_t i : dirty) {
      Type* t0 = inferred[i];
      Type* t1 = subst(this, Pos{}, t0, smap, nullptr, context());
      if (t1 == t0) continue;
      // A generic function argument whose type parameters are all known is generic no more.
      if (auto* sig = as<Signature>(t1); sig != nullptr && !sig->typeParams().empty() && !isParameterized(tparams, sig)) {
        sig->tparams_ = nullptr;
      }
      inferred[i] = t1;
      still.push_back(i);
    }
    dirty = std::move(still);
  }

  for (size_t i = 0; i < n; i++) {
    if (inferred[i] == nullptr || isParameterized(tparams, inferred[i])) {
      err->addf(pos, "cannot infer %s (declared at %v)", tparams[i]->obj_->name_, tparams[i]->obj_->pos_);
      return {};
    }
  }
  return inferred;
}

// Type parameters to solve for must differ from those that occur in the arguments, which may be the same ones in a
// recursive call.
std::vector<TypeParam*> Checker::renameTParams(Pos pos, std::span<TypeParam* const> tparams, Type* typ,
                                               Type** renamed) {
  *renamed = typ;
  if (tparams.empty()) return {};
  std::vector<TypeParam*> fresh;
  for (TypeParam* p : tparams) {
    auto* name = new TypeName(p->obj_->pos_, p->obj_->pkg_, p->obj_->name_, nullptr);
    TypeParam* q = types::newTypeParam(name, nullptr);
    q->index_ = p->index_;
    fresh.push_back(q);
  }
  SubstMap m = makeRenameMap(tparams, fresh);
  for (size_t i = 0; i < fresh.size(); i++) fresh[i]->bound_ = subst(this, pos, tparams[i]->bound_, m, nullptr, context());
  if (typ != nullptr) *renamed = subst(this, pos, typ, m, nullptr, context());
  return fresh;
}

}  // namespace golem::types
