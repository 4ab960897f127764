// Unary and binary operators, comparisons and shifts.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

using syntax::Operator;

namespace {

constant::Op constOp(Operator op) {
  using C = constant::Op;
  switch (op) {
    case Operator::Not: return C::Not;
    case Operator::OrOr: return C::LOr;
    case Operator::AndAnd: return C::LAnd;
    case Operator::Eql: return C::Eql;
    case Operator::Neq: return C::Neq;
    case Operator::Lss: return C::Lss;
    case Operator::Leq: return C::Leq;
    case Operator::Gtr: return C::Gtr;
    case Operator::Geq: return C::Geq;
    case Operator::Add: return C::Add;
    case Operator::Sub: return C::Sub;
    case Operator::Or: return C::Or;
    case Operator::Xor: return C::Xor;
    case Operator::Mul: return C::Mul;
    case Operator::Div: return C::Div;
    case Operator::Rem: return C::Rem;
    case Operator::And: return C::And;
    case Operator::AndNot: return C::AndNot;
    case Operator::Shl: return C::Shl;
    case Operator::Shr: return C::Shr;
    default: return C::None;
  }
}

// The operator's position for an operation, else the start of the expression.
Pos opPos(syntax::Expr* x) {
  if (x == nullptr) return Pos{};
  return isa<syntax::Operation>(x) ? x->pos : syntax::startPos(x);
}

bool isPointer(Type* t) { return underAs<Pointer>(t) != nullptr; }

}  // namespace

bool Checker::op(bool unary, Operand* x, Operator op) {
  bool known = true, ok = false;
  if (unary) {
    switch (op) {
      case Operator::Add:
      case Operator::Sub: ok = allNumeric(x->typ); break;
      case Operator::Xor: ok = allInteger(x->typ); break;
      case Operator::Not: ok = allBoolean(x->typ); break;
      default: known = false;
    }
  } else {
    switch (op) {
      case Operator::Add: ok = allNumericOrString(x->typ); break;
      case Operator::Sub:
      case Operator::Mul:
      case Operator::Div: ok = allNumeric(x->typ); break;
      case Operator::Rem:
      case Operator::And:
      case Operator::Or:
      case Operator::Xor:
      case Operator::AndNot: ok = allInteger(x->typ); break;
      case Operator::AndAnd:
      case Operator::OrOr: ok = allBoolean(x->typ); break;
      default: known = false;
    }
  }
  if (!known) {
    errorf(x, Code::InvalidSyntaxTree, "unknown operator %s", syntax::spelling(op));
    return false;
  }
  if (!ok) {
    errorf(x, Code::UndefinedOp, "invalid operation: operator %s not defined on %s", syntax::spelling(op), x);
  }
  return ok;
}

void Checker::unary(Operand* x, syntax::Operation* e) {
  expr(nullptr, x, e->x);
  if (x->mode == OperandMode::Invalid) return;

  Operator o = e->op;
  switch (o) {
    case Operator::And:
      // Composite literals are the exception to addressability.
      if (!isa<syntax::CompositeLit>(syntax::unparen(e->x)) && x->mode != OperandMode::Variable) {
        errorf(x, Code::UnaddressableOperand, "invalid operation: cannot take address of %s", x);
        x->mode = OperandMode::Invalid;
        return;
      }
      x->mode = OperandMode::Value;
      x->typ = new Pointer(x->typ);
      return;

    case Operator::Recv:
      if (Type* elem = chanElem(x, x, true)) {
        x->mode = OperandMode::CommaOk;
        x->typ = elem;
        hasCallOrRecv = true;
        return;
      }
      x->mode = OperandMode::Invalid;
      return;

    case Operator::Tilde:
      if (!allInteger(x->typ)) {
        error(e, Code::UndefinedOp, "cannot use ~ outside of interface or type constraint");
        x->mode = OperandMode::Invalid;
        return;
      }
      error(e, Code::UndefinedOp,
            "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)");
      o = Operator::Xor;
      break;

    default: break;
  }

  if (!op(true, x, o)) {
    x->mode = OperandMode::Invalid;
    return;
  }
  if (x->mode == OperandMode::Constant) {
    if (constant::isUnknown(x->val)) return;
    unsigned prec = 0;
    if (isUnsigned(x->typ)) prec = unsigned(conf->sizes.sizeof_(x->typ) * 8);
    x->val = constant::unaryOp(constOp(o), x->val, prec);
    x->expr = e;
    overflow(x, opPos(e));
    return;
  }
  x->mode = OperandMode::Value;
}

