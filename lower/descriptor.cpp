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

// internal/abi.Kind
enum Kind : uint8_t {
  KInvalid, KBool, KInt, KInt8, KInt16, KInt32, KInt64, KUint, KUint8, KUint16, KUint32, KUint64, KUintptr, KFloat32, KFloat64,
  KComplex64, KComplex128, KArray, KChan, KFunc, KInterface, KMap, KPointer, KSlice, KString, KStruct, KUnsafePointer,
};

// internal/abi.TFlag
enum TFlag : uint8_t { Uncommon = 1, NamedFlag = 4, RegularMemory = 8, MaskOnDemand = 16, DirectIface = 32 };

// internal/abi.MapType.Flags
enum MapFlag : uint32_t { NeedKeyUpdate = 1, HashMightPanic = 2, IndirectKey = 4, IndirectElem = 8 };

constexpr uint64_t uncommonSize = 16;
constexpr uint64_t maxInlineMapBytes = 128; // keys and elements above are held by pointer
constexpr uint64_t mapSlots = 8;
constexpr uint64_t maxMaskBytes = 2048; // longer pointer masks are made at run time

Kind basicKind(BasicKind k) {
  switch (k) {
  case BasicKind::String: return KString;
  case BasicKind::UnsafePointer: return KUnsafePointer;
  default: break;
  }
  if (k >= BasicKind::Bool && k <= BasicKind::Complex128)
    return Kind(KBool + (int(k) - int(BasicKind::Bool)));
  return KInvalid;
}

