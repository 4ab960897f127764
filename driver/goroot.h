// Assembling Golem's GOROOT and keeping it up to date.
#pragma once

#include <string>

namespace golem::driver {

struct Config;
struct Sdk;

/// Brings config.goroot up to date; costs a few hundred stat calls when nothing changed.
void assembleGoroot(const Config &config, const Sdk &sdk);

/// Prints what the manifest changes, for people who edit it.
void printPlan(const Config &config, const Sdk &sdk);

} // namespace golem::driver
