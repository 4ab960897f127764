// The syntax tree: one struct per kind of node, in an arena, with raw pointers among them. Kinds and positions are those
// of Go's own compiler because its messages depend on them:
//   - a terminal (Name, BasicLit) is where it stands, a unary Operation at its operator;
//   - binary Operation, AssignStmt, SendStmt: at the operator; KeyValueExpr and LabeledStmt: at the colon;
//   - SelectorExpr, AssertExpr, TypeSwitchGuard: at the dot; IndexExpr, SliceExpr: at `[`; CallExpr: at `(`;
//     CompositeLit: at `{`; RangeClause: at `range`; FuncType: behind `func` [name];
//   - ListExpr, ExprStmt: where the first expression is; a DeclStmt's declarations: behind the keyword;
//   - everything else at its first token.
// startPos and endPos give the leftmost and the first-behind position of a whole subtree.
//
// Names are interned: equal texts have equal data pointers. Literals are views of the source text. Lists are spans into
// the arena.
// The type checker fills the slots Expr::tv, Name::object and SelectorExpr::selection; nothing else changes after parsing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/casting.h"
#include "source/pos.h"
#include "syntax/pragma.h"
#include "syntax/token.h"

namespace golem::types {
struct Type;
struct Object;
struct Selection;
}  // namespace golem::types
namespace golem::constant {
class Value;
}

