// UTF-8 and Go's quoting.
#include "base/unicode.h"

namespace golem::base {

namespace {

constexpr char hexDigits[] = "0123456789abcdef";

void appendHex(std::string& out, uint32_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    out += hexDigits[(value >> shift) & 15];
}

// width 1 and replacementChar: a byte that is not UTF-8.
void appendEscaped(std::string& out, int32_t c, int width, unsigned char byte, char quoteMark) {
  if (width == 1 && c == replacementChar) {
    out += "\\x";
    appendHex(out, byte, 2);
    return;
  }
  if (c == quoteMark || c == '\\') {
    out += '\\';
    out += char(c);
    return;
  }
  if (isPrint(c)) {
    appendUtf8(out, c);
    return;
  }
  switch (c) {
  case '\a': out += "\\a"; return;
  case '\b': out += "\\b"; return;
  case '\f': out += "\\f"; return;
  case '\n': out += "\\n"; return;
  case '\r': out += "\\r"; return;
  case '\t': out += "\\t"; return;
  case '\v': out += "\\v"; return;
  }
  if (c < ' ' || c == 0x7F) {
    out += "\\x";
    appendHex(out, uint32_t(c), 2);
  } else if (c < 0x10000) {
    out += "\\u";
    appendHex(out, uint32_t(c), 4);
  } else {
    out += "\\U";
    appendHex(out, uint32_t(c), 8);
  }
}

int hexValue(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c = char(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct Unescaped {
  int32_t value = 0;
  bool isByte = false;  // \x and octal escapes denote bytes
  bool ok = false;
};

// text starts behind the backslash; consumes what it reads.
Unescaped unescape(std::string_view& text, char quoteMark) {
  if (text.empty())
    return {};
  char c = text[0];
  text.remove_prefix(1);
  int digits = 0;
  switch (c) {
  case 'a': return {'\a', false, true};
  case 'b': return {'\b', false, true};
  case 'f': return {'\f', false, true};
  case 'n': return {'\n', false, true};
  case 'r': return {'\r', false, true};
  case 't': return {'\t', false, true};
  case 'v': return {'\v', false, true};
  case '\\': return {'\\', false, true};
  case 'x': digits = 2; break;
  case 'u': digits = 4; break;
  case 'U': digits = 8; break;
  default:
    if (c == quoteMark)
      return {c, false, true};
    if (c < '0' || c > '7' || text.size() < 2)
      return {};
    int32_t v = c - '0';
    for (int i = 0; i < 2; ++i) {
      if (text[i] < '0' || text[i] > '7')
        return {};
      v = v * 8 + (text[i] - '0');
    }
    text.remove_prefix(2);
    return {v, true, v <= 255};
  }
  if (text.size() < size_t(digits))
    return {};
  int64_t v = 0;
  for (int i = 0; i < digits; ++i) {
    int d = hexValue(text[i]);
    if (d < 0)
      return {};
    v = v * 16 + d;
  }
  text.remove_prefix(size_t(digits));
  if (c != 'x' && (v > maxChar || (v >= 0xD800 && v < 0xE000)))
    return {};
  return {int32_t(v), c == 'x', true};
}

}  // namespace

Decoded decodeUtf8(std::string_view text) {
  if (text.empty())
    return {replacementChar, 0};
  auto byte = [&](size_t i) { return uint32_t(static_cast<unsigned char>(text[i])); };
  uint32_t b = byte(0);
  if (b < 0x80)
    return {int32_t(b), 1};
  int width = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
  if (b < 0xC2 || b > 0xF4 || text.size() < size_t(width))
    return {replacementChar, 1};
  uint32_t c = b & (0xFFu >> (width + 1));
  for (int i = 1; i < width; ++i) {
    if ((byte(size_t(i)) & 0xC0) != 0x80)
      return {replacementChar, 1};
    c = c << 6 | (byte(size_t(i)) & 0x3F);
  }
  bool overlong = (width == 3 && c < 0x800) || (width == 4 && c < 0x10000);
  if (overlong || c > uint32_t(maxChar) || (c >= 0xD800 && c < 0xE000))
    return {replacementChar, 1};
  return {int32_t(c), width};
}

void appendUtf8(std::string& out, int32_t ch) {
  uint32_t c = uint32_t(ch);
  if (c > uint32_t(maxChar) || (c >= 0xD800 && c < 0xE000))
    c = uint32_t(replacementChar);
  if (c < 0x80) {
    out += char(c);
  } else if (c < 0x800) {
    out += char(0xC0 | c >> 6);
    out += char(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += char(0xE0 | c >> 12);
    out += char(0x80 | (c >> 6 & 0x3F));
    out += char(0x80 | (c & 0x3F));
  } else {
    out += char(0xF0 | c >> 18);
    out += char(0x80 | (c >> 12 & 0x3F));
    out += char(0x80 | (c >> 6 & 0x3F));
    out += char(0x80 | (c & 0x3F));
  }
}

bool isValidUtf8(std::string_view text) {
  while (!text.empty()) {
    Decoded d = decodeUtf8(text);
    if (d.c == replacementChar && d.width == 1)
      return false;
    text.remove_prefix(size_t(d.width));
  }
  return true;
}

std::string quote(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    Decoded d = decodeUtf8(text);
    appendEscaped(out, d.c, d.width, static_cast<unsigned char>(text[0]), '"');
    text.remove_prefix(size_t(d.width));
  }
  return out += '"';
}

std::string quoteChar(int32_t c) {
  if (c < 0 || c > maxChar || (c >= 0xD800 && c < 0xE000))
    c = replacementChar;
  std::string out = "'";
  appendEscaped(out, c, 2, 0, '\'');
  return out += '\'';
}

std::string unicodeName(uint32_t c) {
  int digits = 4;
  while (digits < 8 && c >> (digits * 4) != 0)
    ++digits;
  std::string out = "U+";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    out += "0123456789ABCDEF"[(c >> shift) & 15];
  if (c <= uint32_t(maxChar) && isPrint(int32_t(c))) {
    out += " '";
    appendUtf8(out, int32_t(c));
    out += '\'';
  }
  return out;
}

bool unquote(std::string_view literal, std::string* value) {
  value->clear();
  if (literal.size() < 2 || literal.front() != literal.back())
    return false;
  char mark = literal.front();
  literal.remove_prefix(1);
  literal.remove_suffix(1);
  if (mark == '`') {
    for (char c : literal)
      if (c != '\r')
        value->push_back(c);
    return literal.find('`') == std::string_view::npos;
  }
  if (mark != '"')
    return false;
  while (!literal.empty()) {
    char c = literal[0];
    if (c == '"' || c == '\n')
      return false;
    literal.remove_prefix(1);
    if (c != '\\') {
      value->push_back(c);
      continue;
    }
    Unescaped u = unescape(literal, '"');
    if (!u.ok)
      return false;
    if (u.isByte)
      value->push_back(char(u.value));
    else
      appendUtf8(*value, u.value);
  }
  return true;
}

bool unquoteChar(std::string_view literal, int32_t* value) {
  if (literal.size() < 3 || literal.front() != '\'' || literal.back() != '\'')
    return false;
  literal.remove_prefix(1);
  literal.remove_suffix(1);
  if (literal[0] == '\\') {
    literal.remove_prefix(1);
    Unescaped u = unescape(literal, '\'');
    *value = u.value;
    return u.ok && literal.empty();
  }
  Decoded d = decodeUtf8(literal);
  *value = d.c;
  return size_t(d.width) == literal.size() && d.c != '\'' && d.c != '\n';
}

std::string_view trimSpace(std::string_view s) {
  while (!s.empty()) {
    Decoded d = decodeUtf8(s);
    if (!isSpace(d.c))
      break;
    s.remove_prefix(size_t(d.width));
  }
  while (!s.empty()) {
    size_t start = s.size() - 1;
    while (start > 0 && s.size() - start < 4 && (static_cast<unsigned char>(s[start]) & 0xC0) == 0x80)
      --start;
    Decoded d = decodeUtf8(s.substr(start));
    if (size_t(d.width) != s.size() - start || !isSpace(d.c))
      break;
    s.remove_suffix(size_t(d.width));
  }
  return s;
}

}  // namespace golem::base
