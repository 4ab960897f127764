// What the tests of this folder share: parsing a string, and its messages as lines.
#pragma once

#include <string>

#include "syntax/parser.h"

namespace golem::syntax {

struct Parsed {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  diag::Reporter reporter{sources};
  File* file = nullptr;

  explicit Parsed(std::string text, ParseOptions options = {}, std::string name = "x.go") {
    options.pkgPath = "p";
    source::File* f = sources.add(std::move(name), std::move(text));
    ParseContext ctx{arena, names, sources, reporter};
    file = parseFile(ctx, *f, options);
  }
  std::string messages() { return reporter.take(); }
};

inline std::string errorsOf(std::string text) { return Parsed(std::move(text)).messages(); }

}  // namespace golem::syntax
