// The scanner: characters, tokens, comments, identifiers. Literals are in scan_literal.cpp.
#include "syntax/scanner.h"

#include <array>

#include "base/unicode.h"

namespace golem::syntax {

namespace {

constexpr std::array<bool, 256> makeIdentTable() {
  std::array<bool, 256> t{};
  for (int c = 0; c < 128; ++c)
    t[size_t(c)] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  return t;
}
constexpr std::array<bool, 256> isIdentByte = makeIdentTable();

bool isAsciiLetter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

constexpr uint32_t keywordHash(std::string_view s) {
  auto byte = [&](size_t i) { return uint32_t(static_cast<unsigned char>(s[i])); };
  return (((byte(0) << 4) ^ byte(1)) + uint32_t(s.size())) & 63;
}

struct Keyword {
  std::string_view name;
  Token tok = Token::Name;
};

constexpr std::array<Keyword, 64> makeKeywords() {
  std::array<Keyword, 64> t{};
  constexpr Keyword all[] = {
      {"break", Token::Break},   {"case", Token::Case},         {"chan", Token::Chan},
      {"const", Token::Const},   {"continue", Token::Continue}, {"default", Token::Default},
      {"defer", Token::Defer},   {"else", Token::Else},         {"fallthrough", Token::Fallthrough},
      {"for", Token::For},       {"func", Token::Func},         {"go", Token::Go},
      {"goto", Token::Goto},     {"if", Token::If},             {"import", Token::Import},
      {"interface", Token::Interface}, {"map", Token::Map},     {"package", Token::Package},
      {"range", Token::Range},   {"return", Token::Return},     {"select", Token::Select},
      {"struct", Token::Struct}, {"switch", Token::Switch},     {"type", Token::Type},
      {"var", Token::Var}};
  for (const Keyword& k : all) {
    Keyword& slot = t[keywordHash(k.name)];
    if (!slot.name.empty())
      return {};  // two keywords collide: caught by the static_assert
    slot = k;
  }
  return t;
}
constexpr std::array<Keyword, 64> keywords = makeKeywords();
static_assert(keywords[keywordHash("var")].name == "var", "the keyword hash is not perfect");

}  // namespace

Token lookupKeyword(std::string_view name) {
  if (name.size() < 2)
    return Token::Name;
  const Keyword& k = keywords[keywordHash(name)];
  return k.name == name ? k.tok : Token::Name;
}

Scanner::Scanner(const source::File& file, base::Interner& names, bool wantDirectives)
    : file(file), names(names), text(file.text), wantDirectives(wantDirectives) {}

void Scanner::nextch() {
  for (;;) {
    offset += uint32_t(chWidth);
    if (ch == '\n') {
      ++line;
      lineStart = offset;
    }
    if (offset >= text.size()) {
      ch = -1;
      chWidth = 0;
      return;
    }
    unsigned char b = static_cast<unsigned char>(text[offset]);
    if (b < 0x80) [[likely]] {
      ch = b;
      chWidth = 1;
      if (b != 0 || offset == 0) [[likely]]
        return;  // gc takes a NUL at the very start for a character
      errorHere("invalid NUL character");
      continue;
    }
    base::Decoded d = base::decodeUtf8(text.substr(offset, 4));
    ch = d.c;
    chWidth = d.width;
    if (d.c == base::replacementChar && d.width == 1) {
      errorHere("invalid UTF-8 encoding");
      continue;
    }
    constexpr int32_t byteOrderMark = 0xFEFF;
    if (ch != byteOrderMark)
      return;
    if (offset > 0)
      errorHere("invalid BOM in the middle of the file");
  }
}

void Scanner::abandon() {
  offset = uint32_t(text.size());
  ch = -1;
  chWidth = 0;
  nlsemi = false;
  tok = Token::Eof;
  tokOffset = offset;
}

void Scanner::setLiteral(LitKind kind, bool ok) {
  nlsemi = true;
  tok = Token::Literal;
  lit = segment();
  bad = !ok;
  litKind = kind;
}

// Called behind an operator that may be part of op=.
void Scanner::operatorOrAssign() {
  if (ch == '=') {
    nextch();
    tok = Token::AssignOp;
    return;
  }
  tok = Token::Operator;
}

void Scanner::next() {
  bool newlineEnds = nlsemi;
  nlsemi = false;
  auto single = [this](Token t, bool endsStatement = false) {
    nextch();
    nlsemi = endsStatement;
    tok = t;
  };
  auto accept = [this](char c) {
    if (ch != c)
      return false;
    nextch();
    return true;
  };
  auto plain = [this](Operator o) {
    setOp(o);
    tok = Token::Operator;
  };
  auto assignable = [this](Operator o) {
    setOp(o);
    operatorOrAssign();
  };

redo:
  uint32_t startLine = line;
  bool startsLine = offset == lineStart;
  while (ch == ' ' || ch == '\t' || (ch == '\n' && !newlineEnds) || ch == '\r')
    nextch();
  tokOffset = offset;
  blankLine = line > startLine || startsLine;

  if (isAsciiLetter(ch) || (ch >= 0x80 && atIdentChar(true))) {
    nextch();
    ident();
    return;
  }

  switch (ch) {
  case -1:
    tok = newlineEnds ? Token::Semi : Token::Eof;
    lit = "EOF";
    return;
  case '\n':
    nextch();
    lit = "newline";
    tok = Token::Semi;
    return;
  case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
    return number(false);
  case '"':
    return stdString();
  case '`':
    return rawString();
  case '\'':
    return rune();
  case '(':
    return single(Token::Lparen);
  case '[':
    return single(Token::Lbrack);
  case '{':
    return single(Token::Lbrace);
  case ',':
    return single(Token::Comma);
  case ';':
    lit = "semicolon";
    return single(Token::Semi);
  case ')':
    return single(Token::Rparen, true);
  case ']':
    return single(Token::Rbrack, true);
  case '}':
    return single(Token::Rbrace, true);
  case ':':
    nextch();
    tok = accept('=') ? Token::Define : Token::Colon;
    return;
  case '.':
    nextch();
    if (ch >= '0' && ch <= '9')
      return number(true);
    if (ch == '.') {
      uint32_t second = offset;
      nextch();
      if (accept('.')) {
        tok = Token::DotDotDot;
        return;
      }
      offset = second;  // no newline lies between
      ch = '.';
      chWidth = 1;
    }
    tok = Token::Dot;
    return;
  case '+':
  case '-': {
    int32_t c = ch;
    nextch();
    setOp(c == '+' ? Operator::Add : Operator::Sub);
    if (ch != c)
      return operatorOrAssign();
    return single(Token::IncOp, true);
  }
  case '*':
    nextch();
    setOp(Operator::Mul);
    tok = accept('=') ? Token::AssignOp : Token::Star;
    return;
  case '/':
    nextch();
    if (accept('/')) {
      lineComment();
      goto redo;
    }
    if (ch == '*') {
      nextch();
      uint32_t commentLine = line;
      fullComment();
      if (line > commentLine && newlineEnds) {
        // A comment over several lines counts as a newline.
        lit = "newline";
        tok = Token::Semi;
        return;
      }
      goto redo;
    }
    return assignable(Operator::Div);
  case '%':
    nextch();
    return assignable(Operator::Rem);
  case '&':
    nextch();
    if (accept('&'))
      return plain(Operator::AndAnd);
    return assignable(accept('^') ? Operator::AndNot : Operator::And);
  case '|':
    nextch();
    if (accept('|'))
      return plain(Operator::OrOr);
    return assignable(Operator::Or);
  case '^':
    nextch();
    return assignable(Operator::Xor);
  case '<':
    nextch();
    if (accept('='))
      return plain(Operator::Leq);
    if (accept('<'))
      return assignable(Operator::Shl);
    if (accept('-')) {
      tok = Token::Arrow;
      return;
    }
    return plain(Operator::Lss);
  case '>':
    nextch();
    if (accept('='))
      return plain(Operator::Geq);
    if (accept('>'))
      return assignable(Operator::Shr);
    return plain(Operator::Gtr);
  case '=':
    nextch();
    if (accept('='))
      return plain(Operator::Eql);
    tok = Token::Assign;
    return;
  case '!':
    nextch();
    return plain(accept('=') ? Operator::Neq : Operator::Not);
  case '~':
    nextch();
    return plain(Operator::Tilde);
  default:
    errorHere("invalid character " + base::unicodeName(uint32_t(ch)));
    nextch();
    goto redo;
  }
}

void Scanner::ident() {
  while (ch > 0 && ch < 0x80 && isIdentByte[size_t(ch)]) {
    // Within ASCII there is nothing for nextch to watch.
    uint32_t end = offset + 1;
    while (end < text.size() && isIdentByte[static_cast<unsigned char>(text[end])])
      ++end;
    offset = end - 1;
    nextch();
  }
  if (ch >= 0x80)
    while (atIdentChar(false))
      nextch();

  std::string_view name = segment();
  tok = lookupKeyword(name);
  if (tok != Token::Name) {
    nlsemi = tok == Token::Break || tok == Token::Continue || tok == Token::Fallthrough || tok == Token::Return;
    return;
  }
  nlsemi = true;
  lit = names.intern(name);
}

bool Scanner::atIdentChar(bool first) {
  if (base::isLetter(ch) || ch == '_')
    return true;
  if (base::isDigit(ch)) {
    if (first)
      errorHere("identifier cannot begin with digit " + base::unicodeName(uint32_t(ch)));
    return true;
  }
  if (ch >= 0x80) {
    errorHere("invalid character " + base::unicodeName(uint32_t(ch)) + " in identifier");
    return true;
  }
  return false;
}

void Scanner::skipLine() {
  // The newline itself is left: it may end a statement.
  while (ch >= 0 && ch != '\n')
    nextch();
}

// "//" has been read.
void Scanner::lineComment() {
  std::string_view rest = text.substr(offset);
  bool directive = wantDirectives && (rest.starts_with("go:") || rest.starts_with("line "));
  skipLine();
  if (directive)
    onComment(tokOffset, segment());
}

bool Scanner::skipComment() {
  while (ch >= 0) {
    while (ch == '*') {
      nextch();
      if (ch == '/') {
        nextch();
        return true;
      }
    }
    nextch();
  }
  errorAt(0, "comment not terminated");
  return false;
}

// "/*" has been read.
void Scanner::fullComment() {
  bool directive = wantDirectives && text.substr(offset).starts_with("line ");
  if (skipComment() && directive)
    onComment(tokOffset, segment());
}

}  // namespace golem::syntax
