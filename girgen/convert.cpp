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

/// Does op leave memory as it is?
static bool onlyReads(Op op) {
  switch (op) {
  case Op::Copy:
  case Op::Load:
  case Op::Field:
  case Op::FieldAddr:
  case Op::Index:
  case Op::IndexAddr:
  case Op::LocalAddr:
  case Op::Len:
  case Op::Cap:
  case Op::Slice:
  case Op::Convert:
  case Op::Extract:
  case Op::Add:
  case Op::Sub:
    return true;
  default:
    return false;
  }
}

Operand FuncGen::borrowed(Expr *e) {
  auto *c = base::dyn_cast<CallExpr>(unparen(e));
  bool fresh = c != nullptr && isTypeExpr(c->fun) && !isConstExpr(c);
  Operand v = expr(e);
  if (!fresh || v.kind != Operand::Local)
    return v;
  // Made just now, or kept in a temporary while nothing but reading went on.
  auto &instrs = b.fn.blocks[b.block()].instrs;
  for (size_t i = instrs.size(); i-- > 0 && i + 16 >= instrs.size();) {
    gir::Instr &in = instrs[i];
    if (in.dst == v.local && in.op == Op::Convert)
      in.flags |= gir::View;
    if (in.dst == v.local || !onlyReads(in.op))
      break;
  }
  return v;
}

} // namespace golem::girgen
