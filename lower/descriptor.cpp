// Type descriptors and itabs: the data that reflection, interfaces, maps and the collector go by. The layout is package
// internal/abi's. Offsets (NameOff, TypeOff, TextOff) are distances from the descriptor or name that holds them.
//
// A package defines the descriptors of its declared types T and *T, package runtime those of the predeclared ones; all other
// types are described wherever they are used, in COMDATs.
#include "lower/module.h"

#include "types/universe.h"

#include <algorithm>

namespace golem::lower {

using namespace types;
using llvm::Constant;
using llvm::ConstantExpr;
using llvm::GlobalValue;
using llvm::GlobalVariable;

namespace {

using Kind = abi::TypeKind;

Kind basicKind(BasicKind k) {
  switch (k) {
  case BasicKind::String: return Kind::String;
  case BasicKind::UnsafePointer: return Kind::UnsafePointer;
  default: break;
  }
  if (k >= BasicKind::Bool && k <= BasicKind::Complex128)
    return Kind(int(Kind::Bool) + (int(k) - int(BasicKind::Bool)));
  return Kind::Invalid;
}

Kind kindOf(Type *under) {
  switch (under->kind()) {
  case TypeKind::Basic: return basicKind(static_cast<Basic *>(under)->basicKind());
  case TypeKind::Array: return Kind::Array;
  case TypeKind::Chan: return Kind::Chan;
  case TypeKind::Signature: return Kind::Func;
  case TypeKind::Interface: return Kind::Interface;
  case TypeKind::Map: return Kind::Map;
  case TypeKind::Pointer: return Kind::Pointer;
  case TypeKind::Slice: return Kind::Slice;
  case TypeKind::Struct: return Kind::Struct;
  default: return Kind::Invalid;
  }
}

bool isNamed(Type *t) { return t->kind() == TypeKind::Named || t->kind() == TypeKind::Basic; }

// The declared type that t is or points to, or null.
Type *baseOf(Type *t) {
  t = unalias(t);
  if (auto *p = as<Pointer>(t))
    t = unalias(p->elem());
  return isNamed(t) ? t : nullptr;
}

void putVarint(std::string &out, uint64_t n) {
  for (; n >= 0x80; n >>= 7)
    out += char(n | 0x80);
  out += char(n);
}

std::vector<Func *> interfaceMethods(Interface *i) {
  std::vector<Func *> methods;
  for (int k = 0; k < i->numMethods(); k++)
    methods.push_back(i->method(k));
  std::sort(methods.begin(), methods.end(), [](Func *a, Func *b) { return cmpObjects(a, b) < 0; });
  return methods;
}

std::vector<Func *> concreteMethods(Type *t) {
  std::vector<Func *> methods;
  if (t->underlying()->kind() == TypeKind::Interface)
    return methods;
  if (auto *p = as<Pointer>(unalias(t)); p != nullptr && p->elem()->underlying()->kind() == TypeKind::Interface)
    return methods;
  for (Selection *s : methodSet(t))
    if (auto *f = as<Func>(s->obj()))
      if (f->name() != "_")
        methods.push_back(f);
  std::sort(methods.begin(), methods.end(), [](Func *a, Func *b) { return cmpObjects(a, b) < 0; });
  return methods;
}

} // namespace

uint32_t Module::typeHash(Type *t) {
  uint32_t h = 2166136261u;
  for (unsigned char c : gir::linkString(t))
    h = (h ^ c) * 16777619u;
  return h;
}

Type *Module::pointerTo(Type *t) {
  Type *&p = pointers[t];
  if (!p)
    p = newPointer(t);
  return p;
}

// struct { ctrl uint64; slots [8]struct { key; elem } }, as internal/runtime/maps wants it.
Type *Module::mapGroup(Map *m) {
  Type *&group = groups[m];
  if (group)
    return group;
  auto held = [&](Type *t) { return layout.of(t).size > abi::mapMaxInlineBytes ? pointerTo(t) : t; };
  auto field = [](std::string_view name, Type *t) { return newField({}, nullptr, name, t, false); };
  Type *slot = newStruct({field("Key", held(m->key())), field("Elem", held(m->elem()))}, {});
  return group = newStruct({field("Ctrl", basicType(BasicKind::Uint64)), field("Slots", newArray(slot, abi::mapGroupSlots))}, {});
}

// struct { F uintptr; C0, C1, … }: a closure object with its captures. The code pointer is nothing to the collector.
Type *Module::closureType(const std::vector<Type *> &captures) {
  std::string key;
  for (Type *t : captures)
    key += gir::linkString(t) + ";";
  Type *&slot = closures[key];
  if (slot)
    return slot;
  std::vector<Var *> fields{newField({}, nullptr, "F", basicType(BasicKind::Uintptr), false)};
  for (size_t i = 0; i < captures.size(); i++) {
    auto *name = new std::string("C" + std::to_string(i)); // types live as long as the process
    fields.push_back(newField({}, nullptr, *name, captures[i], false));
  }
  return slot = newStruct(std::move(fields), {});
}

// Whether another package's object defines the descriptor.
bool Module::emittedElsewhere(Type *t) {
  Type *base = baseOf(t);
  if (!base)
    return false;
  if (base->kind() == TypeKind::Basic)
    return in.package->path != "runtime";
  auto *named = static_cast<Named *>(base);
  TypeName *o = named->obj();
  if (!named->typeArgs().empty() || o->isLocal())
    return false;
  if (o->pkg() == nullptr)
    return in.package->path != "runtime";
  return o->pkg() != in.package->types;
}

// Whether the descriptor is this package's to define, for all others (not a COMDAT).
bool Module::alwaysHere(Type *t) {
  Type *base = baseOf(t);
  if (!base || emittedElsewhere(t))
    return false;
  if (auto *named = as<Named>(base))
    return named->typeArgs().empty() && !named->obj()->isLocal();
  return true;
}

void Module::packageTypes() {
  Scope *scope = in.package->types->scope();
  for (auto name : scope->names()) {
    auto *o = as<TypeName>(scope->lookup(name));
    if (!o || o->isAlias() || o->pkg() != in.package->types)
      continue;
    auto *named = as<Named>(o->type());
    if (!named || !named->typeParams().empty())
      continue;
    if (auto *i = underAs<Interface>(named); i && !i->isMethodSet())
      continue; // a constraint is no type of values
    descriptor(named);
    descriptor(pointerTo(named));
  }
  if (in.package->path != "runtime")
    return;
  for (int k = int(BasicKind::Bool); k <= int(BasicKind::UnsafePointer); k++) {
    descriptor(basicType(BasicKind(k)));
    descriptor(pointerTo(basicType(BasicKind(k))));
  }
  descriptor(universe().errorType);
  descriptor(pointerTo(universe().errorType));
}

// A pointer to g in a section that is kept or dropped with g.
void Module::link(llvm::GlobalObject *g, llvm::StringRef section) {
  auto *entry = new GlobalVariable(m, layout.ptr, true, GlobalValue::InternalLinkage, g, "link");
  entry->setSection(section);
  entry->setAlignment(layout.wordAlign);
  if (g->hasComdat())
    entry->setComdat(g->getComdat());
  entry->setMetadata(llvm::LLVMContext::MD_associated,
                     llvm::MDNode::get(context, llvm::ValueAsMetadata::get(g)));
  used.push_back(entry);
}

Constant *Module::descriptor(Type *t) {
  t = unalias(t);
  if (auto it = descriptors.find(t); it != descriptors.end())
    return it->second;
  std::string symbol = gir::typeSymbol(t);
  GlobalVariable *g = m.getNamedGlobal(symbol);
  bool isNew = !g;
  if (isNew) {
    g = new GlobalVariable(m, layout.i8, true, GlobalValue::ExternalLinkage, nullptr, symbol);
    g->setAlignment(layout.wordAlign);
    g->setDSOLocal(true);
  }
  descriptors[t] = g;
  if ((isNew || g->isDeclaration()) && !emittedElsewhere(t) && described.insert(g).second)
    typesTodo.push_back({t, g});
  return g;
}

Constant *Module::nameData(std::string_view name, std::string_view tag, bool exported, bool embedded,
                           const types::Package *pkg) {
  std::string bytes;
  // The highest bit means nothing: a byte that is not NUL, so that the linker can keep equal names of all packages once.
  bytes += char(0x80 | (exported ? 1 : 0) | (tag.empty() ? 0 : 2) | (pkg ? 4 : 0) | (embedded ? 8 : 0));
  putVarint(bytes, name.size());
  bytes += name;
  if (!tag.empty()) {
    putVarint(bytes, tag.size());
    bytes += tag;
  }
  Data d(layout);
  d.bytes = bytes;
  if (!pkg) {
    if (!name.empty() && bytes.find('\0') == bytes.npos)
      d.bytes += '\0';
    return blob(d, llvm::Align(1));
  }
  Constant *&slot = names[bytes + "\n" + std::string(pkg->path())];
  if (slot)
    return slot;
  // The path's offset is counted from this very name.
  auto *g = new GlobalVariable(m, layout.i8, true, GlobalValue::PrivateLinkage, nullptr, "");
  Constant *path = nameData(pkg->path(), "", false, false, nullptr);
  d.setAddress(d.extend(4), layout.distance32(path, g));
  g->replaceInitializer(d.constant());
  g->setAlignment(llvm::Align(1));
  return slot = g;
}

namespace {

/// Puts together the descriptor g of t: the common part, what the kind adds, the uncommon part of types with a name or methods,
/// and the part that varies in length (fields, parameters, methods).
class DescriptorBuilder {
public:
  DescriptorBuilder(Module &module, Type *t, GlobalVariable *g)
      : module(module), layout(module.layout), type(t), info(layout.of(t)), under(info.under), kind(kindOf(under)),
        named(as<Named>(t)), package(named ? named->obj()->pkg() : nullptr), methods(concreteMethods(t)),
        declaredMethods(kind == Kind::Interface ? interfaceMethods(static_cast<Interface *>(under)) : std::vector<Func *>{}),
        uncommon(isNamed(t) || !methods.empty()), descriptor(g), data(layout), tail(layout) {}

