// Keeps the address that a pointer is derived from in the frame or a register for as long as the derived one is used.
#pragma once

namespace llvm {
class Module;
}

namespace golem::codegen {

/// Adds uses (llvm.fake.use) of base addresses, and empty instructions that bind a derived address to its base, to every function.
/// The last pass that may see addresses as LLVM's passes on IR left them: loop strength reduction and selection come after it.
void keepBases(llvm::Module &module);

} // namespace golem::codegen
