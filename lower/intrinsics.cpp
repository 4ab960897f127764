// See intrinsics.h. All atomics are sequentially consistent, as Go's memory model asks.
#include "lower/intrinsics.h"

#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Intrinsics.h>

#include <algorithm>

namespace golem::lower {

using llvm::AtomicOrdering;
using llvm::AtomicRMWInst;
namespace Intrinsic = llvm::Intrinsic;
using enum IntrinsicKind;

namespace {

#define IRA "internal/runtime/atomic."
#define SA "sync/atomic."
#define MB "math/bits."
#define IRS "internal/runtime/sys."

constexpr IntrinsicDef table[] = {
    {"crypto/internal/constanttime.Select", Select},
    {"crypto/internal/constanttime.boolToUint8", BoolToByte},
    {IRA "And", And, 32, false, true}, {IRA "And32", OldAnd, 32, false, true}, {IRA "And64", OldAnd, 64, false, true},
    {IRA "And8", And, 8, false, true}, {IRA "Anduintptr", OldAnd, 0, false, true},
    {IRA "Cas", Cas, 32, false, true}, {IRA "Cas64", Cas, 64, false, true}, {IRA "CasRel", Cas, 32, false, true},
    {IRA "Casint32", Cas, 32, false, true}, {IRA "Casint64", Cas, 64, false, true}, {IRA "Casp1", Cas, 0, true, true},
    {IRA "Casuintptr", Cas, 0, false, true},
    {IRA "Load", Load, 32, false, true}, {IRA "Load64", Load, 64, false, true}, {IRA "Load8", Load, 8, false, true},
    {IRA "LoadAcq", Load, 32, false, true}, {IRA "LoadAcq64", Load, 64, false, true},
    {IRA "LoadAcquintptr", Load, 0, false, true}, {IRA "Loadint32", Load, 32, false, true},
    {IRA "Loadint64", Load, 64, false, true}, {IRA "Loadp", Load, 0, true, true}, {IRA "Loaduint", Load, 0, false, true},
    {IRA "Loaduintptr", Load, 0, false, true},
    {IRA "Or", Or, 32, false, true}, {IRA "Or32", OldOr, 32, false, true}, {IRA "Or64", OldOr, 64, false, true},
    {IRA "Or8", Or, 8, false, true}, {IRA "Oruintptr", OldOr, 0, false, true},
    {IRA "Store", Store, 32, false, true}, {IRA "Store64", Store, 64, false, true}, {IRA "Store8", Store, 8, false, true},
    {IRA "StoreRel", Store, 32, false, true}, {IRA "StoreRel64", Store, 64, false, true},
    {IRA "StoreReluintptr", Store, 0, false, true}, {IRA "Storeint32", Store, 32, false, true},
    {IRA "Storeint64", Store, 64, false, true}, {IRA "StorepNoWB", Store, 0, true, true},
    {IRA "Storeuintptr", Store, 0, false, true},
    {IRA "Xadd", Add, 32, false, true}, {IRA "Xadd64", Add, 64, false, true}, {IRA "Xaddint32", Add, 32, false, true},
    {IRA "Xaddint64", Add, 64, false, true}, {IRA "Xadduintptr", Add, 0, false, true},
    {IRA "Xchg", Xchg, 32, false, true}, {IRA "Xchg64", Xchg, 64, false, true}, {IRA "Xchg8", Xchg, 8, false, true},
    {IRA "Xchgint32", Xchg, 32, false, true}, {IRA "Xchgint64", Xchg, 64, false, true},
    {IRA "Xchguintptr", Xchg, 0, false, true},
    {"internal/runtime/math.Add64", Add64}, {"internal/runtime/math.Mul64", Mul64},
    {"internal/runtime/math.MulUintptr", MulOverflow},
    {IRS "Bswap32", Bswap, 32}, {IRS "Bswap64", Bswap}, {IRS "GetCallerPC", CallerPC}, {IRS "GetCallerSP", CallerSP},
    {IRS "GetClosurePtr", ClosurePtr}, {IRS "Len64", Len}, {IRS "Len8", Len, 8}, {IRS "OnesCount64", Popcount},
    {IRS "Prefetch", Prefetch}, {IRS "PrefetchStreamed", Prefetch}, {IRS "TrailingZeros32", Ctz, 32},
    {IRS "TrailingZeros64", Ctz}, {IRS "TrailingZeros8", Ctz, 8},
    {"math.Abs", Abs}, {"math.Ceil", Ceil}, {"math.Copysign", Copysign}, {"math.FMA", Fma}, {"math.Floor", Floor},
    {"math.RoundToEven", RoundEven}, {"math.Sqrt", Sqrt}, {"math.Trunc", Trunc}, {"math.sqrt", Sqrt},
    {"math/big.mulWW", Mul64},
    {MB "Add", Add64}, {MB "Add64", Add64}, {MB "Div", Div64}, {MB "Div64", Div64},
    {MB "LeadingZeros", Clz}, {MB "LeadingZeros16", Clz, 16}, {MB "LeadingZeros32", Clz, 32}, {MB "LeadingZeros64", Clz},
    {MB "LeadingZeros8", Clz, 8},
    {MB "Len", Len}, {MB "Len16", Len, 16}, {MB "Len32", Len, 32}, {MB "Len64", Len}, {MB "Len8", Len, 8},
    {MB "Mul", Mul64}, {MB "Mul64", Mul64},
    {MB "OnesCount", Popcount}, {MB "OnesCount16", Popcount, 16}, {MB "OnesCount32", Popcount, 32},
    {MB "OnesCount64", Popcount}, {MB "OnesCount8", Popcount, 8},
    {MB "Reverse", Reverse}, {MB "Reverse16", Reverse, 16}, {MB "Reverse32", Reverse, 32}, {MB "Reverse64", Reverse},
    {MB "Reverse8", Reverse, 8}, {MB "ReverseBytes", Bswap}, {MB "ReverseBytes16", Bswap, 16},
    {MB "ReverseBytes32", Bswap, 32}, {MB "ReverseBytes64", Bswap},
    {MB "RotateLeft", Rotl}, {MB "RotateLeft16", Rotl, 16}, {MB "RotateLeft32", Rotl, 32}, {MB "RotateLeft64", Rotl},
    {MB "RotateLeft8", Rotl, 8},
    {MB "Sub", Sub64}, {MB "Sub64", Sub64},
    {MB "TrailingZeros", Ctz}, {MB "TrailingZeros16", Ctz, 16}, {MB "TrailingZeros32", Ctz, 32},
    {MB "TrailingZeros64", Ctz}, {MB "TrailingZeros8", Ctz, 8},
    {"runtime.KeepAlive", KeepAlive},
    {"sync.runtime_LoadAcquintptr", Load, 0, false, true}, {"sync.runtime_StoreReluintptr", Store, 0, false, true},
    {SA "AddInt32", Add, 32, false, true}, {SA "AddInt64", Add, 64, false, true}, {SA "AddUint32", Add, 32, false, true},
    {SA "AddUint64", Add, 64, false, true}, {SA "AddUintptr", Add, 0, false, true},
    {SA "AndInt32", OldAnd, 32, false, true}, {SA "AndInt64", OldAnd, 64, false, true},
    {SA "AndUint32", OldAnd, 32, false, true}, {SA "AndUint64", OldAnd, 64, false, true},
    {SA "AndUintptr", OldAnd, 0, false, true},
    {SA "CompareAndSwapInt32", Cas, 32, false, true}, {SA "CompareAndSwapInt64", Cas, 64, false, true},
    {SA "CompareAndSwapPointer", Cas, 0, true, true},
    {SA "CompareAndSwapUint32", Cas, 32, false, true}, {SA "CompareAndSwapUint64", Cas, 64, false, true},
    {SA "CompareAndSwapUintptr", Cas, 0, false, true},
    {SA "LoadInt32", Load, 32, false, true}, {SA "LoadInt64", Load, 64, false, true}, {SA "LoadPointer", Load, 0, true, true},
    {SA "LoadUint32", Load, 32, false, true}, {SA "LoadUint64", Load, 64, false, true},
    {SA "LoadUintptr", Load, 0, false, true},
    {SA "OrInt32", OldOr, 32, false, true}, {SA "OrInt64", OldOr, 64, false, true}, {SA "OrUint32", OldOr, 32, false, true},
    {SA "OrUint64", OldOr, 64, false, true}, {SA "OrUintptr", OldOr, 0, false, true},
    {SA "StoreInt32", Store, 32, false, true}, {SA "StoreInt64", Store, 64, false, true},
    {SA "StorePointer", Store, 0, true, true},
    {SA "StoreUint32", Store, 32, false, true}, {SA "StoreUint64", Store, 64, false, true},
    {SA "StoreUintptr", Store, 0, false, true},
    {SA "SwapInt32", Xchg, 32, false, true}, {SA "SwapInt64", Xchg, 64, false, true}, {SA "SwapPointer", Xchg, 0, true, true},
    {SA "SwapUint32", Xchg, 32, false, true}, {SA "SwapUint64", Xchg, 64, false, true}, {SA "SwapUintptr", Xchg, 0, false, true},
};

constexpr bool sorted() {
  for (size_t i = 1; i < std::size(table); i++)
    if (!(std::string_view(table[i - 1].name) < std::string_view(table[i].name)))
      return false;
  return true;
}
static_assert(sorted(), "the table is searched by bisection");

} // namespace

std::string_view IntrinsicDef::package() const {
  std::string_view n = name;
  return n.substr(0, n.rfind('.'));
}
std::string_view IntrinsicDef::function() const {
  std::string_view n = name;
  return n.substr(n.rfind('.') + 1);
}

std::span<const IntrinsicDef> intrinsics() { return table; }

const IntrinsicDef *findIntrinsic(std::string_view linkName) {
  auto it = std::lower_bound(std::begin(table), std::end(table), linkName,
                             [](const IntrinsicDef &d, std::string_view n) { return std::string_view(d.name) < n; });
  return it != std::end(table) && linkName == it->name ? &*it : nullptr;
}

/// The instruction where the processor has it, else what `otherwise` makes.
static Value *checked(Emitter &e, const target::CheckedInstruction &i, llvm::Type *result, llvm::ArrayRef<Value *> operands,
                      llvm::function_ref<Value *()> otherwise) {
  auto &b = e.b;
  auto *flag = e.m.m.getOrInsertGlobal(llvm::StringRef(i.flag), b.getInt8Ty());
  auto *has = b.CreateLoad(b.getInt8Ty(), flag);
  has->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(e.m.context, {}));
  llvm::BasicBlock *without = e.coldIf(b.CreateICmpEQ(has, b.getInt8(0))), *with = b.GetInsertBlock(), *done = e.block();
  llvm::SmallVector<llvm::Type *, 4> types;
  for (Value *o : operands)
    types.push_back(o->getType());
  auto *asmType = llvm::FunctionType::get(result, types, false);
  Value *fast = b.CreateCall(llvm::InlineAsm::get(asmType, i.text, i.constraints, false), operands);
  b.CreateBr(done);
  b.SetInsertPoint(without);
  Value *slow = otherwise();
  without = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  auto *phi = b.CreatePHI(result, 2);
  phi->addIncoming(fast, with);
  phi->addIncoming(slow, without);
  return phi;
}

