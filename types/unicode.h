// The little of Unicode that names need.
#pragma once

#include <cstdint>
#include <string_view>

namespace golem::types {

uint32_t firstRune(std::string_view s);
bool isUpperRune(uint32_t r);    // category Lu
bool equalFold(std::string_view a, std::string_view b);

}  // namespace golem::types
