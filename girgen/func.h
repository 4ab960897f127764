// Generates one function body. Literals and bodies of range-over-func loops are FuncGens of their own that reach the
// variables of the enclosing ones through captures.
#pragma once

#include "gir/builder.h"
#include "girgen/package.h"
#include "types/operand.h"

#include <functional>
#include <optional>

namespace golem::girgen {

using gir::BlockId;
using gir::FuncRef;
using gir::LocalId;
using gir::Op;
using gir::Operand;
using types::Type;
using types::Var;

/// Where a variable lives.
struct VarLoc {
  enum Kind : uint8_t { None, Reg, Mem, Ptr } kind = None;  ///< Reg: the local is it; Mem: memory local; Ptr: local points to it
  LocalId local = gir::none;
  Operand constant;            ///< of kind Const: all that the variable ever holds
};

/// Something that may be in memory.
struct Place {
  bool inMemory = false;
  Operand op;           ///< its address or its value
  Type *type = nullptr;
  bool nonNil = true;   ///< the address needs no check
};

/// The left side of an assignment, operands evaluated, checks not yet done.
struct Target {
  enum Kind : uint8_t { Blank, Reg, Memory, MapElem } kind = Blank;
  Type *type = nullptr;
  LocalId reg = gir::none;
  std::function<Place()> place;
  Operand map, key;
};

/// What break, continue and goto may lead to inside one FuncGen.
struct Jump {
  const syntax::Stmt *stmt = nullptr;
  BlockId breakTo = gir::none, continueTo = gir::none;
};

/// The underlying type, or for a type parameter the one that all its types share (null if there is none).
Type *core(Type *t);
template <class T> T *coreAs(Type *t) {
  Type *c = t == nullptr ? nullptr : core(t);
  return c == nullptr ? nullptr : types::as<T>(c);
}
/// Index of the field that element i of a struct literal sets.
int fieldOfElem(types::Struct *s, syntax::Expr *x, size_t i);
inline bool isIface(Type *t) { return types::isNonTypeParamInterface(t); }
inline bool isNilExpr(const syntax::Expr *e) { return e->tv.mode == uint16_t(types::OperandMode::NilValue); }
inline bool isTypeExpr(const syntax::Expr *e) { return e->tv.mode == uint16_t(types::OperandMode::TypExpr); }
inline bool isConstExpr(const syntax::Expr *e) {
  return e->tv.value != nullptr && e->tv.mode == uint16_t(types::OperandMode::Constant);
}

class FuncGen {
public:
  FuncGen(PackageGen &p, Analysis &a, gir::Function &f, FuncGen *outer, const void *node, const syntax::File *file);

  void declaration(syntax::FuncDecl *d, types::Func *f);
  void literal(syntax::FuncLit *l);
  // For package initialisation: statements are appended one by one.
  void beginPlain();
  void finishPlain();
  void initVar(const types::Initializer &i, const syntax::File *f);
  Operand literalValue(syntax::FuncLit *l) { return funcLit(l); }
  void callInit(const FuncRef *r);

  gir::Builder b;
  int literals = 0, rangeBodies = 0, wrappers = 0;

private:
  friend class PackageGen;
  // --- frame (func.cpp)
  void signature(types::Signature *s, syntax::Field *recv, syntax::FuncType *t);
  void param(Var *v, std::string_view name);
  void enterDefers();
  void finish(source::Pos end);
  void emitReturn();
  void result(size_t i, Operand v);
  VarLoc declare(Var *v, bool zero, Operand *init = nullptr);
  VarLoc lookup(Var *v);
  Operand readVar(Var *v);
  void writeVar(Var *v, Operand x);
  VarLoc capture(Var *v);
  Operand frameToken();
  Operand callerFrame();
  Var *pseudoVar(std::string_view name, Type *t, bool byRef, const void *owner);
  bool byReference(Var *v);
  bool tooLargeForFrame(Var *v);
  bool wantsMemory(Type *t);
  Operand closureOf(FuncGen &child, Type *t);
  FuncGen *frameOwner();
  void unsupported(source::Pos p, std::string_view what);

