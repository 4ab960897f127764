// Assignments and initialisations.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

// Whether x can be assigned to a variable of type T (nullptr: the blank identifier); converts untyped values.
// context is for messages. x is invalid after an error.
void Checker::assignment(Operand* x, Type* T, std::string_view context) {
  singleValue(x);
  switch (x->mode) {
    case OperandMode::Invalid: return;
    case OperandMode::NilValue:
    case OperandMode::Constant:
    case OperandMode::Variable:
    case OperandMode::MapIndex:
    case OperandMode::Value:
    case OperandMode::CommaOk:
    case OperandMode::CommaErr: break;
    default:
      errorf(x, Code::IncompatibleAssign, "cannot assign %s to %s in %s", x, T, context);
      x->mode = OperandMode::Invalid;
      return;
  }

  if (isUntyped(x->typ)) {
    Type* target = T;
    if (x->isNil()) {
      if (T == nullptr) {
        errorf(x, Code::UntypedNilUse, "use of untyped nil in %s", context);
        x->mode = OperandMode::Invalid;
        return;
      }
    } else if (T == nullptr || isNonTypeParamInterface(T)) {
      target = defaultType(x->typ);
    }
    Val val = nullptr;
    Code code{};
    Type* newType = implicitTypeAndValue(x, target, &val, &code);
    if (code != Code::NoCode) {
      std::string msg = sprintf("cannot use %s as %s value in %s", x, target, context);
      if (code == Code::TruncatedFloat) {
        msg += " (truncated)";
      } else if (code == Code::NumericOverflow) {
        msg += " (overflows)";
      } else {
        code = Code::IncompatibleAssign;
      }
      error(x, code, std::move(msg));
      x->mode = OperandMode::Invalid;
      return;
    }
    if (val != nullptr) {
      x->val = val;
      updateExprVal(x->expr, val);
    }
    if (newType != x->typ) {
      x->typ = newType;
      updateExprType(x->expr, newType, false);
    }
  }

  // Generic functions must be instantiated first.
  if (auto* sig = underAs<Signature>(x->typ); sig != nullptr && !sig->typeParams().empty()) {
    errorf(x, Code::WrongTypeArgCount, "cannot use generic function %s without instantiation in %s", x,
           context);
    x->mode = OperandMode::Invalid;
    return;
  }
  if (T == nullptr) return;

  std::string cause;
  Code code{};
  if (!x->assignableTo(this, T, &cause, &code)) {
    if (!cause.empty()) {
      errorf(x, code, "cannot use %s as %s value in %s: %s", x, T, context, cause);
    } else {
      errorf(x, code, "cannot use %s as %s value in %s", x, T, context);
    }
    x->mode = OperandMode::Invalid;
  }
}

void Checker::initConst(Const* lhs, Operand* x) {
  if (x->mode == OperandMode::Invalid || !isValid(x->typ) || !isValid(lhs->typ_)) {
    if (lhs->typ_ == nullptr) lhs->typ_ = invalidType();
    return;
  }
  if (x->mode != OperandMode::Constant) {
    errorf(x, Code::InvalidConstInit, "%s is not constant", x);
    if (lhs->typ_ == nullptr) lhs->typ_ = invalidType();
    return;
  }
  if (lhs->typ_ == nullptr) lhs->typ_ = x->typ;
  assignment(x, lhs->typ_, "constant declaration");
  if (x->mode == OperandMode::Invalid) return;
  lhs->val_ = x->val;
}

// A variable without a type takes that of x; the invalid type after an error.
void Checker::initVar(Var* lhs, Operand* x, std::string_view context) {
  if (x->mode == OperandMode::Invalid || !isValid(x->typ) || !isValid(lhs->typ_)) {
    if (lhs->typ_ == nullptr) lhs->typ_ = invalidType();
    x->mode = OperandMode::Invalid;
    return;
  }
  if (lhs->typ_ == nullptr) {
    Type* typ = x->typ;
    if (isUntyped(typ)) {
      if (typ == basicType(BasicKind::UntypedNil)) {
        errorf(x, Code::UntypedNilUse, "use of untyped nil in %s", context);
        lhs->typ_ = invalidType();
        x->mode = OperandMode::Invalid;
        return;
      }
      typ = defaultType(typ);
    }
    lhs->typ_ = typ;
  }
  assignment(x, lhs->typ_, context);
}

