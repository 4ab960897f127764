// Runs LLD, in this process. The only file that includes LLD is lld.cpp.
#pragma once

#include <string>

namespace golem::link {

struct Options;
struct Program;

/// Links the program's objects and the generated one into options.output. Returns the exit status; errors are printed.
int runLld(const Options &options, const Program &program, std::string_view generated);

} // namespace golem::link
