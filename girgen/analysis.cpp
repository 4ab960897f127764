// See analysis.h. One walk over the tree; the first sight of a variable is its declaration because scopes nest.
#include "girgen/analysis.h"

#include "types/operand.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using types::Var;

bool Analysis::isRangeFunc(const ForStmt *s) {
  auto *r = dyn_cast<RangeClause>(s->init);
  if (r == nullptr || r->x->tv.type == nullptr)
    return false;
  types::Type *c = types::coreType(r->x->tv.type);
  return c != nullptr && c->kind() == types::TypeKind::Signature;
}

VarUse &Analysis::define(Var *v, const void *owner) {
  VarUse &u = vars[v];
  if (u.owner == nullptr)
    u.owner = owner;
  return u;
}

void Analysis::function(const FuncDecl *d) {
  cur = frame = d;
  if (d->recv != nullptr && d->recv->name != nullptr)
    name(d->recv->name);
  fields(d->type->paramList);
  fields(d->type->resultList);
  results(d->name->object ? d->name->object->type() : nullptr);
  if (d->body != nullptr)
    stmts(d->body->list);
}

void Analysis::initializer(Expr *e, const void *owner) {
  cur = frame = owner;
  expr(e);
}

void Analysis::fields(List<Field> l) {
  for (Field *f : l)
    if (f->name != nullptr)
      name(f->name);
}

// Results are assigned by return statements, also by those in bodies of range-over-func loops.
void Analysis::results(types::Type *t) {
  frameResults.clear();
  auto *sig = t ? types::underAs<types::Signature>(t) : nullptr;
  if (sig == nullptr)
    return;
  for (Var *v : types::tupleVars(sig->results())) {
    define(v, cur).reassigned = true;
    frameResults.push_back(v);
  }
}

void Analysis::name(Name *n) {
  auto *v = types::as<Var>(n->object);
  if (v == nullptr || v->isField() || v->isPackageLevel())
    return;
  VarUse &u = vars[v];
  if (u.owner == nullptr)
    u.owner = cur;
  else if (u.owner != cur)
    u.captured = true;
}

void Analysis::body(const void *node, types::Type *sig, FuncType *t, BlockStmt *b) {
  const void *oldCur = cur, *oldFrame = frame;
  auto oldResults = std::move(frameResults);
  cur = frame = node;
  fields(t->paramList);
  fields(t->resultList);
  results(sig);
  stmts(b->list);
  frameResults = std::move(oldResults);
  cur = oldCur;
  frame = oldFrame;
}

// Marks the variable that e is a part of, if e is in a variable's own memory.
void Analysis::root(Expr *e, bool addr, bool write) {
  bool part = false;
  for (;;) {
    e = unparen(e);
    if (auto *s = dyn_cast<SelectorExpr>(e)) {
      if (s->selection == nullptr)
        return; // a package's variable
      if (s->selection->kind() != types::SelectionKind::FieldVal || s->selection->indirect())
        return;
      part = true;
      e = s->x;
    } else if (auto *i = dyn_cast<IndexExpr>(e)) {
      if (i->x->tv.type == nullptr)
        return;
      types::Type *t = types::coreType(i->x->tv.type);
      if (t == nullptr || t->kind() != types::TypeKind::Array)
        return;
      part = true;
      e = i->x;
    } else if (auto *n = dyn_cast<Name>(e)) {
      auto *v = types::as<Var>(n->object);
      if (v == nullptr || v->isPackageLevel())
        return;
      VarUse &u = vars[v];
      u.addrTaken |= addr;
      u.reassigned |= write;
      u.partial |= part;
      return;
    } else {
      return;
    }
  }
}

void Analysis::assigned(Expr *e, bool define) {
  e = unparen(e);
  if (auto *n = dyn_cast<Name>(e)) {
    auto *v = types::as<Var>(n->object);
    bool fresh = v != nullptr && vars.find(v) == vars.end();
    name(n);
    if (v != nullptr && !v->isPackageLevel() && !(define && fresh))
      vars[v].reassigned = true;
    return;
  }
  expr(e);
  root(e, false, true);
}

