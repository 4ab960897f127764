// Whole files: read by mapping, written beside the target and renamed.
#pragma once

#include <string>
#include <string_view>

namespace golem::archive {

/// Maps a file for the rest of the process. False: `error` says why, in Go's words ("open x: no such file or directory").
bool mapFile(const std::string &path, std::string_view &contents, std::string &error);

/// Writes a file so that a reader sees all of it or nothing of it. Devices and pipes are written directly.
bool writeWhole(const std::string &path, std::string_view contents, unsigned mode, std::string &error);

} // namespace golem::archive
