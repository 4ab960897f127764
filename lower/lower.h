// From GIR to an LLVM module that follows docs/abi.md.
#pragma once

#include "gir/gir.h"
#include "target/target.h"
#include "types/api.h"

#include <functional>
#include <set>
#include <memory>
#include <string>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace golem::lower {

struct Input {
  const gir::Package *package = nullptr;
  gir::FunctionProvider *provider = nullptr;  ///< may be null: then there are no instances and wrappers
  types::Sizes sizes;
  types::Context *context = nullptr;
  const target::Target *target = nullptr;
  std::function<void(source::Pos, std::string)> error;
  /// File (as it is to be recorded), line and column of a position; false: unknown.
  std::function<bool(source::Pos, std::string &file, unsigned &line, unsigned &column)> positionOf;
  bool optimize = true;
  bool saturate = false;  ///< conversions of floating-point numbers to integers clamp on every target (-d=converthash=y)
  bool std = false;                           ///< a package of the standard library
  bool hasAssembly = false;
  /// Link names of what the package's assembly defines, and of what it refers to.
  std::set<std::string, std::less<>> asmDefs, asmRefs;
};

/// Null when an error was reported.
std::unique_ptr<llvm::Module> lower(const Input &in, llvm::LLVMContext &context);

} // namespace golem::lower
