// Scheduling: who runs what. A thread (M) needs a processor (P) to run goroutines. Runnable goroutines wait in their P's queue,
// in its runNext slot (readied by the one that runs, goes first), or in the global queue. Idle threads steal half of
// another P's queue. At most half of the busy processors' number of threads spin looking for work; who readies a
// goroutine wakes a thread only if none spins, and the last spinning thread that finds work wakes another.
// The order "make work visible, then look at spinning" here and "stop spinning, then look at all queues" there
// closes the gap between the two.
#include "runtime/base/print.h"
#include "runtime/gc/gc.h"
#include "runtime/sched/bubble.h"
#include "runtime/trace/exectrace.h"
#include "runtime/trace/profile.h"
#include "runtime/trace/trace.h"

namespace golem::runtime {

M firstM;

extern "C" void golem_gostart();
extern "C" [[noreturn]] void golem_onceonstack(void (*fn)(void *), void *arg);
[[noreturn]] void deadlockError(const char *text);

// ---- random numbers

void seedRandom(M *m) { os::entropy(m->random, sizeof m->random); }

u64 random64() {
  M *m = currentM();
  u64 a = m->random[0], b = m->random[1];
  u64 r = a + b;
  b ^= a;
  m->random[0] = ((a << 24) | (a >> 40)) ^ b ^ (b << 16);
  m->random[1] = (b << 37) | (b >> 27);
  return r;
}
u32 fastRandom() { return u32(random64() >> 32); }

// ---- P queues: the owner pushes and pops, thieves pop from the head

bool runqEmpty(P *p) {
  for (;;) {
    u32 h = loadSeq(&p->head), t = loadSeq(&p->tail);
    G *n = loadSeq(&p->runNext);
    if (t == loadSeq(&p->tail))
      return h == t && !n;
  }
}

void globalPut(G *g) { sched.runq.push(g); }

namespace {

constexpr u32 queueSize = 256;

// Half of the queue and g to the global queue.
bool runqPutSlow(P *p, G *g, u32 h, u32 t) {
  G *batch[queueSize / 2 + 1];
  u32 n = (t - h) / 2;
  if (n != queueSize / 2)
    return false;
  for (u32 i = 0; i < n; i++)
    batch[i] = p->queue[(h + i) % queueSize];
  if (!cas(&p->head, h, h + n))
    return false;
  batch[n] = g;
  LockGuard guard(sched.lock);
  for (u32 i = 0; i <= n; i++)
    globalPut(batch[i]);
  return true;
}

G *runqGet(P *p, bool *inherit) {
  G *next = loadSeq(&p->runNext);
  if (next && cas(&p->runNext, next, static_cast<G *>(nullptr))) {
    *inherit = true;
    return next;
  }
  for (;;) {
    u32 h = loadAcq(&p->head), t = p->tail;
    if (t == h)
      return nullptr;
    G *g = p->queue[h % queueSize];
    if (cas(&p->head, h, h + 1)) {
      *inherit = false;
      return g;
    }
  }
}

// Takes half of p's queue into batch (of the caller's queue, from place on).
u32 runqGrab(P *p, G **queue, u32 place, bool stealNext) {
  for (;;) {
    u32 h = loadAcq(&p->head), t = loadAcq(&p->tail);
    u32 n = t - h;
    n -= n / 2;
    if (n == 0) {
      if (stealNext)
        if (G *next = loadSeq(&p->runNext)) {
          if (loadSeq(&p->status) == PStatus::Running) // it is about to run: give its thread the chance
            os::sleepMicros(3);
          if (!cas(&p->runNext, next, static_cast<G *>(nullptr)))
            continue;
          queue[place % queueSize] = next;
          return 1;
        }
      return 0;
    }
    if (n > queueSize / 2)
      continue; // head and tail were read apart
    for (u32 i = 0; i < n; i++)
      queue[(place + i) % queueSize] = loadRelaxed(&p->queue[(h + i) % queueSize]);
    if (cas(&p->head, h, h + n))
      return n;
  }
}

G *runqSteal(P *p, P *from, bool stealNext) {
  u32 t = p->tail;
  u32 n = runqGrab(from, p->queue, t, stealNext);
  if (n == 0)
    return nullptr;
  n--;
  G *g = p->queue[(t + n) % queueSize];
  if (n > 0)
    storeRel(&p->tail, t + n);
  return g;
}

// A share of the global queue: one to run, the rest to p's queue. sched.lock held.
G *globalGet(P *p, u32 max) {
  u32 n = sched.runq.count;
  if (n == 0)
    return nullptr;
  n = minOf(n, n / sched.maxProcs + 1);
  if (max && n > max)
    n = max;
  n = minOf(n, queueSize / 2);
  G *g = sched.runq.pop();
  for (u32 i = 1; i < n; i++) {
    G *more = sched.runq.pop();
    u32 h = loadAcq(&p->head), t = p->tail;
    if (t - h >= queueSize) {
      globalPut(more);
      break;
    }
    storeRelaxed(&p->queue[t % queueSize], more);
    storeRel(&p->tail, t + 1);
  }
  return g;
}

} // namespace

void runqPut(P *p, G *g, bool next) {
  if (next) {
    G *old;
    do
      old = loadSeq(&p->runNext);
    while (!cas(&p->runNext, old, g));
    if (!old)
      return;
    g = old;
  }
  for (;;) {
    u32 h = loadAcq(&p->head), t = p->tail;
    if (t - h < queueSize) {
      storeRelaxed(&p->queue[t % queueSize], g);
      storeRel(&p->tail, t + 1);
      return;
    }
    if (runqPutSlow(p, g, h, t))
      return;
  }
}

// ---- processors and threads

void putIdleP(P *p) {
  p->status = PStatus::Idle;
  p->link = sched.idlePs;
  sched.idlePs = p;
  storeSeq(&sched.nIdlePs, sched.nIdlePs + 1);
}
P *takeIdleP() {
  if (loadSeq(&sched.gcWaiting))
    return nullptr;
  P *p = sched.idlePs;
  if (p) {
    sched.idlePs = p->link;
    p->link = nullptr;
    storeSeq(&sched.nIdlePs, sched.nIdlePs - 1);
    wakeSysmon(); // it sleeps when all are idle
  }
  return p;
}
void acquireP(M *m, P *p) {
  m->p = p;
  p->m = m;
  storeSeq(&p->status, PStatus::Running);
  if (traceOn())
    traceProcStart(p);
}
P *releaseP(M *m) {
  if (traceOn())
    traceProcStop();
  P *p = m->p;
  m->p = nullptr;
  p->m = nullptr;
  storeSeq(&p->status, PStatus::Idle);
  return p;
}

// A thread that ended, and left the processor: the kernel has cleared tid. Its lists and random numbers stay.
M *takeEndedM() {
  LockGuard guard(sched.lock);
  for (M **at = &sched.endedMs; *at; at = &(*at)->schedLink)
    if (M *m = *at; loadSeq(&m->tid) == 0) {
      *at = m->schedLink;
      os::stopCpuTimer(m);
      m->exiting = false;
      m->lockedCount = m->locks = 0;
      sched.mCount++;
      return m;
    }
  return nullptr;
}

M *newM() {
  if (M *m = takeEndedM())
    return m;
  auto *m = static_cast<M *>(persistentAlloc(sizeof(M), 64));
  m->self = m;
  constexpr uptr stack = 256 * 1024;
  uptr guard = os::pageSize;
  auto lo = uptr(os::allocate(stack));
  os::protectNone(reinterpret_cast<void *>(lo), guard);
  m->sysLo = lo;
  m->sysHi = lo + stack;
  m->sysSp = m->sysHi - 64;
  auto *g0 = static_cast<G *>(persistentAlloc(sizeof(G), 64));
  g0->isSystemStack = g0->system = true;
  g0->m = m;
  g0->limit = lo + guard + stackGuard;
  g0->status = GStatus::Running;
  m->g0 = g0;
  seedRandom(m);
  LockGuard guard2(sched.lock);
  sched.mCount++;
  m->id = ++sched.nextMid;
  m->allLink = sched.allMs;
  storeRel(&sched.allMs, m);
  return m;
}

extern "C" void golem_threadmain(M *m) {
  m->tid = os::threadId();
  os::initThreadSignals(m);
  armThreadProfile(m);
  if (m->systemMain)
    golem_onceonstack(m->systemMain, nullptr);
  mstart();
}

void mstart() {
  M *m = currentM();
  if (m->nextP) {
    acquireP(m, m->nextP);
    m->nextP = nullptr;
  }
  golem_onceonstack([](void *) { schedule(); }, nullptr);
}

namespace {

// Held for ever by the first thread that has to say why there can be no further ones: others that
// come to the same while it does say nothing.
Mutex<LockRank::ThreadFailure> threadFailure;

} // namespace

void startThread(M *m) {
  int error = os::startThread(m);
  if (error == 0)
    return;
  threadFailure.lock();
  {
    Out o;
    o.text("runtime: failed to create new OS thread (have ").num(sched.mCount).text(" already; errno=").num(u64(error)).text(")\n");
    if (error == os::errorAgain)
      o.text("runtime: may need to increase max user processes (ulimit -u)\n");
  }
  fatalError("newosproc");
}

namespace {

// A new thread takes after the one that makes it. One that a goroutine is locked to may have been changed (namespaces, current
// folder, credentials), so a thread that runs no goroutines makes it then, as upstream's template thread.
struct {
  Mutex<LockRank::ThreadMaker> lock;
  M *wanted; // by schedLink
  Note wake;
  bool exists;
} cloner;

[[noreturn]] void clonerMain(void *) {
  for (;;) {
    cloner.wake.sleep();
    cloner.wake.clear();
    cloner.lock.lock();
    M *m = cloner.wanted;
    cloner.wanted = nullptr;
    cloner.lock.unlock();
    for (M *next; m; m = next) {
      next = m->schedLink;
      startThread(m);
    }
  }
}

void needCloner() {
  bool first = false;
  {
    LockGuard guard(cloner.lock);
    first = !cloner.exists;
    cloner.exists = true;
  }
  if (first)
    onSystemStack([] { startSystemThread(clonerMain); });
}

[[noreturn]] void tooManyThreads() {
  threadFailure.lock();
  {
    Out o;
    o.text("runtime: program exceeds ").num(u64(sched.maxMs)).text("-thread limit\n");
  }
  fatalError("thread exhaustion");
}

void startThreadFor(P *p, bool spinning) {
  M *m = newM();
  m->nextP = p;
  m->spinning = spinning;
  if (sched.mCount > sched.maxMs)
    tooManyThreads();
  if (!currentM()->lockedG || !cloner.exists) {
    startThread(m);
    return;
  }
  {
    LockGuard guard(cloner.lock);
    m->schedLink = cloner.wanted;
    cloner.wanted = m;
  }
  cloner.wake.wake();
}

M *takeIdleM() {
  M *m = sched.idleMs;
  if (m) {
    sched.idleMs = m->schedLink;
    sched.nIdleMs--;
  }
  return m;
}

// Sleeps until someone gives this thread a processor.
void stopM() {
  M *m = currentM();
  m->spinning = false;
  sched.lock.lock();
  m->schedLink = sched.idleMs;
  sched.idleMs = m;
  sched.nIdleMs++;
  checkDead();
  sched.lock.unlock();
  m->park.sleep();
  m->park.clear();
  acquireP(m, m->nextP);
  m->nextP = nullptr;
}

} // namespace

void startM(P *p, bool spinning) {
  sched.lock.lock();
  if (!p) {
    p = takeIdleP();
    if (!p) {
      sched.lock.unlock();
      if (spinning)
        addSeq(&sched.spinning, ~0u);
      return;
    }
  }
  M *m = takeIdleM();
  sched.lock.unlock();
  if (!m) {
    startThreadFor(p, spinning);
    return;
  }
  m->spinning = spinning;
  m->nextP = p;
  m->park.wake();
}

void wakeP() {
  if (loadSeq(&sched.nIdlePs) == 0 || loadSeq(&sched.spinning) != 0 || !cas(&sched.spinning, 0u, 1u))
    return;
  startM(nullptr, true);
}

// A thread that lost its processor in a system call.
void parkThread() {
  M *m = currentM();
  if (m->lockedG) // its goroutine waits in the global queue
    schedule();
  stopM();
  schedule();
}

// p's thread is in a system call, or gives p up: somebody else must go on with it.
void handOffP(P *p) {
  if (!runqEmpty(p) || sched.runq.count != 0) {
    startM(p, false);
    return;
  }
  if (loadSeq(&sched.spinning) == 0 && loadSeq(&sched.nIdlePs) == 0 && cas(&sched.spinning, 0u, 1u)) {
    startM(p, true);
    return;
  }
  sched.lock.lock();
  if (loadSeq(&sched.gcWaiting)) {
    p->status = PStatus::Stopped;
    sched.lock.unlock();
    noteStopped();
    return;
  }
  // The last processor at work: somebody must watch the network for those who wait for it.
  bool unwatched = loadSeq(&sched.nIdlePs) == sched.maxProcs - 1 && loadSeq(&sched.pollInited) && loadSeq(&sched.lastPoll) != 0;
  if (sched.runq.count != 0 || unwatched) {
    sched.lock.unlock();
    startM(p, false);
    return;
  }
  i64 when = loadSeq(&p->timers->next);
  putIdleP(p);
  sched.lock.unlock();
  if (when != 0 && sched.pollInited) {
    i64 until = loadSeq(&sched.pollUntil);
    if (loadSeq(&sched.lastPoll) == 0) {
      if (until == 0 || until > when)
        os::pollBreak();
    } else {
      wakeP();
    }
  }
}

namespace {

// The world stops: this thread's processor with it.
void stopForGC() {
  M *m = currentM();
  if (m->spinning) {
    m->spinning = false;
    addSeq(&sched.spinning, ~0u);
  }
  P *p = releaseP(m);
  storeSeq(&p->status, PStatus::Stopped);
  noteStopped();
  stopM();
}

// m waits for the goroutine that is locked to it.
void stopLockedM(M *m) {
  if (m->p)
    handOffP(releaseP(m));
  sched.lock.lock();
  sched.nIdleLockedMs++;
  checkDead();
  sched.lock.unlock();
  m->park.sleep();
  m->park.clear();
  acquireP(m, m->nextP);
  m->nextP = nullptr;
}

// g is locked to another thread: that one gets this processor.
void startLockedM(G *g) {
  M *m = currentM(), *to = g->lockedM;
  sched.lock.lock();
  sched.nIdleLockedMs--;
  sched.lock.unlock();
  P *p = releaseP(m);
  to->nextP = p;
  to->park.wake();
  stopM();
}

void resetSpinning(M *m) {
  m->spinning = false;
  addSeq(&sched.spinning, ~0u);
  wakeP();
}

G *stealWork(P *self, i64 *now, i64 *pollUntil, bool *ranTimer) {
  for (int round = 0; round < 4; round++) {
    u32 n = sched.maxProcs, at = fastRandom() % n;
    for (u32 k = 0; k < n; k++) {
      P *p = sched.allPs[(at + k) % n];
      if (loadSeq(&sched.gcWaiting))
        return nullptr;
      if (p == self)
        continue;
      if (i64 next = loadSeq(&p->timers->next); round == 3 && next != 0) {
        i64 w = runTimers(p, now);
        if (w != 0 && (*pollUntil == 0 || w < *pollUntil))
          *pollUntil = w;
        bool inherit;
        if (G *g = runqGet(self, &inherit))
          return g;
        *ranTimer |= next <= *now; // one that is not due is no reason to look again
      }
      if (loadSeq(&p->status) != PStatus::Idle || !runqEmpty(p))
        if (G *g = runqSteal(self, p, round == 3))
          return g;
    }
  }
  return nullptr;
}

G *takePolled(G *g) {
  if (traceOn())
    traceGoUnblock(g);
  g->status = GStatus::Runnable;
  return g;
}

void nextSlice(P *p) {
  p->schedTick++;
  storeRelaxed(&p->sliceOver, 0u);
}

// What was asked of a goroutine that waits or ends before it notices is asked of those that it hands the processor to. When
// the time slice is over, the one that was to go on in it queues up, and the global queue has its turn.
bool endSlice(P *p) {
  if (RT_LIKELY(!loadRelaxed(&p->sliceOver)))
    return false;
  nextSlice(p);
  G *next = loadSeq(&p->runNext);
  if (next && cas(&p->runNext, next, static_cast<G *>(nullptr)))
    runqPut(p, next, false);
  return true;
}

G *findRunnable(bool *inherit) {
  M *m = currentM();
top:
  P *p = m->p;
  if (loadSeq(&sched.gcWaiting)) {
    stopForGC();
    goto top;
  }
  if (RT_UNLIKELY(p->id >= sched.maxProcs)) {
    sched.lock.lock();
    if (!loadSeq(&sched.gcWaiting)) {
      if (traceOn())
        traceProcStop();
      m->p = nullptr;
      retireP(p);
      sched.lock.unlock();
      if (m->spinning)
        addSeq(&sched.spinning, ~0u);
      wakeP(); // to what was in its queue
      stopM();
      goto top;
    }
    sched.lock.unlock();
    goto top;
  }
  if (traceOn())
    if (G *g = traceReader()) {
      *inherit = false;
      return g;
    }
  bool over = endSlice(p);
  i64 now = 0;
  i64 pollUntil = runTimers(p, &now);
  for (u32 i = sched.maxProcs; i < sched.procCount; i++) { // timers of processors that were taken away
    i64 w = runTimers(sched.allPs[i], &now);
    if (w != 0 && (pollUntil == 0 || w < pollUntil))
      pollUntil = w;
  }
  *inherit = false;
  if ((over || p->schedTick % 61 == 0) && sched.runq.count > 0) {
    LockGuard guard(sched.lock);
    if (G *g = globalGet(p, 1))
      return g;
  }
  if (G *g = runqGet(p, inherit))
    return g;
  *inherit = false;
  if (sched.runq.count > 0) {
    LockGuard guard(sched.lock);
    if (G *g = globalGet(p, 0))
      return g;
  }
  if (sched.pollInited && loadSeq(&pollWaiters) > 0 && loadSeq(&sched.lastPoll) != 0) {
    GList list = netpoll(0);
    if (G *g = list.pop()) {
      injectList(&list);
      return takePolled(g);
    }
  }
  if (m->spinning || 2 * loadSeq(&sched.spinning) < sched.maxProcs - loadSeq(&sched.nIdlePs)) {
    if (!m->spinning) {
      m->spinning = true;
      addSeq(&sched.spinning, 1u);
    }
    bool ran = false;
    if (G *g = stealWork(p, &now, &pollUntil, &ran))
      return g;
    if (ran)
      goto top;
  }
  sched.lock.lock();
  if (loadSeq(&sched.gcWaiting)) {
    sched.lock.unlock();
    goto top;
  }
  if (sched.runq.count > 0) {
    G *g = globalGet(p, 0);
    sched.lock.unlock();
    return g;
  }
  releaseP(m);
  putIdleP(p);
  sched.lock.unlock();

  bool wasSpinning = m->spinning;
  auto takeP = [&]() -> bool {
    sched.lock.lock();
    P *q = takeIdleP();
    sched.lock.unlock();
    if (!q)
      return false;
    acquireP(m, q);
    m->spinning = true;
    addSeq(&sched.spinning, 1u);
    return true;
  };
  if (wasSpinning) {
    m->spinning = false;
    addSeq(&sched.spinning, ~0u);
    if (sched.runq.count > 0 && takeP())
      goto top;
    for (u32 i = 0; i < sched.maxProcs; i++)
      if (!runqEmpty(sched.allPs[i])) {
        if (takeP())
          goto top;
        break;
      }
  }
  if (i64 w = nextTimerOfAll(); w != 0 && (pollUntil == 0 || w < pollUntil))
    pollUntil = w;

  if (sched.pollInited && (loadSeq(&pollWaiters) > 0 || pollUntil != 0) && swapSeq(&sched.lastPoll, i64(0)) != 0) {
    storeSeq(&sched.pollUntil, pollUntil);
    if (i64 w = nextTimerOfAll(); w != 0 && (pollUntil == 0 || w < pollUntil)) // added before pollUntil was visible
      pollUntil = w;
    i64 ns = -1;
    if (pollUntil != 0)
      ns = maxOf<i64>(pollUntil - os::nanotime(), 0);
    GList list = netpoll(ns);
    storeSeq(&sched.pollUntil, i64(0));
    storeSeq(&sched.lastPoll, os::nanotime());
    sched.lock.lock();
    P *q = takeIdleP();
    sched.lock.unlock();
    if (!q) {
      injectList(&list);
    } else {
      acquireP(m, q);
      if (G *g = list.pop()) {
        injectList(&list);
        return takePolled(g);
      }
      if (wasSpinning) {
        m->spinning = true;
        addSeq(&sched.spinning, 1u);
      }
      goto top;
    }
  } else if (pollUntil != 0 && sched.pollInited) {
    i64 until = loadSeq(&sched.pollUntil);
    if (until == 0 || until > pollUntil)
      os::pollBreak();
  }
  stopM();
  goto top;
}

[[noreturn]] void execute(G *g, bool inherit) {
  M *m = currentM();
  P *p = m->p;
  enterGoroutine(m, g);
  if (traceOn())
    traceGoStart(g);
  storeSeq(&g->status, GStatus::Running);
  g->waitSince = 0;
  g->parkArg = nullptr;
  if (!inherit)
    nextSlice(p);
  resumeInSlice(g, p);
  if (RT_UNLIKELY(randomYields != 0) && (fastRandom() & 255) < randomYields) {
    g->preempt = true;
    storeRelaxed(&g->limit, poisonedLimit);
  }
  golem_gogo(g);
}

} // namespace

void schedule() {
  noLocksHeld("goroutine waits");
  M *m = currentM();
  if (m->lockedG) {
    stopLockedM(m);
    execute(m->lockedG, false);
  }
  for (;;) {
    m->cur = nullptr;
    bool inherit;
    G *g = findRunnable(&inherit);
    if (m->spinning)
      resetSpinning(m);
    if (g->lockedM) {
      startLockedM(g);
      continue;
    }
    execute(g, inherit);
  }
}

void resumeInSlice(G *g, P *p) {
  g->preempt = loadRelaxed(&p->sliceOver);
  storeRelaxed(&g->limit, g->preempt ? poisonedLimit : g->seg->limit);
}

// ---- parking and readying


// What the block profile counts.
static bool isBlocking(Wait w) {
  switch (w) {
  case Wait::ChanReceive: case Wait::ChanSend: case Wait::Select: case Wait::SemAcquire: case Wait::SyncCond:
  case Wait::SyncMutexLock: case Wait::SyncRWMutexRLock: case Wait::SyncRWMutexLock: case Wait::SyncWaitGroup:
  case Wait::DurableReceive: case Wait::DurableSend: case Wait::DurableSelect: case Wait::DurableWaitGroup:
    return true;
  default:
    return false;
  }
}

void park(G *g, bool (*unlock)(G *, void *), void *arg, Wait why) {
  if (RT_UNLIKELY(loadRelaxed(&blockProfileRate) > 0) && isBlocking(why)) {
    i64 since = os::nanotime();
    parkUncounted(g, unlock, arg, why);
    noteEvent(ProfileKind::Block, os::nanotime() - since);
  } else {
    parkUncounted(g, unlock, arg, why);
  }
}

void parkUncounted(G *g, bool (*unlock)(G *, void *), void *arg, Wait why) {
  M *m = currentM();
  m->parkUnlock = unlock;
  g->parkArg = arg;
  g->waitReason = why;
  golem_mcall(
      [](G *g, void *) {
        M *m = currentM();
        if (traceOn())
          traceGoBlock(g, g->waitReason);
        g->waitSince = 0;
        Bubble *b = g->bubble; // unlock may let g go on elsewhere
        bool durable = b && isDurable(g->waitReason);
        if (b)
          bubbleHold(b);
        storeSeq(&g->status, GStatus::Waiting);
        g->m = nullptr;
        m->cur = nullptr;
        if (durable)
          bubbleBlock(b);
        if (m->parkUnlock && !m->parkUnlock(g, g->parkArg)) {
          if (durable)
            bubbleUnblock(b);
          if (b)
            bubbleRelease(b);
          if (traceOn())
            traceGoUnblock(g);
          storeSeq(&g->status, GStatus::Runnable);
          execute(g, true);
        }
        if (b)
          bubbleRelease(b);
        schedule();
      },
      nullptr);
}

void ready(G *g) {
  M *m = acquireM();
  if (RT_UNLIKELY(g->bubble != nullptr) && isDurable(g->waitReason))
    bubbleUnblock(g->bubble);
  {
    TraceScope scope;
    if (scope)
      traceGoUnblock(g);
    storeSeq(&g->status, GStatus::Runnable);
  }
  if (m->p) {
    runqPut(m->p, g, true);
  } else {
    LockGuard guard(sched.lock);
    globalPut(g);
  }
  wakeP();
  releaseM(m);
}

void injectList(GList *list) {
  if (!list->head)
    return;
  u32 n = list->count;
  for (G *g = list->head; g; g = g->schedLink) {
    TraceScope scope;
    if (scope)
      traceGoUnblock(g);
    storeSeq(&g->status, GStatus::Runnable);
  }
  M *m = currentM();
  if (P *p = m->p) {
    while (G *g = list->pop())
      runqPut(p, g, false);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); // the queue is seen by who becomes idle, or he is seen here
  } else {
    LockGuard guard(sched.lock);
    while (G *g = list->pop())
      globalPut(g);
  }
  for (; n > 0 && loadSeq(&sched.nIdlePs) != 0; n--)
    startM(nullptr, false);
}

