// Expressions.
//
// rawExpr checks any expression and leaves the result in an operand; on failure the operand's mode is Invalid
// and the error has been reported. Untyped expressions are remembered in `untyped` with their provisional
// type; when the context settles the type, updateExprType walks down the tree again and records the final
// type for the parts that have values at run time. What is still untyped at the end is recorded as it is.
// This also gives the left operand of a non-constant shift the type that it would have without the shift.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

using syntax::Operator;

// ---- generic expressions and their wrappers

ExprKind Checker::rawExpr(Target* T, Operand* x, syntax::Expr* e, Type* hint, bool allowGeneric) {
  ExprKind kind = exprInternal(T, x, e, hint);
  if (!allowGeneric) nonGeneric(T, x);
  refusePending(x);
  record(x);
  return kind;
}

// A value whose type is still being declared would make the type contain itself: type T
// [unsafe.Sizeof(T{})]int.
void Checker::refusePending(Operand* x) {
  if (x->mode == OperandMode::Invalid || x->mode == OperandMode::NoValue || finiteSize(x->typ)) return;
  x->mode = OperandMode::Invalid;
  x->typ = invalidType();
}

void Checker::finishIndexExpr(Operand* x, syntax::IndexExpr* e) {
  x->expr = e;
  refusePending(x);
  record(x);
}

// Refuses generic types, and generic functions whose type arguments cannot be inferred from T.
void Checker::nonGeneric(Target* T, Operand* x) {
  if (x->mode == OperandMode::Invalid || x->mode == OperandMode::NoValue || x->typ == nullptr) return;
  std::string_view what;
  if (isa<Alias>(x->typ) || isa<Named>(x->typ)) {
    if (isGeneric(x->typ)) what = "type";
  } else if (auto* sig = as<Signature>(x->typ); sig != nullptr && sig->tparams_ != nullptr) {
    if (T != nullptr) {
      funcInst(T, x->pos(), x, nullptr, true);
      return;
    }
    what = "function";
  }
  if (!what.empty()) {
    errorf(x->expr, Code::WrongTypeArgCount, "cannot use generic %s %s without instantiation", what, x->expr);
    x->mode = OperandMode::Invalid;
    x->typ = invalidType();
  }
}

static constexpr unsigned bit(OperandMode m) { return 1u << unsigned(m); }
static constexpr unsigned kNoValueBuiltinType =
    bit(OperandMode::NoValue) | bit(OperandMode::Builtin) | bit(OperandMode::TypExpr);

void Checker::expr(Target* T, Operand* x, syntax::Expr* e) {
  rawExpr(T, x, e, nullptr, false);
  exclude(x, kNoValueBuiltinType);
  singleValue(x);
}

void Checker::genericExpr(Operand* x, syntax::Expr* e) {
  rawExpr(nullptr, x, e, nullptr, true);
  exclude(x, kNoValueBuiltinType);
  singleValue(x);
}

// The value or values of e; with allowCommaOk the second value of a comma-ok expression too.
std::vector<Operand*> Checker::multiExpr(syntax::Expr* e, bool allowCommaOk, bool* commaOk) {
  if (commaOk != nullptr) *commaOk = false;
  auto* x = new Operand();
  rawExpr(nullptr, x, e, nullptr, false);
  exclude(x, kNoValueBuiltinType);
  if (auto* t = as<Tuple>(x->typ); t != nullptr && x->mode != OperandMode::Invalid) {
    std::vector<Operand*> list;
    for (Var* v : t->vars_) {
      auto* o = new Operand();
      o->mode = OperandMode::Value;
      o->expr = e;
      o->typ = v->typ_;
      list.push_back(o);
    }
    return list;
  }
  std::vector<Operand*> list{x};
  if (allowCommaOk && (x->mode == OperandMode::MapIndex || x->mode == OperandMode::CommaOk ||
                       x->mode == OperandMode::CommaErr)) {
    auto* x2 = new Operand();
    x2->mode = OperandMode::Value;
    x2->expr = e;
    x2->typ = x->mode == OperandMode::CommaErr ? universe().errorType : basicType(BasicKind::UntypedBool);
    list.push_back(x2);
    if (commaOk != nullptr) *commaOk = true;
  }
  return list;
}

void Checker::exprWithHint(Operand* x, syntax::Expr* e, Type* hint) {
  rawExpr(nullptr, x, e, hint, false);
  exclude(x, kNoValueBuiltinType);
  singleValue(x);
}

void Checker::exprOrType(Operand* x, syntax::Expr* e, bool allowGeneric) {
  rawExpr(nullptr, x, e, nullptr, allowGeneric);
  exclude(x, bit(OperandMode::NoValue));
  singleValue(x);
}

