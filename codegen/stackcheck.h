// The last IR pass: stack checks and the helpers of their slow path (docs/abi.md 4).
#pragma once

namespace llvm {
class Module;
}

namespace golem::codegen {

/// Function attributes (string) that lower sets and this stage understands.
inline constexpr char noSplitAttr[] = "golem-nosplit"; ///< no stack check
inline constexpr char wrapperAttr[] = "golem-wrapper"; ///< hidden in tracebacks
inline constexpr char stackAttr[] = "golem-stack";     ///< bytes that it allocates when it runs (decimal)
inline constexpr char nameAttr[] = "golem-name";       ///< the Go name when the symbol differs

/// Adds a check to every Go function (swiftcc with a swiftself parameter) that needs one.
void insertStackChecks(llvm::Module &module);

} // namespace golem::codegen
