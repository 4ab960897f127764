// See prune.h.
//
// A type descriptor lists all methods of its type, so keeping the descriptor would keep all their code. A method in the list can
// only be reached in two ways: the runtime builds an itab for some interface type with a method of that name and type (static
// itabs refer to code directly), or reflection asks for methods. So we mark what is reachable from the entry point, section by
// section as the linker will, except through method lists; an entry of a live type's list counts when
//   - a live interface type has a method with its name and type, or
//   - it is exported and live code asks reflection for methods: reflect.Value.Method, MethodByName, or a function with an entry
//     in section golem_reflectmethods (it calls those methods of reflect.Type).
// Entries that never count lose their relocations and read as zero, "none".
//
// Cost: one pass over all relocations. It ends because each section and each entry is marked once.
#include "link/prune.h"

#include "link/inputs.h"
#include "link/options.h"

#include <cstring>
#include <elf.h>
#include <unordered_map>
#include <unordered_set>

namespace golem::link {

namespace {

// internal/abi.Type
constexpr uint64_t flagsAt = 20, kindAt = 23, typeSize = 48, uncommonSize = 16, methodSize = 16;
constexpr uint8_t hasUncommon = 1, kindMask = 31;
enum Kind : uint8_t { Array = 17, Chan, Func, Interface, Map, Pointer, Slice, Struct = 25 };

/// Bytes of the part of the descriptor that its kind adds.
uint64_t kindSize(uint8_t kind) {
  switch (kind) {
  case Array: return 24;
  case Chan: return 16;
  case Func: return 8;
  case Interface: case Struct: return 32;
  case Map: return 64;
  case Pointer: case Slice: return 8;
  default: return 0;
  }
}

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
  bool live = false;
};

struct File {
  Object *object = nullptr;
  std::vector<Section> sections;
  const Elf64_Sym *symbols = nullptr;
  size_t symbolCount = 0;
  const char *names = nullptr;
};

struct Place {
  Section *section = nullptr;
  uint64_t offset = 0;
};

struct Method {
  Section *section;
  const Elf64_Rela *slots[3];  ///< type, entry for interfaces, entry for receivers
  bool counts;
};

class Pruner {
public:
  void run(const Options &options, Program &program, std::string_view generated) {
    machine = options.target->elfMachine;
    size_t n = 1;
    for (Package &p : program.packages)
      n += p.objects.size();
    files.resize(n); // no moves: sections point at their file
    size_t i = 0;
    for (Package &p : program.packages)
      for (Object &o : p.objects)
        if (!read(files[i++], &o, o.data))
          return; // the linker will say what is wrong with it
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
    patch();
  }

private:
  unsigned machine = 0;
  std::vector<File> files;
  std::unordered_map<std::string_view, Place> defined;
  std::unordered_set<std::string_view> weak;                         ///< defined weakly only
  std::unordered_map<File *, const uint32_t *> extendedIndex;        ///< section indices beyond 65,000
  std::vector<Section *> todo;
  std::unordered_map<std::string, std::vector<size_t>> waiting; ///< name and type -> indices into methods
  std::vector<size_t> exportedOnes;
  std::vector<Method> methods;
  std::unordered_set<std::string> callable;
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
    return true;
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
      if (!section || binding == STB_LOCAL)
        continue;
      std::string_view name = f.names + s.st_name;
      auto [it, fresh] = defined.try_emplace(name, Place{section, s.st_value});
      if (!fresh && binding == STB_GLOBAL && weak.count(name))
        it->second = {section, s.st_value};
      if (binding == STB_WEAK && fresh)
        weak.insert(name);
      else if (binding == STB_GLOBAL)
        weak.erase(name);
      if (name.starts_with("type:") && !name.starts_with("type:."))
        section->types.push_back(s.st_value);
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

