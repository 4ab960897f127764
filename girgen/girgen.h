// From a checked package to GIR: the entry.
#pragma once

#include "gir/gir.h"
#include "gir/refs.h"
#include "syntax/ast.h"
#include "types/api.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace golem::girgen {

struct Input {
  types::Package *pkg = nullptr;
  std::string path;                       ///< the package's path in symbols (-p)
  std::span<syntax::File *const> files;
  types::Info *info = nullptr;
  types::Sizes sizes;
  std::string goVersion;                  ///< -lang, or ""
  /// //go:embed: pattern -> files it matches; file -> where its bytes are.
  std::map<std::string, std::vector<std::string>, std::less<>> embedPatterns;
  std::map<std::string, std::string, std::less<>> embedFiles;
  std::function<void(source::Pos, std::string)> error;
};

/// Fills out (path and types too). False when something was reported.
bool generate(const Input &in, gir::Package &out, gir::RefTable &refs);

} // namespace golem::girgen
