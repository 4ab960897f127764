// See reader.h. Counts, offsets and indices of headers and symbols are all checked here, so that
// whoever goes through sections and symbols need not; what a relocation names is checked by who
// follows it, since most of them are never looked at.
#include "link/elf/reader.h"

#include <cstring>

namespace golem::link::elf {

using namespace llvm::ELF;

namespace {

/// Where strings end in a table: every offset below its size has a NUL behind it.
bool isStringTable(std::string_view data) { return data.ends_with('\0'); }

/// The work of ObjectReader::read, for one class and byte order. Archives keep their members at
/// even offsets only; LLVM's structures consist of bytes, so that they may stand anywhere.
template <class ELFT> class Parser {
public:
  Parser(ObjectReader &out, std::string_view bytes, unsigned machine, std::string &error)
      : out(out), bytes(bytes), machine(machine), error(error) {}

  bool run() { return findHeaders() && readSections() && readSymbols() && attach(); }

private:
  using Ehdr = typename ELFT::Ehdr;
  using Shdr = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

  ObjectReader &out;
  std::string_view bytes;
  unsigned machine;
  std::string &error;
  const Shdr *headers = nullptr;
  size_t count = 0, names = 0;
  const Shdr *symbolTable = nullptr;
  std::string_view extendedIndices; ///< sections of symbols that a symbol's 16 bits are too few for

  bool fail(std::string why) {
    error = std::move(why);
    return false;
  }
  bool fail(size_t section, const char *why) {
    return fail("section " + std::to_string(section) + " " + why);
  }

  bool findHeaders() {
    if (bytes.size() < sizeof(Ehdr))
      return fail("truncated ELF header");
    const auto &h = *reinterpret_cast<const Ehdr *>(bytes.data());
    unsigned fileClass = ELFT::Is64Bits ? ELFCLASS64 : ELFCLASS32;
    unsigned order = ELFT::Endianness == llvm::endianness::little ? ELFDATA2LSB : ELFDATA2MSB;
    if (std::memcmp(h.e_ident, ElfMagic, 4) || h.e_type != ET_REL)
      return fail("not an ELF relocatable object");
    if (h.e_ident[EI_CLASS] != fileClass || h.e_ident[EI_DATA] != order || h.e_machine != machine)
      return fail("made for another processor");
    if (h.e_shentsize != sizeof(Shdr) || h.e_shoff > bytes.size() ||
        bytes.size() - h.e_shoff < sizeof(Shdr))
      return fail("damaged ELF header");
    headers = reinterpret_cast<const Shdr *>(bytes.data() + h.e_shoff);
    // From 65,280 sections on, the numbers are in the first section's header.
    count = h.e_shnum ? size_t(h.e_shnum) : size_t(headers[0].sh_size);
    names = h.e_shstrndx == SHN_XINDEX ? size_t(headers[0].sh_link) : size_t(h.e_shstrndx);
    if (count > (bytes.size() - h.e_shoff) / sizeof(Shdr) || names >= count)
      return fail("damaged ELF header");
    return true;
  }

  bool contents(size_t section, std::string_view &data) {
    const Shdr &h = headers[section];
    if (h.sh_type == SHT_NOBITS || h.sh_type == SHT_NULL)
      return true;
    if (h.sh_offset > bytes.size() || h.sh_size > bytes.size() - h.sh_offset)
      return fail(section, "lies outside of the file");
    data = bytes.substr(h.sh_offset, h.sh_size);
    return true;
  }

  bool readSections() {
    out.sections.resize(count);
    for (size_t i = 0; i < count; i++)
      if (!contents(i, out.sections[i].data))
        return false;
    std::string_view strings = out.sections[names].data;
    if (!isStringTable(strings))
      return fail("damaged table of section names");
    for (size_t i = 1; i < count; i++) {
      const Shdr &h = headers[i];
      Section &s = out.sections[i];
      if (h.sh_name >= strings.size())
        return fail(i, "has a damaged name");
      s.name = strings.data() + h.sh_name;
      s.type = h.sh_type;
      s.flags = h.sh_flags;
      if ((s.flags & SHF_LINK_ORDER) && h.sh_link >= count)
        return fail(i, "follows a section that is not there");
      if (s.flags & SHF_LINK_ORDER)
        s.leader = h.sh_link;
      if (s.type == SHT_SYMTAB && symbolTable)
        return fail("two symbol tables");
      if (s.type == SHT_SYMTAB)
        symbolTable = &h;
      else if (s.type == SHT_SYMTAB_SHNDX)
        extendedIndices = s.data;
    }
    return true;
  }

  bool readSymbols() {
    if (!symbolTable)
      return true;
    std::string_view table = out.sections[size_t(symbolTable - headers)].data, strings;
    if (symbolTable->sh_link < count)
      strings = out.sections[symbolTable->sh_link].data;
    size_t n = table.size() / sizeof(Sym);
    if (table.size() % sizeof(Sym) || (n && !isStringTable(strings)))
      return fail("damaged symbol table");
    auto *from = reinterpret_cast<const Sym *>(table.data());
    out.symbols.resize(n);
    for (size_t i = 0; i < n; i++) {
      if (from[i].st_name >= strings.size())
        return fail("symbol " + std::to_string(i) + " has a damaged name");
      Symbol &s = out.symbols[i];
      s.name = strings.data() + from[i].st_name;
      s.value = from[i].st_value;
      s.binding = from[i].getBinding();
      s.isFunction = from[i].getType() == STT_FUNC;
      if (!sectionOf(from[i], i, s.section))
        return fail("symbol " + std::to_string(i) + " is of a section that is not there");
    }
    return true;
  }

  bool sectionOf(const Sym &symbol, size_t index, unsigned &section) {
    section = symbol.st_shndx;
    if (section == SHN_XINDEX) {
      if (extendedIndices.size() / sizeof(typename ELFT::Word) <= index)
        return false;
      section = reinterpret_cast<const typename ELFT::Word *>(extendedIndices.data())[index];
    } else if (section >= SHN_LORESERVE) {
      section = 0; // absolute, common
    }
    return section < count;
  }

  /// Gives the tables of relocations to the sections that they are for.
  bool attach() {
    for (size_t i = 1; i < count; i++) {
      const Section &table = out.sections[i];
      if (table.type == SHT_CREL)
        return fail("not yet supported: compact relocations");
      if (table.type != SHT_REL && table.type != SHT_RELA)
        continue;
      size_t size =
          table.type == SHT_RELA ? sizeof(typename ELFT::Rela) : sizeof(typename ELFT::Rel);
      if (headers[i].sh_info == 0 || headers[i].sh_info >= count || table.data.size() % size)
        return fail(i, "is a damaged table of relocations");
      Section &s = out.sections[headers[i].sh_info];
      if (s.relocations)
        return fail(headers[i].sh_info, "has two tables of relocations");
      s.relocations = table.data.data();
      s.relocationCount = table.data.size() / size;
      s.addendsInTable = table.type == SHT_RELA;
    }
    return true;
  }
};

} // namespace

bool ObjectReader::read(std::string_view object, std::string &error) {
  bytes = object;
  sections.clear();
  symbols.clear();
  return format.visit(
      [&]<class ELFT>(ELFT) { return Parser<ELFT>(*this, bytes, machine, error).run(); });
}

int64_t ObjectReader::addend(const Section &section, size_t index) const {
  return format.visit([&]<class ELFT>(ELFT) -> int64_t {
    if (section.addendsInTable)
      return reinterpret_cast<const typename ELFT::Rela *>(section.relocations)[index].r_addend;
    // All machines with such tables have words of 4 bytes, and their addresses and distances in
    // data take one.
    return format.number<int32_t>(section.data, relocation(section, index).offset);
  });
}

void ObjectReader::change(std::string &copy, const Section &section, size_t index, Relocation to,
                          int64_t addend) const {
  auto place = [&](const void *in) {
    return copy.data() + (static_cast<const char *>(in) - bytes.data());
  };
  format.visit([&]<class ELFT>(ELFT) {
    if (section.addendsInTable) {
      auto *table = reinterpret_cast<const typename ELFT::Rela *>(section.relocations);
      auto &entry = *reinterpret_cast<typename ELFT::Rela *>(place(table + index));
      entry.setSymbolAndType(to.symbol, to.type, isMips64El());
      entry.r_addend = addend;
      return;
    }
    auto *table = reinterpret_cast<const typename ELFT::Rel *>(section.relocations);
    auto &entry = *reinterpret_cast<typename ELFT::Rel *>(place(table + index));
    entry.setSymbolAndType(to.symbol, to.type, isMips64El());
    uint64_t offset = entry.r_offset;
    if (offset <= section.data.size() && sizeof(uint32_t) <= section.data.size() - offset)
      llvm::support::endian::write<uint32_t>(place(section.data.data() + offset), uint32_t(addend),
                                             ELFT::Endianness);
  });
}

} // namespace golem::link::elf
