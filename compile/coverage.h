// Coverage: what the compiler adds to a package that `cover` has instrumented (-coveragecfg).
#pragma once

#include "gir/gir.h"
#include "gir/refs.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace golem::compile {

/// The file that `cover` writes for the compiler.
struct CoverageConfig {
  std::string metaVar, metaHash;   ///< variable with the encoded description of the package; its hash, 32 hexadecimal digits
  int64_t metaLen = 0;
  std::string packageIdVar;        ///< variable that takes the number the runtime gives the package
  std::string counterPrefix;       ///< how the names of counter variables begin
  std::string mode, granularity;
};

/// Parses the configuration; error gets the reason when it returns false.
bool parseCoverageConfig(std::string_view text, CoverageConfig &config, std::string &error);

/// Makes the description read-only, moves the counters to their section and adds initialisation that registers the package with the
/// runtime and, in package main, starts the writing of results (as cmd/compile/internal/coverage does). error as above.
bool addCoverage(const CoverageConfig &config, gir::Package &package, gir::RefTable &refs, std::string &error);

} // namespace golem::compile
