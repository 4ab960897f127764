// Emits LLVM instructions for Go values and runtime calls; the lowering of functions and the generated equality and hash
// functions build on it.
#pragma once

#include "lower/module.h"

namespace golem::lower {

/// A Go value as LLVM values: its leaves, or one pointer to memory that nobody changes (types that are in memory).
/// Tuples: their components one after the other.
using Val = llvm::SmallVector<llvm::Value *, 4>;
using llvm::Value;

class Emitter {
public:
  Emitter(Module &m, llvm::Function *fn);

  Module &m;
  Layout &l;
  llvm::Function *fn;
  llvm::IRBuilder<> b;
  Value *g = nullptr;
  Value *ctx = nullptr;        ///< null: it is in g, and nobody has asked for it
  Value *closure();            ///< that the function was called by
  bool noInlineCall = false;  ///< callGo: this call is not to be inlined
  bool defers = false;        ///< the function has a frame for deferred calls

  const TypeInfo &info(types::Type *t) { return l.of(t); }
  llvm::ConstantInt *i64(uint64_t v) { return b.getInt64(v); }
  llvm::ConstantInt *word(uint64_t v) { return llvm::ConstantInt::get(l.word, v, false, true); }
  Value *toBool(Value *v);    ///< i1 -> i8
  Value *toI1(Value *v);      ///< i8 -> i1
  Value *offset(Value *p, uint64_t n);
  Value *element(Value *p, Value *index, uint64_t size);
  llvm::AllocaInst *alloca_(uint64_t size, llvm::Align align, const char *name = "");
  llvm::AllocaInst *alloca_(types::Type *t) { return alloca_(std::max<uint64_t>(info(t).size, 1), info(t).align); }
  llvm::BasicBlock *block(const char *name = "") { return llvm::BasicBlock::Create(m.context, name, fn); }

  // Memory.
  Val load(Value *p, types::Type *t);       ///< types in memory are copied
  void store(Value *p, types::Type *t, const Val &v, bool isVolatile = false);
  void copy(Value *dst, Value *src, types::Type *t);
  void clear(Value *p, types::Type *t);
  Val zero(types::Type *t);
  Value *spill(types::Type *t, const Val &v); ///< the address of a value
  Value *loadPtr(Value *p, uint64_t off = 0) { return b.CreateAlignedLoad(l.ptr, offset(p, off), l.wordAlign); }
  Value *loadInt(Value *p, uint64_t off = 0) { return b.CreateAlignedLoad(l.word, offset(p, off), l.wordAlign); }
  void storeAt(Value *p, uint64_t off, Value *v) { b.CreateAlignedStore(v, offset(p, off), l.wordAlign); }

  // Control.
  /// Continues where cond is false; the other way is cold and goes to the new block returned (insert there).
  llvm::BasicBlock *coldIf(Value *cond);
  void check(Value *bad, llvm::StringRef panic, llvm::ArrayRef<Value *> args = {});
  /// then ? a() : b() for i1 results.
  template <class F> Value *andThen(Value *first, F rest) {
    auto *from = b.GetInsertBlock();
    auto *more = block(), *done = block();
    b.CreateCondBr(first, more, done);
    b.SetInsertPoint(more);
    Value *r = rest();
    auto *end = b.GetInsertBlock();
    b.CreateBr(done);
    b.SetInsertPoint(done);
    auto *phi = b.CreatePHI(l.i1, 2);
    phi->addIncoming(b.getFalse(), from);
    phi->addIncoming(r, end);
    return phi;
  }

  // Calls.
  llvm::CallInst *call(llvm::FunctionType *type, Value *callee, llvm::ArrayRef<Value *> args, Value *ctx = nullptr);
  /// Calls a function of the runtime; the results are leaves.
  llvm::CallInst *rt(llvm::StringRef name, llvm::ArrayRef<llvm::Type *> results, llvm::ArrayRef<Value *> args);
  Val rtVal(llvm::StringRef name, llvm::ArrayRef<llvm::Type *> results, llvm::ArrayRef<Value *> args);
  void rtPanic(llvm::StringRef name, llvm::ArrayRef<Value *> args);
  /// lent: a bit for each of args whose pointers the callee does not keep.
  Val callGo(const Abi &abi, Value *callee, llvm::ArrayRef<Val> args, Value *ctx, uint64_t lent = 0);
  /// The callee does not keep the pointer that it gets as parameter n: see codegen/deadlocals.h.
  void lend(llvm::CallInst *call, unsigned n);
  Val unpack(Value *v, unsigned n);

  // Comparison.
  Value *equal(types::Type *t, const Val &x, const Val &y);
  Value *equalMem(types::Type *t, Value *p, Value *q);
  Value *equalBytes(Value *p, Value *q, uint64_t n);
  Value *equalString(Value *xp, Value *xn, Value *yp, Value *yn);
  Value *equalIface(bool empty, const Val &x, const Val &y);

  // Allocation.
  Value *newObject(types::Type *t);
};

} // namespace golem::lower
