// Stack checks.
//
// Before:  define swiftcc R @f(args, ptr nest %ctx, ptr swiftself %g) { entry: … }
// After:   entry: if (llvm.stackaddress < g->limit) goto slow; …
//          slow:  g->morefn = f; g->need = 0; musttail golem_more(args, ctx, g)
//
// golem_more (runtime/arch/<cpu>) serves functions of every type: it keeps all registers that may hold arguments, and calls f
// again with them on the next segment. Arguments on the stack are copied there; g->stackArgs tells how many bytes they have.
// The compared stack pointer is the one below the fixed frame, so the check is exact, but the prologue's
// spills come before it: a function with many locals gets a stub without a frame that checks a bound first and jumps to
// f.body.
//
// On processors that entrycheck.h knows, functions are only marked, and get their check there.
//
// It must run last. Earlier passes may have inferred that a function does not read g, and put poison in its place at calls:
// every Go call is given the caller's own g again, and what was inferred about memory is taken back.
#include "codegen/stackcheck.h"

#include "abi/layout.h"
#include "codegen/entrycheck.h"
#include "target/target.h"

#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

using namespace llvm;

namespace golem::codegen {

namespace {

// A function whose fixed locals exceed this gets the stub; what a prologue may store below the limit stays in the guard.
constexpr uint64_t stubThreshold = 256;
constexpr uint64_t leafThreshold = 128;
// Spill slots are not known yet. Eight bytes for each instruction bound them in functions this long, which get the stub; shorter
// ones have few. Where registers are allocated without care every value has a slot: sixteen bytes for each instruction, and the
// stub where that is more than leaves room below the limit.
constexpr unsigned spillHeavyInstructions = 400;
constexpr uint64_t spillsInPlace = 2048;
constexpr uint64_t stubSlack = 512;
// Bounds of frames that are in part or whole below the limit (frameBound).
constexpr uint64_t inPlaceBound = stubThreshold + spillsInPlace + stubSlack;
constexpr uint64_t uncheckedBound = 1024;

bool isGoFunction(const Function &f) {
  return f.getCallingConv() == CallingConv::Swift && f.getAttributes().hasAttrSomewhere(Attribute::SwiftSelf);
}

// The attributes that are part of the calling convention.
AttributeList parametersOnly(const Function &f) {
  LLVMContext &context = f.getContext();
  AttributeList all = f.getAttributes(), kept;
  for (unsigned i = 0; i < f.arg_size(); i++)
    kept = kept.addParamAttributes(context, i, AttrBuilder(context, all.getParamAttrs(i)));
  return kept;
}

Argument *gOf(Function &f) {
  for (Argument &a : f.args())
    if (a.hasAttribute(Attribute::SwiftSelf))
      return &a;
  return nullptr;
}

// Hands out the places of arguments.
class Places {
public:
  Places(const DataLayout &layout, const target::Target &target)
      : layout(layout), integers(target.argumentInts), floats(target.argumentFloats), word(target.wordSize) {}
  void add(Type *t) {
    if (!t->isFloatTy() && !t->isDoubleTy() && !t->isPointerTy() && !(t->isIntegerTy() && t->getIntegerBitWidth() <= 64))
      report_fatal_error("a Go function with a parameter that is not a scalar");
    // Wide ones may be aligned to their size, which leaves gaps: this is a bound.
    unsigned words = unsigned(divideCeil(layout.getTypeStoreSize(t).getFixedValue(), word)), gap = words > 1 ? 1 : 0;
    unsigned &left = t->isFloatingPointTy() ? floats : integers;
    if (unsigned needed = t->isFloatingPointTy() ? 1 : words + gap; needed <= left)
      left -= needed;
    else
      bytes += uint64_t(words + gap) * word;
  }
  uint64_t bytes = 0; // on the stack

private:
  const DataLayout &layout;
  unsigned integers, floats; // registers that are left
  const unsigned word;
};

class Inserter {
public:
  Inserter(Module &m, const target::Target &target, bool optimized)
      : m(m), target(target), optimized(optimized), context(m.getContext()), pointer(PointerType::get(context, 0)),
        word(m.getDataLayout().getIntPtrType(context)) {}
  void run(std::optional<uint64_t> bound);

private:
  Module &m;
  const target::Target &target;
  const bool optimized;
  LLVMContext &context;
  PointerType *pointer;
  IntegerType *word;
  FunctionCallee more;

  void restoreG();
  void check(Function &f);
  void leaveToEntry(Function &f);
  void checkInPlace(Function &f);
  void checkInStub(Function &f, uint64_t need);
  uint64_t stackArguments(const Function &f);
  Value *gWord(IRBuilder<> &b, Value *g, abi::G::Field field) {
    return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), g, abi::offsetOf(field, {target.wordSize, target.int64Alignment}));
  }
  Value *stackPointer(IRBuilder<> &b) {
    return b.CreatePtrToInt(b.CreateIntrinsic(Intrinsic::stackaddress, {pointer}, {}), word);
  }
  MDNode *unlikely() { return MDBuilder(context).createBranchWeights(1, 1u << 20); }
  void slowBlock(BasicBlock *block, Function &f, uint64_t need);
  void tail(IRBuilder<> &b, Function &f, Value *target);
};

