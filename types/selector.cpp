// x.sel: qualified identifiers, fields, methods, method values and method expressions.
#include "base/unicode.h"
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

// Prefixes of the names under which cgo declares what C.x may mean.
static constexpr std::string_view kCgoPrefixes[] = {
    "_Ciconst_", "_Cfconst_", "_Csconst_", "_Ctype_", "_Cvar_", "_Cfpvar_fp_", "_Cfunc_", "_Cmacro_",
};

// Whether s is an identifier; others come out of source with errors.
bool isValidName(std::string_view s) {
  for (std::string_view rest = s; !rest.empty();) {
    base::Decoded d = base::decodeUtf8(rest);
    if (d.c != '_' && !base::isLetter(d.c) && !(rest.size() < s.size() && base::isDigit(d.c))) return false;
    rest.remove_prefix(size_t(d.width));
  }
  return true;
}

// pkg.Sel; false after an error.
bool Checker::qualifiedIdent(Operand* x, syntax::SelectorExpr* e, syntax::Name* ident, PkgName* pname) {
  std::string_view sel = e->sel->value;
  recordUse(ident, pname);
  usedPkgNames.insert(pname);
  Package* imported = pname->imported_;

  Object* exp = nullptr;
  OperandMode funcMode = OperandMode::Value;
  if (imported->cgo_) {
    // C.malloc has a wrapper of its own that gives one result only.
    if (sel == "malloc") {
      sel = "_CMalloc";
    } else {
      funcMode = OperandMode::CgoFunc;
    }
    // The objects are in this package, in a file that cgo made.
    for (std::string_view prefix : kCgoPrefixes) {
      exp = lookup(std::string(prefix) + std::string(sel));
      if (exp != nullptr) break;
    }
    if (exp == nullptr) {
      if (isValidName(sel)) errorf(e->sel, Code::UndeclaredImportedName, "undefined: %s", e);
      return false;
    }
    objDecl(exp);
  } else {
    exp = imported->scope_->lookup(sel);
    if (exp == nullptr) {
      if (!imported->fake_ && isValidName(sel)) {
        auto exps = imported->scope_->lookupIgnoringCase(sel, true);
        if (!exps.empty()) {
          errorf(e->sel, Code::UndeclaredImportedName, "undefined: %s (but have %s)", e, exps[0]->name_);
        } else {
          errorf(e->sel, Code::UndeclaredImportedName, "undefined: %s", e);
        }
      }
      return false;
    }
    if (!exp->exported()) {
      errorf(e->sel, Code::UnexportedName, "name %s not exported by package %s", sel, imported->name_);
    }
  }
  recordUse(e->sel, exp);

  x->typ = exp->typ_;
  switch (exp->kind_) {
    case ObjectKind::Const:
      x->mode = OperandMode::Constant;
      x->val = cast<Const>(exp)->val_;
      break;
    case ObjectKind::TypeName: x->mode = OperandMode::TypExpr; break;
    case ObjectKind::Var:
      x->mode = OperandMode::Variable;
      if (imported->cgo_ && exp->name_.starts_with("_Cvar_")) x->typ = cast<Pointer>(x->typ)->base_;
      break;
    case ObjectKind::Func:
      x->mode = funcMode;
      if (imported->cgo_ && exp->name_.starts_with("_Cmacro_")) {
        x->mode = OperandMode::Value;
        x->typ = cast<Signature>(x->typ)->result(0)->typ_;
      }
      break;
    case ObjectKind::Builtin:
      x->mode = OperandMode::Builtin;
      x->id = cast<Builtin>(exp)->id_;
      break;
    default: return false;
  }
  x->expr = e;
  return true;
}

