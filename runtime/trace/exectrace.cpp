// The execution tracer: events into the threads' buffers, generations, and the reader.
//
// A generation ends with the world stopped and every thread's traceLock held: the buffers are handed over, and the new
// generation begins with the state of every processor and goroutine, each in the buffer of the thread it belongs to. What
// the old generation's tables hold is written afterwards, while the world runs on; until that is done and read, at most one
// more generation is begun, so two sets of tables and queues serve in turn. The goroutine that reads also ends
// generations when they are old enough.
#include "runtime/trace/exectrace.h"
#include "runtime/gc/gc.h"
#include "runtime/mem/heap.h"
#include "runtime/trace/trace.h"
#include "runtime/trace/tracebuf.h"

namespace golem::runtime {

u32 tracing;

namespace {

enum ProcStatus : u64 { ProcRunning = 1, ProcIdle };
enum GoStatus : u64 { GoRunnable = 1, GoRunning, GoSyscall, GoWaiting };
constexpr u64 noProc = ~u64(0);
constexpr i64 defaultPeriod = 1000000000;

struct Sample {
  u64 time, thread, proc, goroutine;
  u32 depth;
  uptr pcs[1 + 64]; // the first is 0 (TraceTables::stack)
};
constexpr u32 sampleRoom = 1024;

struct {
  // Changed with the world stopped and every traceLock held; read under a TraceScope.
  u64 gen;
  i64 begin, wallSec;      // clocks at the generation's begin
  i32 wallNsec;
  TraceTables tables[2];   // of even and odd generations, like what follows
  u64 gcSeq;

  Mutex<LockRank::TraceQueue> queueLock;         // leaf
  TraceQueue queue[2];

  Mutex<LockRank::TraceReader> lock;              // not taken for an event
  u64 readGen;             // being read
  bool written[2];         // all of the generation is in its queue
  bool stopped;            // readGen is the last
  bool headerRead, endRead;
  TraceBuffer *reading;    // what the reader was given last
  G *reader, *waiter;      // wait for something to read; for a generation to have been read
  i64 due, period = defaultPeriod; // when a generation is to end

