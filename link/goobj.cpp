// See goobj.h. Layout: text header up to "\n!\n", magic, fingerprint (8), flags (4), then the offsets of the blocks.
#include "link/goobj.h"

#include <cstdint>
#include <cstring>

namespace golem::link {

static uint32_t word(std::string_view s, size_t at) {
  uint32_t value = 0;
  if (at + 4 <= s.size())
    std::memcpy(&value, s.data() + at, 4);
  return value;
}

bool goobjIsEmpty(std::string_view data, std::string &symbol) {
  constexpr std::string_view magic{"\0go120ld", 8};
  constexpr size_t offsets = 8 + 8 + 4, symbolSize = 21;
  constexpr unsigned firstDefined = 3, lastDefined = 6; // symbol definition blocks: own, hashed, hashed, without package
  size_t start = data.find("\n!\n");
  if (start == data.npos)
    return true; // a header alone
  data.remove_prefix(start + 3);
  if (data.substr(0, magic.size()) != magic) {
    symbol = "an unknown object format";
    return false;
  }
  for (unsigned block = firstDefined; block <= lastDefined; block++) {
    size_t begin = word(data, offsets + 4 * block), end = word(data, offsets + 4 * block + 4);
    for (size_t at = begin; at + symbolSize <= end; at += symbolSize) {
      std::string_view name = data.substr(std::min<size_t>(word(data, at + 4), data.size()), word(data, at));
      if (name.empty() || data[at + 10] == 0)
        continue; // no name or no kind: a placeholder
      symbol = name;
      return false;
    }
  }
  return true;
}

} // namespace golem::link
