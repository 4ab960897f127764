// Wrappers: methods promoted through embedding, methods of T in the method set of *T, entries for interface tables, bound
// methods (-fm) and method expressions. Each finds its way from the receiver that it gets to the method's own receiver.
#include "gir/builder.h"
#include "gir/linkname.h"
#include "opt/required/provider.h"

namespace golem::opt {

using namespace gir;
using types::Type;

bool Provider::hasPointers(Type *t) {
  Type *u = t->underlying();
  switch (u->kind()) {
  case types::TypeKind::Basic: {
    auto k = static_cast<types::Basic *>(u)->basicKind();
    return k == types::BasicKind::String || k == types::BasicKind::UnsafePointer;
  }
  case types::TypeKind::Array: {
    auto *a = static_cast<types::Array *>(u);
    return a->len() > 0 && hasPointers(a->elem());
  }
  case types::TypeKind::Struct:
    for (types::Var *f : static_cast<types::Struct *>(u)->fields())
      if (hasPointers(f->type()))
        return true;
    return false;
  default:
    return true;
  }
}

// One pointer and nothing else: the interface's data word is the value itself.
bool Provider::isDirect(Type *t) { return sizes.sizeof_(t) == sizes.wordSize && hasPointers(t); }

const FuncRef *Provider::wrapper(FuncRef::Kind kind, Type *recv, types::Func *method) {
  recv = types::unalias(recv);
  FuncRef r;
  r.kind = kind;
  r.recv = recv;
  std::vector<int> path;
  types::Func *f = findMethod(recv, method->pkg(), method->name(), &path);
  if (f == nullptr)
    f = method;
  r.method = r.object = f;
  types::Signature *sig = f->signature();
  bool iface = types::isInterface(recv);
  bool pointer = types::as<types::Pointer>(recv) != nullptr;
  if ((kind == FuncRef::Promoted || kind == FuncRef::IfaceEntry) && !iface && path.size() == 1) {
    if (f->hasPtrRecv() == pointer && (pointer || kind == FuncRef::Promoted))
      return refs.method(f);
  }
  if (kind == FuncRef::IfaceEntry && !iface && path.size() == 1 && !pointer && !f->hasPtrRecv() && isDirect(recv))
    return refs.method(f); // the data word is the receiver
  // The data word of what is not itself one pointer is its address: *T's methods, which are needed anyway, serve T's tables.
  if (kind == FuncRef::IfaceEntry && !iface && !pointer && !isDirect(recv))
    return wrapper(FuncRef::Promoted, types::newPointer(recv), method);
  // A pointer is its own data word.
  if (kind == FuncRef::IfaceEntry && pointer)
    r.kind = kind = FuncRef::Promoted;
  auto *s = new types::Signature();
  s->params_ = sig->params_;
  s->results_ = sig->results_;
  s->variadic_ = sig->variadic_;
  if (kind == FuncRef::Promoted || kind == FuncRef::IfaceEntry) {
    Type *rt = kind == FuncRef::IfaceEntry ? types::basicType(types::BasicKind::UnsafePointer) : recv;
    s->recv_ = new types::Var(types::VarKind::Recv, f->pos(), f->pkg(), "", rt);
  } else if (kind == FuncRef::MethodExpr) {
    std::vector<types::Var *> vars{types::newParam(f->pos(), f->pkg(), "", recv)};
    for (types::Var *v : types::tupleVars(sig->params_))
      vars.push_back(v);
    s->params_ = types::newTuple(std::move(vars));
  }
  r.sig = s;
  return refs.intern(std::move(r));
}

Function *Provider::makeWrapper(const FuncRef &ref) {
  Function &fn = bodies.emplace_back();
  fn.linkName = symbolName(ref);
  fn.sig = ref.sig;
  fn.isWrapper = true;
  fn.pos = fn.endPos = ref.method->pos();
  Builder b(fn);
  b.pos = fn.pos;
  b.setBlock(b.newBlock());
  Type *recv = types::unalias(ref.recv);
  Type *word = types::basicType(types::BasicKind::UnsafePointer);
  bool iface = types::isInterface(recv);

  auto param = [&](Type *t) {
    LocalId l = b.newLocal(LocalKind::Param, types::unalias(t));
    fn.params.push_back(l);
    return localOp(l);
  };
  Operand x; // the receiver
  switch (ref.kind) {
  case FuncRef::Bound: {
    fn.isClosure = true;
    fn.captures.push_back(recv);
    Instr &i = b.addValue(Op::Capture, recv);
    i.index = 0;
    x = localOp(i.dst);
    break;
  }
  case FuncRef::IfaceEntry:
    x = param(word);
    break;
  default:
    x = param(recv);
    break;
  }
  std::vector<Operand> args;
  auto vars = types::tupleVars(ref.sig->params());
  for (size_t i = ref.kind == FuncRef::MethodExpr ? 1 : 0; i < vars.size(); i++)
    args.push_back(param(vars[i]->type()));

  // The receiver as a value or, when it is in memory, as an address.
  Type *t = recv;
  bool inMemory = false, nonNil = true;
  b.effect(Op::WrapperEnter);
  if (ref.kind == FuncRef::IfaceEntry) {
    if (isDirect(recv)) {
      LocalId m = b.newLocal(LocalKind::Var, recv, {}, true);
      Operand a = b.localAddr(m, types::newPointer(recv));
      Operand w = b.value(Op::Convert, types::newPointer(word), {b.value(Op::Convert, word, {a})});
      b.effect(Op::Store, {w, x}, NonNil);
      x = a;
    } else {
      x = b.value(Op::Convert, types::newPointer(recv), {x});
    }
    inMemory = true;
  }
  std::vector<int> path;
  types::Func *f = findMethod(recv, ref.method->pkg(), ref.method->name(), &path);
  if (f == nullptr)
    f = ref.method;
  auto load = [&] {
    if (inMemory)
      x = b.value(Op::Load, t, {x}, nonNil ? NonNil : 0);
    inMemory = false;
    nonNil = true;
  };
  auto isPointer = [&] { return types::as<types::Pointer>(types::unalias(t)); };
  if (!iface && path.size() == 1 && isPointer() != nullptr && !f->hasPtrRecv() &&
      !types::isInterface(isPointer()->elem())) {
    // A nil *T given to a method of T is reported as such.
    BlockId bad = b.newBlock(), ok = b.newBlock();
    load();
    b.branch(b.value(Op::IsNil, types::universe().boolType, {x}), bad, ok, Unlikely);
    b.setBlock(bad);
    b.effect(Op::RuntimeCall).name = "runtime.panicwrap";
    b.unreachable();
    b.setBlock(ok);
  }
  for (size_t k = 0; !iface && k + 1 < path.size(); k++) {
    Type *base = t;
    if (auto *p = isPointer()) {
      load();
      base = types::unalias(p->elem());
      inMemory = true;
      nonNil = false;
    }
    auto *st = types::as<types::Struct>(base->underlying());
    Type *ft = types::unalias(st->field(path[k])->type());
    if (inMemory) {
      x = b.fieldAddr(x, path[k], types::newPointer(ft), nonNil ? NonNil : 0);
    } else {
      Instr &i = b.addValue(Op::Field, ft, {x});
      i.index = path[k];
      x = localOp(i.dst);
    }
    nonNil = true;
    t = ft;
  }
  types::Signature *sig = f->signature();
  Instr call{};
  call.pos = fn.pos;
  if (types::isInterface(t)) {
    load();
    call.op = Op::CallIface;
    call.method = f;
  } else {
    call.op = Op::Call;
    call.callee = refs.method(f);
    // Whom a panic expects as recover's caller is nothing to a method without recover, and those that it calls are further
    // in than the wrapper in any case. The wrapper keeps a frame of its own, which tracebacks hide.
    if (const Function *body = generic(*call.callee); body && !body->blocks.empty() && !body->hasRecover) {
      std::erase_if(fn.blocks.front().instrs, [](const Instr &i) { return i.op == Op::WrapperEnter; });
      fn.noInline = true;
    }
    if (f->hasPtrRecv() && (isPointer() || inMemory) && ref.kind != FuncRef::Bound &&
        (types::as<types::Pointer>(recv) || (ref.kind == FuncRef::IfaceEntry && !isDirect(recv))))
      fn.jumpsTo = call.callee;
    if (auto *p = isPointer()) {
      load();
      if (!f->hasPtrRecv())
        x = b.value(Op::Load, types::unalias(p->elem()), {x});
    } else if (f->hasPtrRecv()) {
      if (!inMemory) { // only for receivers that are addressable copies
        LocalId m = b.newLocal(LocalKind::Var, t, {}, true);
        Operand a = b.localAddr(m, types::newPointer(t));
        b.effect(Op::Store, {a, x}, NonNil);
        x = a;
      }
    } else {
      load();
    }
  }
  call.args.push_back(x);
  call.args.insert(call.args.end(), args.begin(), args.end());
  types::Tuple *rs = sig->results();
  Type *rt = types::tupleLen(rs) == 0 ? nullptr : rs->len() == 1 ? types::unalias(rs->at(0)->type()) : rs;
  call.type = rt;
  if (rt != nullptr)
    call.dst = b.newLocal(LocalKind::Temp, rt);
  Operand result = localOp(call.dst);
  b.add(Op::Copy) = std::move(call);
  std::vector<Operand> vals;
  if (types::tupleLen(rs) == 1)
    vals.push_back(result);
  else
    for (int k = 0; k < types::tupleLen(rs); k++)
      vals.push_back(b.extract(result, k, types::unalias(rs->at(k)->type())));
  b.ret(std::move(vals));
  return &fn;
}

} // namespace golem::opt
