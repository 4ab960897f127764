// Reading Golem's own export members: see own.h. One Member per archive; objects, types and functions are decoded at their
// first use. Damage that the tables' checks do not catch ends the process with a message: nothing was written by then.
#include "export/own.h"
#include "export/own_format.h"
#include "types/api.h"
#include "types/universe.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace golem::exportdata {

using namespace types;

namespace {
struct Member;
}

struct Importer::State {
  Context *context;
  gir::RefTable &refs;
  base::Interner &names;
  MakePosition makePosition;
  std::unordered_map<std::string_view, types::Package *> packages;
  std::deque<std::unique_ptr<Member>> members;
  std::unordered_map<std::string_view, std::pair<Member *, uint32_t>> functions; // by link name
  std::unordered_map<std::string_view, gir::Function *> loaded;
  std::deque<gir::Function> functionStore;
  std::unordered_map<std::string_view, std::pair<Member *, uint32_t>> leaks; // by link name: offset of the record
  std::unordered_map<std::string_view, std::unique_ptr<gir::Leaks>> leaksLoaded;
  std::unordered_map<std::string_view, const gir::Global *> globals;
  std::deque<gir::Global> globalStore;
  std::unordered_map<const types::Object *, std::string_view> renamed; // by //go:linkname
  std::unordered_map<std::string, Named *> localTypes; // "path.name·N"

  State(Context *context, gir::RefTable &refs, base::Interner &names, MakePosition makePosition)
      : context(context), refs(refs), names(names), makePosition(std::move(makePosition)) {}
  types::Package *packageOf(std::string_view path, std::string_view name);
  gir::Function *function(std::string_view linkName);
};

namespace {

using State = Importer::State;
using Env = std::vector<TypeParam *>;

uint32_t wordAt(std::string_view bytes, size_t offset) {
  uint32_t x = 0;
  for (int i = 3; i >= 0; i--)
    x = x << 8 | (unsigned char)bytes[offset + size_t(i)];
  return x;
}

struct ObjectEntry {
  uint32_t package, name, code, local, offset;
};

// One archive's member: its tables and what has been decoded of them.
struct Member {
  State &state;
  std::string path;
  std::string_view stringTable, packageTable, objectTable, typeTable, functionTable, leakTable, importTable, records, text;
  uint32_t nstrings = 0, npackages = 0, nobjects = 0, ntypes = 0, nfunctions = 0, nleaks = 0;
  std::vector<std::string_view> strings;
  std::vector<types::Package *> packages;
  std::vector<types::Object *> objects;
  std::vector<types::Type *> typeList;

  Member(State &state, std::string_view path) : state(state), path(path) {}
  bool parse(std::string_view bytes);
  std::string_view string(uint32_t i);
  types::Package *package(uint32_t i);
  ObjectEntry entry(uint32_t i);
  types::Object *object(uint32_t i, const Env &env);
  types::Object *resolve(uint32_t i, const Env &env);
  types::Type *sharedType(uint32_t i);
  void declare();
  void setImports();
  [[noreturn]] void damaged() const {
    std::fprintf(stderr, "compile: could not import %s: damaged export data\n", path.c_str());
    std::exit(1);
  }
};

// A cursor in a member's records.
class Reader {
public:
  Reader(Member &member, uint32_t offset, Env env = {}) : m(member), at(offset), env(std::move(env)) {}

