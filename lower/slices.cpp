// Slices and strings: slicing, make, append with its fast path inline, copy, len, concatenation, runes, unsafe.
#include "lower/fn.h"

namespace golem::lower {

using namespace types;
using llvm::ConstantInt;

namespace {
Type *elemOf(Type *u) {
  if (auto *s = as<Slice>(u))
    return s->elem();
  return basicType(BasicKind::Uint8); // string
}
} // namespace

void Fn::sliceOp(const Instr &i) {
  Type *u = info(typeOf(i.args[0])).under;
  Val x = val(i.args[0]);
  auto given = [&](size_t k) { return k < i.args.size() && i.args[k].kind != Operand::None; };
  bool string = isString(u);
  Value *base = x[0], *len, *cap;
  Type *elem;
  bool arr = false;
  if (auto *pt = as<Pointer>(u)) {
    auto *a = as<Array>(pt->elem()->underlying());
    if (!a) {
      unsupported(i, "slice of " + gir::linkString(u));
      return;
    }
    if (!(i.flags & gir::NonNil))
      nilCheck(base);
    len = cap = word(uint64_t(a->len()));
    elem = a->elem();
    arr = true;
  } else if (string) {
    len = cap = x[1];
    elem = basicType(BasicKind::Uint8);
  } else if (auto *s = as<Slice>(u)) {
    len = x[1];
    cap = x[2];
    elem = s->elem();
  } else {
    unsupported(i, "slice of " + gir::linkString(u));
    return;
  }
  Index iLo = given(1) ? index(i.args[1]) : Index{}, iHi = given(2) ? index(i.args[2]) : Index{},
        iMax = given(3) ? index(i.args[3]) : Index{};
  Value *lo = iLo.word, *hi = iHi.word, *max = iMax.word;
  bool checks = !(i.flags & gir::NoBounds);
  Value *newHi = hi ? hi : len;
  if (checks) {
    if (max) {
      checkIndex(b.CreateICmpUGT(max, cap), iMax, arr ? "goPanicSlice3Alen" : "goPanicSlice3Acap", cap);
      if (!hi)
        iHi.word = len;
      checkIndex(b.CreateICmpUGT(newHi, max), iHi, "goPanicSlice3B", max);
      if (lo)
        checkIndex(b.CreateICmpUGT(lo, newHi), iLo, "goPanicSlice3C", newHi);
    } else {
      if (hi)
        checkIndex(b.CreateICmpUGT(hi, cap), iHi, arr || string ? "goPanicSliceAlen" : "goPanicSliceAcap", cap);
      if (lo)
        checkIndex(b.CreateICmpUGT(lo, newHi), iLo, "goPanicSliceB", newHi);
    }
  }
  Value *newCap = max ? max : cap;
  auto *zeroLo = lo ? llvm::dyn_cast<ConstantInt>(lo) : nullptr;
  if (!lo || (zeroLo && zeroLo->isZero())) {
    if (string)
      return set(i, Val{base, newHi});
    return set(i, Val{base, newHi, newCap});
  }
  Value *n = b.CreateSub(newHi, lo);
  Value *room = string ? n : b.CreateSub(newCap, lo);
  // An empty rest must not point behind the object: the offset is masked away.
  Value *delta = b.CreateMul(lo, word(info(elem).size));
  auto *croom = llvm::dyn_cast<ConstantInt>(room);
  if (!croom || croom->isZero())
    delta = b.CreateAnd(delta, b.CreateAShr(b.CreateNeg(room), l.word->getBitWidth() - 1));
  Value *p = b.CreateInBoundsGEP(l.i8, base, delta);
  if (string)
    set(i, Val{p, n});
  else
    set(i, Val{p, n, room});
}

void Fn::makeSlice(const Instr &i) {
  auto *s = as<Slice>(info(i.type).under);
  Type *elem = s->elem();
  Value *len = length(i.args[0], "panicmakeslicelen");
  Value *cap = i.args.size() > 1 && i.args[1].kind != Operand::None ? length(i.args[1], "panicmakeslicecap") : len;
  // Escape analysis limits the size of what is constant in GIR; a constant that only the builder folded may be of any size.
  bool constant = (i.args.size() > 1 && i.args[1].kind != Operand::None ? i.args[1] : i.args[0]).kind == Operand::Const;
  if (auto *cc = llvm::dyn_cast<ConstantInt>(cap); cc && constant && (i.flags & gir::Stack)) {
    if (len != cap) {
      check(b.CreateICmpSLT(len, word(0)), "panicmakeslicelen");
      check(b.CreateICmpUGT(len, cap), "panicmakeslicecap");
    }
    uint64_t size = cc->getZExtValue() * info(elem).size;
    auto *a = alloca_(std::max<uint64_t>(size, 1), info(elem).align);
    if (size)
      b.CreateMemSet(a, b.getInt8(0), size, info(elem).align);
    return set(i, Val{a, len, cap});
  }
  uint64_t fit = info(elem).size == 0 ? 0 : textBuffer / info(elem).size;
  if (!(i.flags & gir::Stack) || fit == 0) {
    auto *p = rt("makeslice", {l.ptr}, {m.descriptor(elem), len, cap});
    p->addRetAttr(llvm::Attribute::NoAlias);
    return set(i, Val{p, len, cap});
  }
  // A slice that does not leave the frame lies there when it is short.
  auto *a = alloca_(textBuffer, l.wordAlign);
  auto *small = block(), *large = block(), *done = block();
  Value *fits = b.CreateICmpULE(cap, word(fit));
  if (len != cap) // makeslice knows which of the two is out of range
    fits = b.CreateAnd(fits, b.CreateICmpULE(len, cap));
  b.CreateCondBr(fits, small, large);
  b.SetInsertPoint(small);
  b.CreateMemSet(a, b.getInt8(0), textBuffer, l.wordAlign);
  b.CreateBr(done);
  b.SetInsertPoint(large);
  auto *p = rt("makeslice", {l.ptr}, {m.descriptor(elem), len, cap});
  b.CreateBr(done);
  b.SetInsertPoint(done);
  auto *phi = b.CreatePHI(l.ptr, 2);
  phi->addIncoming(a, small);
  phi->addIncoming(p, large);
  set(i, Val{phi, len, cap});
}

Fn::SliceBuffer &Fn::sliceBuffer(const Instr &i) {
  SliceBuffer &s = sliceBuffers[i.local];
  if (s.bytes != nullptr && i.local != gir::none)
    return s;
  s.bytes = alloca_(textBuffer, l.wordAlign);
  s.used = nullptr;
  return s;
}

// The slice with room for newLen elements and that length; its elements beyond the old ones are garbage.
Val Fn::grow(const Instr &i, const Val &s, Value *newLen, Value *num) {
  Type *elem = as<Slice>(info(i.type).under)->elem();
  auto *from = b.GetInsertBlock();
  auto *slow = block(), *done = block();
  b.CreateCondBr(b.CreateICmpUGT(newLen, s[2]), slow, done, m.unlikelyWeights);
  b.SetInsertPoint(done);
  auto *p = b.CreatePHI(l.ptr, 3), *c = b.CreatePHI(l.word, 3);
  auto arrive = [&](Value *array, Value *capacity) {
    p->addIncoming(array, b.GetInsertBlock());
    c->addIncoming(capacity, b.GetInsertBlock());
    b.CreateBr(done);
  };
  p->addIncoming(s[0], from);
  c->addIncoming(s[2], from);
  b.SetInsertPoint(slow);
  if (i.flags & gir::Stack) {
    uint64_t size = info(elem).size, fit = textBuffer / size;
    SliceBuffer &buffer = sliceBuffer(i);
    Value *fits = b.CreateICmpULE(newLen, word(fit)), *isEmpty = b.CreateICmpEQ(s[1], word(0));
    auto *heap = block();
    if (i.flags & gir::Refill) {
      auto *small = block(), *clear = block(), *keep = block(), *filled = block();
      b.CreateCondBr(fits, small, heap);
      b.SetInsertPoint(small);
      b.CreateCondBr(isEmpty, clear, keep);
      b.SetInsertPoint(clear);
      b.CreateMemSet(buffer.bytes, b.getInt8(0), textBuffer, l.wordAlign);
      b.CreateBr(filled);
      b.SetInsertPoint(keep);
      b.CreateMemMove(buffer.bytes, l.wordAlign, s[0], info(elem).align, b.CreateMul(s[1], word(size)));
      b.CreateBr(filled);
      b.SetInsertPoint(filled);
      Value *capacity = newLen; // to the next size class
      if (size % 8 != 0) {
        Value *bytes = b.CreateMul(newLen, word(size));
        Value *whole = b.CreateAnd(b.CreateAdd(bytes, word(7)), word(~uint64_t(7)));
        b.CreateMemSet(b.CreateInBoundsGEP(l.i8, buffer.bytes, bytes), b.getInt8(0), b.CreateSub(whole, bytes), llvm::Align(1));
        capacity = b.CreateUDiv(whole, word(size));
      }
      arrive(buffer.bytes, capacity);
    } else {
      if (buffer.used == nullptr) {
        llvm::BasicBlock &entry = fn->getEntryBlock();
        auto *used = new llvm::AllocaInst(b.getInt8Ty(), 0, nullptr, llvm::Align(1));
        used->insertBefore(entry, entry.getFirstInsertionPt());
        (new llvm::StoreInst(b.getInt8(0), used, false, llvm::Align(1)))->insertAfter(used);
        buffer.used = used;
      }
      auto *small = block();
      Value *isFree = b.CreateICmpEQ(b.CreateLoad(b.getInt8Ty(), buffer.used), b.getInt8(0));
      b.CreateCondBr(b.CreateAnd(b.CreateAnd(fits, isEmpty), isFree), small, heap);
      b.SetInsertPoint(small);
      b.CreateMemSet(buffer.bytes, b.getInt8(0), textBuffer, l.wordAlign);
      b.CreateStore(b.getInt8(1), buffer.used);
      arrive(buffer.bytes, word(fit));
    }
    b.SetInsertPoint(heap);
  }
  Val r = rtVal("growslice", {l.ptr, l.word, l.word}, {s[0], newLen, s[2], num, m.descriptor(elem)});
  arrive(r[0], r[2]);
  b.SetInsertPoint(done);
  return {p, newLen, c};
}

void Fn::moveToHeap(const Instr &i) {
  Val s = val(i.args[0]);
  Type *elem = as<Slice>(info(i.type).under)->elem();
  auto *from = b.GetInsertBlock();
  auto *move = block(), *done = block();
  Value *buffer = sliceBuffer(i).bytes, *end = b.CreateInBoundsGEP(l.i8, buffer, word(textBuffer));
  b.CreateCondBr(b.CreateAnd(b.CreateICmpUGE(s[0], buffer), b.CreateICmpULT(s[0], end)), move, done);
  b.SetInsertPoint(move);
  Val r = rtVal("moveslice", {l.ptr, l.word, l.word}, {m.descriptor(elem), s[0], s[1], i.index ? s[2] : word(~uint64_t(0))});
  auto *moved = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  Val result;
  for (size_t k = 0; k < 3; k++) {
    auto *phi = b.CreatePHI(k == 0 ? static_cast<llvm::Type *>(l.ptr) : l.word, 2);
    phi->addIncoming(s[k], from);
    phi->addIncoming(k == 1 ? s[1] : r[k], moved);
    result.push_back(phi);
  }
  set(i, result);
}

void Fn::append(const Instr &i) {
  auto *st = as<Slice>(info(i.type).under);
  Val s = val(i.args[0]);
  size_t n = i.args.size() - 1;
  if (n == 0)
    return set(i, s);
  std::vector<Val> xs;
  for (size_t k = 0; k < n; k++)
    xs.push_back(val(i.args[k + 1]));
  Value *old = s[1];
  Val r = grow(i, s, b.CreateAdd(old, word(n)), word(n));
  uint64_t size = info(st->elem()).size;
  Value *at = element(r[0], old, size);
  for (size_t k = 0; k < n; k++)
    store(offset(at, k * size), st->elem(), xs[k]);
  set(i, r);
}

void Fn::appendSlice(const Instr &i) {
  auto *st = as<Slice>(info(i.type).under);
  Val s = val(i.args[0]), t = val(i.args[1]);
  uint64_t size = info(st->elem()).size;
  Value *old = s[1];
  Val r = grow(i, s, b.CreateAdd(old, t[1]), t[1]);
  if (size)
    b.CreateMemMove(element(r[0], old, size), info(st->elem()).align, t[0], info(st->elem()).align,
                    b.CreateMul(t[1], word(size)));
  set(i, r);
}

void Fn::appendZeros(const Instr &i) {
  const TypeInfo &elem = info(as<Slice>(info(i.type).under)->elem());
  Val s = val(i.args[0]);
  Value *n = length(i.args[1], "panicmakeslicelen");
  check(b.CreateICmpSLT(n, word(0)), "panicmakeslicelen");
  Val r = grow(i, s, b.CreateAdd(s[1], n), n);
  if (elem.size)
    b.CreateMemSet(element(r[0], s[1], elem.size), b.getInt8(0), b.CreateMul(n, word(elem.size)), elem.align);
  set(i, r);
}

void Fn::copySlice(const Instr &i) {
  Type *e = elemOf(info(typeOf(i.args[0])).under);
  Val d = val(i.args[0]), s = val(i.args[1]);
  Value *n = b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, d[1], s[1]);
  uint64_t size = info(e).size;
  if (size)
    b.CreateMemMove(d[0], info(e).align, s[0], info(e).align, b.CreateMul(n, word(size)));
  set(i, n);
}

