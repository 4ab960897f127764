// The `golem` command: makes sure that Golem's GOROOT is up to date, then becomes its go command.
#include "driver/config.h"
#include "driver/files.h"
#include "driver/goroot.h"
#include "driver/sdk.h"
#include "target/version.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <vector>

using namespace golem::driver;

static const char *usage = R"(Golem is a Go toolchain: it builds Go programs with its own compiler, linker and runtime.

usage: golem <command> [arguments]

The commands are the go command's: build, run, test, vet, mod, list, env ... (golem help go shows them all).
`golem version` names this toolchain, `golem env GOROOT` is the folder whose bin/go uses it.
)";

int main(int argc, char **argv) {
  std::string command = argc > 1 ? argv[1] : "help";
  if (command == "--help" || command == "-help" || command == "-h" || (command == "help" && argc <= 2)) {
    std::fputs(usage, stdout);
    return 0;
  }
  Config config = loadConfig();
  Sdk sdk = findSdk(config);
  if (command == "-plan") {
    printPlan(config, sdk);
    return 0;
  }
  assembleGoroot(config, sdk);
  if (command == "version" && argc == 2) {
    std::printf("golem version %s (%s, LLVM %s) linux/amd64\n", golem::target::golemVersion, sdk.version.c_str(),
                golem::target::llvmVersion);
    return 0;
  }
  std::string go = config.goroot + "/bin/go";
  setenv("GOROOT", config.goroot.c_str(), 1);
  setenv("GOTOOLCHAIN", "local", 1);
  std::vector<char *> args = {go.data()};
  int first = command == "help" && argc > 2 && !std::strcmp(argv[2], "go") ? 3 : 1;
  if (first == 3)
    args.push_back(argv[1]);
  for (int i = first; i < argc; i++)
    args.push_back(argv[i]);
  args.push_back(nullptr);
  execv(go.c_str(), args.data());
  fail("cannot run " + go + ": " + std::strerror(errno));
}
