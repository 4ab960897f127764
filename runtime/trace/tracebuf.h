// Where the execution tracer writes: buffers that are batches of the format, and tables that give numbers to strings and stacks.
#pragma once
#include "runtime/sched/internal.h"

namespace golem::runtime {

enum TraceEvent : u8 {
  EvEventBatch = 1, EvStacks, EvStack, EvStrings, EvString, EvCPUSamples, EvCPUSample, EvFrequency,
  EvProcsChange, EvProcStart, EvProcStop, EvProcSteal, EvProcStatus,
  EvGoCreate, EvGoCreateSyscall, EvGoStart, EvGoDestroy, EvGoDestroySyscall, EvGoStop, EvGoBlock, EvGoUnblock,
  EvGoSyscallBegin, EvGoSyscallEnd, EvGoSyscallEndBlocked, EvGoStatus,
  EvSTWBegin, EvSTWEnd,
  EvGCActive, EvGCBegin, EvGCEnd, EvGCSweepActive, EvGCSweepBegin, EvGCSweepEnd,
  EvGCMarkAssistActive, EvGCMarkAssistBegin, EvGCMarkAssistEnd, EvHeapAlloc, EvHeapGoal,
  EvGoLabel, EvUserTaskBegin, EvUserTaskEnd, EvUserRegionBegin, EvUserRegionEnd, EvUserLog,
  EvGoSwitch, EvGoSwitchDestroy, EvGoCreateBlocked, EvGoStatusStack, EvExperimentalBatch, EvSync, EvClockSnapshot, EvEndOfGeneration
};

constexpr u32 traceBufferBytes = 64 << 10;  // the format's limit for a batch
constexpr u32 maxTraceString = 1 << 10;     // the format's limit
constexpr u32 maxTraceDepth = 128;          // the format's limit
constexpr u32 maxEventBytes = 1 + 6 * 10;
constexpr u64 noThread = ~u64(0);           // writes batches that belong to no thread

// One batch. Memory comes from os::allocate and is used again.
struct TraceBuffer {
  TraceBuffer *next;
  u64 last;        // time of the last event
  u32 used, sizeAt; // sizeAt: where the batch's size goes
  u8 bytes[traceBufferBytes - 32];

  void start(u64 gen, u64 thread, u64 time);
  u32 room() const { return sizeof bytes - used; }
  void put(u8 b) { bytes[used++] = b; }
  void num(u64 v) {
    for (; v >= 0x80; v >>= 7)
      put(u8(v | 0x80));
    put(u8(v));
  }
  void text(const void *p, u32 n) {
    memcpy(bytes + used, p, n);
    used += n;
  }
  void finish(); // fills in the size
};
static_assert(sizeof(TraceBuffer) <= traceBufferBytes);

// A queue of buffers that are ready to be read.
struct TraceQueue {
  TraceBuffer *head, *tail;
  void push(TraceBuffer *b);
  TraceBuffer *pop();
};

TraceBuffer *takeTraceBuffer();       // from the unused ones
void giveTraceBuffer(TraceBuffer *b); // to them

// Numbers for different byte strings, from 1 on; 0 is the empty one. Grows until it is emptied.
class TraceTable {
public:
  struct Entry {
    Entry *sameHash, *older;
    u64 hash, id;
    u32 n;
    u8 bytes[];
  };
  u64 number(const void *bytes, u32 n);
  const Entry *newest() const { return all; }
  void clear();

private:
  struct Chunk {
    Chunk *older;
    uptr used;
  };
  static constexpr u32 slotCount = 1 << 12;
  static constexpr uptr chunkBytes = 1 << 18;
  void *memory(uptr n);

  Mutex<LockRank::TraceTable> lock;
  Entry **slots = nullptr;
  Entry *all = nullptr;
  Chunk *chunks = nullptr, *unused = nullptr;
  u64 count = 0;
};

// A writer of batches that belong to no thread, to queue.
class TableWriter {
public:
  TableWriter(TraceQueue *queue, u64 gen, u64 time, u8 kind) : queue(queue), gen(gen), time(time), kind(kind) {}
  ~TableWriter();
  TraceBuffer *room(u32 n); // a buffer with so much room

private:
  TraceQueue *queue;
  u64 gen, time;
  u8 kind; // the batch's first byte
  TraceBuffer *b = nullptr;
};

// What a generation keeps besides its events.
struct TraceTables {
  TraceTable strings, stacks;
  u64 string(const char *s) { return strings.number(s, minOf<u32>(u32(strlen(s)), maxTraceString)); }
  // pcs: return addresses, innermost first; a 0 before them: functions that only make a wait or a system call are kept too.
  u64 stack(const uptr *pcs, u32 n) { return stacks.number(pcs, n * sizeof(uptr)); }
  void write(TraceQueue *queue, u64 gen, u64 time);
  void clear() {
    strings.clear();
    stacks.clear();
  }
};

} // namespace golem::runtime