void Analysis::expr(Expr *e) {
  if (e == nullptr)
    return;
  switch (e->kind) {
  case NodeKind::Name:
    return name(static_cast<Name *>(e));
  case NodeKind::CompositeLit: {
    auto *c = static_cast<CompositeLit *>(e);
    bool isStruct = false;
    if (e->tv.type != nullptr) {
      types::Type *t = types::coreType(e->tv.type);
      if (t != nullptr)
        if (auto *p = types::as<types::Pointer>(t))
          t = types::coreType(p->elem());
      isStruct = t != nullptr && t->kind() == types::TypeKind::Struct;
    }
    for (Expr *x : c->elemList) {
      if (auto *kv = dyn_cast<KeyValueExpr>(x)) {
        if (!isStruct)
          expr(kv->key);
        expr(kv->value);
      } else {
        expr(x);
      }
    }
    return;
  }
  case NodeKind::KeyValueExpr:
    return;
  case NodeKind::FuncLit: {
    auto *f = static_cast<FuncLit *>(e);
    return body(f, f->tv.type, f->type, f->body);
  }
  case NodeKind::ParenExpr:
    return expr(static_cast<ParenExpr *>(e)->x);
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection == nullptr || s->selection->kind() == types::SelectionKind::MethodExpr)
      return;
    expr(s->x);
    if (s->selection->kind() == types::SelectionKind::MethodVal) {
      auto *f = types::as<types::Func>(s->selection->obj());
      if (f != nullptr && !s->selection->indirect() && f->hasPtrRecv() &&
          types::as<types::Pointer>(types::unalias(s->x->tv.type)) == nullptr)
        root(s->x, true, false);
    }
    return;
  }
  case NodeKind::IndexExpr: {
    auto *i = static_cast<IndexExpr *>(e);
    expr(i->x);
    expr(i->index);
    if (i->index->tv.value == nullptr)
      root(e, false, false);
    return;
  }
  case NodeKind::SliceExpr: {
    auto *s = static_cast<SliceExpr *>(e);
    expr(s->x);
    for (Expr *x : s->index)
      expr(x);
    types::Type *t = types::coreType(s->x->tv.type);
    if (t != nullptr && t->kind() == types::TypeKind::Array)
      root(s->x, true, false);
    return;
  }
  case NodeKind::AssertExpr:
    return expr(static_cast<AssertExpr *>(e)->x);
  case NodeKind::TypeSwitchGuard:
    return expr(static_cast<TypeSwitchGuard *>(e)->x);
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    expr(o->x);
    expr(o->y);
    if (o->op == Operator::And && o->y == nullptr)
      root(o->x, true, false);
    return;
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    auto *fun = unparen(c->fun);
    if (auto *n = dyn_cast<Name>(fun))
      if (auto *b = types::as<types::Builtin>(n->object))
        if (b->id() == types::BuiltinId::Recover)
          funcs[cur].recovers = true;
    expr(c->fun);
    for (Expr *x : c->argList)
      expr(x);
    return;
  }
  case NodeKind::ListExpr:
    for (Expr *x : static_cast<ListExpr *>(e)->elemList)
      expr(x);
    return;
  default:
    return; // literals and types
  }
}

void Analysis::stmts(List<Stmt> l) {
  for (Stmt *s : l)
    stmt(s);
}

void Analysis::stmt(Stmt *s) {
  if (s == nullptr)
    return;
  switch (s->kind) {
  case NodeKind::ExprStmt:
    return expr(static_cast<ExprStmt *>(s)->x);
  case NodeKind::SendStmt:
    expr(static_cast<SendStmt *>(s)->chan);
    return expr(static_cast<SendStmt *>(s)->value);
  case NodeKind::AssignStmt: {
    auto *a = static_cast<AssignStmt *>(s);
    expr(a->rhs);
    for (Expr *l : unpackList(a->lhs))
      assigned(l, a->op == Operator::Def);
    return;
  }
  case NodeKind::LabeledStmt:
    return stmt(static_cast<LabeledStmt *>(s)->stmt);
  case NodeKind::BlockStmt:
    return stmts(static_cast<BlockStmt *>(s)->list);
  case NodeKind::DeclStmt:
    for (Decl *d : static_cast<DeclStmt *>(s)->declList)
      if (auto *v = dyn_cast<VarDecl>(d)) {
        expr(v->values);
        for (Name *n : v->nameList)
          name(n);
      }
    return;
  case NodeKind::CallStmt: {
    auto *c = static_cast<CallStmt *>(s);
    if (c->tok == Token::Defer)
      funcs[frame].defers++;
    // recover deferred or started directly runs in a wrapper's frame
    bool had = funcs[cur].recovers;
    expr(c->call);
    if (auto *call = dyn_cast<CallExpr>(unparen(c->call)))
      if (auto *n = dyn_cast<Name>(unparen(call->fun)); n != nullptr && types::as<types::Builtin>(n->object))
        funcs[cur].recovers = had;
    return;
  }
  case NodeKind::ReturnStmt:
    if (cur != frame && static_cast<ReturnStmt *>(s)->results != nullptr)
      for (Var *v : frameResults)
        vars[v].captured = true;
    return expr(static_cast<ReturnStmt *>(s)->results);
  case NodeKind::IfStmt: {
    auto *i = static_cast<IfStmt *>(s);
    stmt(i->init);
    expr(i->cond);
    stmt(i->then);
    return stmt(i->els);
  }
  case NodeKind::ForStmt: {
    auto *f = static_cast<ForStmt *>(s);
    if (auto *r = dyn_cast<RangeClause>(f->init)) {
      expr(r->x);
      const void *old = cur;
      if (isRangeFunc(f))
        cur = f;
      for (Expr *l : unpackList(r->lhs))
        assigned(l, r->def && (cur != old || !sharedLoopVars));
      stmts(f->body->list);
      cur = old;
      return;
    }
    stmt(f->init);
    expr(f->cond);
    stmt(f->body);
    return stmt(f->post);
  }
  case NodeKind::SwitchStmt: {
    auto *w = static_cast<SwitchStmt *>(s);
    stmt(w->init);
    expr(w->tag);
    for (CaseClause *c : w->body) {
      if (!isTypeSwitch(w))
        expr(c->cases);
      if (auto it = info.implicits.find(c); it != info.implicits.end())
        if (auto *v = types::as<Var>(it->second))
          define(v, cur);
      stmts(c->body);
    }
    return;
  }
  case NodeKind::SelectStmt:
    for (CommClause *c : static_cast<SelectStmt *>(s)->body) {
      stmt(c->comm);
      stmts(c->body);
    }
    return;
  case NodeKind::BranchStmt: {
    auto *j = static_cast<BranchStmt *>(s);
    if (j->tok == Token::Goto)
      funcs[frame].gotos.push_back({j->pos, j->target->pos});
    return;
  }
  default:
    return;
  }
}

} // namespace golem::girgen
