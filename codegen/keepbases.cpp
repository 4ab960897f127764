// The collector keeps an object because something points into it. LLVM is free to hold an address in another shape: a[n-1] as
// (a + n) - 1, so that a register points behind the array; or, in a loop, a + i as a pointer that runs ahead of what is read.
// When the base itself is not needed any more, nothing points into the object, though the code goes on to use it.
//
// So a base lives as long as what is derived from it by more than an index in range:
// - in a loop that it comes into from outside, up to the loop's exits: strength reduction may give any address there another shape;
// - elsewhere up to the last load or store in the block through a derived address;
// - where a derived address itself is handed on (to a call, into memory), an empty instruction takes both: before it the base is
//   there, behind it the address is in one piece.
//
// An address that was computed as an integer is pinned in the same way to all pointers that went into the integer.
//
// Where derived addresses of different bases meet, their bases are made to meet beside them, as RewriteStatepointsForGC does
// (LLVM, studied) for collectors that move objects.
#include "codegen/keepbases.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>
#include <llvm/Transforms/Utils/SSAUpdater.h>

#include <optional>

using namespace llvm;

namespace golem::codegen {

namespace {

// An address without its constant and variable offsets.
struct Derived {
  Value *base;
  bool variable; // there is a variable offset
  bool outside;  // a partial sum may lie outside of the object
};

bool isMerge(const Value *v) { return isa<PHINode, SelectInst>(v); }

// Could code generation take i apart, and add its parts to the base one after the other?
bool isSum(const Value *i, int depth = 0) {
  auto *op = dyn_cast<Operator>(i);
  if (!op || depth > 4)
    return op;
  switch (op->getOpcode()) {
  case Instruction::Add: case Instruction::Sub: case Instruction::Or: case Instruction::Xor:
    return true;
  case Instruction::Mul: case Instruction::Shl: case Instruction::ZExt: case Instruction::SExt: case Instruction::Trunc:
  case Instruction::Freeze:
    return isSum(op->getOperand(0), depth + 1);
  default:
    return false;
  }
}

SmallVector<Value *, 4> incoming(Value *merge) {
  SmallVector<Value *, 4> all;
  if (auto *phi = dyn_cast<PHINode>(merge))
    all.append(phi->value_op_begin(), phi->value_op_end());
  else
    all = {cast<SelectInst>(merge)->getTrueValue(), cast<SelectInst>(merge)->getFalseValue()};
  return all;
}

class Bases {
public:
  explicit Bases(Function &f) : f(f), layout(f.getParent()->getDataLayout()) {}
  void run();

private:
  Function &f;
  const DataLayout &layout;
  DenseMap<Value *, Value *> merged; // a merge of addresses, and the base for all that may come of it
  std::optional<DominatorTree> dominators;
  std::optional<LoopInfo> loops;
  DenseMap<BasicBlock *, SmallSetVector<Value *, 4>> atEntry, atEnd; // uses that are there already
  bool haveLoops = false;
  DenseSet<std::pair<Loop *, Value *>> keptInLoop;
  DenseMap<Value *, unsigned> accesses;
  SmallVector<ReturnInst *, 4> returns;
  SmallPtrSet<BasicBlock *, 32> returning; // blocks from which a return can be reached; filled when first asked for

