// A source position in 32 bits. Only the source manager (source/manager.h) can say which file, line and column it is.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace golem::source {

// 0 is "unknown". Below `foreignBit`: start of the file's range plus byte offset, so positions of one file compare by
// offset and adding n moves n bytes. With the bit: a position out of export data, known as file:line:column only.
struct Pos {
  static constexpr uint32_t foreignBit = 1u << 31;
  uint32_t index = 0;

  bool isKnown() const { return index != 0; }
  bool isForeign() const { return (index & foreignBit) != 0; }
  // Byte arithmetic within a file; unknown and foreign positions stay what they are.
  Pos advanced(int32_t bytes) const { return isKnown() && !isForeign() ? Pos{index + uint32_t(bytes)} : *this; }

  friend bool operator==(Pos, Pos) = default;
  friend auto operator<=>(Pos, Pos) = default;
};

inline constexpr Pos noPos{};

}  // namespace golem::source

template <> struct std::hash<golem::source::Pos> {
  size_t operator()(golem::source::Pos p) const { return std::hash<uint32_t>()(p.index); }
};
