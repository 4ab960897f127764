// See backend.h.
#include "compile/backend.h"

#include "compile/options.h"

namespace golem::compile {

bool runBackend(const BackendInput &in, Output &output) {
  exportdata::OwnInput own;
  own.package = in.package;
  own.body = [](std::string_view) -> const gir::Function * { return nullptr; };
  own.linkName = [&](types::Func *) { return std::string(); };
  own.renamed = [](types::Object *) { return std::string_view(); };
  output.own = exportdata::writeOwn(own, in.positionOf);
  return true;
}

} // namespace golem::compile
