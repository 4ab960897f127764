// Objects of the assembler: tables, and that damage is reported. The sample is built here, block by block.
#include "abi/layout.h"
#include "link/elf/reader.h"
#include "link/goobj/arch.h"
#include "link/goobj/convert.h"
#include "link/goobj/pctable.h"
#include "link/goobj/reader.h"

#include <gtest/gtest.h>

#include <array>

using namespace golem::link::goobj;
using namespace llvm::ELF;

namespace {

const golem::target::Target *target = golem::target::findTarget("linux", "amd64");

template <typename T> void put(std::string &out, T value) {
  for (size_t i = 0; i < sizeof value; i++)
    out += char(uint64_t(value) >> (8 * i));
}

/// Writes an object with one function that calls another package's, reads a variable and (on amd64) asks for g, and one static word.
class Sample {
public:
  std::string build(std::string_view goarch = "amd64") {
    std::string strings;
    auto text = [&](std::string &out, std::string_view s) {
      put<uint32_t>(out, uint32_t(s.size()));
      put<uint32_t>(out, uint32_t(headerSize + strings.size()));
      strings += s;
    };
    auto symbol = [&](std::string &out, std::string_view name, uint16_t abi, uint8_t kind, uint32_t size) {
      text(out, name);
      put<uint16_t>(out, abi);
      put<uint8_t>(out, kind);
      put<uint8_t>(out, 16);
      put<uint8_t>(out, 0);
      put<uint32_t>(out, size);
      put<uint32_t>(out, 0);
    };
    std::array<std::string, 19> b;
    text(b[2], "/src/a.s");
    symbol(b[3], "p.word", AbiStatic, 5, 8);
    symbol(b[6], "p.f", Abi0, 1, 32);
    symbol(b[6], "", Abi0, 3, uint32_t(info.size()));
    symbol(b[6], "", Abi0, 3, uint32_t(line.size()));
    symbol(b[7], "q.g", Abi0, 0, 0);
    symbol(b[7], "q.v", Abi0, 0, 0);
    for (uint32_t n : {0, 0, 2, 2, 2})
      put(b[12], n);
    uint32_t at = 0;
    for (size_t n : {size_t(0), size_t(0), size_t(32), info.size(), line.size()}) {
      at += uint32_t(n);
      put(b[13], at);
    }
    auto reloc = [&](uint32_t offset, uint8_t size, uint16_t type, int64_t add, uint32_t package, uint32_t index) {
      put(b[14], offset);
      put(b[14], size);
      put(b[14], type);
      put(b[14], add);
      put(b[14], package);
      put(b[14], index);
    };
    constexpr uint32_t none = 0x7fffffff, self = none - 4;
    constexpr size_t relocSize = 23;
    if (goarch == "386") {
      reloc(1, 4, 7, 0, none, 3);    // call q.g
      reloc(8, 4, 14, -1, none, 4);  // q.v from here, one more byte follows
      reloc(12, 4, 15, 0, 0, 0);     // g
      reloc(16, 4, 1, 4, self, 0);   // &p.word + 4
      reloc(20, 0, 10, 0, 0, 0);     // an indirect call
      reloc(24, 4, 27, 0, none, 4);  // keeps q.v
    } else if (goarch == "arm64") {
      reloc(0, 4, 9, 0, none, 3);    // call q.g
      reloc(4, 8, 40, 8, none, 4);   // load of q.v + 8
      reloc(12, 8, 3, 4, self, 0);   // &p.word + 4
      reloc(24, 8, 1, 0, self, 0);   // the same as a word
    } else {
      reloc(1, 4, 7, 0, none, 3);    // call q.g
      reloc(8, 4, 14, -1, none, 4);  // q.v, one more byte follows
      reloc(16, 4, 15, 0, 0, 0);     // g
      reloc(24, 8, 1, 4, self, 0);   // &p.word + 4
    }
    for (size_t n : {size_t(0), size_t(0), b[14].size(), b[14].size(), b[14].size()})
      put(b[11], uint32_t(n / relocSize));
    for (auto [kind, index] : {std::pair<uint8_t, uint32_t>{1, 1}, {9, 2}}) {
      put(b[15], kind);
      put(b[15], none);
      put(b[15], index);
    }
    b[16] = std::string(32, '\x90') + info + line;
    std::string out("\0go120ld", 8);
    out.append(12, '\0');
    size_t offset = headerSize + strings.size();
    for (const std::string &block : b) {
      put(out, uint32_t(offset));
      offset += block.size();
    }
    out += strings;
    for (const std::string &block : b)
      out += block;
    return "go object linux " + std::string(goarch) + " go1.26 X:none\n!\n" + out;
  }

private:
  static constexpr size_t headerSize = 8 + 8 + 4 + 4 * 19;
  std::string info = [] {
    std::string s;
    for (uint32_t n : {16, 8, 0, 7, 0, 0})
      put(s, n);
    return s;
  }();
  std::string line{"\x10\x10\x02\x10\x00", 5}; // 7 for 16 bytes, 8 for 16
};

struct Found {
  int64_t offset, type, addend;
  bool operator==(const Found &) const = default;
};

/// The relocations of the function, which come first.
std::vector<Found> relocationsOf(const std::string &elf, const golem::target::Target &target) {
  golem::link::elf::ObjectReader in(target);
  std::string error;
  EXPECT_TRUE(in.read(elf, error)) << error;
  std::vector<Found> found;
  for (const golem::link::elf::Section &s : in.sections)
    for (size_t i = 0; s.name == ".text.p.f" && i < s.relocationCount; i++) {
      golem::link::elf::Relocation r = in.relocation(s, i);
      found.push_back({int64_t(r.offset), r.type, in.addend(s, i)});
    }
  return found;
}

TEST(Goobj, Reads) {
  Object o;
  std::string error, bytes = Sample().build();
  ASSERT_TRUE(o.read(bytes, error)) << error;
  EXPECT_EQ(o.arch, "amd64");
  ASSERT_EQ(o.defined, 4u);
  EXPECT_EQ(o.symbols[0].name, "p.word");
  EXPECT_TRUE(o.symbols[0].isStatic());
  EXPECT_EQ(o.symbols[1].name, "p.f");
  EXPECT_TRUE(o.symbols[1].noSplit);
  ASSERT_EQ(o.symbols[1].relocs.size(), 4u);
  EXPECT_EQ(o.find(o.symbols[1].relocs[1].target), 5u);
  EXPECT_EQ(o.files.at(0), "/src/a.s");
}

TEST(Goobj, Converts) {
  Object o;
  std::string error, bytes = Sample().build();
  ASSERT_TRUE(o.read(bytes, error)) << error;
  Abi0Functions functions{"q.g"};
  collectFunctions(o, functions);
  EXPECT_TRUE(functions.count("p.f"));
  std::string elf = convert(o, *target, functions, error);
  ASSERT_FALSE(elf.empty()) << error;
  for (std::string_view name : {"p.f.abi0", "q.g.abi0", "q.v", ".text.p.f", ".data.noptr.p.word", "golem_functab", ".golem_lines"})
    EXPECT_NE(elf.find(std::string(name) + '\0'), elf.npos) << name;
  EXPECT_EQ(elf.find(std::string("q.v.abi0")), elf.npos);
  // g's place needs no relocation.
  std::vector<Found> want{{1, R_X86_64_PLT32, -4}, {8, R_X86_64_PC32, -5}, {24, R_X86_64_64, 4}};
  EXPECT_EQ(relocationsOf(elf, *target), want);
}

TEST(Goobj, ConvertsArm64) {
  const golem::target::Target &arm = *golem::target::findTarget("linux", "arm64");
  Object o;
  std::string error, bytes = Sample().build("arm64");
  ASSERT_TRUE(o.read(bytes, error)) << error;
  EXPECT_TRUE(convert(o, *target, {}, error).empty());
  EXPECT_EQ(error, "assembly for arm64");
  std::string elf = convert(o, arm, {"q.g"}, error);
  ASSERT_FALSE(elf.empty()) << error;
  std::vector<Found> want{{0, R_AARCH64_CALL26, 0}, {4, R_AARCH64_ADR_PREL_PG_HI21, 8},
                          {8, R_AARCH64_LDST64_ABS_LO12_NC, 8}, {12, R_AARCH64_ADR_PREL_PG_HI21, 4},
                          {16, R_AARCH64_ADD_ABS_LO12_NC, 4}, {24, R_AARCH64_ABS64, 0}};
  EXPECT_EQ(relocationsOf(elf, arm), want);
}

golem::target::Target target386() {
  golem::target::Target t = *target;
  t.goarch = "386";
  t.wordSize = t.int64Alignment = 4;
  t.elfMachine = EM_386;
  return t;
}

TEST(Goobj, Converts386) {
  const golem::target::Target i386 = target386();
  Object o;
  std::string error, bytes = Sample().build("386");
  ASSERT_TRUE(o.read(bytes, error)) << error;
  std::string elf = convert(o, i386, {"q.g"}, error);
  ASSERT_FALSE(elf.empty()) << error;
  std::vector<Found> want{
      {1, R_386_PLT32, -4}, {8, R_386_PC32, -5}, {16, R_386_32, 4}, {24, R_386_NONE, 0}};
  EXPECT_EQ(relocationsOf(elf, i386), want);
  golem::link::elf::ObjectReader in(i386);
  ASSERT_TRUE(in.read(elf, error)) << error;
  constexpr unsigned threadG = golem::abi::offsetOf(golem::abi::M::asmG, {4, 4});
  // The assembler's bytes, but for g's place.
  std::string code(32, '\x90');
  code.replace(12, 4, std::string(1, char(threadG)) + std::string(3, '\0'));
  for (const golem::link::elf::Section &s : in.sections)
    if (s.name == ".text.p.f")
      EXPECT_EQ(s.data, code);
}

/// Processors have words and relocations of one size each.
TEST(Goobj, RelocationsOfOtherSizes) {
  for (const char *goarch : {"386", "amd64"})
    for (uint16_t type : {1, 7, 14, 15})
      for (uint8_t size : {1, 2, 4, 8, 16}) {
        Reloc r;
        r.type = type;
        r.size = size;
        std::string code(16, '\0');
        std::vector<ElfReloc> out;
        bool known = size == 4 || (size == 8 && type == 1 && std::string_view(goarch) == "amd64");
        EXPECT_EQ(archOf(goarch)->translate(r, code, out), known)
            << goarch << " " << type << " " << int(size);
      }
}

void damage(const golem::target::Target &target) {
  std::string sound = Sample().build(target.goarch);
  unsigned refused = 0;
  auto attempt = [&](const std::string &bytes) {
    Object o;
    std::string error;
    if (!o.read(bytes, error) || (o.defined && convert(o, target, {}, error).empty())) {
      EXPECT_FALSE(error.empty());
      refused++;
    }
  };
  size_t start = sound.find("!\n") + 2;
  for (size_t n = 0; n < sound.size(); n++)
    attempt(sound.substr(0, n));
  EXPECT_GT(refused, sound.size() / 2);
  for (size_t at = start; at < sound.size(); at++)
    for (unsigned char value : {0, 1, 0x7f, 0x80, 0xff}) {
      std::string bytes = sound;
      bytes[at] = char(value);
      attempt(bytes);
    }
}

TEST(Goobj, DamageIsReported) {
  damage(*target);
  damage(*golem::target::findTarget("linux", "arm64"));
  damage(target386());
}

TEST(Goobj, PcTables) {
  std::vector<PcRow> rows;
  ASSERT_TRUE(decodePcTable(std::string_view("\x02\x05\x03\x81\x01\x00", 6), 4, rows));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].value, 0);
  EXPECT_EQ(rows[1].pc, 20u);
  EXPECT_EQ(rows[1].value, -2);
  EXPECT_FALSE(decodePcTable("\x02", 1, rows));
  EXPECT_FALSE(decodePcTable("\xff\xff\xff\xff\xff\xff", 1, rows));
  std::string out;
  appendUleb(out, 300);
  appendSleb(out, -65);
  EXPECT_EQ(out, "\xac\x02\xbf\x7f");
}

} // namespace
