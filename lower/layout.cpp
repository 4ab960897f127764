// See layout.h.
#include "lower/layout.h"

#include "types/limits.h"

#include <llvm/IR/Constants.h>

namespace golem::lower {

using namespace types;
using llvm::SmallVector;

Layout::Layout(llvm::LLVMContext &c, const Sizes &s, const target::Target &t)
    : sizes(s), target(t), context(c), word(llvm::Type::getIntNTy(c, t.wordSize * 8)),
      machine{t.wordSize, t.int64Alignment}, wordSize(t.wordSize), wordAlign(t.wordSize) {
  voidTy = llvm::Type::getVoidTy(c);
  i1 = llvm::Type::getInt1Ty(c);
  i8 = llvm::Type::getInt8Ty(c);
  i16 = llvm::Type::getInt16Ty(c);
  i32 = llvm::Type::getInt32Ty(c);
  i64 = llvm::Type::getInt64Ty(c);
  f32 = llvm::Type::getFloatTy(c);
  f64 = llvm::Type::getDoubleTy(c);
  ptr = llvm::PointerType::get(c, 0);
}

void Layout::leaves(Type *t, uint64_t offset, bool &flat, llvm::SmallVectorImpl<Leaf> &out) {
  Type *u = t->underlying();
  switch (u->kind()) {
  case TypeKind::Basic:
    switch (static_cast<Basic *>(u)->basicKind()) {
    case BasicKind::Bool: case BasicKind::UntypedBool: case BasicKind::Int8: case BasicKind::Uint8:
      out.push_back({i8, offset}); return;
    case BasicKind::Int16: case BasicKind::Uint16: out.push_back({i16, offset}); return;
    case BasicKind::Int32: case BasicKind::Uint32: case BasicKind::UntypedRune: out.push_back({i32, offset}); return;
    case BasicKind::Int: case BasicKind::Uint: case BasicKind::Uintptr: case BasicKind::UntypedInt:
      out.push_back({word, offset}); return;
    case BasicKind::Int64: case BasicKind::Uint64: out.push_back({i64, offset}); return;
    case BasicKind::Float32: out.push_back({f32, offset}); return;
    case BasicKind::Float64: case BasicKind::UntypedFloat: out.push_back({f64, offset}); return;
    case BasicKind::Complex64:
      out.push_back({f32, offset}); out.push_back({f32, offset + 4}); return;
    case BasicKind::Complex128: case BasicKind::UntypedComplex:
      out.push_back({f64, offset}); out.push_back({f64, offset + 8}); return;
    case BasicKind::String: case BasicKind::UntypedString:
      out.push_back({ptr, offset + at(abi::String::ptr)});
      out.push_back({word, offset + at(abi::String::len), true});
      return;
    default: out.push_back({ptr, offset}); return;
    }
  case TypeKind::Pointer: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Signature:
    out.push_back({ptr, offset}); return;
  case TypeKind::Slice:
    out.push_back({ptr, offset + at(abi::Slice::ptr)});
    out.push_back({word, offset + at(abi::Slice::len), true});
    out.push_back({word, offset + at(abi::Slice::cap), true});
    return;
  case TypeKind::Interface:
    out.push_back({ptr, offset + at(abi::Interface::type)});
    out.push_back({ptr, offset + at(abi::Interface::data)});
    return;
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(u);
    const TypeInfo &info = of(t);
    for (int i = 0; i < s->numFields() && flat && out.size() <= 8; i++)
      leavesOf(s->field(i)->type(), offset + info.offsets[i], flat, out);
    return;
  }
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(u);
    if (a->len() == 1)
      leavesOf(a->elem(), offset, flat, out);
    else if (a->len() > 1)
      flat = false;
    return;
  }
  default: flat = false; return;
  }
}

// Those of a part: known already if it has been looked at, since what is not flat makes the whole not flat.
void Layout::leavesOf(Type *part, uint64_t offset, bool &flat, llvm::SmallVectorImpl<Leaf> &out) {
  const TypeInfo &info = of(part);
  flat = flat && info.inRegs;
  for (const Leaf &leaf : info.leaves)
    out.push_back({leaf.type, offset + leaf.offset, leaf.length});
}

