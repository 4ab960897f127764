// Buffers and tables of the execution tracer. A stack is kept as return addresses; its functions and lines are looked up when the
// generation is written.
#include "runtime/trace/tracebuf.h"
#include "runtime/trace/trace.h"

namespace golem::runtime {

namespace {
Mutex<LockRank::TraceUnused> unusedLock;
TraceBuffer *unusedBuffers;

constexpr u32 sizeBytes = 4; // a number of up to 28 bits, padded
} // namespace

TraceBuffer *takeTraceBuffer() {
  {
    LockGuard guard(unusedLock);
    if (TraceBuffer *b = unusedBuffers) {
      unusedBuffers = b->next;
      return b;
    }
  }
  return static_cast<TraceBuffer *>(os::allocate(traceBufferBytes));
}

void giveTraceBuffer(TraceBuffer *b) {
  LockGuard guard(unusedLock);
  b->next = unusedBuffers;
  unusedBuffers = b;
}

void TraceBuffer::start(u64 gen, u64 thread, u64 time) {
  next = nullptr;
  used = 0;
  last = time;
  put(EvEventBatch);
  num(gen);
  num(thread);
  num(time);
  sizeAt = used;
  used += sizeBytes;
}

void TraceBuffer::finish() {
  u32 n = used - sizeAt - sizeBytes;
  for (u32 i = 0; i < sizeBytes; i++, n >>= 7)
    bytes[sizeAt + i] = u8(n & 0x7f) | (i + 1 < sizeBytes ? 0x80 : 0);
}

void TraceQueue::push(TraceBuffer *b) {
  b->next = nullptr;
  (head ? tail->next : head) = b;
  tail = b;
}

TraceBuffer *TraceQueue::pop() {
  TraceBuffer *b = head;
  if (b)
    head = b->next;
  return b;
}

// ---- tables

void *TraceTable::memory(uptr n) {
  n = alignUp(n, 8);
  if (!chunks || chunks->used + n > chunkBytes) {
    Chunk *c = unused;
    if (c)
      unused = c->older;
    else
      c = static_cast<Chunk *>(os::allocate(chunkBytes));
    c->older = chunks;
    c->used = sizeof(Chunk);
    chunks = c;
  }
  void *p = reinterpret_cast<u8 *>(chunks) + chunks->used;
  chunks->used += n;
  return p;
}

u64 TraceTable::number(const void *bytes, u32 n) {
  if (n == 0)
    return 0;
  u64 h = n;
  auto *p = static_cast<const u8 *>(bytes);
  for (u32 i = 0; i < n; i += 8) {
    u64 w = 0;
    memcpy(&w, p + i, minOf(n - i, 8u));
    h = (h ^ w) * 0x9e3779b97f4a7c15ull;
    h ^= h >> 29;
  }
  LockGuard guard(lock);
  if (!slots)
    slots = static_cast<Entry **>(os::allocate(slotCount * sizeof(Entry *)));
  Entry **slot = &slots[h % slotCount];
  for (Entry *e = *slot; e; e = e->sameHash)
    if (e->hash == h && e->n == n && memcmp(e->bytes, bytes, n) == 0)
      return e->id;
  auto *e = static_cast<Entry *>(memory(sizeof(Entry) + n));
  e->hash = h;
  e->n = n;
  memcpy(e->bytes, bytes, n);
  e->id = ++count;
  e->sameHash = *slot;
  *slot = e;
  e->older = all;
  all = e;
  return e->id;
}

void TraceTable::clear() {
  LockGuard guard(lock);
  while (Chunk *c = chunks) {
    chunks = c->older;
    c->older = unused;
    unused = c;
  }
  if (slots)
    memset(slots, 0, slotCount * sizeof(Entry *));
  all = nullptr;
  count = 0;
}

// ---- writing them

TraceBuffer *TableWriter::room(u32 n) {
  if (b && b->room() >= n)
    return b;
  if (b) {
    b->finish();
    queue->push(b);
  }
  b = takeTraceBuffer();
  b->start(gen, noThread, time);
  b->put(kind);
  return b;
}

TableWriter::~TableWriter() {
  if (b) {
    b->finish();
    queue->push(b);
  }
}

namespace {

bool starts(const char *s, const char *with) {
  while (*with)
    if (*s++ != *with++)
      return false;
  return true;
}

// Innermost functions that say nothing: how a wait or a system call is made. As gc's traces, stacks begin above them.
bool isPlumbing(const char *name) {
  static const char *const prefixes[] = {"internal/sync.", "sync.runtime_", "internal/poll.runtime_", "internal/poll.(*pollDesc).",
    "syscall.Syscall", "syscall.RawSyscall", "syscall.rawSyscall", "syscall.rawVforkSyscall", "internal/runtime/syscall/",
    "runtime.newproc", "runtime.systemstack", "runtime.mcall", "runtime.entersyscall", "runtime.exitsyscall", "runtime.asyncPreempt", "runtime.newstack", "runtime.morestack", "time.runtime_", "internal/runtime/syscall."};
  for (const char *p : prefixes)
    if (starts(name, p))
      return true;
  return false;
}

struct StackWriter {
  TraceTables *tables;
  TableWriter *out;

