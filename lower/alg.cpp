// Equality and hashing of types: closures for descriptors, generated functions for what the runtime has none for.
#include "lower/emitter.h"

namespace golem::lower {

using namespace types;
using llvm::Constant;

namespace {

std::string_view simpleEqual(const TypeInfo &ti) {
  switch (ti.alg) {
  case Alg::String: return "strequal";
  case Alg::Interface: return "interequal";
  case Alg::EmptyInterface: return "nilinterequal";
  case Alg::Float32: return "f32equal";
  case Alg::Float64: return "f64equal";
  case Alg::Complex64: return "c64equal";
  case Alg::Complex128: return "c128equal";
  case Alg::Memory:
    switch (ti.size) {
    case 0: return "memequal0";
    case 1: return "memequal8";
    case 2: return "memequal16";
    case 4: return "memequal32";
    case 8: return "memequal64";
    case 16: return "memequal128";
    }
    [[fallthrough]];
  default: return {};
  }
}

std::string_view simpleHash(const TypeInfo &ti) {
  switch (ti.alg) {
  case Alg::String: return "strhash";
  case Alg::Interface: return "interhash";
  case Alg::EmptyInterface: return "nilinterhash";
  case Alg::Float32: return "f32hash";
  case Alg::Float64: return "f64hash";
  case Alg::Complex64: return "c64hash";
  case Alg::Complex128: return "c128hash";
  case Alg::Memory:
    switch (ti.size) {
    case 0: return "memhash0";
    case 1: return "memhash8";
    case 2: return "memhash16";
    case 4: return "memhash32";
    case 8: return "memhash64";
    case 16: return "memhash128";
    }
    [[fallthrough]];
  default: return {};
  }
}

/// Plain memory is compared and hashed in one way whatever it is the memory of: types of a size share functions.
Type *memoryOf(const TypeInfo &ti) { return newArray(basicType(BasicKind::Uint8), int64_t(ti.size)); }

/// for i := 0; i < n; i++ { body(i) }; the emitter is left behind the loop.
template <class F> void loop(Emitter &e, uint64_t n, F body) {
  auto *from = e.b.GetInsertBlock();
  auto *head = e.block(), *done = e.block();
  e.b.CreateBr(head);
  e.b.SetInsertPoint(head);
  auto *i = e.b.CreatePHI(e.l.word, 2);
  i->addIncoming(e.word(0), from);
  body(i, done);
  Value *next = e.b.CreateAdd(i, e.word(1));
  i->addIncoming(next, e.b.GetInsertBlock());
  e.b.CreateCondBr(e.b.CreateICmpULT(next, e.word(n)), head, done);
  e.b.SetInsertPoint(done);
}

// Compares field i of a struct, or the run of plain memory that begins there, or of a string the length. The field after those.
int cheapFields(Emitter &e, const TypeInfo &ti, Struct *s, int i, Value *p, Value *q, llvm::function_ref<void(Value *)> require) {
  Var *fd = s->field(i);
  if (fd->name() == "_")
    return i + 1;
  const TypeInfo &fi = e.info(fd->type());
  uint64_t at = ti.offsets[i];
  if (fi.alg == Alg::String) {
    at += fi.leaves[1].offset;
    require(e.b.CreateICmpEQ(e.loadInt(p, at), e.loadInt(q, at)));
    return i + 1;
  }
  if (fi.alg != Alg::Memory) {
    require(e.equalMem(fd->type(), e.offset(p, at), e.offset(q, at)));
    return i + 1;
  }
  uint64_t end = at + fi.size;
  for (i++; i < s->numFields(); i++) {
    const TypeInfo &ki = e.info(s->field(i)->type());
    if (ki.alg != Alg::Memory || ti.offsets[i] != end || s->field(i)->name() == "_")
      break;
    end += ki.size;
  }
  if (end != at)
    require(e.equalBytes(e.offset(p, at), e.offset(q, at), end - at));
  return i;
}

} // namespace

llvm::Function *Module::equalFunction(Type *t) {
  t = unalias(t);
  std::string symbol = "type:.eq." + gir::linkString(t);
  auto *type = layout.functionType({layout.i8}, {layout.ptr, layout.ptr});
  if (auto *f = m.getFunction(symbol))
    return f;
  llvm::Function *f = declareFunction(symbol, type);
  shared(f);
  f->addFnAttr("golem-wrapper");
  Emitter e(*this, f);
  e.b.SetInsertPoint(e.block("entry"));
  Value *p = f->getArg(0), *q = f->getArg(1);
  auto *no = e.block();
  auto require = [&](Value *ok) {
    auto *next = e.block();
    e.b.CreateCondBr(ok, next, no);
    e.b.SetInsertPoint(next);
  };
  const TypeInfo &ti = layout.of(t);
  if (ti.alg == Alg::Memory) {
    require(e.equalBytes(p, q, ti.size));
  } else if (auto *s = as<Struct>(ti.under)) {
    // Fields before one whose comparison may panic are compared first: all that is cheap, then contents of strings.
    for (int i = 0, n = s->numFields(); i < n;) {
      int end = i;
      while (end < n && !mayPanic(layout.of(s->field(end)->type()).alg))
        end++;
      for (int k = i; k < end;)
        k = cheapFields(e, ti, s, k, p, q, require);
      for (; i < end; i++)
        if (Var *fd = s->field(i); layout.of(fd->type()).alg == Alg::String && fd->name() != "_")
          require(e.equalMem(fd->type(), e.offset(p, ti.offsets[i]), e.offset(q, ti.offsets[i])));
      if (i < n) {
        if (Var *fd = s->field(i); fd->name() != "_")
          require(e.equalMem(fd->type(), e.offset(p, ti.offsets[i]), e.offset(q, ti.offsets[i])));
        i++;
      }
    }
  } else if (auto *a = as<Array>(ti.under); a && !ti.inRegs) {
    uint64_t n = layout.of(a->elem()).size;
    loop(e, uint64_t(a->len()), [&](Value *i, llvm::BasicBlock *) {
      require(e.equalMem(a->elem(), e.element(p, i, n), e.element(q, i, n)));
    });
  } else {
    require(e.equal(t, e.load(p, t), e.load(q, t)));
  }
  e.b.CreateRet(e.b.getInt8(1));
  e.b.SetInsertPoint(no);
  e.b.CreateRet(e.b.getInt8(0));
  return f;
}

Constant *Module::equalClosure(Type *t) {
  const TypeInfo &ti = layout.of(t);
  if (ti.alg == Alg::NotComparable)
    return nullptr;
  if (auto name = simpleEqual(ti); !name.empty())
    return funcValue(runtimeFunction(name, layout.functionType({layout.i8}, {layout.ptr, layout.ptr})));
  return funcValue(equalFunction(ti.alg == Alg::Memory ? memoryOf(ti) : t));
}

llvm::Function *Module::hashFunction(Type *t) {
  t = unalias(t);
  auto *type = layout.functionType({layout.word}, {layout.ptr, layout.word});
  const TypeInfo &ti = layout.of(t);
  if (auto name = simpleHash(ti); !name.empty())
    return runtimeFunction(name, type);
  std::string symbol = "type:.hash." + gir::linkString(ti.alg == Alg::Memory ? memoryOf(ti) : t);
  if (auto *f = m.getFunction(symbol))
    return f;
  llvm::Function *f = declareFunction(symbol, type);
  shared(f);
  f->addFnAttr("golem-wrapper");
  Emitter e(*this, f);
  e.b.SetInsertPoint(e.block("entry"));
  Value *p = f->getArg(0), *h = f->getArg(1);
  auto hash = [&](Type *x, Value *at, Value *seed) -> Value * {
    llvm::Function *hf = hashFunction(x);
    return e.call(hf->getFunctionType(), hf, {at, seed});
  };
  if (ti.alg == Alg::Memory) {
    h = e.rt("memhash", {layout.word}, {p, h, e.word(ti.size)});
  } else if (auto *s = as<Struct>(ti.under)) {
    for (int i = 0; i < s->numFields();) {
      Var *fd = s->field(i);
      if (fd->name() == "_") {
        i++;
        continue;
      }
      const TypeInfo &fi = layout.of(fd->type());
      uint64_t at = ti.offsets[i];
      if (fi.alg == Alg::Memory) {
        uint64_t end = at + fi.size;
        int k = i + 1;
        for (; k < s->numFields(); k++) {
          const TypeInfo &ki = layout.of(s->field(k)->type());
          if (ki.alg != Alg::Memory || ti.offsets[k] != end || s->field(k)->name() == "_")
            break;
          end += ki.size;
        }
        if (end != at)
          h = e.rt("memhash", {layout.word}, {e.offset(p, at), h, e.word(end - at)});
        i = k;
        continue;
      }
      h = hash(fd->type(), e.offset(p, at), h);
      i++;
    }
  } else if (auto *a = as<Array>(ti.under)) {
    uint64_t n = layout.of(a->elem()).size;
    auto *slot = e.alloca_(layout.wordSize, layout.wordAlign);
    e.storeAt(slot, 0, h);
    loop(e, uint64_t(a->len()), [&](Value *i, llvm::BasicBlock *) {
      e.storeAt(slot, 0, hash(a->elem(), e.element(p, i, n), e.loadInt(slot)));
    });
    h = e.loadInt(slot);
  }
  e.b.CreateRet(h);
  return f;
}

Constant *Module::hashClosure(Type *t) { return funcValue(hashFunction(t)); }

} // namespace golem::lower