void Checker::selector(Operand* x, syntax::SelectorExpr* e, bool wantType) {
  auto fail = [&] {
    x->mode = OperandMode::Invalid;
    x->typ = invalidType();
    x->expr = e;
  };
  std::string_view sel = e->sel->value;

  // Package names appear only in qualified identifiers: they need no operand mode.
  if (auto* ident = dyn_cast<syntax::Name>(e->x)) {
    if (auto* pname = as<PkgName>(lookup(ident->value))) {
      if (!qualifiedIdent(x, e, ident, pname)) fail();
      return;
    }
  }

  exprOrType(x, e->x, false);
  if (x->mode == OperandMode::Builtin) {
    errorf(e->pos, Code::UncalledBuiltin, "invalid use of %s in selector expression", x);
    return fail();
  }
  if (x->mode == OperandMode::Invalid) return fail();

  // What follows is no type; do not look into a type that may be incomplete when one is wanted.
  if (wantType) {
    errorf(e->sel, Code::NotAType, "%s is not a type", e);
    return fail();
  }

  std::vector<int> index;
  bool indirect = false;
  Object* obj = lookupFieldOrMethod(x->typ, x->mode == OperandMode::Variable, pkg, sel, &index, &indirect);
  if (obj == nullptr) {
    if (!isValid(x->typ->underlying())) return fail();  // reported before
    if (!index.empty()) {
      errorf(e->sel, Code::AmbiguousSelector, "ambiguous selector %s.%s", x->expr, sel);
      return fail();
    }
    if (indirect) {
      if (x->mode == OperandMode::TypExpr) {
        errorf(e->sel, Code::InvalidMethodExpr,
               "invalid method expression %s.%s (needs pointer receiver (*%s).%s)", x->typ, sel, x->typ, sel);
      } else {
        errorf(e->sel, Code::InvalidMethodExpr, "cannot call pointer method %s on %s", sel, x->typ);
      }
      return fail();
    }
    std::string why;
    if (isInterfacePtr(x->typ)) {
      why = interfacePtrError(x->typ);
    } else {
      std::vector<int> altIndex;
      bool altIndirect;
      Object* alt = lookupFieldOrMethod(x->typ, x->mode == OperandMode::Variable, pkg, sel, &altIndex,
                                        &altIndirect, true);
      why = lookupError(x->typ, sel, alt, false);
    }
    errorf(e->sel, Code::MissingFieldOrMethod, "%s.%s undefined (%s)", x->expr, sel, why);
    return fail();
  }

  auto* m = as<Func>(obj);
  if (m != nullptr) objDecl(m);  // its signature may not be set up yet

  if (x->mode == OperandMode::TypExpr) {
    // A method expression: the receiver becomes the first parameter.
    if (m == nullptr) {
      errorf(e->sel, Code::MissingFieldOrMethod, "%s.%s undefined (type %s has no method %s)", x->expr, sel,
             x->typ, sel);
      return fail();
    }
    recordSelection(e, SelectionKind::MethodExpr, x->typ, m, std::move(index), indirect);
    auto* sig = cast<Signature>(m->typ_);
    if (sig->recv_ == nullptr) {
      error(e, Code::InvalidDeclCycle, "illegal cycle in method declaration");
      return fail();
    }
    std::vector<Var*> params;
    auto rest = tupleVars(sig->params_);
    // Either all parameters have names or none.
    std::string_view name;
    if (!rest.empty() && !rest[0]->name_.empty()) {
      name = sig->recv_->name_;
      if (name.empty()) name = "_";
    }
    params.push_back(newParam(sig->recv_->pos_, sig->recv_->pkg_, name, x->typ));
    params.insert(params.end(), rest.begin(), rest.end());
    auto* fsig = new Signature();
    fsig->tparams_ = sig->tparams_;
    fsig->params_ = newTuple(std::move(params));
    fsig->results_ = sig->results_;
    fsig->variadic_ = sig->variadic_;
    x->mode = OperandMode::Value;
    x->typ = fsig;
    addDeclDep(m);
  } else if (m != nullptr) {
    recordSelection(e, SelectionKind::MethodVal, x->typ, m, std::move(index), indirect);
    x->mode = OperandMode::Value;
    auto* sig = new Signature(*cast<Signature>(m->typ_));
    sig->recv_ = nullptr;
    x->typ = sig;
    addDeclDep(m);
  } else {
    recordSelection(e, SelectionKind::FieldVal, x->typ, obj, std::move(index), indirect);
    x->mode = x->mode == OperandMode::Variable || indirect ? OperandMode::Variable : OperandMode::Value;
    x->typ = obj->typ_;
  }
  x->expr = e;
}

}  // namespace golem::types
