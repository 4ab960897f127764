// Unicode as Go sees it: character classes, UTF-8, and Go's quoting of strings and characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace golem::base {

inline constexpr int32_t replacementChar = 0xFFFD;
inline constexpr int32_t maxChar = 0x10FFFF;

// Characters are code points; negative values belong to no class.
bool isLetter(int32_t c);  // category L
bool isDigit(int32_t c);   // category Nd
bool isUpper(int32_t c);   // category Lu
bool isPrint(int32_t c);   // as strconv.IsPrint
bool isSpace(int32_t c);
int32_t toLower(int32_t c);  // simple mapping

struct Decoded {
  int32_t c;
  int width;  // bytes; 0 at the end of text
};

// The first character. Malformed text gives {replacementChar, 1}.
Decoded decodeUtf8(std::string_view text);
// Appends the encoding of c; of replacementChar for surrogates and values out of range.
void appendUtf8(std::string& out, int32_t c);
bool isValidUtf8(std::string_view text);

// strconv.Quote, strconv.QuoteRune (fmt's %q) and fmt's %#U.
std::string quote(std::string_view text);
std::string quoteChar(int32_t c);
std::string unicodeName(uint32_t c);

// The value of a correct Go string literal (interpreted or raw) or character literal; false if it is malformed.
bool unquote(std::string_view literal, std::string* value);
bool unquoteChar(std::string_view literal, int32_t* value);

std::string_view trimSpace(std::string_view s);

}  // namespace golem::base