uint64_t Layout::ptrBytes(Type *t) {
  Type *u = t->underlying();
  switch (u->kind()) {
  case TypeKind::Basic:
    switch (static_cast<Basic *>(u)->basicKind()) {
    case BasicKind::String: case BasicKind::UntypedString: case BasicKind::UnsafePointer: case BasicKind::UntypedNil:
      return wordSize;
    default: return 0;
    }
  case TypeKind::Pointer: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Signature: case TypeKind::Slice:
    return wordSize;
  case TypeKind::Interface: return size<abi::Interface>();
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(u);
    if (a->len() == 0)
      return 0;
    const TypeInfo &e = of(a->elem());
    return e.ptrBytes == 0 ? 0 : (a->len() - 1) * e.size + e.ptrBytes;
  }
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(u);
    const TypeInfo &info = of(t);
    for (int i = s->numFields(); i-- > 0;)
      if (uint64_t n = of(s->field(i)->type()).ptrBytes)
        return info.offsets[i] + n;
    return 0;
  }
  default: return 0;
  }
}

Alg Layout::algOf(TypeInfo &info) {
  Type *u = info.under;
  switch (u->kind()) {
  case TypeKind::Basic:
    switch (static_cast<Basic *>(u)->basicKind()) {
    case BasicKind::String: return Alg::String;
    case BasicKind::Float32: return Alg::Float32;
    case BasicKind::Float64: return Alg::Float64;
    case BasicKind::Complex64: return Alg::Complex64;
    case BasicKind::Complex128: return Alg::Complex128;
    default: return Alg::Memory;
    }
  case TypeKind::Pointer: case TypeKind::Chan: return Alg::Memory;
  case TypeKind::Interface:
    return static_cast<Interface *>(u)->numMethods() == 0 ? Alg::EmptyInterface : Alg::Interface;
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(u);
    Alg e = of(a->elem()).alg;
    if (e == Alg::NotComparable || e == Alg::Memory)
      return e;
    if (a->len() == 0)
      return Alg::Memory;
    if (a->len() == 1)
      return e;
    return Alg::Special;
  }
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(u);
    if (s->numFields() == 1 && s->field(0)->name() != "_")
      return of(s->field(0)->type()).alg;
    Alg r = Alg::Memory;
    uint64_t end = 0;
    for (int i = 0; i < s->numFields(); i++) {
      const TypeInfo &f = of(s->field(i)->type());
      if (f.alg == Alg::NotComparable)
        return Alg::NotComparable;
      if (f.alg != Alg::Memory || s->field(i)->name() == "_" || info.offsets[i] != end)
        r = Alg::Special;
      end = info.offsets[i] + f.size;
    }
    if (end != info.size)
      r = Alg::Special;
    return r;
  }
  default: return Alg::NotComparable;
  }
}

const TypeInfo &Layout::of(Type *t) {
  if (auto it = infos.find(t); it != infos.end())
    return *it->second;
  if (Type *a = unalias(t); a != t)
    return of(a);
  auto owned = std::make_unique<TypeInfo>();
  TypeInfo &info = *owned;
  infos[t] = std::move(owned);
  info.type = t;
  if (t->kind() == TypeKind::Tuple) {
    info.under = t;
    return info;
  }
  info.under = t->underlying();
  checkSize(info.under);
  info.size = sizes.sizeof_(t);
  info.align = llvm::Align(std::max<int64_t>(1, sizes.alignof_(t)));
  if (auto *s = as<Struct>(info.under))
    for (int64_t o : sizes.offsetsof(s->fields()))
      info.offsets.push_back(o);
  bool flat = true;
  leaves(t, 0, flat, info.leaves);
  info.inRegs = flat && info.leaves.size() <= 8;
  if (!info.inRegs)
    info.leaves.clear();
  info.ptrBytes = ptrBytes(t);
  info.directIface = info.size == wordSize && info.ptrBytes == wordSize && info.inRegs && info.leaves.size() == 1;
  info.alg = algOf(info);
  keyTraits(info);
  return info;
}

void Layout::keyTraits(TypeInfo &info) {
  auto take = [&](Type *part) {
    const TypeInfo &p = of(part);
    info.keyNeedsUpdate |= p.keyNeedsUpdate;
    info.hashMightPanic |= p.hashMightPanic;
  };
  switch (info.under->kind()) {
  case TypeKind::Basic:
    info.keyNeedsUpdate = (static_cast<Basic *>(info.under)->info() & (IsFloat | IsComplex | IsString)) != 0;
    return;
  case TypeKind::Interface: info.keyNeedsUpdate = info.hashMightPanic = true; return;
  case TypeKind::Array: take(static_cast<Array *>(info.under)->elem()); return;
  case TypeKind::Struct:
    for (Var *f : static_cast<Struct *>(info.under)->fields())
      take(f->type());
    return;
  default: return;
  }
}

void Layout::checkSize(Type *under) {
  if (auto *a = as<Array>(under)) {
    int64_t elem = sizes.sizeof_(a->elem());
    if (elem > 0 && a->len() > (maxTypeSize(sizes) - 1) / elem)
      tooLarge = a;
  } else if (auto *c = as<Chan>(under)) {
    if (sizes.sizeof_(c->elem()) >= maxChanElem)
      tooLarge = c;
  }
}

