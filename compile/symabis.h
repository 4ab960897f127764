// The file that the assembler writes for the compiler (-symabis): which functions a package's assembly defines and refers to.
#pragma once

#include <set>
#include <string>

namespace golem::compile {

using SymbolSet = std::set<std::string, std::less<>>;

/// Adds the names in ABI0; other ABIs are the linker's business. False: `error` says what is wrong, with file and line.
bool readSymAbis(const std::string &file, SymbolSet &defs, SymbolSet &refs, std::string &error);

} // namespace golem::compile
