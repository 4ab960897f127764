// Evaluation order. The specification orders calls, receives and logical operators alone; programs
// rely on what gc does with the rest, so the same is done here. gc first *orders* the expressions
// of a statement: from left to right it evaluates some operands into temporaries, and when all of
// these are there it evaluates what is left, again from left to right.
//
// Kept in a temporary, when its own operands have been ordered:
// - what calls return: functions, methods, receives, and the built-in functions of the language
//   (len, append, make, ...; not those of package unsafe);
// - x && y and x || y, whose right side is ordered and evaluated only if it is wanted;
// - slices x[i:j:k]; before that, each bound that is neither a variable nor a constant, as soon as
//   it is ordered;
// - []byte(s) and []rune(s), not string(b);
// - assertions, unless the type is a pointer in the interface's word, or not known before
//   instantiation;
// - map literals with anything but constants in them, whose entries are ordered and put in one by
//   one.
// Kept unless they are variables, or fields, elements or targets of pointers, which are read where
// they stand:
// - what becomes an interface and is passed to the runtime by its address (values of 2, 4 and 8
//   bytes without pointers, strings and slices are not);
// - both sides of a comparison of structs or arrays; a value to send;
// - keys of maps, but for integers of 4 and 8 bytes, pointers and strings in maps of elements up to
//   128 bytes; structs and arrays that are read as such integers or strings are kept even where
//   they are variables.
// Everything else is read late: variables, fields, elements of arrays, slices, strings and maps,
// targets of pointers, arithmetic, comparisons, concatenations, conversions, string(b), struct,
// array and slice literals, function literals and method values. A map read whose key is string(b)
// follows its key at once: the key need not be copied then.
//
// An assignment orders its left sides' operands, then its right sides; then it evaluates what is
// computed in the operands of a left side, then the right side, and at last the rest of the left
// side (assign.cpp has what several of them, and operators, add). Operands of go and defer
// statements are those of a call. Each channel and value of a select statement is wholly evaluated
// before the next.
//
// Three things of gc's are not followed, which depend on its optimisations. Where it inlines a
// function literal, variables that only the literal assigns are not captured any more, and what
// would be passed by its address is kept though it is a variable; this is so without -l only, and
// the order here is that of -N -l. Where all values that a local variable of interface type ever
// holds have one type, its methods are called directly and the receiver is kept like an assertion.
// And of operands that are read late and panic, literals and keys of maps go first; here they have
// their turn.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;

