// Mutual exclusion between threads: a futex lock for the runtime's own short critical sections. It is taken only in
// runtime code, which is never preempted; nobody may allocate from the heap, park, or call Go while holding one.
#pragma once
#include "runtime/arch/arch.h"
#include "runtime/base/lockrank.h"
#include "runtime/os/os.h"

namespace golem::runtime {

RT_NOINLINE inline void lockSlow(u32 *state) {
  for (int i = 0; i < 40; i++) {
    if (loadRelaxed(state) == 0 && cas(state, 0u, 1u))
      return;
    arch::relax();
  }
  while (swapSeq(state, 2u) != 0)
    os::futexWait(state, 2, -1);
}

template <LockRank rank> struct Mutex {
  u32 state = 0; // 0 free, 1 held, 2 held and somebody may sleep

  RT_INLINE void lock() {
    beforeLock(rank, uptr(this));
    if (RT_UNLIKELY(!cas(&state, 0u, 1u)))
      lockSlow(&state);
    lockTaken(rank, uptr(this));
  }
  // May be out of rank: it waits for nobody.
  RT_INLINE bool tryLock() {
    if (!cas(&state, 0u, 1u))
      return false;
    lockTaken(rank, uptr(this));
    return true;
  }
  RT_INLINE void unlock() {
    lockReleased(rank);
    if (RT_UNLIKELY(swapSeq(&state, 0u) == 2))
      os::futexWake(&state, 1);
  }
};

template <LockRank rank> struct LockGuard {
  RT_INLINE explicit LockGuard(Mutex<rank> &m) : m(m) { m.lock(); }
  RT_INLINE ~LockGuard() { m.unlock(); }
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;
  Mutex<rank> &m;
};

// A one-shot event: one thread sleeps, another wakes it.
struct Note {
  u32 key = 0;
  void clear() { storeSeq(&key, 0u); }
  void wake() {
    storeSeq(&key, 1u);
    os::futexWake(&key, 1);
  }
  void sleep() {
    while (loadSeq(&key) == 0)
      os::futexWait(&key, 0, -1);
  }
  // Sleeps at most ns nanoseconds (< 0: for ever); true when woken.
  bool sleepFor(i64 ns) {
    if (ns < 0) {
      sleep();
      return true;
    }
    i64 deadline = os::nanotime() + ns;
    while (loadSeq(&key) == 0) {
      i64 left = deadline - os::nanotime();
      if (left <= 0)
        return loadSeq(&key) != 0;
      os::futexWait(&key, 0, left);
    }
    return true;
  }
};

} // namespace golem::runtime
