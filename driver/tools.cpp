// See tools.h.
//
// A GOROOT gets them when it is new, and when their own sources change. A later change of compiler or runtime leaves them as
// they are: they do the same.
#include "driver/tools.h"

#include "driver/config.h"
#include "driver/files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char **environ;

namespace golem::driver {

namespace {

constexpr const char *commands[] = {"go", "gofmt"};
constexpr const char *tools[] = {"asm", "cgo", "cover", "fix", "preprofile", "vet"};

/// The environment without what directs the go command elsewhere than to this machine and this GOROOT.
std::vector<std::string> environmentFor(const Config &config) {
  std::vector<std::string> all;
  for (char **e = environ; *e; e++) {
    std::string_view entry = *e;
    bool kept = !entry.starts_with("GO") || entry.starts_with("GOCACHE=") || entry.starts_with("GOTMPDIR=") || entry.starts_with("GOMAXPROCS=");
    if (kept && !entry.starts_with("CGO_"))
      all.emplace_back(entry);
  }
  for (std::string more : {"GOROOT=" + config.goroot, std::string("GOTOOLCHAIN=local"), std::string("GOENV=off"), std::string("GOWORK=off"),
                           std::string("GOFLAGS=-mod=vendor"), std::string("CGO_ENABLED=0")})
    all.push_back(std::move(more));
  return all;
}

int runIn(const std::string &folder, const std::vector<std::string> &words, const std::vector<std::string> &environment) {
  std::vector<char *> argv, envp;
  for (const std::string &w : words)
    argv.push_back(const_cast<char *>(w.c_str()));
  for (const std::string &e : environment)
    envp.push_back(const_cast<char *>(e.c_str()));
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t pid;
  int error = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    fail("cannot run " + words[0] + ": " + std::strerror(error));
  int status;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

} // namespace

void buildTools(const Config &config) {
  std::fputs("golem: building the go command and its tools with Golem\n", stderr);
  std::string fresh = config.goroot + "/pkg/fresh", toolFolder = config.goroot + "/pkg/tool/linux_amd64";
  removeTree(fresh);
  makeDirectories(fresh);
  std::vector<std::string> words = {config.goroot + "/bin/go", "build", "-trimpath", "-o", fresh + "/"};
  for (const char *name : commands)
    words.push_back(std::string("cmd/") + name);
  for (const char *name : tools)
    words.push_back(std::string("cmd/") + name);
  if (runIn(config.goroot + "/src/cmd", words, environmentFor(config)) != 0)
    fail("the go command cannot be built");
  auto put = [&](const char *name, const std::string &folder) {
    if (std::rename((fresh + "/" + name).c_str(), (folder + "/" + name).c_str()) != 0)
      fail("cannot write " + folder + "/" + name + ": " + std::strerror(errno));
  };
  for (const char *name : tools)
    put(name, toolFolder);
  for (const char *name : commands)
    put(name, config.goroot + "/bin");
  removeTree(fresh);
}

} // namespace golem::driver
