// Constants from literals and back to text.
#include <charconv>
#include <cmath>
#include <cstring>

#include "constant/internal.h"

namespace golem::constant {

namespace {

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = char(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

// Strips the prefix of a number (0x, 0o, 0b) and gives the base; a plain leading 0 means 8 if octal is set.
int takeBase(std::string_view& s, bool octal) {
  if (s.size() > 1 && s[0] == '0') {
    int base = 0;
    switch (s[1] | 0x20) {
      case 'x': base = 16; break;
      case 'o': base = 8; break;
      case 'b': base = 2; break;
      default: break;
    }
    if (base != 0) {
      s.remove_prefix(2);
      return base;
    }
    if (octal) {
      s.remove_prefix(1);
      return 8;
    }
  }
  return 10;
}

Val intLiteral(std::string_view s) {
  int base = takeBase(s, true);
  if (s.empty()) return makeUnknown();
  uint64_t v = 0;
  bool big = false;
  for (char c : s) {
    int d = digitOf(c);
    if (d >= base) return makeUnknown();
    if (v > (uint64_t(INT64_MAX) - d) / base) big = true;
    v = v * base + d;
  }
  if (!big) return makeInt64(int64_t(v));
  auto* b = new BigVal;
  mpz_set_str(b->z, std::string(s).c_str(), base);
  return normInt(b);
}

Val floatLiteral(std::string_view s) {
  int base = takeBase(s, false);
  // Mantissa digits without the point, its scale in digits, and the exponent.
  std::string digits;
  int64_t scale = 0, exponent = 0;
  bool point = false, hasExp = false;
  size_t i = 0;
  for (; i < s.size(); i++) {
    char c = s[i];
    if (c == '.') {
      if (point) return makeUnknown();
      point = true;
      continue;
    }
    char lower = char(c | 0x20);
    if ((base == 10 && lower == 'e') || (base == 16 && lower == 'p')) {
      hasExp = true;
      break;
    }
    if (digitOf(c) >= base) return makeUnknown();
    digits += c;
    if (point) scale++;
  }
  if (digits.empty()) return makeUnknown();
  if (hasExp) {
    std::string_view e = s.substr(i + 1);
    bool neg = false;
    if (!e.empty() && (e[0] == '+' || e[0] == '-')) {
      neg = e[0] == '-';
      e.remove_prefix(1);
    }
    if (e.empty()) return makeUnknown();
    for (char c : e) {
      if (c < '0' || c > '9') return makeUnknown();
      if (exponent < (int64_t(1) << 40)) exponent = exponent * 10 + (c - '0');
    }
    if (neg) exponent = -exponent;
  }
  // value = digits * base^-scale * 10^exponent (2^exponent in hexadecimal)
  mpz_t m;
  mpz_init(m);
  mpz_set_str(m, digits.c_str(), base);
  if (mpz_sgn(m) == 0) {
    mpz_clear(m);
    return new RatVal;
  }
  auto* f = new FloatVal;
  if (base == 10) {
    // MPFR reads decimals with correct rounding, however large the exponent is.
    std::string text = digits + "e" + std::to_string(exponent - scale);
    mpfr_strtofr(f->f, text.c_str(), nullptr, 10, MPFR_RNDN);
  } else {
    mpfr_set_z(f->f, m, MPFR_RNDN);
    int64_t bits = base == 16 ? 4 : base == 8 ? 3 : 1;
    int64_t e = exponent - scale * bits;
    e = e > (int64_t(1) << 40) ? int64_t(1) << 40 : e < -(int64_t(1) << 40) ? -(int64_t(1) << 40) : e;
    mpfr_mul_2si(f->f, f->f, e, MPFR_RNDN);
  }
  if (!smallFloat(f->f) || mpfr_zero_p(f->f)) {
    mpz_clear(m);
    if (mpfr_zero_p(f->f)) return new RatVal;
    return normFloat(f);
  }
  auto* r = new RatVal;
  mpz_set(mpq_numref(r->q), m);
  if (base == 10) {
    int64_t e = exponent - scale;
    mpz_ui_pow_ui(m, 10, uint64_t(e < 0 ? -e : e));
    if (e < 0) {
      mpz_set(mpq_denref(r->q), m);
    } else {
      mpz_mul(mpq_numref(r->q), mpq_numref(r->q), m);
    }
  } else {
    int64_t e = exponent - scale * (base == 16 ? 4 : base == 8 ? 3 : 1);
    if (e < 0) {
      mpz_mul_2exp(mpq_denref(r->q), mpq_denref(r->q), uint64_t(-e));
    } else {
      mpz_mul_2exp(mpq_numref(r->q), mpq_numref(r->q), uint64_t(e));
    }
  }
  mpq_canonicalize(r->q);
  mpz_clear(m);
  return r;
}

void appendRune(std::string& out, uint32_t r) {
  if (r > 0x10FFFF || (r >= 0xD800 && r < 0xE000)) r = 0xFFFD;
  if (r < 0x80) {
    out += char(r);
  } else if (r < 0x800) {
    out += char(0xC0 | r >> 6);
    out += char(0x80 | (r & 63));
  } else if (r < 0x10000) {
    out += char(0xE0 | r >> 12);
    out += char(0x80 | (r >> 6 & 63));
    out += char(0x80 | (r & 63));
  } else {
    out += char(0xF0 | r >> 18);
    out += char(0x80 | (r >> 12 & 63));
    out += char(0x80 | (r >> 6 & 63));
    out += char(0x80 | (r & 63));
  }
}

// Decodes one rune; size is 0 at the end, an invalid byte gives U+FFFD with size 1.
uint32_t decodeRune(std::string_view s, int& size) {
  if (s.empty()) return size = 0, 0xFFFD;
  unsigned char c = s[0];
  size = 1;
  if (c < 0x80) return c;
  int n = c >= 0xF0 && c < 0xF5 ? 4 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xC2 && c < 0xE0 ? 2 : 0;
  if (n == 0 || s.size() < size_t(n)) return 0xFFFD;
  uint32_t r = c & (0x7F >> n);
  for (int i = 1; i < n; i++) {
    unsigned char d = s[i];
    if ((d & 0xC0) != 0x80) return 0xFFFD;
    r = r << 6 | (d & 63);
  }
  if ((n == 3 && r < 0x800) || (n == 4 && (r < 0x10000 || r > 0x10FFFF)) || (r >= 0xD800 && r < 0xE000)) return 0xFFFD;
  size = n;
  return r;
}

// One character or escape of a quoted literal; false if it is malformed. byte: r is a byte (\x, octal), not a rune.
bool unquoteChar(std::string_view& s, uint32_t& r, bool& byte) {
  byte = false;
  if (s.empty()) return false;
  if (s[0] != '\\') {
    int n;
    r = decodeRune(s, n);
    s.remove_prefix(n);
    return true;
  }
  if (s.size() < 2) return false;
  char c = s[1];
  s.remove_prefix(2);
  auto number = [&](size_t n, int base) {
    if (s.size() < n) return false;
    r = 0;
    for (size_t i = 0; i < n; i++) {
      int d = digitOf(s[i]);
      if (d >= base) return false;
      r = r * base + d;
    }
    s.remove_prefix(n);
    return true;
  };
  switch (c) {
    case 'a': r = 7; return true;
    case 'b': r = 8; return true;
    case 'f': r = 12; return true;
    case 'n': r = 10; return true;
    case 'r': r = 13; return true;
    case 't': r = 9; return true;
    case 'v': r = 11; return true;
    case '\\': case '\'': case '"': r = uint32_t(c); return true;
    case 'x': byte = true; return number(2, 16);
    case 'u': return number(4, 16) && !(r >= 0xD800 && r < 0xE000);
    case 'U': return number(8, 16) && r <= 0x10FFFF && !(r >= 0xD800 && r < 0xE000);
    default:
      if (c < '0' || c > '7' || s.size() < 2) return false;
      r = uint32_t(c - '0');
      for (int i = 0; i < 2; i++) {
        if (s[i] < '0' || s[i] > '7') return false;
        r = r * 8 + uint32_t(s[i] - '0');
      }
      s.remove_prefix(2);
      byte = true;
      return r < 256;
  }
}

Val stringLiteral(std::string_view s) {
  if (s.size() < 2) return makeUnknown();
  char q = s[0];
  s = s.substr(1, s.size() - 2);
  std::string out;
  out.reserve(s.size());
  if (q == '`') {
    for (char c : s) {
      if (c != '\r') out += c;
    }
    return makeString(out);
  }
  while (!s.empty()) {
    size_t n = s.find('\\');
    out += s.substr(0, n);
    if (n == std::string_view::npos) break;
    s.remove_prefix(n);
    uint32_t r;
    bool byte;
    if (!unquoteChar(s, r, byte)) return makeUnknown();
    byte ? void(out += char(r)) : appendRune(out, r);
  }
  return makeString(out);
}

// Whether Go's %q prints the rune as it is. Exact for Latin, close for the rest.
bool printable(uint32_t r) {
  if (r < 0x20 || r == 0x7F) return false;
  if (r < 0x7F) return true;
  if (r <= 0xA0 || r == 0xAD) return false;
  if (r == 0x1680 || (r >= 0x2000 && r <= 0x200F) || (r >= 0x2028 && r <= 0x202F) || (r >= 0x205F && r <= 0x206F) ||
      r == 0x3000 || r == 0xFEFF || (r >= 0xFFF0 && r <= 0xFFFB))
    return false;
  if ((r >= 0xD800 && r < 0xF900) || (r & 0xFFFE) == 0xFFFE || r >= 0xE0000) return false;
  return true;
}

std::string floatText(const mpfr_t f) {
  double x = mpfr_get_d(f, MPFR_RNDN);
  char buf[64];
  if ((mpfr_zero_p(f) != 0) == (x == 0) && !std::isinf(x)) {
    std::snprintf(buf, sizeof buf, "%.6g", x);
    std::string s = buf;
    if (!mpfr_integer_p(f) && s.find('.') == std::string::npos) {
      for (int p = 1; p <= 17; p++) {  // the shortest text that reads back as x
        std::snprintf(buf, sizeof buf, "%.*g", p, x);
        if (std::strtod(buf, nullptr) == x) break;
      }
      s = buf;
    }
    return s;
  }
  // Outside a double's range: f = m * 2^e, written in decimal.
  mpfr_exp_t exp = mpfr_get_exp(f);
  mpfr_t mant;
  mpfr_init2(mant, kPrec);
  mpfr_set(mant, f, MPFR_RNDN);
  mpfr_set_exp(mant, 0);
  double m = mpfr_get_d(mant, MPFR_RNDN);
  mpfr_clear(mant);
  double d = double(exp) * (M_LN2 / M_LN10);
  int64_t e = int64_t(d);
  m *= std::pow(10, d - double(e));
  double am = std::fabs(m);
  if (am < 1 - 0.5e-6) {
    m *= 10;
    e--;
  } else if (am >= 10) {
    m /= 10;
    e++;
  }
  std::snprintf(buf, sizeof buf, "%.6ge%+lld", m, (long long)e);
  return buf;
}

std::string bigText(const mpz_t z) {
  std::string s(mpz_sizeinbase(z, 10) + 2, '\0');
  mpz_get_str(s.data(), 10, z);
  s.resize(std::strlen(s.c_str()));
  return s;
}

}  // namespace

Val makeFromLiteral(std::string_view lit, LitKind kind) {
  std::string clean;
  if (kind != LitKind::Rune && kind != LitKind::String && lit.find('_') != std::string_view::npos) {
    for (char c : lit) {
      if (c != '_') clean += c;
    }
    lit = clean;
  }
  switch (kind) {
    case LitKind::Int: return intLiteral(lit);
    case LitKind::Float: return floatLiteral(lit);
    case LitKind::Imag:
      if (lit.empty() || lit.back() != 'i') return makeUnknown();
      lit.remove_suffix(1);
      return makeComplex(makeInt64(0), floatLiteral(lit));
    case LitKind::Rune: {
      if (lit.size() < 3) return makeUnknown();
      lit = lit.substr(1, lit.size() - 2);
      uint32_t r;
      bool byte;
      return unquoteChar(lit, r, byte) ? makeInt64(int64_t(r)) : makeUnknown();
    }
    case LitKind::String: return stringLiteral(lit);
  }
  return makeUnknown();
}

std::string quote(std::string_view s) {
  std::string out = "\"";
  char buf[16];
  while (!s.empty()) {
    int n;
    uint32_t r = decodeRune(s, n);
    if (n == 1 && r == 0xFFFD) {
      std::snprintf(buf, sizeof buf, "\\x%02x", (unsigned char)s[0]);
      out += buf;
    } else if (r == '"' || r == '\\') {
      out += '\\';
      out += char(r);
    } else if (printable(r)) {
      out += s.substr(0, n);
    } else {
      switch (r) {
        case 7: out += "\\a"; break;
        case 8: out += "\\b"; break;
        case 12: out += "\\f"; break;
        case 10: out += "\\n"; break;
        case 13: out += "\\r"; break;
        case 9: out += "\\t"; break;
        case 11: out += "\\v"; break;
        default:
          std::snprintf(buf, sizeof buf, r < 0x20 || r == 0x7F ? "\\x%02x" : r < 0x10000 ? "\\u%04x" : "\\U%08x", r);
          out += buf;
      }
    }
    s.remove_prefix(n);
  }
  return out + '"';
}

std::string toString(Val x) {
  switch (x->rep) {
    case Rep::String: {
      std::string s = quote(get<StringVal>(x).text());
      constexpr int kMaxLen = 72;
      size_t i = 0, cut = 0;
      int runes = 0;
      while (i < s.size()) {
        if (runes == kMaxLen - 3) cut = i;
        int n;
        decodeRune(std::string_view(s).substr(i), n);
        i += n;
        runes++;
      }
      return runes > kMaxLen ? s.substr(0, cut) + "..." : s;
    }
    case Rep::Rat: {
      FloatVal* f = floatOf(x);
      return floatText(f->f);
    }
    case Rep::Float: return floatText(get<FloatVal>(x).f);
    case Rep::Complex:
      return "(" + toString(get<ComplexVal>(x).re) + " + " + toString(get<ComplexVal>(x).im) + "i)";
    default: return exactString(x);
  }
}

std::string exactString(Val x) {
  switch (x->rep) {
    case Rep::Unknown: return "unknown";
    case Rep::Bool: return get<BoolVal>(x).b ? "true" : "false";
    case Rep::String: return quote(get<StringVal>(x).text());
    case Rep::Int64: return std::to_string(get<Int64Val>(x).i);
    case Rep::Big: return bigText(get<BigVal>(x).z);
    case Rep::Rat: {
      const auto& q = get<RatVal>(x).q;
      std::string s = bigText(mpq_numref(q));
      if (mpz_cmp_ui(mpq_denref(q), 1) != 0) s += "/" + bigText(mpq_denref(q));
      return s;
    }
    case Rep::Float: {  // hexadecimal mantissa in [0.5, 1) and binary exponent
      const auto& f = get<FloatVal>(x).f;
      if (mpfr_zero_p(f)) return "0";
      mpz_t m;
      mpz_init(m);
      mpfr_exp_t e = mpfr_get_z_2exp(m, f);
      e += mpfr_exp_t(mpz_sizeinbase(m, 2));
      std::string sign = mpz_sgn(m) < 0 ? "-" : "";
      mpz_abs(m, m);
      size_t pad = (4 - mpz_sizeinbase(m, 2) % 4) % 4;
      mpz_mul_2exp(m, m, pad);
      std::string s(mpz_sizeinbase(m, 16) + 2, '\0');
      mpz_get_str(s.data(), 16, m);
      s.resize(std::strlen(s.c_str()));
      mpz_clear(m);
      while (!s.empty() && s.back() == '0') s.pop_back();
      return sign + "0x." + s + "p" + (e >= 0 ? "+" : "") + std::to_string(e);
    }
    case Rep::Complex:
      return "(" + exactString(get<ComplexVal>(x).re) + " + " + exactString(get<ComplexVal>(x).im) + "i)";
  }
  return "";
}

std::string hashKey(Val x) { return char('0' + int(kind(x))) + exactString(x); }

}  // namespace golem::constant
