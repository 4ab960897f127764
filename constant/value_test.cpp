// Constants: literals, arithmetic, representation limits, text.
#include "constant/value.h"

#include <gtest/gtest.h>

#include <cmath>

namespace golem::constant {
namespace {

Val integer(const char* s) { return makeFromLiteral(s, LitKind::Int); }
Val flt(const char* s) { return makeFromLiteral(s, LitKind::Float); }

TEST(Literals, Integers) {
  EXPECT_EQ(int64Val(integer("0x_ff")), 255);
  EXPECT_EQ(int64Val(integer("0b101")), 5);
  EXPECT_EQ(int64Val(integer("0o17")), 15);
  EXPECT_EQ(int64Val(integer("017")), 15);
  EXPECT_EQ(int64Val(integer("9223372036854775807")), INT64_MAX);
  EXPECT_EQ(exactString(integer("9223372036854775808")), "9223372036854775808");
  EXPECT_EQ(bitLen(integer("0x1_0000_0000_0000_0000")), 65);
}

TEST(Literals, Floats) {
  EXPECT_EQ(exactString(flt("0.1")), "1/10");
  EXPECT_EQ(exactString(flt("0x1p-2")), "1/4");
  EXPECT_EQ(exactString(flt("1e3")), "1000");
  EXPECT_EQ(float64Val(flt("5e-324")), 5e-324);
  EXPECT_EQ(float64Val(flt("1e-400")), 0.0);
  EXPECT_TRUE(std::isinf(float64Val(flt("1e400"))));
  EXPECT_EQ(kind(flt("1e5000")), Kind::Float);
}

TEST(Literals, Runes) {
  EXPECT_EQ(int64Val(makeFromLiteral("'a'", LitKind::Rune)), 'a');
  EXPECT_EQ(int64Val(makeFromLiteral("'\\u00e9'", LitKind::Rune)), 0xe9);
  EXPECT_EQ(int64Val(makeFromLiteral("'\\''", LitKind::Rune)), '\'');
  EXPECT_EQ(int64Val(makeFromLiteral("'\\377'", LitKind::Rune)), 255);
}

TEST(Literals, Strings) {
  EXPECT_EQ(stringVal(makeFromLiteral("\"a\\n\\x41\\u20ac\"", LitKind::String)), "a\nA\xE2\x82\xAC");
  EXPECT_EQ(stringVal(makeFromLiteral("`a\r\\n`", LitKind::String)), "a\\n");
}

TEST(Arithmetic, Integers) {
  EXPECT_EQ(exactString(binaryOp(makeInt64(INT64_MAX), Op::Add, makeInt64(1))), "9223372036854775808");
  EXPECT_EQ(exactString(binaryOp(makeInt64(-7), Op::QuoInt, makeInt64(2))), "-3");
  EXPECT_EQ(exactString(binaryOp(makeInt64(-7), Op::Rem, makeInt64(2))), "-1");
  EXPECT_EQ(exactString(binaryOp(makeInt64(1), Op::Div, makeInt64(3))), "1/3");
  EXPECT_EQ(exactString(shift(makeInt64(1), Op::Shl, 100)), "1267650600228229401496703205376");
  EXPECT_EQ(exactString(shift(makeInt64(-1), Op::Shr, 100)), "-1");
  EXPECT_EQ(exactString(unaryOp(Op::Xor, makeInt64(0), 8)), "255");
  EXPECT_EQ(exactString(unaryOp(Op::Xor, makeInt64(5), 0)), "-6");
  EXPECT_EQ(exactString(unaryOp(Op::Sub, makeInt64(INT64_MIN), 0)), "9223372036854775808");
}

TEST(Arithmetic, ThirdTimesThree) {
  Val third = binaryOp(makeInt64(1), Op::Div, makeInt64(3));
  EXPECT_TRUE(compare(binaryOp(third, Op::Mul, makeInt64(3)), Op::Eql, makeInt64(1)));
}

TEST(Arithmetic, Complex) {
  Val i = makeFromLiteral("1i", LitKind::Imag);
  Val sq = binaryOp(i, Op::Mul, i);
  EXPECT_EQ(exactString(real(sq)), "-1");
  EXPECT_EQ(int64Val(toInt(sq)), -1);
  EXPECT_EQ(exactString(binaryOp(binaryOp(makeInt64(1), Op::Add, i), Op::Div, i)), "(1 + -1i)");
}

TEST(Arithmetic, LongConcatenation) {
  Val s = makeString("");
  for (int i = 0; i < 100000; i++) s = binaryOp(s, Op::Add, makeString("x"));
  EXPECT_EQ(stringVal(s).size(), 100000u);
}

TEST(Conversions, ToInt) {
  EXPECT_EQ(int64Val(toInt(flt("3.0"))), 3);
  EXPECT_TRUE(isUnknown(toInt(flt("3.5"))));
  EXPECT_EQ(kind(toFloat(makeInt64(3))), Kind::Float);
}

TEST(Conversions, Rounding) {
  bool exact;
  EXPECT_EQ(float32Val(flt("0.1"), &exact), 0.1f);
  EXPECT_FALSE(exact);
  EXPECT_EQ(float64Val(makeInt64(1) , &exact), 1.0);
  EXPECT_TRUE(exact);
  // Halfway between two doubles: to even.
  EXPECT_EQ(float64Val(integer("9007199254740993")), 9007199254740992.0);
}

TEST(Text, Short) {
  EXPECT_EQ(toString(flt("0.1")), "0.1");
  EXPECT_EQ(toString(flt("1e100")), "1e+100");
  EXPECT_EQ(toString(flt("1e1000")), "1e+1000");
  EXPECT_EQ(toString(makeString("a\"b\n")), "\"a\\\"b\\n\"");
  EXPECT_EQ(toString(makeString(std::string(100, 'x'))), "\"" + std::string(68, 'x') + "...");
}

TEST(Bytes, RoundTrip) {
  Val v = integer("0x123456789abcdef0123456789");
  EXPECT_TRUE(compare(makeFromBytes(bytes(v)), Op::Eql, v));
  EXPECT_EQ(bytes(makeInt64(0)), "");
}

}  // namespace
}  // namespace golem::constant
