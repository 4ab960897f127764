// The writer behind typeString, for callers that need its switches.
#pragma once

#include "types/object.h"

namespace golem::types {

struct TypeWriter {
  std::string& buf;
  const Qualifier& qf;
  Context* ctxt = nullptr;          // hashing: identical types must give the same text
  std::vector<TypeParam*> tparams;  // local type parameters (hashing)
  bool paramNames = true;
  bool pkgInfo = false;             // annotate the first unexported field with its package
  std::vector<Type*> seen;

  TypeWriter(std::string& b, const Qualifier& q) : buf(b), qf(q) {}
  void typ(Type* t);
  void signature(Signature* sig);
  void tuple(Tuple* tup, bool variadic);
  void typeList(std::span<Type* const> list);
  void tParamList(std::span<TypeParam* const> list);

 private:
  void byte(char b);
  void error(std::string_view msg);
  void write(Type* t);
  void structType(Struct* t);
  void interfaceType(Interface* t);
  void typeParam(TypeParam* t);
  void typeSet(TypeSet* s);
  void typeName(TypeName* obj);
};

}  // namespace golem::types