// The element type of a channel to receive from or send to; nullptr after an error.
Type* Checker::chanElem(Poser pos, Operand* x, bool recv) {
  const TypeError* err = nullptr;
  Type* u = commonUnder(
      x->typ,
      [&](Type* t, Type* u) -> const TypeError* {
        if (u == nullptr) return typeErrorf("no specific channel type");
        auto* ch = as<Chan>(u);
        if (ch == nullptr) return typeErrorf("non-channel %s", t);
        if (recv && ch->dir_ == ChanDir::SendOnly) return typeErrorf("send-only channel %s", t);
        if (!recv && ch->dir_ == ChanDir::RecvOnly) return typeErrorf("receive-only channel %s", t);
        return nullptr;
      },
      &err);
  if (u != nullptr) return cast<Chan>(u)->elem_;

  std::string cause = err->str(this);
  if (recv) {
    if (isTypeParam(x->typ)) {
      errorf(pos, Code::InvalidReceive, "invalid operation: cannot receive from %s: %s", x, cause);
    } else {
      errorf(pos, Code::InvalidReceive, "invalid operation: cannot receive from %s %s", cause, x);
    }
  } else {
    if (isTypeParam(x->typ)) {
      errorf(pos, Code::InvalidSend, "invalid operation: cannot send to %s: %s", x, cause);
    } else {
      errorf(pos, Code::InvalidSend, "invalid operation: cannot send to %s %s", cause, x);
    }
  }
  return nullptr;
}

// With switchCase the comparison is that of a case with the switch expression.
void Checker::comparison(Operand* x, Operand* y, Operator op, bool switchCase) {
  if (!isValid(x->typ) || !isValid(y->typ)) {
    x->mode = OperandMode::Invalid;
    return;
  }
  if (switchCase) op = Operator::Eql;

  Operand* errOp = x;
  std::string cause;
  Code code = Code::MismatchedTypes;
  bool ok = true;
  // One operand must be assignable to the other's type. Mismatches are reported at the second one.
  if (!x->assignableTo(this, y->typ, nullptr) && !y->assignableTo(this, x->typ, nullptr)) {
    errOp = y;
    cause = sprintf("mismatched types %s and %s", x->typ, y->typ);
    ok = false;
  } else {
    code = Code::UndefinedOp;
    if (op == Operator::Eql || op == Operator::Neq) {
      if (x->isNil() || y->isNil()) {
        if (!hasNil(x->isNil() ? y->typ : x->typ)) {  // nil == nil
          errOp = y;
          ok = false;
        }
      } else if (!comparable(x->typ)) {
        cause = incomparableCause(x->typ);
        ok = false;
      } else if (!comparable(y->typ)) {
        errOp = y;
        cause = incomparableCause(y->typ);
        ok = false;
      }
    } else if (!allOrdered(x->typ)) {
      ok = false;
    } else if (!allOrdered(y->typ)) {
      errOp = y;
      ok = false;
    }
  }

  if (ok) {
    if (x->mode == OperandMode::Constant && y->mode == OperandMode::Constant) {
      x->val = constant::makeBool(constant::compare(x->val, constOp(op), y->val));
    } else {
      x->mode = OperandMode::Value;
      // The operands exist at run time now: untyped ones get their default types.
      updateExprType(x->expr, defaultType(x->typ), true);
      updateExprType(y->expr, defaultType(y->typ), true);
    }
    x->typ = basicType(BasicKind::UntypedBool);
    return;
  }

  if (cause.empty()) {
    if (isTypeParam(x->typ) || isTypeParam(y->typ)) {
      if (!isTypeParam(x->typ)) errOp = y;
      cause = sprintf("type parameter %s cannot use operator %s", errOp->typ, syntax::spelling(op));
    } else {
      std::string what(compositeKind(errOp->typ));
      if (what.empty()) what = sprintf("%s", errOp->typ);
      cause = sprintf("operator %s not defined on %s", syntax::spelling(op), what);
    }
  }
  if (switchCase) {
    errorf(x, code, "invalid case %s in switch on %s (%s)", x->expr, y->expr, cause);
  } else {
    errorf(errOp, code, "invalid operation: %s %s %s (%s)", x->expr, syntax::spelling(op), y->expr, cause);
  }
  x->mode = OperandMode::Invalid;
}

