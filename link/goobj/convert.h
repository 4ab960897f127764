// From an object of the assembler to an ELF relocatable object that LLD links.
#pragma once

#include "link/goobj/reader.h"
#include "target/target.h"

#include <string>
#include <unordered_set>

namespace golem::link::goobj {

/// Names (without the suffix) of functions that can be called in ABI0: the assembly of all packages and the entries that the
/// compiler made. Assembly refers to functions and variables alike; this tells them apart.
using Abi0Functions = std::unordered_set<std::string>;

/// Adds the functions that `object` defines.
void collectFunctions(const Object &object, Abi0Functions &functions);

/// Gives the ELF object. Empty: `error` says why not.
///
/// Each symbol has a section of its own, so that only what is reachable is kept. A function F of ABI0 becomes `F.abi0` (F itself is
/// Go's entry, which the compiler makes), and has an entry in the function table like compiled code (docs/abi.md 6).
std::string convert(const Object &object, const target::Target &target, const Abi0Functions &functions, std::string &error);

} // namespace golem::link::goobj
