// Stack checks.
//
// Before:  define swiftcc R @f(args, ptr nest %ctx, ptr swiftself %g) { entry: … }
// After:   entry: if (llvm.stackaddress < g->limit) goto slow; …
//          slow:  g->morefn = f; g->need = 0; musttail golem.more.SIG(args, ctx, g)
//
// golem.more.SIG packs {fn, args, ctx, result} in its frame and has the runtime run golem.thunk.SIG on the next segment, which
// calls f again. The compared stack pointer is the one below the fixed frame, so the check is exact, but the prologue's
// spills come before it: a function with many locals gets a stub without a frame that checks a bound first and jumps to
// f.body.
//
// It must run last. Earlier passes may have inferred that a function does not read g, and put poison in its place at calls:
// every Go call is given the caller's own g again, and what was inferred about memory is taken back.
#include "codegen/stackcheck.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include <map>

using namespace llvm;

namespace golem::codegen {

namespace {

// Word offsets in g.
enum { LimitWord = 0, MorefnWord = 1, NeedWord = 3 };

// A function whose fixed locals exceed this gets the stub; what a prologue may store below the limit stays in the guard.
constexpr uint64_t stubThreshold = 256;
constexpr uint64_t leafThreshold = 128;
// Spill slots are not known yet. Functions this long get the stub with a bound of eight bytes for each instruction.
constexpr unsigned spillHeavyInstructions = 400;
constexpr uint64_t stubSlack = 512;

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

void appendLetters(std::string &out, Type *t) {
  if (t->isPointerTy()) {
    out += 'p';
  } else if (auto *i = dyn_cast<IntegerType>(t)) {
    switch (i->getBitWidth()) {
    case 8: out += 'b'; break;
    case 16: out += 's'; break;
    case 32: out += 'i'; break;
    case 64: out += 'l'; break;
    default: out += "n" + std::to_string(i->getBitWidth()) + "_";
    }
  } else if (t->isFloatTy()) {
    out += 'f';
  } else if (t->isDoubleTy()) {
    out += 'd';
  } else if (t->isVoidTy()) {
    out += 'v';
  } else if (auto *s = dyn_cast<StructType>(t)) {
    out += 'S';
    for (Type *e : s->elements())
      appendLetters(out, e);
    out += 'E';
  } else if (auto *a = dyn_cast<ArrayType>(t)) {
    out += 'A' + std::to_string(a->getNumElements()) + "_";
    appendLetters(out, a->getElementType());
  } else {
    raw_string_ostream(out) << *t;
  }
}

class Inserter {
public:
  explicit Inserter(Module &m) : m(m), context(m.getContext()), pointer(PointerType::get(context, 0)),
        word(m.getDataLayout().getIntPtrType(context)) {}
  void run();

private:
  Module &m;
  LLVMContext &context;
  PointerType *pointer;
  IntegerType *word;
  std::map<std::string, Function *> slowPaths;

