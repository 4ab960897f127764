// A table of instances, so that identical ones are made once.
#pragma once

#include "types/object.h"

namespace golem::types {

struct Context {
  struct Entry {
    Type* orig;
    TypeList targs;
    Type* instance;
  };
  std::unordered_map<std::string, std::vector<Entry>> typeMap;
  std::unordered_map<Type*, int> originIDs;

  std::string instanceHash(Type* orig, std::span<Type* const> targs);
  Type* lookup(const std::string& h, Type* orig, std::span<Type* const> targs);
  // Records inst unless an identical instance exists; the one that holds is the result.
  Type* update(const std::string& h, Type* orig, std::span<Type* const> targs, Type* inst);
  int getID(Type* t);
};

}  // namespace golem::types
