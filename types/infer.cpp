// Type inference: from arguments, from constraints, from the default types of untyped constants.
#include <algorithm>

#include "types/checker.h"
#include "types/unify.h"

namespace golem::types {

namespace {

// Whether a type mentions type parameters of a list.
struct ParamWalker {
  std::span<TypeParam* const> tparams;
  std::unordered_map<Type*, bool> seen;

  bool vars(std::span<Var* const> l) {
    return std::any_of(l.begin(), l.end(), [&](Var* v) { return walk(v->typ_); });
  }

  bool walk(Type* t) {
    if (t == nullptr) return false;
    if (isa<Basic>(t)) return false;
    auto [it, fresh] = seen.try_emplace(t, false);
    if (!fresh) return it->second;
    bool r = walk1(t);
    seen[t] = r;
    return r;
  }

  bool walk1(Type* type) {
    switch (type->kind()) {
      case TypeKind::Basic:
      case TypeKind::Union: return false;
      case TypeKind::Alias: return walk(unalias(type));
      case TypeKind::Array: return walk(static_cast<Array*>(type)->elem_);
      case TypeKind::Slice: return walk(static_cast<Slice*>(type)->elem_);
      case TypeKind::Struct: return vars(static_cast<Struct*>(type)->fields_);
      case TypeKind::Pointer: return walk(static_cast<Pointer*>(type)->base_);
      case TypeKind::Tuple: return vars(static_cast<Tuple*>(type)->vars_);
      case TypeKind::Signature: {
        // Its own type parameters do not matter.
        auto* t = static_cast<Signature*>(type);
        return vars(tupleVars(t->params_)) || vars(tupleVars(t->results_));
      }
      case TypeKind::Interface: {
        TypeSet* ts = static_cast<Interface*>(type)->typeSet();
        for (Func* m : ts->methods) {
          if (walk(m->typ_)) return true;
        }
        return ts->is([&](TermP t) { return t != nullptr && walk(t->typ_); });
      }
      case TypeKind::Map: return walk(static_cast<Map*>(type)->key_) || walk(static_cast<Map*>(type)->elem_);
      case TypeKind::Chan: return walk(static_cast<Chan*>(type)->elem_);
      case TypeKind::Named: {
        auto targs = static_cast<Named*>(type)->typeArgs();
        return std::any_of(targs.begin(), targs.end(), [&](Type* t) { return walk(t); });
      }
      case TypeKind::TypeParam: return std::find(tparams.begin(), tparams.end(), type) != tparams.end();
    }
    return false;
  }
};

// Drops inferred types that refer to themselves through type parameters: substitution would not end.
struct CycleKiller {
  std::span<TypeParam* const> tparams;
  TypeList& inferred;
  std::unordered_set<Type*> seen;

  int indexOf(Type* t) const {
    auto it = std::find(tparams.begin(), tparams.end(), t);
    return it == tparams.end() ? -1 : int(it - tparams.begin());
  }

  void vars(std::span<Var* const> l) {
    for (Var* v : l) walk(v->typ_);
  }

