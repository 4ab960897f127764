// What differs between targets: one row of the table per GOOS/GOARCH pair that Golem can make code for.
#pragma once

#include <string>
#include <string_view>

namespace golem::target {

struct Target {
  std::string_view goos, goarch;
  std::string_view triple;      ///< LLVM's
  std::string_view dataLayout;  ///< LLVM's
  std::string_view cpu;         ///< baseline
  std::string_view features;    ///< LLVM's, beyond the baseline
  std::string_view level;       ///< what the go command calls the baseline, as export data name it: GOAMD64=v1
  unsigned wordSize;
  unsigned elfMachine, elfAddress; ///< e_machine; the relocation type for the address of a symbol, a word
  unsigned maxPageSize;         ///< segments are aligned to this
  unsigned resultInts, resultFloats; ///< registers that carry results (docs/abi.md section 2)
  unsigned markRegisters;       ///< words for registers in a DeferFrame (section 5)
  bool hasRounding;             ///< floor, ceil, trunc, round to even and fused multiply-add are instructions
  bool divides128;              ///< an instruction divides two words by one
  bool frameRecordOnTop;        ///< saved frame pointer and return address end a frame, so the caller's sp is known
  bool saturates;               ///< conversions of floats out of range give the nearest integer, NaN gives 0
};

/// Null when Golem has no such target.
const Target *findTarget(std::string_view goos, std::string_view goarch);

/// The target named by $GOOS and $GOARCH (the machine's own when unset), or null.
const Target *targetFromEnvironment();

/// "GOOS/GOARCH" of the environment, for messages.
std::string describeEnvironment();

} // namespace golem::target
