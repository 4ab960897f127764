// Writes a small ELF relocatable object, of the target's class and byte order, from sections,
// symbols and relocations.
#pragma once

#include "link/elf/format.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace golem::link::elf {

enum class Binding : uint8_t { Global, Weak, Local };

class ObjectWriter {
public:
  explicit ObjectWriter(const target::Target &target) : format(target), target(target) {}

  const Format format; ///< of the numbers in contents

  /// Returns the section's index for the calls below.
  unsigned addSection(std::string_view name, uint32_t type, uint64_t flags, uint64_t align,
                      uint64_t entrySize = 0);
  /// A section that is kept, and sorted by address, with another one (SHF_LINK_ORDER).
  unsigned addFollower(std::string_view name, unsigned leader, uint64_t align);
  std::string &contents(unsigned section) { return sections[section].data; }
  /// Makes the section `size` zero bytes that take no room in the file.
  void reserve(unsigned section, uint64_t size);

  /// A symbol for `size` bytes at `offset`. Returns its index.
  unsigned define(std::string_view name, unsigned section, uint64_t offset, uint64_t size,
                  bool isFunction = false, Binding binding = Binding::Global);
  unsigned undefined(std::string_view name);
  /// The address symbol + addend is stored in the word at `offset`.
  void address(unsigned section, uint64_t offset, unsigned symbol, int64_t addend = 0);
  /// A relocation of the machine's type `type` (R_X86_64_…).
  void relocate(unsigned section, uint64_t offset, uint32_t type, unsigned symbol, int64_t addend);
  /// A symbol for the start of a section of this object.
  unsigned sectionSymbol(unsigned section);

  std::string finish();

private:
  template <class ELFT> friend class Serializer;
  struct Relocation {
    uint64_t offset;
    uint32_t type;
    unsigned symbol;
    int64_t addend;
  };
  struct Section {
    std::string name;
    uint32_t type;
    uint64_t flags, align, entrySize;
    unsigned leader; ///< ~0u: none
    std::string data;
    uint64_t reserved; ///< SHT_NOBITS: bytes
    std::vector<Relocation> relocations;
  };
  struct Symbol {
    std::string name;
    unsigned section; ///< ~0u: undefined
    uint64_t offset, size;
    bool isFunction;
    Binding binding;
  };
  const target::Target &target;
  std::vector<Section> sections;
  std::vector<Symbol> symbols; ///< without the section symbols, which are numbered by section
};

} // namespace golem::link::elf
