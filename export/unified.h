// Export data for other tools: the public half of gc's unified format, which vet, go/importer and gopls read. It describes
// every object that exported declarations reach, other packages' included. Golem itself reads its own member (own.h).
#pragma once

#include "types/object.h"

#include <functional>
#include <string>

namespace golem::exportdata {

/// Resolves a position to what export data records; returns false if it is unknown.
using PositionOf = std::function<bool(source::Pos pos, std::string &file, unsigned &line, unsigned &column)>;

/// The unified export data of a checked package, without the 'u' in front. `hasBody` tells whether importers may get a function's code:
/// as in gc's files, what that code mentions of its package is described too, exported or not.
std::string writeUnified(types::Package *package, const std::function<bool(types::Func *)> &hasBody, const PositionOf &positionOf);

} // namespace golem::exportdata
