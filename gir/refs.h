// Interning: small numbers for identical types, one pointer for equal function references.
#pragma once

#include "gir/gir.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace golem::types {
struct Context;
}

namespace golem::gir {

/// Equal numbers for identical types (also for types that mention type parameters).
class TypeIds {
public:
  explicit TypeIds(types::Context *c) : context(c) {}
  uint32_t of(types::Type *t);
  types::Context *context;

private:
  std::unordered_map<types::Type *, uint32_t> byPointer;
  std::unordered_map<std::string, uint32_t> byText;
};

/// All function references of a process. Pointers stay valid.
class RefTable {
public:
  explicit RefTable(types::Context *c) : ids(c) {}
  /// linkName is copied when it is new.
  const FuncRef *intern(FuncRef ref);
  /// The reference to a declared method, its receiver's type arguments put in.
  const FuncRef *method(types::Func *f);
  TypeIds ids;

private:
  std::unordered_map<std::string, std::unique_ptr<FuncRef>> table;
  std::deque<std::string> names;
  std::string key;
};

/// The link name that a declared function has without directives.
std::string plainLinkName(types::Func *f);

} // namespace golem::gir
