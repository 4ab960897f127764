// What the checker writes into the syntax tree and Info.
#include "types/checker.h"

namespace golem::types {

void Checker::record(Operand* x) {
  // The type and value to keep depend on the mode.
  Type* t = x->typ;
  Val val = nullptr;
  switch (x->mode) {
    case OperandMode::Invalid: t = invalidType(); break;
    case OperandMode::NoValue: t = nullptr; break;
    case OperandMode::Constant: val = x->val; break;
    default: break;
  }
  if (t != nullptr && isUntyped(t)) {
    rememberUntyped(x->expr, false, x->mode, static_cast<Basic*>(t), val);
  } else {
    recordTypeAndValue(x->expr, x->mode, t, val);
  }
}

void Checker::recordUntyped() {
  for (auto& [x, i] : untyped) recordTypeAndValue(x, i.mode, i.typ, i.val);
}

void Checker::recordTypeAndValue(syntax::Expr* x, OperandMode mode, Type* typ, Val val) {
  if (mode == OperandMode::Invalid) return;
  x->tv.type = typ;
  x->tv.value = val;
  x->tv.mode = uint16_t(mode);
}

void Checker::recordBuiltinType(syntax::Expr* f, Signature* sig) {
  // f is the possibly parenthesised (qualified) name of the built-in; all layers get the type.
  for (;;) {
    recordTypeAndValue(f, OperandMode::Builtin, sig, nullptr);
    auto* p = dyn_cast<syntax::ParenExpr>(f);
    if (p == nullptr) return;
    f = p->x;
  }
}

void Checker::recordCommaOkTypes(syntax::Expr* x, std::span<Operand* const> a) {
  if (a[0]->mode == OperandMode::Invalid) return;
  for (;;) {
    x->tv.type = newTuple({new Var(VarKind::Local, x->pos, pkg, "", a[0]->typ),
                           new Var(VarKind::Local, x->pos, pkg, "", a[1]->typ)});
    auto* p = dyn_cast<syntax::ParenExpr>(x);
    if (p == nullptr) return;
    x = p->x;
  }
}

void Checker::recordInstance(syntax::Expr* expr, std::span<Type* const> targs, Type* typ) {
  if (auto* ix = dyn_cast<syntax::IndexExpr>(expr)) expr = ix->x;
  syntax::Name* id = dyn_cast<syntax::Name>(expr);
  if (auto* s = dyn_cast<syntax::SelectorExpr>(expr)) id = s->sel;
  if (id == nullptr) return;
  info->instances[id] = {new TypeList(targs.begin(), targs.end()), typ};
}

void Checker::recordDef(syntax::Name* id, Object* obj) {
  // The name of an embedded field is a use of its type as well; the use stays.
  if (id->object != nullptr && obj != nullptr && isa<Var>(obj) && static_cast<Var*>(obj)->embedded_) return;
  id->object = obj;
}

void Checker::recordUse(syntax::Name* id, Object* obj) { id->object = obj; }
void Checker::recordImplicit(syntax::Node* node, Object* obj) { info->implicits[node] = obj; }

void Checker::recordSelection(syntax::SelectorExpr* x, SelectionKind kind, Type* recv, Object* obj,
                              std::vector<int> index, bool indirect) {
  recordUse(x->sel, obj);
  x->selection = new Selection{kind, recv, obj, std::move(index), indirect};
}

void Checker::recordScope(syntax::Node* node, Scope* s) { info->scopes[node] = s; }

}  // namespace golem::types
