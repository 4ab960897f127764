#include <gtest/gtest.h>

#include "base/arena.h"
#include "base/interner.h"
#include "base/stack.h"
#include "base/unicode.h"

namespace golem::base {
namespace {

TEST(Arena, GrowsAndAligns) {
  Arena a;
  for (size_t size : {1u, 7u, 100u, 70000u, 5000000u})
    for (size_t align : {1u, 8u, 64u}) {
      void* p = a.allocate(size, align);
      EXPECT_EQ(reinterpret_cast<uintptr_t>(p) % align, 0u);
      std::memset(p, 1, size);
    }
  EXPECT_TRUE(a.copy(std::vector<int>{}).empty());
  EXPECT_EQ(a.copy(std::vector<int>{1, 2})[1], 2);
}

TEST(Interner, GivesEqualPointers) {
  Interner in;
  std::string s = "name";
  EXPECT_TRUE(sameSymbol(in.intern("name"), in.intern(s)));
  EXPECT_FALSE(sameSymbol(in.intern("name"), in.intern("other")));
  EXPECT_TRUE(sameSymbol(in.intern(""), in.intern("")));
}

TEST(Unicode, Classes) {
  EXPECT_TRUE(isLetter(0xE9) && isLetter('x') && isLetter(0x4E16) && !isLetter('_') && !isLetter(-1));
  EXPECT_TRUE(isDigit(0x660) && !isDigit('a'));
  EXPECT_TRUE(isUpper(0xC9) && isUpper(0x100) && !isUpper(0x101) && !isUpper(0x4E16));
  EXPECT_TRUE(isPrint(0xE9) && !isPrint(0xFEFF) && !isPrint(0x7F) && isPrint(' '));
  EXPECT_EQ(toLower(0xC9), 0xE9);
  EXPECT_EQ(toLower(0x100), 0x101);
  EXPECT_EQ(toLower(0x101), 0x101);
  EXPECT_EQ(toLower(0x212A), 'k');
}

TEST(Unicode, Utf8) {
  for (int32_t c : {0x24, 0xE9, 0x4E16, 0x1F600, 0x10FFFF}) {
    std::string s;
    appendUtf8(s, c);
    Decoded d = decodeUtf8(s);
    EXPECT_EQ(d.c, c);
    EXPECT_EQ(size_t(d.width), s.size());
  }
  for (std::string_view bad : {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE9"}) {
    EXPECT_EQ(decodeUtf8(bad).c, replacementChar);
    EXPECT_EQ(decodeUtf8(bad).width, 1);
    EXPECT_FALSE(isValidUtf8(bad));
  }
}

TEST(Quote, AsGo) {
  EXPECT_EQ(quote("a\"b\\\n\x01\xFF\u00e9\u2028"), "\"a\\\"b\\\\\\n\\x01\\xff\u00e9\\u2028\"");
  EXPECT_EQ(quoteChar('\''), "'\\''");
  EXPECT_EQ(quoteChar(0x1F600), "'\U0001F600'");
  EXPECT_EQ(unicodeName('@'), "U+0040 '@'");
  EXPECT_EQ(unicodeName(0), "U+0000");
  EXPECT_EQ(unicodeName(0x1F600), "U+1F600 '\U0001F600'");
}

TEST(Quote, Unquote) {
  std::string s;
  EXPECT_TRUE(unquote("\"a\\n\\x41\\101\\u00e9\\\"\"", &s));
  EXPECT_EQ(s, "a\nAA\u00e9\"");
  EXPECT_TRUE(unquote("`a\r\\n`", &s));
  EXPECT_EQ(s, "a\\n");
  EXPECT_FALSE(unquote("\"\\400\"", &s));
  EXPECT_FALSE(unquote("\"\\ud800\"", &s));
  EXPECT_FALSE(unquote("\"a", &s));
  int32_t c;
  EXPECT_TRUE(unquoteChar("'\\''", &c) && c == '\'');
  EXPECT_TRUE(unquoteChar("'\u4e16'", &c) && c == 0x4E16);
  EXPECT_TRUE(unquoteChar("'\\xff'", &c) && c == 255);
  EXPECT_FALSE(unquoteChar("'ab'", &c));
}

TEST(Text, TrimSpace) {
  EXPECT_EQ(trimSpace(" \t\u00a0a b\u2003\n"), "a b");
  EXPECT_EQ(trimSpace(" \n"), "");
}

TEST(Stack, RunsElsewhere) {
  int sum = 0;
  runWithStack(size_t(256) << 20, [&] { sum = 42; });
  EXPECT_EQ(sum, 42);
}

}  // namespace
}  // namespace golem::base
