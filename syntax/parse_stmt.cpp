// Statements.
#include "syntax/parser_impl.h"

#include "syntax/printer.h"

namespace golem::syntax {

using base::dyn_cast;
using base::isa;

namespace {

// x as text, binary expressions in parentheses to set them off from the "=" between.
std::string emphasize(const Expr* x) {
  std::string s = toString(x);
  auto* op = dyn_cast<Operation>(x);
  return op != nullptr && op->y != nullptr ? "(" + s + ")" : s;
}

}  // namespace

SimpleStmt* Parser::exprStmt(Pos at, Expr* x) {
  auto* s = make<ExprStmt>(at);
  s->x = x;
  return s;
}

RangeClause* Parser::rangeClause(Expr* lhs, bool def) {
  auto* r = make<RangeClause>(pos());
  next();
  r->lhs = lhs;
  r->def = def;
  r->x = expr();
  return r;
}

AssignStmt* Parser::assignStmt(Pos at, Operator o, Expr* lhs, Expr* rhs) {
  auto* a = make<AssignStmt>(at);
  a->op = o;
  a->lhs = lhs;
  a->rhs = rhs;
  return a;
}

// SimpleStmt = EmptyStmt | ExpressionStmt | SendStmt | IncDecStmt | Assignment | ShortVarDecl .
// keyword says whose header it stands in: For allows range clauses, Switch type switch guards.
SimpleStmt* Parser::simpleStmt(Expr* lhs, Token keyword) {
  if (keyword == Token::For && tok == Token::Range)
    return rangeClause(nullptr, false);
  if (lhs == nullptr)
    lhs = exprList();

  Pos at = pos();
  auto* lhsList = dyn_cast<ListExpr>(lhs);
  if (lhsList == nullptr && tok != Token::Assign && tok != Token::Define) {
    switch (tok) {
    case Token::AssignOp: {
      Operator o = op;
      next();
      Expr* rhs = expr();
      return assignStmt(at, o, lhs, rhs);
    }
    case Token::IncOp: {
      Operator o = op;
      next();
      return assignStmt(at, o, lhs, nullptr);
    }
    case Token::Arrow: {
      auto* s = make<SendStmt>(at);
      next();
      s->chan = lhs;
      s->value = expr();
      return s;
    }
    default:
      return exprStmt(lhs->pos, lhs);
    }
  }

  if (tok != Token::Assign && tok != Token::Define) {
    syntaxError("expected := or = or comma");
    advance({Token::Semi, Token::Rbrace});
    if (lhsList != nullptr)
      lhs = lhsList->elemList[0];
    return exprStmt(lhs->pos, lhs);
  }

  Operator o = tok == Token::Define ? Operator::Def : Operator::None;
  next();
  if (keyword == Token::For && tok == Token::Range)
    return rangeClause(lhs, o == Operator::Def);
  Expr* rhs = exprList();
  auto* guard = dyn_cast<TypeSwitchGuard>(rhs);
  if (guard != nullptr && keyword == Token::Switch && o == Operator::Def && isa<Name>(lhs)) {
    guard->lhs = base::cast<Name>(lhs);
    return exprStmt(guard->pos, guard);
  }
  return assignStmt(at, o, lhs, rhs);
}

// At the colon behind a label.
Stmt* Parser::labeledStmtOrNull(Name* label) {
  auto* s = make<LabeledStmt>(pos());
  s->label = label;
  want(Token::Colon);
  if (tok == Token::Rbrace) {
    // No semicolon is needed before "}": the label has an empty statement.
    s->stmt = make<EmptyStmt>(pos());
    return s;
  }
  s->stmt = stmtOrNull();
  if (s->stmt != nullptr)
    return s;
  syntaxErrorAt(s->pos, "missing statement after label");
  return nullptr;
}

// context may be empty where the current token is known to be "{".
BlockStmt* Parser::blockStmt(const char* context) {
  auto* s = make<BlockStmt>(pos());
  if (!got(Token::Lbrace)) {
    syntaxError(std::string("expected { after ") + context);
    advance({Token::Name, Token::Rbrace});
    s->rbrace = pos();
    if (got(Token::Rbrace))
      return s;
  }
  s->list = stmtList();
  s->rbrace = pos();
  want(Token::Rbrace);
  return s;
}

DeclStmt* Parser::declStmt(DeclParser f) {
  auto* s = make<DeclStmt>(pos());
  next();
  std::vector<Decl*> decls;
  appendGroup(decls, f);
  s->declList = copy(decls);
  return s;
}

CallStmt* Parser::callStmt() {
  auto* s = make<CallStmt>(pos());
  s->tok = tok;
  next();
  Expr* x = pexpr(nullptr, tok == Token::Lparen);
  if (Expr* t = unparen(x); t != x) {
    errorAt(x->pos, "expression in " + std::string(spelling(s->tok)) + " must not be parenthesized");
    x = t;
  }
  s->call = x;
  return s;
}

Stmt* Parser::forStmt() {
  auto* s = make<ForStmt>(pos());
  Header h = header(Token::For);
  s->init = h.init;
  s->cond = h.cond;
  s->post = h.post;
  s->body = blockStmt("for clause");
  return s;
}

// What stands between if, for or switch and its block.
Parser::Header Parser::header(Token keyword) {
  Header h;
  want(keyword);
  if (tok == Token::Lbrace) {
    if (keyword == Token::If) {
      syntaxError("missing condition in if statement");
      h.cond = badExpr();
    }
    return h;
  }

  int outer = exprNest;
  exprNest = -1;
  if (tok != Token::Semi) {
    if (got(Token::Var))
      syntaxError("var declaration not allowed in " + std::string(spelling(keyword)) + " initializer");
    h.init = simpleStmt(nullptr, keyword);
    if (isa<RangeClause>(h.init)) {
      exprNest = outer;
      return h;
    }
  }

  SimpleStmt* condStmt = nullptr;
  Pos semiPos;
  std::string_view semiLit;
  if (tok == Token::Lbrace) {
    condStmt = h.init;
    h.init = nullptr;
  } else {
    if (tok == Token::Semi) {
      semiPos = pos();
      semiLit = lit;
      next();
    } else {
      want(Token::Lbrace);  // gives a better message than asking for ";"
      if (tok != Token::Lbrace)
        advance({Token::Lbrace, Token::Rbrace});
    }
    if (keyword == Token::For) {
      if (tok == Token::Lbrace) {
        syntaxError("expected for loop condition");
      } else {
        if (tok != Token::Semi)
          condStmt = simpleStmt(nullptr, Token::None);
        want(Token::Semi);
        if (tok != Token::Lbrace) {
          h.post = simpleStmt(nullptr, Token::None);
          auto* a = dyn_cast<AssignStmt>(h.post);
          if (a != nullptr && a->op == Operator::Def)
            syntaxErrorAt(a->pos, "cannot declare in post statement of for loop");
        }
      }
    } else if (tok != Token::Lbrace) {
      condStmt = simpleStmt(nullptr, keyword);
    }
  }
  h.cond = headerCondition(condStmt, keyword, semiPos, semiLit);
  exprNest = outer;
  return h;
}

Expr* Parser::headerCondition(SimpleStmt* stmt, Token keyword, Pos semiPos, std::string_view semiLit) {
  if (stmt == nullptr) {
    if (keyword != Token::If || !semiPos.isKnown())
      return nullptr;
    if (semiLit != "semicolon")
      syntaxErrorAt(semiPos, "unexpected " + std::string(semiLit) + ", expected { after if clause");
    else
      syntaxErrorAt(semiPos, "missing condition in if statement");
    return make<BadExpr>(semiPos);
  }
  if (auto* e = dyn_cast<ExprStmt>(stmt))
    return e->x;
  // Most often "=" was written for "==": say what was read.
  std::string what;
  auto* a = dyn_cast<AssignStmt>(stmt);
  if (a != nullptr && a->op == Operator::None)
    what = "assignment " + emphasize(a->lhs) + " = " + emphasize(a->rhs);
  else
    what = toString(stmt);
  syntaxErrorAt(stmt->pos, "cannot use " + what + " as value");
  return nullptr;
}

IfStmt* Parser::ifStmt() {
  Depth level(*this);
  auto* s = make<IfStmt>(pos());
  Header h = header(Token::If);
  s->init = h.init;
  s->cond = h.cond;
  s->then = blockStmt("if clause");
  if (!got(Token::Else))
    return s;
  if (tok == Token::If) {
    s->els = ifStmt();
  } else if (tok == Token::Lbrace) {
    s->els = blockStmt("");
  } else {
    syntaxError("else must be followed by if or statement block");
    advance({Token::Name, Token::Rbrace});
  }
  return s;
}

Stmt* Parser::switchStmt() {
  auto* s = make<SwitchStmt>(pos());
  Header h = header(Token::Switch);
  s->init = h.init;
  s->tag = h.cond;
  if (!got(Token::Lbrace)) {
    syntaxError("missing { after switch clause");
    advance({Token::Case, Token::Default, Token::Rbrace});
  }
  std::vector<CaseClause*> body;
  while (tok != Token::Eof && tok != Token::Rbrace)
    body.push_back(caseClause());
  s->body = copy(body);
  s->rbrace = pos();
  want(Token::Rbrace);
  return s;
}

Stmt* Parser::selectStmt() {
  auto* s = make<SelectStmt>(pos());
  want(Token::Select);
  if (!got(Token::Lbrace)) {
    syntaxError("missing { after select clause");
    advance({Token::Case, Token::Default, Token::Rbrace});
  }
  std::vector<CommClause*> body;
  while (tok != Token::Eof && tok != Token::Rbrace)
    body.push_back(commClause());
  s->body = copy(body);
  s->rbrace = pos();
  want(Token::Rbrace);
  return s;
}

CaseClause* Parser::caseClause() {
  auto* c = make<CaseClause>(pos());
  if (got(Token::Case)) {
    c->cases = exprList();
  } else if (!got(Token::Default)) {
    syntaxError("expected case or default or }");
    advance({Token::Colon, Token::Case, Token::Default, Token::Rbrace});
  }
  c->colon = pos();
  want(Token::Colon);
  c->body = stmtList();
  return c;
}

// The statement behind case may be any simple one; type checking tells which are wrong.
CommClause* Parser::commClause() {
  auto* c = make<CommClause>(pos());
  if (got(Token::Case)) {
    c->comm = simpleStmt(nullptr, Token::None);
  } else if (!got(Token::Default)) {
    syntaxError("expected case or default or }");
    advance({Token::Colon, Token::Case, Token::Default, Token::Rbrace});
  }
  c->colon = pos();
  want(Token::Colon);
  c->body = stmtList();
  return c;
}

// break, continue, fallthrough, goto
BranchStmt* Parser::branchStmt() {
  auto* s = make<BranchStmt>(pos());
  s->tok = tok;
  next();
  if (s->tok == Token::Goto || (s->tok != Token::Fallthrough && tok == Token::Name))
    s->label = name();
  return s;
}

ReturnStmt* Parser::returnStmt() {
  auto* s = make<ReturnStmt>(pos());
  next();
  if (tok != Token::Semi && tok != Token::Rbrace)
    s->results = exprList();
  return s;
}

// Null, without a message, if no statement starts here.
Stmt* Parser::stmtOrNull() {
  Depth level(*this);
  if (tok == Token::Name) {
    clearPragma();
    Expr* lhs = exprList();
    if (auto* label = dyn_cast<Name>(lhs); label != nullptr && tok == Token::Colon)
      return labeledStmtOrNull(label);
    return simpleStmt(lhs, Token::None);
  }
  switch (tok) {
  case Token::Var:
    return declStmt(&Parser::varDecl);
  case Token::Const:
    return declStmt(&Parser::constDecl);
  case Token::Type:
    return declStmt(&Parser::typeDecl);
  default:
    break;
  }
  clearPragma();

  switch (tok) {
  case Token::Lbrace:
    return blockStmt("");
  case Token::Operator:
  case Token::Star:
    switch (op) {
    case Operator::Add: case Operator::Sub: case Operator::Mul: case Operator::And: case Operator::Xor:
    case Operator::Not:
      return simpleStmt(nullptr, Token::None);
    default:
      return nullptr;
    }
  case Token::Literal: case Token::Func: case Token::Lparen: case Token::Lbrack: case Token::Struct: case Token::Map:
  case Token::Chan: case Token::Interface: case Token::Arrow:
    return simpleStmt(nullptr, Token::None);
  case Token::For:
    return forStmt();
  case Token::Switch:
    return switchStmt();
  case Token::Select:
    return selectStmt();
  case Token::If:
    return ifStmt();
  case Token::Fallthrough: case Token::Break: case Token::Continue: case Token::Goto:
    return branchStmt();
  case Token::Go: case Token::Defer:
    return callStmt();
  case Token::Return:
    return returnStmt();
  case Token::Semi:
    return make<EmptyStmt>(pos());
  default:
    return nullptr;
  }
}

// StatementList = { Statement ";" } .
List<Stmt> Parser::stmtList() {
  std::vector<Stmt*> stmts;
  while (tok != Token::Eof && tok != Token::Rbrace && tok != Token::Case && tok != Token::Default) {
    Stmt* s = stmtOrNull();
    clearPragma();
    if (s == nullptr)
      break;
    stmts.push_back(s);
    if (!got(Token::Semi) && tok != Token::Rbrace) {
      syntaxError("at end of statement");
      advance({Token::Semi, Token::Rbrace, Token::Case, Token::Default});
      got(Token::Semi);
    }
  }
  return copy(stmts);
}

}  // namespace golem::syntax
