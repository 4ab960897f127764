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
/// the machine code by way of what only another debug format uses: metadata of the call, or (not onCalls: for targets whose LLVM
/// drops that) an annotation before the call.
void noteDeadLocals(llvm::Module &module, bool onCalls);

/// The number of an alloca, or -1.
int localNumber(const llvm::AllocaInst &local);

/// The numbers that a note lists: MachineInstr::getHeapAllocMarker of a call, or the annotation of a label before it.
llvm::SmallVector<int, 8> deadLocals(const llvm::MDNode *note);

} // namespace golem::codegen
