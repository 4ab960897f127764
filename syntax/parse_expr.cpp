// Expressions.
#include "syntax/parser_impl.h"

#include "syntax/printer.h"

namespace golem::syntax {

using base::dyn_cast;
using base::isa;

namespace {

// Whether x can only be a value, not a type.
bool isValue(const Expr* x) {
  for (;;) {
    switch (x->kind) {
    case NodeKind::BasicLit: case NodeKind::CompositeLit: case NodeKind::FuncLit: case NodeKind::SliceExpr:
    case NodeKind::AssertExpr: case NodeKind::TypeSwitchGuard: case NodeKind::CallExpr:
      return true;
    case NodeKind::Operation: {
      auto* op = base::cast<Operation>(x);
      return op->op != Operator::Mul || op->y != nullptr;  // *T may be a type
    }
    case NodeKind::ParenExpr:
      x = base::cast<ParenExpr>(x)->x;
      break;
    case NodeKind::IndexExpr: {
      auto* index = base::cast<IndexExpr>(x);
      if (isValue(index->index))
        return true;
      x = index->x;
      break;
    }
    default:
      return false;
    }
  }
}

}  // namespace

// Expression = UnaryExpr | Expression binary_op Expression . A given x is the first operand.
Expr* Parser::binaryExpr(Expr* x, int minPrec) {
  if (x == nullptr)
    x = unaryExpr();
  for (int chain = 0; (tok == Token::Operator || tok == Token::Star) && prec > minPrec;) {
    if (++chain > options.maxChain) {
      tooDeep();
      break;
    }
    auto* t = make<Operation>(pos());
    t->op = op;
    int inner = prec;
    next();
    t->x = x;
    t->y = binaryExpr(nullptr, inner);
    x = t;
  }
  return x;
}

// UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
Expr* Parser::unaryExpr() {
  Depth level(*this);
  switch (tok) {
  case Token::Operator:
  case Token::Star:
    switch (op) {
    case Operator::Mul: case Operator::Add: case Operator::Sub: case Operator::Not: case Operator::Xor:
    case Operator::Tilde: case Operator::And: {
      auto* x = make<Operation>(pos());
      x->op = op;
      next();
      x->x = unaryExpr();
      if (x->op == Operator::And)
        x->x = unparen(x->x);  // operand keeps the parentheses of &(T{})
      return x;
    }
    default:
      break;
    }
    break;
  case Token::Arrow:
    return arrowExpr();
  default:
    break;
  }
  return pexpr(nullptr, true);  // parentheses are kept for the error about "(x) := true"
}

// <-x is a receive operation, or a receive-only channel type if x turns out to be a channel type: then the arrow has to
// be associated anew, <-(chan E) => (<-chan E) and <-(chan<- E) => (<-chan (<-E)).
Expr* Parser::arrowExpr() {
  Pos at = pos();
  next();
  Expr* x = unaryExpr();
  if (!isa<ChanType>(x)) {
    auto* receive = make<Operation>(at);
    receive->op = Operator::Recv;
    receive->x = x;
    return receive;
  }
  ChanDir dir = ChanDir::SendOnly;
  Expr* t = x;
  while (dir == ChanDir::SendOnly) {
    auto* c = dyn_cast<ChanType>(t);
    if (c == nullptr)
      break;
    dir = c->dir;
    if (dir == ChanDir::RecvOnly)
      syntaxError("unexpected <-, expected chan");
    c->dir = ChanDir::RecvOnly;
    t = c->elem;
  }
  if (dir == ChanDir::SendOnly)
    syntaxError("unexpected " + toString(t) + ", expected chan");
  return x;
}

// Operand = Literal | OperandName | MethodExpr | "(" Expression ")" .
// Composite literals are left to pexpr: their type may be a qualified name.
Expr* Parser::operand(bool keepParens) {
  switch (tok) {
  case Token::Name:
    return name();
  case Token::Literal:
    return literalOrNull();
  case Token::Lparen: {
    Pos at = pos();
    next();
    ++exprNest;
    Expr* x = expr();
    --exprNest;
    want(Token::Rparen);
    // Parentheses are only recorded where an error may have to speak of them; before "{", x may be the type of a
    // composite literal, where they are wrong.
    if (tok != Token::Lbrace && !keepParens)
      return x;
    auto* paren = make<ParenExpr>(at);
    paren->x = x;
    return paren;
  }
  case Token::Func: {
    Pos at = pos();
    next();
    List<Field> tparams;
    FuncType* t = funcType("function type", &tparams);
    if (tok != Token::Lbrace)
      return t;
    ++exprNest;
    auto* f = make<FuncLit>(at);
    f->type = t;
    f->body = funcBody();
    --exprNest;
    return f;
  }
  case Token::Lbrack: case Token::Chan: case Token::Map: case Token::Struct: case Token::Interface:
    return type();
  default: {
    Expr* x = badExpr();
    syntaxError("expected expression");
    advance({Token::Rparen, Token::Rbrack, Token::Rbrace});
    return x;
  }
  }
}

// At the dot: selector, type assertion or type switch guard.
Expr* Parser::dotExpr(Expr* x, Pos at) {
  next();
  if (tok == Token::Name) {
    auto* t = make<SelectorExpr>(at);
    t->x = x;
    t->sel = name();
    return t;
  }
  if (tok != Token::Lparen) {
    syntaxError("expected name or (");
    advance({Token::Semi, Token::Rparen});
    return x;
  }
  next();
  Expr* result;
  if (got(Token::Type)) {
    auto* guard = make<TypeSwitchGuard>(at);  // simpleStmt fills in lhs
    guard->x = x;
    result = guard;
  } else {
    auto* assertion = make<AssertExpr>(at);
    assertion->x = x;
    assertion->type = type();
    result = assertion;
  }
  want(Token::Rparen);
  return result;
}

// At "[": x[i], x[i, j], x[i:j], x[i:j:k].
Expr* Parser::indexOrSlice(Expr* x, Pos at) {
  next();
  Expr* first = nullptr;
  if (tok != Token::Colon) {
    bool comma = false;
    if (tok == Token::Rbrack) {
      syntaxError("expected operand");
      first = badExpr();
    } else {
      first = typeList(false, &comma);
    }
    if (comma || tok == Token::Rbrack) {
      want(Token::Rbrack);
      auto* t = make<IndexExpr>(at);
      t->x = x;
      t->index = first;
      return t;
    }
  }
  if (!got(Token::Colon)) {
    syntaxError("expected comma, : or ]");
    advance({Token::Comma, Token::Colon, Token::Rbrack});
  }
  ++exprNest;
  auto* t = make<SliceExpr>(at);
  t->x = x;
  t->index[0] = first;
  if (tok != Token::Colon && tok != Token::Rbrack)
    t->index[1] = expr();
  if (tok == Token::Colon) {
    t->full = true;
    if (t->index[1] == nullptr) {
      error("middle index required in 3-index slice");
      t->index[1] = badExpr();
    }
    next();
    if (tok != Token::Rbrack) {
      t->index[2] = expr();
    } else {
      error("final index required in 3-index slice");
      t->index[2] = badExpr();
    }
  }
  --exprNest;
  want(Token::Rbrack);
  return t;
}

// Whether "{" behind an operand opens a composite literal of that type and not a block.
bool Parser::startsLiteral(const Expr* type) const {
  switch (type->kind) {
  case NodeKind::Name: case NodeKind::SelectorExpr:
    return exprNest >= 0;
  case NodeKind::IndexExpr:
    return exprNest >= 0 && !isValue(type);
  case NodeKind::ArrayType: case NodeKind::SliceType: case NodeKind::StructType: case NodeKind::MapType:
    return true;
  default:
    return false;
  }
}

// PrimaryExpr = Operand | PrimaryExpr ( Selector | Index | Slice | TypeAssertion | Arguments ) | CompositeLit .
// A given x is the operand.
Expr* Parser::pexpr(Expr* x, bool keepParens) {
  if (x == nullptr)
    x = operand(keepParens);
  for (int chain = 0;;) {
    if (++chain > options.maxChain) {
      tooDeep();
      return x;
    }
    Pos at = pos();
    switch (tok) {
    case Token::Dot:
      x = dotExpr(x, at);
      break;
    case Token::Lbrack:
      x = indexOrSlice(x, at);
      break;
    case Token::Lparen: {
      auto* t = make<CallExpr>(at);
      next();
      t->fun = x;
      t->argList = argList(&t->hasDots);
      x = t;
      break;
    }
    case Token::Lbrace: {
      // operand keeps the parentheses of a literal's type; accepted with a complaint.
      Expr* t = unparen(x);
      if (!startsLiteral(t))
        return x;
      if (t != x)
        syntaxError("cannot parenthesize type in composite literal");
      CompositeLit* literal = compositeLit();
      literal->type = x;
      x = literal;
      break;
    }
    default:
      return x;
    }
  }
}

// Element = Expression | LiteralValue .
Expr* Parser::bareLiteral() {
  if (tok == Token::Lbrace)
    return compositeLit();
  return expr();
}

// LiteralValue = "{" [ ElementList [ "," ] ] "}" .
CompositeLit* Parser::compositeLit() {
  Depth level(*this);
  auto* x = make<CompositeLit>(pos());
  std::vector<Expr*> elems;
  ++exprNest;
  want(Token::Lbrace);
  x->rbrace = list("composite literal", Token::Comma, Token::Rbrace, [&] {
    Expr* e = bareLiteral();
    if (tok == Token::Colon) {
      auto* pair = make<KeyValueExpr>(pos());
      next();
      pair->key = e;
      pair->value = bareLiteral();
      e = pair;
      ++x->nkeys;
    }
    elems.push_back(e);
    return false;
  });
  --exprNest;
  x->elemList = copy(elems);
  return x;
}

// argList = [ arg { "," arg } [ "..." ] [ "," ] ] ")" .
std::span<Expr*> Parser::argList(bool* hasDots) {
  std::vector<Expr*> args;
  ++exprNest;
  list("argument list", Token::Comma, Token::Rparen, [&] {
    args.push_back(expr());
    return *hasDots = got(Token::DotDotDot);
  });
  --exprNest;
  return copy(args);
}

// ExpressionList = Expression { "," Expression } .
Expr* Parser::exprList() {
  Expr* x = expr();
  if (tok != Token::Comma)
    return x;
  std::vector<Expr*> elems{x};
  while (got(Token::Comma))
    elems.push_back(expr());
  auto* l = make<ListExpr>(x->pos);
  l->elemList = copy(elems);
  return l;
}

// typeList = arg { "," arg } [ "," ] . Unless strict, the first may be any expression. *comma: there was one.
Expr* Parser::typeList(bool strict, bool* comma) {
  ++exprNest;
  Expr* x = strict ? type() : expr();
  if (got(Token::Comma)) {
    *comma = true;
    if (Expr* t = typeOrNull()) {
      std::vector<Expr*> elems{x, t};
      while (got(Token::Comma)) {
        t = typeOrNull();
        if (t == nullptr)
          break;
        elems.push_back(t);
      }
      auto* l = make<ListExpr>(x->pos);
      l->elemList = copy(elems);
      x = l;
    }
  }
  --exprNest;
  return x;
}

}  // namespace golem::syntax
