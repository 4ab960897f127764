// The universe scope and package unsafe.
#include "types/universe.h"

#include "types/checker.h"

namespace golem::types {

namespace {

struct BasicInit {
  BasicKind kind;
  BasicInfo info;
  std::string_view name;
};

constexpr BasicInit kBasics[] = {
    {BasicKind::Invalid, 0, "invalid type"},
    {BasicKind::Bool, IsBoolean, "bool"},
    {BasicKind::Int, IsInteger, "int"},
    {BasicKind::Int8, IsInteger, "int8"},
    {BasicKind::Int16, IsInteger, "int16"},
    {BasicKind::Int32, IsInteger, "int32"},
    {BasicKind::Int64, IsInteger, "int64"},
    {BasicKind::Uint, IsInteger | IsUnsigned, "uint"},
    {BasicKind::Uint8, IsInteger | IsUnsigned, "uint8"},
    {BasicKind::Uint16, IsInteger | IsUnsigned, "uint16"},
    {BasicKind::Uint32, IsInteger | IsUnsigned, "uint32"},
    {BasicKind::Uint64, IsInteger | IsUnsigned, "uint64"},
    {BasicKind::Uintptr, IsInteger | IsUnsigned, "uintptr"},
    {BasicKind::Float32, IsFloat, "float32"},
    {BasicKind::Float64, IsFloat, "float64"},
    {BasicKind::Complex64, IsComplex, "complex64"},
    {BasicKind::Complex128, IsComplex, "complex128"},
    {BasicKind::String, IsString, "string"},
    {BasicKind::UnsafePointer, 0, "Pointer"},
    {BasicKind::UntypedBool, IsBoolean | IsUntyped, "untyped bool"},
    {BasicKind::UntypedInt, IsInteger | IsUntyped, "untyped int"},
    {BasicKind::UntypedRune, IsInteger | IsUntyped, "untyped rune"},
    {BasicKind::UntypedFloat, IsFloat | IsUntyped, "untyped float"},
    {BasicKind::UntypedComplex, IsComplex | IsUntyped, "untyped complex"},
    {BasicKind::UntypedString, IsString | IsUntyped, "untyped string"},
    {BasicKind::UntypedNil, IsUntyped, "untyped nil"},
};

constexpr PredeclaredFunc kFuncs[] = {
    {"append", 1, true, ExprKind::Expression},     {"cap", 1, false, ExprKind::Expression},
    {"clear", 1, false, ExprKind::Statement},      {"close", 1, false, ExprKind::Statement},
    {"complex", 2, false, ExprKind::Expression},   {"copy", 2, false, ExprKind::Statement},
    {"delete", 2, false, ExprKind::Statement},     {"imag", 1, false, ExprKind::Expression},
    {"len", 1, false, ExprKind::Expression},       {"make", 1, true, ExprKind::Expression},
    {"max", 1, true, ExprKind::Expression},        {"min", 1, true, ExprKind::Expression},
    {"new", 1, false, ExprKind::Expression},       {"panic", 1, false, ExprKind::Statement},
    {"print", 0, true, ExprKind::Statement},       {"println", 0, true, ExprKind::Statement},
    {"real", 1, false, ExprKind::Expression},      {"recover", 0, false, ExprKind::Statement},
    {"Add", 2, false, ExprKind::Expression},       {"Alignof", 1, false, ExprKind::Expression},
    {"Offsetof", 1, false, ExprKind::Expression},  {"Sizeof", 1, false, ExprKind::Expression},
    {"Slice", 2, false, ExprKind::Expression},     {"SliceData", 1, false, ExprKind::Expression},
    {"String", 2, false, ExprKind::Expression},    {"StringData", 1, false, ExprKind::Expression},
    {"assert", 1, false, ExprKind::Statement},     {"trace", 0, true, ExprKind::Statement},
};
constexpr int kFirstUnsafe = int(BuiltinId::Add), kFirstTest = int(BuiltinId::Assert);

// Built in two steps because making types and objects asks for the universe: basics first, then what uses them.
struct Maker {
  Universe u{};

  void def(Object* obj, bool inUnsafe = false) {
    Scope* s = inUnsafe ? u.unsafe->scope_ : u.scope;
    if (inUnsafe) obj->pkg_ = u.unsafe;
    s->insert(obj);
  }

