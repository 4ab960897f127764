// The compile tool's command line: gc's flags.
#pragma once

#include "archive/importcfg.h"
#include "compile/coverage.h"
#include "target/target.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace golem::compile {

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string linkObject;                 ///< -linkobj: the linker's part goes to this file
  std::string packagePath;                ///< -p; empty: not given
  std::string lang;                       ///< -lang, or empty
  std::string buildId;
  std::string localPrefix;                ///< -D
  std::string symAbis, asmHeader;
  std::string dump;                       ///< -dump=ast|types|gir|llvm|asm
  std::string installSuffix;
  std::vector<std::string> importDirs;    ///< -I
  std::vector<std::pair<std::string, std::string>> rewrites; ///< -trimpath
  archive::ImportConfig imports;
  std::map<std::string, std::vector<std::string>, std::less<>> embedPatterns;
  std::map<std::string, std::string, std::less<>> embedFiles;
  std::map<std::string, std::string, std::less<>> debug; ///< -d
  std::optional<CoverageConfig> coverage; ///< -coveragecfg
  bool std = false, compilingRuntime = false, complete = false, noLocalImports = false, dwarf = true, errorUrl = false;
  bool showColumns = true, showOriginal = false, allErrors = false;
  bool noOptimize = false;                ///< -N
  int inlineLevel = 1;                    ///< 0: -l
  int printDecisions = 0;                 ///< -m
  bool printAssembly = false;             ///< -S
  int concurrency = 1;                    ///< -c
  bool timing = false;                    ///< -timing: the time of each stage, on standard error

  std::string workingDirectory, goroot;
  const target::Target *target = nullptr; ///< what $GOOS and $GOARCH name

  /// A source file's name as it is recorded: absolute, after -trimpath, with $GOROOT in front for the standard library.
  std::string recordedName(std::string_view file, bool named = false) const;
};

/// Parses argv. Ends the program itself for -V and bad usage.
Options parseOptions(int argc, char **argv);

/// Prints "compile: message" on stderr and ends with 1: bad flags and unreadable inputs, not errors in programs.
[[noreturn]] void fail(const std::string &message);

} // namespace golem::compile