// Refuses operands whose mode is in modeset.
void Checker::exclude(Operand* x, unsigned modeset) {
  if ((modeset & bit(x->mode)) == 0) return;
  std::string_view msg;
  Code code{};
  switch (x->mode) {
    case OperandMode::NoValue:
      msg = (modeset & bit(OperandMode::TypExpr)) != 0 ? "%s used as value" : "%s used as value or type";
      code = Code::TooManyValues;
      break;
    case OperandMode::Builtin:
      msg = "%s must be called";
      code = Code::UncalledBuiltin;
      break;
    default:
      msg = "%s is not an expression";
      code = Code::NotAnExpr;
      break;
  }
  errorf(x, code, msg, x);
  x->mode = OperandMode::Invalid;
}

void Checker::singleValue(Operand* x) {
  if (x->mode == OperandMode::Value && as<Tuple>(x->typ) != nullptr) {
    errorf(x, Code::TooManyValues, "multiple-value %s in single-value context", x);
    x->mode = OperandMode::Invalid;
  }
}

Target* newTarget(Type* typ, std::string desc) {
  auto* sig = typ == nullptr ? nullptr : underAs<Signature>(typ);
  return sig == nullptr ? nullptr : new Target{sig, std::move(desc)};
}

// ---- the big switch

ExprKind Checker::exprInternal(Target* T, Operand* x, syntax::Expr* e, Type* hint) {
  using syntax::NodeKind;
  x->mode = OperandMode::Invalid;
  x->typ = invalidType();
  x->val = nullptr;

  auto fail = [&] {
    x->mode = OperandMode::Invalid;
    x->expr = e;
    return ExprKind::Statement;  // no follow-up errors
  };

  switch (e->kind) {
    case NodeKind::BadExpr: return fail();

    case NodeKind::Name: ident(x, cast<syntax::Name>(e), false); break;

    case NodeKind::DotsType: error(e, Code::InvalidSyntaxTree, "invalid use of ..."); return fail();

    case NodeKind::BasicLit: {
      auto* lit = cast<syntax::BasicLit>(e);
      if (lit->bad) return fail();
      basicLit(x, lit);
      if (x->mode == OperandMode::Invalid) return fail();
      break;
    }
    case NodeKind::FuncLit:
      funcLit(x, cast<syntax::FuncLit>(e));
      if (x->mode == OperandMode::Invalid) return fail();
      break;

    case NodeKind::CompositeLit:
      compositeLit(x, cast<syntax::CompositeLit>(e), hint);
      if (x->mode == OperandMode::Invalid) return fail();
      break;

    case NodeKind::ParenExpr: {
      // inference does not go past parentheses
      ExprKind kind = rawExpr(nullptr, x, cast<syntax::ParenExpr>(e)->x, nullptr, false);
      x->expr = e;
      return kind;
    }
    case NodeKind::SelectorExpr: selector(x, cast<syntax::SelectorExpr>(e), false); break;

    case NodeKind::IndexExpr: {
      auto* ix = cast<syntax::IndexExpr>(e);
      if (indexExpr(x, ix)) funcInst(T, e->pos, x, ix, true);
      if (x->mode == OperandMode::Invalid) return fail();
      break;
    }
    case NodeKind::SliceExpr:
      sliceExpr(x, cast<syntax::SliceExpr>(e));
      if (x->mode == OperandMode::Invalid) return fail();
      break;

    case NodeKind::AssertExpr: {
      auto* a = cast<syntax::AssertExpr>(e);
      expr(nullptr, x, a->x);
      if (x->mode == OperandMode::Invalid) return fail();
      if (a->type == nullptr) {
        error(e, Code::InvalidSyntaxTree, "invalid use of AssertExpr");
        return fail();
      }
      if (isTypeParam(x->typ)) {
        errorf(x, Code::InvalidAssert,
               "invalid operation: cannot use type assertion on type parameter value %s", x);
        return fail();
      }
      if (underAs<Interface>(x->typ) == nullptr) {
        errorf(x, Code::InvalidAssert, "invalid operation: %s is not an interface", x);
        return fail();
      }
      Type* t = varType(a->type);
      if (!isValid(t)) return fail();
      typeAssertion(e, x, t, false);
      x->mode = OperandMode::CommaOk;
      x->typ = t;
      break;
    }
    case NodeKind::TypeSwitchGuard:
      error(e, Code::InvalidSyntaxTree, "use of .(type) outside type switch");
      use(cast<syntax::TypeSwitchGuard>(e)->x);
      return fail();

    case NodeKind::CallExpr: return callExpr(x, cast<syntax::CallExpr>(e));

    case NodeKind::ListExpr:
      error(e, Code::InvalidSyntaxTree, "unexpected list of expressions");
      return fail();

    case NodeKind::Operation: {
      auto* o = cast<syntax::Operation>(e);
      if (o->y != nullptr) {
        binary(x, e, o->x, o->y, o->op);
        if (x->mode == OperandMode::Invalid) return fail();
        break;
      }
      if (o->op == Operator::Mul) {  // *x: pointer type or indirection
        exprOrType(x, o->x, false);
        if (x->mode == OperandMode::Invalid) return fail();
        if (x->mode == OperandMode::TypExpr) {
          validVarType(o->x, x->typ);
          x->typ = new Pointer(x->typ);
          break;
        }
        Type* base = nullptr;
        bool ok = underIs(x->typ, [&](Type* u) {
          auto* p = as<Pointer>(u);
          if (p == nullptr) {
            errorf(x, Code::InvalidIndirection, "invalid operation: cannot indirect %s", x);
            return false;
          }
          if (base != nullptr && !identical(p->base_, base)) {
            errorf(x, Code::InvalidIndirection,
                   "invalid operation: pointers of %s must have identical base types", x);
            return false;
          }
          base = p->base_;
          return true;
        });
        if (!ok) return fail();
        x->mode = OperandMode::Variable;
        x->typ = base;
        break;
      }
      unary(x, o);
      if (x->mode == OperandMode::Invalid) return fail();
      if (o->op == Operator::Recv) {
        x->expr = e;
        return ExprKind::Statement;
      }
      break;
    }
    case NodeKind::KeyValueExpr: error(e, Code::InvalidSyntaxTree, "no key:value expected"); return fail();

    default:  // type expressions
      x->mode = OperandMode::TypExpr;
      x->typ = typ(e);
  }
  x->expr = e;
  return ExprKind::Expression;
}

