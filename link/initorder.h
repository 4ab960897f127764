// The order in which the packages of a program are initialised.
#pragma once

#include <cstddef>
#include <vector>

namespace golem::link {

struct Program;

/// Indices of the packages that have something to initialise, in order: what package runtime reaches first, then the rest;
/// among packages that are ready, the one whose path sorts first.
std::vector<size_t> initOrder(const Program &program);

} // namespace golem::link
