// Evaluation order. Function calls, receives, map reads and assertions of a statement happen in the order of the text;
// variables and what is computed from them alone are read afterwards, as Go's own compiler does. So when a later operand
// contains a call, the calls of all operands are made first and their results kept until the operands are evaluated.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;

static bool isPure(types::BuiltinId id) {
  using B = types::BuiltinId;
  switch (id) {
  case B::Cap:
  case B::Len:
  case B::Complex:
  case B::Real:
  case B::Imag:
  case B::Max:
  case B::Min:
  case B::Add:
  case B::Alignof:
  case B::Offsetof:
  case B::Sizeof:
  case B::Slice:
  case B::SliceData:
  case B::String:
  case B::StringData:
    return true;
  default:
    return false;
  }
}

bool FuncGen::hasCall(Expr *e) {
  if (e == nullptr || isConstExpr(e) || isNilExpr(e))
    return false;
  switch (e->kind) {
  case NodeKind::ParenExpr:
    return hasCall(static_cast<ParenExpr *>(e)->x);
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    return s->selection != nullptr && s->selection->kind() != types::SelectionKind::MethodExpr && hasCall(s->x);
  }
  case NodeKind::CompositeLit:
  case NodeKind::IndexExpr:
  case NodeKind::SliceExpr:
  case NodeKind::AssertExpr:
  case NodeKind::Operation:
  case NodeKind::CallExpr:
    break;
  default:
    return false;
  }
  if (isTypeExpr(e))
    return false;
  auto it = callMemo.find(e);
  if (it != callMemo.end())
    return it->second;
  bool r = false;
  switch (e->kind) {
  case NodeKind::CompositeLit:
    for (Expr *x : static_cast<CompositeLit *>(e)->elemList) {
      auto *kv = dyn_cast<KeyValueExpr>(x);
      r = r || hasCall(kv ? kv->value : x) || (kv && kv->key->tv.type != nullptr && hasCall(kv->key));
    }
    break;
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    r = hasCall(x->x) || hasCall(x->index);
    break;
  }
  case NodeKind::SliceExpr: {
    auto *s = static_cast<SliceExpr *>(e);
    r = hasCall(s->x) || hasCall(s->index[0]) || hasCall(s->index[1]) || hasCall(s->index[2]);
    break;
  }
  case NodeKind::AssertExpr:
    r = hasCall(static_cast<AssertExpr *>(e)->x);
    break;
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    r = (o->op == Operator::Recv && o->y == nullptr) || hasCall(o->x) || hasCall(o->y);
    break;
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    bool transparent = isTypeExpr(c->fun);
    if (auto *id = builtinId(c->fun))
      transparent = isPure(*id);
    r = !transparent;
    for (Expr *a : c->argList)
      r = r || hasCall(a);
    break;
  }
  default:
    break;
  }
  return callMemo[e] = r;
}

void FuncGen::hoistList(std::span<Expr *const> es) {
  bool any = false;
  for (size_t i = 1; i < es.size() && !any; i++)
    any = hasCall(es[i]);
  if (any)
    for (Expr *e : es)
      hoist(e);
}

void FuncGen::hoist(Expr *e) {
  if (e == nullptr || isConstExpr(e) || isTypeExpr(e))
    return;
  e = unparen(e);
  if (hoisted.count(e))
    return;
  auto keep = [&] {
    Operand v = temp(exprNow(e));
    hoisted[e] = v;
  };
  switch (e->kind) {
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection != nullptr && s->selection->kind() != types::SelectionKind::MethodExpr)
      hoist(s->x);
    return;
  }
  case NodeKind::CompositeLit:
    if (hasCall(e))
      for (Expr *x : static_cast<CompositeLit *>(e)->elemList) {
        auto *kv = dyn_cast<KeyValueExpr>(x);
        if (kv != nullptr && kv->key->tv.type != nullptr)
          hoist(kv->key);
        // An elided inner literal has no value of its own to keep.
        hoist(kv ? kv->value : x);
      }
    return;
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    hoist(x->x);
    hoist(x->index);
    if (coreAs<types::Map>(typeOf(x->x)) != nullptr)
      keep();
    return;
  }
  case NodeKind::SliceExpr: {
    auto *s = static_cast<SliceExpr *>(e);
    hoist(s->x);
    for (Expr *i : s->index)
      hoist(i);
    return;
  }
  case NodeKind::AssertExpr:
    hoist(static_cast<AssertExpr *>(e)->x);
    return keep();
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    if (o->op == Operator::AndAnd || o->op == Operator::OrOr) {
      if (hasCall(e))
        keep();
      return;
    }
    hoist(o->x);
    hoist(o->y);
    if (o->op == Operator::Recv && o->y == nullptr)
      keep();
    return;
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    auto *id = builtinId(c->fun);
    if (isTypeExpr(c->fun) || (id != nullptr && isPure(*id))) {
      for (Expr *a : c->argList)
        hoist(a);
      // Built-ins of the language count as calls once there is one; conversions and package unsafe's do not.
      if (id != nullptr && *id < types::BuiltinId::Add)
        keep();
      return;
    }
    return keep();
  }
  default:
    return;
  }
}

} // namespace golem::girgen
