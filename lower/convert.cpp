// Conversions between non-interface types.
#include "lower/fn.h"

#include "base/unicode.h"

#include <cstring>

#include <llvm/ADT/SetVector.h>
#include <llvm/IR/Operator.h>

namespace golem::lower {

using namespace types;

Fn::Index Fn::index(const Operand &o) {
  Index i;
  Value *v = one(o);
  i.isSigned = !isUnsigned(typeOf(o));
  if (v->getType()->isPointerTy()) {
    i.word = b.CreatePtrToInt(v, l.word);
    return i;
  }
  i.word = i.isSigned ? b.CreateSExtOrTrunc(v, l.word) : b.CreateZExtOrTrunc(v, l.word);
  if (unsigned bits = l.word->getBitWidth(); v->getType()->getIntegerBitWidth() > bits)
    i.high = b.CreateTrunc(b.CreateLShr(v, bits), l.word);
  return i;
}

void Fn::checkIndex(Value *bad, const Index &i, std::string panic, Value *limit) {
  const char *suffix = i.isSigned ? "" : "U";
  if (i.high) {
    std::string wide = panic;
    wide.insert(std::strlen("goPanic"), "Extend");
    check(b.CreateICmpNE(i.high, word(0)), wide + suffix, {i.high, i.word, limit});
  }
  check(bad, panic + suffix, {i.word, limit});
}

Value *Fn::length(const Operand &o, llvm::StringRef panic) {
  Index i = index(o);
  if (i.high && !panic.empty())
    check(b.CreateICmpNE(i.high, b.CreateAShr(i.word, l.word->getBitWidth() - 1)), panic);
  return i.word;
}

// To an integer of at least 32 bits. What does not fit is the target's matter, but always the same value.
Value *Fn::floatToSigned(Value *x, llvm::Type *to) {
  std::string_view name;
  if (!m.in.saturate)
    name = l.target.floatToInt[x->getType() == l.f64][to == l.i64];
  if (name.empty())
    return b.CreateIntrinsic(llvm::Intrinsic::fptosi_sat, {to, x->getType()}, {x});
  if (name == target::fist) { // the smallest integer for all that does not fit
    auto *limit = llvm::ConstantFP::get(x->getType(), 0x1p63);
    Value *fits = b.CreateFCmpOLT(b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x), limit);
    Value *safe = b.CreateSelect(fits, x, llvm::Constant::getNullValue(x->getType()));
    return b.CreateSelect(fits, b.CreateFPToSI(safe, to), i64(uint64_t(1) << 63));
  }
  auto *vector = llvm::FixedVectorType::get(x->getType(), x->getType() == l.f64 ? 2 : 4);
  x = b.CreateInsertElement(llvm::PoisonValue::get(vector), x, uint64_t(0));
  return b.CreateCall(llvm::Intrinsic::getOrInsertDeclaration(&m.m, llvm::Intrinsic::lookupIntrinsicID(name)), {x});
}

// Is the constant an integer of the type's range? Inlining brings others, whose conversion is the target's matter.
bool Fn::fitsInteger(constant::Val c, Basic *to) {
  bool exact = false;
  int64_t v = constant::int64Val(constant::toInt(c), &exact);
  unsigned width = info(to).leaves[0].type->getIntegerBitWidth();
  if (to->info() & IsUnsigned)
    return exact && v >= 0 && (width == 64 || v >> width == 0);
  return exact && (width == 64 || (v >> (width - 1)) == (v < 0 ? -1 : 0));
}

// To 64 bits where a word has 32: gc has a function for that, which makes 0 of a magnitude that does not fit, or the largest upper
// half where conversions to 32 bits clamp.
Value *Fn::floatToWide(Value *x) {
  llvm::Type *type = x->getType();
  Value *zero = llvm::Constant::getNullValue(type), *magnitude = b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x);
  Value *fits = b.CreateFCmpOLT(magnitude, llvm::ConstantFP::get(type, 0x1p64));
  Value *n = b.CreateFPToUI(b.CreateSelect(fits, magnitude, zero), l.i64);
  Value *r = b.CreateSelect(b.CreateFCmpOLT(x, zero), b.CreateNeg(n), n);
  if (!l.target.floatToInt[0][0].empty())
    return r;
  return b.CreateSelect(b.CreateFCmpOGE(x, llvm::ConstantFP::get(type, 0x1p64)), i64(~uint64_t(0) << 32), r);
}

