// Instances of generic functions: a copy of the polymorphic body with types put in, in which operations whose meaning
// hung on a type parameter become the ones for the type.
#include "gir/builder.h"
#include "gir/linkname.h"
#include "opt/required/provider.h"

namespace golem::opt {

using namespace gir;
using types::Type;

types::Func *findMethod(Type *t, const types::Package *pkg, std::string_view name, std::vector<int> *path) {
  bool indirect = false;
  return types::as<types::Func>(types::lookupFieldOrMethod(t, true, pkg, name, path, &indirect));
}

Function *Provider::generic(const FuncRef &r) {
  if (r.body != nullptr)
    return r.body;
  if (!indexed) {
    indexed = true;
    for (Function &f : package.functions)
      own[f.linkName] = &f;
  }
  if (auto it = own.find(r.linkName); it != own.end())
    return it->second;
  if (r.typeArgs.empty())
    return nullptr;
  return importedBody ? importedBody(r.linkName) : nullptr;
}

Function *Provider::plain(const FuncRef &ref) {
  auto it = made.find(&ref);
  if (it != made.end())
    return it->second;
  Function *f = nullptr;
  if (Function *g = generic(ref))
    f = g->typeParams.empty() ? (ref.typeArgs.empty() ? g : nullptr) : instantiate(*g, ref);
  return made[&ref] = f;
}

const Function *Provider::body(const FuncRef &ref) {
  if (ref.kind == FuncRef::Plain) {
    Function *f = plain(ref);
    if (f == nullptr || f->isImported)
      return nullptr;
    if (improve && !ref.typeArgs.empty())
      improve(*f);
    return f;
  }
  auto it = made.find(&ref);
  if (it != made.end())
    return it->second;
  Function *f = made[&ref] = makeWrapper(ref);
  if (improve)
    improve(*f);
  return f;
}

const FuncRef *Provider::substRef(const FuncRef *r, Subst &s) {
  if (r == nullptr || (r->typeArgs.empty() && r->recv == nullptr))
    return r;
  FuncRef n = *r;
  bool changed = false;
  for (Type *&t : n.typeArgs) {
    Type *k = s.type(t);
    changed |= k != t;
    t = k;
  }
  if (n.recv != nullptr) {
    Type *k = s.type(n.recv);
    if (k != n.recv) {
      changed = true;
      n.recv = k;
      std::vector<int> path;
      if (types::Func *m = findMethod(k, n.method->pkg(), n.method->name(), &path))
        n.method = n.object = m;
    }
  }
  if (!changed)
    return r;
  n.sig = s.signature(n.sig);
  return refs.intern(std::move(n));
}

Function *Provider::instantiate(Function &g, const FuncRef &ref) {
  Subst s(local, g.typeParams, ref.typeArgs);
  Function &f = bodies.emplace_back();
  f = g;
  f.typeParams.clear();
  f.sig = s.signature(g.sig);
  for (Type *&t : f.captures)
    t = s.type(t);
  for (Local &l : f.locals)
    l.type = s.type(l.type);
  for (Block &b : f.blocks) {
    std::vector<Instr> out;
    out.reserve(b.instrs.size());
    for (Instr &i : b.instrs) {
      // Loading from a type parameter's slice element is decided by the types before substitution of this operand only.
      i.type = s.type(i.type);
      i.type2 = s.type(i.type2);
      for (Operand &o : i.args) {
        o.type = s.type(o.type);
        o.func = substRef(o.func, s);
      }
      i.callee = substRef(i.callee, s);
      auto argType = [&](size_t k) { return types::unalias(typeOf(f, i.args[k])); };
      switch (i.op) {
      case Op::CallIface: {
        std::vector<int> path;
        if (types::Func *m = findMethod(argType(0), i.method->pkg(), i.method->name(), &path))
          i.method = m;
        break;
      }
      case Op::CallMethod: {
        Type *r = argType(0);
        i.type2 = nullptr;
        std::vector<int> path;
        types::Func *m = findMethod(r, i.method->pkg(), i.method->name(), &path);
        i.method = m;
        if (types::isInterface(r)) {
          i.op = Op::CallIface;
        } else {
          i.op = Op::Call;
          i.callee = wrapper(FuncRef::Promoted, r, m);
          i.method = nullptr;
        }
        break;
      }
      case Op::MethodVal: {
        Type *r = argType(0);
        if (types::isInterface(r)) {
          Instr check{};
          check.op = Op::NilCheck;
          check.pos = i.pos;
          check.args = {i.args[0]};
          out.push_back(std::move(check));
        }
        std::vector<int> path;
        types::Func *m = findMethod(r, i.method->pkg(), i.method->name(), &path);
        i.op = Op::Closure;
        i.callee = wrapper(FuncRef::Bound, r, m);
        i.type2 = nullptr;
        i.method = nullptr;
        break;
      }
      case Op::MakeIface:
        if (types::isInterface(argType(0)))
          i.op = types::identical(argType(0), i.type) ? Op::Copy : Op::ConvIface;
        break;
      case Op::ConvIface:
        if (types::identical(argType(0), i.type))
          i.op = Op::Copy;
        break;
      case Op::Convert:
        if (types::identical(argType(0), i.type))
          i.op = Op::Copy;
        else if (types::isInterface(i.type))
          i.op = types::isInterface(argType(0)) ? Op::ConvIface : Op::MakeIface;
        break;
      case Op::Index: {
        Type *u = argType(0)->underlying();
        if (u->kind() == types::TypeKind::Slice || u->kind() == types::TypeKind::Pointer) {
          Type *p = types::newPointer(i.type);
          f.locals.push_back(Local{LocalKind::Temp, false, p, {}, i.pos});
          LocalId a = LocalId(f.locals.size() - 1);
          Instr load{};
          load.op = Op::Load;
          load.flags = NonNil;
          load.pos = i.pos;
          load.dst = i.dst;
          load.type = i.type;
          load.args = {localOp(a)};
          i.op = Op::IndexAddr;
          i.dst = a;
          i.type = p;
          out.push_back(std::move(i));
          out.push_back(std::move(load));
          continue;
        }
        break;
      }
      case Op::Add:
        if (types::isString(i.type))
          i.op = Op::Concat;
        break;
      default:
        break;
      }
      out.push_back(std::move(i));
    }
    b.instrs = std::move(out);
  }
  return &f;
}

} // namespace golem::opt
