// See prune.h.
//
// A type descriptor lists all methods of its type, and an itab some, so keeping them would keep all that code. A method in such a
// list can only be reached in two ways: through an interface, or because reflection asks for methods. So we mark what is
// reachable from the entry point, section by section as the linker will, except through these lists. An entry counts when a
// value of its type can be in an interface (the type is *converted*), and live code
//   - calls an interface method with its name and type, or
//   - asks reflection for a method with its name, or for any method, and it is exported.
// What a function calls and asks for, and of which types it needs the shape alone, the compiler wrote to section golem_uses
// (codegen/uses.h). All types that other references of live code and data lead to are converted, and so are those that a
// converted type is made of, because reflection takes values apart. This is what gc's linker does, to the same end.
//
// Slots of dead code in descriptors lose their relocations and read as zero, "none"; those in itabs, where zero would mean that
// the type does not fit, hold the address of the interface type, where no code is.
//
// Cost: two passes over all relocations at most. It ends because each section is marked and converted once, each entry once.
#include "link/prune.h"

#include "abi/layout.h"
#include "link/inputs.h"
#include "link/options.h"
#include "link/refused.h"

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <unordered_map>
#include <unordered_set>

namespace golem::link {

namespace {

struct File;

struct Section {
  File *file = nullptr;
  const Elf64_Shdr *header = nullptr;
  const char *name = "";
  std::string_view data;
  const Elf64_Rela *relocations = nullptr;
  size_t count = 0;
  std::vector<Section *> follows;                 ///< SHF_LINK_ORDER sections that live and die with this one
  std::vector<uint64_t> types;                    ///< offsets of type descriptors in it
  std::vector<uint64_t> itabs;                    ///< offsets of itabs in it
  const std::vector<std::string_view> *uses = nullptr; ///< of a function
  bool live = false, converted = false;
  bool listed = false;                            ///< its lists of methods are known
  std::vector<const Elf64_Rela *> slots;          ///< of these lists

  bool isKindOfType() const { return !types.empty() || !itabs.empty(); }
};

struct File {
  Object *object = nullptr;
  std::string_view package;
  std::vector<Section> sections;
  const Elf64_Sym *symbols = nullptr;
  size_t symbolCount = 0;
  const char *names = nullptr;
  std::unordered_map<std::string_view, std::vector<std::string_view>> uses; ///< by function
};

struct Place {
  Section *section = nullptr;
  uint64_t offset = 0;
};

struct Method {
  Section *section;
  const Elf64_Rela *slots[3];       ///< type, entry for interfaces, entry for receivers; of an itab: the entry
  const Elf64_Rela *instead;        ///< itabs: what dead slots refer to
  bool counts;
};

class Pruner {
public:
  void run(const Options &options, Program &program, std::string_view generated) {
    machine = options.target->elfMachine;
    layout = {options.target->wordSize, options.target->int64Alignment};
    size_t n = 1;
    for (Package &p : program.packages)
      n += p.objects.size();
    files.resize(n); // no moves: sections point at their file
    size_t i = 0;
    for (Package &p : program.packages)
      for (Object &o : p.objects) {
        files[i].package = p.meta.path;
        if (!read(files[i++], &o, o.data))
          return; // the linker will say what is wrong with it
      }
    if (!read(files[i++], nullptr, generated))
      return;
    for (File &f : files)
      define(f);
    auto entry = defined.find(options.entry);
    if (entry == defined.end())
      return;
    mark(entry->second.section);
    for (File &f : files)
      for (Section &s : f.sections)
        if (s.header->sh_type == SHT_NOTE || (s.header->sh_flags & 0x200000) || s.header->sh_type == SHT_INIT_ARRAY)
          mark(&s);
    work();
    refuse();
    patch();
  }

private:
  unsigned machine = 0;
  abi::Machine layout;
  std::vector<File> files;
  std::unordered_map<std::string_view, Place> defined;
  std::unordered_set<std::string_view> weak;                         ///< defined weakly only
  std::unordered_map<File *, const uint32_t *> extendedIndex;        ///< section indices beyond 65,000
  std::vector<Section *> todo;
  std::vector<std::pair<File *, size_t>> refused;              ///< symbols that there are reasons not to have
  std::unordered_map<std::string, std::vector<size_t>> waiting; ///< name and type -> indices into methods
  std::unordered_map<std::string_view, std::vector<size_t>> exportedOnes; ///< by name
  std::vector<Method> methods;
  std::unordered_set<std::string> callable;   ///< name and type
  std::unordered_set<std::string_view> sought;     ///< names
  bool reflection = false;

