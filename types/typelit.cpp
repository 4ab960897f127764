// Type literals: structs, interfaces, unions and function signatures with their receivers.
#include "types/checker.h"
#include "types/nodes.h"

namespace golem::types {

// ---- structs

void Checker::structType(Struct* styp, syntax::StructType* e) {
  ObjSet fset;
  std::vector<Var*> fields;  // published when the struct is complete
  std::vector<std::string_view> tags;
  Type* ftyp = nullptr;
  std::string_view ftag;
  auto add = [&](syntax::Name* id, bool embedded) {
    auto* fld = newField(id->pos, pkg, id->value, ftyp, embedded);
    if (id->value != "_" && !declareInSet(&fset, id->pos, fld)) return;
    fields.push_back(fld);
    if (!ftag.empty()) {
      tags.resize(fields.size());
      tags.back() = ftag;
    }
    recordDef(id, fld);
  };
  syntax::Expr* prev = nullptr;
  for (size_t i = 0; i < e->fieldList.size(); i++) {
    syntax::Field* f = e->fieldList[i];
    // Fields declared in one list share their type.
    if (i == 0 || f->type != prev) {
      ftyp = varType(f->type);
      prev = f->type;
    }
    ftag = i < e->tagList.size() ? tag(e->tagList[i]) : std::string_view();
    if (f->name != nullptr) {
      add(f->name, false);
      continue;
    }
    // spec: an embedded type must be a type name T or a pointer to a non-interface type name *T, and T itself may not
    // be a pointer type.
    Pos pos = syntax::startPos(f->type);
    syntax::Name* name = embeddedFieldIdent(f->type);
    if (name == nullptr) {
      errorf(pos, Code::InvalidSyntaxTree, "invalid embedded field type %s", f->type);
      ftyp = invalidType();
      ftag = {};
      add(newName(pos, "_"), true);
      continue;
    }
    add(name, true);
    // Later: the embedded type may not be set up yet.
    later([this, t0 = ftyp, pos] {
      bool isPtr;
      Type* t = deref(t0, &isPtr);
      Type* u = t->underlying();
      if (auto* b = as<Basic>(u)) {
        if (isValid(t) && b->basicKind_ == BasicKind::UnsafePointer)
          error(pos, Code::InvalidPtrEmbed, "embedded field type cannot be unsafe.Pointer");
      } else if (isa<Pointer>(u)) {
        error(pos, Code::InvalidPtrEmbed, "embedded field type cannot be a pointer");
      } else if (isa<Interface>(u)) {
        if (isTypeParam(t)) {
          error(pos, Code::MisplacedTypeParam, "embedded field type cannot be a (pointer to a) type parameter");
        } else if (isPtr) {
          error(pos, Code::InvalidPtrEmbed, "embedded field type cannot be a pointer to an interface");
        }
      }
    });
  }
  styp->fields_ = std::move(fields);
  styp->tags_ = std::move(tags);
}

syntax::Expr* ptrBase(syntax::Operation* x) {
  return x->op == syntax::Operator::Mul && x->y == nullptr ? x->x : nullptr;
}

syntax::Name* embeddedFieldIdent(syntax::Expr* e) {
  switch (e->kind) {
    case syntax::NodeKind::Name: return cast<syntax::Name>(e);
    case syntax::NodeKind::Operation: {
      auto* op = cast<syntax::Operation>(e);
      if (syntax::Expr* base = ptrBase(op)) {
        auto* inner = dyn_cast<syntax::Operation>(base);  // **T is not valid
        if (inner == nullptr || ptrBase(inner) == nullptr) return embeddedFieldIdent(op->x);
      }
      return nullptr;
    }
    case syntax::NodeKind::SelectorExpr: return cast<syntax::SelectorExpr>(e)->sel;
    case syntax::NodeKind::IndexExpr: return embeddedFieldIdent(cast<syntax::IndexExpr>(e)->x);
    default: return nullptr;
  }
}

bool Checker::declareInSet(ObjSet* oset, Pos pos, Object* obj) {
  Object* alt = oset->insert(obj);
  if (alt == nullptr) return true;
  ErrorBuilder err = newError(Code::DuplicateDecl);
  err.addf(pos, "%s redeclared", obj->name_);
  err.addAltDecl(alt);
  err.report();
  return false;
}

std::string_view Checker::tag(syntax::BasicLit* t) {
  if (t == nullptr || t->bad) return {};
  if (t->litKind == syntax::LitKind::String) {
    Val v = constant::makeFromLiteral(t->value, constant::LitKind::String);
    if (!constant::isUnknown(v)) return constant::stringVal(v);
  }
  errorf(t, Code::InvalidSyntaxTree, "incorrect tag syntax: %q", t->value);
  return {};
}

// ---- interfaces

void Checker::interfaceType(Interface* ityp, syntax::InterfaceType* iface, TypeName* def) {
  for (syntax::Field* f : iface->methodList) {
    if (f->name == nullptr) {
      Type* t = parseUnion(f->type);
      ityp->embeddeds_.push_back(t);
      if (ityp->embedPos_ == nullptr) ityp->embedPos_ = new std::vector<Pos>;
      ityp->embedPos_->push_back(syntax::startPos(f->type));
      continue;
    }
    if (f->name->value == "_") {
      error(f->name, Code::BlankIfaceMethod, "methods must have a unique non-blank name");
      continue;
    }
    // The node of a method's type is not shared; check it as a function type.
    Type* t = typ(f->type);
    auto* sig = as<Signature>(t);
    if (sig == nullptr) {
      if (isValid(t)) errorf(f->type, Code::InvalidSyntaxTree, "%s is not a method signature", t);
      continue;
    }
    // The receiver is the named type, if the interface is declared with one.
    Type* recvTyp = ityp;
    if (def != nullptr) {
      if (Named* n = asNamed(def->typ_)) recvTyp = n;
    }
    sig->recv_ = new Var(VarKind::Recv, f->name->pos, pkg, "", recvTyp);
    auto* m = new Func(f->name->pos, pkg, f->name->value, sig);
    recordDef(f->name, m);
    ityp->methods_.push_back(m);
  }
  // All methods and embedded elements are collected; the type set is computed when all types are known.
  ityp->complete_ = true;
  if (ityp->methods_.empty() && ityp->embeddeds_.empty()) {
    ityp->tset_ = universe().topTypeSet;
    return;
  }
  sortMethods(ityp->methods_);
  later([this, iface, ityp] { computeInterfaceTypeSet(this, iface->pos, ityp); });
}

// ---- unions

namespace {

// A|B|C: the operators and their operands, left to right.
void flattenUnion(syntax::Expr* x, std::vector<syntax::Expr*>& blist, std::vector<syntax::Expr*>& tlist) {
  std::vector<syntax::Operation*> ops;
  for (;;) {
    auto* o = dyn_cast<syntax::Operation>(x);
    if (o == nullptr || o->op != syntax::Operator::Or || o->y == nullptr) break;
    ops.push_back(o);
    x = o->x;
  }
  tlist.push_back(x);
  for (size_t i = ops.size(); i-- > 0;) {
    blist.push_back(ops[i]);
    tlist.push_back(ops[i]->y);
  }
}

constexpr size_t kMaxTermCount = 100;

std::string termText(const Term* t) {
  return (t->tilde_ ? "~" : "") + t->typ_->str();
}

}  // namespace

Type* Checker::parseUnion(syntax::Expr* uexpr) {
  std::vector<syntax::Expr*> blist, tlist;
  flattenUnion(uexpr, blist, tlist);
  std::vector<Term*> terms;
  Type* u = nullptr;
  for (size_t i = 0; i < tlist.size(); i++) {
    Term* term = parseTilde(tlist[i]);
    // A single type is embedded as it is.
    if (tlist.size() == 1 && !term->tilde_) return term->typ_;
    if (terms.size() >= kMaxTermCount) {
      if (u == nullptr || isValid(u)) {
        errorf(tlist[i], Code::InvalidUnion, "cannot handle more than %d union terms (implementation limitation)",
               int(kMaxTermCount));
        u = invalidType();
      }
    } else {
      terms.push_back(term);
      u = new Union(terms);
    }
    if (i > 0) recordTypeAndValue(blist[i - 1], OperandMode::TypExpr, u, nullptr);
  }
  if (!isValid(u)) return u;
  // Restrictions on terms, when types are set up.
  later([this, terms, tlist] {
    for (size_t i = 0; i < terms.size(); i++) {
      Term* t = terms[i];
      if (!isValid(t->typ_)) continue;
      Type* under = t->typ_->underlying();
      auto* f = as<Interface>(under);
      if (t->tilde_) {
        if (f != nullptr) {
          errorf(tlist[i], Code::InvalidUnion, "invalid use of ~ (%s is an interface)", t->typ_);
          continue;
        }
        if (!identical(under, t->typ_)) {
          errorf(tlist[i], Code::InvalidUnion, "invalid use of ~ (underlying type of %s is %s)", t->typ_, under);
          continue;
        }
      }
      // Interfaces with methods or comparable cannot be terms; others are not subject to the rule about overlaps.
      if (f != nullptr) {
        TypeSet* tset = f->typeSet();
        if (!tset->methods.empty()) {
          std::string text = termText(t);
          errorf(tlist[i], Code::InvalidUnion, "cannot use %s in union (%s contains methods)", text, text);
        } else if (t->typ_ == universe().comparable->typ_) {
          error(tlist[i], Code::InvalidUnion, "cannot use comparable in union");
        } else if (tset->comparable) {
          std::string text = termText(t);
          errorf(tlist[i], Code::InvalidUnion, "cannot use %s in union (%s embeds comparable)", text, text);
        }
        continue;
      }
      for (size_t j = 0; j < i; j++) {
        if (isInterface(terms[j]->typ_) || termDisjoint(terms[j], t)) continue;
        softErrorf(tlist[i], Code::InvalidUnion, "overlapping terms %s and %s", termText(t),
                   termText(terms[j]));
        break;
      }
    }
  });
  return u;
}

Term* Checker::parseTilde(syntax::Expr* tx) {
  syntax::Expr* x = tx;
  bool tilde = false;
  if (auto* op = dyn_cast<syntax::Operation>(x); op != nullptr && op->op == syntax::Operator::Tilde) {
    x = op->x;
    tilde = true;
  }
  Type* t = typ(x);
  // Embedding a type parameter is not permitted; it has no type set yet.
  if (isTypeParam(t)) {
    if (tilde) {
      errorf(x, Code::MisplacedTypeParam, "type in term %s cannot be a type parameter", tx);
    } else {
      error(x, Code::MisplacedTypeParam, "term cannot be a type parameter");
    }
    t = invalidType();
  }
  auto* term = new Term{tilde, t};
  if (tilde) recordTypeAndValue(tx, OperandMode::TypExpr, new Union({term}), nullptr);
  return term;
}

// ---- signatures

void Checker::funcType(Signature* sig, syntax::Field* recvPar, std::span<syntax::Field* const> tparams,
                       syntax::FuncType* ftyp) {
  openScope(ftyp, "function");
  scope->isFunc_ = true;
  recordScope(ftyp, scope);
  sig->scope_ = scope;

  Var* recv = nullptr;
  const TypeParamList* rparams = nullptr;
  if (recvPar != nullptr) recv = collectRecv(recvPar, ftyp->pos, &rparams);
  if (!tparams.empty()) collectTypeParams(&sig->tparams_, tparams);

  std::vector<syntax::Name*> pnames, rnames;
  std::vector<Var*> params, results;
  bool variadic = false, dummy = false;
  collectParams(VarKind::Param, ftyp->paramList, &pnames, &params, &variadic);
  collectParams(VarKind::Result, ftyp->resultList, &rnames, &results, &dummy);

  // The scope of all parameters is the body: types in the signature do not see them.
  Pos scopePos = syntax::endPos(ftyp);
  if (recv != nullptr && !recv->name_.empty()) declare(scope, recvPar->name, recv, scopePos);
  declareParams(pnames, params, scopePos);
  declareParams(rnames, results, scopePos);

  sig->recv_ = recv;
  sig->rparams_ = rparams;
  sig->params_ = newTuple(std::move(params));
  sig->results_ = newTuple(std::move(results));
  sig->variadic_ = variadic;
  closeScope();
}

static std::string count(size_t n, std::string_view unit) {
  return std::to_string(n) + " " + std::string(unit) + (n == 1 ? "" : "s");
}

Var* Checker::collectRecv(syntax::Field* rparam, Pos scopePos, const TypeParamList** recvTParamsList) {
  bool rptr;
  syntax::Expr* rbase;
  std::vector<syntax::Name*> rtparams;
  unpackRecv(rparam->type, true, &rptr, &rbase, &rtparams);

  Type* recvType = invalidType();
  if (rtparams.empty()) {
    // Not generic: an ordinary type, which must not go through aliases to instantiated types.
    recvType = varType(rparam->type);
    auto* a = as<Alias>(unpointer(recvType));
    while (a != nullptr) {
      Type* base = unpointer(a->fromRHS_);
      bool generic = false;
      if (auto* n = as<Named>(base)) generic = !n->typeParams().empty();
      if (auto* al = as<Alias>(base)) generic = al->tparams_ != nullptr;
      if (auto* s = as<Signature>(base)) generic = s->tparams_ != nullptr;
      if (generic) {
        errorf(rbase, Code::InvalidRecv, "cannot define new methods on instantiated type %s", base);
        recvType = invalidType();
        break;
      }
      a = as<Alias>(base);
    }
  } else {
    Named* baseType = nullptr;
    std::string cause;
    Type* t = genericType(rbase, &cause);
    if (isValid(t)) {
      if (auto* n = as<Named>(t)) {
        baseType = n;
      } else {
        errorf(rbase, Code::InvalidRecv, "cannot define new methods on generic alias type %s", t);
      }
    } else if (!cause.empty()) {
      error(rbase, Code::InvalidRecv, cause);
    }
    // The receiver's type parameters are always declared, so that the body can be checked.
    std::vector<TypeParam*> recvTParams;
    for (syntax::Name* n : rtparams) {
      TypeParam* tpar = declareTypeParam(n, scopePos);
      recvTParams.push_back(tpar);
      recordUse(n, tpar->obj_);
      recordTypeAndValue(n, OperandMode::TypExpr, tpar, nullptr);
    }
    *recvTParamsList = bindTParams(recvTParams);
    if (baseType != nullptr) {
      auto baseTParams = baseType->typeParams();
      if (recvTParams.size() == baseTParams.size()) {
        // Bounds are those of the base type, in terms of the receiver's parameters.
        SubstMap smap = makeRenameMap(baseTParams, recvTParams);
        for (size_t i = 0; i < recvTParams.size(); i++) {
          mono.recordCanon(recvTParams[i], baseTParams[i]);
          recvTParams[i]->bound_ =
              subst(this, recvTParams[i]->obj_->pos_, baseTParams[i]->bound_, smap, nullptr, context());
        }
      } else {
        errorf(rbase, Code::BadRecv, "receiver declares %s, but receiver base type declares %d",
               count(recvTParams.size(), "type parameter"), int(baseTParams.size()));
      }
      verifyVersionf(rbase, goVersion1(18), "type instantiation");
      TypeList targs(recvTParams.begin(), recvTParams.end());
      recvType = instance(this, rparam->type->pos, baseType, targs, nullptr, context());
      recordInstance(rbase, targs, recvType);
      if (rptr && isValid(recvType)) recvType = new Pointer(recvType);
      recordParenthesizedRecvTypes(rparam->type, recvType);
    }
  }

  Var* recv;
  if (rparam->name != nullptr && !rparam->name->value.empty()) {
    recv = new Var(VarKind::Recv, rparam->name->pos, pkg, rparam->name->value, recvType);
  } else {
    recv = new Var(VarKind::Recv, rparam->pos, pkg, "", recvType);
    recordImplicit(rparam, recv);
  }
  later([this, rbase, recv] { validRecv(rbase, recv); });
  return recv;
}

Type* unpointer(Type* t) {
  while (auto* p = as<Pointer>(t)) t = p->base_;
  return t;
}

void Checker::recordParenthesizedRecvTypes(syntax::Expr* e, Type* t) {
  for (;;) {
    recordTypeAndValue(e, OperandMode::TypExpr, t, nullptr);
    if (auto* p = dyn_cast<syntax::ParenExpr>(e)) {
      e = p->x;
      continue;
    }
    auto* op = dyn_cast<syntax::Operation>(e);
    auto* ptr = as<Pointer>(t);
    if (op == nullptr || ptrBase(op) == nullptr || ptr == nullptr) return;
    e = op->x;
    t = ptr->base_;
  }
}

void Checker::collectParams(VarKind kind, std::span<syntax::Field* const> list, std::vector<syntax::Name*>* names,
                            std::vector<Var*>* params, bool* variadic) {
  bool named = false, anonymous = false;
  Type* t = nullptr;
  syntax::Expr* prev = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    syntax::Field* field = list[i];
    if (field->type != prev) {
      prev = field->type;
      syntax::Expr* ftype = field->type;
      if (auto* dots = dyn_cast<syntax::DotsType>(ftype)) {
        ftype = dots->elem;
        if (kind == VarKind::Param && i + 1 == list.size()) {
          *variadic = true;
        } else {
          error(dots, Code::InvalidSyntaxTree, "invalid use of ...");
        }
      }
      t = varType(ftype);
    }
    if (field->name != nullptr) {
      params->push_back(new Var(kind, field->name->pos, pkg, field->name->value, t));
      names->push_back(field->name);
      named = true;
    } else {
      auto* par = new Var(kind, field->pos, pkg, "", t);
      recordImplicit(field, par);
      names->push_back(nullptr);
      params->push_back(par);
      anonymous = true;
    }
  }
  if (named && anonymous)
    error(list[0], Code::InvalidSyntaxTree, "list contains both named and anonymous parameters");
  if (*variadic) {
    Var* last = params->back();
    last->typ_ = new Slice(last->typ_);
    recordTypeAndValue(list.back()->type, OperandMode::TypExpr, last->typ_, nullptr);
  }
}

