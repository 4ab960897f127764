// The GOROOT's go command, gofmt, assembler, cgo, cover, vet ...: the SDK's sources, built by Golem itself.
#pragma once

#include <string>

namespace golem::driver {

struct Config;

/// Builds the programs of bin/ and pkg/tool/ in the assembled GOROOT with the compiler and linker in it, by means of the go
/// command that is there, and puts them in the places of the SDK's. All or none change. Ends the process with a message
/// when one does not build.
void buildTools(const Config &config);

} // namespace golem::driver
