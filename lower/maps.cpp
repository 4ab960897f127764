// Maps: calls to the runtime's variants for common keys, chosen as gc does.
#include "lower/fn.h"

namespace golem::lower {

using namespace types;

Fn::MapVariant Fn::mapVariant(Map *mt, bool assign) {
  const TypeInfo &k = info(mt->key());
  if (info(mt->elem()).size > 128)
    return {"", false};
  if (k.alg == Alg::Memory && k.inRegs && k.leaves.size() == 1) {
    bool pointers = k.pointers() && assign;
    if (k.size == 4)
      return {pointers ? "_fast32ptr" : "_fast32", true};
    if (k.size == 8)
      return {pointers ? "_fast64ptr" : "_fast64", true};
  }
  if (k.alg == Alg::String && k.inRegs)
    return {"_faststr", true};
  return {"", false};
}

void Fn::mapOp(const Instr &i) {
  auto keyArgs = [&](Map *mt, const MapVariant &v, const Operand &key, llvm::SmallVectorImpl<Value *> &args) {
    Val k = val(key);
    if (!v.byValue) {
      args.push_back(info(mt->key()).size == 0 ? m.external("runtime.zerobase") : spill(mt->key(), k));
      return;
    }
    for (Value *x : k) {
      if (k.size() == 1 && x->getType()->isPointerTy() && !llvm::StringRef(v.suffix).ends_with("ptr"))
        x = b.CreatePtrToInt(x, l.word);
      args.push_back(x);
    }
  };
  // The key's copy is only looked at.
  auto lendKey = [this](const MapVariant &v, llvm::Value *result) {
    if (auto *extracted = llvm::dyn_cast<llvm::ExtractValueInst>(result))
      result = extracted->getAggregateOperand();
    if (!v.byValue)
      lend(llvm::cast<llvm::CallInst>(result), 2);
  };
  auto name = [](const char *op, const MapVariant &v) { return std::string(op) + v.suffix; };
  switch (i.op) {
  case Op::MakeMap: {
    Value *null = llvm::ConstantPointerNull::get(l.ptr);
    bool hinted = !i.args.empty() && i.args[0].kind != Operand::None;
    Value *hint = nullptr;
    if (hinted) { // one that is too large counts for nothing
      Index given = index(i.args[0]);
      hint = given.high ? b.CreateSelect(b.CreateICmpEQ(given.high, word(0)), given.word, word(0)) : given.word;
    }
    auto *c = hinted ? llvm::dyn_cast<llvm::ConstantInt>(hint) : nullptr;
    if (i.flags & gir::Stack) { // maps.Map with its first group, as maps.NewMap and the first insertion make them
      auto *header = alloca_(l.size<abi::Map>(), l.wordAlign);
      b.CreateMemSet(header, b.getInt8(0), l.size<abi::Map>(), l.wordAlign);
      Type *group = m.mapGroup(as<Map>(info(i.type).under));
      auto *slots = alloca_(group);
      clear(slots, group);
      b.CreateAlignedStore(i64(0x8080808080808080), slots, llvm::Align(l.machine.int64Alignment)); // all slots empty
      storeAt(header, l.at(abi::Map::seed), b.CreateTrunc(rt("rand", {l.i64}, {}), l.word));
      storeAt(header, l.at(abi::Map::directory), slots);
      return set(i, header);
    }
    if (!hinted || (c && c->getSExtValue() <= abi::mapGroupSlots && c->getSExtValue() >= 0))
      return set(i, rt("makemap_small", {l.ptr}, {}));
    return set(i, rt("makemap", {l.ptr}, {m.descriptor(i.type), hint, null}));
  }
  case Op::MapGet:
  case Op::MapGetOk: {
    Type *t = typeOf(i.args[0]);
    auto *mt = as<Map>(info(t).under);
    MapVariant v = mapVariant(mt, false);
    llvm::SmallVector<Value *, 6> args{m.descriptor(t), one(i.args[0])};
    keyArgs(mt, v, i.args[1], args);
    bool ok = i.op == Op::MapGetOk;
    bool fat = info(mt->elem()).size > 1024;
    std::string fn = fat ? (ok ? "mapaccess2_fat" : "mapaccess1_fat") : name(ok ? "mapaccess2" : "mapaccess1", v);
    if (fat) {
      auto *z = new llvm::GlobalVariable(m.m, llvm::ArrayType::get(l.i8, info(mt->elem()).size), true,
                                         llvm::GlobalValue::PrivateLinkage,
                                         llvm::Constant::getNullValue(llvm::ArrayType::get(l.i8, info(mt->elem()).size)), "zero");
      z->setAlignment(l.wordAlign);
      args.push_back(z);
    }
    Val r = ok ? rtVal(fn, {l.ptr, l.i8}, args) : rtVal(fn, {l.ptr}, args);
    lendKey(v, r[0]);
    Val out = info(mt->elem()).size == 0 ? zero(mt->elem()) : Emitter::load(r[0], mt->elem());
    if (ok)
      out.push_back(r[1]);
    return set(i, out);
  }
  case Op::MapAddr: {
    Type *t = typeOf(i.args[0]);
    auto *mt = as<Map>(info(t).under);
    MapVariant v = mapVariant(mt, true);
    llvm::SmallVector<Value *, 6> args{m.descriptor(t), one(i.args[0])};
    keyArgs(mt, v, i.args[1], args);
    auto *c = rt(name("mapassign", v), {l.ptr}, args);
    c->addRetAttr(llvm::Attribute::NonNull);
    lendKey(v, c);
    return set(i, c);
  }
  case Op::MapDelete: {
    Type *t = typeOf(i.args[0]);
    auto *mt = as<Map>(info(t).under);
    MapVariant v = mapVariant(mt, false);
    llvm::SmallVector<Value *, 6> args{m.descriptor(t), one(i.args[0])};
    keyArgs(mt, v, i.args[1], args);
    lendKey(v, rt(name("mapdelete", v), {}, args));
    return;
  }
  case Op::MapIterStart: {
    Type *t = typeOf(i.args[1]);
    Value *it = one(i.args[0]), *mp = one(i.args[1]);
    b.CreateMemSet(it, b.getInt8(0), l.size<abi::MapIterator>(), l.wordAlign);
    rt("mapIterStart", {}, {m.descriptor(t), mp, it});
    return;
  }
  case Op::MapIterNext: rt("mapIterNext", {}, {one(i.args[0])}); return;
  case Op::MapIterKey: return set(i, loadPtr(one(i.args[0]), l.at(abi::MapIterator::key)));
  case Op::MapIterElem: return set(i, loadPtr(one(i.args[0]), l.at(abi::MapIterator::elem)));
  default: return;
  }
}

} // namespace golem::lower
