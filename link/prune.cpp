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
#include "link/elf/reader.h"
#include "link/inputs.h"
#include "link/options.h"
#include "link/refused.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

namespace golem::link {

using namespace llvm::ELF;

namespace {

struct File;

constexpr uint32_t noSlot = ~0u;

struct Section {
  File *file = nullptr;
  const elf::Section *contents = nullptr;
  std::vector<Section *> follows;                 ///< SHF_LINK_ORDER sections that live and die with this one
  std::vector<uint64_t> types;                    ///< offsets of type descriptors in it
  std::vector<uint64_t> itabs;                    ///< offsets of itabs in it
  const std::vector<std::string_view> *uses = nullptr; ///< of a function
  bool live = false, converted = false;
  bool listed = false;                            ///< its lists of methods are known
  std::vector<uint32_t> slots;                    ///< of these lists: numbers of relocations

  bool isKindOfType() const { return !types.empty() || !itabs.empty(); }
};

/// What a symbol stands for, in whichever file it is defined.
struct Place {
  Section *section = nullptr;
  uint64_t offset = 0;
};

struct File {
  explicit File(const target::Target &target) : object(target) {}

  Object *source = nullptr;                        ///< null: what link itself made
  std::string_view package;
  elf::ObjectReader object;
  std::vector<Section> sections;
  std::vector<Place> places;                       ///< of symbols, once they were looked for
  std::vector<bool> placed;
  std::unordered_map<std::string_view, std::vector<std::string_view>> uses; ///< by function
};

struct Method {
  Section *section;
  /// Type, entry for interfaces, entry for receivers; of an itab: the entry.
  uint32_t slots[3];
  uint32_t instead;                 ///< itabs: what dead slots refer to
  bool counts;
};

class Pruner {
public:
  explicit Pruner(const Options &options) : options(options), format(*options.target) {}

  void run(Program &program, std::string_view generated) {
    for (Package &p : program.packages)
      for (Object &o : p.objects)
        read(&o, o.data, p.meta.path);
    read(nullptr, generated, "");
    for (File &f : files)
      define(f);
    auto entry = defined.find(options.entry);
    if (entry == defined.end())
      return; // the linker will say so
    mark(entry->second.section);
    for (File &f : files)
      for (Section &s : f.sections)
        if (s.contents->type == SHT_NOTE || s.contents->type == SHT_INIT_ARRAY ||
            (s.contents->flags & SHF_GNU_RETAIN))
          mark(&s);
    work();
    refuse();
    patch();
  }

private:
  const Options &options;
  const elf::Format format;
  const abi::Machine layout{options.target->wordSize, options.target->int64Alignment};
  std::deque<File> files; // no moves: sections point at their file
  std::unordered_map<std::string_view, Place> defined;
  std::unordered_set<std::string_view> weak;                         ///< defined weakly only
  std::vector<Section *> todo;
  std::vector<std::pair<File *, size_t>> refused;              ///< symbols that there are reasons not to have
  std::unordered_map<std::string, std::vector<size_t>> waiting; ///< name and type -> indices into methods
  std::unordered_map<std::string_view, std::vector<size_t>> exportedOnes; ///< by name
  std::vector<Method> methods;
  std::unordered_set<std::string> callable;   ///< name and type
  std::unordered_set<std::string_view> sought;     ///< names
  bool reflection = false;

  void read(Object *source, std::string_view bytes, std::string_view package) {
    File &f = files.emplace_back(*options.target);
    f.source = source;
    f.package = package;
    std::string error;
    if (!f.object.read(bytes, error))
      fail(std::string(package) + "(" + (source ? source->name : "link") + "): " + error);
    f.sections.resize(f.object.sections.size());
    f.places.resize(f.object.symbols.size());
    f.placed.resize(f.object.symbols.size());
    for (size_t i = 0; i < f.sections.size(); i++) {
      const elf::Section &s = f.object.sections[i];
      f.sections[i].file = &f;
      f.sections[i].contents = &s;
      if (s.flags & SHF_LINK_ORDER)
        f.sections[s.leader].follows.push_back(&f.sections[i]);
      if (s.name == "golem_uses")
        readUses(f, s.data);
    }
  }

