// Writing the package archive.
#pragma once

#include "archive/meta.h"

#include <string>

namespace golem::compile {

struct Options;

struct Output {
  archive::Meta meta;
  std::string unified;  ///< gc's export data, without the 'u' in front
  std::string own;      ///< member golem.gir
  std::string object;   ///< member _go_.o; may be empty
};

/// False: `error` says why the file could not be written; then nothing is left of it.
bool writeOutput(const Options &options, const Output &output, std::string &error);

} // namespace golem::compile
