// How a tool names itself: the go command takes the line of -V=full as part of the key of everything that the tool makes.
#pragma once

#include <string>

namespace golem::archive {

/// "NAME version go1.26.8 golem-DIGEST"; the digest is the build id that covers the whole program.
std::string versionLine(const std::string &tool);

} // namespace golem::archive
