// Predeclared types and objects. The universe is made once, at the first use, and is read only afterwards.
#pragma once

#include <atomic>

#include "types/object.h"

namespace golem::types {

enum class ExprKind : uint8_t { Conversion, Expression, Statement };

struct PredeclaredFunc {
  std::string_view name;
  int nargs;
  bool variadic;
  ExprKind kind;
};
const PredeclaredFunc& predeclaredFunc(BuiltinId id);

struct Universe {
  Scope* scope;
  Package* unsafe;
  Basic* typ[kNumBasicKinds];
  Object* iota;
  Type* boolType;
  Type* byteType;  // uint8 under the name byte
  Type* runeType;  // int32 under the name rune
  TypeName* any;   // alias
  Type* errorType;
  TypeName* comparable;
  Object* nil;
  Interface* emptyInterface;
  Tuple* emptyTuple;
  TypeSet* topTypeSet;      // of interface{}
  TypeSet* invalidTypeSet;  // stands for a type set whose computation failed
};
const Universe& universe();
inline Basic* basicType(BasicKind k) { return universe().typ[int(k)]; }
inline Basic* invalidType() { return basicType(BasicKind::Invalid); }

// A fresh id for a type parameter (they order and distinguish them).
uint64_t nextTypeParamId();

}  // namespace golem::types
