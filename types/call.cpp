// Calls, their arguments, and instantiation of generic functions.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

namespace {

constexpr unsigned bit(OperandMode m) { return 1u << unsigned(m); }

TypeList operandTypes(std::span<Operand* const> list) {
  TypeList res;
  for (Operand* x : list) res.push_back(x->typ);
  return res;
}

TypeList varTypes(std::span<Var* const> list) {
  TypeList res;
  for (Var* v : list) res.push_back(v->typ_);
  return res;
}

}  // namespace

// Instantiates the generic function x. inst (or nullptr) gives type arguments, T (or nullptr) the type that
// the result is assigned to. With infer the missing type arguments are inferred; without it they are returned
// as far as they are given, x unchanged, unless inst is complete. After an error x is invalid.
TypeList Checker::funcInst(Target* T, Pos pos, Operand* x, syntax::IndexExpr* inst, bool infer) {
  Pos instErrPos = inst != nullptr ? inst->pos : pos;
  if (inst != nullptr) x->expr = inst;
  bool versionErr = !verifyVersionf(instErrPos, goVersion1(18), "function instantiation");

  TypeList targs;
  ExprList xlist;
  if (inst != nullptr) {
    xlist = syntax::unpackList(inst->index);
    targs = typeList(xlist);
    if (targs.empty()) {
      x->mode = OperandMode::Invalid;
      return {};
    }
  }

  auto* sig = cast<Signature>(x->typ);
  size_t got = targs.size(), want = sig->typeParams().size();
  if (got > want) {
    errorf(xlist[got - 1], Code::WrongTypeArgCount, "got %d type arguments but want %d", got, want);
    x->mode = OperandMode::Invalid;
    return {};
  }
  if (got < want) {
    if (!infer) return targs;

    // Treat "var v T = x" as a call g(v) of an invented func g[type parameters of x](type of x).
    std::vector<Operand*> args;
    std::vector<Var*> params;
    bool reverse = false;
    if (T != nullptr && sig->tparams_ != nullptr) {
      if (!versionErr && !allowVersion(goVersion1(21))) {
        versionErrorf(instErrPos, goVersion1(21), "%s instantiated function in assignment",
                      inst != nullptr ? "partially" : "implicitly");
      }
      auto* gsig = new Signature();
      gsig->params_ = sig->params_;
      gsig->results_ = sig->results_;
      gsig->variadic_ = sig->variadic_;
      params.push_back(newParam(x->pos(), pkg, "", gsig));
      // An expression for messages: the description of the target.
      auto* arg = new Operand();
      arg->mode = OperandMode::Value;
      arg->expr = newName(x->pos(), *new std::string(T->desc));
      arg->typ = T->sig;
      args.push_back(arg);
      reverse = true;
    }
    // Fresh type parameters: x may be the function being checked.
    Type* params2 = nullptr;
    auto tparams = renameTParams(pos, sig->typeParams(), newTuple(std::move(params)), &params2);
    ErrorBuilder err = newError(Code::CannotInferTypeArgs);
    targs = this->infer(pos, tparams, targs, as<Tuple>(params2), args, reverse, &err);
    if (targs.empty()) {
      if (!err.empty()) err.report();
      x->mode = OperandMode::Invalid;
      return {};
    }
  }
  x->typ = instantiateSignature(x->pos(), x->expr, sig, targs, xlist);
  x->mode = OperandMode::Value;
  return {};
}

Signature* Checker::instantiateSignature(Pos pos, syntax::Expr* expr, Signature* typ,
                                         std::span<Type* const> targs, ExprList xlist) {
  auto* inst = cast<Signature>(instance(this, pos, typ, targs, nullptr, context()));
  recordInstance(expr, targs, inst);

  // The constraints are verified later: types may not be complete yet.
  later([this, pos, typ, targs = TypeList(targs.begin(), targs.end()),
         xlist = std::vector<syntax::Expr*>(xlist.begin(), xlist.end())] {
    auto tparams = typ->typeParams();
    std::string cause;
    int i = verify(pos, tparams, targs, context(), &cause);
    if (i >= 0) {
      Pos at = size_t(i) < xlist.size() ? syntax::startPos(xlist[i]) : pos;
      softErrorf(at, Code::InvalidTypeArg, "%s", cause);
    } else {
      mono.recordInstance(pkg, pos, tparams, targs, xlist);
    }
  });
  return inst;
}

