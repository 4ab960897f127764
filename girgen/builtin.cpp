// Built-in functions.
#include "girgen/func.h"

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::localOp;
using B = types::BuiltinId;

// The length expression if e is make([]T, n): append needs no such slice to append zeros.
Expr *FuncGen::madeLength(Expr *e) {
  auto *c = dyn_cast<CallExpr>(unparen(e));
  auto *id = c != nullptr ? builtinId(c->fun) : nullptr;
  if (id == nullptr || *id != B::Make || c->argList.size() != 2 || hoisted.count(c))
    return nullptr;
  return coreAs<types::Slice>(types::unalias(c->argList[0]->tv.type)) ? c->argList[1] : nullptr;
}

Operand FuncGen::appendCall(CallExpr *c) {
  Type *t = typeOf(c);
  auto args = std::span<Expr *const>(c->argList);
  std::vector<Operand> vals;
  auto *st = coreAs<types::Slice>(t);
  if (args.size() == 1 && args[0]->tv.type && types::isa<types::Tuple>(args[0]->tv.type)) {
    Operand v = expr(args[0]);
    vals = results(v, args[0]->tv.type);
    for (size_t i = 1; i < vals.size(); i++)
      vals[i] = assignConv(vals[i], b.typeOf(vals[i]), st->elem());
  } else if (Expr *n = c->hasDots ? madeLength(args[1]) : nullptr) {
    Expr *both[] = {args[0], n};
    hoistList(both);
    Operand s = exprTo(args[0], t), length = sizeOperand(n);
    b.pos = c->pos;
    return b.value(Op::AppendZeros, t, {s, length});
  } else if (c->hasDots) {
    hoistList(args);
    Operand s = exprTo(args[0], t);
    if (isNilExpr(args[1]))
      return s;
    Operand x = borrowed(args[1]);
    b.pos = c->pos;
    return b.value(Op::AppendSlice, t, {s, x});
  } else {
    auto type = [&](size_t i) { return i == 0 ? t : st->elem(); };
    hoistList(args, type);
    for (Expr *e : args)
      keepComputed(e, true);
    vals = exprsTo(args, type);
  }
  b.pos = c->pos;
  if (vals.size() == 1)
    return vals[0];
  return b.value(Op::Append, t, std::move(vals));
}

// A constant like 1e3 is an integer as a size.
Operand FuncGen::sizeOperand(Expr *e) {
  Operand v = expr(e);
  if (v.kind == Operand::Const)
    v = gir::constOp(constant::toInt(v.value),
                     types::isInteger(v.type) && !types::isUntyped(v.type) ? v.type : pg.intType());
  return v;
}

Operand FuncGen::makeCall(CallExpr *c) {
  Type *t = types::unalias(c->argList[0]->tv.type);
  Type *u = core(t);
  std::vector<Expr *> sizes(c->argList.begin() + 1, c->argList.end());
  hoistList(sizes);
  std::vector<Operand> args;
  for (Expr *e : sizes)
    args.push_back(sizeOperand(e));
  b.pos = c->pos;
  Op op = Op::MakeSlice;
  if (types::isa<types::Map>(u))
    op = Op::MakeMap;
  else if (types::isa<types::Chan>(u))
    op = Op::MakeChan;
  args.resize(op == Op::MakeSlice ? 2 : 1);
  return b.value(op, t, std::move(args));
}

void FuncGen::printCall(CallExpr *c, bool newline) {
  hoistList(c->argList);
  std::vector<Operand> args;
  if (c->argList.size() == 1 && c->argList[0]->tv.type && types::isa<types::Tuple>(c->argList[0]->tv.type)) {
    args = results(expr(c->argList[0]), c->argList[0]->tv.type);
    b.pos = c->pos;
    b.effect(Op::Print, std::move(args), newline ? gir::Newline : 0);
    return;
  }
  for (Expr *e : c->argList) {
    Operand v;
    if (isConstExpr(e)) {
      Type *t = types::unalias(e->tv.type);
      if (types::isUntyped(t)) {
        // Integer constants that do not fit int are printed as int64/uint64 would be.
        t = types::defaultType(t);
      }
      v = gir::constOp(e->tv.value, t);
    } else if (isNilExpr(e)) {
      v = gir::zeroOp(pg.unsafePointer());
    } else {
      v = expr(e);
    }
    args.push_back(v);
  }
  b.pos = c->pos;
  b.effect(Op::Print, std::move(args), newline ? gir::Newline : 0);
}

