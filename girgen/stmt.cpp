// Statements other than assignments, loops, switches and select.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

void FuncGen::stmts(List<Stmt> l) {
  for (Stmt *s : l)
    stmt(s);
}

void FuncGen::block(BlockStmt *s) { stmts(s->list); }

void FuncGen::stmt(Stmt *s) {
  if (s == nullptr)
    return;
  b.pos = s->pos;
  switch (s->kind) {
  case NodeKind::EmptyStmt:
    return;
  case NodeKind::ExprStmt: {
    Expr *x = unparen(static_cast<ExprStmt *>(s)->x);
    if (!isConstExpr(x))
      expr(x);
    return;
  }
  case NodeKind::SendStmt: {
    auto *n = static_cast<SendStmt *>(s);
    Type *et = coreAs<types::Chan>(typeOf(n->chan))->elem();
    order(n->chan, true);
    orderTo(n->value, et, true);
    orderUnlessPlace(n->value, true);
    Operand c = expr(n->chan);
    Operand v = exprTo(n->value, et);
    b.pos = s->pos;
    b.effect(Op::Send, {c, v});
    return;
  }
  case NodeKind::AssignStmt:
    return assign(static_cast<AssignStmt *>(s));
  case NodeKind::LabeledStmt: {
    auto *l = static_cast<LabeledStmt *>(s);
    BlockId k = labelBlock(l);
    b.jump(k);
    b.setBlock(k);
    if (auto *f = dyn_cast<ForStmt>(l->stmt))
      return forStmt(f, l);
    return stmt(l->stmt);
  }
  case NodeKind::BlockStmt:
    return block(static_cast<BlockStmt *>(s));
  case NodeKind::DeclStmt:
    return declStmt(static_cast<DeclStmt *>(s));
  case NodeKind::BranchStmt:
    return branchStmt(static_cast<BranchStmt *>(s));
  case NodeKind::CallStmt:
    return goDefer(static_cast<CallStmt *>(s));
  case NodeKind::ReturnStmt:
    return returnStmt(static_cast<ReturnStmt *>(s));
  case NodeKind::IfStmt:
    return ifStmt(static_cast<IfStmt *>(s));
  case NodeKind::ForStmt:
    return forStmt(static_cast<ForStmt *>(s), nullptr);
  case NodeKind::SwitchStmt:
    if (isTypeSwitch(static_cast<SwitchStmt *>(s)))
      return typeSwitch(static_cast<SwitchStmt *>(s));
    return switchStmt(static_cast<SwitchStmt *>(s));
  case NodeKind::SelectStmt:
    return selectStmt(static_cast<SelectStmt *>(s));
  default:
    unsupported(s->pos, "statement " + std::string(kindName(s->kind)));
  }
}

void FuncGen::declStmt(DeclStmt *s) {
  for (Decl *d : s->declList) {
    auto *v = dyn_cast<VarDecl>(d);
    if (v == nullptr)
      continue;
    auto rhs = unpackList(v->values);
    std::vector<Expr *> lhs(v->nameList.begin(), v->nameList.end());
    b.pos = v->pos;
    if (rhs.empty()) {
      for (Name *n : v->nameList)
        if (auto *var = types::as<Var>(n->object); var != nullptr && n->value != "_") {
          b.pos = n->pos;
          declare(var, true);
        }
    } else if (rhs.size() == 1 && lhs.size() == 1) {
      assignOne(lhs[0], rhs[0], true);
    } else if (rhs.size() == 1) {
      assignMulti(lhs, rhs[0], true);
    } else {
      assignList(lhs, rhs, true);
    }
  }
}

void FuncGen::ifStmt(IfStmt *s) {
  if (s->init != nullptr)
    stmt(s->init);
  b.pos = s->pos;
  BlockId yes = b.newBlock(), end = b.newBlock();
  BlockId no = s->els != nullptr ? b.newBlock() : end;
  condition(s->cond, yes, no);
  b.setBlock(yes);
  block(s->then);
  b.jump(end);
  if (s->els != nullptr) {
    b.setBlock(no);
    stmt(s->els);
    b.jump(end);
  }
  b.setBlock(end);
}

void FuncGen::returnStmt(ReturnStmt *s) {
  FuncGen *owner = frameOwner();
  auto es = unpackList(s->results);
  auto &vars = owner->resultVars;
  std::vector<Operand> vals;
  auto typeOfResult = [&](size_t i) { return vars[i]->type(); };
  if (es.size() == 1 && vars.size() > 1) {
    Operand t = expr(es[0]);
    vals = results(t, es[0]->tv.type);
    for (size_t i = 0; i < vals.size(); i++)
      vals[i] = assignConv(vals[i], b.typeOf(vals[i]), typeOfResult(i));
  } else {
    vals = exprsTo(es, typeOfResult);
  }
  b.pos = s->pos;
  if (isRangeBody) {
    if (!vals.empty()) {
      for (Operand &v : vals)
        v = temp(v);
      for (size_t i = 0; i < vals.size(); i++)
        writeVar(vars[i], vals[i]);
    }
    return leave(Exit::Return, nullptr);
  }
  if (vals.empty())
    return emitReturn();
  if (hasDefer || namedResults) {
    // Variables that a closure may still read are set, too.
    bool store = hasDefer;
    for (Var *v : vars)
      store = store || byReference(v);
    if (store) {
      for (Operand &v : vals)
        v = temp(v);
      for (size_t i = 0; i < vals.size(); i++)
        result(i, vals[i]);
      return emitReturn();
    }
  }
  b.ret(std::move(vals));
}

BlockId FuncGen::labelBlock(const Stmt *label) {
  auto [it, fresh] = labels.try_emplace(label, gir::none);
  if (fresh)
    it->second = b.newBlock();
  return it->second;
}

const Jump *FuncGen::findJump(const Stmt *target) {
  for (size_t i = jumps.size(); i-- > 0;)
    if (jumps[i].stmt == target)
      return &jumps[i];
  return nullptr;
}

void FuncGen::branchStmt(BranchStmt *s) {
  switch (s->tok) {
  case Token::Fallthrough:
    b.jump(fallthroughTo);
    return;
  case Token::Goto:
    if (!reaches(Exit::Goto, s->target))
      return leave(Exit::Goto, s->target);
    return b.jump(labelBlock(s->target));
  case Token::Break:
  case Token::Continue: {
    auto kind = s->tok == Token::Break ? Exit::Break : Exit::Continue;
    const Stmt *target = s->target;
    if (auto *l = dyn_cast<LabeledStmt>(target))
      target = l->stmt;
    if (!reaches(kind, target))
      return leave(kind, target);
    if (isRangeBody && target == rangeStmtNode) {
      endIteration(kind == Exit::Continue, kind == Exit::Continue ? 1 : 0);
      return;
    }
    const Jump *j = findJump(target);
    return b.jump(kind == Exit::Break ? j->breakTo : j->continueTo);
  }
  default:
    return;
  }
}

} // namespace golem::girgen
