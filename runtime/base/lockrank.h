// The order in which a thread may take the runtime's locks: each one ranks behind those that may be held by who takes it. Two
// threads that take locks in ascending order cannot wait for each other.
//
// A lock's rank is part of its type (base/lock.h), so it costs nothing. The checking build of the runtime (RT_CHECKING) counts
// what each thread holds, and ends the program when a lock is taken out of rank.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime {

// RANK(name, what it keeps), those that are taken first come first.
#define RT_LOCK_RANKS(RANK)                                                                        \
  RANK(Print, "output of print and println")                                                       \
  RANK(CollectorSettings, "the collector's settings")                                              \
  RANK(Specials, "finalizers and other special records")                                           \
  RANK(StackRelease, "who gives stacks back")                                                      \
  RANK(TraceReader, "the reader of execution traces")                                              \
  RANK(TimerSend, "a timer's channel")                                                             \
  RANK(Semaphore, "waiters of semaphores")                                                         \
  RANK(NotifyList, "waiters of a sync.Cond")                                                       \
  RANK(Channel, "a channel")                                                                       \
  RANK(PollDescriptor, "a descriptor that is polled")                                              \
  RANK(PollDescriptors, "unused poll descriptors")                                                 \
  RANK(TimerHeap, "a processor's timers")                                                          \
  RANK(Bubbles, "all bubbles")                                                                     \
  RANK(Bubble, "a bubble")                                                                         \
  RANK(Sched, "the scheduler")                                                                     \
  RANK(ThreadMaker, "threads that are to be made")                                                 \
  RANK(StackPool, "unused stacks")                                                                 \
  RANK(Central, "spans of a size class")                                                           \
  RANK(Heap, "pages")                                                                              \
  RANK(MemoryProfile, "the memory profile")                                                        \
  RANK(TypeMask, "pointer masks made on demand")                                                   \
  RANK(Persistent, "memory that is never freed")                                                   \
  RANK(TraceThread, "a thread's part of the execution trace")                                      \
  RANK(TraceTable, "a table of the execution trace")                                               \
  RANK(TraceQueue, "full buffers of the execution trace")                                          \
  RANK(TraceUnused, "unused buffers of the execution trace")                                       \
  RANK(ThreadFailure, "who reports that there are no more threads")                                \
  RANK(Die, "who prints the end of the program")

enum class LockRank : u8 {
#define RANK(name, what) name,
  RT_LOCK_RANKS(RANK)
#undef RANK
  Count
};
constexpr u32 lockRankCount = u32(LockRank::Count);

// "Sched (the scheduler)"
inline const char *lockRankText(LockRank rank) {
  static constexpr const char *texts[] = {
#define RANK(name, what) #name " (" what ")",
      RT_LOCK_RANKS(RANK)
#undef RANK
  };
  return texts[u32(rank)];
}

// What a thread holds.
struct HeldLocks {
  u16 count[lockRankCount];
  uptr lastChannel; // address of the last one taken

  // The held rank that forbids to take this lock; Count: none does. Several locks of a rank are held at once by selects, which
  // take channels by address, and by who has stopped the world to end a part of the trace.
  LockRank forbids(LockRank rank, uptr address) const {
    for (u32 r = lockRankCount; --r > u32(rank);)
      if (count[r])
        return LockRank(r);
    if (!count[u32(rank)] || rank == LockRank::TraceThread)
      return LockRank::Count;
    return rank == LockRank::Channel && address > lastChannel ? LockRank::Count : rank;
  }
  void take(LockRank rank, uptr address) {
    count[u32(rank)]++;
    if (rank == LockRank::Channel)
      lastChannel = address;
  }
  void release(LockRank rank) { count[u32(rank)]--; }
  // The innermost of those under which nobody allocates or waits; Count: none is held. Go code runs under Print.
  LockRank innermost() const {
    for (u32 r = lockRankCount; --r > u32(LockRank::Print);)
      if (count[r])
        return LockRank(r);
    return LockRank::Count;
  }
};

#ifdef RT_CHECKING
// Of the current thread (sched/checking.cpp).
void beforeLock(LockRank rank, uptr address); // ends the program when the lock is out of rank
void lockTaken(LockRank rank, uptr address);
void lockReleased(LockRank rank);
void noLocksHeld(const char *doing); // ends the program unless it holds none
void tryBadLocks();                  // as GOLEMDEBUG=badlocks=1 asks: takes two locks out of rank
#else
RT_INLINE void beforeLock(LockRank, uptr) {}
RT_INLINE void lockTaken(LockRank, uptr) {}
RT_INLINE void lockReleased(LockRank) {}
RT_INLINE void noLocksHeld(const char *) {}
RT_INLINE void tryBadLocks() {}
#endif

} // namespace golem::runtime
