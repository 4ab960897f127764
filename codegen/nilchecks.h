// Checks for nil pointers that the processor makes.
#pragma once

namespace llvm {
class Module;
}

namespace golem::target {
struct Target;
}

namespace golem::codegen {

/// Takes out the checks of pointers through which memory is accessed at once: the access faults instead, and the runtime makes
/// the same panic of that. For optimised code; nothing may move or delete accesses after it but what respects volatile ones.
void foldNilChecks(llvm::Module &module, const target::Target &target);

} // namespace golem::codegen
