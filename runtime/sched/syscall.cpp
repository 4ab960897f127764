// System calls that may block, and the monitor. A goroutine in a system call keeps its processor in state Syscall; the monitor
// takes it away when the call lasts and there is other work. The way back is quick when it was not taken.
#include "runtime/gc/gc.h"
#include "runtime/os/linux/syscall.h"
#include "runtime/trace/exectrace.h"

namespace golem::runtime {

extern "C" RT_SWIFT void goUpdateMaxProcs(RT_SELF) asm("runtime.updateMaxProcs");

void wakeSysmon() {
  if (loadSeq(&sched.sysmonAsleep) && cas(&sched.sysmonAsleep, 1u, 0u)) {
    storeSeq(&sched.sysmonWake, 1u);
    os::futexWake(&sched.sysmonWake, 1);
  }
}

namespace {

RT_NOINLINE void enterWhileStopping(P *p) {
  LockGuard guard(sched.lock);
  if (loadSeq(&sched.gcWaiting) && cas(&p->status, PStatus::Syscall, PStatus::Stopped)) {
    p->syscallTick++;
    if (traceOn())
      traceProcSteal(p, currentM());
    noteStopped();
  }
}

} // namespace

// From assembly: sp, fp, pc of the Go caller; regs: what a call preserves, as it was there.
extern "C" void golem_rtentersyscall(G *g, uptr sp, uptr fp, uptr pc, uptr *regs) {
  M *m = currentM();
  if (g->isSystemStack)
    return;
  g->syscallSp = sp;
  g->syscallFp = fp;
  g->syscallPc = pc;
  for (u32 i = 0; i < arch::syscallRegisters; i++)
    g->syscallRegs[i] = regs[i];
  P *p = m->p;
  m->locks++;
  if (traceOn())
    traceSyscallBegin(p, pc, fp);
  m->oldP = p;
  m->p = nullptr;
  p->m = nullptr;
  storeSeq(&g->status, GStatus::Syscall);
  storeSeq(&p->status, PStatus::Syscall);
  if (RT_UNLIKELY(loadSeq(&sched.gcWaiting)))
    enterWhileStopping(p);
  if (RT_UNLIKELY(loadSeq(&sched.sysmonAsleep)))
    wakeSysmon();
  m->locks--;
}

// As above for calls that are known to block: the processor is handed on at once.
void enterSyscallBlock(G *g) {
  P *p = currentM()->oldP;
  if (cas(&p->status, PStatus::Syscall, PStatus::Idle)) {
    p->syscallTick++;
    if (traceOn())
      traceProcSteal(p, currentM());
    onSystemStack([&] { handOffP(p); });
  }
}

extern "C" void golem_rtentersyscallblock(G *g, uptr sp, uptr fp, uptr pc, uptr *regs) {
  if (g->isSystemStack)
    return;
  golem_rtentersyscall(g, sp, fp, pc, regs);
  enterSyscallBlock(g);
}

namespace {

RT_NOINLINE void exitSlow(G *g) {
  bool got = false;
  onSystemStack([&] {
    M *m = currentM();
    sched.lock.lock();
    P *p = takeIdleP();
    sched.lock.unlock();
    if (p) {
      acquireP(m, p);
      got = true;
    }
  });
  if (got) {
    if (traceOn())
      traceGoStart(g);
    storeSeq(&g->status, GStatus::Running);
    return;
  }
  golem_mcall(
      [](G *g, void *) {
        M *m = currentM();
        storeSeq(&g->status, GStatus::Runnable);
        g->m = nullptr;
        m->cur = nullptr;
        sched.lock.lock();
        P *p = takeIdleP();
        if (!p)
          globalPut(g);
        sched.lock.unlock();
        if (p) {
          acquireP(m, p);
          runqPut(p, g, true);
          schedule();
        }
        parkThread(); // gives back a processor, or runs the locked goroutine
      },
      nullptr);
}

} // namespace

extern "C" void golem_rtexitsyscall(G *g) {
  M *m = currentM();
  if (g->isSystemStack)
    return;
  m->locks++;
  P *p = m->oldP;
  m->oldP = nullptr;
  if (RT_LIKELY(p && cas(&p->status, PStatus::Syscall, PStatus::Running))) {
    p->m = m;
    m->p = p;
    p->syscallTick++;
    storeSeq(&g->status, GStatus::Running);
    if (traceOn())
      traceSyscallEnd(g, p);
  } else {
    if (traceOn())
      traceSyscallEndBlocked(g);
    m->locks--;
    exitSlow(g);
    m = currentM();
    m->locks++;
  }
  g->syscallSp = 0;
  g->syscallOver = false;
  m->locks--;
  storeRelaxed(&g->limit, g->preempt || loadSeq(&sched.gcWaiting) ? poisonedLimit : g->seg->limit);
}

// ---- the monitor: a thread without a processor

namespace {

constexpr i64 forcePreempt = 10000000; // a time slice
constexpr i64 forceGcAfter = 120000000000;
constexpr i64 lookAfter = 1000000000;

// How many processors it took from system calls; *asked: how many time slices are over.
u32 retake(i64 now, u32 *asked) {
  u32 n = 0;
  *asked = 0;
  for (u32 i = 0; i < sched.procCount; i++) {
    P *p = sched.allPs[i];
    PStatus st = loadSeq(&p->status);
    bool takeSyscall = false;
    if (st == PStatus::Running || st == PStatus::Syscall) {
      u32 t = p->schedTick;
      if (p->seenSchedTick != t) {
        p->seenSchedTick = t;
        p->seenSchedWhen = now;
      } else if (p->seenSchedWhen + forcePreempt <= now) {
        if (st == PStatus::Running) {
          preemptP(p);
          ++*asked;
        }
        takeSyscall = true;
      }
    }
    if (st == PStatus::Syscall) {
      u32 t = p->syscallTick;
      if (!takeSyscall && p->seenSyscallTick != t) {
        p->seenSyscallTick = t;
        p->seenSyscallWhen = now;
        continue;
      }
      // Nothing else to do, and others look for work: leave it, for a while.
      if (runqEmpty(p) && loadSeq(&sched.spinning) + loadSeq(&sched.nIdlePs) > 0 && p->seenSyscallWhen + forcePreempt > now)
        continue;
      if (cas(&p->status, PStatus::Syscall, PStatus::Idle)) {
        n++;
        p->syscallTick++;
        if (traceOn())
          traceProcSteal(p, p->syscallM);
        handOffP(p);
      }
    }
  }
  return n;
}

// What the monitor wants done by a goroutine: it has no processor itself.
constexpr u32 collectNow = 1, lookAtProcessors = 2;
struct {
  G *g;
  u32 work, parked;
} helper;

RT_SWIFT void helperLoop(RT_SELF) {
  for (;;) {
    park(
        g,
        [](G *, void *) {
          storeSeq(&helper.parked, 1u);
          return loadSeq(&helper.work) == 0 || !cas(&helper.parked, 1u, 0u);
        },
        nullptr, Wait::ForceGC);
    u32 work = swapSeq(&helper.work, 0u);
    if (work & collectNow)
      gcForce(g, false);
    if (work & lookAtProcessors)
      goUpdateMaxProcs(g);
  }
}
Closure helperClosure{reinterpret_cast<void *>(helperLoop)};

void askHelper(u32 work) {
  __atomic_or_fetch(&helper.work, work, __ATOMIC_SEQ_CST);
  if (cas(&helper.parked, 1u, 0u))
    ready(helper.g);
}

[[noreturn]] void sysmon(void *) {
  u32 idle = 0, delay = 20, again = 0;
  i64 lastLook = os::nanotime();
  for (;;) {
    if (idle == 0)
      delay = 20;
    else if (idle > 50)
      delay = minOf(delay * 2, 10000u);
    // A request to yield comes to nothing where the thread was in the runtime: it is repeated until it is heard, at first soon.
    os::sleepMicros(again == 0 ? delay : again < 32 ? 100 : minOf(100 + 50 * (again - 32), 2000u));
    i64 now = os::nanotime();
    if (loadSeq(&sched.gcWaiting) || loadSeq(&sched.nIdlePs) == sched.maxProcs) {
      // Nothing runs: sleep until something enters a system call or is scheduled, or a timer may be late.
      storeSeq(&sched.sysmonWake, 0u);
      storeSeq(&sched.sysmonAsleep, 1u);
      if (loadSeq(&sched.gcWaiting) || loadSeq(&sched.nIdlePs) == sched.maxProcs)
        os::futexWait(&sched.sysmonWake, 0, 50000000);
      storeSeq(&sched.sysmonAsleep, 0u);
      now = os::nanotime();
      idle = 0;
    }
    i64 last = loadSeq(&sched.lastPoll);
    if (sched.pollInited && last != 0 && last + 10000000 < now && cas(&sched.lastPoll, last, now)) {
      GList list = netpoll(0);
      if (list.head)
        injectList(&list);
    }
    u32 asked;
    idle = retake(now, &asked) ? 0 : idle + 1;
    again = asked ? again + 1 : 0;
    if (traceOn() && traceReaderDue())
      wakeP(); // whoever looks for work looks for the reader first
    if (gcLastTime() + forceGcAfter < now && gcStats.percent >= 0)
      askHelper(collectNow);
    if (lastLook + lookAfter <= now) {
      lastLook = now;
      askHelper(lookAtProcessors);
    }
  }
}

} // namespace

void startSystemThread(void (*main)(void *)) {
  M *m = newM();
  sched.lock.lock();
  sched.nSystemMs++;
  sched.lock.unlock();
  m->systemMain = main;
  startThread(m);
}

void startSysmon() {
  helper.g = newGoroutine(&helperClosure, 0, nullptr, true);
  sched.started = true;
  startSystemThread(sysmon);
}

} // namespace golem::runtime