ExprKind Checker::callExpr(Operand* x, syntax::CallExpr* call) {
  syntax::IndexExpr* inst = nullptr;  // explicit instantiation of the function
  if (auto* iexpr = dyn_cast<syntax::IndexExpr>(call->fun)) {
    // The type arguments are used below, together with the arguments.
    if (indexExpr(x, iexpr)) inst = iexpr;
    x->expr = iexpr;
    record(x);
  } else {
    exprOrType(x, call->fun, true);
  }

  auto invalid = [&] {
    x->mode = OperandMode::Invalid;
    x->expr = call;
    return ExprKind::Statement;
  };

  switch (x->mode) {
    case OperandMode::Invalid:
      use(call->argList);
      x->expr = call;
      return ExprKind::Statement;

    case OperandMode::TypExpr: {
      nonGeneric(nullptr, x);
      if (x->mode == OperandMode::Invalid) return ExprKind::Conversion;
      Type* T = x->typ;
      x->mode = OperandMode::Invalid;
      size_t n = call->argList.size();
      if (n == 0) {
        errorf(call, Code::WrongArgCount, "missing argument in conversion to %s", T);
      } else if (n == 1) {
        expr(nullptr, x, call->argList[0]);
        if (x->mode != OperandMode::Invalid) {
          auto* t = underAs<Interface>(T);
          if (t != nullptr && !isTypeParam(T) && !t->isMethodSet()) {
            errorf(
                call, Code::MisplacedConstraintIface,
                "cannot use interface %s in conversion (contains specific type constraints or is comparable)",
                T);
          } else if (call->hasDots) {
            errorf(call->argList[0], Code::BadDotDotDotSyntax, "invalid use of ... in conversion to %s", T);
          } else {
            conversion(x, T);
          }
        }
      } else {
        use(call->argList);
        errorf(call->argList[n - 1], Code::WrongArgCount, "too many arguments in conversion to %s", T);
      }
      x->expr = call;
      return ExprKind::Conversion;
    }
    case OperandMode::Builtin: {
      BuiltinId id = x->id;
      if (!builtin(x, call, id)) x->mode = OperandMode::Invalid;
      x->expr = call;
      // What is no constant is computed by a call.
      if (x->mode != OperandMode::Invalid && x->mode != OperandMode::Constant) hasCallOrRecv = true;
      return predeclaredFunc(id).kind;
    }
    default: break;
  }

  bool cgocall = x->mode == OperandMode::CgoFunc;

  // A type parameter may be called if its types share one signature.
  const TypeError* err = nullptr;
  Type* u = commonUnder(
      x->typ,
      [&](Type* t, Type* u) -> const TypeError* {
        if (u != nullptr && !isa<Signature>(u)) return typeErrorf("%s is not a function", t);
        return nullptr;
      },
      &err);
  if (u == nullptr || err != nullptr) {
    errorf(x, Code::InvalidCall, "invalid operation: cannot call %s: %s", x, err->str(this));
    // The arguments are not used here, as in gc.
    return invalid();
  }
  auto* sig = cast<Signature>(u);
  bool wasGeneric = !sig->typeParams().empty();

  ExprList xlist;
  TypeList targs;
  if (inst != nullptr) {
    xlist = syntax::unpackList(inst->index);
    targs = typeList(xlist);
    if (targs.empty()) {
      use(call->argList);
      return invalid();
    }
    size_t got = targs.size(), want = sig->typeParams().size();
    if (got > want) {
      errorf(xlist[want], Code::WrongTypeArgCount, "got %d type arguments but want %d", got, want);
      use(call->argList);
      return invalid();
    }
    // All type arguments are there: instantiate at once, for better information if the arguments are wrong.
    if (got == want && want > 0) {
      verifyVersionf(inst, goVersion1(18), "function instantiation");
      sig = instantiateSignature(inst->pos, inst, sig, targs, xlist);
      targs.clear();
      xlist = {};
    }
  }

  std::vector<TypeList> atargs;
  std::vector<Operand*> args = genericExprList(call->argList, &atargs);
  sig = arguments(call, sig, targs, xlist, args, atargs);

  if (wasGeneric && sig->typeParams().empty()) {
    recordTypeAndValue(call->fun, OperandMode::Value, sig, nullptr);
  }

  switch (sig->numResults()) {
    case 0: x->mode = OperandMode::NoValue; break;
    case 1:
      x->mode = cgocall ? OperandMode::CommaErr : OperandMode::Value;
      x->typ = sig->result(0)->typ_;
      break;
    default: x->mode = OperandMode::Value; x->typ = sig->results_;
  }
  x->expr = call;
  hasCallOrRecv = true;

  // After a failed inference the result may still hold type parameters.
  if (x->mode == OperandMode::Value && !sig->typeParams().empty() &&
      isParameterized(sig->typeParams(), x->typ)) {
    x->mode = OperandMode::Invalid;
  }
  return ExprKind::Statement;
}