void gosched(G *, bool asked) {
  golem_mcall(
      [](G *g, void *arg) {
        M *m = currentM();
        if (traceOn())
          traceGoStop(g, arg);
        storeSeq(&g->status, GStatus::Runnable);
        g->m = nullptr;
        m->cur = nullptr;
        nextSlice(m->p);
        sched.lock.lock();
        globalPut(g);
        sched.lock.unlock();
        wakeP();
        schedule();
      },
      reinterpret_cast<void *>(uptr(asked)));
}

void goyield(G *) {
  golem_mcall(
      [](G *g, void *) {
        M *m = currentM();
        if (traceOn())
          traceGoStop(g, true);
        storeSeq(&g->status, GStatus::Runnable);
        g->m = nullptr;
        m->cur = nullptr;
        runqPut(m->p, g, false);
        schedule();
      },
      nullptr);
}

RT_PRESERVE void yieldAtEntry(G *g, uptr callerPc) {
  M *m = currentM();
  if (g->isSystemStack || m->locks != 0 || !m->p || loadSeq(&m->p->status) != PStatus::Running)
    return;
  const FuncEntry *f = findFunc(callerPc - 1);
  if (!f || (f->flags() & (abi::IsNoSplit | abi::IsAssembly))) // nor would a signal there
    return;
  storeRelaxed(&g->limit, g->seg->limit);
  if (loadSeq(&sched.gcWaiting))
    stopPoint(g);
  if (g->preempt) {
    g->preempt = false;
    g->atEntry = true;
    gosched(g, true);
    g->atEntry = false;
  }
}

