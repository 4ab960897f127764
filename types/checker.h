// The type checker of one package: one class whose methods are spread over the files of this folder by concept.
// Its parts and their names follow go/types, so that whoever knows that package finds the way here.
#pragma once

#include <memory>
#include <unordered_set>

#include "syntax/ast.h"
#include "types/api.h"
#include "types/operand.h"

namespace golem::types {

struct DeclInfo {
  Scope* file = nullptr;  // scope of the file that holds the declaration
  GoVersion version;
  std::vector<Var*> lhs;  // of an n:1 variable declaration
  syntax::Expr* vtyp = nullptr;
  syntax::Expr* init = nullptr;
  bool inherited = false;  // the initial value comes from an earlier constant declaration
  syntax::TypeDecl* tdecl = nullptr;
  syntax::FuncDecl* fdecl = nullptr;
  std::vector<Object*> deps;  // package-level objects that the initial value or body uses, in order of first use
  std::unordered_set<Object*> depSet;
  bool hasInitializer() const { return init != nullptr || (fdecl != nullptr && fdecl->body != nullptr); }
  void addDep(Object* obj) {
    if (depSet.insert(obj).second) deps.push_back(obj);
  }
};

// The signature type and description of the left side of an assignment, used to infer a generic function value.
struct Target {
  Signature* sig;
  std::string desc;
};
Target* newTarget(Type* typ, std::string desc);  // nullptr unless typ's underlying type is a signature

struct ExprInfo {
  bool isLhs = false;  // left operand of a shift whose check is delayed
  OperandMode mode = OperandMode::Invalid;
  Basic* typ = nullptr;
  Val val = nullptr;
};

// Where the checker stands; saved and restored around nested declarations.
struct Environment {
  DeclInfo* decl = nullptr;  // package-level declaration whose initial value or body is checked
  Scope* scope = nullptr;
  GoVersion version;
  Val iota = nullptr;  // in constant declarations
  Pos errpos{};        // known: the constant with an inherited initial value at which errors are reported
  bool inTParamList = false;
  Signature* sig = nullptr;  // of the function whose body is checked
  std::unordered_set<const syntax::CallExpr*> isPanic;
  bool hasLabel = false;
  bool hasCallOrRecv = false;

  Scope* lookupScope(std::string_view name, Object** obj) const;
  Object* lookup(std::string_view name) const;
};

struct Action {
  GoVersion version;
  std::function<void()> f;
};

// What an error message is built from; report() hands it over.
struct ErrorBuilder {
  struct Desc {
    Pos pos;
    std::string msg;
  };
  Checker* check = nullptr;
  std::vector<Desc> desc;
  Code code{};
  bool soft = false;

  template <class... A> void addf(Poser at, std::string_view format, const A&... a);
  void addMsg(Poser at, std::string msg) { desc.push_back({at.atPos(), std::move(msg)}); }
  void addAltDecl(Object* obj);
  bool empty() const { return desc.empty(); }
  Pos pos() const;
  std::string msg() const;
  void report();
};

// Weighted graph of type parameters: finds instantiation loops that would never end.
struct MonoGraph {
  struct Vertex {
    int weight = 0;
    int pre = -1;
    int len = 0;
    Object* obj = nullptr;
  };
  struct Edge {
    int dst, src, weight;
    Pos pos;
    Type* typ;
  };
  std::vector<Vertex> vertices;
  std::vector<Edge> edges;
  std::unordered_map<TypeParam*, TypeParam*> canon;
  std::unordered_map<Object*, int> nameIdx;

