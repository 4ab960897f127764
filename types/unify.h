// Unification: finds types for type parameters such that two types become identical (or assignable).
#pragma once

#include "types/predicates.h"

namespace golem::types {

class Unifier {
 public:
  // Mode bits. Assign: the types are those of an assignment, so that directions of channels and names of types may
  // differ at the top. Exact: they must be identical.
  enum : unsigned { Inexact = 0, Assign = 1, Exact = 2 };

  Unifier(std::span<TypeParam* const> tparams, std::span<Type* const> targs, bool interfaceInference);
  bool unify(Type* x, Type* y, unsigned mode) { return nify(x, y, mode, nullptr); }
  Type* at(TypeParam* x) const { return slots[size_t(slotOf[size_t(indexOf(x))])]; }
  void set(TypeParam* x, Type* t) { slots[size_t(slotOf[size_t(indexOf(x))])] = t; }
  int unknowns() const;
  TypeList inferred(std::span<TypeParam* const> list) const;

 private:
  // Joined type parameters share a slot.
  std::vector<TypeParam*> params;
  std::vector<int> slotOf;
  std::vector<Type*> slots;
  int depth = 0;
  bool interfaceInference;

  int indexOf(TypeParam* x) const;
  TypeParam* asBound(Type* x) const;
  bool join(TypeParam* x, TypeParam* y);
  bool nify(Type* x, Type* y, unsigned mode, IfacePair* p);
  bool nify1(Type* x, Type* y, unsigned mode, IfacePair* p);
  bool nifyInterfaces(Type* x, Type* y, Interface* xi, Interface* yi, IfacePair* p);
  bool structural(Type* x, Type* y, unsigned mode, IfacePair* p);
};

}  // namespace golem::types
