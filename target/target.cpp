// See target.h.
#include "target/target.h"

#include "target/level.h"

#include <cstdlib>

namespace golem::target {

static constexpr Target targets[] = {
    {"linux", "amd64", "x86_64-unknown-linux-gnu",
     "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128", "x86-64", "", "GOAMD64=v1", 8, 8, false,
     62, 1, 0x1000, 6, 8, 4, 4, 13, 5, {"golem_hasRounding", "roundsd $2, $1, $0", "=x,x,i"},
     {"golem_hasMultiplyAdd", "vfmadd231sd $2, $1, $0", "=x,x,x,0"}, {"golem_hasOnesCount", "popcntq $1, $0", "=r,r,~{flags}"}, "+avx", true, true, true,
     {{"llvm.x86.sse.cvttss2si", "llvm.x86.sse.cvttss2si64"}, {"llvm.x86.sse2.cvttsd2si", "llvm.x86.sse2.cvttsd2si64"}}, {}, true},
    // Everything is on the stack but for results, g too. Calls whose arguments were pushed would have frames of changing size.
    {"linux", "386", "i686-unknown-linux-gnu",
     "e-m:e-p:32:32-p270:32:32-p271:32:32-p272:64:64-i128:128-f64:32:64-f80:32-n8:16:32-S128", "i686", "+sse2", "GO386=sse2", 4, 4,
     false, 3, 1, 0x1000, 0, 0, 3, 0, gOnStack, 3, {"golem_hasRounding", "roundsd $2, $1, $0", "=x,x,i"},
     {"golem_hasMultiplyAdd", "vfmadd231sd $2, $1, $0", "=x,x,x,0"}, {}, "+avx", false, true, true,
     {{"llvm.x86.sse.cvttss2si", fist}, {"llvm.x86.sse2.cvttsd2si", fist}}, "no-x86-call-frame-opt", false},
    // x18 belongs to the platform on other systems; here the return from a preempted goroutine needs it.
    {"linux", "arm64", "aarch64-unknown-linux-gnu",
     "e-m:e-p270:32:32-p271:32:32-p272:64:64-i8:8:32-i16:16:32-i64:64-i128:128-n32:64-S128-Fn32", "generic",
     "+reserve-x18,+outline-atomics", "GOARM64=v8.0", 8, 8, false, 183, 257, 0x10000, 8, 8, 8, 8, 20, 18, {}, {}, {}, "+sve", false, false, false, {}, {}, true},
    // ARMv7-A with 16 double-precision registers. Without them (GOARM=5) nothing is made yet. LLVM's hazard recogniser does not
    // know annotations (codegen/deadlocals).
    {"linux", "arm", "armv7-unknown-linux-gnueabihf", "e-m:e-p:32:32-Fi8-i64:64-v128:64:128-a:0:32-n32-S64", "generic",
     "+armv7-a,+vfp3d16,-neon,-d32,+read-tp-tpidruro", "GOARM=7,hardfloat", 4, 4, false, 40, 2, 0x10000, 4, 8, 4, 4, 10, 23, {}, {}, {}, "+neon",
     false, false, false, {}, "disable-sched-hazard", false, true, false, true},
};

std::span<const Target> allTargets() { return targets; }

const Target *findTarget(std::string_view goos, std::string_view goarch) {
  for (const Target &t : targets)
    if (t.goos == goos && t.goarch == goarch)
      return &t;
  return nullptr;
}

static std::string_view variable(const char *name, std::string_view fallback) {
  const char *value = std::getenv(name);
  return value && *value ? value : fallback;
}

static Level levelFromEnvironment() {
  std::string_view goarch = variable("GOARCH", "amd64");
  return levelOf(goarch, variable(levelVariable(goarch), ""));
}

const Target *targetFromEnvironment() {
  const Target *base = findTarget(variable("GOOS", "linux"), variable("GOARCH", "amd64"));
  if (!base)
    return nullptr;
  static Level level = levelFromEnvironment();
  static const std::string features = std::string(base->features) + level.features;
  static Target target = *base;
  target.features = features;
  target.level = level.name;
  return &target;
}

std::string levelProblem() { return levelFromEnvironment().error; }

std::string describeEnvironment() {
  return std::string(variable("GOOS", "linux")) + "/" + std::string(variable("GOARCH", "amd64"));
}

} // namespace golem::target
