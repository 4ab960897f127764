// See pipeline.h.
#include "compile/pipeline.h"

#include "archive/file.h"
#include "base/arena.h"
#include "base/interner.h"
#include "base/stages.h"
#include "compile/asmhdr.h"
#include "compile/backend.h"
#include "compile/checks.h"
#include "compile/imports.h"
#include "compile/options.h"
#include "compile/output.h"
#include "diag/diag.h"
#include "export/own.h"
#include "gir/refs.h"
#include "source/manager.h"
#include "syntax/directives.h"
#include "syntax/parser.h"
#include "syntax/printer.h"
#include "target/version.h"
#include "types/api.h"
#include "types/context.h"
#include "types/dump.h"
#include "types/sizes.h"

#include <algorithm>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace golem::compile {

namespace {

/// Does the text hold "requires goN.N or later"?
bool mentionsVersion(std::string_view text) {
  size_t at = text.find("requires go");
  if (at == text.npos)
    return false;
  at = text.find_first_not_of("0123456789.", at + 11);
  return at != text.npos && text.substr(at).starts_with(" or later");
}

class Compilation {
public:
  explicit Compilation(const Options &o)
      : options(o), target(*o.target), reporter(sources, {o.showColumns, o.showOriginal, o.allErrors}), context(types::newContext()), refs(context),
        importer(context, refs, names, [this](std::string_view file, unsigned line, unsigned column) {
          return sources.foreign(file, line, column);
        }) {}

  /// The whole compiler. Each stage reports what it finds; after one with errors nothing further runs.
  int run() {
    bool ok = parse() && check() && generate() && write();
    reporter.flush(stdout);
    if (options.timing)
      stages.print(stderr);
    if (ok)
      return 0;
    unlinkOutput();
    return 2;
  }

private:
  const Options &options;
  const target::Target &target;
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  diag::Reporter reporter;
  types::Context *context;
  gir::RefTable refs;
  exportdata::Importer importer;
  std::string packagePath;
  std::vector<syntax::File *> files;
  types::Package *package = nullptr;
  types::Info info;
  types::Sizes sizes = types::sizesFor(target.goarch);
  std::set<std::string> imported; ///< direct imports by resolved path
  Output output;
  base::Stages stages;
  std::string lastFile, lastRecorded; ///< what positionOf found last

  /// An archive of an earlier run must not pass for this one's. Never touches devices such as /dev/null.
  void unlinkOutput() {
    struct stat st;
    if (lstat(options.output.c_str(), &st) == 0 && S_ISREG(st.st_mode))
      unlink(options.output.c_str());
  }

  bool parse() {
    stages.enter("parse");
    syntax::ParseContext context{arena, names, sources, reporter};
    packagePath = options.packagePath;
    syntax::ParseOptions parseOptions;
    parseOptions.pkgPath = packagePath;
    parseOptions.std = options.std;
    parseOptions.compilingRuntime = options.compilingRuntime;
    parseOptions.goos = target.goos;
    parseOptions.goarch = target.goarch;
    parseOptions.maxDepth = 400000; // main runs us on a stack for that; gc overflows its own somewhere above 100,000
    for (const std::string &name : options.files) {
      std::string error;
      source::File *file = sources.load(name, &error);
      if (!file) {
        reporter.flush(stdout);
        std::printf("%s\n", error.c_str());
        return false;
      }
      syntax::File *tree = syntax::parseFile(context, *file, parseOptions);
      if (!tree)
        return false;
      files.push_back(tree);
    }
    if (options.dump == "ast" && !reporter.hasErrors())
      for (syntax::File *file : files)
        std::fputs(syntax::dump(file, sources).c_str(), stdout);
    // A package called main is main's package even if -p was not given; others then cannot be linked.
    if (packagePath.empty())
      packagePath = !files.empty() && files[0]->pkgName && files[0]->pkgName->value == "main" ? "main" : "<unlinkable>";
    return true; // with errors too: check decides
  }

  types::Package *import(std::string_view path, std::string *error) {
    stages.enter("import");
    types::Package *package = readImport(path, error);
    stages.enter("check");
    return package;
  }

  types::Package *readImport(std::string_view path, std::string *error) {
    std::string resolved = resolveImportPath(options, path, *error);
    if (resolved.empty())
      return nullptr;
    if (resolved == "unsafe")
      return types::universe().unsafe;
    if (imported.count(resolved))
      return importer.package(resolved);
    std::string_view member;
    if (!openPackage(options, resolved, member, *error))
      return nullptr;
    types::Package *package = importer.add(names.intern(resolved), member, *error);
    if (package)
      imported.insert(resolved);
    return package;
  }

