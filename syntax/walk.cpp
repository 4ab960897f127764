// The children of every kind of node.
#include "syntax/walk.h"

namespace golem::syntax {

using base::cast;

namespace {

struct Visitor {
  void (*fn)(void*, Node*);
  void* data;

  void operator()(Node* n) const {
    if (n != nullptr)
      fn(data, n);
  }
  template <class T> void all(const List<T>& list) const {
    for (T* n : list)
      (*this)(n);
  }
};

}  // namespace

void forEachChild(const Node* n, void (*fn)(void* data, Node* child), void* data) {
  Visitor v{fn, data};
  switch (n->kind) {
  case NodeKind::File: {
    auto* f = cast<File>(n);
    v(f->pkgName);
    v.all(f->declList);
    break;
  }
  case NodeKind::Field: {
    auto* f = cast<Field>(n);
    v(f->name);
    v(f->type);
    break;
  }
  case NodeKind::CaseClause: {
    auto* c = cast<CaseClause>(n);
    v(c->cases);
    v.all(c->body);
    break;
  }
  case NodeKind::CommClause: {
    auto* c = cast<CommClause>(n);
    v(c->comm);
    v.all(c->body);
    break;
  }
  case NodeKind::ImportDecl: {
    auto* d = cast<ImportDecl>(n);
    v(d->localPkgName);
    v(d->path);
    break;
  }
  case NodeKind::ConstDecl: {
    auto* d = cast<ConstDecl>(n);
    v.all(d->nameList);
    v(d->type);
    v(d->values);
    break;
  }
  case NodeKind::TypeDecl: {
    auto* d = cast<TypeDecl>(n);
    v(d->name);
    v.all(d->tparamList);
    v(d->type);
    break;
  }
  case NodeKind::VarDecl: {
    auto* d = cast<VarDecl>(n);
    v.all(d->nameList);
    v(d->type);
    v(d->values);
    break;
  }
  case NodeKind::FuncDecl: {
    auto* d = cast<FuncDecl>(n);
    v(d->recv);
    v(d->name);
    v.all(d->tparamList);
    v(d->type);
    v(d->body);
    break;
  }
  case NodeKind::BadExpr: case NodeKind::Name: case NodeKind::BasicLit: case NodeKind::EmptyStmt:
    break;
  case NodeKind::CompositeLit: {
    auto* x = cast<CompositeLit>(n);
    v(x->type);
    v.all(x->elemList);
    break;
  }
  case NodeKind::KeyValueExpr: {
    auto* x = cast<KeyValueExpr>(n);
    v(x->key);
    v(x->value);
    break;
  }
  case NodeKind::FuncLit: {
    auto* x = cast<FuncLit>(n);
    v(x->type);
    v(x->body);
    break;
  }
  case NodeKind::ParenExpr:
    v(cast<ParenExpr>(n)->x);
    break;
  case NodeKind::SelectorExpr: {
    auto* x = cast<SelectorExpr>(n);
    v(x->x);
    v(x->sel);
    break;
  }
  case NodeKind::IndexExpr: {
    auto* x = cast<IndexExpr>(n);
    v(x->x);
    v(x->index);
    break;
  }
  case NodeKind::SliceExpr: {
    auto* x = cast<SliceExpr>(n);
    v(x->x);
    for (Expr* i : x->index)
      v(i);
    break;
  }
  case NodeKind::AssertExpr: {
    auto* x = cast<AssertExpr>(n);
    v(x->x);
    v(x->type);
    break;
  }
  case NodeKind::TypeSwitchGuard: {
    auto* x = cast<TypeSwitchGuard>(n);
    v(x->lhs);
    v(x->x);
    break;
  }
  case NodeKind::Operation: {
    auto* x = cast<Operation>(n);
    v(x->x);
    v(x->y);
    break;
  }
  case NodeKind::CallExpr: {
    auto* x = cast<CallExpr>(n);
    v(x->fun);
    v.all(x->argList);
    break;
  }
  case NodeKind::ListExpr:
    v.all(cast<ListExpr>(n)->elemList);
    break;
  case NodeKind::ArrayType: {
    auto* x = cast<ArrayType>(n);
    v(x->len);
    v(x->elem);
    break;
  }
  case NodeKind::SliceType:
    v(cast<SliceType>(n)->elem);
    break;
  case NodeKind::DotsType:
    v(cast<DotsType>(n)->elem);
    break;
  case NodeKind::StructType: {
    auto* x = cast<StructType>(n);
    v.all(x->fieldList);
    v.all(x->tagList);
    break;
  }
  case NodeKind::InterfaceType:
    v.all(cast<InterfaceType>(n)->methodList);
    break;
  case NodeKind::FuncType: {
    auto* x = cast<FuncType>(n);
    v.all(x->paramList);
    v.all(x->resultList);
    break;
  }
  case NodeKind::MapType: {
    auto* x = cast<MapType>(n);
    v(x->key);
    v(x->value);
    break;
  }
  case NodeKind::ChanType:
    v(cast<ChanType>(n)->elem);
    break;
  case NodeKind::ExprStmt:
    v(cast<ExprStmt>(n)->x);
    break;
  case NodeKind::SendStmt: {
    auto* s = cast<SendStmt>(n);
    v(s->chan);
    v(s->value);
    break;
  }
  case NodeKind::AssignStmt: {
    auto* s = cast<AssignStmt>(n);
    v(s->lhs);
    v(s->rhs);
    break;
  }
  case NodeKind::RangeClause: {
    auto* s = cast<RangeClause>(n);
    v(s->lhs);
    v(s->x);
    break;
  }
  case NodeKind::LabeledStmt: {
    auto* s = cast<LabeledStmt>(n);
    v(s->label);
    v(s->stmt);
    break;
  }
  case NodeKind::BlockStmt:
    v.all(cast<BlockStmt>(n)->list);
    break;
  case NodeKind::DeclStmt:
    v.all(cast<DeclStmt>(n)->declList);
    break;
  case NodeKind::BranchStmt:
    v(cast<BranchStmt>(n)->label);  // the target is no child
    break;
  case NodeKind::CallStmt:
    v(cast<CallStmt>(n)->call);
    break;
  case NodeKind::ReturnStmt:
    v(cast<ReturnStmt>(n)->results);
    break;
  case NodeKind::IfStmt: {
    auto* s = cast<IfStmt>(n);
    v(s->init);
    v(s->cond);
    v(s->then);
    v(s->els);
    break;
  }
  case NodeKind::ForStmt: {
    auto* s = cast<ForStmt>(n);
    v(s->init);
    v(s->cond);
    v(s->post);
    v(s->body);
    break;
  }
  case NodeKind::SwitchStmt: {
    auto* s = cast<SwitchStmt>(n);
    v(s->init);
    v(s->tag);
    v.all(s->body);
    break;
  }
  case NodeKind::SelectStmt:
    v.all(cast<SelectStmt>(n)->body);
    break;
  }
}

}  // namespace golem::syntax
