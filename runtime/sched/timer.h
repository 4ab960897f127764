// Timers. A timer lives in Go memory (part of time.Timer's heap object) or in the runtime's; the heap that it was first
// put on stays its home, whose lock guards all of it. Channel timers are on the heap only while somebody blocks on
// the channel (Go 1.23): whoever looks at such a channel calls the functions at the end.
#pragma once
#include "runtime/sched/sched.h"

namespace golem::runtime {

struct TimerHeap;

struct Timer {
  TimerHeap *home;
  i64 when;        // 0: not set
  i64 period;
  Closure *fn;     // func(arg any, seq uintptr, delta int64)
  GoEface arg;
  uptr seq;
  i32 index;       // on the heap, -1: not
  u32 blocked;     // goroutines waiting on the channel
  u8 isChan;
  u8 sending;      // fn runs: 1 may be overtaken, 2 was
  u8 native;       // fn is a void (*)(void*, uptr, iptr) of ours
};

// For channels (c->timer != nullptr).
void timerMaybeRun(Timer *t);     // before len, cap, receive, select poll: sends if due
void timerBlock(Timer *t);        // a goroutine is about to wait on the channel (its lock may be held)
void timerUnblock(Timer *t);
bool timerIsAsync();              // GODEBUG=asynctimerchan=1
// Before a receive is seen as empty, after Stop or Reset, the channel of a synchronous timer must be drained: C++ of
// channels gives this.
bool chanDrain(void *chan);       // true: there was a value

} // namespace golem::runtime
