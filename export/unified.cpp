// The writer of the unified format's public half. Element kinds and their order are defined by the readers of go/types
// (go/internal/gcimporter/ureader.go); objects are written from a queue, so that recursion is bounded by one type's depth.
#include "export/unified.h"

#include "export/bitstream.h"
#include "syntax/walk.h"
#include "types/api.h"
#include "types/universe.h"

#include <algorithm>
#include <deque>
#include <map>

namespace golem::exportdata {

using namespace types;

namespace {

enum ObjectCode { AliasCode, ConstCode, TypeCode, FuncCode, VarCode, StubCode };
enum TypeTag { BasicTag, NamedTag, PointerTag, SliceTag, ArrayTag, ChanTag, MapTag, SignatureTag, StructTag, InterfaceTag, UnionTag,
               TypeParamTag };

// The derived types of one object: those that mention its type parameters.
struct Dictionary {
  std::vector<TypeParam *> params; // the object's, in index order
  std::unordered_map<types::Type *, uint32_t> derivedIndex;
  std::vector<uint32_t> derived; // Type elements
};

struct TypeUse {
  bool derived;
  uint32_t index;
};

class Writer {
public:
  Writer(types::Package *package, const std::function<bool(Func *)> &hasBody, const PositionOf &positionOf)
      : self(package), hasBody(hasBody), positionOf(positionOf) {}
  std::string write();

private:
  types::Package *self;
  const std::function<bool(Func *)> &hasBody;
  const PositionOf &positionOf;
  Container out;
  std::unordered_map<types::Object *, uint32_t> objectIndex;
  std::deque<types::Object *> queue;
  std::vector<types::Object *> written;
  std::unordered_map<types::Type *, uint32_t> typeIndex;
  std::unordered_map<const types::Package *, uint32_t> packageIndex;
  std::map<std::string, uint32_t> posBaseIndex;

