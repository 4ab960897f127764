// GIR as text, for people and tests.
#pragma once

#include "gir/gir.h"

#include <string>

namespace golem::gir {

void print(std::string &out, const Function &f);
void print(std::string &out, const Package &p);

} // namespace golem::gir