extern "C" void golem_rtasyncpreempt() {
  M *m = currentM();
  if (m->cur && m->locks == 0)
    gosched(m->cur, true);
}

// ---- goroutines

void addAllG(G *g) {
  static u32 capacity;
  LockGuard guard(sched.lock);
  if (sched.allGCount == capacity) {
    u32 cap = capacity ? capacity * 2 : 1024;
    auto **all = static_cast<G **>(os::allocate(alignUp(cap * sizeof(G *), 4096)));
    memcpy(all, sched.allGs, sched.allGCount * sizeof(G *));
    sched.allGs = all; // the old one may still be read; it stays
    capacity = cap;
  }
  g->allIndex = sched.allGCount;
  sched.allGs[sched.allGCount] = g;
  storeRel(&sched.allGCount, sched.allGCount + 1);
}

static G *makeGoroutine(M *m, Closure *fn, uptr createPc, G *parent, bool system) {
  P *p = m->p;
  G *g = p ? p->freeGs : nullptr;
  if (g) {
    p->freeGs = g->schedLink;
    p->freeGCount--;
  } else {
    sched.lock.lock();
    if (p)
      for (int i = 0; i < 32 && sched.freeGs; i++) {
        G *more = sched.freeGs;
        sched.freeGs = more->schedLink;
        if (g) {
          more->schedLink = p->freeGs;
          p->freeGs = more;
          p->freeGCount++;
        } else {
          g = more;
        }
      }
    bool bare = !g && sched.bareGs;
    if (bare) {
      g = sched.bareGs;
      sched.bareGs = g->schedLink;
    }
    sched.lock.unlock();
    if (!g) {
      g = static_cast<G *>(persistentAlloc(sizeof(G), 64));
      g->status = GStatus::Dead;
      g->seg = allocSeg(sched.firstSegBytes);
      addAllG(g);
    } else if (bare) {
      g->seg = allocSeg(sched.firstSegBytes);
    }
  }
  g->schedLink = nullptr;
  g->limit = g->seg->limit;
  g->need = 0;
  g->defers = nullptr;
  g->panics = nullptr;
  g->system = system;
  g->preempt = g->panicOnFault = false;
  g->id = __atomic_add_fetch(&sched.nextGid, 1, __ATOMIC_RELAXED);
  g->parentId = parent ? parent->id : 0;
  g->createPc = createPc;
  g->entry = uptr(fn->code);
  g->waitReason = Wait::None;
  g->labels = parent ? parent->labels : nullptr;
  g->evenTiming = sched.evenTiming || (parent && parent->evenTiming);
  g->lockedM = nullptr;
  g->bubble = parent ? parent->bubble : nullptr;
  g->deadBubble = nullptr;
  uptr sp = g->seg->hi - 16 - sizeof(SavedFrame);
  auto *f = reinterpret_cast<SavedFrame *>(sp);
  *f = {};
  f->start(fn, g);
  f->pc = uptr(golem_gostart);
  g->sp = sp;
  if (!system)
    addSeq(&sched.liveGs, 1u);
  return g;
}

