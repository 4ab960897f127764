// Allocation: the fast path takes the next free slot of the P's span of the class; the slow paths run on the system stack.
#include "runtime/base/print.h"
#include "runtime/gc/gc.h"
#include "runtime/mem/heap.h"
#include "runtime/sched/sched.h"
#include "runtime/trace/exectrace.h"
#include "runtime/trace/profile.h"

namespace golem::runtime {

extern "C" u8 goZerobase[8] asm("runtime.zerobase");
// Go panics that end bad requests.
extern "C" RT_SWIFT void panicmakeslicelen(RT_SELF) asm("runtime.panicmakeslicelen");
extern "C" RT_SWIFT void panicmakeslicecap(RT_SELF) asm("runtime.panicmakeslicecap");
extern "C" RT_SWIFT void panicgrowslice(RT_SELF) asm("runtime.panicgrowslice");
extern "C" RT_SWIFT void panicAllocSize(RT_SELF) asm("runtime.panicAllocSize");

namespace {

RT_INLINE SpanCache *cacheOf(M *m) { return m->p->cache; }

// The next free slot of s, or 0 when it is full.
RT_INLINE uptr nextFree(Span *s) {
  u32 i = s->freeIndex;
  u64 cache = s->allocCache;
  for (;;) {
    if (RT_LIKELY(cache != 0)) {
      u32 k = u32(__builtin_ctzll(cache));
      u32 at = i + k;
      if (at >= s->nelems) {
        s->freeIndex = s->nelems;
        s->allocCache = 0;
        return 0;
      }
      // Words of 64 slots stay aligned: the cache is shifted, and refilled at each multiple of 64.
      cache = k == 63 ? 0 : cache >> (k + 1);
      u32 next = at + 1;
      if ((next & 63) == 0)
        cache = next < s->nelems ? ~s->allocBits[next >> 6] : 0;
      s->freeIndex = next;
      s->allocCache = cache;
      s->allocCount++;
      return s->base + at * s->elemSize;
    }
    u32 next = (i & ~63u) + 64;
    if (next >= s->nelems) {
      s->freeIndex = s->nelems;
      s->allocCache = 0;
      return 0;
    }
    i = next;
    cache = ~s->allocBits[next >> 6];
  }
}

void clear(uptr p, uptr n) { memset(reinterpret_cast<void *>(p), 0, n); }

// Marks where the object's pointers are in the heap bitmap. bytes: what was asked for; slot: the whole slot.
RT_INLINE void writeBitmap(uptr p, uptr slot, uptr bytes, Type *t) {
  u64 mask;
  if (t->ptrBytes == wordBytes && t->size == wordBytes) {
    mask = ~u64(0) >> (64 - (bytes >> wordShift));
  } else {
    const u8 *src = typeMask(t);
    uptr n = (t->ptrBytes + wordBits - 1) / wordBits;
    mask = src[0];
    for (uptr i = 1; i < n; i++)
      mask |= u64(src[i]) << (8 * i);
    if (t->ptrBytes < maxBitmapObject)
      mask &= (u64(1) << (t->ptrBytes >> wordShift)) - 1;
    if (bytes > t->size) {
      uptr words = t->size >> wordShift, total = bytes >> wordShift;
      u64 one = mask;
      for (uptr at = words; at < total; at += words)
        mask |= one << at;
    }
  }
  uptr bit = (p - heap.base) >> wordShift, words = slot >> wordShift;
  u64 *w = heap.bitmap + (bit >> 6);
  u32 shift = bit & 63;
  u64 all = words == 64 ? ~u64(0) : (u64(1) << words) - 1;
  w[0] = (w[0] & ~(all << shift)) | (mask << shift);
  if (shift + words > 64)
    w[1] = (w[1] & ~(all >> (64 - shift))) | (mask >> (64 - shift));
}

void setUpSpan(Span *s, u32 spanClass) {
  u32 c = spanClass >> 1;
  s->spanClass = u8(spanClass);
  s->elemSize = classSize[c];
  s->nelems = u32(s->npages * pageBytes / s->elemSize);
  s->divMagic = ~u32(0) / u32(s->elemSize) + 1;
  if (s->elemSize == 8)
    s->nelems = 1024;
  storeRel(&s->state, SpanState::InUse);
}

void countSpan(Span *s) {
  u32 n = s->allocCount - s->countWhenCached;
  __atomic_fetch_add(&heap.stats.mallocs[s->spanClass >> 1], u64(n), __ATOMIC_RELAXED);
  s->countWhenCached = s->allocCount;
}

// The system gives no more. As with gc the message tells of a block in steps by which its heap grows.
[[noreturn]] void outOfMemory(uptr pages) {
  constexpr uptr step = uptr(4) << 20;
  {
    Out o;
    o.text("runtime: out of memory: cannot allocate ").num(alignUp(pages * pageBytes, step));
    o.text("-byte block (").num(heap.used).text(" in use)\n");
  }
  fatalError("out of memory");
}

// Puts a span with a free slot in the cache. On the system stack.
void refill(SpanCache *c, u32 spanClass) {
  Span *old = c->spans[spanClass];
  if (old->nelems != 0)
    countSpan(old); // full: no list holds it until it has been swept
  Heap::Central &central = heap.central[spanClass];
  central.lock.lock();
  Span *s = central.partial;
  if (s)
    central.partial = s->next;
  central.lock.unlock();
  if (!s) {
    s = allocPages(classPages[spanClass >> 1]);
    if (!s)
      outOfMemory(classPages[spanClass >> 1]);
    setUpSpan(s, spanClass);
  }
  s->next = nullptr;
  s->listed = false;
  s->countWhenCached = s->allocCount;
  __atomic_fetch_add(&heap.live, u64(s->nelems - s->allocCount) * s->elemSize, __ATOMIC_RELAXED);
  c->spans[spanClass] = s;
  if (traceOn())
    traceHeapLive();
}

RT_NOINLINE uptr smallSlow(u32 spanClass, G *g) {
  for (;;) {
    uptr p = 0;
    onSystemStack([&] {
      SpanCache *c = cacheOf(currentM());
      refill(c, spanClass);
      p = nextFree(c->spans[spanClass]);
    });
    if (p)
      return p;
  }
}

RT_INLINE uptr allocSlot(u32 spanClass, G *g, Span **out) {
  SpanCache *c = cacheOf(currentM());
  uptr p = nextFree(c->spans[spanClass]);
  if (RT_UNLIKELY(!p)) {
    if (gcShouldStart())
      gcStart(g);
    p = smallSlow(spanClass, g);
    c = cacheOf(currentM());
  }
  *out = c->spans[spanClass];
  return p;
}

// Zeroes a span for a large object. Clean pages are not touched, and of a long run of dirty ones
// the system takes the memory back instead: it gives zeroed pages for those that the program comes
// to use.
void clearLarge(Span *s) {
  constexpr uptr longRun = uptr(32) << 20;
  eachRun(s, [](uptr page, uptr n, bool dirty) {
    uptr at = heap.base + page * pageBytes, bytes = n * pageBytes;
    if (dirty && (bytes < longRun || !os::release(reinterpret_cast<void *>(at), bytes)))
      clear(at, bytes);
  });
}

RT_NOINLINE void *allocLarge(uptr size, Type *t, bool zero, G *g) {
  uptr npages = (size + pageBytes - 1) >> pageShift;
  if (gcShouldStart(npages * pageBytes))
    gcStart(g);
  bool noscan = !t || t->ptrBytes == 0;
  Span *s = nullptr;
  onSystemStack([&] {
    s = allocPages(npages);
    if (!s)
      outOfMemory(npages);
    s->spanClass = u8(noscan);
    s->elemSize = npages * pageBytes;
    s->nelems = 1;
    s->divMagic = 0;
    s->freeIndex = 1;
    s->allocCount = 1;
    s->allocCache = 0;
    s->largeType = noscan ? nullptr : t;
    s->largeSize = size;
    if ((zero || !noscan) && s->needZero)
      clearLarge(s);
    storeRel(&s->state, SpanState::InUse);
    __atomic_fetch_add(&heap.live, u64(s->elemSize), __ATOMIC_RELAXED);
    __atomic_fetch_add(&heap.stats.mallocs[0], u64(1), __ATOMIC_RELAXED);
    __atomic_fetch_add(&heap.stats.largeAllocBytes, u64(s->elemSize), __ATOMIC_RELAXED);
  });
  arch::publish();
  return reinterpret_cast<void *>(s->base);
}

} // namespace

// The new object, which other threads must see as it was made even if the program passes it on without synchronisation.
RT_INLINE void *made(uptr p) {
  arch::publish();
  return reinterpret_cast<void *>(p);
}

namespace {
RT_INLINE void *allocate(uptr size, Type *t, bool zero, G *g) {
  if (size == 0)
    return goZerobase;
  if (RT_UNLIKELY(gcStress.every != 0))
    gcStressTick(g);
  bool noscan = !t || t->ptrBytes == 0;
  Span *s;
  if (size <= maxSmallSize - headerBytes) {
    if (noscan) {
      if (size < tinyBytes) {
        SpanCache *c = cacheOf(currentM());
        uptr off = c->tinyOffset;
        if ((size & 7) == 0 || (wordBytes == 4 && size == 12)) // it may be of a 64-bit integer and another word
          off = alignUp(off, 8);
        else if ((size & 3) == 0)
          off = alignUp(off, 4);
        else if ((size & 1) == 0)
          off = alignUp(off, 2);
        if (off + size <= tinyBytes && c->tiny) {
          c->tinyOffset = off + size;
          c->tinyAllocs++;
          return reinterpret_cast<void *>(c->tiny + off);
        }
        uptr p = allocSlot(2 * 2 + 1, g, &s);
        auto *w = reinterpret_cast<u64 *>(p);
        w[0] = w[1] = 0;
        c = cacheOf(currentM());
        if (size < c->tinyOffset || !c->tiny) {
          c->tiny = p;
          c->tinyOffset = size;
        }
        return made(p);
      }
      uptr p = allocSlot(sizeClassOf(size) * 2 + 1, g, &s);
      if (zero && s->needZero)
        clear(p, s->elemSize);
      return made(p);
    }
    if (size <= maxBitmapObject) {
      uptr p = allocSlot(sizeClassOf(size) * 2, g, &s);
      if (s->needZero)
        clear(p, s->elemSize);
      writeBitmap(p, s->elemSize, size, t);
      return made(p);
    }
    uptr p = allocSlot(sizeClassOf(size + headerBytes) * 2, g, &s);
    if (s->needZero)
      clear(p, s->elemSize);
    *reinterpret_cast<Type **>(p) = t;
    return made(p + headerBytes);
  }
  if (size > maxAlloc)
    fatalError("runtime: out of memory");
  return allocLarge(size, t, zero, g);
}
} // namespace

void *mallocgc(uptr size, Type *t, bool zero, G *g) {
  noLocksHeld("allocation");
  void *p = allocate(size, t, zero, g);
  SpanCache *c = cacheOf(currentM());
  if (RT_UNLIKELY((c->sampleLeft -= i64(size)) < 0 || goMemProfileRate != c->sampleRate))
    sampleAllocation(c, uptr(p), size);
  return p;
}

uptr roundUpSize(uptr size, bool noscan) {
  uptr want = size;
  if (want <= maxSmallSize - headerBytes) {
    uptr extra = !noscan && want > maxBitmapObject ? headerBytes : 0;
    return classSize[sizeClassOf(want + extra)] - extra;
  }
  uptr r = want + pageBytes - 1;
  return r < want ? size : alignDown(r, pageBytes);
}

SpanCache *newSpanCache() {
  auto *c = static_cast<SpanCache *>(persistentAlloc(sizeof(SpanCache), 64));
  memcpy(c, &emptyCache, sizeof *c);
  return c;
}

void releaseSpanCache(SpanCache *c) {
  for (u32 i = 0; i < numSpanClasses; i++) {
    Span *s = c->spans[i];
    if (s->nelems == 0)
      continue;
    countSpan(s);
    c->spans[i] = emptyCache.spans[i];
    u64 unused = u64(s->nelems - s->allocCount) * s->elemSize;
    __atomic_fetch_sub(&heap.live, unused, __ATOMIC_RELAXED);
    if (s->allocCount < s->nelems) {
      Heap::Central &central = heap.central[i];
      central.lock.lock();
      s->next = central.partial;
      central.partial = s;
      central.lock.unlock();
    }
  }
  c->tiny = c->tinyOffset = 0;
  __atomic_fetch_add(&heap.stats.tinyAllocs, c->tinyAllocs, __ATOMIC_RELAXED);
  c->tinyAllocs = 0;
}

// ---- what Go calls

extern "C" RT_SWIFT void *goNewobject(Type *t, RT_SELF) asm("runtime.newobject");
RT_SWIFT void *goNewobject(Type *t, RT_SELF) {
  entryFromGo(g);
  return mallocgc(t->size, t, true, g);
}

extern "C" RT_SWIFT void *goMallocgc(uptr size, Type *t, u32 zero, RT_SELF) asm("runtime.mallocgc");
RT_SWIFT void *goMallocgc(uptr size, Type *t, u32 zero, RT_SELF) {
  entryFromGo(g);
  if (RT_UNLIKELY(size > maxAlloc))
    panicAllocSize(g);
  return mallocgc(size, t, zero & 1, g);
}

extern "C" RT_SWIFT void *goNewarray(Type *t, iptr n, RT_SELF) asm("runtime.newarray");
RT_SWIFT void *goNewarray(Type *t, iptr n, RT_SELF) {
  entryFromGo(g);
  uptr bytes = 0;
  if (RT_UNLIKELY(n < 0 || __builtin_mul_overflow(t->size, uptr(n), &bytes) || bytes > maxAlloc))
    panicAllocSize(g);
  return mallocgc(bytes, t, true, g);
}

extern "C" RT_SWIFT void *goMakeslice(Type *t, iptr len, iptr cap, RT_SELF) asm("runtime.makeslice");
RT_SWIFT void *goMakeslice(Type *t, iptr len, iptr cap, RT_SELF) {
  entryFromGo(g);
  uptr bytes;
  bool over = __builtin_mul_overflow(t->size, uptr(cap), &bytes);
  if (RT_UNLIKELY(over || bytes > maxAlloc || len < 0 || len > cap)) {
    uptr need;
    if (len < 0 || __builtin_mul_overflow(t->size, uptr(len), &need) || need > maxAlloc)
      panicmakeslicelen(g);
    panicmakeslicecap(g);
  }
  return mallocgc(bytes, t, true, g);
}

namespace {
// The capacity that append gives: doubling at first, towards a quarter more for large slices.
iptr grownCap(iptr newLen, iptr oldCap) {
  iptr twice = oldCap + oldCap;
  if (newLen > twice)
    return newLen;
  constexpr iptr threshold = 256;
  if (oldCap < threshold)
    return twice;
  iptr c = oldCap;
  do
    c += (c + 3 * threshold) >> 2;
  while (uptr(c) < uptr(newLen));
  return c <= 0 ? newLen : c;
}
} // namespace

extern "C" RT_SWIFT GoSlice goGrowslice(void *old, iptr newLen, iptr oldCap, iptr num, Type *t, RT_SELF) asm("runtime.growslice");
RT_SWIFT GoSlice goGrowslice(void *old, iptr newLen, iptr oldCap, iptr num, Type *t, RT_SELF) {
  entryFromGo(g);
  iptr oldLen = newLen - num;
  if (RT_UNLIKELY(newLen < 0))
    panicgrowslice(g);
  if (t->size == 0)
    return {goZerobase, newLen, newLen};
  iptr cap = grownCap(newLen, oldCap);
  bool noscan = t->ptrBytes == 0;
  uptr bytes;
  if (RT_UNLIKELY(__builtin_mul_overflow(uptr(cap), t->size, &bytes) || bytes > maxAlloc))
    panicgrowslice(g);
  bytes = roundUpSize(bytes, noscan);
  cap = iptr(t->size == 1 ? bytes : t->size == 8 ? bytes / 8 : bytes / t->size);
  bytes = uptr(cap) * t->size;
  if (RT_UNLIKELY(bytes > maxAlloc))
    panicgrowslice(g);
  uptr used = uptr(oldLen) * t->size;
  void *p = mallocgc(bytes, noscan ? nullptr : t, !noscan, g);
  if (noscan) // append overwrites [oldLen, newLen)
    memset(static_cast<u8 *>(p) + uptr(newLen) * t->size, 0, bytes - uptr(newLen) * t->size);
  memmove(p, old, used);
  return {p, newLen, cap};
}

// A copy on the heap of a slice whose array lies in its function's frame. cap < 0: nobody has seen its capacity, and what is
// behind its length is nothing.
extern "C" RT_SWIFT GoSlice goMoveslice(Type *t, void *old, iptr len, iptr cap, RT_SELF) asm("runtime.moveslice");
RT_SWIFT GoSlice goMoveslice(Type *t, void *old, iptr len, iptr cap, RT_SELF) {
  entryFromGo(g);
  bool noscan = t->ptrBytes == 0;
  uptr used = uptr(cap < 0 ? len : cap) * t->size;
  if (used == 0)
    return {goZerobase, len, 0};
  uptr bytes = cap < 0 ? roundUpSize(used, noscan) : used;
  cap = iptr(bytes / t->size);
  bytes = uptr(cap) * t->size;
  auto *p = static_cast<u8 *>(mallocgc(bytes, noscan ? nullptr : t, !noscan, g));
  if (noscan)
    memset(p + used, 0, bytes - used);
  memmove(p, old, used);
  return {p, len, cap};
}

extern "C" RT_SWIFT uptr goRoundupsize(uptr size, u32 noscan, RT_SELF_UNUSED) asm("runtime.roundupsize");
RT_SWIFT uptr goRoundupsize(uptr size, u32 noscan, RT_SELF_UNUSED) { return roundUpSize(size, noscan & 1); }

extern "C" RT_SWIFT u8 goInHeap(uptr p, RT_SELF_UNUSED) asm("runtime.inHeap");
RT_SWIFT u8 goInHeap(uptr p, RT_SELF_UNUSED) { return spanOf(p) != nullptr; }

struct ObjectPlace {
  uptr base, size;
};
extern "C" RT_SWIFT ObjectPlace goObjectAt(uptr p, RT_SELF_UNUSED) asm("runtime.objectAt");
RT_SWIFT ObjectPlace goObjectAt(uptr p, RT_SELF_UNUSED) {
  ObjectPlace o{0, 0};
  o.base = findObject(p, &o.size);
  return o;
}

struct ObjectNumber {
  uptr base;
  Span *span;
  uptr index;
};
extern "C" RT_SWIFT ObjectNumber goObjectPlace(uptr p, RT_SELF_UNUSED) asm("runtime.objectPlace");
RT_SWIFT ObjectNumber goObjectPlace(uptr p, RT_SELF_UNUSED) {
  uptr base = findObject(p, nullptr);
  Span *s = base ? spanOf(p) : nullptr;
  return {base, s, s ? s->indexOf(p) : 0};
}

extern "C" RT_SWIFT uptr goCheckptrBase(uptr p, RT_SELF) asm("runtime.checkptrBase");
RT_SWIFT uptr goCheckptrBase(uptr p, RT_SELF) {
  for (Seg *s = g->seg; s; s = s->prev)
    if (p - s->lo < s->hi - s->lo)
      return 1;
  if (uptr base = findObject(p, nullptr))
    return base;
  struct Place {
    uptr p, from;
  } place{p, 0};
  eachRootSegment(
      [](uptr from, uptr to, void *arg) {
        auto *place = static_cast<Place *>(arg);
        if (place->p - from < to - from)
          place->from = from;
      },
      &place);
  return place.from;
}

} // namespace golem::runtime
