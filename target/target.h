// What differs between targets: one row of the table per GOOS/GOARCH pair that Golem can make code for.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace golem::target {

/// An instruction that only some processors have: inline assembly, and the variable of the runtime, a byte, that says whether
/// this one does. All empty: every processor has it.
struct CheckedInstruction {
  std::string_view flag, text, constraints;
};

/// In Target::floatToInt.
constexpr std::string_view fist = "fist";

/// Target::gRegister where g is an argument on the stack, behind all others.
constexpr unsigned gOnStack = ~0u;

struct Target {
  std::string_view goos, goarch;
  std::string_view triple;      ///< LLVM's
  std::string_view dataLayout;  ///< LLVM's
  std::string_view cpu;         ///< baseline
  std::string_view features;    ///< LLVM's, beyond the baseline
  std::string_view level;       ///< as export data name it: GOAMD64=v1
  unsigned wordSize;            ///< bytes of a pointer, int and uintptr
  unsigned int64Alignment;      ///< of a 64-bit integer in memory, as gc has it
  bool bigEndian;
  unsigned elfMachine, elfAddress; ///< e_machine; the relocation type for the address of a symbol, a word
  unsigned maxPageSize;         ///< segments are aligned to this
  unsigned argumentInts, argumentFloats; ///< registers that carry arguments (section 2)
  unsigned resultInts, resultFloats; ///< registers that carry results (docs/abi.md section 2)
  unsigned gRegister;           ///< DWARF number of the register that holds g, or gOnStack
  unsigned markRegisters;       ///< words for registers in a DeferFrame (section 5)
  CheckedInstruction rounding;    ///< of a float64 to an integer: result, operand, mode (8 to even, 9 down, 10 up, 11 to zero)
  CheckedInstruction multiplyAdd; ///< fused: result, factors, summand
  CheckedInstruction onesCount;   ///< of a word: result, operand
  /// LLVM's name of the first feature with vector registers that the runtime does not know: preemption keeps 16 bytes of
  /// each, and the collector looks for pointers in those (runtime/arch). No code may be made for such processors.
  std::string_view wideVectors;
  bool divides128;              ///< an instruction divides two words by one
  bool callsKeepNotes;          ///< LLVM carries heapallocsite metadata to the machine instruction of a call
  bool frameRecordOnTop;        ///< saved frame pointer and return address end a frame, so the caller's sp is known
  /// LLVM's intrinsics for the instructions that make an integer of a floating-point number, as gc uses them: [float64][int64].
  /// They take a vector whose first element counts. Empty: llvm.fptosi.sat says it. `fist`: an x87 instruction, for which LLVM
  /// has no name of its own.
  std::string_view floatToInt[2][2];
  std::string_view llvmOption;  ///< a switch of LLVM's that has to be set
  bool elfAddendsInTable;       ///< relocations have their addends (SHT_RELA); else the bytes that they are for have them
  bool int64InPairs = false;    ///< a 64-bit integer takes an even register and the next one
  bool expandsMinimum = true;   ///< LLVM can make llvm.minimum and llvm.maximum for the target
  bool contextInG = false;      ///< the closure of a call is in G::context; else it is the parameter `nest`, which has a register
  unsigned nilPage = 4096;      ///< bytes from address 0 on where every access faults; 0: none does
};

/// All targets.
std::span<const Target> allTargets();

/// Null when Golem has no such target.
const Target *findTarget(std::string_view goos, std::string_view goarch);

/// The target named by $GOOS and $GOARCH (the machine's own when unset), of the level that $GOAMD64 or $GOARM64 names, or null.
const Target *targetFromEnvironment();

/// What is wrong with $GOAMD64 or $GOARM64, in gc's words; empty: nothing.
std::string levelProblem();

/// "GOOS/GOARCH" of the environment, for messages.
std::string describeEnvironment();

} // namespace golem::target