G *newWaitingGoroutine(Closure *fn, uptr createPc, G *parent) {
  M *m = acquireM();
  G *g = makeGoroutine(m, fn, createPc, parent, false);
  if (g->bubble)
    bubbleEnter(g->bubble, false);
  if (traceOn())
    traceGoCreate(g, true);
  storeSeq(&g->status, GStatus::Waiting);
  releaseM(m);
  return g;
}

G *newGoroutine(Closure *fn, uptr createPc, G *parent, bool system) {
  M *m = acquireM();
  P *p = m->p;
  G *g = makeGoroutine(m, fn, createPc, parent, system);
  if (g->bubble)
    bubbleEnter(g->bubble, true);
  if (traceOn())
    traceGoCreate(g, false);
  storeSeq(&g->status, GStatus::Runnable);
  if (p) {
    runqPut(p, g, true);
  } else {
    LockGuard guard(sched.lock);
    globalPut(g);
  }
  if (sched.started)
    wakeP();
  releaseM(m);
  return g;
}

// The goroutine is over. On the system stack; does not schedule. True: it was locked to this thread, which must end too.
bool goexit0(G *g) {
  M *m = currentM();
  if (!g->system)
    addSeq(&sched.liveGs, ~0u);
  if (g->bubble) {
    bubbleExit(g->bubble, g);
    g->bubble = nullptr;
  }
  g->seg->prev = nullptr;
  if (g->seg->next) {
    freeSegs(g->seg->next);
    g->seg->next = nullptr;
  }
  storeSeq(&g->status, GStatus::Dead);
  bool locked = g->lockedM != nullptr;
  g->m = nullptr;
  g->lockedM = nullptr;
  g->entry = 0;
  g->labels = nullptr;
  g->coro = nullptr;
  g->parkParam = nullptr;
  g->waiting = nullptr;
  g->defers = nullptr;
  g->panics = nullptr;
  m->lockedG = nullptr;
  m->cur = nullptr;
  P *p = m->p;
  if (p->freeGCount < 64) {
    g->schedLink = p->freeGs;
    p->freeGs = g;
    p->freeGCount++;
  } else {
    LockGuard guard(sched.lock);
    g->schedLink = sched.freeGs;
    sched.freeGs = g;
  }
  return locked;
}

