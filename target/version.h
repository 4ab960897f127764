// The versions that the tools name themselves by.
#pragma once

namespace golem::target {

inline constexpr const char *golemVersion = "0.1";
inline constexpr const char *goVersion = "go1.26.8"; ///< the release whose library, language and object header we follow
inline constexpr const char *llvmVersion = "22";

} // namespace golem::target