  uint64_t num();
  int64_t snum() {
    uint64_t x = num();
    return int64_t(x >> 1) ^ -int64_t(x & 1);
  }
  size_t count() { // of things that take at least one byte each
    uint64_t n = num();
    if (n > m.records.size())
      m.damaged();
    return size_t(n);
  }
  bool bit() { return num() != 0; }
  std::string_view str() { return m.string(uint32_t(num())); }
  source::Pos pos();
  types::Type *type();
  types::Type *optionalType() { return bit() ? type() : nullptr; }
  types::Type *typeRecord(Named *named = nullptr);
  Var *var(VarKind kind);
  std::vector<Var *> varList(VarKind kind);
  Signature *signature(Var *recv, Env recvParams = {}, Env params = {});
  Env typeParams(std::vector<std::function<void()>> *delayed);
  constant::Val constantValue();
  Func *method();
  void object(types::Object *&result, const ObjectEntry &e);
  LoadedNamed namedBody(Named *named);
  Func *methodRef();
  const gir::FuncRef *funcRef();
  const gir::Global *global();
  gir::Operand operand();
  void instr(gir::Instr &i);
  void function(gir::Function &f);
  void leaks(gir::Leaks &l);

private:
  Member &m;
  size_t at;
  Env env;
  types::Package *packagePlusOne() {
    uint64_t i = num();
    return i == 0 ? nullptr : m.package(uint32_t(i - 1));
  }
  Interface *interface(Named *named);
  void renamed(types::Object *object) {
    if (auto name = str(); !name.empty())
      m.state.renamed[object] = name;
  }
};

bool Member::parse(std::string_view bytes) {
  constexpr size_t headerWords = 9;
  if (!bytes.starts_with(ownMagic) || bytes.size() < ownMagic.size() + ownSealBytes + 4 * headerWords)
    return false;
  bytes.remove_prefix(ownMagic.size());
  uint64_t seal = wordAt(bytes, 0) | uint64_t(wordAt(bytes, 4)) << 32;
  bytes.remove_prefix(ownSealBytes);
  if (seal != ownSeal(bytes))
    return false;
  auto word = [&](size_t i) { return wordAt(bytes, 4 * i); };
  nstrings = word(0), npackages = word(1), nobjects = word(2), ntypes = word(3), nfunctions = word(4), nleaks = word(5);
  uint64_t importWords = word(6), recordSize = word(7), textSize = word(8);
  uint64_t total = 4 * headerWords + uint64_t(nstrings) * 8 + uint64_t(npackages) * 8 + uint64_t(nobjects) * 20 +
                   uint64_t(ntypes) * 4 + uint64_t(nfunctions) * 8 + uint64_t(nleaks) * 8 + importWords * 4 + recordSize + textSize;
  if (total > bytes.size() || npackages == 0)
    return false;
  bytes.remove_prefix(4 * headerWords);
  auto take = [&](uint64_t n) {
    auto part = bytes.substr(0, n);
    bytes.remove_prefix(n);
    return part;
  };
  stringTable = take(uint64_t(nstrings) * 8);
  packageTable = take(uint64_t(npackages) * 8);
  objectTable = take(uint64_t(nobjects) * 20);
  typeTable = take(uint64_t(ntypes) * 4);
  functionTable = take(uint64_t(nfunctions) * 8);
  leakTable = take(uint64_t(nleaks) * 8);
  importTable = take(importWords * 4);
  records = take(recordSize);
  text = take(textSize);
  strings.resize(nstrings);
  packages.resize(npackages);
  objects.resize(nobjects);
  typeList.resize(ntypes);
  return true;
}

std::string_view Member::string(uint32_t i) {
  if (i >= nstrings)
    damaged();
  if (strings[i].data() == nullptr) {
    uint64_t offset = wordAt(stringTable, size_t(i) * 8), size = wordAt(stringTable, size_t(i) * 8 + 4);
    if (offset + size > text.size())
      damaged();
    strings[i] = state.names.intern(text.substr(offset, size));
  }
  return strings[i];
}

types::Package *Member::package(uint32_t i) {
  if (i >= npackages)
    damaged();
  if (packages[i] == nullptr)
    packages[i] =
        state.packageOf(string(wordAt(packageTable, size_t(i) * 8)), string(wordAt(packageTable, size_t(i) * 8 + 4)));
  return packages[i];
}

ObjectEntry Member::entry(uint32_t i) {
  if (i >= nobjects)
    damaged();
  auto word = [&](size_t k) { return wordAt(objectTable, size_t(i) * 20 + 4 * k); };
  ObjectEntry e{word(0), word(1), word(2), word(3), word(4)};
  if (e.offset >= records.size())
    damaged();
  return e;
}

// Tells packages their imports unless another member has done so.
void Member::setImports() {
  size_t at = 0;
  auto next = [&] {
    if (at + 4 > importTable.size())
      damaged();
    at += 4;
    return wordAt(importTable, at - 4);
  };
  for (uint32_t i = 0; i < npackages; i++) {
    uint32_t n = next();
    std::vector<types::Package *> list;
    for (uint32_t k = 0; k < n; k++)
      list.push_back(package(next()));
    if (n != 0 && package(i)->imports_.empty())
      package(i)->imports_ = std::move(list);
  }
}

// Declares all package-level objects; they are decoded when they are looked up.
void Member::declare() {
  setImports();
  for (uint32_t i = 0; i < nobjects; i++) {
    ObjectEntry e = entry(i);
    if (e.local == 0)
      package(e.package)->scope()->insertLazy(string(e.name), [this, i] { return resolve(i, {}); });
  }
}

types::Object *Member::object(uint32_t i, const Env &env) {
  if (i >= nobjects)
    damaged();
  if (objects[i] == nullptr) {
    ObjectEntry e = entry(i);
    objects[i] = e.local == 0 ? package(e.package)->scope()->lookup(string(e.name)) : resolve(i, env);
  }
  return objects[i];
}

// Decodes an object; the caller declares it.
types::Object *Member::resolve(uint32_t i, const Env &env) {
  ObjectEntry e = entry(i);
  if (e.local != 0) {
    std::string key = std::string(package(e.package)->path()) + "." + std::string(string(e.name)) + "·" + std::to_string(e.local);
    if (auto it = state.localTypes.find(key); it != state.localTypes.end())
      return it->second->obj();
    types::Object *result = nullptr;
    Reader(*this, e.offset, env).object(result, e);
    auto *name = as<TypeName>(result);
    name->local_ = true;
    name->setOrder(e.local);
    state.localTypes[key] = as<Named>(name->type());
    return result;
  }
  types::Object *result = nullptr;
  Reader(*this, e.offset).object(result, e);
  result->setParent(package(e.package)->scope());
  return result;
}

types::Type *Member::sharedType(uint32_t i) {
  if (i >= ntypes)
    damaged();
  if (typeList[i] == nullptr) {
    auto *t = Reader(*this, wordAt(typeTable, size_t(i) * 4)).typeRecord();
    if (typeList[i] == nullptr) // reading it may have met it again
      typeList[i] = t;
  }
  return typeList[i];
}

uint64_t Reader::num() {
  uint64_t x = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (at >= m.records.size())
      m.damaged();
    unsigned char c = (unsigned char)m.records[at++];
    x |= uint64_t(c & 0x7f) << shift;
    if (c < 0x80)
      return x;
  }
  m.damaged();
}

