// Calls between compiled Go and assembly, whose functions have gc's ABI0: receiver, parameters and results lie in the caller's frame
// as in memory (docs/assembly.md). What differs between processors is in abi0_<arch>.cpp.
#pragma once

#include <llvm/TargetParser/Triple.h>

namespace golem::lower {

struct Abi0Arch {
  llvm::Triple::ArchType arch;
  unsigned argumentsAt;     ///< distance of the arguments from the stack pointer at the call
  /// Inline assembly of a call of function $0 when the stack pointer stands right: text, and all that the callee may change.
  /// $1: distance from the stack pointer of a free word, for the frame pointer: there is assembly that returns with another one.
  const char *call, *clobbers;
  /// Code of F.abi0, with the caller's arguments on the stack: goes to $1 (golem_asmtogo) with their address and that of thunk $0.
  const char *entry;
};

extern const Abi0Arch abi0I386, abi0Amd64, abi0Arm, abi0Arm64;

/// Null: no assembly on this processor.
const Abi0Arch *abi0Arch(const llvm::Triple &triple);

} // namespace golem::lower
