// debug.WriteHeapDump: what is in the heap, in the format that the "heapdump" tools of Go 1.7 and later read: the parameters, each
// object with its contents and the places of its pointers, the goroutines, the program's variables. Not told: types,
// stack frames, finalizers. Numbers are written as unsigned varints.
#include "runtime/gc/gc.h"
#include "runtime/mem/heap.h"
#include "runtime/sched/internal.h"

namespace golem::runtime {

namespace {

enum Tag : u64 { TagEof, TagObject, TagGoroutine = 4, TagParams = 6, TagData = 12 };

class Dump {
public:
  explicit Dump(int fd) : fd(fd) {}
  ~Dump() { flush(); }

  void bytes(const void *p, uptr n) {
    auto *from = static_cast<const u8 *>(p);
    while (n > 0) {
      if (used == sizeof buffer)
        flush();
      uptr k = minOf(n, sizeof buffer - used);
      memcpy(buffer + used, from, k);
      used += k;
      from += k;
      n -= k;
    }
  }
  Dump &num(u64 v) {
    u8 b[10];
    uptr n = 0;
    for (; v >= 0x80; v >>= 7)
      b[n++] = u8(v | 0x80);
    b[n++] = u8(v);
    bytes(b, n);
    return *this;
  }
  Dump &text(const char *s) { return memory(s, strlen(s)); }
  Dump &memory(const void *p, uptr n) {
    num(n);
    bytes(p, n);
    return *this;
  }

private:
  void flush() {
    for (uptr at = 0; at < used;) {
      iptr n = os::write(fd, buffer + at, used - at);
      if (n <= 0)
        break; // nothing sensible can be done: the caller has no way to hear of it
      at += uptr(n);
    }
    used = 0;
  }
  int fd;
  uptr used = 0;
  u8 buffer[8192];
};

void dumpObject(Dump &d, Span *s, uptr obj) {
  d.num(TagObject).num(obj).memory(reinterpret_cast<void *>(obj), s->elemSize);
  struct Fields {
    Dump &d;
    uptr obj;
  } fields{d, obj};
  if (!s->noscan())
    eachPointer(
        obj,
        [](uptr *slot, void *p) {
          auto *f = static_cast<Fields *>(p);
          f->d.num(1).num(uptr(slot) - f->obj);
        },
        &fields);
  d.num(0);
}

void dumpAll(int fd) {
  Dump d(fd);
  constexpr char header[] = "go1.7 heap dump\n";
  d.bytes(header, sizeof header - 1);
  u16 one = 1;
  bool big = *reinterpret_cast<u8 *>(&one) == 0;
  d.num(TagParams).num(big).num(sizeof(uptr)).num(heap.base).num(heap.base + heap.used);
#if defined(__x86_64__)
  d.text("amd64");
#elif defined(__aarch64__)
  d.text("arm64");
#endif
  d.text("").num(u64(os::processorCount()));
  for (uptr k = 0; k < heap.spanCount; k++) {
    Span *s = heap.allSpans[k];
    if (s->state != SpanState::InUse)
      continue;
    for (u32 i = 0; i < s->nelems; i++)
      if (!s->isFree(i))
        dumpObject(d, s, s->base + i * s->elemSize);
  }
  for (u32 i = 0; i < sched.allGCount; i++) {
    G *g = sched.allGs[i];
    GStatus st = loadSeq(&g->status);
    if (st == GStatus::Dead || st == GStatus::Idle)
      continue;
    u64 status = st == GStatus::Runnable ? 1 : st == GStatus::Syscall ? 3 : 4;
    d.num(TagGoroutine).num(uptr(g)).num(g->sp).num(g->id).num(g->createPc).num(status).num(g->system).num(0);
    d.num(0).text(waitText(g->waitReason)).num(0).num(uptr(g->m)).num(uptr(g->defers)).num(uptr(g->panics));
  }
  eachRootSegment([](uptr from, uptr to, void *p) {
    static_cast<Dump *>(p)->num(TagData).num(from).memory(reinterpret_cast<void *>(from), to - from).num(0);
  }, &d);
  d.num(TagEof);
}

} // namespace

extern "C" RT_SWIFT void goWriteHeapDump(uptr fd, RT_SELF) asm("runtime/debug.WriteHeapDump");
RT_SWIFT void goWriteHeapDump(uptr fd, RT_SELF) {
  gcForce(g, false);
  withStoppedWorld(g, "write heap dump", [&] {
    for (u32 i = 0; i < sched.procCount; i++)
      releaseSpanCache(sched.allPs[i]->cache);
    dumpAll(int(fd));
  });
}

} // namespace golem::runtime
