// What differs between targets: one row of the table per GOOS/GOARCH pair that Golem can make code for.
#pragma once

#include <string_view>

namespace golem::target {

struct Target {
  std::string_view goos, goarch;
  std::string_view triple;      ///< LLVM's
  std::string_view dataLayout;  ///< LLVM's
  std::string_view cpu;         ///< baseline
  unsigned wordSize;
  unsigned registerSize;        ///< widest integer that is stored atomically without help
  bool bigEndian;
};

/// Null when Golem has no such target.
const Target *findTarget(std::string_view goos, std::string_view goarch);

/// The target named by $GOOS and $GOARCH (the machine's own when unset), or null.
const Target *targetFromEnvironment();

} // namespace golem::target