namespace golem::syntax {

using source::Pos;

// Grouped so that classof of the abstract bases is a range check.
#define GOLEM_DECL_NODES(X) X(ImportDecl) X(ConstDecl) X(TypeDecl) X(VarDecl) X(FuncDecl)
#define GOLEM_EXPR_NODES(X)                                                                                            \
  X(BadExpr) X(Name) X(BasicLit) X(CompositeLit) X(KeyValueExpr) X(FuncLit) X(ParenExpr) X(SelectorExpr)               \
  X(IndexExpr) X(SliceExpr) X(AssertExpr) X(TypeSwitchGuard) X(Operation) X(CallExpr) X(ListExpr) X(ArrayType)         \
  X(SliceType) X(DotsType) X(StructType) X(InterfaceType) X(FuncType) X(MapType) X(ChanType)
#define GOLEM_SIMPLE_STMT_NODES(X) X(EmptyStmt) X(ExprStmt) X(SendStmt) X(AssignStmt) X(RangeClause)
#define GOLEM_OTHER_STMT_NODES(X)                                                                                      \
  X(LabeledStmt) X(BlockStmt) X(DeclStmt) X(BranchStmt) X(CallStmt) X(ReturnStmt) X(IfStmt) X(ForStmt) X(SwitchStmt)   \
  X(SelectStmt)
#define GOLEM_PLAIN_NODES(X) X(File) X(Field) X(CaseClause) X(CommClause)
#define GOLEM_NODES(X)                                                                                                 \
  GOLEM_PLAIN_NODES(X) GOLEM_DECL_NODES(X) GOLEM_EXPR_NODES(X) GOLEM_SIMPLE_STMT_NODES(X) GOLEM_OTHER_STMT_NODES(X)

enum class NodeKind : uint8_t {
#define X(name) name,
  GOLEM_NODES(X)
#undef X
};

struct Node {
  NodeKind kind;
  Pos pos;

protected:
  explicit Node(NodeKind k) : kind(k) {}
};

struct Decl : Node {
  static bool classof(const Node* n) { return n->kind >= NodeKind::ImportDecl && n->kind <= NodeKind::FuncDecl; }

protected:
  using Node::Node;
};

// What type checking found out about an expression. mode is types::OperandMode.
struct TypeAndValue {
  types::Type* type = nullptr;
  const constant::Value* value = nullptr;
  uint16_t mode = 0;
};

struct Expr : Node {
  TypeAndValue tv;
  static bool classof(const Node* n) { return n->kind >= NodeKind::BadExpr && n->kind <= NodeKind::ChanType; }

protected:
  using Node::Node;
};

struct Stmt : Node {
  static bool classof(const Node* n) { return n->kind >= NodeKind::EmptyStmt && n->kind <= NodeKind::SelectStmt; }

protected:
  using Node::Node;
};

struct SimpleStmt : Stmt {
  static bool classof(const Node* n) { return n->kind >= NodeKind::EmptyStmt && n->kind <= NodeKind::RangeClause; }

protected:
  using Stmt::Stmt;
};

#define GOLEM_NODE(name)                                                                                               \
  static constexpr NodeKind theKind = NodeKind::name;                                                                  \
  static bool classof(const Node* n) { return n->kind == theKind; }

template <class T> using List = std::span<T*>;

struct Name;
struct BasicLit;
struct BlockStmt;
struct FuncType;
struct Field;
struct CaseClause;
struct CommClause;

// ---- files and declarations

struct File : Node {
  GOLEM_NODE(File)
  File() : Node(theKind) {}
  const Pragmas* pragma = nullptr;  // of the package clause
  Name* pkgName = nullptr;
  List<Decl> declList;
  Pos fileStart;  // first byte of the file (pos is the package clause)
  Pos eof;
  std::string_view goVersion;  // "go1.N" out of the file's //go:build line, or ""
  std::span<Linkname> linknames;
  std::span<CgoDirective> cgoDirectives;
};

// Declarations of one parenthesised group share one Group (compare pointers).
struct Group {
  Pos pos;
};

// import LocalPkgName "Path"
struct ImportDecl : Decl {
  GOLEM_NODE(ImportDecl)
  ImportDecl() : Decl(theKind) {}
  Group* group = nullptr;
  const Pragmas* pragma = nullptr;
  Name* localPkgName = nullptr;  // including "."; null: not renamed
  BasicLit* path = nullptr;      // path->bad or a string; null: no path
};

// NameList [Type] [= Values]
struct ConstDecl : Decl {
  GOLEM_NODE(ConstDecl)
  ConstDecl() : Decl(theKind) {}
  Group* group = nullptr;
  const Pragmas* pragma = nullptr;
  List<Name> nameList;
  Expr* type = nullptr;
  Expr* values = nullptr;  // ListExpr if more than one
};

// Name TParamList [=] Type
struct TypeDecl : Decl {
  GOLEM_NODE(TypeDecl)
  TypeDecl() : Decl(theKind) {}
  Group* group = nullptr;
  const Pragmas* pragma = nullptr;
  Name* name = nullptr;
  List<Field> tparamList;  // empty: not generic
  bool alias = false;
  Expr* type = nullptr;
};

// NameList [Type] [= Values]
struct VarDecl : Decl {
  GOLEM_NODE(VarDecl)
  VarDecl() : Decl(theKind) {}
  Group* group = nullptr;
  const Pragmas* pragma = nullptr;
  List<Name> nameList;
  Expr* type = nullptr;
  Expr* values = nullptr;
};

// func [Recv] Name TParamList Type [Body]
struct FuncDecl : Decl {
  GOLEM_NODE(FuncDecl)
  FuncDecl() : Decl(theKind) {}
  const Pragmas* pragma = nullptr;
  Field* recv = nullptr;
  Name* name = nullptr;
  List<Field> tparamList;
  FuncType* type = nullptr;
  BlockStmt* body = nullptr;  // null: declared elsewhere
};

// ---- expressions

// Stands for an expression that could not be parsed.
struct BadExpr : Expr {
  GOLEM_NODE(BadExpr)
  BadExpr() : Expr(theKind) {}
};

struct Name : Expr {
  GOLEM_NODE(Name)
  Name() : Expr(theKind) {}
  std::string_view value;           // interned
  types::Object* object = nullptr;  // what it declares or denotes
};

struct BasicLit : Expr {
  GOLEM_NODE(BasicLit)
  BasicLit() : Expr(theKind) {}
  std::string_view value;  // source text
  LitKind litKind = LitKind::Int;
  bool bad = false;  // the text has a syntax error (reported)
};

// Type { ElemList... }
struct CompositeLit : Expr {
  GOLEM_NODE(CompositeLit)
  CompositeLit() : Expr(theKind) {}
  Expr* type = nullptr;  // null: elided
  List<Expr> elemList;
  int nkeys = 0;  // elements that are KeyValueExpr
  Pos rbrace;
};

struct KeyValueExpr : Expr {
  GOLEM_NODE(KeyValueExpr)
  KeyValueExpr() : Expr(theKind) {}
  Expr* key = nullptr;
  Expr* value = nullptr;
};

struct FuncLit : Expr {
  GOLEM_NODE(FuncLit)
  FuncLit() : Expr(theKind) {}
  FuncType* type = nullptr;
  BlockStmt* body = nullptr;
};

struct ParenExpr : Expr {
  GOLEM_NODE(ParenExpr)
  ParenExpr() : Expr(theKind) {}
  Expr* x = nullptr;
};

// X.Sel
struct SelectorExpr : Expr {
  GOLEM_NODE(SelectorExpr)
  SelectorExpr() : Expr(theKind) {}
  Expr* x = nullptr;
  Name* sel = nullptr;
  types::Selection* selection = nullptr;  // null for qualified identifiers
};

// X[Index]; several indices (type arguments) are a ListExpr
struct IndexExpr : Expr {
  GOLEM_NODE(IndexExpr)
  IndexExpr() : Expr(theKind) {}
  Expr* x = nullptr;
  Expr* index = nullptr;
};

// X[Index[0] : Index[1] : Index[2]]
struct SliceExpr : Expr {
  GOLEM_NODE(SliceExpr)
  SliceExpr() : Expr(theKind) {}
  Expr* x = nullptr;
  Expr* index[3] = {};
  bool full = false;  // two colons
};

// X.(Type)
struct AssertExpr : Expr {
  GOLEM_NODE(AssertExpr)
  AssertExpr() : Expr(theKind) {}
  Expr* x = nullptr;
  Expr* type = nullptr;
};

// [Lhs :=] X.(type)
struct TypeSwitchGuard : Expr {
  GOLEM_NODE(TypeSwitchGuard)
  TypeSwitchGuard() : Expr(theKind) {}
  Name* lhs = nullptr;
  Expr* x = nullptr;
};

// Unary if y is null. Pointer types and dereferences are unary Mul, receive is unary Recv, &x is unary And.
struct Operation : Expr {
  GOLEM_NODE(Operation)
  Operation() : Expr(theKind) {}
  Operator op = Operator::None;
  Expr* x = nullptr;
  Expr* y = nullptr;
};

// Fun(ArgList...); also conversions
struct CallExpr : Expr {
  GOLEM_NODE(CallExpr)
  CallExpr() : Expr(theKind) {}
  Expr* fun = nullptr;
  List<Expr> argList;
  bool hasDots = false;  // the last argument is followed by ...
};

struct ListExpr : Expr {
  GOLEM_NODE(ListExpr)
  ListExpr() : Expr(theKind) {}
  List<Expr> elemList;
};

struct ArrayType : Expr {
  GOLEM_NODE(ArrayType)
  ArrayType() : Expr(theKind) {}
  Expr* len = nullptr;  // null: [...]
  Expr* elem = nullptr;
};

struct SliceType : Expr {
  GOLEM_NODE(SliceType)
  SliceType() : Expr(theKind) {}
  Expr* elem = nullptr;
};

// ...Elem, of a variadic parameter
struct DotsType : Expr {
  GOLEM_NODE(DotsType)
  DotsType() : Expr(theKind) {}
  Expr* elem = nullptr;
};

struct StructType : Expr {
  GOLEM_NODE(StructType)
  StructType() : Expr(theKind) {}
  List<Field> fieldList;
  List<BasicLit> tagList;  // shorter than fieldList, or null at i: field i has no tag
};

// A struct field, parameter, method or embedded element. Fields declared together share the Type pointer.
struct Field : Node {
  GOLEM_NODE(Field)
  Field() : Node(theKind) {}
  Name* name = nullptr;  // null: anonymous or embedded
  Expr* type = nullptr;
};

struct InterfaceType : Expr {
  GOLEM_NODE(InterfaceType)
  InterfaceType() : Expr(theKind) {}
  List<Field> methodList;  // methods have a name and a FuncType; unions are Operations with Or and Tilde
};

struct FuncType : Expr {
  GOLEM_NODE(FuncType)
  FuncType() : Expr(theKind) {}
  List<Field> paramList;
  List<Field> resultList;
};

struct MapType : Expr {
  GOLEM_NODE(MapType)
  MapType() : Expr(theKind) {}
  Expr* key = nullptr;
  Expr* value = nullptr;
};

struct ChanType : Expr {
  GOLEM_NODE(ChanType)
  ChanType() : Expr(theKind) {}
  ChanDir dir = ChanDir::None;
  Expr* elem = nullptr;
};

// ---- statements

struct EmptyStmt : SimpleStmt {
  GOLEM_NODE(EmptyStmt)
  EmptyStmt() : SimpleStmt(theKind) {}
};

struct ExprStmt : SimpleStmt {
  GOLEM_NODE(ExprStmt)
  ExprStmt() : SimpleStmt(theKind) {}
  Expr* x = nullptr;
};

// Chan <- Value
struct SendStmt : SimpleStmt {
  GOLEM_NODE(SendStmt)
  SendStmt() : SimpleStmt(theKind) {}
  Expr* chan = nullptr;
  Expr* value = nullptr;
};

// op None: =, Def: :=, else op=. A null rhs is ++ (Add) or -- (Sub).
struct AssignStmt : SimpleStmt {
  GOLEM_NODE(AssignStmt)
  AssignStmt() : SimpleStmt(theKind) {}
  Operator op = Operator::None;
  Expr* lhs = nullptr;
  Expr* rhs = nullptr;
};

// The header of a range loop, as ForStmt::init
struct RangeClause : SimpleStmt {
  GOLEM_NODE(RangeClause)
  RangeClause() : SimpleStmt(theKind) {}
  Expr* lhs = nullptr;  // null: no variables
  bool def = false;     // :=
  Expr* x = nullptr;
};

struct LabeledStmt : Stmt {
  GOLEM_NODE(LabeledStmt)
  LabeledStmt() : Stmt(theKind) {}
  Name* label = nullptr;
  Stmt* stmt = nullptr;
};

struct BlockStmt : Stmt {
  GOLEM_NODE(BlockStmt)
  BlockStmt() : Stmt(theKind) {}
  List<Stmt> list;
  Pos rbrace;
};

struct DeclStmt : Stmt {
  GOLEM_NODE(DeclStmt)
  DeclStmt() : Stmt(theKind) {}
  List<Decl> declList;
};

// tok: Break, Continue, Fallthrough or Goto. target, set when branches are checked, is the LabeledStmt of a goto and the
// ForStmt, SwitchStmt or SelectStmt that a break or continue belongs to.
struct BranchStmt : Stmt {
  GOLEM_NODE(BranchStmt)
  BranchStmt() : Stmt(theKind) {}
  Token tok = Token::None;
  Name* label = nullptr;
  Stmt* target = nullptr;
};

// tok: Go or Defer
struct CallStmt : Stmt {
  GOLEM_NODE(CallStmt)
  CallStmt() : Stmt(theKind) {}
  Token tok = Token::None;
  Expr* call = nullptr;
};

struct ReturnStmt : Stmt {
  GOLEM_NODE(ReturnStmt)
  ReturnStmt() : Stmt(theKind) {}
  Expr* results = nullptr;
};

struct IfStmt : Stmt {
  GOLEM_NODE(IfStmt)
  IfStmt() : Stmt(theKind) {}
  SimpleStmt* init = nullptr;
  Expr* cond = nullptr;
  BlockStmt* then = nullptr;
  Stmt* els = nullptr;  // null, IfStmt or BlockStmt
};

struct ForStmt : Stmt {
  GOLEM_NODE(ForStmt)
  ForStmt() : Stmt(theKind) {}
  SimpleStmt* init = nullptr;  // may be a RangeClause
  Expr* cond = nullptr;
  SimpleStmt* post = nullptr;
  BlockStmt* body = nullptr;
};

struct SwitchStmt : Stmt {
  GOLEM_NODE(SwitchStmt)
  SwitchStmt() : Stmt(theKind) {}
  SimpleStmt* init = nullptr;
  Expr* tag = nullptr;  // may be a TypeSwitchGuard
  List<CaseClause> body;
  Pos rbrace;
};

struct SelectStmt : Stmt {
  GOLEM_NODE(SelectStmt)
  SelectStmt() : Stmt(theKind) {}
  List<CommClause> body;
  Pos rbrace;
};

struct CaseClause : Node {
  GOLEM_NODE(CaseClause)
  CaseClause() : Node(theKind) {}
  Expr* cases = nullptr;  // null: default
  List<Stmt> body;
  Pos colon;
};

struct CommClause : Node {
  GOLEM_NODE(CommClause)
  CommClause() : Node(theKind) {}
  SimpleStmt* comm = nullptr;  // send or receive; null: default
  List<Stmt> body;
  Pos colon;
};

#undef GOLEM_NODE

// ---- helpers

Pos startPos(const Node* n);  // leftmost position of the subtree
Pos endPos(const Node* n);    // position behind its last token (approximate where the tree has no closing token)

Expr* unparen(Expr* x);
const Expr* unparen(const Expr* x);
// The elements of a ListExpr, a one-element list for another expression, none for null. The span of the single element
// points at the variable passed.
inline std::span<Expr* const> unpackList(Expr* const& x) {
  if (x == nullptr)
    return {};
  if (auto* l = base::dyn_cast<ListExpr>(x))
    return l->elemList;
  return {&x, 1};
}
inline bool isTypeSwitch(const SwitchStmt* s) { return base::isa<TypeSwitchGuard>(s->tag); }
std::string_view kindName(NodeKind k);

}  // namespace golem::syntax
