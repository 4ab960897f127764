// See emitter.h.
#include "lower/emitter.h"

namespace golem::lower {

using namespace types;
using llvm::Align;
using llvm::ArrayRef;
using llvm::Constant;
using llvm::SmallVector;

Emitter::Emitter(Module &mod, llvm::Function *f) : m(mod), l(mod.layout), fn(f), b(mod.context) {
  for (llvm::Argument &a : f->args()) {
    if (a.hasSwiftSelfAttr())
      g = &a;
    else if (a.hasNestAttr())
      ctx = &a;
  }
}

Value *Emitter::closure() {
  if (!ctx) { // before anything that calls: the next call of a closure changes it
    llvm::IRBuilder<> entry(&fn->getEntryBlock(), fn->getEntryBlock().getFirstNonPHIOrDbgOrAlloca());
    Value *place = entry.CreateConstInBoundsGEP1_64(l.i8, g, l.at(abi::G::context));
    ctx = entry.CreateAlignedLoad(l.ptr, place, l.wordAlign, "closure");
  }
  return ctx;
}

Value *Emitter::toBool(Value *v) { return b.CreateZExt(v, l.i8); }

Value *Emitter::toI1(Value *v) {
  if (auto *z = llvm::dyn_cast<llvm::ZExtInst>(v); z && z->getSrcTy() == l.i1)
    return z->getOperand(0);
  if (auto *c = llvm::dyn_cast<llvm::ConstantInt>(v))
    return b.getInt1(!c->isZero());
  return b.CreateTrunc(v, l.i1);
}

Value *Emitter::offset(Value *p, uint64_t n) { return n == 0 ? p : b.CreateConstInBoundsGEP1_64(l.i8, p, n); }

Value *Emitter::element(Value *p, Value *index, uint64_t size) {
  if (auto *c = llvm::dyn_cast<llvm::ConstantInt>(index))
    return offset(p, c->getZExtValue() * size);
  if (size == 0)
    return p;
  if (size == 1 || size == 2 || size == 4 || size == 8)
    return b.CreateInBoundsGEP(llvm::IntegerType::get(m.context, unsigned(size * 8)), p, index);
  return b.CreateInBoundsGEP(llvm::ArrayType::get(l.i8, size), p, index);
}

llvm::AllocaInst *Emitter::alloca_(uint64_t size, Align align, const char *name) {
  llvm::BasicBlock &entry = fn->getEntryBlock();
  auto *a = new llvm::AllocaInst(llvm::ArrayType::get(l.i8, size), 0, nullptr, align, name);
  a->insertBefore(entry, entry.getFirstInsertionPt());
  return a;
}

Val Emitter::load(Value *p, Type *t) {
  const TypeInfo &ti = info(t);
  Val v;
  if (!ti.inRegs) {
    auto *tmp = alloca_(t);
    copy(tmp, p, t);
    v.push_back(tmp);
    return v;
  }
  for (const Leaf &leaf : ti.leaves) {
    auto *word = b.CreateAlignedLoad(leaf.type, offset(p, leaf.offset), llvm::commonAlignment(ti.align, leaf.offset));
    if (leaf.length)
      word->setMetadata(llvm::LLVMContext::MD_range, m.lengths);
    v.push_back(word);
  }
  return v;
}

void Emitter::store(Value *p, Type *t, const Val &v, bool isVolatile) {
  const TypeInfo &ti = info(t);
  if (!ti.inRegs)
    return copy(p, v[0], t);
  for (size_t i = 0; i < ti.leaves.size(); i++)
    b.CreateAlignedStore(v[i], offset(p, ti.leaves[i].offset), llvm::commonAlignment(ti.align, ti.leaves[i].offset),
                         isVolatile);
}

void Emitter::copy(Value *dst, Value *src, Type *t) {
  const TypeInfo &ti = info(t);
  if (ti.size != 0 && dst != src)
    b.CreateMemMove(dst, ti.align, src, ti.align, ti.size);
}

void Emitter::clear(Value *p, Type *t) {
  const TypeInfo &ti = info(t);
  if (ti.size != 0)
    b.CreateMemSet(p, b.getInt8(0), ti.size, ti.align);
}

Val Emitter::zero(Type *t) {
  Val v;
  if (auto *tu = as<Tuple>(t)) {
    for (Var *x : tu->vars_)
      v.append(zero(x->type()));
    return v;
  }
  const TypeInfo &ti = info(t);
  if (!ti.inRegs) {
    auto *tmp = alloca_(t);
    clear(tmp, t);
    v.push_back(tmp);
    return v;
  }
  for (const Leaf &leaf : ti.leaves)
    v.push_back(Constant::getNullValue(leaf.type));
  return v;
}

Value *Emitter::spill(Type *t, const Val &v) {
  const TypeInfo &ti = info(t);
  if (!ti.inRegs)
    return v[0];
  auto *tmp = alloca_(t);
  store(tmp, t, v);
  return tmp;
}

llvm::BasicBlock *Emitter::coldIf(Value *cond) {
  auto *cold = block(), *next = block();
  b.CreateCondBr(cond, cold, next, m.coldWeights);
  b.SetInsertPoint(next);
  return cold;
}

void Emitter::check(Value *bad, llvm::StringRef panic, ArrayRef<Value *> args) {
  if (auto *c = llvm::dyn_cast<llvm::ConstantInt>(bad); c && c->isZero())
    return;
  auto *cold = coldIf(bad);
  auto *next = b.GetInsertBlock();
  b.SetInsertPoint(cold);
  rtPanic(panic, args);
  b.SetInsertPoint(next);
}

llvm::CallInst *Emitter::call(llvm::FunctionType *type, Value *callee, ArrayRef<Value *> args, Value *context) {
  SmallVector<Value *, 12> all(args.begin(), args.end());
  const bool parameter = !l.target.contextInG;
  if (parameter)
    all.push_back(context ? context : llvm::PoisonValue::get(l.ptr));
  else if (context)
    storeAt(g, l.at(abi::G::context), context);
  all.push_back(g);
  auto *c = b.CreateCall(type, callee, all);
  // What a wrapper calls must keep a frame of its own, or recover would take a function further in for the deferred one.
  if (b.GetInsertBlock()->getParent()->hasFnAttribute("golem-wrapper"))
    c->addFnAttr(llvm::Attribute::NoInline);
  // Two calls made one would have no line of their own in tracebacks and profiles.
  c->addFnAttr(llvm::Attribute::NoMerge);
  c->setCallingConv(llvm::CallingConv::Swift);
  if (parameter) {
    c->addParamAttr(unsigned(all.size() - 2), llvm::Attribute::Nest);
    lend(c, unsigned(all.size() - 2)); // what a func value consists of is only read
  }
  c->addParamAttr(unsigned(all.size() - 1), llvm::Attribute::SwiftSelf);
  return c;
}

llvm::CallInst *Emitter::rt(llvm::StringRef name, ArrayRef<llvm::Type *> results, ArrayRef<Value *> args) {
  SmallVector<llvm::Type *, 8> ps;
  for (Value *a : args)
    ps.push_back(a->getType());
  auto *type = l.functionType(results, ps);
  return call(type, m.runtimeFunction(name, type), args);
}

Val Emitter::unpack(Value *v, unsigned n) {
  Val r;
  if (n == 1)
    r.push_back(v);
  else
    for (unsigned i = 0; i < n; i++)
      r.push_back(b.CreateExtractValue(v, i));
  return r;
}

Val Emitter::rtVal(llvm::StringRef name, ArrayRef<llvm::Type *> results, ArrayRef<Value *> args) {
  return unpack(rt(name, results, args), unsigned(results.size()));
}

void Emitter::rtPanic(llvm::StringRef name, ArrayRef<Value *> args) {
  auto *c = rt(name, {}, args);
  c->setDoesNotReturn();
  c->addFnAttr(llvm::Attribute::Cold);
  b.CreateUnreachable();
}

void Emitter::lend(llvm::CallInst *call, unsigned n) { call->addParamAttr(n, llvm::Attribute::get(m.context, "golem-lent")); }

Val Emitter::callGo(const Abi &abi, Value *callee, ArrayRef<Val> args, Value *context, uint64_t lent) {
  SmallVector<Value *, 16> all;
  Value *area = nullptr;
  if (abi.memoryResults)
    all.push_back(area = alloca_(std::max<uint64_t>(abi.resultSize, 1), abi.resultAlign));
  for (const Val &a : args)
    all.append(a.begin(), a.end());
  auto *c = call(abi.type, callee, all, context);
  if (noInlineCall)
    c->addFnAttr(llvm::Attribute::NoInline);
  unsigned at = 0;
  if (area)
    c->addParamAttr(at++, llvm::Attribute::get(m.context, "golem-results"));
  for (size_t k = 0; k < args.size(); k++)
    for (Value *v : args[k]) {
      bool copied = !info(abi.params[k]).inRegs;
      if (v->getType()->isPointerTy() && (copied || (k < 64 && lent >> k & 1)))
        lend(c, at);
      at++;
    }
  Val r;
  if (abi.memoryResults) {
    for (size_t i = 0; i < abi.results.size(); i++) {
      Value *p = offset(area, abi.resultOffsets[i]);
      if (info(abi.results[i]).inRegs)
        r.append(load(p, abi.results[i]));
      else
        r.push_back(p);
    }
    return r;
  }
  unsigned n = 0;
  for (Type *t : abi.results)
    n += unsigned(info(t).leaves.size());
  return n == 0 ? r : unpack(c, n);
}

// --- comparison

Value *Emitter::equalBytes(Value *p, Value *q, uint64_t n) {
  auto at = [&](uint64_t off, unsigned size) {
    auto *t = llvm::IntegerType::get(m.context, size * 8);
    return b.CreateXor(b.CreateAlignedLoad(t, offset(p, off), Align(1)), b.CreateAlignedLoad(t, offset(q, off), Align(1)));
  };
  if (n == 0)
    return b.getTrue();
  auto whole = [&](unsigned size) { // two loads that may overlap
    Value *d = at(0, size);
    if (n > size)
      d = b.CreateOr(d, at(n - size, size));
    return b.CreateICmpEQ(d, llvm::ConstantInt::get(d->getType(), 0));
  };
  if (n >= 8 && n <= 16)
    return whole(8);
  if (n >= 4 && n < 8)
    return whole(4);
  if (n >= 2 && n < 4)
    return whole(2);
  if (n == 1)
    return whole(1);
  if (n <= 32) {
    Value *d = b.CreateOr(b.CreateOr(at(0, 8), at(8, 8)), at(n - 8, 8));
    if (n > 24)
      d = b.CreateOr(d, at(16, 8));
    return b.CreateICmpEQ(d, i64(0));
  }
  return toI1(rt("memequal", {l.i8}, {p, q, word(n)}));
}

Value *Emitter::equalString(Value *xp, Value *xn, Value *yp, Value *yn) {
  auto *cx = llvm::dyn_cast<llvm::ConstantInt>(xn), *cy = llvm::dyn_cast<llvm::ConstantInt>(yn);
  Value *same = b.CreateICmpEQ(xn, yn);
  auto *c = cx ? cx : cy;
  if (c && c->isZero())
    return same;
  return andThen(same, [&]() -> Value * {
    if (c && c->getZExtValue() <= 32)
      return equalBytes(xp, yp, c->getZExtValue());
    return toI1(rt("memequal", {l.i8}, {xp, yp, xn}));
  });
}

Value *Emitter::equalIface(bool empty, const Val &x, const Val &y) {
  auto isNil = [](Value *v) { return llvm::isa<llvm::ConstantPointerNull>(v); };
  if (isNil(x[0]))
    return b.CreateIsNull(y[0]);
  if (isNil(y[0]))
    return b.CreateIsNull(x[0]);
  return andThen(b.CreateICmpEQ(x[0], y[0]),
                 [&] { return toI1(rt(empty ? "efaceeq" : "ifaceeq", {l.i8}, {x[0], x[1], y[1]})); });
}

Value *Emitter::equal(Type *t, const Val &x, const Val &y) {
  const TypeInfo &ti = info(t);
  if (!ti.inRegs)
    return equalMem(t, x[0], y[0]);
  switch (ti.under->kind()) {
  case TypeKind::Basic:
    switch (static_cast<Basic *>(ti.under)->basicKind()) {
    case BasicKind::Float32: case BasicKind::Float64: case BasicKind::UntypedFloat: return b.CreateFCmpOEQ(x[0], y[0]);
    case BasicKind::Complex64: case BasicKind::Complex128: case BasicKind::UntypedComplex:
      return b.CreateAnd(b.CreateFCmpOEQ(x[0], y[0]), b.CreateFCmpOEQ(x[1], y[1]));
    case BasicKind::String: case BasicKind::UntypedString: return equalString(x[0], x[1], y[0], y[1]);
    default: return b.CreateICmpEQ(x[0], y[0]);
    }
  case TypeKind::Interface:
    return equalIface(static_cast<Interface *>(ti.under)->numMethods() == 0, x, y);
  case TypeKind::Array:
    if (static_cast<Array *>(ti.under)->len() == 0)
      return b.getTrue();
    return equal(static_cast<Array *>(ti.under)->elem(), x, y);
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(ti.under);
    std::vector<size_t> leafOf;
    size_t leaf = 0;
    for (Var *f : s->fields()) {
      leafOf.push_back(leaf);
      leaf += info(f->type()).leaves.size();
    }
    struct Rec {
      Emitter &e;
      Struct *s;
      const std::vector<size_t> &leafOf;
      const Val &x, &y;
      Alg alg(int i) { return e.info(s->field(i)->type()).alg; }
      Value *field(int i) {
        size_t at = leafOf[i], n = e.info(s->field(i)->type()).leaves.size();
        Val fx(x.begin() + at, x.begin() + at + n), fy(y.begin() + at, y.begin() + at + n);
        return e.equal(s->field(i)->type(), fx, fy);
      }
      bool skips(int i) { return s->field(i)->name() == "_" || e.info(s->field(i)->type()).leaves.empty(); }
      // What is cheap, up to the next field whose comparison may panic; of strings the lengths.
      Value *cheap(int i, Value *sofar) {
        for (; i < s->numFields() && !mayPanic(alg(i)); i++) {
          if (skips(i))
            continue;
          size_t length = leafOf[i] + 1;
          Value *c = alg(i) == Alg::String ? e.b.CreateICmpEQ(x[length], y[length]) : field(i);
          sofar = sofar ? e.b.CreateAnd(sofar, c) : c;
        }
        return sofar;
      }
      // Then contents of strings and the field that may panic, one after the other.
      Value *rest(int i, Value *sofar) {
        while (i < s->numFields() && (skips(i) || (alg(i) != Alg::String && !mayPanic(alg(i)))))
          i++;
        if (i == s->numFields())
          return sofar ? sofar : e.b.getTrue();
        auto next = [&] {
          Value *c = field(i);
          return rest(i + 1, mayPanic(alg(i)) ? cheap(i + 1, c) : c);
        };
        return sofar ? e.andThen(sofar, next) : next();
      }
    };
    Rec rec{*this, s, leafOf, x, y};
    return rec.rest(0, rec.cheap(0, nullptr));
  }
  default: return b.CreateICmpEQ(x[0], y[0]);
  }
}

Value *Emitter::equalMem(Type *t, Value *p, Value *q) {
  const TypeInfo &ti = info(t);
  if (ti.inRegs)
    return equal(t, load(p, t), load(q, t));
  if (ti.alg == Alg::Memory)
    return equalBytes(p, q, ti.size);
  llvm::Function *f = m.equalFunction(t);
  return toI1(call(f->getFunctionType(), f, {p, q}));
}

Value *Emitter::newObject(Type *t) {
  if (info(t).size == 0)
    return m.external("runtime.zerobase");
  auto *c = rt("newobject", {l.ptr}, {m.descriptor(t)});
  // What the resumed path of a frame that defers reads was written "by others" since the mark.
  if (!defers)
    c->addRetAttr(llvm::Attribute::NoAlias);
  c->addRetAttr(llvm::Attribute::NonNull);
  return c;
}

} // namespace golem::lower
