// Declarations: imports, constants, types, variables, functions.
#include "syntax/parser_impl.h"

namespace golem::syntax {

using base::dyn_cast;
using base::isa;

namespace {

// Splits x into a type parameter's name and constraint if it can be read so: "P *C", "P (C)", "P *C|D". Expressions that
// could as well be array lengths are split only if force is set. type stays null for a lone name.
struct Split {
  Name* name = nullptr;
  Expr* type = nullptr;
};

// "P *C" or "P (C)", not a union.
Split splitTerm(Expr* x, bool force, base::Arena& arena) {
  if (auto* n = dyn_cast<Name>(x))
    return {n, nullptr};
  if (auto* op = dyn_cast<Operation>(x)) {
    auto* n = op->y != nullptr && op->op == Operator::Mul ? dyn_cast<Name>(op->x) : nullptr;
    if (n == nullptr || !(force || isTypeElem(op->y)))
      return {};
    auto* pointer = arena.make<Operation>(*op);  // a copy: x may yet be used as an expression
    pointer->x = op->y;
    pointer->y = nullptr;
    return {n, pointer};
  }
  if (auto* call = dyn_cast<CallExpr>(x)) {
    auto* n = dyn_cast<Name>(call->fun);
    if (n != nullptr && call->argList.size() == 1 && !call->hasDots && (force || isTypeElem(call->argList[0])))
      return {n, unparen(call->argList[0])};
  }
  return {};
}

Split extractName(Expr* x, bool force, base::Arena& arena) {
  std::vector<Operation*> terms;  // the unions around the first term, outermost first
  for (;;) {
    auto* op = dyn_cast<Operation>(x);
    if (op == nullptr || op->y == nullptr || op->op != Operator::Or)
      break;
    terms.push_back(op);
    force = force || isTypeElem(op->y);
    x = op->x;
  }
  Split s = splitTerm(x, force, arena);
  if (terms.empty())
    return s;
  if (s.name == nullptr || s.type == nullptr)
    return {};
  for (size_t i = terms.size(); i-- > 0;) {
    auto* unionType = arena.make<Operation>(*terms[i]);
    unionType->x = s.type;
    s.type = unionType;
  }
  return s;
}

}  // namespace

// Whether x can only be a type (element), not a value.
bool isTypeElem(const Expr* x) {
  for (;;) {
    switch (x->kind) {
    case NodeKind::ArrayType: case NodeKind::StructType: case NodeKind::FuncType: case NodeKind::InterfaceType:
    case NodeKind::SliceType: case NodeKind::MapType: case NodeKind::ChanType:
      return true;
    case NodeKind::Operation: {
      auto* op = base::cast<Operation>(x);
      if (op->op == Operator::Tilde || (op->y != nullptr && isTypeElem(op->y)))
        return true;
      x = op->x;
      break;
    }
    case NodeKind::ParenExpr:
      x = base::cast<ParenExpr>(x)->x;
      break;
    default:
      return false;
    }
  }
}

// appendGroup(f) = f | "(" { f ";" } ")" .
void Parser::appendGroup(std::vector<Decl*>& out, DeclParser f) {
  if (tok != Token::Lparen) {
    out.push_back((this->*f)(nullptr));
    return;
  }
  Group* g = ctx.arena.make<Group>();
  g->pos = pos();
  clearPragma();
  next();  // behind clearPragma: comments inside belong to the first declaration
  list("grouped declaration", Token::Semi, Token::Rparen, [&] {
    out.push_back((this->*f)(g));
    return false;
  });
}

// ImportSpec = [ "." | PackageName ] ImportPath .
Decl* Parser::importDecl(Group* group) {
  auto* d = make<ImportDecl>(pos());
  d->group = group;
  d->pragma = takePragma();
  if (tok == Token::Name) {
    d->localPkgName = name();
  } else if (tok == Token::Dot) {
    d->localPkgName = newName(pos(), ctx.names.intern("."));
    next();
  }
  d->path = literalOrNull();
  if (d->path == nullptr) {
    syntaxError("missing import path");
    advance({Token::Semi, Token::Rparen});
    return d;
  }
  if (!d->path->bad && d->path->litKind != LitKind::String) {
    syntaxErrorAt(d->path->pos, "import path must be a string");
    d->path->bad = true;
  }
  return d;
}

// ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
Decl* Parser::constDecl(Group* group) {
  auto* d = make<ConstDecl>(pos());
  d->group = group;
  d->pragma = takePragma();
  d->nameList = nameList(name());
  if (tok != Token::Eof && tok != Token::Semi && tok != Token::Rparen) {
    d->type = typeOrNull();
    if (gotAssign())
      d->values = exprList();
  }
  return d;
}

// TypeSpec = identifier [ TypeParams ] [ "=" ] Type .
Decl* Parser::typeDecl(Group* group) {
  auto* d = make<TypeDecl>(pos());
  d->group = group;
  d->pragma = takePragma();
  d->name = name();
  if (tok == Token::Lbrack) {
    bracketedTypeDecl(d);
  } else {
    d->alias = gotAssign();
    d->type = typeOrNull();
  }
  if (d->type == nullptr) {
    d->type = badExpr();
    syntaxError("in type declaration");
    advance({Token::Semi, Token::Rparen});
  }
  return d;
}

// At "[" behind the type's name: an array or slice type or a list of type parameters.
void Parser::bracketedTypeDecl(TypeDecl* d) {
  Pos at = pos();
  next();
  if (tok == Token::Rbrack) {
    next();
    d->type = sliceType(at);
    return;
  }
  if (tok != Token::Name) {
    d->type = arrayType(at, nullptr);
    return;
  }
  // An array length and a type parameter may both start with a name. Read an expression and look whether it splits into
  // a name and a constraint. "name [" cannot start a (constant) length, so there the constraint is parsed as a type.
  Expr* x = name();
  if (tok != Token::Lbrack) {
    ++exprNest;
    x = binaryExpr(pexpr(x, false), 0);
    --exprNest;
  }
  Split split = extractName(x, tok == Token::Comma, ctx.arena);
  if (split.name != nullptr && (split.type != nullptr || tok != Token::Rbrack)) {
    d->tparamList = paramList(split.name, split.type, Token::Rbrack, true, false);
    d->alias = gotAssign();
    d->type = typeOrNull();
    return;
  }
  d->type = arrayType(at, x);
}

// VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
Decl* Parser::varDecl(Group* group) {
  auto* d = make<VarDecl>(pos());
  d->group = group;
  d->pragma = takePragma();
  d->nameList = nameList(name());
  if (gotAssign()) {
    d->values = exprList();
    return d;
  }
  d->type = type();
  if (gotAssign())
    d->values = exprList();
  return d;
}

// FunctionDecl = "func" [ Receiver ] FunctionName [ TypeParams ] Signature [ FunctionBody ] .
FuncDecl* Parser::funcDecl() {
  auto* f = make<FuncDecl>(pos());
  f->pragma = takePragma();
  const char* context = "";
  if (got(Token::Lparen)) {
    context = "method";
    List<Field> receivers = paramList(nullptr, nullptr, Token::Rparen, false, false);
    if (receivers.empty())
      error("method has no receiver");
    else if (receivers.size() > 1)
      error("method has multiple receivers");
    if (!receivers.empty())
      f->recv = receivers[0];
  }
  if (tok == Token::Name) {
    f->name = name();
    f->type = funcType(context, &f->tparamList);
  } else {
    f->name = newName(pos(), blankName);
    f->type = make<FuncType>(pos());
    syntaxError(*context == 0 ? "expected name or (" : "expected name");
    advance({Token::Lbrace, Token::Semi});
  }
  if (tok == Token::Lbrace)
    f->body = funcBody();
  return f;
}

BlockStmt* Parser::funcBody() {
  ++funcNest;
  int before = errorCount;
  BlockStmt* body = blockStmt("");
  --funcNest;
  // After syntax errors labels would only give follow-up errors.
  if (options.checkBranches && before == errorCount)
    checkBranches(body, ctx.sources, ctx.reporter);
  return body;
}

}  // namespace golem::syntax
