// Type terms, term lists and the type sets of interfaces and unions.
#include "types/typeset.h"

#include <algorithm>

#include "types/checker.h"

namespace golem::types {

// ---- terms

std::string termString(TermP x) {
  if (x == nullptr) return "∅";
  if (x->typ_ == nullptr) return "𝓤";
  return (x->tilde_ ? "~" : "") + x->typ_->str();
}

bool termEqual(TermP x, TermP y) {
  if (x == nullptr || y == nullptr) return x == y;
  if (x->typ_ == nullptr || y->typ_ == nullptr) return x->typ_ == y->typ_;
  return x->tilde_ == y->tilde_ && identical(x->typ_, y->typ_);
}

bool termDisjoint(TermP x, TermP y) {
  Type* ux = y->tilde_ ? x->typ_->underlying() : x->typ_;
  Type* uy = x->tilde_ ? y->typ_->underlying() : y->typ_;
  return !identical(ux, uy);
}

void termUnion(TermP x, TermP y, TermP* a, TermP* b) {
  *b = nullptr;
  if (x == nullptr || y == nullptr) {
    *a = x == nullptr ? y : x;
  } else if (x->typ_ == nullptr) {
    *a = x;
  } else if (y->typ_ == nullptr) {
    *a = y;
  } else if (termDisjoint(x, y)) {
    *a = x;
    *b = y;
  } else {
    *a = x->tilde_ || !y->tilde_ ? x : y;
  }
}

TermP termIntersect(TermP x, TermP y) {
  if (x == nullptr || y == nullptr) return nullptr;
  if (x->typ_ == nullptr) return y;
  if (y->typ_ == nullptr) return x;
  if (termDisjoint(x, y)) return nullptr;
  return !x->tilde_ || y->tilde_ ? x : y;
}

bool termIncludes(TermP x, Type* t) {
  if (x == nullptr) return false;
  if (x->typ_ == nullptr) return true;
  return identical(x->typ_, x->tilde_ ? t->underlying() : t);
}

bool termSubsetOf(TermP x, TermP y) {
  if (x == nullptr) return true;
  if (y == nullptr) return false;
  if (y->typ_ == nullptr) return true;
  if (x->typ_ == nullptr) return false;
  if (termDisjoint(x, y)) return false;
  return !x->tilde_ || y->tilde_;
}

// ---- term lists

const TermList& allTermList() {
  static const auto* all = new TermList{new Term};
  return *all;
}

bool isEmpty(const TermList& xl) {
  return std::all_of(xl.begin(), xl.end(), [](TermP x) { return x == nullptr; });
}

bool isAll(const TermList& xl) {
  return std::any_of(xl.begin(), xl.end(), [](TermP x) { return x != nullptr && x->typ_ == nullptr; });
}

TermList norm(const TermList& xl) {
  std::vector<bool> used(xl.size());
  TermList rl;
  for (size_t i = 0; i < xl.size(); i++) {
    TermP xi = xl[i];
    if (xi == nullptr || used[i]) continue;
    for (size_t j = i + 1; j < xl.size(); j++) {
      if (xl[j] == nullptr || used[j]) continue;
      TermP u1, u2;
      termUnion(xi, xl[j], &u1, &u2);
      if (u2 == nullptr) {
        if (u1->typ_ == nullptr) return allTermList();
        xi = u1;
        used[j] = true;
      }
    }
    rl.push_back(xi);
  }
  return rl;
}

TermList unite(const TermList& xl, const TermList& yl) {
  TermList all = xl;
  all.insert(all.end(), yl.begin(), yl.end());
  return norm(all);
}

TermList intersect(const TermList& xl, const TermList& yl) {
  if (isEmpty(xl) || isEmpty(yl)) return {};
  TermList rl;
  for (TermP x : xl) {
    for (TermP y : yl) {
      if (TermP r = termIntersect(x, y)) rl.push_back(r);
    }
  }
  return norm(rl);
}

bool includes(const TermList& xl, Type* t) {
  return std::any_of(xl.begin(), xl.end(), [&](TermP x) { return termIncludes(x, t); });
}

bool supersetOf(const TermList& xl, TermP y) {
  return std::any_of(xl.begin(), xl.end(), [&](TermP x) { return termSubsetOf(y, x); });
}

bool subsetOf(const TermList& xl, const TermList& yl) {
  if (isEmpty(yl)) return isEmpty(xl);
  return std::all_of(xl.begin(), xl.end(), [&](TermP x) { return supersetOf(yl, x); });
}

std::string termListString(const TermList& xl) {
  if (xl.empty()) return "∅";
  std::string s;
  for (TermP x : xl) s += (s.empty() ? "" : " | ") + termString(x);
  return s;
}

// ---- type sets

bool TypeSet::isComparable(std::unordered_set<Type*>* seen) {
  if (types::isAll(terms)) return comparable;
  return is([&](TermP t) { return t != nullptr && comparableType(t->typ_, false, seen) == nullptr; });
}

int TypeSet::lookupMethod(const Package* pkg, std::string_view name, bool foldCase, Func** m) const {
  return methodIndex(methods, pkg, name, foldCase, m);
}

bool TypeSet::all(const std::function<bool(Type*, Type*)>& f) const {
  if (!hasTerms()) return f(nullptr, nullptr);
  for (TermP t : terms) {
    // The underlying type of ~T is T's by definition.
    Type* u = unalias(t->typ_);
    if (!t->tilde_) u = u->underlying();
    if (!f(t->typ_, u)) return false;
  }
  return true;
}

bool TypeSet::is(const std::function<bool(TermP)>& f) const {
  if (!hasTerms()) return f(nullptr);
  return std::all_of(terms.begin(), terms.end(), [&](TermP t) { return f(t); });
}

std::string TypeSet::str() const {
  if (isEmpty()) return "∅";
  if (isAll()) return "𝓤";
  std::string s = "{";
  auto sep = [&] { s += s.size() > 1 ? "; " : ""; };
  if (comparable) s += "comparable";
  for (Func* m : methods) {
    sep();
    s += objectString(m);
  }
  if (hasTerms()) {
    sep();
    s += termListString(terms);
  }
  return s + "}";
}

void sortMethods(std::vector<Func*>& list) {
  std::sort(list.begin(), list.end(), [](Func* a, Func* b) { return cmpObjects(a, b) < 0; });
}

namespace {

// The common terms; comparable filters them if there are any.
TermList intersectTermLists(const TermList& xterms, bool xcomp, const TermList& yterms, bool ycomp, bool* compOut) {
  TermList terms = intersect(xterms, yterms);
  bool comp = xcomp || ycomp;
  if (comp && !isAll(terms)) {
    std::erase_if(terms, [](TermP t) { return comparableType(t->typ_, false, nullptr) != nullptr; });
    if (!isAll(terms)) comp = false;
  }
  *compOut = comp;
  return terms;
}

// Collects the methods of an interface and reports duplicates.
struct MethodCollector {
  Checker* check;
  ObjSet seen;
  std::vector<Func*> all;
  std::unordered_map<Func*, Pos> mpos;  // where the method is specified or embedded

