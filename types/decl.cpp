// Declarations: constants, variables, types with their methods, functions; package-level and local.
#include "types/checker.h"

namespace golem::types {

void Checker::declare(Scope* s, syntax::Name* id, Object* obj, Pos pos) {
  // _ is never declared, so that it can be declared often.
  if (obj->name_ != "_") {
    if (Object* alt = s->insert(obj)) {
      ErrorBuilder err = newError(Code::DuplicateDecl);
      err.addf(obj, "%s redeclared in this block", obj->name_);
      err.addAltDecl(alt);
      err.report();
      return;
    }
    obj->setScopePos(pos);
  }
  if (id != nullptr) recordDef(id, obj);
}

void Checker::objDecl(Object* obj) {
  // An object is unseen (no type), on the path of objects being checked, or done (it has a type).
  if (objPathIdx.contains(obj)) {
    switch (obj->kind()) {
      case ObjectKind::Const:
      case ObjectKind::Var:
        if (!validCycle(obj) || obj->typ_ == nullptr) obj->setType(invalidType());
        break;
      case ObjectKind::TypeName:
        if (!validCycle(obj)) obj->setType(invalidType());
        break;
      case ObjectKind::Func: validCycle(obj); break;  // functions have their signature early
      default: break;
    }
    return;
  }
  if (obj->typ_ != nullptr) return;
  auto it = objMap.find(obj);
  if (it == objMap.end()) return;
  DeclInfo* d = it->second;
  push(obj);
  Environment saved = std::move(static_cast<Environment&>(*this));
  static_cast<Environment&>(*this) = Environment{};
  scope = d->file;
  version = d->version;
  switch (obj->kind()) {
    case ObjectKind::Const:
      decl = d;
      constDecl(static_cast<Const*>(obj), d->vtyp, d->init, d->inherited);
      break;
    case ObjectKind::Var:
      decl = d;
      varDecl(static_cast<Var*>(obj), d->lhs, d->vtyp, d->init);
      break;
    case ObjectKind::TypeName:
      typeDecl(static_cast<TypeName*>(obj), d->tdecl);
      collectMethods(static_cast<TypeName*>(obj));
      break;
    case ObjectKind::Func: funcDecl(static_cast<Func*>(obj), d); break;
    default: break;
  }
  static_cast<Environment&>(*this) = std::move(saved);
  pop();
}

static int firstInSrc(std::span<Object* const> path) {
  int first = 0;
  for (size_t i = 1; i < path.size(); i++) {
    if (path[i]->pos_ < path[size_t(first)]->pos_) first = int(i);
  }
  return first;
}

bool Checker::validCycle(Object* obj) {
  std::vector<Object*> cycle(objPath.begin() + objPathIdx[obj], objPath.end());
  bool tparCycle = false;  // through a type parameter list
  size_t nval = 0, ndef = 0;
  for (Object* o : cycle) {
    if (isa<Const>(o) || isa<Var>(o)) {
      nval++;
    } else if (auto* t = as<TypeName>(o)) {
      // A reference to a generic type from its own type parameters is not an error in itself.
      if (inTParamList && t->typ_ != nullptr && isGeneric(t->typ_)) {
        tparCycle = true;
        break;
      }
      if (!t->isAlias()) ndef++;
    }
  }
  if (tparCycle) return true;
  // Variables and functions only: initialisation order deals with it.
  if (nval == cycle.size()) return true;
  // Types with at least one definition: they refer to each other, and sizes are checked elsewhere.
  if (nval == 0 && ndef > 0) return true;
  cycleError(cycle, firstInSrc(cycle));
  return false;
}

void Checker::cycleError(std::span<Object* const> cycle, int start) {
  auto name = [this](Object* o) { return packagePrefix(o->pkg_, qualifierFunc()) + std::string(o->name_); };
  Object* obj = cycle[size_t(start)];
  auto* tname = as<TypeName>(obj);
  if (tname != nullptr) {
    if (auto* a = as<Alias>(tname->typ_)) a->fromRHS_ = invalidType();
  }
  if (cycle.size() == 1) {
    errorf(obj, Code::InvalidDeclCycle,
           tname != nullptr ? "invalid recursive type: %s refers to itself"
                            : "invalid cycle in declaration: %s refers to itself",
           name(obj));
    return;
  }
  ErrorBuilder err = newError(Code::InvalidDeclCycle);
  err.addf(obj, tname != nullptr ? "invalid recursive type %s" : "invalid cycle in declaration of %s", name(obj));
  for (size_t i = 0; i < cycle.size(); i++) {
    Object* next = cycle[(size_t(start) + i + 1) % cycle.size()];
    err.addf(obj, "%s refers to %s", name(obj), name(next));
    obj = next;
  }
  err.report();
}

void Checker::constDecl(Const* obj, syntax::Expr* typExpr, syntax::Expr* init, bool inherited) {
  Val savedIota = iota;
  Pos savedErrpos = errpos;
  iota = obj->val_;
  errpos = Pos{};
  // Unknown until it is set up: errors in between must not follow.
  obj->val_ = constant::makeUnknown();
  bool ok = true;
  if (typExpr != nullptr) {
    Type* t = typ(typExpr);
    if (!isConstType(t)) {
      // Nothing more to say about an invalid type.
      if (isValid(t->underlying())) errorf(typExpr, Code::InvalidConstType, "invalid constant type %s", t);
      obj->typ_ = invalidType();
      ok = false;
    } else {
      obj->typ_ = t;
    }
  }
  if (ok) {
    Operand x;
    if (init != nullptr) {
      // Errors in an inherited value are reported at the constant that inherits it.
      if (inherited) errpos = obj->pos_;
      expr(nullptr, &x, init);
    }
    initConst(obj, &x);
  }
  iota = savedIota;
  errpos = savedErrpos;
}

void Checker::varDecl(Var* obj, std::span<Var* const> lhs, syntax::Expr* typExpr, syntax::Expr* init) {
  if (typExpr != nullptr) obj->typ_ = varType(typExpr);
  if (init == nullptr) {
    if (typExpr == nullptr) obj->typ_ = invalidType();  // reported by arity
    return;
  }
  if (lhs.size() <= 1) {
    Operand x;
    expr(newTarget(obj->typ_, std::string(obj->name_)), &x, init);
    initVar(obj, &x, "variable declaration");
    return;
  }
  // Several variables, one value: all get the type now, so that they are not checked again.
  if (typExpr != nullptr) {
    for (Var* v : lhs) v->typ_ = obj->typ_;
  }
  std::vector<Var*> vars(lhs.begin(), lhs.end());
  initVars(vars, {&init, 1}, nullptr);
}

bool Checker::isImportedConstraint(Type* t) {
  Named* n = asNamed(t);
  if (n == nullptr || n->obj_->pkg_ == pkg || n->obj_->pkg_ == nullptr) return false;
  auto* u = as<Interface>(n->under());
  return u != nullptr && !u->isMethodSet();
}

void Checker::typeDecl(TypeName* obj, syntax::TypeDecl* tdecl) {
  // Shared with the delayed check, which needs the final right-hand side.
  struct State {
    bool versionErr = false;
    Type* rhs = nullptr;
  };
  auto state = std::make_shared<State>();
  later([this, obj, tdecl, state] {
    if (Named* t = asNamed(obj->typ_)) validType(t);
    if (!state->versionErr && state->rhs != nullptr && isImportedConstraint(state->rhs))
      verifyVersionf(tdecl->type, goVersion1(18), "using type constraint %s", state->rhs);
  });
  syntax::Field* tparam0 = tdecl->tparamList.empty() ? nullptr : tdecl->tparamList[0];

  if (tdecl->alias) {
    if (tparam0 != nullptr && !verifyVersionf(tparam0, goVersion1(23), "generic type alias")) state->versionErr = true;
    if (!state->versionErr && !verifyVersionf(tdecl, goVersion1(9), "type alias")) state->versionErr = true;
    Alias* alias = newAlias(obj, nullptr);
    if (tparam0 != nullptr) {
      openScope(tdecl, "type parameters");
      collectTypeParams(&alias->tparams_, tdecl->tparamList);
    }
    Type* r = declaredType(tdecl->type, obj);
    state->rhs = r;
    // A cycle error may have made it invalid meanwhile; otherwise the declaration decides.
    alias->fromRHS_ = r;
    alias->actual_ = nullptr;
    // spec: the right-hand side must not be one of the alias's own type parameters.
    if (auto* p = as<TypeParam>(r)) {
      for (TypeParam* own : alias->typeParams()) {
        if (own != p) continue;
        error(tdecl->type, Code::MisplacedTypeParam,
              "cannot use type parameter declared in alias declaration as RHS");
        alias->fromRHS_ = invalidType();
      }
    }
    if (tparam0 != nullptr) closeScope();
    return;
  }

  if (tparam0 != nullptr && !verifyVersionf(tparam0, goVersion1(18), "type parameter")) state->versionErr = true;
  Named* named = newNamed(obj, nullptr, {});
  named->allowNilRHS_ = true;
  if (tparam0 != nullptr) {
    openScope(tdecl, "type parameters");
    collectTypeParams(&named->tparams_, tdecl->tparamList);
  }
  Type* r = declaredType(tdecl->type, obj);
  state->rhs = r;
  named->fromRHS_ = r;
  // spec: in a type definition the given type cannot be a type parameter.
  if (isTypeParam(r)) {
    error(tdecl->type, Code::MisplacedTypeParam, "cannot use a type parameter as RHS in type declaration");
    named->fromRHS_ = invalidType();
  }
  if (tparam0 != nullptr) closeScope();
  named->allowNilRHS_ = false;
}

void Checker::collectTypeParams(const TypeParamList** dst, std::span<syntax::Field* const> list) {
  // All are declared before any bound is looked at: bounds may refer to all of them.
  std::vector<TypeParam*> tparams;
  if (!list.empty()) {
    Pos scopePos = list[0]->pos;
    for (syntax::Field* f : list) tparams.push_back(declareTypeParam(f->name, scopePos));
  }
  // The type must know its parameters before bounds are checked: they may mention it.
  *dst = bindTParams(tparams);
  inTParamList = true;
  Type* bnd = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    syntax::Field* f = list[i];
    // Parameters that share a bound share its type.
    if (i == 0 || f->type != list[i - 1]->type) {
      bnd = bound(f->type);
      if (isTypeParam(bnd)) {
        error(f->type, Code::MisplacedTypeParam, "cannot use a type parameter as constraint");
        bnd = invalidType();
      }
    }
    tparams[i]->bound_ = bnd;
  }
  inTParamList = false;
}

