// The parser's inside, shared by parser.cpp (files, errors), parse_decl.cpp, parse_expr.cpp, parse_type.cpp,
// parse_stmt.cpp and pragma.cpp. Not for other folders.
#pragma once

#include <initializer_list>
#include <vector>

#include "syntax/parser.h"
#include "syntax/scanner.h"

namespace golem::syntax {

// Directives seen since the last declaration.
struct PragmaBuilder {
  bool present = false;
  uint32_t flags = 0;
  std::vector<PragmaPos> positions;
  std::vector<PragmaEmbed> embeds;
  const WasmImport* wasmImport = nullptr;
  const WasmExport* wasmExport = nullptr;
};

class Parser final : public Scanner {
public:
  Parser(ParseContext& ctx, source::File& file, const ParseOptions& options);
  File* fileOrNull();

private:
  using TokenSet = uint64_t;
  using DeclParser = Decl* (Parser::*)(Group*);

  // Counts a level of recursion; beyond the limit reports an error and drops the rest of the file.
  struct Depth {
    Parser& p;
    explicit Depth(Parser& p) : p(p) {
      if (++p.depth > p.options.maxDepth)
        p.tooDeep();
    }
    ~Depth() { --p.depth; }
    Depth(const Depth&) = delete;
  };

  // tokens and errors
  bool got(Token t);
  void want(Token t);
  bool gotAssign();
  Pos pos() const { return file.pos(tokOffset); }
  void error(std::string message) { errorAt(pos(), std::move(message)); }
  void errorAt(Pos p, std::string message);
  void syntaxError(std::string message) { syntaxErrorAt(pos(), std::move(message)); }
  void syntaxErrorAt(Pos p, std::string message);
  void advance(std::initializer_list<Token> followList = {});
  void tooDeep();
  void onComment(uint32_t offset, std::string_view text) override;
  void onError(uint32_t offset, std::string message) override;

  // comments
  void lineDirective(uint32_t after, uint32_t textOffset, std::string_view text);
  void goDirective(Pos p, std::string_view text);
  void cgoDirective(Pos p, std::string_view text);
  void defaultDirective(Pos p, std::string_view text);
  void embedDirective(Pos p, std::string_view args);
  void linknameDirective(Pos p, std::string_view text);
  bool isCgoGenerated() const;
  void directiveError(Pos p, std::string message) { ctx.reporter.error(p, std::move(message)); }
  const Pragmas* takePragma();
  void clearPragma();

  // lists: f() parses one element and returns whether it must be the last
  template <class F> Pos list(const char* context, Token sep, Token close, F&& f);
  void appendGroup(std::vector<Decl*>& out, DeclParser f);

  // declarations
  Decl* importDecl(Group* group);
  Decl* constDecl(Group* group);
  Decl* typeDecl(Group* group);
  Decl* varDecl(Group* group);
  FuncDecl* funcDecl();
  BlockStmt* funcBody();
  void bracketedTypeDecl(TypeDecl* d);

  // expressions
  Expr* expr() { return binaryExpr(nullptr, 0); }
  Expr* binaryExpr(Expr* x, int minPrec);
  Expr* unaryExpr();
  Expr* arrowExpr();
  Expr* operand(bool keepParens);
  Expr* pexpr(Expr* x, bool keepParens);
  Expr* dotExpr(Expr* x, Pos at);
  Expr* indexOrSlice(Expr* x, Pos at);
  bool startsLiteral(const Expr* type) const;
  Expr* bareLiteral();
  CompositeLit* compositeLit();
  std::span<Expr*> argList(bool* hasDots);
  Expr* exprList();
  Expr* typeList(bool strict, bool* comma);

