// Trees as Go source. White space and semicolons are held back until the next token shows whether they are needed.
#include "syntax/printer.h"

#include <vector>

#include "syntax/parser_impl.h"

namespace golem::syntax {

namespace {

using base::cast;
using base::dyn_cast;

enum class Space : uint8_t { None, Semi, Blank, Newline, Indent, Outdent };

class Printer {
public:
  explicit Printer(bool shortForm) : shortForm(shortForm), linebreaks(!shortForm) {}
  void node(const Node* n);
  std::string finish() {
    flush(Token::Eof);
    return std::move(out);
  }

private:
  struct Pending {
    Token last;
    Space kind;
  };

  void flush(Token next);
  void dropSemis(Token next);
  void write(std::string_view s);
  void tok(Token t);
  void text(std::string_view s);
  void op(Operator o);
  void space(Space kind);
  void blank() { space(Space::Blank); }
  void newline() { space(Space::Newline); }
  void indented(Space kind) { space(kind); }

  void beforeDots(const Expr* x);
  bool expr(const Node* n);
  bool typeExpr(const Node* n);
  bool stmt(const Node* n);
  bool controlStmt(const Node* n);
  void decl(const Node* n);
  void keywordUnlessGrouped(Token keyword, const Group* group);
  void namesTypeValues(const List<Name>& names, const Expr* type, const Expr* values);
  void funcDecl(const FuncDecl* f);
  void funcLit(const FuncLit* f);
  void compositeLit(const CompositeLit* x);
  void structType(const StructType* t);
  void interfaceType(const InterfaceType* t);
  void chanType(const ChanType* t);
  void sliceExpr(const SliceExpr* x);
  void forStmt(const ForStmt* s);
  void exprList(const List<Expr>& list);
  void exprLines(const List<Expr>& list);
  void fieldRun(std::span<Field* const> fields, std::span<BasicLit* const> tags, size_t first, size_t end);
  void fieldList(const StructType* t);
  void methodList(const List<Field>& methods);
  void signature(const FuncType* t);
  void paramList(const List<Field>& params, Token of);
  void declGroup(std::span<Decl* const> decls);
  void declList(std::span<Decl* const> decls);
  void stmtList(std::span<Stmt* const> stmts, bool braces);
  void clauseBody(std::span<Stmt* const> body, bool last);

