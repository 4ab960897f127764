// Exact constant values of Go: booleans, strings, integers of any size, rationals and big floats, complex numbers.
// Values are immutable; they live for the whole process. nullptr means "no value", an Unknown value means "an error
// was reported about it already": every operation on Unknown gives Unknown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace golem::constant {

enum class Kind : uint8_t { Unknown, Bool, String, Int, Float, Complex };

// The operators that constants know (a subset of the language's tokens).
enum class Op : uint8_t {
  None, Add, Sub, Mul, Div, QuoInt, Rem, And, Or, Xor, AndNot, Shl, Shr, LAnd, LOr, Not, Eql, Neq, Lss, Leq, Gtr, Geq,
};

// The kinds of literals that makeFromLiteral reads.
enum class LitKind : uint8_t { Int, Float, Imag, Rune, String };

class Value;  // opaque: see value.cpp
using Val = const Value*;

Kind kind(Val x);
inline bool isUnknown(Val x) { return kind(x) == Kind::Unknown; }

// Construction.
Val makeUnknown();
Val makeBool(bool b);
Val makeString(std::string_view s);  // copies s
Val makeInt64(int64_t x);
Val makeUint64(uint64_t x);
Val makeFloat64(double x);  // Unknown for infinities and NaN
// Big integers as little-endian magnitude bytes plus sign (export data, code generation).
Val makeFromBytes(std::string_view littleEndianMagnitude, bool negative = false);
// The value of a literal in Go syntax (rune and string with their quotes); Unknown if it is malformed or too large.
Val makeFromLiteral(std::string_view lit, LitKind kind);
Val makeImag(Val x);  // x*i
Val makeComplex(Val re, Val im);

// Access. The exact flag (may be null) tells whether the result is precise.
bool boolVal(Val x);
std::string_view stringVal(Val x);
int64_t int64Val(Val x, bool* exact = nullptr);
uint64_t uint64Val(Val x, bool* exact = nullptr);
float float32Val(Val x, bool* exact = nullptr);
double float64Val(Val x, bool* exact = nullptr);  // nearest double; infinite when too large, 0 when too small
std::string bytes(Val x);                         // little-endian magnitude bytes of an Int value
int bitLen(Val x);                                // bits of |x|; x is Int (or Unknown: 0)
int sign(Val x);                                  // -1, 0, 1; complex: 0 only if x == 0; Unknown: 1
Val num(Val x);    // numerator of an Int or Float that is a fraction, else Unknown
Val denom(Val x);  // denominator likewise
Val real(Val x);
Val imag(Val x);

// Conversions: the value in the wanted kind, else Unknown.
Val toInt(Val x);
Val toFloat(Val x);
Val toComplex(Val x);

// Operations. prec is the width of an unsigned result for ^x (0: signed or untyped). Division by 0 must not be asked
// for. Integer division is Op::QuoInt; Op::Div of two Ints gives a rational.
Val unaryOp(Op op, Val y, unsigned prec);
Val binaryOp(Val x, Op op, Val y);
Val shift(Val x, Op op, unsigned s);
bool compare(Val x, Op op, Val y);

// Text: toString is short (strings are cut, floats rounded to 6 digits), exactString is precise.
std::string toString(Val x);
std::string exactString(Val x);

// A Go string literal for s, as strconv.Quote writes it.
std::string quote(std::string_view s);

// Text that distinguishes all values (for maps).
std::string hashKey(Val x);

}  // namespace golem::constant