  static void report(Checker* check, Pos pos, Func* m, Pos other) {
    ErrorBuilder err = check->newError(Code::DuplicateDecl);
    err.addf(pos, "duplicate method %s", m->name_);
    err.addf(other, "other declaration of method %s", m->name_);
    err.report();
  }

  void add(Pos pos, Func* m, bool isExplicit) {
    auto* other = as<Func>(seen.insert(m));
    if (other == nullptr) {
      all.push_back(m);
      mpos[m] = pos;
      return;
    }
    if (check == nullptr) return;
    if (isExplicit) {
      report(check, pos, m, mpos[other]);
      return;
    }
    // Identical methods may be embedded several times since Go 1.14. Checked later, when all types are set up.
    check->later([c = check, pos, m, other, otherPos = mpos[other]] {
      if ((pos.isKnown() && !c->allowVersion(goVersion1(14))) || !identical(m->typ_, other->typ_))
        report(c, pos, m, otherPos);
    });
  }
};

constexpr size_t kMaxTermCount = 100;

}  // namespace

TypeSet* computeInterfaceTypeSet(Checker* check, Pos, Interface* ityp) {
  if (ityp->tset_ != nullptr) return ityp->tset_;
  // Not fully set up: callers while checking must not be misled, and will be checked again later.
  if (!ityp->complete_) return universe().topTypeSet;

  // An infinitely expanding interface (an error is reported elsewhere) must end here.
  auto* tset = new TypeSet;
  tset->terms = allTermList();
  ityp->tset_ = tset;

  std::unordered_map<Union*, TypeSet*> localSets;
  auto& unionSets = check != nullptr ? check->unionTypeSets : localSets;

  MethodCollector methods{check, {}, {}, {}};
  for (Func* m : ityp->methods_) methods.add(m->pos_, m, true);

  TermList allTerms = allTermList();
  bool allComparable = false;
  for (size_t i = 0; i < ityp->embeddeds_.size(); i++) {
    Type* typ = ityp->embeddeds_[i];
    Pos pos{};
    if (ityp->embedPos_ != nullptr) pos = (*ityp->embedPos_)[i];
    bool comp = false;
    TermList terms;
    Type* u = typ->underlying();
    if (auto* ui = as<Interface>(u)) {
      TypeSet* ts = computeInterfaceTypeSet(check, pos, ui);
      if (pos.isKnown() && check != nullptr && check->isImportedConstraint(typ) &&
          !check->verifyVersionf(pos, goVersion1(18), "embedding constraint interface %s", typ))
        continue;
      comp = ts->comparable;
      for (Func* m : ts->methods) methods.add(pos, m, false);
      terms = ts->terms;
    } else if (auto* un = as<Union>(u)) {
      if (pos.isKnown() && check != nullptr &&
          !check->verifyVersionf(pos, goVersion1(18), "embedding interface element %s", u))
        continue;
      TypeSet* ts = computeUnionTypeSet(check, unionSets, pos, un);
      if (ts == universe().invalidTypeSet) continue;
      terms = ts->terms;
    } else {
      if (!isValid(u)) continue;
      if (pos.isKnown() && check != nullptr &&
          !check->verifyVersionf(pos, goVersion1(18), "embedding non-interface type %s", typ))
        continue;
      terms = {new Term{false, typ}};
    }
    // The type set of an interface is the intersection of its elements' type sets.
    allTerms = intersectTermLists(allTerms, allComparable, terms, comp, &allComparable);
  }
  tset->comparable = allComparable;
  sortMethods(methods.all);
  tset->methods = std::move(methods.all);
  tset->terms = std::move(allTerms);
  return tset;
}

TypeSet* computeUnionTypeSet(Checker* check, std::unordered_map<Union*, TypeSet*>& unionSets, Pos pos, Union* utyp) {
  if (auto it = unionSets.find(utyp); it != unionSets.end()) return it->second;
  auto* tset = new TypeSet;  // ends recursion
  unionSets[utyp] = tset;
  TermList allTerms;
  for (Term* t : utyp->terms_) {
    TermList terms;
    Type* u = t->typ_->underlying();
    if (auto* ui = as<Interface>(u)) {
      terms = computeInterfaceTypeSet(check, pos, ui)->terms;
    } else if (!isValid(u)) {
      continue;
    } else {
      // ~t where t is not its own underlying type is an error elsewhere and the empty set here.
      terms = {t->tilde_ && !identical(t->typ_, u) ? nullptr : t};
    }
    allTerms = unite(allTerms, terms);
    if (allTerms.size() > kMaxTermCount) {
      if (check != nullptr)
        check->errorf(pos, Code::InvalidUnion, "cannot handle more than %d union terms (implementation limitation)",
                      int(kMaxTermCount));
      unionSets[utyp] = universe().invalidTypeSet;
      return universe().invalidTypeSet;
    }
  }
  tset->terms = std::move(allTerms);
  return tset;
}

}  // namespace golem::types
