// The CPU profile. Every thread has a timer that counts its own CPU time and sends it SIGPROF; the handler walks the stack that
// it interrupted and puts it into a ring, from which a goroutine of package runtime/pprof reads ten times a second.
//
// Writers are handlers on several threads: one at a time (busy), a second one counts its sample as lost rather than wait.
// The reader moves head only.
#include "runtime/trace/profile.h"
#include "runtime/gc/gc.h"
#include "runtime/mem/heap.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/exectrace.h"
#include "runtime/trace/trace.h"

namespace golem::runtime {

extern "C" void goSystemPlace() asm("runtime._System"); // stand for what has no Go function
extern "C" void goCollectorPlace() asm("runtime._GC");

namespace {

constexpr u32 ringSize = 1024, depthLimit = 64;

struct Sample {
  void *labels;
  u32 depth;
  uptr pcs[depthLimit];
};

struct {
  Sample *ring;
  u32 head, tail; // numbers of samples; [head, tail) are there
  u32 busy, lost;
  u32 hz;
} prof;

void fill(Sample *s, M *m, uptr pc, uptr fp) {
  G *g = m->cur;
  s->labels = g ? g->labels : nullptr;
  s->depth = 0;
  FrameWalk walk(pc, fp, true, 0, true);
  Frame f;
  while (s->depth < depthLimit && walk.next(&f))
    s->pcs[s->depth++] = f.exact ? f.pc + 1 : f.pc;
  if (s->depth == 0)
    s->pcs[s->depth++] = uptr(loadSeq(&sched.gcWaiting) ? goCollectorPlace : goSystemPlace) + 1;
}

} // namespace

bool cpuProfiling() { return loadRelaxed(&prof.hz) != 0; }

void profileSignal(void *context) {
  if (!cas(&prof.busy, 0u, 1u)) {
    addSeq(&prof.lost, 1u);
    return;
  }
  u32 tail = prof.tail;
  if (tail - loadAcq(&prof.head) == ringSize) {
    addSeq(&prof.lost, 1u);
  } else {
    uptr pc, fp;
    contextFrame(context, &pc, &fp);
    Sample *s = &prof.ring[tail % ringSize];
    fill(s, currentM(), pc, fp);
    if (traceOn())
      traceSample(currentM(), s->pcs, s->depth);
    storeRel(&prof.tail, tail + 1);
  }
  storeRel(&prof.busy, 0u);
}

void armThreadProfile(M *m) {
  if (cpuProfiling())
    os::startCpuTimer(m, prof.hz);
}

void markCpuProfile() {
  for (u32 i = prof.head; i != prof.tail; i++)
    markWord(uptr(prof.ring[i % ringSize].labels));
}

// ---- what Go calls

extern "C" RT_SWIFT void goSetProfileRate(iptr hz, RT_SELF) asm("runtime.setProfileRate");
RT_SWIFT void goSetProfileRate(iptr hz, RT_SELF) {
  withStoppedWorld(g, "unknown", [&] {
    if (hz > 0 && !prof.ring)
      prof.ring = static_cast<Sample *>(os::allocate(alignUp(ringSize * sizeof(Sample), 4096)));
    storeSeq(&prof.hz, u32(hz));
    LockGuard guard(sched.lock);
    for (M *m = sched.allMs; m; m = m->allLink) {
      if (m->tid == 0)
        continue; // has not begun: armThreadProfile
      if (hz > 0)
        os::startCpuTimer(m, u32(hz));
      else
        os::stopCpuTimer(m);
    }
  });
}

// Moves samples to words and tags as runtime/pprof wants them: {3 + depth, time, count, pcs…} and the labels; a count of 0 tells
// of that many lost ones. Gives how many of each.
struct ProfileRead {
  iptr words, tags;
};
extern "C" RT_SWIFT ProfileRead goReadProfile(u64 *words, iptr room, void **tags, iptr tagRoom, RT_SELF_UNUSED)
    asm("runtime.readProfile");
RT_SWIFT ProfileRead goReadProfile(u64 *words, iptr room, void **tags, iptr tagRoom, RT_SELF_UNUSED) {
  ProfileRead r{0, 0};
  u32 head = prof.head, tail = loadAcq(&prof.tail);
  while (head != tail && r.words + 3 + iptr(depthLimit) <= room && r.tags < tagRoom) {
    Sample &s = prof.ring[head++ % ringSize];
    u64 *w = words + r.words;
    w[0] = 3 + s.depth;
    w[1] = 0;
    w[2] = 1;
    for (u32 i = 0; i < s.depth; i++)
      w[3 + i] = s.pcs[i];
    r.words += 3 + s.depth;
    tags[r.tags++] = s.labels;
  }
  storeRel(&prof.head, head);
  if (u32 lost = r.words + 4 <= room && r.tags < tagRoom ? swapSeq(&prof.lost, 0u) : 0) {
    u64 *w = words + r.words;
    w[0] = 4;
    w[1] = w[2] = 0;
    w[3] = lost;
    r.words += 4;
    tags[r.tags++] = nullptr;
  }
  return r;
}

} // namespace golem::runtime
