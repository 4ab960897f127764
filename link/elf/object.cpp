// See object.h. File order: header, contents, relocations, symbols, strings, section headers.
// Symbol table order: null, one local symbol per section, other local ones, then the globals; define() and undefined() give
// indices into `symbols` with the top bit clear, sectionSymbol() ones with it set.
#include "link/elf/object.h"

#include <cstring>
#include <elf.h>

namespace golem::link::elf {

static constexpr unsigned isSection = 1u << 31;

unsigned ObjectWriter::addSection(std::string_view name, uint32_t type, uint64_t flags, uint64_t align, uint64_t entrySize) {
  sections.push_back({std::string(name), type, flags, align, entrySize, ~0u, {}, 0, {}});
  return unsigned(sections.size() - 1);
}

unsigned ObjectWriter::addFollower(std::string_view name, unsigned leader, uint64_t align) {
  unsigned section = addSection(name, SHT_PROGBITS, SHF_ALLOC | SHF_LINK_ORDER, align);
  sections[section].leader = leader;
  return section;
}

void ObjectWriter::reserve(unsigned section, uint64_t size) {
  sections[section].type = SHT_NOBITS;
  sections[section].reserved = size;
}

unsigned ObjectWriter::define(std::string_view name, unsigned section, uint64_t offset, uint64_t size, bool isFunction,
                              Binding binding) {
  symbols.push_back({std::string(name), section, offset, size, isFunction, binding});
  return unsigned(symbols.size() - 1);
}

unsigned ObjectWriter::undefined(std::string_view name) { return define(name, ~0u, 0, 0); }

unsigned ObjectWriter::sectionSymbol(unsigned section) { return section | isSection; }

void ObjectWriter::address(unsigned section, uint64_t offset, unsigned symbol, int64_t addend) {
  relocate(section, offset, target.elfAddress, symbol, addend);
}

void ObjectWriter::relocate(unsigned section, uint64_t offset, uint32_t type, unsigned symbol, int64_t addend) {
  sections[section].relocations.push_back({offset, type, symbol, addend});
}

template <typename T> static void append(std::string &out, const T &value) {
  out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

std::string ObjectWriter::finish() {
  std::string out(sizeof(Elf64_Ehdr), '\0'), names(1, '\0'), sectionNames(1, '\0'), table;
  std::vector<Elf64_Shdr> headers(1);
  std::memset(&headers[0], 0, sizeof headers[0]);
  auto name = [](std::string &strings, const std::string &text) {
    size_t at = strings.size();
    strings += text;
    strings += '\0';
    return uint32_t(at);
  };
  auto place = [&](const std::string &sectionName, uint32_t type, uint64_t flags, uint64_t align, std::string_view data) {
    out.append((align - out.size() % align) % align, '\0');
    Elf64_Shdr h = {};
    h.sh_name = name(sectionNames, sectionName);
    h.sh_type = type;
    h.sh_flags = flags;
    h.sh_offset = out.size();
    h.sh_size = data.size();
    h.sh_addralign = align;
    headers.push_back(h);
    out += data;
    return unsigned(headers.size() - 1);
  };
  for (const Section &s : sections) {
    Elf64_Shdr &h = headers[place(s.name, s.type, s.flags, s.align, s.data)];
    h.sh_entsize = s.entrySize;
    if (s.leader != ~0u)
      h.sh_link = s.leader + 1;
    if (s.type == SHT_NOBITS)
      h.sh_size = s.reserved;
  }
  Elf64_Sym symbol = {};
  append(table, symbol);
  for (size_t i = 0; i < sections.size(); i++) {
    symbol = {};
    symbol.st_info = ELF64_ST_INFO(STB_LOCAL, STT_SECTION);
    symbol.st_shndx = uint16_t(i + 1);
    append(table, symbol);
  }
  std::vector<size_t> places(symbols.size());
  size_t count = sections.size() + 1, locals = 0;
  for (bool local : {true, false}) {
    for (size_t i = 0; i < symbols.size(); i++) {
      const Symbol &s = symbols[i];
      if ((s.binding == Binding::Local) != local)
        continue;
      symbol = {};
      symbol.st_name = name(names, s.name);
      bool defined = s.section != ~0u;
      unsigned binding = local ? STB_LOCAL : s.binding == Binding::Weak ? STB_WEAK : STB_GLOBAL;
      symbol.st_info = ELF64_ST_INFO(binding, !defined ? STT_NOTYPE : s.isFunction ? STT_FUNC : STT_OBJECT);
      symbol.st_shndx = defined ? uint16_t(s.section + 1) : uint16_t(SHN_UNDEF);
      symbol.st_value = s.offset;
      symbol.st_size = s.size;
      append(table, symbol);
      places[i] = count++;
    }
    if (local)
      locals = count;
  }
  unsigned symtab = place(".symtab", SHT_SYMTAB, 0, 8, table);
  unsigned strtab = place(".strtab", SHT_STRTAB, 0, 1, names);
  headers[symtab].sh_link = strtab;
  headers[symtab].sh_info = unsigned(locals);
  headers[symtab].sh_entsize = sizeof(Elf64_Sym);
  for (size_t i = 0; i < sections.size(); i++) {
    if (sections[i].relocations.empty())
      continue;
    std::string data;
    for (const Relocation &r : sections[i].relocations) {
      Elf64_Rela rela = {};
      uint64_t index = r.symbol & isSection ? (r.symbol & ~isSection) + 1 : places[r.symbol];
      rela.r_offset = r.offset;
      rela.r_info = ELF64_R_INFO(index, r.type);
      rela.r_addend = r.addend;
      append(data, rela);
    }
    unsigned index = place(".rela" + sections[i].name, SHT_RELA, SHF_INFO_LINK, 8, data);
    headers[index].sh_link = symtab;
    headers[index].sh_info = unsigned(i + 1);
    headers[index].sh_entsize = sizeof(Elf64_Rela);
  }
  unsigned shstrtab = place(".shstrtab", SHT_STRTAB, 0, 1, "");
  headers[shstrtab].sh_size = sectionNames.size(); // includes its own name by now
  out += sectionNames;
  out.append((8 - out.size() % 8) % 8, '\0');
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_REL;
  header.e_machine = uint16_t(target.elfMachine);
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof header;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shoff = out.size();
  header.e_shnum = uint16_t(headers.size());
  header.e_shstrndx = uint16_t(shstrtab);
  std::memcpy(out.data(), &header, sizeof header);
  for (const Elf64_Shdr &h : headers)
    append(out, h);
  return out;
}

} // namespace golem::link::elf