Type* Checker::bound(syntax::Expr* x) {
  // ~T and A|B stand for an interface with that element.
  auto* op = dyn_cast<syntax::Operation>(x);
  if (op != nullptr && (op->op == syntax::Operator::Tilde || op->op == syntax::Operator::Or)) {
    auto* field = new syntax::Field;
    field->type = x;
    field->pos = x->pos;
    auto* iface = new syntax::InterfaceType;
    auto** list = new syntax::Field* [1] { field };
    iface->methodList = syntax::List<syntax::Field>(list, 1);
    Type* t = typ(iface);
    if (auto* it = as<Interface>(t)) it->implicit_ = true;
    return t;
  }
  return typ(x);
}

TypeParam* Checker::declareTypeParam(syntax::Name* name, Pos scopePos) {
  auto* tname = new TypeName(name->pos, pkg, name->value, nullptr);
  TypeParam* tpar = newTypeParam(tname, invalidType());
  declare(scope, name, tname, scopePos);
  return tpar;
}

void Checker::collectMethods(TypeName* obj) {
  auto it = methods.find(obj);
  if (it == methods.end()) return;
  std::vector<Func*> list = std::move(it->second);
  methods.erase(it);
  ObjSet mset;
  Named* base = asNamed(obj->typ_);
  if (base != nullptr) {
    later([this, base] { checkFieldUniqueness(base); });
    for (Func* m : base->methods_) mset.insert(m);  // methods declared by earlier calls (none normally)
  }
  for (Func* m : list) {
    if (Object* alt = mset.insert(m)) {
      if (alt->pos_.isKnown()) {
        errorf(m->pos_, Code::DuplicateMethod, "method %s.%s already declared at %v", obj->name_, m->name_, alt->pos_);
      } else {
        errorf(m->pos_, Code::DuplicateMethod, "method %s.%s already declared", obj->name_, m->name_);
      }
      continue;
    }
    if (base != nullptr) base->addMethod(m);
  }
}