std::vector<Operand*> Checker::exprList(ExprList elist) {
  if (elist.size() == 1) return multiExpr(elist[0], false, nullptr);
  std::vector<Operand*> list;
  for (syntax::Expr* e : elist) {
    auto* x = new Operand();
    expr(nullptr, x, e);
    list.push_back(x);
  }
  return list;
}

// Like exprList, but since Go 1.21 arguments may be generic functions that are not or only partially
// instantiated; the type arguments of the latter are in targsList at their index.
std::vector<Operand*> Checker::genericExprList(ExprList elist, std::vector<TypeList>* targsList) {
  size_t n = elist.size();
  bool infer = !(n > 0 && allowVersion(goVersion1(21)));
  std::vector<Operand*> res;
  if (n > 0) targsList->resize(n);
  for (size_t i = 0; i < n; i++) {
    syntax::Expr* e = elist[i];
    auto* x = new Operand();
    auto* inst = dyn_cast<syntax::IndexExpr>(e);
    if (inst != nullptr && indexExpr(x, inst)) {
      TypeList targs = funcInst(nullptr, x->pos(), x, inst, infer);
      if (!targs.empty()) {
        (*targsList)[i] = std::move(targs);
        x->expr = inst;
      } else {
        record(x);  // the usual evaluators were not involved
      }
      res.push_back(x);
      continue;
    }
    if (inst != nullptr) {
      // indexExpr has evaluated it already; finish as rawExpr would.
      finishIndexExpr(x, inst);
    } else {
      rawExpr(nullptr, x, e, nullptr, true);
    }
    exclude(x, bit(OperandMode::NoValue) | bit(OperandMode::Builtin) | bit(OperandMode::TypExpr));
    if (n == 1) {
      if (auto* t = as<Tuple>(x->typ); t != nullptr && x->mode != OperandMode::Invalid) {
        for (Var* v : t->vars_) {
          auto* o = new Operand();
          o->mode = OperandMode::Value;
          o->expr = e;
          o->typ = v->typ_;
          res.push_back(o);
        }
        return res;
      }
    } else {
      singleValue(x);
    }
    res.push_back(x);
  }
  return res;
}