  bool read(File &f, Object *object, std::string_view bytes) {
    f.object = object;
    Elf64_Ehdr h;
    if (bytes.size() < sizeof h)
      return false;
    std::memcpy(&h, bytes.data(), sizeof h);
    if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_machine != machine || h.e_type != ET_REL ||
        h.e_shoff > bytes.size() || h.e_shnum > (bytes.size() - h.e_shoff) / sizeof(Elf64_Shdr))
      return false;
    size_t count = h.e_shnum, room = (bytes.size() - h.e_shoff) / sizeof(Elf64_Shdr);
    if (room == 0)
      return false;
    // Archive members stand at even offsets only: unaligned, which the machines that we run on do not mind.
    auto *headers = reinterpret_cast<const Elf64_Shdr *>(bytes.data() + h.e_shoff);
    if (count == 0 && h.e_shoff)
      count = headers[0].sh_size; // more than 65,000 sections
    size_t namesIndex = h.e_shstrndx == SHN_XINDEX ? headers[0].sh_link : h.e_shstrndx;
    if (count > room || namesIndex >= count)
      return false;
    f.sections.resize(count);
    auto contents = [&](const Elf64_Shdr &s) {
      bool inside = s.sh_type != SHT_NOBITS && s.sh_offset <= bytes.size() && s.sh_size <= bytes.size() - s.sh_offset;
      return inside ? bytes.substr(s.sh_offset, s.sh_size) : std::string_view();
    };
    std::string_view names = contents(headers[namesIndex]), symbolNames;
    if (!names.ends_with('\0'))
      return false;
    for (size_t i = 0; i < count; i++) {
      Section &s = f.sections[i];
      s.file = &f;
      s.header = &headers[i];
      s.data = contents(headers[i]);
      if (headers[i].sh_name < names.size())
        s.name = names.data() + headers[i].sh_name;
      if (headers[i].sh_type == SHT_SYMTAB) {
        f.symbols = reinterpret_cast<const Elf64_Sym *>(s.data.data());
        f.symbolCount = s.data.size() / sizeof(Elf64_Sym);
        if (headers[i].sh_link < count)
          symbolNames = contents(headers[headers[i].sh_link]);
      }
    }
    f.names = symbolNames.data();
    for (size_t i = 0; i < f.symbolCount; i++)
      if (f.symbols[i].st_name >= symbolNames.size() || !symbolNames.ends_with('\0'))
        return false;
    for (Section &s : f.sections) {
      if (s.header->sh_type == SHT_RELA && s.header->sh_info < count) {
        Section &to = f.sections[s.header->sh_info];
        to.relocations = reinterpret_cast<const Elf64_Rela *>(s.data.data());
        to.count = s.data.size() / sizeof(Elf64_Rela);
      }
      if ((s.header->sh_flags & SHF_LINK_ORDER) && s.header->sh_link < count)
        f.sections[s.header->sh_link].follows.push_back(&s);
      if (s.header->sh_type == SHT_SYMTAB_SHNDX && s.data.size() / sizeof(uint32_t) >= f.symbolCount)
        extendedIndex[&f] = reinterpret_cast<const uint32_t *>(s.data.data());
    }
    for (Section &s : f.sections)
      if (!std::strcmp(s.name, "golem_uses"))
        readUses(f, s.data);
    return true;
  }

  /// codegen/uses.cpp: strings, then for each function its name's number and those of what it uses.
  static void readUses(File &f, std::string_view data) {
    size_t at = 0;
    auto number = [&] {
      uint64_t v = 0;
      for (unsigned shift = 0; at < data.size(); shift += 7) {
        uint8_t b = uint8_t(data[at++]);
        v |= uint64_t(b & 127) << shift;
        if (!(b & 128))
          break;
      }
      return v;
    };
    std::vector<std::string_view> strings;
    for (uint64_t n = number(); n > 0 && at < data.size(); n--) {
      std::string_view s = data.substr(at, data.find('\0', at) - at);
      strings.push_back(s);
      at += s.size() + 1;
    }
    auto string = [&] {
      uint64_t n = number();
      return n < strings.size() ? strings[n] : std::string_view();
    };
    while (at < data.size()) {
      std::vector<std::string_view> &uses = f.uses[string()];
      for (uint64_t n = number(); n > 0 && at < data.size(); n--)
        uses.push_back(string());
    }
  }