// Whether x.(T) is possible at all; x is an interface.
void Checker::typeAssertion(syntax::Expr* e, Operand* x, Type* T, bool typeSwitch) {
  std::string cause;
  if (assertableTo(x->typ, T, &cause)) return;
  if (typeSwitch) {
    errorf(e, Code::ImpossibleAssert, "impossible type switch case: %s\n\t%s cannot have dynamic type %s %s",
           e, x, T, cause);
  } else {
    errorf(e, Code::ImpossibleAssert, "impossible type assertion: %s\n\t%s does not implement %s %s", e, T,
           x->typ, cause);
  }
}

// ---- final types of untyped expressions

void Checker::updateExprType(syntax::Expr* x, Type* typ, bool final) {
  using syntax::NodeKind;
  if (x == nullptr) return;
  auto it = untyped.find(x);
  if (it == untyped.end()) return;
  ExprInfo old = it->second;

  switch (x->kind) {
    case NodeKind::CallExpr:  // a constant: the call took care of its arguments
    case NodeKind::Name:
    case NodeKind::BasicLit:
    case NodeKind::SelectorExpr: break;

    case NodeKind::ParenExpr: updateExprType(cast<syntax::ParenExpr>(x)->x, typ, final); break;

    case NodeKind::Operation: {
      auto* o = cast<syntax::Operation>(x);
      if (o->y == nullptr && o->op == Operator::Mul) return;
      // The operands of a constant never become values of their own.
      if (old.val != nullptr) break;
      if (o->y == nullptr) {
        updateExprType(o->x, typ, final);
      } else if (syntax::isComparison(o->op)) {
        // the operands have types of their own
      } else if (syntax::isShift(o->op)) {
        updateExprType(o->x, typ, final);  // the count was updated with the check of the shift
      } else {
        updateExprType(o->x, typ, final);
        updateExprType(o->y, typ, final);
      }
      break;
    }
    default: return;  // never untyped
  }

  if (!final && isUntyped(typ)) {
    old.typ = underAs<Basic>(typ);
    untyped[x] = old;
    return;
  }

  untyped.erase(x);
  if (old.isLhs && !allInteger(typ)) {
    errorf(x, Code::InvalidShiftOperand, "invalid operation: shifted operand %s (type %s) must be integer", x,
           typ);
    return;
  }
  if (old.val != nullptr) {
    // A constant must be representable in its final type, also as shifted operand.
    Operand c;
    c.mode = old.mode;
    c.expr = x;
    c.typ = old.typ;
    c.val = old.val;
    convertUntyped(&c, typ);
    if (c.mode == OperandMode::Invalid) return;
  }
  recordTypeAndValue(x, old.mode, typ, old.val);
}

void Checker::updateExprVal(syntax::Expr* x, Val val) {
  auto it = untyped.find(x);
  if (it != untyped.end()) it->second.val = val;
}

}  // namespace golem::types
