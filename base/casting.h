// isa, cast and dyn_cast over class hierarchies that tag themselves with a kind: T::classof(const From*) decides.
// The build has no RTTI; this is the whole replacement.
#pragma once

#include <cassert>
#include <type_traits>

namespace golem::base {

template <class To, class From> bool isa(const From* p) {
  if constexpr (std::is_base_of_v<To, From>)
    return p != nullptr;
  else
    return p != nullptr && To::classof(p);
}

template <class To, class From> To* cast(From* p) {
  assert(isa<To>(p) && "cast to a kind that the value does not have");
  return static_cast<To*>(p);
}
template <class To, class From> const To* cast(const From* p) {
  assert(isa<To>(p) && "cast to a kind that the value does not have");
  return static_cast<const To*>(p);
}

// Null in, null out.
template <class To, class From> To* dyn_cast(From* p) { return isa<To>(p) ? static_cast<To*>(p) : nullptr; }
template <class To, class From> const To* dyn_cast(const From* p) {
  return isa<To>(p) ? static_cast<const To*>(p) : nullptr;
}

}  // namespace golem::base
