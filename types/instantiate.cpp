// Instances of generic types and functions, and whether types satisfy constraints.
#include "types/checker.h"
#include "types/context.h"

namespace golem::types {

namespace {

// Formatting that works without a checker.
template <class... A> std::string format(Checker* check, std::string_view f, const A&... a) {
  return check != nullptr ? check->sprintf(f, a...) : sprintf(Qualifier{}, false, f, a...);
}

bool validateLen(Checker* check, Pos pos, std::string_view name, int want, int got) {
  if (got == want) return true;
  if (check != nullptr)
    check->errorf(pos, Code::WrongTypeArgCount, "%s type arguments for type %s: have %d, want %d",
                  got < want ? "not enough" : "too many", name, got, want);
  return false;
}

// Whether T mentions typ in an embedded element or term: for better messages only.
bool mentions(Type* T, Type* typ) {
  if (auto* i = as<Interface>(T)) {
    for (Type* e : i->embeddeds_) {
      if (mentions(e, typ)) return true;
    }
    return false;
  }
  if (auto* u = as<Union>(T)) {
    for (Term* t : u->terms_) {
      if (mentions(t->typ_, typ)) return true;
    }
    return false;
  }
  return identical(T, typ);
}

}  // namespace

bool Checker::validateTArgLen(Pos pos, std::string_view name, int want, int got) {
  return validateLen(this, pos, name, want, got);
}

Type* instance(Checker* check, Pos pos, Type* orig, std::span<Type* const> targs, Named* expanding, Context* ctxt) {
  // The expanding instance's context comes first: that keeps reference cycles.
  std::vector<Context*> ctxts;
  if (expanding != nullptr && expanding->inst_->ctxt != nullptr) ctxts.push_back(expanding->inst_->ctxt);
  if (ctxt != nullptr) ctxts.push_back(ctxt);
  if (ctxts.empty()) ctxts.push_back(newContext());
  std::vector<std::string> hashes;
  for (Context* c : ctxts) hashes.push_back(c->instanceHash(orig, targs));
  auto updateContexts = [&](Type* res) {
    for (size_t i = ctxts.size(); i-- > 0;) res = ctxts[i]->update(hashes[i], orig, targs, res);
    return res;
  };
  for (size_t i = 0; i < ctxts.size(); i++) {
    if (Type* inst = ctxts[i]->lookup(hashes[i], orig, targs)) return updateContexts(inst);
  }
  Type* res = nullptr;
  if (auto* n = as<Named>(orig)) {
    res = newNamedInstance(check, pos, n, targs, expanding);
  } else if (auto* a = as<Alias>(orig)) {
    size_t want = a->typeParams().size();
    if (!validateLen(check, pos, a->obj_->name_, int(want), int(targs.size()))) return invalidType();
    if (want == 0) return orig;
    res = newAliasInstance(check, pos, a, targs, expanding, ctxt);
  } else {
    auto* s = cast<Signature>(orig);
    size_t want = s->typeParams().size();
    if (want != targs.size()) {
      validateLen(check, pos, s->str(), int(want), int(targs.size()));
      return invalidType();
    }
    if (want == 0) return orig;
    auto* sig = cast<Signature>(subst(check, pos, s, makeSubstMap(s->typeParams(), targs), nullptr, ctxt));
    if (sig == s) sig = new Signature(*s);
    sig->tparams_ = nullptr;
    res = sig;
  }
  return updateContexts(res);
}

Type* instantiate(Context* ctxt, Type* orig, std::span<Type* const> targs) {
  return instance(nullptr, Pos{}, orig, targs, nullptr, ctxt != nullptr ? ctxt : newContext());
}

int Checker::verify(Pos pos, std::span<TypeParam* const> tparams, std::span<Type* const> targs, Context* c,
                    std::string* cause) {
  SubstMap smap = makeSubstMap(tparams, targs);
  for (size_t i = 0; i < tparams.size(); i++) {
    tparams[i]->iface();  // makes the bound an interface if it is not
    Type* bnd = subst(this, pos, tparams[i]->bound_, smap, nullptr, c);
    if (!implements(targs[i], bnd, true, cause)) return int(i);
  }
  return -1;
}

bool Checker::implements(Type* V, Type* T, bool constraint, std::string* cause) {
  return types::implements(this, V, T, constraint, cause);
}

bool implements(Checker* check, Type* V, Type* T, bool constraint, std::string* cause) {
  Type *Vu = V->underlying(), *Tu = T->underlying();
  if (!isValid(Vu) || !isValid(Tu)) return true;
  if (auto* p = as<Pointer>(Vu); p != nullptr && !isValid(p->base_->underlying())) return true;
  const char* verb = constraint ? "satisfy" : "implement";
  auto* Ti = as<Interface>(Tu);
  if (Ti == nullptr) {
    if (cause != nullptr) {
      std::string detail = isInterfacePtr(Tu) ? format(check, "type %s is pointer to interface, not interface", T)
                                              : format(check, "%s is not an interface", T);
      *cause = format(check, "%s does not %s %s (%s)", V, verb, T, detail);
    }
    return false;
  }
  if (Ti->empty()) return true;
  // An empty type set satisfies everything, nothing else satisfies an empty one.
  auto* Vi = as<Interface>(Vu);
  if (Vi != nullptr && Vi->typeSet()->isEmpty()) return true;
  if (Ti->typeSet()->isEmpty()) {
    if (cause != nullptr) *cause = format(check, "cannot %s %s (empty type set)", verb, T);
    return false;
  }
  // Methods.
  if (isValid(V)) {
    std::string why;
    bool wrongType;
    Func* m = missingMethod(check, V, T, true, identical, cause != nullptr ? &why : nullptr, &wrongType);
    if (m != nullptr && !hasInvalidEmbeddedFields(V, nullptr)) {
      if (cause != nullptr) *cause = format(check, "%s does not %s %s %s", V, verb, T, why);
      return false;
    }
  }
  auto checkComparability = [&] {
    if (!Ti->isComparable()) return true;
    if (comparableType(V, false, nullptr) == nullptr) return true;  // strictly comparable
    if (constraint && comparableType(V, true, nullptr) == nullptr) {
      // Ordinary interfaces satisfy comparable since Go 1.20.
      if (check == nullptr || check->allowVersion(goVersion1(20))) return true;
      if (cause != nullptr) *cause = format(check, "%s to %s comparable requires go1.20 or later", V, verb);
      return false;
    }
    if (cause != nullptr) *cause = format(check, "%s does not %s comparable", V, verb);
    return false;
  };
  if (!Ti->typeSet()->hasTerms()) return checkComparability();
  if (Vi != nullptr) {
    if (!Vi->typeSet()->subsetOf(Ti->typeSet())) {
      if (cause != nullptr) *cause = format(check, "%s does not %s %s", V, verb, T);
      return false;
    }
    return checkComparability();
  }
  // V must be in T's type set.
  Type* alt = nullptr;
  bool missing = Ti->typeSet()->is([&](TermP t) {
    if (termIncludes(t, V)) return false;
    // V in ~t: suggest the tilde.
    if (alt == nullptr && !t->tilde_ && identical(t->typ_, t->typ_->underlying())) {
      Term tt{true, t->typ_};
      if (termIncludes(&tt, V)) alt = t->typ_;
    }
    return true;
  });
  if (missing) {
    if (cause != nullptr) {
      std::string detail;
      if (alt != nullptr) {
        detail = format(check, "possibly missing ~ for %s in %s", alt, T);
      } else if (mentions(Ti, V)) {
        detail = format(check, "%s mentions %s, but %s is not in the type set of %s", T, V, V, T);
      } else {
        detail = format(check, "%s missing in %s", V, termListString(Ti->typeSet()->terms));
      }
      *cause = format(check, "%s does not %s %s (%s)", V, verb, T, detail);
    }
    return false;
  }
  return checkComparability();
}

}  // namespace golem::types
