// Timers: a 4-ary heap for each processor, guarded by its lock. Functions run on the system stack without that lock, in the
// scheduler or in an idle thread that steals.
//
// A synchronous channel's timer is on the heap only while a goroutine waits on the channel; looking at the channel
// sends what is due (timerMaybeRun). Lock order: sendLock (held across the send), the channel's lock, the heap's lock. Stop and
// Reset take sendLock and change seq, so a send that has been decided on but not begun is dropped.
#include "runtime/sched/timer.h"
#include "runtime/gc/gc.h"
#include "runtime/sched/bubble.h"

namespace golem::runtime {

extern "C" void golem_calltimer(Closure *fn, Type *type, void *data, uptr seq, i64 delta, G *g);
extern "C" RT_SWIFT u8 goAsyncTimerChans(RT_SELF) asm("runtime.asyncTimerChans");

namespace {

constexpr i64 maxWhen = INT64_MAX;

// ---- the heap; its lock is held

RT_INLINE bool before(Timer *a, Timer *b) { return a->when < b->when || (a->when == b->when && a->order < b->order); }
RT_INLINE void place(TimerHeap *h, u32 i, Timer *t) {
  h->items[i] = t;
  t->index = i32(i);
}
void siftUp(TimerHeap *h, u32 i) {
  Timer *t = h->items[i];
  while (i > 0) {
    u32 parent = (i - 1) / 4;
    if (!before(t, h->items[parent]))
      break;
    place(h, i, h->items[parent]);
    i = parent;
  }
  place(h, i, t);
}
void siftDown(TimerHeap *h, u32 i) {
  Timer *t = h->items[i];
  for (;;) {
    u32 first = i * 4 + 1, best = i;
    Timer *least = t;
    for (u32 c = first; c < first + 4 && c < h->count; c++)
      if (before(h->items[c], least)) {
        best = c;
        least = h->items[c];
      }
    if (best == i)
      break;
    place(h, i, h->items[best]);
    i = best;
  }
  place(h, i, t);
}
void updateNext(TimerHeap *h) { storeSeq(&h->next, h->count ? h->items[0]->when : 0); }

void insert(TimerHeap *h, Timer *t) {
  if (h->count == h->capacity) {
    u32 cap = h->capacity ? h->capacity * 2 : 64;
    auto **items = static_cast<Timer **>(persistentAlloc(cap * sizeof(Timer *)));
    memcpy(items, h->items, h->count * sizeof(Timer *));
    h->items = items;
    h->capacity = cap;
  }
  if (t->bubble)
    t->order = fastRandom();
  place(h, h->count++, t);
  siftUp(h, h->count - 1);
  updateNext(h);
}
void removeAt(TimerHeap *h, u32 i) {
  h->items[i]->index = -1;
  Timer *last = h->items[--h->count];
  if (i < h->count) {
    place(h, i, last);
    siftUp(h, i);
    siftDown(h, u32(last->index));
  }
  updateNext(h);
}

bool wantsHeap(Timer *t) { return t->when > 0 && (!t->isChan || timerIsAsync() || t->blocked > 0); }

// A thread that sleeps must learn of an earlier timer.
void wakeFor(i64 when) {
  if (!loadSeq(&sched.pollInited)) {
    sched.lock.lock();
    if (!sched.pollInited && os::pollInit()) {
      storeSeq(&sched.lastPoll, os::nanotime());
      storeSeq(&sched.pollInited, true);
    }
    sched.lock.unlock();
  }
  if (loadSeq(&sched.lastPoll) == 0) {
    i64 until = loadSeq(&sched.pollUntil);
    if (until == 0 || until > when)
      os::pollBreak();
  } else {
    wakeP();
  }
}

TimerHeap *homeOf(Timer *t) {
  TimerHeap *h = loadAcq(&t->home);
  if (h)
    return h;
  if (t->bubble)
    return t->home = &t->bubble->timers;
  M *m = acquireM();
  TimerHeap *mine = m->p ? m->p->timers : sched.allPs[0]->timers;
  releaseM(m);
  TimerHeap *none = nullptr;
  return cas(&t->home, none, mine) ? mine : loadAcq(&t->home);
}

// Runs one timer that is due. h's lock is held, and held again at the end.
void runOne(TimerHeap *h, Timer *t, i64 now, G *g0) {
  Closure *fn = t->fn;
  GoEface arg = t->arg;
  uptr seq = t->seq;
  i64 delta = now - t->when;
  bool sync = t->isChan && !timerIsAsync();
  if (t->period > 0) {
    t->when += t->period * (1 + delta / t->period);
    if (t->when < 0)
      t->when = maxWhen;
  } else {
    t->when = 0;
  }
  if (t->index >= 0) {
    if (t->when == 0) {
      removeAt(h, u32(t->index));
    } else {
      siftDown(h, u32(t->index));
      updateNext(h);
    }
  }
  bool once = t->period == 0;
  if (sync && once)
    __atomic_fetch_add(&t->sending, 1, __ATOMIC_SEQ_CST);
  bool native = t->native;
  h->lock.unlock();
  M *m = currentM();
  m->locks++; // not stopped while it holds sendLock
  bool skip = false;
  if (sync) {
    t->sendLock.lock();
    if (once)
      __atomic_fetch_sub(&t->sending, 1, __ATOMIC_SEQ_CST);
    skip = t->seq != seq;
  }
  Bubble *b = t->bubble;
  if (RT_UNLIKELY(b != nullptr)) { // what it starts belongs to the bubble; it is not blocked meanwhile
    g0->bubble = b;
    bubbleHold(b);
  }
  if (!skip) {
    if (native) {
      reinterpret_cast<void (*)(void *, uptr, i64)>(fn)(arg.data, seq, delta);
    } else {
      uptr before = m->asmG;
      setAsmG(m, g0);
      golem_calltimer(fn, arg.type, arg.data, seq, delta, g0);
      m->asmG = before;
    }
  }
  if (RT_UNLIKELY(b != nullptr)) {
    g0->bubble = nullptr;
    bubbleRelease(b);
  }
  if (sync)
    t->sendLock.unlock();
  m->locks--;
  h->lock.lock();
}

} // namespace

bool timerIsAsync() { return loadRelaxed(&timerAsync); }
u8 timerAsync;

i64 runTimers(P *p, i64 *now) {
  TimerHeap *h = p->timers;
  i64 next = loadSeq(&h->next);
  if (next == 0)
    return 0;
  if (*now == 0)
    *now = os::nanotime();
  if (next > *now)
    return next;
  h->lock.lock();
  G *g0 = currentM()->g0;
  while (h->count > 0 && h->items[0]->when <= *now)
    runOne(h, h->items[0], *now, g0);
  next = h->count ? h->items[0]->when : 0;
  h->lock.unlock();
  return next;
}

i64 nextTimerOfAll() {
  i64 best = 0;
  for (u32 i = 0; i < sched.procCount; i++) {
    i64 w = loadSeq(&sched.allPs[i]->timers->next);
    if (w != 0 && (best == 0 || w < best))
      best = w;
  }
  return best;
}

void runBubbleTimers(Bubble *b) {
  TimerHeap *h = &b->timers;
  h->lock.lock();
  G *g0 = currentM()->g0;
  while (h->count > 0 && h->items[0]->when <= b->now)
    runOne(h, h->items[0], b->now, g0);
  h->lock.unlock();
}

static void markHeap(TimerHeap *h) {
  for (u32 k = 0; k < h->count; k++) {
    markWord(uptr(h->items[k]));
    markWord(uptr(h->items[k]->arg.data));
    markWord(uptr(h->items[k]->fn));
  }
}
void markTimers() {
  for (u32 i = 0; i < sched.procCount; i++)
    markHeap(sched.allPs[i]->timers);
  eachBubble([](Bubble *b) { markHeap(&b->timers); });
}

// Sets t (when 0: off). sync channel timers: the caller holds sendLock.
static bool setTimer(Timer *t, i64 when, i64 period, bool bumpSeq) {
  TimerHeap *h = homeOf(t);
  h->lock.lock();
  bool pending = t->when > 0;
  t->when = when;
  t->period = period;
  if (bumpSeq) {
    t->seq++;
    if (!pending && period == 0 && loadSeq(&t->sending) > 0)
      pending = true;
  }
  bool wake = false;
  if (t->index >= 0) {
    if (when == 0) {
      removeAt(h, u32(t->index));
    } else {
      u32 i = u32(t->index);
      siftUp(h, i);
      siftDown(h, u32(t->index));
      updateNext(h);
      wake = t->index == 0;
    }
  } else if (wantsHeap(t)) {
    insert(h, t);
    wake = t->index == 0;
  }
  h->lock.unlock();
  if (wake && !t->bubble)
    wakeFor(when);
  return pending;
}

void timerStart(Timer *t, i64 when, i64 period) { setTimer(t, maxOf<i64>(when, 1), period, false); }
bool timerStop(Timer *t) { return setTimer(t, 0, 0, false); }

void timerMaybeRun(Timer *t) {
  TimerHeap *h = homeOf(t);
  if (loadRelaxed(&t->when) == 0 || timerIsAsync())
    return;
  if (t->bubble && currentG()->bubble != t->bubble)
    fatalError("synctest timer accessed from outside bubble");
  onSystemStack([&] {
    h->lock.lock();
    if (t->index < 0 && t->when > 0) {
      i64 now = t->bubble ? t->bubble->now : os::nanotime();
      if (t->when <= now)
        runOne(h, t, now, currentM()->g0);
    }
    h->lock.unlock();
  });
}

void timerBlock(Timer *t) {
  TimerHeap *h = homeOf(t);
  h->lock.lock();
  t->blocked++;
  bool wake = false;
  i64 when = t->when;
  if (t->index < 0 && wantsHeap(t)) {
    insert(h, t);
    wake = t->index == 0;
  }
  h->lock.unlock();
  if (wake && !t->bubble)
    onSystemStack([&] { wakeFor(when); });
}

void timerUnblock(Timer *t) {
  TimerHeap *h = homeOf(t);
  h->lock.lock();
  t->blocked--;
  if (t->blocked == 0 && t->index >= 0 && t->isChan && !timerIsAsync())
    removeAt(h, u32(t->index));
  h->lock.unlock();
}

// ---- sleeping

namespace {
void wakeSleeper(void *arg, uptr, iptr) { ready(static_cast<G *>(arg)); }
struct SleepFor {
  Timer *t;
  i64 when;
};
} // namespace

void sleepUntil(G *g, i64 when) {
  if (!g->sleepTimer) {
    onSystemStack([&] {
      auto *t = static_cast<Timer *>(persistentAlloc(sizeof(Timer)));
      t->index = -1;
      t->native = 1;
      t->fn = reinterpret_cast<Closure *>(wakeSleeper);
      t->arg.data = g;
      g->sleepTimer = t;
    });
  }
  if (g->sleepTimer->bubble != g->bubble) {
    g->sleepTimer->bubble = g->bubble;
    g->sleepTimer->home = nullptr;
  }
  SleepFor s{g->sleepTimer, when};
  park(
      g,
      [](G *, void *p) {
        auto *s = static_cast<SleepFor *>(p);
        timerStart(s->t, s->when, 0);
        return true;
      },
      &s, Wait::Sleep);
}

// ---- what package time calls

namespace {

// The object behind time.Timer and time.Ticker: the channel, a flag that Go looks at, ours.
struct TimeTimer {
  void *c;
  uptr init;
  Timer t;
};
// A bubble's timer that is due at once does not wait until all are blocked.
void runIfDue(Timer *t) {
  if (!t->bubble)
    return;
  TimerHeap *h = homeOf(t);
  h->lock.lock();
  if (t->index >= 0 && t->when > 0 && t->when <= t->bubble->now)
    runOne(h, t, t->bubble->now, currentM()->g0);
  h->lock.unlock();
}

u8 timeTimerMask[(sizeof(TimeTimer) / wordBytes + 7) / 8 + 1];
Type timeTimerType;

} // namespace

void timerInit() {
  memset(timeTimerMask, 0xff, sizeof timeTimerMask);
  timeTimerType.size = timeTimerType.ptrBytes = sizeof(TimeTimer);
  timeTimerType.align = timeTimerType.fieldAlign = 8;
  timeTimerType.kind = Kind::Struct;
  timeTimerType.gcdata = timeTimerMask;
}

extern "C" RT_SWIFT void *goNewTimer(i64 when, i64 period, Closure *fn, Type *argType, void *arg, void *chan, RT_SELF)
    asm("time.newTimer");
RT_SWIFT void *goNewTimer(i64 when, i64 period, Closure *fn, Type *argType, void *arg, void *chan, RT_SELF) {
  entryFromGo(g);
  timerAsync = goAsyncTimerChans(g) & 1;
  auto *tt = static_cast<TimeTimer *>(mallocgc(sizeof(TimeTimer), &timeTimerType, true, g));
  Timer *t = &tt->t;
  t->index = -1;
  t->fn = fn;
  t->arg = {argType, arg};
  t->bubble = g->bubble;
  if (chan) {
    t->isChan = 1;
    chanSetTimer(chan, t);
  }
  onSystemStack([&] {
    timerStart(t, when, period);
    runIfDue(t);
  });
  *reinterpret_cast<u8 *>(&tt->init) = 1;
  return tt;
}

extern "C" RT_SWIFT u8 goStopTimer(TimeTimer *tt, RT_SELF) asm("time.stopTimer");
RT_SWIFT u8 goStopTimer(TimeTimer *tt, RT_SELF) {
  entryFromGo(g);
  Timer *t = &tt->t;
  if (t->bubble && !g->bubble)
    fatalError("stop of synctest timer from outside bubble");
  bool sync = t->isChan && !timerIsAsync(), pending = false;
  onSystemStack([&] {
    if (sync)
      t->sendLock.lock();
    pending = setTimer(t, 0, t->period, sync);
    if (sync)
      t->sendLock.unlock();
  });
  if (sync && chanDrain(t->arg.data))
    pending = true;
  return pending;
}

extern "C" RT_SWIFT u8 goResetTimer(TimeTimer *tt, i64 when, i64 period, RT_SELF) asm("time.resetTimer");
RT_SWIFT u8 goResetTimer(TimeTimer *tt, i64 when, i64 period, RT_SELF) {
  entryFromGo(g);
  Timer *t = &tt->t;
  if (t->bubble && !g->bubble)
    fatalError("reset of synctest timer from outside bubble");
  bool sync = t->isChan && !timerIsAsync(), pending = false;
  onSystemStack([&] {
    if (sync)
      t->sendLock.lock();
    pending = setTimer(t, maxOf<i64>(when, 1), period, sync);
    if (sync)
      t->sendLock.unlock();
    runIfDue(t);
  });
  if (sync && chanDrain(t->arg.data))
    pending = true;
  return pending;
}

extern "C" RT_SWIFT i64 goRuntimeNano(RT_SELF) asm("time.runtimeNano");
RT_SWIFT i64 goRuntimeNano(RT_SELF) {
  entryFromGo(g);
  return g->bubble ? g->bubble->now : os::nanotime();
}

extern "C" RT_SWIFT void goTimeSleep(i64 ns, RT_SELF) asm("time.Sleep");
RT_SWIFT void goTimeSleep(i64 ns, RT_SELF) {
  if (ns < 0)
    return;
  if (ns == 0) {
    goyield(g);
    return;
  }
  i64 when = goRuntimeNano(g) + ns;
  sleepUntil(g, when < 0 ? maxWhen : when);
}

namespace {

struct TimeNow {
  i64 sec;
  i32 nsec;
  i64 mono;
};

TimeNow timeNow() {
  TimeNow t;
  os::walltime(&t.sec, &t.nsec);
  t.mono = os::nanotime();
  return t;
}
TimeNow bubbleTime(const Bubble *b) { // no monotonic time: differences to times outside would only confuse
  return {b->now / 1000000000, i32(b->now % 1000000000), 0};
}

} // namespace

#if __SIZEOF_POINTER__ == 8
#define TIME_RESULT TimeNow
#define TIME_AREA
#define TIME_RETURN(value) return value
#define TIME_NOW return goTimeNow(g) // profiles show it
#else
// More words than registers hold: the caller says where they go, and a 64-bit integer is aligned as a word.
struct __attribute__((packed, aligned(4))) TimeWords {
  uint64_t sec;
  i32 nsec;
  uint64_t mono;
};
#define TIME_RESULT void
#define TIME_AREA TimeWords *result,
#define TIME_RETURN(value)                                                                                       \
  do {                                                                                                           \
    TimeNow t = value;                                                                                           \
    *result = {uint64_t(t.sec), t.nsec, uint64_t(t.mono)};                                                       \
    return;                                                                                                      \
  } while (0)
#define TIME_NOW return goTimeNow(result, g)
#endif
extern "C" RT_SWIFT TIME_RESULT goTimeNow(TIME_AREA RT_SELF_UNUSED) asm("time.now");
RT_NOINLINE RT_FRAME RT_SWIFT TIME_RESULT goTimeNow(TIME_AREA RT_SELF) {
  entryFromGo(g);
  TIME_RETURN(timeNow());
}
extern "C" RT_SWIFT TIME_RESULT goRuntimeNow(TIME_AREA RT_SELF) asm("time.runtimeNow");
RT_FRAME RT_SWIFT TIME_RESULT goRuntimeNow(TIME_AREA RT_SELF) {
  if (g->bubble)
    TIME_RETURN(bubbleTime(g->bubble));
  TIME_NOW;
}
extern "C" RT_SWIFT i64 goNanotime(RT_SELF_UNUSED) asm("runtime.nanotime");
RT_SWIFT i64 goNanotime(RT_SELF) {
  entryFromGo(g);
  return os::nanotime();
}
extern "C" RT_SWIFT i64 goSyncNanotime(RT_SELF_UNUSED) asm("internal/sync.runtime_nanotime");
RT_SWIFT i64 goSyncNanotime(RT_SELF) {
  entryFromGo(g);
  return os::nanotime();
}

} // namespace golem::runtime
