// The poller: goroutines wait for descriptors to become readable or writable, with deadlines. rg and wg hold, for each
// direction: nothing, "ready", "about to wait", or the waiting goroutine.
#include "runtime/mem/heap.h"
#include "runtime/sched/internal.h"
#include "runtime/sched/timer.h"

namespace golem::runtime {

namespace {

constexpr uptr pdNone = 0, pdReady = 1, pdWait = 2;
constexpr i32 noError = 0, errClosing = 1, errTimeout = 2, errNotPollable = 3;

struct alignas(64) Desc {
  Mutex<LockRank::PollDescriptor> lock;
  int fd;
  u32 seq; // tells events of an earlier use apart
  bool closing, eventError;
  uptr rg, wg;
  i64 rd, wd; // deadlines; -1: passed
  Timer rt, wt;
  Desc *next;
};

Mutex<LockRank::PollDescriptors> poolLock;
Desc *unused;

Desc *newDesc() {
  LockGuard guard(poolLock);
  Desc *d = unused;
  if (d) {
    unused = d->next;
    return d;
  }
  return static_cast<Desc *>(persistentAlloc(sizeof(Desc), 64));
}

i32 errorOf(Desc *d, iptr mode) {
  if (loadSeq(&d->closing)) // after a change of rg or wg: who closes looks in the opposite order
    return errClosing;
  if ((mode == 'r' && loadSeq(&d->rd) < 0) || (mode == 'w' && loadSeq(&d->wd) < 0))
    return errTimeout;
  if (mode == 'r' && d->eventError)
    return errNotPollable;
  return noError;
}

G *unblock(Desc *d, bool write, bool ioReady) {
  uptr *slot = write ? &d->wg : &d->rg;
  for (;;) {
    uptr old = loadSeq(slot);
    if (old == pdReady || (old == pdNone && !ioReady))
      return nullptr;
    if (!cas(slot, old, ioReady ? pdReady : pdNone))
      continue;
    if (old == pdWait || old == pdNone)
      return nullptr;
    addSeq(&pollWaiters, ~0u);
    return reinterpret_cast<G *>(old);
  }
}

bool commitBlock(G *g, void *slot) {
  if (!cas(static_cast<uptr *>(slot), pdWait, uptr(g)))
    return false;
  addSeq(&pollWaiters, 1u);
  return true;
}

bool block(Desc *d, iptr mode, bool always, G *g) {
  uptr *slot = mode == 'w' ? &d->wg : &d->rg;
  for (;;) {
    if (cas(slot, pdReady, pdNone))
      return true;
    if (cas(slot, pdNone, pdWait))
      break;
    uptr v = loadSeq(slot);
    if (v != pdReady && v != pdNone)
      fatalError("runtime: double wait");
  }
  if (always || errorOf(d, mode) == noError)
    park(g, commitBlock, slot, Wait::IOWait);
  uptr old = swapSeq(slot, pdNone);
  if (old > pdWait)
    fatalError("runtime: corrupted polldesc");
  return old == pdReady;
}

void expire(Desc *d, bool write) {
  d->lock.lock();
  i64 *deadline = write ? &d->wd : &d->rd;
  G *wake = nullptr;
  i64 now = os::nanotime();
  if (*deadline > 0 && *deadline <= now) { // else it was changed meanwhile
    storeSeq(deadline, i64(-1));
    wake = unblock(d, write, false);
  }
  d->lock.unlock();
  if (wake)
    ready(wake);
}
void expireRead(void *d, uptr, iptr) { expire(static_cast<Desc *>(d), false); }
void expireWrite(void *d, uptr, iptr) { expire(static_cast<Desc *>(d), true); }

void ensureInit() {
  if (loadSeq(&sched.pollInited))
    return;
  LockGuard guard(sched.lock);
  if (sched.pollInited)
    return;
  if (!os::pollInit())
    fatalError("runtime: netpollinit failed");
  storeSeq(&sched.lastPoll, os::nanotime());
  storeSeq(&sched.pollInited, true);
}

} // namespace

GList netpoll(i64 ns) {
  GList list{};
  os::PollEvent ev[64];
  int n = os::pollWait(ev, 64, ns);
  for (int i = 0; i < n; i++) {
    auto *d = reinterpret_cast<Desc *>(uptr(ev[i].tag) & ~uptr(63));
    if ((uptr(ev[i].tag) & 63) != (loadSeq(&d->seq) & 63))
      continue;
    d->eventError = ev[i].error;
    if (ev[i].read)
      if (G *g = unblock(d, false, true))
        list.push(g);
    if (ev[i].write)
      if (G *g = unblock(d, true, true))
        list.push(g);
  }
  return list;
}

// ---- package internal/poll

extern "C" RT_SWIFT void goPollInit(RT_SELF_UNUSED) asm("internal/poll.runtime_pollServerInit");
RT_SWIFT void goPollInit(RT_SELF_UNUSED) {
  onSystemStack([] { ensureInit(); });
}

extern "C" RT_SWIFT u8 goIsPollFd(uptr, RT_SELF_UNUSED) asm("internal/poll.runtime_isPollServerDescriptor");
RT_SWIFT u8 goIsPollFd(uptr, RT_SELF_UNUSED) { return 0; }

struct OpenResult {
  Desc *d;
  iptr error;
};
extern "C" RT_SWIFT OpenResult goPollOpen(uptr fd, RT_SELF_UNUSED) asm("internal/poll.runtime_pollOpen");
RT_SWIFT OpenResult goPollOpen(uptr fd, RT_SELF_UNUSED) {
  Desc *d = newDesc();
  d->lock.lock();
  if (d->wg > pdReady || d->rg > pdReady)
    fatalError("runtime: blocked goroutine on free polldesc");
  d->fd = int(fd);
  d->closing = d->eventError = false;
  storeSeq(&d->seq, d->seq + 1);
  d->rg = d->wg = pdNone;
  d->rd = d->wd = 0;
  if (!d->rt.fn) {
    d->rt.index = d->wt.index = -1;
    d->rt.native = d->wt.native = 1;
    d->rt.arg.data = d->wt.arg.data = d;
    d->rt.fn = reinterpret_cast<Closure *>(expireRead);
    d->wt.fn = reinterpret_cast<Closure *>(expireWrite);
  }
  d->lock.unlock();
  int e = os::pollOpen(int(fd), reinterpret_cast<void *>(uptr(d) | (d->seq & 63)));
  if (e != 0) {
    LockGuard guard(poolLock);
    d->next = unused;
    unused = d;
    return {nullptr, e};
  }
  return {d, 0};
}

extern "C" RT_SWIFT void goPollClose(Desc *d, RT_SELF_UNUSED) asm("internal/poll.runtime_pollClose");
RT_SWIFT void goPollClose(Desc *d, RT_SELF_UNUSED) {
  os::pollClose(d->fd);
  storeSeq(&d->seq, d->seq + 1);
  LockGuard guard(poolLock);
  d->next = unused;
  unused = d;
}

extern "C" RT_SWIFT iptr goPollReset(Desc *d, iptr mode, RT_SELF_UNUSED) asm("internal/poll.runtime_pollReset");
RT_SWIFT iptr goPollReset(Desc *d, iptr mode, RT_SELF_UNUSED) {
  i32 e = errorOf(d, mode);
  if (e != noError)
    return e;
  storeSeq(mode == 'w' ? &d->wg : &d->rg, pdNone);
  return noError;
}

extern "C" RT_SWIFT iptr goPollWait(Desc *d, iptr mode, RT_SELF) asm("internal/poll.runtime_pollWait");
RT_SWIFT iptr goPollWait(Desc *d, iptr mode, RT_SELF) {
  i32 e = errorOf(d, mode);
  if (e != noError)
    return e;
  while (!block(d, mode, false, g)) {
    e = errorOf(d, mode);
    if (e != noError)
      return e;
    // A deadline fired and unblocked us, but it was set anew before we ran: it has not happened.
  }
  return noError;
}

extern "C" RT_SWIFT void goPollWaitCanceled(Desc *d, iptr mode, RT_SELF) asm("internal/poll.runtime_pollWaitCanceled");
RT_SWIFT void goPollWaitCanceled(Desc *d, iptr mode, RT_SELF) {
  while (!block(d, mode, true, g)) {
  }
}

extern "C" RT_SWIFT void goPollSetDeadline(Desc *d, i64 when, iptr mode, RT_SELF_UNUSED)
    asm("internal/poll.runtime_pollSetDeadline");
RT_SWIFT void goPollSetDeadline(Desc *d, i64 when, iptr mode, RT_SELF_UNUSED) {
  onSystemStack([&] {
    d->lock.lock();
    if (d->closing) {
      d->lock.unlock();
      return;
    }
    i64 at = when;
    if (at > 0) {
      at += os::nanotime();
      if (at <= 0)
        at = INT64_MAX;
    }
    G *wakeR = nullptr, *wakeW = nullptr;
    if (mode != 'w') {
      storeSeq(&d->rd, at);
      if (at > 0)
        timerStart(&d->rt, at, 0);
      else
        timerStop(&d->rt);
      if (at < 0)
        wakeR = unblock(d, false, false);
    }
    if (mode != 'r') {
      storeSeq(&d->wd, at);
      if (at > 0)
        timerStart(&d->wt, at, 0);
      else
        timerStop(&d->wt);
      if (at < 0)
        wakeW = unblock(d, true, false);
    }
    d->lock.unlock();
    if (wakeR)
      ready(wakeR);
    if (wakeW)
      ready(wakeW);
  });
}

extern "C" RT_SWIFT void goPollUnblock(Desc *d, RT_SELF_UNUSED) asm("internal/poll.runtime_pollUnblock");
RT_SWIFT void goPollUnblock(Desc *d, RT_SELF_UNUSED) {
  onSystemStack([&] {
    d->lock.lock();
    if (d->closing)
      fatalError("runtime: unblock on closing polldesc");
    storeSeq(&d->closing, true);
    G *wakeR = unblock(d, false, false), *wakeW = unblock(d, true, false);
    timerStop(&d->rt);
    timerStop(&d->wt);
    d->lock.unlock();
    if (wakeR)
      ready(wakeR);
    if (wakeW)
      ready(wakeW);
  });
}

} // namespace golem::runtime
