// Type terms, normalised term lists and the type sets of interfaces.
#pragma once

#include <functional>
#include <unordered_set>

#include "types/object.h"

namespace golem::types {

// Term with a null pointer stands for the empty set; Term::typ_ == nullptr for all types.
using TermP = const Term*;
std::string termString(TermP x);
bool termEqual(TermP x, TermP y);
void termUnion(TermP x, TermP y, TermP* a, TermP* b);
TermP termIntersect(TermP x, TermP y);
bool termIncludes(TermP x, Type* t);
bool termSubsetOf(TermP x, TermP y);
bool termDisjoint(TermP x, TermP y);

using TermList = std::vector<TermP>;
const TermList& allTermList();
bool isEmpty(const TermList& xl);
bool isAll(const TermList& xl);
TermList norm(const TermList& xl);
TermList unite(const TermList& xl, const TermList& yl);
TermList intersect(const TermList& xl, const TermList& yl);
bool includes(const TermList& xl, Type* t);
bool supersetOf(const TermList& xl, TermP y);
bool subsetOf(const TermList& xl, const TermList& yl);
std::string termListString(const TermList& xl);

struct TypeSet {
  std::vector<Func*> methods;  // sorted
  TermList terms;
  bool comparable = false;  // then terms are all types

  bool isEmpty() const { return types::isEmpty(terms); }
  bool isMethodSet() const { return !comparable && types::isAll(terms); }
  bool isAll() const { return isMethodSet() && methods.empty(); }
  bool isComparable(std::unordered_set<Type*>* seen);
  int lookupMethod(const Package* pkg, std::string_view name, bool foldCase, Func** m) const;
  bool hasTerms() const { return !types::isEmpty(terms) && !types::isAll(terms); }
  bool subsetOf(const TypeSet* o) const { return types::subsetOf(terms, o->terms); }
  bool all(const std::function<bool(Type* t, Type* u)>& f) const;
  bool is(const std::function<bool(TermP)>& f) const;
  std::string str() const;
};

TypeSet* computeInterfaceTypeSet(Checker* check, Pos pos, Interface* ityp);
TypeSet* computeUnionTypeSet(Checker* check, std::unordered_map<Union*, TypeSet*>& unionSets, Pos pos, Union* utyp);
void sortMethods(std::vector<Func*>& list);

}  // namespace golem::types
