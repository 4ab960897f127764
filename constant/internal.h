// The representation of constant values, for this folder only.
#pragma once

#include <gmp.h>
#include <mpfr.h>

#include "constant/value.h"

namespace golem::constant {

// In the order in which operands of binary operations are matched: the smaller is converted to the larger.
enum class Rep : uint8_t { Unknown, Bool, String, Int64, Big, Rat, Float, Complex };

class Value {
 public:
  Rep rep;
  explicit Value(Rep r) : rep(r) {}
};

struct BoolVal : Value {
  bool b;
  explicit BoolVal(bool v) : Value(Rep::Bool), b(v) {}
};

// A string, or the concatenation of two that is done when the text is asked for: long sums stay linear.
struct StringVal : Value {
  mutable std::string s;
  mutable const StringVal *l = nullptr, *r = nullptr;
  explicit StringVal(std::string v) : Value(Rep::String), s(std::move(v)) {}
  StringVal(const StringVal* a, const StringVal* b) : Value(Rep::String), l(a), r(b) {}
  const std::string& text() const;
};

struct Int64Val : Value {
  int64_t i;
  explicit Int64Val(int64_t v) : Value(Rep::Int64), i(v) {}
};

struct BigVal : Value {  // does not fit int64_t
  mpz_t z;
  BigVal() : Value(Rep::Big) { mpz_init(z); }
};

struct RatVal : Value {
  mpq_t q;
  RatVal() : Value(Rep::Rat) { mpq_init(q); }
};

inline constexpr mpfr_prec_t kPrec = 512;
struct FloatVal : Value {
  mpfr_t f;
  FloatVal() : Value(Rep::Float) {
    mpfr_set_emin(INT32_MIN);  // the range of gc's numbers, not MPFR's
    mpfr_set_emax(INT32_MAX);
    mpfr_init2(f, kPrec);
  }
};

struct ComplexVal : Value {
  Val re, im;
  ComplexVal(Val a, Val b) : Value(Rep::Complex), re(a), im(b) {}
};

template <class T> const T& get(Val x) { return *static_cast<const T*>(x); }

Val normInt(BigVal* x);    // as Int64Val if it fits
Val normRat(RatVal* x);    // as FloatVal if numerator or denominator are too long
Val normFloat(FloatVal* x);
bool smallFloat(const mpfr_t f);
BigVal* bigOf(int64_t i);
RatVal* ratOf(Val x);      // of Int64, Big, Rat
FloatVal* floatOf(Val x);  // of Int64, Big, Rat, Float
void setInt64(mpz_t z, int64_t i);

}  // namespace golem::constant
