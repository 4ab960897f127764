// See symabis.h. Lines are `def SYMBOL ABI` and `ref SYMBOL ABI`; others are for later versions, as in gc.
#include "compile/symabis.h"

#include "archive/file.h"

#include <sstream>

namespace golem::compile {

bool readSymAbis(const std::string &file, SymbolSet &defs, SymbolSet &refs, std::string &error) {
  std::string_view bytes;
  if (!archive::mapFile(file, bytes, error)) {
    error = "-symabis: " + error;
    return false;
  }
  std::istringstream text{std::string(bytes)};
  std::string line;
  for (unsigned number = 1; std::getline(text, line); number++) {
    std::istringstream words(line);
    std::string verb, symbol, abi, more;
    words >> verb >> symbol >> abi;
    if (verb.empty() || verb[0] == '#')
      continue;
    auto fail = [&](const std::string &why) {
      error = file + ":" + std::to_string(number) + ": invalid symabi" + why;
      return false;
    };
    if (verb != "def" && verb != "ref")
      return fail(" type \"" + verb + "\"");
    if (abi.empty() || words >> more)
      return fail(": syntax is \"" + verb + " sym abi\"");
    if (abi != "ABI0" && abi != "ABIInternal")
      return fail(": unknown abi \"" + abi + "\"");
    if (abi == "ABI0")
      (verb == "def" ? defs : refs).insert(symbol);
  }
  return true;
}

} // namespace golem::compile