namespace {
/// Built-in functions whose results are kept: those of the language, not those of package unsafe.
bool isKept(types::BuiltinId id) { return id < types::BuiltinId::Add; }

bool isPointerShaped(Type *t) {
  switch (t->underlying()->kind()) {
  case types::TypeKind::Pointer:
  case types::TypeKind::Map:
  case types::TypeKind::Chan:
  case types::TypeKind::Signature:
    return true;
  case types::TypeKind::Basic:
    return types::as<types::Basic>(t->underlying())->basicKind() == types::BasicKind::UnsafePointer;
  default:
    return false;
  }
}

/// The type of the only field or element, as deep as it goes; t itself if it isn't a struct or
/// array of one.
Type *soleComponent(Type *t) {
  for (;;) {
    Type *u = t->underlying();
    if (auto *s = types::as<types::Struct>(u); s != nullptr && s->numFields() == 1)
      t = s->field(0)->type();
    else if (auto *a = types::as<types::Array>(u); a != nullptr && a->len() == 1)
      t = a->elem();
    else
      return t;
  }
}

bool hasPointers(Type *t) {
  Type *u = t->underlying();
  if (auto *s = types::as<types::Struct>(u)) {
    for (Var *f : s->fields())
      if (hasPointers(f->type()))
        return true;
    return false;
  }
  if (auto *a = types::as<types::Array>(u))
    return a->len() > 0 && hasPointers(a->elem());
  return u->kind() != types::TypeKind::Basic || types::isString(u) || isPointerShaped(u);
}

bool isByteSlice(Type *t) {
  auto *s = t != nullptr ? types::as<types::Slice>(t->underlying()) : nullptr;
  auto *e = s != nullptr ? types::as<types::Basic>(s->elem()->underlying()) : nullptr;
  return e != nullptr && e->basicKind() == types::BasicKind::Uint8;
}

/// Are values equal when their bytes are?
bool isPlainMemory(Type *t, const types::Sizes &sizes) {
  Type *u = t->underlying();
  if (auto *s = types::as<types::Struct>(u)) {
    int64_t sum = 0;
    for (Var *f : s->fields()) {
      if (f->name() == "_" || !isPlainMemory(f->type(), sizes))
        return false;
      sum += sizes.sizeof_(f->type());
    }
    return sum == sizes.sizeof_(t);
  }
  if (auto *a = types::as<types::Array>(u))
    return isPlainMemory(a->elem(), sizes);
  return types::isInteger(u) || types::isBoolean(u) || u->kind() == types::TypeKind::Pointer ||
         u->kind() == types::TypeKind::Chan ||
         (u->kind() == types::TypeKind::Basic && isPointerShaped(u));
}

/// A literal of constants only, which is data.
bool isStaticLiteral(Expr *e) {
  e = unparen(e);
  if (isConstExpr(e) || isNilExpr(e))
    return true;
  auto *c = dyn_cast<CompositeLit>(e);
  Type *t = c != nullptr && e->tv.type != nullptr ? core(types::unalias(e->tv.type)) : nullptr;
  if (t == nullptr || (!types::isa<types::Struct>(t) && !types::isa<types::Array>(t)))
    return false;
  for (Expr *x : c->elemList) {
    auto *kv = dyn_cast<KeyValueExpr>(x);
    if (!isStaticLiteral(kv ? kv->value : x))
      return false;
  }
  return true;
}
} // namespace

// A variable, or a part of one or of what a pointer points to.
bool FuncGen::isPlace(Expr *e) {
  e = unparen(e);
  if (hoisted.count(e))
    return false;
  switch (e->kind) {
  case NodeKind::Name:
    return types::isa<Var>(static_cast<Name *>(e)->object);
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection == nullptr)
      return types::isa<Var>(s->sel->object);
    return s->selection->kind() == types::SelectionKind::FieldVal &&
           (s->selection->indirect() || isPlace(s->x));
  }
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    Type *t = core(typeOf(x->x));
    if (types::isa<types::Array>(t))
      return isPlace(x->x);
    return types::isa<types::Slice>(t) || types::isa<types::Pointer>(t);
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    return o->op == Operator::Mul && o->y == nullptr;
  }
  default:
    return false;
  }
}

bool FuncGen::dependsOnTypeParam(Type *t) {
  return !fn.typeParams.empty() && types::isParameterized(fn.typeParams, t);
}

// Is a value of type t that becomes an interface passed to the runtime by its address?
bool FuncGen::isBoxedByAddress(Type *t) {
  if (dependsOnTypeParam(t))
    return false;
  int64_t size = pg.sizeOf(t);
  if (size == 2 || size == 4 || size == 8)
    if (pg.in.sizes.alignof_(t) == size && (size == 2 || !hasPointers(t)))
      return false;
  Type *sole = soleComponent(t)->underlying();
  return !types::isString(sole) && !types::isa<types::Slice>(sole);
}

// What is evaluated early of a map's key besides what is so anyway.
FuncGen::KeyOrder FuncGen::keyOrder(types::Map *m) {
  if (dependsOnTypeParam(m))
    return KeyOrder::Late;
  if (pg.sizeOf(m->elem()) > 128)
    return KeyOrder::Place;
  Type *k = m->key()->underlying();
  bool composite = types::isa<types::Struct>(k) || types::isa<types::Array>(k);
  Type *sole = soleComponent(k)->underlying();
  if (types::isString(sole))
    return composite ? KeyOrder::Early : KeyOrder::Late;
  int64_t size = pg.sizeOf(k);
  if ((size == 4 || size == 8) && isPlainMemory(k, pg.in.sizes))
    return composite ? KeyOrder::Early : KeyOrder::Late;
  return KeyOrder::Place;
}

