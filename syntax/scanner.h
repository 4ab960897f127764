// Splits a source file into tokens, inserting semicolons. Errors and directive comments go to the handler at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/interner.h"
#include "source/manager.h"
#include "syntax/token.h"

namespace golem::syntax {

class Scanner {
public:
  Scanner(const source::File& file, base::Interner& names, bool wantDirectives);

protected:
  ~Scanner() = default;

  // text of a comment that starts with "//go:", "//line " or "/*line ", with its opening and closing.
  virtual void onComment(uint32_t offset, std::string_view text) = 0;
  virtual void onError(uint32_t offset, std::string message) = 0;

  // Reads the next token into the fields below.
  void next();
  // Drops the rest of the file: the current token becomes Eof.
  void abandon();

  const source::File& file;

  // The current token. lit is set for Name (interned), Literal (source text) and Semi ("semicolon", "newline", "EOF").
  Token tok = Token::None;
  Operator op = Operator::None;  // Operator, Star, AssignOp, IncOp
  LitKind litKind = LitKind::Int;
  bool bad = false;        // Literal: has a (reported) error
  bool blankLine = false;  // nothing but white space stands before the token on its line
  uint8_t prec = 0;        // Operator, Star
  uint32_t tokOffset = 0;
  std::string_view lit;

private:
  void nextch();
  void errorHere(std::string message) { onError(offset, std::move(message)); }
  void errorAt(uint32_t relative, std::string message) { onError(tokOffset + relative, std::move(message)); }
  std::string_view segment() const { return text.substr(tokOffset, offset - tokOffset); }
  bool atIdentChar(bool first);
  void ident();
  int digits(int base, int* invalid);
  void number(bool seenPoint);
  void exponent(char letter, char prefix, int* digsep, bool* ok);
  void rune();
  void stdString();
  void rawString();
  bool escape(int32_t quote);
  void skipLine();
  void lineComment();
  bool skipComment();
  void fullComment();
  void setLiteral(LitKind kind, bool ok);
  void setOp(Operator o) {
    op = o;
    prec = uint8_t(precedence(o));
  }
  void operatorOrAssign();

  base::Interner& names;
  std::string_view text;
  bool wantDirectives;
  bool nlsemi = false;     // a newline here ends the statement
  uint32_t offset = 0;     // of ch
  uint32_t line = 0;       // of ch, for comparisons only
  uint32_t lineStart = 0;  // offset of the line's first byte
  int32_t ch = ' ';        // -1: end of file
  int chWidth = 0;
};

// The keyword's token, or Token::Name.
Token lookupKeyword(std::string_view name);

}  // namespace golem::syntax
