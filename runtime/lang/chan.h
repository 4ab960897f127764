// Channels. A goroutine that waits keeps its Sudogs on its own stack: stacks never move.
#pragma once
#include "runtime/base/lock.h"
#include "runtime/lang/types.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/timer.h"

namespace golem::runtime {

struct Bubble;
struct HChan;

// A goroutine in a channel's queue.
struct Sudog {
  G *g;
  Sudog *next, *prev; // in the queue
  void *elem;         // where the value is, or goes; may be null
  HChan *c;
  Sudog *waitLink;    // the next of a select, in lock order
  bool isSelect;
  bool success;       // a value was passed, not a close
  bool queued;
};

struct WaitQueue {
  Sudog *first, *last;

  void push(Sudog *s);
  void remove(Sudog *s); // does nothing if it is not queued
  Sudog *pop();          // the first that is still to be had: a select may have been won elsewhere
};

struct HChan {
  uptr count, size;   // values buffered; room for
  u8 *buf;
  uptr elemSize;
  Timer *timer;       // of the timer that sends here
  u32 closed;
  Mutex<LockRank::Channel> lock;
  uptr sendAt, recvAt;
  WaitQueue receivers, senders;
  bool elemHasPointers;
  Bubble *bubble;     // that it was made in; nobody else may use it

  bool foreignTo(G *g) const { return RT_UNLIKELY(bubble != nullptr) && bubble != g->bubble; }
  u8 *slot(uptr i) { return buf + i * elemSize; }
  bool full() const { return size == 0 ? loadAcq(&receivers.first) == nullptr : loadAcq(&count) == size; }
  bool empty() const { return size == 0 ? loadAcq(&senders.first) == nullptr : loadAcq(&count) == 0; }
};

struct Received {
  uptr selected, received;
};

bool chanSend(HChan *c, const void *elem, bool block, G *g);
Received chanReceive(HChan *c, void *elem, bool block, G *g);

// The parts of a send or receive when a partner or room is known to be there; c is locked, and unlocked after.
void chanGiveTo(HChan *c, Sudog *receiver, const void *elem);
void chanTakeFrom(HChan *c, Sudog *sender, void *elem);
void chanPut(HChan *c, const void *elem);
void chanGet(HChan *c, void *elem);

void chanSetTimer(void *chan, Timer *t);

[[noreturn]] RT_SWIFT void goPanicSendClosed(RT_SELF) asm("runtime.panicSendClosed");
[[noreturn]] RT_SWIFT void goPanicCloseClosed(RT_SELF) asm("runtime.panicCloseClosed");
[[noreturn]] RT_SWIFT void goPanicCloseNil(RT_SELF) asm("runtime.panicCloseNil");
[[noreturn]] RT_SWIFT void goPanicMakeChanSize(RT_SELF) asm("runtime.panicMakeChanSize");

} // namespace golem::runtime
