// The optimisation pipeline for Go code.
#pragma once

#include "codegen/codegen.h"

namespace golem::codegen {

/// Optimises the module in place.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, const Options &options);

} // namespace golem::codegen
