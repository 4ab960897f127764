// See config.h.
#include "driver/config.h"

#include "driver/files.h"

#include <cstdlib>
#include <unistd.h>

namespace golem::driver {

Config loadConfig() {
  char self[4096];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0)
    fail("cannot find out where this program is");
  std::string folder(self, size_t(n));
  folder.erase(folder.rfind('/'));
  std::string text = mustRead(folder + "/golem.conf");
  Config config;
  size_t at = 0;
  while (at < text.size()) {
    size_t eol = text.find('\n', at);
    eol = eol == text.npos ? text.size() : eol;
    std::string line = text.substr(at, eol - at);
    at = eol + 1;
    size_t blank = line.find(' ');
    if (line.empty() || line[0] == '#' || blank == line.npos)
      continue;
    std::string key = line.substr(0, blank), value = line.substr(blank + 1);
    if (value[0] != '/')
      value = folder + "/" + value;
    if (key == "golib")
      config.golib = value;
    else if (key == "compile")
      config.compile = value;
    else if (key == "link")
      config.link = value;
    else if (key == "runtime")
      config.runtimes.push_back(value);
    else if (key == "goroot")
      config.goroot = value;
    else if (key == "fetch-sdk")
      config.fetchSdk = value;
    else if (key == "sdk")
      config.sdk = value;
    else
      fail("golem.conf: unknown key " + key);
  }
  if (const char *goroot = std::getenv("GOLEM_GOROOT"); goroot && *goroot)
    config.goroot = goroot;
  if (config.goroot.empty() || config.golib.empty() || config.compile.empty() || config.link.empty())
    fail("golem.conf beside the program is incomplete");
  return config;
}

} // namespace golem::driver
