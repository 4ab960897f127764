// Reads objects of the SDK's assembler (format "go120ld"; studied in cmd/internal/goobj). Every offset, count and index is checked:
// a damaged object is a message, never a crash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace golem::link::goobj {

/// Which symbol a reference means: a block of symbols and a place in it; see Object::find.
struct SymRef {
  uint32_t package = 0, index = 0;
  bool isNil() const { return package == 0 && index == 0; }
};

struct Reloc {
  uint32_t offset = 0;
  uint8_t size = 0;
  uint16_t type = 0;   ///< number in the order of cmd/internal/objabi's RelocType
  int64_t addend = 0;
  SymRef target;
};

/// What belongs to a function: a kind (aux numbers below) and the symbol that holds it.
struct Aux {
  uint8_t kind = 0;
  SymRef symbol;
};
enum : uint8_t { AuxFuncInfo = 1, AuxPcsp = 7, AuxPcfile = 8, AuxPcline = 9 };

/// Kinds of symbols as the sections that they go to.
enum class Kind : uint8_t { None, Text, ReadOnly, NoPointerData, Data, Bss, NoPointerBss, ThreadLocal, Other };

enum : uint16_t { Abi0 = 0, AbiInternal = 1, AbiStatic = 0xffff };

struct Symbol {
  std::string_view name;
  uint16_t abi = 0;
  Kind kind = Kind::None;
  bool dupOk = false, noSplit = false;
  uint32_t size = 0, align = 0;  ///< align 0: the linker's choice
  // Defined symbols:
  std::string_view data;         ///< at most size bytes; zeros follow
  std::vector<Reloc> relocs;
  std::vector<Aux> aux;

  bool isStatic() const { return abi == AbiStatic; }
};

class Object {
public:
  /// Parses the object in `bytes` (with its text header). False: damaged; `error` says how. Views point into `bytes`.
  bool read(std::string_view bytes, std::string &error);

  std::vector<Symbol> symbols;            ///< defined ones, then references
  size_t defined = 0;                     ///< how many are defined
  std::vector<std::string_view> files;    ///< names of source files, by the numbers in line tables
  std::string arch;                       ///< "amd64"; from the text header

  /// Index into symbols, or npos: nil, or of a package's numbered symbols, which assembly does not use.
  size_t find(SymRef ref) const;
  /// The name of one of the runtime's numbered functions (of ABI0); empty: none that assembly can mean.
  static std::string_view builtin(SymRef ref);
  static constexpr size_t npos = ~size_t(0);

private:
  size_t blockStart[5] = {}; ///< in symbols: own, short hashed, hashed, without package, references; see reader.cpp
};

} // namespace golem::link::goobj
