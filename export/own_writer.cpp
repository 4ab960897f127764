// Writing Golem's own export member: see own.h for the layout, own_format.h for the codes.
//
// Everything is reached from the package's scope and the given functions through queues: objects, shared types and functions
// are numbered when first mentioned and written later, so recursion is bounded by the depth of one type.
#include "export/own.h"
#include "export/own_format.h"
#include "types/api.h"
#include "types/universe.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace golem::exportdata {

using namespace types;

namespace {

struct Table {
  std::string records;
  std::vector<uint32_t> offsets;
};

class Writer {
public:
  Writer(const OwnInput &input, const PositionOf &positionOf) : input(input), positionOf(positionOf) {}
  std::string write();

private:

  const OwnInput &input;
  const PositionOf &positionOf;
  std::unordered_map<std::string, uint32_t> stringIndex;
  std::vector<std::string> strings;
  std::unordered_map<const types::Package *, uint32_t> packageIndex;
  std::vector<const types::Package *> packages;
  std::unordered_map<types::Object *, uint32_t> objectIndex;
  std::vector<types::Object *> objects;
  std::unordered_map<types::Type *, uint32_t> typeIndex; // types without type parameters
  std::vector<types::Type *> typeList;
  std::unordered_map<types::Type *, bool> parameterized;
  std::unordered_map<const gir::Function *, uint32_t> functionIndex;
  std::vector<const gir::Function *> functions;
  std::unordered_map<std::string_view, const gir::Leaks *> leaks;
  std::vector<std::string_view> leakNames;
  std::vector<TypeParam *> env; ///< what indices of type parameters mean