source::Pos Reader::pos() {
  uint64_t file = num();
  if (file == 0)
    return {};
  auto line = unsigned(num()), column = unsigned(num());
  return m.state.makePosition(m.string(uint32_t(file - 1)), line, column);
}

types::Type *Reader::type() {
  uint64_t i = num();
  return i == 0 ? typeRecord() : m.sharedType(uint32_t(i - 1));
}

Var *Reader::var(VarKind kind) {
  auto p = pos();
  auto *package = packagePlusOne();
  auto name = str();
  auto *t = type();
  return new Var(kind, p, package, name, t);
}

std::vector<Var *> Reader::varList(VarKind kind) {
  std::vector<Var *> list(count());
  for (auto &v : list)
    v = var(kind);
  return list;
}

Signature *Reader::signature(Var *recv, Env recvParams, Env params) {
  auto *in = newTuple(varList(VarKind::Param));
  auto *out = newTuple(varList(VarKind::Result));
  bool variadic = bit();
  return newSignature(recv, std::move(recvParams), std::move(params), in, out, variadic);
}

Interface *Reader::interface(Named *named) {
  size_t nmethods = count(), nembedded = count();
  bool implicit = bit();
  std::vector<Func *> methods(nmethods);
  std::vector<Var *> receivers;
  for (auto &method : methods) {
    auto p = pos();
    auto *package = packagePlusOne();
    auto name = str();
    auto *recv = new Var(VarKind::Recv, p, package, "", named);
    receivers.push_back(recv);
    method = new Func(p, package, name, signature(recv));
  }
  std::vector<types::Type *> embedded(nembedded);
  for (auto &t : embedded)
    t = type();
  auto *result = newInterfaceType(std::move(methods), std::move(embedded));
  result->implicit_ = implicit;
  if (named == nullptr)
    for (auto *recv : receivers)
      recv->setType(result);
  return result;
}