  std::string out;
  bool shortForm, linebreaks;
  int indent = 0;
  int newlines = 0;  // consecutive
  std::vector<Pending> pending;
  Token lastTok = Token::None;
};

// Whether a newline behind the token ends a statement, so that the semicolon may be left out.
bool impliesSemi(Token t) {
  switch (t) {
  case Token::Name: case Token::Break: case Token::Continue: case Token::Fallthrough: case Token::Return:
  case Token::Rparen: case Token::Rbrack: case Token::Rbrace:
    return true;
  default:
    return false;
  }
}

// Whether "name x" could be read as one value expression, as for P *T in [P *T]: then a comma must follow.
bool combinesWithName(const Expr* x) {
  if (auto* o = dyn_cast<Operation>(x)) {
    if (o->y == nullptr)
      return o->op == Operator::Mul && !isTypeElem(o->x);
    return combinesWithName(o->x) && !isTypeElem(o->y);
  }
  if (auto* p = dyn_cast<ParenExpr>(x))
    return !isTypeElem(p->x);
  return false;
}

// Whether the two unary operators, one right after the other, would be read as one token, as && and &^.
bool joins(Operator a, Operator b) {
  switch (a) {
  case Operator::And: return b == Operator::And || b == Operator::Xor;
  case Operator::Add: case Operator::Sub: return a == b;
  default: return false;
  }
}

bool isNumber(const Expr* x) {
  auto* literal = dyn_cast<BasicLit>(x);
  return literal != nullptr && (literal->value[0] == '.' || (literal->value[0] >= '0' && literal->value[0] <= '9'));
}

// What stands before a dot: a number must not take it in.
void Printer::beforeDots(const Expr* x) {
  node(x);
  if (!shortForm && isNumber(x))
    blank();
}

void Printer::write(std::string_view s) {
  if (newlines > 0)
    out.append(size_t(indent), '\t');
  out += s;
  newlines = 0;
}

void Printer::space(Space kind) {
  if (kind == Space::Newline && !linebreaks)
    kind = Space::Blank;
  pending.push_back({lastTok, kind});
  if (kind == Space::Semi)
    lastTok = Token::Semi;
  else if (kind == Space::Newline)
    lastTok = Token::None;
}

void Printer::dropSemis(Token next) {
  bool sawNewline = next == Token::Eof;
  bool sawClose = next == Token::Rparen || next == Token::Rbrace;
  for (size_t i = pending.size(); i-- > 0;) {
    if (pending[i].kind == Space::Newline)
      sawNewline = true;
    if (pending[i].kind != Space::Semi)
      continue;
    if (sawClose) {
      sawClose = false;
      pending[i].kind = Space::None;
    } else if (sawNewline && impliesSemi(pending[i].last)) {
      sawNewline = false;
      pending[i].kind = Space::None;
    }
  }
}

void Printer::flush(Token next) {
  dropSemis(next);
  Space previous = Space::None;
  for (const Pending& p : pending) {
    switch (p.kind) {
    case Space::None:
      continue;
    case Space::Semi:
      write(";");
      break;
    case Space::Blank:
      if (previous == Space::Blank)
        continue;
      write(" ");
      break;
    case Space::Newline:
      if (newlines > 1)
        continue;
      out += '\n';
      ++newlines;
      break;
    case Space::Indent:
      ++indent;
      continue;
    case Space::Outdent:
      --indent;
      continue;
    }
    previous = p.kind;
  }
  pending.clear();
}

void Printer::tok(Token t) {
  if (t == Token::Semi)
    return space(Space::Semi);
  flush(t);
  write(spelling(t));
  lastTok = t;
}

void Printer::text(std::string_view s) {
  flush(Token::Name);
  write(s);
  lastTok = Token::Name;
}

void Printer::op(Operator o) {
  if (o == Operator::None)
    return;
  flush(Token::Operator);
  write(spelling(o));
}

void Printer::node(const Node* n) {
  if (n == nullptr || expr(n) || typeExpr(n) || stmt(n) || controlStmt(n))
    return;
  decl(n);
}

void Printer::funcLit(const FuncLit* f) {
  node(f->type);
  blank();
  if (f->body == nullptr)
    return;
  if (!shortForm)
    return node(f->body);
  tok(Token::Lbrace);
  if (!f->body->list.empty())
    text("…");
  tok(Token::Rbrace);
}

void Printer::compositeLit(const CompositeLit* x) {
  node(x->type);
  tok(Token::Lbrace);
  if (shortForm) {
    if (!x->elemList.empty())
      text("…");
  } else if (x->nkeys > 0 && size_t(x->nkeys) == x->elemList.size()) {
    exprLines(x->elemList);
  } else {
    exprList(x->elemList);
  }
  tok(Token::Rbrace);
}

void Printer::sliceExpr(const SliceExpr* x) {
  node(x->x);
  tok(Token::Lbrack);
  node(x->index[0]);
  tok(Token::Colon);
  node(x->index[1]);
  if (x->index[2] != nullptr) {
    tok(Token::Colon);
    node(x->index[2]);
  }
  tok(Token::Rbrack);
}

bool Printer::expr(const Node* n) {
  switch (n->kind) {
  case NodeKind::BadExpr:
    text("<bad expr>");
    return true;
  case NodeKind::Name:
    text(cast<Name>(n)->value);
    return true;
  case NodeKind::BasicLit:
    text(cast<BasicLit>(n)->value);
    return true;
  case NodeKind::FuncLit:
    funcLit(cast<FuncLit>(n));
    return true;
  case NodeKind::CompositeLit:
    compositeLit(cast<CompositeLit>(n));
    return true;
  case NodeKind::ParenExpr:
    tok(Token::Lparen);
    node(cast<ParenExpr>(n)->x);
    tok(Token::Rparen);
    return true;
  case NodeKind::SelectorExpr:
    beforeDots(cast<SelectorExpr>(n)->x);
    tok(Token::Dot);
    node(cast<SelectorExpr>(n)->sel);
    return true;
  case NodeKind::IndexExpr:
    node(cast<IndexExpr>(n)->x);
    tok(Token::Lbrack);
    node(cast<IndexExpr>(n)->index);
    tok(Token::Rbrack);
    return true;
  case NodeKind::SliceExpr:
    sliceExpr(cast<SliceExpr>(n));
    return true;
  case NodeKind::AssertExpr:
    beforeDots(cast<AssertExpr>(n)->x);
    tok(Token::Dot);
    tok(Token::Lparen);
    node(cast<AssertExpr>(n)->type);
    tok(Token::Rparen);
    return true;
  case NodeKind::TypeSwitchGuard: {
    auto* g = cast<TypeSwitchGuard>(n);
    if (g->lhs != nullptr) {
      node(g->lhs);
      blank();
      tok(Token::Define);
      blank();
    }
    beforeDots(g->x);
    tok(Token::Dot);
    tok(Token::Lparen);
    tok(Token::Type);
    tok(Token::Rparen);
    return true;
  }
  case NodeKind::CallExpr: {
    auto* c = cast<CallExpr>(n);
    node(c->fun);
    tok(Token::Lparen);
    exprList(c->argList);
    if (c->hasDots) {
      if (!shortForm && isNumber(c->argList.back()))
        blank();
      tok(Token::DotDotDot);
    }
    tok(Token::Rparen);
    return true;
  }
  case NodeKind::Operation: {
    auto* o = cast<Operation>(n);
    if (o->y == nullptr) {
      op(o->op);
      // The parser drops these parentheses, but in the header of a statement they are needed.
      auto* inner = dyn_cast<Operation>(o->x);
      if (!shortForm && inner != nullptr && inner->y == nullptr && joins(o->op, inner->op))
        blank();
      bool parens = !shortForm && o->op == Operator::And && o->x->kind == NodeKind::CompositeLit;
      if (parens)
        tok(Token::Lparen);
      node(o->x);
      if (parens)
        tok(Token::Rparen);
      return true;
    }
    node(o->x);
    blank();
    op(o->op);
    blank();
    node(o->y);
    return true;
  }
  case NodeKind::KeyValueExpr:
    node(cast<KeyValueExpr>(n)->key);
    tok(Token::Colon);
    blank();
    node(cast<KeyValueExpr>(n)->value);
    return true;
  case NodeKind::ListExpr:
    exprList(cast<ListExpr>(n)->elemList);
    return true;
  default:
    return false;
  }
}

void Printer::structType(const StructType* t) {
  tok(Token::Struct);
  bool lines = linebreaks && !t->fieldList.empty();
  if (lines)
    blank();
  tok(Token::Lbrace);
  if (lines) {
    newline();
    indented(Space::Indent);
  }
  if (!t->fieldList.empty())
    fieldList(t);
  if (lines) {
    indented(Space::Outdent);
    newline();
  }
  tok(Token::Rbrace);
}

void Printer::interfaceType(const InterfaceType* t) {
  tok(Token::Interface);
  bool lines = linebreaks && t->methodList.size() > 1;
  if (lines)
    blank();
  tok(Token::Lbrace);
  if (lines) {
    newline();
    indented(Space::Indent);
  }
  methodList(t->methodList);
  if (lines) {
    indented(Space::Outdent);
    newline();
  }
  tok(Token::Rbrace);
}

void Printer::chanType(const ChanType* t) {
  if (t->dir == ChanDir::RecvOnly)
    tok(Token::Arrow);
  tok(Token::Chan);
  if (t->dir == ChanDir::SendOnly)
    tok(Token::Arrow);
  blank();
  auto* elem = dyn_cast<ChanType>(t->elem);
  bool parens = t->dir == ChanDir::None && elem != nullptr && elem->dir == ChanDir::RecvOnly;
  if (parens)
    tok(Token::Lparen);
  node(t->elem);
  if (parens)
    tok(Token::Rparen);
}

bool Printer::typeExpr(const Node* n) {
  switch (n->kind) {
  case NodeKind::ArrayType:
    tok(Token::Lbrack);
    if (auto* len = cast<ArrayType>(n)->len)
      node(len);
    else
      tok(Token::DotDotDot);
    tok(Token::Rbrack);
    node(cast<ArrayType>(n)->elem);
    return true;
  case NodeKind::SliceType:
    tok(Token::Lbrack);
    tok(Token::Rbrack);
    node(cast<SliceType>(n)->elem);
    return true;
  case NodeKind::DotsType:
    tok(Token::DotDotDot);
    node(cast<DotsType>(n)->elem);
    return true;
  case NodeKind::StructType:
    structType(cast<StructType>(n));
    return true;
  case NodeKind::FuncType:
    tok(Token::Func);
    signature(cast<FuncType>(n));
    return true;
  case NodeKind::InterfaceType:
    interfaceType(cast<InterfaceType>(n));
    return true;
  case NodeKind::MapType:
    tok(Token::Map);
    tok(Token::Lbrack);
    node(cast<MapType>(n)->key);
    tok(Token::Rbrack);
    node(cast<MapType>(n)->value);
    return true;
  case NodeKind::ChanType:
    chanType(cast<ChanType>(n));
    return true;
  default:
    return false;
  }
}

bool Printer::stmt(const Node* n) {
  switch (n->kind) {
  case NodeKind::DeclStmt:
    declGroup(cast<DeclStmt>(n)->declList);
    return true;
  case NodeKind::EmptyStmt:
    return true;
  case NodeKind::LabeledStmt:
    indented(Space::Outdent);
    node(cast<LabeledStmt>(n)->label);
    tok(Token::Colon);
    indented(Space::Indent);
    newline();
    node(cast<LabeledStmt>(n)->stmt);
    return true;
  case NodeKind::ExprStmt:
    node(cast<ExprStmt>(n)->x);
    return true;
  case NodeKind::SendStmt:
    node(cast<SendStmt>(n)->chan);
    blank();
    tok(Token::Arrow);
    blank();
    node(cast<SendStmt>(n)->value);
    return true;
  case NodeKind::AssignStmt: {
    auto* a = cast<AssignStmt>(n);
    node(a->lhs);
    if (a->rhs == nullptr) {
      op(a->op);
      op(a->op);
      return true;
    }
    blank();
    op(a->op);
    tok(Token::Assign);
    blank();
    node(a->rhs);
    return true;
  }
  case NodeKind::CallStmt:
    tok(cast<CallStmt>(n)->tok);
    blank();
    node(cast<CallStmt>(n)->call);
    return true;
  case NodeKind::ReturnStmt:
    tok(Token::Return);
    if (auto* results = cast<ReturnStmt>(n)->results) {
      blank();
      node(results);
    }
    return true;
  case NodeKind::BranchStmt:
    tok(cast<BranchStmt>(n)->tok);
    if (auto* label = cast<BranchStmt>(n)->label) {
      blank();
      node(label);
    }
    return true;
  case NodeKind::RangeClause: {
    auto* r = cast<RangeClause>(n);
    if (r->lhs != nullptr) {
      node(r->lhs);
      blank();
      tok(r->def ? Token::Define : Token::Assign);
      blank();
    }
    tok(Token::Range);
    blank();
    node(r->x);
    return true;
  }
  default:
    return false;
  }
}

void Printer::forStmt(const ForStmt* s) {
  tok(Token::For);
  blank();
  if (s->init == nullptr && s->post == nullptr) {
    if (s->cond != nullptr) {
      node(s->cond);
      blank();
    }
    return node(s->body);
  }
  node(s->init);
  if (s->init != nullptr && s->init->kind == NodeKind::RangeClause) {
    blank();
    return node(s->body);
  }
  tok(Token::Semi);
  blank();
  node(s->cond);
  tok(Token::Semi);
  blank();
  if (s->post != nullptr) {
    node(s->post);
    blank();
  }
  node(s->body);
}

void Printer::clauseBody(std::span<Stmt* const> body, bool last) {
  tok(Token::Colon);
  if (body.empty())
    return;
  newline();
  indented(Space::Indent);
  stmtList(body, last);
  indented(Space::Outdent);
}

bool Printer::controlStmt(const Node* n) {
  switch (n->kind) {
  case NodeKind::BlockStmt: {
    auto* b = cast<BlockStmt>(n);
    tok(Token::Lbrace);
    if (!b->list.empty()) {
      newline();
      indented(Space::Indent);
      stmtList(b->list, true);
      indented(Space::Outdent);
      newline();
    }
    tok(Token::Rbrace);
    return true;
  }
  case NodeKind::IfStmt: {
    auto* s = cast<IfStmt>(n);
    tok(Token::If);
    blank();
    if (s->init != nullptr) {
      node(s->init);
      tok(Token::Semi);
      blank();
    }
    node(s->cond);
    blank();
    node(s->then);
    if (s->els != nullptr) {
      blank();
      tok(Token::Else);
      blank();
      node(s->els);
    }
    return true;
  }
  case NodeKind::ForStmt:
    forStmt(cast<ForStmt>(n));
    return true;
  case NodeKind::SwitchStmt: {
    auto* s = cast<SwitchStmt>(n);
    tok(Token::Switch);
    blank();
    if (s->init != nullptr) {
      node(s->init);
      tok(Token::Semi);
      blank();
    }
    if (s->tag != nullptr) {
      node(s->tag);
      blank();
    }
    tok(Token::Lbrace);
    if (!s->body.empty())
      newline();
    for (CaseClause* c : s->body) {
      if (c->cases != nullptr) {
        tok(Token::Case);
        blank();
        node(c->cases);
      } else {
        tok(Token::Default);
      }
      clauseBody(c->body, c == s->body.back());
      newline();
    }
    tok(Token::Rbrace);
    return true;
  }
  case NodeKind::SelectStmt: {
    auto* s = cast<SelectStmt>(n);
    tok(Token::Select);
    blank();
    tok(Token::Lbrace);
    if (!s->body.empty())
      newline();
    for (CommClause* c : s->body) {
      if (c->comm != nullptr) {
        tok(Token::Case);
        blank();
        node(c->comm);
      } else {
        tok(Token::Default);
      }
      clauseBody(c->body, c == s->body.back());
      newline();
    }
    tok(Token::Rbrace);
    return true;
  }
  default:
    return false;
  }
}

void Printer::keywordUnlessGrouped(Token keyword, const Group* group) {
  if (group != nullptr)
    return;
  tok(keyword);
  blank();
}

void Printer::namesTypeValues(const List<Name>& names, const Expr* type, const Expr* values) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) {
      tok(Token::Comma);
      blank();
    }
    node(names[i]);
  }
  if (type != nullptr) {
    blank();
    node(type);
  }
  if (values != nullptr) {
    blank();
    tok(Token::Assign);
    blank();
    node(values);
  }
}

