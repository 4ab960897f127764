// Arithmetic with Go's rules: wrapping, shifts of any count, division that traps only on zero, ordered floats.
#include "lower/fn.h"

#include <llvm/IR/Intrinsics.h>

namespace golem::lower {

using namespace types;
using llvm::ConstantInt;
namespace Intrinsic = llvm::Intrinsic;

namespace {
bool isUnsignedType(Type *t) { return isUnsigned(t) || isUnsafePointer(t); }
} // namespace

void Fn::unary(const Instr &i) {
  Type *t = typeOf(i.args[0]);
  Val x = val(i.args[0]);
  switch (i.op) {
  case Op::Neg:
    if (isComplex(t))
      set(i, Val{b.CreateFNeg(x[0]), b.CreateFNeg(x[1])});
    else if (isFloat(t))
      set(i, b.CreateFNeg(x[0]));
    else
      set(i, b.CreateNeg(x[0]));
    break;
  case Op::Not: set(i, toBool(b.CreateNot(toI1(x[0])))); break;
  case Op::BitNot: set(i, b.CreateNot(x[0])); break;
  case Op::Real: set(i, x[0]); break;
  case Op::Imag: set(i, x[1]); break;
  default: break;
  }
}

Value *Fn::divide(const Instr &, bool isSigned, bool rem, Value *x, Value *y) {
  auto *cy = llvm::dyn_cast<ConstantInt>(y);
  if (!cy || cy->isZero())
    check(b.CreateICmpEQ(y, ConstantInt::get(y->getType(), 0)), "panicdivide");
  if (cy && cy->isZero())
    return llvm::PoisonValue::get(x->getType());
  if (!isSigned)
    return rem ? b.CreateURem(x, y) : b.CreateUDiv(x, y);
  if (cy && cy->isMinusOne())
    return rem ? ConstantInt::get(x->getType(), 0) : b.CreateNeg(x);
  if (cy)
    return rem ? b.CreateSRem(x, y) : b.CreateSDiv(x, y);
  // The smallest integer by -1 overflows, which the machine does not allow.
  Value *minus = b.CreateICmpEQ(y, llvm::Constant::getAllOnesValue(y->getType()));
  Value *safe = b.CreateSelect(minus, ConstantInt::get(y->getType(), 1), y);
  if (rem)
    return b.CreateSRem(x, safe);
  return b.CreateSelect(minus, b.CreateNeg(x), b.CreateSDiv(x, safe));
}

Value *Fn::shift(const Instr &i, Type *t, Value *x, const Operand &count) {
  Type *ct = typeOf(count);
  // An untyped constant count may be spelled as a float or complex number.
  Value *n = count.kind == Operand::Const && !isInteger(ct) ? i64(constant::uint64Val(constant::toInt(count.value))) : one(count);
  auto *xt = llvm::cast<llvm::IntegerType>(x->getType());
  unsigned width = xt->getBitWidth();
  bool left = i.op == Op::Shl, isSigned = !isUnsignedType(t);
  bool mayBeNegative = !isUnsignedType(ct) && !(i.flags & gir::NonNil);
  if (auto *c = llvm::dyn_cast<ConstantInt>(n)) {
    if (mayBeNegative && c->isNegative()) {
      check(b.getTrue(), "panicshift");
      return llvm::PoisonValue::get(xt);
    }
    uint64_t k = c->getZExtValue();
    if (k >= width) {
      if (left || !isSigned)
        return ConstantInt::get(xt, 0);
      return b.CreateAShr(x, uint64_t(width - 1));
    }
    return left ? b.CreateShl(x, k) : isSigned ? b.CreateAShr(x, k) : b.CreateLShr(x, k);
  }
  if (mayBeNegative)
    check(b.CreateICmpSLT(n, ConstantInt::get(n->getType(), 0)), "panicshift");
  // Counts are compared in their own width, or at least the width of what is shifted.
  if (n->getType()->getIntegerBitWidth() < width)
    n = b.CreateZExt(n, xt);
  Value *inRange = b.CreateICmpULT(n, ConstantInt::get(n->getType(), width));
  Value *k = b.CreateTrunc(n, xt);
  if (!left && isSigned)
    return b.CreateAShr(x, b.CreateSelect(inRange, k, ConstantInt::get(xt, width - 1)));
  return b.CreateSelect(inRange, left ? b.CreateShl(x, k) : b.CreateLShr(x, k), ConstantInt::get(xt, 0));
}

Val Fn::arith(const Instr &i, Type *t, const Val &x, const Val &y) {
  if (isString(t)) // Add
    return rtVal("concatstring2", {l.ptr, l.word}, {llvm::ConstantPointerNull::get(l.ptr), x[0], x[1], y[0], y[1]});
  if (isComplex(t)) {
    // Products and quotients of complex64 are computed with float64 parts, as gc does.
    bool narrow = x[0]->getType() == l.f32;
    auto wide = [&](Value *v) { return narrow ? b.CreateFPExt(v, l.f64) : v; };
    auto part = [&](Value *v) { return narrow ? b.CreateFPTrunc(v, l.f32) : v; };
    switch (i.op) {
    case Op::Add: return {b.CreateFAdd(x[0], y[0]), b.CreateFAdd(x[1], y[1])};
    case Op::Sub: return {b.CreateFSub(x[0], y[0]), b.CreateFSub(x[1], y[1])};
    case Op::Mul: {
      Value *xr = wide(x[0]), *xi = wide(x[1]), *yr = wide(y[0]), *yi = wide(y[1]);
      return {part(b.CreateFSub(b.CreateFMul(xr, yr), b.CreateFMul(xi, yi))), part(b.CreateFAdd(b.CreateFMul(xr, yi), b.CreateFMul(xi, yr)))};
    }
    default: {
      Type *complex = basicType(BasicKind::Complex128);
      Abi a = l.abi({complex, complex}, {complex});
      Val r = callGo(a, m.runtimeFunction("complex128div", a.type), {Val{wide(x[0]), wide(x[1])}, Val{wide(y[0]), wide(y[1])}}, nullptr);
      return {part(r[0]), part(r[1])};
    }
    }
  }
  if (isFloat(t)) {
    switch (i.op) {
    case Op::Add: return {b.CreateFAdd(x[0], y[0])};
    case Op::Sub: return {b.CreateFSub(x[0], y[0])};
    case Op::Mul: return {b.CreateFMul(x[0], y[0])};
    default: return {b.CreateFDiv(x[0], y[0])};
    }
  }
  switch (i.op) {
  case Op::Add: return {b.CreateAdd(x[0], y[0])};
  case Op::Sub: return {b.CreateSub(x[0], y[0])};
  case Op::Mul: return {b.CreateMul(x[0], y[0])};
  case Op::Div: return {divide(i, !isUnsignedType(t), false, x[0], y[0])};
  case Op::Rem: return {divide(i, !isUnsignedType(t), true, x[0], y[0])};
  case Op::And: return {b.CreateAnd(x[0], y[0])};
  case Op::Or: return {b.CreateOr(x[0], y[0])};
  case Op::Xor: return {b.CreateXor(x[0], y[0])};
  case Op::AndNot: return {b.CreateAnd(x[0], b.CreateNot(y[0]))};
  default: return x;
  }
}

void Fn::binary(const Instr &i) {
  Type *t = i.type;
  if (i.op == Op::Shl || i.op == Op::Shr)
    return set(i, shift(i, t, one(i.args[0]), i.args[1]));
  set(i, arith(i, t, val(i.args[0]), val(i.args[1])));
}

Value *Fn::order(Op op, Type *t, const Val &x, const Val &y) {
  using P = llvm::CmpInst::Predicate;
  if (isString(t)) {
    Value *c = rt("cmpstring", {l.word}, {x[0], x[1], y[0], y[1]});
    P p = op == Op::Lt ? P::ICMP_SLT : op == Op::Le ? P::ICMP_SLE : op == Op::Gt ? P::ICMP_SGT : P::ICMP_SGE;
    return b.CreateICmp(p, c, word(0));
  }
  if (isFloat(t)) {
    P p = op == Op::Lt ? P::FCMP_OLT : op == Op::Le ? P::FCMP_OLE : op == Op::Gt ? P::FCMP_OGT : P::FCMP_OGE;
    return b.CreateFCmp(p, x[0], y[0]);
  }
  bool u = isUnsignedType(t);
  P p = op == Op::Lt   ? (u ? P::ICMP_ULT : P::ICMP_SLT)
        : op == Op::Le ? (u ? P::ICMP_ULE : P::ICMP_SLE)
        : op == Op::Gt ? (u ? P::ICMP_UGT : P::ICMP_SGT)
                       : (u ? P::ICMP_UGE : P::ICMP_SGE);
  return b.CreateICmp(p, x[0], y[0]);
}

void Fn::comparison(const Instr &i) {
  Type *t = typeOf(i.args[0]);
  Val x = val(i.args[0]), y = val(i.args[1]);
  if (i.op != Op::Eq && i.op != Op::Ne)
    return set(i, toBool(order(i.op, t, x, y)));
  // Comparisons with nil keep to the first word.
  Value *r;
  TypeKind k = info(t).under->kind();
  if (k == TypeKind::Slice || k == TypeKind::Map || k == TypeKind::Signature)
    r = b.CreateICmpEQ(x[0], y[0]);
  else
    r = equal(t, x, y);
  set(i, toBool(i.op == Op::Eq ? r : b.CreateNot(r)));
}

// -0 is less than +0, and a NaN makes the result NaN.
Value *Fn::floatMinMax(bool isMin, Value *x, Value *y) {
  llvm::Type *type = x->getType(), *bits = b.getIntNTy(type->getScalarSizeInBits());
  Value *xBits = b.CreateBitCast(x, bits), *yBits = b.CreateBitCast(y, bits);
  Value *zero = b.CreateBitCast(isMin ? b.CreateOr(xBits, yBits) : b.CreateAnd(xBits, yBits), type);
  Value *ordered = b.CreateSelect(isMin ? b.CreateFCmpOLT(x, y) : b.CreateFCmpOGT(x, y), x, y);
  Value *equal = b.CreateSelect(b.CreateFCmpOEQ(x, y), zero, ordered);
  return b.CreateSelect(b.CreateFCmpUNO(x, y), b.CreateFAdd(x, y), equal);
}

void Fn::minMax(const Instr &i) {
  Type *t = i.type;
  bool isMin = i.op == Op::Min;
  Val acc = val(i.args[0]);
  for (size_t k = 1; k < i.args.size(); k++) {
    Val y = val(i.args[k]);
    if (isString(t))
      acc = rtVal(isMin ? "strmin" : "strmax", {l.ptr, l.word}, {acc[0], acc[1], y[0], y[1]});
    else if (isFloat(t) && !l.target.expandsMinimum)
      acc = {floatMinMax(isMin, acc[0], y[0])};
    else if (isFloat(t))
      acc = {b.CreateBinaryIntrinsic(isMin ? Intrinsic::minimum : Intrinsic::maximum, acc[0], y[0])};
    else if (isUnsignedType(t))
      acc = {b.CreateBinaryIntrinsic(isMin ? Intrinsic::umin : Intrinsic::umax, acc[0], y[0])};
    else
      acc = {b.CreateBinaryIntrinsic(isMin ? Intrinsic::smin : Intrinsic::smax, acc[0], y[0])};
  }
  set(i, acc);
}

} // namespace golem::lower
