// Scanning of numbers, characters and strings with all their ways to go wrong.
#include "base/unicode.h"
#include "syntax/scanner.h"

namespace golem::syntax {

namespace {

int32_t lower(int32_t c) { return c | 0x20; }
bool isDecimal(int32_t c) { return c >= '0' && c <= '9'; }
bool isHex(int32_t c) { return isDecimal(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

std::string baseName(int base) {
  switch (base) {
  case 2: return "binary";
  case 8: return "octal";
  case 10: return "decimal";
  default: return "hexadecimal";
  }
}

// Index of the first _ that does not separate digits, or -1. A base prefix counts as a digit.
int invalidSeparator(std::string_view x) {
  char prefix = ' ';
  char d = '.';  // the character before: '_', '0' for any digit, '.' for anything else
  size_t i = 0;
  if (x.size() >= 2 && x[0] == '0') {
    prefix = char(lower(x[1]));
    if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
      d = '0';
      i = 2;
    }
  }
  for (; i < x.size(); ++i) {
    char before = d;
    d = x[i];
    if (d == '_') {
      if (before != '0')
        return int(i);
    } else if (isDecimal(d) || (prefix == 'x' && isHex(d))) {
      d = '0';
    } else {
      if (before == '_')
        return int(i) - 1;
      d = '.';
    }
  }
  return d == '_' ? int(x.size()) - 1 : -1;
}

}  // namespace

// Reads digits and underscores; bit 0 of the result: digits, bit 1: underscores. For bases up to 10 any decimal digit is
// taken and *invalid becomes the index of the first that is too large.
int Scanner::digits(int base, int* invalid) {
  int seen = 0;
  while (ch == '_' || (base <= 10 ? isDecimal(ch) : isHex(ch))) {
    if (ch == '_') {
      seen |= 2;
    } else {
      seen |= 1;
      if (base <= 10 && ch >= '0' + base && invalid != nullptr && *invalid < 0)
        *invalid = int(offset - tokOffset);
    }
    nextch();
  }
  return seen;
}

void Scanner::exponent(char letter, char prefix, int* digsep, bool* ok) {
  if (*ok && letter == 'e' && prefix != 0 && prefix != '0') {
    errorHere(base::quoteChar(ch) + " exponent requires decimal mantissa");
    *ok = false;
  } else if (*ok && letter == 'p' && prefix != 'x') {
    errorHere(base::quoteChar(ch) + " exponent requires hexadecimal mantissa");
    *ok = false;
  }
  nextch();
  if (ch == '+' || ch == '-')
    nextch();
  *digsep = digits(10, nullptr) | (*digsep & 2);
  if ((*digsep & 1) == 0 && *ok) {
    errorHere("exponent has no digits");
    *ok = false;
  }
}

void Scanner::number(bool seenPoint) {
  bool ok = true;
  LitKind kind = LitKind::Int;
  int base = 10;
  char prefix = 0;  // 0: decimal, '0': old octal, else the letter
  int digsep = 0;
  int invalid = -1;

  if (!seenPoint) {
    if (ch == '0') {
      nextch();
      switch (lower(ch)) {
      case 'x': base = 16; prefix = 'x'; break;
      case 'o': base = 8; prefix = 'o'; break;
      case 'b': base = 2; prefix = 'b'; break;
      default: base = 8; prefix = '0'; digsep = 1;
      }
      if (prefix != '0')
        nextch();
    }
    digsep |= digits(base, &invalid);
    if (ch == '.') {
      if (prefix == 'o' || prefix == 'b') {
        errorHere("invalid radix point in " + baseName(base) + " literal");
        ok = false;
      }
      nextch();
      seenPoint = true;
    }
  }
  if (seenPoint) {
    kind = LitKind::Float;
    digsep |= digits(base, &invalid);
  }
  if ((digsep & 1) == 0 && ok) {
    errorHere(baseName(base) + " literal has no digits");
    ok = false;
  }
  if (int32_t e = lower(ch); ch > 0 && (e == 'e' || e == 'p')) {
    kind = LitKind::Float;
    exponent(char(e), prefix, &digsep, &ok);
  } else if (prefix == 'x' && kind == LitKind::Float && ok) {
    errorHere("hexadecimal mantissa requires a 'p' exponent");
    ok = false;
  }
  if (ch == 'i') {
    kind = LitKind::Imag;
    nextch();
  }

  setLiteral(kind, ok);
  if (kind == LitKind::Int && invalid >= 0 && ok) {
    std::string digit = base::quoteChar(static_cast<unsigned char>(lit[size_t(invalid)]));
    errorAt(uint32_t(invalid), "invalid digit " + digit + " in " + baseName(base) + " literal");
    ok = false;
  }
  if ((digsep & 2) != 0 && ok) {
    if (int i = invalidSeparator(lit); i >= 0) {
      errorAt(uint32_t(i), "'_' must separate successive digits");
      ok = false;
    }
  }
  bad = !ok;
}

void Scanner::rune() {
  bool ok = true;
  auto fail = [&](bool atStart, const char* message) {
    if (!ok)
      return;
    ok = false;
    if (atStart)
      errorAt(0, message);
    else
      errorHere(message);
  };
  nextch();
  for (int n = 0;; ++n) {
    if (ch == '\'') {
      if (n == 0)
        fail(false, "empty rune literal or unescaped '");
      else if (n != 1)
        fail(true, "more than one character in rune literal");
      nextch();
      break;
    }
    if (ch == '\\') {
      nextch();
      if (!escape('\''))
        ok = false;
      continue;
    }
    if (ch == '\n') {
      fail(false, "newline in rune literal");
      break;
    }
    if (ch < 0) {
      fail(true, "rune literal not terminated");
      break;
    }
    nextch();
  }
  setLiteral(LitKind::Rune, ok);
}

void Scanner::stdString() {
  bool ok = true;
  nextch();
  for (;;) {
    if (ch == '"') {
      nextch();
      break;
    }
    if (ch == '\\') {
      nextch();
      if (!escape('"'))
        ok = false;
      continue;
    }
    if (ch == '\n') {
      errorHere("newline in string");
      ok = false;
      break;
    }
    if (ch < 0) {
      errorAt(0, "string not terminated");
      ok = false;
      break;
    }
    nextch();
  }
  setLiteral(LitKind::String, ok);
}

void Scanner::rawString() {
  bool ok = true;
  nextch();
  while (ch != '`') {
    if (ch < 0) {
      errorAt(0, "string not terminated");
      ok = false;
      break;
    }
    nextch();
  }
  if (ok)
    nextch();
  setLiteral(LitKind::String, ok);  // carriage returns stay in the text though they are not in the value
}

// The backslash has been read. At end of file the caller complains.
bool Scanner::escape(int32_t quote) {
  int n = 0;
  uint32_t base = 16, max = uint32_t(base::maxChar);
  switch (ch) {
  case 'a': case 'b': case 'f': case 'n': case 'r': case 't': case 'v': case '\\':
    nextch();
    return true;
  case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7':
    n = 3;
    base = 8;
    max = 255;
    break;
  case 'x':
    nextch();
    n = 2;
    max = 255;
    break;
  case 'u':
    nextch();
    n = 4;
    break;
  case 'U':
    nextch();
    n = 8;
    break;
  default:
    if (ch == quote) {
      nextch();
      return true;
    }
    if (ch < 0)
      return true;
    errorHere("unknown escape");
    return false;
  }

  uint32_t x = 0;
  for (; n > 0; --n) {
    if (ch < 0)
      return true;
    uint32_t d = base;
    if (isDecimal(ch))
      d = uint32_t(ch - '0');
    else if (lower(ch) >= 'a' && lower(ch) <= 'f')
      d = uint32_t(lower(ch) - 'a' + 10);
    if (d >= base) {
      errorHere("invalid character " + base::quoteChar(ch) + " in " + baseName(int(base)) + " escape");
      return false;
    }
    x = x * base + d;
    nextch();
  }
  if (x > max && base == 8) {
    errorHere("octal escape value " + std::to_string(x) + " > 255");
    return false;
  }
  if (x > max || (x >= 0xD800 && x < 0xE000)) {
    errorHere("escape is invalid Unicode code point " + base::unicodeName(x));
    return false;
  }
  return true;
}

}  // namespace golem::syntax
