// Keeps what code generation looks at at a time small.
#pragma once

namespace llvm {
class Module;
}

namespace golem::codegen {

/// Runs on the IR when it has been optimised: puts labels into long stretches of loads and stores without a call. Nothing refers to
/// them; instructions are not moved over them.
void setBoundaries(llvm::Module &module);

} // namespace golem::codegen