void FuncGen::keep(Expr *e) {
  e = unparen(e);
  if (isConstExpr(e) || isNilExpr(e) || isTypeExpr(e) || hoisted.count(e))
    return;
  Operand v = temp(exprNow(e));
  hoisted[e] = v;
}

// Each of these says whether anything is kept; without emit that is all it does.

bool FuncGen::orderUnlessPlace(Expr *e, bool emit) {
  if (isConstExpr(e) || isNilExpr(e) || isPlace(e))
    return false;
  if (emit)
    keep(e);
  return true;
}

/// e, which is converted to type `to` if that isn't null.
bool FuncGen::orderTo(Expr *e, Type *to, bool emit) {
  bool any = order(e, emit);
  if (e == nullptr || to == nullptr || isConstExpr(e) || isNilExpr(e) || !isIface(to))
    return any;
  Type *t = typeOf(e);
  if (t == nullptr || types::isa<types::Tuple>(t) || isIface(t) || !isBoxedByAddress(t))
    return any;
  return orderUnlessPlace(e, emit) || any;
}

bool FuncGen::orderKey(Expr *e, types::Map *m, bool emit) {
  bool any = order(e, emit);
  if (isConstExpr(e) || isNilExpr(e))
    return any;
  bool converted = isIface(m->key()) && !types::identical(typeOf(e), m->key());
  switch (converted ? KeyOrder::Early : keyOrder(m)) {
  case KeyOrder::Late:
    return any;
  case KeyOrder::Place:
    return orderUnlessPlace(e, emit) || any;
  case KeyOrder::Early:
    if (emit)
      keep(e);
    return true;
  }
  return any;
}

/// Is string(b) used as the key, or a part of it?
bool FuncGen::isBorrowedKey(Expr *e) {
  e = unparen(e);
  if (auto *c = dyn_cast<CallExpr>(e))
    return isTypeExpr(c->fun) && !isConstExpr(c) && types::isString(typeOf(c)) &&
           isByteSlice(core(typeOf(c->argList[0])));
  auto *lit = dyn_cast<CompositeLit>(e);
  if (lit == nullptr)
    return false;
  for (Expr *x : lit->elemList) {
    auto *kv = dyn_cast<KeyValueExpr>(x);
    if (isBorrowedKey(kv ? kv->value : x))
      return true;
  }
  return false;
}

bool FuncGen::orderComparison(Operation *o, bool emit) {
  Type *x = typeOf(o->x), *y = typeOf(o->y);
  bool boxed = x != nullptr && y != nullptr && isIface(x) != isIface(y);
  bool any = orderTo(o->x, boxed ? y : nullptr, emit);
  any |= orderTo(o->y, boxed ? x : nullptr, emit);
  Type *c = boxed || x == nullptr ? nullptr : core(x);
  if (c == nullptr || (!types::isa<types::Struct>(c) && !types::isa<types::Array>(c)))
    return any;
  any |= orderUnlessPlace(o->x, emit);
  return orderUnlessPlace(o->y, emit) || any;
}