  Section *sectionOf(File &f, size_t symbol) {
    size_t index = f.symbols[symbol].st_shndx;
    if (index == SHN_XINDEX) {
      auto it = extendedIndex.find(&f);
      index = it == extendedIndex.end() ? 0 : it->second[symbol];
    } else if (index >= SHN_LORESERVE) {
      index = 0;
    }
    return index == 0 || index >= f.sections.size() ? nullptr : &f.sections[index];
  }

  void define(File &f) {
    for (size_t i = 0; i < f.symbolCount; i++) {
      const Elf64_Sym &s = f.symbols[i];
      Section *section = sectionOf(f, i);
      unsigned binding = ELF64_ST_BIND(s.st_info);
      std::string_view name = f.names + s.st_name;
      if ((!section || binding == STB_WEAK) && !refusal(name).empty())
        refused.push_back({&f, i});
      if (!section)
        continue;
      if (ELF64_ST_TYPE(s.st_info) == STT_FUNC)
        if (auto it = f.uses.find(name); it != f.uses.end())
          section->uses = &it->second;
      if (binding == STB_LOCAL)
        continue;
      auto [it, fresh] = defined.try_emplace(name, Place{section, s.st_value});
      if (!fresh && binding == STB_GLOBAL && weak.count(name))
        it->second = {section, s.st_value};
      if (binding == STB_WEAK && fresh)
        weak.insert(name);
      else if (binding == STB_GLOBAL)
        weak.erase(name);
      if (name.starts_with("type:") && !name.starts_with("type:."))
        section->types.push_back(s.st_value);
      else if (name.starts_with("go:itab."))
        section->itabs.push_back(s.st_value);
    }
  }

  Place target(File &f, const Elf64_Rela &r) {
    size_t index = ELF64_R_SYM(r.r_info);
    if (index >= f.symbolCount)
      return {};
    const Elf64_Sym &s = f.symbols[index];
    if (ELF64_ST_BIND(s.st_info) == STB_LOCAL)
      return {sectionOf(f, index), s.st_value};
    auto it = defined.find(std::string_view(f.names + s.st_name));
    return it == defined.end() ? Place{} : it->second;
  }

  void mark(Section *s) {
    if (s && !s->live) {
      s->live = true;
      todo.push_back(s);
    }
  }

  /// A value of the type can be in an interface.
  void convert(Section *s) {
    if (s->converted)
      return;
    s->converted = true;
    if (s->live)
      todo.push_back(s); // again
  }

  void work() {
    while (!todo.empty()) {
      Section *s = todo.back();
      todo.pop_back();
      if (!(s->header->sh_flags & SHF_ALLOC) || !std::strcmp(s->name, ".eh_frame"))
        continue;
      if (s->isKindOfType()) {
        list(*s);
        followType(*s);
      } else {
        follow(*s);
      }
      for (Section *f : s->follows)
        mark(f);
    }
  }

  /// Code or data, except for type descriptors and itabs.
  void follow(Section &s) {
    std::unordered_set<std::string_view> shapes;
    if (s.uses)
      for (std::string_view use : *s.uses) {
        if (use.starts_with('d'))
          shapes.insert(use.substr(1));
        else
          take(use);
      }
    for (size_t i = 0; i < s.count; i++) {
      const Elf64_Rela &r = s.relocations[i];
      Section *to = target(*s.file, r).section;
      mark(to);
      if (to && to->isKindOfType() && !to->converted && (shapes.empty() || !shapes.count(symbolName(*s.file, r))))
        convert(to);
    }
  }

  void followType(Section &s) {
    for (size_t i = 0; i < s.count; i++) {
      const Elf64_Rela &r = s.relocations[i];
      if (std::binary_search(s.slots.begin(), s.slots.end(), &r))
        continue;
      Section *to = target(*s.file, r).section;
      mark(to);
      if (to && s.converted && to->isKindOfType())
        convert(to);
    }
  }

  std::string_view symbolName(const File &f, const Elf64_Rela &r) {
    size_t index = ELF64_R_SYM(r.r_info);
    return index < f.symbolCount ? std::string_view(f.names + f.symbols[index].st_name) : std::string_view();
  }

  /// What a live function does, as codegen/uses.cpp has it.
  void take(std::string_view use) {
    std::string_view what = use.substr(std::min<size_t>(1, use.size()));
    switch (use.empty() ? 0 : use[0]) {
    case 'i':
      if (callable.insert(std::string(what)).second)
        if (auto it = waiting.find(std::string(what)); it != waiting.end())
          for (size_t m : it->second)
            count(m);
      break;
    case 'n':
      if (sought.insert(what).second)
        if (auto it = exportedOnes.find(what); it != exportedOnes.end())
          for (size_t m : it->second)
            count(m);
      break;
    case 'r': useReflection(); break;
    }
  }

