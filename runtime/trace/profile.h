// Profiles: counters by call stack. Memory (sampled allocations), blocking, contended mutexes; and samples of CPU time.
#pragma once
#include "runtime/sched/sched.h"

namespace golem::runtime {

enum class ProfileKind : u8 { Memory, Block, Mutex };

// One stack's counters. Memory: objects of one size. The *new* counters join the others at the end of a collection, so
// that what a profile shows as in use is what the last collection found.
struct Bucket {
  Bucket *sameHash, *nextOfKind;
  ProfileKind kind;
  u32 depth;
  uptr size;
  u64 hash;
  u64 count, frees;       // events; objects freed
  u64 amount;             // nanoseconds (Block, Mutex)
  u64 newCount, newFrees; // Memory
  uptr pcs[];
};

constexpr u32 maxProfileDepth = 128;

// ---- memory (memprofile.cpp)
extern "C" iptr goMemProfileRate asm("runtime.MemProfileRate"); // bytes between samples, on average; 0: none
void sampleAllocation(SpanCache *c, uptr p, uptr size); // the cache's count has run out: samples p, perhaps
void profileFreed(Bucket *b);        // world stopped: a sampled object died
u64 profileBytes();                  // that the counters take
void publishMemoryProfile();         // world stopped: a collection is over

// ---- blocking
extern i64 blockProfileRate;         // nanoseconds between samples, on average; 0: off
extern u32 mutexProfileFraction;     // one of so many is sampled; 0: off
void noteEvent(ProfileKind kind, i64 nanos); // of the running goroutine, from its own stack
bool mutexSampled();

// ---- CPU time (cpuprofile.cpp)
void profileSignal(void *context);   // SIGPROF; false: nobody profiles
bool cpuProfiling();
void armThreadProfile(M *m);         // a new thread

} // namespace golem::runtime