bool FuncGen::orderLiteral(CompositeLit *c, bool emit) {
  Type *u = core(typeOf(c));
  if (auto *p = types::as<types::Pointer>(u))
    u = core(p->elem());
  bool any = false;
  if (types::isa<types::Map>(u)) {
    for (Expr *x : c->elemList) {
      auto *kv = dyn_cast<KeyValueExpr>(x);
      any = any || !isStaticLiteral(kv->key) || !isStaticLiteral(kv->value);
    }
    if (any && emit)
      keep(c);
    return any;
  }
  auto *s = types::as<types::Struct>(u);
  Type *elem = nullptr;
  if (auto *a = types::as<types::Array>(u))
    elem = a->elem();
  else if (auto *l = types::as<types::Slice>(u))
    elem = l->elem();
  for (size_t i = 0; i < c->elemList.size(); i++) {
    Expr *x = c->elemList[i];
    auto *kv = dyn_cast<KeyValueExpr>(x);
    Type *to = s != nullptr ? s->field(fieldOfElem(s, x, i))->type() : elem;
    any |= orderTo(kv ? kv->value : x, to, emit);
  }
  return any;
}

bool FuncGen::orderCall(CallExpr *c, bool emit) {
  bool conversion = isTypeExpr(c->fun);
  types::BuiltinId *id = conversion ? nullptr : builtinId(c->fun);
  if (!conversion && (id == nullptr || isKept(*id))) {
    if (emit)
      keep(c);
    return true;
  }
  bool any = false;
  for (Expr *a : c->argList)
    any |= orderTo(a, conversion ? types::unalias(c->fun->tv.type) : nullptr, emit);
  auto *slice = conversion ? coreAs<types::Slice>(types::unalias(c->fun->tv.type)) : nullptr;
  Type *from = conversion ? typeOf(c->argList[0]) : nullptr;
  if (slice == nullptr || from == nullptr || core(from) == nullptr || !types::isString(core(from)))
    return any;
  if (emit)
    keep(c);
  return true;
}

bool FuncGen::orderOperation(Operation *o, bool emit) {
  if (o->op == Operator::AndAnd || o->op == Operator::OrOr) {
    if (emit)
      keep(o);
    return true;
  }
  if (o->y != nullptr && isComparison(o->op))
    return orderComparison(o, emit);
  bool any = order(o->x, emit);
  any |= order(o->y, emit);
  if (o->op != Operator::Recv || o->y != nullptr)
    return any;
  if (emit)
    keep(o);
  return true;
}

// The operands of a slice: computed bounds are kept before the next one, and what is sliced is read
// last.
void FuncGen::hoistBounds(SliceExpr *s) {
  order(s->x, true);
  for (Expr *i : s->index)
    if (i != nullptr) {
      order(i, true);
      Expr *u = unparen(i);
      auto *sel = dyn_cast<SelectorExpr>(u);
      if (u->kind != NodeKind::Name && (sel == nullptr || sel->selection != nullptr))
        keep(u);
    }
}

bool FuncGen::orderSlice(SliceExpr *s, bool emit) {
  if (emit)
    keep(s);
  return true;
}

// The operands of a map's element.
void FuncGen::hoistEntry(IndexExpr *x, types::Map *m) {
  if (!orderKey(x->index, m, false))
    return;
  order(x->x, true);
  orderKey(x->index, m, true);
}

bool FuncGen::orderIndex(IndexExpr *x, bool emit) {
  Type *t = typeOf(x->x);
  bool any = order(x->x, emit);
  if (t != nullptr && t->kind() == types::TypeKind::Signature)
    return any;
  auto *m = coreAs<types::Map>(t);
  if (m == nullptr)
    return order(x->index, emit) || any;
  any |= orderKey(x->index, m, emit);
  if (!isBorrowedKey(x->index))
    return any;
  if (emit)
    keep(x);
  return true;
}

bool FuncGen::order(Expr *e, bool emit) {
  if (e == nullptr || isConstExpr(e) || isNilExpr(e) || isTypeExpr(e))
    return false;
  e = unparen(e);
  switch (e->kind) {
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection == nullptr || s->selection->kind() == types::SelectionKind::MethodExpr)
      return false;
    break;
  }
  case NodeKind::CompositeLit:
  case NodeKind::IndexExpr:
  case NodeKind::SliceExpr:
  case NodeKind::AssertExpr:
  case NodeKind::Operation:
  case NodeKind::CallExpr:
    break;
  default:
    return false;
  }
  if (emit) {
    if (hoisted.count(e) || !ordered.insert(e).second)
      return false;
    return orderChildren(e, true);
  }
  if (auto it = orderMemo.find(e); it != orderMemo.end())
    return it->second;
  bool any = orderChildren(e, false);
  return orderMemo[e] = any;
}

