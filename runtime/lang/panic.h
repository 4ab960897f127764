// Deferred calls and panics as compiled code and the runtime share them (docs/abi.md section 5).
#pragma once
#include "runtime/base/lock.h"
#include "runtime/base/type.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

struct Defer : records::Defer {};

struct DeferFrame : records::DeferFrame {
  uptr regs[arch::markRegisters];
};

struct Panic : records::Panic {
  GoEface arg;
  DeferFrame *frame; // whose deferred calls it runs
  bool recovered, goexit, aborted, repanicked;
};

// Marks the panics whose value the next newer one has as well: one line stands for both.
void noteRepanics(Panic *newest);
// "panic: " lines for all panics under way, the oldest first, each but the first indented.
void printPanics(Panic *newest, G *g);

extern "C" RT_SWIFT void goPanicDeferNil(RT_SELF) asm("runtime.panicDeferNil");

} // namespace golem::runtime
