// Where the parts of this Golem are: the lines `key path` of golem.conf beside the program.
#pragma once

#include <string>
#include <vector>

namespace golem::driver {

struct Config {
  std::string golib;    ///< the overlay and its manifest
  std::string compile;  ///< the tools
  std::string link;
  std::vector<std::string> runtimes; ///< the C++ runtime: golem_runtime_<os>_<arch>.syso, one relocatable object a target
  std::string goroot;   ///< what is assembled
  std::string fetchSdk; ///< script that makes an SDK
  std::string sdk;      ///< where that script puts it
};

Config loadConfig();

} // namespace golem::driver
