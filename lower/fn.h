// Lowers one GIR function.
#pragma once

#include "lower/emitter.h"

#include "gir/builder.h"

#include <llvm/ADT/DenseMap.h>

#include <map>

namespace golem::lower {

using gir::Instr;
using gir::Op;
using gir::Operand;
using types::Type;

class Fn : public Emitter {
public:
  Fn(Module &m, const gir::Function &f, llvm::Function *fn);
  void run();

private:
  /// A register local. Written once before all its uses: just its value; else it has slots.
  struct Local {
    uint32_t defs = 0, uses = 0;
    gir::BlockId defBlock = gir::none;
    uint32_t defIndex = 0;
    bool ssa = true;
    bool defined = false;
    Val val;                                     ///< ssa
    llvm::SmallVector<llvm::Value *, 4> slots;   ///< one per leaf or memory component
    llvm::Value *memory = nullptr;               ///< memory locals
  };

  // --- frame (fn.cpp)
  void analyse();
  void prologue();
  void blockBody(gir::BlockId id);
  void checkFrame();
  void instr(const Instr &i);
  void terminator(const Instr &i);
  void ret(const Instr &i);
  void returnVals(const Val &all);
  void deferEnter(const Instr &i);
  static constexpr uint64_t textBuffer = 32;            ///< of strings that do not leave the frame
  llvm::BasicBlock *bb(gir::BlockId id);
  bool dominates(gir::BlockId a, gir::BlockId b) const;
  void findDominators();
  void numberDominators();
  bool unsupported(const Instr &i, std::string what);

  Type *typeOf(const Operand &o) const { return gir::typeOf(f, o); }
  Val val(const Operand &o);
  Value *one(const Operand &o) { return val(o)[0]; }
  Val constant(const Operand &o);
  Val constantOf(Type *t, const constant::Value *v);
  /// val(o), but memory that nobody changes later.
  Val stable(const Operand &o);
  /// An argument that the callee may keep and change.
  Val argument(const Operand &o);
  bool isSsa(const Operand &o) const { return o.kind == Operand::Local && locals[o.local].ssa; }
  Val readLocal(gir::LocalId id);
  void define(gir::LocalId id, const Val &v);
  void set(const Instr &i, const Val &v) {
    if (i.dst != gir::none)
      define(i.dst, v);
  }
  void set(const Instr &i, Value *v) { set(i, Val{v}); }
  unsigned repSize(Type *t);                     ///< number of values that stand for t
  void nilCheck(Value *p);
  bool knownNonNil(Value *p);
  Value *pointer(const Instr &i, size_t arg = 0); ///< the pointer operand, checked unless NonNil

