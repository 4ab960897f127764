// Bubbles of testing/synctest: sets of goroutines with a clock of their own, which moves only when all of them are *durably*
// blocked: waiting for something that only another goroutine of the bubble, or the clock, can bring about.
#pragma once
#include "runtime/sched/internal.h"

namespace golem::runtime {

struct Bubble {
  Mutex<LockRank::Bubble> lock;        // what follows, but for id and now, which change only while all are blocked
  TimerHeap timers;
  u64 id;
  i64 now;           // its time, nanoseconds since 1970
  G *root;           // called Run: moves the clock
  G *waiter;         // is parked in Wait
  G *main;           // runs the function given to Run
  bool waiting, done;
  i32 total;         // goroutines, with the root
  i32 running;       // of these, not durably blocked
  i32 active;        // other reasons not to count as blocked: a park under way, a wakeup decided on, a foreign holder
  Bubble *next;      // of all that are in use
};

bool isDurable(Wait w);
void bubbleEnter(Bubble *b, bool running); // a goroutine joins
void bubbleExit(Bubble *b, G *g);          // and ends
void bubbleBlock(Bubble *b);               // durably
void bubbleUnblock(Bubble *b);
void bubbleHold(Bubble *b);                // counts as active until
void bubbleRelease(Bubble *b);             // which may wake root or waiter: system stack, or a goroutine's with room

template <class F> void eachBubble(F f);   // world stopped
extern Bubble *allBubbles;
template <class F> void eachBubble(F f) {
  for (Bubble *b = allBubbles; b; b = b->next)
    f(b);
}

} // namespace golem::runtime
