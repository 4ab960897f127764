// Targets of each class and byte order, and their objects, for tests of what link reads and writes.
#pragma once

#include "link/elf/format.h"

#include <array>

namespace golem::link {

/// amd64, but for what an object's form depends on: x86 of both sizes, then 32-bit and 64-bit
/// PowerPC.
inline std::array<target::Target, 4> formats() {
  std::array<target::Target, 4> all;
  all.fill(*target::findTarget("linux", "amd64"));
  struct Row {
    unsigned wordSize;
    bool bigEndian;
    unsigned machine, address;
  } rows[] = {{8, false, 62, 1}, {4, false, 3, 1}, {4, true, 20, 1}, {8, true, 21, 38}};
  for (unsigned i = 0; i < 4; i++) {
    all[i].wordSize = all[i].int64Alignment = rows[i].wordSize;
    all[i].bigEndian = rows[i].bigEndian;
    all[i].elfMachine = rows[i].machine;
    all[i].elfAddress = rows[i].address;
  }
  return all;
}

/// Moves the addends of a 32-bit object from its tables into the bytes that they are for, as
/// compilers for the 386 have them.
template <class ELFT> inline void moveAddendsAs(std::string &object) {
  auto &header = *reinterpret_cast<typename ELFT::Ehdr *>(object.data());
  auto *sections = reinterpret_cast<typename ELFT::Shdr *>(object.data() + header.e_shoff);
  for (unsigned i = 0; i < header.e_shnum; i++) {
    auto &s = sections[i];
    if (s.sh_type != llvm::ELF::SHT_RELA)
      continue;
    auto *from = reinterpret_cast<typename ELFT::Rela *>(object.data() + s.sh_offset);
    auto *to = reinterpret_cast<typename ELFT::Rel *>(object.data() + s.sh_offset);
    size_t count = s.sh_size / sizeof *from;
    for (size_t k = 0; k < count; k++) {
      auto rela = from[k];
      to[k].r_offset = rela.r_offset;
      to[k].r_info = rela.r_info;
      char *at = object.data() + sections[s.sh_info].sh_offset + rela.r_offset;
      if (rela.r_addend != 0)
        llvm::support::endian::write<uint32_t>(at, uint32_t(rela.r_addend), ELFT::Endianness);
    }
    s.sh_type = llvm::ELF::SHT_REL;
    s.sh_size = count * sizeof *to;
  }
}

inline std::string moveAddends(std::string object, const target::Target &target) {
  if (target.bigEndian)
    moveAddendsAs<llvm::object::ELF32BE>(object);
  else
    moveAddendsAs<llvm::object::ELF32LE>(object);
  return object;
}

} // namespace golem::link
