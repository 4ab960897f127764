// The scheduler's own state and the functions that its files share.
#pragma once
#include "runtime/sched/sched.h"

namespace golem::runtime {

constexpr u32 maxProcsLimit = 1024;

struct TimerHeap {
  Mutex<LockRank::TimerHeap> lock;
  Timer **items;
  u32 count, capacity;
  i64 next; // when of the first, 0: none; read without the lock
};

struct GList {
  G *head, *tail;
  u32 count;
  void push(G *g) {
    g->schedLink = nullptr;
    if (tail)
      tail->schedLink = g;
    else
      head = g;
    tail = g;
    count++;
  }
  G *pop() {
    G *g = head;
    if (g) {
      head = g->schedLink;
      if (!head)
        tail = nullptr;
      g->schedLink = nullptr;
      count--;
    }
    return g;
  }
};

struct Sched {
  Mutex<LockRank::Sched> lock; // what follows, unless said otherwise
  GList runq; // global queue
  G *freeGs, *bareGs; // over; without a stack
  P *idlePs;
  u32 nIdlePs;      // also read without the lock
  M *idleMs;
  u32 nIdleMs, nIdleLockedMs, nSystemMs;
  M *endedMs;       // their structures and stacks serve new threads, once tid is 0
  u32 mCount;
  u32 spinning;     // atomic
  M *allMs;
  G **allGs;        // grows under lock; read by the stopped world
  u32 allGCount;
  bool evenTiming;  // of all goroutines to come
  u32 liveGs;       // atomic: user goroutines
  P *allPs[maxProcsLimit];
  u32 procCount, maxProcs, activeProcs; // made; wanted; not Dead
  u64 nextGid;      // atomic
  u64 nextMid;
  u32 maxMs;

  // stopping the world
  u32 gcWaiting;
  u32 stopWait;     // processors still to stop
  u32 resumeSeq;    // changes when the world goes on
  u32 worldOwned;
  bool started;     // more than the start code runs
  bool noThreads;   // between fork and exec

  // polling
  bool pollInited;
  i64 lastPoll;     // 0: a thread sleeps in the poller
  i64 pollUntil;

  u32 sysmonAsleep;
  u32 sysmonWake;
  u64 maxStack;
  u32 firstSegBytes;
  G *mainG;
  bool mainDone;
  u32 panicking;
  u32 runningPanicDefers;
};
extern Sched sched;
extern u32 pollWaiters asm("runtime.netpollWaiters"); // atomic: goroutines that wait for the poller

extern M firstM;

// ---- proc.cpp
[[noreturn]] void schedule();
void parkUncounted(G *g, bool (*unlock)(G *, void *), void *arg, Wait why); // park without the block profile
void wakeP();
void startM(P *p, bool spinning);
void startThread(M *m); // ends the program when the system refuses
void acquireP(M *m, P *p);
P *releaseP(M *m);
void putIdleP(P *p);   // sched.lock held
P *takeIdleP();        // sched.lock held; nullptr while the world stops
void handOffP(P *p);
void runqPut(P *p, G *g, bool next);
bool runqEmpty(P *p);
void globalPut(G *g);  // sched.lock held
void injectList(GList *list);
M *newM();
[[noreturn]] void mstart();
[[noreturn]] void parkThread();
void enterSyscallBlock(G *g); // after entersyscall
void retireP(P *p);     // sched.lock held; p's work goes to the global queue
void setProcs(u32 n);  // world stopped, or at the start
void checkDead();      // sched.lock held
void startSysmon();
void startSystemThread(void (*main)(void *)); // never holds a P
void addAllG(G *g);
bool goexit0(G *g);
void coroExit(G *g); // a coroutine's goroutine ends by Goexit: its partner goes on
void resumeInSlice(G *g, P *p); // g is about to run on p: it yields soon if the time slice that it goes on in is over

// ---- syscall.cpp
void wakeSysmon(); // something runs again: the monitor must watch it

// ---- stack.cpp
void stackInit();

// ---- stackmemory.cpp
void stackMemoryInit();
Seg *allocSeg(uptr bytes);
void freeSegs(Seg *s); // s and all after it
// Gives unused ones back to the system: those that nobody wanted for a collection's time, or all.
void releaseStacks(bool all);
// World stopped; g does not run, and its stack ends at sp. Takes the segments that it does not use,
// for freeShrunk; below: gives back what lies below sp, if it was used (true: that was done).
bool shrinkStack(G *g, uptr sp, bool below);
void freeShrunk();
u64 stackBytesInUse();
u64 stackBytesNeeded(); // of these: as far as known, what has memory behind it
void measureStacks();   // makes that known; takes some time
u64 stackBytesUnused(); // and not given back
void freeDeadStacks();  // of goroutines that are over (proc.cpp)

// ---- stopping the world (stw.cpp)
bool worldTryOwn();
void worldDisown();
void stopTheWorld();   // on the system stack, world owned
void startTheWorld();
void stopPoint(G *g);  // stops here while the world is being stopped
void stopInPlace(M *m, void *context, uptr sp);
void noteStopped();    // one processor fewer to wait for
void scanStopContext(void *context, void (*scan)(uptr from, uptr to)); // the registers of interrupted code
void contextFrame(void *context, uptr *pc, uptr *fp); // where the interrupted code stood
bool inStacks(uptr p);  // p is in the memory that goroutines' stacks are cut from (all of it can be read)
void preemptP(P *p);   // asks the goroutine on p to yield
void traceStopBegin(const char *why);
void traceStopEnd();
extern u32 tracing;
// why: for execution traces, in words that their readers know; nullptr: not told.
template <class F> void withStoppedWorld(G *g, const char *why, F f) {
  while (!worldTryOwn())
    stopPoint(g);
  onSystemStack([&] {
    M *m = currentM();
    m->locks++;
    if (RT_UNLIKELY(tracing != 0) && why)
      traceStopBegin(why);
    stopTheWorld();
    f();
    startTheWorld();
    if (RT_UNLIKELY(tracing != 0) && why)
      traceStopEnd();
    m->locks--;
  });
  worldDisown();
}

// ---- random preemption (randompreempt.cpp)
void startRandomPreemption(); // as GOLEMDEBUG=preempt=N asks
extern u32 randomYields;      // of 256 resumed goroutines so many yield at their next stack check

// ---- timer.cpp
i64 runTimers(P *p, i64 *now); // runs what is due; when the next one is due, 0: none
i64 nextTimerOfAll();
void markTimers();
void runBubbleTimers(struct Bubble *b);
bool anyTimers();

// ---- netpoll.cpp
GList netpoll(i64 ns);

// ---- signals (signal.cpp)
void signalInit();

// ---- start
u32 debugSetting(const char *name); // GOLEMDEBUG=name=N
bool inGoText(uptr pc);
struct FuncEntry;
const FuncEntry *findFunc(uptr pc);
void seedRandom(M *m);

} // namespace golem::runtime
