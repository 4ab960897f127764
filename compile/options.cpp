// See options.h. All of gc's flags are known; those that only make sense for gc's own passes are accepted and ignored.
#include "compile/options.h"

#include "archive/file.h"
#include "archive/flags.h"
#include "archive/toolid.h"
#include "target/version.h"

#include "llvm/Support/JSON.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace golem::compile {

void fail(const std::string &message) {
  std::fflush(stdout);
  std::fprintf(stderr, "compile: %s\n", message.c_str());
  std::exit(1);
}

static void usage() {
  std::fputs("usage: compile [options] file.go...\n", stderr);
  std::exit(2);
}

static std::string_view mustMap(const std::string &what, const std::string &file) {
  std::string_view text;
  std::string error;
  if (!archive::mapFile(file, text, error))
    fail(what + error);
  return text;
}

static void readEmbedConfig(const std::string &file, Options &o) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(llvm::StringRef(mustMap("-embedcfg: ", file)));
  const llvm::json::Object *top = value ? value->getAsObject() : nullptr;
  if (!top)
    fail(file + ": " + (value ? std::string("not an object") : llvm::toString(value.takeError())));
  const llvm::json::Object *patterns = top->getObject("Patterns"), *files = top->getObject("Files");
  if (!patterns)
    fail(file + ": invalid embedcfg: missing Patterns");
  if (!files)
    fail(file + ": invalid embedcfg: missing Files");
  for (auto &[pattern, list] : *patterns) {
    std::vector<std::string> &names = o.embedPatterns[pattern.str()];
    if (const llvm::json::Array *array = list.getAsArray())
      for (const llvm::json::Value &name : *array)
        names.push_back(name.getAsString().value_or("").str());
  }
  for (auto &[name, path] : *files)
    o.embedFiles[name.str()] = path.getAsString().value_or("").str();
}

/// Packages that the runtime is made of: they may use directives that others may not.
static bool isRuntimePackage(std::string_view path) {
  for (std::string_view p :
       {"runtime", "internal/runtime/atomic", "internal/runtime/cgroup", "internal/runtime/exithook", "internal/runtime/gc",
        "internal/runtime/gc/scan", "internal/runtime/maps", "internal/runtime/math", "internal/runtime/sys",
        "internal/runtime/syscall/linux", "internal/runtime/syscall/windows", "internal/abi", "internal/bytealg",
        "internal/byteorder", "internal/chacha8rand", "internal/coverage/rtcov", "internal/cpu", "internal/goarch",
        "internal/godebugs", "internal/goexperiment", "internal/goos", "internal/profilerecord", "internal/strconv",
        "internal/stringslite"})
    if (path == p)
      return true;
  return false;
}

static void checkLang(const std::string &lang) {
  std::string_view s = lang == "go1" ? std::string_view("go1.0") : std::string_view(lang);
  bool good = s.starts_with("go1.") && s.size() > 4 && s.size() <= 6;
  for (char c : s.substr(std::min<size_t>(4, s.size())))
    good &= c >= '0' && c <= '9';
  if (good && s.size() > 5 && s[4] == '0')
    good = false;
  if (!good)
    fail("invalid value \"" + lang + "\" for -lang: should be something like \"go1.12\"");
  std::string known = std::string(target::goVersion).substr(0, 6);
  if (std::atoi(std::string(s.substr(4)).c_str()) > std::atoi(known.substr(4).c_str()))
    fail("invalid value \"" + lang + "\" for -lang: max known version is \"" + known + "\"");
}

