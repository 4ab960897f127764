// The compiler from source files to an archive, stage after stage.
#pragma once

namespace golem::compile {

struct Options;

/// Compiles one package. Returns the exit status: 0, or 2 after errors in the program.
int compilePackage(const Options &options);

} // namespace golem::compile
