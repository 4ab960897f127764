// Writing the package archive.
#pragma once

#include "archive/meta.h"

#include <string>
#include <vector>

namespace golem::compile {

struct Options;

struct Output {
  archive::Meta meta;
  std::string unified;  ///< gc's export data, without the 'u' in front
  std::string own;      ///< member golem.gir
  std::vector<std::string> objects; ///< members _go_.o, _go_1.o; there may be none
};

/// False: `error` says why the file could not be written; then nothing is left of it.
bool writeOutput(const Options &options, const Output &output, std::string &error);

} // namespace golem::compile
