// Data-independent timing: a mode of some processors in which the time of instructions tells nothing of what they work on. It belongs
// to the goroutine that asks for it and to those that it starts; threads follow what they run (enterGoroutine).
#include "runtime/sched/internal.h"

namespace golem::runtime {

extern "C" RT_SWIFT u8 goSetDitEnabled(RT_SELF) asm("crypto/subtle.setDITEnabled");
RT_SWIFT u8 goSetDitEnabled(RT_SELF) {
  M *m = acquireM();
  g->evenTiming = m->evenTiming = true;
  bool before = arch::setTimingMode(true);
  releaseM(m);
  return before;
}

extern "C" RT_SWIFT void goSetDitDisabled(RT_SELF) asm("crypto/subtle.setDITDisabled");
RT_SWIFT void goSetDitDisabled(RT_SELF) {
  M *m = acquireM();
  g->evenTiming = m->evenTiming = false;
  arch::setTimingMode(false);
  releaseM(m);
}

// GODEBUG=dataindependenttiming=1: for this goroutine and all to come.
extern "C" RT_SWIFT void goAlwaysEvenTiming(RT_SELF) asm("runtime.alwaysEvenTiming");
RT_SWIFT void goAlwaysEvenTiming(RT_SELF) {
  if (!arch::haveTimingMode)
    return;
  sched.evenTiming = true;
  goSetDitEnabled(g);
}

} // namespace golem::runtime
