// Types, fields, methods and parameter lists.
#include "syntax/parser_impl.h"

namespace golem::syntax {

using base::dyn_cast;
using base::isa;

Expr* Parser::type() {
  Expr* t = typeOrNull();
  if (t == nullptr) {
    t = badExpr();
    syntaxError("expected type");
    advance({Token::Comma, Token::Colon, Token::Semi, Token::Rparen, Token::Rbrack, Token::Rbrace});
  }
  return t;
}

Expr* Parser::newIndirect(Pos at, Expr* x) {
  auto* o = make<Operation>(at);
  o->op = Operator::Mul;
  o->x = x;
  return o;
}

// Type = TypeName | TypeLit | "(" Type ")" . Null, without a message, if there is none.
Expr* Parser::typeOrNull() {
  Depth level(*this);
  Pos at = pos();
  switch (tok) {
  case Token::Star:
    next();
    return newIndirect(at, type());
  case Token::Arrow: {
    next();
    want(Token::Chan);
    auto* t = make<ChanType>(at);
    t->dir = ChanDir::RecvOnly;
    t->elem = chanElem();
    return t;
  }
  case Token::Func: {
    next();
    List<Field> tparams;
    return funcType("function type", &tparams);
  }
  case Token::Lbrack:
    next();
    return got(Token::Rbrack) ? sliceType(at) : arrayType(at, nullptr);
  case Token::Chan: {
    next();
    auto* t = make<ChanType>(at);
    if (got(Token::Arrow))
      t->dir = ChanDir::SendOnly;
    t->elem = chanElem();
    return t;
  }
  case Token::Map: {
    next();
    want(Token::Lbrack);
    auto* t = make<MapType>(at);
    t->key = type();
    want(Token::Rbrack);
    t->value = type();
    return t;
  }
  case Token::Struct:
    return structType();
  case Token::Interface:
    return interfaceType();
  case Token::Name:
    return qualifiedName(nullptr);
  case Token::Lparen: {
    next();
    Expr* t = type();
    want(Token::Rparen);
    return t;  // parentheses around types are not kept
  }
  default:
    return nullptr;
  }
}

// At "[" behind a generic type's name.
Expr* Parser::typeInstance(Expr* x) {
  auto* t = make<IndexExpr>(pos());
  want(Token::Lbrack);
  t->x = x;
  if (tok == Token::Rbrack) {
    syntaxError("expected type argument list");
    t->index = badExpr();
  } else {
    bool comma = false;
    t->index = typeList(true, &comma);
  }
  want(Token::Rbrack);
  return t;
}

// A non-empty context must not have type parameters.
FuncType* Parser::funcType(const char* context, List<Field>* tparams) {
  auto* t = make<FuncType>(pos());
  if (got(Token::Lbrack)) {
    if (*context != 0)
      syntaxErrorAt(t->pos, std::string(context) + " must have no type parameters");
    if (tok == Token::Rbrack) {
      syntaxError("empty type parameter list");
      next();
    } else {
      *tparams = paramList(nullptr, nullptr, Token::Rbrack, true, false);
    }
  }
  want(Token::Lparen);
  t->paramList = paramList(nullptr, nullptr, Token::Rparen, false, true);
  t->resultList = funcResult();
  return t;
}

// "[" at `at` has been read, and the length if it is given.
Expr* Parser::arrayType(Pos at, Expr* len) {
  if (len == nullptr && !got(Token::DotDotDot)) {
    ++exprNest;
    len = expr();
    --exprNest;
  }
  if (tok == Token::Comma) {
    syntaxError("unexpected comma; expected ]");
    next();
  }
  want(Token::Rbrack);
  auto* t = make<ArrayType>(at);
  t->len = len;
  t->elem = type();
  return t;
}

// "[]" has been read.
Expr* Parser::sliceType(Pos at) {
  auto* t = make<SliceType>(at);
  t->elem = type();
  return t;
}

Expr* Parser::chanElem() {
  Expr* t = typeOrNull();
  if (t == nullptr) {
    t = badExpr();
    syntaxError("missing channel element type");
  }
  return t;
}

// StructType = "struct" "{" { FieldDecl ";" } "}" .
StructType* Parser::structType() {
  auto* t = make<StructType>(pos());
  StructBuilder b;
  want(Token::Struct);
  want(Token::Lbrace);
  list("struct type", Token::Semi, Token::Rbrace, [&] {
    fieldDecl(b);
    return false;
  });
  t->fieldList = copy(b.fields);
  t->tagList = copy(b.tags);
  return t;
}

// InterfaceType = "interface" "{" { ( MethodDecl | EmbeddedElem ) ";" } "}" .
InterfaceType* Parser::interfaceType() {
  auto* t = make<InterfaceType>(pos());
  std::vector<Field*> methods;
  want(Token::Interface);
  want(Token::Lbrace);
  list("interface type", Token::Semi, Token::Rbrace, [&] {
    Field* f = tok == Token::Name ? methodDecl() : nullptr;
    if (f == nullptr || f->name == nullptr)
      f = embeddedElem(f);
    methods.push_back(f);
    return false;
  });
  t->methodList = copy(methods);
  return t;
}

// Result = Parameters | Type .
List<Field> Parser::funcResult() {
  if (got(Token::Lparen))
    return paramList(nullptr, nullptr, Token::Rparen, false, false);
  Pos at = pos();
  Expr* t = typeOrNull();
  if (t == nullptr)
    return {};
  Field* f = make<Field>(at);
  f->type = t;
  return ctx.arena.copy(std::span<Field* const>(&f, 1));
}

void Parser::addField(StructBuilder& s, Pos at, Name* name, Expr* type, BasicLit* tag) {
  if (tag != nullptr) {
    s.tags.resize(s.fields.size());
    s.tags.push_back(tag);
  }
  Field* f = make<Field>(at);
  f->name = name;
  f->type = type;
  s.fields.push_back(f);
}

// FieldDecl = (IdentifierList Type | [ "*" ] TypeName) [ Tag ] .
void Parser::fieldDecl(StructBuilder& s) {
  Pos at = pos();
  switch (tok) {
  case Token::Name: {
    Name* first = name();
    if (tok == Token::Dot || tok == Token::Literal || tok == Token::Semi || tok == Token::Rbrace) {
      Expr* t = qualifiedName(first);
      addField(s, at, nullptr, t, literalOrNull());
      return;
    }
    List<Name> names = nameList(first);
    Expr* t;
    if (names.size() == 1 && tok == Token::Lbrack) {
      // An embedded T[P1, P2] or a field T of type [P]E.
      t = arrayOrTypeArgs();
      if (auto* instance = dyn_cast<IndexExpr>(t)) {
        instance->x = first;
        addField(s, at, nullptr, t, literalOrNull());
        return;
      }
    } else {
      t = type();
    }
    BasicLit* tag = literalOrNull();
    for (Name* n : names)
      addField(s, n->pos, n, t, tag);
    return;
  }
  case Token::Star: {
    next();
    Expr* t;
    if (tok == Token::Lparen) {
      syntaxError("cannot parenthesize embedded type");
      next();
      t = qualifiedName(nullptr);
      got(Token::Rparen);
    } else {
      t = qualifiedName(nullptr);
    }
    BasicLit* tag = literalOrNull();
    addField(s, at, nullptr, newIndirect(at, t), tag);
    return;
  }
  case Token::Lparen: {
    syntaxError("cannot parenthesize embedded type");
    next();
    Expr* t;
    if (tok == Token::Star) {
      Pos star = pos();
      next();
      t = newIndirect(star, qualifiedName(nullptr));
    } else {
      t = qualifiedName(nullptr);
    }
    got(Token::Rparen);
    addField(s, at, nullptr, t, literalOrNull());
    return;
  }
  default:
    syntaxError("expected field name or embedded type");
    advance({Token::Semi, Token::Rbrace});
  }
}

// At "[" behind a name: [n]E gives an ArrayType, []E a SliceType, [A, B] an IndexExpr whose x the caller fills in.
Expr* Parser::arrayOrTypeArgs() {
  Pos at = pos();
  want(Token::Lbrack);
  if (got(Token::Rbrack))
    return sliceType(at);
  bool comma = false;
  Expr* n = typeList(false, &comma);
  want(Token::Rbrack);
  if (!comma) {
    if (Expr* elem = typeOrNull()) {
      auto* t = make<ArrayType>(at);
      t->len = n;
      t->elem = elem;
      return t;
    }
  }
  auto* t = make<IndexExpr>(at);
  t->index = n;
  return t;
}

// MethodSpec = MethodName Signature | InterfaceTypeName .
Field* Parser::methodDecl() {
  Field* f = make<Field>(pos());
  Name* n = name();
  List<Field> tparams;
  switch (tok) {
  case Token::Lparen:
    f->name = n;
    f->type = funcType("interface method", &tparams);
    break;
  case Token::Lbrack:
    bracketedMethod(f, n);
    break;
  default:
    f->type = qualifiedName(n);
  }
  return f;
}

// At "[" behind a name in an interface: an embedded T[A, B], or a method with type parameters, which is wrong.
void Parser::bracketedMethod(Field* f, Name* n) {
  List<Field> tparams;
  Pos at = pos();
  next();
  if (tok == Token::Rbrack) {
    // Empty brackets are treated as if they were absent.
    Pos close = pos();
    next();
    if (tok == Token::Lparen) {
      errorAt(close, "empty type parameter list");
      f->name = n;
      f->type = funcType("interface method", &tparams);
    } else {
      errorAt(close, "empty type argument list");
      f->type = n;
    }
    return;
  }
  // Type arguments look like parameters without names.
  List<Field> params = paramList(nullptr, nullptr, Token::Rbrack, false, false);
  if (params.empty()) {
    if (tok == Token::Lparen) {
      f->name = n;
      f->type = funcType("interface method", &tparams);
    } else {
      f->type = n;
    }
    return;
  }
  if (params[0]->name != nullptr) {
    f->name = n;
    f->type = funcType("interface method", &tparams);
    errorAt(at, "interface method must have no type parameters");
    return;
  }
  auto* t = make<IndexExpr>(at);
  t->x = n;
  if (params.size() == 1) {
    t->index = params[0]->type;
  } else {
    auto* l = make<ListExpr>(params[0]->pos);
    std::vector<Expr*> elems;
    for (Field* p : params)
      elems.push_back(p->type);
    l->elemList = copy(elems);
    t->index = l;
  }
  f->type = t;
}

// EmbeddedElem = MethodSpec | EmbeddedTerm { "|" EmbeddedTerm } .
Field* Parser::embeddedElem(Field* f) {
  if (f == nullptr) {
    f = make<Field>(pos());
    f->type = embeddedTerm();
  }
  for (int chain = 0; tok == Token::Operator && op == Operator::Or;) {
    if (++chain > options.maxChain) {
      tooDeep();
      break;
    }
    auto* t = make<Operation>(pos());
    t->op = Operator::Or;
    next();
    t->x = f->type;
    t->y = embeddedTerm();
    f->type = t;
  }
  return f;
}

// EmbeddedTerm = [ "~" ] Type .
Expr* Parser::embeddedTerm() {
  if (tok == Token::Operator && op == Operator::Tilde) {
    auto* t = make<Operation>(pos());
    t->op = Operator::Tilde;
    next();
    t->x = type();
    return t;
  }
  Expr* t = typeOrNull();
  if (t == nullptr) {
    t = badExpr();
    syntaxError("expected ~ term or type");
    advance({Token::Operator, Token::Semi, Token::Rparen, Token::Rbrack, Token::Rbrace});
  }
  return t;
}

// ParameterDecl = [ IdentifierList ] [ "..." ] Type . A lone name may yet turn out to be a type: see distributeTypes.
Field* Parser::paramDeclOrNull(Name* first, Token follow) {
  bool typeSetsOk = follow == Token::Rbrack;
  auto atOr = [&] { return typeSetsOk && tok == Token::Operator && op == Operator::Or; };
  auto atTilde = [&] { return typeSetsOk && tok == Token::Operator && op == Operator::Tilde; };

  Pos at = first != nullptr ? first->pos : pos();
  if (first == nullptr && atTilde())
    return embeddedElem(nullptr);

  Field* f = make<Field>(at);
  if (tok == Token::Name || first != nullptr) {
    if (first == nullptr)
      first = name();
    if (tok == Token::Lbrack) {
      f->type = arrayOrTypeArgs();
      if (auto* instance = dyn_cast<IndexExpr>(f->type))
        instance->x = first;
      else
        f->name = first;
      return atOr() ? embeddedElem(f) : f;
    }
    if (tok == Token::Dot) {
      f->type = qualifiedName(first);
      return atOr() ? embeddedElem(f) : f;
    }
    if (atOr()) {
      f->type = first;
      return embeddedElem(f);
    }
    f->name = first;
  }

  if (tok == Token::DotDotDot) {
    auto* t = make<DotsType>(pos());
    next();
    t->elem = typeOrNull();
    if (t->elem == nullptr) {
      f->type = badExpr();
      syntaxError("... is missing type");
    } else {
      f->type = t;
    }
    return f;
  }
  if (atTilde()) {
    f->type = embeddedElem(nullptr)->type;
    return f;
  }
  f->type = typeOrNull();
  if (f->type != nullptr && atOr())
    f = embeddedElem(f);
  if (f->name != nullptr || f->type != nullptr)
    return f;

  syntaxError("expected " + tokenText(follow));
  advance({Token::Comma, follow});
  return nullptr;
}

// Parameters up to `close`; the opening token has been read, and the first name (and type) if given. requireNames: type
// parameters. dotsOk: the last may be variadic.
List<Field> Parser::paramList(Name* first, Expr* firstType, Token close, bool requireNames, bool dotsOk) {
  std::vector<Field*> params;
  auto given = [&] {
    Field* f = make<Field>(first->pos);
    f->name = first;
    f->type = firstType;
    return f;
  };
  if (first != nullptr && firstType != nullptr && tok == close) {
    next();
    params.push_back(given());
    return copy(params);
  }
  size_t named = 0;  // with name and type
  size_t typed = 0;  // with a type
  Pos end = list("parameter list", Token::Comma, close, [&] {
    Field* f = firstType != nullptr ? given() : paramDeclOrNull(first, close);
    first = nullptr;
    firstType = nullptr;
    if (f != nullptr) {
      named += f->name != nullptr && f->type != nullptr;
      typed += f->type != nullptr;
      params.push_back(f);
    }
    return false;
  });
  if (params.empty())
    return {};

  if (named == 0 && !requireNames) {
    for (Field* f : params) {  // all unnamed: what looks like a name is a type
      if (f->name != nullptr) {
        f->type = f->name;
        f->name = nullptr;
      }
    }
  } else if (named != params.size()) {
    distributeTypes(params, named, typed, end, requireNames);
  }

  bool reported = false;
  for (size_t i = 0; i < params.size(); ++i) {
    auto* dots = dyn_cast<DotsType>(params[i]->type);
    if (dots == nullptr || (dotsOk && i + 1 == params.size()))
      continue;
    if (!reported)
      errorAt(dots->pos, dotsOk ? "can only use ... with final parameter" : "invalid use of ...");
    reported = true;
    params[i]->type = dots->elem;
  }
  return copy(params);
}

// Some parameters have names, so all must: gives each name without a type the type that follows it.
void Parser::distributeTypes(std::vector<Field*>& params, size_t named, size_t typed, Pos end, bool requireNames) {
  Pos bad;  // leftmost error
  Expr* current = nullptr;
  for (size_t i = params.size(); i-- > 0;) {
    Field* f = params[i];
    if (f->type != nullptr) {
      current = f->type;
      if (f->name == nullptr) {
        bad = startPos(current);
        f->name = newName(bad, blankName);
      }
    } else if (current != nullptr) {
      f->type = current;
    } else {
      bad = f->name->pos;
      f->type = make<BadExpr>(bad);
    }
  }
  if (!bad.isKnown())
    return;
  // With as many types as named parameters the last ones lack a type, otherwise something lacks a name.
  if (named == typed) {
    syntaxErrorAt(end, requireNames ? "missing type constraint" : "missing parameter type");
    return;
  }
  std::string message = requireNames ? "missing type parameter name" : "missing parameter name";
  if (requireNames && params.size() == 1)
    message += " or invalid array length";
  syntaxErrorAt(bad, std::move(message));
}

// QualifiedIdent with optional type arguments; the first name may have been read.
Expr* Parser::qualifiedName(Name* first) {
  Expr* x;
  if (first != nullptr) {
    x = first;
  } else if (tok == Token::Name) {
    x = name();
  } else {
    x = newName(pos(), blankName);
    syntaxError("expected name");
    advance({Token::Dot, Token::Semi, Token::Rbrace});
  }
  if (tok == Token::Dot) {
    auto* s = make<SelectorExpr>(pos());
    next();
    s->x = x;
    s->sel = name();
    x = s;
  }
  if (tok == Token::Lbrack)
    x = typeInstance(x);
  return x;
}

}  // namespace golem::syntax
