// Stopping the world: every processor must be idle, in a system call, or held by a thread that waits in stopInPlace.
//
// A thread that runs Go code is interrupted by a signal and waits in its handler, registers and all; in runtime code
// it runs on, and the poisoned stack limit or the next signal stops it soon after. Threads with m->locks > 0 are not
// stopped. stopWait counts processors that still run; whoever moves one to Stopped counts it down, exactly once.
#include "runtime/gc/gc.h"
#include "runtime/trace/exectrace.h"

namespace golem::runtime {

Sched sched;
u32 pollWaiters;

bool worldTryOwn() { return cas(&sched.worldOwned, 0u, 1u); }
void worldDisown() { storeSeq(&sched.worldOwned, 0u); }

void noteStopped() {
  if (__atomic_sub_fetch(&sched.stopWait, 1, __ATOMIC_SEQ_CST) == 0)
    os::futexWake(&sched.stopWait, 1);
}

// The goroutine on p yields at its next check of the stack or entry of the runtime.
static void askToYield(P *p, M *m) {
  storeRelaxed(&p->sliceOver, 1u);
  if (G *g = loadRelaxed(&m->cur)) {
    g->preempt = true;
    storeRelaxed(&g->limit, poisonedLimit);
  }
}

void preemptP(P *p) {
  M *m = loadRelaxed(&p->m);
  if (!m)
    return;
  askToYield(p, m);
  if (m->tid)
    os::signalThread(m, 23);
}

void stopTheWorld() {
  M *self = currentM();
  sched.lock.lock();
  storeSeq(&sched.stopWait, sched.activeProcs - 1);
  storeSeq(&sched.gcWaiting, 1u);
  u32 stopped = 0;
  auto sweepSyscalls = [&] {
    for (u32 i = 0; i < sched.procCount; i++)
      if (cas(&sched.allPs[i]->status, PStatus::Syscall, PStatus::Stopped)) {
        sched.allPs[i]->syscallTick++;
        if (traceOn())
          traceProcSteal(sched.allPs[i], sched.allPs[i]->syscallM);
        stopped++;
      }
  };
  sweepSyscalls();
  while (P *p = sched.idlePs) {
    sched.idlePs = p->link;
    sched.nIdlePs--;
    p->status = PStatus::Stopped;
    stopped++;
  }
  __atomic_sub_fetch(&sched.stopWait, stopped, __ATOMIC_SEQ_CST);
  sched.lock.unlock();

  i64 wait = 20000;
  while (u32 left = loadSeq(&sched.stopWait)) {
    for (u32 i = 0; i < sched.procCount; i++) {
      P *p = sched.allPs[i];
      if (p == self->p)
        continue;
      PStatus st = loadSeq(&p->status);
      if (st == PStatus::Syscall) {
        if (cas(&p->status, PStatus::Syscall, PStatus::Stopped)) {
          p->syscallTick++;
          if (traceOn())
            traceProcSteal(p, p->syscallM);
          noteStopped();
        }
      } else if (st == PStatus::Running) {
        M *m = loadRelaxed(&p->m);
        if (m && m != self) {
          if (G *g = loadRelaxed(&m->cur))
            storeRelaxed(&g->limit, poisonedLimit);
          if (m->tid)
            os::signalThread(m, 23);
        }
      }
    }
    left = loadSeq(&sched.stopWait);
    if (left == 0)
      break;
    os::futexWait(&sched.stopWait, left, wait);
    wait = minOf<i64>(wait * 2, 1000000);
  }
}

// Somebody waits for p, which goes on where it stood. A program that collects often turns to those soon.
static bool hasOtherWork(P *p, i64 now) {
  i64 due = loadSeq(&p->timers->next);
  return sched.runq.count != 0 || !runqEmpty(p) || (due != 0 && due <= now);
}

void startTheWorld() {
  P *withWork = nullptr;
  i64 now = os::nanotime();
  sched.lock.lock();
  for (u32 i = 0; i < sched.procCount; i++) {
    P *p = sched.allPs[i];
    if (p->status != PStatus::Stopped)
      continue;
    if (p->m) { // its thread waits in place and goes on with it
      if (hasOtherWork(p, now))
        askToYield(p, p->m);
      storeSeq(&p->status, PStatus::Running);
      continue;
    }
    p->status = PStatus::Idle;
    if (p->id >= sched.maxProcs) {
      retireP(p);
    } else if (runqEmpty(p)) {
      putIdleP(p);
    } else {
      p->link = withWork;
      withWork = p;
    }
  }
  if (M *self = currentM(); self->p && hasOtherWork(self->p, now))
    askToYield(self->p, self);
  storeSeq(&sched.gcWaiting, 0u);
  __atomic_add_fetch(&sched.resumeSeq, 1, __ATOMIC_SEQ_CST);
  sched.lock.unlock();
  os::futexWake(&sched.resumeSeq, 1u << 30);
  while (P *p = withWork) {
    withWork = p->link;
    p->link = nullptr;
    startM(p, false);
  }
  wakeP();
  wakeSysmon();
}

void stopInPlace(M *m, void *context, uptr sp) {
  u32 seq = loadSeq(&sched.resumeSeq);
  m->stopContext = context;
  m->stopSp = sp;
  m->stopped = true;
  P *p = m->p;
  storeSeq(&p->status, PStatus::Stopped);
  noteStopped();
  while (loadSeq(&sched.resumeSeq) == seq)
    os::futexWait(&sched.resumeSeq, seq, -1);
  m->stopContext = nullptr;
  m->stopped = false;
}

void stopPoint(G *g) {
  if (!loadSeq(&sched.gcWaiting)) {
    os::yield();
    return;
  }
  onSystemStack([&] {
    M *m = currentM();
    if (loadSeq(&sched.gcWaiting) && m->p && m->locks == 0)
      stopInPlace(m, nullptr, 0);
  });
}

} // namespace golem::runtime