// The type of the left side of an assignment: nullptr for _, the invalid type after an error. An identifier
// there does not count as used.
Type* Checker::lhsVar(syntax::Expr* lhs) {
  auto* ident = dyn_cast<syntax::Name>(syntax::unparen(lhs));
  if (ident != nullptr && ident->value == "_") {
    recordDef(ident, nullptr);
    return nullptr;
  }
  Var* v = nullptr;
  bool used = false;
  if (ident != nullptr) {
    auto* w = as<Var>(lookup(ident->value));
    if (w != nullptr && w->pkg_ == pkg) {
      v = w;
      used = v->used_;
    }
  }
  Operand x;
  expr(nullptr, &x, lhs);
  if (v != nullptr) v->used_ = used;
  if (x.mode == OperandMode::Invalid || !isValid(x.typ)) return invalidType();

  if (x.mode != OperandMode::Variable && x.mode != OperandMode::MapIndex) {
    if (auto* sel = dyn_cast<syntax::SelectorExpr>(x.expr)) {
      Operand op;
      expr(nullptr, &op, sel->x);
      if (op.mode == OperandMode::MapIndex) {
        errorf(&x, Code::UnaddressableFieldAssign, "cannot assign to struct field %s in map", x.expr);
        return invalidType();
      }
    }
    errorf(&x, Code::UnassignableOperand,
           "cannot assign to %s (neither addressable nor a map index expression)", x.expr);
    return invalidType();
  }
  return x.typ;
}

// lhs = rhs, or lhs = x if x, the value of rhs, is given.
void Checker::assignVar(syntax::Expr* lhs, syntax::Expr* rhs, Operand* x, std::string_view context) {
  Type* T = lhsVar(lhs);
  if (!isValid(T)) {
    if (x != nullptr) {
      x->mode = OperandMode::Invalid;
    } else {
      use(rhs);
    }
    return;
  }
  Operand local;
  if (x == nullptr) {
    Target* target = nullptr;
    if (T != nullptr && underAs<Signature>(T) != nullptr) target = newTarget(T, sprintf("%s", lhs));
    x = &local;
    expr(target, x, rhs);
  }
  if (T == nullptr && context == "assignment") context = "assignment to _ identifier";
  assignment(x, T, context);
}

// "(t1, t2, ...)" in words that help: untyped numbers are "number". variadic: the last type is written ...E;
// hasDots: it is written T... .
std::string Checker::typesSummary(std::span<Type* const> list, bool variadic, bool hasDots) {
  std::string res = "(";
  for (size_t i = 0; i < list.size(); i++) {
    Type* t = list[i];
    std::string s;
    if (t == nullptr || !isValid(t)) {
      s = "unknown type";
    } else if (isUntyped(t)) {
      if (isNumeric(t)) {
        s = "number";
      } else {
        std::string_view name = as<Basic>(unalias(t))->name_;
        if (name.starts_with("untyped ")) name.remove_prefix(8);
        s = name;
      }
    } else {
      s = sprintf("%s", t);
    }
    if (i + 1 == list.size()) {
      if (variadic) {
        if (auto* sl = as<Slice>(t)) s = sprintf("%s", sl->elem_);
        s = "..." + s;
      } else if (hasDots) {
        s += "...";
      }
    }
    if (i > 0) res += ", ";
    res += s;
  }
  return res + ")";
}

static std::string measure(int n, std::string_view unit) {
  return std::to_string(n) + " " + std::string(unit) + (n != 1 ? "s" : "");
}

void Checker::assignError(ExprList rhs, int l, int r) {
  std::string vars = measure(l, "variable"), vals = measure(r, "value");
  if (rhs.size() == 1) {
    if (auto* call = dyn_cast<syntax::CallExpr>(syntax::unparen(rhs[0]))) {
      errorf(rhs[0], Code::WrongAssignCount, "assignment mismatch: %s but %s returns %s", vars, call->fun,
             vals);
      return;
    }
  }
  errorf(rhs[0], Code::WrongAssignCount, "assignment mismatch: %s but %s", vars, vals);
}

void Checker::returnError(Poser at, std::span<Var* const> lhs, std::span<Operand* const> rhs) {
  std::string_view qualifier = "not enough";
  if (rhs.size() > lhs.size()) {
    at = rhs[lhs.size()];  // the first extra value
    qualifier = "too many";
  } else if (!rhs.empty()) {
    at = rhs.back();
  }
  TypeList have, want;
  for (Operand* x : rhs) have.push_back(x->typ);
  for (Var* v : lhs) want.push_back(v->typ_);
  ErrorBuilder err = newError(Code::WrongResultCount);
  err.addf(at, "%s return values", qualifier);
  err.addf(Pos{}, "have %s", typesSummary(have, false, false));
  err.addf(Pos{}, "want %s", typesSummary(want, false, false));
  err.report();
}