// As gc does it: small integers are cut from 32 bits; uint32 from 64 bits, or clamped where the target's instructions clamp.
Value *Fn::floatToInt(Value *x, unsigned width, bool unsigned_) {
  if (width > l.word->getBitWidth() && !m.in.saturate)
    return floatToWide(x);
  if (!unsigned_ || width < 32)
    return b.CreateTrunc(floatToSigned(x, width == 64 ? l.i64 : l.i32), b.getIntNTy(width));
  if (m.in.saturate || l.target.floatToInt[0][0].empty())
    return b.CreateIntrinsic(llvm::Intrinsic::fptoui_sat, {b.getIntNTy(width), x->getType()}, {x});
  if (width == 32)
    return b.CreateTrunc(floatToSigned(x, l.i64), l.i32);
  // The upper half of the range is brought into that of int64.
  Value *half = llvm::ConstantFP::get(x->getType(), 0x1p63);
  Value *small = b.CreateFCmpOLT(x, half);
  Value *r = floatToSigned(b.CreateSelect(small, x, b.CreateFSub(x, half)), l.i64);
  return b.CreateOr(r, b.CreateSelect(small, i64(0), i64(uint64_t(1) << 63)));
}

// Of a constant string the slice has the length as its capacity: what is appended later never shares memory.
Val Fn::sliceOfConstant(const Operand &o, Type *elem, bool onStack) {
  std::string_view text = constant::stringVal(o.value);
  const uint64_t size = info(elem).size;
  const auto align = llvm::Align(size);
  uint64_t n = text.size();
  Value *data = val(o)[0];
  if (size != 1) { // runes
    Data d(l);
    for (n = 0; !text.empty(); n++) {
      base::Decoded c = base::decodeUtf8(text);
      d.put(uint32_t(c.c), 4);
      text.remove_prefix(size_t(c.width));
    }
    data = m.blob(d, align);
  }
  if (n == 0)
    return Val{m.external("runtime.zerobase"), word(0), word(0)};
  Value *p = onStack && n <= textBuffer ? static_cast<Value *>(alloca_(n * size, align))
                                        : rt("makeslice", {l.ptr}, {m.descriptor(elem), word(n), word(n)});
  b.CreateMemCpy(p, align, data, align, n * size);
  return Val{p, word(n), word(n)};
}

namespace {

// The pointers whose addresses are operands of an integer expression.
void collectPointers(Value *integer, llvm::SmallSetVector<Value *, 2> &pointers, int depth = 0) {
  if (auto *address = llvm::dyn_cast<llvm::PtrToIntOperator>(integer))
    pointers.insert(address->getPointerOperand());
  else if (auto *operation = llvm::dyn_cast<llvm::BinaryOperator>(integer); operation && depth < 16)
    for (Value *operand : operation->operands())
      collectPointers(operand, pointers, depth + 1);
}

// The expression without the address in it, when that is only added to.
Value *offsetIn(llvm::IRBuilderBase &b, Value *sum) {
  if (llvm::isa<llvm::PtrToIntOperator>(sum))
    return llvm::ConstantInt::get(sum->getType(), 0);
  auto *operation = llvm::dyn_cast<llvm::BinaryOperator>(sum);
  if (!operation)
    return nullptr;
  Value *x = operation->getOperand(0), *y = operation->getOperand(1);
  if (operation->getOpcode() == llvm::Instruction::Add) {
    if (Value *offset = offsetIn(b, x))
      return b.CreateAdd(offset, y);
    if (Value *offset = offsetIn(b, y))
      return b.CreateAdd(x, offset);
  } else if (operation->getOpcode() == llvm::Instruction::Sub) {
    if (Value *offset = offsetIn(b, x))
      return b.CreateSub(offset, y);
  }
  return nullptr;
}

} // namespace

// unsafe.Pointer(uintptr(p) + n) is an address derived from p (rule 3 of package unsafe), so that the object lives as long
// as the address is used (codegen/keepbases). As an integer LLVM could share p + n with other sums, and let p die.
Value *Fn::addressOf(Value *integer) {
  llvm::SmallSetVector<Value *, 2> pointers;
  collectPointers(integer, pointers);
  if (pointers.size() != 1)
    return b.CreateIntToPtr(integer, l.ptr);
  Value *base = pointers[0], *offset = offsetIn(b, integer);
  if (!offset) // rounded, tagged
    offset = b.CreateSub(integer, b.CreatePtrToInt(base, integer->getType()));
  return b.CreateGEP(l.i8, base, offset);
}