void Printer::funcDecl(const FuncDecl* f) {
  tok(Token::Func);
  blank();
  if (f->recv != nullptr) {
    tok(Token::Lparen);
    if (f->recv->name != nullptr) {
      node(f->recv->name);
      blank();
    }
    node(f->recv->type);
    tok(Token::Rparen);
    blank();
  }
  node(f->name);
  if (!f->tparamList.empty())
    paramList(f->tparamList, Token::Func);
  signature(f->type);
  if (f->body != nullptr) {
    blank();
    node(f->body);
  }
}

void Printer::decl(const Node* n) {
  switch (n->kind) {
  case NodeKind::ImportDecl: {
    auto* d = cast<ImportDecl>(n);
    keywordUnlessGrouped(Token::Import, d->group);
    if (d->localPkgName != nullptr) {
      node(d->localPkgName);
      blank();
    }
    node(d->path);
    break;
  }
  case NodeKind::ConstDecl: {
    auto* d = cast<ConstDecl>(n);
    keywordUnlessGrouped(Token::Const, d->group);
    namesTypeValues(d->nameList, d->type, d->values);
    break;
  }
  case NodeKind::VarDecl: {
    auto* d = cast<VarDecl>(n);
    keywordUnlessGrouped(Token::Var, d->group);
    namesTypeValues(d->nameList, d->type, d->values);
    break;
  }
  case NodeKind::TypeDecl: {
    auto* d = cast<TypeDecl>(n);
    keywordUnlessGrouped(Token::Type, d->group);
    node(d->name);
    if (!d->tparamList.empty())
      paramList(d->tparamList, Token::Type);
    blank();
    if (d->alias) {
      tok(Token::Assign);
      blank();
    }
    node(d->type);
    break;
  }
  case NodeKind::FuncDecl:
    funcDecl(cast<FuncDecl>(n));
    break;
  case NodeKind::File: {
    auto* f = cast<File>(n);
    tok(Token::Package);
    blank();
    node(f->pkgName);
    if (!f->declList.empty()) {
      tok(Token::Semi);
      newline();
      newline();
      declList(f->declList);
    }
    break;
  }
  case NodeKind::Field: {
    auto* f = cast<Field>(n);
    if (f->name != nullptr) {
      node(f->name);
      blank();
    }
    node(f->type);
    break;
  }
  default:
    break;
  }
}

