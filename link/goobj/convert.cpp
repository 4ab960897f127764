// See convert.h.
#include "link/goobj/convert.h"

#include "link/elf/object.h"
#include "link/goobj/arch.h"
#include "link/goobj/lines.h"

namespace golem::link::goobj {

using namespace llvm::ELF;

namespace {

class Converter {
public:
  Converter(const Object &in, const target::Target &target, const Abi0Functions &functions, const Arch &arch, std::string &error)
      : in(in), functions(functions), arch(arch), error(error), out(target), lines(in, arch, out) {}

  std::string run() {
    places.resize(in.symbols.size(), none);
    sections.resize(in.defined, none);
    for (size_t i = 0; i < in.defined; i++)
      if (!define(i))
        return {};
    for (size_t i = 0; i < in.defined; i++)
      if (sections[i] != none && !relocate(i))
        return {};
    return out.finish();
  }

private:
  static constexpr unsigned none = ~0u;
  const Object &in;
  const Abi0Functions &functions;
  const Arch &arch;
  std::string &error;
  elf::ObjectWriter out;
  LineWriter lines;
  std::vector<unsigned> places;   ///< ELF symbol of each symbol
  std::vector<unsigned> sections; ///< of each defined one

  bool fail(const Symbol &s, const std::string &why) {
    error = std::string(s.name) + ": " + why;
    return false;
  }

  std::string elfName(const Symbol &s, bool isFunction) {
    std::string name(s.name);
    if (isFunction && !s.isStatic())
      name += s.abi == Abi0 ? ".abi0" : ".abiinternal";
    return name;
  }

  bool define(size_t i) {
    const Symbol &s = in.symbols[i];
    std::string name(s.name), prefix;
    uint32_t type = SHT_PROGBITS;
    uint64_t flags = SHF_ALLOC, align = s.align;
    switch (s.kind) {
    case Kind::Text: prefix = ".text."; flags |= SHF_EXECINSTR; align = std::max<uint64_t>(align, arch.textAlign); break;
    case Kind::ReadOnly: prefix = ".rodata."; break;
    case Kind::NoPointerData: prefix = ".data.noptr."; flags |= SHF_WRITE; break;
    case Kind::Data: prefix = ".data."; flags |= SHF_WRITE; break;
    case Kind::NoPointerBss: prefix = ".bss.noptr."; flags |= SHF_WRITE; break;
    case Kind::Bss: prefix = ".bss."; flags |= SHF_WRITE; break;
    case Kind::ThreadLocal: return fail(s, "not yet supported: thread-local data in assembly");
    case Kind::None: case Kind::Other: return true; // tables of functions, debugging data
    }
    if (name.empty())
      return true; // a table of a function
    if (s.kind == Kind::Text && s.abi == AbiInternal)
      return fail(s, "not yet supported: assembly functions of ABIInternal");
    if (align == 0) // as gc: the largest power of two that is no larger than the symbol
      for (align = 64; align > 1 && align > s.size;)
        align /= 2;
    unsigned section = sections[i] = out.addSection(prefix + name, type, flags, align);
    if (s.kind == Kind::Bss || s.kind == Kind::NoPointerBss) {
      out.reserve(section, s.size);
    } else {
      std::string &data = out.contents(section);
      data = s.data;
      data.resize(s.size);
    }
    bool text = s.kind == Kind::Text;
    // Constants that the assembler made are named by their contents and known in their object only.
    bool local = s.isStatic() || name[0] == '$';
    places[i] = out.define(elfName(s, text), section, 0, s.size, text,
                           local ? elf::Binding::Local : s.dupOk ? elf::Binding::Weak : elf::Binding::Global);
    if (text && !lines.write(s, section, error))
      return fail(s, error);
    return true;
  }

  /// The ELF symbol that a reference means; none: nothing to do (tables of functions).
  bool target(const Symbol &from, const Reloc &r, unsigned &symbol) {
    symbol = none;
    if (std::string_view name = Object::builtin(r.target); !name.empty()) {
      symbol = out.undefined(std::string(name) + ".abi0");
      return true;
    }
    if (r.target.isNil())
      return true;
    size_t i = in.find(r.target);
    if (i == Object::npos)
      return fail(from, "reference to an unknown symbol");
    if (places[i] == none) {
      const Symbol &s = in.symbols[i];
      if (i < in.defined || s.name.empty())
        return fail(from, "reference to an unknown symbol");
      bool function = s.kind == Kind::Text || arch.isCall(r) || functions.count(std::string(s.name));
      unsigned made = out.undefined(elfName(s, function));
      if (arch.isCall(r) && !functions.count(std::string(s.name))) { // the same name may stand for data elsewhere
        symbol = made;
        return true;
      }
      places[i] = made;
    }
    symbol = places[i];
    return true;
  }

  bool relocate(size_t i) {
    const Symbol &s = in.symbols[i];
    for (const Reloc &r : s.relocs) {
      if (s.kind == Kind::Bss || s.kind == Kind::NoPointerBss)
        return fail(s, "relocation in zero data");
      std::vector<ElfReloc> elf;
      if (!arch.translate(r, out.contents(sections[i]), elf))
        return fail(s, "not yet supported: relocation type " + std::to_string(r.type) + " of " + std::to_string(r.size) + " bytes");
      if (elf.empty())
        continue;
      unsigned symbol;
      if (!target(s, r, symbol))
        return false;
      if (symbol == none)
        return fail(s, "relocation without a symbol");
      for (const ElfReloc &e : elf)
        out.relocate(sections[i], e.offset, e.type, symbol, e.addend);
    }
    return true;
  }
};

} // namespace

void collectFunctions(const Object &object, Abi0Functions &functions) {
  for (size_t i = 0; i < object.defined; i++) {
    const Symbol &s = object.symbols[i];
    if (s.kind == Kind::Text && s.abi == Abi0)
      functions.emplace(s.name);
  }
}

std::string convert(const Object &object, const target::Target &target, const Abi0Functions &functions, std::string &error) {
  if (object.arch != target.goarch) {
    error = "assembly for " + object.arch;
    return {};
  }
  const Arch *arch = archOf(object.arch);
  if (!arch) {
    error = "not yet supported: assembly for " + object.arch;
    return {};
  }
  return Converter(object, target, functions, *arch, error).run();
}

} // namespace golem::link::goobj
