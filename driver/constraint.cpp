// See constraint.h. A constraint is parsed, the tag replaced by true, folded, and printed again.
#include "driver/constraint.h"

#include <cctype>
#include <memory>

namespace golem::driver {

namespace {

constexpr std::string_view marker = "//go:build ";

/// Finds the constraint line among the leading comments and blank lines. False: there is none.
bool findLine(std::string_view text, size_t &start, size_t &end) {
  size_t at = 0;
  bool inComment = false;
  while (at < text.size()) {
    size_t eol = text.find('\n', at);
    eol = eol == text.npos ? text.size() : eol;
    std::string_view line = text.substr(at, eol - at);
    while (!line.empty() && std::isspace((unsigned char)line.front()))
      line.remove_prefix(1);
    if (inComment) {
      inComment = line.find("*/") == line.npos;
    } else if (line.substr(0, marker.size()) == marker) {
      start = at;
      end = eol;
      return true;
    } else if (line.substr(0, 2) == "/*") {
      inComment = line.find("*/") == line.npos;
    } else if (!line.empty() && line.substr(0, 2) != "//") {
      return false;
    }
    at = eol + 1;
  }
  return false;
}

struct Expr {
  enum Kind { True, False, Tag, Not, And, Or } kind;
  std::string tag;
  std::unique_ptr<Expr> x, y;
};
using ExprPtr = std::unique_ptr<Expr>;

ExprPtr make(Expr::Kind kind, ExprPtr x = nullptr, ExprPtr y = nullptr) {
  return ExprPtr(new Expr{kind, {}, std::move(x), std::move(y)});
}

ExprPtr fold(Expr::Kind kind, ExprPtr x, ExprPtr y) {
  if (kind == Expr::Not)
    return x->kind == Expr::True ? make(Expr::False) : x->kind == Expr::False ? make(Expr::True) : make(kind, std::move(x));
  Expr::Kind wins = kind == Expr::And ? Expr::False : Expr::True;
  if (x->kind == wins || y->kind == wins)
    return make(wins);
  if (x->kind == Expr::True || x->kind == Expr::False)
    return y;
  if (y->kind == Expr::True || y->kind == Expr::False)
    return x;
  return make(kind, std::move(x), std::move(y));
}

/// Recursive descent over the go command's constraint grammar; sets `bad` on what it does not understand.
struct Parser {
  std::string_view text, set, where;
  bool bad = false;

  bool take(std::string_view token) {
    while (!text.empty() && std::isspace((unsigned char)text.front()))
      text.remove_prefix(1);
    if (text.substr(0, token.size()) != token)
      return false;
    text.remove_prefix(token.size());
    return true;
  }
  ExprPtr parseOr() {
    ExprPtr x = parseAnd();
    while (take("||"))
      x = fold(Expr::Or, std::move(x), parseAnd());
    return x;
  }
  ExprPtr parseAnd() {
    ExprPtr x = parseNot();
    while (take("&&"))
      x = fold(Expr::And, std::move(x), parseNot());
    return x;
  }
  ExprPtr parseNot() {
    if (take("!"))
      return fold(Expr::Not, parseNot(), nullptr);
    if (take("(")) {
      ExprPtr x = parseOr();
      bad |= !take(")");
      return x;
    }
    take("");
    size_t n = 0;
    while (n < text.size() && (std::isalnum((unsigned char)text[n]) || text[n] == '_' || text[n] == '.'))
      n++;
    bad |= n == 0;
    bool found = text.substr(0, n) == set;
    ExprPtr x = make(found && where.empty() ? Expr::True : Expr::Tag);
    x->tag = text.substr(0, n);
    text.remove_prefix(n);
    if (!found || where.empty())
      return x;
    Parser other{where, {}, {}};
    x = fold(Expr::Or, std::move(x), other.parseOr());
    bad |= other.bad;
    return x;
  }
};

std::string print(const Expr &e, int outer) {
  switch (e.kind) {
  case Expr::Tag:
    return e.tag;
  case Expr::Not:
    return "!" + print(*e.x, 3);
  case Expr::And:
  case Expr::Or: {
    int level = e.kind == Expr::And ? 2 : 1;
    std::string s = print(*e.x, level) + (e.kind == Expr::And ? " && " : " || ") + print(*e.y, level);
    return level < outer ? "(" + s + ")" : s;
  }
  case Expr::True:
  case Expr::False:
    break;
  }
  return "ignore";
}

} // namespace

std::string withoutConstraint(std::string_view text) {
  size_t start, end;
  std::string out(text);
  if (findLine(text, start, end)) // the line stays, empty, so that positions in the file stay
    out.erase(start, end - start);
  return out;
}

std::string neverBuilt(std::string_view text) {
  size_t start, end;
  std::string out(text);
  if (findLine(text, start, end))
    out.replace(start, end - start, "//go:build ignore");
  else
    out.insert(0, "//go:build ignore\n\n");
  return out;
}

std::string withTagSet(std::string_view text, std::string_view tag) {
  size_t start, end, equals = tag.find('=');
  std::string_view where = equals == tag.npos ? std::string_view() : tag.substr(equals + 1);
  tag = tag.substr(0, equals);
  if (!findLine(text, start, end))
    return std::string(text);
  std::string_view line = text.substr(start, end - start);
  if (line.find(tag) == line.npos)
    return std::string(text);
  Parser parser{line.substr(line.find(marker) + marker.size()), tag, where};
  ExprPtr e = parser.parseOr();
  if (parser.bad || !parser.take("") || !parser.text.empty())
    return std::string(text);
  if (e->kind == Expr::True)
    return withoutConstraint(text);
  std::string out(text);
  out.replace(start, end - start, std::string(marker) + print(*e, 0));
  return out;
}

} // namespace golem::driver
