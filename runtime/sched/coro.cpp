// Coroutines for iter.Pull: a goroutine that only ever runs in exchange for its partner. A coro holds whichever of the two
// waits; switching swaps without the scheduler.
#include "runtime/mem/heap.h"
#include "runtime/sched/bubble.h"
#include "runtime/trace/exectrace.h"

namespace golem::runtime {

extern "C" void golem_callcoro(Closure *fn, void *coro, G *g);

namespace {

struct Coro {
  G *waits;
  Closure *fn; // func(*coro)
  M *lockedM;  // the thread that its maker was locked to
  iptr lockedCount;
};
u8 coroMask[8] = {2};
Type coroType{{.size = sizeof(Coro), .ptrBytes = sizeof(Coro), .align = alignof(Coro),
                .fieldAlign = alignof(Coro), .kind = Kind::Struct, .gcdata = coroMask}};

// A thread that a goroutine is locked to goes along with the switch, if it is the one that the coroutine was made on. Returns
// whether there is one; it is the next goroutine's then.
bool releaseThread(M *m, Coro *c, G *g) {
  bool locked = g->lockedM != nullptr;
  if ((locked || c->lockedM) && (m != c->lockedM || m->lockedCount != c->lockedCount))
    fatalError("coro: OS thread locking must match locking at coroutine creation");
  g->lockedM = nullptr;
  return locked;
}

// held: the bubble of the goroutine that was left, which counts as active until the next one runs.
[[noreturn]] void runNext(M *m, Coro *c, G *put, bool locked, Bubble *held) {
  G *next;
  do
    next = loadSeq(&c->waits);
  while (!cas(&c->waits, next, put));
  if (!next)
    fatalError("coroswitch on exited coro");
  if (traceOn())
    traceGoSwitch(next, put == nullptr);
  if (next->bubble)
    bubbleUnblock(next->bubble);
  if (held)
    bubbleRelease(held);
  enterGoroutine(m, next);
  storeSeq(&next->status, GStatus::Running);
  if (locked) {
    m->lockedG = next;
    next->lockedM = m;
  }
  resumeInSlice(next, m->p);
  golem_gogo(next);
}

void leave(G *g, void *arg) { // the coroutine's function has returned
  auto *c = static_cast<Coro *>(arg);
  M *m = currentM();
  Bubble *b = g->bubble;
  if (b)
    bubbleHold(b);
  while (g->seg->prev)
    g->seg = g->seg->prev;
  bool locked = releaseThread(m, c, g);
  goexit0(g);
  runNext(m, c, nullptr, locked, b);
}

void swap(G *g, void *arg) {
  auto *c = static_cast<Coro *>(arg);
  M *m = currentM();
  g->waitReason = Wait::Coroutine;
  Bubble *b = g->bubble;
  if (b)
    bubbleHold(b);
  storeSeq(&g->status, GStatus::Waiting);
  if (b)
    bubbleBlock(b);
  g->m = nullptr;
  runNext(m, c, g, releaseThread(m, c, g), b);
}

RT_SWIFT void body(RT_SELF) {
  auto *c = static_cast<Coro *>(g->coro);
  golem_callcoro(c->fn, c, g);
  golem_mcall(leave, c);
}
Closure bodyClosure{reinterpret_cast<void *>(body)};

} // namespace

void coroExit(G *g) { golem_mcall(leave, g->coro); }

// A goroutine that waits, to be entered by a switch.
G *newWaitingGoroutine(Closure *fn, uptr pc, G *parent);

extern "C" RT_SWIFT Coro *goNewcoro(Closure *fn, RT_SELF) asm("runtime.newcoro");
RT_SWIFT Coro *goNewcoro(Closure *fn, RT_SELF) {
  auto *c = static_cast<Coro *>(mallocgc(sizeof(Coro), &coroType, true, g));
  c->fn = fn;
  if (M *m = currentM(); m->lockedCount != 0) {
    c->lockedM = m;
    c->lockedCount = m->lockedCount;
  }
  uptr pc = uptr(__builtin_return_address(0));
  onSystemStack([&] {
    G *n = newWaitingGoroutine(&bodyClosure, pc, g);
    n->waitReason = Wait::Coroutine;
    n->coro = c;
    c->waits = n;
  });
  return c;
}

extern "C" RT_SWIFT void goCoroswitch(Coro *c, RT_SELF) asm("runtime.coroswitch");
RT_SWIFT void goCoroswitch(Coro *c, RT_SELF) {
  entryFromGo(g);
  golem_mcall(swap, c);
}

} // namespace golem::runtime
