// Panics. gopanic walks the frames that have deferred calls (g->defers) and runs these on top of the panicking stack; when one
// of them has recovered, the frame's mark returns a second time and everything above it is gone. Nothing is unwound.
//
// recover() counts only in the function that gopanic called: the panic remembers the frame pointer of golem_calldefer's
// frame, and recover's caller passes its own caller's. Generated wrappers in between move the expectation
// (wrapperenter). A function that was re-run on a new segment has golem_more's frames in between: these are skipped.
//
// A panic during a deferred call runs the rest of the older panic's frame itself: the older one is then aborted, and
// forgotten when the newer one is recovered there. Goexit is a panic that cannot be recovered.
#include "runtime/lang/panic.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/trace.h"

extern "C" {
extern char golem_morestack_ret[];
void golem_calldefer(golem::runtime::Closure *fn, golem::runtime::G *g, golem::runtime::Panic *p);
[[noreturn]] void golem_resume(golem::runtime::DeferFrame *f);
[[noreturn]] void golem_rtgoexit(golem::runtime::G *g);
}

namespace golem::runtime {

extern "C" RT_SWIFT GoEface goNilPanicValue(RT_SELF) asm("runtime.nilPanicValue");
extern "C" RT_SWIFT void goPreprintpanic(GoEface *v, RT_SELF) asm("runtime.preprintpanic");
extern "C" RT_SWIFT void goPrintpanicval(Type *t, void *d, RT_SELF) asm("runtime.printpanicval");
void flushPrintForDeath();

namespace {

uptr word(uptr p) { return *reinterpret_cast<uptr *>(p); }

bool sameFrame(uptr fp, uptr want) {
  for (int i = 0; i < 8 && fp; i++) {
    if (fp == want)
      return true;
    uptr ret = word(fp + wordBytes);
    if (ret != uptr(golem_morestack_ret))
      return false;
    fp = word(word(fp)); // both frames of golem_more; the caller
  }
  return false;
}

[[noreturn]] void runGoexit(G *g);

[[noreturn]] void recovered(G *g, Panic *p, DeferFrame *f) {
  bool exiting = false;
  Panic *q = p->link;
  for (; q && q->aborted; q = q->link)
    exiting |= q->goexit;
  g->panics = q;
  g->deadBubble = nullptr;
  g->sigNum = 0;
  addSeq(&sched.runningPanicDefers, ~0u);
  if (exiting) // Goexit was under way in this frame: it goes on
    runGoexit(g);
  g->seg = f->seg;
  storeRelaxed(&g->limit, g->preempt ? poisonedLimit : f->seg->limit);
  golem_resume(f);
}

// Runs deferred calls until none is left, or one recovers.
void runDefers(G *g, Panic *p) {
  while (DeferFrame *f = g->defers) {
    for (Panic *q = p->link; q; q = q->link)
      if (q->frame == f)
        q->aborted = true;
    p->frame = f;
    Defer *d = f->head;
    if (!d) {
      g->defers = f->link;
      continue;
    }
    f->head = d->next;
    if (!d->fn)
      goPanicDeferNil(g);
    golem_calldefer(d->fn, g, p);
    if (p->recovered)
      recovered(g, p, f);
  }
}

void runGoexit(G *g) {
  Panic p{};
  p.link = g->panics;
  p.goexit = true;
  g->panics = &p;
  runDefers(g, &p);
  g->panics = nullptr;
  golem_rtgoexit(g);
}

void text(const char *s) { writeError(s, strlen(s)); }

} // namespace

void noteRepanics(Panic *newest) {
  for (Panic *p = newest; p && p->link; p = p->link) {
    GoEface a = p->arg, b = p->link->arg;
    if (a.type == b.type && a.data == b.data && !p->link->goexit)
      p->link->repanicked = true;
  }
}

void printPanics(Panic *p, G *g) {
  Panic *chain[64];
  int n = 0;
  for (; p && n < 64; p = p->link)
    chain[n++] = p;
  bool first = true, prevRepanicked = false, prevGoexit = false;
  while (n-- > 0) {
    Panic *q = chain[n];
    bool skip = !first && prevRepanicked;
    if (!skip && !first && !prevGoexit)
      text("\t");
    if (!skip && !q->goexit) {
      text("panic: ");
      goPrintpanicval(q->arg.type, q->arg.data, g);
      text(q->recovered && q->repanicked ? " [recovered, repanicked]\n" : q->recovered ? " [recovered]\n" : "\n");
    }
    // When the older of two equal panics stood for both, what follows looks at the newer.
    prevRepanicked = q->repanicked;
    prevGoexit = q->goexit;
    first = false;
  }
}


extern "C" [[noreturn]] RT_NOINLINE RT_SWIFT void goPanic(Type *t, void *data, RT_SELF) asm("runtime.panicCore");
RT_SWIFT void goPanic(Type *t, void *data, RT_SELF) {
  uptr gopanicFp = word(uptr(__builtin_frame_address(0)));
  uptr pc = word(gopanicFp + wordBytes), fp = word(gopanicFp);
  Panic p{};
  p.arg = {t, data};
  if (!t)
    p.arg = goNilPanicValue(g);
  if (g->isSystemStack) {
    text("panic: ");
    goPrintpanicval(p.arg.type, p.arg.data, g);
    text("\n");
    fatalError("panic on system stack");
  }
  p.link = g->panics;
  g->panics = &p;
  addSeq(&sched.runningPanicDefers, 1u);
  runDefers(g, &p);

  // Nobody recovered. Error and String methods run before anything is printed.
  noteRepanics(&p);
  for (Panic *q = &p; q; q = q->link)
    if (!q->goexit && !(q->link && q->link->repanicked))
      goPreprintpanic(&q->arg, g);
  currentM()->locks++;
  dieBegin();
  addSeq(&sched.runningPanicDefers, ~0u);
  flushPrintForDeath();
  printPanics(&p, g);
  onSystemStack([&] {
    dieTraced(g, pc, fp, false, false);
  });
  __builtin_unreachable();
}

extern "C" RT_NOINLINE RT_SWIFT void goNilFault(RT_SELF) asm("runtime.nilFault");
RT_SWIFT void goNilFault(RT_SELF) {
  g->sigNum = 11;
  g->sigCode = 1;
  g->sigAddr = 0;
  g->sigPc = word(word(uptr(__builtin_frame_address(0))) + wordBytes);
}

extern "C" RT_SWIFT GoEface goRecover(uptr callerfp, RT_SELF) asm("runtime.gorecover");
RT_SWIFT GoEface goRecover(uptr callerfp, RT_SELF) {
  Panic *p = g->panics;
  if (!p || p->goexit || p->recovered || !sameFrame(callerfp, p->fp))
    return {nullptr, nullptr};
  p->recovered = true;
  return p->arg;
}

extern "C" RT_SWIFT void goWrapperEnter(uptr callerfp, uptr ownfp, RT_SELF) asm("runtime.wrapperenter");
RT_SWIFT void goWrapperEnter(uptr callerfp, uptr ownfp, RT_SELF) {
  Panic *p = g->panics;
  if (p && sameFrame(callerfp, p->fp))
    p->fp = ownfp;
}

// A function that reflect.MakeFunc made begins: the stub is like a generated wrapper.
extern "C" void golem_rtmakefuncenter(uptr callerfp, G *g, uptr ownfp) { goWrapperEnter(callerfp, ownfp, g); }

// A method value of package reflect begins: the expectation passes to the next call by type (golem_call_regs).
extern "C" void golem_rtreflectenter(uptr callerfp, G *g) {
  Panic *p = g->panics;
  if (p && sameFrame(callerfp, p->fp))
    p->fp = 1;
}

extern "C" RT_SWIFT void goDeferreturn(DeferFrame *f, RT_SELF) asm("runtime.deferreturn");
RT_SWIFT void goDeferreturn(DeferFrame *f, RT_SELF) {
  while (Defer *d = f->head) {
    f->head = d->next;
    if (!d->fn)
      goPanicDeferNil(g);
    golem_callclosure(d->fn, g);
  }
  g->defers = f->link;
}

extern "C" [[noreturn]] RT_SWIFT void goGoexit(RT_SELF) asm("runtime.goexitCore");
RT_SWIFT void goGoexit(RT_SELF) { runGoexit(g); }

} // namespace golem::runtime
