// Statements and function bodies.
#include <algorithm>

#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

using syntax::NodeKind;
using syntax::Token;

void Checker::funcBody(DeclInfo* decl, std::string_view, Signature* sig, syntax::BlockStmt* body, Val iota) {
  Environment saved = std::move(static_cast<Environment&>(*this));
  Environment env;
  env.decl = decl;
  env.scope = sig->scope_;
  env.version = saved.version;
  env.iota = iota;
  env.sig = sig;
  static_cast<Environment&>(*this) = std::move(env);

  stmtList(0, body->list);
  if (hasLabel && !conf->ignoreBranchErrors) labels(body);
  if (sig->numResults() > 0 && !isTerminating(body, ""))
    error(body->rbrace, Code::MissingReturn, "missing return");
  usage(sig->scope_);

  static_cast<Environment&>(*this) = std::move(saved);
}

// Reports variables that are never used in scope and the blocks inside, but for function literals, which have
// their turn in their own funcBody.
void Checker::usage(Scope* scope) {
  std::vector<Var*> unused;
  scope->forEach([&](std::string_view, Object* obj) {
    auto* v = as<Var>(obj);
    if (v == nullptr || v->used_) return;
    if (v->varKind_ == VarKind::Recv || v->varKind_ == VarKind::Param || v->varKind_ == VarKind::Result)
      return;
    unused.push_back(v);
  });
  std::sort(unused.begin(), unused.end(), [](Var* a, Var* b) { return a->pos_ < b->pos_; });
  for (Var* v : unused) softErrorf(v->pos_, Code::UnusedVar, "declared and not used: %s", v->name_);
  for (Scope* s : scope->children_) {
    if (!s->isFunc_) usage(s);
  }
}

void Checker::simpleStmt(syntax::Stmt* s) {
  if (s != nullptr) stmt(0, s);
}

void Checker::stmtList(StmtContext ctxt, std::span<syntax::Stmt* const> list) {
  bool ok = (ctxt & FallthroughOk) != 0;
  StmtContext inner = ctxt & ~FallthroughOk;
  // Empty statements at the end do not matter to fallthrough.
  while (!list.empty() && isa<syntax::EmptyStmt>(list.back())) list = list.first(list.size() - 1);
  for (size_t i = 0; i < list.size(); i++) {
    stmt(ok && i + 1 == list.size() ? inner | FallthroughOk : inner, list[i]);
  }
}

void Checker::multipleSwitchDefaults(std::span<syntax::CaseClause* const> list) {
  syntax::CaseClause* first = nullptr;
  for (auto* c : list) {
    if (c->cases != nullptr) continue;
    if (first != nullptr) {
      errorf(c, Code::DuplicateDefault, "multiple defaults (first at %s)", first->pos);
    } else {
      first = c;
    }
  }
}

void Checker::multipleSelectDefaults(std::span<syntax::CommClause* const> list) {
  syntax::CommClause* first = nullptr;
  for (auto* c : list) {
    if (c->comm != nullptr) continue;
    if (first != nullptr) {
      errorf(c, Code::DuplicateDefault, "multiple defaults (first at %s)", first->pos);
    } else {
      first = c;
    }
  }
}

void Checker::openScope(syntax::Node* node, const char* comment) {
  auto* s = new Scope(scope, node->pos, syntax::endPos(node), comment);
  recordScope(node, s);
  scope = s;
}

void Checker::closeScope() { scope = scope->parent_; }

// The call of a go or defer statement.
void Checker::suspendedCall(std::string_view keyword, syntax::Expr* call) {
  Code code = keyword == "go" ? Code::InvalidGo : Code::InvalidDefer;
  if (!isa<syntax::CallExpr>(call)) {
    errorf(call, code, "expression in %s must be function call", keyword);
    use(call);
    return;
  }
  Operand x;
  std::string_view msg;
  switch (rawExpr(nullptr, &x, call, nullptr, false)) {
    case ExprKind::Conversion: msg = "requires function call, not conversion"; break;
    case ExprKind::Expression:
      msg = "discards result of";
      code = Code::UnusedResults;
      break;
    case ExprKind::Statement: return;
  }
  errorf(&x, code, "%s %s %s", keyword, msg, &x);
}