types::Type *Reader::typeRecord(Named *named) {
  switch (TypeTag(num())) {
  case BasicTag: {
    uint64_t kind = num();
    if (kind >= uint64_t(kNumBasicKinds))
      m.damaged();
    return basicType(BasicKind(kind));
  }
  case UniverseTag: {
    auto *object = universe().scope->lookup(str());
    if (object == nullptr)
      m.damaged();
    return object->type();
  }
  case NamedTag: {
    auto *object = m.object(uint32_t(num()), env);
    if (object == nullptr || object->type() == nullptr)
      m.damaged();
    std::vector<types::Type *> targs(count());
    for (auto &t : targs)
      t = type();
    return targs.empty() ? object->type() : instantiate(m.state.context, object->type(), targs);
  }
  case PointerTag: return newPointer(type());
  case SliceTag: return newSlice(type());
  case ArrayTag: {
    auto len = int64_t(num());
    return newArray(type(), len);
  }
  case ChanTag: {
    auto dir = ChanDir(num());
    return newChan(dir, type());
  }
  case MapTag: {
    auto *key = type();
    return newMap(key, type());
  }
  case TupleTag: {
    auto list = varList(VarKind::None);
    return new Tuple(std::move(list));
  }
  case SignatureTag: return signature(nullptr);
  case StructTag: {
    size_t n = count();
    std::vector<Var *> fields(n);
    std::vector<std::string_view> tags(n);
    bool tagged = false;
    for (size_t i = 0; i < n; i++) {
      fields[i] = var(VarKind::Field);
      fields[i]->embedded_ = bit();
      tags[i] = str();
      tagged |= !tags[i].empty();
    }
    if (!tagged)
      tags.clear();
    return newStruct(std::move(fields), std::move(tags));
  }
  case InterfaceTag: return interface(named);
  case UnionTag: {
    std::vector<Term *> terms(count());
    for (auto &term : terms) {
      bool tilde = bit();
      term = new Term{tilde, type()};
    }
    return newUnion(std::move(terms));
  }
  case TypeParamTag: {
    uint64_t i = num();
    if (i >= env.size())
      m.damaged();
    return env[i];
  }
  }
  m.damaged();
}

// Makes type parameters, which become the environment. Their constraints may need types that are being decoded: with
// `delayed` they are set later.
Env Reader::typeParams(std::vector<std::function<void()>> *delayed) {
  Env params(count());
  for (auto &p : params) {
    auto position = pos();
    auto *package = m.package(uint32_t(num()));
    auto name = str();
    p = newTypeParam(new TypeName(position, package, name, nullptr), nullptr);
  }
  env.insert(env.end(), params.begin(), params.end());
  for (size_t i = 0; i < params.size(); i++) // constraints may mention any of them by index
    params[i]->index_ = int(i);
  for (auto *p : params) {
    auto *bound = type();
    if (delayed != nullptr)
      delayed->push_back([p, bound] { p->setConstraint(bound); });
    else
      p->setConstraint(bound);
  }
  return params;
}

constant::Val Reader::constantValue() {
  using constant::Kind;
  auto big = [&] {
    auto magnitude = str();
    return constant::makeFromBytes(magnitude, bit());
  };
  switch (Kind(num())) {
  case Kind::Unknown: return constant::makeUnknown();
  case Kind::Bool: return constant::makeBool(bit());
  case Kind::String: return constant::makeString(str());
  case Kind::Int: return big();
  case Kind::Float: {
    if (bit()) {
      auto n = big();
      return constant::binaryOp(constant::toFloat(n), constant::Op::Div, constant::toFloat(big()));
    }
    return constant::makeFromLiteral(str(), constant::LitKind::Float);
  }
  case Kind::Complex: {
    auto re = constantValue();
    return constant::makeComplex(re, constantValue());
  }
  }
  m.damaged();
}

