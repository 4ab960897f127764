// Calls, closures, defers, recover, print.
#include "lower/fn.h"

#include "lower/intrinsics.h"

#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Intrinsics.h>

namespace golem::lower {

using namespace types;

// The ABI as the operands' types say; receiver: replaces the first parameter's type (interface calls).
Abi Fn::abiFor(const Instr &i, size_t firstArg, Type *receiver) {
  llvm::SmallVector<Type *, 8> ps, rs;
  if (receiver)
    ps.push_back(receiver);
  for (size_t k = firstArg; k < i.args.size(); k++)
    ps.push_back(typeOf(i.args[k]));
  if (auto *tu = as<Tuple>(i.type)) {
    for (Var *v : tu->vars_)
      rs.push_back(v->type());
  } else if (i.type) {
    rs.push_back(i.type);
  }
  return l.abi(ps, rs);
}

void Fn::finishCall(const Instr &i, const Abi &a, Value *callee, llvm::ArrayRef<Val> args, Value *context) {
  bool known = i.op == Op::Call || i.op == Op::CallClosure;
  Val r = callGo(a, callee, args, context, known ? uint64_t(i.index) >> (i.op == Op::CallClosure) : 0);
  set(i, r);
}

void Fn::callOp(const Instr &i) {
  std::string_view name = i.op == Op::Intrinsic ? i.name : i.callee->kind == gir::FuncRef::Plain ? i.callee->linkName : "";
  if (!name.empty())
    if (const IntrinsicDef *d = findIntrinsic(name); d && (i.op == Op::Intrinsic || i.callee->typeArgs.empty())) {
      std::vector<Val> args;
      for (const Operand &o : i.args)
        args.push_back(val(o));
      Val r;
      if (d->kind == IntrinsicKind::CallerPC || d->kind == IntrinsicKind::CallerSP || d->kind == IntrinsicKind::ClosurePtr)
        fn->addFnAttr(llvm::Attribute::NoInline);
      if (lowerIntrinsic(*this, *d, args, r))
        return set(i, r);
    }
  if (i.op == Op::Intrinsic) {
    unsupported(i, "intrinsic " + std::string(name));
    return;
  }
  // The address of a function's code.
  if (name == "internal/abi.FuncPCABI0" || name == "internal/abi.FuncPCABIInternal") {
    Val v = val(i.args[0]);
    Value *closure = isInterface(typeOf(i.args[0])) ? v[1] : v[0];
    if (auto *known = llvm::dyn_cast<llvm::GlobalVariable>(closure); known && known->hasInitializer())
      if (llvm::StringRef target = known->getInitializer()->getName();
          name.ends_with("ABI0") && (m.in.asmDefs.count(std::string_view(target)) || !target.starts_with(gir::symbolPath(m.in.package->path) + ".")))
        return set(i, b.CreatePtrToInt(m.abi0Declaration(target), l.word));
    return set(i, b.CreatePtrToInt(loadPtr(closure), l.word));
  }
  // Tells gc's escape analysis that a value's pointers must be to the heap. Ours never move: there is nothing to do.
  if (name == "internal/abi.EscapeNonString")
    return;
  if (types::Func *method = i.callee->method ? i.callee->method : i.callee->object; method && method->signature()->recv())
    noteReflection(i, method->name(), method->signature());
  Abi a = abiFor(i, 0, nullptr);
  std::vector<Val> args;
  for (const Operand &o : i.args)
    args.push_back(argument(o));
  llvm::Function *callee = m.function(*i.callee);
  if (wrapper) {
    // A wrapper stands for its callee when recover looks at frames. Were the callee inlined, what it calls would seem to be
    // called by the deferred call itself; only a callee that calls nothing may be.
    const gir::Function *body = i.callee->body && i.callee->typeArgs.empty() ? i.callee->body : nullptr;
    bool leaf = body != nullptr;
    if (body)
      for (const gir::Block &k : body->blocks)
        for (const Instr &x : k.instrs)
          leaf &= x.op != Op::Call && x.op != Op::CallClosure && x.op != Op::CallIface && x.op != Op::Recover;
    noInlineCall = !leaf;
  }
  if (jumps && i.callee == f.jumpsTo)
    jump(a, callee, args);
  else
    finishCall(i, a, callee, args, nullptr);
  noInlineCall = false;
}

void Fn::jump(const Abi &a, Value *callee, llvm::ArrayRef<Val> args) {
  llvm::SmallVector<Value *, 16> all;
  for (const Val &v : args)
    all.append(v.begin(), v.end());
  llvm::CallInst *c = call(a.type, callee, all, nullptr);
  c->setTailCallKind(llvm::CallInst::TCK_MustTail);
  if (c->getType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(c);
}

// Calls of reflect's Method and MethodByName: the linker then keeps the methods that they can find. What they are made of
// does not count: it lies behind interfaces.
void Fn::noteReflection(const Instr &i, std::string_view method, types::Signature *sig) {
  if ((method != "Method" && method != "MethodByName") || sig == nullptr || tupleLen(sig->params()) != 1 || tupleLen(sig->results()) == 0)
    return;
  std::string result = gir::linkString(sig->results()->at(0)->type());
  if (result != "reflect.Method" && result != "reflect.Value")
    return;
  if (m.in.package->path == "reflect" && (f.isWrapper || f.linkName.ends_with(".Method") || f.linkName.ends_with(".MethodByName")))
    return;
  const Operand &name = i.args.back();
  if (method == "MethodByName" && name.kind == Operand::Const && name.value)
    m.use(fn, "n" + std::string(constant::stringVal(name.value)));
  else
    m.use(fn, "r");
}

void Fn::callClosure(const Instr &i) {
  Value *c = one(i.args[0]);
  if (auto *g = llvm::dyn_cast<llvm::GlobalVariable>(c); g && g->isConstant() && g->hasInitializer())
    if (auto *target = llvm::dyn_cast<llvm::Function>(g->getInitializer())) {
      Abi a = abiFor(i, 1, nullptr);
      std::vector<Val> args;
      for (size_t k = 1; k < i.args.size(); k++)
        args.push_back(argument(i.args[k]));
      return finishCall(i, a, target, args, nullptr);
    }
  Abi a = abiFor(i, 1, nullptr);
  std::vector<Val> args;
  for (size_t k = 1; k < i.args.size(); k++)
    args.push_back(argument(i.args[k]));
  if (!(i.flags & gir::NonNil))
    nilCheck(c);
  finishCall(i, a, loadPtr(c), args, c);
}

void Fn::callIface(const Instr &i) {
  Type *t = typeOf(i.args[0]);
  auto *it = as<Interface>(t->underlying());
  Val v = val(i.args[0]);
  int index = -1;
  for (int k = 0; it && k < it->numMethods(); k++)
    if (it->method(k) == i.method || it->method(k)->sameId(i.method->pkg(), i.method->name(), false))
      index = k;
  if (index < 0) {
    m.error(i.pos, "internal error: method " + std::string(i.method->name()) + " is not in " + gir::linkString(t));
    return;
  }
  m.use(fn, "i" + std::string(i.method->name()) + "\n" + gir::typeSymbol(it->method(index)->type()));
  noteReflection(i, i.method->name(), i.method->signature());
  Abi a = abiFor(i, 1, basicType(BasicKind::UnsafePointer));
  std::vector<Val> args{Val{v[1]}};
  for (size_t k = 1; k < i.args.size(); k++)
    args.push_back(argument(i.args[k]));
  nilCheck(v[0]);
  finishCall(i, a, loadPtr(v[0], l.size<abi::Itab>() + l.wordSize * uint64_t(index)), args, nullptr);
}

// A closure object: code, then the captures as a Go struct lays them out.
void Fn::closure(const Instr &i) {
  llvm::Function *target = m.function(*i.callee);
  if (i.args.empty())
    return set(i, m.funcValue(target));
  std::vector<Type *> types;
  for (const Operand &o : i.args)
    types.push_back(typeOf(o));
  Type *t = m.closureType(types);
  const TypeInfo &ti = info(t);
  std::vector<Val> vals;
  for (const Operand &o : i.args)
    vals.push_back(val(o));
  Value *p = i.flags & gir::Stack ? static_cast<Value *>(alloca_(t)) : newObject(t);
  storeAt(p, 0, target);
  for (size_t k = 0; k < types.size(); k++)
    store(offset(p, ti.offsets[k + 1]), types[k], vals[k]);
  set(i, p);
}

void Fn::capture(const Instr &i) {
  Type *t = m.closureType(f.captures);
  if (i.dst == gir::none)
    return;
  set(i, Emitter::load(offset(Emitter::closure(), info(t).offsets[i.index + 1]), i.type));
}

// Defer { next, fn }: in the frame when it runs at most once, else on the heap; the newest is the list's head.
void Fn::deferPush(const Instr &i) {
  Value *frame = one(i.args[0]), *closure = one(i.args[1]);
  Value *d;
  if (i.flags & gir::Once) {
    d = alloca_(l.size<abi::Defer>(), l.wordAlign, "defer");
  } else {
    d = newObject(newArray(basicType(BasicKind::UnsafePointer), l.size<abi::Defer>() / l.wordSize));
  }
  storeAt(d, l.at(abi::Defer::next), loadPtr(frame, l.at(abi::DeferFrame::head)));
  storeAt(d, l.at(abi::Defer::fn), closure);
  storeAt(frame, l.at(abi::DeferFrame::head), d);
}

void Fn::recover(const Instr &i) {
  fn->addFnAttr(llvm::Attribute::NoInline);
  Value *fp = i.op == Op::Recover && !i.args.empty()
                  ? one(i.args[0])
                  : b.CreatePtrToInt(b.CreateIntrinsic(llvm::Intrinsic::frameaddress, {l.ptr}, {b.getInt32(i.index ? uint32_t(i.index) : 1)}), l.word);
  if (i.op == Op::CallerFrame)
    return set(i, fp);
  set(i, rtVal("gorecover", {l.ptr, l.ptr}, {fp}));
}

void Fn::runtimeCall(const Instr &i) {
  if (i.op == Op::KeepAlive) {
    auto *ft = llvm::FunctionType::get(l.voidTy, {l.ptr}, false);
    for (const Operand &o : i.args)
      for (Value *v : val(o))
        if (v->getType()->isPointerTy())
          b.CreateCall(ft, llvm::InlineAsm::get(ft, "", "r,~{memory}", true), {v});
    return;
  }
  std::string_view name = i.name;
  if (name.starts_with("runtime."))
    name.remove_prefix(8);
  Abi a = abiFor(i, 0, nullptr);
  std::vector<Val> args;
  for (const Operand &o : i.args)
    args.push_back(argument(o));
  finishCall(i, a, m.runtimeFunction(name, a.type), args, nullptr);
}

void Fn::print(const Instr &i) {
  bool line = i.flags & gir::Newline;
  rt("printlock", {}, {});
  for (size_t k = 0; k < i.args.size(); k++) {
    if (k && line)
      rt("printsp", {}, {});
    const Operand &o = i.args[k];
    Type *t = typeOf(o);
    Type *u = info(t).under;
    Val v = val(o);
    auto widen = [&](bool isSigned) { return isSigned ? b.CreateSExt(v[0], l.i64) : b.CreateZExt(v[0], l.i64); };
    switch (u->kind()) {
    case TypeKind::Basic: {
      auto *basic = static_cast<Basic *>(u);
      switch (basic->basicKind()) {
      case BasicKind::Bool: case BasicKind::UntypedBool: rt("printbool", {}, {v[0]}); break;
      case BasicKind::Float32: rt("printfloat32", {}, {v[0]}); break;
      case BasicKind::Float64: case BasicKind::UntypedFloat: rt("printfloat64", {}, {v[0]}); break;
      case BasicKind::Complex64: rt("printcomplex64", {}, {v[0], v[1]}); break;
      case BasicKind::Complex128: case BasicKind::UntypedComplex: rt("printcomplex128", {}, {v[0], v[1]}); break;
      case BasicKind::String: case BasicKind::UntypedString: rt("printstring", {}, {v[0], v[1]}); break;
      case BasicKind::UnsafePointer: case BasicKind::UntypedNil: rt("printpointer", {}, {v[0]}); break;
      case BasicKind::Uintptr: rt("printuintptr", {}, {v[0]}); break;
      default:
        if (auto *n = as<Named>(t); n && n->obj()->pkg() && n->obj()->pkg()->path() == "runtime" && n->obj()->name() == "hex")
          rt("printhex", {}, {widen(false)});
        else if (basic->info() & IsUnsigned)
          rt("printuint", {}, {widen(false)});
        else
          rt("printint", {}, {widen(true)});
      }
      break;
    }
    case TypeKind::Slice: rt("printslice", {}, {v[0], v[1], v[2]}); break;
    case TypeKind::Interface:
      rt(static_cast<Interface *>(u)->numMethods() == 0 ? "printeface" : "printiface", {}, {v[0], v[1]});
      break;
    case TypeKind::Pointer: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Signature: rt("printpointer", {}, {v[0]}); break;
    default: return m.error(i.pos, "illegal types for operand: print\n\t" + typeString(t, relativeTo(m.in.package->types)));
    }
  }
  if (line)
    rt("printnl", {}, {});
  rt("printunlock", {}, {});
}

} // namespace golem::lower