Operand FuncGen::builtin(CallExpr *c, B id) {
  auto &a = c->argList;
  Type *t = c->tv.type ? typeOf(c) : nullptr;
  // f(g()) with several values for those built-ins that take a fixed list.
  std::vector<Operand> spread;
  bool tuple = a.size() == 1 && a[0]->tv.type && types::isa<types::Tuple>(a[0]->tv.type);
  if (tuple && id != B::Append && id != B::Print && id != B::Println)
    spread = results(expr(a[0]), a[0]->tv.type);
  else if (id != B::Append && id != B::Make && id != B::New && id != B::Print && id != B::Println && id != B::Delete)
    hoistList(a);
  auto arg = [&](size_t i) { return tuple ? spread[i] : expr(a[i]); };
  auto argTo = [&](size_t i, Type *to) {
    return tuple ? assignConv(spread[i], b.typeOf(spread[i]), to) : exprTo(a[i], to);
  };
  auto argType = [&](size_t i) { return tuple ? b.typeOf(spread[i]) : typeOf(a[i]); };
  auto unary = [&](Op op) {
    Operand x = arg(0);
    b.pos = c->pos;
    return b.value(op, t, {x});
  };
  switch (id) {
  case B::Append:
    return appendCall(c);
  case B::Cap:
  case B::Len: {
    Op op = id == B::Len ? Op::Len : Op::Cap;
    Operand x;
    Type *xt = argType(0);
    if (!tuple && coreAs<types::Array>(xt) != nullptr) {
      Place p = place(a[0]); // evaluated for its effects only
      if (p.inMemory && !p.nonNil)
        b.effect(Op::NilCheck, {p.op});
      return intConst(coreAs<types::Array>(xt)->len(), t);
    }
    x = arg(0);
    b.pos = c->pos;
    return b.value(op, t, {x});
  }
  case B::Clear: {
    Operand x = arg(0);
    b.pos = c->pos;
    b.effect(Op::Clear, {x});
    return {};
  }
  case B::Close: {
    Operand x = arg(0);
    b.pos = c->pos;
    b.effect(Op::Close, {x});
    return {};
  }
  case B::Complex: {
    Type *part = nullptr;
    if (auto *bt = types::as<types::Basic>(t->underlying()))
      part = types::basicType(bt->basicKind() == types::BasicKind::Complex64 ? types::BasicKind::Float32
                                                                            : types::BasicKind::Float64);
    Operand re = arg(0), im = arg(1);
    if (re.kind == Operand::Const && part)
      re.type = im.kind == Operand::Const ? part : b.typeOf(im);
    if (im.kind == Operand::Const && part)
      im.type = b.typeOf(re);
    return b.value(Op::Complex, t, {re, im});
  }
  case B::Copy: {
    Operand d = arg(0), s = tuple ? spread[1] : borrowed(a[1]);
    b.pos = c->pos;
    return b.value(Op::CopySlice, t ? t : pg.intType(), {d, s});
  }
  case B::Delete: {
    auto *m = coreAs<types::Map>(argType(0));
    if (!tuple && orderKey(a[1], m, false)) {
      order(a[0], true);
      orderKey(a[1], m, true);
    }
    Operand mv = arg(0), k = tuple ? argTo(1, m->key()) : mapKey(a[1], m);
    b.pos = c->pos;
    b.effect(Op::MapDelete, {mv, k});
    return {};
  }
  case B::Real:
    return unary(Op::Real);
  case B::Imag:
    return unary(Op::Imag);
  case B::Make:
    return makeCall(c);
  case B::Max:
  case B::Min: {
    std::vector<Operand> vs;
    for (size_t i = 0; i < (tuple ? spread.size() : a.size()); i++)
      vs.push_back(argTo(i, t));
    b.pos = c->pos;
    if (vs.size() == 1)
      return vs[0];
    return b.value(id == B::Max ? Op::Max : Op::Min, t, std::move(vs));
  }
  case B::New: {
    b.pos = c->pos;
    if (isTypeExpr(a[0]))
      return newObject(types::unalias(a[0]->tv.type));
    auto *p = types::as<types::Pointer>(t->underlying());
    Type *et = types::unalias(p->elem());
    Operand v = exprTo(a[0], et);
    b.pos = c->pos;
    Operand n = newObject(et);
    b.effect(Op::Store, {n, v}, gir::NonNil);
    return n;
  }
  case B::Panic: {
    Operand x = argTo(0, pg.anyType());
    b.pos = c->pos;
    b.effect(Op::Panic, {x});
    b.unreachable();
    return {};
  }
  case B::Print:
  case B::Println:
    printCall(c, id == B::Println);
    return {};
  case B::Recover:
    b.pos = c->pos;
    return b.value(Op::Recover, t ? t : pg.anyType(), isRangeBody ? std::vector<Operand>{callerFrame()} : std::vector<Operand>{});
  case B::Add: {
    Operand p = arg(0), n = arg(1);
    return b.value(Op::UnsafeAdd, t, {p, n});
  }
  case B::Slice: {
    Operand p = arg(0), n = arg(1);
    b.pos = c->pos;
    return b.value(Op::UnsafeSlice, t, {p, n});
  }
  case B::String: {
    Operand p = arg(0), n = arg(1);
    b.pos = c->pos;
    return b.value(Op::UnsafeString, t, {p, n});
  }
  case B::SliceData:
    return unary(Op::SliceData);
  case B::StringData:
    return unary(Op::StringData);
  case B::Sizeof:
  case B::Alignof: {
    gir::Instr &i = b.addValue(id == B::Sizeof ? Op::SizeOf : Op::AlignOf, t);
    i.type2 = typeOf(a[0]);
    return localOp(i.dst);
  }
  case B::Offsetof: {
    auto *s = dyn_cast<SelectorExpr>(unparen(a[0]));
    Type *at = typeOf(s->x);
    if (auto *p = coreAs<types::Pointer>(at))
      at = types::unalias(p->elem());
    Operand sum;
    for (int k : s->selection->index()) {
      gir::Instr &i = b.addValue(Op::OffsetOf, t);
      i.type2 = at;
      i.index = k;
      Operand o = localOp(i.dst);
      sum = sum.kind == Operand::None ? o : b.value(Op::Add, t, {sum, o});
      at = types::unalias(coreAs<types::Struct>(at)->field(k)->type());
    }
    return sum;
  }
  default:
    unsupported(c->pos, "built-in function");
    return t ? gir::zeroOp(t) : Operand{};
  }
}

} // namespace golem::girgen
