// Identifiers and type expressions.
#include "types/checker.h"

namespace golem::types {

void Checker::ident(Operand* x, syntax::Name* e, bool wantType) {
  x->mode = OperandMode::Invalid;
  x->expr = e;
  Object* obj;
  Scope* found = lookupScope(e->value, &obj);
  if (obj == nullptr) {
    if (e->value == "_") {
      error(e, Code::InvalidBlank, "cannot use _ as value or type");
    } else if (isValidName(e->value)) {
      errorf(e, Code::UndeclaredName, "undefined: %s", e->value);
    }
    return;
  }
  const Universe& u = universe();
  if (obj == u.comparable || (obj->name_ == "any" && obj->parent_ == u.scope)) {
    if (!verifyVersionf(e, goVersion1(18), "predeclared %s", e->value)) return;
  }
  recordUse(e, obj);

  // A type is wanted and something else is there: say so before the object is checked, to avoid cycles.
  bool gotType = isa<TypeName>(obj);
  if (!gotType && wantType) {
    errorf(e, Code::NotAType, "%s (%s) is not a type", obj->name_, objectKind(obj));
    if (auto* v = as<Var>(obj); v != nullptr && v->pkg_ == pkg) v->used_ = true;
    return;
  }

  // Types of this package are always checked again where a type is wanted: for cycle detection.
  Type* t = obj->typ_;
  if (t == nullptr || (gotType && wantType && obj->pkg_ == pkg)) {
    objDecl(obj);
    t = obj->typ_;
  }
  if (!dotImportMap.empty()) {
    if (auto it = dotImportMap.find(found); it != dotImportMap.end()) {
      if (auto p = it->second.find(obj->name_); p != it->second.end()) usedPkgNames.insert(p->second);
    }
  }
  switch (obj->kind()) {
    case ObjectKind::PkgName:
      errorf(e, Code::InvalidPkgUse, "use of package %s not in selector", obj->name_);
      return;
    case ObjectKind::Const:
      addDeclDep(obj);
      if (!isValid(t)) return;
      if (obj == u.iota) {
        if (iota == nullptr) {
          error(e, Code::InvalidIota, "cannot use iota outside constant declaration");
          return;
        }
        x->val = iota;
      } else {
        x->val = static_cast<Const*>(obj)->val_;
      }
      x->mode = OperandMode::Constant;
      break;
    case ObjectKind::TypeName: x->mode = OperandMode::TypExpr; break;
    case ObjectKind::Var:
      // Variables of other packages are always used there.
      if (obj->pkg_ == pkg) static_cast<Var*>(obj)->used_ = true;
      addDeclDep(obj);
      if (!isValid(t)) return;
      x->mode = OperandMode::Variable;
      break;
    case ObjectKind::Func:
      addDeclDep(obj);
      x->mode = OperandMode::Value;
      break;
    case ObjectKind::Builtin:
      x->id = static_cast<Builtin*>(obj)->id_;
      x->mode = OperandMode::Builtin;
      break;
    case ObjectKind::Nil: x->mode = OperandMode::NilValue; break;
    case ObjectKind::Label: return;
  }
  x->typ = t;
}

Type* Checker::typ(syntax::Expr* e) { return declaredType(e, nullptr); }

Type* Checker::varType(syntax::Expr* e) {
  Type* t = declaredType(e, nullptr);
  validVarType(e, t);
  return t;
}

void Checker::validVarType(syntax::Expr* e, Type* t) {
  // Type parameters have a constraint interface as underlying type, but are fine.
  if (isTypeParam(t)) return;
  Type* u = unalias(t);
  if (u != nullptr && !isa<Named>(u) && !isa<Interface>(u)) return;  // cannot be an interface
  // Later: the type may not be set up yet.
  later([this, e, t] {
    auto* it = as<Interface>(t->underlying());
    if (it == nullptr) return;
    Pos pos = syntax::startPos(e);
    TypeSet* tset = computeInterfaceTypeSet(this, pos, it);
    if (tset->isMethodSet()) return;
    if (tset->comparable) {
      softErrorf(pos, Code::MisplacedConstraintIface,
                 "cannot use type %s outside a type constraint: interface is (or embeds) comparable", t);
    } else {
      softErrorf(pos, Code::MisplacedConstraintIface,
                 "cannot use type %s outside a type constraint: interface contains type constraints", t);
    }
  });
}

Type* Checker::declaredType(syntax::Expr* e, TypeName* def) {
  Type* t = typInternal(e, def);
  if (isGeneric(t)) {
    errorf(e, Code::WrongTypeArgCount, "cannot use generic type %s without instantiation", t);
    t = invalidType();
  }
  recordTypeAndValue(e, OperandMode::TypExpr, t, nullptr);
  return t;
}

Type* Checker::genericType(syntax::Expr* e, std::string* cause) {
  Type* t = typInternal(e, nullptr);
  if (isValid(t) && !isGeneric(t)) {
    if (cause != nullptr) *cause = sprintf("%s is not a generic type", t);
    t = invalidType();
  }
  recordTypeAndValue(e, OperandMode::TypExpr, t, nullptr);
  return t;
}

Type* Checker::typInternal(syntax::Expr* e0, TypeName* def) {
  auto named = [&](Operand& x) -> Type* {
    switch (x.mode) {
      case OperandMode::TypExpr: return x.typ;
      case OperandMode::Invalid: break;
      case OperandMode::NoValue: errorf(&x, Code::NotAType, "%s used as type", &x); break;
      default: errorf(&x, Code::NotAType, "%s is not a type", &x); break;
    }
    return invalidType();
  };
  switch (e0->kind) {
    case syntax::NodeKind::BadExpr: return invalidType();
    case syntax::NodeKind::Name: {
      Operand x;
      ident(&x, cast<syntax::Name>(e0), true);
      return named(x);
    }
    case syntax::NodeKind::SelectorExpr: {
      Operand x;
      selector(&x, cast<syntax::SelectorExpr>(e0), true);
      return named(x);
    }
    case syntax::NodeKind::IndexExpr: {
      auto* e = cast<syntax::IndexExpr>(e0);
      verifyVersionf(e, goVersion1(18), "type instantiation");
      return instantiatedType(e->x, syntax::unpackList(e->index));
    }
    case syntax::NodeKind::ParenExpr: return declaredType(cast<syntax::ParenExpr>(e0)->x, def);
    case syntax::NodeKind::ArrayType: {
      auto* e = cast<syntax::ArrayType>(e0);
      auto* t = new Array(invalidType(), -1);
      if (e->len != nullptr) {
        t->len_ = arrayLength(e->len);
      } else {
        // [...] is handled by composite literals.
        error(e, Code::BadDotDotDotSyntax, "invalid use of [...] array (outside a composite literal)");
      }
      t->elem_ = varType(e->elem);
      return t->len_ >= 0 ? static_cast<Type*>(t) : invalidType();
    }
    case syntax::NodeKind::SliceType: {
      auto* t = new Slice(nullptr);
      t->elem_ = varType(cast<syntax::SliceType>(e0)->elem);
      return t;
    }
    case syntax::NodeKind::DotsType:
      error(e0, Code::InvalidSyntaxTree, "invalid use of ...");
      return invalidType();
    case syntax::NodeKind::StructType: {
      auto* t = new Struct;
      structType(t, cast<syntax::StructType>(e0));
      return t;
    }
    case syntax::NodeKind::Operation: {
      auto* e = cast<syntax::Operation>(e0);
      if (e->op == syntax::Operator::Mul && e->y == nullptr) {
        auto* t = new Pointer(invalidType());  // never without base: invalid recursive declarations see it
        t->base_ = varType(e->x);
        // A pointer to an invalid type is not worth follow-up errors.
        if (!isValid(t->base_)) return invalidType();
        return t;
      }
      break;
    }
    case syntax::NodeKind::FuncType: {
      auto* t = new Signature;
      funcType(t, nullptr, {}, cast<syntax::FuncType>(e0));
      return t;
    }
    case syntax::NodeKind::InterfaceType: {
      Interface* t = newInterface();
      interfaceType(t, cast<syntax::InterfaceType>(e0), def);
      return t;
    }
    case syntax::NodeKind::MapType: {
      auto* e = cast<syntax::MapType>(e0);
      auto* t = new Map(nullptr, nullptr);
      t->key_ = varType(e->key);
      t->elem_ = varType(e->value);
      // spec: == must be defined for keys. Later, when the type is set up.
      later([this, t, e] {
        if (comparable(t->key_)) return;
        const char* why = isTypeParam(t->key_) ? " (missing comparable constraint)" : "";
        errorf(e->key, Code::IncomparableMapKey, "invalid map key type %s%s", t->key_, why);
      });
      return t;
    }
    case syntax::NodeKind::ChanType: {
      auto* e = cast<syntax::ChanType>(e0);
      auto* t = new Chan(ChanDir::SendRecv, nullptr);
      if (e->dir == syntax::ChanDir::SendOnly) t->dir_ = ChanDir::SendOnly;
      if (e->dir == syntax::ChanDir::RecvOnly) t->dir_ = ChanDir::RecvOnly;
      t->elem_ = varType(e->elem);
      return t;
    }
    default: break;
  }
  errorf(e0, Code::NotAType, "%s is not a type", e0);
  use(e0);
  return invalidType();
}

Type* Checker::instantiatedType(syntax::Expr* x, ExprList xlist) {
  std::string cause;
  Type* gtyp = genericType(x, &cause);
  if (!cause.empty()) errorf(x, Code::NotAGenericType, "invalid operation: %s%s (%s)", x, xlist, cause);
  if (!isValid(gtyp)) {
    return gtyp;
  }
  gtyp = isa<Alias>(gtyp) ? gtyp : unalias(gtyp);
  TypeList targs = typeList(xlist);
  if (targs.empty()) return invalidType();
  Type* inst = instance(this, x->pos, gtyp, targs, nullptr, context());
  if (!isa<Named>(inst) && !isa<Alias>(inst)) return invalidType();
  // Constraints later: types may be incomplete.
  std::vector<syntax::Expr*> exprs(xlist.begin(), xlist.end());
  later([this, x, targs, inst, exprs] {
    recordInstance(x, targs, inst);
    auto* n = as<Named>(inst);
    std::string_view name = n != nullptr ? n->obj()->name_ : static_cast<Alias*>(inst)->obj()->name_;
    auto tparams = n != nullptr ? n->typeParams() : static_cast<Alias*>(inst)->typeParams();
    if (!validateTArgLen(x->pos, name, int(tparams.size()), int(targs.size()))) return;
    std::string why;
    int i = verify(x->pos, tparams, targs, context(), &why);
    if (i >= 0) {
      Pos pos = size_t(i) < exprs.size() ? syntax::startPos(exprs[size_t(i)]) : x->pos;
      softError(pos, Code::InvalidTypeArg, why);
    } else {
      mono.recordInstance(pkg, x->pos, tparams, targs, exprs);
    }
  });
  return inst;
}

int64_t Checker::arrayLength(syntax::Expr* e) {
  // A name that is not a constant may be a type parameter declaration gone wrong: [P *T].
  if (auto* name = dyn_cast<syntax::Name>(e)) {
    Object* obj = lookup(name->value);
    if (obj == nullptr) {
      errorf(name, Code::InvalidArrayLen, "undefined array length %s or missing type constraint", name->value);
      return -1;
    }
    if (!isa<Const>(obj)) {
      errorf(name, Code::InvalidArrayLen, "invalid array length %s", name->value);
      return -1;
    }
  }
  Operand x;
  expr(nullptr, &x, e);
  if (x.mode != OperandMode::Constant) {
    if (x.mode != OperandMode::Invalid)
      errorf(&x, Code::InvalidArrayLen, "array length %s must be constant", &x);
    return -1;
  }
  if (isUntyped(x.typ) || isInteger(x.typ)) {
    Val v = constant::toInt(x.val);
    if (constant::kind(v) == constant::Kind::Int &&
        types::representableConst(v, this, basicType(BasicKind::Int), nullptr)) {
      bool exact;
      int64_t n = constant::int64Val(v, &exact);
      if (exact && n >= 0) return n;
    }
  }
  errorf(&x, Code::InvalidArrayLen,
         isInteger(x.typ) ? "invalid array length %s" : "array length %s must be integer", &x);
  return -1;
}

TypeList Checker::typeList(ExprList list) {
  TypeList res;
  bool ok = true;
  for (syntax::Expr* x : list) {
    Type* t = varType(x);
    if (!isValid(t)) ok = false;
    res.push_back(t);
  }
  if (!ok) res.clear();
  return res;
}

}  // namespace golem::types
