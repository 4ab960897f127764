// From an LLVM module to the bytes of an object file: optimisation, stack checks, machine code, line tables.
#pragma once

#include "target/target.h"

#include <llvm/ADT/SmallVector.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace golem::base {
class Stages;
}

namespace llvm {
class Module;
class TargetMachine;
class raw_pwrite_stream;
}

namespace golem::codegen {

struct Options {
  bool optimize = true;      ///< false: -N, fast and plain
  llvm::SmallVectorImpl<char> *assembly = nullptr; ///< gets the same as text (-S); or null
  bool verify = false;       ///< LLVM's verifier before and after
  base::Stages *stages = nullptr; ///< told what begins; or null
  bool passTimes = false;    ///< LLVM prints the time of each of its passes on standard error
  std::optional<unsigned> hugeFunction; ///< instructions from which on a function is huge; else the compiler decides
  std::optional<uint64_t> frameBound;   ///< bytes that no frame may exceed, for tests; else those that were checked for it
  std::string dumpOptimized; ///< file for the IR after all IR passes; "-": standard output; empty: none
};

/// LLVM's machine for a target. Null with an error text if LLVM lacks it.
std::unique_ptr<llvm::TargetMachine> createTargetMachine(const target::Target &target, const Options &options,
                                                         std::string &error);

using Objects = std::vector<llvm::SmallVector<char, 0>>;

/// Compiles the module, which is changed on the way, to one object or two. False with an error text on failure.
bool emit(llvm::Module &module, const target::Target &target, llvm::TargetMachine &machine, const Options &options, Objects &out,
          std::string &error);

} // namespace golem::codegen