  // Frames of one stack, to be written when their number is known.
  u64 frames[maxTraceDepth][4];
  u32 count;
  bool exact; // a sample's: nothing is left out

  u64 fileString(const char *file) {
    GoString root = fileRoot(&file);
    char name[maxTraceString];
    u32 k = u32(minOf<iptr>(root.len, maxTraceString)), n = u32(minOf<uptr>(strlen(file), maxTraceString - k));
    memcpy(name, root.ptr, k);
    memcpy(name + k, file, n);
    return tables->strings.number(name, k + n);
  }

  void add(uptr pc, const char *function, const char *file, u32 line) {
    if (count == maxTraceDepth || (count == 0 && !exact && isPlumbing(function)) || starts(function, "runtime.goexit"))
      return;
    u64 *f = frames[count++];
    f[0] = pc;
    f[1] = tables->string(function);
    f[2] = fileString(file);
    f[3] = line;
  }

  void addPc(uptr pc) {
    const FuncEntry *func = findFunc(pc - 1);
    if (!func)
      func = findNative(pc - 1);
    if (!func)
      return;
    SourcePlace places[32];
    int n = sourcePlaces(func, pc - 1, places, 32);
    if (n == 0)
      add(pc, func->name(), "?", 0);
    // Readers know a frame by its pc alone: calls that were inlined at the same one need pcs of their own.
    for (int i = 0; i < n; i++)
      if (i + 1 < n || !isWrapper(func))
        add(pc | u64(n - 1 - i) << 56, places[i].function, places[i].file, places[i].line);
  }

  void write(const TraceTable::Entry *e) {
    count = 0;
    exact = false;
    for (u32 i = 0; i < e->n / sizeof(uptr); i++) {
      uptr pc;
      memcpy(&pc, e->bytes + i * sizeof pc, sizeof pc);
      if (pc == 0)
        exact = true;
      else
        addPc(pc);
    }
    TraceBuffer *b = out->room(21 + count * 40);
    b->put(EvStack);
    b->num(e->id);
    b->num(count);
    for (u32 i = 0; i < count; i++)
      for (u64 v : frames[i])
        b->num(v);
  }
};

} // namespace

void TraceTables::write(TraceQueue *queue, u64 gen, u64 time) {
  {
    TableWriter out(queue, gen, time, EvStacks);
    StackWriter w{this, &out, {}, 0, false};
    for (auto *e = stacks.newest(); e; e = e->older)
      w.write(e);
  }
  TableWriter out(queue, gen, time, EvStrings);
  for (auto *e = strings.newest(); e; e = e->older) {
    TraceBuffer *b = out.room(21 + e->n);
    b->put(EvString);
    b->num(e->id);
    b->num(e->n);
    b->text(e->bytes, e->n);
  }
}

} // namespace golem::runtime
