// Calls of functions, methods and func values; method values.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;

types::BuiltinId *FuncGen::builtinId(Expr *fun) {
  fun = unparen(fun);
  types::Object *o = nullptr;
  if (auto *n = dyn_cast<Name>(fun))
    o = n->object;
  else if (auto *s = dyn_cast<SelectorExpr>(fun); s != nullptr && s->selection == nullptr)
    o = s->sel->object;
  auto *bi = types::as<types::Builtin>(o);
  return bi ? &bi->id_ : nullptr;
}

FuncGen::Callee FuncGen::methodCallee(SelectorExpr *s) {
  Callee c;
  auto *f = types::as<types::Func>(s->selection->obj());
  const auto &path = s->selection->index();
  Place p = followPath(place(s->x), path, path.size() - 1);
  c.method = f;
  c.sig = f->signature();
  if (types::isTypeParam(p.type)) {
    c.kind = Callee::Param;
    c.recvParam = p.type;
    c.first = read(p);
    c.firstType = p.type;
    return c;
  }
  if (isIface(p.type)) {
    c.kind = Callee::Iface;
    c.first = read(p);
    c.firstType = p.type;
    return c;
  }
  c.kind = Callee::Static;
  c.ref = pg.funcRef(f, {});
  auto *ptr = types::as<types::Pointer>(types::unalias(p.type));
  b.pos = s->pos;
  if (f->hasPtrRecv()) {
    c.first = ptr ? read(p) : address(p);
    if (ptr == nullptr && !p.nonNil && p.inMemory)
      b.effect(Op::NilCheck, {p.op});
  } else if (ptr != nullptr) {
    c.first = b.value(Op::Load, types::unalias(ptr->elem()), {read(p)});
  } else {
    c.first = read(p);
  }
  c.firstType = b.typeOf(*c.first);
  return c;
}

static Expr *withoutTypeArgs(Expr *fun) {
  Expr *u = unparen(fun);
  if (auto *x = dyn_cast<IndexExpr>(u))
    if (Type *t = x->x->tv.type; t != nullptr && t->kind() == types::TypeKind::Signature)
      u = unparen(x->x);
  return u;
}

FuncGen::Callee FuncGen::callee(Expr *fun) {
  Callee c;
  Expr *u = withoutTypeArgs(fun);
  Name *n = dyn_cast<Name>(u);
  if (auto *s = dyn_cast<SelectorExpr>(u)) {
    if (s->selection == nullptr)
      n = s->sel;
    else if (s->selection->kind() == types::SelectionKind::MethodVal)
      return methodCallee(s);
  }
  if (n != nullptr && !hoisted.count(u)) {
    if (auto *f = types::as<types::Func>(n->object)) {
      auto it = pg.info.instances.find(n);
      if (it != pg.info.instances.end()) {
        c.sig = types::as<types::Signature>(it->second.type);
        c.ref = pg.funcRef(f, types::list(it->second.targs), c.sig);
      } else {
        c.sig = f->signature();
        c.ref = pg.funcRef(f, {});
      }
      return c;
    }
  }
  c.kind = Callee::Closure;
  c.first = expr(fun);
  c.firstType = b.typeOf(*c.first);
  c.sig = coreAs<types::Signature>(c.firstType);
  if (c.first->kind == Operand::Func) { // a method expression or a literal without captures
    c.kind = Callee::Static;
    c.ref = c.first->func;
    c.first.reset();
  }
  return c;
}

Operand FuncGen::variadicSlice(Type *slice, std::vector<Operand> elems) {
  slice = types::unalias(slice);
  if (elems.empty())
    return gir::zeroOp(slice);
  Type *et = types::unalias(coreAs<types::Slice>(slice)->elem());
  Type *at = types::newArray(et, int64_t(elems.size()));
  Operand a = newObject(at);
  for (size_t i = 0; i < elems.size(); i++) {
    Operand slot = b.value(Op::IndexAddr, pg.pointerTo(et), {a, intConst(int64_t(i))}, gir::NoBounds | gir::NonNil);
    b.effect(Op::Store, {slot, elems[i]}, gir::NonNil);
  }
  return b.value(Op::Slice, slice, {a, {}, {}, {}}, gir::NonNil);
}

