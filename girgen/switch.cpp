// switch over values and over types.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

void FuncGen::switchStmt(SwitchStmt *s) {
  if (s->init != nullptr)
    stmt(s->init);
  b.pos = s->pos;
  Operand tag;
  Type *tt = nullptr;
  if (s->tag != nullptr) {
    bool constCases = types::isString(typeOf(s->tag));
    for (CaseClause *c : s->body)
      for (Expr *e : unpackList(c->cases))
        constCases = constCases && isConstExpr(e);
    tag = temp(constCases ? borrowed(s->tag) : expr(s->tag)); // only compared, before any of the bodies runs
    tt = b.typeOf(tag);
  }
  BlockId end = b.newBlock(), def = end;
  std::vector<BlockId> bodies;
  bool allConst = tag.kind == Operand::Local && types::isInteger(tt);
  size_t nvals = 0;
  for (CaseClause *c : s->body) {
    bodies.push_back(b.newBlock());
    if (c->cases == nullptr)
      def = bodies.back();
    for (Expr *e : unpackList(c->cases)) {
      nvals++;
      allConst = allConst && isConstExpr(e);
    }
  }
  if (allConst && nvals >= 3) {
    std::vector<BlockId> targets{def};
    std::vector<const constant::Value *> values;
    for (size_t i = 0; i < s->body.size(); i++)
      for (Expr *e : unpackList(s->body[i]->cases)) {
        targets.push_back(bodies[i]);
        values.push_back(constant::toInt(e->tv.value));
      }
    gir::Instr &in = b.effect(Op::Switch, {tag});
    in.targets = std::move(targets);
    in.caseValues = std::move(values);
  } else {
    for (size_t i = 0; i < s->body.size(); i++) {
      for (Expr *e : unpackList(s->body[i]->cases)) {
        BlockId next = b.newBlock();
        b.pos = e->pos;
        if (s->tag == nullptr && isIface(typeOf(e))) { // compared with true, as an interface
          Operand v = expr(e);
          b.branch(compare(Op::Eq, boolConst(true), pg.boolType(), v, b.typeOf(v), pg.boolType()), bodies[i], next);
        } else if (s->tag == nullptr) {
          condition(e, bodies[i], next);
        } else if (isNilExpr(e)) {
          b.branch(b.value(Op::IsNil, pg.boolType(), {tag}), bodies[i], next);
        } else {
          Operand v = expr(e);
          b.pos = e->pos;
          b.branch(compare(Op::Eq, tag, tt, v, b.typeOf(v), pg.boolType()), bodies[i], next);
        }
        b.setBlock(next);
      }
    }
    b.jump(def);
  }
  jumps.push_back(Jump{s, end, gir::none});
  BlockId oldFall = fallthroughTo;
  for (size_t i = 0; i < s->body.size(); i++) {
    fallthroughTo = i + 1 < bodies.size() ? bodies[i + 1] : end;
    b.setBlock(bodies[i]);
    stmts(s->body[i]->body);
    b.jump(end);
  }
  fallthroughTo = oldFall;
  jumps.pop_back();
  b.setBlock(end);
}

void FuncGen::typeSwitch(SwitchStmt *s) {
  if (s->init != nullptr)
    stmt(s->init);
  b.pos = s->pos;
  auto *guard = static_cast<TypeSwitchGuard *>(s->tag);
  Operand x = temp(expr(guard->x));
  Type *xt = b.typeOf(x);
  BlockId end = b.newBlock(), def = end;
  std::vector<BlockId> bodies;
  for (CaseClause *c : s->body) {
    bodies.push_back(b.newBlock());
    if (c->cases == nullptr)
      def = bodies.back();
  }
  auto varOf = [&](CaseClause *c) -> Var * {
    auto it = pg.info.implicits.find(c);
    return it == pg.info.implicits.end() ? nullptr : types::as<Var>(it->second);
  };
  std::vector<bool> bound(s->body.size());
  for (size_t i = 0; i < s->body.size(); i++) {
    CaseClause *c = s->body[i];
    auto cases = unpackList(c->cases);
    for (Expr *e : cases) {
      BlockId next = b.newBlock();
      b.pos = e->pos;
      if (isNilExpr(e)) {
        b.branch(b.value(Op::IsNil, pg.boolType(), {x}), bodies[i], next);
      } else {
        Type *t = types::unalias(e->tv.type);
        gir::Instr &in = b.addValue(Op::AssertOk, pg.tupleOf({t, pg.boolType()}), {x});
        in.type2 = t;
        Operand tu = localOp(in.dst);
        Operand ok = b.extract(tu, 1, pg.boolType());
        Var *v = varOf(c);
        if (v != nullptr && cases.size() == 1) {
          BlockId hit = b.newBlock();
          b.branch(ok, hit, next);
          b.setBlock(hit);
          Operand val = b.extract(tu, 0, t);
          declare(v, false, &val);
          bound[i] = true;
          b.jump(bodies[i]);
        } else {
          b.branch(ok, bodies[i], next);
        }
      }
      b.setBlock(next);
    }
  }
  b.jump(def);
  jumps.push_back(Jump{s, end, gir::none});
  for (size_t i = 0; i < s->body.size(); i++) {
    b.setBlock(bodies[i]);
    if (Var *v = varOf(s->body[i]); v != nullptr && !bound[i]) {
      Operand init = assignConv(x, xt, v->type());
      declare(v, false, &init);
    }
    stmts(s->body[i]->body);
    b.jump(end);
  }
  jumps.pop_back();
  b.setBlock(end);
}

} // namespace golem::girgen
