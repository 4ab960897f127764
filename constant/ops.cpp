// Arithmetic, shifts and comparisons of constants.
#include "constant/internal.h"

namespace golem::constant {

namespace {

// Brings both operands to the larger of their representations.
void match(Val& x, Val& y) {
  if (x->rep == y->rep) return;
  bool swapped = x->rep > y->rep;
  Val& a = swapped ? y : x;  // to be converted
  Val& b = swapped ? x : y;
  if (a->rep < Rep::Int64 || b->rep < Rep::Int64) {  // Unknown, or kinds that do not mix: the smaller wins
    b = a;
    return;
  }
  switch (b->rep) {
    case Rep::Big: a = bigOf(get<Int64Val>(a).i); break;
    case Rep::Rat: a = ratOf(a); break;
    case Rep::Float: a = floatOf(a); break;
    default: a = toComplex(a); break;
  }
}

Val bigBinary(const mpz_t a, Op op, const mpz_t b) {
  if (op == Op::Div) {
    auto* r = new RatVal;
    mpz_set(mpq_numref(r->q), a);
    mpz_set(mpq_denref(r->q), b);
    mpq_canonicalize(r->q);
    return normRat(r);
  }
  auto* c = new BigVal;
  switch (op) {
    case Op::Add: mpz_add(c->z, a, b); break;
    case Op::Sub: mpz_sub(c->z, a, b); break;
    case Op::Mul: mpz_mul(c->z, a, b); break;
    case Op::QuoInt: mpz_tdiv_q(c->z, a, b); break;
    case Op::Rem: mpz_tdiv_r(c->z, a, b); break;
    case Op::And: mpz_and(c->z, a, b); break;
    case Op::Or: mpz_ior(c->z, a, b); break;
    case Op::Xor: mpz_xor(c->z, a, b); break;
    case Op::AndNot: {
      mpz_com(c->z, b);
      mpz_and(c->z, a, c->z);
      break;
    }
    default: return makeUnknown();
  }
  return normInt(c);
}

Val int64Binary(int64_t a, Op op, int64_t b) {
  int64_t c;
  switch (op) {
    case Op::Add:
      if (!__builtin_add_overflow(a, b, &c)) return makeInt64(c);
      break;
    case Op::Sub:
      if (!__builtin_sub_overflow(a, b, &c)) return makeInt64(c);
      break;
    case Op::Mul:
      if (!__builtin_mul_overflow(a, b, &c)) return makeInt64(c);
      break;
    case Op::QuoInt:
      if (b == -1) return makeInt64(int64_t(0 - uint64_t(a)));  // like the int64 division that gc does
      return makeInt64(a / b);
    case Op::Rem: return makeInt64(b == -1 ? 0 : a % b);
    case Op::And: return makeInt64(a & b);
    case Op::Or: return makeInt64(a | b);
    case Op::Xor: return makeInt64(a ^ b);
    case Op::AndNot: return makeInt64(a & ~b);
    default: break;
  }
  mpz_t x, y;
  mpz_init_set_si(x, a);
  mpz_init_set_si(y, b);
  Val r = bigBinary(x, op, y);
  mpz_clear(x);
  mpz_clear(y);
  return r;
}

Val complexBinary(const ComplexVal& x, Op op, const ComplexVal& y) {
  auto bin = [](Val p, Op o, Val q) { return binaryOp(p, o, q); };
  switch (op) {
    case Op::Add:
    case Op::Sub: return makeComplex(bin(x.re, op, y.re), bin(x.im, op, y.im));
    case Op::Mul:
    case Op::Div: {
      Val ac = bin(x.re, Op::Mul, y.re), bd = bin(x.im, Op::Mul, y.im);
      Val bc = bin(x.im, Op::Mul, y.re), ad = bin(x.re, Op::Mul, y.im);
      if (op == Op::Mul) return makeComplex(bin(ac, Op::Sub, bd), bin(bc, Op::Add, ad));
      Val s = bin(bin(y.re, Op::Mul, y.re), Op::Add, bin(y.im, Op::Mul, y.im));
      return makeComplex(bin(bin(ac, Op::Add, bd), Op::Div, s), bin(bin(bc, Op::Sub, ad), Op::Div, s));
    }
    default: return makeUnknown();
  }
}

bool holds(int c, Op op) {
  switch (op) {
    case Op::Eql: return c == 0;
    case Op::Neq: return c != 0;
    case Op::Lss: return c < 0;
    case Op::Leq: return c <= 0;
    case Op::Gtr: return c > 0;
    case Op::Geq: return c >= 0;
    default: return false;
  }
}

}  // namespace

Val unaryOp(Op op, Val y, unsigned prec) {
  if (y->rep == Rep::Unknown) return y;
  switch (op) {
    case Op::Add: return y;
    case Op::Sub:
      switch (y->rep) {
        case Rep::Int64: {
          int64_t i = get<Int64Val>(y).i;
          if (i != INT64_MIN) return makeInt64(-i);
          BigVal* b = bigOf(i);
          mpz_neg(b->z, b->z);
          return b;
        }
        case Rep::Big: {
          auto* b = new BigVal;
          mpz_neg(b->z, get<BigVal>(y).z);
          return normInt(b);
        }
        case Rep::Rat: {
          auto* r = new RatVal;
          mpq_neg(r->q, get<RatVal>(y).q);
          return r;
        }
        case Rep::Float: {
          auto* f = new FloatVal;
          mpfr_neg(f->f, get<FloatVal>(y).f, MPFR_RNDN);
          return normFloat(f);
        }
        case Rep::Complex:
          return makeComplex(unaryOp(Op::Sub, get<ComplexVal>(y).re, 0), unaryOp(Op::Sub, get<ComplexVal>(y).im, 0));
        default: return makeUnknown();
      }
    case Op::Xor: {
      auto* z = new BigVal;
      if (y->rep == Rep::Int64) {
        setInt64(z->z, get<Int64Val>(y).i);
      } else if (y->rep == Rep::Big) {
        mpz_set(z->z, get<BigVal>(y).z);
      } else {
        return makeUnknown();
      }
      mpz_com(z->z, z->z);
      if (prec > 0) mpz_fdiv_r_2exp(z->z, z->z, prec);  // keeps the low prec bits
      return normInt(z);
    }
    case Op::Not: return y->rep == Rep::Bool ? makeBool(!get<BoolVal>(y).b) : makeUnknown();
    default: return makeUnknown();
  }
}

Val binaryOp(Val x, Op op, Val y) {
  match(x, y);
  switch (x->rep) {
    case Rep::Unknown: return x;
    case Rep::Bool:
      if (op == Op::LAnd) return makeBool(get<BoolVal>(x).b && get<BoolVal>(y).b);
      if (op == Op::LOr) return makeBool(get<BoolVal>(x).b || get<BoolVal>(y).b);
      return makeUnknown();
    case Rep::String:
      if (op == Op::Add) return new StringVal(&get<StringVal>(x), &get<StringVal>(y));
      return makeUnknown();
    case Rep::Int64: return int64Binary(get<Int64Val>(x).i, op, get<Int64Val>(y).i);
    case Rep::Big: return bigBinary(get<BigVal>(x).z, op, get<BigVal>(y).z);
    case Rep::Rat: {
      const auto &a = get<RatVal>(x).q, &b = get<RatVal>(y).q;
      auto* c = new RatVal;
      switch (op) {
        case Op::Add: mpq_add(c->q, a, b); break;
        case Op::Sub: mpq_sub(c->q, a, b); break;
        case Op::Mul: mpq_mul(c->q, a, b); break;
        case Op::Div: mpq_div(c->q, a, b); break;
        default: return makeUnknown();
      }
      return normRat(c);
    }
    case Rep::Float: {
      const auto &a = get<FloatVal>(x).f, &b = get<FloatVal>(y).f;
      auto* c = new FloatVal;
      switch (op) {
        case Op::Add: mpfr_add(c->f, a, b, MPFR_RNDN); break;
        case Op::Sub: mpfr_sub(c->f, a, b, MPFR_RNDN); break;
        case Op::Mul: mpfr_mul(c->f, a, b, MPFR_RNDN); break;
        case Op::Div: mpfr_div(c->f, a, b, MPFR_RNDN); break;
        default: return makeUnknown();
      }
      return normFloat(c);
    }
    case Rep::Complex: return complexBinary(get<ComplexVal>(x), op, get<ComplexVal>(y));
  }
  return makeUnknown();
}

Val shift(Val x, Op op, unsigned s) {
  if (x->rep != Rep::Int64 && x->rep != Rep::Big) return makeUnknown();
  if (s == 0) return x;
  if (x->rep == Rep::Int64 && op == Op::Shr) {
    int64_t i = get<Int64Val>(x).i;
    return makeInt64(s > 63 ? (i < 0 ? -1 : 0) : i >> s);
  }
  auto* z = new BigVal;
  if (x->rep == Rep::Int64) {
    setInt64(z->z, get<Int64Val>(x).i);
  } else {
    mpz_set(z->z, get<BigVal>(x).z);
  }
  if (op == Op::Shl) {
    mpz_mul_2exp(z->z, z->z, s);
  } else {
    mpz_fdiv_q_2exp(z->z, z->z, s);
  }
  return normInt(z);
}

bool compare(Val x, Op op, Val y) {
  match(x, y);
  switch (x->rep) {
    case Rep::Unknown: return false;
    case Rep::Bool: return holds(get<BoolVal>(x).b != get<BoolVal>(y).b, op);
    case Rep::String: return holds(get<StringVal>(x).text().compare(get<StringVal>(y).text()), op);
    case Rep::Int64: {
      int64_t a = get<Int64Val>(x).i, b = get<Int64Val>(y).i;
      return holds((a > b) - (a < b), op);
    }
    case Rep::Big: return holds(mpz_cmp(get<BigVal>(x).z, get<BigVal>(y).z), op);
    case Rep::Rat: return holds(mpq_cmp(get<RatVal>(x).q, get<RatVal>(y).q), op);
    case Rep::Float: return holds(mpfr_cmp(get<FloatVal>(x).f, get<FloatVal>(y).f), op);
    case Rep::Complex: {
      bool eq = compare(get<ComplexVal>(x).re, Op::Eql, get<ComplexVal>(y).re) &&
                compare(get<ComplexVal>(x).im, Op::Eql, get<ComplexVal>(y).im);
      return op == Op::Eql ? eq : op == Op::Neq && !eq;
    }
  }
  return false;
}

}  // namespace golem::constant
