// The initialiser of a large table is one block of many thousand stores. Instruction selection compares every store that could be
// merged with every other, and the scheduler every access with every other: minutes for what should take a second. Neither looks
// over a label, so a label after some hundred accesses bounds both. Calls are such bounds anyway.
//
// Functions that nobody optimises (passes.cpp: huge ones) get short blocks: whatever looks at a block as a whole then costs no
// more than in proportion. A return gets a block of its own, since LLVM's fast instruction selection, which begins at a block's
// end, gives up where it does not know the calling convention.
#include "codegen/boundaries.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

using namespace llvm;

namespace golem::codegen {

namespace {

constexpr int mostInstructions = 200; // of a block of a huge function
constexpr int mostAccesses = 256; // without a call or label among them

bool isBoundary(const Instruction &i) { return isa<CallBase>(i) && !isa<IntrinsicInst>(i) && !cast<CallBase>(i).isInlineAsm(); }

void setLabel(Instruction &before) {
  LLVMContext &context = before.getContext();
  Metadata *text[] = {MDString::get(context, "boundary")};
  IRBuilder<>(&before).CreateIntrinsic(Type::getVoidTy(context), Intrinsic::codeview_annotation,
                                       {MetadataAsValue::get(context, MDNode::get(context, text))});
}

// Fixed allocas stay in the entry block.
BasicBlock::iterator firstToCount(BasicBlock &block) {
  auto from = block.getFirstInsertionPt();
  for (Instruction &i : block)
    if (isa<AllocaInst>(i))
      from = std::next(i.getIterator());
  return from;
}

void shortenBlocks(Function &f) {
  SmallVector<BasicBlock *, 32> blocks;
  for (BasicBlock &block : f)
    blocks.push_back(&block);
  for (BasicBlock *block : blocks) {
    if (block->getTerminatingMustTailCall())
      continue;
    int count = 0;
    for (auto i = firstToCount(*block); i != block->end() && !i->isTerminator();) {
      Instruction &at = *i++;
      if (++count <= mostInstructions)
        continue;
      block = block->splitBasicBlock(at.getIterator());
      count = 1;
    }
    if (isa<ReturnInst>(block->getTerminator()) && count > 0)
      block->splitBasicBlock(block->getTerminator()->getIterator());
  }
}

} // namespace

void setBoundaries(Module &module) {
  for (Function &f : module) {
    if (f.hasOptNone())
      shortenBlocks(f);
    for (BasicBlock &block : f) {
      int accesses = 0;
      for (Instruction &i : make_early_inc_range(block)) {
        if (isBoundary(i))
          accesses = 0;
        else if (i.mayReadOrWriteMemory() && ++accesses == mostAccesses) {
          setLabel(i);
          accesses = 0;
        }
      }
    }
  }
}

} // namespace golem::codegen