bool FuncGen::orderChildren(Expr *e, bool emit) {
  switch (e->kind) {
  case NodeKind::SelectorExpr:
    return order(static_cast<SelectorExpr *>(e)->x, emit);
  case NodeKind::CompositeLit:
    return orderLiteral(static_cast<CompositeLit *>(e), emit);
  case NodeKind::IndexExpr:
    return orderIndex(static_cast<IndexExpr *>(e), emit);
  case NodeKind::SliceExpr:
    return orderSlice(static_cast<SliceExpr *>(e), emit);
  case NodeKind::Operation:
    return orderOperation(static_cast<Operation *>(e), emit);
  case NodeKind::CallExpr:
    return orderCall(static_cast<CallExpr *>(e), emit);
  case NodeKind::AssertExpr: {
    auto *a = static_cast<AssertExpr *>(e);
    bool any = order(a->x, emit);
    Type *t = types::unalias(a->type->tv.type);
    if (dependsOnTypeParam(t) || isPointerShaped(soleComponent(t)))
      return any;
    if (emit)
      keep(e);
    return true;
  }
  default:
    return false;
  }
}

// The operands of a left side, but not the element or the target itself.
bool FuncGen::orderTarget(Expr *e, bool emit) {
  e = unparen(e);
  if (auto *s = dyn_cast<SelectorExpr>(e))
    return s->selection != nullptr && order(s->x, emit);
  if (auto *x = dyn_cast<IndexExpr>(e)) {
    bool any = order(x->x, emit);
    if (auto *m = coreAs<types::Map>(typeOf(x->x)))
      return orderKey(x->index, m, emit) || any;
    return order(x->index, emit) || any;
  }
  if (auto *o = dyn_cast<Operation>(e))
    return order(o->x, emit);
  return false;
}

// An assignment's left side is evaluated after the right one, but for what is computed in its
// operands, reads of maps among it.
bool FuncGen::keepComputed(Expr *e, bool emit, bool isOperand) {
  e = unparen(e);
  if (hoisted.count(e) || isConstExpr(e))
    return false;
  switch (e->kind) {
  case NodeKind::Name:
  case NodeKind::CompositeLit: // made where it is used
    return false;
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection == nullptr)
      return false;
    if (s->selection->kind() == types::SelectionKind::FieldVal)
      return keepComputed(s->x, emit, true);
    break;
  }
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    if (Type *t = typeOf(x->x); t != nullptr && t->kind() == types::TypeKind::Signature)
      return false; // an instantiated function
    bool any = keepComputed(x->x, emit, true);
    any |= keepComputed(x->index, emit, true);
    if (!isOperand || coreAs<types::Map>(typeOf(x->x)) == nullptr)
      return any;
    break;
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    if (o->op == Operator::Mul && o->y == nullptr)
      return keepComputed(o->x, emit, true);
    break;
  }
  default:
    break;
  }
  if (emit)
    keep(e);
  return true;
}

// Orders operands that are evaluated one after the other. Where only the first has something to
// keep, evaluating them does that.
void FuncGen::hoistList(std::span<Expr *const> es, const std::function<Type *(size_t)> &to) {
  auto type = [&](size_t i) { return to ? to(i) : nullptr; };
  bool any = false;
  for (size_t i = 1; i < es.size() && !any; i++)
    any = orderTo(es[i], type(i), false);
  if (any)
    for (size_t i = 0; i < es.size(); i++)
      orderTo(es[i], type(i), true);
}

} // namespace golem::girgen
