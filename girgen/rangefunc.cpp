// Range over functions: the loop's body becomes a literal that the iterator calls. A state variable per loop detects
// iterators that call it again after it ended, or that swallow its panics. What leaves the loop (return, goto, break or
// continue of something further out, defer) is carried out by the enclosing functions, one by one: the body stores a
// number in the frame's `next` variable and returns false; after the iterator's call the loop looks at it.
//
// States: 0 done, 1 ready, 2 running or panicked, 3 exhausted, 4 a panic went missing. `next`: 0 nothing, -1 return, else
// the number of an exit of this frame.
#include "girgen/func.h"

#include <algorithm>

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

enum State { Done = 0, Ready = 1, Running = 2, Exhausted = 3, MissingPanic = 4 };

void FuncGen::endIteration(bool again, int state) {
  writeVar(stateVar, intConst(state));
  b.ret({boolConst(again)});
}

bool FuncGen::reaches(Exit::Kind k, const Stmt *s) {
  if (!isRangeBody)
    return true;
  if (k == Exit::Goto)
    return s->pos >= rangeStmtNode->body->pos && s->pos <= rangeStmtNode->body->rbrace;
  return s == rangeStmtNode || findJump(s) != nullptr;
}

static void addExit(auto &list, const auto &e) {
  for (auto &x : list)
    if (x.kind == e.kind && x.stmt == e.stmt)
      return;
  list.push_back(e);
}

void FuncGen::leave(Exit::Kind k, const Stmt *s) {
  FuncGen *owner = frameOwner();
  Exit e{k, s, -1};
  if (k != Exit::Return) {
    auto it = std::find_if(owner->exitCodes.begin(), owner->exitCodes.end(),
                           [&](const Exit &x) { return x.kind == k && x.stmt == s; });
    if (it == owner->exitCodes.end()) {
      e.code = int(owner->exitCodes.size()) + 1;
      owner->exitCodes.push_back(e);
    } else {
      e.code = it->code;
    }
  }
  addExit(exits, e);
  writeVar(owner->nextVar, intConst(e.code));
  endIteration(false, Done);
}

void FuncGen::dispatchExits(const std::vector<Exit> &list) {
  FuncGen *owner = frameOwner();
  if (list.empty())
    return;
  Operand next = readVar(owner->nextVar);
  for (const Exit &e : list) {
    BlockId hit = b.newBlock(), miss = b.newBlock();
    b.branch(b.value(Op::Eq, pg.boolType(), {next, intConst(e.code)}), hit, miss);
    b.setBlock(hit);
    if (e.kind == Exit::Return ? isRangeBody : !reaches(e.kind, e.stmt)) {
      addExit(exits, e);
      endIteration(false, Done);
    } else if (e.kind == Exit::Return) {
      emitReturn();
    } else {
      writeVar(owner->nextVar, intConst(0));
      if (e.kind == Exit::Goto) {
        b.jump(labelBlock(e.stmt));
      } else if (isRangeBody && e.stmt == rangeStmtNode) {
        endIteration(e.kind == Exit::Continue, e.kind == Exit::Continue ? Ready : Done);
      } else {
        const Jump *j = findJump(e.stmt);
        b.jump(e.kind == Exit::Break ? j->breakTo : j->continueTo);
      }
    }
    b.setBlock(miss);
  }
}

Operand FuncGen::frameToken() {
  FuncGen *owner = frameOwner();
  if (owner == this)
    return b.localAddr(fn.deferFrame, pg.unsafePointer());
  return readVar(owner->tokenVar);
}

// What a panic that this frame may recover expects of recover's caller.
Operand FuncGen::callerFrame() {
  FuncGen *owner = frameOwner();
  if (owner != this)
    return readVar(owner->callerVar);
  fn.hasRecover = true;
  return b.value(Op::CallerFrame, types::basicType(types::BasicKind::Uintptr));
}

void FuncGen::rangeBody(FuncGen &, ForStmt *s, RangeClause *r, types::Signature *yield) {
  sig = fn.sig = yield;
  b.pos = s->pos;
  auto lhs = unpackList(r->lhs);
  std::vector<Operand> later;
  for (int i = 0; i < yield->numParams(); i++) {
    Type *t = types::unalias(yield->param(i)->type());
    Name *n = size_t(i) < lhs.size() ? dyn_cast<Name>(unparen(lhs[i])) : nullptr;
    Var *v = n != nullptr && r->def && n->value != "_" ? types::as<Var>(n->object) : nullptr;
    if (v != nullptr) {
      param(v, v->name());
    } else {
      LocalId l = b.newLocal(gir::LocalKind::Param, t);
      fn.params.push_back(l);
      if (!r->def && size_t(i) < lhs.size())
        later.push_back(localOp(l));
    }
  }
  Operand st = readVar(stateVar);
  writeVar(stateVar, intConst(Running));
  BlockId bad = b.newBlock(), ok = b.newBlock();
  b.branch(b.value(Op::Eq, pg.boolType(), {st, intConst(Ready)}), ok, bad, gir::Likely);
  b.setBlock(bad);
  runtimeCall("runtime.panicrangestate", {st});
  b.unreachable();
  b.setBlock(ok);
  for (size_t i = 0; i < later.size(); i++)
    assignValue(lhs[i], later[i], b.typeOf(later[i]), false);
  stmts(s->body->list);
  finish(s->body->rbrace);
}

void FuncGen::rangeFunc(ForStmt *s, RangeClause *r, types::Signature *f) {
  FuncGen *owner = frameOwner();
  auto *yield = coreAs<types::Signature>(f->param(0)->type());
  Operand iter = expr(r->x);
  b.pos = s->pos;
  bool outermost = owner == this;
  if (outermost) {
    nextVar = pseudoVar(".next", pg.intType(), true, node);
    lazyVars.insert(nextVar);
    tokenVar = pseudoVar(".defers", pg.unsafePointer(), false, node);
    lazyVars.insert(tokenVar);
    callerVar = pseudoVar(".caller", types::basicType(types::BasicKind::Uintptr), false, node);
    lazyVars.insert(callerVar);
    exitCodes.clear();
  }
  Var *state = pseudoVar(".state", pg.intType(), true, node);
  Operand ready = intConst(Ready);
  declare(state, false, &ready);

  gir::Function &cf = pg.out.functions.emplace_back();
  cf.linkName = pg.literalName(this, PackageGen::Lit::Range);
  cf.typeParams = fn.typeParams;
  cf.pos = s->pos;
  cf.isClosure = true;
  FuncGen child(pg, an, cf, this, s, file);
  child.isRangeBody = true;
  child.rangeStmtNode = s;
  child.stateVar = state;
  child.rangeBody(*this, s, r, yield);

  b.pos = s->pos;
  Operand clo = closureOf(child, yield);
  clo = assignConv(clo, yield, f->param(0)->type());
  if (iter.kind == Operand::Func) {
    gir::Instr &i = b.effect(Op::Call, {clo});
    i.callee = iter.func;
  } else {
    b.effect(Op::CallClosure, {iter, clo});
  }
  b.pos = s->body->rbrace;
  BlockId bad = b.newBlock(), ok = b.newBlock();
  Operand st = readVar(state);
  b.branch(b.value(Op::Eq, pg.boolType(), {st, intConst(Running)}), bad, ok, gir::Unlikely);
  b.setBlock(bad);
  runtimeCall("runtime.panicrangestate", {intConst(MissingPanic)});
  b.unreachable();
  b.setBlock(ok);
  writeVar(state, intConst(Exhausted));
  dispatchExits(child.exits);
}

} // namespace golem::girgen
