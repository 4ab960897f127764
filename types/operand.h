// The intermediate result of checking an expression.
#pragma once

#include "types/codes.h"
#include "types/object.h"

namespace golem::types {

// Kept in syntax::Expr::tv.mode after checking.
enum class OperandMode : uint8_t {
  Invalid,
  NoValue,   // call of a function without results
  Builtin,   // built-in function
  TypExpr,   // a type
  Constant,  // a constant; typ is Basic (or has a Basic underlying type)
  Variable,  // addressable variable
  MapIndex,  // map index expression: assignable, comma ok
  Value,     // computed value
  NilValue,  // nil
  CommaOk,   // value that may be used in a comma, ok expression
  CommaErr,  // like CommaOk with an error as second value (cgo)
  CgoFunc,
};

struct Operand {
  OperandMode mode = OperandMode::Invalid;
  BuiltinId id = BuiltinId::Append;
  syntax::Expr* expr = nullptr;
  Type* typ = nullptr;
  Val val = nullptr;

  Pos pos() const;
  bool isNil() const;
  // Whether x can be assigned to a variable of type T; the code is for the error if not. check and cause may be null.
  bool assignableTo(Checker* check, Type* T, std::string* cause, Code* code = nullptr);
  bool convertibleTo(Checker* check, Type* T, std::string* cause);
  void setConst(constant::LitKind k, std::string_view lit);
};

std::string operandString(const Operand* x, const Qualifier& qf);
std::string_view operandModeString(OperandMode m);
std::string_view compositeKind(Type* t);  // "func", "map", ... or "" for other types

}  // namespace golem::types