  void recordCanon(TypeParam* mpar, TypeParam* tpar);
  void recordInstance(Package* pkg, Pos pos, std::span<TypeParam* const> tparams, std::span<Type* const> targs,
                      std::span<syntax::Expr* const> xlist);
  void assign(Package* pkg, Pos pos, TypeParam* tpar, Type* targ);
  int localNamedVertex(Package* pkg, Named* named);
  int typeParamVertex(TypeParam* tpar);
  void addEdge(int dst, int src, int weight, Pos pos, Type* typ);
};

// Names declared in a struct, interface or method set, by id.
struct ObjSet {
  std::unordered_map<std::string, Object*> elems;
  Object* insert(Object* obj) {  // the object already there, or nullptr
    auto [it, fresh] = elems.try_emplace(obj->id(), obj);
    return fresh ? nullptr : it->second;
  }
};

struct SubstMap {
  std::vector<TypeParam*> from;
  std::vector<Type*> to;
  bool empty() const { return from.empty(); }
  Type* lookup(TypeParam* p) const;
};
SubstMap makeSubstMap(std::span<TypeParam* const> tpars, std::span<Type* const> targs);
SubstMap makeRenameMap(std::span<TypeParam* const> from, std::span<TypeParam* const> to);

// Statement context bits.
using StmtContext = unsigned;
inline constexpr StmtContext BreakOk = 1, ContinueOk = 2, FallthroughOk = 4, FinalSwitchCase = 8, InTypeSwitch = 16;

// What a case clause list has seen already: constants by value (their hashKey).
struct ValueType {
  Pos pos;
  Type* typ;
};
using ValueMap = std::unordered_map<std::string, std::vector<ValueType>>;

struct Block;  // labels.cpp

using ExprList = std::span<syntax::Expr* const>;

class Checker : public Environment {
 public:
  Config* conf;
  Context* ctxt;
  Package* pkg;
  Info* info;
  std::unordered_map<Object*, DeclInfo*> objMap;  // package-level objects and methods
  std::vector<Object*> objList;                   // keys of objMap in source order
  std::unordered_map<std::string, Package*> impMap;
  // Paths of packages by name: names shared by several packages are written with their path.
  std::unordered_map<std::string_view, std::unordered_set<std::string_view>> pkgPathMap;
  std::unordered_set<const Package*> seenPkgMap;
  bool pkgPathMapMade = false;

  std::vector<syntax::File*> files;
  std::vector<PkgName*> imports;
  std::unordered_map<Scope*, std::unordered_map<std::string_view, PkgName*>> dotImportMap;
  std::unordered_map<Union*, TypeSet*> unionTypeSets;
  std::unordered_set<PkgName*> usedPkgNames;
  MonoGraph mono;
  uint64_t nextID = 0;  // of type parameters

  bool hasFirstErr = false;
  std::unordered_map<TypeName*, std::vector<Func*>> methods;
  std::unordered_map<syntax::Expr*, ExprInfo> untyped;
  std::vector<Action> delayed;
  std::vector<Object*> objPath;
  std::unordered_map<Object*, int> objPathIdx;
  std::vector<Type*> cleaners;  // Named, TypeParam, Interface, Alias

  Checker(Config* conf, Package* pkg, Info* info);

  // ---- A: driver (check.cpp)
  void checkFiles(std::span<syntax::File* const> files);
  void initFiles(std::span<syntax::File* const> files);
  void addDeclDep(Object* to);
  void rememberUntyped(syntax::Expr* e, bool lhs, OperandMode mode, Basic* typ, Val val);
  void later(std::function<void()> f);
  void push(Object* obj);
  void pop();
  void needsCleanup(Type* t) { cleaners.push_back(t); }
  void processDelayed(size_t top);
  void cleanup();
  bool allowVersion(const GoVersion& want) const;
  template <class... A>
  bool verifyVersionf(Poser at, const GoVersion& v, std::string_view format, const A&... a) {
    if (allowVersion(v)) return true;
    versionErrorf(at, v, format, a...);
    return false;
  }
  Context* context();

