// Which methods stay, on machines of either word size and byte order, wherever they keep addends.
#include "link/prune.h"

#include "abi/layout.h"
#include "link/elf/object.h"
#include "link/elf/reader.h"
#include "link/formats_test.h"
#include "link/inputs.h"
#include "link/options.h"

#include <gtest/gtest.h>

#include <map>

namespace golem::link {

using namespace llvm::ELF;

namespace {

constexpr uint32_t relative = 2; // a number for the machine's relocation: link does not look at it

/// Makes an object in which the entry point refers to an itab of type main.T, which has the methods
/// A and b, and of interface main.I, which asks for A.
class Sample {
public:
  explicit Sample(const target::Target &target)
      : out(target), layout{target.wordSize, target.int64Alignment}, word(target.wordSize) {}

  std::string build(const std::vector<std::string> &uses) {
    function = addSection(".data.func", abi::sizeOf<abi::Type>(layout), "type:func()");
    names = out.addSection(".rodata.names", SHT_PROGBITS, SHF_ALLOC, 1);
    out.contents(names) = std::string("\1\1A\0\1b", 6);
    unsigned type = addType(), interface = addInterface();
    unsigned itab =
        addSection(".data.itab", abi::sizeOf<abi::Itab>(layout) + word, "go:itab.main.T,main.I");
    out.address(itab, 0, interface);
    out.address(itab, word, type);
    out.address(itab, abi::sizeOf<abi::Itab>(layout), methods[0]);
    unsigned start = addSection(".text.start", word, "_golem_start", true);
    out.address(start, 0, symbols.at("go:itab.main.T,main.I"));
    std::string &list = out.contents(out.addSection("golem_uses", SHT_PROGBITS, SHF_EXCLUDE, 1));
    list += char(uses.size() + 1);
    list += std::string("_golem_start") + '\0';
    for (const std::string &use : uses)
      list += use + '\0';
    list += '\0';
    list += char(uses.size());
    for (size_t i = 0; i < uses.size(); i++)
      list += char(i + 1);
    return out.finish();
  }

private:
  elf::ObjectWriter out;
  abi::Machine layout;
  unsigned word, function = 0, names = 0;
  unsigned methods[2] = {};
  std::map<std::string, unsigned> symbols;

  unsigned addSection(const std::string &section, uint64_t size, const std::string &symbol,
                      bool code = false) {
    uint64_t flags = code ? SHF_ALLOC | SHF_EXECINSTR : SHF_ALLOC | SHF_WRITE;
    unsigned index = out.addSection(section, SHT_PROGBITS, flags, word);
    out.contents(index).assign(size, '\0');
    symbols[symbol] = out.define(symbol, index, 0, size, code);
    return index;
  }

  template <typename T> void put(unsigned section, uint64_t at, T value) {
    std::string bytes;
    out.format.append<T>(bytes, value);
    out.contents(section).replace(at, bytes.size(), bytes);
  }

  /// A reference that counts from the descriptor, at the section's start.
  void refer(unsigned section, uint64_t at, unsigned symbol, uint64_t offset) {
    out.relocate(section, at, relative, symbol, int64_t(offset + at));
  }

  unsigned addType() {
    uint64_t uncommon = abi::sizeOf<abi::Type>(layout),
             list = uncommon + abi::sizeOf<abi::Uncommon>(layout);
    uint64_t size = abi::sizeOf<abi::Method>(layout);
    unsigned type = addSection(".data.T", list + 2 * size, "type:main.T");
    put<uint8_t>(type, abi::offsetOf(abi::Type::flags, layout), abi::HasUncommon);
    put<uint8_t>(type, abi::offsetOf(abi::Type::kind, layout), uint8_t(abi::TypeKind::Int));
    put<uint16_t>(type, uncommon + abi::offsetOf(abi::Uncommon::methodCount, layout), 2);
    put<uint32_t>(type, uncommon + abi::offsetOf(abi::Uncommon::methods, layout),
                  uint32_t(list - uncommon));
    for (unsigned i = 0; i < 2; i++) {
      std::string name = i ? "main.T.b" : "main.T.A";
      addSection(".text." + name, 8, name, true);
      methods[i] = symbols.at(name);
      refer(type, list + i * size, out.sectionSymbol(names), i * 3);
      for (auto field : {abi::Method::type, abi::Method::interfaceEntry, abi::Method::entry})
        refer(type, list + i * size + abi::offsetOf(field, layout),
              field == abi::Method::type ? symbols.at("type:func()") : methods[i], 0);
    }
    return symbols.at("type:main.T");
  }

