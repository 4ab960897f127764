// Line tables: one golem_functab entry and one .golem_lines record a function (docs/abi.md 6 and 9).
#pragma once

#include "codegen/framemap.h"

#include <llvm/CodeGen/AsmPrinterHandler.h>

#include <memory>

namespace llvm {
class AsmPrinter;
class Function;
}

namespace golem::codegen {

/// A handler for the printer that writes the tables beside the code, with the maps of frames in them.
std::unique_ptr<llvm::AsmPrinterHandler> createLineTable(llvm::AsmPrinter &printer, const FrameLivenessTable &frames);

/// The linker may keep the function's code once with that of others. Only those of names that differ in type arguments
/// alone are worth it: the runtime's name leaves these out.
bool canBeFolded(const llvm::Function &f);

} // namespace golem::codegen
