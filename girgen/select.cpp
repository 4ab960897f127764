// select statements.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

namespace {
// A communication clause taken apart.
struct Comm {
  SendStmt *send = nullptr;
  Operation *recv = nullptr;
  List<Expr> lhs;
  Expr *single = nullptr;  ///< the only left side
  bool def = false;
};

Comm split(SimpleStmt *s) {
  Comm c;
  if (auto *n = dyn_cast<SendStmt>(s)) {
    c.send = n;
  } else if (auto *e = dyn_cast<ExprStmt>(s)) {
    c.recv = dyn_cast<Operation>(unparen(e->x));
  } else if (auto *a = dyn_cast<AssignStmt>(s)) {
    c.recv = dyn_cast<Operation>(unparen(a->rhs));
    c.def = a->op == Operator::Def;
    if (auto *l = dyn_cast<ListExpr>(a->lhs))
      c.lhs = l->elemList;
    else
      c.single = a->lhs;
  }
  return c;
}

bool isBlank(Expr *e) {
  auto *n = dyn_cast<Name>(unparen(e));
  return n != nullptr && n->value == "_";
}
} // namespace

void FuncGen::selectStmt(SelectStmt *s) {
  if (s->body.empty()) {
    runtimeCall("runtime.block", {});
    b.unreachable();
    return;
  }
  BlockId end = b.newBlock();
  std::vector<Operand> args;
  std::vector<gir::SelectCase> cases;
  std::vector<BlockId> bodies;
  std::vector<Comm> comms;
  std::vector<Operand> slots(s->body.size());
  BlockId def = gir::none;
  // Channels and values to send are evaluated in order, each wholly before the next.
  for (size_t i = 0; i < s->body.size(); i++) {
    CommClause *c = s->body[i];
    bodies.push_back(b.newBlock());
    if (c->comm == nullptr) {
      def = bodies.back();
      comms.push_back({});
      continue;
    }
    Comm m = split(c->comm);
    comms.push_back(m);
    gir::SelectCase k;
    b.pos = c->comm->pos;
    Expr *ch = m.send ? m.send->chan : m.recv->x;
    Type *et = types::unalias(coreAs<types::Chan>(typeOf(ch))->elem());
    k.chan = uint32_t(args.size());
    args.push_back(temp(expr(ch)));
    if (m.send != nullptr) {
      k.send = true;
      Operand v = exprTo(m.send->value, et);
      k.slot = uint32_t(args.size());
      args.push_back(spill(v, et).op);
    } else {
      Expr *first = m.single ? m.single : m.lhs.empty() ? nullptr : m.lhs[0];
      if (first != nullptr && !isBlank(first)) {
        LocalId l = b.newLocal(gir::LocalKind::Var, et, {}, true);
        slots[i] = b.localAddr(l, pg.pointerTo(et));
        k.slot = uint32_t(args.size());
        args.push_back(slots[i]);
      }
    }
    cases.push_back(k);
  }
  b.pos = s->pos;
  gir::Instr &in = b.addValue(Op::Select, pg.tupleOf({pg.intType(), pg.boolType()}), std::move(args),
                              def != gir::none ? gir::HasDefault : 0);
  size_t ncases = cases.size();
  in.cases = std::move(cases);
  Operand tu = localOp(in.dst);
  Operand index = b.extract(tu, 0, pg.intType()), ok = b.extract(tu, 1, pg.boolType());
  // Cases are numbered without the default clause.
  std::vector<BlockId> targets;
  std::vector<const constant::Value *> values;
  int64_t k = 0;
  BlockId last = def;
  for (size_t i = 0; i < s->body.size(); i++) {
    if (s->body[i]->comm == nullptr)
      continue;
    if (def == gir::none && size_t(k) + 1 == ncases) {
      last = bodies[i];
    } else {
      targets.push_back(bodies[i]);
      values.push_back(constant::makeInt64(k));
    }
    k++;
  }
  if (targets.empty()) {
    b.jump(last);
  } else {
    targets.insert(targets.begin(), last);
    gir::Instr &sw = b.effect(Op::Switch, {index});
    sw.targets = std::move(targets);
    sw.caseValues = std::move(values);
  }
  jumps.push_back(Jump{s, end, gir::none});
  for (size_t i = 0; i < s->body.size(); i++) {
    b.setBlock(bodies[i]);
    Comm &m = comms[i];
    Expr *first = m.single ? m.single : m.lhs.empty() ? nullptr : m.lhs[0];
    if (first != nullptr) {
      b.pos = first->pos;
      if (slots[i].kind != Operand::None) {
        Type *et = types::as<types::Pointer>(b.typeOf(slots[i]))->elem();
        Operand v = b.value(Op::Load, et, {slots[i]}, gir::NonNil);
        assignValue(first, v, et, m.def);
      }
      if (m.lhs.size() > 1)
        assignValue(m.lhs[1], ok, pg.boolType(), m.def);
    }
    stmts(s->body[i]->body);
    b.jump(end);
  }
  jumps.pop_back();
  b.setBlock(end);
}

} // namespace golem::girgen
