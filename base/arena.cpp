// Growth of the arena: chunks double up to 4 MB; oversized requests get a chunk of their own.
#include "base/arena.h"

namespace golem::base {

void* Arena::allocateSlow(size_t size, size_t align) {
  size_t need = size + align;
  bool own = need > chunkSize / 2;
  size_t bytes = own ? need : chunkSize;
  chunks.push_back(std::unique_ptr<char[]>(new char[bytes]));
  uintptr_t start = reinterpret_cast<uintptr_t>(chunks.back().get());
  uintptr_t p = (start + align - 1) & ~uintptr_t(align - 1);
  used += size;
  if (own)
    return reinterpret_cast<void*>(p);
  cursor = p + size;
  limit = start + bytes;
  if (chunkSize < (4u << 20))
    chunkSize *= 2;
  return reinterpret_cast<void*>(p);
}

}  // namespace golem::base
