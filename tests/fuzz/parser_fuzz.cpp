// Parses arbitrary bytes and uses every part of what comes out: no crash, and what was accepted without a message prints
// as source that is accepted too.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "syntax/directives.h"
#include "syntax/parser.h"
#include "syntax/printer.h"
#include "syntax/walk.h"

using namespace golem;

namespace {

struct Compilation {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  diag::Reporter reporter{sources};
  syntax::File* file = nullptr;

  explicit Compilation(std::string text, bool directives) {
    syntax::ParseOptions options;
    options.maxDepth = 300;  // sanitized frames are large
    options.maxChain = 2000;
    options.pkgPath = "p";
    options.directives = directives;
    syntax::ParseContext ctx{arena, names, sources, reporter};
    file = syntax::parseFile(ctx, *sources.add("x.go", std::move(text)), options);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  Compilation first(text, true);
  bool clean = !first.reporter.hasErrors();
  first.reporter.take();
  if (first.file == nullptr)
    return 0;
  syntax::dump(first.file, first.sources);
  syntax::inspect(first.file, [&](syntax::Node* n) {
    first.sources.format(syntax::startPos(n));
    if (!base::isa<syntax::ImportDecl>(n) || clean)
      first.sources.format(syntax::endPos(n));
    return true;
  });
  syntax::checkDirectives({&first.file, 1}, {}, first.reporter);
  std::string printed = syntax::toSource(first.file);
  syntax::toString(first.file);
  if (!clean)
    return 0;
  Compilation second(printed, false);
  if (second.reporter.hasErrors()) {
    std::string messages = second.reporter.take();
    if (messages.find("max nesting depth") == std::string::npos) {
      std::fprintf(stderr, "printed source has errors:\n%s\n%s\n", printed.c_str(), messages.c_str());
      std::abort();
    }
  }
  return 0;
}
