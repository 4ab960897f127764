// Marking: a stack of objects that are marked and not yet scanned.
#include "runtime/gc/gc.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

namespace {

struct MarkStack {
  Growing memory;
  uptr *items;
  uptr count, capacity;
} marks;

RT_INLINE void push(uptr obj) {
  if (RT_UNLIKELY(marks.count == marks.capacity)) {
    if (!marks.items) {
      RT_CHECK(marks.memory.init(os::addressSpaceSize() / wordBits), "runtime: no address space for the mark stack");
      marks.items = marks.memory.as<uptr>();
    }
    RT_CHECK(marks.memory.need((marks.count + 1) * sizeof(uptr)), "runtime: mark stack overflow");
    marks.capacity = marks.memory.mapped / sizeof(uptr);
  }
  marks.items[marks.count++] = obj;
}

RT_INLINE void mark(uptr p) {
  if (RT_LIKELY(p - heap.base >= heap.used))
    return;
  Span *s = heap.pageMap[(p - heap.base) >> pageShift];
  if (!s || s->state != SpanState::InUse || p - s->base >= s->npages * pageBytes)
    return;
  u32 i = s->divMagic ? u32((u64(p - s->base) * s->divMagic) >> 32) : 0;
  if (i >= s->nelems || s->isFree(i))
    return;
  u64 bit = u64(1) << (i & 63);
  u64 &word = s->marks[i >> 6];
  if (word & bit)
    return;
  word |= bit;
  if (!s->noscan())
    push(s->base + i * s->elemSize);
}

// Calls f with the address of each word of an object that its layout calls a pointer.

template <class F> RT_INLINE void pointersOfType(uptr from, uptr to, Type *t, F f) {
  if (t->ptrBytes == wordBytes && t->size == wordBytes) {
    for (; from + wordBytes <= to; from += wordBytes)
      f(reinterpret_cast<uptr *>(from));
    return;
  }
  const u8 *mask = typeMask(t);
  uptr words = t->ptrBytes >> wordShift;
  for (; from + t->ptrBytes <= to; from += t->size) {
    auto *w = reinterpret_cast<uptr *>(from);
    for (uptr i = 0; i < words; i += 8) {
      u32 m = mask[i >> 3];
      if (words - i < 8)
        m &= (1u << (words - i)) - 1;
      for (; m; m &= m - 1)
        f(&w[i + u32(__builtin_ctz(m))]);
    }
  }
}

template <class F> RT_INLINE void pointersOf(uptr obj, Span *s, F f) {
  if (s->elemSize <= maxBitmapObject && s->divMagic) {
    uptr bit = (obj - heap.base) >> wordShift, words = s->elemSize >> wordShift;
    const u64 *w = heap.bitmap + (bit >> 6);
    u32 shift = bit & 63;
    u64 m = w[0] >> shift;
    if (shift + words > 64)
      m |= w[1] << (64 - shift);
    if (words < 64)
      m &= (u64(1) << words) - 1;
    auto *p = reinterpret_cast<uptr *>(obj);
    for (; m; m &= m - 1)
      f(&p[u32(__builtin_ctzll(m))]);
  } else if (s->divMagic) {
    if (Type *t = *reinterpret_cast<Type **>(obj))
      pointersOfType(obj + headerBytes, obj + s->elemSize, t, f);
  } else if (s->largeType) {
    pointersOfType(obj, obj + s->largeSize, s->largeType, f);
  }
}

void scanObject(uptr obj, Span *s) {
  pointersOf(obj, s, [](uptr *slot) { mark(*slot); });
}

} // namespace

void markWord(uptr p) { mark(p); }

void scanConservative(uptr from, uptr to) {
  from = alignUp(from, wordBytes);
  for (; from + wordBytes <= to; from += wordBytes)
    mark(*reinterpret_cast<uptr *>(from));
}