Options parseOptions(int argc, char **argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  std::string error;
  if (!archive::expandResponseFiles(args, error))
    fail(error);
  for (const std::string &arg : args)
    if (arg == "-V=full" || arg == "-V" || arg == "--V=full") {
      std::printf("%s\n", archive::versionLine("compile").c_str());
      std::exit(0);
    }
  Options o;
  std::string goVersion, trimPath, coverage, spectre;
  int noColumns = 0, original = 0, allErrors = 0, noOptimize = 0, assembly = 0, inlining = 0;
  bool pack = false, msan = false, asan = false;
  archive::FlagSet flags;
  flags.counter("C", &noColumns);
  flags.counter("L", &original);
  flags.counter("N", &noOptimize);
  flags.counter("S", &assembly);
  flags.counter("e", &allErrors);
  flags.counter("l", &inlining);
  flags.counter("m", &o.printDecisions);
  flags.integer("c", &o.concurrency);
  flags.text("D", &o.localPrefix);
  flags.text("o", &o.output);
  flags.text("p", &o.packagePath);
  flags.boolean("+", &o.compilingRuntime);
  flags.text("asmhdr", &o.asmHeader);
  flags.text("buildid", &o.buildId);
  flags.boolean("complete", &o.complete);
  flags.boolean("dwarf", &o.dwarf);
  flags.boolean("errorurl", &o.errorUrl);
  flags.text("goversion", &goVersion);
  flags.text("installsuffix", &o.installSuffix);
  flags.text("lang", &o.lang);
  flags.text("linkobj", &o.linkObject);
  flags.boolean("nolocalimports", &o.noLocalImports);
  flags.boolean("pack", &pack);
  flags.boolean("msan", &msan);
  flags.boolean("asan", &asan);
  flags.boolean("std", &o.std);
  flags.text("symabis", &o.symAbis);
  flags.boolean("timing", &o.timing);
  flags.text("trimpath", &trimPath);
  flags.text("coveragecfg", &coverage);
  flags.text("dump", &o.dump);
  flags.function("I", [&](std::string_view dir, std::string &) {
    if (!dir.empty())
      o.importDirs.emplace_back(dir);
    return true;
  });
  flags.function("d", [&](std::string_view settings, std::string &) {
    for (size_t at = 0; at <= settings.size();) {
      size_t end = std::min(settings.find(',', at), settings.size());
      std::string_view setting = settings.substr(at, end - at);
      size_t equals = setting.find('=');
      if (!setting.empty())
        o.debug[std::string(setting.substr(0, equals))] = equals == setting.npos ? "1" : setting.substr(equals + 1);
      at = end + 1;
    }
    return true;
  });
  flags.function("embedcfg", [&](std::string_view file, std::string &) {
    readEmbedConfig(std::string(file), o);
    return true;
  });
  flags.function("importcfg", [&](std::string_view file, std::string &) {
    std::string why, name(file);
    if (!archive::parseImportConfig(name, mustMap("-importcfg: ", name), false, o.imports, why))
      fail(why);
    return true;
  });
  flags.function("env", [&](std::string_view definition, std::string &) {
    size_t equals = definition.find('=');
    if (equals == definition.npos)
      fail("-env argument must be of the form key=value");
    setenv(std::string(definition.substr(0, equals)).c_str(), std::string(definition.substr(equals + 1)).c_str(), 1);
    return true;
  });
  for (const char *name : {"B", "E", "K", "W", "h", "j", "r", "w", "%", "live"}) {
    static int ignored;
    flags.counter(name, &ignored);
  }
  // What these ask for ends in the link tool, which refuses it.
  flags.ignoreBooleans({"race", "shared", "dynlink", "linkshared"});
  flags.ignoreBooleans({"t", "v", "clobberdead", "clobberdeadreg", "dwarfbasentries", "dwarflocationlists", "smallframes", "wb"});
  flags.ignoreValues({"bench", "blockprofile", "cpuprofile", "gendwarfinl", "json", "memprofile", "memprofilerate",
                      "mutexprofile", "spectre", "traceprofile", "pgoprofile"});
  if (!flags.parse(args, o.files, error)) {
    std::fprintf(stderr, "%s\n", error.c_str());
    usage();
  }
  if (o.files.empty())
    usage();
  if (std::string problem = target::levelProblem(); !problem.empty()) {
    std::fprintf(stderr, "compile: %s\n", problem.c_str());
    std::exit(2);
  }
  if (!goVersion.empty() && goVersion != target::goVersion) {
    std::printf("compile: version \"%s\" does not match go tool version \"%s\"\n", target::goVersion, goVersion.c_str());
    std::exit(2);
  }
  if (o.concurrency < 1)
    fail("-c must be at least 1, got " + std::to_string(o.concurrency));
  o.target = target::targetFromEnvironment();
  if (!o.target)
    fail("not yet supported: " + target::describeEnvironment());
  if (msan || asan)
    fail(std::string("not yet supported: ") + (msan ? "-msan" : "-asan"));
  if (!coverage.empty() && !parseCoverageConfig(mustMap("-coveragecfg: ", coverage), o.coverage.emplace(), error))
    fail("error reading -coveragecfg file " + coverage + ": " + error);
  if (!o.lang.empty())
    checkLang(o.lang);
  o.showColumns = !noColumns;
  o.showOriginal = original;
  o.allErrors = allErrors;
  o.noOptimize = noOptimize;
  o.printAssembly = assembly;
  o.inlineLevel = inlining <= 1 ? 1 - inlining : inlining;
  if (o.std && isRuntimePackage(o.packagePath))
    o.compilingRuntime = true;
  if (o.output.empty()) {
    std::string name = o.files[0].substr(o.files[0].rfind('/') + 1);
    o.output = name.substr(0, name.rfind('.')) + (pack ? ".a" : ".o");
  }
  for (size_t at = 0; at < trimPath.size();) {
    size_t end = std::min(trimPath.find(';', at), trimPath.size());
    std::string rule = trimPath.substr(at, end - at);
    size_t arrow = rule.find("=>");
    o.rewrites.emplace_back(rule.substr(0, arrow), arrow == rule.npos ? "" : rule.substr(arrow + 2));
    at = end + 1;
  }
  std::error_code code;
  o.workingDirectory = std::filesystem::current_path(code).string();
  if (const char *goroot = std::getenv("GOROOT"); goroot && *goroot) {
    o.goroot = goroot;
  } else { // run by hand: GOROOT/pkg/tool/HOST/compile
    std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", code);
    std::filesystem::path root = self.parent_path().parent_path().parent_path().parent_path();
    if (std::filesystem::exists(root / "src/runtime", code))
      o.goroot = root.string();
  }
  return o;
}

/// The part of `path` after prefix, if path lies in that folder: "" or "/rest". False otherwise.
static bool inFolder(std::string_view path, std::string_view prefix, std::string_view &rest) {
  if (prefix.empty() || !path.starts_with(prefix))
    return false;
  rest = path.substr(prefix.size());
  return rest.empty() || rest[0] == '/' || prefix.back() == '/';
}

std::string Options::recordedName(std::string_view file, bool named) const {
  std::string path(file);
  if (path.empty())
    return "??";
  if (!named && path[0] != '/' && path[0] != '$' && path[0] != '<')
    path = workingDirectory + "/" + path;
  std::string_view rest;
  for (auto &[from, to] : rewrites) {
    if (!inFolder(path, from, rest))
      continue;
    std::string result = to;
    if (to.empty() && rest.starts_with("/"))
      rest.remove_prefix(1);
    path = result.append(rest);
    return path.empty() ? "??" : path;
  }
  path = std::filesystem::path(path).lexically_normal().string();
  if (inFolder(path, goroot, rest))
    return "$GOROOT" + std::string(rest);
  return path;
}

} // namespace golem::compile