  unsigned addInterface() {
    uint64_t part = abi::sizeOf<abi::Type>(layout),
             list = part + abi::sizeOf<abi::InterfacePart>(layout);
    unsigned type =
        addSection(".data.I", list + abi::sizeOf<abi::InterfaceMethod>(layout), "type:main.I");
    put<uint8_t>(type, abi::offsetOf(abi::Type::kind, layout), uint8_t(abi::TypeKind::Interface));
    put<uint8_t>(type,
                 part + abi::offsetOf(abi::InterfacePart::methodCount, layout) +
                     (out.format.bigEndian ? word - 1 : 0),
                 1);
    refer(type, list + abi::offsetOf(abi::InterfaceMethod::name, layout), out.sectionSymbol(names),
          0);
    refer(type, list + abi::offsetOf(abi::InterfaceMethod::type, layout), symbols.at("type:func()"),
          0);
    return symbols.at("type:main.I");
  }
};

/// What T's descriptor says of its methods, then the itab's entry: "main.T.A  main.T.A" keeps the
/// first method only.
std::string kept(const target::Target &target, bool moved, const std::vector<std::string> &uses) {
  std::string bytes = Sample(target).build(uses), generated = elf::ObjectWriter(target).finish(),
              error;
  if (moved)
    bytes = moveAddends(bytes, target);
  Options options;
  options.target = &target;
  Program program;
  program.packages.emplace_back().objects.push_back({"main.o", bytes});
  pruneMethods(options, program, generated);
  elf::ObjectReader in(target);
  EXPECT_TRUE(in.read(program.packages[0].objects[0].data, error)) << error;
  std::string text;
  for (const elf::Section &s : in.sections)
    for (size_t i = 0; i < s.relocationCount; i++) {
      elf::Relocation r = in.relocation(s, i);
      bool counts = s.name == ".data.T" ? i % 4 == 3 : s.name == ".data.itab" && i == 2;
      if (counts)
        text += std::string(in.symbols.at(r.symbol).name) + " ";
      if (counts && r.symbol == 0) {
        EXPECT_EQ(in.addend(s, i), 0);
        EXPECT_EQ(r.type, 0u);
      }
    }
  return text;
}

TEST(Prune, KeepsWhatIsCalled) {
  for (const target::Target &target : formats())
    for (bool moved : {false, true}) {
      if (moved && target.wordSize == 8)
        continue;
      EXPECT_EQ(kept(target, moved, {}), "  type:main.I ");
      EXPECT_EQ(kept(target, moved, {"iA\ntype:func()"}), "main.T.A  main.T.A ");
      EXPECT_EQ(kept(target, moved, {"iA\ntype:func(int)"}), "  type:main.I ");
      EXPECT_EQ(kept(target, moved, {"ib\ntype:func()"}), " main.T.b type:main.I ");
      EXPECT_EQ(kept(target, moved, {"nA"}), "main.T.A  main.T.A ");
      EXPECT_EQ(kept(target, moved, {"r"}), "main.T.A  main.T.A ");
    }
}

TEST(PruneDeathTest, DamageIsReported) {
  const target::Target target = formats()[1];
  std::string bytes = Sample(target).build({});
  bytes.resize(bytes.size() - 1);
  Options options;
  options.target = &target;
  Program program;
  program.packages.emplace_back().objects.push_back({"main.o", bytes});
  program.packages[0].meta.path = "example.com/p";
  EXPECT_EXIT(pruneMethods(options, program, elf::ObjectWriter(target).finish()),
              testing::ExitedWithCode(1),
              "^link: example.com/p\\(main.o\\): damaged ELF header\n$");
}

} // namespace

} // namespace golem::link
