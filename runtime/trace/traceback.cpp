// Frame-pointer unwinding and tracebacks in gc's format. The chain of frame pointers crosses stack segments by itself:
// golem_more keeps it. Frames that are in no table of functions (most of the runtime's) are passed over.
#include "runtime/trace/trace.h"
#include "runtime/lang/panic.h"
#include "runtime/sched/bubble.h"

extern "C" {
extern char golem_sigpanic_ret[], golem_asyncpreempt_ret[], golem_morestack_ret[], golem_more[];
extern char golem_asmmore_ret[] __attribute__((weak)); // where assembly is linked
}

namespace golem::runtime {

extern "C" const GoString goDefaultGoroot asm("runtime.defaultGOROOT") __attribute__((weak));

i32 tracebackLevel = 1;
bool tracebackSystem, tracebackCrash;

namespace {
constexpr int maxFrames = 100;

bool has(const char *s, const char *prefix) {
  while (*prefix)
    if (*s++ != *prefix++)
      return false;
  return true;
}
bool same(const char *a, const char *b) { return strlen(a) == strlen(b) && has(a, b); }

// Functions of package runtime are hidden, but for what users call; so are assembly's local ones, whose names have no package.
bool shown(const FuncEntry *f, const char *name) {
  if (tracebackSystem)
    return true;
  const char *dot = name;
  while (*dot && *dot != '.')
    dot++;
  if (!*dot)
    return false;
  if (same(name, "runtime.runFinalizers") || same(name, "runtime.runCleanups") || same(name, "runtime.gopanic"))
    return true;
  if (has(name, "runtime.")) {
    const char *p = name + 8;
    if (*p == '(') { // methods: by the receiver's name, then the method's
      p++;
      if (*p == '*')
        p++;
      return false;
    }
    return *p >= 'A' && *p <= 'Z';
  }
  return true;
}
} // namespace

void traceInit() {
  const char *s = os::getenv("GOTRACEBACK");
  if (!s || !*s || same(s, "single"))
    return;
  if (same(s, "none")) {
    tracebackLevel = 0;
  } else if (same(s, "all")) {
    tracebackLevel = 2;
  } else if (same(s, "system")) {
    tracebackLevel = 2;
    tracebackSystem = true;
  } else if (same(s, "crash") || same(s, "wer")) {
    tracebackLevel = 2;
    tracebackSystem = tracebackCrash = true;
  } else if (*s >= '0' && *s <= '9') {
    tracebackLevel = *s == '0' ? 0 : 2;
    tracebackSystem = *s >= '2';
  } else {
    tracebackLevel = 2;
  }
}

bool FrameWalk::next(Frame *out) {
  for (;;) {
    if (pc == 0)
      return false;
    uptr here = pc;
    bool wasExact = exact;
    const FuncEntry *f = findFunc(wasExact ? here : here - 1);
    AssemblyFrame a{};
    bool assembly = f && (f->flags() & abi::IsAssembly);
    if (assembly) {
      a = assemblyFrame(f, wasExact ? here : here - 1);
      if (!sp && !wasExact && inStacks(fp))
        sp = arch::assemblyStack(fp);
    }
    if (assembly && sp && arch::leaveAssembly(pc, sp, fp, a.delta, a.locals != 0, wasExact)) {
      exact = false;
      if (findFunc(pc - 1))
        fp = arch::framePointerAt(pc, sp, fp);
    } else {
      pc = here;
      sp = arch::callerStack(fp, assembly);
      ascend();
    }
    if (!f && native) {
      f = findNative(wasExact ? here : here - 1);
      if (f && !wasExact && f == findNative(uptr(golem_more))) // where a segment ends: no call of the program's
        f = nullptr;
    }
    if (f) {
      *out = {here, wasExact, f};
      return true;
    }
  }
}

// The caller: its return address lies above the saved frame pointer. Frame pointers grow, but for the steps from the system
// stack to the goroutine's and from one segment to the older one.
void FrameWalk::ascend() {
  uptr here = pc, from = fp;
  pc = 0;
  M *m = currentM();
  bool onSystem = from - m->sysLo < m->sysHi - m->sysLo || from - m->sigLo < m->sigHi - m->sigLo;
  if (from == 0 || from & (wordBytes - 1) || !(onSystem || inStacks(from)))
    return;
  uptr up = *reinterpret_cast<uptr *>(from), ret = *reinterpret_cast<uptr *>(from + wordBytes);
  if (up <= from && up != 0 && !onSystem && ret != uptr(golem_morestack_ret) && ret != uptr(golem_asmmore_ret))
    return;
  fp = up;
  pc = ret;
  exact = here == uptr(golem_sigpanic_ret) || here == uptr(golem_asyncpreempt_ret); // "called" by the interrupted instruction
}

bool whereIs(G *g, uptr *pc, uptr *fp, bool *exact) {
  *exact = false;
  GStatus st = loadSeq(&g->status);
  if (st == GStatus::Syscall && g->syscallSp) {
    *pc = g->syscallPc;
    *fp = g->syscallFp;
    return true;
  }
  if (st == GStatus::Running) {
    M *m = loadAcq(&g->m);
    if (!m || (m != currentM() && !m->stopped))
      return false;
    if (m->stopContext && inStacks(m->stopSp)) {
      contextFrame(m->stopContext, pc, fp);
      *exact = true;
      return true;
    }
  }
  if (!g->sp) {
    *pc = *fp = 0;
    return true;
  }
  auto *f = reinterpret_cast<SavedFrame *>(g->sp);
  *pc = f->pc;
  *fp = f->fp;
  return true;
}

GoString fileRoot(const char **file) {
  if (!has(*file, "$GOROOT/") || !&goDefaultGoroot || goDefaultGoroot.len == 0)
    return {"", 0};
  *file += 7;
  const char *env = os::getenv("GOROOT");
  return env && *env ? GoString{env, iptr(strlen(env))} : goDefaultGoroot;
}

namespace {

void printFile(Out &o, const char *file) {
  GoString root = fileRoot(&file);
  o.text(root.ptr, uptr(root.len)).text(file);
}

void printFrame(Out &o, const char *name, const char *file, u32 line, bool inlined, bool noArguments, uptr off) {
  o.text(same(name, "runtime.gopanic") ? "panic" : name);
  o.text(noArguments && !inlined ? "()" : "(...)").text("\n\t"); // where arguments lie is not recorded
  printFile(o, file);
  o.put(':').num(line);
  if (!inlined)
    o.text(" +").hex(off);
  o.put('\n');
}

// Prints one frame; how many lines of functions it was.
int printOne(Out &o, const Frame &f) {
  SourcePlace places[32];
  uptr pc = f.exact ? f.pc : f.pc - 1;
  int n = sourcePlaces(f.func, pc, places, 32), printed = 0;
  bool wrapper = isWrapper(f.func), noArguments = f.func->flags() & abi::NoArguments;
  if (n == 0) {
    if (shown(f.func, f.func->name()) && !wrapper) {
      printFrame(o, f.func->name(), "?", 0, false, noArguments, f.pc - f.func->start());
      printed++;
    }
    return printed;
  }
  for (int i = 0; i < n; i++) {
    bool inlined = i + 1 < n;
    if (!shown(f.func, places[i].function) || (!inlined && wrapper && !tracebackSystem))
      continue;
    printFrame(o, places[i].function, places[i].file, places[i].line, inlined, noArguments, f.pc - f.func->start());
    printed++;
  }
  return printed;
}

} // namespace

void traceback(Out &o, G *g, uptr pc, uptr fp, bool exact) {
  FrameWalk walk(pc, fp, exact);
  Frame f;
  int printed = 0;
  // Very deep stacks: the first and the last half of what is shown.
  Frame last[maxFrames / 2];
  int held = 0;
  while (walk.next(&f)) {
    if (printed < maxFrames / 2) {
      printed += printOne(o, f);
      continue;
    }
    last[held++ % (maxFrames / 2)] = f;
  }
  if (held > maxFrames / 2) {
    o.text("...").num(u64(held - maxFrames / 2)).text(" frames elided...\n");
    for (int i = 0; i < maxFrames / 2; i++)
      printOne(o, last[(held + i) % (maxFrames / 2)]);
  } else {
    for (int i = 0; i < held; i++)
      printOne(o, last[i]);
  }
  if (g->createPc && g->id != 1) {
    const FuncEntry *cf = findFunc(g->createPc - 1);
    if (cf) {
      SourcePlace place[16];
      int n = sourcePlaces(cf, g->createPc - 1, place, 16);
      if (n > 0 && shown(cf, place[0].function)) {
        o.text("created by ").text(place[0].function);
        if (g->parentId)
          o.text(" in goroutine ").num(g->parentId);
        o.text("\n\t");
        printFile(o, place[0].file);
        o.put(':').num(place[0].line).text(" +");
        o.hex(g->createPc - cf->start()).put('\n');
      }
    }
  }
}

void tracebackHeader(Out &o, G *g) {
  const char *status = "???";
  GStatus st = loadSeq(&g->status);
  switch (st) {
  case GStatus::Idle: status = "idle"; break;
  case GStatus::Runnable: status = "runnable"; break;
  case GStatus::Running: status = "running"; break;
  case GStatus::Syscall: status = "syscall"; break;
  case GStatus::Waiting: status = waitText(g->waitReason); break;
  case GStatus::Dead: status = "dead"; break;
  }
  o.text("goroutine ").num(g->id).text(" [").text(status);
  if (g->bubble && st == GStatus::Waiting && isDurable(g->waitReason) && g->waitReason < Wait::DurableReceive)
    o.text(" (durable)");
  if (g->lockedM && g->lockedM->lockedCount > 0)
    o.text(", locked to thread");
  if (g->bubble)
    o.text(", synctest bubble ").num(g->bubble->id);
  o.text("]:\n");
}

void tracebackOthers(Out &o, G *except, Bubble *only) {
  u32 n = loadAcq(&sched.allGCount);
  for (u32 i = 0; i < n; i++) {
    G *g = sched.allGs[i];
    GStatus st = loadSeq(&g->status);
    if (g == except || st == GStatus::Dead || st == GStatus::Idle || (g->system && !tracebackSystem) ||
        (only && g->bubble != only))
      continue;
    o.put('\n');
    tracebackHeader(o, g);
    uptr pc, fp;
    bool exact;
    if (whereIs(g, &pc, &fp, &exact))
      traceback(o, g, pc, fp, exact);
    else
      o.text("\tgoroutine running on other thread; stack unavailable\n");
  }
}

const char *waitText(Wait w) {
  switch (w) {
  case Wait::None: return "waiting";
  case Wait::ChanReceive: return "chan receive";
  case Wait::ChanSend: return "chan send";
  case Wait::ChanReceiveNil: return "chan receive (nil chan)";
  case Wait::ChanSendNil: return "chan send (nil chan)";
  case Wait::Select: return "select";
  case Wait::SelectNoCases: return "select (no cases)";
  case Wait::Sleep: return "sleep";
  case Wait::SemAcquire: return "semacquire";
  case Wait::SyncCond: return "sync.Cond.Wait";
  case Wait::SyncMutexLock: return "sync.Mutex.Lock";
  case Wait::SyncRWMutexRLock: return "sync.RWMutex.RLock";
  case Wait::SyncRWMutexLock: return "sync.RWMutex.Lock";
  case Wait::SyncWaitGroup: return "sync.WaitGroup.Wait";
  case Wait::IOWait: return "IO wait";
  case Wait::GCWait: return "wait for GC cycle";
  case Wait::FinalizerWait: return "finalizer wait";
  case Wait::Coroutine: return "coroutine";
  case Wait::Preempted: return "preempted";
  case Wait::ForceGC: return "force gc (idle)";
  case Wait::CleanupWait: return "cleanup wait";
  case Wait::DebugCall: return "debug call";
  case Wait::TraceReader: return "trace reader (blocked)";
  case Wait::SynctestRun: return "synctest.Run";
  case Wait::SynctestWait: return "synctest.Wait";
  case Wait::DurableReceive: return "chan receive (durable)";
  case Wait::DurableSend: return "chan send (durable)";
  case Wait::DurableSelect: return "select (durable)";
  case Wait::DurableWaitGroup: return "sync.WaitGroup.Wait (durable)";
  case Wait::Max: break;
  }
  return "unknown wait reason";
}

// ---- ends of the program

namespace {
Mutex<LockRank::Die> dieLock; // held by the thread that prints the program's end
}

// Several threads may end the program at once: each prints its own message, one after the other, and the last one exits.
void dieBegin() {
  M *m = currentM();
  if (m->dying) // a fault while dying
    os::exit(5);
  m->dying = true;
  addSeq(&sched.panicking, 1u);
  dieLock.lock();
  crashing = true;
}

void dieTraced(G *g, uptr pc, uptr fp, bool exact, bool showSystem, void (*last)(Out &, void *), void *lastArgument) {
  {
    Out o;
    if (g && g->sigNum) {
      o.text("[signal ").text(os::signalText(int(g->sigNum))).text(" code=").hex(g->sigCode).text(" addr=").hex(g->sigAddr);
      o.text(" pc=").hex(g->sigPc).text("]\n");
    }
    if (tracebackLevel > 0) {
      if (g && !g->isSystemStack) {
        o.put('\n');
        tracebackHeader(o, g);
        traceback(o, g, pc, fp, exact);
      } else if (tracebackSystem) {
        o.text("\nruntime stack:\n");
      }
      if (tracebackLevel > 1 || showSystem || !g || g->isSystemStack)
        tracebackOthers(o, g);
      else if (g->deadBubble)
        tracebackOthers(o, g, g->deadBubble);
      if (last)
        last(o, lastArgument);
    }
  }
  dieLock.unlock();
  if (addSeq(&sched.panicking, ~0u) != 0) // another thread also has something to print
    for (;;)
      os::sleepMicros(1000000);
  if (tracebackCrash)
    os::crash();
  os::exit(2);
}

void flushPrintForDeath();

namespace {

// What follows a line's end is indented.
void fatalMessage(const char *text, uptr n) {
  Out o;
  o.text("fatal error: ");
  for (uptr i = 0; i < n; i++) {
    o.put(text[i]);
    if (text[i] == '\n')
      o.put('\t');
  }
  o.put('\n');
}

// "fatal error: " text, then tracebacks. g: whose.
[[noreturn]] void die(G *g, const char *text, uptr n, uptr pc, uptr fp, bool exact, bool all) {
  dieBegin();
  flushPrintForDeath();
  fatalMessage(text, n);
  dieTraced(g, pc, fp, exact, all);
}

} // namespace

void fatalError(const char *what) {
  uptr pc = uptr(__builtin_return_address(0)), fp = uptr(__builtin_frame_address(0));
  fp = *reinterpret_cast<uptr *>(fp);
  G *g = currentG();
  if (g && onSystemStackNow()) {
    bool exact;
    whereIs(g, &pc, &fp, &exact);
  }
  // A goroutine's stack may have no room for the report.
  onSystemStack([&] { die(g, what, strlen(what), pc, fp, false, false); });
  __builtin_unreachable();
}

void deadlockError(const char *text) {
  tracebackLevel = maxOf(tracebackLevel, tracebackLevel > 0 ? 2 : 0);
  die(nullptr, text, strlen(text), 0, 0, false, true);
}

void fatalStackOverflow(G *g) {
  uptr fp = g->sigFp;
  uptr pc = *reinterpret_cast<uptr *>(fp + wordBytes);
  die(g, "stack overflow", 14, pc, *reinterpret_cast<uptr *>(fp), false, false);
}

extern "C" [[noreturn]] RT_SWIFT void goThrow(const char *s, iptr n, RT_SELF) asm("runtime.throw");
RT_SWIFT void goThrow(const char *s, iptr n, RT_SELF) {
  uptr pc = uptr(__builtin_return_address(0));
  uptr fp = *static_cast<uptr *>(__builtin_frame_address(0));
  onSystemStack([&] { die(g, s, uptr(n), pc, fp, false, false); });
  __builtin_unreachable();
}
extern "C" [[noreturn]] RT_SWIFT void goFatal(const char *s, iptr n, RT_SELF) asm("runtime.fatal");
RT_SWIFT void goFatal(const char *s, iptr n, RT_SELF) {
  uptr pc = uptr(__builtin_return_address(0));
  uptr fp = *static_cast<uptr *>(__builtin_frame_address(0));
  currentM()->locks++;
  dieBegin();
  flushPrintForDeath();
  if (g->panics) { // what the program was about to end for is told first
    noteRepanics(g->panics);
    printPanics(g->panics, g);
    writeError("\t", 1);
  }
  onSystemStack([&] {
    fatalMessage(s, uptr(n));
    dieTraced(g, pc, fp, false, false);
  });
  __builtin_unreachable();
}

// ---- stacks for Go

extern "C" RT_SWIFT iptr goStackPCs(iptr skip, uptr *buf, iptr n, RT_SELF) asm("runtime.stackPCs");
RT_NOINLINE RT_SWIFT iptr goStackPCs(iptr skip, uptr *buf, iptr n, RT_SELF) {
  uptr fp = uptr(__builtin_frame_address(0));
  FrameWalk walk(*reinterpret_cast<uptr *>(fp + wordBytes), *reinterpret_cast<uptr *>(fp), false);
  Frame f;
  iptr k = 0;
  while (k < n && walk.next(&f)) {
    if (skip > 0) {
      skip--;
      continue;
    }
    buf[k++] = f.exact ? f.pc + 1 : f.pc; // users subtract one
  }
  return k;
}

extern "C" RT_SWIFT iptr goStackText(char *buf, iptr n, u32 all, RT_SELF) asm("runtime.stackText");
RT_NOINLINE RT_SWIFT iptr goStackText(char *buf, iptr n, u32 all, RT_SELF) {
  uptr stackFp = *static_cast<uptr *>(__builtin_frame_address(0)); // of runtime.Stack, which is not shown
  uptr pc = *reinterpret_cast<uptr *>(stackFp + wordBytes), fp = *reinterpret_cast<uptr *>(stackFp);
  OutTarget target{buf, uptr(n), 0};
  auto print = [&] {
    Out o(&target);
    tracebackHeader(o, g);
    traceback(o, g, pc, fp, false);
    if (all & 1)
      tracebackOthers(o, g);
  };
  if (all & 1)
    withStoppedWorld(g, "all goroutines stack trace", print);
  else
    onSystemStack(print);
  return iptr(target.used);
}

extern "C" RT_SWIFT iptr goGoroutineStacks(uptr *pcs, iptr depth, void **labels, iptr max, RT_SELF)
    asm("runtime.goroutineStacks");
RT_SWIFT iptr goGoroutineStacks(uptr *pcs, iptr depth, void **labels, iptr max, RT_SELF) {
  uptr myPc = uptr(__builtin_return_address(0));
  uptr myFp = *static_cast<uptr *>(__builtin_frame_address(0));
  iptr count = 0;
  withStoppedWorld(g, "goroutine profile", [&] {
    for (u32 pass = 0; pass < 2; pass++) {
      if (pass == 1 && count > max)
        return;
      iptr k = 0;
      for (u32 i = 0; i < sched.allGCount; i++) {
        G *o = sched.allGs[i];
        GStatus st = loadSeq(&o->status);
        if (st == GStatus::Dead || st == GStatus::Idle || o->system)
          continue;
        if (pass == 1) {
          uptr pc, fp;
          bool exact;
          whereIs(o, &pc, &fp, &exact);
          if (o == g) {
            pc = myPc;
            fp = myFp;
          }
          FrameWalk walk(pc, fp, exact);
          Frame f;
          iptr d = 0;
          while (d < depth && walk.next(&f))
            pcs[k * depth + d++] = f.pc;
          while (d < depth)
            pcs[k * depth + d++] = 0;
          if (labels)
            labels[k] = o->labels;
        }
        k++;
      }
      count = k;
    }
  });
  return count;
}

extern "C" RT_SWIFT void goSetTracebackLevel(iptr level, u32 system, u32 crash, RT_SELF_UNUSED)
    asm("runtime.setTracebackLevel");
RT_SWIFT void goSetTracebackLevel(iptr level, u32 system, u32 crash, RT_SELF_UNUSED) {
  tracebackLevel = maxOf<i32>(tracebackLevel, i32(level));
  tracebackSystem |= system & 1;
  tracebackCrash |= crash & 1;
}

} // namespace golem::runtime