  Maker() {
    u.scope = new Scope(nullptr, Pos{}, Pos{}, "universe");
    for (const BasicInit& b : kBasics) u.typ[int(b.kind)] = new Basic(b.kind, b.info, b.name);
    u.byteType = new Basic(BasicKind::Byte, IsInteger | IsUnsigned, "byte");
    u.runeType = new Basic(BasicKind::Rune, IsInteger, "rune");
    u.boolType = u.typ[int(BasicKind::Bool)];
    u.topTypeSet = new TypeSet;
    u.topTypeSet->terms = allTermList();
    u.invalidTypeSet = new TypeSet;
    u.emptyInterface = new Interface;
    u.emptyInterface->complete_ = true;
    u.emptyInterface->tset_ = u.topTypeSet;
    u.emptyTuple = new Tuple;
  }

  void defineAll() {
    u.unsafe = new Package("unsafe", "unsafe");
    u.unsafe->complete_ = true;
    for (Basic* b : u.typ) {
      if (b->name_.find(' ') == std::string_view::npos)
        def(new TypeName(Pos{}, nullptr, b->name_, b), b->basicKind_ == BasicKind::UnsafePointer);
    }
    def(new TypeName(Pos{}, nullptr, "byte", u.byteType));
    def(new TypeName(Pos{}, nullptr, "rune", u.runeType));

    // type any = interface{}; an interface of its own, so that messages can say any only where it was written.
    auto* anyType = new Interface;
    anyType->complete_ = true;
    anyType->tset_ = u.topTypeSet;
    u.any = new TypeName(Pos{}, nullptr, "any", nullptr);
    newAlias(u.any, anyType);
    def(u.any);

    // type error interface{ Error() string }
    auto* err = new TypeName(Pos{}, nullptr, "error", nullptr);
    Named* errType = newNamed(err, nullptr, {});
    auto* recv = new Var(VarKind::Recv, Pos{}, nullptr, "", errType);
    auto* res = new Var(VarKind::Result, Pos{}, nullptr, "", u.typ[int(BasicKind::String)]);
    auto* m = new Func(Pos{}, nullptr, "Error", newSignature(recv, {}, {}, nullptr, newTuple({res}), false));
    auto* ityp = new Interface;
    ityp->methods_ = {m};
    ityp->complete_ = true;
    computeInterfaceTypeSet(nullptr, Pos{}, ityp);
    errType->setUnderlying(ityp);
    def(err);
    u.errorType = errType;

    // type comparable interface{ all comparable types }
    u.comparable = new TypeName(Pos{}, nullptr, "comparable", nullptr);
    Named* cmp = newNamed(u.comparable, nullptr, {});
    auto* cityp = new Interface;
    cityp->complete_ = true;
    cityp->tset_ = new TypeSet;
    cityp->tset_->terms = allTermList();
    cityp->tset_->comparable = true;
    cmp->setUnderlying(cityp);
    def(u.comparable);

    Type* untypedBool = u.typ[int(BasicKind::UntypedBool)];
    def(new Const(Pos{}, nullptr, "true", untypedBool, constant::makeBool(true)));
    def(new Const(Pos{}, nullptr, "false", untypedBool, constant::makeBool(false)));
    u.iota = new Const(Pos{}, nullptr, "iota", u.typ[int(BasicKind::UntypedInt)], constant::makeInt64(0));
    def(u.iota);
    u.nil = new Nil;
    u.nil->typ_ = u.typ[int(BasicKind::UntypedNil)];
    def(u.nil);
    for (int i = 0; i < kFirstTest; i++) {
      auto* b = new Builtin(kFuncs[i].name, BuiltinId(i));
      b->typ_ = u.typ[0];
      def(b, i >= kFirstUnsafe);
    }
  }
};

Maker* maker() {
  static Maker m;
  return &m;
}

}  // namespace

const PredeclaredFunc& predeclaredFunc(BuiltinId id) { return kFuncs[int(id)]; }

const Universe& universe() {
  static bool started = false;
  Maker* m = maker();
  if (!started) {  // first call, single threaded: defineAll comes back here
    started = true;
    m->defineAll();
  }
  return m->u;
}

uint64_t nextTypeParamId() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

}  // namespace golem::types
