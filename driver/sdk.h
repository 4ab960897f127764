// Finding the Go SDK that Golem's GOROOT is made from.
#pragma once

#include <string>

namespace golem::driver {

struct Config;

struct Sdk {
  std::string root;    ///< absolute path
  std::string version; ///< first line of VERSION, e.g. "go1.26.8"
};

/// $GOLEM_SDK, `go env GOROOT`, /usr/local/go, or a fetched one. Ends the program when there is none.
Sdk findSdk(const Config &config);

} // namespace golem::driver
