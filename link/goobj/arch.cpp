// See arch.h.
#include "link/goobj/arch.h"

namespace golem::link::goobj {

const Arch *archOf(std::string_view goarch) {
  for (const Arch *a : {&i386, &amd64, &arm, &arm64})
    if (goarch == a->name)
      return a;
  return nullptr;
}

bool putInt32(const Reloc &r, std::string &code, uint32_t value) {
  if (r.size != 4 || r.offset + uint64_t(4) > code.size())
    return false;
  for (unsigned i = 0; i < 4; i++)
    code[r.offset + i] = char(value >> (8 * i));
  return true;
}

} // namespace golem::link::goobj
