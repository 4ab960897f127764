// The object that the linker itself contributes: the list of package initialisers, the strings that the linker sets, build id,
// build information.
#pragma once

#include <string>

namespace golem::link {

struct Options;
struct Program;

/// An ELF object. Names that -X gives and that no package has are ignored, as in gc; non-string variables end the program.
std::string generateObject(const Options &options, const Program &program);

/// For LLD's --build-id: "0x…" from -B, or empty.
std::string gnuBuildId(const Options &options);

} // namespace golem::link
