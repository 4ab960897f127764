// Which words of a frame hold nothing that is used again, at each call (docs/abi.md section 9).
#pragma once

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/MC/MCRegister.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace llvm {
class Function;
class MachineFunction;
class MachineInstr;
class Pass;
} // namespace llvm

namespace golem::codegen {

/// What is dead after a call: frame objects (by index) and registers that calls preserve (bit n: DWARF number n); and of the
/// room for arguments, at the frame's lower end, all above the bytes that the call's own take.
struct DeadAtCall {
  llvm::BitVector objects;
  uint32_t registers = 0;
  int64_t argumentBytes = 0;
  bool operator==(const DeadAtCall &) const = default;
};

/// A function's calls, before its frame is laid out. A call instruction knows its number in `calls`: callNumber().
struct FrameLiveness {
  bool known = false; // false: everything is live everywhere
  std::vector<DeadAtCall> calls;
};

/// The number of a call that has an entry in FrameLiveness, or -1. It follows the instruction when code moves or is copied.
int callNumber(const llvm::MachineInstr &call);

/// Shared by the pass that finds out and by who prints, function by function.
using FrameLivenessTable = llvm::DenseMap<const llvm::Function *, FrameLiveness>;

/// A pass that runs between register allocation and the layout of frames.
llvm::Pass *createFrameLiveness(FrameLivenessTable &table);

/// And one that runs last, for registers. g: the DWARF number of the register that holds g.
llvm::Pass *createRegisterLiveness(FrameLivenessTable &table, unsigned g);

/// A laid-out frame in words relative to the frame pointer, ready to be written.
struct FrameMap {
  struct Save {
    unsigned reg; // DWARF number
    int word;
  };
  struct Run {
    int word;
    unsigned words;
  };
  unsigned above = 0;             // words from the frame pointer to the frame's end
  unsigned below = 0;             // and down to the first word that is mentioned
  std::vector<Save> saves;        // the caller's registers
  std::vector<Run> runs;          // words that are dead at some call, upwards
  std::vector<llvm::BitVector> sets; // what is dead: saved registers first, then runs
  std::vector<int> setOf;         // by call number; -1: nothing is dead
};

/// False when the frame has a shape that maps do not describe: all of it is live.
bool layOut(const llvm::MachineFunction &function, const FrameLiveness &liveness, FrameMap &map);

} // namespace golem::codegen
