// ELF objects of either class and byte order: what the writer writes, the reader reads, and damage
// is a message.
#include "link/elf/object.h"
#include "link/elf/reader.h"
#include "link/formats_test.h"

#include <gtest/gtest.h>

namespace golem::link {

using namespace llvm::ELF;

namespace {

/// One function with two words of data; the second is the function's address + 4.
std::string sample(const target::Target &target) {
  elf::ObjectWriter out(target);
  unsigned code = out.addSection(".text.f", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 16);
  out.contents(code) = "12345678";
  unsigned data = out.addSection(".data.v", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, target.wordSize);
  out.format.appendWord(out.contents(data), 0x01020304);
  out.format.appendWord(out.contents(data), 0);
  unsigned lines = out.addFollower(".lines", code, 1);
  out.contents(lines).assign(4, '\0');
  unsigned f = out.define("f", code, 2, 6, true);
  out.define("v", data, 0, 2 * target.wordSize, false, elf::Binding::Weak);
  out.relocate(data, 0, 0, out.undefined("elsewhere"), 0);
  out.address(data, target.wordSize, f, 4);
  out.relocate(lines, 0, 2, out.sectionSymbol(code), -8);
  return out.finish();
}

std::string withMovedAddends(const target::Target &target) {
  return moveAddends(sample(target), target);
}

const elf::Section *find(const elf::ObjectReader &object, std::string_view name) {
  for (const elf::Section &s : object.sections)
    if (s.name == name)
      return &s;
  return nullptr;
}

void expectSample(const target::Target &target, const std::string &bytes) {
  elf::ObjectReader in(target);
  std::string error;
  ASSERT_TRUE(in.read(bytes, error)) << error;
  const elf::Section *data = find(in, ".data.v"), *code = find(in, ".text.f"),
                     *lines = find(in, ".lines");
  ASSERT_TRUE(data && code && lines);
  EXPECT_EQ(code->data, "12345678");
  EXPECT_EQ(code->flags, unsigned(SHF_ALLOC | SHF_EXECINSTR));
  EXPECT_EQ(&in.sections[lines->leader], code);
  ASSERT_EQ(data->relocationCount, 2u);
  elf::Relocation r = in.relocation(*data, 1);
  EXPECT_EQ(r.offset, target.wordSize);
  EXPECT_EQ(r.type, target.elfAddress);
  EXPECT_EQ(in.symbols.at(r.symbol).name, "f");
  EXPECT_EQ(in.symbols[r.symbol].value, 2u);
  EXPECT_TRUE(in.symbols[r.symbol].isFunction);
  EXPECT_EQ(&in.sections[in.symbols[r.symbol].section], code);
  EXPECT_EQ(in.addend(*data, 1), 4);
  EXPECT_EQ(in.symbols.at(in.relocation(*data, 0).symbol).section, 0u);
  elf::Format format(target);
  EXPECT_EQ(format.word(data->data, 0), 0x01020304u);
  EXPECT_EQ(data->data[target.bigEndian ? target.wordSize - 1 : 0], 4);
}

TEST(Elf, ReadsWhatItWrites) {
  for (const target::Target &target : formats()) {
    expectSample(target, sample(target));
    if (target.wordSize == 4)
      expectSample(target, withMovedAddends(target));
  }
}

TEST(Elf, AddendsMayBeNegative) {
  for (const target::Target &target : formats()) {
    elf::ObjectWriter out(target);
    unsigned data = out.addSection(".data.v", SHT_PROGBITS, SHF_ALLOC, 4);
    out.contents(data).assign(8, '\0');
    out.relocate(data, 0, 2, out.sectionSymbol(data), -3);
    std::string bytes = out.finish(), error;
    elf::ObjectReader in(target);
    ASSERT_TRUE(in.read(bytes, error)) << error;
    EXPECT_EQ(in.addend(*find(in, ".data.v"), 0), -3);
  }
}

TEST(Elf, ChangesRelocations) {
  for (const target::Target &target : formats())
    for (bool moved : {false, true}) {
      if (moved && target.wordSize == 8)
        continue;
      std::string bytes = moved ? withMovedAddends(target) : sample(target), copy = bytes, error;
      elf::ObjectReader before(target), after(target);
      ASSERT_TRUE(before.read(bytes, error)) << error;
      const elf::Section *data = find(before, ".data.v");
      before.change(copy, *data, 1, {0, before.relocation(*data, 0).symbol, 7}, -2);
      ASSERT_TRUE(after.read(copy, error)) << error;
      data = find(after, ".data.v");
      elf::Relocation r = after.relocation(*data, 1);
      EXPECT_EQ(r.offset, target.wordSize);
      EXPECT_EQ(r.type, 7u);
      EXPECT_EQ(after.symbols.at(r.symbol).name, "elsewhere");
      EXPECT_EQ(after.addend(*data, 1), -2);
      EXPECT_EQ(after.addend(*data, 0), moved ? 0x01020304 : 0);
    }
}

/// More than 65,280 sections have their numbers in other places.
TEST(Elf, ManySections) {
  for (const target::Target &target : formats()) {
    elf::ObjectWriter out(target);
    unsigned last = 0;
    for (unsigned i = 0; i < 66'000; i++)
      last = out.addSection(".rodata.n", SHT_PROGBITS, SHF_ALLOC, 1);
    out.contents(last) = "last";
    out.define("last", last, 0, 4);
    out.relocate(last, 0, 1, out.sectionSymbol(last), 0);
    std::string bytes = out.finish(), error;
    elf::ObjectReader in(target);
    ASSERT_TRUE(in.read(bytes, error)) << error;
    ASSERT_EQ(in.symbols.back().name, "last");
    const elf::Section &s = in.sections[in.symbols.back().section];
    EXPECT_EQ(s.data, "last");
    ASSERT_EQ(s.relocationCount, 1u);
    EXPECT_EQ(in.symbols.at(in.relocation(s, 0).symbol).section, in.symbols.back().section);
  }
}

TEST(Elf, OtherProcessorsAreRefused) {
  std::array<target::Target, 4> all = formats();
  for (const target::Target &made : all)
    for (const target::Target &wanted : all) {
      std::string bytes = sample(made), error;
      bool same = made.elfMachine == wanted.elfMachine;
      EXPECT_EQ(elf::ObjectReader(wanted).read(bytes, error), same);
      EXPECT_EQ(error.empty(), same);
    }
}

/// Goes through all that an object has, like its users.
void visit(const elf::ObjectReader &in, std::string &copy) {
  for (const elf::Section &s : in.sections) {
    EXPECT_LT(s.leader, in.sections.size());
    for (size_t i = 0; i < s.relocationCount; i++) {
      elf::Relocation r = in.relocation(s, i);
      in.change(copy, s, i, r, in.addend(s, i));
    }
  }
  for (const elf::Symbol &s : in.symbols)
    EXPECT_LT(s.section, in.sections.size());
}

TEST(Elf, DamageIsReported) {
  for (const target::Target &target : formats())
    for (bool moved : {false, true}) {
      if (moved && target.wordSize == 8)
        continue;
      const std::string sound = moved ? withMovedAddends(target) : sample(target);
      unsigned refused = 0;
      auto attempt = [&](const std::string &bytes) {
        elf::ObjectReader in(target);
        std::string error, copy = bytes;
        if (in.read(bytes, error))
          return visit(in, copy);
        EXPECT_FALSE(error.empty());
        refused++;
      };
      for (size_t n = 0; n < sound.size(); n++)
        attempt(std::string(sound.data(), n));
      EXPECT_EQ(refused, sound.size()); // the headers of sections come last
      for (size_t at = 0; at < sound.size(); at++)
        for (unsigned char value : {0, 1, 0x7f, 0x80, 0xff}) {
          std::string bytes = sound;
          bytes[at] = char(value);
          attempt(bytes);
        }
    }
}

} // namespace

} // namespace golem::link