std::vector<uint8_t> Layout::pointerMask(Type *t) {
  uint64_t words = of(t).ptrBytes / wordSize, bits = wordSize * 8;
  std::vector<uint8_t> mask((words + bits - 1) / bits * wordSize);
  markPointers(t, 0, mask);
  return mask;
}

llvm::Constant *Layout::distance32(llvm::Constant *target, llvm::Constant *base) {
  using llvm::ConstantExpr;
  llvm::Constant *distance = ConstantExpr::getSub(ConstantExpr::getPtrToInt(target, word), ConstantExpr::getPtrToInt(base, word));
  return word == i32 ? distance : ConstantExpr::getTrunc(distance, i32);
}

// Sets the bit of each word of t, which lies at offset, that may hold a pointer.
void Layout::markPointers(Type *t, uint64_t offset, std::vector<uint8_t> &mask) {
  const TypeInfo &info = of(t);
  if (!info.pointers())
    return;
  auto set = [&](uint64_t at) {
    uint64_t bit = at / wordSize;
    mask[bit / 8] |= 1 << (bit % 8);
  };
  switch (info.under->kind()) {
  case TypeKind::Array: {
    auto *a = static_cast<Array *>(info.under);
    uint64_t n = of(a->elem()).size;
    for (int64_t i = 0; i < a->len(); i++)
      markPointers(a->elem(), offset + i * n, mask);
    break;
  }
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(info.under);
    for (int i = 0; i < s->numFields(); i++)
      markPointers(s->field(i)->type(), offset + info.offsets[i], mask);
    break;
  }
  case TypeKind::Interface:
    set(offset + wordSize);
    [[fallthrough]];
  default: set(offset);
  }
}

llvm::FunctionType *Layout::functionType(llvm::ArrayRef<llvm::Type *> results, llvm::ArrayRef<llvm::Type *> params) {
  SmallVector<llvm::Type *, 12> ps(params.begin(), params.end());
  if (!target.contextInG)
    ps.push_back(ptr);
  ps.push_back(ptr);
  llvm::Type *r = results.empty()       ? voidTy
                  : results.size() == 1 ? results[0]
                                        : llvm::StructType::get(context, results);
  return llvm::FunctionType::get(r, ps, false);
}

Abi Layout::abi(llvm::ArrayRef<Type *> params, llvm::ArrayRef<Type *> results) {
  Abi a;
  a.params.append(params.begin(), params.end());
  a.results.append(results.begin(), results.end());
  SmallVector<llvm::Type *, 8> rs, ps;
  unsigned words = 0, floats = 0;
  for (Type *t : results) {
    const TypeInfo &info = of(t);
    if (!info.inRegs)
      a.memoryResults = true;
    for (const Leaf &l : info.leaves) {
      rs.push_back(l.type);
      if (l.type->isFloatingPointTy())
        floats++;
      else if (l.type != i64 || word == i64)
        words++;
      else
        words = (target.int64InPairs ? (words + 1) & ~1u : words) + 2;
    }
    a.resultSize = llvm::alignTo(a.resultSize, info.align);
    a.resultOffsets.push_back(a.resultSize);
    a.resultSize += info.size;
    a.resultAlign = std::max(a.resultAlign, info.align);
  }
  a.resultSize = llvm::alignTo(a.resultSize, a.resultAlign);
  if (words > target.resultInts || floats > target.resultFloats)
    a.memoryResults = true;
  if (a.memoryResults) {
    rs.clear();
    ps.push_back(ptr);
  }
  for (Type *t : params) {
    const TypeInfo &info = of(t);
    if (!info.inRegs)
      ps.push_back(ptr);
    for (const Leaf &l : info.leaves)
      ps.push_back(l.type);
  }
  a.type = functionType(rs, ps);
  return a;
}

const Abi &Layout::abi(Signature *sig, bool interfaceReceiver) {
  auto &slot = abis[{sig, int(interfaceReceiver)}];
  if (slot)
    return *slot;
  SmallVector<Type *, 8> ps, rs;
  if (interfaceReceiver)
    ps.push_back(basicType(BasicKind::UnsafePointer));
  for (Var *v : tupleVars(sig->params()))
    ps.push_back(v->type());
  for (Var *v : tupleVars(sig->results()))
    rs.push_back(v->type());
  auto made = std::make_unique<Abi>(abi(ps, rs));
  auto &again = abis[{sig, int(interfaceReceiver)}];
  again = std::move(made);
  return *again;
}

} // namespace golem::lower
