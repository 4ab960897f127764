// Interned text: equal strings handed to one Interner give views with the same data pointer, valid as long as it lives.
#pragma once

#include <string_view>
#include <unordered_set>

#include "base/arena.h"

namespace golem::base {

class Interner {
public:
  std::string_view intern(std::string_view text) {
    auto it = table.find(text);
    if (it != table.end())
      return *it;
    return *table.insert(text.empty() ? std::string_view("", 0) : arena.copy(text)).first;
  }

private:
  Arena arena;
  std::unordered_set<std::string_view> table;
};

// Whether two views from the same Interner are equal.
inline bool sameSymbol(std::string_view a, std::string_view b) { return a.data() == b.data() && a.size() == b.size(); }

}  // namespace golem::base
