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
  Closure *fn;     // func(arg any, seq uintptr, delta int64); native: a void (*)(void *, uptr, iptr) of ours
  GoEface arg;
  uptr seq;
  i32 index;       // on the heap, -1: not
  u32 blocked;     // goroutines waiting on the channel
  u8 isChan, native;
  u32 sending;     // decided to send, sendLock not taken yet
  u32 order;       // among timers of one time: random in bubbles, so that nobody relies on it
  Mutex<LockRank::TimerSend> sendLock;
  struct Bubble *bubble; // whose clock it goes by
};

// On the system stack or with little stack use. when: nanotime.
void timerStart(Timer *t, i64 when, i64 period);
bool timerStop(Timer *t);
void timerInit();
void sleepUntil(G *g, i64 when);

// For channels (c->timer != nullptr). timerMaybeRun is called without the channel's lock, the others with or without.
void timerMaybeRun(Timer *t);     // before len, cap, receive, select poll: sends if due
void timerBlock(Timer *t);        // a goroutine is about to wait on the channel
void timerUnblock(Timer *t);
bool timerIsAsync();              // GODEBUG=asynctimerchan=1
extern u8 timerAsync;
// Channels (runtime/lang/chan.cpp) give these.
bool chanDrain(void *chan);       // empties the buffer after Stop or Reset of a synchronous timer; true: there was a value
void chanSetTimer(void *chan, Timer *t);

} // namespace golem::runtime
