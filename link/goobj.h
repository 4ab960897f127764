// Objects of the SDK's assembler. They cannot be linked yet; empty ones (made from the .s files that only tell the go command
// that bodies are elsewhere) can be left out.
#pragma once

#include <string>
#include <string_view>

namespace golem::link {

/// True when the object defines no symbol; else `symbol` is one that it defines.
bool goobjIsEmpty(std::string_view data, std::string &symbol);

} // namespace golem::link