  Constant *build();

private:
  Module &module;
  Layout &layout;
  Type *type;
  const TypeInfo &info;
  Type *under;
  Kind kind;
  Named *named;
  const types::Package *package;
  std::vector<Func *> methods;         ///< of a concrete type
  std::vector<Func *> declaredMethods; ///< of an interface
  bool uncommon;
  GlobalVariable *descriptor;
  Data data, tail; ///< tail: fields and parameters, which lie behind the uncommon part

  void commonPart();
  void arrayPart();
  void chanPart();
  void funcPart();
  void interfacePart();
  void mapPart();
  void elemPart(Type *elem) { Data::Record<abi::ElemPart>(data).set(abi::ElemPart::elem, module.descriptor(elem)); }
  void structPart();
  void uncommonPart(uint64_t tailSize);
  void interfaceMethodList();
  void methodList();

  Constant *relative(Constant *target) { return target ? layout.distance32(target, descriptor) : nullptr; }
  Constant *pathName(const types::Package *p) { return p ? module.nameData(p->path(), "", false, false, nullptr) : nullptr; }
  Constant *methodName(Func *f, const types::Package *own);
  Constant *mask(Type *t);
  Constant *groupShape(Type *group);
  Constant *tailAddress(uint64_t partSize);
  const types::Package *packageOfBase();
};

Constant *DescriptorBuilder::mask(Type *t) {
  if (layout.of(t).ptrBytes == 0)
    return nullptr;
  std::vector<uint8_t> bits = layout.pointerMask(t);
  Data d(layout);
  d.bytes.assign(bits.begin(), bits.end());
  return module.blob(d, llvm::Align(1));
}

// Where the variable part will lie, from the kind's part, which has that size and is not there yet.
Constant *DescriptorBuilder::tailAddress(uint64_t partSize) {
  uint64_t at = data.bytes.size() + partSize + (uncommon ? layout.size<abi::Uncommon>() : 0);
  return ConstantExpr::getInBoundsGetElementPtr(layout.i8, static_cast<Constant *>(descriptor),
                                                llvm::ConstantInt::get(layout.word, at));
}

// The package that declares the type, or the one that it points to.
const types::Package *DescriptorBuilder::packageOfBase() {
  if (package || named)
    return package;
  Type *base = baseOf(type);
  return base && base->kind() == TypeKind::Named ? static_cast<Named *>(base)->obj()->pkg() : nullptr;
}

void DescriptorBuilder::commonPart() {
  bool onDemand = (info.ptrBytes / layout.wordSize + 7) / 8 > abi::maxMaskBytes;
  Constant *gcdata;
  if (onDemand)
    gcdata = new GlobalVariable(module.m, layout.ptr, false, GlobalValue::PrivateLinkage,
                                llvm::ConstantPointerNull::get(layout.ptr), "");
  else
    gcdata = mask(type);
  bool exported = false;
  if (Type *base = baseOf(type))
    exported = base->kind() == TypeKind::Named && static_cast<Named *>(base)->obj()->exported();
  // Without ptrToThis, reflection would look for *T among the type links and make one without methods when nothing else
  // refers to *T.
  bool needsPointer = kind != Kind::Pointer &&
                      (named || isNamed(type) || !concreteMethods(module.pointerTo(type)).empty());
  uint8_t flags = (uncommon ? abi::HasUncommon : 0) | (isNamed(type) ? abi::HasName : 0) |
                  (info.alg == Alg::Memory ? abi::RegularMemory : 0) | (onDemand ? abi::MaskOnDemand : 0) |
                  (info.directIface ? abi::DirectInterface : 0);
  Constant *equal = module.equalClosure(type);
  Constant *name = module.nameData(gir::reflectString(type), "", exported, false, nullptr);
  Constant *pointer = needsPointer ? module.descriptor(module.pointerTo(type)) : nullptr;
  Data::Record<abi::Type>(data)
      .set(abi::Type::size, info.size)
      .set(abi::Type::ptrBytes, info.ptrBytes)
      .set(abi::Type::hash, module.typeHash(type))
      .set(abi::Type::flags, flags)
      .set(abi::Type::align, info.align.value())
      .set(abi::Type::fieldAlign, info.align.value())
      .set(abi::Type::kind, uint64_t(kind))
      .set(abi::Type::equal, equal)
      .set(abi::Type::gcdata, gcdata)
      .set(abi::Type::str, relative(name))
      .set(abi::Type::ptrToThis, relative(pointer));
}

void DescriptorBuilder::arrayPart() {
  auto *a = static_cast<Array *>(under);
  Constant *elem = module.descriptor(a->elem()), *slice = module.descriptor(newSlice(a->elem()));
  Data::Record<abi::ArrayPart>(data)
      .set(abi::ArrayPart::elem, elem)
      .set(abi::ArrayPart::slice, slice)
      .set(abi::ArrayPart::len, uint64_t(a->len()));
}

void DescriptorBuilder::chanPart() {
  auto *c = static_cast<Chan *>(under);
  uint64_t direction = c->dir() == ChanDir::SendRecv ? 3 : c->dir() == ChanDir::SendOnly ? 2 : 1;
  Data::Record<abi::ChanPart>(data)
      .set(abi::ChanPart::elem, module.descriptor(c->elem()))
      .set(abi::ChanPart::dir, direction);
}

void DescriptorBuilder::funcPart() {
  auto *s = static_cast<Signature *>(under);
  Data::Record<abi::FuncPart>(data)
      .set(abi::FuncPart::inCount, uint64_t(s->numParams()))
      .set(abi::FuncPart::outCount, uint64_t(s->numResults()) | (s->variadic() ? abi::variadicFlag : 0));
  for (Var *v : tupleVars(s->params()))
    tail.pointer(module.descriptor(v->type()));
  for (Var *v : tupleVars(s->results()))
    tail.pointer(module.descriptor(v->type()));
}

void DescriptorBuilder::interfacePart() {
  uint64_t n = declaredMethods.size();
  Constant *list = tailAddress(layout.size<abi::InterfacePart>());
  Data::Record<abi::InterfacePart>(data)
      .set(abi::InterfacePart::pkgPath, pathName(package))
      .set(abi::InterfacePart::methods, list)
      .set(abi::InterfacePart::methodCount, n)
      .set(abi::InterfacePart::methodCap, n);
}

// Of a map's group only the collector wants to know: a struct without visible fields of the right size and mask.
Constant *DescriptorBuilder::groupShape(Type *group) {
  const TypeInfo &g = layout.of(group);
  Data d(layout);
  Data::Record<abi::Type>(d)
      .set(abi::Type::size, g.size)
      .set(abi::Type::ptrBytes, g.ptrBytes)
      .set(abi::Type::hash, module.typeHash(group))
      .set(abi::Type::align, g.align.value())
      .set(abi::Type::fieldAlign, g.align.value())
      .set(abi::Type::kind, uint64_t(Kind::Struct))
      .set(abi::Type::gcdata, mask(group));
  d.extend(layout.size<abi::StructPart>());
  return module.blob(d, layout.wordAlign);
}

void DescriptorBuilder::mapPart() {
  auto *mt = static_cast<Map *>(under);
  auto *group = static_cast<Struct *>(module.mapGroup(mt));
  auto *slots = static_cast<Array *>(group->field(1)->type());
  const TypeInfo &slot = layout.of(slots->elem());
  const TypeInfo &keyInfo = layout.of(mt->key());
  uint32_t flags = (keyInfo.keyNeedsUpdate ? abi::NeedKeyUpdate : 0) | (keyInfo.hashMightPanic ? abi::HashMightPanic : 0) |
                   (keyInfo.size > abi::mapMaxInlineBytes ? abi::IndirectKey : 0) |
                   (layout.of(mt->elem()).size > abi::mapMaxInlineBytes ? abi::IndirectElem : 0);
  Constant *key = module.descriptor(mt->key()), *elem = module.descriptor(mt->elem());
  Constant *shape = groupShape(group), *hasher = module.hashClosure(mt->key());
  Data::Record<abi::MapPart>(data)
      .set(abi::MapPart::key, key)
      .set(abi::MapPart::elem, elem)
      .set(abi::MapPart::group, shape)
      .set(abi::MapPart::hasher, hasher)
      .set(abi::MapPart::groupSize, layout.of(group).size)
      .set(abi::MapPart::slotSize, slot.size)
      .set(abi::MapPart::elemOffset, slot.offsets[1])
      .set(abi::MapPart::flags, flags);
}

void DescriptorBuilder::structPart() {
  auto *s = static_cast<Struct *>(under);
  const types::Package *fieldPackage = nullptr;
  for (Var *f : s->fields())
    if (!f->exported()) {
      fieldPackage = f->pkg();
      break;
    }
  uint64_t n = uint64_t(s->numFields());
  Constant *path = pathName(fieldPackage), *list = tailAddress(layout.size<abi::StructPart>());
  Data::Record<abi::StructPart>(data)
      .set(abi::StructPart::pkgPath, path)
      .set(abi::StructPart::fields, list)
      .set(abi::StructPart::fieldCount, n)
      .set(abi::StructPart::fieldCap, n);
  for (int i = 0; i < s->numFields(); i++) {
    Var *f = s->field(i);
    Constant *name = module.nameData(f->name(), s->tag(i), f->exported(), f->embedded(), nullptr);
    Data::Record<abi::StructField>(tail)
        .set(abi::StructField::name, name)
        .set(abi::StructField::type, module.descriptor(f->type()))
        .set(abi::StructField::offset, info.offsets[size_t(i)]);
  }
}

void DescriptorBuilder::uncommonPart(uint64_t tailSize) {
  size_t exported = 0;
  while (exported < methods.size() && methods[exported]->exported())
    exported++;
  Constant *path = type == basicType(BasicKind::UnsafePointer) ? module.nameData("unsafe", "", false, false, nullptr)
                                                              : pathName(packageOfBase());
  Data::Record<abi::Uncommon>(data)
      .set(abi::Uncommon::pkgPath, relative(path))
      .set(abi::Uncommon::methodCount, methods.size())
      .set(abi::Uncommon::exportedCount, exported)
      .set(abi::Uncommon::methods, layout.size<abi::Uncommon>() + tailSize);
}

// The name has its package's path where that is not the type's own.
Constant *DescriptorBuilder::methodName(Func *f, const types::Package *own) {
  bool foreign = !f->exported() && f->pkg() != own;
  return relative(module.nameData(f->name(), "", f->exported(), false, foreign ? f->pkg() : nullptr));
}

void DescriptorBuilder::interfaceMethodList() {
  for (Func *f : declaredMethods) {
    Constant *name = methodName(f, package);
    Data::Record<abi::InterfaceMethod>(data)
        .set(abi::InterfaceMethod::name, name)
        .set(abi::InterfaceMethod::type, relative(module.descriptor(f->type())));
  }
}

void DescriptorBuilder::methodList() {
  auto *provider = module.in.provider;
  auto entry = [&](gir::FuncRef::Kind wrapper, Func *f) -> Constant * {
    const gir::FuncRef *ref = provider ? provider->wrapper(wrapper, type, f) : nullptr;
    return relative(ref ? module.function(*ref) : nullptr);
  };
  const types::Package *own = packageOfBase();
  for (Func *f : methods) {
    Constant *name = methodName(f, own), *signature = relative(module.descriptor(f->type()));
    Constant *forInterfaces = entry(gir::FuncRef::IfaceEntry, f), *forValues = entry(gir::FuncRef::Promoted, f);
    Data::Record<abi::Method>(data)
        .set(abi::Method::name, name)
        .set(abi::Method::type, signature)
        .set(abi::Method::interfaceEntry, forInterfaces)
        .set(abi::Method::entry, forValues);
  }
}

Constant *DescriptorBuilder::build() {
  commonPart();
  uint64_t tailSize = 0;
  switch (kind) {
  case Kind::Array: arrayPart(); break;
  case Kind::Chan: chanPart(); break;
  case Kind::Func: funcPart(); break;
  case Kind::Interface:
    interfacePart();
    tailSize = layout.size<abi::InterfaceMethod>() * declaredMethods.size();
    break;
  case Kind::Map: mapPart(); break;
  case Kind::Pointer: elemPart(static_cast<Pointer *>(under)->elem()); break;
  case Kind::Slice: elemPart(static_cast<Slice *>(under)->elem()); break;
  case Kind::Struct: structPart(); break;
  default: break;
  }
  if (uncommon)
    uncommonPart(std::max<uint64_t>(tailSize, tail.bytes.size()));
  data.append(tail);
  interfaceMethodList();
  methodList();
  // A named map type keeps the unnamed one: reflection must find it rather than make another with its own hash function.
  if (named && kind == Kind::Map) {
    data.extend(abi::alignTo(data.bytes.size(), layout.wordSize) - data.bytes.size());
    data.pointer(module.descriptor(under));
  }
  return data.constant();
}

} // namespace

void Module::emitDescriptor(Type *t, GlobalVariable *g) {
  g->replaceInitializer(DescriptorBuilder(*this, t, g).build());
  g->setAlignment(layout.wordAlign);
  if (alwaysHere(t)) {
    g->setLinkage(GlobalValue::ExternalLinkage);
  } else {
    shared(g);
  }
  if (!isNamed(t) && kindOf(layout.of(t).under) != Kind::Interface)
    link(g, "golem_typelinks");
}

Constant *Module::itab(Type *t, Type *iface) {
  t = unalias(t);
  iface = unalias(iface);
  std::string symbol = gir::itabSymbol(t, iface);
  if (auto *g = m.getNamedGlobal(symbol))
    return g;
  auto *g = new GlobalVariable(m, layout.i8, true, GlobalValue::ExternalLinkage, nullptr, symbol);
  g->setDSOLocal(true);
  std::vector<Func *> have = concreteMethods(t), want = interfaceMethods(static_cast<Interface *>(iface->underlying()));
  Data d(layout);
  Constant *interface = descriptor(iface), *type = descriptor(t);
  Data::Record<abi::Itab>(d)
      .set(abi::Itab::interface, interface)
      .set(abi::Itab::type, type)
      .set(abi::Itab::hash, typeHash(t));
  for (Func *w : want) {
    auto it = std::find_if(have.begin(), have.end(), [&](Func *f) { return f->sameId(w->pkg(), w->name(), false); });
    const gir::FuncRef *entry =
        it != have.end() && in.provider ? in.provider->wrapper(gir::FuncRef::IfaceEntry, t, *it) : nullptr;
    d.pointer(entry ? static_cast<Constant *>(function(*entry)) : nullptr);
  }
  if (want.empty())
    d.word(0);
  g->replaceInitializer(d.constant());
  g->setAlignment(layout.wordAlign);
  shared(g);
  link(g, "golem_itabs");
  return g;
}

} // namespace golem::lower