// Initialises variables; with returnStmt these are the results of the function.
void Checker::initVars(std::span<Var* const> lhs, ExprList origRhs, syntax::Stmt* returnStmt) {
  std::string_view context = returnStmt != nullptr ? "return statement" : "assignment";
  size_t l = lhs.size(), r = origRhs.size();
  // A single call is treated as multi-valued even for one variable: better messages.
  bool isCall = r == 1 && isa<syntax::CallExpr>(syntax::unparen(origRhs[0]));

  if (l == r && !isCall) {
    for (size_t i = 0; i < l; i++) {
      Operand x;
      Target* target = nullptr;
      if (lhs[i]->typ_ != nullptr && underAs<Signature>(lhs[i]->typ_) != nullptr) {
        std::string desc(lhs[i]->name_);
        if (returnStmt != nullptr && desc.empty()) desc = "result variable";
        target = newTarget(lhs[i]->typ_, std::move(desc));
      }
      expr(target, &x, origRhs[i]);
      initVar(lhs[i], &x, context);
    }
    return;
  }

  auto invalidateTypes = [&] {
    for (Var* v : lhs) {
      if (v->typ_ == nullptr) v->typ_ = invalidType();
    }
  };

  if (r != 1) {
    // Report the mismatch only if the values are right.
    if (use(origRhs)) {
      if (returnStmt != nullptr) {
        returnError(returnStmt, lhs, exprList(origRhs));
      } else {
        assignError(origRhs, int(l), int(r));
      }
    }
    invalidateTypes();
    return;
  }

  bool commaOk = false;
  std::vector<Operand*> rhs = multiExpr(origRhs[0], l == 2 && returnStmt == nullptr, &commaOk);
  if (l == rhs.size()) {
    for (size_t i = 0; i < l; i++) initVar(lhs[i], rhs[i], context);
    if (commaOk && rhs[0]->mode != OperandMode::Invalid && rhs[1]->mode != OperandMode::Invalid) {
      recordCommaOkTypes(origRhs[0], rhs);
    }
    return;
  }
  if (rhs[0]->mode != OperandMode::Invalid) {
    if (returnStmt != nullptr) {
      returnError(returnStmt, lhs, rhs);
    } else {
      assignError(origRhs, int(l), int(rhs.size()));
    }
  }
  invalidateTypes();
}

void Checker::assignVars(ExprList lhs, ExprList origRhs) {
  size_t l = lhs.size(), r = origRhs.size();
  bool isCall = r == 1 && isa<syntax::CallExpr>(syntax::unparen(origRhs[0]));

  if (l == r && !isCall) {
    for (size_t i = 0; i < l; i++) assignVar(lhs[i], origRhs[i], nullptr, "assignment");
    return;
  }
  if (r != 1) {
    bool okLHS = useLHS(lhs);
    bool okRHS = use(origRhs);
    if (okLHS && okRHS) assignError(origRhs, int(l), int(r));
    return;
  }

  bool commaOk = false;
  std::vector<Operand*> rhs = multiExpr(origRhs[0], l == 2, &commaOk);
  if (l == rhs.size()) {
    for (size_t i = 0; i < l; i++) assignVar(lhs[i], nullptr, rhs[i], "assignment");
    if (commaOk && rhs[0]->mode != OperandMode::Invalid && rhs[1]->mode != OperandMode::Invalid) {
      recordCommaOkTypes(origRhs[0], rhs);
    }
    return;
  }
  if (rhs[0]->mode != OperandMode::Invalid) assignError(origRhs, int(l), int(rhs.size()));
  useLHS(lhs);
}

void Checker::shortVarDecl(Poser pos, ExprList lhs, ExprList rhs) {
  size_t top = delayed.size();
  Scope* scope = this->scope;

  std::unordered_set<std::string_view> seen;
  std::vector<Var*> lhsVars(lhs.size());
  std::vector<Var*> newVars;
  bool hasErr = false;
  for (size_t i = 0; i < lhs.size(); i++) {
    auto* ident = dyn_cast<syntax::Name>(lhs[i]);
    if (ident == nullptr) {
      useLHS(lhs.subspan(i, 1));
      errorf(lhs[i], Code::BadDecl, "non-name %s on left side of :=", lhs[i]);
      hasErr = true;
      continue;
    }
    std::string_view name = ident->value;
    if (name != "_" && !seen.insert(name).second) {
      errorf(lhs[i], Code::RepeatedDecl, "%s repeated on left side of :=", lhs[i]);
      hasErr = true;
      continue;
    }
    // A variable of the same scope is assigned to. (Its scope starts behind its declaration, so this finds no
    // variable of this statement.)
    if (Object* alt = scope->lookup(name)) {
      recordUse(ident, alt);
      if (auto* v = as<Var>(alt)) {
        lhsVars[i] = v;
        if (v->typ_ != nullptr) recordTypeAndValue(ident, OperandMode::Variable, v->typ_, nullptr);
      } else {
        errorf(lhs[i], Code::UnassignableOperand, "cannot assign to %s", lhs[i]);
        hasErr = true;
      }
      continue;
    }
    auto* v = new Var(VarKind::Local, ident->pos, pkg, name, nullptr);
    lhsVars[i] = v;
    if (name != "_") newVars.push_back(v);
    recordDef(ident, v);
  }
  for (size_t i = 0; i < lhs.size(); i++) {
    if (lhsVars[i] == nullptr) lhsVars[i] = new Var(VarKind::Local, lhs[i]->pos, pkg, "_", nullptr);
  }

  initVars(lhsVars, rhs, nullptr);
  // Function literals on the right do not see the new variables.
  processDelayed(top);

  if (newVars.empty() && !hasErr) {
    softErrorf(pos, Code::NoNewVar, "no new variables on left side of :=");
    return;
  }
  Pos scopePos = syntax::endPos(rhs.back());
  for (Var* v : newVars) declare(scope, nullptr, v, scopePos);
}

}  // namespace golem::types
