// Goroutines (G) run on threads (M) that hold a processor (P). This header is what the rest of the runtime uses:
// the three structures, parking and readying, switching to the thread's system stack.
//
// Rules: C++ called from Go runs on the goroutine's stack, of which at least ~3 KB are left: small frames only.
// What needs more goes through onSystemStack. Park only with no Mutex held except the one that unlockf releases.
#pragma once
#include "runtime/base/lock.h"

namespace golem::runtime {

using arch::SavedFrame;
struct DeferFrame;
struct Panic;
struct Sudog;
struct Timer;
struct SpanCache;
struct PollDesc;
struct TraceBuffer;

enum class GStatus : u32 { Idle, Runnable, Running, Syscall, Waiting, Dead };

// Why a goroutine waits; texts in sched/reason.cpp.
enum class Wait : u8 {
  None, ChanReceive, ChanSend, ChanReceiveNil, ChanSendNil, Select, SelectNoCases, Sleep, SemAcquire, SyncCond,
  SyncMutexLock, SyncRWMutexRLock, SyncRWMutexLock, SyncWaitGroup, IOWait, GCWait, FinalizerWait, Coroutine,
  Preempted, ForceGC, CleanupWait, DebugCall, TraceReader,
  // In a bubble (sched/bubble.h), for something of the same bubble.
  SynctestRun, SynctestWait, DurableReceive, DurableSend, DurableSelect, DurableWaitGroup, Max
};
const char *waitText(Wait w);

constexpr uptr stackGuard = 4096;  // bytes below a segment's limit: who may use them says codegen/stackcheck.h (frameBound)
constexpr uptr poisonedLimit = ~uptr(0) - 4095; // forces the slow path; checks may add to it

// A piece of a goroutine's stack; the structure lies at its upper end.
struct Seg : records::Seg {
  u32 sizeClass;
  bool deep;          // it was full once: what lies below the stack may go back (shrinkStack)
};

struct G : records::G {
  G *schedLink;       // in run queues and lists
  M *lockedM;
  void *parkParam;    // what woke it says here (channels: the Sudog)
  void *parkArg;      // of unlock, below
  void *holds[2];     // Go memory that frames of the runtime still need while it waits (see park)
  Sudog *waiting;     // Sudogs this G waits on, in lock order (select)
  Timer *sleepTimer;
  void *labels;       // profile labels (a Go pointer)
  void *coro;         // iter.Pull's coroutine that this G serves (a Go pointer)
  struct Bubble *bubble;     // of testing/synctest
  struct Bubble *deadBubble; // whose goroutines the panic of a deadlock shows

