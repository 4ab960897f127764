// From an LLVM module to the bytes of an object file: optimisation, stack checks, machine code, line tables.
#pragma once

#include <llvm/ADT/SmallVector.h>

#include <memory>
#include <string>

namespace llvm {
class Module;
class TargetMachine;
class raw_pwrite_stream;
}

namespace golem::codegen {

struct Options {
  bool optimize = true;      ///< false: -N, fast and plain
  bool assembly = false;     ///< text instead of an object (-S)
  bool verify = true;        ///< LLVM's verifier before and after
  std::string dumpOptimized; ///< file for the IR after all IR passes; "-": standard output; empty: none
};

/// The target machine for a triple such as "x86_64-unknown-linux-gnu"; lower takes the data layout from it.
/// Null with an error text if LLVM lacks the target.
std::unique_ptr<llvm::TargetMachine> createTargetMachine(const std::string &triple, const Options &options, std::string &error);

/// Compiles the module, which is changed on the way. False with an error text on failure.
bool emit(llvm::Module &module, llvm::TargetMachine &machine, const Options &options, llvm::SmallVectorImpl<char> &out,
          std::string &error);

} // namespace golem::codegen
