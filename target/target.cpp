// See target.h.
#include "target/target.h"

#include <cstdlib>

namespace golem::target {

static constexpr Target targets[] = {
    {"linux", "amd64", "x86_64-unknown-linux-gnu",
     "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128", "x86-64", 8, 8, false},
};

const Target *findTarget(std::string_view goos, std::string_view goarch) {
  for (const Target &t : targets)
    if (t.goos == goos && t.goarch == goarch)
      return &t;
  return nullptr;
}

const Target *targetFromEnvironment() {
  const char *goos = std::getenv("GOOS"), *goarch = std::getenv("GOARCH");
  return findTarget(goos && *goos ? goos : "linux", goarch && *goarch ? goarch : "amd64");
}

} // namespace golem::target
