// Names that gc's runtime offers to go:linkname and Golem's does not.
#pragma once

#include <string_view>

namespace golem::link {

/// Why a symbol is not offered; empty for all others (docs/linkname.md has the list for readers).
std::string_view refusal(std::string_view symbol);

} // namespace golem::link
