// The link tool's command line.
#pragma once

#include "archive/importcfg.h"
#include "target/target.h"

#include <string>
#include <utility>
#include <vector>

namespace golem::link {

struct Options {
  std::string output = "a.out";
  std::string mainArchive;
  const target::Target *target = nullptr;                          ///< what $GOOS and $GOARCH name
  archive::ImportConfig imports;
  std::string buildId;
  std::string gnuBuildId;                                          ///< -B; default "gobuildid"
  std::vector<std::pair<std::string, std::string>> stringDefs;     ///< -X name=value, in order
  std::string entry = "_golem_start";
  std::string goroot;                                              ///< $GOROOT, for runtime.defaultGOROOT
  bool stripAll = false;                                           ///< -s
  bool stripDebug = false;                                         ///< -w
  bool prune = true;                                               ///< drop methods that cannot be called
  bool verbose = false;
  std::string printMap;                                            ///< -golemmap: write LLD's map to this file
  std::string runtimeObject;                                       ///< -golemruntime: in place of the C++ runtime
};

/// Parses argv. Ends the program itself for -V, bad usage and modes that are not supported.
Options parseOptions(int argc, char **argv);

/// Prints "link: message" and ends with `status`.
[[noreturn]] void fail(const std::string &message, int status = 1);

} // namespace golem::link
