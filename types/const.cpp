// Constant operands: overflow, representability in a type, rounding, and conversion of untyped operands.
#include <cmath>

#include "syntax/ast.h"
#include "types/checker.h"

namespace golem::types {

namespace {

// The name of an operation that might overflow, else "".
std::string_view opName(syntax::Expr* x) {
  auto* e = x == nullptr ? nullptr : dyn_cast<syntax::Operation>(x);
  if (e == nullptr) return "";
  using O = syntax::Operator;
  if (e->y == nullptr) return e->op == O::Xor ? "bitwise complement" : "";
  switch (e->op) {
    case O::Add: return "addition";
    case O::Sub: return "subtraction";
    case O::Xor: return "bitwise XOR";
    case O::Mul: return "multiplication";
    case O::Shl: return "shift";
    default: return "";
  }
}

// x rounded to float32 or float64, or nullptr if it is too large.
Val roundFloat(Val x, bool single) {
  double f = single ? double(constant::float32Val(x)) : constant::float64Val(x);
  return std::isinf(f) ? nullptr : constant::makeFloat64(f);
}

bool fitsInteger(Val x, BasicKind kind, int wordBits) {
  int bits = 0;
  bool isSigned = false;
  switch (kind) {
    case BasicKind::UntypedInt:
    case BasicKind::UntypedRune: return true;
    case BasicKind::Int: bits = wordBits, isSigned = true; break;
    case BasicKind::Int8: bits = 8, isSigned = true; break;
    case BasicKind::Int16: bits = 16, isSigned = true; break;
    case BasicKind::Int32: bits = 32, isSigned = true; break;
    case BasicKind::Int64: bits = 64, isSigned = true; break;
    case BasicKind::Uint:
    case BasicKind::Uintptr: bits = wordBits; break;
    case BasicKind::Uint8: bits = 8; break;
    case BasicKind::Uint16: bits = 16; break;
    case BasicKind::Uint32: bits = 32; break;
    case BasicKind::Uint64: bits = 64; break;
    default: return false;
  }
  if (!isSigned) return constant::sign(x) >= 0 && constant::bitLen(x) <= bits;
  bool exact = false;
  int64_t v = constant::int64Val(x, &exact);
  if (!exact) return false;
  if (bits == 64) return true;
  return -(int64_t(1) << (bits - 1)) <= v && v < int64_t(1) << (bits - 1);
}

}  // namespace

void Checker::overflow(Operand* x, Pos opPos) {
  if (constant::isUnknown(x->val)) {
    error(opPos, Code::InvalidConstVal, "constant result is not representable");
    return;
  }
  // A typed constant must fit its type after each operation.
  if (isTyped(x->typ)) {
    representable(x, underAs<Basic>(x->typ));
    return;
  }
  // Untyped integers must not grow without bound.
  constexpr int prec = 512;
  if (constant::kind(x->val) == constant::Kind::Int && constant::bitLen(x->val) > prec) {
    std::string op(opName(x->expr));
    if (!op.empty()) op += " ";
    errorf(opPos, Code::InvalidConstVal, "constant %soverflow", op);
    x->val = constant::makeUnknown();
  }
}

bool representableConst(Val x, Checker* check, Basic* typ, Val* rounded) {
  if (constant::isUnknown(x)) return true;  // an error was reported
  if (isInteger(typ)) {
    x = constant::toInt(x);
    if (constant::kind(x) != constant::Kind::Int) return false;
    if (rounded != nullptr) *rounded = x;
    int word = check != nullptr ? int(check->conf->sizes.wordSize) * 8 : 64;
    return fitsInteger(x, typ->basicKind_, word);
  }
  if (isFloat(typ)) {
    x = constant::toFloat(x);
    if (constant::kind(x) != constant::Kind::Float) return false;
    if (typ->basicKind_ == BasicKind::UntypedFloat) return true;
    Val r = roundFloat(x, typ->basicKind_ == BasicKind::Float32);
    if (r != nullptr && rounded != nullptr) *rounded = r;
    return r != nullptr;
  }
  if (isComplex(typ)) {
    x = constant::toComplex(x);
    if (constant::kind(x) != constant::Kind::Complex) return false;
    if (typ->basicKind_ == BasicKind::UntypedComplex) return true;
    bool single = typ->basicKind_ == BasicKind::Complex64;
    Val re = roundFloat(constant::real(x), single), im = roundFloat(constant::imag(x), single);
    if (re == nullptr || im == nullptr) return false;
    if (rounded != nullptr) *rounded = constant::binaryOp(re, constant::Op::Add, constant::makeImag(im));
    return true;
  }
  if (isString(typ)) return constant::kind(x) == constant::Kind::String;
  if (isBoolean(typ)) return constant::kind(x) == constant::Kind::Bool;
  return false;
}

bool Checker::representableConst(Val x, Basic* typ, Val* rounded) {
  return types::representableConst(x, this, typ, rounded);
}

void Checker::representable(Operand* x, Basic* typ) {
  Code code{};
  Val v = representation(x, typ, &code);
  if (v == nullptr) {
    invalidConversion(code, x, typ);
    x->mode = OperandMode::Invalid;
    return;
  }
  x->val = v;
}

// Why x's constant cannot be a typ: numbers are truncated or overflow.
static Val representation(Checker* check, Operand* x, Basic* typ, Code* code) {
  Val v = x->val;
  if (types::representableConst(x->val, check, typ, &v)) {
    *code = Code::NoCode;
    return v;
  }
  if (isNumeric(x->typ) && isNumeric(typ)) {
    *code = !isInteger(x->typ) && isInteger(typ) ? Code::TruncatedFloat : Code::NumericOverflow;
  } else {
    *code = Code::InvalidConstVal;
  }
  return nullptr;
}

Val Checker::representation(Operand* x, Basic* typ, Code* code) {
  return types::representation(this, x, typ, code);
}

void Checker::invalidConversion(Code code, Operand* x, Type* target) {
  std::string_view msg = "cannot convert %s to type %s";
  if (code == Code::TruncatedFloat) msg = "%s truncated to %s";
  if (code == Code::NumericOverflow) msg = "%s overflows %s";
  errorf(x, code, msg, x, target);
}

void Checker::convertUntyped(Operand* x, Type* target) {
  Val v = nullptr;
  Code code{};
  Type* newType = implicitTypeAndValue(x, target, &v, &code);
  if (code != Code::NoCode) {
    Type* t = target;
    if (!isTypeParam(target)) {
      Type* u = target->underlying();
      if (u != nullptr) t = u;
    }
    invalidConversion(code, x, t);
    x->mode = OperandMode::Invalid;
    return;
  }
  if (v != nullptr) {
    x->val = v;
    updateExprVal(x->expr, v);
  }
  if (newType != x->typ) {
    x->typ = newType;
    updateExprType(x->expr, newType, false);
  }
}

// The type that an untyped x takes where target is expected, and its constant value there. nullptr and a code
// if it cannot be converted. check may be nullptr.
Type* implicitTypeAndValue(Checker* check, Operand* x, Type* target, Val* val, Code* code) {
  *val = nullptr;
  *code = Code::NoCode;
  if (x->mode == OperandMode::Invalid || isTyped(x->typ) || !isValid(target)) return x->typ;

  auto fail = [&](Code c) -> Type* {
    *code = c;
    return nullptr;
  };
  if (isUntyped(target)) {
    Type* m = maxType(x->typ, target);
    return m != nullptr ? m : fail(Code::InvalidUntypedConversion);
  }
  if (x->isNil()) return hasNil(target) ? target : fail(Code::InvalidUntypedConversion);

  Type* u = target->underlying();
  if (auto* b = as<Basic>(u)) {
    if (x->mode == OperandMode::Constant) {
      Code c{};
      Val v = representation(check, x, b, &c);
      if (v == nullptr) return fail(c);
      *val = v;
      return target;
    }
    // Untyped values that are no constants: comparisons (bool), and shifts whose check is delayed.
    bool ok = false;
    switch (as<Basic>(x->typ)->basicKind_) {
      case BasicKind::UntypedBool: ok = isBoolean(target); break;
      case BasicKind::UntypedInt:
      case BasicKind::UntypedRune:
      case BasicKind::UntypedFloat:
      case BasicKind::UntypedComplex: ok = isNumeric(target); break;
      case BasicKind::UntypedString: ok = isString(target); break;
      default: break;
    }
    return ok ? target : fail(Code::InvalidUntypedConversion);
  }
  if (auto* iface = as<Interface>(u)) {
    if (isTypeParam(target)) {
      bool ok = underIs(target, [&](Type* t) {
        Val v;
        Code c;
        return t != nullptr && implicitTypeAndValue(check, x, t, &v, &c) != nullptr;
      });
      return ok ? target : fail(Code::InvalidUntypedConversion);
    }
    // A value in an interface has a concrete type: the default type.
    if (!iface->empty()) return fail(Code::InvalidUntypedConversion);
    return defaultType(x->typ);
  }
  return fail(Code::InvalidUntypedConversion);
}

Type* Checker::implicitTypeAndValue(Operand* x, Type* target, Val* val, Code* code) {
  return types::implicitTypeAndValue(this, x, target, val, code);
}

}  // namespace golem::types
