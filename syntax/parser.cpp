// Source files: package clause, imports, top-level declarations; reporting of syntax errors and resynchronisation.
#include "syntax/parser_impl.h"

#include <charconv>

namespace golem::syntax {

namespace {

// Keywords that start a statement: inside functions, good places to go on after an error.
constexpr uint64_t statementStarts =
    tokenBit(Token::Break) | tokenBit(Token::Const) | tokenBit(Token::Continue) | tokenBit(Token::Defer) |
    tokenBit(Token::Fallthrough) | tokenBit(Token::For) | tokenBit(Token::Go) | tokenBit(Token::Goto) |
    tokenBit(Token::If) | tokenBit(Token::Return) | tokenBit(Token::Select) | tokenBit(Token::Switch) |
    tokenBit(Token::Type) | tokenBit(Token::Var);

struct TrailingNumber {
  size_t start = 0;  // behind the last colon; 0: no colon
  uint64_t value = 0;
  bool ok = false;
};

TrailingNumber trailingNumber(std::string_view text) {
  size_t colon = text.rfind(':');  // the last: file names may hold colons
  if (colon == std::string_view::npos)
    return {};
  TrailingNumber n;
  n.start = colon + 1;
  const char* begin = text.data() + n.start;
  const char* end = text.data() + text.size();
  auto [stop, err] = std::from_chars(begin, end, n.value);
  n.ok = err == std::errc() && stop == end && begin != end && *begin != '-';
  return n;
}

}  // namespace

std::string tokenText(Token t) {
  if (t == Token::Comma)
    return "comma";
  if (t == Token::Semi)
    return "semicolon or newline";
  std::string s(spelling(t));
  return t >= Token::Break && t <= Token::Var ? "keyword " + s : s;
}

File* parseFile(ParseContext& ctx, source::File& file, const ParseOptions& options) {
  Parser p(ctx, file, options);
  return p.fileOrNull();
}

Parser::Parser(ParseContext& ctx, source::File& file, const ParseOptions& options)
    : Scanner(file, ctx.names, true), ctx(ctx), mutableFile(file), options(options),
      blankName(ctx.names.intern("_")) {}

bool Parser::got(Token t) {
  if (tok != t)
    return false;
  next();
  return true;
}

void Parser::want(Token t) {
  if (!got(t)) {
    syntaxError("expected " + tokenText(t));
    advance();
  }
}

// Also takes ":=", with a complaint.
bool Parser::gotAssign() {
  if (tok == Token::Define)
    syntaxError("expected =");
  else if (tok != Token::Assign)
    return false;
  next();
  return true;
}

void Parser::errorAt(Pos p, std::string message) {
  anyError = true;
  ++errorCount;
  ctx.reporter.error(p, std::move(message));
}

void Parser::onError(uint32_t offset, std::string message) { errorAt(file.pos(offset), std::move(message)); }

// Messages that start with "in ", "at ", "after " or "expected " (or are empty) are completed with what was met.
void Parser::syntaxErrorAt(Pos p, std::string message) {
  if (tok == Token::Eof && anyError)
    return;  // follows from an earlier error
  if (message.starts_with("in ") || message.starts_with("at ") || message.starts_with("after ")) {
    message.insert(0, " ");
  } else if (message.starts_with("expected ")) {
    message.insert(0, ", ");
  } else if (!message.empty()) {
    errorAt(p, "syntax error: " + message);
    return;
  }
  std::string met;
  switch (tok) {
  case Token::Name: met = "name " + std::string(lit); break;
  case Token::Semi: met = lit; break;
  case Token::Literal: met = "literal " + std::string(lit); break;
  case Token::Operator: met = spelling(op); break;
  case Token::AssignOp: met = std::string(spelling(op)) + "="; break;
  case Token::IncOp: met = std::string(spelling(op)) + std::string(spelling(op)); break;
  default: met = tokenText(tok);
  }
  errorAt(p, "syntax error: unexpected " + met + message);
}

// Skips to a token of the list or, inside functions, to one that starts a statement. An empty list skips one token.
void Parser::advance(std::initializer_list<Token> followList) {
  TokenSet follow = tokenBit(Token::Eof);
  if (followList.size() != 0 && funcNest > 0)
    follow |= statementStarts;
  for (Token t : followList)
    follow |= tokenBit(t);
  while ((follow & tokenBit(tok)) == 0) {
    next();
    if (followList.size() == 0)
      break;
  }
}

void Parser::tooDeep() {
  if (!gaveUp) {
    gaveUp = true;
    error("exceeded max nesting depth");
  }
  abandon();
}

void Parser::onComment(uint32_t offset, std::string_view text) {
  bool isLine = text[1] == '/';
  std::string_view body = text.substr(2, isLine ? std::string_view::npos : text.size() - 4);
  if (isLine && body.ends_with('\r'))
    body.remove_suffix(1);
  uint32_t bodyOffset = offset + 2;

  // A //line comment has to start its line, /*line*/ may stand anywhere.
  bool startsLine = offset == 0 || file.text[offset - 1] == '\n';
  if ((startsLine || !isLine) && body.starts_with("line ")) {
    uint32_t after = offset + uint32_t(text.size()) + (isLine ? 1 : 0);
    lineDirective(after, bodyOffset + 5, body.substr(5));
    return;
  }
  if (!body.starts_with("go:"))
    return;
  if (top && text.starts_with("//go:build"))
    goVersion = ctx.arena.copy(std::string_view(goVersionOfConstraint(text)));
  if (options.directives)
    goDirective(file.pos(bodyOffset), body);
}

// text is what follows "line ": filename:line or filename:line:col. It takes effect at `after`.
void Parser::lineDirective(uint32_t after, uint32_t textOffset, std::string_view text) {
  constexpr uint64_t limit = 1u << 30;
  TrailingNumber last = trailingNumber(text);
  if (last.start == 0)
    return;  // not a directive
  auto bad = [&](const char* what, size_t start) {
    errorAt(file.pos(textOffset + uint32_t(start)), std::string("invalid ") + what + " number: " +
                                                        std::string(text.substr(start)));
  };
  if (!last.ok)
    return bad("line", last.start);

  uint64_t line = last.value, col = 0;
  size_t lineStart = last.start;
  std::string_view rest = text;
  TrailingNumber before = trailingNumber(text.substr(0, last.start - 1));
  if (before.ok) {
    line = before.value;
    col = last.value;
    lineStart = before.start;
    if (col == 0 || col > limit)
      return bad("column", last.start);
    rest = text.substr(0, last.start - 1);
  }
  text = rest;
  if (line == 0 || line > limit)
    return bad("line", lineStart);

  std::string_view filename = text.substr(0, lineStart - 1);
  if (filename.empty() && before.ok) {
    // The form with a column may leave the file name out: the one in force.
    const auto& directives = mutableFile.directives;
    filename = directives.empty() ? std::string_view(file.name) : directives.back().filename;
  }
  ctx.sources.addLineDirective(mutableFile, after, filename, uint32_t(line), uint32_t(col));
}

// SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
File* Parser::fileOrNull() {
  next();
  File* f = make<File>(pos());
  f->fileStart = file.beginPos();
  f->goVersion = goVersion;
  top = false;
  if (!got(Token::Package)) {
    syntaxError("package statement must be first");
    return nullptr;
  }
  f->pragma = takePragma();
  f->pkgName = name();
  want(Token::Semi);
  if (anyError)
    return nullptr;

  std::vector<Decl*> decls;
  Token previous = Token::Import;
  while (tok != Token::Eof) {
    // Misplaced imports are accepted, with a complaint.
    if (tok == Token::Import && previous != Token::Import)
      syntaxError("imports must appear before other declarations");
    previous = tok;

    switch (tok) {
    case Token::Import:
      next();
      appendGroup(decls, &Parser::importDecl);
      break;
    case Token::Const:
      next();
      appendGroup(decls, &Parser::constDecl);
      break;
    case Token::Type:
      next();
      appendGroup(decls, &Parser::typeDecl);
      break;
    case Token::Var:
      next();
      appendGroup(decls, &Parser::varDecl);
      break;
    case Token::Func:
      next();
      decls.push_back(funcDecl());
      break;
    default: {
      auto* last = decls.empty() ? nullptr : base::dyn_cast<FuncDecl>(decls.back());
      if (tok == Token::Lbrace && last != nullptr && last->body == nullptr)
        syntaxError("unexpected semicolon or newline before {");
      else
        syntaxError("non-declaration statement outside function body");
      advance({Token::Import, Token::Const, Token::Type, Token::Var, Token::Func});
      continue;
    }
    }

    // Before the ";" is read: comments behind it belong to the next declaration.
    clearPragma();
    if (tok != Token::Eof && !got(Token::Semi)) {
      syntaxError("after top level declaration");
      advance({Token::Import, Token::Const, Token::Type, Token::Var, Token::Func});
    }
  }

  clearPragma();
  f->eof = pos();
  f->declList = copy(decls);
  f->linknames = copy(linknames);
  f->cgoDirectives = copy(cgoDirectives);
  return f;
}

Name* Parser::newName(Pos at, std::string_view value) {
  Name* n = make<Name>(at);
  n->value = value;
  return n;
}

Name* Parser::name() {
  if (tok == Token::Name) {
    Name* n = newName(pos(), lit);
    next();
    return n;
  }
  Name* n = newName(pos(), blankName);
  syntaxError("expected name");
  advance();
  return n;
}

// IdentifierList = identifier { "," identifier } .
List<Name> Parser::nameList(Name* first) {
  if (tok != Token::Comma)
    return ctx.arena.copy(std::span<Name* const>(&first, 1));
  std::vector<Name*> names{first};
  while (got(Token::Comma))
    names.push_back(name());
  return copy(names);
}

BasicLit* Parser::literalOrNull() {
  if (tok != Token::Literal)
    return nullptr;
  BasicLit* b = make<BasicLit>(pos());
  b->value = lit;
  b->litKind = litKind;
  b->bad = bad;
  next();
  return b;
}

}  // namespace golem::syntax
