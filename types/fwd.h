// Names that every part of the type checker needs, without their definitions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/casting.h"
#include "constant/value.h"
#include "source/pos.h"

namespace golem::syntax {
struct Node;
struct File;
struct Expr;
struct Stmt;
struct Decl;
struct Name;
struct FuncDecl;
struct TypeDecl;
struct FuncType;
struct FuncLit;
struct SelectorExpr;
struct BlockStmt;
}  // namespace golem::syntax

namespace golem::types {

using base::cast;
using base::dyn_cast;
using base::isa;
using source::Pos;
using constant::Val;

class Checker;
struct Context;
struct Config;
struct Info;
struct Operand;
struct Package;
struct Scope;

struct Type;
struct Basic;
struct Array;
struct Slice;
struct Struct;
struct Pointer;
struct Tuple;
struct Signature;
struct Union;
struct Term;
struct Interface;
struct Map;
struct Chan;
struct Named;
struct TypeParam;
struct Alias;
struct TypeSet;

struct Object;
struct PkgName;
struct Const;
struct TypeName;
struct Var;
struct Func;
struct Label;
struct Builtin;
struct Nil;

struct Selection;

using TypeList = std::vector<Type*>;
using TypeParamList = std::vector<TypeParam*>;

// How a package is written before a name: "" leaves the qualification out. An empty function means the full path.
using Qualifier = std::function<std::string(const Package*)>;

}  // namespace golem::types
