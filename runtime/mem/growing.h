// Memory that begins somewhere and grows there: heap, its tables, stacks. Only addresses are set aside for the whole of it; memory
// is asked of the system as it is needed. (A reservation of all of it would count against limits on address space, and emulators
// keep a record for every reserved page.)
#pragma once
#include "runtime/os/os.h"

namespace golem::runtime {

struct Growing {
  uptr base = 0, size = 0, mapped = 0; // [base, base + mapped) is usable

  // Finds addresses for at most bytes. False: there are none.
  bool init(uptr bytes) {
    base = os::addressSpace(bytes);
    size = bytes;
    return base != 0;
  }
  // Makes the first bytes usable, zeroed when new. False: out of memory or addresses. The caller holds a lock.
  bool need(uptr bytes) { return RT_LIKELY(bytes <= mapped) || grow(bytes); }
  template <class T> T *as() { return reinterpret_cast<T *>(base); }

private:
  RT_NOINLINE bool grow(uptr bytes) {
    constexpr uptr least = uptr(1) << 20, most = uptr(64) << 20;
    uptr to = maxOf(bytes, mapped + minOf(maxOf(mapped, least), most));
    to = minOf(alignUp(to, least), size);
    if (bytes > to || !os::mapAt(base + mapped, to - mapped))
      return false;
    mapped = to;
    return true;
  }
};

} // namespace golem::runtime
