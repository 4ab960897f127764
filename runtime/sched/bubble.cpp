// Bubbles: who counts as blocked, and what happens when nobody is left.
//
// running + active fall to 0 exactly when every goroutine of the bubble is durably blocked. Whoever brings them there wakes
// one goroutine: the root when a timer is due or when there is nothing else, the one that called Wait otherwise; the
// wakeup itself counts as activity until the woken goroutine has taken it over. The root runs the timers that are
// due, and parks again; when it wakes with no timer due it moves the clock to the next one. Without a next timer, or
// when the main goroutine is over, Run is at its end: with goroutines left, that is a deadlock (the Go half tells).
#include "runtime/sched/bubble.h"
#include "runtime/mem/heap.h"
#include "runtime/sched/timer.h"
#include "runtime/trace/trace.h"

namespace golem::runtime {

Bubble *allBubbles;

namespace {

constexpr i64 baseTime = 946684800000000000; // midnight UTC, 2000-01-01

Mutex<LockRank::Bubbles> listLock;
Bubble *unusedBubbles;
u64 lastId;

// The lock is held. Whom to wake, if all are blocked now.
G *nextToWake(Bubble *b) {
  if (b->running > 0 || b->active > 0)
    return nullptr;
  b->active++;
  i64 next = loadSeq(&b->timers.next);
  if (b->waiter && !(next != 0 && next <= b->now))
    return b->waiter;
  return b->root;
}

template <class F> void change(Bubble *b, F f) {
  M *m = acquireM(); // not stopped while it holds the lock
  b->lock.lock();
  f();
  G *wake = nextToWake(b);
  b->lock.unlock();
  if (wake)
    onSystemStack([&] { ready(wake); });
  releaseM(m);
}

Bubble *newBubble() {
  LockGuard guard(listLock);
  Bubble *b = unusedBubbles;
  if (b) {
    unusedBubbles = b->next;
    TimerHeap kept = b->timers;
    kept.count = 0;
    kept.next = 0;
    *b = {};
    b->timers = kept;
  } else {
    b = static_cast<Bubble *>(persistentAlloc(sizeof(Bubble), 64));
  }
  b->id = ++lastId;
  b->now = baseTime;
  b->next = allBubbles;
  allBubbles = b;
  return b;
}

// b is over. It may be used again if nobody is left in it.
void freeBubble(Bubble *b) {
  if (b->total > 1 || b->active > 1 || b->timers.count > 0)
    return;
  LockGuard guard(listLock);
  Bubble **l = &allBubbles;
  while (*l != b)
    l = &(*l)->next;
  *l = b->next;
  b->next = unusedBubbles;
  unusedBubbles = b;
}

bool rootUnlock(G *, void *p) {
  auto *b = static_cast<Bubble *>(p);
  LockGuard guard(b->lock);
  b->active--; // the parking of the root itself still holds it
  return true;
}

bool waiterUnlock(G *g, void *p) {
  auto *b = static_cast<Bubble *>(p);
  LockGuard guard(b->lock);
  b->waiter = g;
  return true;
}

} // namespace

bool isDurable(Wait w) {
  switch (w) {
  case Wait::ChanReceiveNil: case Wait::ChanSendNil: case Wait::SelectNoCases: case Wait::Sleep: case Wait::SyncCond:
  case Wait::Coroutine: case Wait::SynctestRun: case Wait::SynctestWait: case Wait::DurableReceive: case Wait::DurableSend:
  case Wait::DurableSelect: case Wait::DurableWaitGroup:
    return true;
  default:
    return false;
  }
}

void bubbleEnter(Bubble *b, bool running) {
  change(b, [&] {
    b->total++;
    b->running += running;
  });
}
void bubbleExit(Bubble *b, G *g) {
  change(b, [&] {
    b->total--;
    b->running--;
    b->done |= g == b->main;
  });
}
void bubbleBlock(Bubble *b) {
  change(b, [&] { b->running--; });
}
void bubbleUnblock(Bubble *b) {
  change(b, [&] { b->running++; });
}
void bubbleHold(Bubble *b) {
  change(b, [&] { b->active++; });
}
void bubbleRelease(Bubble *b) {
  change(b, [&] { b->active--; });
}

// ---- what Go calls; the Go half has checked what can be checked

G *newWaitingGoroutine(Closure *fn, uptr createPc, G *parent);

extern "C" RT_SWIFT Bubble *goBubbleOf(RT_SELF) asm("runtime.bubbleOf");
RT_SWIFT Bubble *goBubbleOf(RT_SELF) { return g->bubble; }

extern "C" RT_SWIFT u64 goBubbleId(RT_SELF) asm("runtime.bubbleID");
RT_SWIFT u64 goBubbleId(RT_SELF) { return g->bubble ? g->bubble->id : 0; }

extern "C" RT_SWIFT void goBubbleSet(Bubble *b, RT_SELF) asm("runtime.bubbleSet");
RT_SWIFT void goBubbleSet(Bubble *b, RT_SELF) { g->bubble = b; }

extern "C" RT_SWIFT void goBubbleBegin(Closure *fn, RT_SELF) asm("runtime.bubbleBegin");
RT_SWIFT void goBubbleBegin(Closure *fn, RT_SELF) {
  uptr pc = uptr(__builtin_return_address(0));
  onSystemStack([&] {
    Bubble *b = newBubble();
    b->total = b->running = b->active = 1;
    b->root = g;
    g->bubble = b;
    b->main = newWaitingGoroutine(fn, pc, g);
    b->main->waitReason = Wait::Coroutine;
    ready(b->main);
  });
}

// One round of the root. False: nothing will happen any more.
extern "C" RT_SWIFT u8 goBubbleStep(RT_SELF) asm("runtime.bubbleStep");
RT_SWIFT u8 goBubbleStep(RT_SELF) {
  Bubble *b = g->bubble;
  onSystemStack([&] { runBubbleTimers(b); });
  park(g, rootUnlock, b, Wait::SynctestRun);
  LockGuard guard(b->lock);
  i64 next = loadSeq(&b->timers.next);
  if (next == 0 || b->done)
    return 0;
  if (next > b->now)
    b->now = next;
  return 1;
}

struct BubbleEnd {
  iptr left, mainOver;
};
extern "C" RT_SWIFT BubbleEnd goBubbleEnd(RT_SELF) asm("runtime.bubbleEnd");
RT_SWIFT BubbleEnd goBubbleEnd(RT_SELF) {
  Bubble *b = g->bubble;
  g->bubble = nullptr;
  BubbleEnd e{b->total - 1, b->done};
  g->deadBubble = e.left > 0 ? b : nullptr;
  onSystemStack([&] { freeBubble(b); });
  return e;
}

// False: somebody else waits already.
extern "C" RT_SWIFT u8 goBubbleWait(RT_SELF) asm("runtime.bubbleWait");
RT_SWIFT u8 goBubbleWait(RT_SELF) {
  Bubble *b = g->bubble;
  {
    LockGuard guard(b->lock);
    if (b->waiting)
      return 0;
    b->waiting = true;
  }
  park(g, waiterUnlock, b, Wait::SynctestWait);
  LockGuard guard(b->lock);
  b->active--;
  b->waiter = nullptr;
  b->waiting = false;
  return 1;
}

extern "C" RT_SWIFT void goBubbleHold(Bubble *b, RT_SELF_UNUSED) asm("runtime.bubbleHold");
RT_SWIFT void goBubbleHold(Bubble *b, RT_SELF_UNUSED) { bubbleHold(b); }
extern "C" RT_SWIFT void goBubbleRelease(Bubble *b, RT_SELF_UNUSED) asm("runtime.bubbleRelease");
RT_SWIFT void goBubbleRelease(Bubble *b, RT_SELF_UNUSED) { bubbleRelease(b); }

} // namespace golem::runtime