  void walk(Type* type) {
    type = unalias(type);
    if (type == nullptr) return;
    if (!seen.insert(type).second) {
      if (int i = indexOf(type); i >= 0) inferred[size_t(i)] = nullptr;
      return;
    }
    switch (type->kind()) {
      case TypeKind::Array: walk(static_cast<Array*>(type)->elem_); break;
      case TypeKind::Slice: walk(static_cast<Slice*>(type)->elem_); break;
      case TypeKind::Struct: vars(static_cast<Struct*>(type)->fields_); break;
      case TypeKind::Pointer: walk(static_cast<Pointer*>(type)->base_); break;
      case TypeKind::Tuple: vars(static_cast<Tuple*>(type)->vars_); break;
      case TypeKind::Signature:
        vars(tupleVars(static_cast<Signature*>(type)->params_));
        vars(tupleVars(static_cast<Signature*>(type)->results_));
        break;
      case TypeKind::Union:
        for (Term* t : static_cast<Union*>(type)->terms_) walk(t->typ_);
        break;
      case TypeKind::Interface:
        for (Func* m : static_cast<Interface*>(type)->methods_) walk(m->typ_);
        for (Type* e : static_cast<Interface*>(type)->embeddeds_) walk(e);
        break;
      case TypeKind::Map:
        walk(static_cast<Map*>(type)->key_);
        walk(static_cast<Map*>(type)->elem_);
        break;
      case TypeKind::Chan: walk(static_cast<Chan*>(type)->elem_); break;
      case TypeKind::Named:
        for (Type* t : static_cast<Named*>(type)->typeArgs()) walk(t);
        break;
      case TypeKind::TypeParam:
        if (int i = indexOf(type); i >= 0 && inferred[size_t(i)] != nullptr) walk(inferred[size_t(i)]);
        break;
      default: break;
    }
    seen.erase(type);
  }
};

// The single specific type of a type parameter (single is set), or its core type with a tilde if any term has one.
bool coreTerm(TypeParam* tpar, Term* core, bool* single) {
  int n = 0;
  const Term* last = nullptr;
  bool tilde = false;
  tpar->is([&](const Term* t) {
    if (t == nullptr) return false;
    n++;
    last = t;
    tilde |= t->tilde_;
    return true;
  });
  *single = n == 1;
  if (n == 1) {
    *core = *last;
    return true;
  }
  Type* t = coreType(tpar);
  *core = Term{tilde, t};
  return t != nullptr;
}

bool hasNull(std::span<Type* const> l) { return std::find(l.begin(), l.end(), nullptr) != l.end(); }

}  // namespace

bool isParameterized(std::span<TypeParam* const> tparams, Type* t) { return ParamWalker{tparams, {}}.walk(t); }

TypeList Checker::infer(Pos pos, std::span<TypeParam* const> tparams, std::span<Type* const> givenTargs,
                        Tuple* params, std::span<Operand* const> args, bool reverse, ErrorBuilder* err) {
  size_t n = tparams.size();
  if (givenTargs.size() == n && !hasNull(givenTargs)) return TypeList(givenTargs.begin(), givenTargs.end());
  // Invalid arguments were reported already.
  for (Operand* a : args) {
    if (a->mode == OperandMode::Invalid) return {};
  }
  TypeList targs(givenTargs.begin(), givenTargs.end());
  targs.resize(n);
  // Parameters that do not depend on anything unknown any more are left to assignment.
  if (tupleLen(params) > 0)
    params = static_cast<Tuple*>(subst(this, Pos{}, params, makeSubstMap(tparams, targs), nullptr, context()));

  Unifier u(tparams, targs, allowVersion(goVersion1(21)));

  auto mismatch = [&](Type* tpar, Type* targ, Operand* arg) {
    TypeList known = u.inferred(tparams);
    if (std::all_of(known.begin(), known.end(), [](Type* t) { return t == nullptr; })) {
      err->addf(arg, "type %s of %s does not match %s (cannot infer %s)", targ, arg->expr, tpar,
                typeParamsString(tparams));
      return;
    }
    Type* inst = subst(this, arg->pos(), tpar, makeSubstMap(tparams, known), nullptr, context());
    if (inst == tpar) {
      err->addf(arg, "type %s of %s does not match %s", targ, arg->expr, tpar);
    } else if (reverse) {
      err->addf(arg, "inferred type %s for %s does not match type %s of %s", inst, tpar, targ, arg->expr);
    } else {
      err->addf(arg, "type %s of %s does not match inferred type %s for %s", targ, arg->expr, inst, tpar);
    }
  };

  // 1. Typed arguments. Untyped ones matter only for parameters that are type parameters, later.
  std::vector<size_t> untypedArgs;
  for (size_t i = 0; i < args.size(); i++) {
    Operand* arg = args[i];
    Var* par = params->vars_[i];
    if (!isParameterized(tparams, par->typ_) && !isParameterized(tparams, arg->typ)) continue;
    if (isTyped(arg->typ)) {
      if (!u.unify(par->typ_, arg->typ, Unifier::Assign)) {
        mismatch(par->typ_, arg->typ, arg);
        return {};
      }
    } else if (isa<TypeParam>(par->typ_) && !arg->isNil()) {
      untypedArgs.push_back(i);
    }
  }

  // 2. Constraints, as long as they tell something new.
  for (;;) {
    int before = u.unknowns();
    for (TypeParam* tpar : tparams) {
      Type* tx = u.at(tpar);
      Term core;
      bool single;
      if (coreTerm(tpar, &core, &single)) {
        if (tx != nullptr) {
          // The argument must match the core type; names of types do not matter here.
          if (!u.unify(tx, core.typ_, Unifier::Inexact)) {
            err->addf(pos, "%s (type %s) does not satisfy %s", tpar, tx, tpar->constraint());
            return {};
          }
        } else if (single && !core.tilde_) {
          u.set(tpar, core.typ_);  // nothing else is possible
        }
      }
      // A known argument must have the methods of the constraint.
      if (tx != nullptr && !isParameterized(tparams, tx)) {
        std::string cause;
        auto equivalent = [&](Type* a, Type* b) { return u.unify(a, b, Unifier::Exact); };
        if (!hasAllMethods(tx, tpar->iface(), true, equivalent, &cause)) {
          err->addf(pos, "%s (type %s) does not satisfy %s %s", tpar, tx, tpar->constraint(), cause);
          return {};
        }
      }
    }
    if (u.unknowns() == before) break;
  }

  // 3. Default types of untyped arguments: of the largest kind for each type parameter.
  std::vector<std::pair<TypeParam*, Type*>> maxUntyped;
  for (size_t i : untypedArgs) {
    auto* tpar = cast<TypeParam>(params->vars_[i]->typ_);
    if (u.at(tpar) != nullptr) continue;
    Operand* arg = args[i];
    auto it = std::find_if(maxUntyped.begin(), maxUntyped.end(), [&](auto& e) { return e.first == tpar; });
    if (it == maxUntyped.end()) {
      maxUntyped.push_back({tpar, arg->typ});
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

  // Inferred types may mention other type parameters: substitute until nothing changes.
  TypeList result = u.inferred(tparams);
  CycleKiller killer{tparams, result, {}};
  for (TypeParam* t : tparams) killer.walk(t);
  std::vector<size_t> dirty;
  for (size_t i = 0; i < n; i++) {
    if (result[i] != nullptr && targs[i] == nullptr) dirty.push_back(i);
  }
  while (!dirty.empty()) {
    SubstMap smap = makeSubstMap(tparams, result);
    std::vector<size_t> next;
    for (size_t i : dirty) {
      Type* t = subst(this, Pos{}, result[i], smap, nullptr, context());
      if (t == result[i]) continue;
      // A generic function that was an argument is not generic any more when all is known.
      if (auto* sig = as<Signature>(t);
          sig != nullptr && !sig->typeParams().empty() && !isParameterized(tparams, sig))
        sig->tparams_ = nullptr;
      result[i] = t;
      next.push_back(i);
    }
    dirty = std::move(next);
  }
  for (size_t i = 0; i < n; i++) {
    if (result[i] != nullptr && !isParameterized(tparams, result[i])) continue;
    TypeName* obj = tparams[i]->obj_;
    err->addf(pos, "cannot infer %s (declared at %v)", obj->name_, obj->pos_);
    return {};
  }
  return result;
}

std::vector<TypeParam*> Checker::renameTParams(Pos pos, std::span<TypeParam* const> tparams, Type* t,
                                               Type** renamed) {
  // In a recursive call the parameters to be inferred must differ from those in the arguments.
  std::vector<TypeParam*> fresh;
  for (TypeParam* p : tparams) {
    TypeName* o = p->obj_;
    TypeParam* q = types::newTypeParam(new TypeName(o->pos_, o->pkg_, o->name_, nullptr), nullptr);
    q->index_ = p->index_;
    fresh.push_back(q);
  }
  if (fresh.empty()) {
    *renamed = t;
    return fresh;
  }
  SubstMap map = makeRenameMap(tparams, fresh);
  for (size_t i = 0; i < fresh.size(); i++)
    fresh[i]->bound_ = subst(this, pos, tparams[i]->bound_, map, nullptr, context());
  *renamed = subst(this, pos, t, map, nullptr, context());
  return fresh;
}

}  // namespace golem::types
