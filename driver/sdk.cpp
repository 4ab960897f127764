// See sdk.h.
#include "driver/sdk.h"

#include "driver/config.h"
#include "driver/files.h"

#include <climits>
#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

namespace golem::driver {

namespace {

constexpr const char *wanted = "go1.26";       ///< the language and library version that the overlay fits
constexpr const char *fetchable = "go1.26.8";

bool fits(const std::string &version) {
  return version.starts_with(wanted) && (version[6] == 0 || version[6] == '.');
}

/// Looks at a possible SDK. Golem's own GOROOT does not count: it is made from one.
bool look(const std::string &path, Sdk &sdk) {
  char real[PATH_MAX];
  std::string version;
  if (path.empty() || !realpath(path.c_str(), real) || !readFile(std::string(real) + "/VERSION", version) ||
      !exists(std::string(real) + "/bin/go") || exists(std::string(real) + "/golem.stamp"))
    return false;
  sdk = {real, version.substr(0, version.find('\n'))};
  return true;
}

} // namespace

Sdk findSdk(const Config &config) {
  Sdk sdk;
  if (const char *given = std::getenv("GOLEM_SDK"); given && *given) {
    if (!look(given, sdk))
      fail(std::string("GOLEM_SDK is not a Go SDK: ") + given);
    if (!fits(sdk.version))
      fail(std::string("GOLEM_SDK is ") + sdk.version + ", but Golem needs Go 1.26: " + given);
    return sdk;
  }
  std::string seen;
  for (int i = 0; i < 3; i++) {
    // Asking go costs a few milliseconds, so the usual place that it would name is looked at last but cheaply.
    std::string path = i == 0 ? firstLineOf({"env", "-u", "GOROOT", "GOTOOLCHAIN=local", "go", "env", "GOROOT"})
                       : i == 1 ? "/usr/local/go"
                                : config.sdk;
    if (!look(path, sdk))
      continue;
    if (fits(sdk.version))
      return sdk;
    seen = sdk.version + " in " + sdk.root;
  }
  if (config.fetchSdk.empty())
    fail("no Go 1.26 SDK found" + (seen.empty() ? "" : " (only " + seen + ")") + "; set GOLEM_SDK to one");
  pid_t child = fork();
  if (child == 0) {
    execl(config.fetchSdk.c_str(), config.fetchSdk.c_str(), config.sdk.c_str(), fetchable, nullptr);
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
    std::exit(1); // the script has said why
  if (!look(config.sdk, sdk) || !fits(sdk.version))
    fail("the fetched Go SDK in " + config.sdk + " is not usable");
  return sdk;
}

} // namespace golem::driver