void Checker::checkFieldUniqueness(Named* base) {
  auto* t = as<Struct>(base->under());
  if (t == nullptr) return;
  ObjSet mset;
  for (int i = 0; i < base->numMethods(); i++) mset.insert(base->method(i));
  for (Var* fld : t->fields_) {
    if (fld->name_ == "_") continue;
    Object* alt = mset.insert(fld);
    if (alt == nullptr) continue;
    // Struct fields are unique among themselves: it is a method.
    ErrorBuilder err = newError(Code::DuplicateFieldAndMethod);
    err.addf(alt, "field and method with the same name %s", fld->name_);
    err.addAltDecl(fld);
    err.report();
  }
}

void Checker::funcDecl(Func* obj, DeclInfo* d) {
  auto* sig = new Signature;
  obj->typ_ = sig;  // guards against cycles
  syntax::FuncDecl* fdecl = d->fdecl;
  funcType(sig, fdecl->recv, fdecl->tparamList, fdecl->type);
  sig->scope_->pos_ = fdecl->pos;
  sig->scope_->end_ = syntax::endPos(fdecl);
  if (!fdecl->tparamList.empty() && fdecl->body == nullptr)
    softErrorf(fdecl, Code::BadDecl, "generic function is missing function body");
  // Bodies come after all declarations, so that they can use them all.
  if (!conf->ignoreFuncBodies && fdecl->body != nullptr)
    later([this, obj, d, sig, fdecl] { funcBody(d, obj->name_, sig, fdecl->body, nullptr); });
}