// An object popped is fetched into the cache and waits in a ring until `ahead` others have gone before it: the stack's order is
// depth first, in which each object would be read just when it was found. (After Cher, Hosking & Vitek 2004.)
void drainMarks() {
  constexpr u32 ahead = 8;
  uptr ring[ahead] = {};
  for (u32 at = 0, empty = 0; empty < ahead; at = (at + 1) % ahead) {
    uptr obj = ring[at];
    ring[at] = 0;
    empty++;
    if (marks.count > 0) {
      ring[at] = marks.items[--marks.count];
      __builtin_prefetch(reinterpret_cast<void *>(ring[at]));
      empty = 0;
    }
    if (obj) {
      scanObject(obj, heap.pageMap[(obj - heap.base) >> pageShift]);
      empty = 0;
    }
  }
}

bool isMarked(uptr obj) {
  Span *s = spanOf(obj);
  if (!s)
    return true;
  u32 i = s->indexOf(obj);
  return i >= s->nelems || (s->marks[i >> 6] >> (i & 63) & 1);
}

void eachPointer(uptr obj, void (*f)(uptr *slot, void *arg), void *arg) {
  if (Span *s = spanOf(obj))
    pointersOf(obj, s, [=](uptr *slot) { f(slot, arg); });
}

extern "C" RT_SWIFT iptr goHeapPointers(uptr p, u8 *mask, iptr n, RT_SELF_UNUSED) asm("runtime.heapPointers");
RT_SWIFT iptr goHeapPointers(uptr p, u8 *mask, iptr n, RT_SELF_UNUSED) {
  uptr size = 0, obj = findObject(p, &size);
  if (!obj)
    return 0;
  Span *s = spanOf(obj);
  if (n > 0 && !s->noscan())
    pointersOf(s->base + s->indexOf(obj) * s->elemSize, s, [=](uptr *slot) {
      if (uptr word = (uptr(slot) - p) / sizeof(uptr); word < uptr(n))
        mask[word] = 1;
    });
  return iptr((obj + size - p) / sizeof(uptr));
}

void scanObjectOf(uptr obj) {
  if (Span *s = spanOf(obj); s && !s->noscan())
    scanObject(s->base + s->indexOf(obj) * s->elemSize, s);
}

// ---- masks of very large types

namespace {

Mutex<LockRank::TypeMask> maskLock;

void fillMask(u8 *mask, uptr at, Type *t) {
  if (t->ptrBytes == 0)
    return;
  if (!(t->flags & abi::MaskOnDemand)) {
    for (uptr i = 0; i < t->ptrBytes / wordBytes; i++)
      if (t->gcdata[i >> 3] >> (i & 7) & 1) {
        uptr bit = at / wordBytes + i;
        mask[bit >> 3] |= u8(1u << (bit & 7));
      }
    return;
  }
  if (t->kind == Kind::Array) {
    auto *a = static_cast<ArrayType *>(t);
    for (uptr i = 0; i < a->len; i++)
      fillMask(mask, at + i * a->elem->size, a->elem);
  } else if (t->kind == Kind::Struct) {
    auto *s = static_cast<StructType *>(t);
    for (iptr i = 0; i < s->fieldCount; i++)
      fillMask(mask, at + s->fields[i].offset, s->fields[i].type);
  } else {
    fatalError("runtime: pointer mask on demand for a type that is neither array nor struct");
  }
}

} // namespace

const u8 *typeMask(Type *t) {
  if (RT_LIKELY(!(t->flags & abi::MaskOnDemand)))
    return t->gcdata;
  auto **slot = reinterpret_cast<u8 **>(t->gcdata);
  u8 *mask = loadAcq(slot);
  if (mask)
    return mask;
  onSystemStack([&] {
    LockGuard guard(maskLock);
    mask = loadAcq(slot);
    if (mask)
      return;
    mask = static_cast<u8 *>(persistentAlloc(t->ptrBytes / wordBits + 9));
    fillMask(mask, 0, t);
    storeRel(slot, mask);
  });
  return mask;
}

extern "C" RT_SWIFT const u8 *goPointerMask(Type *t, RT_SELF_UNUSED) asm("runtime.pointerMask");
RT_SWIFT const u8 *goPointerMask(Type *t, RT_SELF_UNUSED) { return typeMask(t); }

} // namespace golem::runtime
