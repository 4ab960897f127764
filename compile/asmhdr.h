// The header go_asm.h for assembly files (-asmhdr): the package's constants and the sizes and field offsets of its structs.
#pragma once

#include "types/api.h"

#include <string>

namespace golem::compile {

std::string asmHeader(types::Package *package, const types::Sizes &sizes);

} // namespace golem::compile