std::vector<Operand> FuncGen::results(Operand c, Type *t) {
  std::vector<Operand> out;
  if (t == nullptr)
    return out;
  if (auto *tu = types::as<types::Tuple>(t)) {
    for (int i = 0; i < tu->len(); i++)
      out.push_back(b.extract(c, i, types::unalias(tu->at(i)->type())));
    return out;
  }
  out.push_back(c);
  return out;
}

/// The type of what argument i of c is passed as.
static Type *paramType(types::Signature *sig, CallExpr *c, size_t i) {
  int n = sig->numParams();
  if (sig->variadic() && !c->hasDots && int(i) >= n - 1)
    return coreAs<types::Slice>(sig->param(n - 1)->type())->elem();
  return sig->param(int(i))->type();
}

/// f(g()) where g has several results
static bool passesResults(CallExpr *c) {
  return c->argList.size() == 1 && c->argList[0]->tv.type != nullptr &&
         types::isa<types::Tuple>(c->argList[0]->tv.type);
}

void FuncGen::hoistCall(CallExpr *c) {
  if (passesResults(c)) {
    order(c->fun, true);
    order(c->argList[0], true);
    return;
  }
  std::vector<Expr *> all{c->fun};
  all.insert(all.end(), c->argList.begin(), c->argList.end());
  auto *sig = coreAs<types::Signature>(typeOf(c->fun));
  hoistList(all, [&](size_t i) { return i == 0 || sig == nullptr ? nullptr : paramType(sig, c, i - 1); });
}

std::vector<Operand> FuncGen::arguments(types::Signature *sig, CallExpr *c) {
  int n = sig->numParams();
  std::vector<Operand> vals;
  auto paramType = [&](size_t i) { return girgen::paramType(sig, c, i); };
  if (passesResults(c)) {
    Operand t = expr(c->argList[0]);
    vals = results(t, c->argList[0]->tv.type);
    for (size_t i = 0; i < vals.size(); i++)
      vals[i] = assignConv(vals[i], b.typeOf(vals[i]), paramType(i));
  } else {
    vals = exprsTo(c->argList, paramType);
  }
  b.pos = c->pos;
  if (sig->variadic() && !c->hasDots) {
    std::vector<Operand> rest(vals.begin() + (n - 1), vals.end());
    vals.resize(n - 1);
    vals.push_back(variadicSlice(sig->param(n - 1)->type(), std::move(rest)));
  }
  return vals;
}

Operand FuncGen::emitCall(const Callee &f, std::vector<Operand> args, source::Pos pos) {
  if (f.first)
    args.insert(args.begin(), *f.first);
  b.pos = pos;
  types::Tuple *rs = f.sig->results();
  Type *rt = types::tupleLen(rs) == 0 ? nullptr : rs->len() == 1 ? types::unalias(rs->at(0)->type()) : rs;
  LocalId dst = rt != nullptr ? b.newLocal(gir::LocalKind::Temp, rt) : gir::none;
  static constexpr Op ops[] = {Op::Call, Op::CallClosure, Op::CallIface, Op::CallMethod};
  gir::Instr &i = b.add(ops[f.kind]);
  i.dst = dst;
  i.type = rt;
  i.args = std::move(args);
  i.callee = f.ref;
  if (f.kind == Callee::Iface || f.kind == Callee::Param)
    i.method = f.method;
  i.type2 = f.recvParam;
  return rt ? localOp(dst) : Operand{};
}

Operand FuncGen::call(CallExpr *c) {
  if (isTypeExpr(c->fun)) {
    b.pos = c->pos;
    return conversion(c->argList[0], c->fun->tv.type);
  }
  if (auto *id = builtinId(c->fun))
    return builtin(c, *id);
  std::vector<Operand> pins;
  std::vector<Operand> *outerPins = std::exchange(pinned, &pins);
  hoistCall(c);
  Callee f = callee(c->fun);
  auto args = arguments(f.sig, c);
  pinned = outerPins;
  checkFuncPC(f, c);
  if (pins.empty() || !keepsPointersAlive(f))
    return emitCall(f, std::move(args), c->pos);
  std::vector<Operand> slots = pin(pins);
  Operand r = emitCall(f, std::move(args), c->pos);
  unpin(slots);
  return r;
}

