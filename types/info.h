// What checking a package found out beyond what is kept in the syntax tree (Name::object, SelectorExpr::selection,
// Expr::tv).
#pragma once

#include <unordered_map>

#include "types/selection.h"

namespace golem::types {

// An instantiated identifier: targs and the resulting type (*Signature, *Named or *Alias).
struct Instance {
  const TypeList* targs = nullptr;
  Type* type = nullptr;
};

struct Initializer {
  std::vector<Var*> lhs;
  syntax::Expr* rhs = nullptr;
};

struct Info {
  std::unordered_map<const syntax::Name*, Instance> instances;
  // ImportDecl without a name -> PkgName; CaseClause of a type switch with a variable -> Var; anonymous parameter
  // Field -> Var.
  std::unordered_map<const syntax::Node*, Object*> implicits;
  // File, FuncType, BlockStmt, IfStmt, SwitchStmt, CaseClause, CommClause, ForStmt, TypeDecl -> Scope.
  std::unordered_map<const syntax::Node*, Scope*> scopes;
  std::vector<Initializer> initOrder;  // package-level variables with initial values, in order of execution
  std::unordered_map<const syntax::File*, std::string> fileVersions;
};

}  // namespace golem::types
