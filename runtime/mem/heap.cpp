// Pages and spans: free spans are kept by length and joined with their neighbours, which the page map finds.
#include "runtime/mem/heap.h"
#include "runtime/gc/gc.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

constinit Heap heap{};
SpanCache emptyCache;

namespace {

Span fullSpan; // stands in a cache where there is no span: never has a free slot
Mutex persistentLock;
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

void addFree(Span *s) {
  s->state = SpanState::Free;
  heap.pageMap[pageIndex(s->base)] = s;
  heap.pageMap[pageIndex(s->base) + s->npages - 1] = s;
  listAdd(&heap.bins[minOf(s->npages, Heap::numBins - 1)], s);
  heap.freePages += s->npages;
  if (s->released)
    heap.releasedPages += s->npages;
}
void takeFree(Span *s) {
  listRemove(s);
  heap.freePages -= s->npages;
  if (s->released)
    heap.releasedPages -= s->npages;
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
    s->needZero |= n->needZero;
    s->released &= n->released;
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
    return heap.memory.need(end) && heap.pageMapMemory.need((end >> pageShift) * sizeof(Span *)) && heap.bitmapMemory.need(end / 64);
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
  s->needZero = false;
  s->released = true; // nothing is committed yet
  s->freeSince = 0;
  heap.used += want * pageBytes;
  joinNeighbours(s);
  addFree(s);
  return true;
}

} // namespace

void heapInit() {
  for (Span &b : heap.bins)
    listInit(&b);
  for (Span *&s : emptyCache.spans)
    s = &fullSpan;
  uptr size = os::addressSpaceSize() / 2, pages = size >> pageShift;
  bool ok = heap.memory.init(size) && heap.pageMapMemory.init(pages * sizeof(Span *)) && heap.bitmapMemory.init(size / 64) &&
            heap.allSpansMemory.init((pages + 64) * sizeof(Span *));
  RT_CHECK(ok, "runtime: cannot reserve arena virtual address space");
  heap.base = heap.memory.base;
  heap.pageMap = heap.pageMapMemory.as<Span *>();
  heap.bitmap = heap.bitmapMemory.as<u64>();
  heap.allSpans = heap.allSpansMemory.as<Span *>();
}

Span *allocPages(uptr npages) {
  LockGuard guard(heap.lock);
  Span *s = findFree(npages);
  if (!s) {
    if (!grow(npages))
      return nullptr;
    s = findFree(npages);
  }
  takeFree(s);
  if (s->npages > npages) {
    Span *rest = newSpan();
    rest->base = s->base + npages * pageBytes;
    rest->npages = s->npages - npages;
    rest->needZero = s->needZero;
    rest->released = s->released;
    rest->freeSince = s->freeSince;
    s->npages = npages;
    addFree(rest);
  }
  s->released = false;
  s->state = SpanState::Unused; // nobody may join it with a neighbour, nor find objects in it yet
  uptr i = pageIndex(s->base);
  for (uptr k = 0; k < npages; k++)
    heap.pageMap[i + k] = s;
  s->freeIndex = s->allocCount = s->countWhenCached = 0;
  s->allocCache = ~u64(0);
  s->largeType = nullptr;
  s->listed = false;
  for (int k = 0; k < 16; k++)
    s->allocBits[k] = s->marks[k] = 0;
  return s; // the caller sets class and size, then state
}

void freePages(Span *s) {
  LockGuard guard(heap.lock);
  s->needZero = true;
  s->released = false;
  s->freeSince = coarseTime();
  joinNeighbours(s);
  addFree(s);
}

void scavenge(bool all) {
  LockGuard guard(heap.lock);
  u32 now = coarseTime();
  for (Span &bin : heap.bins)
    for (Span *s = bin.next; s != &bin; s = s->next) {
      if (s->released || (!all && (s->npages < 8 || now - s->freeSince < 2)))
        continue;
      if (os::release(reinterpret_cast<void *>(s->base), s->npages * pageBytes))
        s->needZero = false;
      s->released = true;
      heap.releasedPages += s->npages;
    }
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

void *persistentAlloc(uptr bytes, uptr align) {
  LockGuard guard(persistentLock);
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
