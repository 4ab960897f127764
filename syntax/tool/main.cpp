// Runs the parser alone over files: for tests, comparisons and a look at trees.
//   golem_syntax_tool [-errors|-source|-dump|-extents|-time] [-directives] [-complete] [-std] FILE...
// "-" for a file reads names of files from standard input. -errors (default): every message, unfiltered, sorted as text;
// -extents: every node with its position and, on a line of its own, its start and end; both are for comparison with
// other parsers. -time: files, size and time alone. Exit status 1 if there was any error.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "base/stack.h"
#include "syntax/directives.h"
#include "syntax/parser.h"
#include "syntax/printer.h"
#include "syntax/walk.h"

namespace {

using namespace golem;

enum class Mode { Errors, Source, Dump, Extents, Time };

struct Extents {
  const source::Manager& sources;
  int depth = 0;

  void visit(const syntax::Node* n) {
    source::Position at = sources.absolute(n->pos);
    source::Position start = sources.absolute(syntax::startPos(n)), end = sources.absolute(syntax::endPos(n));
    std::printf("%*s%s %u:%u\n%u:%u %u:%u\n", depth * 2, "", std::string(syntax::kindName(n->kind)).c_str(), at.line,
                at.col, start.line, start.col, end.line, end.col);
    ++depth;
    syntax::forEachChild(
        n, [](void* self, syntax::Node* child) { static_cast<Extents*>(self)->visit(child); }, this);
    --depth;
  }
};

struct Run {
  Mode mode = Mode::Errors;
  syntax::ParseOptions options;
  std::vector<std::string> files;
  bool failed = false;
  bool complete = false;
  size_t bytes = 0;

  void one(const std::string& path) {
    base::Arena arena;
    base::Interner names;
    source::Manager sources;
    diag::Options diagOptions;
    diagOptions.keepAll = true;
    diag::Reporter reporter(sources, diagOptions);
    std::string error;
    source::File* file = sources.load(path, &error);
    if (file == nullptr) {
      std::printf("%s\n", error.c_str());
      failed = true;
      return;
    }
    bytes += file->text.size();
    syntax::ParseContext ctx{arena, names, sources, reporter};
    syntax::File* tree = syntax::parseFile(ctx, *file, options);
    if (options.directives && tree != nullptr && reporter.syntaxErrorCount() == 0) {
      syntax::DirectiveRules rules;
      rules.complete = complete;
      syntax::checkDirectives({&tree, 1}, rules, reporter);
    }
    std::vector<std::string> messages;
    for (const diag::Message& m : reporter.pending())
      messages.push_back(sources.describe(m.pos) + ": " + m.text);
    std::sort(messages.begin(), messages.end());
    for (const std::string& m : messages)
      std::cout << m << '\n';
    std::cout.flush();
    failed = failed || reporter.hasErrors();
    if (tree == nullptr)
      return;
    if (mode == Mode::Source && messages.empty())
      std::printf("%s\n", syntax::toSource(tree).c_str());
    if (mode == Mode::Extents) {
      if (messages.empty())
        Extents{sources}.visit(tree);
      std::printf("END\n");
    }
    if (mode == Mode::Dump)
      std::printf("%s", syntax::dump(tree, sources).c_str());
  }

  void all() {
    auto start = std::chrono::steady_clock::now();
    for (const std::string& path : files)
      one(path);
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (mode == Mode::Time)
      std::printf("%zu files, %.1f MB in %.2f s\n", files.size(), double(bytes) / 1e6, took.count());
  }
};

}  // namespace

int main(int argc, char** argv) {
  Run run;
  run.options.maxDepth = 100000;
  run.options.pkgPath = "p";
  run.options.directives = false;
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    if (arg == "-errors")
      run.mode = Mode::Errors;
    else if (arg == "-source")
      run.mode = Mode::Source;
    else if (arg == "-dump")
      run.mode = Mode::Dump;
    else if (arg == "-extents")
      run.mode = Mode::Extents;
    else if (arg == "-time")
      run.mode = Mode::Time;
    else if (arg == "-directives")
      run.options.directives = true;
    else if (arg == "-complete")
      run.complete = true;
    else if (arg == "-std")
      run.options.std = run.options.compilingRuntime = true;
    else if (arg == "-")
      for (std::string line; std::getline(std::cin, line);)
        run.files.push_back(line);
    else
      run.files.push_back(arg);
  }
  golem::base::runWithStack(size_t(1) << 30, [&] { run.all(); });
  return run.failed ? 1 : 0;
}
