// Functions that are compiled without optimisation in a program that is.
#pragma once

#include <memory>

namespace llvm {
class Module;
}

namespace golem::codegen {

/// Moves functions with plainAttr (stackcheck.h) out of the module into another. Null if there are none.
std::unique_ptr<llvm::Module> takePlain(llvm::Module &module);

} // namespace golem::codegen
