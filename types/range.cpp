// Range loops.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

static Type* arrayPtrDeref(Type* t) {
  if (auto* p = unaliasAs<Pointer>(t)) {
    if (auto* a = underAs<Array>(p->base_)) return a;
  }
  return t;
}

// for sKey, sValue = range rangeVar { ... }; the expressions may be nullptr. sExtra is a third variable, an
// error.
void Checker::rangeStmt(StmtContext inner, syntax::ForStmt* s, Poser noNewVarPos, syntax::Expr* sKey,
                        syntax::Expr* sValue, syntax::Expr* sExtra, syntax::Expr* rangeVar, bool isDef) {
  Operand x;
  hasCallOrRecv = false;
  expr(nullptr, &x, rangeVar);

  // Without a second variable an array is not evaluated, only its length counts (unless there are calls or
  // receives in it): record it as that constant.
  if (x.mode != OperandMode::Invalid && sValue == nullptr && !hasCallOrRecv) {
    if (auto* a = as<Array>(arrayPtrDeref(x.typ->underlying()))) {
      while (auto* p = dyn_cast<syntax::ParenExpr>(rangeVar)) rangeVar = p->x;
      Operand c;
      c.mode = OperandMode::Constant;
      c.expr = rangeVar;
      c.typ = basicType(BasicKind::Int);
      c.val = constant::makeInt64(a->len_);
      record(&c);
    }
  }

  Type* key = nullptr;
  Type* val = nullptr;
  if (x.mode != OperandMode::Invalid) {
    std::string cause;
    bool ok =
        rangeKeyVal(this, x.typ, [this](const GoVersion& v) { return allowVersion(v); }, &key, &val, &cause);
    if (!ok && !cause.empty()) {
      softErrorf(&x, Code::InvalidRangeExpr, "cannot range over %s: %s", &x, cause);
    } else if (!ok) {
      softErrorf(&x, Code::InvalidRangeExpr, "cannot range over %s", &x);
    } else if (key == nullptr && sKey != nullptr) {
      softErrorf(sKey, Code::InvalidIterVar, "range over %s permits no iteration variables", &x);
    } else if (val == nullptr && sValue != nullptr) {
      softErrorf(sValue, Code::InvalidIterVar, "range over %s permits only one iteration variable", &x);
    } else if (sExtra != nullptr) {
      softErrorf(sExtra, Code::InvalidIterVar, "range clause permits at most two iteration variables");
    }
  }

  // The variables live in the scope of the statement, which the range expression does not see.
  openScope(s, "range");

  syntax::Expr* lhs[2] = {sKey, sValue};
  Type* rhs[2] = {key, val};
  bool rangeOverInt = x.typ != nullptr && isInteger(x.typ);

  if (isDef) {
    std::vector<Var*> vars;
    for (int i = 0; i < 2; i++) {
      if (lhs[i] == nullptr) continue;
      Var* obj;
      if (auto* ident = dyn_cast<syntax::Name>(lhs[i])) {
        obj = new Var(VarKind::Local, ident->pos, pkg, ident->value, nullptr);
        recordDef(ident, obj);
        if (ident->value != "_") vars.push_back(obj);
      } else {
        errorf(lhs[i], Code::InvalidSyntaxTree, "cannot declare %s", lhs[i]);
        obj = new Var(VarKind::Local, lhs[i]->pos, pkg, "_", nullptr);
      }
      if (rhs[i] == nullptr || rhs[i] == invalidType()) {
        obj->typ_ = invalidType();
        obj->used_ = true;  // one error is enough
        continue;
      }
      if (rangeOverInt) {
        initVar(obj, &x, "range clause");
      } else {
        Operand y;
        y.mode = OperandMode::Value;
        y.expr = lhs[i];
        y.typ = rhs[i];
        initVar(obj, &y, "assignment");
      }
    }
    if (!vars.empty()) {
      for (Var* v : vars) declare(scope, nullptr, v, s->body->pos);
    } else {
      error(noNewVarPos, Code::NoNewVar, "no new variables on left side of :=");
    }
  } else if (sKey != nullptr) {
    for (int i = 0; i < 2; i++) {
      if (lhs[i] == nullptr || rhs[i] == nullptr || rhs[i] == invalidType()) continue;
      if (rangeOverInt) {
        assignVar(lhs[i], nullptr, &x, "range clause");
        // The assignment may have given an untyped x a type that is no integer type.
        if (x.mode != OperandMode::Invalid && !isInteger(x.typ)) {
          softErrorf(lhs[i], Code::InvalidRangeExpr, "cannot use iteration variable of type %s", x.typ);
        }
      } else {
        Operand y;
        y.mode = OperandMode::Value;
        y.expr = lhs[i];
        y.typ = rhs[i];
        assignVar(lhs[i], nullptr, &y, "assignment");
      }
    }
  } else if (rangeOverInt) {
    // No variables: settle the type of an untyped count.
    assignment(&x, nullptr, "range clause");
  }

  stmt(inner, s->body);
  closeScope();
}