// Checks the arguments of a call, infers what type arguments are missing and instantiates the function and
// its generic arguments. The signature that results; sig itself after an error.
Signature* Checker::arguments(syntax::CallExpr* call, Signature* sig, std::span<Type* const> targsIn,
                              ExprList xlist, std::span<Operand* const> args, std::span<TypeList> atargs) {
  Signature* rsig = sig;
  size_t nargs = args.size();
  size_t npars = size_t(sig->numParams());
  bool ddd = call->hasDots;

  Tuple* sigParams = sig->params_;
  bool adjusted = false;
  if (sig->variadic_) {
    if (ddd) {
      if (call->argList.size() == 1 && nargs > 1) {
        // f(g()...) with a multi-valued g
        errorf(call, Code::InvalidDotDotDot, "cannot use ... with %d-valued %s", nargs, call->argList[0]);
        return rsig;
      }
    } else if (nargs + 1 >= npars) {
      // One parameter for each argument that goes into the ... parameter.
      std::vector<Var*> vars(sig->params_->vars_.begin(), sig->params_->vars_.begin() + (npars - 1));
      Var* last = sig->params_->vars_[npars - 1];
      Type* elem = cast<Slice>(last->typ_)->elem_;
      while (vars.size() < nargs) vars.push_back(newParam(last->pos_, last->pkg_, last->name_, elem));
      sigParams = newTuple(std::move(vars));
      adjusted = true;
      npars = nargs;
    } else {
      npars--;  // for the message below
    }
  } else if (ddd) {
    errorf(call, Code::NonVariadicDotDotDot, "cannot use ... in call to non-variadic %s", call->fun);
    return rsig;
  }

  if (nargs != npars) {
    Poser at = call;
    std::string_view qualifier = "not enough";
    if (nargs > npars) {
      at = args[npars]->expr;  // the first extra argument
      qualifier = "too many";
    } else if (nargs > 0) {
      at = args[nargs - 1]->expr;
    }
    ErrorBuilder err = newError(Code::WrongArgCount);
    err.addf(at, "%s arguments in call to %s", qualifier, call->fun);
    err.addf(Pos{}, "have %s", typesSummary(operandTypes(args), false, ddd));
    err.addf(Pos{}, "want %s", typesSummary(varTypes(tupleVars(sig->params_)), sig->variadic_, false));
    err.report();
    return rsig;
  }

  // Type parameters of the callee come first, then those of each generic argument.
  std::vector<TypeParam*> tparams;
  TypeList targs(targsIn.begin(), targsIn.end());
  size_t n = sig->typeParams().size();
  if (n > 0) {
    if (!allowVersion(goVersion1(18))) {
      if (isa<syntax::IndexExpr>(call->fun)) {
        versionErrorf(call->fun, goVersion1(18), "function instantiation");
      } else {
        versionErrorf(call, goVersion1(18), "implicit function instantiation");
      }
    }
    // Fresh ones: the call may be recursive.
    Type* tmp = nullptr;
    tparams = renameTParams(call->pos, sig->typeParams(), sigParams, &tmp);
    sigParams = as<Tuple>(tmp);
    targs.resize(tparams.size());
  }

  std::vector<size_t> genericArgs;
  for (size_t i = 0; i < nargs; i++) {
    Operand* arg = args[i];
    auto* asig = as<Signature>(arg->typ);
    if (asig == nullptr || asig->typeParams().empty()) continue;
    // The function's own type must not change: rename in a copy. Fresh type parameters make f(g, g) work.
    asig = new Signature(*asig);
    Type* tmp = nullptr;
    auto atparams = renameTParams(call->pos, asig->typeParams(), asig, &tmp);
    asig = cast<Signature>(tmp);
    asig->tparams_ = new TypeParamList(atparams);
    arg->typ = asig;
    tparams.insert(tparams.end(), atparams.begin(), atparams.end());
    if (i < atargs.size()) targs.insert(targs.end(), atargs[i].begin(), atargs[i].end());
    targs.resize(tparams.size());
    genericArgs.push_back(i);
  }
  if (!genericArgs.empty()) {
    verifyVersionf(args[genericArgs[0]], goVersion1(21), "implicitly instantiated function as argument");
  }

  if (!tparams.empty()) {
    ErrorBuilder err = newError(Code::CannotInferTypeArgs);
    targs = infer(call->pos, tparams, targs, sigParams, args, false, &err);
    if (targs.empty()) {
      if (!err.empty()) {
        errorf(err.pos(), Code::CannotInferTypeArgs, "in call to %s, %s", call->fun, err.msg());
      }
      return rsig;
    }
    std::span<Type* const> all(targs);
    if (n > 0) {
      rsig = instantiateSignature(call->pos, call->fun, sig, all.first(n), xlist);
      // The adjusted parameter list is instantiated on its own.
      if (adjusted) {
        sigParams = as<Tuple>(subst(this, call->pos, sigParams,
                                    makeSubstMap(std::span<TypeParam* const>(tparams).first(n), all.first(n)),
                                    nullptr, context()));
      } else {
        sigParams = rsig->params_;
      }
    }
    size_t j = n;
    for (size_t i : genericArgs) {
      Operand* arg = args[i];
      auto* asig = cast<Signature>(arg->typ);
      size_t k = j + asig->typeParams().size();
      arg->typ = instantiateSignature(call->pos, arg->expr, asig, all.subspan(j, k - j), {});
      record(arg);  // the usual evaluators were not involved
      j = k;
    }
  }

  if (nargs > 0) {
    std::string context = sprintf("argument to %s", call->fun);
    for (size_t i = 0; i < nargs; i++) assignment(args[i], sigParams->vars_[i]->typ_, context);
  }
  return rsig;
}

// ---- evaluation for its side effects: recording and marking variables as used

bool Checker::useN(ExprList args, bool lhs) {
  bool ok = true;
  for (syntax::Expr* e : args) {
    if (!use1(e, lhs)) ok = false;
  }
  return ok;
}

bool Checker::use1(syntax::Expr* e, bool lhs) {
  if (e == nullptr) return true;
  Operand x;
  x.mode = OperandMode::Value;
  syntax::Expr* n = syntax::unparen(e);
  if (auto* name = dyn_cast<syntax::Name>(n)) {
    if (name->value == "_") return true;
    // On the left side of an assignment a local variable is not used.
    Var* v = nullptr;
    bool used = false;
    if (lhs) {
      auto* w = as<Var>(lookup(name->value));
      if (w != nullptr && w->pkg_ == pkg) {
        v = w;
        used = v->used_;
      }
    }
    exprOrType(&x, name, true);
    if (v != nullptr) v->used_ = used;
  } else if (auto* l = dyn_cast<syntax::ListExpr>(n)) {
    return useN(l->elemList, lhs);
  } else {
    rawExpr(nullptr, &x, e, nullptr, true);
  }
  return x.mode != OperandMode::Invalid;
}

}  // namespace golem::types
