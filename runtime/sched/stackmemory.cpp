// The memory of goroutines' stacks: segments are powers of two, cut from one big reservation and
// recycled by size.
//
// What is known of a segment that nobody uses lies in a table beside, by its place, so that all of
// its pages can go back to the system. Unused segments are dirty, or clean once they have been
// given back; dirty ones are taken first, the last that was freed before others. Each collection
// gives back those that nobody has wanted since the one before.
#include "runtime/mem/growing.h"
#include "runtime/gc/gc.h"
#include "runtime/sched/internal.h"

namespace golem::runtime {

namespace {

constexpr u32 minClass = 12, maxClass = 31;
constexpr uptr atOnce = 1024 * 1024; // larger ones go back when they are freed

enum class State : u8 { Used, Dirty, Clean, Leaving };

// Of the segment that begins in this unit of 1 << minClass bytes.
struct Unit {
  u32 next; // in a list: the place of the next one, plus 1
  u8 sizeClass;
  State state;
};

// Unused segments of a size, by place plus 1.
struct Lists {
  u32 dirty, clean;
  u32 dirtyCount, leastDirty; // now; since the last collection
};

struct Pool {
  Mutex<LockRank::StackPool> lock;
  Growing memory, unitMemory;
  uptr used; // of memory, from its start
  Lists unused[maxClass + 1];
  u64 inUse, dirty; // bytes
  u64 measured;     // of those in use then, how much had memory behind it
  u64 taken;        // of those taken since
  Seg *shrunk;      // taken from goroutines by a collection, by next
} pool;

Unit *unitsOfPool() { return pool.unitMemory.as<Unit>(); }
uptr placeOf(Seg *s) { return (s->lo - pool.memory.base) >> minClass; }
uptr addressOf(uptr place) { return pool.memory.base + (place << minClass); }

u32 pop(u32 *list) {
  u32 place = *list - 1;
  *list = unitsOfPool()[place].next;
  return place;
}
void push(u32 *list, uptr place) {
  unitsOfPool()[place].next = *list;
  *list = u32(place + 1);
}

// A segment of the class, from the lists or new. The lock is held.
uptr takePlace(u32 c) {
  Lists &l = pool.unused[c];
  if (l.dirty) {
    l.dirtyCount--;
    l.leastDirty = minOf(l.leastDirty, l.dirtyCount);
    pool.dirty -= uptr(1) << c;
    return pop(&l.dirty);
  }
  if (l.clean)
    return pop(&l.clean);
  uptr end = pool.used + (uptr(1) << c);
  bool ok = pool.memory.need(end) && pool.unitMemory.need((end >> minClass) * sizeof(Unit));
  RT_CHECK(ok, "runtime: out of stack memory");
  uptr place = pool.used >> minClass;
  pool.used = end;
  unitsOfPool()[place].sizeClass = u8(c);
  return place;
}

void freeSeg(Seg *s) {
  uptr place = placeOf(s), size = uptr(1) << s->sizeClass;
  u32 c = s->sizeClass;
  bool clean = size >= atOnce && os::release(reinterpret_cast<void *>(addressOf(place)), size);
  LockGuard guard(pool.lock);
  Lists &l = pool.unused[c];
  pool.inUse -= size;
  unitsOfPool()[place].state = clean ? State::Clean : State::Dirty;
  push(clean ? &l.clean : &l.dirty, place);
  if (!clean) {
    l.dirtyCount++;
    pool.dirty += size;
  }
}

// Takes from the dirty segments of a class those that were freed first, but for keep. The lock is
// held.
void markLeaving(u32 c, u32 keep) {
  Lists &l = pool.unused[c];
  Unit *units = unitsOfPool();
  u32 *link = &l.dirty;
  for (u32 i = 0; i < keep; i++)
    link = &units[*link - 1].next;
  for (u32 at = *link; at; at = units[at - 1].next)
    units[at - 1].state = State::Leaving;
  *link = 0;
  pool.dirty -= u64(l.dirtyCount - keep) << c;
  l.dirtyCount = keep;
}

// Gives back runs of leaving segments, which nobody else can reach.
void releaseLeaving() {
  Unit *units = unitsOfPool();
  pool.lock.lock();
  uptr end = pool.used >> minClass;
  pool.lock.unlock();
  auto step = [&](uptr place) { return uptr(1) << (units[place].sizeClass - minClass); };
  for (uptr from = 0; from < end;) {
    if (loadRelaxed(&units[from].state) != State::Leaving) {
      from += step(from);
      continue;
    }
    uptr to = from;
    while (to < end && loadRelaxed(&units[to].state) == State::Leaving)
      to += step(to);
    bool clean = os::release(reinterpret_cast<void *>(addressOf(from)), (to - from) << minClass);
    LockGuard guard(pool.lock);
    for (uptr place = from; place < to; place += step(place)) {
      Lists &l = pool.unused[units[place].sizeClass];
      units[place].state = clean ? State::Clean : State::Dirty;
      push(clean ? &l.clean : &l.dirty, place);
      if (!clean) {
        l.dirtyCount++;
        pool.dirty += step(place) << minClass;
      }
    }
    from = to;
  }
}

} // namespace

void stackMemoryInit() {
  uptr size = os::addressSpaceSize() / (wordBytes == 8 ? 8 : 3);
  bool ok = pool.memory.init(size) && pool.unitMemory.init((size >> minClass) * sizeof(Unit));
  RT_CHECK(ok, "runtime: cannot reserve address space for stacks");
}

Seg *allocSeg(uptr bytes) {
  u32 c = minClass;
  while ((uptr(1) << c) < bytes)
    c++;
  RT_CHECK(c <= maxClass, "runtime: stack segment too large");
  uptr size = uptr(1) << c, at;
  {
    LockGuard guard(pool.lock);
    pool.inUse += size;
    pool.taken += size;
    uptr place = takePlace(c);
    unitsOfPool()[place].state = State::Used;
    at = addressOf(place);
  }
  uptr top = (at + size - sizeof(Seg)) & ~uptr(63);
  auto *s = reinterpret_cast<Seg *>(top);
  *s = {{at, top, at + stackGuard, nullptr, nullptr, 0}, c, false};
  return s;
}

void freeSegs(Seg *s) {
  while (s) {
    Seg *next = s->next;
    freeSeg(s);
    s = next;
  }
}

void releaseStacks(bool all) {
  static Mutex<LockRank::StackRelease> one; // who gives back
  LockGuard alone(one);
  bool any = false;
  {
    LockGuard guard(pool.lock);
    for (u32 c = minClass; c <= maxClass; c++) {
      Lists &l = pool.unused[c];
      u32 keep = all ? 0 : l.dirtyCount - minOf(l.leastDirty, l.dirtyCount);
      if (keep < l.dirtyCount) {
        markLeaving(c, keep);
        any = true;
      }
      l.leastDirty = l.dirtyCount;
    }
  }
  if (any)
    releaseLeaving();
}

// ---- collections take from goroutines that wait what they no more need of a stack that was deeper

bool shrinkStack(G *g, uptr sp, bool below) {
  Seg *s = g->seg;
  if (Seg *rest = s->next) {
    s->next = nullptr;
    Seg *last = rest;
    while (last->next)
      last = last->next;
    last->next = pool.shrunk;
    pool.shrunk = rest;
  }
  if (!s->deep || !below)
    return false;
  s->deep = false;
  uptr from = alignUp(s->lo, os::pageSize), to = alignDown(sp, os::pageSize);
  if (to <= from)
    return false;
  os::release(reinterpret_cast<void *>(from), to - from);
  return true;
}

void freeShrunk() {
  Seg *s = pool.shrunk;
  pool.shrunk = nullptr;
  freeSegs(s);
}

// Of most segments only the upper pages have ever been used.
void measureStacks() {
  pool.lock.lock();
  uptr end = pool.memory.base + pool.used;
  pool.taken = 0;
  pool.lock.unlock();
  u64 resident = os::resident(pool.memory.base, end), unused = loadRelaxed(&pool.dirty);
  storeRelaxed(&pool.measured, resident - minOf(resident, unused));
}

u64 stackBytesInUse() { return loadRelaxed(&pool.inUse); }
u64 stackBytesNeeded() {
  return minOf(loadRelaxed(&pool.inUse), loadRelaxed(&pool.measured) + loadRelaxed(&pool.taken));
}
u64 stackBytesUnused() { return loadRelaxed(&pool.dirty); }
bool inStacks(uptr p) { return p - pool.memory.base < pool.used; }

} // namespace golem::runtime
