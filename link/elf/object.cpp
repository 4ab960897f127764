// See object.h. File order: header, contents, relocations, symbols, strings, section headers.
// define() and undefined() give indices into `symbols` with the top bit clear, sectionSymbol() ones
// with it set. Addends stand in the tables of relocations on all machines: LLD takes that also for
// those whose compilers keep them elsewhere (386, arm).
#include "link/elf/object.h"

#include <cstring>

namespace golem::link::elf {

using namespace llvm::ELF;

static constexpr unsigned isSection = 1u << 31;

unsigned ObjectWriter::addSection(std::string_view name, uint32_t type, uint64_t flags,
                                  uint64_t align, uint64_t entrySize) {
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

unsigned ObjectWriter::define(std::string_view name, unsigned section, uint64_t offset,
                              uint64_t size, bool isFunction, Binding binding) {
  symbols.push_back({std::string(name), section, offset, size, isFunction, binding});
  return unsigned(symbols.size() - 1);
}

unsigned ObjectWriter::undefined(std::string_view name) { return define(name, ~0u, 0, 0); }

unsigned ObjectWriter::sectionSymbol(unsigned section) { return section | isSection; }

void ObjectWriter::address(unsigned section, uint64_t offset, unsigned symbol, int64_t addend) {
  relocate(section, offset, target.elfAddress, symbol, addend);
}

void ObjectWriter::relocate(unsigned section, uint64_t offset, uint32_t type, unsigned symbol,
                            int64_t addend) {
  sections[section].relocations.push_back({offset, type, symbol, addend});
}

/// Puts the file together: what is small and fixed (headers) is kept apart until the places of all
/// contents are known.
template <class ELFT> class Serializer {
public:
  explicit Serializer(const ObjectWriter &in)
      : in(in), out(sizeof(Ehdr), '\0'), headers(1), names(1, '\0') {
    headers[0] = {};
  }

  std::string run() {
    for (const ObjectWriter::Section &s : in.sections) {
      Shdr &h = headers[place(s.name, s.type, s.flags, s.align, s.data)];
      h.sh_entsize = s.entrySize;
      if (s.leader != ~0u)
        h.sh_link = s.leader + 1;
      if (s.type == SHT_NOBITS)
        h.sh_size = s.reserved;
    }
    unsigned symbolTable = placeSymbols();
    for (size_t i = 0; i < in.sections.size(); i++)
      if (!in.sections[i].relocations.empty())
        placeRelocations(i, symbolTable);
    unsigned nameTable = place(".shstrtab", SHT_STRTAB, 0, 1, "");
    headers[nameTable].sh_size = names.size(); // includes its own name by now
    out += names;
    finish(nameTable);
    return std::move(out);
  }

private:
  using Ehdr = typename ELFT::Ehdr;
  using Shdr = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;
  using Rela = typename ELFT::Rela;
  static constexpr unsigned wordSize = sizeof(typename ELFT::uint);

  const ObjectWriter &in;
  std::string out;
  std::vector<Shdr> headers;
  std::string names;          ///< of sections
  std::vector<size_t> places; ///< in the symbol table, of the writer's symbols

  template <typename T> static void append(std::string &to, const T &value) {
    to.append(reinterpret_cast<const char *>(&value), sizeof value);
  }
  static uint32_t addName(std::string &strings, const std::string &name) {
    size_t at = strings.size();
    strings += name;
    strings += '\0';
    return uint32_t(at);
  }

  void align(uint64_t to) { out.append((to - out.size() % to) % to, '\0'); }

  unsigned place(const std::string &name, uint32_t type, uint64_t flags, uint64_t alignment,
                 std::string_view data) {
    align(alignment);
    Shdr h = {};
    h.sh_name = addName(names, name);
    h.sh_type = type;
    h.sh_flags = typename ELFT::uint(flags);
    h.sh_offset = out.size();
    h.sh_size = data.size();
    h.sh_addralign = alignment;
    headers.push_back(h);
    out += data;
    return unsigned(headers.size() - 1);
  }

  /// A section's number in a symbol. Large ones stand in a table beside it.
  static void setSection(Sym &symbol, std::string &extended, size_t section) {
    bool large = section >= SHN_LORESERVE;
    symbol.st_shndx = uint16_t(large ? size_t(SHN_XINDEX) : section);
    append(extended, typename ELFT::Word(large ? uint32_t(section) : 0));
  }

  /// Order: null, one local symbol for each section, other local ones, then the rest.
  unsigned placeSymbols() {
    std::string table(sizeof(Sym), '\0'), strings(1, '\0'), extended(4, '\0');
    for (size_t i = 0; i < in.sections.size(); i++) {
      Sym symbol = {};
      symbol.setBindingAndType(STB_LOCAL, STT_SECTION);
      setSection(symbol, extended, i + 1);
      append(table, symbol);
    }
    places.resize(in.symbols.size());
    size_t count = in.sections.size() + 1, locals = 0;
    for (bool local : {true, false}) {
      for (size_t i = 0; i < in.symbols.size(); i++) {
        const ObjectWriter::Symbol &s = in.symbols[i];
        if ((s.binding == Binding::Local) != local)
          continue;
        bool defined = s.section != ~0u;
        unsigned binding = local ? STB_LOCAL : s.binding == Binding::Weak ? STB_WEAK : STB_GLOBAL;
        Sym symbol = {};
        symbol.st_name = addName(strings, s.name);
        symbol.setBindingAndType(uint8_t(binding), !defined       ? STT_NOTYPE
                                                   : s.isFunction ? STT_FUNC
                                                                  : STT_OBJECT);
        setSection(symbol, extended, defined ? s.section + 1 : size_t(SHN_UNDEF));
        symbol.st_value = s.offset;
        symbol.st_size = s.size;
        append(table, symbol);
        places[i] = count++;
      }
      if (local)
        locals = count;
    }
    unsigned index = place(".symtab", SHT_SYMTAB, 0, wordSize, table);
    unsigned stringTable = place(".strtab", SHT_STRTAB, 0, 1, strings);
    headers[index].sh_link = stringTable;
    headers[index].sh_info = unsigned(locals);
    headers[index].sh_entsize = sizeof(Sym);
    if (in.sections.size() + 1 > SHN_LORESERVE) {
      unsigned beside = place(".symtab_shndx", SHT_SYMTAB_SHNDX, 0, 4, extended);
      headers[beside].sh_link = index;
      headers[beside].sh_entsize = 4;
    }
    return index;
  }

  void placeRelocations(size_t section, unsigned symbolTable) {
    std::string data;
    for (const ObjectWriter::Relocation &r : in.sections[section].relocations) {
      Rela rela = {};
      size_t index = r.symbol & isSection ? (r.symbol & ~isSection) + 1 : places[r.symbol];
      bool isMips64El = in.target.elfMachine == EM_MIPS && wordSize == 8 && !in.format.bigEndian;
      rela.r_offset = r.offset;
      rela.setSymbolAndType(uint32_t(index), r.type, isMips64El);
      rela.r_addend = r.addend;
      append(data, rela);
    }
    unsigned index =
        place(".rela" + in.sections[section].name, SHT_RELA, SHF_INFO_LINK, wordSize, data);
    headers[index].sh_link = symbolTable;
    headers[index].sh_info = unsigned(section + 1);
    headers[index].sh_entsize = sizeof(Rela);
  }

  void finish(unsigned nameTable) {
    align(8);
    Ehdr header = {};
    std::memcpy(header.e_ident, ElfMagic, 4);
    header.e_ident[EI_CLASS] = ELFT::Is64Bits ? ELFCLASS64 : ELFCLASS32;
    header.e_ident[EI_DATA] = in.format.bigEndian ? ELFDATA2MSB : ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = ET_REL;
    header.e_machine = uint16_t(in.target.elfMachine);
    header.e_version = EV_CURRENT;
    header.e_ehsize = sizeof header;
    header.e_shentsize = sizeof(Shdr);
    header.e_shoff = out.size();
    // Numbers that are too large stand in the first section's header.
    bool large = headers.size() >= SHN_LORESERVE;
    header.e_shnum = uint16_t(large ? 0 : headers.size());
    header.e_shstrndx = uint16_t(large ? unsigned(SHN_XINDEX) : nameTable);
    if (large) {
      headers[0].sh_size = headers.size();
      headers[0].sh_link = nameTable;
    }
    std::memcpy(out.data(), &header, sizeof header);
    for (const Shdr &h : headers)
      append(out, h);
  }
};

std::string ObjectWriter::finish() {
  return format.visit([&]<class ELFT>(ELFT) { return Serializer<ELFT>(*this).run(); });
}

} // namespace golem::link::elf