  // ---- A: errors (errors.cpp); B: formatting (format.cpp)
  ErrorBuilder newError(Code code) { return ErrorBuilder{this, {}, code, false}; }
  void error(Poser at, Code code, std::string msg);
  template <class... A> void errorf(Poser at, Code code, std::string_view format, const A&... a) {
    error(at, code, sprintf(format, a...));
  }
  template <class... A> void softErrorf(Poser at, Code code, std::string_view format, const A&... a) {
    softError(at, code, sprintf(format, a...));
  }
  template <class... A> void versionErrorf(Poser at, const GoVersion& v, std::string_view format, const A&... a) {
    error(at, Code::UnsupportedFeature, sprintf(format, a...) + " requires " + v.text + " or later");
  }
  void softError(Poser at, Code code, std::string msg);
  void handleError(Pos pos, Code code, std::string msg, bool soft);
  template <class... A> std::string sprintf(std::string_view format, const A&... a) {
    const Arg args[] = {Arg(a)..., Arg()};
    return sprintfv(format, std::span<const Arg>(args, sizeof...(A)));
  }
  std::string sprintfv(std::string_view format, std::span<const Arg> args);  // B: with this package's qualifier
  std::string qualifier(const Package* p);                                  // B
  void markImports(const Package* p);                                       // B
  Qualifier qualifierFunc() {
    return [this](const Package* p) { return qualifier(p); };
  }
  std::string lookupError(Type* typ, std::string_view sel, Object* obj, bool structLit);  // A

  // ---- A: recording (recording.cpp)
  void record(Operand* x);
  void recordUntyped();
  void recordTypeAndValue(syntax::Expr* x, OperandMode mode, Type* typ, Val val);
  void recordBuiltinType(syntax::Expr* f, Signature* sig);
  void recordCommaOkTypes(syntax::Expr* x, std::span<Operand* const> a);
  void recordInstance(syntax::Expr* expr, std::span<Type* const> targs, Type* typ);
  void recordDef(syntax::Name* id, Object* obj);  // obj may be nullptr
  void recordUse(syntax::Name* id, Object* obj);
  void recordImplicit(syntax::Node* node, Object* obj);
  void recordSelection(syntax::SelectorExpr* x, SelectionKind kind, Type* recv, Object* obj, std::vector<int> index,
                       bool indirect);
  void recordScope(syntax::Node* node, Scope* scope);

  // ---- A: resolver.cpp
  void collectObjects();
  void sortObjects();
  void arity(Pos pos, std::span<syntax::Name* const> names, ExprList inits, bool constDecl, bool inherited);
  void declarePkgObj(syntax::Name* ident, Object* obj, DeclInfo* d);
  Package* importPackage(Pos pos, std::string_view path, std::string_view dir);
  // Takes a receiver type apart: pointer or not, base type expression, names of type parameters.
  void unpackRecv(syntax::Expr* rtyp, bool unpackParams, bool* ptr, syntax::Expr** base,
                  std::vector<syntax::Name*>* tparams);
  TypeName* resolveBaseTypeName(bool* ptr, syntax::Name* name);
  void packageObjects();
  void unusedImports();
  void errorUnusedPkg(PkgName* obj);

  // ---- A: decl.cpp, cycles.cpp, validtype.cpp
  void declare(Scope* scope, syntax::Name* id, Object* obj, Pos pos);
  void objDecl(Object* obj);
  bool validCycle(Object* obj);
  void cycleError(std::span<Object* const> cycle, int start);
  void constDecl(Const* obj, syntax::Expr* typ, syntax::Expr* init, bool inherited);
  void varDecl(Var* obj, std::span<Var* const> lhs, syntax::Expr* typ, syntax::Expr* init);
  void typeDecl(TypeName* obj, syntax::TypeDecl* tdecl);
  void collectTypeParams(const TypeParamList** dst, std::span<syntax::Field* const> list);
  Type* bound(syntax::Expr* x);
  TypeParam* declareTypeParam(syntax::Name* name, Pos scopePos);
  void collectMethods(TypeName* obj);
  void checkFieldUniqueness(Named* base);
  void funcDecl(Func* obj, DeclInfo* decl);
  void declStmt(std::span<syntax::Decl* const> list);
  bool isImportedConstraint(Type* typ);
  void directCycles();
  void directCycle(TypeName* tname, std::unordered_map<TypeName*, int>& pathIdx);
  bool finiteSize(Type* t);
  void validType(Named* typ);
  std::unordered_set<Named*> validTypes;  // not instances; they contain nothing that contains them
  bool validType0(Pos pos, Type* typ, std::vector<Named*>& nest, std::vector<Named*>& path);

