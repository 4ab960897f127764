// Type unification: finds types for type parameters that make two types structurally equal.
#pragma once

#include "types/checker.h"

namespace golem::types {

using UnifyMode = unsigned;
// The types take part in an assignment: they may differ at the top as assignability allows, elements match exactly.
inline constexpr UnifyMode UnifyAssign = 1;
// The types must be identical but for the type parameters. Otherwise a defined type matches a literal one of the same
// structure, channel directions do not matter, and a type matches an interface that it implements.
inline constexpr UnifyMode UnifyExact = 2;

class Unifier {
 public:
  // targs may be shorter than tparams and hold nullptr.
  Unifier(std::span<TypeParam* const> tparams, std::span<Type* const> targs, bool interfaceInference);
  // False if x and y cannot be made equal; types found on the way are kept.
  bool unify(Type* x, Type* y, UnifyMode mode) { return nify(x, y, mode, nullptr); }
  Type* at(TypeParam* p) { return *handles.at(p); }
  void set(TypeParam* p, Type* t) { *handles.at(p) = t; }
  int unknowns() const;
  TypeList inferred(std::span<TypeParam* const> tparams);

 private:
  // Joined type parameters share a handle, so that a type for one is the type of all.
  std::unordered_map<TypeParam*, Type**> handles;
  int depth = 0;
  bool interfaceInference;

  TypeParam* asBound(Type* t);
  bool join(TypeParam* x, TypeParam* y);
  bool nify(Type* x, Type* y, UnifyMode mode, IfacePair* p);
  bool nify1(Type* x, Type* y, UnifyMode mode, IfacePair* p);
  bool nifyBound(TypeParam* px, Type* y, UnifyMode mode, IfacePair* p);
  bool nifyInterfaces(Interface* xi, Interface* yi, IfacePair* p);
  bool nifyStructure(Type* x, Type* y, UnifyMode mode, IfacePair* p);
  bool nifyTuples(Tuple* x, Tuple* y, UnifyMode mode, IfacePair* p);
};

}  // namespace golem::types
