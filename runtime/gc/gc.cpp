// One collection from start to end, and when it happens.
#include "runtime/gc/gc.h"
#include "runtime/base/print.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/exectrace.h"
#include "runtime/trace/profile.h"

namespace golem::runtime {

GcStress gcStress;
GcStats gcStats;

extern "C" RT_SWIFT void goClearpools(RT_SELF) asm("runtime.clearpools");

namespace {

constexpr u64 minHeap = 4 << 20;
u32 traceGc;
i64 startNano;

void sweep() {
  u64 live = 0;
  bool poison = gcStress.every != 0;
  for (auto &c : heap.central)
    c.partial = nullptr;
  for (uptr k = 0; k < heap.spanCount; k++) {
    Span *s = heap.allSpans[k];
    if (s->state != SpanState::InUse)
      continue;
    if (!s->divMagic) {
      if (s->marks[0] & 1) {
        s->marks[0] = 0;
        live += s->elemSize;
      } else {
        heap.stats.frees[0]++;
        heap.stats.largeFreeBytes += s->elemSize;
        if (poison) // only the beginning of huge ones: the program may never have touched the rest
          memset(reinterpret_cast<void *>(s->base), 0xdb, minOf<uptr>(s->elemSize, 1 << 22));
        freePages(s);
      }
      continue;
    }
    u32 n = 0, words = (s->nelems + 63) / 64;
    for (u32 i = 0; i < words; i++)
      n += u32(__builtin_popcountll(s->marks[i]));
    heap.stats.frees[s->spanClass >> 1] += s->allocCount - n;
    if (poison)
      for (u32 i = 0; i < s->nelems; i++)
        if (!(s->marks[i >> 6] >> (i & 63) & 1) && !s->isFree(i))
          memset(reinterpret_cast<void *>(s->base + i * s->elemSize), 0xdb, s->elemSize);
    if (n == 0) {
      freePages(s);
      continue;
    }
    live += u64(n) * s->elemSize;
    for (u32 i = 0; i < words; i++) {
      s->allocBits[i] = s->marks[i];
      s->marks[i] = 0;
    }
    s->needZero = true;
    s->allocCount = n;
    s->countWhenCached = n;
    s->freeIndex = 0;
    s->allocCache = ~s->allocBits[0];
    if (n < s->nelems) {
      Heap::Central &c = heap.central[s->spanClass];
      s->next = c.partial;
      c.partial = s;
    }
  }
  heap.live = heap.marked = live;
}

void setTrigger() {
  i32 percent = gcStats.percent;
  u64 goal = ~u64(0);
  if (percent >= 0) {
    goal = heap.marked + heap.marked / 100 * u64(percent);
    goal = maxOf(goal, minHeap * u64(percent) / 100);
  }
  heap.trigger = goal;
  // The soft limit is for all that the program holds: collect before that passes it, but not again
  // and again when it lives above it; and give back what is free. Something is left for what is not
  // counted, and for what is allocated while that happens.
  u64 limit = u64(gcStats.memoryLimit);
  heap.limit = limit - limit / 64;
  heap.limitTrigger = limit - minOf(limit, maxOf<u64>(limit / 32, 1 << 20));
  heap.limitFloor = heap.marked + heap.marked / 8 + (1 << 20);
}

// World stopped, on the system stack.
void collect(M *m, bool scavengeAll) {
  i64 t0 = os::nanotime();
  for (u32 i = 0; i < sched.procCount; i++)
    releaseSpanCache(sched.allPs[i]->cache);
  goClearpools(m->g0);
  u64 before = heap.live;
  markRoots(scavengeAll);
  drainMarks();
  processSpecials();
  sweep();
  publishMemoryProfile();
  setTrigger();
  i64 t1 = os::nanotime();
  u32 slot = gcStats.cycles % 256;
  gcStats.cycles++;
  gcStats.lastNano = t1;
  i64 sec;
  i32 nsec;
  os::walltime(&sec, &nsec);
  gcStats.lastEnd = u64(sec) * 1000000000 + u64(nsec);
  gcStats.pauses[slot] = u64(t1 - t0);
  gcStats.pauseEnds[slot] = gcStats.lastEnd;
  gcStats.pauseTotal += u64(t1 - t0);
  gcStats.pauseCounts[minOf(63 - u32(__builtin_clzll(u64(t1 - t0) | 1)), 39u)]++;
  if (traceGc) {
    Out o;
    o.text("gc ").num(gcStats.cycles).text(": ").num(before >> 10).text("->").num(heap.marked >> 10).text(" KB, ");
    o.num(u64(t1 - t0) / 1000).text(" us\n");
  }
}

// What the program has no use for at the moment goes back to the system. The world runs.
void giveBack(bool all) {
  freeShrunk();
  freeDeadStacks();
  releaseStacks(all);
  releasePages(~uptr(0), all);
  if (gcStats.memoryLimit != INT64_MAX)
    measureStacks();
  keepToLimit();
}

void run(G *g, bool forced, bool scavengeAll) {
  u32 cycle = loadAcq(&gcStats.cycles);
  while (!worldTryOwn()) {
    stopPoint(g); // somebody else stops the world: join in
    if (!forced && loadAcq(&gcStats.cycles) != cycle)
      return;
  }
  if (!forced && loadAcq(&gcStats.cycles) != cycle) {
    worldDisown();
    return;
  }
  onSystemStack([&] {
    M *m = currentM();
    m->locks++;
    if (traceOn())
      traceStopBegin("GC mark termination");
    stopTheWorld();
    if (traceOn())
      traceCollection(true);
    if (forced)
      gcStats.forced++;
    collect(m, scavengeAll);
    if (traceOn())
      traceCollection(false);
    startTheWorld();
    if (traceOn())
      traceStopEnd();
    giveBack(scavengeAll);
    m->locks--;
  });
  worldDisown();
  wakeFinalizers();
}

bool mayCollect(G *g) {
  M *m = currentM();
  return !g->isSystemStack && g == m->cur && m->locks == 0 && sched.started && !onSystemStackNow();
}

u32 parseNumber(const char *s) {
  u32 v = 0;
  while (*s >= '0' && *s <= '9')
    v = v * 10 + u32(*s++ - '0');
  return v;
}

// A decimal number of n characters, with a sign or without, as package strconv reads it. False: it
// is none.
bool parseSigned(const char *s, uptr n, i64 *out) {
  bool negative = n > 0 && *s == '-';
  uptr i = n > 0 && (*s == '-' || *s == '+');
  u64 v = 0, most = u64(INT64_MAX) + negative;
  if (i == n)
    return false;
  for (; i < n; i++)
    if (s[i] < '0' || s[i] > '9' || __builtin_mul_overflow(v, u64(10), &v) ||
        __builtin_add_overflow(v, u64(s[i] - '0'), &v) || v > most)
      return false;
  *out = i64(negative ? 0 - v : v);
  return true;
}

bool isOff(const char *s) { return strlen(s) == 3 && memcmp(s, "off", 3) == 0; }

i32 parsePercent(const char *s) {
  i64 v;
  if (s && isOff(s))
    return -1;
  if (!s || !parseSigned(s, strlen(s), &v) || v != i32(v))
    return 100;
  return v < 0 ? -1 : i32(v);
}

// A number of bytes: digits, and one of B, KiB, MiB, GiB, TiB, or nothing.
bool parseBytes(const char *s, i64 *out) {
  constexpr char units[] = {'K', 'M', 'G', 'T'};
  uptr n = strlen(s);
  u32 shift = 0;
  if (n > 0 && s[n - 1] == 'B') {
    n--;
    if (n > 0 && s[n - 1] == 'i') {
      n--;
      for (u32 i = 0; i < sizeof units && n > 0; i++)
        if (s[n - 1] == units[i])
          shift = 10 * (i + 1);
      if (shift == 0)
        return false;
      n--;
    }
  }
  if (!parseSigned(s, n, out) || *out < 0 || *out > INT64_MAX >> shift)
    return false;
  *out <<= shift;
  return true;
}

void readMemoryLimit() {
  gcStats.memoryLimit = INT64_MAX;
  const char *s = os::getenv("GOMEMLIMIT");
  if (!s || !*s || isOff(s) || parseBytes(s, &gcStats.memoryLimit))
    return;
  Out o;
  o.text("GOMEMLIMIT=").text(s).text("\n");
  o.flush();
  fatalError("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
}

} // namespace

void gcInit() {
  gcStats.percent = parsePercent(os::getenv("GOGC"));
  readMemoryLimit();
  gcStress.every = debugSetting("gcstress");
  traceGc = debugSetting("gctrace");
  gcStats.lastNano = startNano = os::nanotime();
  setTrigger();
}

u32 debugSetting(const char *name) {
  const char *s = os::getenv("GOLEMDEBUG");
  uptr n = strlen(name);
  while (s && *s) {
    const char *end = s;
    while (*end && *end != ',')
      end++;
    if (uptr(end - s) > n && memcmp(s, name, n) == 0 && s[n] == '=')
      return parseNumber(s + n + 1);
    s = *end ? end + 1 : end;
  }
  return 0;
}

i64 gcLastTime() { return loadRelaxed(&gcStats.lastNano); }
bool gcShouldStart(uptr more) {
  u64 live = loadRelaxed(&heap.live);
  if (RT_UNLIKELY(live >= loadRelaxed(&heap.trigger)))
    return true;
  bool nearLimit = memoryNeeded() + more >= loadRelaxed(&heap.limitTrigger);
  return RT_UNLIKELY(nearLimit) && live + more >= loadRelaxed(&heap.limitFloor);
}

void gcStart(G *g) {
  if (mayCollect(g))
    run(g, false, false);
}

// Of a large heap a small part must have been allocated anew, too: a program that builds one would take quadratic time.
void gcStressTick(G *g) {
  constexpr u64 large = 2 << 20, part = 256;
  if (__atomic_add_fetch(&gcStress.count, 1, __ATOMIC_RELAXED) % gcStress.every != 0)
    return;
  if (u64 marked = loadRelaxed(&heap.marked); marked > large && loadRelaxed(&heap.live) < marked + marked / part)
    return;
  if (mayCollect(g))
    run(g, false, false);
}

[[gnu::noinline]] void clearDeadStack() {
  char dead[2048];
  __builtin_memset(dead, 0, sizeof dead);
  asm volatile("" ::"r"(dead) : "memory");
}

// Other threads, and other goroutines, first.
static void giveTurn(G *g) {
  os::yield();
  gosched(g);
}

void gcForce(G *g, bool scavengeAll) {
  if (!mayCollect(g))
    return;
  // Goroutines that are about to drop what the caller wants collected do so first: with gc they run beside the collection.
  for (int turns = 0; turns < 3; turns++)
    giveTurn(g);
  run(g, true, scavengeAll);
  // Finalizers and cleanups of what has died run first, unless they take long: programs collect in a loop until they have.
  constexpr int patience = 100;
  gosched(g);
  for (int turns = 0; turns < patience && finalizersPending(g); turns++)
    giveTurn(g);
}

// ---- what Go calls

// runtime.GC, runtime/debug.freeOSMemory (arch/).
extern "C" void golem_rtgc(G *g) { gcForce(g, false); }
extern "C" void golem_rtfreeosmemory(G *g) { gcForce(g, true); }

namespace {
Mutex<LockRank::CollectorSettings> settingsLock;

// Gives a setting of the collector a value, and all that follows from it; gives the old one.
template <class T> T exchangeSetting(T &setting, T value) {
  T old;
  M *m = acquireM();
  onSystemStack([&] {
    LockGuard guard(settingsLock);
    old = setting;
    setting = value;
    setTrigger();
  });
  releaseM(m);
  return old;
}
} // namespace

extern "C" RT_SWIFT i32 goSetGCPercent(i32 percent, RT_SELF) asm("runtime/debug.setGCPercent");
RT_SWIFT i32 goSetGCPercent(i32 percent, RT_SELF) {
  if (percent == -2) // the runtime's own way to read it
    return gcStats.percent;
  i32 old = exchangeSetting(gcStats.percent, percent < 0 ? -1 : percent);
  if (percent >= 0 && gcShouldStart())
    gcStart(g);
  return old;
}

extern "C" RT_SWIFT i64 goSetMemoryLimit(i64 limit, RT_SELF_UNUSED) asm("runtime/debug.setMemoryLimit");
RT_SWIFT i64 goSetMemoryLimit(i64 limit, RT_SELF_UNUSED) {
  if (limit < 0)
    return gcStats.memoryLimit;
  i64 old = exchangeSetting(gcStats.memoryLimit, limit);
  M *m = acquireM();
  onSystemStack([] { keepToLimit(); });
  releaseM(m);
  return old;
}

// MemStats as Go declares it.
struct MemStats {
  GoUint64 alloc, totalAlloc, sys, lookups, mallocs, frees;
  GoUint64 heapAlloc, heapSys, heapIdle, heapInuse, heapReleased, heapObjects;
  GoUint64 stackInuse, stackSys, mspanInuse, mspanSys, mcacheInuse, mcacheSys, buckHashSys, gcSys, otherSys;
  GoUint64 nextGC, lastGC, pauseTotalNs, pauseNs[256], pauseEnd[256];
  u32 numGC, numForcedGC;
  GoFloat64 gcCpuFraction;
  u8 enableGC, debugGC;
  struct {
    u32 size;
    GoUint64 mallocs, frees;
  } bySize[61];
};

namespace {

void fillStats(MemStats *s) {
  HeapStats &h = heap.stats;
  u64 total = h.largeAllocBytes, freed = h.largeFreeBytes, mallocs = h.mallocs[0], frees = h.frees[0];
  for (u32 c = 1; c < numSizeClasses; c++) {
    total += h.mallocs[c] * classSize[c];
    freed += h.frees[c] * classSize[c];
    mallocs += h.mallocs[c];
    frees += h.frees[c];
    if (c < 61) {
      s->bySize[c].size = classSize[c];
      s->bySize[c].mallocs = h.mallocs[c];
      s->bySize[c].frees = h.frees[c];
    }
  }
  u64 inUse = 0;
  for (uptr k = 0; k < heap.spanCount; k++)
    if (heap.allSpans[k]->state == SpanState::InUse)
      inUse += heap.allSpans[k]->npages * pageBytes;
  s->alloc = s->heapAlloc = total - freed;
  s->totalAlloc = total;
  s->mallocs = mallocs + h.tinyAllocs;
  s->frees = frees + h.tinyAllocs;
  s->heapObjects = mallocs - frees;
  s->heapInuse = inUse;
  s->heapSys = heap.used;
  s->heapIdle = heap.used - inUse;
  s->heapReleased = (heap.freePages - heap.dirtyPages) * pageBytes;
  s->stackInuse = stackBytesInUse();
  s->stackSys = s->stackInuse + stackBytesUnused();
  s->mspanInuse = s->mspanSys = heap.spanCount * sizeof(Span);
  s->mcacheInuse = s->mcacheSys = sched.procCount * sizeof(SpanCache);
  s->gcSys = heap.used / wordBits;
  s->otherSys = 1 << 20;
  s->sys = s->heapSys + s->stackSys + s->mspanSys + s->mcacheSys + s->gcSys + s->otherSys;
  s->nextGC = heap.trigger;
  s->lastGC = gcStats.lastEnd;
  s->pauseTotalNs = gcStats.pauseTotal;
  memcpy(s->pauseNs, gcStats.pauses, sizeof s->pauseNs);
  memcpy(s->pauseEnd, gcStats.pauseEnds, sizeof s->pauseEnd);
  s->numGC = gcStats.cycles;
  s->numForcedGC = gcStats.forced;
  s->enableGC = 1;
}

} // namespace

// metricCounters as Go declares it.
struct MetricCounters {
  GoUint64 tinyAllocs, threads, created, notInGo, runnable, running, waiting;
  QueueCounts queues;
  GoUint64 firstStack, threadStacks, profileBuckets, nanosSinceStart, globals;
  GoUint64 pauses[40];
};
extern "C" RT_SWIFT void goReadCounters(MetricCounters *c, RT_SELF) asm("runtime.readCounters");
RT_SWIFT void goReadCounters(MetricCounters *c, RT_SELF) {
  withStoppedWorld(g, "read mem stats", [&] {
    c->tinyAllocs = heap.stats.tinyAllocs;
    c->created = sched.nextGid;
    for (u32 i = 0; i < sched.allGCount; i++) {
      G *o = sched.allGs[i];
      if (o->system)
        continue;
      switch (loadSeq(&o->status)) {
      case GStatus::Syscall: c->notInGo++; break;
      case GStatus::Runnable: c->runnable++; break;
      case GStatus::Running: c->running++; break;
      case GStatus::Waiting: c->waiting++; break;
      default: break;
      }
    }
    for (M *m = sched.allMs; m; m = m->allLink) {
      c->threads++;
      c->threadStacks += m->sysHi - m->sysLo;
    }
    c->queues = queueCounts();
    c->firstStack = sched.firstSegBytes;
    c->profileBuckets = profileBytes();
    c->nanosSinceStart = u64(os::nanotime() - startNano);
    c->globals = writableImageBytes();
    memcpy(c->pauses, gcStats.pauseCounts, sizeof c->pauses);
  });
}

extern "C" RT_SWIFT void goReadMemStats(MemStats *s, RT_SELF) asm("runtime.readmemstats");
RT_SWIFT void goReadMemStats(MemStats *s, RT_SELF) {
  withStoppedWorld(g, "read mem stats", [&] {
    for (u32 i = 0; i < sched.procCount; i++)
      releaseSpanCache(sched.allPs[i]->cache);
    fillStats(s);
  });
}

} // namespace golem::runtime
