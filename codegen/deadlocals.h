// Which locals in memory are used no more, at each call.
#pragma once

#include <llvm/ADT/SmallVector.h>

namespace llvm {
class AllocaInst;
class Module;
class MDNode;
} // namespace llvm

namespace golem::codegen {

/// Runs on the IR when it has been optimised. Numbers the allocas whose address is known to stay in sight (an argument with
/// the attribute golem-lent does not take it out of sight; one with golem-results is where the callee writes), and tells each call
/// which of them are dead once it has begun: neither the call nor anything after it reads what they hold. What it notes reaches
/// the machine instruction of the call by way of metadata that only another debug format uses.
void noteDeadLocals(llvm::Module &module);

/// The number of an alloca, or -1.
int localNumber(const llvm::AllocaInst &local);

/// The numbers that a call's note (MachineInstr::getHeapAllocMarker) lists.
llvm::SmallVector<int, 8> deadLocals(const llvm::MDNode *note);

} // namespace golem::codegen