void Inserter::restoreG() {
  const Attribute::AttrKind functionKinds[] = {Attribute::Memory, Attribute::NoFree, Attribute::NoSync, Attribute::NoRecurse,
                                               Attribute::WillReturn, Attribute::MustProgress};
  const Attribute::AttrKind parameterKinds[] = {Attribute::ReadNone, Attribute::ReadOnly, Attribute::WriteOnly,
                                                Attribute::Captures, Attribute::NoAlias, Attribute::Writable,
                                                Attribute::Initializes, Attribute::Returned, Attribute::NoUndef};
  for (Function &f : m) {
    if (f.getCallingConv() == CallingConv::Swift) {
      for (auto kind : functionKinds)
        f.removeFnAttr(kind);
      for (Argument &a : f.args())
        for (auto kind : parameterKinds)
          a.removeAttr(kind);
    }
    Argument *g = gOf(f);
    for (BasicBlock &block : f)
      for (Instruction &i : block) {
        auto *call = dyn_cast<CallBase>(&i);
        if (!call || call->getCallingConv() != CallingConv::Swift)
          continue;
        for (auto kind : functionKinds)
          call->removeFnAttr(kind);
        for (unsigned n = 0; n < call->arg_size(); n++) {
          for (auto kind : parameterKinds)
            call->removeParamAttr(n, kind);
          if (g && call->paramHasAttr(n, Attribute::SwiftSelf))
            call->setArgOperand(n, g);
        }
      }
  }
}

// Bytes of f's arguments that no register holds.
uint64_t Inserter::stackArguments(const Function &f) {
  Places places(m.getDataLayout(), target);
  for (const Argument &a : f.args())
    if (!a.hasAttribute(Attribute::Nest) && (!a.hasAttribute(Attribute::SwiftSelf) || target.gRegister == target::gOnStack))
      places.add(a.getType());
  return places.bytes;
}

