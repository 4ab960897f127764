// Reads ELF relocatable objects of either class and byte order. What it gives is the same for all:
// sections, symbols, and relocations with their addends, which some machines keep in the tables
// (SHT_RELA) and others in the bytes that the relocation is for (SHT_REL).
#pragma once

#include "link/elf/format.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace golem::link::elf {

struct Symbol {
  std::string_view name;
  uint64_t value = 0;
  unsigned section = 0; ///< 0: of no section of this object
  uint8_t binding = 0;  ///< STB_…
  bool isFunction = false;
};

struct Relocation {
  uint64_t offset = 0; ///< in its section
  unsigned symbol = 0; ///< may lie beyond the symbols: not checked
  uint32_t type = 0;   ///< 0: nothing is to be done, on every machine
};

struct Section {
  std::string_view name;
  uint32_t type = 0;
  uint64_t flags = 0;
  unsigned leader = 0;   ///< with SHF_LINK_ORDER: the section that this one follows
  std::string_view data; ///< what the file has of it
  const char *relocations = nullptr;
  size_t relocationCount = 0;
  bool addendsInTable = false;
};

class ObjectReader {
public:
  explicit ObjectReader(const target::Target &target)
      : format(target), machine(target.elfMachine) {}

  /// False: `bytes` is no sound object for the target; `error` says why. All views point into
  /// `bytes`.
  bool read(std::string_view bytes, std::string &error);

  std::vector<Section> sections; ///< the first is none
  std::vector<Symbol> symbols;   ///< the first is none

  Relocation relocation(const Section &section, size_t index) const {
    return format.visit([&]<class ELFT>(ELFT) {
      if (section.addendsInTable)
        return decode(reinterpret_cast<const typename ELFT::Rela *>(section.relocations)[index]);
      return decode(reinterpret_cast<const typename ELFT::Rel *>(section.relocations)[index]);
    });
  }
  /// The addend of a relocation in data. (In code the machine says which bits it has.)
  int64_t addend(const Section &section, size_t index) const;

  /// Gives a relocation in data, in `copy` of the object's bytes, another symbol, type and addend.
  void change(std::string &copy, const Section &section, size_t index, Relocation to,
              int64_t addend) const;

private:
  Format format;
  unsigned machine;
  std::string_view bytes;

  /// 64-bit little-endian MIPS has the parts of a relocation in an order of its own.
  bool isMips64El() const {
    return machine == llvm::ELF::EM_MIPS && format.wordSize == 8 && !format.bigEndian;
  }
  template <class Entry> Relocation decode(const Entry &r) const {
    return {r.r_offset, r.getSymbol(isMips64El()), r.getType(isMips64El())};
  }
};

} // namespace golem::link::elf
