// Conversions T(x).
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;

Operand FuncGen::convert(Operand x, Type *from, Type *to) {
  if (isIface(to))
    return assignConv(x, from, to);
  if (types::identical(from, to))
    return assignConv(x, from, to);
  return b.value(Op::Convert, to, {x});
}

// Is a constant that is converted to a type parameter a constant of each of its types?
// Text is not one of slices, which are made at run time; nor is a number one of strings.
static bool isConstantIn(constant::Val value, Type *parameter) {
  bool text = constant::kind(value) == constant::Kind::String;
  return types::typeset(parameter, [&](Type *, Type *u) {
    return u != nullptr && types::isString(u) == text;
  });
}

Operand FuncGen::conversion(Expr *x, Type *to) {
  to = types::unalias(to);
  if (isNilExpr(x))
    return gir::zeroOp(to);
  if (isConstExpr(x) && types::isTypeParam(to) && isConstantIn(x->tv.value, to))
    return gir::constOp(x->tv.value, to); // the constant in each of the types
  auto pos = b.pos;
  Operand v = expr(x);
  b.pos = pos;
  if (pinned && to == types::basicType(types::BasicKind::Uintptr) && b.typeOf(v) == pg.unsafePointer())
    pinned->push_back(v = temp(v));
  return convert(v, b.typeOf(v), to);
}

Operand FuncGen::borrowed(Expr *e) {
  auto *c = base::dyn_cast<CallExpr>(unparen(e));
  bool fresh = c != nullptr && isTypeExpr(c->fun) && !isConstExpr(c) && !hoisted.count(c);
  Operand v = expr(e);
  auto &instrs = b.fn.blocks[b.block()].instrs;
  if (fresh && !instrs.empty() && instrs.back().op == Op::Convert && v.kind == Operand::Local && instrs.back().dst == v.local)
    instrs.back().flags |= gir::View;
  return v;
}

} // namespace golem::girgen