void Printer::exprList(const List<Expr>& list) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) {
      tok(Token::Comma);
      blank();
    }
    node(list[i]);
  }
}

void Printer::exprLines(const List<Expr>& list) {
  newline();
  indented(Space::Indent);
  for (Expr* x : list) {
    node(x);
    tok(Token::Comma);
    newline();
  }
  indented(Space::Outdent);
}

void Printer::fieldRun(std::span<Field* const> fields, std::span<BasicLit* const> tags, size_t first, size_t end) {
  if (first + 1 == end && fields[first]->name == nullptr) {
    node(fields[first]->type);
  } else {
    for (size_t i = first; i < end; ++i) {
      if (i > first) {
        tok(Token::Comma);
        blank();
      }
      node(fields[i]->name);
    }
    blank();
    node(fields[first]->type);
  }
  if (first < tags.size() && tags[first] != nullptr) {
    blank();
    node(tags[first]);
  }
}

void Printer::fieldList(const StructType* t) {
  size_t first = 0;
  const Expr* type = nullptr;
  for (size_t i = 0; i < t->fieldList.size(); ++i) {
    const Field* f = t->fieldList[i];
    if (f->name != nullptr && f->type == type)
      continue;
    if (first < i) {
      fieldRun(t->fieldList, t->tagList, first, i);
      tok(Token::Semi);
      newline();
      first = i;
    }
    type = f->type;
  }
  fieldRun(t->fieldList, t->tagList, first, t->fieldList.size());
}

