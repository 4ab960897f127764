// How new a processor may be asked for: the values of $GOAMD64 and $GOARM64.
#pragma once

#include <string>
#include <string_view>

namespace golem::target {

struct Level {
  std::string name;     ///< as export data name it: GOARM64=v8.1,lse
  std::string features; ///< LLVM's, to follow the target's own: empty or ",+f,+g"
  std::string error;    ///< what is wrong with the value, in gc's words
};

/// `value` is that of the variable; empty: the baseline. Processors without levels: all is empty.
Level levelOf(std::string_view goarch, std::string_view value);

/// "GOARM64"; "": the processor has no levels.
const char *levelVariable(std::string_view goarch);

} // namespace golem::target
