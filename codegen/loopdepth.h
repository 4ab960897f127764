// How deep loops lie in loops.
#pragma once

namespace llvm {
class Function;
}

namespace golem::codegen {

/// The most loops that a block lies in.
struct LoopDepth {
  unsigned natural = 0; ///< only those that are entered at their heads
  unsigned all = 0;
};

LoopDepth loopDepth(const llvm::Function &f);

} // namespace golem::codegen