  uint32_t indexOf(types::Object *object);
  void writeObject(types::Object *object);
  void mentionedBy(Func *function);
  ObjectCode writeBody(Element &e, types::Object *object, Dictionary &dict);
  uint32_t indexOf(const types::Package *package);
  void pos(Element &e, source::Pos p);
  void ident(Element &e, const types::Object *object);
  void use(Element &e, types::Type *type, Dictionary *dict);
  TypeUse typeUse(types::Type *type, Dictionary *dict);
  bool writeType(Element &e, types::Type *type, Dictionary *dict);
  bool named(Element &e, types::Object *object, std::span<types::Type *const> targs, Dictionary *dict);
  bool signature(Element &e, Signature *sig, Dictionary *dict);
  bool params(Element &e, Tuple *tuple, Dictionary *dict);
  bool param(Element &e, Var *var, Dictionary *dict);
  bool interface(Element &e, Interface *type, Dictionary *dict);
  void typeParamNames(Element &e, std::span<TypeParam *const> list);
  void method(Element &e, Func *method, Dictionary &dict);
  void constantValue(Element &e, constant::Val v);
  void scalar(Element &e, constant::Val v);
};

bool isUniverse(const types::Object *object) { return object->pkg() == nullptr; }

std::span<TypeParam *const> typeParamsOf(types::Object *object) {
  if (auto *func = as<Func>(object))
    return func->signature()->typeParams();
  if (auto *name = as<TypeName>(object)) {
    if (auto *alias = as<Alias>(name->type()))
      return alias->typeParams();
    if (auto *type = as<Named>(name->type()))
      return type->typeParams();
  }
  return {};
}

uint32_t Writer::indexOf(types::Object *object) {
  auto [it, isNew] = objectIndex.try_emplace(object, 0);
  if (isNew) {
    it->second = out.reserve(Obj);
    out.reserve(Name);
    out.reserve(ObjExt);
    out.reserve(ObjDict);
    queue.push_back(object);
  }
  return it->second;
}

uint32_t Writer::indexOf(const types::Package *package) {
  auto [it, isNew] = packageIndex.try_emplace(package, 0);
  if (isNew) {
    it->second = out.reserve(Pkg);
    Element e(out);
    if (package == nullptr) {
      e.string("builtin");
    } else {
      e.string(package->path());
      e.string(package->name());
      e.uvarint(0); // imports
    }
    out.set(Pkg, it->second, e);
  }
  return packageIndex[package];
}

void Writer::pos(Element &e, source::Pos p) {
  std::string file;
  unsigned line = 0, column = 0;
  bool known = positionOf && positionOf(p, file, line, column);
  e.boolean(known);
  if (!known)
    return;
  auto [it, isNew] = posBaseIndex.try_emplace(file, 0);
  if (isNew) {
    it->second = out.reserve(PosBase);
    Element base(out);
    base.string(file);
    base.boolean(true); // a file, not a //line base
    out.set(PosBase, it->second, base);
  }
  e.reference(PosBase, it->second);
  e.uvarint(line);
  e.uvarint(column);
}

void Writer::ident(Element &e, const types::Object *object) {
  e.reference(Pkg, indexOf(object->pkg()));
  e.string(object->name());
}

// Aliases inside functions are written as what they stand for.
types::Type *withoutLocalAlias(types::Type *type) {
  for (auto *alias = as<Alias>(type); alias != nullptr; alias = as<Alias>(type)) {
    auto *object = alias->obj();
    if (object->pkg() == nullptr || object->parent() == object->pkg()->scope() || object->parent() == nullptr)
      break;
    type = alias->rhs();
  }
  return type;
}

TypeUse Writer::typeUse(types::Type *type, Dictionary *dict) {
  type = withoutLocalAlias(type);
  if (auto it = typeIndex.find(type); it != typeIndex.end())
    return {false, it->second};
  if (dict != nullptr)
    if (auto it = dict->derivedIndex.find(type); it != dict->derivedIndex.end())
      return {true, it->second};
  Element e(out);
  bool derived = writeType(e, type, dict);
  uint32_t index = out.reserve(exportdata::Type);
  out.set(exportdata::Type, index, e);
  if (!derived) {
    typeIndex[type] = index;
    return {false, index};
  }
  uint32_t derivedIndex = uint32_t(dict->derived.size());
  dict->derived.push_back(index);
  dict->derivedIndex[type] = derivedIndex;
  return {true, derivedIndex};
}

static void put(Element &e, TypeUse use) {
  e.boolean(use.derived);
  if (use.derived)
    e.uvarint(use.index);
  else
    e.reference(exportdata::Type, use.index);
}

void Writer::use(Element &e, types::Type *type, Dictionary *dict) { put(e, typeUse(type, dict)); }

bool Writer::named(Element &e, types::Object *object, std::span<types::Type *const> targs, Dictionary *dict) {
  e.uvarint(NamedTag);
  e.reference(Obj, indexOf(object));
  e.uvarint(targs.size());
  bool derived = false;
  for (auto *targ : targs) {
    TypeUse u = typeUse(targ, dict);
    derived |= u.derived;
    put(e, u);
  }
  return derived;
}

// Writes one type's element; tells whether it mentions type parameters.
bool Writer::writeType(Element &e, types::Type *type, Dictionary *dict) {
  bool derived = false;
  auto sub = [&](types::Type *t) {
    TypeUse u = typeUse(t, dict);
    derived |= u.derived;
    put(e, u);
  };
  switch (type->kind()) {
  case TypeKind::Basic: {
    auto *basic = as<Basic>(type);
    if (basicType(basic->basicKind()) != basic) // byte, rune
      return named(e, universe().scope->lookup(basic->name()), {}, dict);
    e.uvarint(BasicTag);
    e.uvarint(uint64_t(basic->basicKind()));
    break;
  }
  case TypeKind::Named: {
    auto *t = as<Named>(type);
    return named(e, t->obj(), t->typeArgs(), dict);
  }
  case TypeKind::Alias: {
    auto *t = as<Alias>(type);
    return named(e, t->obj(), t->typeArgs(), dict);
  }
  case TypeKind::TypeParam: {
    e.uvarint(TypeParamTag);
    e.uvarint(uint64_t(as<TypeParam>(type)->index()));
    return true;
  }
  case TypeKind::Pointer:
    e.uvarint(PointerTag);
    sub(as<types::Pointer>(type)->elem());
    break;
  case TypeKind::Slice:
    e.uvarint(SliceTag);
    sub(as<types::Slice>(type)->elem());
    break;
  case TypeKind::Array:
    e.uvarint(ArrayTag);
    e.uvarint(uint64_t(as<Array>(type)->len()));
    sub(as<Array>(type)->elem());
    break;
  case TypeKind::Chan:
    e.uvarint(ChanTag);
    e.uvarint(uint64_t(as<Chan>(type)->dir()));
    sub(as<Chan>(type)->elem());
    break;
  case TypeKind::Map:
    e.uvarint(MapTag);
    sub(as<Map>(type)->key());
    sub(as<Map>(type)->elem());
    break;
  case TypeKind::Signature:
    e.uvarint(SignatureTag);
    return signature(e, as<Signature>(type), dict);
  case TypeKind::Struct: {
    auto *t = as<Struct>(type);
    e.uvarint(StructTag);
    e.uvarint(uint64_t(t->numFields()));
    for (int i = 0; i < t->numFields(); i++) {
      pos(e, t->field(i)->pos());
      ident(e, t->field(i));
      sub(t->field(i)->type());
      e.string(t->tag(i));
      e.boolean(t->field(i)->embedded());
    }
    break;
  }
  case TypeKind::Interface: {
    if (type == unalias(universe().any->type()))
      return named(e, universe().any, {}, dict);
    e.uvarint(InterfaceTag);
    return interface(e, as<Interface>(type), dict);
  }
  case TypeKind::Union: {
    auto *t = as<Union>(type);
    e.uvarint(UnionTag);
    e.uvarint(uint64_t(t->len()));
    for (int i = 0; i < t->len(); i++) {
      e.boolean(t->term(i)->tilde());
      sub(t->term(i)->type());
    }
    break;
  }
  case TypeKind::Tuple:
    break; // never the type of a declared thing
  }
  return derived;
}

bool Writer::interface(Element &e, Interface *type, Dictionary *dict) {
  if (type->numEmbeddeds() == 0 && !type->isMethodSet()) { // only the underlying type of comparable
    e.uvarint(0);
    e.uvarint(1);
    e.boolean(false);
    use(e, universe().comparable->type(), dict);
    return false;
  }
  int nmethods = type->numExplicitMethods(), nembedded = type->numEmbeddeds();
  e.uvarint(uint64_t(nmethods));
  e.uvarint(uint64_t(nembedded));
  if (nmethods == 0 && nembedded == 1)
    e.boolean(type->isImplicit());
  bool derived = false;
  for (int i = 0; i < nmethods; i++) {
    Func *m = type->explicitMethod(i);
    pos(e, m->pos());
    ident(e, m);
    derived |= signature(e, m->signature(), dict);
  }
  for (int i = 0; i < nembedded; i++) {
    TypeUse u = typeUse(type->embeddedType(i), dict);
    derived |= u.derived;
    put(e, u);
  }
  return derived;
}

bool Writer::param(Element &e, Var *var, Dictionary *dict) {
  pos(e, var->pos());
  ident(e, var);
  TypeUse u = typeUse(var->type(), dict);
  put(e, u);
  return u.derived;
}

bool Writer::params(Element &e, Tuple *tuple, Dictionary *dict) {
  e.uvarint(uint64_t(tupleLen(tuple)));
  bool derived = false;
  for (Var *var : tupleVars(tuple))
    derived |= param(e, var, dict);
  return derived;
}

bool Writer::signature(Element &e, Signature *sig, Dictionary *dict) {
  bool derived = params(e, sig->params(), dict);
  derived |= params(e, sig->results(), dict);
  e.boolean(sig->variadic());
  return derived;
}

void Writer::typeParamNames(Element &e, std::span<TypeParam *const> list) {
  for (TypeParam *p : list) {
    pos(e, p->obj()->pos());
    ident(e, p->obj());
  }
}

void Writer::method(Element &e, Func *m, Dictionary &dict) {
  Signature *sig = m->signature();
  pos(e, m->pos());
  ident(e, m);
  typeParamNames(e, sig->recvTypeParams());
  param(e, sig->recv(), &dict);
  signature(e, sig, &dict);
  pos(e, m->pos());
}

void Writer::scalar(Element &e, constant::Val v) {
  switch (constant::kind(v)) {
  case constant::Kind::Bool:
    e.uvarint(0);
    e.boolean(constant::boolVal(v));
    return;
  case constant::Kind::String:
    e.uvarint(1);
    e.string(constant::stringVal(v));
    return;
  case constant::Kind::Int: {
    bool exact = false;
    int64_t i = constant::int64Val(v, &exact);
    if (exact) {
      e.uvarint(2);
      e.varint(i);
      return;
    }
    break;
  }
  default:
    break;
  }
  auto big = [&](constant::Val x) {
    std::string magnitude = constant::bytes(x);
    std::reverse(magnitude.begin(), magnitude.end()); // big endian
    e.string(magnitude);
    e.boolean(constant::sign(x) < 0);
  };
  if (constant::kind(v) == constant::Kind::Int) {
    e.uvarint(3);
    big(v);
  } else if (constant::Val n = constant::num(v); !constant::isUnknown(n)) {
    e.uvarint(4);
    big(n);
    big(constant::denom(v));
  } else {
    e.uvarint(5);
    e.string(constant::exactString(v));
  }
}

void Writer::constantValue(Element &e, constant::Val v) {
  bool isComplex = constant::kind(v) == constant::Kind::Complex;
  e.boolean(isComplex);
  if (isComplex) {
    scalar(e, constant::real(v));
    scalar(e, constant::imag(v));
  } else {
    scalar(e, v);
  }
}

// Puts what a function's code mentions of this package into the queue.
void Writer::mentionedBy(Func *function) {
  syntax::FuncDecl *decl = function->pkg() == self ? function->decl() : nullptr;
  if (decl == nullptr || !hasBody(function))
    return;
  syntax::inspect(decl->body, [&](syntax::Node *node) {
    auto *name = base::dyn_cast<syntax::Name>(node);
    types::Object *object = name != nullptr ? name->object : nullptr;
    if (object != nullptr && object->kind() != ObjectKind::Const && self->scope()->lookup(object->name()) == object)
      indexOf(object);
    return true;
  });
}

ObjectCode Writer::writeBody(Element &e, types::Object *object, Dictionary &dict) {
  if (isUniverse(object) || object->pkg() == universe().unsafe)
    return StubCode;
  pos(e, object->pos());
  switch (object->kind()) {
  case ObjectKind::Const:
    use(e, object->type(), &dict);
    constantValue(e, as<Const>(object)->val());
    return ConstCode;
  case ObjectKind::Var:
    use(e, object->type(), &dict);
    return VarCode;
  case ObjectKind::Func: {
    Signature *sig = as<Func>(object)->signature();
    typeParamNames(e, sig->typeParams());
    signature(e, sig, &dict);
    pos(e, object->pos());
    mentionedBy(as<Func>(object));
    return FuncCode;
  }
  default:
    break;
  }
  auto *name = as<TypeName>(object);
  typeParamNames(e, typeParamsOf(object));
  if (name->isAlias()) {
    auto *alias = as<Alias>(name->type());
    use(e, alias != nullptr ? alias->rhs() : name->type(), &dict);
    return AliasCode;
  }
  auto *type = as<Named>(name->type());
  use(e, type->underlying(), &dict);
  e.uvarint(uint64_t(type->numMethods()));
  for (int i = 0; i < type->numMethods(); i++) {
    method(e, type->method(i), dict);
    mentionedBy(type->method(i));
  }
  return TypeCode;
}

void Writer::writeObject(types::Object *object) {
  uint32_t index = objectIndex[object];
  Dictionary dict;
  Element body(out);
  ObjectCode code = writeBody(body, object, dict);
  out.set(Obj, index, body);

  Element name(out);
  ident(name, object);
  name.uvarint(code);
  out.set(Name, index, name);

  Element dictionary(out);
  dictionary.uvarint(0); // implicit type parameters
  auto tparams = code == StubCode ? std::span<TypeParam *const>() : typeParamsOf(object);
  dictionary.uvarint(tparams.size());
  for (TypeParam *p : tparams)
    use(dictionary, p->constraint(), &dict);
  dictionary.uvarint(dict.derived.size());
  for (uint32_t type : dict.derived)
    dictionary.reference(exportdata::Type, type);
  out.set(ObjDict, index, dictionary);
  out.set(ObjExt, index, Element(out));
  if (code != StubCode)
    written.push_back(object);
}

std::string Writer::write() {
  uint32_t publicRoot = out.reserve(Meta), privateRoot = out.reserve(Meta);
  for (auto name : self->scope()->names())
    if (isExported(name))
      indexOf(self->scope()->lookup(name));
  while (!queue.empty()) {
    types::Object *object = queue.front();
    queue.pop_front();
    writeObject(object);
  }
  Element root(out);
  root.reference(Pkg, indexOf(self));
  root.uvarint(written.size());
  for (auto *object : written) {
    root.reference(Obj, objectIndex[object]);
    root.uvarint(0);
  }
  out.set(Meta, publicRoot, root);
  Element hidden(out);
  hidden.boolean(false);
  hidden.uvarint(0);
  out.set(Meta, privateRoot, hidden);
  return out.serialize();
}

} // namespace

std::string writeUnified(types::Package *package, const std::function<bool(Func *)> &hasBody, const PositionOf &positionOf) {
  return Writer(package, hasBody, positionOf).write();
}

} // namespace golem::exportdata