  Derived derivation(Value *address);
  Value *baseOfMerge(Value *merge);
  void keepAt(BasicBlock &block, Value *base, bool entry);
  bool keepToReturns(BasicBlock &block, Value *base);
  bool reachesReturn(BasicBlock &block);
  void keepBefore(BasicBlock &block, BasicBlock::iterator place, Value *base);
  bool keepInLoop(BasicBlock &block, Value *base);
  void visitBlock(BasicBlock &block);
  void pin(Instruction &user, Use &use);
  void pinInteger(IntToPtrInst &address);
  Value *available(PtrToIntInst &source, Instruction &at);
};

// Objects of the heap only: others stay without pointers to them.
bool isCollected(const Value *base) {
  if (auto *a = dyn_cast<Argument>(base))
    return !a->hasStructRetAttr() && !a->hasByValAttr() && !a->hasAttribute(Attribute::SwiftSelf);
  return !isa<Constant, AllocaInst>(base);
}

Derived Bases::derivation(Value *address) {
  Derived d{address, false, false};
  int variables = 0;
  bool sum = false;
  uint64_t stride = 0;
  APInt offset(layout.getIndexTypeSizeInBits(address->getType()), 0);
  while (auto *gep = dyn_cast<GEPOperator>(d.base)) {
    SmallMapVector<Value *, APInt, 4> terms;
    if (!gep->collectOffset(layout, offset.getBitWidth(), terms, offset))
      sum = true;
    for (auto &[index, scale] : terms) {
      variables++;
      sum |= isSum(index);
      stride = scale.abs().getLimitedValue();
    }
    d.base = gep->getPointerOperand();
  }
  d.variable = sum || variables > 0;
  d.outside = sum || variables > 1 || (variables == 1 && offset.uge(stride)); // a negative offset is a large one
  if (isMerge(d.base)) {
    Value *base = baseOfMerge(d.base);
    if (base != d.base)
      d.variable = d.outside = true;
    d.base = base;
  }
  return d;
}

Value *Bases::baseOfMerge(Value *merge) {
  if (auto it = merged.find(merge); it != merged.end())
    return it->second;
  // All merges that one can be reached from another, and what comes into them.
  SmallSetVector<Value *, 8> web;
  SmallSetVector<Value *, 4> bases;
  bool derived = false;
  web.insert(merge);
  auto strip = [](Value *v) {
    while (auto *gep = dyn_cast<GEPOperator>(v))
      v = gep->getPointerOperand();
    return v;
  };
  for (size_t i = 0; i < web.size(); i++)
    for (Value *in : incoming(web[i])) {
      Value *base = strip(in);
      derived |= base != in;
      if (isMerge(base))
        web.insert(base);
      else
        bases.insert(base);
    }
  if (!derived) {
    for (Value *m : web)
      merged[m] = m;
  } else if (bases.size() == 1) {
    for (Value *m : web)
      merged[m] = bases[0];
  } else {
    for (Value *m : web) {
      auto *at = cast<Instruction>(m);
      Instruction *base;
      if (auto *phi = dyn_cast<PHINode>(m))
        base = PHINode::Create(m->getType(), phi->getNumIncomingValues(), "", at->getIterator());
      else
        base = SelectInst::Create(cast<SelectInst>(m)->getCondition(), m, m, "", at->getIterator());
      merged[m] = base;
    }
    auto baseOf = [&](Value *in) {
      Value *base = strip(in);
      return isMerge(base) ? merged.lookup(base) : base;
    };
    for (Value *m : web) {
      Value *base = merged[m];
      if (auto *phi = dyn_cast<PHINode>(m)) {
        for (unsigned i = 0; i < phi->getNumIncomingValues(); i++)
          cast<PHINode>(base)->addIncoming(baseOf(phi->getIncomingValue(i)), phi->getIncomingBlock(i));
      } else {
        cast<SelectInst>(base)->setTrueValue(baseOf(cast<SelectInst>(m)->getTrueValue()));
        cast<SelectInst>(base)->setFalseValue(baseOf(cast<SelectInst>(m)->getFalseValue()));
      }
    }
    for (Value *m : web) // what is a base has itself for its base
      merged[merged[m]] = merged[m];
  }
  return merged[merge];
}

// Fast instruction selection ignores the intrinsic.
void Bases::keepBefore(BasicBlock &block, BasicBlock::iterator place, Value *base) {
  Type *nothing = Type::getVoidTy(f.getContext());
  IRBuilder<> at(&block, place);
  if (f.hasOptNone())
    at.CreateCall(InlineAsm::get(FunctionType::get(nothing, {base->getType()}, false), "", "r", true), {base});
  else
    at.CreateIntrinsic(nothing, Intrinsic::fake_use, {base});
}

void Bases::keepAt(BasicBlock &block, Value *base, bool entry) {
  if ((entry ? atEntry : atEnd)[&block].insert(base))
    keepBefore(block, entry ? block.getFirstInsertionPt() : block.getTerminator()->getIterator(), base);
}

// False: the base does not come from outside of a loop.
bool Bases::keepInLoop(BasicBlock &block, Value *base) {
  Loop *loop = nullptr;
  auto *definition = dyn_cast<Instruction>(base);
  for (Loop *l = haveLoops ? loops->getLoopFor(&block) : nullptr; l; l = l->getParentLoop())
    if (!definition || !l->contains(definition))
      loop = l;
  if (!loop)
    return false;
  if (!keptInLoop.insert({loop, base}).second)
    return true;
  SmallVector<Loop::Edge, 8> exits;
  loop->getExitEdges(exits);
  bool kept = false;
  for (auto [inside, outside] : exits) {
    if (isa<UnreachableInst>(outside->getTerminator()))
      continue;
    Loop *next = loops->getLoopFor(outside); // the exit may be the head of another loop, which would keep the base to its end
    bool entry = (!next || next->contains(inside)) && (!definition || dominators->dominates(definition, &*outside->getFirstInsertionPt()));
    keepAt(entry ? *outside : *inside, base, entry);
    kept = true;
  }
  SmallVector<BasicBlock *, 4> latches;
  loop->getLoopLatches(latches);
  for (BasicBlock *latch : latches)
    if (!kept)
      keepAt(*latch, base, false);
  return true;
}

bool Bases::reachesReturn(BasicBlock &block) {
  if (returning.empty()) {
    SmallVector<BasicBlock *, 32> work;
    for (ReturnInst *r : returns)
      work.push_back(r->getParent());
    while (!work.empty()) {
      BasicBlock *b = work.pop_back_val();
      if (returning.insert(b).second)
        work.append(pred_begin(b), pred_end(b));
    }
  }
  return returning.contains(&block);
}

// A base with many accesses in a huge function is kept up to where the function returns: uses without end of one value cost the
// square of their number in register allocation. False: it is not such a base, there are returns that it does not reach, or the
// block leads to none (to a panic), where a use at the returns would keep nothing.
bool Bases::keepToReturns(BasicBlock &block, Value *base) {
  constexpr unsigned many = 8;
  if (!f.hasOptNone() || ++accesses[base] < many || returns.empty() || !reachesReturn(block))
    return false;
  if (auto *definition = dyn_cast<Instruction>(base))
    if (!all_of(returns, [&](ReturnInst *r) { return dominators->dominates(definition, r); }))
      return false;
  for (ReturnInst *r : returns)
    keepAt(*r->getParent(), base, false);
  return true;
}

// The address goes on as the result of an instruction that needs the base as well.
void Bases::pin(Instruction &user, Use &use) {
  Derived d = derivation(use.get());
  if (!(d.outside || (haveLoops && d.variable)) || !isCollected(d.base))
    return;
  Type *t = use->getType();
  auto *text = InlineAsm::get(FunctionType::get(t, {t, d.base->getType()}, false), "", "=r,0,r", false);
  IRBuilder<> at(&user);
  use.set(at.CreateCall(text, {use.get(), d.base}));
}

// The pointers whose addresses went into an integer, through arithmetic and merges. A difference of two addresses is an
// offset, but may become an address again: both count.
SmallSetVector<PtrToIntInst *, 4> sourcesOf(Value *integer) {
  SmallSetVector<PtrToIntInst *, 4> sources;
  SmallSetVector<Instruction *, 16> operations;
  auto visit = [&](Value *v) {
    if (auto *source = dyn_cast<PtrToIntInst>(v))
      sources.insert(source);
    else if (isa<BinaryOperator, CastInst, PHINode, SelectInst, FreezeInst, IntrinsicInst>(v) && v->getType()->isIntegerTy())
      operations.insert(cast<Instruction>(v));
  };
  visit(integer);
  for (size_t i = 0; i < operations.size(); i++)
    for (Value *operand : operations[i]->operands())
      visit(operand);
  return sources;
}

// The pointer that was converted, where control has come through the conversion; else nil.
Value *Bases::available(PtrToIntInst &source, Instruction &at) {
  Value *pointer = derivation(source.getPointerOperand()).base;
  auto *definition = dyn_cast<Instruction>(pointer);
  if (!definition || dominators->dominates(definition, &at))
    return pointer;
  SSAUpdater updater;
  updater.Initialize(pointer->getType(), "base");
  updater.AddAvailableValue(&f.getEntryBlock(), ConstantPointerNull::get(cast<PointerType>(pointer->getType())));
  updater.AddAvailableValue(definition->getParent(), pointer);
  return updater.GetValueInMiddleOfBlock(at.getParent());
}

// The integer, or a part of it that is shared with other integers, may point anywhere.
void Bases::pinInteger(IntToPtrInst &address) {
  SmallSetVector<Value *, 4> bases;
  for (PtrToIntInst *source : sourcesOf(address.getOperand(0)))
    if (Value *base = available(*source, address); isCollected(base))
      bases.insert(base);
  if (bases.empty())
    return;
  Type *pointer = address.getType();
  SmallVector<Type *, 4> types(bases.size() + 1, pointer);
  std::string constraints = "=r,0";
  for (size_t i = 0; i < bases.size(); i++)
    constraints += ",r";
  auto *text = InlineAsm::get(FunctionType::get(pointer, types, false), "", constraints, false);
  IRBuilder<> at(address.getParent(), std::next(address.getIterator()));
  SmallVector<Value *, 4> operands{&address};
  operands.append(bases.begin(), bases.end());
  auto *pinned = at.CreateCall(text, operands);
  address.replaceUsesWithIf(pinned, [&](Use &use) { return use.getUser() != pinned; });
}

bool isAccess(const Instruction &i) {
  if (auto *call = dyn_cast<IntrinsicInst>(&i))
    return isa<MemIntrinsic>(call) || call->getIntrinsicID() == Intrinsic::masked_load || call->getIntrinsicID() == Intrinsic::masked_store;
  return isa<LoadInst, StoreInst, AtomicRMWInst, AtomicCmpXchgInst>(i);
}

bool takesOver(const Instruction &i) {
  if (auto *call = dyn_cast<CallBase>(&i))
    return !isa<IntrinsicInst>(call) && !call->isMustTailCall();
  return isa<ReturnInst, InsertValueInst, StoreInst>(i);
}

void Bases::visitBlock(BasicBlock &block) {
  SmallSetVector<Value *, 8> kept;
  for (Instruction &i : make_early_inc_range(reverse(block))) {
    bool access = isAccess(i), over = takesOver(i);
    if (!access && !over)
      continue;
    for (Use &use : i.operands()) {
      if (!use->getType()->isPointerTy() || !(isa<GEPOperator>(use) || isMerge(use)) || isa<Constant>(use))
        continue;
      if (isa<StoreInst>(i) ? use.getOperandNo() == 0 : !access) {
        pin(i, use);
        continue;
      }
      Derived d = derivation(use.get());
      if (!d.variable || !isCollected(d.base) || keepInLoop(block, d.base) || !(d.outside || haveLoops) || keepToReturns(block, d.base))
        continue;
      if (kept.insert(d.base))
        keepBefore(block, std::next(i.getIterator()), d.base);
    }
  }
}

void Bases::run() {
  dominators.emplace(f);
  loops.emplace(*dominators);
  haveLoops = !loops->empty();
  SmallVector<BasicBlock *, 32> blocks;
  for (BasicBlock &block : f) {
    blocks.push_back(&block);
    if (auto *r = dyn_cast<ReturnInst>(block.getTerminator()))
      returns.push_back(r);
  }
  SmallVector<IntToPtrInst *, 4> integers;
  for (Instruction &i : instructions(f))
    if (auto *address = dyn_cast<IntToPtrInst>(&i))
      integers.push_back(address);
  for (IntToPtrInst *address : integers)
    pinInteger(*address);
  for (BasicBlock *block : blocks)
    visitBlock(*block);
}

bool hasVariableAddress(const Function &f) {
  return any_of(instructions(f), [](const Instruction &i) {
    if (auto *gep = dyn_cast<GetElementPtrInst>(&i))
      return !gep->hasAllConstantIndices();
    if (isa<IntToPtrInst>(i))
      return true;
    return isMerge(&i) && i.getType()->isPointerTy();
  });
}

} // namespace

void keepBases(Module &module) {
  for (Function &f : module)
    if (!f.isDeclaration() && hasVariableAddress(f))
      Bases(f).run();
}

} // namespace golem::codegen
