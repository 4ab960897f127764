// Drops methods that nothing can call.
#pragma once

#include <string_view>

namespace golem::link {

struct Options;
struct Program;

/// Takes the references to such methods out of the type descriptors, so that --gc-sections drops their code. Changed objects
/// are replaced in `program` by copies.
void pruneMethods(const Options &options, Program &program, std::string_view generated);

} // namespace golem::link