  std::string *out = nullptr;
  void num(uint64_t x);
  void snum(int64_t x) { num(x < 0 ? ~(uint64_t(x) << 1) : uint64_t(x) << 1); }
  void bit(bool b) { num(b); }
  void str(std::string_view s) { num(indexOf(s)); }
  uint32_t indexOf(std::string_view s);
  uint32_t indexOf(const types::Package *p);
  uint32_t indexOf(types::Object *o);
  void need(const gir::Function *f) {
    if (f != nullptr && functionIndex.try_emplace(f, uint32_t(functions.size())).second)
      functions.push_back(f);
  }
  void needLeaks(std::string_view linkName);
  void leaksRecord(const gir::Leaks &l);
  const gir::Function *bodyOf(const gir::FuncRef *r);
  bool mentionsParams(types::Type *t);
  void pos(source::Pos p);
  void type(types::Type *t);
  void optionalType(types::Type *t) {
    bit(t != nullptr);
    if (t != nullptr)
      type(t);
  }
  void typeRecord(types::Type *t);
  void signature(Signature *sig);
  void vars(Tuple *tuple);
  void var(Var *v);
  void typeParams(std::span<TypeParam *const> params, std::span<TypeParam *const> outer = {});
  void constantValue(constant::Val v);
  void objectRecord(types::Object *object);
  void method(Func *m);
  void function(const gir::Function &f);
  void instr(const gir::Instr &i);
  void operand(const gir::Operand &o);
  void funcRef(const gir::FuncRef *r);
  void methodRef(Func *m);
  void global(const gir::Global *g);
};

void Writer::num(uint64_t x) {
  for (; x >= 0x80; x >>= 7)
    out->push_back(char(x | 0x80));
  out->push_back(char(x));
}

uint32_t Writer::indexOf(std::string_view s) {
  auto [it, isNew] = stringIndex.try_emplace(std::string(s), uint32_t(strings.size()));
  if (isNew)
    strings.emplace_back(s);
  return it->second;
}

uint32_t Writer::indexOf(const types::Package *p) {
  auto [it, isNew] = packageIndex.try_emplace(p, uint32_t(packages.size()));
  if (isNew)
    packages.push_back(p);
  return it->second;
}

uint32_t Writer::indexOf(types::Object *o) {
  auto [it, isNew] = objectIndex.try_emplace(o, uint32_t(objects.size()));
  if (isNew)
    objects.push_back(o);
  return it->second;
}

void Writer::pos(source::Pos p) {
  std::string file;
  unsigned line = 0, column = 0;
  if (!positionOf || !positionOf(p, file, line, column)) {
    num(0);
    return;
  }
  num(indexOf(file) + 1);
  num(line);
  num(column);
}

// Whether a type's text depends on type parameters: those are written in place, the others once.
bool Writer::mentionsParams(types::Type *t) {
  auto it = parameterized.find(t);
  if (it != parameterized.end())
    return it->second;
  parameterized[t] = false; // a cycle runs through a Named, whose arguments are looked at only
  bool found = false;
  auto any = [&](auto list) {
    for (auto *x : list)
      found = found || mentionsParams(x);
  };
  auto tuple = [&](Tuple *list) {
    for (Var *v : tupleVars(list))
      found = found || mentionsParams(v->type());
  };
  switch (t->kind()) {
  case TypeKind::Basic: break;
  case TypeKind::TypeParam: found = true; break;
  case TypeKind::Array: found = mentionsParams(as<Array>(t)->elem()); break;
  case TypeKind::Slice: found = mentionsParams(as<types::Slice>(t)->elem()); break;
  case TypeKind::Pointer: found = mentionsParams(as<types::Pointer>(t)->elem()); break;
  case TypeKind::Chan: found = mentionsParams(as<Chan>(t)->elem()); break;
  case TypeKind::Map: found = mentionsParams(as<Map>(t)->key()) || mentionsParams(as<Map>(t)->elem()); break;
  case TypeKind::Tuple: tuple(as<Tuple>(t)); break;
  case TypeKind::Signature:
    tuple(as<Signature>(t)->params());
    tuple(as<Signature>(t)->results());
    break;
  case TypeKind::Struct:
    for (Var *f : as<Struct>(t)->fields())
      found = found || mentionsParams(f->type());
    break;
  case TypeKind::Interface: {
    auto *i = as<Interface>(t);
    for (Func *m : i->methods_)
      found = found || mentionsParams(m->type());
    any(i->embeddeds_);
    break;
  }
  case TypeKind::Union:
    for (Term *term : as<Union>(t)->terms_)
      found = found || mentionsParams(term->type());
    break;
  case TypeKind::Named: {
    auto *n = as<Named>(t);
    // A type declared in a generic function means another type in each instance: it is written inside the function.
    found = !env.empty() && isLocal(n->obj()) && !localTypeParams(n).empty() &&
            n->typeArgs().size() <= n->origin()->typeParams().size();
    any(n->typeArgs());
    break;
  }
  case TypeKind::Alias: any(as<Alias>(t)->typeArgs()); break;
  }
  parameterized[t] = found;
  return found;
}

void Writer::type(types::Type *t) {
  if (mentionsParams(t)) {
    num(0);
    typeRecord(t);
    return;
  }
  auto [it, isNew] = typeIndex.try_emplace(t, uint32_t(typeList.size()));
  if (isNew)
    typeList.push_back(t);
  num(it->second + 1);
}

void Writer::var(Var *v) {
  pos(v->pos());
  num(v->pkg() == nullptr ? 0 : indexOf(v->pkg()) + 1);
  str(v->name());
  type(v->type());
}

void Writer::vars(Tuple *tuple) {
  num(uint64_t(tupleLen(tuple)));
  for (Var *v : tupleVars(tuple))
    var(v);
}

void Writer::signature(Signature *sig) {
  vars(sig->params());
  vars(sig->results());
  bit(sig->variadic());
}

void Writer::typeRecord(types::Type *t) {
  if (auto *alias = as<Alias>(t); alias != nullptr && isLocal(alias->obj())) {
    typeRecord(unalias(t)); // nobody can name a local alias
    return;
  }
  auto tag = [&](TypeTag code) { num(code); };
  switch (t->kind()) {
  case TypeKind::Basic: {
    auto *basic = as<Basic>(t);
    if (basicType(basic->basicKind()) != basic) {
      tag(UniverseTag);
      str(basic->name());
    } else {
      tag(BasicTag);
      num(uint64_t(basic->basicKind()));
    }
    return;
  }
  case TypeKind::Named:
  case TypeKind::Alias: {
    auto *named = as<Named>(t);
    auto *alias = as<Alias>(t);
    TypeName *object = named != nullptr ? named->obj() : alias->obj();
    auto targs = named != nullptr ? named->typeArgs() : alias->typeArgs();
    if (object->pkg() == nullptr) {
      tag(UniverseTag);
      str(object->name());
      return;
    }
    tag(NamedTag);
    num(indexOf(object));
    num(targs.size());
    for (types::Type *targ : targs)
      type(targ);
    return;
  }
  case TypeKind::Pointer: tag(PointerTag); type(as<types::Pointer>(t)->elem()); return;
  case TypeKind::Slice: tag(SliceTag); type(as<types::Slice>(t)->elem()); return;
  case TypeKind::Array:
    tag(ArrayTag);
    num(uint64_t(as<Array>(t)->len()));
    type(as<Array>(t)->elem());
    return;
  case TypeKind::Chan:
    tag(ChanTag);
    num(uint64_t(as<Chan>(t)->dir()));
    type(as<Chan>(t)->elem());
    return;
  case TypeKind::Map:
    tag(MapTag);
    type(as<Map>(t)->key());
    type(as<Map>(t)->elem());
    return;
  case TypeKind::Tuple:
    tag(TupleTag);
    vars(as<Tuple>(t));
    return;
  case TypeKind::Signature:
    tag(SignatureTag);
    signature(as<Signature>(t));
    return;
  case TypeKind::Struct: {
    auto *s = as<Struct>(t);
    tag(StructTag);
    num(uint64_t(s->numFields()));
    for (int i = 0; i < s->numFields(); i++) {
      var(s->field(i));
      bit(s->field(i)->embedded());
      str(s->tag(i));
    }
    return;
  }
  case TypeKind::Interface: {
    auto *i = as<Interface>(t);
    if (t == unalias(universe().any->type())) {
      tag(UniverseTag);
      str("any");
      return;
    }
    tag(InterfaceTag);
    if (i->numEmbeddeds() == 0 && !i->isMethodSet()) { // the underlying type of comparable
      num(0);
      num(1);
      bit(false);
      type(universe().comparable->type());
      return;
    }
    num(i->methods_.size());
    num(i->embeddeds_.size());
    bit(i->isImplicit());
    for (Func *m : i->methods_) {
      pos(m->pos());
      num(m->pkg() == nullptr ? 0 : indexOf(m->pkg()) + 1); // none: error's method
      str(m->name());
      signature(m->signature());
    }
    for (types::Type *e : i->embeddeds_)
      type(e);
    return;
  }
  case TypeKind::Union:
    tag(UnionTag);
    num(uint64_t(as<Union>(t)->len()));
    for (Term *term : as<Union>(t)->terms_) {
      bit(term->tilde());
      type(term->type());
    }
    return;
  case TypeKind::TypeParam: {
    tag(TypeParamTag);
    auto it = std::find(env.begin(), env.end(), as<TypeParam>(t));
    if (it == env.end()) {
      std::fprintf(stderr, "compile: internal error: export: type parameter %s outside of its declaration\n",
                   std::string(as<TypeParam>(t)->obj()->name()).c_str());
      std::exit(2);
    }
    num(uint64_t(it - env.begin()));
    return;
  }
  }
}

// Declares type parameters, which become the environment of what follows, after those of the function around a local type.
void Writer::typeParams(std::span<TypeParam *const> params, std::span<TypeParam *const> outer) {
  env.assign(outer.begin(), outer.end());
  env.insert(env.end(), params.begin(), params.end());
  num(params.size());
  for (TypeParam *p : params) {
    pos(p->obj()->pos());
    num(indexOf(p->obj()->pkg()));
    str(p->obj()->name());
  }
  for (TypeParam *p : params)
    type(p->constraint());
}

void Writer::constantValue(constant::Val v) {
  using constant::Kind;
  Kind kind = constant::kind(v);
  num(uint64_t(kind));
  auto big = [&](constant::Val x) {
    str(constant::bytes(x));
    bit(constant::sign(x) < 0);
  };
  switch (kind) {
  case Kind::Unknown: return;
  case Kind::Bool: bit(constant::boolVal(v)); return;
  case Kind::String: str(constant::stringVal(v)); return;
  case Kind::Int: big(v); return;
  case Kind::Float: {
    constant::Val n = constant::num(v);
    bit(!constant::isUnknown(n));
    if (!constant::isUnknown(n)) {
      big(n);
      big(constant::denom(v));
    } else {
      str(constant::exactString(v));
    }
    return;
  }
  case Kind::Complex:
    constantValue(constant::real(v));
    constantValue(constant::imag(v));
    return;
  }
}

void Writer::method(Func *m) {
  Signature *sig = m->signature();
  pos(m->pos());
  num(m->pkg() == nullptr ? 0 : indexOf(m->pkg()) + 1);
  str(m->name());
  typeParams(sig->recvTypeParams());
  var(sig->recv());
  signature(sig);
}

void Writer::objectRecord(types::Object *object) {
  env = {};
  pos(object->pos());
  switch (object->kind()) {
  case ObjectKind::Const:
    type(object->type());
    constantValue(as<Const>(object)->val());
    return;
  case ObjectKind::Var:
    type(object->type());
    str(input.renamed ? input.renamed(object) : std::string_view());
    return;
  case ObjectKind::Func: {
    Signature *sig = as<Func>(object)->signature();
    typeParams(sig->typeParams());
    signature(sig);
    str(input.renamed ? input.renamed(object) : std::string_view());
    return;
  }
  default:
    break;
  }
  auto *name = as<TypeName>(object);
  if (name->isAlias()) {
    auto *alias = as<Alias>(name->type());
    typeParams(alias != nullptr ? alias->typeParams() : std::span<TypeParam *const>());
    type(alias != nullptr ? alias->rhs() : name->type());
    return;
  }
  auto *named = as<Named>(name->type());
  auto outer = localTypeParams(named);
  num(outer.size()); // the reader is inside that function
  typeParams(named->typeParams(), outer);
  type(named->underlying());
  num(uint64_t(named->numMethods()));
  for (int i = 0; i < named->numMethods(); i++) {
    method(named->method(i));
    // Whoever uses an instance makes its method table, so needs the bodies.
    if (!named->typeParams().empty() && input.body)
      need(input.body(input.linkName(named->method(i))));
  }
}

void Writer::methodRef(Func *m) {
  Var *recv = m->signature()->recv();
  bit(recv != nullptr);
  if (recv == nullptr) {
    num(indexOf(static_cast<types::Object *>(m)));
    return;
  }
  types::Type *t = recv->type();
  if (auto *p = unaliasAs<types::Pointer>(t))
    t = p->elem();
  // The receiver of a generic type's own method is spelled with the method's parameters: the declared type stands for it.
  if (auto *named = unaliasAs<Named>(t); named != nullptr && m->origin() == m && !named->typeArgs().empty()) {
    num(0);
    num(indexOf(static_cast<types::Object *>(named->obj())));
  } else {
    num(1);
    type(t);
  }
  num(m->pkg() == nullptr ? 0 : indexOf(m->pkg()) + 1);
  str(m->name());
}

void Writer::needLeaks(std::string_view linkName) {
  auto [it, isNew] = leaks.try_emplace(linkName, nullptr);
  if (!isNew || !input.leaks)
    return;
  const gir::Leaks *l = input.leaks(linkName);
  auto tells = [](const gir::Flow &f) { return f.heap != 0; };
  if (l == nullptr || !l->known || (!l->nothing && !std::any_of(l->params.begin(), l->params.end(), tells) &&
                                    !std::any_of(l->captures.begin(), l->captures.end(), tells)))
    return;
  it->second = l;
  leakNames.push_back(linkName);
}

void Writer::leaksRecord(const gir::Leaks &l) {
  bit(l.nothing);
  for (auto *list : {&l.params, &l.captures}) {
    num(list->size());
    for (const gir::Flow &f : *list) {
      num(f.heap);
      bit(f.hidden);
      bit(f.written);
      num(f.results.size());
      for (uint8_t r : f.results)
        num(r);
    }
  }
}

// The body that goes with a reference: of generic functions, and of literals and functions that importers may inline.
const gir::Function *Writer::bodyOf(const gir::FuncRef *r) {
  if (!r->typeArgs.empty())
    return r->body != nullptr ? r->body : input.body ? input.body(r->linkName) : nullptr;
  if (r->kind != gir::FuncRef::Plain)
    return nullptr;
  needLeaks(r->linkName);
  return input.inlinable ? input.inlinable(r->linkName) : nullptr;
}

void Writer::funcRef(const gir::FuncRef *r) {
  num(r->kind);
  str(r->linkName);
  const gir::Function *body = bodyOf(r);
  need(body);
  bit(r->object != nullptr);
  if (r->object != nullptr) {
    methodRef(r->object);
  } else {
    bit(body != nullptr);
    if (body != nullptr) {
      str(r->linkName); // a literal: its signature comes with its body
    } else {
      bit(r->sig != nullptr);
      if (r->sig != nullptr) {
        bit(r->sig->recv() != nullptr);
        if (r->sig->recv() != nullptr)
          var(r->sig->recv());
        signature(r->sig);
      }
    }
  }
  num(r->typeArgs.size());
  for (types::Type *t : r->typeArgs)
    type(t);
  optionalType(r->recv);
  bit(r->method != nullptr);
  if (r->method != nullptr)
    methodRef(r->method);
}

void Writer::global(const gir::Global *g) {
  str(g->linkName);
  type(g->type);
}

void Writer::operand(const gir::Operand &o) {
  num(o.kind);
  switch (o.kind) {
  case gir::Operand::None: return;
  case gir::Operand::Local: num(o.local); return;
  case gir::Operand::Const:
    type(o.type);
    constantValue(o.value);
    return;
  case gir::Operand::Func:
    type(o.type);
    funcRef(o.func);
    return;
  case gir::Operand::GlobalAddr:
    type(o.type);
    global(o.global);
    return;
  case gir::Operand::Zero: type(o.type); return;
  }
}

void Writer::instr(const gir::Instr &i) {
  num(uint64_t(i.op));
  num(i.flags);
  pos(i.pos);
  num(i.dst + 1); // none becomes 0
  optionalType(i.type);
  optionalType(i.type2);
  num(i.args.size());
  for (auto &a : i.args)
    operand(a);
  snum(i.index);
  num(i.local + 1);
  num(i.inlined + 1);
  uint64_t parts = (i.callee != nullptr) | (i.method != nullptr) << 1 | (!i.name.empty()) << 2;
  num(parts);
  if (i.callee != nullptr)
    funcRef(i.callee);
  if (i.method != nullptr)
    methodRef(i.method);
  if (!i.name.empty())
    str(i.name);
  num(i.targets.size());
  for (auto t : i.targets)
    num(t);
  num(i.caseValues.size());
  for (auto *v : i.caseValues)
    constantValue(v);
  num(i.cases.size());
  for (auto &c : i.cases) {
    bit(c.send);
    num(c.chan);
    num(c.slot + 1);
  }
}

void Writer::function(const gir::Function &f) {
  // A function's type parameters are those of the declared object, a literal's those of the enclosing function.
  bool inside = f.outer != nullptr && !f.typeParams.empty();
  bit(inside);
  if (inside) {
    need(f.outer);
    str(f.outer->linkName);
  }
  bit(f.object != nullptr);
  if (f.object != nullptr)
    methodRef(f.object);
  env = f.typeParams;
  if (!inside && f.object == nullptr)
    typeParams(f.typeParams);
  bit(f.sig->recv() != nullptr);
  if (f.sig->recv() != nullptr)
    var(f.sig->recv());
  signature(f.sig);
  num(uint64_t(f.isClosure) | uint64_t(f.isWrapper) << 1 | uint64_t(f.noSplit) << 2 | uint64_t(f.noInline) << 3 |
      uint64_t(f.hasRecover) << 4 | uint64_t(f.isHidden) << 5);
  pos(f.pos);
  pos(f.endPos);
  num(f.captures.size());
  for (auto *t : f.captures)
    type(t);
  num(f.locals.size());
  for (auto &l : f.locals) {
    num(uint64_t(l.kind));
    bit(l.memory);
    optionalType(l.type);
    str(l.name);
    pos(l.pos);
  }
  num(f.params.size());
  for (auto p : f.params)
    num(p);
  num(f.results.size());
  for (auto r : f.results)
    num(r);
  num(f.deferFrame + 1);
  num(uint64_t(f.inlineCost + 1));
  num(f.inlines.size());
  for (auto &c : f.inlines) {
    str(c.name);
    pos(c.start);
    pos(c.call);
    num(c.parent + 1);
  }
  num(f.blocks.size());
  for (auto &b : f.blocks) {
    num(b.loops);
    num(b.instrs.size());
    for (auto &i : b.instrs)
      instr(i);
  }
}

std::string Writer::write() {
  for (auto *f : input.functions)
    need(f);
  for (auto name : input.callable)
    needLeaks(name);
  indexOf(input.package); // package 0
  auto *scope = input.package->scope();
  for (auto name : scope->names())
    if (auto *object = scope->lookup(name); object->pkg() == input.package && name != "_")
      indexOf(object);

  std::string records;
  out = &records;
  std::vector<uint32_t> objectOffsets, typeOffsets, functionOffsets;
  // Records mention further functions, objects and types, until nothing new appears.
  while (functionOffsets.size() < functions.size() || objectOffsets.size() < objects.size() ||
         typeOffsets.size() < typeList.size()) {
    if (functionOffsets.size() < functions.size()) {
      auto *f = functions[functionOffsets.size()];
      functionOffsets.push_back(uint32_t(records.size()));
      parameterized.clear();
      function(*f);
      env = {};
      parameterized.clear();
    } else if (objectOffsets.size() < objects.size()) {
      auto *object = objects[objectOffsets.size()];
      objectOffsets.push_back(uint32_t(records.size()));
      objectRecord(object);
    } else {
      env = {};
      auto *t = typeList[typeOffsets.size()];
      typeOffsets.push_back(uint32_t(records.size()));
      typeRecord(t);
    }
  }

  std::vector<uint32_t> leakOffsets;
  for (auto name : leakNames) {
    leakOffsets.push_back(uint32_t(records.size()));
    leaksRecord(*leaks[name]);
  }

  std::string file(ownMagic);
  auto word = [&](uint64_t x) {
    for (int i = 0; i < 4; i++)
      file.push_back(char(x >> 8 * i));
  };
  std::string tables;
  auto body = std::move(file);
  file.clear();
  // Names of packages, objects and functions are strings too: number them before the string table is written.
  for (auto *o : objects) // packages that only objects mention count too
    indexOf(o->pkg());
  // What each package imports (it may bring further packages): messages tell packages of one name apart by path.
  std::vector<uint32_t> imports;
  for (size_t i = 0; i < packages.size(); i++) {
    auto list = packages[i] == nullptr ? std::vector<types::Package *>() : packages[i]->imports();
    imports.push_back(uint32_t(list.size()));
    for (auto *imported : list)
      imports.push_back(indexOf(imported));
  }
  for (auto *p : packages) {
    word(indexOf(p->path()));
    word(indexOf(p->name()));
  }
  for (uint32_t i = 0; i < objects.size(); i++) {
    auto *o = objects[i];
    word(indexOf(o->pkg()));
    word(indexOf(o->name()));
    bool alias = o->kind() == ObjectKind::TypeName && as<TypeName>(o)->isAlias();
    uint32_t local = o->kind() == ObjectKind::TypeName && isLocal(o) ? o->order() : 0;
    word(objectCode(o->kind(), alias));
    word(local);
    word(objectOffsets[i]);
  }
  for (auto offset : typeOffsets)
    word(offset);
  for (uint32_t i = 0; i < functions.size(); i++) {
    word(indexOf(functions[i]->linkName));
    word(functionOffsets[i]);
  }
  for (uint32_t i = 0; i < leakNames.size(); i++) {
    word(indexOf(leakNames[i]));
    word(leakOffsets[i]);
  }
  for (auto i : imports)
    word(i);
  tables = std::move(file);
  file = std::move(body);
  size_t textSize = 0;
  for (auto &s : strings)
    textSize += s.size();
  for (uint64_t x : {uint64_t(strings.size()), uint64_t(packages.size()), uint64_t(objects.size()), uint64_t(typeList.size()),
                     uint64_t(functions.size()), uint64_t(leakNames.size()), uint64_t(imports.size()), uint64_t(records.size()), uint64_t(textSize)})
    word(x);
  uint64_t offset = 0;
  for (auto &s : strings) {
    word(offset);
    word(s.size());
    offset += s.size();
  }
  file += tables;
  file += records;
  for (auto &s : strings)
    file += s;
  uint64_t seal = ownSeal(std::string_view(file).substr(ownMagic.size()));
  std::string sealBytes;
  for (size_t i = 0; i < ownSealBytes; i++)
    sealBytes.push_back(char(seal >> 8 * i));
  file.insert(ownMagic.size(), sealBytes);
  return file;
}

} // namespace

std::string writeOwn(const OwnInput &input, const PositionOf &positionOf) { return Writer(input, positionOf).write(); }

} // namespace golem::exportdata
