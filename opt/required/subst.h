// Replaces type parameters in types, including those that a type declared inside a generic function mentions: such a
// type gets a fresh instance per list of type arguments.
#pragma once

#include "gir/refs.h"
#include "types/api.h"

#include <map>
#include <span>
#include <unordered_map>
#include <vector>

namespace golem::opt {

/// Instances of types that are local to generic functions: (declared type, type arguments) -> instance.
class LocalTypes {
public:
  explicit LocalTypes(gir::TypeIds &i) : ids(i) {}
  gir::TypeIds &ids;
  std::map<std::vector<uint32_t>, types::Named *> table;
};

/// One substitution, with a memory of what it did.
class Subst {
public:
  Subst(LocalTypes &l, std::span<types::TypeParam *const> tparams, std::span<types::Type *const> targs)
      : local(l), from(tparams.begin(), tparams.end()), to(targs.begin(), targs.end()) {}

  types::Type *type(types::Type *t);
  types::Signature *signature(types::Signature *s) { return static_cast<types::Signature *>(type(s)); }
  bool empty() const { return from.empty(); }

private:
  types::Type *replace(types::Type *t);
  types::Tuple *tuple(types::Tuple *t);
  types::Named *localInstance(types::Named *origin, std::vector<types::Type *> args);

  LocalTypes &local;
  std::vector<types::TypeParam *> from;
  std::vector<types::Type *> to;
  std::unordered_map<types::Type *, types::Type *> memo;
};

} // namespace golem::opt
