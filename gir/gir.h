// GIR, Go's semantics made explicit: a control-flow graph of basic blocks over typed locals (not SSA; LLVM makes the SSA).
//
// Evaluation order, checks, conversions, copies, defers and allocation sites are instructions. A function is built once,
// polymorphic over its type parameters; opt/required/instantiate substitutes them. Types are the checker's types.
//
// Locals come in two sorts. *Register* locals (Temp, Param, Result without `memory`) are read and written whole; most are
// written once. *Memory* locals (`memory` set) are reached through LocalAddr, Load and Store; they never outlive the frame.
// A Go variable whose address is taken or that a closure captures by reference starts as `New` (heap) and is turned into
// a frame variable by escape analysis (flag Stack).
#pragma once

#include "constant/value.h"
#include "source/pos.h"
#include "types/object.h"
#include "types/type.h"

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace golem::gir {

enum class Op : uint8_t {
#define GIR_OP(enumerator, name, kind, effects) enumerator,
#include "gir/ops.def"
};

using LocalId = uint32_t;
using BlockId = uint32_t;
inline constexpr uint32_t none = ~0u;

struct Function;
struct Global;

// Types and objects are held without const: their accessors compute lazily.
/// A reference to a function: what a static call or closure names. Interned per Package, so equal references are one pointer.
struct FuncRef {
  enum Kind : uint8_t {
    Plain,       ///< package-level function, method or function literal
    Promoted,    ///< wrapper: method `method` of the method set of `recv` (embedding, pointer receivers for value methods)
    IfaceEntry,  ///< like Promoted, but receives the interface data word (ITab.Fun, Method.Ifn)
    Bound,       ///< `-fm` closure body: receiver is capture 0
    MethodExpr,  ///< T.M as a function whose first parameter is the receiver (T may be an interface)
  };
  Kind kind = Plain;
  std::string_view linkName;                   ///< without type arguments; see linkname.h for the whole symbol
  types::Signature *sig = nullptr;             ///< with typeArgs put in; receiver included in sig->recv()
  types::Func *object = nullptr;         ///< null for function literals and runtime functions
  Function *body = nullptr;                    ///< generic body, if known here
  std::vector<types::Type *> typeArgs;   ///< for body's typeParams, in order; may mention the caller's type parameters
  types::Type *recv = nullptr;           ///< wrappers: the type whose method set is meant
  types::Func *method = nullptr;         ///< wrappers: the method
};

/// Where a value comes from.
struct Operand {
  enum Kind : uint8_t { None, Local, Const, Func, GlobalAddr, Zero };
  Kind kind = None;
  LocalId local = none;
  types::Type *type = nullptr;           ///< Const, Zero, GlobalAddr (pointer type), Func (func type); locals have their own
  const constant::Value *value = nullptr;      ///< Const: typed basic constant (bool, integer, float, complex, string)
  const FuncRef *func = nullptr;               ///< Func: static func value
  const Global *global = nullptr;
};

enum Flag : uint16_t {
  NonNil = 1,      ///< pointer known not to be nil: no check
  NoBounds = 2,    ///< index known to be in range
  Stack = 4,       ///< allocation does not escape
  Once = 8,        ///< DeferPush: at most once per frame
  HasDefault = 16, ///< Select
  Newline = 32,    ///< Print: println
  Likely = 64,
  Unlikely = 128,
  Volatile = 256,  ///< Load: must happen even if the value is unused (nil dereference)
  Variadic = 512,  ///< reserved for the printer: call spelled with ...
  View = 1024,     ///< Convert between string and []byte: shares the operand's memory
  Refill = 2048,   ///< Append with Stack: the buffer serves whenever the slice fits, and the capacity grows with it
};

struct SelectCase {
  bool send = false;       ///< else receive
  uint32_t chan = 0;       ///< index in args
  uint32_t slot = none;    ///< index in args of the address of the value to send or to receive into; none: value dropped
};

struct Instr {
  Op op;
  uint16_t flags = 0;
  source::Pos pos;
  LocalId dst = none;
  types::Type *type = nullptr;     ///< result type (null: none)
  types::Type *type2 = nullptr;    ///< see ops.def
  std::vector<Operand> args;
  int64_t index = 0;                     ///< field, tuple component, capture; Call, CallClosure: a bit for each argument that is lent:
                                         ///< the callee has forgotten its pointers when it returns (set by opt/improving)
  LocalId local = none;                  ///< LocalAddr; Append with Stack, MoveToHeap: the slice variable whose buffer is meant
  const FuncRef *callee = nullptr;       ///< Call, Closure
  types::Func *method = nullptr;   ///< CallIface, CallMethod, MethodVal
  std::string_view name;                 ///< RuntimeCall, Intrinsic
  uint32_t inlined = none;               ///< index in Function::inlines: the innermost inlined call that this stands in
  std::vector<BlockId> targets;          ///< terminators
  std::vector<const constant::Value *> caseValues; ///< Switch
  std::vector<SelectCase> cases;         ///< Select
};

enum class LocalKind : uint8_t { Temp, Param, Result, Var, DeferFrame, MapIter };

struct Local {
  LocalKind kind = LocalKind::Temp;
  bool memory = false;
  types::Type *type = nullptr;     ///< null for DeferFrame and MapIter
  std::string_view name;                 ///< source name or empty
  source::Pos pos;
};

struct Block {
  std::vector<Instr> instrs;             ///< the last one is the only terminator
  uint32_t loops = 0;                    ///< for statements around it in the source, those around inlined calls included
};

/// A call whose place the callee's body took: what tracebacks show between the function and the instructions inside.
struct InlinedCall {
  std::string name;                      ///< the callee's symbol
  source::Pos start;                     ///< of the callee
  source::Pos call;                      ///< where it was called
  uint32_t parent = none;                ///< the inlined call that this one stands in
};

/// What becomes of the pointers that a function is given: for a parameter or capture the least number of dereferences on
/// the way to the heap (or anything else that outlives the call), and to each result.
struct Flow {
  static constexpr uint8_t never = 255;
  uint8_t heap = 0;
  bool hidden = false;                   ///< made an integer, which may become a pointer again
  bool written = false;                  ///< something that it leads to is written (known of functions with slice parameters)
  std::vector<uint8_t> results;          ///< missing ones: never
  bool operator==(const Flow &) const = default;
};

struct Leaks {
  bool known = false;                    ///< else everything reaches the heap
  bool nothing = false;                  ///< no argument is kept or returned, whatever their number
  std::vector<Flow> params, captures;
};

/// One function body. Blocks[0] is the entry.
struct Function {
  std::string linkName;                  ///< gc's link name, e.g. "fmt.(*pp).Printf", "main.f.func1"; no type arguments
  types::Signature *sig = nullptr; ///< params include the receiver only through sig->recv()
  types::Func *object = nullptr;
  std::vector<types::TypeParam *> typeParams; ///< receiver's or own; for literals and local types those of the enclosing functions
  std::vector<LocalId> params;           ///< receiver first
  std::vector<LocalId> results;          ///< memory locals that a Return without args reads: only in functions with defers
  std::vector<types::Type *> captures;        ///< types of the captured words/values
  std::deque<Local> locals;
  std::deque<Block> blocks;
  LocalId deferFrame = none;
  Function *outer = nullptr;             ///< function literals: enclosing function
  source::Pos pos, endPos;
  bool isClosure = false;
  bool isWrapper = false;                ///< calls in its caller's name; hidden in tracebacks
  const FuncRef *jumpsTo = nullptr;      ///< a wrapper that only changes its receiver, a pointer: the method that takes its place
  bool isHidden = false;                 ///< hidden in tracebacks, but called in its own name
  bool noSplit = false, noInline = false, hasRecover = false;
  bool isImported = false;               ///< the code is in another package's object; the body is here to be inlined
  bool isDead = false;                   ///< a literal that nothing refers to any more: no code is made
  std::vector<InlinedCall> inlines;
  Leaks leaks;                           ///< set by opt/improving
  int inlineCost = -1;                   ///< set by opt/improving; negative: not to be inlined
  bool isInit = false;
  bool exported = false;                 ///< //go:linkname push or cgo export: keep
};

struct StaticElem; // {index, value}

/// Constant contents of a package variable or of anonymous read-only data.
struct StaticValue {
  enum Kind : uint8_t { ZeroValue, Constant, Composite, Address, FuncValue, Iface, SliceOf, ClosureValue };
  Kind kind = ZeroValue;
  types::Type *type = nullptr;
  const constant::Value *value = nullptr;                ///< Constant (incl. strings; a string for an array of bytes)
  std::vector<StaticElem> elems;                         ///< Composite: (field or element index, value), absent ones are zero
  const Global *global = nullptr;                        ///< Address (+offset), SliceOf (backing array)
  int64_t offset = 0;                                    ///< Address: byte offset
  const FuncRef *func = nullptr;                         ///< FuncValue
  std::vector<StaticValue> inner;                        ///< Iface: one value of concrete type inner[0].type
  int64_t len = 0, cap = 0;                              ///< SliceOf
};

struct StaticElem {
  int64_t index = 0;                                     ///< field or element
  StaticValue value;
};

struct Global {
  std::string linkName;
  types::Type *type = nullptr;
  types::Var *object = nullptr;    ///< null for anonymous data
  StaticValue init;                      ///< ZeroValue: none
  bool isExternal = false;               ///< defined in another package
  bool readOnly = false;
  bool linknamed = false;                ///< see docs/abi.md 6: weak when without initialiser
  bool coverageCounter = false;          ///< lies in section golem_covctrs
  source::Pos pos;
};

/// A function that is declared without a body: defined in assembly, in C++, or in another package.
struct Bodyless {
  std::string linkName;
  types::Signature *sig = nullptr;
  source::Pos pos;
};

/// A package in GIR.
struct Package {
  std::string path;                      ///< as in symbols
  types::Package *types = nullptr;
  std::deque<Function> functions;        ///< deque: references stay valid while functions are added
  std::deque<Global> globals;
  std::vector<Bodyless> bodyless;
  std::vector<Function *> inits;         ///< in execution order: variable initialisation first, then init functions
  std::vector<std::string> imports;      ///< paths of direct imports, sorted
  std::set<std::string, std::less<>> noEscape; ///< functions without body that are marked //go:noescape, by link name
};

/// Finds or makes the concrete body of a function reference; implemented by opt/required/instantiate. Returns null when the
/// function is defined in another package's object (no code is to be made here). Wrappers and instances are made on demand.
class FunctionProvider {
public:
  virtual ~FunctionProvider() = default;
  virtual const Function *body(const FuncRef &concrete) = 0;
  /// The reference for method `method` as wrapper `kind` of the method set of concrete type `recv`.
  virtual const FuncRef *wrapper(FuncRef::Kind kind, types::Type *recv, types::Func *method) = 0;
};

std::string_view opName(Op op);
bool isTerminator(Op op);

} // namespace golem::gir