std::string Checker::incomparableCause(Type* typ) {
  switch (typ->underlying()->kind()) {
    case TypeKind::Slice:
    case TypeKind::Signature:
    case TypeKind::Map: return std::string(compositeKind(typ)) + " can only be compared to nil";
    default: break;
  }
  const TypeError* err = comparableType(typ, true, nullptr);
  return err == nullptr ? "" : err->str(this);
}

// e is the shift expression; nullptr for an assignment operation.
void Checker::shift(Operand* x, Operand* y, syntax::Expr* e, Operator op) {
  auto invalidate = [&] { x->mode = OperandMode::Invalid; };
  Val xval = nullptr;
  if (x->mode == OperandMode::Constant) xval = constant::toInt(x->val);

  if (!allInteger(x->typ) &&
      !(isUntyped(x->typ) && xval != nullptr && constant::kind(xval) == constant::Kind::Int)) {
    errorf(x, Code::InvalidShiftOperand, "invalid operation: shifted operand %s must be integer", x);
    return invalidate();
  }

  // The count is an integer, or an untyped constant that fits uint; constants are checked but not converted.
  Val yval = nullptr;
  if (y->mode == OperandMode::Constant) {
    yval = constant::toInt(y->val);
    if (constant::kind(yval) == constant::Kind::Int && constant::sign(yval) < 0) {
      errorf(y, Code::InvalidShiftCount, "invalid operation: negative shift count %s", y);
      return invalidate();
    }
    if (isUntyped(y->typ)) {
      representable(y, basicType(BasicKind::Uint));
      if (y->mode == OperandMode::Invalid) return invalidate();
    }
  } else if (allInteger(y->typ)) {
    if (!allUnsigned(y->typ) &&
        !verifyVersionf(y, goVersion1(13), "invalid operation: signed shift count %s", y)) {
      return invalidate();
    }
  } else if (isUntyped(y->typ)) {
    convertUntyped(y, basicType(BasicKind::Uint));
    if (y->mode == OperandMode::Invalid) return invalidate();
  } else {
    errorf(y, Code::InvalidShiftCount, "invalid operation: shift count %s must be integer", y);
    return invalidate();
  }

  if (x->mode == OperandMode::Constant) {
    if (y->mode == OperandMode::Constant) {
      if (constant::isUnknown(x->val) || constant::isUnknown(y->val)) {
        x->val = constant::makeUnknown();
        if (!isInteger(x->typ)) x->typ = basicType(BasicKind::UntypedInt);
        return;
      }
      // Enough to write the smallest float64.
      constexpr uint64_t shiftBound = 1023 - 1 + 52;
      bool exact = false;
      uint64_t s = constant::uint64Val(yval, &exact);
      if (!exact || s > shiftBound) {
        errorf(y, Code::InvalidShiftCount, "invalid operation: invalid shift count %s", y);
        return invalidate();
      }
      // 2.0 << 3 is an integer.
      if (!isInteger(x->typ)) x->typ = basicType(BasicKind::UntypedInt);
      x->val = constant::shift(xval, constOp(op), unsigned(s));
      x->expr = e;
      overflow(x, opPos(e));
      return;
    }
    if (isUntyped(x->typ)) {
      // Non-constant shift of an untyped constant: its type is what it would be without the shift. Remember
      // that it is such an operand; updateExprType does the check.
      auto it = untyped.find(x->expr);
      if (it != untyped.end()) it->second.isLhs = true;
      x->mode = OperandMode::Value;
      return;
    }
  }

  if (!allInteger(x->typ)) {
    errorf(x, Code::InvalidShiftOperand, "invalid operation: shifted operand %s must be integer", x);
    return invalidate();
  }
  x->mode = OperandMode::Value;
}