void Printer::methodList(const List<Field>& methods) {
  for (size_t i = 0; i < methods.size(); ++i) {
    if (i > 0) {
      tok(Token::Semi);
      newline();
    }
    const Field* m = methods[i];
    auto* sig = dyn_cast<FuncType>(m->type);
    if (m->name != nullptr && sig != nullptr) {
      node(m->name);
      signature(sig);
    } else {
      node(m->type);
    }
  }
}

void Printer::signature(const FuncType* t) {
  paramList(t->paramList, Token::None);
  if (t->resultList.empty())
    return;
  blank();
  if (t->resultList.size() == 1 && t->resultList[0]->name == nullptr)
    node(t->resultList[0]->type);
  else
    paramList(t->resultList, Token::None);
}

// of: Type or Func for type parameters of such a declaration.
void Printer::paramList(const List<Field>& params, Token of) {
  tok(of == Token::None ? Token::Lparen : Token::Lbrack);
  for (size_t i = 0; i < params.size(); ++i) {
    const Field* f = params[i];
    if (i > 0) {
      tok(Token::Comma);
      blank();
    }
    if (f->name != nullptr) {
      node(f->name);
      if (i + 1 < params.size() && params[i + 1]->name != nullptr && params[i + 1]->type == f->type)
        continue;
      blank();
    }
    node(f->type);
  }
  if (of == Token::Type && params.size() == 1 && combinesWithName(params[0]->type))
    tok(Token::Comma);
  tok(of == Token::None ? Token::Rparen : Token::Rbrack);
}

