// What must be known about the variables of a whole top-level function, its literals included, before code is made:
// whose address is taken, what literals capture, what is assigned after its declaration.
#pragma once

#include "syntax/ast.h"
#include "types/api.h"

#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace golem::girgen {

struct VarUse {
  const void *owner = nullptr;  ///< the function (FuncDecl, FuncLit, range-over-func ForStmt) that declares it
  bool addrTaken = false;
  bool captured = false;
  bool reassigned = false;      ///< assigned other than by its declaration
  bool partial = false;         ///< a field or element is assigned or indexed by a variable
};

struct FuncUse {
  int defers = 0;               ///< including those in bodies of range-over-func loops, which run in this frame
  bool recovers = false;
  std::vector<std::pair<source::Pos, source::Pos>> gotos;  ///< from where to where
};

class Analysis {
public:
  explicit Analysis(types::Info &i) : info(i) {}
  /// root: FuncDecl, or null for the initialiser of a package variable.
  void function(const syntax::FuncDecl *d);
  void initializer(syntax::Expr *e, const void *owner);
  /// null: never seen (an unnamed or blank one).
  const VarUse *use(types::Var *v) const {
    auto it = vars.find(v);
    return it == vars.end() ? nullptr : &it->second;
  }
  VarUse &define(types::Var *v, const void *owner);
  FuncUse &func(const void *node) { return funcs[node]; }
  bool sharedLoopVars = false;   ///< language before Go 1.22: one variable for all iterations
  static bool isRangeFunc(const syntax::ForStmt *s);

private:
  void fields(syntax::List<syntax::Field> l);
  void expr(syntax::Expr *e);
  void stmt(syntax::Stmt *s);
  void stmts(syntax::List<syntax::Stmt> l);
  void name(syntax::Name *n);
  void assigned(syntax::Expr *e, bool define);
  void body(const void *node, types::Type *sig, syntax::FuncType *t, syntax::BlockStmt *b);
  void results(types::Type *sig);
  void root(syntax::Expr *e, bool addr, bool write);

  types::Info &info;
  std::unordered_map<types::Var *, VarUse> vars;
  std::unordered_map<const void *, FuncUse> funcs;
  const void *cur = nullptr;     ///< innermost function, range bodies included
  const void *frame = nullptr;   ///< innermost real function
  std::vector<types::Var *> frameResults;  ///< its results
};

} // namespace golem::girgen