void Fn::clearOp(const Instr &i) {
  Type *t = typeOf(i.args[0]);
  Type *u = info(t).under;
  Val x = val(i.args[0]);
  if (u->kind() == TypeKind::Map) {
    rt("mapclear", {}, {m.descriptor(t), x[0]});
    return;
  }
  const TypeInfo &e = info(elemOf(u));
  if (e.size)
    b.CreateMemSet(x[0], b.getInt8(0), b.CreateMul(x[1], word(e.size)), e.align);
}

void Fn::lenCap(const Instr &i) {
  Type *u = info(typeOf(i.args[0])).under;
  bool isLen = i.op == Op::Len;
  auto count = [&](Array *a) { set(i, word(uint64_t(a->len()))); };
  switch (u->kind()) {
  case TypeKind::Basic: set(i, val(i.args[0])[1]); break;
  case TypeKind::Slice: set(i, val(i.args[0])[isLen ? 1 : 2]); break;
  case TypeKind::Array: count(static_cast<Array *>(u)); break;
  case TypeKind::Pointer: count(as<Array>(static_cast<Pointer *>(u)->elem()->underlying())); break;
  case TypeKind::Map: {
    Value *p = one(i.args[0]);
    auto *from = b.GetInsertBlock();
    auto *some = block(), *done = block();
    b.CreateCondBr(b.CreateIsNull(p), done, some);
    b.SetInsertPoint(some);
    Value *n = b.CreateTrunc(b.CreateAlignedLoad(l.i64, offset(p, l.at(abi::Map::used)), llvm::Align(l.machine.int64Alignment)), l.word);
    b.CreateBr(done);
    b.SetInsertPoint(done);
    auto *phi = b.CreatePHI(l.word, 2);
    phi->addIncoming(word(0), from);
    phi->addIncoming(n, some);
    set(i, phi);
    break;
  }
  case TypeKind::Chan: set(i, rt(isLen ? "chanlen" : "chancap", {l.word}, {one(i.args[0])})); break;
  default: unsupported(i, "len of " + gir::linkString(u)); break;
  }
}