struct GroupOf {
  Token keyword = Token::Func;
  const Group* group = nullptr;
};

GroupOf groupOf(const Decl* d) {
  switch (d->kind) {
  case NodeKind::ImportDecl: return {Token::Import, cast<ImportDecl>(d)->group};
  case NodeKind::ConstDecl: return {Token::Const, cast<ConstDecl>(d)->group};
  case NodeKind::TypeDecl: return {Token::Type, cast<TypeDecl>(d)->group};
  case NodeKind::VarDecl: return {Token::Var, cast<VarDecl>(d)->group};
  default: return {};
  }
}

// One declaration, or all of one group.
void Printer::declGroup(std::span<Decl* const> decls) {
  if (decls.empty())
    return;
  GroupOf g = groupOf(decls[0]);
  if (g.group == nullptr)
    return node(decls[0]);
  tok(g.keyword);
  blank();
  tok(Token::Lparen);
  newline();
  indented(Space::Indent);
  for (Decl* d : decls) {
    node(d);
    tok(Token::Semi);
    newline();
  }
  indented(Space::Outdent);
  tok(Token::Rparen);
}

void Printer::declList(std::span<Decl* const> decls) {
  size_t first = 0;
  GroupOf current;
  for (size_t i = 0; i < decls.size(); ++i) {
    GroupOf g = groupOf(decls[i]);
    if (g.group != nullptr && g.group == current.group)
      continue;
    if (first < i) {
      declGroup(decls.subspan(first, i - first));
      tok(Token::Semi);
      newline();
      // An empty line between groups, kinds of declarations, and functions.
      if (g.group != current.group || g.keyword != current.keyword || g.keyword == Token::Func)
        newline();
      first = i;
    }
    current = g;
  }
  declGroup(decls.subspan(first));
}

void Printer::stmtList(std::span<Stmt* const> stmts, bool braces) {
  for (size_t i = 0; i < stmts.size(); ++i) {
    node(stmts[i]);
    tok(Token::Semi);
    if (i + 1 < stmts.size())
      newline();
    else if (braces && stmts[i]->kind == NodeKind::EmptyStmt)
      tok(Token::Semi);  // one is dropped before the brace
  }
}

}  // namespace

std::string toString(const Node* n) {
  Printer p(true);
  p.node(n);
  return p.finish();
}

std::string toSource(const Node* n) {
  Printer p(false);
  p.node(n);
  return p.finish();
}

}  // namespace golem::syntax
