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

Operand FuncGen::conversion(Expr *x, Type *to) {
  to = types::unalias(to);
  if (isNilExpr(x))
    return gir::zeroOp(to);
  Operand v = expr(x);
  return convert(v, b.typeOf(v), to);
}

} // namespace golem::girgen
