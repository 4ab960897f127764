// A bump allocator. What lives in it is never destroyed one by one: destructors do not run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace golem::base {

class Arena {
public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(size_t size, size_t align) {
    uintptr_t p = (cursor + align - 1) & ~uintptr_t(align - 1);
    if (p + size > limit) [[unlikely]]
      return allocateSlow(size, align);
    cursor = p + size;
    used += size;
    return reinterpret_cast<void*>(p);
  }

  template <class T, class... Args> T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
    return new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
  }

  template <class T> std::span<T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (items.empty())
      return {};
    T* p = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
    std::memcpy(static_cast<void*>(p), items.data(), items.size_bytes());
    return {p, items.size()};
  }
  template <class T> std::span<T> copy(const std::vector<T>& items) { return copy(std::span<const T>(items)); }

  std::string_view copy(std::string_view text) {
    if (text.empty())
      return {};
    char* p = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(p, text.data(), text.size());
    return {p, text.size()};
  }

  size_t bytesUsed() const { return used; }

private:
  void* allocateSlow(size_t size, size_t align);

  uintptr_t cursor = 0;
  uintptr_t limit = 0;
  size_t used = 0;
  size_t chunkSize = 64 << 10;
  std::vector<std::unique_ptr<char[]>> chunks;
};

}  // namespace golem::base
