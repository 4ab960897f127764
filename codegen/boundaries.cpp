// The initialiser of a large table is one block of many thousand stores. Instruction selection compares every store that could be
// merged with every other, and the scheduler every access with every other: minutes for what should take a second. Neither looks
// over a label, so a label after some hundred accesses bounds both. Calls are such bounds anyway.
#include "codegen/boundaries.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

using namespace llvm;

namespace golem::codegen {

namespace {

constexpr int mostAccesses = 256; // without a call or label among them

bool isBoundary(const Instruction &i) { return isa<CallBase>(i) && !isa<IntrinsicInst>(i) && !cast<CallBase>(i).isInlineAsm(); }

void setLabel(Instruction &before) {
  LLVMContext &context = before.getContext();
  Metadata *text[] = {MDString::get(context, "boundary")};
  IRBuilder<>(&before).CreateIntrinsic(Type::getVoidTy(context), Intrinsic::codeview_annotation,
                                       {MetadataAsValue::get(context, MDNode::get(context, text))});
}

} // namespace

void setBoundaries(Module &module) {
  for (Function &f : module)
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

} // namespace golem::codegen