  Sample *samples;         // a ring; written by signal handlers, one at a time
  u32 sampleHead, sampleTail;
} tracer;

TraceTables &tables() { return tracer.tables[tracer.gen & 1]; }

void handOver(M *m) {
  TraceBuffer *b = m->traceBuffer;
  if (!b)
    return;
  m->traceBuffer = nullptr;
  m->traceTime = b->last;
  b->finish();
  LockGuard guard(tracer.queueLock);
  tracer.queue[tracer.gen & 1].push(b);
}

// A buffer of m's with room for n bytes, and the time of the event that is to be put there. m's traceLock is held.
TraceBuffer *roomFor(M *m, u32 n, u64 *time) {
  u64 now = u64(os::nanotime());
  if (m->traceBuffer && m->traceBuffer->room() < n)
    handOver(m);
  if (!m->traceBuffer) {
    TraceBuffer *b = takeTraceBuffer();
    now = maxOf(now, m->traceTime + 1);
    b->start(tracer.gen, m->tid, now);
    m->traceBuffer = b;
  }
  *time = maxOf(now, m->traceBuffer->last + 1);
  return m->traceBuffer;
}

template <class... A> void emit(M *m, TraceEvent type, A... args) {
  u64 time;
  TraceBuffer *b = roomFor(m, maxEventBytes, &time);
  b->put(type);
  b->num(time - b->last);
  b->last = time;
  (b->num(u64(args)), ...);
}

// On the system stack, in a scope: f(this thread).
template <class F> void report(F f) {
  onSystemStack([&] {
    TraceScope scope;
    if (scope)
      f(currentM());
  });
}

u64 stackFrom(uptr pc, uptr fp, bool exact) {
  uptr pcs[maxTraceDepth];
  FrameWalk walk(pc, fp, exact, 0, true);
  Frame f;
  u32 n = 0;
  while (n < maxTraceDepth && walk.next(&f))
    pcs[n++] = f.exact ? f.pc + 1 : f.pc;
  return tables().stack(pcs, n);
}

u64 stackOf(G *g) {
  uptr pc, fp;
  bool exact;
  return g && whereIs(g, &pc, &fp, &exact) ? stackFrom(pc, fp, exact) : 0;
}

u64 here(M *m) { return stackOf(m->cur); }

// Words that readers know.
const char *blockReason(Wait w) {
  switch (w) {
  case Wait::ChanReceive: case Wait::DurableReceive: return "chan receive";
  case Wait::ChanSend: case Wait::DurableSend: return "chan send";
  case Wait::ChanReceiveNil: case Wait::ChanSendNil: case Wait::SelectNoCases: return "forever";
  case Wait::Select: case Wait::DurableSelect: return "select";
  case Wait::Sleep: return "sleep";
  case Wait::SemAcquire: case Wait::SyncMutexLock: case Wait::SyncRWMutexRLock: case Wait::SyncRWMutexLock:
  case Wait::SyncWaitGroup: case Wait::DurableWaitGroup: return "sync";
  case Wait::SyncCond: return "sync.(*Cond).Wait";
  case Wait::IOWait: return "network";
  case Wait::GCWait: return "wait until GC ends";
  case Wait::FinalizerWait: case Wait::ForceGC: case Wait::CleanupWait: case Wait::TraceReader: return "system goroutine wait";
  case Wait::Preempted: return "preempted";
  case Wait::DebugCall: return "wait for debug call";
  case Wait::SynctestRun: case Wait::SynctestWait: return "synctest";
  default: return "unspecified";
  }
}

// ---- the beginning of a generation: how everything stands

void snapshot(M *self) {
  for (u32 i = 0; i < sched.procCount; i++) {
    P *p = sched.allPs[i];
    p->traceSeq = 0;
    if (!p->m || p->m->p != p)
      emit(self, EvProcStatus, p->id, ProcIdle);
  }
  for (M *m = loadAcq(&sched.allMs); m; m = m->allLink)
    if (m->p && m->p->m == m) {
      emit(m, EvProcStatus, m->p->id, ProcRunning);
      if (G *g = m->cur; g && g->status == GStatus::Running)
        emit(m, EvGoStatusStack, g->id, m->tid, GoRunning, stackOf(g));
    }
  for (u32 i = 0; i < sched.allGCount; i++) {
    G *g = sched.allGs[i];
    g->traceSeq = 0;
    switch (loadSeq(&g->status)) {
    case GStatus::Runnable: emit(self, EvGoStatusStack, g->id, noThread, GoRunnable, stackOf(g)); break;
    case GStatus::Waiting: emit(self, EvGoStatusStack, g->id, noThread, GoWaiting, stackOf(g)); break;
    case GStatus::Syscall:
      if (g->syscallOver)
        emit(self, EvGoStatus, g->id, noThread, GoRunnable);
      else
        emit(g->m, EvGoStatusStack, g->id, g->m->tid, GoSyscall, stackOf(g));
      break;
    default: break;
    }
  }
  if (self->p && self->cur) {
    emit(self, EvProcsChange, sched.maxProcs, 0);
    emit(self, EvHeapGoal, heap.trigger);
  }
}

void beginGeneration(M *self) {
  tracer.gen++;
  tracer.begin = os::nanotime();
  os::walltime(&tracer.wallSec, &tracer.wallNsec);
  tracer.due = tracer.begin + tracer.period;
  snapshot(self);
}

// ---- and its end

struct Ended {
  u64 gen;
  i64 begin, wallSec;
  i32 wallNsec;
};

// Samples become events of the generation that ends. Every traceLock is held.
void writeSamples(u64 time) {
  TableWriter out(&tracer.queue[tracer.gen & 1], tracer.gen, time, EvCPUSamples);
  u32 head = tracer.sampleHead, tail = loadAcq(&tracer.sampleTail);
  for (; head != tail; head++) {
    Sample &s = tracer.samples[head % sampleRoom];
    TraceBuffer *b = out.room(maxEventBytes);
    b->put(EvCPUSample);
    const u64 fields[] = {s.time, s.thread, s.proc, s.goroutine, tables().stack(s.pcs, s.depth)};
    for (u64 v : fields)
      b->num(v);
  }
  storeRel(&tracer.sampleHead, head);
}

// On the system stack: what the generation's batches need to be read, after them.
void writeTables(const Ended &e) {
  TraceQueue q{};
  TraceTables &t = tracer.tables[e.gen & 1];
  t.write(&q, e.gen, u64(e.begin));
  {
    TableWriter sync(&q, e.gen, u64(e.begin), EvSync);
    TraceBuffer *b = sync.room(64);
    b->put(EvFrequency);
    b->num(1000000000);
    b->put(EvClockSnapshot);
    const i64 clocks[] = {0, e.begin, e.wallSec, e.wallNsec};
    for (i64 v : clocks)
      b->num(u64(v));
  }
  t.clear();
  tracer.queueLock.lock();
  while (TraceBuffer *b = q.pop())
    tracer.queue[e.gen & 1].push(b);
  tracer.queueLock.unlock();
  tracer.lock.lock();
  tracer.written[e.gen & 1] = true;
  G *r = tracer.reader;
  tracer.reader = nullptr;
  tracer.lock.unlock();
  if (r)
    ready(r);
}

// Everything that may report an event is kept from it meanwhile. World stopped.
template <class F> void withAllBuffers(M *self, F f) {
  for (M *m = loadAcq(&sched.allMs); m; m = m->allLink)
    m->traceLock.lock();
  self->traceDepth++;
  f();
  self->traceDepth--;
  for (M *m = loadAcq(&sched.allMs); m; m = m->allLink)
    m->traceLock.unlock();
}

enum class Turn : iptr { Next, Start, Stop };

Ended turn(G *g, Turn what) {
  Ended e{};
  withStoppedWorld(g, nullptr, [&] {
    M *self = currentM();
    withAllBuffers(self, [&] {
      if (what != Turn::Start) {
        e = {tracer.gen, tracer.begin, tracer.wallSec, tracer.wallNsec};
        for (M *m = loadAcq(&sched.allMs); m; m = m->allLink)
          handOver(m);
        writeSamples(u64(e.begin));
      }
      storeRelaxed(&tracing, u32(what != Turn::Stop));
      if (what != Turn::Stop)
        beginGeneration(self);
    });
  });
  return e;
}

} // namespace

void TraceScope::begin() {
  M *self = currentM();
  if (self->traceDepth++ == 0)
    self->traceLock.lock();
  m = self;
  if (!loadRelaxed(&tracing)) {
    end();
    m = nullptr;
  }
}

void TraceScope::end() {
  if (--m->traceDepth == 0)
    m->traceLock.unlock();
}

// ---- events

void traceProcStart(P *p) {
  report([&](M *m) { emit(m, EvProcStart, p->id, ++p->traceSeq); });
}
void traceProcStop() {
  report([&](M *m) { emit(m, EvProcStop); });
}
void traceProcSteal(P *p, M *from) {
  report([&](M *m) { emit(m, EvProcSteal, p->id, ++p->traceSeq, from->tid); });
}
void traceProcNew(P *p) {
  p->traceSeq = 0;
  report([&](M *m) { emit(m, EvProcStatus, p->id, ProcIdle); });
}
void traceProcCount(u32 n) {
  report([&](M *m) {
    if (m->p && m->cur)
      emit(m, EvProcsChange, n, here(m));
  });
}

void traceGoCreate(G *g, bool waits) {
  g->traceSeq = 0;
  report([&](M *m) {
    uptr start = g->entry + 1;
    emit(m, waits ? EvGoCreateBlocked : EvGoCreate, g->id, tables().stack(&start, 1), here(m));
  });
}
void traceGoStart(G *g) {
  report([&](M *m) { emit(m, EvGoStart, g->id, ++g->traceSeq); });
}
void traceGoStop(G *g, bool asked) {
  report([&](M *m) { emit(m, EvGoStop, tables().string(asked ? "preempted" : "runtime.Gosched"), stackOf(g)); });
}
void traceGoBlock(G *g, Wait why) {
  report([&](M *m) { emit(m, EvGoBlock, tables().string(blockReason(why)), stackOf(g)); });
}
void traceGoUnblock(G *g) {
  report([&](M *m) { emit(m, EvGoUnblock, g->id, ++g->traceSeq, here(m)); });
}
void traceGoEnd() {
  report([&](M *m) { emit(m, EvGoDestroy); });
}
void traceGoSwitch(G *to, bool ends) {
  report([&](M *m) { emit(m, ends ? EvGoSwitchDestroy : EvGoSwitch, to->id, ++to->traceSeq); });
}
void traceSyscallBegin(P *p, uptr pc, uptr fp) {
  report([&](M *m) {
    p->syscallM = m;
    emit(m, EvGoSyscallBegin, ++p->traceSeq, stackFrom(pc, fp, false));
  });
}
void traceSyscallEnd(G *g, P *p) {
  report([&](M *m) {
    if (p->syscallM == m) {
      emit(m, EvGoSyscallEnd);
      return;
    }
    emit(m, EvProcSteal, p->id, ++p->traceSeq, p->syscallM->tid);
    emit(m, EvGoSyscallEndBlocked);
    emit(m, EvProcStart, p->id, ++p->traceSeq);
    emit(m, EvGoStart, g->id, ++g->traceSeq);
  });
}
void traceSyscallEndBlocked(G *g) {
  report([&](M *m) {
    g->syscallOver = true;
    emit(m, EvGoSyscallEndBlocked);
  });
}
void traceThreadEnds(M *m) {
  report([&](M *) { handOver(m); });
}

void traceStopBegin(const char *why) {
  report([&](M *m) {
    if (m->cur)
      emit(m, EvSTWBegin, tables().string(why), here(m));
  });
}
void traceStopEnd() {
  report([&](M *m) {
    if (m->cur)
      emit(m, EvSTWEnd);
  });
}
void traceCollection(bool begins) {
  report([&](M *m) {
    if (begins) {
      emit(m, EvGCBegin, ++tracer.gcSeq, here(m));
    } else {
      emit(m, EvGCEnd, ++tracer.gcSeq);
      emit(m, EvHeapAlloc, heap.live);
      emit(m, EvHeapGoal, heap.trigger);
    }
  });
}
void traceHeapLive() {
  report([&](M *m) {
    if (m->p)
      emit(m, EvHeapAlloc, loadRelaxed(&heap.live));
  });
}

void traceSample(M *m, const uptr *pcs, u32 depth) {
  u32 tail = tracer.sampleTail;
  if (!tracer.samples || tail - loadAcq(&tracer.sampleHead) == sampleRoom)
    return;
  Sample &s = tracer.samples[tail % sampleRoom];
  s.time = u64(os::nanotime());
  s.thread = m->tid;
  s.proc = m->p ? m->p->id : noProc;
  s.goroutine = m->cur ? m->cur->id : 0;
  depth = minOf<u32>(depth, 64);
  s.depth = depth + 1;
  memcpy(s.pcs + 1, pcs, depth * sizeof(uptr));
  storeRel(&tracer.sampleTail, tail + 1);
}

// ---- the reader

namespace {
bool shouldTurn(i64 now) { // the reader should end the generation
  return loadRelaxed(&tracing) && now >= loadRelaxed(&tracer.due) && tracer.readGen == tracer.gen;
}
bool readable() {
  u32 k = tracer.readGen & 1;
  return loadRelaxed(&tracer.queue[k].head) || loadRelaxed(&tracer.written[k]) || shouldTurn(os::nanotime());
}
} // namespace

G *traceReader() {
  if (!loadRelaxed(&tracer.reader) || !readable() || !tracer.lock.tryLock())
    return nullptr;
  G *g = tracer.reader;
  tracer.reader = nullptr;
  tracer.lock.unlock();
  if (g) {
    traceGoUnblock(g);
    storeSeq(&g->status, GStatus::Runnable);
  }
  return g;
}

bool traceReaderDue() { return loadRelaxed(&tracer.reader) && readable(); }

// ---- what Go calls

namespace {
const char traceHeader[] = "go 1.26 trace\0\0\0"; // 16 bytes with the last NUL
u8 endMark = EvEndOfGeneration;
} // namespace

// What is to be read next, until the next call. n 0: the trace is over; -1: a generation should end.
struct TraceRead {
  const void *p;
  iptr n;
};
extern "C" RT_SWIFT TraceRead goTraceRead(RT_SELF) asm("runtime.traceRead");
RT_SWIFT TraceRead goTraceRead(RT_SELF) {
  for (;;) {
    M *m = acquireM();
    tracer.lock.lock();
    auto leave = [&] {
      tracer.lock.unlock();
      releaseM(m);
    };
    if (TraceBuffer *b = tracer.reading) {
      tracer.reading = nullptr;
      giveTraceBuffer(b);
    }
    if (!tracer.headerRead) {
      tracer.headerRead = true;
      leave();
      return {traceHeader, 16};
    }
    u32 k = tracer.readGen & 1;
    if (tracer.endRead) { // the reader has dealt with the generation
      tracer.endRead = tracer.written[k] = false;
      bool over = tracer.stopped && tracer.readGen == tracer.gen;
      tracer.readGen++;
      G *w = tracer.waiter;
      tracer.waiter = nullptr;
      leave();
      if (w)
        onSystemStack([&] { ready(w); });
      if (over)
        return {nullptr, 0};
      continue;
    }
    tracer.queueLock.lock();
    TraceBuffer *b = tracer.queue[k].pop();
    tracer.queueLock.unlock();
    if (b) {
      tracer.reading = b;
      leave();
      return {b->bytes, iptr(b->used)};
    }
    if (tracer.written[k]) {
      tracer.endRead = true;
      leave();
      return {&endMark, 1};
    }
    i64 now = os::nanotime();
    if (shouldTurn(now)) {
      tracer.due = now + maxOf<i64>(tracer.period, 1000000);
      leave();
      return {nullptr, -1};
    }
    if (!loadRelaxed(&tracing) && tracer.readGen > tracer.gen) { // no trace is being taken
      leave();
      return {nullptr, 0};
    }
    storeRelaxed(&tracer.reader, g);
    m->locks--;
    parkUnlock(g, &tracer.lock, Wait::TraceReader);
  }
}

// Begins a trace, a generation, or ends both. One at a time. Gives the generation that ended.
extern "C" RT_SWIFT u64 goTraceTurn(iptr what, RT_SELF) asm("runtime.traceTurn");
RT_SWIFT u64 goTraceTurn(iptr what, RT_SELF) {
  if (Turn(what) == Turn::Start) {
    if (!tracer.samples)
      tracer.samples = static_cast<Sample *>(os::allocate(alignUp(sampleRoom * sizeof(Sample), 4096)));
    tracer.readGen = tracer.gen + 1;
    tracer.headerRead = tracer.endRead = tracer.stopped = tracer.written[0] = tracer.written[1] = false;
    tracer.sampleHead = loadAcq(&tracer.sampleTail);
    turn(g, Turn::Start);
    return 0;
  }
  Ended e = turn(g, Turn(what));
  M *m = acquireM();
  tracer.lock.lock();
  tracer.stopped = Turn(what) == Turn::Stop;
  tracer.lock.unlock();
  onSystemStack([&] { writeTables(e); });
  releaseM(m);
  return e.gen;
}

// Waits until the reader has dealt with a generation; 0: with all but the current one.
extern "C" RT_SWIFT void goTraceAwait(u64 gen, RT_SELF) asm("runtime.traceAwait");
RT_SWIFT void goTraceAwait(u64 gen, RT_SELF) {
  tracer.lock.lock();
  if (gen == 0)
    gen = tracer.gen - 1;
  while (tracer.readGen <= gen) {
    tracer.waiter = g;
    parkUnlock(g, &tracer.lock, Wait::SemAcquire);
    tracer.lock.lock();
  }
  tracer.lock.unlock();
}

extern "C" RT_SWIFT u8 goTraceEnabled(RT_SELF_UNUSED) asm("runtime.traceEnabled");
RT_SWIFT u8 goTraceEnabled(RT_SELF_UNUSED) { return tracing != 0; }

extern "C" RT_SWIFT void goTraceSetPeriod(i64 nanos, RT_SELF_UNUSED) asm("runtime.traceSetPeriod");
RT_SWIFT void goTraceSetPeriod(i64 nanos, RT_SELF_UNUSED) { tracer.period = nanos; }

// ---- what the user tells of tasks, regions and messages

namespace {
u64 userString(const char *s, iptr n) { return tables().strings.number(s, u32(minOf<iptr>(n, maxTraceString))); }
} // namespace

extern "C" RT_SWIFT void goTraceTask(u64 id, u64 parent, const char *s, iptr n, RT_SELF)
    asm("runtime/trace.userTaskCreate");
RT_SWIFT void goTraceTask(u64 id, u64 parent, const char *s, iptr n, RT_SELF) {
  if (traceOn())
    report([&](M *m) { emit(m, EvUserTaskBegin, id, parent, userString(s, n), here(m)); });
}
extern "C" RT_SWIFT void goTraceTaskEnd(u64 id, RT_SELF) asm("runtime/trace.userTaskEnd");
RT_SWIFT void goTraceTaskEnd(u64 id, RT_SELF) {
  if (traceOn())
    report([&](M *m) { emit(m, EvUserTaskEnd, id, here(m)); });
}
extern "C" RT_SWIFT void goTraceRegion(u64 id, u64 mode, const char *s, iptr n, RT_SELF) asm("runtime/trace.userRegion");
RT_SWIFT void goTraceRegion(u64 id, u64 mode, const char *s, iptr n, RT_SELF) {
  if (traceOn())
    report([&](M *m) { emit(m, mode == 0 ? EvUserRegionBegin : EvUserRegionEnd, id, userString(s, n), here(m)); });
}
extern "C" RT_SWIFT void goTraceLog(u64 id, const char *key, iptr kn, const char *s, iptr n, RT_SELF)
    asm("runtime/trace.userLog");
RT_SWIFT void goTraceLog(u64 id, const char *key, iptr kn, const char *s, iptr n, RT_SELF) {
  if (traceOn())
    report([&](M *m) { emit(m, EvUserLog, id, userString(key, kn), userString(s, n), here(m)); });
}

} // namespace golem::runtime
