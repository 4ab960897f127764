// The state of generating one package: references, variables, names of literals, initialisation.
#pragma once

#include "girgen/analysis.h"
#include "gir/linkname.h"
#include "girgen/girgen.h"

#include <optional>
#include <unordered_map>

namespace golem::girgen {

class FuncGen;

class PackageGen {
public:
  PackageGen(const Input &i, gir::Package &o, gir::RefTable &r) : in(i), info(*i.info), out(o), refs(r) {}

  void run();
  const std::unordered_map<types::Object *, std::string> &renamed() const { return linknames; }
  void error(source::Pos p, std::string msg) {
    failed = true;
    in.error(p, std::move(msg));
  }

  // --- references
  const gir::FuncRef *funcRef(types::Func *f, std::span<types::Type *const> targs, types::Signature *sig = nullptr);
  const gir::FuncRef *literalRef(gir::Function *f);
  gir::Global *global(types::Var *v);
  /// Anonymous read-only or writable data of this package.
  gir::Global *anonymous(std::string_view stem, types::Type *t, bool readOnly);
  std::string linkNameOf(types::Object *o);

  // --- types
  types::Type *pointerTo(types::Type *t);
  types::Type *sliceOf(types::Type *t);
  types::Tuple *tupleOf(std::vector<types::Type *> ts);
  types::Type *basic(types::BasicKind k) { return types::basicType(k); }
  types::Type *intType() { return types::basicType(types::BasicKind::Int); }
  types::Type *boolType() { return types::universe().boolType; }
  types::Type *anyType() { return types::universe().emptyInterface; }
  types::Type *unsafePointer() { return types::basicType(types::BasicKind::UnsafePointer); }
  types::Signature *niladic();  ///< func()
  int64_t sizeOf(types::Type *t) { return in.sizes.sizeof_(t); }
  bool fileAtLeast(const syntax::File *f, int minor);

  /// The name of a new literal of kind why in function outer.
  enum class Lit { Func, Range, Go, Defer };
  std::string literalName(FuncGen *outer, Lit why);

  // --- constant data (static.cpp)
  /// fresh: the value must not share memory with other evaluations of e (it stands in a function).
  bool staticValue(syntax::Expr *e, types::Type *t, gir::StaticValue &out, bool fresh);

  const Input &in;
  types::Info &info;
  gir::Package &out;
  gir::RefTable &refs;
  bool failed = false;
  std::string_view intern(std::string s) { return strings.emplace_back(std::move(s)); }

private:
  friend class FuncGen;
  void collectLinknames();
  void collectImports();
  void declareVars();
  void functions();
  void initializers();
  void embeds();
  void embedVar(types::Var *v, const syntax::Pragmas *p);
  const std::string *linknameFor(types::Object *o) {
    auto it = linknames.find(o);
    return it == linknames.end() ? nullptr : &it->second;
  }
  // static.cpp
  bool staticComposite(syntax::CompositeLit *c, types::Type *t, gir::StaticValue &out, bool fresh);
  bool staticAddress(syntax::Expr *e, gir::StaticValue &out, bool fresh);
  bool staticIface(syntax::Expr *e, types::Type *t, gir::StaticValue &out, bool fresh);
  bool staticCall(syntax::CallExpr *c, gir::StaticValue &out);

  std::unordered_map<types::Object *, syntax::FuncDecl *> returning; ///< functions of one return statement with one result
  using Arguments = std::unordered_map<types::Object *, gir::StaticValue>;
  const Arguments *staticArguments = nullptr;                        ///< of the call whose body is evaluated
  int staticDepth = 0;                                               ///< of such calls
  std::unordered_map<types::Object *, std::string> linknames;
  std::unordered_map<types::Var *, gir::Global *> globals;
  std::unordered_map<std::string, gir::Global *> externals;
  std::unordered_map<types::Type *, types::Type *> pointers, slices;
  std::unordered_map<types::Func *, gir::Function *> bodies;
  std::unordered_map<const syntax::Node *, const syntax::File *> fileOfDecl;
  std::unordered_map<const syntax::File *, int> versions;
  std::unordered_map<types::Var *, const syntax::File *> fileOfVar;
  std::unordered_map<std::string, int> anonCount;
  std::deque<std::string> strings;
  std::unique_ptr<Analysis> initAnalysis;
  std::unique_ptr<FuncGen> initGen;
  types::Signature *niladicSig = nullptr;
  int initCount = 0;
};


} // namespace golem::girgen