void freeDeadStacks() {
  G *dead;
  {
    LockGuard guard(sched.lock);
    dead = sched.freeGs;
    sched.freeGs = nullptr;
  }
  if (!dead)
    return;
  G *last = nullptr;
  for (G *g = dead; g; g = g->schedLink) {
    freeSegs(g->seg);
    g->seg = nullptr;
    last = g;
  }
  LockGuard guard(sched.lock);
  last->schedLink = sched.bareGs;
  sched.bareGs = dead;
}

// This thread's goroutine ended while it was locked to it: what it did to the thread (namespaces, credentials) ends with it.
[[noreturn]] static void endThread() {
  M *m = currentM();
  P *p = releaseP(m);
  if (traceOn())
    traceThreadEnds(m);
  handOffP(p);
  bool first = m->id == 0; // stays for what the kernel knows of the process through it
  if (!first) {
    os::blockSignals();
    storeSeq(&m->exiting, true); // no signal handler runs here any more
  }
  sched.lock.lock();
  sched.mCount--;
  checkDead();
  if (first) {
    sched.lock.unlock();
    m->park.sleep();
  }
  m->schedLink = sched.endedMs;
  sched.endedMs = m;
  sched.lock.unlock();
  os::exitThread(m);
}

extern "C" void golem_rtgoexit(G *g) {
  if (g->coro)
    coroExit(g);
  golem_mcall(
      [](G *g, void *) {
        // The stack may have grown further than the first segment, if Goexit ended it.
        while (g->seg->prev)
          g->seg = g->seg->prev;
        if (traceOn())
          traceGoEnd();
        if (goexit0(g))
          endThread();
        schedule();
      },
      nullptr);
}

