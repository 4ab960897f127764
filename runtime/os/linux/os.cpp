// Linux: memory, time (through the vDSO), futexes, threads, files, entropy, the program's arguments.
#include "runtime/base/print.h"
#include "runtime/os/os.h"
#include "runtime/os/linux/elf.h"
#include "runtime/os/linux/syscall.h"
#include "runtime/sched/sched.h"

namespace golem::runtime::os {

iptr argc;
char **argv, **envp;
uptr *auxv;
iptr auxvCount;
bool secure;
uptr pageSize = 4096;

// For packages that call the vDSO themselves.
extern uptr vdsoClockgettimeSym asm("runtime.vdsoClockgettimeSym");
extern uptr vdsoGettimeofdaySym asm("runtime.vdsoGettimeofdaySym");
uptr vdsoClockgettimeSym, vdsoGettimeofdaySym;

namespace {

struct Timespec {
  i64 sec, nsec;
};
using ClockGettime = int (*)(int clock, Timespec *out);
ClockGettime vdsoClock;

bool same(const char *a, const char *b) {
  while (*a && *a == *b)
    a++, b++;
  return *a == *b;
}

// The vDSO is an ELF image; its dynamic symbols are searched by name.
void findVdso(uptr base) {
  auto *header = reinterpret_cast<elf::Header *>(base);
  auto *segments = reinterpret_cast<elf::Segment *>(base + header->programHeaders);
  elf::Dynamic *dyn = nullptr;
  uptr bias = base;
  bool haveLoad = false;
  for (int i = 0; i < header->programHeaderCount; i++) {
    if (segments[i].type == 1 && !haveLoad) {
      bias = base + uptr(segments[i].offset) - uptr(segments[i].address);
      haveLoad = true;
    } else if (segments[i].type == 2) {
      dyn = reinterpret_cast<elf::Dynamic *>(base + uptr(segments[i].offset));
    }
  }
  if (!dyn || !haveLoad)
    return;
  const char *strings = nullptr;
  elf::Symbol *syms = nullptr;
  u32 *hash = nullptr, *gnuHash = nullptr;
  for (; dyn->tag; dyn++) {
    uptr at = bias + dyn->value;
    switch (dyn->tag) {
    case 4: hash = reinterpret_cast<u32 *>(at); break;
    case 5: strings = reinterpret_cast<const char *>(at); break;
    case 6: syms = reinterpret_cast<elf::Symbol *>(at); break;
    case 0x6ffffef5: gnuHash = reinterpret_cast<u32 *>(at); break;
    }
  }
  if (!strings || !syms)
    return;
  u32 count = 0;
  if (hash) {
    count = hash[1];
  } else if (gnuHash) { // the last chain's end gives the number of symbols
    u32 nbuckets = gnuHash[0], first = gnuHash[1], bloom = gnuHash[2];
    u32 *buckets = gnuHash + 4 + bloom * (sizeof(uptr) / 4), *chain = buckets + nbuckets;
    for (u32 i = 0; i < nbuckets; i++)
      count = maxOf(count, buckets[i]);
    while (count >= first && !(chain[count - first] & 1))
      count++;
    count++;
  }
  auto find = [&](const char *name) -> uptr {
    for (u32 i = 0; i < count; i++)
      if ((syms[i].info & 15) == 2 && syms[i].section != 0 && same(strings + syms[i].name, name))
        return bias + uptr(syms[i].value);
    return 0;
  };
  vdsoClockgettimeSym = find(vdsoClockName);
  vdsoGettimeofdaySym = find(vdsoTimeName);
  vdsoClock = reinterpret_cast<ClockGettime>(vdsoClockgettimeSym);
}

// The vDSO may use more stack than a goroutine is sure to have.
RT_NOINLINE void clock(int id, Timespec *t) {
  if (vdsoClock) {
    struct Args {
      int id;
      Timespec *t;
    } a{id, t};
    golem_systemstack(
        [](void *p) {
          auto *a = static_cast<Args *>(p);
          if (vdsoClock(a->id, a->t) != 0)
            sys(SysClockGettime, a->id, a->t);
        },
        &a);
    return;
  }
  sys(SysClockGettime, id, t);
}

// GOTRACEBACK=none, whatever it was, for the program itself and for what it starts.
void hideTraces() {
  constexpr char name[] = "GOTRACEBACK=";
  static char none[] = "GOTRACEBACK=none";
  uptr count = 0;
  bool found = false;
  for (; envp[count]; count++)
    if (strlen(envp[count]) >= sizeof name - 1 && memcmp(envp[count], name, sizeof name - 1) == 0) {
      envp[count] = none;
      found = true;
    }
  if (found)
    return;
  auto **longer = static_cast<char **>(allocate((count + 2) * sizeof(char *)));
  memcpy(longer, envp, count * sizeof(char *));
  longer[count] = none;
  envp = longer;
}

} // namespace

void init(uptr *words) {
  argc = iptr(words[0]);
  argv = reinterpret_cast<char **>(words + 1);
  envp = argv + argc + 1;
  char **e = envp;
  while (*e)
    e++;
  auxv = reinterpret_cast<uptr *>(e + 1);
  for (uptr *a = auxv; a[0]; a += 2) {
    auxvCount += 2;
    if (a[0] == 6)
      pageSize = a[1];
    else if (a[0] == 23)
      secure = a[1] != 0;
    else if (a[0] == 16)
      arch::setCapabilities(a[1]);
    else if (a[0] == 33)
      findVdso(a[1]);
  }
  if (secure)
    hideTraces();
}

const char *getenv(const char *name) {
  uptr n = strlen(name);
  for (char **e = envp; *e; e++)
    if (memcmp(*e, name, minOf<uptr>(n, strlen(*e))) == 0 && strlen(*e) > n && (*e)[n] == '=')
      return *e + n + 1;
  return nullptr;
}

int processorCount() {
  u64 mask[128];
  iptr n = sys(SysSchedGetaffinity, 0, sizeof mask, mask);
  int count = 0;
  for (iptr i = 0; i < n / 8; i++)
    count += __builtin_popcountll(mask[i]);
  return count > 0 ? count : 1;
}

void exit(int code) {
  for (;;)
    sys(SysExitGroup, code);
}

void crash() {
  u64 none = 0;
  KernelSigaction byDefault{};
  sys(SysSigaction, 6, &byDefault, 0, 8);
  sys(SysSigprocmask, 2, &none, 0, 8);
  raise(6);
  for (int i = 0; i < 1000; i++)
    yield();
  exit(2);
}

// ---- memory

bool mapAt(uptr at, uptr bytes) {
  iptr r = sys(SysMmap, at, bytes, 3, 0x4022, iptr(-1), 0); // PRIVATE ANONYMOUS NORESERVE
  if (r < 0 && r > -4096)
    return false;
  if (uptr(r) != at)
    sys(SysMunmap, r, bytes);
  return uptr(r) == at;
}

// Addresses far below those that the system gives out by itself, which come from the top. The second and third choice are for
// systems with fewer address bits. With 4 bytes to a word: from behind the program on.
namespace {
struct Area {
  uptr at, end;
} area;
template <class Word> struct Areas {
  [[maybe_unused]] static constexpr Area choices[] = {
      {0x20000000, 0xe0000000}, {0x50000000, 0xb0000000}, {0x20000000, 0x60000000}};
};
template <> struct Areas<u64> {
  [[maybe_unused]] static constexpr Area choices[] = {{uptr(0xc0ull << 32), uptr((0xc0ull << 32) + (1ull << 41))},
                                     {uptr(0x40ull << 32), uptr(0x60ull << 32)},
                                     {uptr(0x10ull << 32), uptr(0x20ull << 32)}};
};
void findArea() {
  for (const Area &a : Areas<uptr>::choices) {
    if (!mapAt(a.end - pageSize, pageSize))
      continue;
    sys(SysMunmap, a.end - pageSize, pageSize);
    area = a;
    return;
  }
  fatalError("runtime: cannot find address space for the heap");
}
uptr sizeOfArea;
} // namespace

uptr addressSpaceSize() {
  if (!sizeOfArea) {
    findArea();
    sizeOfArea = area.end - area.at;
  }
  return sizeOfArea;
}
uptr addressSpace(uptr bytes) {
  uptr at = area.at;
  if (bytes > area.end - at)
    return 0;
  area.at += alignUp(bytes, uptr(1) << 26);
  return at;
}
void *allocate(uptr bytes) {
  iptr r = sys(SysMmap, 0, bytes, 3, 0x22, iptr(-1), 0);
  if (r < 0 && r > -4096)
    fatalError("runtime: cannot allocate memory");
  return reinterpret_cast<void *>(r);
}
bool release(void *p, uptr bytes) { // whole pages only: the kernel would round the length up
  uptr from = alignUp(uptr(p), pageSize), to = alignDown(uptr(p) + bytes, pageSize);
  return from < to && sys(SysMadvise, from, to - from, 4) == 0 && to - from == bytes;
}
uptr resident(uptr from, uptr to) {
  u8 state[1024]; // of a page each
  uptr pages = 0;
  for (uptr step; from < to; from += step) {
    step = minOf(to - from, sizeof state * pageSize);
    if (sys(SysMincore, from, step, state) != 0)
      return to - from; // not known: all of it
    for (uptr i = 0; i < step / pageSize; i++)
      pages += state[i] & 1;
  }
  return pages * pageSize;
}
void unmap(void *p, uptr bytes) { sys(SysMunmap, p, bytes); }
void protectNone(void *p, uptr bytes) { sys(SysMprotect, p, bytes, 0); }

// ---- time

i64 nanotime() {
  Timespec t;
  clock(1, &t);
  return t.sec * 1000000000 + t.nsec;
}
void walltime(i64 *sec, i32 *nsec) {
  Timespec t;
  clock(0, &t);
  *sec = t.sec;
  *nsec = i32(t.nsec);
}
void sleepMicros(u32 us) {
  Timespec t{us / 1000000, i64(us % 1000000) * 1000};
  sys(SysClockNanosleep, 1, 0, &t, 0);
}
void yield() { sys(SysSchedYield); }

void futexWait(u32 *p, u32 value, i64 ns) {
  Timespec t{ns / 1000000000, ns % 1000000000};
  sys(SysFutex, p, 128, value, ns < 0 ? nullptr : &t, 0, 0);
}
void futexWake(u32 *p, u32 count) { sys(SysFutex, p, 129, count, 0, 0, 0); }

// ---- threads

extern "C" iptr golem_clone(uptr flags, uptr stack, M *m, void (*fn)(M *));
extern "C" void golem_threadmain(M *m);

int startThread(M *m) {
  // VM FS FILES SIGHAND SYSVSEM THREAD SETTLS
  SigSet old = blockSignals();
  iptr r = golem_clone(0x100 | 0x200 | 0x400 | 0x800 | 0x40000 | 0x10000 | 0x80000, m->sysSp, m, golem_threadmain);
  restoreSignals(old);
  return r > 0 ? 0 : int(-r);
}
u32 threadId() { return u32(sys(SysGettid)); }
void setThreadPointer(void *p) { setThreadPointerHere(p); }
void signalThread(M *m, int sig) { sys(SysTgkill, sys(SysGetpid), m->tid, sig); }
namespace {
struct CpuTimerEvent { // struct sigevent
  uptr value;
  i32 signo, notify, tid;
  i32 pad[(64 - sizeof(uptr)) / 4 - 3];
};
static_assert(sizeof(CpuTimerEvent) == 64);
} // namespace

void startCpuTimer(M *m, u32 hz) {
  if (m->cpuTimer == 0) {
    constexpr i32 toThread = 4, sigProf = 27;
    CpuTimerEvent event{0, sigProf, toThread, i32(m->tid), {}};
    i32 clock = i32(~m->tid << 3 | 6); // the CPU time of that thread
    i32 id = 0;
    if (sys(SysTimerCreate, clock, &event, &id) != 0)
      return; // no timer: this thread has no samples
    m->cpuTimer = u32(id) + 1;
  }
  i64 period = 1000000000 / hz;
  i64 spec[4] = {period / 1000000000, period % 1000000000, 0, 1 + i64(fastRandom() % u32(period > 999999999 ? 999999999 : period))};
  sys(SysTimerSettime, m->cpuTimer - 1, 0, spec, 0);
}
void stopCpuTimer(M *m) {
  if (m->cpuTimer != 0)
    sys(SysTimerDelete, m->cpuTimer - 1);
  m->cpuTimer = 0;
}

void raise(int sig) { sys(SysTgkill, sys(SysGetpid), sys(SysGettid), sig); }
void exitThread(M *m) {
  sys(SysSetTidAddress, &m->tid);
  for (;;)
    sys(SysExit, 0);
}

// ---- files

iptr write(int fd, const void *p, uptr n) { return sys(SysWrite, fd, p, n); }
iptr read(int fd, void *p, uptr n) { return sys(SysRead, fd, p, n); }
iptr open(const char *path, int flags, int mode) { return sys(SysOpenat, iptr(-100), path, flags, mode); } // AT_FDCWD
void close(int fd) { sys(SysClose, fd); }

// Otherwise the file that the program opens first would be its standard error. (A library in another program must not do that.)
void openStandardFiles() {
  constexpr int getFlags = 1, readWrite = 2;
  constexpr iptr badDescriptor = -9;
  for (int fd = 0; fd < 3; fd++) {
    iptr r = sys(SysFcntl, fd, getFlags, 0);
    if (r >= 0)
      continue;
    Out o;
    if (r != badDescriptor)
      o.text("runtime: unexpected error while checking standard file descriptor ").num(u64(fd)).text(", errno=").snum(-r).put('\n');
    else if (r = open("/dev/null", readWrite, 0); r < 0)
      o.text("runtime: standard file descriptor ").num(u64(fd)).text(" closed, unable to open /dev/null, errno=").snum(-r).put('\n');
    else if (r != fd)
      o.text("runtime: opened unexpected file descriptor ").snum(r).text(" when attempting to open ").num(u64(fd)).put('\n');
    else
      continue;
    o.flush();
    fatalError("cannot open standard fds");
  }
}

void entropy(void *p, uptr n) {
  auto *b = static_cast<u8 *>(p);
  while (n > 0) {
    iptr r = sys(SysGetrandom, b, n, 0);
    if (r <= 0) {
      if (r == -4)
        continue;
      i64 t = nanotime();
      for (uptr i = 0; i < n; i++)
        b[i] = u8(t >> (i % 8 * 8)) ^ u8(i * 37);
      return;
    }
    b += r;
    n -= uptr(r);
  }
}

// ---- poll

namespace {
int epollFd = -1, eventFd = -1;
u32 breakPending;
} // namespace

bool pollInit() {
  epollFd = int(sys(SysEpollCreate1, 0x80000));
  eventFd = int(sys(SysEventfd2, 0, 0x80000 | 0x800));
  if (epollFd < 0 || eventFd < 0)
    return false;
  EpollEvent ev{1, 0};
  return sys(SysEpollCtl, epollFd, 1, eventFd, &ev) == 0;
}
int pollOpen(int fd, void *tag) {
  EpollEvent ev{0x1 | 0x4 | 0x2000 | (1u << 31), u64(tag)}; // IN OUT RDHUP, edge triggered
  return int(-sys(SysEpollCtl, epollFd, 1, fd, &ev));
}
int pollClose(int fd) {
  EpollEvent ev{0, 0};
  return int(-sys(SysEpollCtl, epollFd, 2, fd, &ev));
}
int pollWait(PollEvent *out, int n, i64 ns) {
  if (epollFd < 0)
    return 0;
  int ms = ns < 0 ? -1 : ns == 0 ? 0 : ns < 1000000 ? 1 : ns < i64(1e15) ? int(ns / 1000000) : 1000000000;
  EpollEvent ev[64];
  iptr got = sys(SysEpollPwait, epollFd, ev, minOf(n, 64), ms, 0, 0);
  int count = 0;
  for (iptr i = 0; i < got; i++) {
    if (ev[i].data == 0) { // the break: only a thread that sleeps here consumes it
      if (ns != 0) {
        u64 one;
        sys(SysRead, eventFd, &one, 8);
        storeSeq(&breakPending, 0u);
      }
      continue;
    }
    u32 e = ev[i].events;
    out[count++] = {reinterpret_cast<void *>(ev[i].data), (e & (0x1 | 0x2000 | 0x10 | 0x8)) != 0,
                    (e & (0x4 | 0x10 | 0x8)) != 0, e == 0x8};
  }
  return count;
}
void pollBreak() {
  if (!cas(&breakPending, 0u, 1u))
    return;
  u64 one = 1;
  sys(SysWrite, eventFd, &one, 8);
}

} // namespace golem::runtime::os