namespace {

// A key for constants whose duplicates are reported: integers of at most 64 bits, floats, strings. "" for
// others.
std::string caseKey(Val val) {
  switch (constant::kind(val)) {
    case constant::Kind::Int: {
      bool exact = false;
      int64_t i = constant::int64Val(val, &exact);
      if (exact) return "i" + std::to_string(i);
      uint64_t u = constant::uint64Val(val, &exact);
      return exact ? "i" + std::to_string(u) : "";
    }
    case constant::Kind::Float: {
      bool exact = false;
      constant::float64Val(val, &exact);
      return exact ? "f" + constant::hashKey(val) : "";
    }
    case constant::Kind::String: return "s" + std::string(constant::stringVal(val));
    default: return "";
  }
}

}  // namespace

void Checker::caseValues(Operand* x, ExprList values, ValueMap& seen) {
  for (syntax::Expr* e : values) {
    Operand v;
    expr(nullptr, &v, e);
    if (x->mode == OperandMode::Invalid || v.mode == OperandMode::Invalid) continue;
    convertUntyped(&v, x->typ);
    if (v.mode == OperandMode::Invalid) continue;
    // In this order the position of an error is the case.
    Operand res = v;
    comparison(&res, x, syntax::Operator::Eql, true);
    if (res.mode == OperandMode::Invalid || v.mode != OperandMode::Constant || v.val == nullptr) continue;
    std::string key = caseKey(v.val);
    if (key.empty()) continue;
    auto& list = seen[key];
    bool duplicate = false;
    for (const ValueType& vt : list) {
      if (!identical(v.typ, vt.typ)) continue;
      ErrorBuilder err = newError(Code::DuplicateCase);
      err.addf(&v, "duplicate case %s in expression switch", &v);
      err.addf(vt.pos, "previous case");
      err.report();
      duplicate = true;
      break;
    }
    if (!duplicate) list.push_back({v.pos(), v.typ});
  }
}

// Whether e is the predeclared nil.
bool Checker::isNil(syntax::Expr* e) {
  auto* name = dyn_cast<syntax::Name>(syntax::unparen(e));
  return name != nullptr && as<Nil>(lookup(name->value)) != nullptr;
}

// Checks the types of one case of a type switch over x (nullptr if that is invalid). The result is the type
// of a variable that the switch declares, in this case.
Type* Checker::caseTypes(Operand* x, ExprList types, std::vector<std::pair<Type*, syntax::Expr*>>& seen) {
  Type* T = nullptr;
  Operand dummy;
  for (syntax::Expr* e : types) {
    if (isNil(e)) {
      T = nullptr;
      expr(nullptr, &dummy, e);  // for what it records
    } else {
      T = varType(e);
      if (!isValid(T)) continue;
    }
    bool duplicate = false;
    for (auto& [t, other] : seen) {
      if (T == nullptr ? t != nullptr : t == nullptr || !identical(T, t)) continue;
      ErrorBuilder err = newError(Code::DuplicateCase);
      err.addf(e, "duplicate case %s in type switch", T == nullptr ? std::string("nil") : sprintf("%s", T));
      err.addf(other, "previous case");
      err.report();
      duplicate = true;
      break;
    }
    if (duplicate) continue;
    seen.emplace_back(T, e);
    if (x != nullptr && T != nullptr) typeAssertion(e, x, T, true);
  }
  // One type: the variable has it. Several, none or nil: it has the type of the expression.
  if (types.size() != 1 || T == nullptr) T = x != nullptr ? x->typ : invalidType();
  return T;
}

void Checker::stmt(StmtContext ctxt, syntax::Stmt* s) {
  size_t top = delayed.size();
  stmt1(ctxt, s);
  processDelayed(top);  // function literals, before the scope changes
}

