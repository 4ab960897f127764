// Deferred calls and panics as compiled code and the runtime share them (docs/abi.md section 5).
#pragma once
#include "runtime/base/lock.h"
#include "runtime/base/type.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

struct Defer {
  Defer *next;
  Closure *fn; // func()
};

struct DeferFrame {
  DeferFrame *link; // the caller's, or of a function further out
  Defer *head;
  uptr sp, fp, pc;
  Seg *seg;
  void *results;
  uptr flags;
  uptr regs[arch::markRegisters];
};
static_assert(offsetof(DeferFrame, sp) == 16 && offsetof(DeferFrame, seg) == 40 && offsetof(DeferFrame, regs) == 64);

struct Panic {
  Panic *link; // older
  uptr fp;     // of the frame that calls the deferred function now
  GoEface arg;
  DeferFrame *frame; // whose deferred calls it runs
  bool recovered, goexit, aborted, repanicked;
};
static_assert(offsetof(Panic, fp) == 8);

// Marks the panics whose value the next newer one has as well: one line stands for both.
void noteRepanics(Panic *newest);
// "panic: " lines for all panics under way, the oldest first, each but the first indented.
void printPanics(Panic *newest, G *g);

extern "C" RT_SWIFT void goPanicDeferNil(RT_SELF) asm("runtime.panicDeferNil");

} // namespace golem::runtime
