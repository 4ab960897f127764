// Runs recursive work on a stack of its own size: deeply nested programs must not overflow the process's.
#pragma once

#include <cstddef>
#include <type_traits>

namespace golem::base {

// Calls fn(data) on a new thread with a stack of that many bytes (reserved, not committed) and waits for it. If no
// such thread can be made, calls it here.
void runWithStack(size_t bytes, void (*fn)(void*), void* data);

template <class F>
  requires std::is_invocable_v<F&>
void runWithStack(size_t bytes, F&& f) {
  using Fn = std::remove_reference_t<F>;
  runWithStack(bytes, [](void* data) { (*static_cast<Fn*>(data))(); }, const_cast<void*>(static_cast<const void*>(&f)));
}

}  // namespace golem::base
