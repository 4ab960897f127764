// From a checked package to object code and export data of our own: girgen, opt, lower, codegen.
#pragma once

#include "compile/output.h"
#include "export/own.h"
#include "source/manager.h"
#include "syntax/ast.h"
#include "target/target.h"
#include "types/api.h"

#include <span>

namespace golem::base {
class Stages;
}

namespace golem::diag {
class Reporter;
}

namespace golem::compile {

struct BackendInput {
  const Options &options;
  const std::string &packagePath;
  std::span<syntax::File *const> files;
  types::Package *package;
  types::Info *info;
  types::Sizes sizes;
  const target::Target &target;
  source::Manager &sources;
  diag::Reporter &reporter;
  gir::RefTable &refs;
  exportdata::Importer &importer;
  types::Context *context;
  base::Stages &stages;
  exportdata::PositionOf positionOf;
};

/// Fills in output.object, output.own, output.unified and what output.meta says of the code. False after errors.
bool runBackend(const BackendInput &in, Output &output);

} // namespace golem::compile
