// select: all channels are locked in the order of their addresses, the cases are tried in random order, and when none
// can go on, the goroutine waits on all of them; the first who takes it wins G::selectDone.
#include "runtime/lang/chan.h"

namespace golem::runtime {

struct SelectCase : records::SelectCase {};

struct Chosen {
  iptr index;
  uptr received;
};

namespace {

struct Select {
  SelectCase *cases;
  u16 *poll, *locks; // case numbers: in random order, in order of channels
  u32 count;         // cases with a channel
  bool durable;      // all of them of our bubble

  void sortLocks() {
    // Heap sort: no more room, no worst case.
    auto key = [&](u32 i) { return uptr(cases[locks[i]].channel); };
    auto down = [&](u32 i, u32 n) {
      for (;;) {
        u32 child = 2 * i + 1;
        if (child >= n)
          return;
        if (child + 1 < n && key(child) < key(child + 1))
          child++;
        if (key(i) >= key(child))
          return;
        u16 t = locks[i];
        locks[i] = locks[child];
        locks[child] = t;
        i = child;
      }
    };
    for (u32 i = count / 2; i-- > 0;)
      down(i, count);
    for (u32 n = count; n-- > 1;) {
      u16 t = locks[0];
      locks[0] = locks[n];
      locks[n] = t;
      down(0, n);
    }
  }

  void lockAll() {
    HChan *before = nullptr;
    for (u32 i = 0; i < count; i++) {
      HChan *c = cases[locks[i]].channel;
      if (c != before)
        c->lock.lock();
      before = c;
    }
  }

  void unlockAll() { unlockAllBut(nullptr); }