void Fn::concat(const Instr &i) {
  size_t n = i.args.size();
  if (n == 1)
    return set(i, val(i.args[0]));
  Value *buffer = i.flags & gir::Stack ? static_cast<Value *>(alloca_(textBuffer, l.wordAlign))
                                       : llvm::ConstantPointerNull::get(l.ptr);
  llvm::SmallVector<Value *, 12> args{buffer};
  if (n <= 5) {
    for (const Operand &o : i.args)
      args.append(val(o));
    static constexpr const char *names[] = {"concatstring2", "concatstring3", "concatstring4", "concatstring5"};
    return set(i, rtVal(names[n - 2], {l.ptr, l.word}, args));
  }
  auto *a = alloca_(l.size<abi::String>() * n, l.wordAlign);
  for (size_t k = 0; k < n; k++) {
    Val s = val(i.args[k]);
    uint64_t at = l.size<abi::String>() * k;
    storeAt(a, at + l.at(abi::String::ptr), s[0]);
    storeAt(a, at + l.at(abi::String::len), s[1]);
  }
  set(i, rtVal("concatstrings", {l.ptr, l.word}, {buffer, a, word(n), word(n)}));
}

void Fn::stringRune(const Instr &i) {
  Val s = val(i.args[0]);
  Value *k = index(i.args[1]).word;
  Value *c = b.CreateAlignedLoad(l.i8, b.CreateInBoundsGEP(l.i8, s[0], k), llvm::Align(1));
  Value *next = b.CreateAdd(k, word(1), "", true, true);
  auto *from = b.GetInsertBlock();
  auto *slow = block(), *done = block();
  Value *wide = b.CreateZExt(c, l.i32);
  b.CreateCondBr(b.CreateICmpSLT(c, b.getInt8(0)), slow, done, m.unlikelyWeights);
  b.SetInsertPoint(slow);
  Val r = rtVal("decoderune", {l.i32, l.word}, {s[0], s[1], k});
  auto *end = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  auto *rune = b.CreatePHI(l.i32, 2), *pos = b.CreatePHI(l.word, 2);
  rune->addIncoming(wide, from);
  rune->addIncoming(r[0], end);
  pos->addIncoming(next, from);
  pos->addIncoming(r[1], end);
  set(i, Val{rune, pos});
}

