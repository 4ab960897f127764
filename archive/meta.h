// Member `golem.meta`: what the linker must know of a package, as lines of text `key value…`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace golem::archive {

struct Meta {
  std::string path;                     ///< package path as in symbols ("main" for programs)
  std::string name;                     ///< package name
  bool hasMain = false;                 ///< func main of package main exists
  unsigned inits = 0;                   ///< functions in its init task
  std::vector<std::string> imports;     ///< paths of direct imports (after import maps), sorted
  std::vector<std::string> stringVars;  ///< link names of string variables that -X may set
  /// The remaining package variables, which -X refuses: link name and type.
  std::vector<std::pair<std::string, std::string>> otherVars;
  std::vector<std::string> abi0;        ///< link names of Go functions that assembly can call, as NAME.abi0
  std::string task;                     ///< symbol of the init task; empty: the usual name
  std::string cgo;                      ///< cgo directives as JSON, in one line; empty: none

  std::string initTask() const { return task.empty() ? path + "..inittask" : task; }
};

std::string printMeta(const Meta &meta);

/// False: not a golem.meta of this version; `error` says so.
bool parseMeta(std::string_view text, Meta &meta, std::string &error);

} // namespace golem::archive