void Checker::stmt1(StmtContext ctxt, syntax::Stmt* stm) {
  StmtContext inner = ctxt & ~(FallthroughOk | FinalSwitchCase | InTypeSwitch);
  switch (stm->kind) {
    case NodeKind::EmptyStmt: break;
    case NodeKind::DeclStmt: declStmt(cast<syntax::DeclStmt>(stm)->declList); break;
    case NodeKind::LabeledStmt:
      hasLabel = true;
      stmt(ctxt, cast<syntax::LabeledStmt>(stm)->stmt);
      break;

    case NodeKind::ExprStmt: {
      // Calls and receives may stand as statements.
      Operand x;
      ExprKind kind = rawExpr(nullptr, &x, cast<syntax::ExprStmt>(stm)->x, nullptr, false);
      std::string_view msg = "is not used";
      Code code = Code::UnusedExpr;
      if (x.mode == OperandMode::Builtin) {
        msg = "must be called";
        code = Code::UncalledBuiltin;
      } else if (x.mode == OperandMode::TypExpr) {
        msg = "is not an expression";
        code = Code::NotAnExpr;
      } else if (kind == ExprKind::Statement) {
        return;
      }
      errorf(&x, code, "%s %s", &x, msg);
      break;
    }

    case NodeKind::SendStmt: {
      auto* s = cast<syntax::SendStmt>(stm);
      Operand ch, val;
      expr(nullptr, &ch, s->chan);
      expr(nullptr, &val, s->value);
      if (ch.mode == OperandMode::Invalid || val.mode == OperandMode::Invalid) return;
      if (Type* elem = chanElem(s, &ch, false)) assignment(&val, elem, "send");
      break;
    }

    case NodeKind::AssignStmt: assignStmt(cast<syntax::AssignStmt>(stm)); break;

    case NodeKind::CallStmt: {
      auto* s = cast<syntax::CallStmt>(stm);
      suspendedCall(s->tok == Token::Defer ? "defer" : "go", s->call);
      break;
    }
    case NodeKind::ReturnStmt: returnStmt(cast<syntax::ReturnStmt>(stm)); break;
    case NodeKind::BranchStmt: branchStmt(ctxt, cast<syntax::BranchStmt>(stm)); break;

    case NodeKind::BlockStmt:
      openScope(stm, "block");
      stmtList(inner, cast<syntax::BlockStmt>(stm)->list);
      closeScope();
      break;

    case NodeKind::IfStmt: {
      auto* s = cast<syntax::IfStmt>(stm);
      openScope(s, "if");
      simpleStmt(s->init);
      Operand x;
      if (s->cond != nullptr) {
        expr(nullptr, &x, s->cond);
        if (x.mode != OperandMode::Invalid && !allBoolean(x.typ)) {
          error(s->cond, Code::InvalidCond, "non-boolean condition in if statement");
        }
      }
      stmt(inner, s->then);
      if (s->els != nullptr) {
        if (isa<syntax::IfStmt>(s->els) || isa<syntax::BlockStmt>(s->els)) {
          stmt(inner, s->els);
        } else {
          error(s->els, Code::InvalidSyntaxTree, "invalid else branch in if statement");
        }
      }
      closeScope();
      break;
    }

    case NodeKind::SwitchStmt: {
      auto* s = cast<syntax::SwitchStmt>(stm);
      inner |= BreakOk;
      openScope(s, "switch");
      simpleStmt(s->init);
      if (auto* g = dyn_cast<syntax::TypeSwitchGuard>(s->tag)) {
        typeSwitchStmt(inner | InTypeSwitch, s, g);
      } else {
        switchStmt(inner, s);
      }
      closeScope();
      break;
    }

    case NodeKind::SelectStmt: selectStmt(inner | BreakOk, cast<syntax::SelectStmt>(stm)); break;

    case NodeKind::ForStmt: {
      auto* s = cast<syntax::ForStmt>(stm);
      inner |= BreakOk | ContinueOk;
      if (auto* rclause = dyn_cast<syntax::RangeClause>(s->init)) {
        syntax::Expr* key = rclause->lhs;
        syntax::Expr* value = nullptr;
        syntax::Expr* extra = nullptr;
        if (auto* p = dyn_cast<syntax::ListExpr>(key)) {
          if (p->elemList.size() < 2) {
            error(s, Code::InvalidSyntaxTree, "invalid lhs in range clause");
            return;
          }
          key = p->elemList[0];
          value = p->elemList[1];
          if (p->elemList.size() > 2) extra = p->elemList[2];
        }
        rangeStmt(inner, s, s, key, value, extra, rclause->x, rclause->def);
        break;
      }
      openScope(s, "for");
      simpleStmt(s->init);
      if (s->cond != nullptr) {
        Operand x;
        expr(nullptr, &x, s->cond);
        if (x.mode != OperandMode::Invalid && !allBoolean(x.typ)) {
          error(s->cond, Code::InvalidCond, "non-boolean condition in for statement");
        }
      }
      simpleStmt(s->post);
      // A declaration there was refused by the parser already.
      if (auto* p = dyn_cast<syntax::AssignStmt>(s->post); p != nullptr && p->op == syntax::Operator::Def)
        use(p->lhs);
      stmt(inner, s->body);
      closeScope();
      break;
    }
    default: error(stm, Code::InvalidSyntaxTree, "invalid statement");
  }
}

