// Finds the archive of an imported package and the part of it that the compiler reads.
#pragma once

#include <string>
#include <string_view>

namespace golem::compile {

struct Options;

/// The package that a path in the source means. Empty with an error text when it may not be imported.
std::string resolveImportPath(const Options &options, std::string_view path, std::string &error);

/// The contents of the archive member golem.gir of a resolved package. False: `error` says why, in gc's words.
bool openPackage(const Options &options, const std::string &path, std::string_view &member, std::string &error);

} // namespace golem::compile