// A block of size bytes at p must not reach around the end of the address space; at nil it has none.
void Fn::checkReach(Value *p, Value *size, llvm::StringRef nilPanic, llvm::StringRef lengthPanic) {
  auto *known = llvm::dyn_cast<ConstantInt>(size);
  if (known && known->isZero())
    return;
  auto *cold = coldIf(b.CreateICmpUGT(size, b.CreateNeg(b.CreatePtrToInt(p, l.word))));
  auto *next = b.GetInsertBlock();
  b.SetInsertPoint(cold);
  check(b.CreateIsNull(p), nilPanic);
  rtPanic(lengthPanic, {});
  b.SetInsertPoint(next);
}

// The checks of unsafe.Slice(p, n). nil with elements is refused before a size that no word can hold.
void Fn::checkUnsafeSlice(Value *p, Value *n, uint64_t elementSize) {
  constexpr llvm::StringLiteral nilPanic = "panicunsafeslicenilptr", lengthPanic = "panicunsafeslicelen";
  check(b.CreateICmpSLT(n, word(0)), lengthPanic);
  if (elementSize == 1)
    return checkReach(p, n, nilPanic, lengthPanic);
  check(b.CreateAnd(b.CreateIsNull(p), b.CreateICmpSGT(n, word(0))), nilPanic);
  if (elementSize == 0)
    return;
  Value *product = b.CreateBinaryIntrinsic(llvm::Intrinsic::umul_with_overflow, n, word(elementSize));
  check(b.CreateExtractValue(product, 1), lengthPanic);
  checkReach(p, b.CreateExtractValue(product, 0), nilPanic, lengthPanic);
}

void Fn::unsafeOps(const Instr &i) {
  switch (i.op) {
  case Op::UnsafeAdd: {
    Value *p = one(i.args[0]);
    return set(i, b.CreateGEP(l.i8, p, length(i.args[1], "")));
  }
  case Op::SliceData:
  case Op::StringData: return set(i, val(i.args[0])[0]);
  case Op::UnsafeString: {
    Value *p = one(i.args[0]), *n = length(i.args[1], "panicunsafestringlen");
    check(b.CreateICmpSLT(n, word(0)), "panicunsafestringlen");
    checkReach(p, n, "panicunsafestringnilptr", "panicunsafestringlen");
    return set(i, Val{p, n});
  }
  case Op::UnsafeSlice: {
    auto *st = as<Slice>(info(i.type).under);
    Value *p = one(i.args[0]), *n = length(i.args[1], "panicunsafeslicelen");
    checkUnsafeSlice(p, n, info(st->elem()).size);
    return set(i, Val{p, n, n});
  }
  default: return;
  }
}

} // namespace golem::lower
