// Counters by call stack, in a hash table that only grows: the memory, block and mutex profiles.
//
// Allocations are sampled: each thread's cache counts the bytes down from a random number whose mean is MemProfileRate, drawn
// from the exponential distribution, so that every byte is as likely to be the sampled one. A sampled object is remembered
// in the table of specials (gc/special.cpp), which tells when it dies. Package runtime/pprof scales the counts up again.
#include "runtime/trace/profile.h"
#include "runtime/gc/gc.h"
#include "runtime/mem/heap.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/trace.h"

extern "C" const char goMallocgcEntry[] asm("runtime.mallocgc");

namespace golem::runtime {

i64 blockProfileRate;
u32 mutexProfileFraction;

namespace {

constexpr u32 tableSize = 1 << 14;

struct Table {
  Mutex<LockRank::MemoryProfile> lock;
  Bucket **slots;
  Bucket *first[3];
  u64 bytes;
} table;

// The lock is held.
Bucket *bucketFor(ProfileKind kind, const uptr *pcs, u32 depth, uptr size) {
  u64 h = size * 31 + u64(kind);
  for (u32 i = 0; i < depth; i++)
    h = (h ^ pcs[i]) * 0x9e3779b97f4a7c15ull, h ^= h >> 29;
  if (!table.slots)
    table.slots = static_cast<Bucket **>(persistentAlloc(tableSize * sizeof(Bucket *)));
  Bucket **slot = &table.slots[h % tableSize];
  for (Bucket *b = *slot; b; b = b->sameHash)
    if (b->hash == h && b->kind == kind && b->size == size && b->depth == depth &&
        memcmp(b->pcs, pcs, depth * sizeof(uptr)) == 0)
      return b;
  auto *b = static_cast<Bucket *>(persistentAlloc(sizeof(Bucket) + depth * sizeof(uptr)));
  b->hash = h;
  b->kind = kind;
  b->size = size;
  b->depth = depth;
  memcpy(b->pcs, pcs, depth * sizeof(uptr));
  b->sameHash = *slot;
  *slot = b;
  b->nextOfKind = table.first[u32(kind)];
  table.first[u32(kind)] = b;
  table.bytes += sizeof(Bucket) + depth * sizeof(uptr);
  return b;
}

uptr word(uptr p) { return *reinterpret_cast<uptr *>(p); }

u32 collectStack(uptr fp, uptr *pcs) {
  FrameWalk walk(word(fp + wordBytes), word(fp), false, 0, true);
  Frame f;
  u32 n = 0;
  while (n < maxProfileDepth && walk.next(&f))
    pcs[n++] = f.exact ? f.pc + 1 : f.pc; // users subtract one
  return n;
}

// -ln of a random number from (0, 1]: its mean is 1. A polynomial for log2 on [1, 2) is exact to 1e-4, plenty here.
double exponential() {
  u64 r = (random64() >> 11) + 1; // (0, 2^53]
  u32 e = 63 - u32(__builtin_clzll(r));
  double x = double(r) / double(u64(1) << e) - 1;
  double log2 = x * (1.4420 + x * (-0.7079 + x * (0.4105 + x * (-0.1906 + x * 0.0460))));
  return (53 - double(e) - log2) * 0.6931471805599453;
}

// Small objects without pointers share blocks: the first of a block stands for all.
bool inSharedBlock(uptr p, uptr size) {
  Span *s = size < tinyBytes && p % tinyBytes != 0 ? spanOf(p) : nullptr;
  return s && s->noscan();
}

i64 nextSample(iptr rate) {
  if (rate <= 0)
    return INT64_MAX;
  if (rate == 1)
    return 0;
  double n = exponential() * double(rate);
  return n > 1e15 ? i64(1e15) : i64(n);
}

} // namespace

RT_NOINLINE void sampleAllocation(SpanCache *c, uptr p, uptr size) {
  iptr rate = loadRelaxed(&goMemProfileRate);
  bool changed = rate != c->sampleRate;
  bool take = rate == 1 || (rate > 0 && c->sampleLeft < 0 && !changed);
  c->sampleRate = rate;
  c->sampleLeft = nextSample(rate);
  M *m = currentM();
  if (!take || m->locks > 0 || onSystemStackNow() || inSharedBlock(p, size))
    return;
  uptr fp = uptr(__builtin_frame_address(0));
  m->locks++;
  onSystemStack([&] {
    uptr pcs[maxProfileDepth + 2], bytes;
    // Where an allocation begins, mallocgc and what Go called, has ended in jumps: it has no frames.
    u32 n = 0;
    pcs[n++] = uptr(sampleAllocation) + 1; // stands for mallocgc
    u32 rest = collectStack(fp, pcs + 2);
    if (uptr entry = rest && inGoText(pcs[2] - 1) ? arch::calledFrom(pcs[2]) : 0; findNative(entry) && entry != uptr(goMallocgcEntry))
      pcs[n++] = entry + 1;
    memmove(pcs + n, pcs + 2, rest * sizeof(uptr));
    n += rest;
    uptr obj = findObject(p, &bytes);
    if (!obj)
      return;
    Bucket *b;
    {
      LockGuard guard(table.lock);
      b = bucketFor(ProfileKind::Memory, pcs, n, bytes);
      b->newCount++;
    }
    addProfileSpecial(obj, b);
  });
  m->locks--;
}

u64 profileBytes() { return table.bytes; }

void profileFreed(Bucket *b) { b->newFrees++; }

void publishMemoryProfile() {
  for (Bucket *b = table.first[u32(ProfileKind::Memory)]; b; b = b->nextOfKind) {
    b->count += b->newCount;
    b->frees += b->newFrees;
    b->newCount = b->newFrees = 0;
  }
}

RT_NOINLINE void noteEvent(ProfileKind kind, i64 nanos) {
  if (nanos <= 0)
    nanos = 1;
  u64 events = 1;
  i64 rate = loadRelaxed(&blockProfileRate);
  if (kind == ProfileKind::Block) { // short waits are sampled, and stand for those that were not
    if (rate <= 0)
      return;
    if (nanos < rate) {
      if (i64(random64() % u64(rate)) > nanos)
        return;
      events = u64(rate / nanos);
      nanos *= i64(events);
    }
  } else {
    events = loadRelaxed(&mutexProfileFraction);
    nanos *= i64(events);
  }
  uptr fp = uptr(__builtin_frame_address(0));
  onSystemStack([&] {
    uptr pcs[maxProfileDepth];
    u32 n = collectStack(fp, pcs);
    LockGuard guard(table.lock);
    Bucket *b = bucketFor(kind, pcs, n, 0);
    b->count += events;
    b->amount += u64(nanos);
  });
}

bool mutexSampled() {
  u32 rate = loadRelaxed(&mutexProfileFraction);
  return RT_UNLIKELY(rate != 0) && fastRandom() % rate == 0;
}

// ---- what Go calls

// Stores the records of a kind as words: count, frees, size (memory) or nanoseconds, depth, and as many pcs each. Gives how many
// words that takes, and stores nothing if there is not enough room.
extern "C" RT_SWIFT iptr goProfileRecords(iptr kind, uptr *out, iptr room, RT_SELF_UNUSED) asm("runtime.profileRecords");
RT_SWIFT iptr goProfileRecords(iptr kind, uptr *out, iptr room, RT_SELF_UNUSED) {
  M *m = acquireM();
  iptr words = 0;
  onSystemStack([&] {
    LockGuard guard(table.lock);
    if (kind == iptr(ProfileKind::Memory) && gcStats.cycles == 0)
      publishMemoryProfile();
    for (Bucket *b = table.first[kind]; b; b = b->nextOfKind)
      words += 4 + b->depth;
    if (words > room)
      return;
    for (Bucket *b = table.first[kind]; b; b = b->nextOfKind) {
      *out++ = b->count;
      *out++ = b->frees;
      *out++ = b->kind == ProfileKind::Memory ? b->size : b->amount;
      *out++ = b->depth;
      memcpy(out, b->pcs, b->depth * sizeof(uptr));
      out += b->depth;
    }
  });
  releaseM(m);
  return words;
}

extern "C" RT_SWIFT void goSetBlockRate(i64 rate, RT_SELF_UNUSED) asm("runtime.setBlockRate");
RT_SWIFT void goSetBlockRate(i64 rate, RT_SELF_UNUSED) { storeRelaxed(&blockProfileRate, rate); }
extern "C" RT_SWIFT iptr goSetMutexFraction(iptr rate, RT_SELF_UNUSED) asm("runtime.setMutexFraction");
RT_SWIFT iptr goSetMutexFraction(iptr rate, RT_SELF_UNUSED) {
  iptr old = mutexProfileFraction;
  if (rate >= 0)
    storeRelaxed(&mutexProfileFraction, u32(rate));
  return old;
}
extern "C" RT_SWIFT void goBlockEvent(i64 nanos, iptr, RT_SELF_UNUSED) asm("runtime.blockevent");
RT_SWIFT void goBlockEvent(i64 nanos, iptr, RT_SELF_UNUSED) { noteEvent(ProfileKind::Block, nanos); }
extern "C" RT_SWIFT void goMutexEvent(i64 nanos, iptr, RT_SELF_UNUSED) asm("sync.event");
RT_SWIFT void goMutexEvent(i64 nanos, iptr, RT_SELF_UNUSED) {
  u64 rate = u64(loadRelaxed(&mutexProfileFraction));
  if (rate > 0 && random64() % rate == 0)
    noteEvent(ProfileKind::Mutex, nanos);
}
extern "C" RT_SWIFT iptr goThreadCount(RT_SELF_UNUSED) asm("runtime.threadCount");
RT_SWIFT iptr goThreadCount(RT_SELF_UNUSED) { return sched.mCount; }

} // namespace golem::runtime
