// See options.h. All of gc's flags are known: what does not apply is accepted and ignored.
#include "link/options.h"

#include "archive/file.h"
#include "archive/flags.h"
#include "archive/toolid.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace golem::link {

void fail(const std::string &message, int status) {
  std::fflush(stdout);
  std::fprintf(stderr, "link: %s\n", message.c_str());
  std::exit(status);
}

static void usage() {
  std::fputs("usage: link [options] main.o\n", stderr);
  std::exit(2);
}

/// -B: "gobuildid", "none" or up to 32 bytes in hexadecimal.
static std::string hostBuildIdOf(const std::string &value) {
  if (value == "none")
    return "";
  if (value.empty() || value == "gobuildid")
    return value;
  if (!value.starts_with("0x"))
    fail("-B argument must start with 0x: " + value);
  std::string digits = value.substr(2);
  if (digits.size() / 2 > 32)
    fail("-B option too long (max 32 digits): " + value);
  size_t bad = digits.find_first_not_of("0123456789abcdefABCDEF");
  if (bad != digits.npos)
    fail(std::string("-B argument contains invalid hex digit ") + digits[bad] + ": " + value);
  if (digits.size() % 2 != 0)
    fail("-B argument must have even number of digits: " + value);
  return value;
}

Options parseOptions(int argc, char **argv) {
  std::vector<std::string> args(argv + 1, argv + argc), rest;
  std::string error;
  if (!archive::expandResponseFiles(args, error))
    fail(error);
  Options o;
  std::string buildMode = "exe", linkMode = "auto", headType, hostBuildId = "gobuildid";
  bool stripDebug = false, noStripDebug = false, race = false, msan = false, asan = false, linkShared = false;
  int version = 0, verbosity = 0;
  archive::FlagSet flags;
  flags.text("o", &o.output);
  flags.text("buildid", &o.buildId);
  flags.text("buildmode", &buildMode);
  flags.text("linkmode", &linkMode);
  flags.text("H", &headType);
  flags.text("B", &hostBuildId);
  flags.text("E", &o.entry);
  flags.text("golemmap", &o.printMap);
  flags.text("golemruntime", &o.runtimeObject);
  flags.boolean("prune", &o.prune);
  flags.boolean("s", &o.stripAll);
  flags.boolean("w", &stripDebug);
  flags.boolean("race", &race);
  flags.boolean("msan", &msan);
  flags.boolean("asan", &asan);
  flags.boolean("linkshared", &linkShared);
  flags.counter("v", &verbosity);
  flags.function("X", [&](std::string_view text, std::string &why) {
    size_t equals = text.find('='), dot = text.substr(0, equals).rfind('.');
    if (equals == text.npos || dot == text.npos)
      fail("-X flag requires argument of the form importpath.name=value", 2);
    o.stringDefs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    return true;
  });
  flags.function("importcfg", [&](std::string_view file, std::string &why) {
    std::string_view text;
    if (!archive::mapFile(std::string(file), text, why))
      fail(why);
    if (!archive::parseImportConfig(std::string(file), text, true, o.imports, why))
      fail(why);
    return true;
  });
  flags.ignoreBooleans({"bindnow", "dumpdep", "aslr", "a", "c", "d", "f", "g", "h", "n", "checklinkname", "debugnosplit",
                        "pruneweakmap", "e", "8", "compressdwarf"});
  flags.ignoreValues({"r", "extld", "extldflags", "pluginpath", "fipso", "installsuffix", "k", "libgcc", "tmpdir", "extar",
                      "capturehostobjs", "I", "debugtramp", "debugtextsize", "strictdups", "R", "T", "D", "funcalign",
                      "randlayout", "cpuprofile", "memprofile", "memprofilerate", "benchmark", "benchmarkprofile", "L"});
  for (const std::string &arg : args)
    if (arg == "-V=full" || arg == "-V" || arg == "--V=full") {
      std::printf("%s\n", archive::versionLine("link").c_str());
      std::exit(0);
    } else if (arg == "-crash_for_testing") {
      std::exit(2);
    }
  (void)version;
  if (!flags.parse(args, rest, error)) {
    std::fprintf(stderr, "%s\n", error.c_str());
    usage();
  }
  (void)noStripDebug;
  if (rest.size() != 1)
    usage();
  o.mainArchive = rest[0];
  if (std::string problem = target::levelProblem(); !problem.empty())
    fail(problem, 2);
  if (buildMode != "exe" && buildMode != "default")
    fail("not yet supported: -buildmode=" + buildMode);
  if (linkMode == "external")
    fail("not yet supported: -linkmode=external");
  if (linkMode != "auto" && linkMode != "internal")
    fail("invalid value \"" + linkMode + "\" for flag -linkmode: unrecognized mode", 2);
  o.target = target::targetFromEnvironment();
  if (!o.target)
    fail("not yet supported: " + target::describeEnvironment());
  if (!headType.empty() && headType != o.target->goos)
    fail("not yet supported: -H " + headType);
  if (race || msan || asan || linkShared)
    fail(std::string("not yet supported: ") + (race ? "-race" : msan ? "-msan" : asan ? "-asan" : "-linkshared"));
  o.stripDebug = stripDebug || o.stripAll;
  o.verbose = verbosity > 0;
  o.gnuBuildId = hostBuildIdOf(hostBuildId);
  if (const char *goroot = std::getenv("GOROOT"))
    o.goroot = goroot;
  return o;
}

} // namespace golem::link
