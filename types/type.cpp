// Construction of types, aliases, type parameters and what needs to know all kinds of types.
#include "types/type.h"

#include "types/checker.h"

namespace golem::types {

Type* Type::underlying() {
  switch (kind_) {
    case TypeKind::Named: return static_cast<Named*>(this)->under();
    case TypeKind::Alias: {
      Type* t = unalias(this);
      return t == nullptr ? nullptr : t->underlying();
    }
    case TypeKind::TypeParam: return static_cast<TypeParam*>(this)->iface();
    default: return this;
  }
}

std::string Type::str() { return typeString(this); }

// ---- aliases

Type* unalias(Type* t) {
  auto* a0 = as<Alias>(t);
  if (a0 == nullptr) return t;
  if (a0->actual_ != nullptr) return a0->actual_;
  Type* r = nullptr;
  for (Alias* a = a0; a != nullptr; a = as<Alias>(r)) r = a->fromRHS_;
  a0->actual_ = r;
  return r;
}

Named* asNamed(Type* t) { return as<Named>(unalias(t)); }

void Alias::setTypeParams(std::vector<TypeParam*> tparams) { tparams_ = bindTParams(std::move(tparams)); }

void Alias::cleanup() { unalias(this); }

static Alias* makeAlias(Checker* check, TypeName* obj, Type* rhs) {
  auto* a = new Alias;
  a->obj_ = obj;
  a->orig_ = a;
  a->fromRHS_ = rhs;
  if (obj->typ_ == nullptr) obj->typ_ = a;
  if (check != nullptr) check->needsCleanup(a);
  return a;
}

Alias* Checker::newAlias(TypeName* obj, Type* rhs) { return makeAlias(this, obj, rhs); }

Alias* newAlias(TypeName* obj, Type* rhs) {
  Alias* a = makeAlias(nullptr, obj, rhs);
  a->cleanup();
  return a;
}

Alias* newAliasInstance(Checker* check, Pos pos, Alias* orig, std::span<Type* const> targs, Named* expanding,
                        Context* ctxt) {
  auto* obj = new TypeName(pos, orig->obj_->pkg_, orig->obj_->name_, nullptr);
  Type* rhs = subst(check, pos, orig->fromRHS_, makeSubstMap(orig->typeParams(), targs), expanding, ctxt);
  Alias* res = makeAlias(check, obj, rhs);
  res->orig_ = orig;
  res->tparams_ = orig->tparams_;
  res->targs_ = new TypeList(targs.begin(), targs.end());
  return res;
}

// ---- type parameters

static TypeParam* makeTypeParam(Checker* check, TypeName* obj, Type* constraint) {
  auto* t = new TypeParam;
  t->check_ = check;
  t->id_ = nextTypeParamId();  // unique in the process: hashes of types that mention it must differ
  t->obj_ = obj;
  t->bound_ = constraint;
  if (obj->typ_ == nullptr) obj->typ_ = t;
  if (check != nullptr) {
    check->needsCleanup(t);  // iface may mutate bound_: it must happen in the end
  } else if (constraint != nullptr) {
    t->iface();
  }
  return t;
}

TypeParam* Checker::newTypeParam(TypeName* obj, Type* constraint) { return makeTypeParam(this, obj, constraint); }
TypeParam* newTypeParam(TypeName* obj, Type* constraint) { return makeTypeParam(nullptr, obj, constraint); }

void TypeParam::setConstraint(Type* bound) {
  bound_ = bound;
  iface();
}

Interface* TypeParam::iface() {
  Type* bound = bound_;
  Interface* ityp = nullptr;
  Type* u = bound->underlying();
  if (auto* b = as<Basic>(u)) {
    if (!isValid(b)) return universe().emptyInterface;  // an error was reported
  } else if (auto* i = as<Interface>(u)) {
    if (isTypeParam(bound)) return universe().emptyInterface;  // likewise
    ityp = i;
  }
  if (ityp == nullptr) {  // a type literal: wrap it
    ityp = newInterfaceType({}, {bound});
    ityp->implicit_ = true;
    bound_ = ityp;
  }
  if (ityp->tset_ == nullptr) {
    Pos pos = obj_->pos_;
    if (Named* n = asNamed(bound)) pos = n->obj_->pos_;
    computeInterfaceTypeSet(check_, pos, ityp);
  }
  return ityp;
}

bool TypeParam::is(const std::function<bool(const Term*)>& f) { return iface()->typeSet()->is(f); }
bool TypeParam::typeset(const std::function<bool(Type*, Type*)>& f) { return iface()->typeSet()->all(f); }

const TypeParamList* bindTParams(std::vector<TypeParam*> l) {
  if (l.empty()) return nullptr;
  for (size_t i = 0; i < l.size(); i++) l[i]->index_ = int(i);
  return new TypeParamList(std::move(l));
}

// ---- interfaces

TypeSet* Interface::typeSet() { return computeInterfaceTypeSet(check_, Pos{}, this); }
int Interface::numMethods() { return int(typeSet()->methods.size()); }
Func* Interface::method(int i) { return typeSet()->methods[i]; }
bool Interface::empty() { return typeSet()->isAll(); }
bool Interface::isComparable() { return typeSet()->isComparable(nullptr); }
bool Interface::isMethodSet() { return typeSet()->isMethodSet(); }

Interface* newInterface(Checker* check) {
  auto* t = new Interface;
  t->check_ = check;
  if (check != nullptr) check->needsCleanup(t);
  return t;
}

Interface* Checker::newInterface() { return types::newInterface(this); }

Interface* newInterfaceType(std::vector<Func*> methods, std::vector<Type*> embeddeds) {
  if (methods.empty() && embeddeds.empty()) return universe().emptyInterface;
  Interface* t = newInterface(nullptr);
  for (Func* m : methods) {
    auto* sig = as<Signature>(m->typ_);
    if (sig->recv_ == nullptr) sig->recv_ = new Var(VarKind::Recv, m->pos_, m->pkg_, "", t);
  }
  sortMethods(methods);
  t->methods_ = std::move(methods);
  t->embeddeds_ = std::move(embeddeds);
  t->complete_ = true;
  return t;
}

// ---- the rest

Array* newArray(Type* elem, int64_t len) { return new Array(elem, len); }
Slice* newSlice(Type* elem) { return new Slice(elem); }
Pointer* newPointer(Type* elem) { return new Pointer(elem); }
Map* newMap(Type* key, Type* elem) { return new Map(key, elem); }
Chan* newChan(ChanDir dir, Type* elem) { return new Chan(dir, elem); }
Union* newUnion(std::vector<Term*> terms) { return new Union(std::move(terms)); }

Struct* newStruct(std::vector<Var*> fields, std::vector<std::string_view> tags) {
  auto* s = new Struct;
  s->fields_ = std::move(fields);
  s->tags_ = std::move(tags);
  return s;
}

Tuple* newTuple(std::vector<Var*> vars) { return vars.empty() ? nullptr : new Tuple(std::move(vars)); }

Signature* newSignature(Var* recv, std::vector<TypeParam*> recvTypeParams, std::vector<TypeParam*> typeParams,
                        Tuple* params, Tuple* results, bool variadic) {
  auto* s = new Signature;
  s->recv_ = recv;
  s->rparams_ = bindTParams(std::move(recvTypeParams));
  s->tparams_ = bindTParams(std::move(typeParams));
  s->params_ = params;
  s->results_ = results;
  s->variadic_ = variadic;
  return s;
}

}  // namespace golem::types
