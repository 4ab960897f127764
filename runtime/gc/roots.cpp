// Where marking begins: the program's variables, every goroutine's stack and registers, timers, what the runtime
// keeps for Go. Stacks are in frames.cpp.
#include "runtime/gc/gc.h"
#include "runtime/lang/chan.h"
#include "runtime/lang/panic.h"
#include "runtime/os/linux/elf.h"
#include "runtime/sched/internal.h"
#include "runtime/sched/timer.h"

namespace golem::runtime {

namespace {

template <class F> void eachWritableSegment(F f) {
  os::elf::Segment *ph = nullptr;
  uptr n = 0;
  for (uptr *a = os::auxv; a[0]; a += 2) {
    if (a[0] == 3)
      ph = reinterpret_cast<os::elf::Segment *>(a[1]);
    else if (a[0] == 5)
      n = a[1];
  }
  for (uptr i = 0; i < n; i++)
    if (ph[i].type == 1 && (ph[i].flags & 2))
      f(uptr(ph[i].address), uptr(ph[i].address + ph[i].size));
}

// What the linker put between these has no pointers (link/lld.cpp).
extern "C" u8 golem_buildinfo[], golem_buildinfo_end[], golem_noptrdata[], golem_noptrdata_end[], golem_noptrbss[], golem_noptrbss_end[];

void scanVariables(uptr from, uptr to) {
  auto leaveOut = [&](u8 *first, u8 *end) {
    if (uptr(first) < from || uptr(end) > to)
      return;
    scanConservative(from, uptr(first));
    from = uptr(end);
  };
  leaveOut(golem_buildinfo, golem_buildinfo_end); // in the order of their addresses
  leaveOut(golem_noptrdata, golem_noptrdata_end);
  leaveOut(golem_noptrbss, golem_noptrbss_end);
  scanConservative(from, to);
}

void scanGoroutine(G *g) {
  GStatus st = loadAcq(&g->status);
  if (st == GStatus::Dead || st == GStatus::Idle)
    return;
  // A closure is in g only until the function that it calls has begun: where a goroutine waits it is over, or in golem_more's frame.
  scanConservative(uptr(g), uptr(&g->context));
  scanConservative(uptr(&g->context + 1), uptr(&g->status));
  if (g->m && g->m->stopContext)
    markWord(uptr(g->context));
  if (g->isSystemStack)
    return;
  for (Panic *p = g->panics; p; p = p->link) // wherever their deferred calls have come to
    markWord(uptr(p->arg.data));
  if (SavedFrame *f = g->collecting) {
    scanStack(g, {uptr(f + 1), f->pc, f->fp, false, false, f});
    return;
  }
  M *m = g->m;
  if (st == GStatus::Syscall) {
    SavedFrame registers{};
    registers.fromSyscall(g->syscallRegs);
    scanStack(g, {g->syscallSp, g->syscallPc, g->syscallFp, false, true, &registers});
    return;
  }
  if (st == GStatus::Running && m && m->stopContext) { // its registers: markRoots
    bool onG = false;
    for (Seg *s = g->seg; s; s = s->prev)
      onG |= m->stopSp >= s->lo && m->stopSp < s->hi;
    if (onG) {
      uptr pc, fp;
      contextFrame(m->stopContext, &pc, &fp);
      scanStack(g, {m->stopSp, pc, fp, true, true});
      return;
    }
  }
  for (Sudog *s = g->waiting; s; s = s->waitLink) {
    markWord(uptr(s->c));
    markWord(uptr(s->elem));
  }
  auto *saved = reinterpret_cast<SavedFrame *>(g->sp);
  bool parked = (st == GStatus::Waiting || st == GStatus::Runnable) && !g->atEntry;
  scanStack(g, {uptr(saved + 1), saved->pc, saved->fp, false, false, saved, parked});
}

bool shrink(G *g, bool below) {
  if (!g->seg || g->isSystemStack)
    return false;
  GStatus st = loadAcq(&g->status);
  if (st == GStatus::Dead || st == GStatus::Idle)
    return false;
  return shrinkStack(g, g->sp, below && (st == GStatus::Waiting || st == GStatus::Runnable));
}

} // namespace

void eachRootSegment(void (*f)(uptr from, uptr to, void *arg), void *arg) {
  eachWritableSegment([=](uptr from, uptr to) { f(from, to, arg); });
}

u64 writableImageBytes() {
  u64 bytes = 0;
  eachWritableSegment([&](uptr from, uptr to) { bytes += to - from; });
  return bytes;
}

void markRoots(bool shrinkAll) {
  eachWritableSegment(scanVariables);
  u32 most = shrinkAll ? ~0u : 256; // the system is asked for each
  for (u32 i = 0; i < sched.allGCount; i++) {
    G *g = sched.allGs[i];
    scanGoroutine(g);
    most -= shrink(g, most > 0);
  }
  for (M *m = sched.allMs; m; m = m->allLink)
    if (m->stopContext) {
      scanStopContext(m->stopContext, scanConservative);
      if (m->stopSp >= m->sysLo && m->stopSp < m->sysHi) // Go code on the system stack: timer functions
        scanConservative(m->stopSp, m->sysHi);
    }
  markTimers();
  markCpuProfile();
  markSpecialRoots();
}

} // namespace golem::runtime
