// Mutual exclusion between threads: a futex lock for the runtime's own short critical sections. It is taken only in
// runtime code, which is never preempted; nobody may allocate from the heap, park, or call Go while holding one.
#pragma once
#include "runtime/arch/arch.h"
#include "runtime/base/base.h"
#include "runtime/os/os.h"

namespace golem::runtime {

struct Mutex {
  u32 state = 0; // 0 free, 1 held, 2 held and somebody may sleep

  void lock() {
    if (RT_LIKELY(cas(&state, 0u, 1u)))
      return;
    lockSlow();
  }
  bool tryLock() { return cas(&state, 0u, 1u); }
  void unlock() {
    if (RT_UNLIKELY(swapSeq(&state, 0u) == 2))
      os::futexWake(&state, 1);
  }

private:
  RT_NOINLINE void lockSlow() {
    for (int i = 0; i < 40; i++) {
      if (loadRelaxed(&state) == 0 && cas(&state, 0u, 1u))
        return;
      arch::relax();
    }
    while (swapSeq(&state, 2u) != 0)
      os::futexWait(&state, 2, -1);
  }
};

struct LockGuard {
  explicit LockGuard(Mutex &m) : m(m) { m.lock(); }
  ~LockGuard() { m.unlock(); }
  LockGuard(const LockGuard &) = delete;
  LockGuard &operator=(const LockGuard &) = delete;
  Mutex &m;
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