  bool check() {
    if (reporter.syntaxErrorCount() != 0 || reporter.stopped())
      return false; // other errors of the parser do not keep gc from checking types
    stages.enter("check");
    types::Config config;
    config.context = context;
    config.goVersion = options.lang;
    config.ignoreBranchErrors = true; // the parser has looked at them
    config.sizes = sizes;
    if (options.errorUrl)
      config.errorURL = " [go.dev/e/%s]";
    config.importer = [&](std::string_view path, std::string_view, std::string *error) { return import(path, error); };
    config.posString = [&](source::Pos pos) { return sources.describe(pos); };
    config.dirOf = [&](source::Pos) { return std::string(); };
    config.error = [&](const types::Error &error) { reportTypeError(error); };
    package = new types::Package(names.intern(packagePath), {}); // the checker takes the name from the files
    types::Result result = types::checkFiles(config, package, files, &info);
    if (reporter.hasErrors())
      return false;
    if (!result.ok) {
      std::printf("compile: internal error: type checking failed without a message\n");
      return false;
    }
    if (options.dump == "types")
      std::fputs(types::dump(package, info, files, sources).c_str(), stdout);
    checkAnonymousCycles(files, reporter);
    types::rememberSizes();
    if (!reporter.hasErrors())
      checkNotInHeap(files, info, reporter);
    if (!reporter.hasErrors())
      checkTypeSizes(files, package, sizes, reporter);
    if (reporter.hasErrors())
      return false;
    syntax::DirectiveRules rules;
    // The overlay leaves assembly out of standard packages: what their functions lack, the linker knows.
    rules.complete = options.complete && !options.std;
    if (options.lang.starts_with("go1.")) {
      rules.lang = options.lang;
      rules.langMinor = std::atoi(options.lang.c_str() + 4);
    }
    syntax::checkDirectives(files, rules, reporter);
    return !reporter.hasErrors();
  }

  /// Messages about language versions say where the version comes from.
  void reportTypeError(const types::Error &error) {
    std::string text = error.msg;
    if (mentionsVersion(text)) {
      const source::File *file = sources.fileOf(error.pos);
      for (syntax::File *tree : files) {
        if (sources.fileOf(tree->pos) != file)
          continue;
        auto version = info.fileVersions.find(tree);
        if (!tree->goVersion.empty() && version != info.fileVersions.end() && version->second == tree->goVersion)
          text += " (file declares //go:build " + version->second + ")";
        else
          text += " (-lang was set to " + options.lang + "; check go.mod)";
        break;
      }
    }
    reporter.error(error.pos, std::move(text), int(error.code));
  }

  bool positionOf(source::Pos pos, std::string &file, unsigned &line, unsigned &column) {
    source::Position p = sources.relative(pos);
    if (p.line == 0)
      return false;
    // Asked for each instruction, mostly of the same file.
    if (p.filename != lastFile || lastRecorded.empty()) {
      lastFile = p.filename;
      const source::File *written = sources.fileOf(pos);
      lastRecorded = options.recordedName(p.filename, !written || written->name != p.filename);
    }
    file = lastRecorded;
    line = p.line;
    column = p.col;
    return true;
  }

  bool generate() {
    archive::Meta &meta = output.meta;
    meta.path = packagePath;
    meta.name = package->name();
    meta.hasMain = packagePath == "main" && types::as<types::Func>(package->scope()->lookup("main"));
    meta.imports.assign(imported.begin(), imported.end());
    BackendInput in{options, packagePath, files, package, &info, sizes, target, sources, reporter, refs, importer, context, stages, {}};
    in.positionOf = [this](source::Pos pos, std::string &file, unsigned &line, unsigned &column) {
      return positionOf(pos, file, line, column);
    };
    return runBackend(in, output) && !reporter.hasErrors();
  }

  bool write() {
    stages.enter("write");
    std::string error;
    if (!options.asmHeader.empty() &&
        !archive::writeWhole(options.asmHeader, asmHeader(package, sizes), 0666, error)) {
      std::printf("%s\n", error.c_str());
      return false;
    }
    if (!writeOutput(options, output, error)) {
      std::printf("%s\n", error.c_str());
      return false;
    }
    return true;
  }
};

} // namespace

int compilePackage(const Options &options) {
  auto *compilation = new Compilation(options); // never freed: the process ends with it
  return compilation->run();
}

} // namespace golem::compile