// internal/abi.FuncPCABI0 and FuncPCABIInternal want functions of their convention. Of functions of other packages, and those that are
// defined elsewhere, nobody knows here.
void FuncGen::checkFuncPC(const Callee &f, CallExpr *c) {
  std::string_view name = f.kind == Callee::Static && f.ref ? f.ref->linkName : "";
  if (!name.starts_with("internal/abi.FuncPCABI"))
    return;
  name.remove_prefix(sizeof("internal/abi.FuncPC") - 1);
  std::string wanted(name), prefix = "internal/abi.FuncPC" + wanted;
  Expr *arg = withoutTypeArgs(c->argList[0]);
  auto *selector = dyn_cast<SelectorExpr>(arg);
  Name *n = selector != nullptr && selector->selection == nullptr ? selector->sel : dyn_cast<Name>(arg);
  auto *function = n != nullptr ? types::as<types::Func>(n->object) : nullptr;
  if (function == nullptr) {
    if (wanted == "ABI0")
      pg.error(c->pos, prefix + " does not accept func expression, which is ABIInternal");
    return;
  }
  bool assembly = function->pkg() == pg.in.pkg && pg.in.isAssembly && pg.in.isAssembly(pg.linkNameOf(function));
  if (!assembly && (function->decl() == nullptr || function->decl()->body == nullptr))
    return;
  std::string actual = assembly ? "ABI0" : "ABIInternal";
  if (actual == wanted)
    return;
  std::string shown(n->value);
  if (auto it = pg.info.instances.find(n); it != pg.info.instances.end())
    for (Type *t : types::list(it->second.targs))
      (shown += shown.size() == n->value.size() ? '[' : ',') += t->str();
  if (shown.size() != n->value.size())
    shown += ']';
  pg.error(c->pos, prefix + " expects an " + wanted + " function, " + shown + " is defined as " + actual);
}

// Does what was converted to uintptr in the arguments live until f returns? Functions say so; those in assembly and, since we do
// not know, those of other packages do.
bool FuncGen::keepsPointersAlive(const Callee &f) {
  auto *o = f.kind == Callee::Static && f.ref ? types::as<types::Func>(f.ref->object) : nullptr;
  if (o == nullptr)
    return false;
  FuncDecl *d = o->decl();
  if (d == nullptr || d->body == nullptr)
    return true;
  return d->pragma != nullptr && (d->pragma->has(PragmaUintptrKeepAlive) || d->pragma->has(PragmaUintptrEscapes));
}

// Keeps pointers in slots of the frame during a call, in memory: a register would keep them alive after it, too.
std::vector<Operand> FuncGen::pin(const std::vector<Operand> &pointers) {
  std::vector<Operand> slots;
  for (const Operand &p : pointers) {
    slots.push_back(spill(p, pg.unsafePointer()).op);
    b.effect(Op::KeepAlive, {slots.back()});
  }
  return slots;
}

void FuncGen::unpin(const std::vector<Operand> &slots) {
  for (const Operand &s : slots) {
    b.effect(Op::KeepAlive, {s}); // until here
    b.effect(Op::Store, {s, gir::zeroOp(pg.unsafePointer())}, gir::NonNil);
    b.effect(Op::KeepAlive, {s});
  }
}

// x.M as a value: the receiver is evaluated and kept now.
Operand FuncGen::methodValue(SelectorExpr *s) {
  Type *t = typeOf(s);
  Callee c = methodCallee(s);
  b.pos = s->pos;
  if (c.kind == Callee::Param) {
    gir::Instr &i = b.addValue(Op::MethodVal, t, {*c.first});
    i.method = c.method;
    i.type2 = c.recvParam;
    return localOp(i.dst);
  }
  if (c.kind == Callee::Iface)
    b.effect(Op::NilCheck, {*c.first});
  FuncRef r;
  r.kind = FuncRef::Bound;
  r.recv = c.firstType;
  r.method = r.object = c.method;
  r.sig = types::as<types::Signature>(t);
  const FuncRef *ref = pg.refs.intern(std::move(r));
  gir::Instr &i = b.addValue(Op::Closure, t, {*c.first});
  i.callee = ref;
  return localOp(i.dst);
}

} // namespace golem::girgen
