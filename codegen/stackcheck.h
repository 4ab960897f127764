// The last IR pass: stack checks and what their slow path needs (docs/abi.md section 4).
#pragma once

#include <cstdint>
#include <optional>

namespace llvm {
class Function;
class Module;
}

namespace golem::target {
struct Target;
}

namespace golem::codegen {

/// Function attributes (string) that lower sets and this stage understands.
inline constexpr char noSplitAttr[] = "golem-nosplit"; ///< no stack check
inline constexpr char wrapperAttr[] = "golem-wrapper"; ///< hidden in tracebacks
inline constexpr char stackAttr[] = "golem-stack";     ///< bytes that it allocates when it runs (decimal)
inline constexpr char runsOnceAttr[] = "golem-once";   ///< initialises a package's variables
inline constexpr char plainAttr[] = "golem-plain";     ///< compiled as with -N (plain.h)
inline constexpr char boundAttr[] = "golem-bound";     ///< bytes that were checked for it: its frame has at most these (decimal)
inline constexpr char nameAttr[] = "golem-name";       ///< the Go name when the symbol differs

/// Adds a check to every Go function (swiftcc with a swiftself parameter) that needs one. optimized: registers are allocated with
/// care, but for functions with plainAttr. bound: what all frames are held against instead of frameBound, for tests.
void insertStackChecks(llvm::Module &module, const target::Target &target, bool optimized, std::optional<uint64_t> bound = {});

/// How many bytes a function's frame may have at most: what its stub has checked, or what there is for it below a
/// stack's limit. The 4096 bytes there (stackGuard in runtime/sched/sched.h) are for one of:
/// the frame of a function whose prologue comes before its check; an unchecked leaf; some functions without a check, and
/// then C++ (runtime/stackuse.py).
uint64_t frameBound(const llvm::Function &f);

} // namespace golem::codegen
