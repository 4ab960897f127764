// Channels: creation, send, receive, close. A value goes straight from sender to receiver when one of them waits.
#include "runtime/lang/chan.h"

#include "runtime/mem/heap.h"

namespace golem::runtime {

void WaitQueue::push(Sudog *s) {
  s->queued = true;
  s->next = nullptr;
  s->prev = last;
  if (last)
    last->next = s;
  else
    storeRelaxed(&first, s);
  last = s;
}

void WaitQueue::remove(Sudog *s) {
  if (!s->queued)
    return;
  s->queued = false;
  if (s->prev)
    s->prev->next = s->next;
  else
    storeRelaxed(&first, s->next);
  if (s->next)
    s->next->prev = s->prev;
  else
    last = s->prev;
}

Sudog *WaitQueue::pop() {
  while (Sudog *s = first) {
    remove(s);
    if (!s->isSelect || cas(&s->g->selectDone, 0u, 1u))
      return s;
  }
  return nullptr;
}

static void copyValue(HChan *c, void *to, const void *from) {
  switch (c->elemSize) {
  case 0: break;
  case 1: *static_cast<u8 *>(to) = *static_cast<const u8 *>(from); break;
  case 8: __builtin_memcpy(to, from, 8); break;
  case 16: __builtin_memcpy(to, from, 16); break;
  default: memmove(to, from, c->elemSize);
  }
}

static void clearValue(HChan *c, void *p) {
  if (p && c->elemSize)
    memset(p, 0, c->elemSize);
}

// Wakes the goroutine of a Sudog whose exchange is over; the Sudog may be gone right after.
static void wake(Sudog *s, bool success) {
  G *g = s->g;
  s->success = success;
  g->parkParam = s;
  ready(g);
}

static bool always(G *, void *) { return true; }

[[noreturn]] static void parkForEver(G *g, Wait why) {
  for (;;)
    park(g, always, nullptr, why);
}

void chanPut(HChan *c, const void *elem) {
  copyValue(c, c->slot(c->sendAt), elem);
  if (++c->sendAt == c->size)
    c->sendAt = 0;
  storeRelaxed(&c->count, c->count + 1);
  c->lock.unlock();
}

void chanGet(HChan *c, void *elem) {
  u8 *from = c->slot(c->recvAt);
  if (elem)
    copyValue(c, elem, from);
  if (c->elemHasPointers)
    clearValue(c, from);
  if (++c->recvAt == c->size)
    c->recvAt = 0;
  storeRelaxed(&c->count, c->count - 1);
  c->lock.unlock();
}

void chanGiveTo(HChan *c, Sudog *receiver, const void *elem) {
  if (receiver->elem)
    copyValue(c, receiver->elem, elem);
  c->lock.unlock();
  wake(receiver, true);
}

void chanTakeFrom(HChan *c, Sudog *sender, void *elem) {
  if (c->size == 0) {
    if (elem)
      copyValue(c, elem, sender->elem);
  } else {
    // The buffer is full: its oldest value is received, and the sender's takes that place at the end.
    u8 *slot = c->slot(c->recvAt);
    if (elem)
      copyValue(c, elem, slot);
    copyValue(c, slot, sender->elem);
    if (++c->recvAt == c->size)
      c->recvAt = 0;
    c->sendAt = c->recvAt;
  }
  c->lock.unlock();
  wake(sender, true);
}

bool chanSend(HChan *c, const void *elem, bool block, G *g) {
  if (!c) {
    if (!block)
      return false;
    parkForEver(g, Wait::ChanSendNil);
  }
  if (c->foreignTo(g))
    fatalError("send on synctest channel from outside bubble");
  if (!block && loadAcq(&c->closed) == 0 && c->full())
    return false;
  c->lock.lock();
  if (c->closed) {
    c->lock.unlock();
    goPanicSendClosed(g);
  }
  if (Sudog *receiver = c->receivers.pop()) {
    chanGiveTo(c, receiver, elem);
    return true;
  }
  if (c->count < c->size) {
    chanPut(c, elem);
    return true;
  }
  if (!block) {
    c->lock.unlock();
    return false;
  }
  Sudog self{.g = g, .elem = const_cast<void *>(elem), .c = c};
  g->waiting = &self;
  g->parkParam = nullptr;
  c->senders.push(&self);
  parkUnlock(g, &c->lock, c->bubble ? Wait::DurableSend : Wait::ChanSend);
  g->waiting = nullptr;
  g->parkParam = nullptr;
  if (!loadRelaxed(&self.success))
    goPanicSendClosed(g);
  return true;
}

Received chanReceive(HChan *c, void *elem, bool block, G *g) {
  if (!c) {
    if (!block)
      return {0, 0};
    parkForEver(g, Wait::ChanReceiveNil);
  }
  if (c->foreignTo(g))
    fatalError("receive on synctest channel from outside bubble");
  if (c->timer)
    timerMaybeRun(c->timer);
  if (!block && c->empty()) {
    // Closed is looked at after empty: a channel is never opened again, so both held at once if it is closed now
    // and still empty.
    if (loadAcq(&c->closed) == 0)
      return {0, 0};
    if (c->empty()) {
      clearValue(c, elem);
      return {1, 0};
    }
  }
  c->lock.lock();
  if (c->closed) {
    if (c->count == 0) {
      c->lock.unlock();
      clearValue(c, elem);
      return {1, 0};
    }
  } else if (Sudog *sender = c->senders.pop()) {
    chanTakeFrom(c, sender, elem);
    return {1, 1};
  }
  if (c->count > 0) {
    chanGet(c, elem);
    return {1, 1};
  }
  if (!block) {
    c->lock.unlock();
    return {0, 0};
  }
  Sudog self{.g = g, .elem = elem, .c = c};
  g->waiting = &self;
  g->parkParam = nullptr;
  c->receivers.push(&self);
  if (c->timer)
    timerBlock(c->timer);
  parkUnlock(g, &c->lock, c->bubble ? Wait::DurableReceive : Wait::ChanReceive);
  if (c->timer)
    timerUnblock(c->timer);
  g->waiting = nullptr;
  g->parkParam = nullptr;
  return {1, loadRelaxed(&self.success)};
}

static void closeChan(HChan *c, G *g) {
  if (!c)
    goPanicCloseNil(g);
  if (c->foreignTo(g))
    fatalError("close of synctest channel from outside bubble");
  c->lock.lock();
  if (c->closed) {
    c->lock.unlock();
    goPanicCloseClosed(g);
  }
  storeRel(&c->closed, 1u);
  // All who wait are collected first: a goroutine that wakes may want the lock.
  Sudog *woken = nullptr;
  while (Sudog *s = c->receivers.pop()) {
    clearValue(c, s->elem);
    s->elem = nullptr;
    s->next = woken;
    woken = s;
  }
  while (Sudog *s = c->senders.pop()) {
    s->elem = nullptr;
    s->next = woken;
    woken = s;
  }
  c->lock.unlock();
  while (woken) {
    Sudog *s = woken;
    woken = s->next;
    wake(s, false);
  }
}

// The collector's view of an HChan with its buffer apart: buf and timer are pointers.
static constexpr u8 hchanMask[] = {1u << (offsetof(HChan, buf) / wordBytes) | 1u << (offsetof(HChan, timer) / wordBytes)};
static constexpr Type hchanType = {
    {.size = sizeof(HChan), .ptrBytes = offsetof(HChan, timer) + sizeof(Timer *), .align = alignof(HChan),
     .fieldAlign = alignof(HChan), .kind = Kind::Struct, .gcdata = const_cast<u8 *>(hchanMask)}};
static_assert(offsetof(HChan, timer) > offsetof(HChan, buf) && offsetof(HChan, timer) / wordBytes < 8);

static HChan *makeChan(const ChanType *t, iptr size, G *g) {
  const Type *elem = t->elem;
  RT_CHECK(elem->size < 65536, "makechan: invalid channel element type");
  uptr bytes;
  if (size < 0 || __builtin_mul_overflow(elem->size, uptr(size), &bytes) || bytes > maxAlloc - 4096)
    goPanicMakeChanSize(g);
  HChan *c;
  if (elem->ptrBytes == 0 || bytes == 0) {
    // A timer's channel must keep its timer, but its values have pointers: it never comes here.
    c = static_cast<HChan *>(goMallocgc(sizeof(HChan) + bytes, nullptr, 1, g));
    c->buf = reinterpret_cast<u8 *>(c + 1);
  } else {
    c = static_cast<HChan *>(goMallocgc(sizeof(HChan), &hchanType, 1, g));
    c->buf = static_cast<u8 *>(goNewarray(elem, size, g));
  }
  c->elemSize = elem->size;
  c->elemHasPointers = elem->ptrBytes != 0;
  c->size = uptr(size);
  c->bubble = g->bubble;
  return c;
}

void chanSetTimer(void *chan, Timer *t) { static_cast<HChan *>(chan)->timer = t; }

bool chanDrain(void *chan) {
  auto *c = static_cast<HChan *>(chan);
  if (loadRelaxed(&c->count) == 0)
    return false;
  c->lock.lock();
  bool any = c->count > 0;
  for (; c->count > 0; storeRelaxed(&c->count, c->count - 1)) {
    clearValue(c, c->slot(c->recvAt));
    if (++c->recvAt == c->size)
      c->recvAt = 0;
  }
  c->lock.unlock();
  return any;
}

// ---- what Go calls

RT_SWIFT HChan *goMakechan(ChanType *t, iptr size, RT_SELF) asm("runtime.makechan");
RT_SWIFT HChan *goMakechan(ChanType *t, iptr size, RT_SELF) {
  entryFromGo(g);
  return makeChan(t, size, g);
}

RT_SWIFT void goChansend1(HChan *c, void *elem, RT_SELF) asm("runtime.chansend1");
RT_FRAME RT_SWIFT void goChansend1(HChan *c, void *elem, RT_SELF) {
  entryFromGo(g);
  chanSend(c, elem, true, g);
}

RT_SWIFT uptr goChansend(HChan *c, void *elem, u32 block, RT_SELF) asm("runtime.chansend");
RT_FRAME RT_SWIFT uptr goChansend(HChan *c, void *elem, u32 block, RT_SELF) {
  entryFromGo(g);
  return chanSend(c, elem, block & 0xff, g);
}

RT_SWIFT void goChanrecv1(HChan *c, void *elem, RT_SELF) asm("runtime.chanrecv1");
RT_FRAME RT_SWIFT void goChanrecv1(HChan *c, void *elem, RT_SELF) {
  entryFromGo(g);
  chanReceive(c, elem, true, g);
}

RT_SWIFT uptr goChanrecv2(HChan *c, void *elem, RT_SELF) asm("runtime.chanrecv2");
RT_FRAME RT_SWIFT uptr goChanrecv2(HChan *c, void *elem, RT_SELF) {
  entryFromGo(g);
  return chanReceive(c, elem, true, g).received;
}

RT_SWIFT Received goChanrecv(HChan *c, void *elem, u32 block, RT_SELF) asm("runtime.chanrecv");
RT_FRAME RT_SWIFT Received goChanrecv(HChan *c, void *elem, u32 block, RT_SELF) {
  entryFromGo(g);
  return chanReceive(c, elem, block & 0xff, g);
}

RT_SWIFT void goClosechan(HChan *c, RT_SELF) asm("runtime.closechan");
RT_FRAME RT_SWIFT void goClosechan(HChan *c, RT_SELF) {
  entryFromGo(g);
  closeChan(c, g);
}

RT_SWIFT uptr goSelectnbsend(HChan *c, void *elem, RT_SELF) asm("runtime.selectnbsend");
RT_FRAME RT_SWIFT uptr goSelectnbsend(HChan *c, void *elem, RT_SELF) {
  entryFromGo(g);
  return chanSend(c, elem, false, g);
}

RT_SWIFT Received goSelectnbrecv(void *elem, HChan *c, RT_SELF) asm("runtime.selectnbrecv");
RT_FRAME RT_SWIFT Received goSelectnbrecv(void *elem, HChan *c, RT_SELF) {
  entryFromGo(g);
  // Nearly always there is nothing. (As in chanReceive: closed is looked at after empty.)
  if (c && !c->timer && !c->foreignTo(g) && c->empty() && loadAcq(&c->closed) == 0)
    return {0, 0};
  return chanReceive(c, elem, false, g);
}

// A timer's channel counts as unbuffered.
RT_SWIFT u8 *goChanbuf(HChan *c, uptr i, RT_SELF_UNUSED) asm("runtime.chanbuf");
RT_SWIFT u8 *goChanbuf(HChan *c, uptr i, RT_SELF_UNUSED) { return c->slot(i); }

RT_SWIFT iptr goChanlen(HChan *c, RT_SELF_UNUSED) asm("runtime.chanlen");
RT_SWIFT iptr goChanlen(HChan *c, RT_SELF) {
  entryFromGo(g);
  if (!c)
    return 0;
  if (c->timer) {
    timerMaybeRun(c->timer);
    if (!timerIsAsync())
      return 0;
  }
  return iptr(loadRelaxed(&c->count));
}

RT_SWIFT iptr goChancap(HChan *c, RT_SELF_UNUSED) asm("runtime.chancap");
RT_SWIFT iptr goChancap(HChan *c, RT_SELF_UNUSED) {
  if (!c || (c->timer && !timerIsAsync()))
    return 0;
  return iptr(c->size);
}

RT_SWIFT void goBlock(RT_SELF) asm("runtime.block");
RT_FRAME RT_SWIFT void goBlock(RT_SELF) { parkForEver(g, Wait::SelectNoCases); }

} // namespace golem::runtime
