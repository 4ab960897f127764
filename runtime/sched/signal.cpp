// Signals. One handler serves all, on the thread's alternate stack. SIGURG is the runtime's own: it stops the world
// in place and makes long-running goroutines yield. Faults in Go code become panics. The rest goes to os/signal if
// it asked for it, or has the effect that gc gives it.
#include "runtime/base/print.h"
#include "runtime/lang/panic.h"
#include "runtime/os/linux/context.h"
#include "runtime/os/linux/syscall.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/profile.h"
#include "runtime/trace/trace.h"

extern "C" void golem_sigreturn();
extern "C" void golem_sigpanic();
extern "C" void golem_asyncpreempt();

namespace golem::runtime {

namespace {

enum : int { SigHup = 1, SigInt = 2, SigQuit = 3, SigIll = 4, SigTrap = 5, SigAbrt = 6, SigBus = 7, SigFpe = 8, SigKill = 9,
             SigSegv = 11, SigPipe = 13, SigProf = 27, SigTerm = 15, SigStkflt = 16, SigCont = 18, SigStop = 19, SigTstp = 20, SigTtin = 21,
             SigTtou = 22, SigUrg = 23, SigSys = 31, NumSignals = 65 };

struct SigInfo {
  i32 signo, err, code;
  uptr addr;
};

using os::Context;
using os::KernelSigaction;

void setHandler(int sig, void *handler) {
  KernelSigaction a{handler, 0x4 | 0x08000000 | 0x04000000 | 0x10000000, reinterpret_cast<void *>(golem_sigreturn), ~u64(0)};
  os::sys(os::SysSigaction, sig, &a, 0, 8);
}
void *getHandler(int sig) {
  KernelSigaction a{};
  os::sys(os::SysSigaction, sig, 0, &a, 8);
  return a.handler;
}

struct Queue {
  u32 wanted[3], ignored[3], pending[3], recv[3];
  u32 seq;        // changes with each arrival
  u32 deciding;   // handlers that have not yet queued what they found wanted
  u32 receiving;  // 0 while os/signal's goroutine hands out what it has taken; 1: it waits, or has never come
  u32 installed[3];
  u32 atStartIgnored[3];
} queue{.receiving = 1};
bool bit(const u32 *set, int sig) { return loadSeq(&set[sig / 32]) >> (sig % 32) & 1; }
void setBit(u32 *set, int sig) { __atomic_fetch_or(&set[sig / 32], 1u << (sig % 32), __ATOMIC_SEQ_CST); }
void clearBit(u32 *set, int sig) { __atomic_fetch_and(&set[sig / 32], ~(1u << (sig % 32)), __ATOMIC_SEQ_CST); }

void queueSignal(int sig) {
  setBit(queue.pending, sig);
  addSeq(&queue.seq, 1u);
  os::futexWake(&queue.seq, 1);
}

// A system call that every thread makes (syscall.AllThreadsSyscall).
struct {
  u32 seq, left, failed;
  uptr args[7];
  iptr result;
} allThreads;

void doOwnShare(M *m) {
  u32 seq = loadSeq(&allThreads.seq);
  if (m->preemptPending == seq || !loadSeq(&allThreads.left))
    return;
  m->preemptPending = seq;
  uptr *a = allThreads.args;
  if (os::sys6(iptr(a[0]), a[1], a[2], a[3], a[4], a[5], a[6]) != allThreads.result)
    storeSeq(&allThreads.failed, 1u);
  __atomic_sub_fetch(&allThreads.left, 1, __ATOMIC_SEQ_CST);
  os::futexWake(&allThreads.left, 1);
}

[[noreturn]] void dieFrom(int sig) {
  KernelSigaction a{};
  os::sys(os::SysSigaction, sig, &a, 0, 8);
  u64 mask = u64(1) << (sig - 1);
  os::sys(os::SysSigprocmask, 1, &mask, 0, 8);
  os::raise(sig);
  os::yield();
  os::yield();
  os::exit(2);
}

} // namespace

const char *os::signalText(int sig) {
  switch (sig) {
  case SigQuit: return "SIGQUIT: quit";
  case SigIll: return "SIGILL: illegal instruction";
  case SigTrap: return "SIGTRAP: trace trap";
  case SigAbrt: return "SIGABRT: abort";
  case SigBus: return "SIGBUS: bus error";
  case SigFpe: return "SIGFPE: floating-point exception";
  case SigSegv: return "SIGSEGV: segmentation violation";
  case SigStkflt: return "SIGSTKFLT: stack fault";
  case SigSys: return "SIGSYS: bad system call";
  }
  return "signal";
}

namespace {

Seg *segOf(G *g, uptr sp) {
  for (Seg *s = g ? g->seg : nullptr; s; s = s->prev)
    if (sp >= s->lo && sp < s->hi)
      return s;
  return nullptr;
}

// The instruction that the processor refused, as far as its page goes.
void instructionBytes(Out &o, uptr pc) {
  constexpr uptr page = 4096, most = 16;
  o.text("instruction bytes:");
  for (uptr i = 0; i < minOf(most, page - pc % page); i++)
    o.put(' ').hex(reinterpret_cast<u8 *>(pc)[i]);
  o.put('\n');
}

// A signal that ends the program with a dump: a fault of the runtime, or what another process sent.
[[noreturn]] void dump(int sig, SigInfo *info, Context *c, M *m) {
  if (os::secure) {
    Out().text(os::signalText(sig)).put('\n');
    os::exit(2);
  }
  dieBegin();
  G *g = m->cur;
  bool onG = segOf(g, c->sp());
  bool address = sig == SigSegv || sig == SigBus, fault = (address || sig == SigFpe) && info->code > 0;
  {
    Out o;
    if (fault) {
      o.text("fatal error: unexpected signal during runtime execution\n[signal ").text(os::signalText(sig));
      o.text(" code=").hex(u64(u32(info->code))).text(" addr=").hex(info->addr).text(" pc=").hex(c->pc()).text("]\n");
    } else {
      o.text(os::signalText(sig)).text("\nPC=").hex(c->pc()).text(" m=").num(m->id).text(" sigcode=").snum(info->code);
      if (address)
        o.text(" addr=").hex(info->addr);
      o.put('\n');
      if (sig == SigIll || sig == SigFpe)
        instructionBytes(o, c->pc());
    }
    if (fault && (tracebackSystem || !findFunc(c->pc())))
      c->print(o);
  }
  uptr pc = c->pc(), fp = c->fp();
  bool exact = true;
  if (g && !onG)
    whereIs(g, &pc, &fp, &exact);
  if (!fault)
    tracebackLevel = tracebackLevel ? 2 : 0;
  if (g)
    g->sigNum = 0; // told above
  auto registers = [](Out &o, void *context) {
    o.put('\n');
    static_cast<Context *>(context)->print(o);
  };
  if (fault)
    dieTraced(g, pc, fp, exact, false);
  dieTraced(g, pc, fp, exact, true, registers, c);
}

bool faultBecomesPanic(int sig, SigInfo *info, Context *c, M *m) {
  G *g = m->cur;
  uptr pc = c->pc(), sp = c->sp();
  if (!g || info->code <= 0 || m->locks > 0)
    return false;
  Seg *s = segOf(g, sp);
  if (!s || s != g->seg || sp - s->lo < 512)
    return false;
  // Runtime leaf functions that touch the program's memory (memmove and the like) count as their caller's code; a call
  // through a nil function pointer faults at the callee.
  bool go = findFunc(pc) != nullptr;
  if (!go && (pc == info->addr || arch::isFrameless(pc))) {
    pc = c->returnAddress(); // pretend that the call did not happen
    if (!findFunc(pc))
      return false;
    c->undoCall();
    go = true;
  }
  if (!go) {
    if (!segOf(g, c->fp()) || !findFunc(*reinterpret_cast<uptr *>(c->fp() + sizeof(uptr))))
      return false;
  }
  g->sigNum = u32(sig);
  g->sigCode = u32(info->code);
  g->sigAddr = info->addr;
  g->sigPc = pc;
  c->pushCall(reinterpret_cast<void *>(golem_sigpanic));
  c->setG(g);
  return true;
}

void urgent(Context *c, M *m) {
  uptr pc = c->pc(), sp = c->sp();
  P *p = m->p;
  if (!p || loadSeq(&p->status) != PStatus::Running || m->locks > 0)
    return;
  const FuncEntry *f = findFunc(pc);
  if (!f)
    return;
  if (loadSeq(&sched.gcWaiting))
    stopInPlace(m, c, sp);
  G *g = m->cur;
  if (!g || !g->preempt || (f->flags() & (abi::IsNoSplit | abi::IsAssembly)))
    return;
  Seg *s = g->seg;
  if (sp < s->lo + 2048 || sp >= s->hi)
    return;
  g->preempt = false;
  c->pushCall(reinterpret_cast<void *>(golem_asyncpreempt));
}

extern "C" void golem_sighandler(int sig, SigInfo *info, Context *c) {
  M *m = currentM();
  if (sig == SigUrg) {
    doOwnShare(m);
    urgent(c, m);
    if (info->code == -6 || !bit(queue.wanted, sig)) // ours: tgkill
      return;
  }
  if (sig == SigProf && cpuProfiling()) {
    profileSignal(c);
    return;
  }
  if ((sig == SigSegv || sig == SigBus || sig == SigFpe) && faultBecomesPanic(sig, info, c, m))
    return;
  bool fault = (sig == SigSegv || sig == SigBus || sig == SigFpe || sig == SigIll || sig == SigTrap) && info->code > 0;
  if (!fault) {
    addSeq(&queue.deciding, 1u); // before the look at wanted: see goSignalWaitIdle
    bool wanted = bit(queue.wanted, sig);
    if (wanted)
      queueSignal(sig);
    addSeq(&queue.deciding, ~0u);
    if (wanted)
      return;
    if (bit(queue.ignored, sig))
      return;
  }
  switch (sig) {
  case SigHup: case SigInt: case SigTerm:
    dieFrom(sig);
  case SigQuit: case SigIll: case SigTrap: case SigAbrt: case SigBus: case SigFpe: case SigSegv: case SigStkflt: case SigSys:
    dump(sig, info, c, m);
  }
}

bool handled(int sig) {
  // 32 and 33 are a C library's own.
  return sig != SigKill && sig != SigStop && sig != SigCont && sig != SigTstp && sig != SigTtin && sig != SigTtou && sig != 32 &&
         sig != 33 && sig != 34;
}

} // namespace

void scanStopContext(void *context, void (*scan)(uptr from, uptr to)) { static_cast<Context *>(context)->eachRegisters(scan); }
void contextFrame(void *context, uptr *pc, uptr *fp) {
  auto *c = static_cast<Context *>(context);
  *pc = c->pc();
  *fp = c->fp();
}

void signalInit() {
  for (int sig = 1; sig < NumSignals; sig++) {
    if (!handled(sig))
      continue;
    if ((sig == SigHup || sig == SigInt) && getHandler(sig) == reinterpret_cast<void *>(1)) {
      setBit(queue.ignored, sig);
      setBit(queue.atStartIgnored, sig);
      continue;
    }
    setBit(queue.installed, sig);
    setHandler(sig, reinterpret_cast<void *>(golem_sighandler));
  }
}

namespace os {

void initThreadSignals(M *m) {
  constexpr uptr size = 64 * 1024;
  if (!m->sigLo)
    m->sigLo = uptr(allocate(size));
  m->sigHi = m->sigLo + size;
  struct {
    uptr sp;
    i32 flags;
    uptr size;
  } stack{m->sigLo, 0, size};
  sys(SysSigaltstack, &stack, 0);
  if (m->id != 0) {
    u64 none = 0;
    sys(SysSigprocmask, 2, &none, 0, 8);
  }
}

SigSet blockSignals() {
  u64 all = ~u64(0), old = 0;
  sys(SysSigprocmask, 2, &all, &old, 8);
  return {old};
}
void restoreSignals(SigSet s) { sys(SysSigprocmask, 2, &s.bits, 0, 8); }

} // namespace os

// ---- what Go asks about faults

namespace {
struct Fault {
  uptr sig, code, addr;
};
constexpr u32 noMapping = 1; // of SIGSEGV: the address is not mapped
} // namespace

extern "C" RT_SWIFT Fault goLastFault(RT_SELF) asm("runtime.lastFault");
RT_SWIFT Fault goLastFault(RT_SELF) { return {g->sigNum, uptr(iptr(i32(g->sigCode))), g->sigAddr}; }

extern "C" RT_SWIFT void goSetsigsegv(uptr pc, RT_SELF) asm("runtime.setsigsegv");
RT_SWIFT void goSetsigsegv(uptr pc, RT_SELF) {
  g->sigNum = SigSegv;
  g->sigCode = noMapping;
  g->sigAddr = 0;
  g->sigPc = pc;
}

// ---- os/signal

extern "C" RT_SWIFT void goEntersyscall(RT_SELF) asm("runtime.entersyscall");
extern "C" RT_SWIFT void goExitsyscall(RT_SELF) asm("runtime.exitsyscall");

extern "C" RT_SWIFT void goSignalEnable(u32 sig, RT_SELF_UNUSED) asm("os/signal.signal_enable");
RT_SWIFT void goSignalEnable(u32 sig, RT_SELF_UNUSED) {
  if (sig == 0 || sig >= NumSignals)
    return;
  setBit(queue.wanted, int(sig));
  clearBit(queue.ignored, int(sig));
  if (sig != SigKill && sig != SigStop && !bit(queue.installed, int(sig))) {
    setBit(queue.installed, int(sig));
    setHandler(int(sig), reinterpret_cast<void *>(golem_sighandler));
  }
}
extern "C" RT_SWIFT void goSignalDisable(u32 sig, RT_SELF_UNUSED) asm("os/signal.signal_disable");
RT_SWIFT void goSignalDisable(u32 sig, RT_SELF_UNUSED) {
  if (sig == 0 || sig >= NumSignals)
    return;
  clearBit(queue.wanted, int(sig));
  if (bit(queue.atStartIgnored, int(sig))) {
    setBit(queue.ignored, int(sig));
    clearBit(queue.installed, int(sig));
    KernelSigaction a{reinterpret_cast<void *>(1), 0, nullptr, 0};
    os::sys(os::SysSigaction, sig, &a, 0, 8);
  } else if (!handled(int(sig)) && bit(queue.installed, int(sig))) {
    clearBit(queue.installed, int(sig));
    KernelSigaction a{};
    os::sys(os::SysSigaction, sig, &a, 0, 8);
  }
}
extern "C" RT_SWIFT void goSignalIgnore(u32 sig, RT_SELF_UNUSED) asm("os/signal.signal_ignore");
RT_SWIFT void goSignalIgnore(u32 sig, RT_SELF_UNUSED) {
  if (sig == 0 || sig >= NumSignals)
    return;
  clearBit(queue.wanted, int(sig));
  setBit(queue.ignored, int(sig));
  if (sig != SigUrg && sig != SigSegv && sig != SigBus && sig != SigFpe) {
    clearBit(queue.installed, int(sig));
    KernelSigaction a{reinterpret_cast<void *>(1), 0, nullptr, 0};
    os::sys(os::SysSigaction, sig, &a, 0, 8);
  }
}
extern "C" RT_SWIFT u8 goSignalIgnored(u32 sig, RT_SELF_UNUSED) asm("os/signal.signal_ignored");
RT_SWIFT u8 goSignalIgnored(u32 sig, RT_SELF_UNUSED) { return sig < NumSignals && bit(queue.ignored, int(sig)); }

extern "C" RT_SWIFT u32 goSignalRecv(RT_SELF) asm("os/signal.signal_recv");
RT_SWIFT u32 goSignalRecv(RT_SELF) {
  storeSeq(&queue.receiving, 0u);
  for (;;) {
    for (u32 i = 0; i < 3; i++)
      if (queue.recv[i]) {
        u32 k = u32(__builtin_ctz(queue.recv[i]));
        queue.recv[i] &= queue.recv[i] - 1;
        return i * 32 + k;
      }
    u32 seq = loadSeq(&queue.seq);
    bool any = false;
    for (u32 i = 0; i < 3; i++) {
      queue.recv[i] = swapSeq(&queue.pending[i], 0u);
      any |= queue.recv[i] != 0;
    }
    if (any)
      continue;
    goEntersyscall(g);
    enterSyscallBlock(g);
    storeSeq(&queue.receiving, 1u);
    if (loadSeq(&queue.seq) == seq)
      os::futexWait(&queue.seq, seq, -1);
    storeSeq(&queue.receiving, 0u); // before it takes anything
    goExitsyscall(g);
  }
}
extern "C" RT_SWIFT void goSignalWaitIdle(RT_SELF) asm("os/signal.signalWaitUntilIdle");
// Returns when every signal that was found wanted has been handed out. In this order: handlers queue, then the receiver
// says that it is at work, takes what is queued, and waits again when all of that is handed out.
RT_SWIFT void goSignalWaitIdle(RT_SELF) {
  for (;;) {
    bool busy = loadSeq(&queue.deciding) != 0;
    for (u32 i = 0; i < 3; i++)
      busy |= loadSeq(&queue.pending[i]) != 0;
    if (!busy && loadSeq(&queue.receiving))
      return;
    gosched(g);
  }
}

extern "C" RT_SWIFT void goOsSigpipe(RT_SELF_UNUSED) asm("os.sigpipe");
RT_SWIFT void goOsSigpipe(RT_SELF_UNUSED) {
  if (bit(queue.ignored, SigPipe) || bit(queue.wanted, SigPipe))
    return;
  dieFrom(SigPipe);
}
extern "C" RT_SWIFT void goIgnoreSigsys(RT_SELF_UNUSED) asm("os.ignoreSIGSYS");
RT_SWIFT void goIgnoreSigsys(RT_SELF_UNUSED) { setBit(queue.ignored, SigSys); }
extern "C" RT_SWIFT void goRestoreSigsys(RT_SELF_UNUSED) asm("os.restoreSIGSYS");
RT_SWIFT void goRestoreSigsys(RT_SELF_UNUSED) { clearBit(queue.ignored, SigSys); }

// ---- fork and exec: no signal may run Go code in the child, which shares this memory

extern "C" RT_SWIFT void goBeforeFork(RT_SELF_UNUSED) asm("syscall.runtime_BeforeFork");
RT_SWIFT void goBeforeFork(RT_SELF_UNUSED) {
  M *m = currentM();
  m->locks++;
  m->forkMask = os::blockSignals().bits;
}
extern "C" RT_SWIFT void goAfterFork(RT_SELF_UNUSED) asm("syscall.runtime_AfterFork");
RT_SWIFT void goAfterFork(RT_SELF_UNUSED) {
  M *m = currentM();
  os::restoreSignals({m->forkMask});
  m->locks--;
}
extern "C" RT_SWIFT void goAfterForkInChild(RT_SELF_UNUSED) asm("syscall.runtime_AfterForkInChild");
RT_SWIFT void goAfterForkInChild(RT_SELF_UNUSED) {
  for (int sig = 1; sig < NumSignals; sig++)
    if (bit(queue.installed, sig)) {
      KernelSigaction a{};
      os::sys(os::SysSigaction, sig, &a, 0, 8);
    }
  os::restoreSignals({currentM()->forkMask});
}
extern "C" RT_SWIFT void goBeforeExec(RT_SELF_UNUSED) asm("syscall.runtime_BeforeExec");
RT_SWIFT void goBeforeExec(RT_SELF_UNUSED) { currentM()->locks++; }
extern "C" RT_SWIFT void goAfterExec(RT_SELF_UNUSED) asm("syscall.runtime_AfterExec");
RT_SWIFT void goAfterExec(RT_SELF_UNUSED) { currentM()->locks--; }

// ---- system calls as Go makes them

struct SyscallResult {
  uptr r1, r2, error;
};
extern "C" RT_SWIFT SyscallResult goSyscall6(uptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF_UNUSED)
    asm("internal/runtime/syscall/linux.Syscall6");
RT_SWIFT SyscallResult goSyscall6(uptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF_UNUSED) {
  uptr second, r = uptr(os::sys6second(&second, iptr(n), a, b, c, d, e, f));
  if (r >= uptr(-4095))
    return {~uptr(0), 0, uptr(-iptr(r))};
  return {r, second, 0};
}
struct SyscallNoError {
  uptr r1, r2;
};
extern "C" RT_SWIFT SyscallNoError goRawNoError(uptr n, uptr a, uptr b, uptr c, RT_SELF) asm("syscall.rawSyscallNoError");
RT_SWIFT SyscallNoError goRawNoError(uptr n, uptr a, uptr b, uptr c, RT_SELF) {
  entryFromGo(g);
  SyscallResult r = goSyscall6(n, a, b, c, 0, 0, 0, g);
  return {r.r1, r.r2};
}

extern "C" RT_SWIFT SyscallResult goAllThreads(uptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF)
    asm("syscall.runtime_doAllThreadsSyscall");
RT_SWIFT SyscallResult goAllThreads(uptr n, uptr a, uptr b, uptr c, uptr d, uptr e, uptr f, RT_SELF) {
  SyscallResult own = goSyscall6(n, a, b, c, d, e, f, g);
  if (own.error)
    return own;
  withStoppedWorld(g, "AllThreadsSyscall", [&] {
    uptr args[7] = {n, a, b, c, d, e, f};
    memcpy(allThreads.args, args, sizeof args);
    allThreads.result = iptr(own.r1);
    allThreads.failed = 0;
    M *self = currentM();
    u32 count = 0, seq = allThreads.seq + 1;
    for (M *m = sched.allMs; m; m = m->allLink)
      if (m != self && m->tid != 0)
        count++;
      else
        m->preemptPending = seq;
    storeSeq(&allThreads.left, count);
    storeSeq(&allThreads.seq, seq);
    while (u32 left = loadSeq(&allThreads.left)) {
      for (M *m = sched.allMs; m; m = m->allLink) {
        if (loadSeq(&m->preemptPending) == seq)
          continue;
        if (loadSeq(&m->exiting)) { // what the call would change ends with the thread
          storeSeq(&m->preemptPending, seq);
          addSeq(&allThreads.left, ~0u);
        } else {
          os::signalThread(m, SigUrg);
        }
      }
      os::futexWait(&allThreads.left, left, 1000000);
    }
  });
  if (allThreads.failed)
    fatalError("AllThreadsSyscall6 results differ between threads; runtime corrupted");
  return own;
}

} // namespace golem::runtime
