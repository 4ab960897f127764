// The checking build of the runtime: what each thread holds of locks (base/lockrank.h). Empty in other builds.
#include "runtime/base/print.h"
#include "runtime/mem/heap.h"
#include "runtime/sched/internal.h"

#ifdef RT_CHECKING
namespace golem::runtime {

void beforeLock(LockRank rank, uptr address) {
  M *m = currentM();
  LockRank held = m->locksHeld.forbids(rank, address);
  if (RT_LIKELY(held == LockRank::Count) || m->dying)
    return;
  m->dying = true; // the report may take locks; a second one would say less
  {
    Out o;
    o.text("fatal error: lock out of rank: ").text(lockRankText(rank));
    o.text(" taken while ").text(lockRankText(held)).text(" is held\n");
  }
  os::crash();
}

void lockTaken(LockRank rank, uptr address) { currentM()->locksHeld.take(rank, address); }
void lockReleased(LockRank rank) { currentM()->locksHeld.release(rank); }

void noLocksHeld(const char *doing) {
  M *m = currentM();
  LockRank held = m->locksHeld.innermost();
  if (RT_LIKELY(held == LockRank::Count) || m->dying)
    return;
  m->dying = true;
  {
    Out o;
    o.text("fatal error: ").text(doing).text(" with a lock held: ").text(lockRankText(held)).put('\n');
  }
  os::crash();
}

void tryBadLocks() {
  if (!debugSetting("badlocks"))
    return;
  LockGuard outer(heap.lock);
  LockGuard inner(sched.lock);
}

} // namespace golem::runtime
#endif