  void unlockAllBut(HChan *keep) {
    for (u32 i = count; i-- > 0;) {
      HChan *c = cases[locks[i]].channel;
      if (i > 0 && cases[locks[i - 1]].channel == c)
        continue;
      if (c != keep)
        c->lock.unlock();
    }
  }
};

// Runs on the system stack once the goroutine counts as waiting. The Sudogs stay there as long as one channel of the
// list is locked, because the goroutine takes all locks again when it wakes.
bool unlockWaited(G *g, void *) {
  HChan *held = nullptr;
  for (Sudog *s = g->waiting; s; s = s->waitLink) {
    if (held && s->c != held)
      held->lock.unlock();
    held = s->c;
  }
  if (held)
    held->lock.unlock();
  return true;
}

constexpr u32 stackSudogs = 12;

RT_NOINLINE Chosen waitForOne(Select &sel, u32 nsends, Sudog *sudogs, G *g) {
  // Queue on every channel, in lock order.
  Sudog **link = &g->waiting;
  for (u32 i = 0; i < sel.count; i++) {
    u32 n = sel.locks[i];
    SelectCase &k = sel.cases[n];
    Sudog *s = &sudogs[i];
    *s = Sudog{.g = g, .elem = k.elem, .c = k.channel, .isSelect = true};
    *link = s;
    link = &s->waitLink;
    if (n < nsends) {
      k.channel->senders.push(s);
    } else {
      k.channel->receivers.push(s);
      if (k.channel->timer)
        timerBlock(k.channel->timer);
    }
  }
  *link = nullptr;
  g->parkParam = nullptr;
  g->holds[0] = sel.cases;
  g->holds[1] = sel.poll;
  park(g, unlockWaited, nullptr, sel.count == 0 ? Wait::SelectNoCases : sel.durable ? Wait::DurableSelect : Wait::Select);

  g->holds[0] = g->holds[1] = nullptr;
  sel.lockAll();
  storeSeq(&g->selectDone, 0u);
  auto *winner = static_cast<Sudog *>(g->parkParam);
  g->parkParam = nullptr;
  Chosen chosen{-1, 0};
  HChan *c = nullptr;
  for (u32 i = 0; i < sel.count; i++) {
    u32 n = sel.locks[i];
    Sudog *s = &sudogs[i];
    if (n >= nsends && s->c->timer)
      timerUnblock(s->c->timer);
    if (s == winner) {
      chosen = {iptr(n), s->success};
      c = s->c;
    } else if (n < nsends) {
      s->c->senders.remove(s);
    } else {
      s->c->receivers.remove(s);
    }
  }
  g->waiting = nullptr;
  RT_CHECK(c, "selectgo: bad wakeup");
  sel.unlockAll();
  if (u32(chosen.index) < nsends && !chosen.received)
    goPanicSendClosed(g);
  return chosen;
}

Chosen waitOnStack(Select &sel, u32 nsends, G *g) {
  Sudog sudogs[stackSudogs];
  return waitForOne(sel, nsends, sudogs, g);
}

Chosen runSelect(SelectCase *cases, u16 *order, u32 nsends, u32 nrecvs, bool block, G *g) {
  u32 total = nsends + nrecvs;
  Select sel{cases, order, order + total, 0, g->bubble != nullptr};
  for (u32 i = 0; i < total; i++) {
    HChan *c = cases[i].channel;
    if (!c) {
      cases[i].elem = nullptr;
      continue;
    }
    if (c->foreignTo(g))
      fatalError("select on synctest channel from outside bubble");
    sel.durable &= c->bubble != nullptr;
    if (i >= nsends && c->timer)
      timerMaybeRun(c->timer);
    u32 j = u32(u64(fastRandom()) * (sel.count + 1) >> 32);
    sel.poll[sel.count] = sel.poll[j];
    sel.poll[j] = u16(i);
    sel.locks[sel.count] = u16(i);
    sel.count++;
  }
  sel.sortLocks();

  // The Sudogs of a large select are allocated before the locks are taken. What they point to is on the
  // stack too, so they need not be scanned.
  Sudog *sudogs = nullptr;
  if (block && sel.count > stackSudogs)
    sudogs = static_cast<Sudog *>(goMallocgc(sel.count * sizeof(Sudog), nullptr, 1, g));

  sel.lockAll();
  for (u32 i = 0; i < sel.count; i++) {
    u32 n = sel.poll[i];
    HChan *c = cases[n].channel;
    void *elem = cases[n].elem;
    if (n >= nsends) {
      if (Sudog *s = c->senders.pop()) {
        sel.unlockAllBut(c);
        chanTakeFrom(c, s, elem);
        return {iptr(n), 1};
      }
      if (c->count > 0) {
        sel.unlockAllBut(c);
        chanGet(c, elem);
        return {iptr(n), 1};
      }
      if (c->closed) {
        sel.unlockAll();
        if (elem && c->elemSize)
          memset(elem, 0, c->elemSize);
        return {iptr(n), 0};
      }
    } else {
      if (c->closed) {
        sel.unlockAll();
        goPanicSendClosed(g);
      }
      if (Sudog *s = c->receivers.pop()) {
        sel.unlockAllBut(c);
        chanGiveTo(c, s, elem);
        return {iptr(n), 0};
      }
      if (c->count < c->size) {
        sel.unlockAllBut(c);
        chanPut(c, elem);
        return {iptr(n), 0};
      }
    }
  }
  if (!block) {
    sel.unlockAll();
    return {-1, 0};
  }
  return sudogs ? waitForOne(sel, nsends, sudogs, g) : waitOnStack(sel, nsends, g);
}

} // namespace

RT_SWIFT Chosen goSelectgo(SelectCase *cases, u16 *order, uptr *pcs, iptr nsends, iptr nrecvs, u32 block,
                           RT_SELF) asm("runtime.selectgo");
RT_FRAME RT_SWIFT Chosen goSelectgo(SelectCase *cases, u16 *order, uptr *, iptr nsends, iptr nrecvs, u32 block, RT_SELF) {
  entryFromGo(g);
  return runSelect(cases, order, u32(nsends), u32(nrecvs), block & 0xff, g);
}

} // namespace golem::runtime
