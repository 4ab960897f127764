// The execution tracer's events: what the scheduler and the collector report while a trace is being taken. When none is, each
// report costs the test of one word.
//
// Format: version 2 of Go's traces as of Go 1.26 (internal/trace/tracev2); internal/trace/order.go says what its reader insists on.
// A trace consists of generations that can be read each by itself. Generations change while the world is stopped; everything that
// holds a processor therefore changes the scheduler's state and reports it in one generation. A thread without a processor is not
// stopped: it must hold a TraceScope around the two.
//
// Locks: a thread's traceLock is taken with any other lock held, but only the leaf locks of this folder are taken while it is held.
#pragma once
#include "runtime/sched/internal.h"

namespace golem::runtime {

extern u32 tracing; // a trace is being taken
RT_INLINE bool traceOn() { return RT_UNLIKELY(loadRelaxed(&tracing) != 0); }

// While it lives, and is true, this thread's events go to one generation. May be nested. Not across a switch of goroutines.
class TraceScope {
public:
  TraceScope() {
    if (traceOn())
      begin();
  }
  ~TraceScope() {
    if (RT_UNLIKELY(m != nullptr))
      end();
  }
  TraceScope(const TraceScope &) = delete;
  TraceScope &operator=(const TraceScope &) = delete;
  explicit operator bool() const { return m != nullptr; }

private:
  void begin();
  void end();
  M *m = nullptr;
};

// ---- processors. The reporting thread owns p, or has just taken it.
void traceProcStart(P *p);
void traceProcStop();
void traceProcSteal(P *p, M *from); // from a system call
void traceProcNew(P *p);            // world stopped
void traceProcCount(u32 n);

// ---- goroutines
void traceGoCreate(G *g, bool waits);
void traceGoStart(G *g);
void traceGoStop(G *g, bool asked); // it yields; asked: it was preempted
void traceGoBlock(G *g, Wait why);
void traceGoUnblock(G *g);
void traceGoEnd();
void traceGoSwitch(G *to, bool ends);
void traceSyscallBegin(P *p, uptr pc, uptr fp);
void traceSyscallEnd(G *g, P *p); // it has p, perhaps from a later system call of another thread
void traceSyscallEndBlocked(G *g);
void traceThreadEnds(M *m);         // its number may be used again

// ---- the world and the heap
void traceStopBegin(const char *why); // before the world is stopped, which is owned
void traceStopEnd();
void traceCollection(bool begins);
void traceHeapLive();

// ---- CPU profile: a sample, from a signal handler
void traceSample(M *m, const uptr *pcs, u32 depth);

// ---- between runs of goroutines: one that waits for what has been written, to be run next
G *traceReader();
bool traceReaderDue(); // the monitor asks now and then

} // namespace golem::runtime
