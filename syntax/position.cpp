// Start and end positions of subtrees, and small helpers on nodes.
#include "syntax/ast.h"

namespace golem::syntax {

using base::cast;

namespace {

// The child whose start is n's, or null where n's own position is the leftmost.
const Node* leftmostChild(const Node* n) {
  switch (n->kind) {
  case NodeKind::CompositeLit: return cast<CompositeLit>(n)->type;
  case NodeKind::KeyValueExpr: return cast<KeyValueExpr>(n)->key;
  case NodeKind::SelectorExpr: return cast<SelectorExpr>(n)->x;
  case NodeKind::IndexExpr: return cast<IndexExpr>(n)->x;
  case NodeKind::AssertExpr: return cast<AssertExpr>(n)->x;
  case NodeKind::TypeSwitchGuard: {
    auto* g = cast<TypeSwitchGuard>(n);
    return g->lhs != nullptr ? g->lhs : g->x;
  }
  case NodeKind::Operation: {
    auto* o = cast<Operation>(n);
    return o->y != nullptr ? o->x : nullptr;
  }
  case NodeKind::CallExpr: return cast<CallExpr>(n)->fun;
  case NodeKind::ListExpr: {
    auto* l = cast<ListExpr>(n);
    return l->elemList.empty() ? nullptr : l->elemList[0];
  }
  case NodeKind::SendStmt: return cast<SendStmt>(n)->chan;
  case NodeKind::AssignStmt: return cast<AssignStmt>(n)->lhs;
  case NodeKind::RangeClause: {
    auto* r = cast<RangeClause>(n);
    return r->lhs != nullptr ? r->lhs : r->x;
  }
  default:
    return nullptr;  // SliceExpr included: gc takes its "["
  }
}

template <class T> const Node* lastOf(const List<T>& list) { return list.empty() ? nullptr : list.back(); }

const Node* firstOf(std::initializer_list<const Node*> candidates) {
  for (const Node* n : candidates)
    if (n != nullptr)
      return n;
  return nullptr;
}

// The child whose end is n's, or null where *at is the end.
const Node* rightmostChild(const Node* n, Pos* at) {
  *at = n->pos;
  switch (n->kind) {
  case NodeKind::File: *at = cast<File>(n)->eof; return nullptr;
  case NodeKind::ImportDecl: return cast<ImportDecl>(n)->path;
  case NodeKind::ConstDecl: {
    auto* d = cast<ConstDecl>(n);
    return firstOf({d->values, d->type, lastOf(d->nameList)});
  }
  case NodeKind::TypeDecl: return cast<TypeDecl>(n)->type;
  case NodeKind::VarDecl: {
    auto* d = cast<VarDecl>(n);
    return firstOf({d->values, d->type, lastOf(d->nameList)});
  }
  case NodeKind::FuncDecl: {
    auto* f = cast<FuncDecl>(n);
    return firstOf({f->body, f->type});
  }
  case NodeKind::BadExpr: return nullptr;
  case NodeKind::Name: *at = n->pos.advanced(int32_t(cast<Name>(n)->value.size())); return nullptr;
  case NodeKind::BasicLit: *at = n->pos.advanced(int32_t(cast<BasicLit>(n)->value.size())); return nullptr;
  case NodeKind::CompositeLit: *at = cast<CompositeLit>(n)->rbrace; return nullptr;
  case NodeKind::KeyValueExpr: return cast<KeyValueExpr>(n)->value;
  case NodeKind::FuncLit: return cast<FuncLit>(n)->body;
  case NodeKind::ParenExpr: return cast<ParenExpr>(n)->x;
  case NodeKind::SelectorExpr: return cast<SelectorExpr>(n)->sel;
  case NodeKind::IndexExpr: return cast<IndexExpr>(n)->index;
  case NodeKind::SliceExpr: return cast<SliceExpr>(n)->x;  // as gc has it
  case NodeKind::AssertExpr: return cast<AssertExpr>(n)->type;
  case NodeKind::TypeSwitchGuard: return cast<TypeSwitchGuard>(n)->x;
  case NodeKind::Operation: {
    auto* o = cast<Operation>(n);
    return firstOf({o->y, o->x});
  }
  case NodeKind::CallExpr: {
    auto* c = cast<CallExpr>(n);
    return firstOf({lastOf(c->argList), c->fun});
  }
  case NodeKind::ListExpr: return lastOf(cast<ListExpr>(n)->elemList);
  case NodeKind::ArrayType: return cast<ArrayType>(n)->elem;
  case NodeKind::SliceType: return cast<SliceType>(n)->elem;
  case NodeKind::DotsType: return cast<DotsType>(n)->elem;
  case NodeKind::StructType: return lastOf(cast<StructType>(n)->fieldList);
  case NodeKind::Field: {
    auto* f = cast<Field>(n);
    return firstOf({f->type, f->name});
  }
  case NodeKind::InterfaceType: return lastOf(cast<InterfaceType>(n)->methodList);
  case NodeKind::FuncType: {
    auto* f = cast<FuncType>(n);
    return firstOf({lastOf(f->resultList), lastOf(f->paramList)});
  }
  case NodeKind::MapType: return cast<MapType>(n)->value;
  case NodeKind::ChanType: return cast<ChanType>(n)->elem;
  case NodeKind::EmptyStmt: return nullptr;
  case NodeKind::LabeledStmt: return cast<LabeledStmt>(n)->stmt;
  case NodeKind::BlockStmt: *at = cast<BlockStmt>(n)->rbrace; return nullptr;
  case NodeKind::ExprStmt: return cast<ExprStmt>(n)->x;
  case NodeKind::SendStmt: return cast<SendStmt>(n)->value;
  case NodeKind::DeclStmt: return lastOf(cast<DeclStmt>(n)->declList);
  case NodeKind::AssignStmt: {
    auto* a = cast<AssignStmt>(n);
    if (a->rhs == nullptr)
      *at = endPos(a->lhs).advanced(2);
    return a->rhs;
  }
  case NodeKind::BranchStmt: return cast<BranchStmt>(n)->label;
  case NodeKind::CallStmt: return cast<CallStmt>(n)->call;
  case NodeKind::ReturnStmt: return cast<ReturnStmt>(n)->results;
  case NodeKind::IfStmt: {
    auto* i = cast<IfStmt>(n);
    return firstOf({i->els, i->then});
  }
  case NodeKind::ForStmt: return cast<ForStmt>(n)->body;
  case NodeKind::SwitchStmt: *at = cast<SwitchStmt>(n)->rbrace; return nullptr;
  case NodeKind::SelectStmt: *at = cast<SelectStmt>(n)->rbrace; return nullptr;
  case NodeKind::RangeClause: return cast<RangeClause>(n)->x;
  case NodeKind::CaseClause: *at = cast<CaseClause>(n)->colon; return lastOf(cast<CaseClause>(n)->body);
  case NodeKind::CommClause: *at = cast<CommClause>(n)->colon; return lastOf(cast<CommClause>(n)->body);
  }
  return nullptr;
}

}  // namespace

Pos startPos(const Node* n) {
  if (auto* f = base::dyn_cast<File>(n))
    return f->fileStart;
  while (const Node* child = leftmostChild(n))
    n = child;
  return n->pos;
}

Pos endPos(const Node* n) {
  Pos at;
  while (const Node* child = rightmostChild(n, &at))
    n = child;
  return at;
}

Expr* unparen(Expr* x) {
  while (auto* p = base::dyn_cast<ParenExpr>(x))
    x = p->x;
  return x;
}

const Expr* unparen(const Expr* x) { return unparen(const_cast<Expr*>(x)); }

std::string_view kindName(NodeKind k) {
  switch (k) {
#define X(name) case NodeKind::name: return #name;
    GOLEM_NODES(X)
#undef X
  }
  return "";
}

}  // namespace golem::syntax
