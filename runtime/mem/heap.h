// The heap: pages grouped into spans; a span holds objects of one size class, with or without pointers, or one large
// object. Objects never move.
//
// Where the collector finds pointers: objects of up to maxBitmapObject bytes have one bit a word in the heap bitmap; larger small objects begin
// with a header word, their type; a large object's type is in its span. Memory that may hold pointers is always
// zeroed before it is given out.
//
// A page is clean while the system has no memory behind it, or only zeros: one that was never used,
// or was given back. The bits of heap.dirty tell for the pages of free spans; those of a used span
// stay as they were until it is freed, which makes all of its pages dirty. What the program holds
// of the system is counted in pages that are used or dirty (memoryHeld).
#pragma once
#include "runtime/mem/growing.h"
#include "runtime/base/lock.h"
#include "runtime/base/type.h"
#include "runtime/mem/sizeclass.h"

namespace golem::runtime {

constexpr uptr pageShift = 13, pageBytes = uptr(1) << pageShift;
constexpr uptr maxBitmapObject = wordBytes * wordBits; // larger ones have a header
constexpr uptr maxAlloc = uptr(~u64(0) >> (wordBytes == 8 ? 17 : 32)); // bytes that the program may ask for
constexpr uptr headerBytes = 8;
constexpr uptr tinyBytes = 16;

enum class SpanState : u8 { Unused, Free, InUse };

struct Span {
  uptr base, npages;
  uptr elemSize;
  u32 nelems, divMagic;
  u8 spanClass; // size class * 2 + noscan
  SpanState state;
  bool needZero;  // some page was dirty: slots are cleared before they are given out
  bool stuck;     // free, and the system would not take it
  bool listed;
  u32 freeIndex;  // no free slot below it
  u32 allocCount, countWhenCached;
  u64 allocCache; // free slots from freeIndex on, one bit each, 64 at a time
  Type *largeType;
  uptr largeSize;
  Span *next, *prev;
  u32 freeSince;  // when it became free, in units of 2^30 ns
  uptr dirtyPages; // of a free span
  u64 allocBits[16], marks[16];

  bool noscan() const { return spanClass & 1; }
  uptr limit() const { return base + npages * pageBytes; }
  u32 indexOf(uptr p) const { return npages != 0 && divMagic ? u32((u64(p - base) * divMagic) >> 32) : 0; }
  bool isFree(u32 i) const { return i >= freeIndex && !(allocBits[i >> 6] >> (i & 63) & 1); }
};

// What a P allocates from without locks.
struct SpanCache {
  Span *spans[numSpanClasses];
  uptr tiny, tinyOffset;
  u64 tinyAllocs;
  i64 sampleLeft;  // bytes until the next sample of the heap profile (trace/profile.h)
  iptr sampleRate; // that this was drawn for
};

struct HeapStats {
  u64 mallocs[numSizeClasses], frees[numSizeClasses]; // class 0: large
  u64 largeAllocBytes, largeFreeBytes;
  u64 tinyAllocs;
};

struct Heap {
  Mutex<LockRank::Heap> lock; // pages and span structures
  Growing memory, pageMapMemory, bitmapMemory, dirtyMemory, allSpansMemory;
  uptr base, used; // [base, base+used) has been handed to spans
  Span **pageMap;
  u64 *bitmap;
  u64 *dirty; // a bit a page
  Span *unusedSpans;
  Span **allSpans;
  uptr spanCount;

  static constexpr uptr numBins = 129; // [n]: free spans of n pages; the last: larger
  Span bins[numBins]; // those with dirty pages first
  uptr freePages;
  uptr dirtyPages; // of these

  struct alignas(64) Central {
    Mutex<LockRank::Central> lock;
    Span *partial;
  } central[numSpanClasses];

  u64 live;    // bytes handed out (whole cached spans) since the last collection, plus what survived it
  u64 trigger;
  u64 marked;  // survived
  u64 limitTrigger; // for memoryHeld(), too
  u64 limitFloor;   // but not before `live` has reached this
  u64 limit;        // what memoryHeld() should stay below
  HeapStats stats;
};
extern Heap heap;
extern SpanCache emptyCache; // all spans full

void heapInit();
SpanCache *newSpanCache();
void releaseSpanCache(SpanCache *c); // spans back to the lists
Span *allocPages(uptr npages);       // takes the lock
void freePages(Span *s);
// Calls f(first page, how many, dirty) for each run of s's pages; s is new from allocPages.
template <class F> void eachRun(Span *s, F f);
// Gives free pages back to the system, about so many; young: also those that have just become free,
// and short runs.
void releasePages(uptr wanted, bool young);
// Bytes that the program has of the system for heap, stacks and the runtime's tables, as far as it
// can't do without them; with what it could give back.
u64 memoryNeeded();
u64 memoryHeld();
void keepToLimit(); // gives back what is held beyond heap.limit, as far as it is unused
extern u64 persistentBytes;

template <class F> void eachRun(Span *s, F f) {
  uptr from = (s->base - heap.base) >> pageShift, end = from + s->npages;
  auto isDirty = [](uptr page) { return heap.dirty[page >> 6] >> (page & 63) & 1; };
  while (from < end) {
    bool dirty = isDirty(from);
    uptr to = from + 1;
    while (to < end && isDirty(to) == dirty)
      to++;
    f(from, to - from, dirty);
    from = to;
  }
}

RT_INLINE Span *spanOf(uptr p) {
  if (p - heap.base >= heap.used)
    return nullptr;
  Span *s = heap.pageMap[(p - heap.base) >> pageShift];
  if (!s || s->state != SpanState::InUse || p - s->base >= s->npages * pageBytes)
    return nullptr;
  return s;
}
// Start of the object that holds p (0: none) and its size.
uptr findObject(uptr p, uptr *size);

void *mallocgc(uptr size, Type *t, bool zero, G *g);
uptr roundUpSize(uptr size, bool noscan);

// Memory of the runtime itself: zeroed, never freed, not scanned.
void *persistentAlloc(uptr bytes, uptr align = 8);

} // namespace golem::runtime