  // ---- A: typexpr.cpp, struct.cpp, interface.cpp, signature.cpp, union.cpp
  void ident(Operand* x, syntax::Name* e, bool wantType);
  Type* typ(syntax::Expr* e);
  Type* varType(syntax::Expr* e);
  void validVarType(syntax::Expr* e, Type* typ);
  Type* declaredType(syntax::Expr* e, TypeName* def);
  Type* genericType(syntax::Expr* e, std::string* cause);
  Type* typInternal(syntax::Expr* e, TypeName* def);
  Type* instantiatedType(syntax::Expr* x, ExprList xlist);
  int64_t arrayLength(syntax::Expr* e);
  TypeList typeList(ExprList list);  // empty if one is invalid
  void structType(Struct* styp, syntax::StructType* e);
  bool declareInSet(ObjSet* oset, Pos pos, Object* obj);
  std::string_view tag(syntax::BasicLit* t);
  void interfaceType(Interface* ityp, syntax::InterfaceType* iface, TypeName* def);
  Interface* newInterface();
  void funcType(Signature* sig, syntax::Field* recv, std::span<syntax::Field* const> tparams, syntax::FuncType* ftyp);
  Var* collectRecv(syntax::Field* rparam, Pos scopePos, const TypeParamList** recvTParams);
  void recordParenthesizedRecvTypes(syntax::Expr* expr, Type* typ);
  void collectParams(VarKind kind, std::span<syntax::Field* const> list, std::vector<syntax::Name*>* names,
                     std::vector<Var*>* params, bool* variadic);
  void declareParams(std::span<syntax::Name* const> names, std::span<Var* const> params, Pos scopePos);
  void validRecv(Poser pos, Var* recv);
  Type* parseUnion(syntax::Expr* e);
  Term* parseTilde(syntax::Expr* e);

  // ---- A: named.cpp, alias.cpp, typeparam.cpp, instantiate.cpp, subst.cpp (this may be nullptr in instance, subst)
  Named* newNamed(TypeName* obj, Type* fromRHS, std::vector<Func*> methods);
  Alias* newAlias(TypeName* obj, Type* rhs);
  TypeParam* newTypeParam(TypeName* obj, Type* constraint);
  bool validateTArgLen(Pos pos, std::string_view name, int want, int got);
  // Index of the first type argument that violates its constraint and why, or -1.
  int verify(Pos pos, std::span<TypeParam* const> tparams, std::span<Type* const> targs, Context* ctxt,
             std::string* cause);
  bool implements(Type* V, Type* T, bool constraint, std::string* cause);

  // ---- A: infer.cpp, mono.cpp, initorder.cpp
  // The type arguments, or empty after adding the reason to err.
  TypeList infer(Pos pos, std::span<TypeParam* const> tparams, std::span<Type* const> targs, Tuple* params,
                 std::span<Operand* const> args, bool reverse, ErrorBuilder* err);
  // Fresh copies of tparams, and typ in terms of them.
  std::vector<TypeParam*> renameTParams(Pos pos, std::span<TypeParam* const> tparams, Type* typ, Type** renamed);
  void monomorph();
  void reportInstanceLoop(int v);
  void initOrder();
  void reportCycle(std::span<Object* const> cycle);

