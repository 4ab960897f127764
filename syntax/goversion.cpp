// //go:build lines, as far as they say which Go version a file is written for.
#include <charconv>

#include "base/unicode.h"
#include "syntax/parser_impl.h"

namespace golem::syntax {

namespace {

constexpr int noVersion = -1;

// Computes, while parsing, the minimum version that the expression implies (noVersion: none). Negation cannot be applied
// to the result afterwards, so each level also computes what its negation implies.
struct Implied {
  int yes = noVersion;
  int no = noVersion;
};

class ConstraintParser {
public:
  explicit ConstraintParser(std::string_view text) : s(text) {}

  bool parse(Implied* out) {
    *out = orExpr();
    return !failed && token.empty();
  }

private:
  Implied orExpr() {
    Implied x = andExpr();
    while (!failed && token == "||") {
      Implied y = andExpr();
      x = {std::min(x.yes, y.yes), std::max(x.no, y.no)};
    }
    return x;
  }

  Implied andExpr() {
    Implied x = notExpr();
    while (!failed && token == "&&") {
      Implied y = notExpr();
      x = {std::max(x.yes, y.yes), std::min(x.no, y.no)};
    }
    return x;
  }

  Implied notExpr() {
    constexpr int maxTerms = 1000;
    if (++terms > maxTerms)
      failed = true;
    lex();
    if (failed || token != "!")
      return atom();
    lex();
    if (token == "!")
      failed = true;  // double negation is not part of the language
    Implied x = atom();
    return {x.no, x.yes};
  }

  Implied atom() {
    if (failed)
      return {};
    if (token == "(") {
      Implied x = orExpr();
      if (token != ")")
        failed = true;
      lex();
      return x;
    }
    if (!isTag) {
      failed = true;
      return {};
    }
    Implied x{versionOf(token), noVersion};
    lex();
    return x;
  }

  static int versionOf(std::string_view tag) {
    if (tag == "go1")
      return 0;
    size_t at = tag.find("go1.");
    if (at == std::string_view::npos)
      return noVersion;
    tag.remove_prefix(at + 4);
    int n = 0;
    auto [end, err] = std::from_chars(tag.data(), tag.data() + tag.size(), n);
    return err == std::errc() && end == tag.data() + tag.size() && !tag.empty() ? n : noVersion;
  }

  void lex() {
    if (failed)
      return;
    isTag = false;
    while (i < s.size() && (s[i] == ' ' || s[i] == '\t'))
      ++i;
    size_t start = i;
    if (i < s.size()) {
      char c = s[i];
      if (c == '(' || c == ')' || c == '!') {
        ++i;
      } else if (c == '&' || c == '|') {
        if (i + 1 >= s.size() || s[i + 1] != c)
          failed = true;
        i += 2;
      } else {
        lexTag();
      }
    }
    token = failed ? std::string_view() : s.substr(start, i - start);
  }

  void lexTag() {
    size_t start = i;
    while (i < s.size()) {
      base::Decoded d = base::decodeUtf8(s.substr(i));
      if (!base::isLetter(d.c) && !base::isDigit(d.c) && d.c != '_' && d.c != '.')
        break;
      i += size_t(d.width);
    }
    isTag = true;
    if (i == start)
      failed = true;
  }

  std::string_view s;
  std::string_view token;
  size_t i = 0;
  bool isTag = false;
  bool failed = false;
  int terms = 0;
};

}  // namespace

std::string goVersionOfConstraint(std::string_view line) {
  constexpr std::string_view prefix = "//go:build";
  std::string_view text = base::trimSpace(line).substr(prefix.size());
  std::string_view trimmed = base::trimSpace(text);
  if (trimmed.size() == text.size() && !text.empty())
    return {};  // //go:buildsomething
  Implied x;
  if (!ConstraintParser(trimmed).parse(&x) || x.yes < 0)
    return {};
  return x.yes == 0 ? "go1" : "go1." + std::to_string(x.yes);
}

}  // namespace golem::syntax
