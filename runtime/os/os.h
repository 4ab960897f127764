// What the runtime asks of an operating system. One folder per system implements it.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime::os {

// ---- process start; words is the stack as the kernel left it (argc, argv, envp, auxv)
void init(uptr *words);
extern iptr argc;
extern char **argv, **envp;
extern uptr *auxv; // pairs ended by 0
extern iptr auxvCount;
extern bool secure; // the program has more rights than who started it: it shows nothing of its memory
extern uptr pageSize;
const char *getenv(const char *name); // nullptr if unset
int processorCount();
[[noreturn]] void exit(int code);
[[noreturn]] void crash(); // dies by SIGABRT with the default action

// ---- memory: address space first, pages come on first touch
uptr addressSpaceSize();                      // of all that addressSpace can give
uptr addressSpace(uptr bytes);                // a place where mapAt will succeed; 0: none
bool mapAt(uptr at, uptr bytes);              // zeroed memory there, lazily committed; false: none
void *allocate(uptr bytes);                   // zeroed; fatal when there is none
bool release(void *p, uptr bytes);            // gives whole pages back; true: all of it reads as zero afterwards
uptr resident(uptr from, uptr to);            // bytes of these pages that have memory behind them
void unmap(void *p, uptr bytes);
void protectNone(void *p, uptr bytes);

// ---- time
i64 nanotime();                               // monotonic
void walltime(i64 *sec, i32 *nsec);
void sleepMicros(u32 us);
void yield();

// ---- waiting on a word; ns < 0: no limit
void futexWait(u32 *p, u32 value, i64 ns);
void futexWake(u32 *p, u32 count);

// ---- threads
// Runs threadMain(m) on m's system stack with m as thread pointer. 0, or the system's error number.
int startThread(M *m);
inline constexpr int errorAgain = 11; // of startThread: a limit is reached
u32 threadId();
void setThreadPointer(void *p);
void signalThread(M *m, int sig);
void raise(int sig);
const char *signalText(int sig); // "SIGSEGV: segmentation violation"; of those that end programs with a traceback
void startCpuTimer(M *m, u32 hz);             // sends m's thread SIGPROF hz times a second of its CPU time
void stopCpuTimer(M *m);
[[noreturn]] void exitThread(M *m); // the kernel clears m->tid when the stack is free

// ---- files
iptr write(int fd, const void *p, uptr n);    // < 0: -errno
iptr read(int fd, void *p, uptr n);
iptr open(const char *path, int flags, int mode);
void close(int fd);
void openStandardFiles();                     // what is closed of 0, 1, 2 becomes the null device; fatal when that fails

// ---- random bytes
void entropy(void *p, uptr n);

// ---- signals
void initSignals();
void initThreadSignals(M *m);                 // alternate stack and mask
struct SigSet {
  u64 bits;
};
SigSet blockSignals();
void restoreSignals(SigSet s);

// ---- poll: readiness of descriptors; the poller's G lists are in sched/netpoll
bool pollInit();
int pollOpen(int fd, void *tag);              // errno or 0
int pollClose(int fd);
struct PollEvent {
  void *tag;
  bool read, write, error;
};
int pollWait(PollEvent *out, int n, i64 ns);  // ns < 0 for ever, 0 not at all
void pollBreak();                             // wakes a pollWait

} // namespace golem::runtime::os