// e is the binary expression; nullptr for an assignment operation.
void Checker::binary(Operand* x, syntax::Expr* e, syntax::Expr* lhs, syntax::Expr* rhs, Operator op) {
  Operand y;
  expr(nullptr, x, lhs);
  expr(nullptr, &y, rhs);
  if (x->mode == OperandMode::Invalid) return;
  if (y.mode == OperandMode::Invalid) {
    x->mode = OperandMode::Invalid;
    x->expr = y.expr;
    return;
  }
  if (syntax::isShift(op)) {
    shift(x, &y, e, op);
    return;
  }
  matchTypes(x, &y);
  if (x->mode == OperandMode::Invalid) return;
  if (syntax::isComparison(op)) {
    comparison(x, &y, op);
    return;
  }
  if (!identical(x->typ, y.typ)) {
    if (isValid(x->typ) && isValid(y.typ)) {
      if (e != nullptr) {
        errorf(x, Code::MismatchedTypes, "invalid operation: %s (mismatched types %s and %s)", e, x->typ,
               y.typ);
      } else {
        errorf(x, Code::MismatchedTypes, "invalid operation: %s %s= %s (mismatched types %s and %s)", lhs,
               syntax::spelling(op), rhs, x->typ, y.typ);
      }
    }
    x->mode = OperandMode::Invalid;
    return;
  }
  if (!this->op(false, x, op)) {
    x->mode = OperandMode::Invalid;
    return;
  }

  if (op == Operator::Div || op == Operator::Rem) {
    if ((x->mode == OperandMode::Constant || allInteger(x->typ)) && y.mode == OperandMode::Constant &&
        constant::sign(y.val) == 0) {
      error(&y, Code::DivByZero, "invalid operation: division by zero");
      x->mode = OperandMode::Invalid;
      return;
    }
    // Complex division: the divisor's norm may underflow to 0.
    if (x->mode == OperandMode::Constant && y.mode == OperandMode::Constant && isComplex(x->typ)) {
      Val re = constant::real(y.val), im = constant::imag(y.val);
      Val re2 = constant::binaryOp(re, constant::Op::Mul, re),
          im2 = constant::binaryOp(im, constant::Op::Mul, im);
      if (constant::sign(re2) == 0 && constant::sign(im2) == 0) {
        error(&y, Code::DivByZero, "invalid operation: division by zero");
        x->mode = OperandMode::Invalid;
        return;
      }
    }
  }

  if (x->mode == OperandMode::Constant && y.mode == OperandMode::Constant) {
    if (constant::isUnknown(x->val) || constant::isUnknown(y.val)) {
      x->val = constant::makeUnknown();
      return;
    }
    constant::Op c = constOp(op);
    if (op == Operator::Div && isInteger(x->typ)) c = constant::Op::QuoInt;
    x->val = constant::binaryOp(x->val, c, y.val);
    x->expr = e;
    overflow(x, opPos(e));
    return;
  }
  x->mode = OperandMode::Value;
}

// Converts untyped operands so that both have one type, where that may succeed; otherwise the caller reports
// the mismatch.
void Checker::matchTypes(Operand* x, Operand* y) {
  auto mayConvert = [&] {
    if (isTyped(x->typ) && isTyped(y->typ)) return false;
    if (allNumeric(x->typ) != allNumeric(y->typ)) return false;
    if (isNonTypeParamInterface(x->typ) || isNonTypeParamInterface(y->typ)) return true;
    if (allBoolean(x->typ) != allBoolean(y->typ)) return false;
    if (allString(x->typ) != allString(y->typ)) return false;
    if (x->isNil()) return hasNil(y->typ);
    if (y->isNil()) return hasNil(x->typ);
    return !isPointer(x->typ) && !isPointer(y->typ);
  };
  if (!mayConvert()) return;
  convertUntyped(x, y->typ);
  if (x->mode == OperandMode::Invalid) return;
  convertUntyped(y, x->typ);
  if (y->mode == OperandMode::Invalid) x->mode = OperandMode::Invalid;
}

}  // namespace golem::types
