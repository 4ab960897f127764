// Random preemption, a mode for tests: GOLEMDEBUG=preempt=N interrupts the goroutines that run about every N microseconds.
//
// Faults that need a switch at one unlucky instruction show themselves seldom, because the monitor interrupts a goroutine every
// 10 ms at most. Here a thread of its own asks a random processor to yield: half of the time by a signal, which preempts at
// any instruction of Go code, half of the time by the poisoned stack limit alone, which preempts at the next stack check.
// Besides, a share of all goroutines is resumed with a poisoned limit, so that it yields at its first check.
#include "runtime/sched/internal.h"

namespace golem::runtime {

u32 randomYields;

namespace {

u32 meanMicros;

void preempter(void *) {
  for (;;) {
    os::sleepMicros(1 + fastRandom() % (2 * meanMicros));
    if (loadSeq(&sched.gcWaiting))
      continue;
    P *p = sched.allPs[fastRandom() % loadSeq(&sched.procCount)];
    if (loadSeq(&p->status) != PStatus::Running)
      continue;
    if (fastRandom() & 1) {
      preemptP(p);
    } else if (M *m = loadRelaxed(&p->m)) {
      if (G *g = loadRelaxed(&m->cur)) {
        g->preempt = true;
        storeRelaxed(&g->limit, poisonedLimit);
      }
    }
  }
}

} // namespace

void startRandomPreemption() {
  meanMicros = debugSetting("preempt");
  if (meanMicros == 0)
    return;
  randomYields = 64;
  startSystemThread(preempter);
}

} // namespace golem::runtime
