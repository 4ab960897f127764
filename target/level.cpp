// The levels of processors that $GOAMD64 and $GOARM64 name (studied: internal/buildcfg).
#include "target/level.h"

#include <algorithm>

namespace golem::target {

namespace {

/// LLVM's name of the architecture that has what the Go level promises. v9.n is v8.(n+5) with vectors of unknown length (SVE), which
/// a switch of goroutines would lose; so they stay unused.
std::string architecture(char major, char minor) {
  int n = std::min(minor - '0' + (major == '9' ? 5 : 0), 9);
  return n == 0 ? "" : ",+v8." + std::to_string(n) + "a";
}

bool endsOff(std::string_view &text, std::string_view suffix) {
  if (!text.ends_with(suffix))
    return false;
  text.remove_suffix(suffix.size());
  return true;
}

Level arm64(std::string_view text) {
  bool lse = false, crypto = false;
  for (bool more = true; more;) {
    bool isLse = endsOff(text, ",lse"), isCrypto = endsOff(text, ",crypto");
    lse |= isLse;
    crypto |= isCrypto;
    more = isLse || isCrypto;
  }
  bool known = text.size() == 4 && text[0] == 'v' && text[2] == '.' &&
               ((text[1] == '8' && text[3] >= '0' && text[3] <= '9') || (text[1] == '9' && text[3] >= '0' && text[3] <= '5'));
  if (!known)
    return {{}, {}, "invalid GOARM64: must start with v8.{0-9} or v9.{0-5} and may optionally end in \",lse\" and/or \",crypto\""};
  Level level{"GOARM64=" + std::string(text), architecture(text[1], text[3]), {}};
  if (text != "v8.0")
    lse = true; // part of all later ones
  if (lse) {
    level.name += ",lse";
    level.features += ",+lse";
  }
  if (crypto) {
    level.name += ",crypto";
    level.features += ",+aes,+sha2";
  }
  return level;
}

Level x86(std::string_view text) {
  if (text == "softfloat")
    return {{}, {}, "not yet supported: GO386=softfloat"};
  if (text != "sse2")
    return {{}, {}, "invalid GO386: must be sse2, softfloat"};
  return {"GO386=sse2", {}, {}};
}

Level arm(std::string_view text) {
  std::string_view version = text;
  bool soft = endsOff(version, ",softfloat");
  endsOff(version, ",hardfloat");
  if (version != "5" && version != "6" && version != "7")
    return {{}, {}, "invalid GOARM: must start with 5, 6, or 7, and may optionally end in either \",hardfloat\" or \",softfloat\""};
  if (version != "7" || soft)
    return {{}, {}, "not yet supported: GOARM=" + std::string(text)};
  return {"GOARM=7,hardfloat", {}, {}};
}

Level amd64(std::string_view text) {
  if (text.size() != 2 || text[0] != 'v' || text[1] < '1' || text[1] > '4')
    return {{}, {}, "invalid GOAMD64: must be v1, v2, v3, v4"};
  return {"GOAMD64=" + std::string(text), {}, {}}; // code for v1 runs on all
}

} // namespace

Level levelOf(std::string_view goarch, std::string_view value) {
  if (goarch == "arm64")
    return arm64(value.empty() ? "v8.0" : value);
  if (goarch == "amd64")
    return amd64(value.empty() ? "v1" : value);
  if (goarch == "arm")
    return arm(value.empty() ? "7" : value);
  if (goarch == "386")
    return x86(value.empty() ? "sse2" : value);
  return {};
}

const char *levelVariable(std::string_view goarch) {
  return goarch == "arm64" ? "GOARM64" : goarch == "amd64" ? "GOAMD64" : goarch == "386" ? "GO386" : goarch == "arm" ? "GOARM" : "";
}

} // namespace golem::target