Kind kindOf(Type *under) {
  switch (under->kind()) {
  case TypeKind::Basic: return basicKind(static_cast<Basic *>(under)->basicKind());
  case TypeKind::Array: return KArray;
  case TypeKind::Chan: return KChan;
  case TypeKind::Signature: return KFunc;
  case TypeKind::Interface: return KInterface;
  case TypeKind::Map: return KMap;
  case TypeKind::Pointer: return KPointer;
  case TypeKind::Slice: return KSlice;
  case TypeKind::Struct: return KStruct;
  default: return KInvalid;
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
  auto held = [&](Type *t) { return layout.of(t).size > maxInlineMapBytes ? pointerTo(t) : t; };
  auto field = [](std::string_view name, Type *t) { return newField({}, nullptr, name, t, false); };
  Type *slot = newStruct({field("Key", held(m->key())), field("Elem", held(m->elem()))}, {});
  return group = newStruct({field("Ctrl", basicType(BasicKind::Uint64)), field("Slots", newArray(slot, mapSlots))}, {});
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
  entry->setAlignment(llvm::Align(8));
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
    g->setAlignment(llvm::Align(8));
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
  Data d;
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
  Constant *distance = ConstantExpr::getSub(ConstantExpr::getPtrToInt(path, layout.i64), ConstantExpr::getPtrToInt(g, layout.i64));
  d.offset32(ConstantExpr::getTrunc(distance, layout.i32));
  g->replaceInitializer(d.constant(layout));
  g->setAlignment(llvm::Align(1));
  return slot = g;
}

void Module::emitDescriptor(Type *t, GlobalVariable *g) {
  const TypeInfo &ti = layout.of(t);
  Type *u = ti.under;
  Kind kind = kindOf(u);
  auto *named = as<Named>(t);
  const types::Package *pkg = named ? named->obj()->pkg() : nullptr;
  std::vector<Func *> methods = concreteMethods(t);
  bool uncommon = isNamed(t) || !methods.empty();

  Data d;
  auto relative = [&](Constant *target) { // an offset from this descriptor
    if (!target)
      return d.offset32(nullptr);
    Constant *distance =
        ConstantExpr::getSub(ConstantExpr::getPtrToInt(target, layout.i64), ConstantExpr::getPtrToInt(g, layout.i64));
    d.offset32(ConstantExpr::getTrunc(distance, layout.i32));
  };
  auto self = [&](uint64_t offset) {
    return ConstantExpr::getInBoundsGetElementPtr(layout.i8, static_cast<Constant *>(g), llvm::ConstantInt::get(layout.i64, offset));
  };
  auto pathName = [&](const types::Package *p) -> Constant * {
    return p ? nameData(p->path(), "", false, false, nullptr) : nullptr;
  };

  // internal/abi.Type
  bool onDemand = (ti.ptrBytes / 8 + 7) / 8 > maxMaskBytes;
  d.u64(ti.size);
  d.u64(ti.ptrBytes);
  d.u32(typeHash(t));
  d.u8((uncommon ? Uncommon : 0) | (isNamed(t) ? NamedFlag : 0) | (ti.alg == Alg::Memory ? RegularMemory : 0) |
       (onDemand ? MaskOnDemand : 0) | (ti.directIface ? DirectIface : 0));
  d.u8(ti.align.value());
  d.u8(ti.align.value());
  d.u8(kind);
  d.pointer(equalClosure(t));
  if (onDemand) {
    auto *slot = new GlobalVariable(m, layout.ptr, false, GlobalValue::PrivateLinkage,
                                    llvm::ConstantPointerNull::get(layout.ptr), "");
    d.pointer(slot);
  } else if (ti.ptrBytes == 0) {
    d.pointer(nullptr);
  } else {
    std::vector<uint8_t> mask((ti.ptrBytes / 8 + 7) / 8);
    layout.pointerMask(t, 0, mask);
    mask.resize((ti.ptrBytes / 8 + 63) / 64 * 8); // whole words
    Data bits;
    bits.bytes.assign(mask.begin(), mask.end());
    d.pointer(blob(bits, llvm::Align(1)));
  }
  bool exported = false;
  if (Type *base = baseOf(t))
    exported = base->kind() == TypeKind::Named && static_cast<Named *>(base)->obj()->exported();
  relative(nameData(gir::reflectString(t), "", exported, false, nullptr));
  // PtrToThis. Without it, reflection would look for *T among the type links and make one without methods when nothing else
  // refers to *T.
  bool needsPointer = kind != KPointer && (named || isNamed(t) || !concreteMethods(pointerTo(t)).empty());
  relative(needsPointer ? descriptor(pointerTo(t)) : nullptr);

  // What the kind adds, and the variable part behind UncommonType.
  Data tail;
  std::vector<Func *> imethods;
  uint64_t fixed = d.bytes.size();
  switch (kind) {
  case KArray: fixed += 24; break;
  case KChan: fixed += 16; break;
  case KFunc: fixed += 8; break;
  case KInterface: case KStruct: fixed += 32; break;
  case KMap: fixed += 64; break;
  case KPointer: case KSlice: fixed += 8; break;
  default: break;
  }
  uint64_t tailAt = fixed + (uncommon ? uncommonSize : 0);
  auto slice = [&](uint64_t n) {
    d.pointer(self(tailAt));
    d.u64(n);
    d.u64(n);
  };
  uint64_t tailSize = 0;
  switch (kind) {
  case KArray: {
    auto *a = static_cast<Array *>(u);
    d.pointer(descriptor(a->elem()));
    d.pointer(descriptor(newSlice(a->elem())));
    d.u64(uint64_t(a->len()));
    break;
  }
  case KChan: {
    auto *c = static_cast<Chan *>(u);
    d.pointer(descriptor(c->elem()));
    d.u64(c->dir() == ChanDir::SendRecv ? 3 : c->dir() == ChanDir::SendOnly ? 2 : 1);
    break;
  }
  case KFunc: {
    auto *s = static_cast<Signature *>(u);
    d.u16(uint64_t(s->numParams()));
    d.u16(uint64_t(s->numResults()) | (s->variadic() ? 1u << 15 : 0));
    d.u32(0);
    for (Var *v : tupleVars(s->params()))
      tail.pointer(descriptor(v->type()));
    for (Var *v : tupleVars(s->results()))
      tail.pointer(descriptor(v->type()));
    break;
  }
  case KInterface: {
    imethods = interfaceMethods(static_cast<Interface *>(u));
    d.pointer(pathName(pkg));
    slice(imethods.size());
    tailSize = imethods.size() * 8;
    break;
  }
  case KMap: {
    auto *mt = static_cast<Map *>(u);
    auto *group = static_cast<Struct *>(mapGroup(mt));
    auto *slots = static_cast<Array *>(group->field(1)->type());
    const TypeInfo &slot = layout.of(slots->elem());
    const TypeInfo &groupInfo = layout.of(group);
    const TypeInfo &key = layout.of(mt->key());
    bool indirectKey = key.size > maxInlineMapBytes;
    bool indirectElem = layout.of(mt->elem()).size > maxInlineMapBytes;
    d.pointer(descriptor(mt->key()));
    d.pointer(descriptor(mt->elem()));
    // Only the collector looks at the group: a struct without visible fields of the right size and mask.
    Data shape;
    shape.u64(groupInfo.size);
    shape.u64(groupInfo.ptrBytes);
    shape.u32(typeHash(group));
    shape.u8(0);
    shape.u8(groupInfo.align.value());
    shape.u8(groupInfo.align.value());
    shape.u8(KStruct);
    shape.pointer(nullptr);
    if (groupInfo.ptrBytes == 0) {
      shape.pointer(nullptr);
    } else {
      std::vector<uint8_t> mask((groupInfo.ptrBytes / 8 + 7) / 8);
      layout.pointerMask(group, 0, mask);
      mask.resize((groupInfo.ptrBytes / 8 + 63) / 64 * 8);
      Data bits;
      bits.bytes.assign(mask.begin(), mask.end());
      shape.pointer(blob(bits, llvm::Align(1)));
    }
    shape.u64(0); // Str, PtrToThis
    shape.u64(0); // StructType.PkgPath
    shape.u64(0), shape.u64(0), shape.u64(0);
    d.pointer(blob(shape, llvm::Align(8)));
    d.pointer(hashClosure(mt->key()));
    d.u64(groupInfo.size);
    d.u64(slot.size);
    d.u64(slot.offsets[1]);
    d.u32((key.keyNeedsUpdate ? NeedKeyUpdate : 0) | (key.hashMightPanic ? HashMightPanic : 0) |
          (indirectKey ? IndirectKey : 0) | (indirectElem ? IndirectElem : 0));
    d.u32(0);
    break;
  }
  case KPointer: d.pointer(descriptor(static_cast<Pointer *>(u)->elem())); break;
  case KSlice: d.pointer(descriptor(static_cast<Slice *>(u)->elem())); break;
  case KStruct: {
    auto *s = static_cast<Struct *>(u);
    const types::Package *fieldPackage = nullptr;
    for (Var *f : s->fields())
      if (!f->exported()) {
        fieldPackage = f->pkg();
        break;
      }
    d.pointer(pathName(fieldPackage));
    slice(uint64_t(s->numFields()));
    for (int i = 0; i < s->numFields(); i++) {
      Var *f = s->field(i);
      tail.pointer(nameData(f->name(), s->tag(i), f->exported(), f->embedded(), nullptr));
      tail.pointer(descriptor(f->type()));
      tail.u64(ti.offsets[size_t(i)]);
    }
    break;
  }
  default: break;
  }
  tailSize = std::max<uint64_t>(tailSize, tail.bytes.size());

  if (uncommon) {
    const types::Package *path = pkg;
    if (!path && !named)
      if (Type *base = baseOf(t); base && base->kind() == TypeKind::Named)
        path = static_cast<Named *>(base)->obj()->pkg();
    size_t nexported = 0;
    while (nexported < methods.size() && methods[nexported]->exported())
      nexported++;
    relative(t == basicType(BasicKind::UnsafePointer) ? nameData("unsafe", "", false, false, nullptr) : pathName(path));
    d.u16(methods.size());
    d.u16(nexported);
    d.u32(uncommonSize + tailSize);
    d.u32(0);
  }
  // The variable part: relocations move along.
  for (auto &r : tail.relocs)
    d.relocs.push_back({d.bytes.size() + r.offset, r.value});
  d.bytes += tail.bytes;
  for (Func *f : imethods) {
    bool foreign = !f->exported() && f->pkg() != pkg;
    relative(nameData(f->name(), "", f->exported(), false, foreign ? f->pkg() : nullptr));
    relative(descriptor(f->type()));
  }
  for (Func *f : methods) {
    const types::Package *own = pkg;
    if (!own)
      if (Type *base = baseOf(t); base && base->kind() == TypeKind::Named)
        own = static_cast<Named *>(base)->obj()->pkg();
    bool foreign = !f->exported() && f->pkg() != own;
    relative(nameData(f->name(), "", f->exported(), false, foreign ? f->pkg() : nullptr));
    relative(descriptor(f->type()));
    const gir::FuncRef *ifn = in.provider ? in.provider->wrapper(gir::FuncRef::IfaceEntry, t, f) : nullptr;
    const gir::FuncRef *tfn = in.provider ? in.provider->wrapper(gir::FuncRef::Promoted, t, f) : nullptr;
    relative(ifn ? static_cast<Constant *>(function(*ifn)) : nullptr);
    relative(tfn ? static_cast<Constant *>(function(*tfn)) : nullptr);
  }

  // A named map type keeps the unnamed one: reflection must find it rather than make another with its own hash function.
  if (named && kind == KMap) {
    d.align(8);
    d.pointer(descriptor(u));
  }
  g->replaceInitializer(d.constant(layout));
  g->setAlignment(llvm::Align(8));
  if (alwaysHere(t)) {
    g->setLinkage(GlobalValue::ExternalLinkage);
  } else {
    shared(g);
  }
  if (!isNamed(t) && kind != KInterface)
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
  Data d;
  d.pointer(descriptor(iface));
  d.pointer(descriptor(t));
  d.u32(typeHash(t));
  d.u32(0);
  for (Func *w : want) {
    auto it = std::find_if(have.begin(), have.end(), [&](Func *f) { return f->sameId(w->pkg(), w->name(), false); });
    const gir::FuncRef *entry =
        it != have.end() && in.provider ? in.provider->wrapper(gir::FuncRef::IfaceEntry, t, *it) : nullptr;
    d.pointer(entry ? static_cast<Constant *>(function(*entry)) : nullptr);
  }
  if (want.empty())
    d.u64(0);
  g->replaceInitializer(d.constant(layout));
  g->setAlignment(llvm::Align(8));
  shared(g);
  link(g, "golem_itabs");
  return g;
}

} // namespace golem::lower