Func *Reader::method() {
  env.clear();
  auto p = pos();
  auto *package = packagePlusOne();
  auto name = str();
  auto params = typeParams(nullptr);
  auto *recv = var(VarKind::Recv);
  auto *sig = signature(recv, params);
  return new Func(p, package, name, sig);
}

void Reader::object(types::Object *&result, const ObjectEntry &e) {
  auto *package = m.package(e.package);
  auto name = m.string(e.name);
  Member &member = m;
  Env outer = env; // of local types
  auto p = pos();
  switch (e.code) {
  case ConstObject: {
    auto *t = type();
    result = new Const(p, package, name, t, constantValue());
    return;
  }
  case VarObject:
    result = new Var(VarKind::Package, p, package, name, type());
    renamed(result);
    return;
  case FuncObject: {
    auto params = typeParams(nullptr);
    result = new Func(p, package, name, signature(nullptr, {}, params));
    renamed(result);
    return;
  }
  case AliasObject: {
    auto params = typeParams(nullptr);
    auto *object = new TypeName(p, package, name, nullptr);
    auto *alias = newAlias(object, type());
    if (!params.empty())
      alias->setTypeParams(params);
    result = object;
    return;
  }
  case TypeObject: {
    size_t nouter = num(); // type parameters of the function that declares it: they lead the environment
    if (nouter > outer.size())
      m.damaged();
    outer.resize(nouter);
    size_t offset = at;
    result = newTypeNameLazy(p, package, name, [&member, offset, outer](Named *named) {
      return Reader(member, uint32_t(offset), outer).namedBody(named);
    });
    if (nouter != 0)
      as<TypeName>(result)->enclosing_ = new TypeParamList(outer);
    return;
  }
  }
  m.damaged();
}

LoadedNamed Reader::namedBody(Named *named) {
  LoadedNamed loaded;
  loaded.tparams = typeParams(&loaded.delayed);
  size_t tag = at;
  // An interface declared here has the declared type as its methods' receiver; shared records do not know their owner.
  uint64_t shared = num();
  if (shared == 0) {
    loaded.underlying = typeRecord(named);
  } else if (m.sharedType(uint32_t(shared - 1))->kind() == TypeKind::Interface) {
    loaded.underlying = Reader(m, wordAt(m.typeTable, size_t(shared - 1) * 4)).typeRecord(named);
  } else {
    at = tag;
    loaded.underlying = type();
  }
  loaded.methods.resize(count());
  for (auto &method : loaded.methods)
    method = this->method();
  return loaded;
}

Func *Reader::methodRef() {
  if (!bit()) {
    auto *f = as<Func>(m.object(uint32_t(num()), env));
    if (f == nullptr)
      m.damaged();
    return f;
  }
  types::Type *recv = nullptr;
  if (num() == 0) {
    auto *object = m.object(uint32_t(num()), env);
    if (object == nullptr)
      m.damaged();
    recv = object->type();
  } else {
    recv = type();
  }
  auto *package = packagePlusOne();
  auto name = str();
  // A declared type's own methods come first: looking a method of a generic type up would instantiate it.
  if (auto *named = asNamed(recv); named != nullptr && !isInterface(recv))
    if (Func *f = nullptr; named->lookupMethod(package, name, false, &f) >= 0 && f != nullptr)
      return named->typeArgs().empty() ? f : named->expandMethod(named->methodIndex(name, false));
  std::vector<int> index;
  bool indirect = false;
  auto *f = as<Func>(lookupFieldOrMethod(recv, true, package, name, &index, &indirect));
  if (f == nullptr)
    m.damaged();
  return f;
}