  void useReflection() {
    if (reflection)
      return;
    reflection = true;
    for (auto &[name, list] : exportedOnes)
      for (size_t m : list)
        count(m);
  }

  void count(size_t index) {
    Method &m = methods[index];
    if (m.counts)
      return;
    m.counts = true;
    for (const Elf64_Rela *slot : m.slots)
      if (slot) {
        Section *to = target(*m.section->file, *slot).section;
        mark(to);
        if (to && to->isKindOfType())
          convert(to);
      }
  }

  static const Elf64_Rela *at(const Section &s, uint64_t offset) {
    // They are in order, as LLVM writes them.
    auto *found = std::lower_bound(s.relocations, s.relocations + s.count, offset,
                                   [](const Elf64_Rela &r, uint64_t o) { return r.r_offset < o; });
    if (found != s.relocations + s.count && found->r_offset == offset)
      return found;
    for (size_t i = 0; i < s.count; i++)
      if (s.relocations[i].r_offset == offset)
        return &s.relocations[i];
    return nullptr;
  }

  /// The name record that a relative reference in a descriptor points at. The addend counts from the descriptor.
  std::string_view nameAt(Section &s, uint64_t type, const Elf64_Rela *r, bool &exported) {
    if (!r)
      return {};
    Place p = target(*s.file, *r);
    if (!p.section)
      return {};
    uint64_t offset = p.offset + uint64_t(r->r_addend) - (r->r_offset - type);
    std::string_view data = p.section->data;
    if (offset >= data.size())
      return {};
    exported = data[offset] & 1;
    uint64_t length = 0;
    unsigned shift = 0;
    for (offset++; offset < data.size(); offset++, shift += 7) {
      length |= uint64_t(data[offset] & 127) << shift;
      if (!(data[offset] & 128))
        break;
    }
    return data.substr(std::min(offset + 1, data.size()), length);
  }

  /// What identifies a method: name and the symbol of its function type.
  std::string key(Section &s, std::string_view name, const Elf64_Rela *type) {
    std::string k(name);
    k += '\n';
    if (type && ELF64_R_SYM(type->r_info) < s.file->symbolCount)
      k += s.file->names + s.file->symbols[ELF64_R_SYM(type->r_info)].st_name;
    return k;
  }

  template <typename T> static T number(std::string_view data, uint64_t offset) {
    T value = 0;
    if (offset <= data.size() && sizeof value <= data.size() - offset)
      std::memcpy(&value, data.data() + offset, sizeof value);
    return value;
  }

  /// Finds the lists of methods, when the section is seen first, and enters them, when it is converted.
  void list(Section &s) {
    if (s.listed)
      return;
    s.slots.clear();
    s.listed = s.converted;
    for (uint64_t type : s.types)
      listMethods(s, type);
    for (uint64_t itab : s.itabs)
      listEntries(s, itab);
    std::sort(s.slots.begin(), s.slots.end());
  }

  void enter(Method m, const std::string &k, bool exported, std::string_view name) {
    for (const Elf64_Rela *slot : m.slots)
      if (slot)
        m.section->slots.push_back(slot);
    methods.push_back(m);
    if (!m.section->converted)
      return;
    size_t index = methods.size() - 1;
    if (exported)
      exportedOnes[name].push_back(index);
    if (callable.count(k) || (exported && (reflection || sought.count(name))) || name.empty())
      count(index);
    else
      waiting[k].push_back(index);
  }

  /// Bytes of the part of a descriptor that its kind adds.
  uint64_t kindSize(uint8_t kind) {
    using abi::TypeKind;
    switch (TypeKind(kind)) {
    case TypeKind::Array: return abi::sizeOf<abi::ArrayPart>(layout);
    case TypeKind::Chan: return abi::sizeOf<abi::ChanPart>(layout);
    case TypeKind::Func: return abi::sizeOf<abi::FuncPart>(layout);
    case TypeKind::Interface: return abi::sizeOf<abi::InterfacePart>(layout);
    case TypeKind::Map: return abi::sizeOf<abi::MapPart>(layout);
    case TypeKind::Pointer: case TypeKind::Slice: return abi::sizeOf<abi::ElemPart>(layout);
    case TypeKind::Struct: return abi::sizeOf<abi::StructPart>(layout);
    default: return 0;
    }
  }

  template <class Field> uint64_t place(uint64_t record, Field field) { return record + abi::offsetOf(field, layout); }
  bool hasUncommon(Section &s, uint64_t type) {
    return number<uint8_t>(s.data, place(type, abi::Type::flags)) & abi::HasUncommon;
  }

