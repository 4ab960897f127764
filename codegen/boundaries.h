// Keeps what code generation looks at at a time small.
#pragma once

namespace llvm {
class Module;
}

namespace golem::codegen {

/// Runs on the IR when it has been optimised. Shortens blocks of functions that were not; puts labels into long stretches of
/// loads and stores without a call, to which nothing refers and over which no instruction is moved.
void setBoundaries(llvm::Module &module);

} // namespace golem::codegen