/// Of a float64: the instruction, else the Go function, which is better than one of a C library. That gets the first `params` operands.
static Value *checkedFloat(Emitter &e, const IntrinsicDef &d, const target::CheckedInstruction &i, llvm::ArrayRef<Value *> operands, size_t params) {
  return checked(e, i, e.l.f64, operands, [&] {
    types::Type *number = types::basicType(types::BasicKind::Float64);
    Abi abi = e.l.abi(llvm::SmallVector<types::Type *, 4>(params, number), {number});
    llvm::SmallVector<Val, 4> args;
    for (Value *o : operands.take_front(params))
      args.push_back({o});
    return e.callGo(abi, e.m.declareFunction(d.name, abi.type), args, nullptr)[0];
  });
}

static Value *onesCount(Emitter &e, Value *x) {
  auto count = [&] { return e.b.CreateZExtOrTrunc(e.b.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, x), e.l.word); };
  const target::CheckedInstruction &i = e.l.target.onesCount;
  return i.flag.empty() || llvm::isa<llvm::Constant>(x) ? count() : checked(e, i, e.l.word, {e.b.CreateZExt(x, e.l.word)}, count);
}

static Value *rounded(Emitter &e, const IntrinsicDef &d, llvm::ArrayRef<Val> args, llvm::Intrinsic::ID id, unsigned mode) {
  Value *x = args[0][0];
  const target::CheckedInstruction &i = e.l.target.rounding;
  return i.flag.empty() ? e.b.CreateUnaryIntrinsic(id, x) : checkedFloat(e, d, i, {x, e.b.getInt32(mode)}, 1);
}