  // ---- A: lookup.cpp
  using Equivalent = std::function<bool(Type*, Type*)>;
  Func* missingMethod(Type* V, Type* T, bool staticCheck, const Equivalent& equivalent, std::string* cause,
                      bool* wrongType);
  bool hasAllMethods(Type* V, Type* T, bool staticCheck, const Equivalent& equivalent, std::string* cause);
  std::string interfacePtrError(Type* T);
  std::string funcString(Func* f, bool pkgInfo);
  bool assertableTo(Type* V, Type* T, std::string* cause);
  bool newAssertableTo(Type* V, Type* T, std::string* cause);

  // ---- B: expr.cpp, const.cpp
  bool op(bool unary, Operand* x, syntax::Operator op);
  void overflow(Operand* x, Pos opPos);
  void unary(Operand* x, syntax::Operation* e);
  Type* chanElem(Poser pos, Operand* x, bool recv);
  void updateExprType(syntax::Expr* x, Type* typ, bool final);
  void updateExprVal(syntax::Expr* x, Val val);
  // The type and value that an untyped x takes when it is converted to target; nullptr and *code if it cannot.
  Type* implicitTypeAndValue(Operand* x, Type* target, Val* val, Code* code);
  void comparison(Operand* x, Operand* y, syntax::Operator op, bool switchCase = false);
  std::string incomparableCause(Type* typ);
  void shift(Operand* x, Operand* y, syntax::Expr* e, syntax::Operator op);
  void binary(Operand* x, syntax::Expr* e, syntax::Expr* lhs, syntax::Expr* rhs, syntax::Operator op);
  void matchTypes(Operand* x, Operand* y);
  ExprKind rawExpr(Target* T, Operand* x, syntax::Expr* e, Type* hint, bool allowGeneric);
  void finishIndexExpr(Operand* x, syntax::IndexExpr* e);  // what rawExpr does after indexExpr
  void refusePending(Operand* x);
  void nonGeneric(Target* T, Operand* x);
  ExprKind exprInternal(Target* T, Operand* x, syntax::Expr* e, Type* hint);
  void typeAssertion(syntax::Expr* e, Operand* x, Type* T, bool typeSwitch);
  void expr(Target* T, Operand* x, syntax::Expr* e);
  void genericExpr(Operand* x, syntax::Expr* e);
  std::vector<Operand*> multiExpr(syntax::Expr* e, bool allowCommaOk, bool* commaOk);
  void exprWithHint(Operand* x, syntax::Expr* e, Type* hint);
  void exprOrType(Operand* x, syntax::Expr* e, bool allowGeneric);
  void exclude(Operand* x, unsigned modeset);
  void singleValue(Operand* x);
  void representable(Operand* x, Basic* typ);
  Val representation(Operand* x, Basic* typ, Code* code);  // nullptr and *code if it is not representable
  void invalidConversion(Code code, Operand* x, Type* target);
  void convertUntyped(Operand* x, Type* target);
  bool representableConst(Val x, Basic* typ, Val* rounded);

  // ---- B: conversions.cpp, literals.cpp, index.cpp
  void conversion(Operand* x, Type* T);
  void langCompat(syntax::BasicLit* lit);
  void basicLit(Operand* x, syntax::BasicLit* e);
  void funcLit(Operand* x, syntax::FuncLit* e);
  void compositeLit(Operand* x, syntax::CompositeLit* e, Type* hint);
  void structLit(Operand* x, syntax::CompositeLit* e, Struct* s, Type* base);
  void mapLit(Operand* x, syntax::CompositeLit* e, Map* m);
  int64_t indexedElts(ExprList elts, Type* typ, int64_t length);
  bool indexExpr(Operand* x, syntax::IndexExpr* e);  // true: x is a generic function to be instantiated
  void sliceExpr(Operand* x, syntax::SliceExpr* e);
  syntax::Expr* singleIndex(syntax::IndexExpr* e);
  Type* index(syntax::Expr* index, int64_t max, int64_t* val);
  bool isValidIndex(Operand* x, Code code, std::string_view what, bool allowNegative);