void Inserter::tail(IRBuilder<> &b, Function &f, Value *target) {
  std::vector<Value *> args;
  for (Argument &a : f.args())
    args.push_back(&a);
  CallInst *call = b.CreateCall(f.getFunctionType(), target, args);
  call->setCallingConv(CallingConv::Swift);
  call->setAttributes(parametersOnly(f));
  call->setTailCallKind(CallInst::TCK_MustTail);
  if (f.getReturnType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(call);
}

void Inserter::slowBlock(BasicBlock *block, Function &f, uint64_t need) {
  IRBuilder<> b(block);
  Value *g = gOf(f);
  b.CreateStore(&f, gWord(b, g, abi::G::morefn));
  b.CreateStore(ConstantInt::get(word, need), gWord(b, g, abi::G::need));
  if (uint64_t bytes = stackArguments(f))
    b.CreateStore(ConstantInt::get(word, bytes), gWord(b, g, abi::G::stackArgs));
  tail(b, f, more.getCallee());
}

void Inserter::checkInPlace(Function &f) {
  BasicBlock *old = &f.getEntryBlock();
  std::vector<Instruction *> allocas; // fixed ones must stay in the entry block
  for (Instruction &i : *old)
    if (auto *local = dyn_cast<AllocaInst>(&i); local && local->isStaticAlloca())
      allocas.push_back(&i);
  auto *entry = BasicBlock::Create(context, "stackcheck", &f, old);
  auto *slow = BasicBlock::Create(context, "morestack", &f);
  for (Instruction *i : allocas)
    i->moveBefore(*entry, entry->end());
  IRBuilder<> b(entry);
  Value *limit = b.CreateLoad(word, gWord(b, gOf(f), abi::G::limit));
  b.CreateCondBr(b.CreateICmpULT(stackPointer(b), limit), slow, old, unlikely());
  slowBlock(slow, f, 0);
}

void Inserter::checkInStub(Function &f, uint64_t need) {
  auto *body = Function::Create(f.getFunctionType(), GlobalValue::InternalLinkage, f.getName() + ".body", m);
  body->setCallingConv(f.getCallingConv());
  body->setAttributes(f.getAttributes());
  body->addFnAttr(Attribute::NoInline);
  body->addFnAttr(boundAttr, std::to_string(need));
  body->addFnAttr(nameAttr, f.hasFnAttribute(nameAttr) ? f.getFnAttribute(nameAttr).getValueAsString() : f.getName());
  body->setComdat(f.getComdat());
  body->splice(body->begin(), &f);
  for (unsigned i = 0; i < f.arg_size(); i++)
    f.getArg(i)->replaceAllUsesWith(body->getArg(i));
  body->setSubprogram(f.getSubprogram());
  f.setSubprogram(nullptr);
  f.removeFnAttr(Attribute::OptimizeNone); // that is for the body
  f.removeFnAttr(plainAttr);
  f.removeFnAttr(Attribute::NoInline);
  if (!f.hasFnAttribute(wrapperAttr))
    f.addFnAttr(wrapperAttr);

  auto *entry = BasicBlock::Create(context, "stackcheck", &f);
  auto *slow = BasicBlock::Create(context, "morestack", &f);
  auto *enough = BasicBlock::Create(context, "enough", &f);
  IRBuilder<> b(entry);
  Value *limit = b.CreateLoad(word, gWord(b, gOf(f), abi::G::limit));
  Value *bound = b.CreateAdd(limit, ConstantInt::get(word, need));
  // limit + need wraps when limit is all ones (a preemption request): that must go the slow way too.
  Value *low = b.CreateOr(b.CreateICmpULT(stackPointer(b), bound), b.CreateICmpULT(bound, limit));
  b.CreateCondBr(low, slow, enough, unlikely());
  slowBlock(slow, f, need);
  b.SetInsertPoint(enough);
  tail(b, f, body);
}

// A frame that is small enough not to be checked can make calls that do not return: they go to functions that check for
// themselves. In a tail call the frame is gone.
static bool returns(const CallBase &call) { return !isa<IntrinsicInst>(call) && !call.doesNotReturn() && !call.isMustTailCall(); }

void Inserter::leaveToEntry(Function &f) {
  bool leaf = none_of(instructions(f), [](const Instruction &i) {
    auto *call = dyn_cast<CallBase>(&i);
    return call && returns(*call);
  });
  f.addFnAttr(entryCheckAttr, leaf ? leafFunction : "");
  if (uint64_t bytes = stackArguments(f))
    f.addFnAttr(stackArgumentsAttr, std::to_string(bytes));
}

void Inserter::check(Function &f) {
  const bool plain = f.hasFnAttribute(plainAttr);
  bool leaf = true;
  uint64_t locals = 0, passed = 0;
  unsigned instructions = 0;
  for (BasicBlock &block : f)
    for (Instruction &i : block) {
      instructions++;
      if (auto *call = dyn_cast<CallBase>(&i); call && !isa<IntrinsicInst>(call)) {
        leaf &= !returns(*call);
        passed = std::max<uint64_t>(passed, call->arg_size() * target.wordSize);
      }
      if (auto *local = dyn_cast<AllocaInst>(&i))
        if (auto size = local->getAllocationSize(m.getDataLayout()))
          locals += size->getFixedValue();
    }
  uint64_t below = 0; // allocated when it runs
  f.getFnAttribute(stackAttr).getValueAsString().getAsInteger(10, below);
  locals += below + (passed > stubSlack / 4 ? passed : 0);
  uint64_t spills = 0;
  if (plain || !optimized)
    spills = uint64_t(instructions) * 16;
  else if (instructions > spillHeavyInstructions)
    spills = uint64_t(instructions) * 8;
  if (leaf && locals < leafThreshold && spills <= stubSlack && !plain) {
    f.addFnAttr(boundAttr, std::to_string(uncheckedBound));
    return;
  }
  if (locals > stubThreshold || spills > spillsInPlace || plain)
    checkInStub(f, locals + stubSlack + spills);
  else
    checkInPlace(f);
}

void Inserter::run(std::optional<uint64_t> bound) {
  restoreG();
  more = m.getOrInsertFunction("golem_more", FunctionType::get(Type::getVoidTy(context), false)); // called as any type
  std::vector<Function *> functions;
  for (Function &f : m)
    if (!f.isDeclaration() && isGoFunction(f)) {
      f.addFnAttr(Attribute::NoRedZone);
      f.addFnAttr(Attribute::NoUnwind); // no unwind tables: tracebacks follow frame pointers
      f.addFnAttr("frame-pointer", "all");
      if (!f.hasFnAttribute(noSplitAttr))
        functions.push_back(&f);
    }
  const bool atEntry = createEntryCheckWriter(target) != nullptr;
  for (Function *f : functions)
    atEntry ? leaveToEntry(*f) : check(*f);
  if (bound)
    for (Function &f : m)
      if (!f.isDeclaration() && isGoFunction(f))
        f.addFnAttr(boundAttr, std::to_string(*bound));
}

} // namespace

void insertStackChecks(Module &module, const target::Target &target, bool optimized, std::optional<uint64_t> bound) {
  Inserter(module, target, optimized).run(bound);
}

uint64_t frameBound(const Function &f) {
  uint64_t bound;
  if (!f.getFnAttribute(boundAttr).getValueAsString().getAsInteger(10, bound))
    return bound;
  if (!isGoFunction(f) || f.hasFnAttribute(entryCheckAttr)) // such a check is made when the frame is known
    return UINT64_MAX;
  return f.hasFnAttribute(noSplitAttr) ? uncheckedBound : inPlaceBound;
}

} // namespace golem::codegen