void Checker::declStmt(std::span<syntax::Decl* const> list) {
  size_t first = SIZE_MAX;
  const syntax::ConstDecl* last = nullptr;
  for (size_t index = 0; index < list.size(); index++) {
    syntax::Decl* d = list[index];
    auto* cd = dyn_cast<syntax::ConstDecl>(d);
    if (cd == nullptr) first = SIZE_MAX;
    if (cd != nullptr) {
      size_t top = delayed.size();
      if (first == SIZE_MAX || cd->group == nullptr || cast<syntax::ConstDecl>(list[index - 1])->group != cd->group) {
        first = index;
        last = nullptr;
      }
      Val iotaValue = constant::makeInt64(int64_t(index - first));
      bool inherited = true;
      if (cd->type != nullptr || cd->values != nullptr) {
        last = cd;
        inherited = false;
      } else if (last == nullptr) {
        last = new syntax::ConstDecl;
        inherited = false;
      }
      std::vector<Const*> lhs;
      ExprList values = syntax::unpackList(last->values);
      for (size_t i = 0; i < cd->nameList.size(); i++) {
        syntax::Name* name = cd->nameList[i];
        lhs.push_back(new Const(name->pos, pkg, name->value, nullptr, iotaValue));
        constDecl(lhs.back(), last->type, i < values.size() ? values[i] : nullptr, inherited);
      }
      // Constants must have initial values, inherited or not.
      arity(cd->pos, cd->nameList, values, true, inherited);
      // Function literals in the values must be checked before the names are declared.
      processDelayed(top);
      Pos scopePos = syntax::endPos(cd);
      for (size_t i = 0; i < lhs.size(); i++) declare(scope, cd->nameList[i], lhs[i], scopePos);
    } else if (auto* vd = dyn_cast<syntax::VarDecl>(d)) {
      size_t top = delayed.size();
      std::vector<Var*> lhs0;
      for (syntax::Name* name : vd->nameList)
        lhs0.push_back(new Var(VarKind::Local, name->pos, pkg, name->value, nullptr));
      ExprList values = syntax::unpackList(vd->values);
      for (size_t i = 0; i < lhs0.size(); i++) {
        std::span<Var* const> lhs;
        syntax::Expr* init = nullptr;
        if (values.size() == vd->nameList.size()) {
          init = values[i];
        } else if (values.size() == 1) {
          lhs = lhs0;
          init = values[0];
        } else if (i < values.size()) {
          init = values[i];
        }
        varDecl(lhs0[i], lhs, vd->type, init);
        if (values.size() == 1) break;  // one value for all: done at once
      }
      // Without a type there must be values; a call may have several results.
      if (vd->type == nullptr || !values.empty()) arity(vd->pos, vd->nameList, values, false, false);
      processDelayed(top);
      Pos scopePos = syntax::endPos(vd);
      for (size_t i = 0; i < lhs0.size(); i++) declare(scope, vd->nameList[i], lhs0[i], scopePos);
    } else if (auto* td = dyn_cast<syntax::TypeDecl>(d)) {
      auto* obj = new TypeName(td->name->pos, pkg, td->name->value, nullptr);
      obj->decl_ = td;
      // The scope of a local type begins at its name.
      declare(scope, td->name, obj, td->name->pos);
      push(obj);
      typeDecl(obj, td);
      pop();
    } else {
      errorf(d, Code::InvalidSyntaxTree, "unknown syntax.Decl node");
    }
  }
}

// ---- cycles

void Checker::directCycles() {
  std::unordered_map<TypeName*, int> pathIdx;
  for (Object* obj : objList) {
    if (auto* t = as<TypeName>(obj)) directCycle(t, pathIdx);
  }
}