void checkDead() {
  u32 running = sched.mCount - sched.nIdleMs - sched.nIdleLockedMs - sched.nSystemMs;
  if (running > 0 || sched.panicking || !sched.started)
    return;
  u32 waiting = 0;
  for (u32 i = 0; i < sched.allGCount; i++) {
    G *g = sched.allGs[i];
    if (g->system)
      continue;
    GStatus st = loadSeq(&g->status);
    if (st == GStatus::Waiting)
      waiting++;
    else if (st == GStatus::Runnable || st == GStatus::Running || st == GStatus::Syscall)
      return; // in transit
  }
  if (nextTimerOfAll() != 0) {
    // Timers but nobody waits for them: a thread must.
    return;
  }
  sched.lock.unlock();
  if (waiting == 0)
    deadlockError("no goroutines (main called runtime.Goexit) - deadlock!");
  deadlockError("all goroutines are asleep - deadlock!");
}

// ---- the number of processors

void retireP(P *p) {
  bool inherit;
  while (G *g = runqGet(p, &inherit))
    globalPut(g);
  releaseSpanCache(p->cache);
  while (G *g = p->freeGs) {
    p->freeGs = g->schedLink;
    g->schedLink = sched.freeGs;
    sched.freeGs = g;
  }
  p->freeGCount = 0;
  p->m = nullptr;
  storeSeq(&p->status, PStatus::Dead);
  sched.activeProcs--;
}

