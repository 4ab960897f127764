// Construction, access and conversion of constant values. Rules of representation (when a rational becomes a float,
// which precision floats have) decide what programs compute, so they are gc's.
#include "constant/value.h"

#include <bit>
#include <cmath>
#include <vector>
#include <cstring>

#include "constant/internal.h"

namespace golem::constant {

namespace {

constexpr int kMaxExp = 4 << 10;  // longer rationals become floats

bool smallInt(const mpz_t z) { return mpz_sgn(z) == 0 || mpz_sizeinbase(z, 2) < size_t(kMaxExp); }

bool fitsInt64(const mpz_t z) { return mpz_fits_slong_p(z) != 0; }

// The value truncated to 200 bits with a sticky last bit: rounding it again gives what rounding q would.
void stickyFloat(mpfr_t out, const mpq_t q) {
  mpfr_init2(out, 200);
  if (mpfr_set_q(out, q, MPFR_RNDZ) != 0) {
    mpfr_prec_round(out, 201, MPFR_RNDN);
    mpq_sgn(q) > 0 ? mpfr_nextabove(out) : mpfr_nextbelow(out);
  }
}

}  // namespace

void setInt64(mpz_t z, int64_t i) { mpz_set_si(z, i); }

const std::string& StringVal::text() const {
  if (l != nullptr) {
    std::vector<const StringVal*> todo{this};
    std::string out;
    while (!todo.empty()) {
      const StringVal* x = todo.back();
      todo.pop_back();
      if (x->l == nullptr) {
        out += x->s;
      } else {
        todo.push_back(x->r);
        todo.push_back(x->l);
      }
    }
    s = std::move(out);
    l = r = nullptr;
  }
  return s;
}

bool smallFloat(const mpfr_t f) {
  if (mpfr_inf_p(f)) return false;
  if (mpfr_zero_p(f)) return true;
  mpfr_exp_t e = mpfr_get_exp(f);
  return -kMaxExp < e && e < kMaxExp;
}

Val normInt(BigVal* x) { return fitsInt64(x->z) ? makeInt64(mpz_get_si(x->z)) : x; }

Val normRat(RatVal* x) {
  if (smallInt(mpq_numref(x->q)) && smallInt(mpq_denref(x->q))) return x;
  auto* f = new FloatVal;
  mpfr_set_q(f->f, x->q, MPFR_RNDN);
  return f;
}

Val normFloat(FloatVal* x) {
  if (mpfr_zero_p(x->f)) mpfr_set_zero(x->f, 1);
  if (mpfr_inf_p(x->f) || mpfr_nan_p(x->f)) return makeUnknown();
  return x;
}

BigVal* bigOf(int64_t i) {
  auto* b = new BigVal;
  setInt64(b->z, i);
  return b;
}

RatVal* ratOf(Val x) {
  auto* r = new RatVal;
  switch (x->rep) {
    case Rep::Int64: mpq_set_si(r->q, get<Int64Val>(x).i, 1); break;
    case Rep::Big: mpq_set_z(r->q, get<BigVal>(x).z); break;
    default: mpq_set(r->q, get<RatVal>(x).q); break;
  }
  return r;
}

FloatVal* floatOf(Val x) {
  auto* f = new FloatVal;
  switch (x->rep) {
    case Rep::Int64: mpfr_set_si(f->f, get<Int64Val>(x).i, MPFR_RNDN); break;
    case Rep::Big: mpfr_set_z(f->f, get<BigVal>(x).z, MPFR_RNDN); break;
    case Rep::Rat: mpfr_set_q(f->f, get<RatVal>(x).q, MPFR_RNDN); break;
    default: mpfr_set(f->f, get<FloatVal>(x).f, MPFR_RNDN); break;
  }
  return f;
}

Kind kind(Val x) {
  switch (x->rep) {
    case Rep::Unknown: return Kind::Unknown;
    case Rep::Bool: return Kind::Bool;
    case Rep::String: return Kind::String;
    case Rep::Int64:
    case Rep::Big: return Kind::Int;
    case Rep::Rat:
    case Rep::Float: return Kind::Float;
    case Rep::Complex: return Kind::Complex;
  }
  return Kind::Unknown;
}

Val makeUnknown() {
  static const Value unknown(Rep::Unknown);
  return &unknown;
}

Val makeBool(bool b) {
  static const BoolVal values[2] = {BoolVal(false), BoolVal(true)};
  return &values[b];
}

Val makeString(std::string_view s) { return new StringVal(std::string(s)); }

Val makeInt64(int64_t x) { return new Int64Val(x); }

Val makeUint64(uint64_t x) {
  if (x <= uint64_t(INT64_MAX)) return makeInt64(int64_t(x));
  auto* b = new BigVal;
  mpz_set_ui(b->z, x);
  return b;
}

Val makeFloat64(double x) {
  if (!std::isfinite(x)) return makeUnknown();
  int e = 0;
  std::frexp(x, &e);
  if (-kMaxExp < e && e < kMaxExp) {
    auto* r = new RatVal;
    mpq_set_d(r->q, x);
    return r;
  }
  auto* f = new FloatVal;
  mpfr_set_d(f->f, x + 0, MPFR_RNDN);
  return normFloat(f);
}

Val makeFromBytes(std::string_view magnitude, bool negative) {
  auto* b = new BigVal;
  mpz_import(b->z, magnitude.size(), -1, 1, -1, 0, magnitude.data());
  if (negative) mpz_neg(b->z, b->z);
  return normInt(b);
}

Val makeComplex(Val re, Val im) {
  if (isUnknown(re) || isUnknown(im)) return makeUnknown();
  return new ComplexVal(re, im);
}

Val makeImag(Val x) { return isUnknown(x) ? x : makeComplex(makeInt64(0), x); }

bool boolVal(Val x) { return x->rep == Rep::Bool && get<BoolVal>(x).b; }

std::string_view stringVal(Val x) {
  return x->rep == Rep::String ? std::string_view(get<StringVal>(x).text()) : std::string_view();
}

int64_t int64Val(Val x, bool* exact) {
  bool dummy;
  if (exact == nullptr) exact = &dummy;
  *exact = x->rep == Rep::Int64;
  if (x->rep == Rep::Int64) return get<Int64Val>(x).i;
  if (x->rep == Rep::Big) {  // the low 64 bits with the sign, as big.Int does it
    const auto& b = get<BigVal>(x);
    uint64_t low = mpz_getlimbn(b.z, 0);
    return int64_t(mpz_sgn(b.z) < 0 ? 0 - low : low);
  }
  return 0;
}

uint64_t uint64Val(Val x, bool* exact) {
  bool dummy;
  if (exact == nullptr) exact = &dummy;
  *exact = false;
  if (x->rep == Rep::Int64) {
    *exact = get<Int64Val>(x).i >= 0;
    return uint64_t(get<Int64Val>(x).i);
  }
  if (x->rep == Rep::Big) {
    const auto& b = get<BigVal>(x);
    *exact = mpz_fits_ulong_p(b.z) != 0;
    uint64_t low = mpz_getlimbn(b.z, 0);
    return mpz_sgn(b.z) < 0 ? 0 - low : low;
  }
  return 0;
}

namespace {

template <class F, F (*fromMpfr)(const mpfr_t, mpfr_rnd_t)> F floatValOf(Val x, bool* exact) {
  bool dummy;
  if (exact == nullptr) exact = &dummy;
  switch (x->rep) {
    case Rep::Int64: {
      int64_t i = get<Int64Val>(x).i;
      F f = F(i);
      *exact = double(f) < 9223372036854775808.0 && int64_t(f) == i;
      return f;
    }
    case Rep::Big: {
      FloatVal t;
      mpfr_set_z(t.f, get<BigVal>(x).z, MPFR_RNDN);
      F f = fromMpfr(t.f, MPFR_RNDN);
      *exact = mpfr_cmp_d(t.f, f) == 0;
      mpfr_clear(t.f);
      return f;
    }
    case Rep::Rat: {
      mpfr_t t;
      stickyFloat(t, get<RatVal>(x).q);
      F f = fromMpfr(t, MPFR_RNDN);
      *exact = std::isfinite(f) && mpfr_cmp_d(t, f) == 0;
      mpfr_clear(t);
      return f;
    }
    case Rep::Float: {
      const auto& v = get<FloatVal>(x);
      F f = fromMpfr(v.f, MPFR_RNDN);
      *exact = mpfr_cmp_d(v.f, f) == 0;
      return f;
    }
    default: *exact = false; return 0;
  }
}

}  // namespace

float float32Val(Val x, bool* exact) { return floatValOf<float, mpfr_get_flt>(x, exact); }
double float64Val(Val x, bool* exact) { return floatValOf<double, mpfr_get_d>(x, exact); }

std::string bytes(Val x) {
  BigVal tmp;
  const mpz_t* z = &tmp.z;
  if (x->rep == Rep::Int64) {
    setInt64(tmp.z, get<Int64Val>(x).i);
  } else if (x->rep == Rep::Big) {
    z = &get<BigVal>(x).z;
  }
  size_t n = mpz_sgn(*z) == 0 ? 0 : (mpz_sizeinbase(*z, 2) + 7) / 8;
  std::string out(n, '\0');
  mpz_export(out.data(), nullptr, -1, 1, -1, 0, *z);
  mpz_clear(tmp.z);
  return out;
}

int bitLen(Val x) {
  if (x->rep == Rep::Int64) {
    int64_t i = get<Int64Val>(x).i;
    return 64 - std::countl_zero(i < 0 ? 0 - uint64_t(i) : uint64_t(i));
  }
  return x->rep == Rep::Big ? int(mpz_sizeinbase(get<BigVal>(x).z, 2)) : 0;
}

int sign(Val x) {
  switch (x->rep) {
    case Rep::Int64: return (get<Int64Val>(x).i > 0) - (get<Int64Val>(x).i < 0);
    case Rep::Big: return mpz_sgn(get<BigVal>(x).z);
    case Rep::Rat: return mpq_sgn(get<RatVal>(x).q);
    case Rep::Float: {
      int s = mpfr_sgn(get<FloatVal>(x).f);
      return (s > 0) - (s < 0);
    }
    case Rep::Complex: return sign(get<ComplexVal>(x).re) | sign(get<ComplexVal>(x).im);
    default: return 1;  // no division by zero errors after another error
  }
}

namespace {

Val part(Val x, bool numerator) {
  switch (x->rep) {
    case Rep::Int64:
    case Rep::Big: return numerator ? x : makeInt64(1);
    case Rep::Rat: {
      auto* b = new BigVal;
      const auto& q = get<RatVal>(x).q;
      mpz_set(b->z, numerator ? mpq_numref(q) : mpq_denref(q));
      return normInt(b);
    }
    case Rep::Float: {
      const auto& f = get<FloatVal>(x);
      if (!smallFloat(f.f)) return makeUnknown();
      RatVal r;
      mpfr_get_q(r.q, f.f);
      auto* b = new BigVal;
      mpz_set(b->z, numerator ? mpq_numref(r.q) : mpq_denref(r.q));
      mpq_clear(r.q);
      return normInt(b);
    }
    default: return makeUnknown();
  }
}

}  // namespace

Val num(Val x) { return part(x, true); }
Val denom(Val x) { return part(x, false); }

Val real(Val x) { return x->rep == Rep::Complex ? get<ComplexVal>(x).re : x; }

Val imag(Val x) {
  if (x->rep == Rep::Unknown) return x;
  return x->rep == Rep::Complex ? get<ComplexVal>(x).im : makeInt64(0);
}

Val toInt(Val x) {
  switch (x->rep) {
    case Rep::Int64:
    case Rep::Big: return x;
    case Rep::Rat: {
      const auto& r = get<RatVal>(x);
      if (mpz_cmp_ui(mpq_denref(r.q), 1) == 0) return part(x, true);
      break;
    }
    case Rep::Float: {
      const auto& f = get<FloatVal>(x);
      if (!smallFloat(f.f)) break;
      // An integer after dropping the last 4 bits counts: they may hold rounding errors.
      const mpfr_rnd_t modes[] = {MPFR_RNDN, MPFR_RNDZ, MPFR_RNDA};
      for (int i = 0; i < 3; i++) {
        mpfr_t t;
        mpfr_init2(t, i == 0 ? kPrec : kPrec - 4);
        mpfr_set(t, f.f, modes[i]);
        BigVal* b = nullptr;
        if (mpfr_integer_p(t)) {
          b = new BigVal;
          mpfr_get_z(b->z, t, MPFR_RNDN);
        }
        mpfr_clear(t);
        if (b != nullptr) return normInt(b);
      }
      break;
    }
    case Rep::Complex: {
      Val re = toFloat(x);
      if (kind(re) == Kind::Float) return toInt(re);
      break;
    }
    default: break;
  }
  return makeUnknown();
}

Val toFloat(Val x) {
  switch (x->rep) {
    case Rep::Int64: return ratOf(x);
    case Rep::Big:
      if (smallInt(get<BigVal>(x).z)) return ratOf(x);
      return floatOf(x);
    case Rep::Rat:
    case Rep::Float: return x;
    case Rep::Complex:
      if (sign(get<ComplexVal>(x).im) == 0) return toFloat(get<ComplexVal>(x).re);
      break;
    default: break;
  }
  return makeUnknown();
}

Val toComplex(Val x) {
  switch (x->rep) {
    case Rep::Int64:
    case Rep::Big:
    case Rep::Rat:
    case Rep::Float: return new ComplexVal(x, makeInt64(0));
    case Rep::Complex: return x;
    default: return makeUnknown();
  }
}

}  // namespace golem::constant
