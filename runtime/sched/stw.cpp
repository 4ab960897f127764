// Stopping the world: every processor must be idle, in a system call, or held by a thread that waits in stopInPlace.
//
// A thread that runs Go code is interrupted by a signal and waits in its handler, registers and all; in runtime code
// it runs on, and the poisoned stack limit or the next signal stops it soon after. Threads with m->locks > 0 are not
// stopped. stopWait counts processors that still run; whoever moves one to Stopped counts it down, exactly once.
#include "runtime/gc/gc.h"
#include "runtime/trace/exectrace.h"

namespace golem::runtime {

Sched sched;

bool worldTryOwn() { return cas(&sched.worldOwned, 0u, 1u); }
void worldDisown() { storeSeq(&sched.worldOwned, 0u); }

void noteStopped() {
  if (__atomic_sub_fetch(&sched.stopWait, 1, __ATOMIC_SEQ_CST) == 0)
    os::futexWake(&sched.stopWait, 1);
}

void preemptP(P *p) {
  M *m = loadRelaxed(&p->m);
  if (!m)
    return;
  if (G *g = loadRelaxed(&m->cur)) {
    g->preempt = true;
    storeRelaxed(&g->limit, poisonedLimit);
  }
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

void startTheWorld() {
  P *withWork = nullptr;
  sched.lock.lock();
  for (u32 i = 0; i < sched.procCount; i++) {
    P *p = sched.allPs[i];
    if (p->status != PStatus::Stopped)
      continue;
    if (p->m) { // its thread waits in place and goes on with it
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
