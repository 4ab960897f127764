// See goroot.h.
//
// golem.stamp in the GOROOT says what it was made from: line 1 the SDK, line 2 the state of everything laid over it, then one
// line per path laid over (so that it can be restored). It is removed while work is under way: an interrupted
// assembly has none and starts over. A lock file beside the GOROOT keeps two golems apart.
#include "driver/goroot.h"

#include "driver/config.h"
#include "driver/files.h"
#include "driver/manifest.h"
#include "driver/sdk.h"
#include "driver/tools.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace golem::driver {

namespace {

constexpr const char *formatVersion = "4"; ///< raise when the assembly itself changes
constexpr const char *toolFolder = "pkg/tool/linux_amd64";

std::string sdkState(const Sdk &sdk) {
  return std::string(formatVersion) + " " + signature(sdk.root + "/VERSION") + " " + signature(sdk.root + "/bin/go");
}

std::string overlayState(const Config &config) {
  std::string all = signature(config.compile) + "\n" + signature(config.link) + "\n";
  for (const std::string &object : config.runtimes)
    all += signature(object) + "\n";
  for (const std::string &file : listTree(config.golib))
    all += signature(config.golib + "/" + file) + "\n";
  uint64_t hash = 14695981039346656037u; // FNV-1a: told apart, not defended
  for (unsigned char c : all)
    hash = (hash ^ c) * 1099511628211u;
  char text[32];
  std::snprintf(text, sizeof text, "%016llx", (unsigned long long)hash);
  return text;
}

struct Stamp {
  std::string sdk, overlay;
  std::vector<std::string> paths;
};

Stamp readStamp(const std::string &goroot) {
  Stamp stamp;
  std::string text;
  if (!readFile(goroot + "/golem.stamp", text))
    return stamp;
  size_t at = 0;
  for (int number = 0; at < text.size(); number++) {
    size_t eol = text.find('\n', at);
    eol = eol == text.npos ? text.size() : eol;
    std::string line = text.substr(at, eol - at);
    at = eol + 1;
    if (number == 0)
      stamp.sdk = line;
    else if (number == 1)
      stamp.overlay = line;
    else
      stamp.paths.push_back(line);
  }
  return stamp;
}

/// Copies the SDK but for the tools that are replaced and prebuilt caches.
void copySdk(const Sdk &sdk, const std::string &goroot) {
  std::fprintf(stderr, "golem: assembling GOROOT in %s from %s\n", goroot.c_str(), sdk.version.c_str());
  std::vector<std::string> files = listTree(sdk.root);
  std::set<std::string> folders;
  for (const std::string &file : files)
    folders.insert(goroot + "/" + file.substr(0, file.rfind('/') == file.npos ? 0 : file.rfind('/')));
  for (const std::string &folder : folders)
    makeDirectories(folder);
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i; (i = next++) < files.size();) {
      const std::string &file = files[i];
      if (file == std::string(toolFolder) + "/compile" || file == std::string(toolFolder) + "/link")
        continue;
      copyFile(sdk.root + "/" + file, goroot + "/" + file);
    }
  };
  std::thread helper(work);
  work();
  helper.join();
}

/// go.env: no other toolchain takes over, and no C compiler is needed.
std::string goEnv(const Sdk &sdk) {
  std::string text = mustRead(sdk.root + "/go.env"), out;
  size_t at = 0;
  while (at < text.size()) {
    size_t eol = text.find('\n', at);
    eol = eol == text.npos ? text.size() : eol;
    std::string_view line = std::string_view(text).substr(at, eol - at);
    at = eol + 1;
    if (!line.starts_with("GOTOOLCHAIN=") && !line.starts_with("CGO_ENABLED="))
      out.append(line).append("\n");
  }
  return out + "GOTOOLCHAIN=local\nCGO_ENABLED=0\n";
}

/// A prebuilt file: copied when size or time differ from the copy made before (the copy carries the original's time).
void updateCopy(const std::string &from, const std::string &to) {
  struct stat a, b;
  if (stat(from.c_str(), &a) != 0)
    fail(from + " is missing; build Golem first");
  if (stat(to.c_str(), &b) == 0 && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
      a.st_mtim.tv_nsec == b.st_mtim.tv_nsec)
    return;
  copyFile(from, to);
  timespec times[2] = {a.st_atim, a.st_mtim};
  utimensat(AT_FDCWD, to.c_str(), times, 0);
}

/// Lays the overlay over src; gives all paths that differ from the SDK now. commands: sources of commands were changed.
std::vector<std::string> layOver(const Config &config, const Sdk &sdk, const Stamp &before, bool &commands) {
  const std::string &goroot = config.goroot;
  Changes changes = planOverlay(config.golib, sdk.root + "/src");
  std::set<std::string> paths;
  for (auto &[file, change] : changes)
    paths.insert(file);
  for (const std::string &file : before.paths) {
    if (paths.count(file))
      continue;
    std::string original = sdk.root + "/src/" + file, ours = goroot + "/src/" + file;
    commands |= file.starts_with("cmd/");
    if (exists(original))
      updateFile(ours, mustRead(original));
    else
      removeFile(ours);
  }
  for (auto &[file, change] : changes) {
    if (change.drop)
      removeFile(goroot + "/src/" + file);
    else if (updateFile(goroot + "/src/" + file, change.contents))
      commands |= file.starts_with("cmd/");
  }
  return {paths.begin(), paths.end()};
}

int lock(const std::string &path, int how) {
  int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0)
    fail("cannot write " + path + ": " + std::strerror(errno));
  while (flock(fd, how) != 0 && errno == EINTR) {
  }
  return fd;
}

} // namespace

void assembleGoroot(const Config &config, const Sdk &sdk) {
  const std::string &goroot = config.goroot;
  std::string wantSdk = sdkState(sdk), wantOverlay = overlayState(config);
  Stamp stamp = readStamp(goroot);
  if (stamp.sdk == wantSdk && stamp.overlay == wantOverlay)
    return;
  makeDirectories(goroot.substr(0, goroot.rfind('/')));
  int fd = lock(goroot + ".lock", LOCK_EX);
  stamp = readStamp(goroot); // somebody else may have done it meanwhile
  if (stamp.sdk != wantSdk || stamp.overlay != wantOverlay) {
    bool anew = stamp.sdk != wantSdk;
    if (anew) {
      removeTree(goroot);
      stamp = {};
      makeDirectories(goroot);
      copySdk(sdk, goroot);
      updateFile(goroot + "/go.env", goEnv(sdk));
    }
    removeFile(goroot + "/golem.stamp");
    bool commands = anew;
    std::vector<std::string> paths = layOver(config, sdk, stamp, commands);
    updateCopy(config.compile, goroot + "/" + toolFolder + "/compile");
    updateCopy(config.link, goroot + "/" + toolFolder + "/link");
    for (const std::string &object : config.runtimes) // the go command takes the one whose name fits the target
      updateCopy(object, goroot + "/src/runtime" + object.substr(object.rfind('/')));
    if (commands)
      buildTools(config);
    std::string text = wantSdk + "\n" + wantOverlay + "\n";
    for (const std::string &path : paths)
      text += path + "\n";
    writeFile(goroot + "/golem.stamp", text);
  }
  close(fd);
}

void printPlan(const Config &config, const Sdk &sdk) {
  for (auto &[file, change] : planOverlay(config.golib, sdk.root + "/src")) {
    const char *verb = change.drop ? "drop" : exists(sdk.root + "/src/" + file) ? "change" : "add";
    std::printf("%-6s %s  # %s\n", verb, file.c_str(), change.reason.c_str());
  }
}

} // namespace golem::driver
