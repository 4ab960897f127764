// From the kernel's entry to the program's main function, and its regular end.
#include "runtime/gc/gc.h"
#include "runtime/sched/internal.h"
#include "runtime/sched/timer.h"
#include "runtime/trace/trace.h"

extern "C" {
[[noreturn]] void golem_onceonstack(void (*fn)(void *), void *arg);
void golem_callgo(void *fn, golem::runtime::G *g);
}

namespace golem::runtime {

struct InitTask : records::InitTask {
  void *fns[];
};
extern "C" InitTask *const initTasks[] asm("go:main.inittasks");
extern "C" const uptr initTaskCount asm("go:main.inittasks.len");
extern "C" RT_SWIFT void goInit(RT_SELF) asm("runtime.goinit");
extern "C" RT_SWIFT void goMainMain(RT_SELF) asm("main.main");
extern "C" RT_SWIFT void goRunExitHooks(iptr code, RT_SELF) asm("runtime.runExitHooks");

namespace {

G firstG0;

RT_SWIFT void mainGoroutine(RT_SELF) {
  M *m = currentM();
  sched.mainG = g;
  // Initialisation stays on the main thread; if it locks it, main does too.
  m->lockedCount++;
  m->lockedG = g;
  g->lockedM = m;
  goInit(g);
  for (uptr i = 0; i < initTaskCount; i++) {
    InitTask *t = initTasks[i];
    if (t->state != 0)
      continue;
    t->state = 1;
    for (u32 k = 0; k < t->count; k++)
      golem_callgo(t->fns[k], g);
    t->state = 2;
  }
  m = currentM();
  if (--m->lockedCount == 0) {
    m->lockedG = nullptr;
    g->lockedM = nullptr;
  }
  clearDeadStack();
  goMainMain(g);
  // A goroutine that panics now has the last word.
  if (loadSeq(&sched.runningPanicDefers))
    for (int i = 0; i < 1000 && loadSeq(&sched.runningPanicDefers); i++)
      gosched(g);
  while (loadSeq(&sched.panicking))
    os::sleepMicros(1000);
  goRunExitHooks(0, g);
  os::exit(0);
}
Closure mainClosure{reinterpret_cast<void *>(mainGoroutine)};

u32 wantedProcs() {
  if (const char *s = os::getenv("GOMAXPROCS")) {
    u32 n = 0;
    while (*s >= '0' && *s <= '9')
      n = n * 10 + u32(*s++ - '0');
    if (n > 0 && !*s)
      return n;
  }
  return u32(os::processorCount());
}

} // namespace

extern "C" [[noreturn]] void golem_rtstart(uptr *words) {
  M *m = &firstM;
  m->self = m;
  uptr sp = uptr(__builtin_frame_address(0));
  m->sysSp = alignDown(sp - 512, 16);
  m->sysHi = uptr(words);
  m->sysLo = m->sysSp - 512 * 1024; // of the kernel's 8 MB
  os::setThreadPointer(m);
  firstG0.isSystemStack = firstG0.system = true;
  firstG0.m = m;
  firstG0.limit = m->sysLo + stackGuard;
  firstG0.status = GStatus::Running;
  m->g0 = &firstG0;
  m->tid = os::threadId();
  sched.allMs = m;
  sched.mCount = 1;
  sched.maxMs = 10000;
  os::init(words);
  seedRandom(m);
  heapInit();
  stackInit();
  gcInit();
  timerInit();
  traceInit();
  os::openStandardFiles();
  os::initThreadSignals(m);
  signalInit();
  setProcs(wantedProcs());
  for (u32 i = 1; i < sched.maxProcs; i++)
    putIdleP(sched.allPs[sched.maxProcs - i]);
  newGoroutine(&mainClosure, 0, nullptr, false);
  startSysmon();
  startRandomPreemption();
  tryBadLocks();
  golem_onceonstack([](void *) { schedule(); }, nullptr);
}

} // namespace golem::runtime