  // --- expressions (expr.cpp)
  Type *typeOf(syntax::Expr *e);
  Operand expr(syntax::Expr *e);
  Operand exprNow(syntax::Expr *e);
  Operand exprTo(syntax::Expr *e, Type *t);
  std::vector<Operand> exprsTo(std::span<syntax::Expr *const> es, std::function<Type *(size_t)> to);
  Operand assignConv(Operand x, Type *from, Type *to);
  Operand read(const Place &p);
  void store(const Place &p, Operand v);
  Place place(syntax::Expr *e);
  Place varPlace(Var *v);
  Place spill(Operand v, Type *t);
  Place copyOf(const Place &p);
  Operand address(const Place &p);
  Place followPath(Place p, const std::vector<int> &path, size_t n);
  Place fieldOf(Place p, int index);
  Place selectorPlace(syntax::SelectorExpr *s);
  Place indexPlace(syntax::IndexExpr *x);
  Operand mapKey(syntax::Expr *e, types::Map *m); ///< for reading or deleting an element
  Operand operation(syntax::Operation *o);
  Operand shortCircuit(syntax::Operation *o);
  void condition(syntax::Expr *e, BlockId yes, BlockId no);
  Operand comparison(syntax::Operation *o);
  Operand compare(Op op, Operand x, Type *xt, Operand y, Type *yt, Type *result);
  Operand concat(syntax::Operation *o);
  Operand shiftCount(syntax::Expr *e);
  Operand arith(syntax::Operator op, Operand x, Operand y, Type *t);
  Operand selector(syntax::SelectorExpr *s);
  Operand nameValue(syntax::Name *n, Type *t);
  Operand funcValue(const FuncRef *r, Type *t);
  Operand sliceExpr(syntax::SliceExpr *s);
  Operand assertion(syntax::AssertExpr *a, bool commaOk);
  Operand constant(syntax::Expr *e);
  Operand intConst(int64_t v, Type *t = nullptr);
  Operand boolConst(bool v, Type *t = nullptr);
  Operand temp(Operand v);  ///< a copy if v is a variable's register
  std::pair<Operand, Operand> commaOk(syntax::Expr *e, Type *valueType, Type *okType);
  std::span<Type *const> typeArgsOf(syntax::Expr *fun, syntax::Name **name);
  // evaluation order (order.cpp)
  enum class KeyOrder : uint8_t { Late, Place, Early };
  bool order(syntax::Expr *e, bool emit);
  bool orderChildren(syntax::Expr *e, bool emit);
  bool orderTo(syntax::Expr *e, Type *to, bool emit);
  bool orderUnlessPlace(syntax::Expr *e, bool emit);
  bool orderKey(syntax::Expr *e, types::Map *m, bool emit);
  bool orderComparison(syntax::Operation *o, bool emit);
  bool orderOperation(syntax::Operation *o, bool emit);
  bool orderLiteral(syntax::CompositeLit *c, bool emit);
  bool orderCall(syntax::CallExpr *c, bool emit);
  bool orderSlice(syntax::SliceExpr *s, bool emit);
  bool orderIndex(syntax::IndexExpr *x, bool emit);
  bool orderTarget(syntax::Expr *e, bool emit);
  bool keepComputed(syntax::Expr *e, bool emit, bool isOperand = false);
  void keep(syntax::Expr *e);
  bool isPlace(syntax::Expr *e);
  bool isBorrowedKey(syntax::Expr *e);
  bool isBoxedByAddress(Type *t);
  bool dependsOnTypeParam(Type *t);
  KeyOrder keyOrder(types::Map *m);
  void hoistList(std::span<syntax::Expr *const> es, const std::function<Type *(size_t)> &to = {});
  void hoistEntry(syntax::IndexExpr *x, types::Map *m);
  void hoistBounds(syntax::SliceExpr *s);

  // --- literals (lit.cpp)
  Operand funcLit(syntax::FuncLit *f);
  Operand composite(syntax::CompositeLit *c, Type *t);
  std::vector<syntax::KeyValueExpr *> enterData(syntax::CompositeLit *c, types::Map *m, const Operand &map);
  void compositeInto(syntax::CompositeLit *c, Type *t, Operand addr, bool zeroed);
  void exprInto(syntax::Expr *e, Type *t, Operand addr, bool zeroed);
  Operand addressOf(syntax::Expr *e);
  int64_t compositeLen(syntax::CompositeLit *c);
  Operand newObject(Type *t);