void Checker::assignStmt(syntax::AssignStmt* s) {
  if (s->rhs == nullptr) {  // x++, x--
    Operand x;
    expr(nullptr, &x, s->lhs);
    if (x.mode == OperandMode::Invalid) return;
    if (!allNumeric(x.typ)) {
      std::string_view op = syntax::spelling(s->op);
      errorf(s->lhs, Code::NonNumericIncDec, "invalid operation: %s%s%s (non-numeric type %s)", s->lhs, op,
             op, x.typ);
      return;
    }
    assignVar(s->lhs, nullptr, &x, "assignment");
    return;
  }
  ExprList lhs = syntax::unpackList(s->lhs);
  ExprList rhs = syntax::unpackList(s->rhs);
  if (s->op == syntax::Operator::None) {
    assignVars(lhs, rhs);
    return;
  }
  if (s->op == syntax::Operator::Def) {
    shortVarDecl(s->pos, lhs, rhs);
    return;
  }
  if (lhs.size() != 1 || rhs.size() != 1) {
    errorf(s, Code::MultiValAssignOp, "assignment operation %s requires single-valued expressions",
           syntax::spelling(s->op));
    return;
  }
  Operand x;
  binary(&x, nullptr, lhs[0], rhs[0], s->op);
  assignVar(lhs[0], nullptr, &x, "assignment");
}

void Checker::returnStmt(syntax::ReturnStmt* s) {
  std::span<Var* const> res = tupleVars(sig->results_);
  ExprList results = syntax::unpackList(s->results);
  if (!results.empty() || res.empty() || res[0]->name_.empty()) {
    // types2 checks even an empty list against the results, and values against none.
    initVars(res, results, s);
    return;
  }
  // Implicit results must not be hidden.
  for (Var* v : res) {
    Object* alt = lookup(v->name_);
    if (alt == nullptr || alt == v) continue;
    ErrorBuilder err = newError(Code::OutOfScopeResult);
    err.addf(s, "result parameter %s not in scope at return", v->name_);
    err.addf(alt, "inner declaration of %s", v);
    err.report();
  }
}

void Checker::branchStmt(StmtContext ctxt, syntax::BranchStmt* s) {
  if (s->label != nullptr) {
    hasLabel = true;  // see labels
    return;
  }
  if (conf->ignoreBranchErrors) return;
  switch (s->tok) {
    case Token::Break:
      if ((ctxt & BreakOk) == 0)
        error(s, Code::MisplacedBreak, "break not in for, switch, or select statement");
      break;
    case Token::Continue:
      if ((ctxt & ContinueOk) == 0) error(s, Code::MisplacedContinue, "continue not in for statement");
      break;
    case Token::Fallthrough:
      if ((ctxt & FallthroughOk) == 0) {
        error(s, Code::MisplacedFallthrough,
              (ctxt & FinalSwitchCase) != 0 ? "cannot fallthrough final case in switch"
              : (ctxt & InTypeSwitch) != 0  ? "cannot fallthrough in type switch"
                                            : "fallthrough statement out of place");
      }
      break;
    default: errorf(s, Code::InvalidSyntaxTree, "branch statement: %s", syntax::spelling(s->tok));
  }
}