  // ---- B: call.cpp, builtins.cpp
  // Type arguments so far if infer is false, else x is instantiated and the result empty. inst may be nullptr.
  TypeList funcInst(Target* T, Pos pos, Operand* x, syntax::IndexExpr* inst, bool infer);
  Signature* instantiateSignature(Pos pos, syntax::Expr* expr, Signature* typ, std::span<Type* const> targs,
                                  ExprList xlist);
  ExprKind callExpr(Operand* x, syntax::CallExpr* call);
  std::vector<Operand*> exprList(ExprList elist);
  std::vector<Operand*> genericExprList(ExprList elist, std::vector<TypeList>* targsList);
  Signature* arguments(syntax::CallExpr* call, Signature* sig, std::span<Type* const> targs, ExprList xlist,
                       std::span<Operand* const> args, std::span<TypeList> atargs);
  void selector(Operand* x, syntax::SelectorExpr* e, bool wantType);
  bool qualifiedIdent(Operand* x, syntax::SelectorExpr* e, syntax::Name* ident, PkgName* pname);
  bool use(ExprList args) { return useN(args, false); }
  bool useLHS(ExprList args) { return useN(args, true); }
  bool use(syntax::Expr* e) { return use1(e, false); }
  bool useN(ExprList args, bool lhs);
  bool use1(syntax::Expr* e, bool lhs);
  bool builtin(Operand* x, syntax::CallExpr* call, BuiltinId id);
  bool builtinArgs(Operand* x, syntax::CallExpr* call, BuiltinId id, const PredeclaredFunc& bin);
  bool builtinAppend(Operand* x, syntax::CallExpr* call, std::span<Operand* const> args);
  bool builtinLen(Operand* x, syntax::CallExpr* call, BuiltinId id);
  bool builtinComplex(Operand* x, syntax::CallExpr* call, Operand* y);
  bool builtinReal(Operand* x, syntax::CallExpr* call, BuiltinId id);
  bool builtinCopy(Operand* x, syntax::CallExpr* call, Operand* y);
  bool builtinMake(Operand* x, syntax::CallExpr* call);
  bool builtinMinMax(Operand* x, syntax::CallExpr* call, std::span<Operand* const> args, BuiltinId id);
  bool builtinNew(Operand* x, syntax::CallExpr* call);
  bool builtinUnsafe(Operand* x, syntax::CallExpr* call, std::span<Operand* const> args, BuiltinId id);
  Type* applyTypeFunc(const std::function<Type*(Type*)>& f, Operand* x, BuiltinId id);

  // ---- B: assignments.cpp
  void assignment(Operand* x, Type* T, std::string_view context);
  void initConst(Const* lhs, Operand* x);
  void initVar(Var* lhs, Operand* x, std::string_view context);
  Type* lhsVar(syntax::Expr* lhs);
  void assignVar(syntax::Expr* lhs, syntax::Expr* rhs, Operand* x, std::string_view context);
  std::string typesSummary(std::span<Type* const> list, bool variadic, bool hasDots);
  void assignError(ExprList rhs, int l, int r);
  void returnError(Poser at, std::span<Var* const> lhs, std::span<Operand* const> rhs);
  void initVars(std::span<Var* const> lhs, ExprList rhs, syntax::Stmt* returnStmt);
  void assignVars(ExprList lhs, ExprList rhs);
  void shortVarDecl(Poser pos, ExprList lhs, ExprList rhs);

