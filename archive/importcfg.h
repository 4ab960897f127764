// Import configurations: where the go command says which file holds which package.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace golem::archive {

struct ImportConfig {
  std::unordered_map<std::string, std::string> importMap;    ///< path in the source -> package path (vendoring)
  std::unordered_map<std::string, std::string> packageFile;  ///< package path -> archive
  std::vector<std::string> order;                            ///< package paths as listed
  std::string modinfo;                                       ///< link only: module text, unquoted
  bool used = false;                                         ///< a configuration was given
};

/// False: `error` is gc's message for the bad line, without the program's name.
bool parseImportConfig(const std::string &file, std::string_view text, bool forLink, ImportConfig &config, std::string &error);

/// The meaning of a Go string literal "...". False: malformed.
bool unquoteGo(std::string_view literal, std::string &out);

} // namespace golem::archive