  // --- conversions (convert.cpp)
  Operand conversion(syntax::Expr *x, Type *to);
  /// The value of e for an operation that only reads it, at once: string(bytes) and []byte(string) need no copy then.
  Operand borrowed(syntax::Expr *e);
  Operand convert(Operand x, Type *from, Type *to);

  // --- calls (call.cpp, builtin.cpp)
  struct Callee {
    enum Kind : uint8_t { Static, Closure, Iface, Param } kind = Static;
    const FuncRef *ref = nullptr;
    types::Func *method = nullptr;
    Type *recvParam = nullptr;
    types::Signature *sig = nullptr;
    std::optional<Operand> first;  ///< receiver or func value
    Type *firstType = nullptr;
  };
  bool keepsPointersAlive(const Callee &f);
  void checkFuncPC(const Callee &f, syntax::CallExpr *c);
  std::vector<Operand> pin(const std::vector<Operand> &pointers);
  void unpin(const std::vector<Operand> &slots);
  Operand call(syntax::CallExpr *c);
  Callee callee(syntax::Expr *fun);
  Callee methodCallee(syntax::SelectorExpr *s);
  std::vector<Operand> arguments(types::Signature *sig, syntax::CallExpr *c);
  void hoistCall(syntax::CallExpr *c);
  Operand emitCall(const Callee &f, std::vector<Operand> args, source::Pos pos);
  std::vector<Operand> results(Operand call, Type *t);
  Operand variadicSlice(Type *slice, std::vector<Operand> elems);
  Operand builtin(syntax::CallExpr *c, types::BuiltinId id);
  Operand appendCall(syntax::CallExpr *c);
  syntax::Expr *madeLength(syntax::Expr *e);
  Operand makeCall(syntax::CallExpr *c);
  Operand sizeOperand(syntax::Expr *e);
  void printCall(syntax::CallExpr *c, bool newline);
  types::BuiltinId *builtinId(syntax::Expr *fun);
  Operand methodValue(syntax::SelectorExpr *s);
  types::BuiltinId builtinBuf{};

  // --- statements (stmt.cpp, assign.cpp, loop.cpp, switch.cpp, select.cpp, defer.cpp, rangefunc.cpp)
  void stmt(syntax::Stmt *s);
  void stmts(syntax::List<syntax::Stmt> l);
  void block(syntax::BlockStmt *s);
  void declStmt(syntax::DeclStmt *s);
  void assign(syntax::AssignStmt *s);
  void opAssign(syntax::AssignStmt *s);
  void assignOne(syntax::Expr *lhs, syntax::Expr *rhs, bool def);
  void assignList(std::span<syntax::Expr *const> lhs, std::span<syntax::Expr *const> rhs, bool def);
  void assignMulti(std::span<syntax::Expr *const> lhs, syntax::Expr *rhs, bool def);
  bool isNew(syntax::Expr *lhs, bool def);
  Type *assignedType(syntax::Expr *lhs);
  /// What the assignments of a statement so far may have changed.
  struct Assigned {
    std::unordered_set<Var *> locals;
    bool memory = false;      ///< variables that aren't only local, and what pointers lead to
    bool everything = false;
  };
  bool isAffected(syntax::Expr *e, const Assigned &done);
  bool isTargetAffected(syntax::Expr *e, const Assigned &done);
  bool isOnlyLocal(Var *v);
  void noteAssigned(syntax::Expr *e, Assigned &done);
  void storeList(std::span<syntax::Expr *const> lhs, bool def, const std::function<syntax::Expr *(size_t)> &rhs,
                 std::vector<Operand> vals);
  void keepSharedEntry(syntax::IndexExpr *x, types::Map *m, syntax::Expr *rhs);
  void assignValue(syntax::Expr *lhs, Operand v, Type *from, bool def);
  Target target(syntax::Expr *e);
  Place targetPlace(syntax::Expr *e, std::function<Place()> &later);
  void storeTarget(const Target &t, Operand v);
  void returnStmt(syntax::ReturnStmt *s);
  void ifStmt(syntax::IfStmt *s);
  void forStmt(syntax::ForStmt *s, const syntax::LabeledStmt *label);
  void rangeStmt(syntax::ForStmt *s, syntax::RangeClause *r);
  void rangeInt(syntax::ForStmt *s, syntax::RangeClause *r);
  void rangeSlice(syntax::ForStmt *s, syntax::RangeClause *r, Type *core);
  void rangeString(syntax::ForStmt *s, syntax::RangeClause *r);
  void rangeMap(syntax::ForStmt *s, syntax::RangeClause *r, types::Map *m);
  void rangeChan(syntax::ForStmt *s, syntax::RangeClause *r, types::Chan *c);
  void rangeFunc(syntax::ForStmt *s, syntax::RangeClause *r, types::Signature *f);
  void rangeVars(syntax::RangeClause *r, const Operand *k, Type *kt, const Operand *v, Type *vt);
  void loopBody(syntax::ForStmt *s, BlockId body, BlockId cont, BlockId end);
  std::pair<syntax::Expr *, syntax::Expr *> rangeLhs(syntax::RangeClause *r);
  void rangeBody(FuncGen &outer, syntax::ForStmt *s, syntax::RangeClause *r, types::Signature *yield);
  void switchStmt(syntax::SwitchStmt *s);
  void typeSwitch(syntax::SwitchStmt *s);
  void selectStmt(syntax::SelectStmt *s);
  void branchStmt(syntax::BranchStmt *s);
  void goDefer(syntax::CallStmt *s);
  /// A call that a defer statement put off, operands evaluated.
  struct Deferred {
    Callee f;
    std::vector<Operand> args;
  };
  Operand thunk(syntax::CallExpr *c, bool isGo, Deferred &call);
  bool defersInOrder(syntax::BlockStmt *body);
  void leaveFrame(BlockId out);
  BlockId labelBlock(const syntax::Stmt *label);
  const Jump *findJump(const syntax::Stmt *target);
  void runtimeCall(std::string_view name, std::vector<Operand> args);
  void usesNext();