void Checker::selectStmt(StmtContext inner, syntax::SelectStmt* s) {
  multipleSelectDefaults(s->body);
  for (syntax::CommClause* clause : s->body) {
    // A send, a receive (perhaps with assignment) or nothing.
    bool valid = false;
    syntax::Expr* rhs = nullptr;
    if (clause->comm == nullptr || isa<syntax::SendStmt>(clause->comm)) {
      valid = true;
    } else if (auto* a = dyn_cast<syntax::AssignStmt>(clause->comm)) {
      if (!isa<syntax::ListExpr>(a->rhs)) rhs = a->rhs;
    } else if (auto* e = dyn_cast<syntax::ExprStmt>(clause->comm)) {
      rhs = e->x;
    }
    if (rhs != nullptr) {
      auto* o = dyn_cast<syntax::Operation>(syntax::unparen(rhs));
      if (o != nullptr && o->y == nullptr && o->op == syntax::Operator::Recv) valid = true;
    }
    if (!valid) {
      error(clause->comm, Code::InvalidSelectCase,
            "select case must be send or receive (possibly with assignment)");
      continue;
    }
    openScope(clause, "case");
    if (clause->comm != nullptr) stmt(inner, clause->comm);
    stmtList(inner, clause->body);
    closeScope();
  }
}

void Checker::switchStmt(StmtContext inner, syntax::SwitchStmt* s) {
  Operand x;
  if (s->tag != nullptr) {
    expr(nullptr, &x, s->tag);
    // As if assigned to a variable: all checks come with that.
    assignment(&x, nullptr, "switch expression");
    if (x.mode != OperandMode::Invalid && !comparable(x.typ) && !hasNil(x.typ)) {
      errorf(&x, Code::InvalidExprSwitch, "cannot switch on %s (%s is not comparable)", &x, x.typ);
      x.mode = OperandMode::Invalid;
    }
  } else {
    x.mode = OperandMode::Constant;
    x.typ = basicType(BasicKind::Bool);
    x.val = constant::makeBool(true);
    x.expr = newName(s->body.empty() ? s->rbrace : s->body[0]->pos, "true");
  }
  multipleSwitchDefaults(s->body);

  ValueMap seen;
  for (size_t i = 0; i < s->body.size(); i++) {
    syntax::CaseClause* clause = s->body[i];
    StmtContext in = inner | (i + 1 < s->body.size() ? FallthroughOk : FinalSwitchCase);
    caseValues(&x, syntax::unpackList(clause->cases), seen);
    openScope(clause, "case");
    stmtList(in, clause->body);
    closeScope();
  }
}

void Checker::typeSwitchStmt(StmtContext inner, syntax::SwitchStmt* s, syntax::TypeSwitchGuard* guard) {
  syntax::Name* lhs = guard->lhs;
  if (lhs != nullptr) {
    if (lhs->value == "_") {
      softErrorf(lhs, Code::NoNewVar, "no new variable on left side of :=");
      lhs = nullptr;  // no second error
    } else {
      recordDef(lhs, nullptr);  // each clause declares its own
    }
  }

  Operand x;
  Operand* sx = nullptr;  // nullptr if invalid
  expr(nullptr, &x, guard->x);
  if (x.mode != OperandMode::Invalid) {
    if (isTypeParam(x.typ)) {
      errorf(&x, Code::InvalidTypeSwitch, "cannot use type switch on type parameter value %s", &x);
    } else if (isInterface(x.typ)) {
      sx = &x;
    } else {
      errorf(&x, Code::InvalidTypeSwitch, "%s is not an interface", &x);
    }
  }
  multipleSwitchDefaults(s->body);

  std::vector<Var*> lhsVars;
  std::vector<std::pair<Type*, syntax::Expr*>> seen;
  for (syntax::CaseClause* clause : s->body) {
    Type* T = caseTypes(sx, syntax::unpackList(clause->cases), seen);
    openScope(clause, "case");
    if (lhs != nullptr) {
      auto* obj = new Var(VarKind::Local, lhs->pos, pkg, lhs->value, T);
      declare(scope, nullptr, obj, clause->colon);
      recordImplicit(clause, obj);
      lhsVars.push_back(obj);
    }
    stmtList(inner, clause->body);
    closeScope();
  }

  // The variables of the clauses count as one: used if any of them is.
  if (lhs != nullptr) {
    bool used = false;
    for (Var* v : lhsVars) {
      used = used || v->used_;
      v->used_ = true;
    }
    if (!used) softErrorf(lhs, Code::UnusedVar, "%s declared and not used", lhs->value);
  }
}

}  // namespace golem::types
