// The rules about //go: directives that are only checked once a package has no other errors: where they may stand,
// what //go:embed and //go:linkname require, which functions may lack a body.
#pragma once

#include <span>

#include "diag/diag.h"
#include "syntax/ast.h"

namespace golem::syntax {

struct DirectiveRules {
  int langMinor = 26;        // -lang=go1.N
  bool complete = false;     // -complete: there are no functions in other languages
  std::string_view lang = "go1.26";  // for messages
};

void checkDirectives(std::span<File* const> files, const DirectiveRules& rules, diag::Reporter& reporter);

}  // namespace golem::syntax
