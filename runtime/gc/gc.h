// Garbage collection: stop the world, mark from conservative roots through exact objects, sweep everything, start the world.
#pragma once
#include "runtime/mem/heap.h"

namespace golem::runtime {

struct GcStress {
  u32 every;  // collect every that many allocations; 0: off
  u32 count;
};
extern GcStress gcStress;

void gcInit();
// The heap has reached the trigger, or the program is near its limit, or would be with more bytes.
bool gcShouldStart(uptr more = 0);
void gcStart(G *g);        // collects, unless g may not (system stack, pinned): then later
void gcStressTick(G *g);
void gcForce(G *g, bool scavengeAll); // runtime.GC: a full collection, always
// What calls before this one left below the stack pointer would lie in unused slots of the next frames there and keep
// objects alive that the program has dropped. (After the conservative collectors' custom; Boehm & Weiser 1988.)
void clearDeadStack();
i64 gcLastTime();          // nanotime of the last one

// ---- inside a collection (world stopped)
// shrinkAll: gives back unused parts of all stacks, however long it takes.
void markRoots(bool shrinkAll);
u64 writableImageBytes();   // of the program's segments, which are roots
void markWord(uptr p);     // p may point into an object, or be anything
void scanConservative(uptr from, uptr to);
void drainMarks();
// Where a goroutine's code stands.
struct StackTop {
  uptr sp, pc, fp;
  bool exact; // pc is the next instruction, not where a call returns to
  bool whole; // the innermost frame may be under way: no map tells what is dead in it
  arch::SavedFrame *registers = nullptr; // that this frame's function left to what it called, if these are not below sp
  // The innermost frames are the runtime's and hold nothing that g does not tell (see park).
  bool parked = false;
};
void scanStack(G *g, StackTop top);
bool isMarked(uptr obj);
void eachPointer(uptr obj, void (*f)(uptr *slot, void *arg), void *arg); // the words that obj's layout calls pointers
void eachRootSegment(void (*f)(uptr from, uptr to, void *arg), void *arg);
void scanObjectOf(uptr obj); // marks what the object refers to, not itself

// ---- finalizers, cleanups, weak pointers (special.cpp)
void markSpecialRoots();
void processSpecials();    // after marking: what died
void wakeFinalizers();     // after the world runs again
bool finalizersPending(G *g); // another goroutine than g runs some, or is about to
struct QueueCounts {
  u64 finalizersQueued, finalizersRun, cleanupsQueued, cleanupsRun;
};
QueueCounts queueCounts();
void addProfileSpecial(uptr obj, struct Bucket *b); // b hears of the death of obj
void markCpuProfile();     // labels of samples that nobody has read

struct GcStats {
  u32 cycles, forced;
  u64 pauseTotal, lastEnd;
  u64 pauses[256], pauseEnds[256];
  i64 lastNano;
  u64 pauseCounts[40]; // by the logarithm of their nanoseconds
  i32 percent;
  i64 memoryLimit;
};
extern GcStats gcStats;

} // namespace golem::runtime
