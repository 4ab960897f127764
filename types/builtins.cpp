// Calls of built-in functions.
#include "types/builtins.h"
#include "types/nodes.h"

namespace golem::types {

namespace {

Type* arrayPtrDeref(Type* t) {
  if (auto* p = unaliasAs<Pointer>(t)) {
    if (auto* a = underAs<Array>(p->base_)) return a;
  }
  return t;
}

// The element type of a slice (or of all slices of a type set).
Type* sliceElem(Operand* x, const TypeError** err) {
  Type* elem = nullptr;
  *err = nullptr;
  typeset(x->typ, [&](Type*, Type* u) {
    auto* s = as<Slice>(u);
    if (s == nullptr) {
      *err = x->isNil() ? typeErrorf("argument must be a slice; have untyped nil")
                        : typeErrorf("argument must be a slice; have %s", x);
      return false;
    }
    if (elem == nullptr) {
      elem = s->elem_;
    } else if (!identical(elem, s->elem_)) {
      *err = typeErrorf("mismatched slice element types %s and %s in %s", elem, s->elem_, x);
      return false;
    }
    return true;
  });
  return *err == nullptr ? elem : nullptr;
}

// Whether y's types are byte slices and strings only; *hasString tells whether a string is among them.
bool bytesOrStrings(Type* t, bool* hasString) {
  *hasString = false;
  return typeset(t, [&](Type*, Type* u) {
    if (auto* s = as<Slice>(u); s != nullptr && identical(s->elem_, universe().byteType)) return true;
    if (u != nullptr && isString(u)) {
      *hasString = true;
      return true;
    }
    return false;
  });
}

Type* floatToComplex(Type* t) {
  auto* b = underAs<Basic>(t);
  if (b == nullptr) return nullptr;
  switch (b->basicKind_) {
    case BasicKind::Float32: return basicType(BasicKind::Complex64);
    case BasicKind::Float64: return basicType(BasicKind::Complex128);
    case BasicKind::UntypedFloat: return basicType(BasicKind::UntypedComplex);
    default: return nullptr;
  }
}

Type* complexToFloat(Type* t) {
  auto* b = underAs<Basic>(t);
  if (b == nullptr) return nullptr;
  switch (b->basicKind_) {
    case BasicKind::Complex64: return basicType(BasicKind::Float32);
    case BasicKind::Complex128: return basicType(BasicKind::Float64);
    case BasicKind::UntypedComplex: return basicType(BasicKind::UntypedFloat);
    default: return nullptr;
  }
}

}  // namespace

// The signature that a call is recorded with. Untyped arguments count with their default types; res may be
// nullptr.
Signature* makeBuiltinSig(Type* res, std::span<Type* const> args) {
  std::vector<Var*> params;
  for (Type* a : args) params.push_back(newParam(Pos{}, nullptr, "", defaultType(a)));
  auto* sig = new Signature();
  sig->params_ = newTuple(std::move(params));
  if (res != nullptr) sig->results_ = newTuple({new Var(VarKind::Result, Pos{}, nullptr, "", res)});
  return sig;
}

// Checks the call of a built-in. The result is in x but for x->expr. False after an error.
bool Checker::builtin(Operand* x, syntax::CallExpr* call, BuiltinId id) {
  const PredeclaredFunc& bin = predeclaredFunc(id);
  if (call->hasDots && id != BuiltinId::Append) {
    errorf(call, Code::InvalidDotDotDot, "invalid operation: invalid use of ... with built-in %s", bin.name);
    use(call->argList);
    return false;
  }
  // len and cap of an array are constants unless the argument has calls or receives in it.
  if (id == BuiltinId::Len || id == BuiltinId::Cap) {
    bool saved = hasCallOrRecv;
    hasCallOrRecv = false;
    bool ok = builtinArgs(x, call, id, bin);
    hasCallOrRecv = saved;
    return ok;
  }
  return builtinArgs(x, call, id, bin);
}

bool Checker::builtinArgs(Operand* x, syntax::CallExpr* call, BuiltinId id, const PredeclaredFunc& bin) {
  ExprList argList = call->argList;
  std::vector<Operand*> args;
  int nargs;
  switch (id) {
    case BuiltinId::Make:
    case BuiltinId::New:
    case BuiltinId::Offsetof:
    case BuiltinId::Trace: nargs = int(argList.size()); break;  // evaluate their arguments themselves
    default:
      args = exprList(argList);
      nargs = int(args.size());
      for (Operand* a : args) {
        if (a->mode == OperandMode::Invalid) return false;
      }
      if (nargs > 0) *x = *args[0];
  }

  std::string_view msg;
  if (nargs < bin.nargs) {
    msg = "not enough";
  } else if (!bin.variadic && nargs > bin.nargs) {
    msg = "too many";
  }
  if (!msg.empty()) {
    errorf(call, Code::WrongArgCount, "invalid operation: %s arguments for %v (expected %d, found %d)", msg,
           call, bin.nargs, nargs);
    return false;
  }

  switch (id) {
    case BuiltinId::Append: return builtinAppend(x, call, args);
    case BuiltinId::Cap:
    case BuiltinId::Len: return builtinLen(x, call, id);
    case BuiltinId::Complex: return builtinComplex(x, call, args[1]);
    case BuiltinId::Copy: return builtinCopy(x, call, args[1]);
    case BuiltinId::Imag:
    case BuiltinId::Real: return builtinReal(x, call, id);
    case BuiltinId::Make: return builtinMake(x, call);
    case BuiltinId::Max:
    case BuiltinId::Min: return builtinMinMax(x, call, args, id);
    case BuiltinId::New: return builtinNew(x, call);
    case BuiltinId::Add:
    case BuiltinId::Alignof:
    case BuiltinId::Offsetof:
    case BuiltinId::Sizeof:
    case BuiltinId::Slice:
    case BuiltinId::SliceData:
    case BuiltinId::String:
    case BuiltinId::StringData: return builtinUnsafe(x, call, args, id);

    case BuiltinId::Clear: {
      verifyVersionf(call->fun, goVersion1(21), "clear");
      bool ok = underIs(x->typ, [&](Type* u) {
        if (as<Map>(u) != nullptr || as<Slice>(u) != nullptr) return true;
        errorf(x, Code::InvalidClear,
               "invalid argument: cannot clear %s: argument must be (or constrained by) map or slice", x);
        return false;
      });
      if (!ok) return false;
      x->mode = OperandMode::NoValue;
      recordBuiltinType(call->fun, makeSig(nullptr, {x->typ}));
      return true;
    }
    case BuiltinId::Close: {
      bool ok = underIs(x->typ, [&](Type* u) {
        auto* ch = as<Chan>(u);
        if (ch == nullptr) {
          errorf(x, Code::InvalidClose, "invalid operation: cannot close non-channel %s", x);
          return false;
        }
        if (ch->dir_ == ChanDir::RecvOnly) {
          errorf(x, Code::InvalidClose, "invalid operation: cannot close receive-only channel %s", x);
          return false;
        }
        return true;
      });
      if (!ok) return false;
      x->mode = OperandMode::NoValue;
      recordBuiltinType(call->fun, makeSig(nullptr, {x->typ}));
      return true;
    }
    case BuiltinId::Delete: {
      Type* map = x->typ;
      Type* key = nullptr;
      bool ok = underIs(map, [&](Type* u) {
        auto* m = as<Map>(u);
        if (m == nullptr) {
          errorf(x, Code::InvalidDelete, "invalid argument: %s is not a map", x);
          return false;
        }
        if (key != nullptr && !identical(m->key_, key)) {
          errorf(x, Code::InvalidDelete, "invalid argument: maps of %s must have identical key types", x);
          return false;
        }
        key = m->key_;
        return true;
      });
      if (!ok) return false;
      *x = *args[1];
      assignment(x, key, "argument to delete");
      if (x->mode == OperandMode::Invalid) return false;
      x->mode = OperandMode::NoValue;
      recordBuiltinType(call->fun, makeSig(nullptr, {map, key}));
      return true;
    }
    case BuiltinId::Panic:
      // Remember it for the check of terminating statements.
      if (sig != nullptr && sig->numResults() > 0) isPanic.insert(call);
      assignment(x, universe().emptyInterface, "argument to panic");
      if (x->mode == OperandMode::Invalid) return false;
      x->mode = OperandMode::NoValue;
      recordBuiltinType(call->fun, makeSig(nullptr, {universe().emptyInterface}));
      return true;

    case BuiltinId::Print:
    case BuiltinId::Println: {
      TypeList params;
      for (Operand* a : args) {
        assignment(a, nullptr, "argument to built-in " + std::string(bin.name));
        if (a->mode == OperandMode::Invalid) return false;
        params.push_back(a->typ);
      }
      x->mode = OperandMode::NoValue;
      recordBuiltinType(call->fun, makeSig(nullptr, params));
      return true;
    }
    case BuiltinId::Recover:
      x->mode = OperandMode::Value;
      x->typ = universe().emptyInterface;
      recordBuiltinType(call->fun, makeSig(x->typ, {}));
      return true;

    case BuiltinId::Assert:
      if (x->mode != OperandMode::Constant || !isBoolean(x->typ)) {
        errorf(x, Code::TestCode, "invalid argument: %s is not a boolean constant", x);
        return false;
      }
      if (constant::kind(x->val) != constant::Kind::Bool) {
        errorf(x, Code::TestCode, "internal error: value of %s should be a boolean constant", x);
        return false;
      }
      if (!constant::boolVal(x->val)) errorf(call, Code::TestCode, "%v failed", call);
      return true;

    case BuiltinId::Trace: {
      if (nargs == 0) {
        x->mode = OperandMode::NoValue;
        return true;
      }
      Operand t;
      Operand* x1 = x;
      for (syntax::Expr* arg : argList) {
        rawExpr(nullptr, x1, arg, nullptr, false);
        x1 = &t;  // the result is the first argument
      }
      return x->mode != OperandMode::Invalid;
    }
  }
  return false;
}

// append(s S, x ...E) S, and append([]byte, string...)
bool Checker::builtinAppend(Operand* x, syntax::CallExpr* call, std::span<Operand* const> args) {
  const TypeError* err = nullptr;
  Type* elem = sliceElem(x, &err);
  if (err != nullptr) {
    errorf(x, Code::InvalidAppend, "invalid append: %s", err->str(this));
    return false;
  }
  Signature* sig = nullptr;
  if (args.size() == 2 && call->hasDots && x->assignableTo(this, new Slice(universe().byteType), nullptr)) {
    bool hasString = false;
    if (bytesOrStrings(args[1]->typ, &hasString) && hasString) {
      sig = makeSig(x->typ, {x->typ, args[1]->typ});
      sig->variadic_ = true;
      // The second argument's final type: an untyped constant string becomes a string.
      if (isUntyped(args[1]->typ)) convertUntyped(args[1], basicType(BasicKind::String));
    }
  }
  if (sig == nullptr) {
    sig = makeSig(x->typ, {x->typ, new Slice(elem)});
    sig->variadic_ = true;
    arguments(call, sig, {}, {}, args, {});  // the result type is known; go on after errors
  }
  recordBuiltinType(call->fun, sig);
  x->mode = OperandMode::Value;
  return true;
}

bool Checker::builtinLen(Operand* x, syntax::CallExpr* call, BuiltinId id) {
  bool isLen = id == BuiltinId::Len;
  OperandMode mode = OperandMode::Invalid;
  Val val = nullptr;
  Type* t = arrayPtrDeref(x->typ->underlying());
  switch (t->kind()) {
    case TypeKind::Basic:
      if (isString(t) && isLen) {
        if (x->mode == OperandMode::Constant) {
          mode = OperandMode::Constant;
          val = constant::makeInt64(int64_t(constant::stringVal(x->val).size()));
        } else {
          mode = OperandMode::Value;
        }
      }
      break;
    case TypeKind::Array:
      mode = OperandMode::Value;
      if (!hasCallOrRecv) {
        mode = OperandMode::Constant;
        int64_t n = cast<Array>(t)->len_;
        val = n >= 0 ? constant::makeInt64(n) : constant::makeUnknown();
      }
      break;
    case TypeKind::Slice:
    case TypeKind::Chan: mode = OperandMode::Value; break;
    case TypeKind::Map:
      if (isLen) mode = OperandMode::Value;
      break;
    case TypeKind::Interface: {
      if (!isTypeParam(x->typ)) break;
      bool ok = underIs(x->typ, [&](Type* u) {
        if (u == nullptr) return false;
        Type* d = arrayPtrDeref(u);
        switch (d->kind()) {
          case TypeKind::Basic: return isString(d) && isLen;
          case TypeKind::Array:
          case TypeKind::Slice:
          case TypeKind::Chan: return true;
          case TypeKind::Map: return isLen;
          default: return false;
        }
      });
      if (ok) mode = OperandMode::Value;
      break;
    }
    default: break;
  }
  if (mode == OperandMode::Invalid) {
    if (isValid(x->typ->underlying())) {
      errorf(x, isLen ? Code::InvalidLen : Code::InvalidCap, "invalid argument: %s for built-in %s", x,
             predeclaredFunc(id).name);
    }
    return false;
  }
  if (mode != OperandMode::Constant) {
    recordBuiltinType(call->fun, makeSig(basicType(BasicKind::Int), {x->typ}));
  }
  x->mode = mode;
  x->typ = basicType(BasicKind::Int);
  x->val = val;
  return true;
}

bool Checker::builtinComplex(Operand* x, syntax::CallExpr* call, Operand* y) {
  bool xu = isUntyped(x->typ), yu = isUntyped(y->typ);
  if (xu && !yu) {
    convertUntyped(x, y->typ);
  } else if (!xu && yu) {
    convertUntyped(y, x->typ);
  } else if (xu && yu) {
    if (x->mode == OperandMode::Constant && y->mode == OperandMode::Constant) {
      auto toFloat = [](Operand* o) {
        if (isNumeric(o->typ) && constant::sign(constant::imag(o->val)) == 0) {
          o->typ = basicType(BasicKind::UntypedFloat);
        }
      };
      toFloat(x);
      toFloat(y);
    } else {
      // A shift whose check is delayed: as a float it becomes an error.
      convertUntyped(x, basicType(BasicKind::Float64));
      convertUntyped(y, basicType(BasicKind::Float64));
    }
  }
  if (x->mode == OperandMode::Invalid || y->mode == OperandMode::Invalid) return false;

  if (!identical(x->typ, y->typ)) {
    errorf(x, Code::InvalidComplex, "invalid operation: %v (mismatched types %s and %s)", call, x->typ,
           y->typ);
    return false;
  }
  Type* resTyp = applyTypeFunc(floatToComplex, x, BuiltinId::Complex);
  if (resTyp == nullptr) {
    errorf(x, Code::InvalidComplex, "invalid argument: arguments have type %s, expected floating-point",
           x->typ);
    return false;
  }
  if (x->mode == OperandMode::Constant && y->mode == OperandMode::Constant) {
    x->val = constant::binaryOp(constant::toFloat(x->val), constant::Op::Add,
                                constant::makeImag(constant::toFloat(y->val)));
  } else {
    x->mode = OperandMode::Value;
    recordBuiltinType(call->fun, makeSig(resTyp, {x->typ, x->typ}));
  }
  x->typ = resTyp;
  return true;
}

bool Checker::builtinReal(Operand* x, syntax::CallExpr* call, BuiltinId id) {
  bool isReal = id == BuiltinId::Real;
  if (isUntyped(x->typ)) {
    if (x->mode == OperandMode::Constant) {
      if (isNumeric(x->typ)) x->typ = basicType(BasicKind::UntypedComplex);
    } else {
      convertUntyped(x, basicType(BasicKind::Complex128));  // a delayed shift: becomes an error
      if (x->mode == OperandMode::Invalid) return false;
    }
  }
  Type* resTyp = applyTypeFunc(complexToFloat, x, id);
  if (resTyp == nullptr) {
    errorf(x, isReal ? Code::InvalidReal : Code::InvalidImag,
           "invalid argument: argument has type %s, expected complex type", x->typ);
    return false;
  }
  if (x->mode == OperandMode::Constant) {
    x->val = isReal ? constant::real(x->val) : constant::imag(x->val);
  } else {
    x->mode = OperandMode::Value;
    recordBuiltinType(call->fun, makeSig(resTyp, {x->typ}));
  }
  x->typ = resTyp;
  return true;
}

bool Checker::builtinCopy(Operand* x, syntax::CallExpr* call, Operand* y) {
  bool special = false;
  if (x->assignableTo(this, new Slice(universe().byteType), nullptr)) {
    bool hasString;
    special = bytesOrStrings(y->typ, &hasString);
    if (special && isUntyped(y->typ)) convertUntyped(y, basicType(BasicKind::String));
  }
  if (!special) {
    const TypeError* err = nullptr;
    Type* dst = sliceElem(x, &err);
    if (err != nullptr) {
      errorf(x, Code::InvalidCopy, "invalid copy: %s", err->str(this));
      return false;
    }
    Type* src = sliceElem(y, &err);
    if (err != nullptr) {
      if (!allString(y->typ)) {
        errorf(y, Code::InvalidCopy, "invalid copy: %s", err->str(this));
        return false;
      }
      src = universe().byteType;  // better message below
    }
    if (!identical(dst, src)) {
      errorf(x, Code::InvalidCopy, "invalid copy: arguments %s and %s have different element types %s and %s",
             x, y, dst, src);
      return false;
    }
  }
  recordBuiltinType(call->fun, makeSig(basicType(BasicKind::Int), {x->typ, y->typ}));
  x->mode = OperandMode::Value;
  x->typ = basicType(BasicKind::Int);
  return true;
}

bool Checker::builtinMake(Operand* x, syntax::CallExpr* call) {
  syntax::Expr* arg0 = call->argList[0];
  Type* T = varType(arg0);
  if (!isValid(T)) return false;

  const TypeError* err = nullptr;
  Type* u = commonUnder(
      T,
      [](Type*, Type* u) -> const TypeError* {
        if (u == nullptr) return typeErrorf("no specific type");
        if (isa<Slice>(u) || isa<Map>(u) || isa<Chan>(u)) return nullptr;
        return typeErrorf("type must be slice, map, or channel");
      },
      &err);
  if (u == nullptr || err != nullptr) {
    errorf(arg0, Code::InvalidMake, "invalid argument: cannot make %s: %s", arg0, err->str(this));
    return false;
  }
  size_t nargs = call->argList.size();
  size_t min = isa<Slice>(u) ? 2 : 1;
  if (nargs < min || min + 1 < nargs) {
    errorf(call, Code::WrongArgCount, "invalid operation: %v expects %d or %d arguments; found %d", call, min,
           min + 1, nargs);
    return false;
  }
  TypeList types{T};
  std::vector<int64_t> sizes;  // that are constant
  for (syntax::Expr* arg : call->argList.subspan(1)) {
    int64_t size;
    types.push_back(index(arg, -1, &size));  // go on after errors
    if (size >= 0) sizes.push_back(size);
  }
  if (sizes.size() == 2 && sizes[0] > sizes[1]) {
    error(call->argList[1], Code::SwappedMakeArgs, "invalid argument: length and capacity swapped");
  }
  x->mode = OperandMode::Value;
  x->typ = T;
  recordBuiltinType(call->fun, makeSig(T, types));
  return true;
}

bool Checker::builtinMinMax(Operand* x, syntax::CallExpr* call, std::span<Operand* const> args,
                            BuiltinId id) {
  std::string_view name = predeclaredFunc(id).name;
  verifyVersionf(call->fun, goVersion1(21), "built-in %s", name);
  constant::Op op = id == BuiltinId::Max ? constant::Op::Gtr : constant::Op::Lss;
  for (size_t i = 0; i < args.size(); i++) {
    Operand* a = args[i];
    if (a->mode == OperandMode::Invalid) return false;
    if (!allOrdered(a->typ)) {
      errorf(a, Code::InvalidMinMaxOperand, "invalid argument: %s cannot be ordered", a);
      return false;
    }
    if (i == 0) continue;  // it is in x
    matchTypes(x, a);
    if (x->mode == OperandMode::Invalid) return false;
    if (!identical(x->typ, a->typ)) {
      errorf(a, Code::MismatchedTypes,
             "invalid argument: mismatched types %s (previous argument) and %s (type of %s)", x->typ, a->typ,
             a->expr);
      return false;
    }
    if (x->mode == OperandMode::Constant && a->mode == OperandMode::Constant) {
      if (constant::compare(a->val, op, x->val)) *x = *a;
    } else {
      x->mode = OperandMode::Value;
    }
  }
  if (x->mode != OperandMode::Constant) {
    x->mode = OperandMode::Value;
    // A value must have a type.
    assignment(x, universe().emptyInterface, "argument to built-in " + std::string(name));
    if (x->mode == OperandMode::Invalid) return false;
  }
  for (Operand* a : args) updateExprType(a->expr, x->typ, true);
  if (x->mode != OperandMode::Constant) {
    recordBuiltinType(call->fun, makeSig(x->typ, TypeList(args.size(), x->typ)));
  }
  return true;
}

// new(T) or new(expr)
bool Checker::builtinNew(Operand* x, syntax::CallExpr* call) {
  syntax::Expr* arg = call->argList[0];
  exprOrType(x, arg, false);
  exclude(x, 1u << unsigned(OperandMode::NoValue) | 1u << unsigned(OperandMode::Builtin));
  if (x->mode == OperandMode::Invalid) return false;
  if (x->mode == OperandMode::TypExpr) {
    validVarType(arg, x->typ);
  } else {
    if (isUntyped(x->typ)) {
      assignment(x, nullptr, "argument to new");
      if (x->mode == OperandMode::Invalid) return false;
    }
    verifyVersionf(call->fun, goVersion1(26), "new(%s)", arg);
  }
  Type* T = x->typ;
  x->mode = OperandMode::Value;
  x->typ = new Pointer(T);
  recordBuiltinType(call->fun, makeSig(x->typ, {T}));
  return true;
}

// f(x's type). For a type parameter the result is a new one whose constraint holds f of each type of its type
// set; nullptr if f refuses one.
Type* Checker::applyTypeFunc(const std::function<Type*(Type*)>& f, Operand* x, BuiltinId id) {
  auto* tp = unaliasAs<TypeParam>(x->typ);
  if (tp == nullptr) return f(x->typ);
  std::vector<Term*> terms;
  bool ok = tp->is([&](const Term* t) {
    if (t == nullptr) return false;
    Type* r = f(t->typ_);
    if (r == nullptr) return false;
    terms.push_back(new Term{t->tilde_, r});
    return true;
  });
  if (!ok) return nullptr;
  Code code = id == BuiltinId::Real   ? Code::InvalidReal
              : id == BuiltinId::Imag ? Code::InvalidImag
                                      : Code::InvalidComplex;
  softErrorf(x, code, "%s not supported as argument to built-in %s for go1.18 (see go.dev/issue/50937)", x,
             predeclaredFunc(id).name);
  auto* tpar = new TypeName(Pos{}, pkg, tp->obj_->name_, nullptr);
  TypeParam* ptyp = newTypeParam(tpar, newInterfaceType({}, {newUnion(std::move(terms))}));
  ptyp->index_ = tp->index_;
  return ptyp;
}

}  // namespace golem::types