void Checker::declareParams(std::span<syntax::Name* const> names, std::span<Var* const> params, Pos scopePos) {
  for (size_t i = 0; i < names.size(); i++) {
    if (names[i] != nullptr && !names[i]->value.empty()) declare(scope, names[i], params[i], scopePos);
  }
}

// Whether a type comes from cgo: methods cannot be added to those.
static bool isCgoTypeObj(const Config* conf, TypeName* obj) {
  if (obj->name_.starts_with("_Ctype_")) return true;
  if (!conf->posString) return false;
  std::string file = conf->posString(obj->pos_);
  size_t slash = file.rfind('/');
  return std::string_view(file).substr(slash == std::string::npos ? 0 : slash + 1).starts_with("_cgo_");
}

void Checker::validRecv(Poser pos, Var* recv) {
  // spec: the receiver type must be T or *T, T a type name of this package that is not a pointer or interface type.
  Type* rtyp = deref(recv->typ_);
  Type* atyp = unalias(rtyp);
  if (!isValid(atyp)) return;
  if (auto* T = as<Named>(atyp)) {
    if (T->obj()->pkg_ != pkg || isCgoTypeObj(conf, T->obj())) {
      errorf(pos, Code::InvalidRecv, "cannot define new methods on non-local type %s", rtyp);
      return;
    }
    Type* u = T->under();
    const char* cause = nullptr;
    if (auto* b = as<Basic>(u)) {
      if (b->basicKind_ == BasicKind::UnsafePointer) cause = "unsafe.Pointer";
    } else if (isa<Pointer>(u) || isa<Interface>(u)) {
      cause = "pointer or interface type";
    }
    if (cause != nullptr) errorf(pos, Code::InvalidRecv, "invalid receiver type %s (%s)", rtyp, cause);
  } else if (isa<Basic>(atyp)) {
    errorf(pos, Code::InvalidRecv, "cannot define new methods on non-local type %s", rtyp);
  } else {
    errorf(pos, Code::InvalidRecv, "invalid receiver type %s", recv->typ_);
  }
}

}  // namespace golem::types