void Fn::convert(const Instr &i) {
  const Operand &o = i.args[0];
  Type *from = typeOf(o), *to = i.type;
  Type *fu = info(from).under, *tu = info(to).under;
  auto *fb = as<Basic>(fu), *tb = as<Basic>(tu);
  auto *fs = as<Slice>(fu), *ts = as<Slice>(tu);
  // A result that does not leave the frame may lie in it when it is short.
  auto buffer = [&](uint64_t size) -> Value * {
    return i.flags & gir::Stack ? static_cast<Value *>(alloca_(size, l.wordAlign))
                                : llvm::ConstantPointerNull::get(l.ptr);
  };

  if (tb && (tb->info() & IsString)) {
    if (fb && (fb->info() & IsInteger)) {
      Value *n = one(o);
      unsigned w = n->getType()->getIntegerBitWidth();
      // Values beyond the signed range are no code points either way.
      Value *x = w == 64 ? n : (fb->info() & IsUnsigned) ? b.CreateZExt(n, l.i64) : b.CreateSExt(n, l.i64);
      return set(i, rtVal("intstring", {l.ptr, l.word}, {buffer(4), x}));
    }
    if (fs) {
      Val s = val(o);
      if (info(fs->elem()).size == 1 && (i.flags & gir::View))
        return set(i, Val{s[0], s[1]});
      if (info(fs->elem()).size == 1)
        return set(i, rtVal("slicebytetostring", {l.ptr, l.word}, {buffer(textBuffer), s[0], s[1]}));
      return set(i, rtVal("slicerunetostring", {l.ptr, l.word}, {buffer(textBuffer), s[0], s[1], s[2]}));
    }
    return set(i, stable(o));
  }
  if (fb && (fb->info() & IsString) && ts) {
    Val s = val(o);
    bool bytes = info(ts->elem()).size == 1;
    if (bytes && (i.flags & gir::View))
      return set(i, Val{s[0], s[1], s[1]});
    if (o.kind == Operand::Const)
      return set(i, sliceOfConstant(o, ts->elem(), i.flags & gir::Stack));
    return set(i, rtVal(bytes ? "stringtoslicebyte" : "stringtoslicerune", {l.ptr, l.word, l.word},
                        {buffer(bytes ? textBuffer : 4 * textBuffer), s[0], s[1]}));
  }
  if (fs && !ts) {
    auto *pointer = as<Pointer>(tu);
    auto *array = as<Array>(pointer ? pointer->elem()->underlying() : tu);
    if (array) {
      Val s = val(o);
      uint64_t n = uint64_t(array->len());
      check(b.CreateICmpSLT(s[1], word(n)), "panicSliceConvert", {word(n), s[1]});
      if (pointer)
        return set(i, s[0]);
      Type *at = to;
      if (info(at).size == 0)
        return set(i, zero(at));
      return set(i, Emitter::load(s[0], at));
    }
  }
  if (fb && tb && (fb->info() & IsNumeric) && (tb->info() & IsNumeric)) {
    if (o.kind == Operand::Const)
      if (constant::Val c = o.value; (tb->info() & IsComplex) || !(fb->info() & IsComplex))
        if (!(tb->info() & IsInteger) || (fb->info() & IsFloat ? fitsInteger(c, tb) : !constant::isUnknown(constant::toInt(c))))
          return set(i, constantOf(to, c));
    Val v = val(o);
    if (fb->info() & IsComplex) {
      llvm::Type *lt = info(to).leaves[0].type;
      return set(i, Val{b.CreateFPCast(v[0], lt), b.CreateFPCast(v[1], lt)});
    }
    llvm::Type *lt = info(to).leaves[0].type;
    Value *x = v[0];
    bool ff = fb->info() & IsFloat, tf = tb->info() & IsFloat, fus = fb->info() & IsUnsigned, tus = tb->info() & IsUnsigned;
    if (ff && tf)
      return set(i, b.CreateFPCast(x, lt));
    if (ff)
      return set(i, floatToInt(x, lt->getIntegerBitWidth(), tus));
    if (tf)
      return set(i, fus ? b.CreateUIToFP(x, lt) : b.CreateSIToFP(x, lt));
    if (x->getType()->isPointerTy())
      x = b.CreatePtrToInt(x, l.word);
    return set(i, fus ? b.CreateZExtOrTrunc(x, lt) : b.CreateSExtOrTrunc(x, lt));
  }
  // Pointers, uintptr and unsafe.Pointer.
  Val v = stable(o);
  if (v.size() == 1 && info(from).inRegs && info(to).inRegs && info(to).leaves.size() == 1) {
    llvm::Type *ft = v[0]->getType(), *lt = info(to).leaves[0].type;
    if (ft->isPointerTy() && lt->isIntegerTy())
      return set(i, b.CreatePtrToInt(v[0], lt));
    if (ft->isIntegerTy() && lt->isPointerTy())
      return set(i, addressOf(v[0]));
  }
  set(i, v); // equal underlying types
}

} // namespace golem::lower