  void work() {
    while (!todo.empty()) {
      Section *s = todo.back();
      todo.pop_back();
      if (!(s->header->sh_flags & SHF_ALLOC) || !std::strcmp(s->name, ".eh_frame"))
        continue;
      std::unordered_set<const Elf64_Rela *> later;
      for (uint64_t type : s->types)
        lookAtType(*s, type, later);
      for (size_t i = 0; i < s->count; i++)
        if (later.empty() || !later.count(&s->relocations[i]))
          mark(target(*s->file, s->relocations[i]).section);
      for (Section *f : s->follows) {
        if (!std::strcmp(f->name, "golem_reflectmethods"))
          useReflection();
        mark(f);
      }
      if (!reflection && s->header->sh_flags & SHF_EXECINSTR)
        for (const char *name : {".text.reflect.Value.Method", ".text.reflect.Value.MethodByName"})
          if (!std::strcmp(s->name, name))
            useReflection();
    }
  }

  void useReflection() {
    if (reflection)
      return;
    reflection = true;
    for (size_t m : exportedOnes)
      count(m);
  }

  void count(size_t index) {
    Method &m = methods[index];
    if (m.counts)
      return;
    m.counts = true;
    for (const Elf64_Rela *slot : m.slots)
      if (slot)
        mark(target(*m.section->file, *slot).section);
  }

  static const Elf64_Rela *at(const Section &s, uint64_t offset) {
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

  void lookAtType(Section &s, uint64_t type, std::unordered_set<const Elf64_Rela *> &later) {
    uint8_t flags = number<uint8_t>(s.data, type + flagsAt), kind = number<uint8_t>(s.data, type + kindAt) & kindMask;
    uint64_t uncommon = type + typeSize + kindSize(kind);
    if (kind == Interface) {
      uint64_t n = number<uint64_t>(s.data, type + typeSize + 16);
      uint64_t list = uncommon + (flags & hasUncommon ? uncommonSize : 0);
      for (uint64_t i = 0; i < n && list + 8 * i + 8 <= s.data.size(); i++) {
        bool exported = false;
        std::string_view name = nameAt(s, type, at(s, list + 8 * i), exported);
        std::string k = key(s, name, at(s, list + 8 * i + 4));
        if (!callable.insert(k).second)
          continue;
        if (auto it = waiting.find(k); it != waiting.end())
          for (size_t m : it->second)
            count(m);
      }
    }
    if (!(flags & hasUncommon))
      return;
    uint64_t n = number<uint16_t>(s.data, uncommon + 4), list = uncommon + number<uint32_t>(s.data, uncommon + 8);
    for (uint64_t i = 0; i < n && list + methodSize * (i + 1) <= s.data.size(); i++) {
      uint64_t place = list + methodSize * i;
      bool exported = false;
      std::string_view name = nameAt(s, type, at(s, place), exported);
      Method m{&s, {at(s, place + 4), at(s, place + 8), at(s, place + 12)}, false};
      for (const Elf64_Rela *slot : m.slots)
        if (slot)
          later.insert(slot);
      std::string k = key(s, name, m.slots[0]);
      methods.push_back(m);
      if (exported)
        exportedOnes.push_back(methods.size() - 1);
      if (callable.count(k) || (exported && reflection) || name.empty())
        count(methods.size() - 1);
      else
        waiting[k].push_back(methods.size() - 1);
    }
  }

  void patch() {
    std::unordered_map<Object *, std::string *> copies;
    for (const Method &m : methods) {
      Object *object = m.section->file->object;
      if (m.counts || !object)
        continue;
      std::string *&copy = copies[object];
      if (!copy)
        copy = new std::string(object->data); // lives as long as the process
      for (const Elf64_Rela *slot : m.slots) {
        if (!slot)
          continue;
        size_t offset = size_t(reinterpret_cast<const char *>(slot) - object->data.data());
        Elf64_Rela none = *slot;
        none.r_info = 0; // none, on every processor
        none.r_addend = 0;
        std::memcpy(copy->data() + offset, &none, sizeof none);
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