const gir::FuncRef *Reader::funcRef() {
  gir::FuncRef r;
  r.kind = gir::FuncRef::Kind(num());
  r.linkName = str();
  if (bit()) {
    r.object = methodRef();
    r.sig = r.object->signature();
  } else if (bit()) {
    r.body = m.state.function(str());
    if (r.body == nullptr)
      m.damaged();
    r.sig = r.body->sig;
  } else if (bit()) {
    Var *recv = bit() ? var(VarKind::Recv) : nullptr;
    r.sig = signature(recv);
  }
  r.typeArgs.resize(count());
  for (auto &t : r.typeArgs)
    t = type();
  r.recv = optionalType();
  if (bit())
    r.method = methodRef();
  return m.state.refs.intern(std::move(r));
}

const gir::Global *Reader::global() {
  auto name = str();
  auto *t = type();
  auto &slot = m.state.globals[name];
  if (slot == nullptr) {
    auto &g = m.state.globalStore.emplace_back();
    g.linkName = name;
    g.type = t;
    g.isExternal = true;
    slot = &g;
  }
  return slot;
}

gir::Operand Reader::operand() {
  gir::Operand o;
  o.kind = gir::Operand::Kind(num());
  switch (o.kind) {
  case gir::Operand::None: break;
  case gir::Operand::Local: o.local = gir::LocalId(num()); break;
  case gir::Operand::Const:
    o.type = type();
    o.value = constantValue();
    break;
  case gir::Operand::Func:
    o.type = type();
    o.func = funcRef();
    break;
  case gir::Operand::GlobalAddr:
    o.type = type();
    o.global = global();
    break;
  case gir::Operand::Zero: o.type = type(); break;
  }
  return o;
}

void Reader::instr(gir::Instr &i) {
  i.op = gir::Op(num());
  i.flags = uint16_t(num());
  i.pos = pos();
  i.dst = gir::LocalId(num() - 1);
  i.type = optionalType();
  i.type2 = optionalType();
  i.args.resize(count());
  for (auto &a : i.args)
    a = operand();
  i.index = snum();
  i.local = gir::LocalId(num() - 1);
  i.inlined = uint32_t(num() - 1);
  uint64_t parts = num();
  if (parts & 1)
    i.callee = funcRef();
  if (parts & 2)
    i.method = methodRef();
  if (parts & 4)
    i.name = str();
  i.targets.resize(count());
  for (auto &t : i.targets)
    t = gir::BlockId(num());
  i.caseValues.resize(count());
  for (auto &v : i.caseValues)
    v = constantValue();
  i.cases.resize(count());
  for (auto &c : i.cases) {
    c.send = bit();
    c.chan = uint32_t(num());
    c.slot = uint32_t(num() - 1);
  }
}

void Reader::function(gir::Function &f) {
  if (bit()) {
    f.outer = m.state.function(str());
    if (f.outer == nullptr)
      m.damaged();
  }
  if (bit())
    f.object = methodRef();
  if (f.outer != nullptr) {
    env = f.outer->typeParams;
  } else if (f.object != nullptr) {
    auto *sig = f.object->signature();
    auto params = sig->recv() != nullptr ? sig->recvTypeParams() : sig->typeParams();
    env.assign(params.begin(), params.end());
  } else {
    typeParams(nullptr);
  }
  f.typeParams = env;
  f.isImported = env.empty();
  Var *recv = bit() ? var(VarKind::Recv) : nullptr;
  f.sig = signature(recv);
  if (f.object != nullptr)
    f.sig = f.object->signature();
  uint64_t flags = num();
  f.isClosure = flags & 1, f.isWrapper = flags & 2, f.noSplit = flags & 4, f.noInline = flags & 8, f.hasRecover = flags & 16;
  f.isHidden = flags & 32;
  f.pos = pos();
  f.endPos = pos();
  f.captures.resize(count());
  for (auto &t : f.captures)
    t = type();
  for (size_t n = count(); n > 0; n--) {
    auto &l = f.locals.emplace_back();
    l.kind = gir::LocalKind(num());
    l.memory = bit();
    l.type = optionalType();
    l.name = str();
    l.pos = pos();
  }
  f.params.resize(count());
  for (auto &p : f.params)
    p = gir::LocalId(num());
  f.results.resize(count());
  for (auto &r : f.results)
    r = gir::LocalId(num());
  f.deferFrame = gir::LocalId(num() - 1);
  f.inlineCost = int(num()) - 1;
  for (size_t n = count(); n > 0; n--) {
    auto &c = f.inlines.emplace_back();
    c.name = str();
    c.start = pos();
    c.call = pos();
    c.parent = uint32_t(num() - 1);
  }
  for (size_t n = count(); n > 0; n--) {
    auto &b = f.blocks.emplace_back();
    b.loops = uint32_t(num());
    b.instrs.resize(count());
    for (auto &i : b.instrs)
      instr(i);
  }
}