  // From here on nothing leads to Go memory (gc/roots.cpp).
  GStatus status;
  Wait waitReason;
  bool system;        // of the runtime: not counted for deadlocks, hidden in tracebacks
  bool preempt;       // asked to yield
  bool panicOnFault;
  bool isSystemStack; // this is some M's g0
  bool evenTiming;    // runs in arch::setTimingMode
  u32 parkRace;       // of gopark and goready of packages outside (sched/offered.cpp)
  u64 id, parentId;
  uptr createPc;      // the go statement
  uptr entry;         // the code of its function
  i64 waitSince;
  u64 stackBytes;
  u32 selectDone;     // race of several wakers of a select
  bool parkedOnChan;
  bool throwing;
  bool atEntry;       // yields where it came from Go code, with that call's parameters in registers
  uptr syscallSp, syscallFp, syscallPc; // while in a system call
  uptr syscallRegs[arch::syscallRegisters];
  uptr sigPc, sigAddr, sigFp; // of the fault, for tracebacks
  u32 sigNum, sigCode;
  u32 allIndex;
  bool syscallOver;   // told the trace that the system call is over, and waits for a processor
  u64 traceSeq;       // numbers its events within the trace's generation (trace/exectrace.h)
  u8 reservedForLang[64]; // runtime/lang keeps small state of its own here
};

struct M : records::M {
  P *p;
  P *oldP;            // before the system call
  u64 id;
  u32 tid;
  i32 locks;          // > 0: not preempted, keeps its P
  bool spinning, blocked, exiting;
  bool dying;         // prints the end of the program
  bool evenTiming;    // what arch::setTimingMode has been told
  u32 throwing;
  i32 lockedCount;    // LockOSThread nesting
  G *lockedG;
  P *nextP;
  Note park;
  M *schedLink, *allLink;
  void *stopContext;  // registers of the interrupted code while stopped by a signal
  uptr stopSp;
  bool stopped;       // waits in stopInPlace
  bool (*parkUnlock)(G *, void *);
  u64 random[2];
  Note startNote;
  u64 forkMask;
  u32 cpuTimer;       // of the CPU profile, 0: none
  u32 preemptPending;
  Mutex<LockRank::TraceThread> traceLock;    // of its part of the execution trace (trace/exectrace.h)
  u32 traceDepth;     // scopes that hold it
  TraceBuffer *traceBuffer;
  u64 traceTime;      // of its last event in an earlier buffer
  void (*systemMain)(void *); // a thread of the runtime itself: what it does, for ever
#ifdef RT_CHECKING
  HeldLocks locksHeld;
#endif
};

enum class PStatus : u32 { Idle, Running, Syscall, Stopped, Dead };

struct P {
  u32 id;
  PStatus status;
  M *m;
  P *link;            // idle list
  u32 schedTick, syscallTick; // schedTick counts time slices
  u32 sliceOver;      // the time slice has lasted: whoever runs here, and would go on in the same slice, makes way
  u64 traceSeq;       // as a goroutine's
  M *syscallM;        // while tracing: the thread in whose system call it is
  u32 seenSchedTick, seenSyscallTick; // sysmon's notes
  i64 seenSchedWhen, seenSyscallWhen;
  u32 head, tail;     // run queue
  G *queue[256];
  G *runNext;
  SpanCache *cache;   // allocation
  G *freeGs;
  u32 freeGCount;
  struct TimerHeap *timers;
  u64 random[2];
};

// ---- this thread
RT_INLINE M *currentM() { return arch::threadPointer(); }
RT_INLINE G *currentG() { return currentM()->cur; }
RT_INLINE bool onSystemStackNow() {
  M *m = currentM();
  uptr sp = uptr(__builtin_frame_address(0));
  return sp - m->sysLo < m->sysHi - m->sysLo;
}

// What assembly of ABI0 takes for its g.
static_assert(offsetof(records::G, limit) == 0);
RT_INLINE void setAsmG(M *m, G *g) { m->asmG = uptr(g) - abi::assemblyGWords * sizeof(uptr); }

// What the thread must be told when it begins to run g.
RT_INLINE void enterGoroutine(M *m, G *g) {
  m->cur = g;
  setAsmG(m, g);
  g->m = m;
  if (arch::haveTimingMode && m->evenTiming != g->evenTiming)
    arch::setTimingMode(m->evenTiming = g->evenTiming);
}


// ---- parking. unlock runs on the system stack after the goroutine is Waiting; false: go on at once.
//
// The collector does not look into the frames of the functions that lead from Go code to a park or
// a yield: what older frames left in them would live as long as the goroutine waits. Go memory that
// these functions need afterwards must be known otherwise: arg, the Sudogs that g->waiting leads
// to, g->holds (cleared by who set them).
void park(G *g, bool (*unlock)(G *, void *), void *arg, Wait why);
// Releases held.
template <LockRank rank> RT_INLINE void parkUnlock(G *g, Mutex<rank> *held, Wait why) {
  park(
      g,
      [](G *, void *p) {
        static_cast<Mutex<rank> *>(p)->unlock();
        return true;
      },
      held, why);
}
void ready(G *g);                             // Waiting -> runnable, next on this P
void goyield(G *g);                           // to the local queue's end
void gosched(G *g, bool asked = false);       // to the global queue; asked: for the sake of others

// Runs fn(arg) on the thread's system stack (directly, when already there).
extern "C" void golem_systemstack(void (*fn)(void *), void *arg);
template <class F> RT_INLINE void onSystemStack(F f) {
  golem_systemstack([](void *p) { (*static_cast<F *>(p))(); }, &f);
}
// Leaves the goroutine for fn(g, arg) on the system stack; fn does not return, g goes on when it is resumed.
extern "C" void golem_mcall(void (*fn)(G *, void *), void *arg);
// Calls a func() closure from C++ on the current stack.
extern "C" void golem_callclosure(Closure *fn, G *g);
// Resumes g, whose state was saved by golem_mcall.
extern "C" [[noreturn]] void golem_gogo(G *g);

// A goroutine yields, or stops for the collector, as it was asked to, if the Go code that it came from allows it at callerPc. It
// preserves the registers itself, so that entries need not save their parameters.
RT_PRESERVE RT_NOINLINE void yieldAtEntry(G *g, uptr callerPc);
// First thing in functions that Go calls often. A signal that asks a goroutine to yield comes to nothing while the runtime's own code
// runs; a loop may be in the runtime nearly always, and call no function of Go that compares the stack with its limit. So entries
// compare it, as compiled functions do. At the entry nothing is half done: it is as if the caller was interrupted at its call.
RT_INLINE void entryFromGo(G *g) {
  if (RT_UNLIKELY(g->limit >= poisonedLimit)) // no atomic load: that would be an instruction of its own
    yieldAtEntry(g, uptr(__builtin_return_address(0)));
}

// acquireM/releaseM: no preemption in between.
RT_INLINE M *acquireM() {
  M *m = currentM();
  m->locks++;
  return m;
}
RT_INLINE void releaseM(M *m) { m->locks--; }

G *newGoroutine(Closure *fn, uptr createPc, G *parent, bool system); // ready to run
u32 fastRandom();                                                    // per thread, cheap
u64 random64();

} // namespace golem::runtime