  // ---- B: stmt.cpp, range.cpp, labels.cpp, return.cpp
  void funcBody(DeclInfo* decl, std::string_view name, Signature* sig, syntax::BlockStmt* body, Val iota);
  void usage(Scope* scope);
  void simpleStmt(syntax::Stmt* s);
  void stmtList(StmtContext ctxt, std::span<syntax::Stmt* const> list);
  void multipleSwitchDefaults(std::span<syntax::CaseClause* const> list);
  void multipleSelectDefaults(std::span<syntax::CommClause* const> list);
  void openScope(syntax::Node* node, const char* comment);
  void closeScope();
  void suspendedCall(std::string_view keyword, syntax::Expr* call);
  void caseValues(Operand* x, ExprList values, ValueMap& seen);
  bool isNil(syntax::Expr* e);
  Type* caseTypes(Operand* x, ExprList types, std::vector<std::pair<Type*, syntax::Expr*>>& seen);
  void stmt(StmtContext ctxt, syntax::Stmt* s);
  void stmt1(StmtContext ctxt, syntax::Stmt* s);
  void assignStmt(syntax::AssignStmt* s);
  void returnStmt(syntax::ReturnStmt* s);
  void branchStmt(StmtContext ctxt, syntax::BranchStmt* s);
  void selectStmt(StmtContext inner, syntax::SelectStmt* s);
  void switchStmt(StmtContext inner, syntax::SwitchStmt* s);
  void typeSwitchStmt(StmtContext inner, syntax::SwitchStmt* s, syntax::TypeSwitchGuard* guard);
  void rangeStmt(StmtContext inner, syntax::ForStmt* s, Poser noNewVarPos, syntax::Expr* sKey, syntax::Expr* sValue,
                 syntax::Expr* sExtra, syntax::Expr* rangeVar, bool isDef);
  void labels(syntax::BlockStmt* body);
  std::vector<syntax::BranchStmt*> blockBranches(Scope* all, Block* parent, syntax::LabeledStmt* lstmt,
                                                 std::span<syntax::Stmt* const> list);
  bool isTerminating(syntax::Stmt* s, std::string_view label);
  bool isTerminatingList(std::span<syntax::Stmt* const> list, std::string_view label);
  bool isTerminatingSwitch(std::span<syntax::CaseClause* const> body, std::string_view label);
};

template <class... A> void ErrorBuilder::addf(Poser at, std::string_view format, const A&... a) {
  desc.push_back({at.atPos(), check->sprintf(format, a...)});
}

// The following take a Checker that may be nullptr (no error reporting).
Type* instance(Checker* check, Pos pos, Type* orig, std::span<Type* const> targs, Named* expanding, Context* ctxt);
Type* subst(Checker* check, Pos pos, Type* typ, const SubstMap& smap, Named* expanding, Context* ctxt);
Func* missingMethod(Checker* check, Type* V, Type* T, bool staticCheck, const Checker::Equivalent& equivalent,
                    std::string* cause, bool* wrongType);
bool implements(Checker* check, Type* V, Type* T, bool constraint, std::string* cause);
// B: whether x fits typ; rounds *rounded if that is not null. check gives the sizes and may be nullptr.
bool representableConst(Val x, Checker* check, Basic* typ, Val* rounded);
// B: key and value types of a range over orig; false and *cause if that is not possible.
bool rangeKeyVal(Checker* check, Type* orig, const std::function<bool(const GoVersion&)>& allowVersion, Type** key,
                 Type** val, std::string* cause);
Type* implicitTypeAndValue(Checker* check, Operand* x, Type* target, Val* val, Code* code);
bool hasVarSize(Type* t, std::unordered_map<Named*, bool>& seen);
Named* newNamedInstance(Checker* check, Pos pos, Named* orig, std::span<Type* const> targs, Named* expanding);
Alias* newAliasInstance(Checker* check, Pos pos, Alias* orig, std::span<Type* const> targs, Named* expanding,
                        Context* ctxt);
Interface* newInterface(Checker* check);
bool hasInvalidEmbeddedFields(Type* t, std::unordered_set<Struct*>* seen);
Type* unpointer(Type* t);
syntax::Name* embeddedFieldIdent(syntax::Expr* e);
syntax::Expr* ptrBase(syntax::Operation* x);  // of *x, else nullptr

inline constexpr std::string_view invalidArg = "invalid argument: ", invalidOp = "invalid operation: ";

}  // namespace golem::types