// World stopped: one of the first n processors that no thread waits in place with.
static P *ownerless(u32 n) {
  for (u32 i = 0; i < n; i++)
    if (!sched.allPs[i]->m)
      return sched.allPs[i];
  return nullptr;
}

void setProcs(u32 n) {
  n = minOf(maxOf(n, 1u), maxProcsLimit);
  M *m = currentM();
  u32 old = sched.maxProcs, created = sched.procCount;
  for (u32 i = sched.procCount; i < n; i++) {
    auto *p = static_cast<P *>(persistentAlloc(sizeof(P), 64));
    p->id = i;
    p->status = PStatus::Stopped;
    p->cache = newSpanCache();
    p->timers = static_cast<TimerHeap *>(persistentAlloc(sizeof(TimerHeap), 64));
    sched.allPs[i] = p;
    sched.procCount = i + 1;
    if (traceOn())
      traceProcNew(p);
  }
  for (u32 i = n; i < old; i++) {
    P *p = sched.allPs[i];
    if (p == m->p) {
      P *other = ownerless(n);
      if (!other)
        continue;
      if (traceOn())
        traceProcStop();
      m->p = nullptr;
      acquireP(m, other);
    } else if (p->m) {
      continue; // its thread waits in place and goes on with it: it is retired when that thread schedules
    }
    retireP(p);
  }
  sched.maxProcs = n;
  for (u32 i = old; i < n; i++)
    if (sched.allPs[i]->status == PStatus::Dead || !sched.allPs[i]->m) {
      if (sched.allPs[i]->status == PStatus::Dead || i >= created)
        sched.activeProcs++;
      sched.allPs[i]->status = PStatus::Stopped;
    }
  if (!m->p)
    acquireP(m, sched.allPs[0]);
}

// ---- what Go calls

extern "C" RT_SWIFT void panicGoNil(RT_SELF) asm("runtime.panicGoNil");
extern "C" RT_SWIFT void goNewproc(Closure *fn, RT_SELF) asm("runtime.newproc");
RT_SWIFT void goNewproc(Closure *fn, RT_SELF) {
  entryFromGo(g);
  if (RT_UNLIKELY(!fn))
    panicGoNil(g);
  uptr pc = uptr(__builtin_return_address(0));
  onSystemStack([&] { newGoroutine(fn, pc, g, false); });
}