  /// codegen/uses.cpp: strings, then for each function its name's number and those of what it uses.
  static void readUses(File &f, std::string_view data) {
    size_t at = 0;
    auto number = [&] {
      uint64_t v = 0;
      for (unsigned shift = 0; at < data.size() && shift < 64; shift += 7) {
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

  static Section *sectionOf(File &f, const elf::Symbol &s) {
    return s.section ? &f.sections[s.section] : nullptr;
  }

  void define(File &f) {
    for (size_t i = 0; i < f.object.symbols.size(); i++) {
      const elf::Symbol &s = f.object.symbols[i];
      Section *section = sectionOf(f, s);
      if ((!section || s.binding == STB_WEAK) && !refusal(s.name).empty())
        refused.push_back({&f, i});
      if (!section)
        continue;
      if (s.isFunction)
        if (auto it = f.uses.find(s.name); it != f.uses.end())
          section->uses = &it->second;
      if (s.binding == STB_LOCAL)
        continue;
      auto [it, fresh] = defined.try_emplace(s.name, Place{section, s.value});
      if (!fresh && s.binding == STB_GLOBAL && weak.count(s.name))
        it->second = {section, s.value};
      if (s.binding == STB_WEAK && fresh)
        weak.insert(s.name);
      else if (s.binding == STB_GLOBAL)
        weak.erase(s.name);
      if (s.name.starts_with("type:") && !s.name.starts_with("type:."))
        section->types.push_back(s.value);
      else if (s.name.starts_with("go:itab."))
        section->itabs.push_back(s.value);
    }
  }

  static elf::Relocation relocation(const Section &s, uint32_t index) {
    return s.file->object.relocation(*s.contents, index);
  }
  static uint64_t addend(const Section &s, uint32_t index) {
    return uint64_t(s.file->object.addend(*s.contents, index));
  }

  /// What the relocation refers to.
  Place target(const Section &s, uint32_t index) {
    return placeOf(*s.file, relocation(s, index).symbol);
  }

  Place placeOf(File &f, unsigned symbol) {
    if (symbol >= f.places.size())
      return {};
    if (f.placed[symbol])
      return f.places[symbol];
    f.placed[symbol] = true;
    const elf::Symbol &s = f.object.symbols[symbol];
    if (s.binding == STB_LOCAL)
      return f.places[symbol] = {sectionOf(f, s), s.value};
    auto it = defined.find(s.name);
    return f.places[symbol] = it == defined.end() ? Place{} : it->second;
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
      if (!(s->contents->flags & SHF_ALLOC) || s->contents->name == ".eh_frame")
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
    for (uint32_t i = 0; i < s.contents->relocationCount; i++) {
      unsigned symbol = relocation(s, i).symbol;
      Section *to = placeOf(*s.file, symbol).section;
      mark(to);
      if (to && to->isKindOfType() && !to->converted &&
          (shapes.empty() || !shapes.count(s.file->object.symbols[symbol].name)))
        convert(to);
    }
  }

  void followType(Section &s) {
    for (uint32_t i = 0; i < s.contents->relocationCount; i++) {
      if (std::binary_search(s.slots.begin(), s.slots.end(), i))
        continue;
      Section *to = target(s, i).section;
      mark(to);
      if (to && s.converted && to->isKindOfType())
        convert(to);
    }
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
    for (uint32_t slot : m.slots)
      if (slot != noSlot) {
        Section *to = target(*m.section, slot).section;
        mark(to);
        if (to && to->isKindOfType())
          convert(to);
      }
  }

  /// The relocation at an offset of the section. They are in order, as LLVM writes them; else we
  /// look at all.
  static uint32_t at(const Section &s, uint64_t offset) {
    uint32_t count = uint32_t(s.contents->relocationCount), low = 0;
    for (uint32_t high = count; low < high;) {
      uint32_t middle = low + (high - low) / 2;
      if (relocation(s, middle).offset < offset)
        low = middle + 1;
      else
        high = middle;
    }
    if (low < count && relocation(s, low).offset == offset)
      return low;
    for (uint32_t i = 0; i < count; i++)
      if (relocation(s, i).offset == offset)
        return i;
    return noSlot;
  }

  /// The name record that a relative reference in a descriptor points at. The addend counts from the descriptor.
  std::string_view nameAt(Section &s, uint64_t type, uint32_t reference, bool &exported) {
    if (reference == noSlot)
      return {};
    elf::Relocation r = relocation(s, reference);
    Place p = placeOf(*s.file, r.symbol);
    if (!p.section)
      return {};
    uint64_t offset = p.offset + addend(s, reference) - (r.offset - type);
    std::string_view data = p.section->contents->data;
    if (offset >= data.size())
      return {};
    exported = data[offset] & 1;
    uint64_t length = 0;
    unsigned shift = 0;
    for (offset++; offset < data.size() && shift < 64; offset++, shift += 7) {
      length |= uint64_t(data[offset] & 127) << shift;
      if (!(data[offset] & 128))
        break;
    }
    return data.substr(std::min<uint64_t>(offset + 1, data.size()), length);
  }

  /// What identifies a method: name and the symbol of its function type.
  std::string key(const Section &s, std::string_view name, uint32_t type) {
    std::string k(name);
    k += '\n';
    const std::vector<elf::Symbol> &symbols = s.file->object.symbols;
    if (unsigned symbol = type == noSlot ? 0 : relocation(s, type).symbol; symbol < symbols.size())
      k += symbols[symbol].name;
    return k;
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
    for (uint32_t slot : m.slots)
      if (slot != noSlot)
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
    uint64_t flags = place(type, abi::Type::flags);
    return format.number<uint8_t>(s.contents->data, flags) & abi::HasUncommon;
  }

  void listMethods(Section &s, uint64_t type) {
    if (!hasUncommon(s, type))
      return;
    std::string_view data = s.contents->data;
    uint8_t kind = format.number<uint8_t>(data, place(type, abi::Type::kind)) & abi::typeKindMask;
    uint64_t uncommon = type + abi::sizeOf<abi::Type>(layout) + kindSize(kind);
    uint64_t n = format.number<uint16_t>(data, place(uncommon, abi::Uncommon::methodCount));
    uint64_t list = uncommon;
    list += format.number<uint32_t>(data, place(uncommon, abi::Uncommon::methods));
    const uint64_t size = abi::sizeOf<abi::Method>(layout);
    for (uint64_t i = 0; i < n && list + size * (i + 1) <= data.size(); i++) {
      uint64_t method = list + size * i;
      bool exported = false;
      std::string_view name = nameAt(s, type, at(s, place(method, abi::Method::name)), exported);
      Method m{&s,
               {at(s, place(method, abi::Method::type)), at(s, place(method, abi::Method::interfaceEntry)),
                at(s, place(method, abi::Method::entry))},
               noSlot, false};
      enter(m, key(s, name, m.slots[0]), exported, name);
    }
  }

  /// The entries of an itab belong to the methods of its interface type, in order.
  void listEntries(Section &s, uint64_t itab) {
    uint32_t interface = at(s, itab);
    Place p = interface == noSlot ? Place{} : target(s, interface);
    if (!p.section)
      return;
    Section &from = *p.section;
    uint64_t type = p.offset + addend(s, interface), part = type + abi::sizeOf<abi::Type>(layout);
    uint64_t list = part + abi::sizeOf<abi::InterfacePart>(layout);
    if (hasUncommon(from, type))
      list += abi::sizeOf<abi::Uncommon>(layout);
    std::string_view data = from.contents->data;
    uint64_t n = format.word(data, place(part, abi::InterfacePart::methodCount));
    const uint64_t size = abi::sizeOf<abi::InterfaceMethod>(layout);
    for (uint64_t i = 0; i < n && list + size * (i + 1) <= data.size(); i++) {
      uint32_t slot = at(s, itab + abi::sizeOf<abi::Itab>(layout) + layout.wordSize * i);
      if (slot == noSlot)
        continue;
      bool exported = false;
      std::string_view name = nameAt(from, type, at(from, place(list + size * i, abi::InterfaceMethod::name)), exported);
      enter({&s, {slot, noSlot, noSlot}, interface, false},
            key(from, name, at(from, place(list + size * i, abi::InterfaceMethod::type))), exported, name);
    }
  }

  /// Ends the program if live code refers to what the runtime does not offer. A variable of that name alone would link.
  void refuse() {
    std::string all;
    for (auto [file, symbol] : refused) {
      bool used = false;
      for (const Section &s : file->sections)
        for (uint32_t i = 0; s.live && i < s.contents->relocationCount && !used; i++)
          used = relocation(s, i).symbol == symbol;
      if (!used || !file->source)
        continue;
      std::string_view name = file->object.symbols[symbol].name;
      all += all.empty() ? "" : "\nlink: ";
      all += std::string(file->package) + ": " + std::string(name) + " is not offered to go:linkname: " + std::string(refusal(name));
    }
    if (!all.empty())
      fail(all);
  }

  void patch() {
    std::unordered_map<Object *, std::string *> copies;
    for (const Method &m : methods) {
      const File &file = *m.section->file;
      if (m.counts || !file.source || !m.section->live)
        continue;
      for (uint32_t slot : m.slots) {
        if (slot == noSlot)
          continue;
        Section *to = target(*m.section, slot).section;
        if (to && to->live)
          continue;
        std::string *&copy = copies[file.source];
        if (!copy)
          copy = new std::string(file.source->data); // lives as long as the process
        elf::Relocation other;                       // of nothing
        uint64_t from = 0;
        if (m.instead != noSlot) {
          other = relocation(*m.section, m.instead);
          from = addend(*m.section, m.instead);
        }
        file.object.change(*copy, *m.section->contents, slot, other, int64_t(from));
      }
    }
    for (auto &[object, copy] : copies)
      object->data = *copy;
  }
};

} // namespace

void pruneMethods(const Options &options, Program &program, std::string_view generated) {
  auto *pruner = new Pruner(options); // never freed: the process ends soon
  pruner->run(program, generated);
}

} // namespace golem::link
