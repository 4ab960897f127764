// Stack checks in machine code: for processors whose instructions entrycheck_<arch>.cpp knows. On the others stackcheck.cpp
// writes the check in LLVM IR.
//
// At the very end of code generation a function's frame is known to the byte, and nothing moves the check any more:
//
//         compare sp (less the frame, where it is large) with g->limit; if below: slow
//         the function as it was, prologue first
//   slow: scratch = the function; g->need = the frame's size, if it is large; g->stackArgs = …, if any; jump golem_more
//
// LLVM does not see any of this. It costs the passes nothing, and leaves the registers alone that hold arguments.
#pragma once

#include <llvm/CodeGen/Register.h>

#include <cstdint>
#include <memory>
#include <string>

namespace llvm {
class MachineBasicBlock;
class MachineFunction;
class Pass;
class TargetInstrInfo;
class TargetRegisterInfo;
} // namespace llvm

namespace golem::target {
struct Target;
}

namespace golem::codegen {

/// Function attributes (string): the function gets such a check; the value is leafFunction where it calls nothing that returns.
inline constexpr char entryCheckAttr[] = "golem-entry-check";
inline constexpr char leafFunction[] = "leaf";
/// Bytes of a function's arguments that no register holds (decimal).
inline constexpr char stackArgumentsAttr[] = "golem-stack-arguments";

/// What the instructions of one check are made from.
struct EntryCheck {
  llvm::MachineFunction &function;
  llvm::MachineBasicBlock &entry; ///< empty, in front of all others
  llvm::MachineBasicBlock &body;  ///< where the function began
  llvm::MachineBasicBlock &slow;  ///< empty
  bool slowNext;                  ///< slow stands between entry and body, else at the function's end
  uint64_t compared;              ///< bytes below the stack pointer that must not be below the limit
  uint64_t need;                  ///< for G::need; 0: the default
  uint64_t stackArguments;        ///< for G::stackArgs
};

/// One processor's instructions.
class EntryCheckWriter {
public:
  virtual ~EntryCheckWriter() = default;
  /// Looks up what write needs; once for a module.
  virtual void prepare(const llvm::MachineFunction &function) = 0;
  virtual void write(const EntryCheck &check) = 0;
};

std::unique_ptr<EntryCheckWriter> createEntryCheckWriterAmd64(const target::Target &target);
std::unique_ptr<EntryCheckWriter> createEntryCheckWriterArm64(const target::Target &target);

/// Null: the check is made in LLVM IR.
std::unique_ptr<EntryCheckWriter> createEntryCheckWriter(const target::Target &target);

/// The pass, which runs after all others.
llvm::Pass *createEntryChecks(std::unique_ptr<EntryCheckWriter> writer);

/// The numbers of what LLVM's tables call so. They are in no public header.
unsigned opcodeNamed(const llvm::TargetInstrInfo &info, const char *name);
llvm::Register registerNamed(const llvm::TargetRegisterInfo &info, const std::string &name);

} // namespace golem::codegen
