// Goroutine stacks: chains of segments that never move. The Seg structure lies at the upper end of
// its memory, which is from stackmemory.cpp.
#include "runtime/base/print.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/trace.h"

namespace golem::runtime {

static constexpr uptr largestStep = uptr(4) << 20;

void stackInit() {
  stackMemoryInit();
  sched.maxStack = 1000000000;
  u32 first = debugSetting("firstseg");
  sched.firstSegBytes = first ? maxOf<u32>(first, 8192) : 16384;
}

namespace {

void overflow(G *g, uptr fp) {
  Out o;
  o.text("runtime: goroutine stack exceeds ").num(sched.maxStack).text("-byte limit\nruntime: sp=").hex(fp).text(" stack=[").hex(g->seg->lo);
  o.text(", ").hex(g->seg->hi).text("]\n");
  o.flush();
  g->sigFp = fp;
  fatalStackOverflow(g);
}

void grow(G *g, uptr need, uptr fp) {
  Seg *s = g->seg;
  uptr want = need + stackGuard + 2048;
  if (Seg *n = s->next) {
    if (n->hi - n->lo >= want)
      return;
    freeSegs(n);
    s->next = nullptr;
  }
  uptr total = 0;
  for (Seg *p = s; p; p = p->prev)
    total += p->hi - p->lo;
  uptr step = minOf((s->hi - s->lo + sizeof(Seg)) * 2, largestStep);
  uptr size = maxOf(alignUp(step, 4096), want);
  if (total + size > sched.maxStack)
    overflow(g, fp);
  s->deep = true;
  Seg *n = allocSeg(size);
  n->prev = s;
  s->next = n;
}

} // namespace

// golem_more's slow way: 1: g->seg->next is ready; 0: run on the same stack (this was a request to yield).
extern "C" i32 golem_rtstackslow(G *g, uptr fp, uptr argumentBytes) {
  uptr need = g->need + argumentBytes;
  g->need = 0;
  if (RT_UNLIKELY(g->isSystemStack))
    fatalError("runtime: Go code overflowed the system stack");
  if (loadRelaxed(&g->limit) >= poisonedLimit) {
    storeRelaxed(&g->limit, g->seg->limit);
    M *m = currentM();
    if (m->locks == 0) {
      if (loadSeq(&sched.gcWaiting))
        stopPoint(g);
      if (g->preempt) {
        g->preempt = false;
        gosched(g, true);
      }
    }
    // The function's own check is made again, but the limit may be poisoned anew by then: never let that eat up the guard.
    if (fp - 1024 >= g->seg->limit + need)
      return 0;
  }
  onSystemStack([&] { grow(g, need, fp); });
  return 1;
}

namespace {

// Bytes of arguments that an assembly function may use, which begin at args. Unknown: what its caller, whose frame ends at
// callerFp, can have put there.
uptr argumentBytes(const AssemblyFrame &a, uptr args, uptr callerFp, const Seg *s) {
  uptr room = s->hi - args, bytes = uptr(a.args);
  if (a.args < 0)
    bytes = callerFp > args && callerFp <= s->hi ? callerFp - args : 1024;
  return minOf(alignUp(bytes, 16), room & ~uptr(15));
}

} // namespace

// The same for the assembly function that pc lies in; *bytes: how much of its arguments to copy to the next segment.
extern "C" i32 golem_rtasmgrow(G *g, uptr pc, uptr fp, uptr *bytes) {
  if (RT_UNLIKELY(g->isSystemStack))
    fatalError("runtime: assembly overflowed the system stack");
  const FuncEntry *f = findFunc(pc - 1);
  if (!f || !(f->flags() & abi::IsAssembly))
    fatalError("runtime: morestack called from unknown code");
  AssemblyFrame a = assemblyFrame(f, pc - 1);
  if (loadRelaxed(&g->limit) >= poisonedLimit) {
    storeRelaxed(&g->limit, g->seg->limit);
    if (currentM()->locks == 0) {
      if (loadSeq(&sched.gcWaiting))
        stopPoint(g);
      if (g->preempt) {
        g->preempt = false;
        gosched(g, true);
      }
    }
    if (fp >= g->seg->limit + a.locals)
      return 0;
  }
  *bytes = argumentBytes(a, fp + arch::assemblySp + arch::assemblyArguments, *reinterpret_cast<uptr *>(fp), g->seg);
  onSystemStack([&] { grow(g, a.locals + 2 * *bytes, fp); });
  return 1;
}

extern "C" RT_SWIFT iptr goSetMaxStack(iptr n, RT_SELF_UNUSED) asm("runtime/debug.setMaxStack");
RT_SWIFT iptr goSetMaxStack(iptr n, RT_SELF_UNUSED) {
  iptr old = iptr(sched.maxStack);
  sched.maxStack = u64(n);
  return old;
}

} // namespace golem::runtime
