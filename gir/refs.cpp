// See refs.h.
#include "gir/refs.h"

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

} // namespace golem::gir