bool lowerIntrinsic(Emitter &e, const IntrinsicDef &d, llvm::ArrayRef<Val> args, Val &r) {
  auto &b = e.b;
  Layout &l = e.l;
  const unsigned bits = d.bits ? d.bits : l.word->getBitWidth();
  auto *type = d.pointer ? static_cast<llvm::Type *>(l.ptr) : llvm::IntegerType::get(e.m.context, bits);
  llvm::Align align(bits / 8);
  auto seq = AtomicOrdering::SequentiallyConsistent;
  auto arg = [&](size_t i) { return args[i][0]; };
  auto address = [&]() {
    Value *p = arg(0);
    if (!llvm::isa<llvm::AllocaInst, llvm::GlobalValue>(p->stripInBoundsConstantOffsets()))
      e.check(b.CreateIsNull(p), "panicmem");
    if (bits > l.word->getBitWidth()) { // the program has to see to the alignment (bugs of package sync/atomic)
      Value *low = b.CreateAnd(b.CreatePtrToInt(p, l.word), e.word(align.value() - 1));
      auto *cold = e.coldIf(b.CreateICmpNE(low, e.word(0)));
      auto *next = b.GetInsertBlock();
      b.SetInsertPoint(cold);
      auto *unaligned = l.functionType({}, {});
      e.call(unaligned, e.m.declareFunction("internal/runtime/atomic.panicUnaligned", unaligned), {});
      b.CreateUnreachable();
      b.SetInsertPoint(next);
    }
    return p;
  };
  auto rmw = [&](AtomicRMWInst::BinOp op) { return b.CreateAtomicRMW(op, address(), arg(1), align, seq); };
  auto unary = [&](Intrinsic::ID id) { return b.CreateUnaryIntrinsic(id, arg(0)); };
  auto toInt = [&](Value *v) { return b.CreateZExtOrTrunc(v, l.word); };
  switch (d.kind) {
  case Load: {
    auto *v = b.CreateAlignedLoad(type, address(), align);
    v->setAtomic(seq);
    r.push_back(v);
    return true;
  }
  case Store:
    b.CreateAlignedStore(arg(1), address(), align)->setAtomic(seq);
    return true;
  case Xchg: r.push_back(rmw(AtomicRMWInst::Xchg)); return true;
  case Add: r.push_back(b.CreateAdd(rmw(AtomicRMWInst::Add), arg(1))); return true;
  case And: rmw(AtomicRMWInst::And); return true;
  case Or: rmw(AtomicRMWInst::Or); return true;
  case OldAnd: r.push_back(rmw(AtomicRMWInst::And)); return true;
  case OldOr: r.push_back(rmw(AtomicRMWInst::Or)); return true;
  case Cas: {
    auto *c = b.CreateAtomicCmpXchg(address(), arg(1), arg(2), align, seq, seq);
    r.push_back(e.toBool(b.CreateExtractValue(c, 1)));
    return true;
  }
  case Clz: r.push_back(toInt(b.CreateBinaryIntrinsic(Intrinsic::ctlz, arg(0), b.getFalse()))); return true;
  case Len:
    r.push_back(b.CreateSub(e.word(arg(0)->getType()->getIntegerBitWidth()), toInt(b.CreateBinaryIntrinsic(Intrinsic::ctlz, arg(0), b.getFalse()))));
    return true;
  case Ctz: r.push_back(toInt(b.CreateBinaryIntrinsic(Intrinsic::cttz, arg(0), b.getFalse()))); return true;
  case Popcount: r.push_back(onesCount(e, arg(0))); return true;
  case Bswap: r.push_back(unary(Intrinsic::bswap)); return true;
  case Reverse: r.push_back(unary(Intrinsic::bitreverse)); return true;
  case Rotl: {
    llvm::Type *rotated = arg(0)->getType();
    Value *k = b.CreateZExtOrTrunc(arg(1), rotated);
    r.push_back(b.CreateIntrinsic(Intrinsic::fshl, {rotated}, {arg(0), arg(0), k}));
    return true;
  }
  case Add64: {
    Value *s = b.CreateAdd(arg(0), arg(1)), *c1 = b.CreateICmpULT(s, arg(0));
    if (args.size() == 2) {
      r.append({s, b.CreateZExt(c1, s->getType())});
      return true;
    }
    Value *t = b.CreateAdd(s, arg(2)), *c2 = b.CreateICmpULT(t, s);
    r.append({t, b.CreateZExt(b.CreateOr(c1, c2), s->getType())});
    return true;
  }
  case Sub64: {
    Value *s = b.CreateSub(arg(0), arg(1)), *c1 = b.CreateICmpULT(arg(0), arg(1));
    Value *t = b.CreateSub(s, arg(2)), *c2 = b.CreateICmpULT(s, arg(2));
    r.append({t, b.CreateZExt(b.CreateOr(c1, c2), s->getType())});
    return true;
  }
  case Mul64: {
    llvm::Type *half = arg(0)->getType();
    const unsigned width = half->getIntegerBitWidth();
    if (width > l.word->getBitWidth())
      return false; // the Go body multiplies by halves
    auto *twice = llvm::IntegerType::get(e.m.context, 2 * width);
    Value *p = b.CreateMul(b.CreateZExt(arg(0), twice), b.CreateZExt(arg(1), twice), "", true, false);
    r.append({b.CreateTrunc(b.CreateLShr(p, width), half), b.CreateTrunc(p, half)});
    return true;
  }
  case MulOverflow: {
    Value *p = b.CreateBinaryIntrinsic(Intrinsic::umul_with_overflow, arg(0), arg(1));
    r.append({b.CreateExtractValue(p, 0), e.toBool(b.CreateExtractValue(p, 1))});
    return true;
  }
  case Div64: {
    // hi:lo / y, with the panics of the Go body: one divq whose quotient fits since hi < y.
    if (!l.target.divides128)
      return false; // a division of 128 bits would be slower than the Go body
    e.check(b.CreateICmpEQ(arg(2), e.word(0)), "panicdivide");
    e.check(b.CreateICmpUGE(arg(0), arg(2)), "panicoverflow");
    auto *ret = llvm::StructType::get(l.i64, l.i64);
    auto *ft = llvm::FunctionType::get(ret, {l.i64, l.i64, l.i64}, false);
    auto *div = llvm::InlineAsm::get(ft, "divq $2", "={ax},={dx},r,1,0,~{flags}", false);
    Value *q = b.CreateCall(ft, div, {arg(2), arg(0), arg(1)});
    r.append({b.CreateExtractValue(q, 0), b.CreateExtractValue(q, 1)});
    return true;
  }
  case Sqrt: r.push_back(unary(Intrinsic::sqrt)); return true;
  case Abs: r.push_back(unary(Intrinsic::fabs)); return true;
  case Copysign: r.push_back(b.CreateBinaryIntrinsic(Intrinsic::copysign, arg(0), arg(1))); return true;
  case Floor: r.push_back(rounded(e, d, args, Intrinsic::floor, 9)); return true;
  case Ceil: r.push_back(rounded(e, d, args, Intrinsic::ceil, 10)); return true;
  case Trunc: r.push_back(rounded(e, d, args, Intrinsic::trunc, 11)); return true;
  case RoundEven: r.push_back(rounded(e, d, args, Intrinsic::roundeven, 8)); return true;
  case Fma:
    r.push_back(l.target.multiplyAdd.flag.empty() ? b.CreateIntrinsic(Intrinsic::fma, {l.f64}, {arg(0), arg(1), arg(2)})
                                                  : checkedFloat(e, d, l.target.multiplyAdd, {arg(0), arg(1), arg(2)}, args.size()));
    return true;
  case CallerPC:
    r.push_back(b.CreatePtrToInt(b.CreateIntrinsic(Intrinsic::returnaddress, {}, {b.getInt32(0)}), l.word));
    return true;
  case CallerSP: // above the return address and the saved frame pointer
    if (l.target.frameRecordOnTop)
      r.push_back(b.CreateAdd(
          b.CreatePtrToInt(b.CreateIntrinsic(Intrinsic::frameaddress, {l.ptr}, {b.getInt32(0)}), l.word), e.word(2 * l.wordSize)));
    else
      r.push_back(b.CreatePtrToInt(b.CreateIntrinsic(Intrinsic::sponentry, {l.ptr}, {}), l.word));
    return true;
  case ClosurePtr: r.push_back(b.CreatePtrToInt(e.closure(), l.word)); return true;
  case Prefetch:
    b.CreateIntrinsic(Intrinsic::prefetch, {l.ptr},
                      {b.CreateIntToPtr(arg(0), l.ptr), b.getInt32(0), b.getInt32(3), b.getInt32(1)});
    return true;
  case KeepAlive: {
    auto *ft = llvm::FunctionType::get(l.voidTy, {l.ptr}, false);
    for (Value *v : args[0])
      if (v->getType()->isPointerTy())
        b.CreateCall(ft, llvm::InlineAsm::get(ft, "", "r,~{memory}", true), {v});
    return true;
  }
  case Nop: return true;
  case Select: r.push_back(b.CreateSelect(b.CreateICmpNE(arg(0), e.word(0)), arg(1), arg(2))); return true;
  case BoolToByte: r.push_back(arg(0)); return true;
  }
  return false;
}

} // namespace golem::lower
