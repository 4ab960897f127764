// Package variables and constant data.
#include "lower/module.h"

namespace golem::lower {

using namespace types;
using llvm::Constant;
using llvm::GlobalValue;
using llvm::GlobalVariable;

Constant *Data::constant() {
  const Layout &l = layout;
  if (relocs.empty())
    return bytes.find_first_not_of('\0') == std::string::npos
               ? Constant::getNullValue(llvm::ArrayType::get(l.i8, bytes.size()))
               : llvm::ConstantDataArray::getString(l.context, bytes, false);
  std::sort(relocs.begin(), relocs.end(), [](auto &a, auto &b) { return a.offset < b.offset; });
  llvm::SmallVector<Constant *, 16> parts;
  uint64_t at = 0;
  auto plain = [&](uint64_t to) {
    if (to == at)
      return;
    std::string_view s(bytes.data() + at, to - at);
    parts.push_back(s.find_first_not_of('\0') == std::string_view::npos
                        ? Constant::getNullValue(llvm::ArrayType::get(l.i8, s.size()))
                        : llvm::ConstantDataArray::getString(l.context, llvm::StringRef(s.data(), s.size()), false));
  };
  for (const Reloc &r : relocs) {
    plain(r.offset);
    parts.push_back(r.value);
    at = r.offset + (r.value->getType()->isPointerTy() ? l.wordSize : 4);
  }
  plain(bytes.size());
  return llvm::ConstantStruct::getAnon(l.context, parts, true);
}

Constant *Module::external(llvm::StringRef symbol) {
  if (auto *v = m.getNamedValue(symbol))
    return v;
  auto *g = new GlobalVariable(m, layout.i8, false, GlobalValue::ExternalLinkage, nullptr, symbol);
  g->setDSOLocal(true);
  return g;
}

Constant *Module::blob(Data &d, llvm::Align align) {
  GlobalVariable **slot = nullptr;
  if (d.relocs.empty()) {
    slot = &blobs[std::to_string(align.value()) + ":" + d.bytes];
    if (*slot)
      return *slot;
  }
  Constant *c = d.constant();
  auto *g = new GlobalVariable(m, c->getType(), true, GlobalValue::PrivateLinkage, c, "");
  g->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  g->setAlignment(align);
  if (slot)
    *slot = g;
  return g;
}

Constant *Module::stringData(std::string_view s) {
  if (s.empty())
    return llvm::ConstantPointerNull::get(layout.ptr);
  GlobalVariable *&g = blobs[llvm::StringRef(("s:" + std::string(s)))];
  if (!g) {
    // With a NUL behind it the linker keeps equal strings of all packages once.
    bool mergeable = s.find('\0') == s.npos;
    Constant *c = llvm::ConstantDataArray::getString(context, llvm::StringRef(s.data(), s.size()), mergeable);
    g = new GlobalVariable(m, c->getType(), true, GlobalValue::PrivateLinkage, c, "str");
    g->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
    g->setAlignment(llvm::Align(1));
  }
  return g;
}

Constant *Module::global(const gir::Global &g) {
  llvm::WeakTrackingVH &slot = globals[&g];
  // Variables without size have one address: comparisons of it agree with those of allocated ones.
  if (!slot)
    slot = external(layout.of(g.type).size == 0 ? "runtime.zerobase" : g.linkName);
  return llvm::cast<Constant>(slot);
}

bool Module::fits(uint64_t size, const std::string &symbol, source::Pos pos) {
  constexpr uint64_t most = 2'000'000'000; // as in gc: addresses of 32 bits must reach what lies behind
  if (size > most)
    error(pos, symbol + ": symbol too large (" + std::to_string(size) + " bytes > " + std::to_string(most) + " bytes)");
  return size <= most;
}

namespace {

// Assembly uses variables with instructions that want 16 or 32 aligned bytes. Go promises a type's alignment only, but gc's
// linker gives every symbol the largest power of two up to 32 that is no larger than the symbol.
// Constant data has no name in assembly, and counters lie side by side.
llvm::Align variableAlignment(const TypeInfo &ti, const gir::Global &g, uint64_t wordSize) {
  constexpr uint64_t most = 32;
  if (g.coverageCounter)
    return ti.align;
  uint64_t wanted = std::min(g.readOnly ? wordSize : most, llvm::bit_floor(std::max<uint64_t>(ti.size, 1)));
  return std::max(ti.align, llvm::Align(wanted));
}

} // namespace

void Module::define(const gir::Global &g) {
  const TypeInfo &ti = layout.of(g.type);
  if (!fits(ti.size, g.linkName, g.pos))
    return;
  Constant *init;
  bool initialised = g.init.kind != gir::StaticValue::ZeroValue;
  if (!initialised) {
    init = Constant::getNullValue(llvm::ArrayType::get(layout.i8, std::max<uint64_t>(ti.size, 1)));
  } else {
    Data d(layout, std::max<uint64_t>(ti.size, 1));
    if (!write(d, 0, g.init, g.type, g.pos))
      return;
    init = d.constant();
  }
  bool weak = !g.readOnly && ((ti.under == basicType(BasicKind::String) &&
                               (!initialised || g.init.kind == gir::StaticValue::Constant)) ||
                              ((g.linknamed || in.hasAssembly) && !initialised));
  std::string symbol = g.linkName;
  GlobalValue *old = m.getNamedValue(symbol);
  auto *v = new GlobalVariable(m, init->getType(), g.readOnly,
                               weak ? GlobalValue::WeakAnyLinkage : GlobalValue::ExternalLinkage, init, "");
  if (old) {
    v->takeName(old);
    old->replaceAllUsesWith(v);
    llvm::cast<GlobalVariable>(old)->eraseFromParent();
  } else {
    v->setName(symbol);
  }
  v->setDSOLocal(true);
  v->setAlignment(variableAlignment(ti, g, layout.wordSize));
  if (g.coverageCounter)
    v->setSection("golem_covctrs");
  else if (!ti.pointers() && !g.readOnly)
    v->setSection((init->isNullValue() ? ".bss.noptr." : ".data.noptr.") + symbol);
  if (ti.size != 0)
    globals[&g] = v;
}

void Module::writeConstant(Data &d, uint64_t at, Type *t, const constant::Value *v) {
  if (as<types::Array>(layout.of(t).under)) { // of bytes: an embedded file
    std::string_view s = constant::stringVal(v);
    memcpy(d.bytes.data() + at, s.data(), s.size());
    return;
  }
  auto *basic = as<Basic>(layout.of(t).under);
  if (!basic)
    return;
  auto floatBits = [&](uint64_t where, constant::Val x, bool wide) {
    if (wide) {
      double f = constant::float64Val(x);
      uint64_t bits;
      memcpy(&bits, &f, 8);
      d.set(where, bits, 8);
    } else {
      float f = constant::float32Val(x);
      uint32_t bits;
      memcpy(&bits, &f, 4);
      d.set(where, bits, 4);
    }
  };
  switch (basic->basicKind()) {
  case BasicKind::Bool: case BasicKind::UntypedBool: d.set(at, constant::boolVal(v), 1); break;
  case BasicKind::String: case BasicKind::UntypedString: {
    std::string_view s = constant::stringVal(v);
    if (!s.empty())
      d.setAddress(at + layout.at(abi::String::ptr), stringData(s));
    d.setWord(at + layout.at(abi::String::len), s.size());
    break;
  }
  case BasicKind::Float32: floatBits(at, constant::toFloat(v), false); break;
  case BasicKind::Float64: case BasicKind::UntypedFloat: floatBits(at, constant::toFloat(v), true); break;
  case BasicKind::Complex64: case BasicKind::Complex128: case BasicKind::UntypedComplex: {
    bool wide = basic->basicKind() != BasicKind::Complex64;
    constant::Val c = constant::toComplex(v);
    floatBits(at, constant::toFloat(constant::real(c)), wide);
    floatBits(at + (wide ? 8 : 4), constant::toFloat(constant::imag(c)), wide);
    break;
  }
  default: {
    constant::Val i = constant::toInt(v);
    bool exact = false;
    int64_t s = constant::int64Val(i, &exact);
    d.set(at, exact ? uint64_t(s) : constant::uint64Val(i), unsigned(layout.of(t).size));
  }
  }
}

bool Module::write(Data &d, uint64_t at, const gir::StaticValue &v, Type *t, source::Pos pos) {
  using SV = gir::StaticValue;
  const TypeInfo &ti = layout.of(t);
  switch (v.kind) {
  case SV::ZeroValue: return true;
  case SV::Constant: writeConstant(d, at, t, v.value); return true;
  case SV::Composite: {
    if (auto *s = as<Struct>(ti.under)) {
      for (const gir::StaticElem &e : v.elems)
        if (!write(d, at + ti.offsets[e.index], e.value, s->field(int(e.index))->type(), pos))
          return false;
      return true;
    }
    if (auto *a = as<Array>(ti.under)) {
      uint64_t n = layout.of(a->elem()).size;
      for (const gir::StaticElem &e : v.elems)
        if (!write(d, at + n * e.index, e.value, a->elem(), pos))
          return false;
      return true;
    }
    break;
  }
  case SV::Address: {
    Constant *c = global(*v.global);
    if (v.offset)
      c = llvm::ConstantExpr::getGetElementPtr(layout.i8, c, llvm::ConstantInt::get(layout.word, uint64_t(v.offset)));
    d.setAddress(at, c);
    return true;
  }
  case SV::FuncValue:
  case SV::ClosureValue: d.setAddress(at, funcValue(function(*v.func))); return true;
  case SV::Iface: {
    if (v.inner.empty())
      return true;
    const SV &x = v.inner[0];
    auto *it = as<Interface>(ti.under);
    if (!it)
      break;
    d.setAddress(at + layout.at(abi::Interface::type), it->numMethods() == 0 ? descriptor(x.type) : itab(x.type, t));
    at += layout.at(abi::Interface::data);
    const TypeInfo &xi = layout.of(x.type);
    if (xi.directIface)
      return write(d, at, x, x.type, pos);
    if (xi.size == 0) {
      d.setAddress(at, external("runtime.zerobase"));
      return true;
    }
    if (!fits(xi.size, in.package->path + "..stmp", pos))
      return false;
    Data inner(layout, xi.size);
    if (!write(inner, 0, x, x.type, pos))
      return false;
    d.setAddress(at, blob(inner, xi.align));
    return true;
  }
  case SV::SliceOf:
    d.setAddress(at + layout.at(abi::Slice::ptr), global(*v.global));
    d.setWord(at + layout.at(abi::Slice::len), uint64_t(v.len));
    d.setWord(at + layout.at(abi::Slice::cap), uint64_t(v.cap));
    return true;
  }
  error(pos, "not yet supported: static initialiser of type " + gir::linkString(t));
  return false;
}

void Module::initTask() {
  Data d(layout);
  Data::Record<abi::InitTask>(d).set(abi::InitTask::count, in.package->inits.size());
  for (const gir::Function *f : in.package->inits)
    d.pointer(m.getFunction(f->linkName));
  Constant *c = d.constant();
  auto *g = new GlobalVariable(m, c->getType(), false, GlobalValue::ExternalLinkage, c,
                               gir::symbolPath(in.package->types ? in.package->types->path() : in.package->path) + "..inittask");
  g->setAlignment(layout.wordAlign);
  g->setDSOLocal(true);
}

} // namespace golem::lower