  void restoreG();
  void check(Function &f);
  void checkInPlace(Function &f, Function *more);
  void checkInStub(Function &f, Function *more, uint64_t need);
  Function *slowPath(Function &like);
  Function *helper(const std::string &name, FunctionType *type);
  Value *gWord(IRBuilder<> &b, Value *g, unsigned index) {
    return b.CreateConstInBoundsGEP1_64(word, g, index);
  }
  Value *stackPointer(IRBuilder<> &b) {
    return b.CreatePtrToInt(b.CreateIntrinsic(Intrinsic::stackaddress, {pointer}, {}), word);
  }
  MDNode *unlikely() { return MDBuilder(context).createBranchWeights(1, 1u << 20); }
  void slowBlock(BasicBlock *block, Function &f, Function *more, uint64_t need);
  void tail(IRBuilder<> &b, Function &f, Function *target);
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

Function *Inserter::helper(const std::string &name, FunctionType *type) {
  auto *f = Function::Create(type, GlobalValue::LinkOnceODRLinkage, name, m);
  f->setCallingConv(CallingConv::Swift);
  f->setVisibility(GlobalValue::HiddenVisibility);
  f->setDSOLocal(true);
  f->setComdat(m.getOrInsertComdat(name));
  f->addFnAttr(Attribute::NoUnwind);
  f->addFnAttr(Attribute::NoInline);
  f->addFnAttr(Attribute::OptimizeNone); // runs once in a blue moon: quick to compile matters more
  f->addFnAttr(Attribute::NoRedZone);
  f->addFnAttr("frame-pointer", "all");
  f->addFnAttr(noSplitAttr);
  f->addFnAttr(wrapperAttr);
  return f;
}

// golem.more.SIG and golem.thunk.SIG for functions of f's type.
Function *Inserter::slowPath(Function &like) {
  FunctionType *type = like.getFunctionType();
  std::string key;
  for (Argument &a : like.args())
    if (a.hasAttribute(Attribute::SwiftSelf))
      key += 'g';
    else if (a.hasAttribute(Attribute::Nest))
      key += 'c';
    else
      appendLetters(key, a.getType());
  key += '.';
  appendLetters(key, type->getReturnType());
  Function *&slot = slowPaths[key];
  if (slot)
    return slot;

  std::vector<Type *> members{pointer};
  members.insert(members.end(), type->param_begin(), type->param_end());
  bool hasResult = !type->getReturnType()->isVoidTy();
  if (hasResult)
    members.push_back(type->getReturnType());
  auto *frameType = StructType::get(context, members);
  unsigned resultIndex = unsigned(members.size() - 1);
  AttributeList attributes = parametersOnly(like);

  Function *thunk = helper("golem.thunk." + key, FunctionType::get(Type::getVoidTy(context), {pointer, pointer}, false));
  thunk->addParamAttr(1, Attribute::SwiftSelf);
  {
    IRBuilder<> b(BasicBlock::Create(context, "entry", thunk));
    Value *frame = thunk->getArg(0);
    Value *target = b.CreateLoad(pointer, b.CreateStructGEP(frameType, frame, 0));
    std::vector<Value *> args;
    for (unsigned i = 0; i < type->getNumParams(); i++)
      args.push_back(like.hasParamAttribute(i, Attribute::SwiftSelf)
                         ? static_cast<Value *>(thunk->getArg(1))
                         : b.CreateLoad(type->getParamType(i), b.CreateStructGEP(frameType, frame, 1 + i)));
    CallInst *call = b.CreateCall(type, target, args);
    call->setCallingConv(CallingConv::Swift);
    call->setAttributes(attributes);
    if (hasResult)
      b.CreateStore(call, b.CreateStructGEP(frameType, frame, resultIndex));
    b.CreateRetVoid();
  }

  Function *more = helper("golem.more." + key, type);
  more->setAttributes(attributes.addFnAttributes(context, AttrBuilder(context, more->getAttributes().getFnAttrs())));
  more->addFnAttr(Attribute::Cold);
  {
    IRBuilder<> b(BasicBlock::Create(context, "entry", more));
    Value *frame = b.CreateAlloca(frameType);
    Value *g = gOf(*more);
    b.CreateStore(b.CreateLoad(pointer, gWord(b, g, MorefnWord)), b.CreateStructGEP(frameType, frame, 0));
    for (unsigned i = 0; i < type->getNumParams(); i++)
      b.CreateStore(more->getArg(i), b.CreateStructGEP(frameType, frame, 1 + i));
    FunctionCallee runtime =
        m.getOrInsertFunction("golem_morestack", FunctionType::get(Type::getVoidTy(context), {pointer, pointer, pointer}, false));
    b.CreateCall(runtime, {g, thunk, frame});
    if (hasResult)
      b.CreateRet(b.CreateLoad(type->getReturnType(), b.CreateStructGEP(frameType, frame, resultIndex)));
    else
      b.CreateRetVoid();
  }
  return slot = more;
}

void Inserter::tail(IRBuilder<> &b, Function &f, Function *target) {
  std::vector<Value *> args;
  for (Argument &a : f.args())
    args.push_back(&a);
  CallInst *call = b.CreateCall(target, args);
  call->setCallingConv(CallingConv::Swift);
  call->setAttributes(parametersOnly(f));
  call->setTailCallKind(CallInst::TCK_MustTail);
  if (f.getReturnType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(call);
}

void Inserter::slowBlock(BasicBlock *block, Function &f, Function *more, uint64_t need) {
  IRBuilder<> b(block);
  Value *g = gOf(f);
  b.CreateStore(&f, gWord(b, g, MorefnWord));
  b.CreateStore(ConstantInt::get(word, need), gWord(b, g, NeedWord));
  tail(b, f, more);
}

void Inserter::checkInPlace(Function &f, Function *more) {
  BasicBlock *old = &f.getEntryBlock();
  auto *entry = BasicBlock::Create(context, "stackcheck", &f, old);
  auto *slow = BasicBlock::Create(context, "morestack", &f);
  std::vector<Instruction *> allocas; // fixed ones must stay in the entry block
  for (Instruction &i : *old)
    if (auto *local = dyn_cast<AllocaInst>(&i); local && local->isStaticAlloca())
      allocas.push_back(&i);
  for (Instruction *i : allocas)
    i->moveBefore(*entry, entry->end());
  IRBuilder<> b(entry);
  Value *limit = b.CreateLoad(word, gWord(b, gOf(f), LimitWord));
  b.CreateCondBr(b.CreateICmpULT(stackPointer(b), limit), slow, old, unlikely());
  slowBlock(slow, f, more, 0);
}

void Inserter::checkInStub(Function &f, Function *more, uint64_t need) {
  auto *body = Function::Create(f.getFunctionType(), GlobalValue::InternalLinkage, f.getName() + ".body", m);
  body->setCallingConv(f.getCallingConv());
  body->setAttributes(f.getAttributes());
  body->addFnAttr(Attribute::NoInline);
  body->addFnAttr(nameAttr, f.hasFnAttribute(nameAttr) ? f.getFnAttribute(nameAttr).getValueAsString() : f.getName());
  body->setComdat(f.getComdat());
  body->splice(body->begin(), &f);
  for (unsigned i = 0; i < f.arg_size(); i++)
    f.getArg(i)->replaceAllUsesWith(body->getArg(i));
  body->setSubprogram(f.getSubprogram());
  f.setSubprogram(nullptr);
  f.removeFnAttr(Attribute::NoInline);
  if (!f.hasFnAttribute(wrapperAttr))
    f.addFnAttr(wrapperAttr);

  auto *entry = BasicBlock::Create(context, "stackcheck", &f);
  auto *slow = BasicBlock::Create(context, "morestack", &f);
  auto *enough = BasicBlock::Create(context, "enough", &f);
  IRBuilder<> b(entry);
  Value *limit = b.CreateLoad(word, gWord(b, gOf(f), LimitWord));
  Value *bound = b.CreateAdd(limit, ConstantInt::get(word, need));
  // limit + need wraps when limit is all ones (a preemption request): that must go the slow way too.
  Value *low = b.CreateOr(b.CreateICmpULT(stackPointer(b), bound), b.CreateICmpULT(bound, limit));
  b.CreateCondBr(low, slow, enough, unlikely());
  slowBlock(slow, f, more, need);
  b.SetInsertPoint(enough);
  tail(b, f, body);
}

void Inserter::check(Function &f) {
  bool leaf = true;
  uint64_t locals = 0;
  unsigned instructions = 0;
  for (BasicBlock &block : f)
    for (Instruction &i : block) {
      instructions++;
      if (auto *call = dyn_cast<CallBase>(&i); call && !isa<IntrinsicInst>(call))
        leaf = false;
      if (auto *local = dyn_cast<AllocaInst>(&i))
        if (auto size = local->getAllocationSize(m.getDataLayout()))
          locals += size->getFixedValue();
    }
  uint64_t below = 0; // allocated when it runs
  f.getFnAttribute(stackAttr).getValueAsString().getAsInteger(10, below);
  locals += below;
  bool heavy = instructions > spillHeavyInstructions;
  if (leaf && locals < leafThreshold && !heavy)
    return;
  Function *more = slowPath(f);
  if (locals > stubThreshold || heavy)
    checkInStub(f, more, locals + stubSlack + (heavy ? uint64_t(instructions) * 8 : 0));
  else
    checkInPlace(f, more);
}

void Inserter::run() {
  restoreG();
  std::vector<Function *> functions;
  for (Function &f : m)
    if (!f.isDeclaration() && isGoFunction(f)) {
      f.addFnAttr(Attribute::NoRedZone);
      f.addFnAttr(Attribute::NoUnwind); // no unwind tables: tracebacks follow frame pointers
      f.addFnAttr("frame-pointer", "all");
      if (!f.hasFnAttribute(noSplitAttr))
        functions.push_back(&f);
    }
  for (Function *f : functions)
    check(*f);
}

} // namespace

void insertStackChecks(Module &module) { Inserter(module).run(); }

} // namespace golem::codegen
