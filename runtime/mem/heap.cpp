// Pages and spans: free spans are kept by length and joined with their neighbours, which the page map finds.
#include "runtime/mem/heap.h"
#include "runtime/gc/gc.h"
#include "runtime/sched/internal.h"

namespace golem::runtime {

constinit Heap heap{};
SpanCache emptyCache;

namespace {

Span fullSpan; // stands in a cache where there is no span: never has a free slot
Mutex<LockRank::Persistent> persistentLock;
uptr persistentAt, persistentEnd;

constexpr uptr growPages = 512;

void listInit(Span *head) { head->next = head->prev = head; }
void listAdd(Span *head, Span *s) {
  s->next = head->next;
  s->prev = head;
  s->next->prev = s;
  head->next = s;
}
void listRemove(Span *s) {
  s->next->prev = s->prev;
  s->prev->next = s->next;
  s->next = s->prev = nullptr;
}

u32 coarseTime() { return u32(os::nanotime() >> 30); } // about seconds

RT_INLINE uptr pageIndex(uptr p) { return (p - heap.base) >> pageShift; }

Span *newSpan() {
  Span *s = heap.unusedSpans;
  if (!s) {
    constexpr uptr batch = 64;
    auto *block = static_cast<Span *>(persistentAlloc(sizeof(Span) * batch, 64));
    RT_CHECK(heap.allSpansMemory.need((heap.spanCount + batch) * sizeof(Span *)), "runtime: out of memory: span table");
    for (uptr i = 0; i < batch; i++) {
      block[i].next = heap.unusedSpans;
      heap.unusedSpans = &block[i];
      heap.allSpans[heap.spanCount++] = &block[i];
    }
    s = heap.unusedSpans;
  }
  heap.unusedSpans = s->next;
  s->next = s->prev = nullptr;
  return s;
}

void dropSpan(Span *s) {
  s->state = SpanState::Unused;
  s->next = heap.unusedSpans;
  heap.unusedSpans = s;
}

// ---- bits of dirty pages; heap.lock is held

// f(word, mask) for each word of bits that belongs to the pages [from, from + n).
template <class F> void eachDirtyWord(uptr from, uptr n, F f) {
  for (uptr end = from + n; from < end;) {
    uptr bits = minOf<uptr>(64 - (from & 63), end - from);
    f(heap.dirty[from >> 6], (bits == 64 ? ~u64(0) : (u64(1) << bits) - 1) << (from & 63));
    from += bits;
  }
}
uptr countDirty(uptr from, uptr n) {
  uptr count = 0;
  eachDirtyWord(from, n, [&](u64 word, u64 mask) {
    count += uptr(__builtin_popcountll(word & mask));
  });
  return count;
}

// ---- free spans

void addFree(Span *s) {
  s->state = SpanState::Free;
  heap.pageMap[pageIndex(s->base)] = s;
  heap.pageMap[pageIndex(s->base) + s->npages - 1] = s;
  Span *bin = &heap.bins[minOf(s->npages, Heap::numBins - 1)];
  listAdd(s->dirtyPages ? bin : bin->prev, s);
  heap.freePages += s->npages;
  heap.dirtyPages += s->dirtyPages;
}
void takeFree(Span *s) {
  listRemove(s);
  heap.freePages -= s->npages;
  heap.dirtyPages -= s->dirtyPages;
}

Span *findFree(uptr npages) {
  for (uptr n = npages; n < Heap::numBins - 1; n++)
    if (heap.bins[n].next != &heap.bins[n])
      return heap.bins[n].next;
  Span *best = nullptr, *head = &heap.bins[Heap::numBins - 1];
  for (Span *s = head->next; s != head; s = s->next)
    if (s->npages >= npages && (!best || s->npages < best->npages || (s->npages == best->npages && s->base < best->base)))
      best = s;
  return best;
}

void joinNeighbours(Span *s) {
  uptr i = pageIndex(s->base);
  auto join = [&](Span *n) {
    takeFree(n);
    s->dirtyPages += n->dirtyPages;
    s->stuck &= n->stuck;
    s->freeSince = maxOf(s->freeSince, n->freeSince);
    if (n->base < s->base)
      s->base = n->base;
    s->npages += n->npages;
    dropSpan(n);
  };
  if (i > 0)
    if (Span *n = heap.pageMap[i - 1]; n && n->state == SpanState::Free && n->limit() == s->base)
      join(n);
  if (s->limit() - heap.base < heap.used)
    if (Span *n = heap.pageMap[pageIndex(s->limit())]; n && n->state == SpanState::Free && n->base == s->limit())
      join(n);
}

bool grow(uptr npages) {
  auto fits = [](uptr n) {
    uptr end = heap.used + n * pageBytes;
    return heap.memory.need(end) && heap.pageMapMemory.need((end >> pageShift) * sizeof(Span *)) &&
           heap.bitmapMemory.need(end / wordBits) &&
           heap.dirtyMemory.need((end >> pageShift) / 8 + sizeof(u64));
  };
  uptr want = maxOf(npages, growPages);
  if (!fits(want)) {
    want = npages;
    if (!fits(want))
      return false;
  }
  Span *s = newSpan();
  s->base = heap.base + heap.used;
  s->npages = want;
  s->dirtyPages = 0;
  s->stuck = false;
  s->freeSince = 0;
  heap.used += want * pageBytes;
  joinNeighbours(s);
  addFree(s);
  return true;
}

} // namespace

void heapInit() {
  heap.limit = heap.limitTrigger = ~u64(0); // until the settings have been read
  for (Span &b : heap.bins)
    listInit(&b);
  for (Span *&s : emptyCache.spans)
    s = &fullSpan;
  uptr size = os::addressSpaceSize() / 2, pages = size >> pageShift;
  bool ok = heap.memory.init(size) && heap.pageMapMemory.init(pages * sizeof(Span *)) && heap.bitmapMemory.init(size / wordBits) &&
            heap.dirtyMemory.init(pages / 8 + pageBytes) &&
            heap.allSpansMemory.init((pages + 64) * sizeof(Span *));
  RT_CHECK(ok, "runtime: cannot reserve arena virtual address space");
  heap.base = heap.memory.base;
  heap.pageMap = heap.pageMapMemory.as<Span *>();
  heap.bitmap = heap.bitmapMemory.as<u64>();
  heap.dirty = heap.dirtyMemory.as<u64>();
  heap.allSpans = heap.allSpansMemory.as<Span *>();
}

namespace {

// Cuts a free span, which is in no list, to npages.
void split(Span *s, uptr npages) {
  Span *rest = newSpan();
  rest->base = s->base + npages * pageBytes;
  rest->npages = s->npages - npages;
  bool mixed = s->dirtyPages != 0 && s->dirtyPages != s->npages;
  uptr dirty = mixed ? countDirty(pageIndex(s->base), npages) : s->dirtyPages ? npages : 0;
  rest->dirtyPages = s->dirtyPages - dirty;
  rest->stuck = s->stuck;
  rest->freeSince = s->freeSince;
  s->dirtyPages = dirty;
  s->npages = npages;
  addFree(rest);
}

Span *takePages(uptr npages) {
  LockGuard guard(heap.lock);
  Span *s = findFree(npages);
  if (!s) {
    if (!grow(npages))
      return nullptr;
    s = findFree(npages);
  }
  takeFree(s);
  if (s->npages > npages)
    split(s, npages);
  s->needZero = s->dirtyPages != 0;
  s->state = SpanState::Unused; // nobody may join it with a neighbour, nor find objects in it yet
  uptr i = pageIndex(s->base);
  for (uptr k = 0; k < npages; k++)
    heap.pageMap[i + k] = s;
  return s;
}

} // namespace

Span *allocPages(uptr npages) {
  Span *s = takePages(npages);
  if (!s)
    return nullptr;
  s->freeIndex = s->allocCount = s->countWhenCached = 0;
  s->allocCache = ~u64(0);
  s->largeType = nullptr;
  s->listed = false;
  for (int k = 0; k < 16; k++)
    s->allocBits[k] = s->marks[k] = 0;
  if (RT_UNLIKELY(memoryHeld() > heap.limit))
    keepToLimit();
  return s; // the caller sets class and size, then state
}

void freePages(Span *s) {
  LockGuard guard(heap.lock);
  eachDirtyWord(pageIndex(s->base), s->npages, [](u64 &word, u64 mask) { word |= mask; });
  s->dirtyPages = s->npages;
  s->stuck = false;
  s->freeSince = coarseTime();
  joinNeighbours(s);
  addFree(s);
}

// ---- back to the system: spans leave the lists for that, some at a time, because it takes long

namespace {

constexpr uptr releaseBatch = uptr(64) << 20 >> pageShift;

// Spans of a bin with dirty pages, at most so many of these; a list by `next`.
Span *takeDirty(Span *bin, uptr most, bool young) {
  LockGuard guard(heap.lock);
  u32 now = coarseTime();
  Span *taken = nullptr;
  for (Span *s = bin->next, *next; s != bin && s->dirtyPages && most > 0; s = next) {
    next = s->next;
    if (s->stuck || (!young && (s->npages < 8 || now - s->freeSince < 2)))
      continue;
    takeFree(s);
    s->state = SpanState::Unused;
    s->next = taken;
    taken = s;
    most -= minOf(most, s->dirtyPages);
  }
  return taken;
}

// Gives back what takeDirty took; how many pages that was.
uptr releaseTaken(Span *taken) {
  for (Span *s = taken; s; s = s->next)
    s->stuck = !os::release(reinterpret_cast<void *>(s->base), s->npages * pageBytes);
  uptr pages = 0;
  LockGuard guard(heap.lock);
  while (Span *s = taken) {
    taken = s->next;
    s->next = nullptr;
    if (!s->stuck) {
      pages += s->dirtyPages;
      s->dirtyPages = 0;
      eachDirtyWord(pageIndex(s->base), s->npages, [](u64 &word, u64 mask) { word &= ~mask; });
    }
    joinNeighbours(s);
    addFree(s);
  }
  return pages;
}

} // namespace

void releasePages(uptr wanted, bool young) {
  for (uptr bin = Heap::numBins; bin-- > 0 && wanted > 0;)
    while (wanted > 0) {
      Span *taken = takeDirty(&heap.bins[bin], minOf(wanted, releaseBatch), young);
      if (!taken)
        break;
      wanted -= minOf(wanted, releaseTaken(taken));
    }
}

// ---- the limit

u64 memoryNeeded() {
  u64 used = loadRelaxed(&heap.used), pages = used >> pageShift;
  pages -= minOf<u64>(pages, loadRelaxed(&heap.freePages)); // both may be changing
  u64 tables = used / wordBits + (used >> pageShift) * sizeof(Span *);
  return pages * pageBytes + tables + loadRelaxed(&persistentBytes) + stackBytesNeeded();
}
u64 memoryHeld() {
  return memoryNeeded() + loadRelaxed(&heap.dirtyPages) * pageBytes + stackBytesUnused();
}

void keepToLimit() {
  u64 held = memoryHeld(), limit = heap.limit;
  if (held <= limit)
    return;
  releaseStacks(true);
  held = memoryHeld();
  if (held > limit)
    releasePages((held - limit + pageBytes - 1) / pageBytes + 64, true);
}

uptr findObject(uptr p, uptr *size) {
  Span *s = spanOf(p);
  if (!s)
    return 0;
  u32 i = s->indexOf(p);
  if (i >= s->nelems || s->isFree(i))
    return 0;
  uptr base = s->base + i * s->elemSize, bytes = s->elemSize;
  if (!s->noscan() && s->divMagic && s->elemSize > maxBitmapObject) {
    base += headerBytes;
    bytes -= headerBytes;
  }
  if (size)
    *size = bytes;
  return base;
}

u64 persistentBytes;

void *persistentAlloc(uptr bytes, uptr align) {
  LockGuard guard(persistentLock);
  storeRelaxed(&persistentBytes, persistentBytes + bytes);
  if (bytes >= 64 * 1024)
    return os::allocate(alignUp(bytes, 4096));
  uptr at = alignUp(persistentAt, align);
  if (at + bytes > persistentEnd || !persistentAt) {
    constexpr uptr chunk = 256 * 1024;
    at = uptr(os::allocate(chunk));
    persistentEnd = at + chunk;
  }
  persistentAt = at + bytes;
  return reinterpret_cast<void *>(at);
}

} // namespace golem::runtime
