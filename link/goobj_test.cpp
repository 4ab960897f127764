// Objects of the assembler: tables, and that damage is reported. The sample is built here, block by block.
#include "link/elf/reader.h"
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
  std::string build(bool arm64 = false) {
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
    for (uint32_t n : {0, 0, 4, 4, 4})
      put(b[11], n);
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
    if (arm64) {
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
    return std::string("go object linux ") + (arm64 ? "arm64" : "amd64") + " go1.26 X:none\n!\n" + out;
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
  std::string error, bytes = Sample().build(true);
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

TEST(Goobj, DamageIsReported) {
  std::string sound = Sample().build();
  unsigned refused = 0;
  auto attempt = [&](const std::string &bytes) {
    Object o;
    std::string error;
    if (!o.read(bytes, error) || (o.defined && convert(o, *target, {}, error).empty())) {
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