void Reader::leaks(gir::Leaks &l) {
  l.known = true;
  l.nothing = bit();
  for (auto *list : {&l.params, &l.captures}) {
    list->resize(count());
    for (auto &f : *list) {
      f.heap = uint8_t(num());
      f.hidden = bit();
      f.written = bit();
      f.results.resize(count());
      for (auto &r : f.results)
        r = uint8_t(num());
    }
  }
}

} // namespace

types::Package *Importer::State::packageOf(std::string_view path, std::string_view name) {
  if (path == "unsafe")
    return universe().unsafe;
  auto &slot = packages[names.intern(path)];
  if (slot == nullptr)
    slot = new types::Package(names.intern(path), name);
  return slot;
}

gir::Function *Importer::State::function(std::string_view linkName) {
  if (auto it = loaded.find(linkName); it != loaded.end())
    return it->second;
  auto it = functions.find(linkName);
  if (it == functions.end())
    return nullptr;
  auto [member, index] = it->second;
  auto &f = functionStore.emplace_back();
  f.linkName = it->first;
  loaded[it->first] = &f; // before its contents: literals refer to the functions around them
  uint32_t offset = wordAt(member->functionTable, size_t(index) * 8 + 4);
  Reader(*member, offset).function(f);
  return &f;
}

Importer::Importer(Context *context, gir::RefTable &refs, base::Interner &names, MakePosition makePosition)
    : state(std::make_unique<State>(context, refs, names, std::move(makePosition))) {}
Importer::~Importer() = default;

types::Package *Importer::add(std::string_view path, std::string_view bytes, std::string &error) {
  auto member = std::make_unique<Member>(*state, path);
  if (!member->parse(bytes)) {
    error = "damaged or foreign export data";
    return nullptr;
  }
  auto &m = *state->members.emplace_back(std::move(member));
  auto *package = m.package(0);
  if (package->path() != path && !package->path().starts_with("<")) { // compiled with another -p
    error = "mismatched import path, have \"" + std::string(package->path()) + "\", want \"" + std::string(path) + "\"";
    return nullptr;
  }
  m.declare();
  package->complete_ = true;
  for (uint32_t i = 0; i < m.nfunctions; i++)
    state->functions.try_emplace(m.string(wordAt(m.functionTable, size_t(i) * 8)), &m, i);
  for (uint32_t i = 0; i < m.nleaks; i++)
    state->leaks.try_emplace(m.string(wordAt(m.leakTable, size_t(i) * 8)), &m, wordAt(m.leakTable, size_t(i) * 8 + 4));
  return package;
}

types::Package *Importer::package(std::string_view path) {
  auto it = state->packages.find(path);
  return it == state->packages.end() ? nullptr : it->second;
}

std::string_view Importer::renamed(types::Object *object) const {
  auto it = state->renamed.find(object);
  return it == state->renamed.end() ? std::string_view() : it->second;
}

gir::Function *Importer::function(std::string_view linkName) { return state->function(linkName); }

gir::Function *Importer::inlinable(std::string_view linkName) {
  gir::Function *f = state->function(linkName);
  return f != nullptr && f->isImported && f->inlineCost >= 0 ? f : nullptr;
}

const gir::Leaks *Importer::leaks(std::string_view linkName) {
  auto it = state->leaks.find(linkName);
  if (it == state->leaks.end())
    return nullptr;
  auto &slot = state->leaksLoaded[it->first];
  if (slot == nullptr) {
    slot = std::make_unique<gir::Leaks>();
    auto [member, offset] = it->second;
    Reader(*member, offset).leaks(*slot);
  }
  return slot.get();
}

} // namespace golem::exportdata
