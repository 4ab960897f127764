// Checks for nil pointers that the processor makes.
//
// Before:  br (p == nil) to panic, next;  panic: call runtime.panicmem;  next: x = load p+8; …
// After:   x = load volatile p+8; …
//
// The pages at address 0 are never mapped. The access comes before anything that the program could notice, and stays there:
// it is volatile. So it may stand for the check. The signal becomes a panic (runtime/sched/signal), whose line is that of the
// instruction: it gets the check's.
//
// This runs after the optimisation passes, which know what a comparison means and take out the checks of what was checked
// before. Code generation profits: a quarter of all blocks are such checks.
#include "codegen/nilchecks.h"

#include "target/target.h"

#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

using namespace llvm;

namespace golem::codegen {

namespace {

constexpr unsigned farthest = 16; // instructions between a check and the access

// The block that a check leads to when the pointer is not nil; null: the branch is no check of a pointer.
BasicBlock *notNil(const BranchInst *branch, Value *&pointer, BasicBlock *&panic) {
  if (!branch || !branch->isConditional() || !branch->hasMetadata(LLVMContext::MD_make_implicit))
    return nullptr;
  auto *compare = dyn_cast<ICmpInst>(branch->getCondition());
  if (!compare || !compare->isEquality() || !isa<ConstantPointerNull>(compare->getOperand(1)))
    return nullptr;
  pointer = compare->getOperand(0);
  const bool equal = compare->getPredicate() == ICmpInst::ICMP_EQ;
  panic = branch->getSuccessor(equal ? 0 : 1);
  BasicBlock *next = branch->getSuccessor(equal ? 1 : 0);
  return next != panic && next->getSinglePredecessor() ? next : nullptr;
}

// Does the instruction access nothing but memory that lies so close to the pointer that nil leads into the unmapped pages?
bool faultsForNil(const Instruction &i, const Value *pointer, const DataLayout &layout, uint64_t unmapped) {
  auto *load = dyn_cast<LoadInst>(&i);
  auto *store = dyn_cast<StoreInst>(&i);
  if (!(load && !load->isAtomic()) && !(store && !store->isAtomic()))
    return false;
  APInt offset(layout.getIndexTypeSizeInBits(pointer->getType()), 0);
  const Value *address = getLoadStorePointerOperand(&i);
  if (address->stripAndAccumulateConstantOffsets(layout, offset, /*AllowNonInbounds=*/true) != pointer || offset.isNegative())
    return false;
  return offset.getZExtValue() + layout.getTypeStoreSize(getLoadStoreType(&i)).getFixedValue() <= unmapped;
}

// May the instruction stand between a check and the access? Not what the program could notice; and not what reads where nil would
// lead it anywhere: elements far away, or of an index that is not known. It would fault before the access, and not as nil.
bool isHarmless(const Instruction &i, const Value *pointer) {
  if (i.mayHaveSideEffects() || i.isTerminator())
    return false;
  if (!i.mayReadFromMemory())
    return true;
  auto *load = dyn_cast<LoadInst>(&i);
  if (!load)
    return false;
  const Value *base = getUnderlyingObject(load->getPointerOperand(), 0);
  return base != pointer && (isa<Argument, AllocaInst, GlobalValue, LoadInst, CallBase, ExtractValueInst>(base));
}

Instruction *accessOf(BasicBlock &block, const Value *pointer, const DataLayout &layout, uint64_t unmapped) {
  unsigned seen = 0;
  for (Instruction &i : block) {
    if (faultsForNil(i, pointer, layout, unmapped))
      return &i;
    if (!isHarmless(i, pointer) || ++seen > farthest)
      return nullptr;
  }
  return nullptr;
}

bool fold(BasicBlock &block, const DataLayout &layout, uint64_t unmapped) {
  auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  Value *pointer;
  BasicBlock *panic, *next = notNil(branch, pointer, panic);
  if (!next)
    return false;
  Instruction *access = accessOf(*next, pointer, layout, unmapped);
  if (!access)
    return false;
  if (auto *load = dyn_cast<LoadInst>(access))
    load->setVolatile(true);
  else
    cast<StoreInst>(access)->setVolatile(true);
  access->setDebugLoc(branch->getDebugLoc());
  auto *condition = cast<Instruction>(branch->getCondition());
  panic->removePredecessor(&block);
  BranchInst::Create(next, branch->getIterator())->setDebugLoc(branch->getDebugLoc());
  branch->eraseFromParent();
  if (condition->use_empty())
    condition->eraseFromParent();
  if (pred_empty(panic))
    DeleteDeadBlock(panic);
  MergeBlockIntoPredecessor(next);
  return true;
}

} // namespace

void foldNilChecks(Module &module, const target::Target &target) {
  if (target.nilPage == 0)
    return;
  for (Function &f : module)
    if (!f.hasOptNone())
      for (auto block = f.begin(); block != f.end(); ++block) // others go, this one does not
        while (fold(*block, module.getDataLayout(), target.nilPage)) // what was merged may end with another check
          ;
}

} // namespace golem::codegen