void Checker::directCycle(TypeName* tname, std::unordered_map<TypeName*, int>& pathIdx) {
  // Follows declarations of the form "type A B". In pathIdx: an index on the current path, or -1 when done.
  std::vector<TypeName*> path;
  for (;;) {
    auto it = pathIdx.find(tname);
    if (it != pathIdx.end()) {
      if (it->second < 0) break;
      tname->setType(invalidType());
      std::vector<Object*> cycle(path.begin() + it->second, path.end());
      cycleError(cycle, firstInSrc(cycle));
      break;
    }
    pathIdx[tname] = int(path.size());
    path.push_back(tname);
    auto* r = dyn_cast<syntax::Name>(objMap[tname]->tdecl->type);
    if (r == nullptr) break;
    auto* next = as<TypeName>(pkg->scope_->lookup(r->value));
    if (next == nullptr || !objMap.contains(next)) break;
    tname = next;
  }
  for (TypeName* t : path) pathIdx[t] = -1;
}

bool Checker::finiteSize(Type* t) {
  t = unalias(t);
  if (auto* n = as<Named>(t)) {
    if (n->stateHas(Named::HasFinite)) return n->finite_;
    auto it = objPathIdx.find(n->obj_);
    if (it != objPathIdx.end()) {
      std::vector<Object*> cycle(objPath.begin() + it->second, objPath.end());
      cycleError(cycle, firstInSrc(cycle));
      return false;
    }
    push(n->obj_);
    bool finite = n->fromRHS_ == nullptr || finiteSize(n->fromRHS_);
    pop();
    if (!n->stateHas(Named::HasFinite)) {
      n->finite_ = finite;
      n->setState(Named::HasFinite);
    }
    return finite;
  }
  if (auto* a = as<Array>(t)) return finiteSize(a->elem_);
  if (auto* s = as<Struct>(t)) {
    for (Var* f : s->fields_) {
      if (!finiteSize(f->typ_)) return false;
    }
  }
  return true;
}

void Checker::validType(Named* t) {
  std::vector<Named*> nest, path;
  validType0(Pos{}, t, nest, path);
}

// nest holds the types that t is nested in by value; path additionally those seen through type arguments.
bool Checker::validType0(Pos pos, Type* type, std::vector<Named*>& nest, std::vector<Named*>& path) {
  type = unalias(type);
  if (type == nullptr) return true;  // follows an error
  switch (type->kind()) {
    case TypeKind::Array: return validType0(pos, static_cast<Array*>(type)->elem_, nest, path);
    case TypeKind::Struct:
      for (Var* f : static_cast<Struct*>(type)->fields_) {
        if (!validType0(pos, f->typ_, nest, path)) return false;
      }
      return true;
    case TypeKind::Union:
      for (Term* t : static_cast<Union*>(type)->terms_) {
        if (!validType0(pos, t->typ_, nest, path)) return false;
      }
      return true;
    case TypeKind::Interface:
      for (Type* e : static_cast<Interface*>(type)->embeddeds_) {
        if (!validType0(pos, e, nest, path)) return false;
      }
      return true;
    case TypeKind::Named: {
      auto* t = static_cast<Named*>(type);
      // Types of other packages were checked there.
      if (t->obj()->pkg_ != pkg && t->typeArgs().empty()) return true;
      if (validTypes.contains(t)) return true;
      for (Named* e : nest) {
        if (!identical(e, t)) continue;
        t->origin()->fromRHS_ = invalidType();
        // The cycle starts where t is on the path.
        for (size_t start = 0; start < path.size(); start++) {
          if (!identical(path[start], t)) continue;
          std::vector<Object*> cycle;
          for (size_t i = start; i < path.size(); i++) cycle.push_back(path[i]->obj_);
          cycleError(cycle, 0);
          return false;
        }
        return false;
      }
      t->origin()->unpack();
      nest.push_back(t);
      path.push_back(t);
      bool ok = validType0(pos, t->origin()->rhs(), nest, path);
      nest.pop_back();
      path.pop_back();
      // What an instance holds depends on what it is nested in; any other type needs to be followed only once.
      if (ok && t->typeArgs().empty()) validTypes.insert(t);
      return ok;
    }
    case TypeKind::TypeParam: {
      // The argument of the innermost instance; it is nested in what that instance is nested in.
      if (nest.empty()) return true;
      Named* inst = nest.back();
      auto tparams = inst->typeParams();
      for (size_t i = 0; i < tparams.size() && i < inst->typeArgs().size(); i++) {
        if (tparams[i] != type) continue;
        nest.pop_back();
        bool ok = validType0(pos, inst->typeArgs()[i], nest, path);
        nest.push_back(inst);
        return ok;
      }
      return true;
    }
    default: return true;
  }
}

}  // namespace golem::types