  /// A way out of the body of a range-over-func loop to something further out.
  struct Exit {
    enum Kind : uint8_t { Return, Break, Continue, Goto } kind;
    const syntax::Stmt *stmt;
    int code;
  };
  void leave(Exit::Kind k, const syntax::Stmt *s);
  void dispatchExits(const std::vector<Exit> &exits);
  bool reaches(Exit::Kind k, const syntax::Stmt *s);
  void endIteration(bool again, int state);

  PackageGen &pg;
  Analysis &an;
  gir::Function &fn;
  FuncGen *outer;
  const void *node;
  const syntax::File *file;
  std::unordered_map<Var *, VarLoc> vars;
  std::unordered_map<syntax::Expr *, Operand> hoisted;
  std::unordered_map<syntax::Expr *, bool> orderMemo;  ///< by expression: does it keep anything?
  std::unordered_set<syntax::Expr *> ordered;          ///< and not yet evaluated
  std::vector<Operand> *pinned = nullptr; ///< collects pointers that arguments of type uintptr are made of
  std::vector<Var *> captured;
  std::vector<gir::Instr> prologue;       ///< capture instructions, put in front at the end
  std::vector<Var *> resultVars;
  types::Signature *sig = nullptr;
  bool hasDefer = false;
  bool namedResults = false;
  BlockId exitBlock = gir::none;          ///< runs what is deferred
  bool inOrder = false;                   ///< it is known at each return what is deferred: exitBlock is for recovered panics only
  std::vector<Deferred> deferred;         ///< inOrder: so far
  std::vector<BlockId> leaving;           ///< inOrder: where a return goes, by the number of calls deferred before it
  std::vector<Jump> jumps;
  std::unordered_map<const syntax::Stmt *, BlockId> labels;
  BlockId fallthroughTo = gir::none;
  // range-over-func
  bool isRangeBody = false;
  const syntax::ForStmt *rangeStmtNode = nullptr;
  Var *stateVar = nullptr;                ///< of this body
  std::vector<Exit> exits;                ///< that this body needs its loop to carry on
  // kept by the frame's owner
  Var *nextVar = nullptr;
  std::unordered_set<Var *> lazyVars;     ///< declared when first looked up
  Var *tokenVar = nullptr;
  Var *callerVar = nullptr;
  std::vector<Exit> exitCodes;
};

} // namespace golem::girgen
