// Language versions such as "go1.21".
#pragma once

#include <string>
#include <string_view>

namespace golem::types {

struct GoVersion {
  std::string text;  // "" is invalid: no restriction
  bool isValid() const { return !text.empty(); }
  int cmp(const GoVersion& y) const;  // -1, 0, 1
};

// The language version of a Go version: asGoVersion("go1.21.3") is go1.21; invalid strings give an invalid version.
GoVersion asGoVersion(std::string_view v);

inline GoVersion goVersion1(int minor) { return GoVersion{"go1." + std::to_string(minor)}; }
inline constexpr int kCurrentMinor = 26;

}  // namespace golem::types
