// What packages outside of std take from the scheduler by go:linkname (golib/runtime/offered.go declares it).
//
// gopark lets another goroutine make this one ready before it waits: from the moment that its unlock function is called.
// gc calls that function on the system stack when the goroutine waits already. Here it runs before, on the goroutine's own
// stack, because Go code does not run on system stacks; so parkRace says who came first, the waiting or goready.
#include "runtime/sched/internal.h"
#include "runtime/trace/exectrace.h"

namespace golem::runtime {

namespace {

enum ParkRace : u32 { NotParked, Parking, Parked, Readied };

// gc's numbers of the reasons for waiting, which callers pass. Those of its collector mean nothing here.
Wait reasonOf(u32 number) {
  switch (number & 0xff) {
  case 2: return Wait::IOWait;
  case 10: return Wait::FinalizerWait;
  case 11: return Wait::ForceGC;
  case 13: return Wait::SemAcquire;
  case 14: return Wait::Sleep;
  case 15: return Wait::ChanReceiveNil;
  case 16: return Wait::ChanSendNil;
  case 17: return Wait::SelectNoCases;
  case 18: return Wait::Select;
  case 19: return Wait::ChanReceive;
  case 20: return Wait::ChanSend;
  case 21: return Wait::SyncCond;
  case 22: return Wait::SyncMutexLock;
  case 23: return Wait::SyncRWMutexRLock;
  case 24: return Wait::SyncRWMutexLock;
  case 25: return Wait::SyncWaitGroup;
  case 26: return Wait::TraceReader;
  case 27: return Wait::GCWait;
  case 30: return Wait::Preempted;
  case 31: return Wait::DebugCall;
  case 38: return Wait::Coroutine;
  case 40: return Wait::SynctestRun;
  case 41: return Wait::SynctestWait;
  case 42: return Wait::DurableReceive;
  case 43: return Wait::DurableSend;
  case 44: return Wait::DurableSelect;
  case 45: return Wait::DurableWaitGroup;
  case 46: return Wait::CleanupWait;
  default: return Wait::None;
  }
}

} // namespace

extern "C" RT_SWIFT G *goParkBegin(u32 reason, RT_SELF) asm("runtime.parkBegin");
RT_SWIFT G *goParkBegin(u32 reason, RT_SELF) {
  if (g->parkRace != NotParked)
    fatalError("gopark: bad g status");
  g->waitReason = reasonOf(reason);
  storeSeq(&g->parkRace, u32(Parking));
  return g;
}

extern "C" RT_SWIFT void goParkCancel(RT_SELF) asm("runtime.parkCancel");
RT_SWIFT void goParkCancel(RT_SELF) { storeSeq(&g->parkRace, u32(NotParked)); }

extern "C" RT_SWIFT void goParkWait(RT_SELF) asm("runtime.parkWait");
RT_FRAME RT_SWIFT void goParkWait(RT_SELF) {
  if (loadSeq(&g->parkRace) == Parking)
    parkUncounted(
        g, [](G *g, void *) { return cas(&g->parkRace, u32(Parking), u32(Parked)); }, nullptr, g->waitReason);
  storeSeq(&g->parkRace, u32(NotParked));
}

extern "C" RT_SWIFT void goGoready(G *other, iptr skip, RT_SELF_UNUSED) asm("runtime.goready");
RT_SWIFT void goGoready(G *other, iptr, RT_SELF_UNUSED) {
  if (cas(&other->parkRace, u32(Parking), u32(Readied)))
    return;
  if (!cas(&other->parkRace, u32(Parked), u32(Readied)))
    fatalError("bad g->status in ready");
  ready(other);
}

extern "C" RT_SWIFT u8 goLockedOSThread(RT_SELF) asm("runtime.lockedOSThread");
RT_SWIFT u8 goLockedOSThread(RT_SELF) { return g->lockedM != nullptr; }

extern "C" RT_SWIFT void goGoyield(RT_SELF) asm("runtime.goyield");
RT_FRAME RT_SWIFT void goGoyield(RT_SELF) { goyield(g); }

extern "C" RT_SWIFT void goWakep(RT_SELF_UNUSED) asm("runtime.wakep");
RT_SWIFT void goWakep(RT_SELF_UNUSED) {
  M *m = acquireM();
  wakeP();
  releaseM(m);
}

extern "C" RT_SWIFT M *goGetm(RT_SELF_UNUSED) asm("runtime.getm");
RT_SWIFT M *goGetm(RT_SELF_UNUSED) { return currentM(); }

extern "C" RT_SWIFT void goProcyield(u32 cycles, RT_SELF_UNUSED) asm("runtime.procyield");
RT_SWIFT void goProcyield(u32 cycles, RT_SELF_UNUSED) {
  for (; cycles > 0; cycles--)
    arch::relax();
}

} // namespace golem::runtime
