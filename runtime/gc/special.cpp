// Records about single objects: finalizers, cleanups and weak handles, in a hash table by the object's start.
//
// Order at the end of marking, for an object that is unreachable: weak handles become nil; with a finalizer, it is queued and the
// object lives on for one more cycle; without, its cleanups are queued and it is freed. A finalizer's object keeps what it
// refers to alive (not itself), so finalizers run in dependency order.
#include "runtime/gc/gc.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/profile.h"

namespace golem::runtime {

namespace {

enum class SpecialKind : u8 { Finalizer, Cleanup, Weak, Bubble, Profile };

struct Special {
  Special *next;
  uptr obj; // start of the object
  void *what; // finalizer record, func(), handle; number of the bubble; Bucket
  uptr ptr;   // the pointer as given
  u64 id;
  SpecialKind kind;
  bool dead;
};

struct Ready {
  SpecialKind kind;
  void *what;
  uptr ptr;
};

struct Table {
  Mutex<LockRank::Specials> lock;
  Special **buckets;
  uptr size, count;
  Special *unused;
  u64 lastId;
  // Ready to run; a ring in runtime memory.
  Ready *queue;
  uptr head, tail, capacity;
  G *runner;
  Ready current; // what the runner runs
  bool runnerWaits, runnerStarted, running;
  QueueCounts counts;
} table;

RT_INLINE uptr bucketOf(uptr obj, uptr size) { return (obj * 0x9e3779b97f4a7c15ull >> 20) & (size - 1); }

// The lock is held by the callers of these.
void growTable() {
  uptr size = table.size ? table.size * 2 : 256;
  auto **to = static_cast<Special **>(persistentAlloc(size * sizeof(Special *)));
  for (uptr i = 0; i < table.size; i++)
    for (Special *s = table.buckets[i]; s;) {
      Special *next = s->next;
      uptr b = bucketOf(s->obj, size);
      s->next = to[b];
      to[b] = s;
      s = next;
    }
  table.buckets = to;
  table.size = size;
}

Special *find(uptr obj, uptr p, SpecialKind kind) { // small objects may share a block
  if (table.size)
    for (Special *s = table.buckets[bucketOf(obj, table.size)]; s; s = s->next)
      if (s->obj == obj && s->ptr == p && s->kind == kind)
        return s;
  return nullptr;
}

Special *add(uptr obj, SpecialKind kind, void *what, uptr ptr) {
  if (table.count >= table.size)
    growTable();
  Special *s = table.unused;
  if (s)
    table.unused = s->next;
  else
    s = static_cast<Special *>(persistentAlloc(sizeof(Special)));
  uptr b = bucketOf(obj, table.size);
  *s = {table.buckets[b], obj, what, ptr, ++table.lastId, kind, false};
  table.buckets[b] = s;
  table.count++;
  return s;
}

void remove(Special **link) {
  Special *s = *link;
  *link = s->next;
  s->next = table.unused;
  s->what = nullptr;
  table.unused = s;
  table.count--;
}

void enqueue(Ready r) {
  (r.kind == SpecialKind::Finalizer ? table.counts.finalizersQueued : table.counts.cleanupsQueued)++;
  if (table.tail - table.head == table.capacity) {
    uptr cap = table.capacity ? table.capacity * 2 : 128;
    auto *q = static_cast<Ready *>(persistentAlloc(cap * sizeof(Ready)));
    for (uptr i = table.head; i < table.tail; i++)
      q[(i - table.head)] = table.queue[i & (table.capacity - 1)];
    table.tail -= table.head;
    table.head = 0;
    table.queue = q;
    table.capacity = cap;
  }
  table.queue[table.tail++ & (table.capacity - 1)] = r;
}

uptr objectOf(uptr p) { return findObject(p, nullptr); }

void removeSpecial(uptr p, SpecialKind kind) {
  LockGuard guard(table.lock);
  uptr obj = objectOf(p);
  if (!table.size)
    return;
  for (Special **l = &table.buckets[bucketOf(obj, table.size)]; *l; l = &(*l)->next)
    if ((*l)->obj == obj && (*l)->ptr == p && (*l)->kind == kind) {
      remove(l);
      return;
    }
}

extern "C" RT_SWIFT void goRunFinalizer(void *rec, uptr p, RT_SELF) asm("runtime.runFinalizers");
extern "C" RT_SWIFT void goRunCleanup(void *fn, RT_SELF) asm("runtime.runCleanups");

bool runnerUnlock(G *, void *) {
  table.runnerWaits = true;
  table.lock.unlock();
  return true;
}

// The goroutine that calls finalizers and cleanups.
RT_SWIFT void runner(RT_SELF) {
  for (;;) {
    table.lock.lock();
    if (table.head == table.tail) {
      park(g, runnerUnlock, nullptr, Wait::FinalizerWait);
      continue;
    }
    Ready &r = table.current;
    r = table.queue[table.head & (table.capacity - 1)];
    table.queue[table.head & (table.capacity - 1)] = {};
    table.head++;
    storeSeq(&table.running, true);
    table.lock.unlock();
    g->system = false; // user code: counts, and shows in tracebacks
    if (r.kind == SpecialKind::Finalizer)
      goRunFinalizer(r.what, r.ptr, g);
    else
      goRunCleanup(r.what, g);
    g->system = true;
    (r.kind == SpecialKind::Finalizer ? table.counts.finalizersRun : table.counts.cleanupsRun)++;
    r = {};
    storeSeq(&table.running, false);
  }
}
Closure runnerClosure{reinterpret_cast<void *>(runner)};

} // namespace

void markSpecialRoots() {
  markWord(uptr(table.current.what));
  markWord(table.current.ptr);
  for (uptr i = 0; i < table.size; i++)
    for (Special *s = table.buckets[i]; s; s = s->next) {
      markWord(uptr(s->what));
      if (s->kind == SpecialKind::Finalizer)
        scanObjectOf(s->obj);
    }
  for (uptr i = table.head; i < table.tail; i++) {
    markWord(uptr(table.queue[i & (table.capacity - 1)].what));
    markWord(table.queue[i & (table.capacity - 1)].ptr);
  }
}

void processSpecials() {
  uptr firstNew = table.tail;
  for (uptr i = 0; i < table.size; i++)
    for (Special **l = &table.buckets[i]; *l;) {
      Special *s = *l;
      if (s->kind == SpecialKind::Cleanup || isMarked(s->obj)) {
        l = &s->next;
        continue;
      }
      if (s->kind == SpecialKind::Weak)
        *static_cast<uptr *>(s->what) = 0;
      else if (s->kind == SpecialKind::Finalizer)
        enqueue({s->kind, s->what, s->ptr});
      else if (s->kind == SpecialKind::Profile)
        profileFreed(static_cast<Bucket *>(s->what));
      remove(l);
    }
  // What is queued lives on, before cleanups look (enqueue may have moved the queue's numbering).
  (void)firstNew;
  for (uptr i = table.head; i < table.tail; i++)
    markWord(table.queue[i & (table.capacity - 1)].ptr);
  drainMarks();
  for (uptr i = 0; i < table.size; i++)
    for (Special **l = &table.buckets[i]; *l;) {
      Special *s = *l;
      if (s->kind != SpecialKind::Cleanup || isMarked(s->obj)) {
        l = &s->next;
        continue;
      }
      enqueue({s->kind, s->what, 0});
      remove(l);
    }
}

QueueCounts queueCounts() { return table.counts; }

void addProfileSpecial(uptr obj, Bucket *b) {
  LockGuard guard(table.lock);
  add(obj, SpecialKind::Profile, b, obj);
}

void wakeFinalizers() {
  table.lock.lock();
  G *wake = nullptr;
  if (table.head != table.tail && table.runnerWaits) {
    table.runnerWaits = false;
    wake = table.runner;
  }
  table.lock.unlock();
  if (wake)
    onSystemStack([&] { ready(wake); });
}

bool finalizersPending(G *g) {
  LockGuard guard(table.lock);
  return g != table.runner && (table.head != table.tail || table.running);
}

namespace {

void startRunner(G *g) {
  if (loadAcq(&table.runnerStarted) || !cas(&table.runnerStarted, false, true))
    return;
  onSystemStack([&] { table.runner = newGoroutine(&runnerClosure, 0, nullptr, true); });
}

} // namespace

// ---- what Go calls

extern "C" RT_SWIFT u8 goAddFinalizer(uptr p, void *rec, RT_SELF) asm("runtime.addfinalizer");
RT_SWIFT u8 goAddFinalizer(uptr p, void *rec, RT_SELF) {
  startRunner(g);
  LockGuard guard(table.lock);
  uptr obj = objectOf(p);
  if (!obj || find(obj, p, SpecialKind::Finalizer))
    return 0;
  add(obj, SpecialKind::Finalizer, rec, p);
  return 1;
}

extern "C" RT_SWIFT void goRemoveFinalizer(uptr p, RT_SELF_UNUSED) asm("runtime.removefinalizer");
RT_SWIFT void goRemoveFinalizer(uptr p, RT_SELF_UNUSED) { removeSpecial(p, SpecialKind::Finalizer); }

extern "C" RT_SWIFT u64 goAddCleanup(uptr p, void *fn, RT_SELF) asm("runtime.addcleanup");
RT_SWIFT u64 goAddCleanup(uptr p, void *fn, RT_SELF) {
  startRunner(g);
  LockGuard guard(table.lock);
  return add(objectOf(p), SpecialKind::Cleanup, fn, p)->id;
}

extern "C" RT_SWIFT void goRemoveCleanup(uptr p, u64 id, RT_SELF_UNUSED) asm("runtime.removecleanup");
RT_SWIFT void goRemoveCleanup(uptr p, u64 id, RT_SELF_UNUSED) {
  LockGuard guard(table.lock);
  if (!table.size)
    return;
  uptr obj = objectOf(p);
  for (Special **l = &table.buckets[bucketOf(obj, table.size)]; *l; l = &(*l)->next)
    if ((*l)->id == id && (*l)->kind == SpecialKind::Cleanup) {
      remove(l);
      return;
    }
}

// A weak handle is a word that holds the pointer until the object dies; the same for all weak pointers to one address.
extern "C" RT_SWIFT void *goRegisterWeak(uptr p, RT_SELF) asm("weak.runtime_registerWeakPointer");
RT_SWIFT void *goRegisterWeak(uptr p, RT_SELF) {
  uptr obj = objectOf(p);
  if (!obj) // static data, lives for ever
    obj = p;
  auto known = [&]() -> void * {
    if (table.size)
      for (Special *s = table.buckets[bucketOf(obj, table.size)]; s; s = s->next)
        if (s->obj == obj && s->kind == SpecialKind::Weak && s->ptr == p)
          return s->what;
    return nullptr;
  };
  {
    LockGuard guard(table.lock);
    if (void *handle = known())
      return handle;
  }
  auto *fresh = static_cast<uptr *>(mallocgc(16, nullptr, true, g)); // 16: not a shared tiny block
  *fresh = p;
  LockGuard guard(table.lock);
  if (void *handle = known()) // made meanwhile
    return handle;
  add(obj, SpecialKind::Weak, fresh, p);
  return fresh;
}

extern "C" RT_SWIFT uptr goStrongFromWeak(uptr *handle, RT_SELF_UNUSED) asm("weak.runtime_makeStrongFromWeak");
RT_SWIFT uptr goStrongFromWeak(uptr *handle, RT_SELF_UNUSED) { return handle ? loadAcq(handle) : 0; }

// Which bubble (sched/bubble.h) the object at p belongs to: 0 none, 1 number id, 2 another one. add: id, if it was none.
extern "C" RT_SWIFT iptr goBubbleAssociate(uptr p, u64 id, u32 add_, RT_SELF_UNUSED) asm("runtime.bubbleAssociate");
RT_SWIFT iptr goBubbleAssociate(uptr p, u64 id, u32 add_, RT_SELF_UNUSED) {
  LockGuard guard(table.lock);
  uptr obj = objectOf(p);
  if (!obj)
    return 0;
  if (Special *s = find(obj, p, SpecialKind::Bubble))
    return uptr(s->what) == id ? 1 : 2;
  if (!(add_ & 1))
    return 0;
  add(obj, SpecialKind::Bubble, reinterpret_cast<void *>(id), p);
  return 1;
}
extern "C" RT_SWIFT void goBubbleDisassociate(uptr p, RT_SELF_UNUSED) asm("runtime.bubbleDisassociate");
RT_SWIFT void goBubbleDisassociate(uptr p, RT_SELF_UNUSED) { removeSpecial(p, SpecialKind::Bubble); }

// Tests wait for the queue to be empty: true when it became so within timeout nanoseconds.
static bool waitEmpty(i64 timeout, G *g) {
  i64 start = os::nanotime();
  for (;;) {
    table.lock.lock();
    bool empty = table.head == table.tail && !table.running;
    table.lock.unlock();
    if (empty)
      return true;
    if (os::nanotime() - start > timeout)
      return false;
    gosched(g);
  }
}
#define BLOCK_UNTIL_EMPTY(cname, sym)                                                                            \
  extern "C" RT_SWIFT u8 cname(i64 timeout, RT_SELF) asm(sym);                                                   \
  RT_SWIFT u8 cname(i64 timeout, RT_SELF) { return waitEmpty(timeout, g); }
BLOCK_UNTIL_EMPTY(goBlockSync, "sync_test.runtime_blockUntilEmptyCleanupQueue")
BLOCK_UNTIL_EMPTY(goBlockUnique, "unique.runtime_blockUntilEmptyCleanupQueue")
BLOCK_UNTIL_EMPTY(goBlockFinalizers, "runtime.blockUntilEmptyFinalizerQueue")

} // namespace golem::runtime
