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
#include <unordered_map>
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
  /// The symbol of an imported function or variable that //go:linkname renames, else empty; may be null.
  std::function<std::string_view(types::Object *)> renamed;
  /// Does the package's assembly define the function of this symbol?
  std::function<bool(const std::string &)> isAssembly;
  std::function<void(source::Pos, std::string)> error;
};

/// What the importers of the package must know besides its GIR.
struct Names {
  std::unordered_map<types::Object *, std::string> renamed;  ///< by //go:linkname
};

/// Fills out (path and types too). False when something was reported.
bool generate(const Input &in, gir::Package &out, gir::RefTable &refs, Names *names = nullptr);

} // namespace golem::girgen
