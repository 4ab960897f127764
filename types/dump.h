// What checking found out, as text (-dump=types).
#pragma once

#include <string>

#include "source/manager.h"
#include "syntax/ast.h"
#include "types/api.h"

namespace golem::types {

// The package's objects with their methods, the order of initialisation, then every expression with its type, mode and
// constant value in source order.
std::string dump(Package* pkg, const Info& info, std::span<syntax::File* const> files, const source::Manager& sources);

}  // namespace golem::types