extern "C" RT_SWIFT void goGosched(RT_SELF) asm("runtime.Gosched");
RT_FRAME RT_SWIFT void goGosched(RT_SELF) {
  if (g->isSystemStack) {
    os::yield();
    return;
  }
  gosched(g);
}

extern "C" RT_SWIFT iptr goProcPin(RT_SELF) asm("runtime.procPin");
RT_SWIFT iptr goProcPin(RT_SELF) {
  M *m = currentM();
  // What is indexed by processors has no place for one that was taken away.
  while (RT_UNLIKELY(m->p->id >= sched.maxProcs) && m->locks == 0 && !g->isSystemStack) {
    gosched(g);
    m = currentM();
  }
  m->locks++;
  return iptr(m->p->id);
}
extern "C" RT_SWIFT void goProcUnpin(RT_SELF_UNUSED) asm("runtime.procUnpin");
RT_SWIFT void goProcUnpin(RT_SELF_UNUSED) { currentM()->locks--; }
extern "C" RT_SWIFT iptr goSyncPin(RT_SELF) asm("sync.runtime_procPin");
RT_SWIFT iptr goSyncPin(RT_SELF) { return goProcPin(g); }
extern "C" RT_SWIFT void goSyncUnpin(RT_SELF) asm("sync.runtime_procUnpin");
RT_SWIFT void goSyncUnpin(RT_SELF) { goProcUnpin(g); }
extern "C" RT_SWIFT iptr goAtomicPin(RT_SELF) asm("sync/atomic.runtime_procPin");
RT_SWIFT iptr goAtomicPin(RT_SELF) { return goProcPin(g); }
extern "C" RT_SWIFT void goAtomicUnpin(RT_SELF) asm("sync/atomic.runtime_procUnpin");
RT_SWIFT void goAtomicUnpin(RT_SELF) { goProcUnpin(g); }

extern "C" RT_SWIFT u8 goCanSpin(iptr i, RT_SELF_UNUSED) asm("internal/sync.runtime_canSpin");
RT_SWIFT u8 goCanSpin(iptr i, RT_SELF_UNUSED) {
  if (i >= 4 || sched.maxProcs <= 1 || sched.maxProcs <= loadSeq(&sched.nIdlePs) + loadSeq(&sched.spinning) + 1)
    return 0;
  P *p = currentM()->p;
  return p && runqEmpty(p);
}
extern "C" RT_SWIFT void goDoSpin(RT_SELF_UNUSED) asm("internal/sync.runtime_doSpin");
RT_SWIFT void goDoSpin(RT_SELF_UNUSED) {
  for (int i = 0; i < 30; i++)
    arch::relax();
}

extern "C" RT_SWIFT void goLockOSThread(RT_SELF) asm("runtime.LockOSThread");
RT_SWIFT void goLockOSThread(RT_SELF) {
  needCloner();
  M *m = currentM();
  m->lockedCount++;
  m->lockedG = g;
  g->lockedM = m;
}
extern "C" RT_SWIFT void goUnlockOSThread(RT_SELF) asm("runtime.UnlockOSThread");
RT_SWIFT void goUnlockOSThread(RT_SELF) {
  M *m = currentM();
  if (m->lockedCount == 0)
    return;
  if (--m->lockedCount == 0) {
    m->lockedG = nullptr;
    g->lockedM = nullptr;
  }
}

extern "C" RT_SWIFT iptr goGomaxprocs(iptr n, RT_SELF) asm("runtime.gomaxprocs");
RT_FRAME RT_SWIFT iptr goGomaxprocs(iptr n, RT_SELF) {
  iptr old = sched.maxProcs;
  if (n <= 0 || n == old)
    return old;
  withStoppedWorld(g, "GOMAXPROCS", [&] {
    setProcs(u32(minOf<iptr>(n, maxProcsLimit)));
    if (traceOn())
      traceProcCount(sched.maxProcs);
  });
  return old;
}
extern "C" RT_SWIFT iptr goNcpu(RT_SELF_UNUSED) asm("runtime.ncpu");
RT_SWIFT iptr goNcpu(RT_SELF_UNUSED) {
  static int cached;
  int n = loadRelaxed(&cached);
  if (n == 0) {
    onSystemStack([&] { n = os::processorCount(); });
    storeRelaxed(&cached, n);
  }
  return n;
}
extern "C" RT_SWIFT iptr goCpuCount(RT_SELF_UNUSED) asm("runtime.cpuCount");
RT_SWIFT iptr goCpuCount(RT_SELF_UNUSED) {
  int n = 0;
  onSystemStack([&] { n = os::processorCount(); });
  return n;
}
extern "C" RT_SWIFT iptr goGcount(RT_SELF_UNUSED) asm("runtime.gcount");
RT_SWIFT iptr goGcount(RT_SELF_UNUSED) { return loadSeq(&sched.liveGs); }
extern "C" RT_SWIFT iptr goSetMaxThreads(iptr n, RT_SELF_UNUSED) asm("runtime/debug.setMaxThreads");
RT_SWIFT iptr goSetMaxThreads(iptr n, RT_SELF_UNUSED) {
  iptr old = sched.maxMs;
  sched.maxMs = u32(n);
  return old;
}

} // namespace golem::runtime