  // types
  Expr* type();
  Expr* typeOrNull();
  Expr* typeInstance(Expr* x);
  FuncType* funcType(const char* context, List<Field>* tparams);
  Expr* arrayType(Pos at, Expr* len);
  Expr* sliceType(Pos at);
  Expr* chanElem();
  StructType* structType();
  InterfaceType* interfaceType();
  List<Field> funcResult();
  struct StructBuilder {
    std::vector<Field*> fields;
    std::vector<BasicLit*> tags;
  };
  void addField(StructBuilder& s, Pos at, Name* name, Expr* type, BasicLit* tag);
  void fieldDecl(StructBuilder& s);
  Expr* arrayOrTypeArgs();
  Field* methodDecl();
  void bracketedMethod(Field* f, Name* name);
  Field* embeddedElem(Field* f);
  Expr* embeddedTerm();
  Field* paramDeclOrNull(Name* name, Token follow);
  List<Field> paramList(Name* name, Expr* type, Token close, bool requireNames, bool dotsOk);
  void distributeTypes(std::vector<Field*>& list, size_t named, size_t typed, Pos end, bool requireNames);
  Expr* newIndirect(Pos at, Expr* x);

  // statements
  SimpleStmt* simpleStmt(Expr* lhs, Token keyword);
  SimpleStmt* exprStmt(Pos at, Expr* x);
  RangeClause* rangeClause(Expr* lhs, bool def);
  AssignStmt* assignStmt(Pos at, Operator op, Expr* lhs, Expr* rhs);
  Stmt* labeledStmtOrNull(Name* label);
  BlockStmt* blockStmt(const char* context);
  DeclStmt* declStmt(DeclParser f);
  CallStmt* callStmt();
  struct Header {
    SimpleStmt* init = nullptr;
    Expr* cond = nullptr;
    SimpleStmt* post = nullptr;
  };
  Header header(Token keyword);
  Expr* headerCondition(SimpleStmt* stmt, Token keyword, Pos semiPos, std::string_view semiLit);
  Stmt* forStmt();
  IfStmt* ifStmt();
  Stmt* switchStmt();
  Stmt* selectStmt();
  CaseClause* caseClause();
  CommClause* commClause();
  BranchStmt* branchStmt();
  ReturnStmt* returnStmt();
  Stmt* stmtOrNull();
  List<Stmt> stmtList();

  // names
  Name* newName(Pos at, std::string_view value);
  Name* name();
  List<Name> nameList(Name* first);
  Expr* qualifiedName(Name* first);
  BasicLit* literalOrNull();
  BadExpr* badExpr() { return make<BadExpr>(pos()); }

  template <class T> T* make(Pos at) {
    T* n = ctx.arena.make<T>();
    n->pos = at;
    return n;
  }
  template <class T> std::span<T> copy(const std::vector<T>& v) { return ctx.arena.copy(v); }

  ParseContext& ctx;
  source::File& mutableFile;
  const ParseOptions& options;
  PragmaBuilder pragma;
  std::vector<Linkname> linknames;
  std::vector<CgoDirective> cgoDirectives;
  std::string_view goVersion;
  std::string_view blankName;
  bool top = true;        // before the package clause
  bool anyError = false;
  int errorCount = 0;
  int funcNest = 0;       // for error recovery
  int exprNest = 0;       // < 0: in a statement's header, where { opens the block
  int depth = 0;
  bool gaveUp = false;
};

constexpr uint64_t tokenBit(Token t) { return uint64_t(1) << unsigned(t); }

std::string tokenText(Token t);  // as messages name it

// Labels, break, continue, goto and fallthrough of a function body; sets BranchStmt::target.
void checkBranches(BlockStmt* body, const source::Manager& sources, diag::Reporter& reporter);

// The Go version that a //go:build line implies ("go1.N"), or "" if none or malformed.
std::string goVersionOfConstraint(std::string_view line);

bool isTypeElem(const Expr* x);

template <class F> Pos Parser::list(const char* context, Token sep, Token close, F&& f) {
  bool done = false;
  while (tok != Token::Eof && tok != close && !done) {
    done = f();
    if (!got(sep) && tok != close) {
      syntaxError(std::string("in ") + context + "; possibly missing " + tokenText(sep) + " or " + tokenText(close));
      advance({Token::Rparen, Token::Rbrack, Token::Rbrace});
      if (tok != close)
        return pos();
    }
  }
  Pos at = pos();
  want(close);
  return at;
}

}  // namespace golem::syntax
