// See refs.h.
#include "gir/refs.h"

#include "gir/linkname.h"
#include "types/api.h"

namespace golem::gir {

uint32_t TypeIds::of(types::Type *t) {
  auto [it, fresh] = byPointer.try_emplace(t, 0);
  if (!fresh)
    return it->second;
  std::string text;
  types::writeTypeHash(text, t, context);
  auto [jt, isNew] = byText.try_emplace(std::move(text), uint32_t(byText.size()));
  return byPointer[t] = jt->second;
}

const FuncRef *RefTable::intern(FuncRef ref) {
  key.clear();
  key += char('0' + ref.kind);
  key += ref.linkName;
  auto num = [&](uint32_t n) { key.append(reinterpret_cast<const char *>(&n), sizeof n); };
  for (types::Type *t : ref.typeArgs) {
    key += '\0';
    num(ids.of(t));
  }
  if (ref.recv) {
    key += '\1';
    num(ids.of(ref.recv));
  }
  if (ref.method) {
    key += '\2';
    key += ref.method->id();
  }
  auto [it, fresh] = table.try_emplace(key);
  if (fresh) {
    names.emplace_back(ref.linkName);
    ref.linkName = names.back();
    it->second = std::make_unique<FuncRef>(std::move(ref));
  } else {
    FuncRef &old = *it->second;
    if (!old.body)
      old.body = ref.body;
    if (!old.object)
      old.object = ref.object;
  }
  return it->second.get();
}

static types::Named *receiverType(types::Func *f, bool *pointer) {
  types::Var *r = f->receiver();
  if (r == nullptr)
    return nullptr;
  types::Type *t = types::unalias(r->type());
  if (auto *p = types::as<types::Pointer>(t)) {
    *pointer = true;
    t = types::unalias(p->elem());
  }
  return types::as<types::Named>(t);
}

std::string plainLinkName(types::Func *f) {
  std::string s;
  if (f->pkg() != nullptr)
    s = symbolPath(f->pkg()->path()) + ".";
  bool pointer = false;
  if (types::Named *n = receiverType(f, &pointer)) {
    std::string base(n->obj()->name());
    s += pointer ? "(*" + base + ")." : base + ".";
  }
  return s + std::string(f->name());
}

const FuncRef *RefTable::method(types::Func *f) {
  FuncRef r;
  std::string name = plainLinkName(f->origin());
  r.linkName = name;
  r.object = f->origin();
  r.sig = f->signature();
  bool pointer = false;
  if (types::Named *n = receiverType(f, &pointer))
    for (types::Type *a : n->typeArgs())
      r.typeArgs.push_back(a);
  return intern(std::move(r));
}

} // namespace golem::gir
