// Conversions T(x).
#include "base/unicode.h"
#include "syntax/ast.h"
#include "types/checker.h"

namespace golem::types {

namespace {

bool isPointer(Type* t) { return underAs<Pointer>(t) != nullptr; }

bool hasKind(Type* t, BasicKind k) {
  auto* b = underAs<Basic>(t);
  return b != nullptr && b->basicKind_ == k;
}

}  // namespace

bool isUintptr(Type* t) { return hasKind(t, BasicKind::Uintptr); }
bool isUnsafePointer(Type* t) { return hasKind(t, BasicKind::UnsafePointer); }
bool isBytesOrRunes(Type* t) {
  auto* s = underAs<Slice>(t);
  return s != nullptr && (hasKind(s->elem_, BasicKind::Byte) || hasKind(s->elem_, BasicKind::Rune));
}

void Checker::conversion(Operand* x, Type* T) {
  bool constArg = x->mode == OperandMode::Constant;

  auto constConvertibleTo = [&](Type* t, Val* val) {
    auto* b = underAs<Basic>(t);
    if (b == nullptr) return false;
    if (representableConst(x->val, b, val)) return true;
    if (isInteger(x->typ) && isString(b)) {
      bool exact = false;
      uint64_t i = constant::uint64Val(x->val, &exact);
      std::string text;
      base::appendUtf8(text, exact && i <= uint64_t(base::maxChar) ? int32_t(i) : base::replacementChar);
      if (val != nullptr) *val = constant::makeString(text);
      return true;
    }
    return false;
  };

  bool ok = false;
  std::string cause;
  if (constArg && isConstType(T)) {
    ok = constConvertibleTo(T, &x->val);
    // Between integer types only overflow can be the reason: say so briefly.
    if (!ok && isInteger(x->typ) && isInteger(T)) {
      errorf(x, Code::InvalidConversion, "constant %s overflows %s", x->val, T);
      x->mode = OperandMode::Invalid;
      return;
    }
  } else if (constArg && isTypeParam(T)) {
    // The constant must be convertible to each specific type; the result is no constant.
    ok = underIs(T, [&](Type* u) {
      if (u == nullptr) {
        cause = sprintf("%s does not contain specific types", T);
        return false;
      }
      if (isString(x->typ) && isBytesOrRunes(u)) return true;
      if (!constConvertibleTo(u, nullptr)) {
        if (isInteger(x->typ) && isInteger(u)) {
          cause = sprintf("constant %s overflows %s (in %s)", x->val, u, T);
        } else {
          cause = sprintf("cannot convert %s to type %s (in %s)", x, u, T);
        }
        return false;
      }
      return true;
    });
    x->mode = OperandMode::Value;
  } else if (x->convertibleTo(this, T, &cause)) {
    ok = true;
    x->mode = OperandMode::Value;
  }

  if (!ok) {
    if (!cause.empty()) {
      errorf(x, Code::InvalidConversion, "cannot convert %s to type %s: %s", x, T, cause);
    } else {
      errorf(x, Code::InvalidConversion, "cannot convert %s to type %s", x, T);
    }
    x->mode = OperandMode::Invalid;
    return;
  }

  // The conversion settles the type of an untyped argument: T itself, or the default type where T is an
  // interface or cannot be a constant's type ([]byte("x") has a string in it), or still the integer type in
  // string(65).
  if (isUntyped(x->typ)) {
    Type* final = T;
    if (x->typ == basicType(BasicKind::UntypedNil)) {
      // keep T
    } else if (isNonTypeParamInterface(T) || (constArg && !isConstType(T))) {
      final = defaultType(x->typ);
    } else if (x->mode == OperandMode::Constant && isInteger(x->typ) && allString(T)) {
      final = x->typ;
    }
    updateExprType(x->expr, final, true);
  }
  x->typ = T;
}

bool Operand::convertibleTo(Checker* check, Type* T, std::string* cause) {
  if (assignableTo(check, T, cause)) return true;

  Type* origT = T;
  Type* V = unalias(typ);
  T = unalias(T);
  Type* Vu = V->underlying();
  Type* Tu = T->underlying();
  auto* Vp = as<TypeParam>(V);
  auto* Tp = as<TypeParam>(T);

  // Identical underlying types but for tags.
  if (identicalIgnoreTags(Vu, Tu) && Vp == nullptr && Tp == nullptr) return true;
  // Unnamed pointers to such types.
  if (auto* vp = as<Pointer>(V)) {
    if (auto* tp = as<Pointer>(T)) {
      if (identicalIgnoreTags(vp->base_->underlying(), tp->base_->underlying()) && !isTypeParam(vp->base_) &&
          !isTypeParam(tp->base_)) {
        return true;
      }
    }
  }
  if (isIntegerOrFloat(Vu) && isIntegerOrFloat(Tu)) return true;
  if (isComplex(Vu) && isComplex(Tu)) return true;
  if ((isInteger(Vu) || isBytesOrRunes(Vu)) && isString(Tu)) return true;
  if (isString(Vu) && isBytesOrRunes(Tu)) return true;
  if ((isPointer(Vu) || isUintptr(Vu)) && isUnsafePointer(Tu)) return true;
  if (isUnsafePointer(Vu) && (isPointer(Tu) || isUintptr(Tu))) return true;

  // A slice to an array or a pointer to an array.
  if (auto* s = as<Slice>(Vu)) {
    if (auto* a = as<Array>(Tu)) {
      if (types::identical(s->elem_, a->elem_)) {
        if (check == nullptr || check->allowVersion(goVersion1(20))) return true;
        if (cause != nullptr) *cause = "conversion of slice to array requires go1.20 or later";
        return false;
      }
    } else if (auto* p = as<Pointer>(Tu)) {
      if (auto* pa = underAs<Array>(p->base_); pa != nullptr && types::identical(s->elem_, pa->elem_)) {
        if (check == nullptr || check->allowVersion(goVersion1(17))) return true;
        if (cause != nullptr) *cause = "conversion of slice to array pointer requires go1.17 or later";
        return false;
      }
    }
  }
  if (Vp == nullptr && Tp == nullptr) return false;

  auto addCause = [&](auto... args) {
    if (check == nullptr || cause == nullptr) return;
    std::string msg = check->sprintf(args...);
    if (!cause->empty()) msg += "\n\t" + *cause;
    *cause = std::move(msg);
  };

  // With type parameters each specific type must be convertible.
  if (Vp != nullptr && Tp != nullptr) {
    Operand x = *this;
    return Vp->is([&](const Term* v) {
      if (v == nullptr) return false;
      x.typ = v->typ_;
      return Tp->is([&](const Term* t) {
        if (t == nullptr) return false;
        if (x.convertibleTo(check, t->typ_, cause)) return true;
        addCause("cannot convert %s (in %s) to type %s (in %s)", v->typ_, Vp, t->typ_, Tp);
        return false;
      });
    });
  }
  if (Vp != nullptr) {
    Operand x = *this;
    return Vp->is([&](const Term* v) {
      if (v == nullptr) return false;
      x.typ = v->typ_;
      if (x.convertibleTo(check, T, cause)) return true;
      addCause("cannot convert %s (in %s) to type %s", v->typ_, Vp, origT);
      return false;
    });
  }
  return Tp->is([&](const Term* t) {
    if (t == nullptr) return false;
    if (convertibleTo(check, t->typ_, cause)) return true;
    addCause("cannot convert %s to type %s (in %s)", typ, t->typ_, Tp);
    return false;
  });
}

}  // namespace golem::types
