// Hosted tests of size classes and of the page heap: spans never overlap, and free neighbours are joined.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <sys/mman.h>

#include "runtime/gc/gc.h" // last: it declares memcpy as C has it

namespace golem::runtime {

namespace os {
constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
uptr addressSpaceSize() { return uptr(1) << 30; }
uptr addressSpace(uptr bytes) { return uptr(mmap(nullptr, bytes, PROT_NONE, flags, -1, 0)); }
bool mapAt(uptr at, uptr bytes) {
  return mmap(reinterpret_cast<void *>(at), bytes, PROT_READ | PROT_WRITE, flags | MAP_FIXED, -1, 0) != MAP_FAILED;
}
void *allocate(uptr bytes) { return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, -1, 0); }
bool release(void *p, uptr n) { return madvise(p, n, MADV_DONTNEED) == 0; }
i64 nanotime() { return 0; }
void futexWait(u32 *, u32, i64) {}
void futexWake(u32 *, u32) {}
} // namespace os
u64 stackBytesNeeded() { return 0; }
u64 stackBytesUnused() { return 0; }
void releaseStacks(bool) {}
void fatalError(const char *what) {
  ADD_FAILURE() << what;
  std::abort();
}

TEST(SizeClass, TheSmallestThatFits) {
  for (uptr size = 1; size <= maxSmallSize; size++) {
    u32 c = sizeClassOf(size);
    ASSERT_GE(classSize[c], size);
    ASSERT_LT(classSize[c - 1], size);
  }
}

TEST(PageHeap, SpansAreApartAndJoinAgain) {
  heapInit();
  std::mt19937 random(1);
  std::map<uptr, Span *> used;
  uptr total = 0;
  for (int i = 0; i < 20000; i++) {
    if (used.size() < 200 && random() % 2) {
      uptr n = random() % 20 == 0 ? 1 + random() % 700 : 1 + random() % 12;
      Span *s = allocPages(n);
      ASSERT_NE(s, nullptr);
      ASSERT_EQ(s->npages, n);
      s->state = SpanState::InUse;
      auto after = used.lower_bound(s->base);
      if (after != used.end()) {
        ASSERT_LE(s->limit(), after->first);
      }
      if (after != used.begin()) {
        ASSERT_LE(std::prev(after)->second->limit(), s->base);
      }
      for (uptr k = 0; k < n; k++)
        ASSERT_EQ(spanOf(s->base + k * pageBytes + 17), s);
      used[s->base] = s;
      total += n;
    } else if (!used.empty()) {
      auto it = std::next(used.begin(), long(random() % used.size()));
      total -= it->second->npages;
      freePages(it->second);
      used.erase(it);
    }
    ASSERT_EQ(heap.used / pageBytes, heap.freePages + total);
  }
  for (auto &[base, s] : used)
    freePages(s);
  ASSERT_EQ(heap.used / pageBytes, heap.freePages);
  Span *whole = heap.pageMap[0];
  EXPECT_EQ(whole->state, SpanState::Free);
  EXPECT_EQ(whole->npages, heap.freePages); // one piece
}

// What the bits say, over all free spans.
static uptr dirtyByBits() {
  uptr count = 0;
  for (uptr page = 0; page < heap.used / pageBytes; page++) {
    Span *s = heap.pageMap[page];
    if (s->state == SpanState::Free)
      for (uptr k = 0; k < s->npages; k++, page++)
        count += heap.dirty[page >> 6] >> (page & 63) & 1;
    else
      page += s->npages;
    page--;
  }
  return count;
}

static bool isZero(Span *s) {
  auto *p = reinterpret_cast<u64 *>(s->base);
  return std::all_of(p, p + s->npages * pageBytes / 8, [](u64 w) { return w == 0; });
}

TEST(PageHeap, DirtyPagesAreKnownOneByOne) {
  std::mt19937 random(2);
  std::map<uptr, Span *> used;
  for (int i = 0; i < 3000; i++) {
    if (used.size() < 60 && random() % 2) {
      Span *s = allocPages(1 + random() % 90);
      s->state = SpanState::InUse;
      if (!s->needZero) {
        ASSERT_TRUE(isZero(s));
      }
      eachRun(s, [](uptr page, uptr n, bool dirty) {
        if (dirty)
          memset(reinterpret_cast<void *>(heap.base + page * pageBytes), 0, n * pageBytes);
      });
      ASSERT_TRUE(isZero(s));
      memset(reinterpret_cast<void *>(s->base), 0xee, s->npages * pageBytes);
      used[s->base] = s;
    } else if (!used.empty()) {
      auto it = std::next(used.begin(), long(random() % used.size()));
      freePages(it->second);
      used.erase(it);
    }
    if (random() % 50 == 0) {
      uptr before = heap.dirtyPages, wanted = random() % 200;
      releasePages(wanted, true);
      ASSERT_LE(heap.dirtyPages, before - std::min(before, wanted));
    }
    ASSERT_EQ(heap.dirtyPages, dirtyByBits());
  }
  for (auto &[base, s] : used)
    freePages(s);
  releasePages(~uptr(0), true);
  EXPECT_EQ(heap.dirtyPages, 0u);
  EXPECT_EQ(memoryHeld(), memoryNeeded());
}

TEST(PageHeap, TheLimitIsKeptByGivingBack) {
  Span *large = allocPages(5000);
  large->state = SpanState::InUse;
  freePages(large);
  heap.limit = memoryNeeded() + 1000 * pageBytes;
  keepToLimit();
  EXPECT_LE(memoryHeld(), heap.limit);
  heap.limit = ~u64(0);
}

} // namespace golem::runtime
