// Parses one Go source file into a syntax tree, with gc's error messages at gc's positions.
#pragma once

#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/interner.h"
#include "diag/diag.h"
#include "source/manager.h"
#include "syntax/ast.h"

namespace golem::syntax {

// What the rules for //go: directives depend on.
struct ParseOptions {
  std::string_view pkgPath;       // -p; the default target of a one-argument //go:linkname
  bool std = false;               // -std: compiling the standard library
  bool compilingRuntime = false;  // -+
  std::string_view goos = "linux", goarch = "amd64";
  bool checkBranches = true;      // labels, break, continue, goto
  bool directives = true;         // look at //go: comments at all
  // Nesting of expressions, types and statements, and length of chains of binary operators, that are accepted. About
  // 1 KB of stack is needed per level: more than the default takes base::runWithStack.
  int maxDepth = 5000;
  int maxChain = 500000;
};

// What all files of a compilation share. Everything that a tree points at lives in arena, interner and sources.
struct ParseContext {
  base::Arena& arena;
  base::Interner& names;
  source::Manager& sources;
  diag::Reporter& reporter;
};

// Null if there is no correct package clause; after other errors (see reporter) the tree holds what could be made out.
File* parseFile(ParseContext& ctx, source::File& file, const ParseOptions& options);

}  // namespace golem::syntax