  void listMethods(Section &s, uint64_t type) {
    if (!hasUncommon(s, type))
      return;
    uint8_t kind = number<uint8_t>(s.data, place(type, abi::Type::kind)) & abi::typeKindMask;
    uint64_t uncommon = type + abi::sizeOf<abi::Type>(layout) + kindSize(kind);
    uint64_t n = number<uint16_t>(s.data, place(uncommon, abi::Uncommon::methodCount));
    uint64_t list = uncommon + number<uint32_t>(s.data, place(uncommon, abi::Uncommon::methods));
    const uint64_t size = abi::sizeOf<abi::Method>(layout);
    for (uint64_t i = 0; i < n && list + size * (i + 1) <= s.data.size(); i++) {
      uint64_t method = list + size * i;
      bool exported = false;
      std::string_view name = nameAt(s, type, at(s, place(method, abi::Method::name)), exported);
      Method m{&s,
               {at(s, place(method, abi::Method::type)), at(s, place(method, abi::Method::interfaceEntry)),
                at(s, place(method, abi::Method::entry))},
               nullptr, false};
      enter(m, key(s, name, m.slots[0]), exported, name);
    }
  }

  /// The entries of an itab belong to the methods of its interface type, in order.
  void listEntries(Section &s, uint64_t itab) {
    const Elf64_Rela *interface = at(s, itab);
    Place p = interface ? target(*s.file, *interface) : Place{};
    if (!p.section)
      return;
    Section &from = *p.section;
    uint64_t type = p.offset + uint64_t(interface->r_addend), part = type + abi::sizeOf<abi::Type>(layout);
    uint64_t list = part + abi::sizeOf<abi::InterfacePart>(layout);
    if (hasUncommon(from, type))
      list += abi::sizeOf<abi::Uncommon>(layout);
    uint64_t n = number<uint64_t>(from.data, place(part, abi::InterfacePart::methodCount));
    const uint64_t size = abi::sizeOf<abi::InterfaceMethod>(layout);
    for (uint64_t i = 0; i < n && list + size * (i + 1) <= from.data.size(); i++) {
      const Elf64_Rela *slot = at(s, itab + abi::sizeOf<abi::Itab>(layout) + layout.wordSize * i);
      if (!slot)
        continue;
      bool exported = false;
      std::string_view name = nameAt(from, type, at(from, place(list + size * i, abi::InterfaceMethod::name)), exported);
      enter({&s, {slot, nullptr, nullptr}, interface, false},
            key(from, name, at(from, place(list + size * i, abi::InterfaceMethod::type))), exported, name);
    }
  }

  /// Ends the program if live code refers to what the runtime does not offer. A variable of that name alone would link.
  void refuse() {
    std::string all;
    for (auto [file, symbol] : refused) {
      bool used = false;
      for (const Section &s : file->sections)
        for (size_t i = 0; s.live && i < s.count && !used; i++)
          used = ELF64_R_SYM(s.relocations[i].r_info) == symbol;
      if (!used || !file->object)
        continue;
      std::string_view name = file->names + file->symbols[symbol].st_name;
      all += all.empty() ? "" : "\nlink: ";
      all += std::string(file->package) + ": " + std::string(name) + " is not offered to go:linkname: " + std::string(refusal(name));
    }
    if (!all.empty())
      fail(all);
  }

  void patch() {
    std::unordered_map<Object *, std::string *> copies;
    for (const Method &m : methods) {
      Object *object = m.section->file->object;
      if (m.counts || !object || !m.section->live)
        continue;
      for (const Elf64_Rela *slot : m.slots) {
        if (!slot)
          continue;
        Section *to = target(*m.section->file, *slot).section;
        if (to && to->live)
          continue;
        std::string *&copy = copies[object];
        if (!copy)
          copy = new std::string(object->data); // lives as long as the process
        size_t offset = size_t(reinterpret_cast<const char *>(slot) - object->data.data());
        Elf64_Rela other = *slot;
        other.r_info = m.instead ? m.instead->r_info : 0; // 0: none, on every processor
        other.r_addend = m.instead ? m.instead->r_addend : 0;
        std::memcpy(copy->data() + offset, &other, sizeof other);
      }
    }
    for (auto &[object, copy] : copies)
      object->data = *copy;
  }
};

} // namespace

void pruneMethods(const Options &options, Program &program, std::string_view generated) {
  auto *pruner = new Pruner; // never freed: the process ends soon
  pruner->run(options, program, generated);
}

} // namespace golem::link
