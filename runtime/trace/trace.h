// The function table, and tracebacks in gc's format.
#pragma once
#include "runtime/base/print.h"
#include "runtime/sched/sched.h"

namespace golem::runtime {

// A record of golem_functab (docs/abi.md section 6). Places are distances from the field that holds them.
struct FuncEntry : records::FuncEntry {
  uptr start() const { return uptr(&startHere) + uptr(iptr(startHere)); }
  const char *name() const { return reinterpret_cast<const char *>(uptr(&nameHere) + uptr(iptr(nameHere))); }
  const u8 *lines() const {
    return linesHere ? reinterpret_cast<const u8 *>(uptr(&linesHere) + uptr(iptr(linesHere))) : nullptr;
  }
  u8 flags() const { return linesHere ? *lines() : 0; }
};
bool isWrapper(const FuncEntry *f); // made by the compiler: for a call that gc's tools do not show either

const FuncEntry *findFunc(uptr pc);
const FuncEntry *findNative(uptr pc); // a function of the runtime that has a Go name
bool inGoText(uptr pc);

// Where a pc is in the source, innermost inlined call first.
struct SourcePlace {
  const char *function, *file;
  u32 line;
};
int sourcePlaces(const FuncEntry *f, uptr pc, SourcePlace *out, int max);
// Files of the standard library are named by $GOROOT: what to write in its stead, before the rest that *file is set to.
GoString fileRoot(const char **file);

// The frame of an assembly function, whose frame pointer may be its caller's.
struct AssemblyFrame {
  iptr args;      // bytes of arguments and results; -1: unknown
  uptr locals;    // bytes below the return address; 0: the frame pointer is not saved
  uptr delta;     // from the stack pointer at pc to the return address
};
AssemblyFrame assemblyFrame(const FuncEntry *f, uptr pc);

// What a frame of compiled Go keeps where (docs/abi.md section 9). Words count from the frame pointer.
struct FrameMap {
  static constexpr u32 maxSaves = 32;
  struct Save {
    u32 reg; // DWARF number, < 32
    iptr word;
  };
  uptr above, below; // the words described, from below the frame pointer to the frame's end above it
  u32 saveCount, runCount;
  Save saves[maxSaves]; // the caller's registers
  const u8 *runs;
  const u8 *dead; // at the call that returns to pc: a bit for each save (what the function has in that register), then each run; or nullptr

  bool isDead(u32 i) const { return dead && dead[i >> 3] >> (i & 7) & 1; }
  // Runs lie upwards from `below`: words between this one and the last, its own words.
  static const u8 *nextRun(const u8 *p, uptr *gap, uptr *words);
};
// False: f has no map.
bool frameMap(const FuncEntry *f, uptr pc, FrameMap *out);
// Of a function of the runtime itself that stands at a call: where it keeps its caller's registers,
// and where its frame ends. Nothing is told of its other words. False: not such a function.
bool nativeFrame(uptr pc, FrameMap *out);
bool isNative(uptr pc); // in the runtime's own code

// Walks frames from (pc, fp). Gives Go frames, with native those of the runtime's functions that have Go names too; exact: pc is the instruction itself, not a return address. Ends at a frame
// pointer that cannot be one: assembly may use the register for something else.
struct Frame {
  uptr pc;
  bool exact;
  const FuncEntry *func;
};
class FrameWalk {
public:
  // sp: where the stack pointer stands at pc; 0: unknown, which matters only for the innermost frame in assembly.
  FrameWalk(uptr pc, uptr fp, bool exact, uptr sp = 0, bool native = false)
      : pc(pc), fp(fp), sp(sp), exact(exact), native(native) {}
  bool next(Frame *out);

private:
  void ascend();
  uptr pc, fp, sp;
  bool exact, native;
};
// Where g stands: pc and fp of its innermost frame (for the running goroutine: where it left for the system stack). False:
// another thread runs it and has not stopped.
bool whereIs(G *g, uptr *pc, uptr *fp, bool *exact);

void traceback(Out &o, G *g, uptr pc, uptr fp, bool exact); // the frames
void tracebackHeader(Out &o, G *g);                         // "goroutine 1 [running]:"
void tracebackOthers(Out &o, G *except, struct Bubble *only = nullptr); // all other goroutines, or those of a bubble
[[noreturn]] void fatalStackOverflow(G *g);

// Before the message that ends the program is printed; waits while another thread prints its own.
void dieBegin();
// Ends the program after a message has been printed: the signal that g's panic stands for, traceback per GOTRACEBACK,
// what `last` prints, exit code 2.
[[noreturn]] void dieTraced(G *g, uptr pc, uptr fp, bool exact, bool showSystem, void (*last)(Out &, void *) = nullptr,
                            void *lastArgument = nullptr);

extern i32 tracebackLevel;   // 0 none, 1 this goroutine, 2 all
extern bool tracebackSystem, tracebackCrash;
void traceInit();

} // namespace golem::runtime
