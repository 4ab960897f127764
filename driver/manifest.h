// The overlay's manifest: what differs between the SDK's src and Golem's (syntax: README.md).
#pragma once

#include <map>
#include <string>
#include <vector>

namespace golem::driver {

/// What a file of GOROOT/src becomes: gone, or these contents.
struct Change {
  bool drop = false;
  std::string contents;
  std::string reason;
};
using Changes = std::map<std::string, Change>; ///< by path relative to GOROOT/src

/// Reads golib/manifest and works out the changes to the SDK's src. Ends the program on a mistake in the manifest.
Changes planOverlay(const std::string &golib, const std::string &sdkSrc);

} // namespace golem::driver