// Key and value types of a range over a value of type orig; nullptr where there is none. allowVersion may be
// empty, check nullptr.
bool rangeKeyVal(Checker* check, Type* orig, const std::function<bool(const GoVersion&)>& allowVersion,
                 Type** key, Type** val, std::string* cause) {
  *key = nullptr;
  *val = nullptr;
  cause->clear();
  auto bad = [&](std::string why) {
    *key = invalidType();
    *val = invalidType();
    *cause = std::move(why);
    return false;
  };
  auto good = [&](Type* k, Type* v) {
    *key = k;
    *val = v;
    return true;
  };

  const TypeError* err = nullptr;
  Type* rtyp = commonUnder(
      orig,
      [](Type* t, Type* u) -> const TypeError* {
        auto* ch = as<Chan>(u);
        if (ch != nullptr && ch->dir_ == ChanDir::SendOnly)
          return typeErrorf("receive from send-only channel %s", t);
        return nullptr;
      },
      &err);
  if (rtyp == nullptr) return bad(err->str(check));

  Type* t = arrayPtrDeref(rtyp);
  Type* intT = basicType(BasicKind::Int);
  if (isa<Basic>(t)) {
    if (isString(t)) return good(intT, universe().runeType);
    if (isInteger(t)) {
      if (allowVersion && !allowVersion(goVersion1(22))) return bad("requires go1.22 or later");
      return good(orig, nullptr);
    }
    return false;
  }
  if (auto* a = as<Array>(t)) return good(intT, a->elem_);
  if (auto* s = as<Slice>(t)) return good(intT, s->elem_);
  if (auto* m = as<Map>(t)) return good(m->key_, m->elem_);
  if (auto* c = as<Chan>(t)) return good(c->elem_, nullptr);
  auto* sig = as<Signature>(t);
  if (sig == nullptr) return false;

  if (allowVersion && !allowVersion(goVersion1(23))) return bad("requires go1.23 or later");
  const std::string form = "func must be func(yield func(...) bool): ";
  if (sig->numParams() != 1) return bad(form + "wrong argument count");
  if (sig->numResults() != 0) return bad(form + "unexpected results");
  auto* cb = as<Signature>(commonUnder(sig->param(0)->typ_, {}, &err));
  if (cb == nullptr) {
    if (err != nullptr) return bad(form + "in yield type, " + err->str(check));
    return bad(form + "argument is not func");
  }
  if (cb->numParams() > 2) return bad(form + "yield func has too many parameters");
  if (cb->numResults() != 1 || !identical(cb->result(0)->typ_, universe().boolType)) {
    if (cb->numResults() == 1 && isBoolean(cb->result(0)->typ_)) {
      return bad(form + "yield func returns user-defined boolean, not bool");
    }
    return bad(form + "yield func does not return bool");
  }
  return good(cb->numParams() >= 1 ? cb->param(0)->typ_ : nullptr,
              cb->numParams() >= 2 ? cb->param(1)->typ_ : nullptr);
}

}  // namespace golem::types
