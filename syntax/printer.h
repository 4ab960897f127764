// Syntax trees as text: as Go source in messages, and as an indented listing for -dump=ast.
#pragma once

#include <string>

#include "source/manager.h"
#include "syntax/ast.h"

namespace golem::syntax {

// As gc's messages show expressions: on one line, function bodies and long lists shortened to "…" ("{…}").
std::string toString(const Node* n);
// Go source of the whole subtree.
std::string toSource(const Node* n);
// One node per line with its position and fields.
std::string dump(const Node* n, const source::Manager& sources);

}  // namespace golem::syntax
