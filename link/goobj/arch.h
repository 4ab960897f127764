// What converting an assembler object needs to know of a processor: one file per processor defines an Arch.
#pragma once

#include "link/goobj/reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace golem::link::goobj {

/// An ELF relocation, or a change of the bytes at its place.
struct ElfReloc {
  uint64_t offset;
  uint32_t type;
  int64_t addend;
};

struct Arch {
  const char *name;          ///< GOARCH
  unsigned pcQuantum;        ///< unit of pcs in tables
  unsigned textAlign;        ///< of functions that ask for none
  uint32_t relative32;       ///< ELF relocation: 32-bit distance from its place
  /// Translates `r`, which stands in `code`; adds what the linker has to do to `out`, or changes `code` itself (thread-local
  /// slots have known places). False: not supported.
  bool (*translate)(const Reloc &r, std::string &code, std::vector<ElfReloc> &out);
  /// Does the relocation stand in a call or jump, so that its target is a function?
  bool (*isCall)(const Reloc &r);
  bool (*isIndirectCall)(const Reloc &r);
  int callBytes;             ///< that a call leaves on the stack
  int frameBytes;            ///< that a function may write below its stack pointer
};

/// Puts a little-endian number in the 4 bytes that `r` is for. False: it is for others.
bool putInt32(const Reloc &r, std::string &code, uint32_t value);

/// Null: the processor is unknown.
const Arch *archOf(std::string_view goarch);

extern const Arch i386, amd64, arm, arm64;

} // namespace golem::link::goobj