  // --- arith.cpp
  void unary(const Instr &i);
  void binary(const Instr &i);
  Val arith(const Instr &i, Type *t, const Val &x, const Val &y);
  Value *shift(const Instr &i, Type *t, Value *x, const Operand &count);
  Value *divide(const Instr &i, bool isSigned, bool rem, Value *x, Value *y);
  void comparison(const Instr &i);
  void minMax(const Instr &i);
  Value *floatMinMax(bool isMin, Value *x, Value *y);
  Value *order(Op op, Type *t, const Val &x, const Val &y);
  // --- convert.cpp
  void convert(const Instr &i);
  Val sliceOfConstant(const Operand &o, Type *elem, bool onStack);
  Value *floatToSigned(Value *x, llvm::Type *to);
  Value *floatToWide(Value *x);
  Value *floatToInt(Value *x, unsigned width, bool unsigned_);
  bool fitsInteger(constant::Val c, types::Basic *to);
  /// An index as the program gives it: the word that counts where it is in range, and the half above it
  /// where its type is wider than a word (null: it is not), which must be zero.
  struct Index {
    Value *word = nullptr, *high = nullptr;
    bool isSigned = true;
  };
  Index index(const Operand &o);
  /// bad: the word is out of range, which ends at limit. panic: of signed indexes, from goPanicIndex on.
  void checkIndex(Value *bad, const Index &i, std::string panic, Value *limit);
  /// A length, capacity or distance as a word; panic: where a wider value does not fit. Empty: it is cut.
  Value *length(const Operand &o, llvm::StringRef panic);
  Value *addressOf(Value *integer);                         ///< unsafe.Pointer(integer)
  // --- memory.cpp
  void memory(const Instr &i);
  void newOp(const Instr &i);
  void load(const Instr &i);
  void storeOp(const Instr &i);
  void indexAddr(const Instr &i);
  void indexValue(const Instr &i);
  void aggregate(const Instr &i);
  void boundsCheck(const Index &i, Value *len);
  // --- slices.cpp
  void sliceOp(const Instr &i);
  void makeSlice(const Instr &i);
  void append(const Instr &i);
  void appendSlice(const Instr &i);
  void appendZeros(const Instr &i);
  Val grow(const Instr &i, const Val &s, Value *newLen, Value *num);
  void moveToHeap(const Instr &i);
  /// 32 bytes for the first elements of a slice, and whether they are in use.
  struct SliceBuffer {
    Value *bytes = nullptr, *used = nullptr;
  };
  SliceBuffer &sliceBuffer(const Instr &i);
  void copySlice(const Instr &i);
  void clearOp(const Instr &i);
  void lenCap(const Instr &i);
  void concat(const Instr &i);
  void stringRune(const Instr &i);
  void unsafeOps(const Instr &i);
  void checkReach(Value *p, Value *size, llvm::StringRef nilPanic, llvm::StringRef lengthPanic);
  void checkUnsafeSlice(Value *p, Value *n, uint64_t elementSize);
  // --- maps.cpp
  struct MapVariant {
    const char *suffix;
    bool byValue;
  };
  MapVariant mapVariant(types::Map *m, bool assign);
  void mapOp(const Instr &i);
  // --- chans.cpp
  void chanOp(const Instr &i);
  void clearReceiver(Value *slot, Type *elem);
  void select(const Instr &i);
  // --- ifaces.cpp
  Val makeIface(const Instr &i, Type *target, const Operand &x);
  void convIface(const Instr &i);
  void assertOp(const Instr &i, bool commaOk);
  Value *typeWord(Type *iface, const Val &v);   ///< of an interface value: its type descriptor or nil
  Value *loadTypeOfTab(Value *tab);
  // --- calls.cpp
  void callOp(const Instr &i);
  void callClosure(const Instr &i);
  void callIface(const Instr &i);
  void noteReflection(const Instr &i, std::string_view method, types::Signature *sig);
  bool canJump();
  void jump(const Abi &a, Value *callee, llvm::ArrayRef<Val> args);
  void finishCall(const Instr &i, const Abi &abi, Value *callee, llvm::ArrayRef<Val> args, Value *ctx);
  Abi abiFor(const Instr &i, size_t firstArg, Type *receiver);
  void closure(const Instr &i);
  void capture(const Instr &i);
  void deferPush(const Instr &i);
  void recover(const Instr &i);
  void print(const Instr &i);
  void runtimeCall(const Instr &i);

  const gir::Function &f;
  Abi abi;
  std::vector<Local> locals;
  std::vector<llvm::BasicBlock *> blocks;
  std::vector<gir::BlockId> rpo, idom;
  std::vector<uint32_t> rpoIndex;
  std::vector<std::vector<gir::BlockId>> preds;
  std::vector<uint32_t> domFirst, domLast;              ///< the blocks that a block dominates, as a range of domFirst
  llvm::DenseMap<Value *, llvm::SmallVector<gir::BlockId, 2>> checked; ///< pointers known not to be nil at the ends of blocks
  gir::BlockId current = 0;
  const Instr *nextInstr = nullptr;
  llvm::DISubprogram *sp = nullptr;
  std::vector<llvm::DILocation *> calls;                ///< of f.inlines: where each was called
  std::vector<llvm::DISubprogram *> callees;
  llvm::DILocation *location(const Instr &i);
  llvm::DILocation *callSite(uint32_t inlined);
  bool jumps = false;                                   ///< a wrapper that ends with a jump to its method
  bool wrapper = false;                                 ///< has entered as a wrapper
  std::map<gir::LocalId, SliceBuffer> sliceBuffers;     ///< of variables; those of none: of the append at hand
  Value *resultArea = nullptr;                          ///< of functions that defer
};

} // namespace golem::lower
