// Build constraints (`//go:build` lines) and how the manifest changes them.
#pragma once

#include <string>
#include <string_view>

namespace golem::driver {

/// The text with its `//go:build` line taken out.
std::string withoutConstraint(std::string_view text);

/// The text with a constraint that no build meets.
std::string neverBuilt(std::string_view text);

/// The text with `tag` taken as true in its constraint; unchanged when the constraint does not mention it. `tag` may be
/// "TAG=EXPR": then TAG counts as set where EXPR holds too.
std::string withTagSet(std::string_view text, std::string_view tag);

} // namespace golem::driver
