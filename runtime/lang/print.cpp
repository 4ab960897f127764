// What print and println call. Each statement is bracketed by printlock and printunlock, which nest on a thread.
#include "runtime/base/print.h"
#include "runtime/base/lock.h"
#include "runtime/sched/internal.h"

namespace golem::runtime {

namespace {

// The holder may not be preempted: its thread is the owner.
Mutex<LockRank::Print> printMutex;
M *printOwner;
u32 printDepth;
char printBuf[1024]; // belongs to the owner
u32 printUsed;

void flushPrint() {
  if (printUsed)
    writeError(printBuf, printUsed);
  printUsed = 0;
}

void emit(const char *s, uptr n) {
  if (loadRelaxed(&printOwner) != currentM()) { // outside of a statement
    writeError(s, n);
    return;
  }
  while (n > 0) {
    uptr room = sizeof printBuf - printUsed, k = minOf(room, n);
    memcpy(printBuf + printUsed, s, k);
    printUsed += u32(k);
    s += k;
    n -= k;
    if (printUsed == sizeof printBuf)
      flushPrint();
  }
}

void emitUnsigned(u64 v, bool negative) {
  char b[24];
  int i = 24;
  do
    b[--i] = char('0' + v % 10);
  while (v /= 10);
  if (negative)
    b[--i] = '-';
  emit(b + i, uptr(24 - i));
}

void emitHex(u64 v) {
  char b[24];
  int i = 24;
  do
    b[--i] = "0123456789abcdef"[v & 15];
  while (v >>= 4);
  b[--i] = 'x';
  b[--i] = '0';
  emit(b + i, uptr(24 - i));
}

} // namespace

#define GO_PRINT(cname, sym, ...)                                                                                \
  extern "C" RT_SWIFT void cname(__VA_ARGS__) asm("runtime." sym);                                               \
  RT_SWIFT void cname(__VA_ARGS__)

GO_PRINT(goPrintlock, "printlock", RT_SELF_UNUSED) {
  M *m = currentM();
  m->locks++; // values may be printed by Go code, which must stay on this thread
  if (loadRelaxed(&printOwner) != m) {
    printMutex.lock();
    storeRelaxed(&printOwner, m);
  }
  printDepth++;
}
GO_PRINT(goPrintunlock, "printunlock", RT_SELF_UNUSED) {
  M *m = currentM();
  if (--printDepth == 0) {
    flushPrint();
    storeRelaxed(&printOwner, static_cast<M *>(nullptr));
    printMutex.unlock();
  }
  m->locks--;
}
GO_PRINT(goPrintstring, "printstring", const char *s, iptr n, RT_SELF_UNUSED) { emit(s, uptr(n)); }
GO_PRINT(goPrintsp, "printsp", RT_SELF_UNUSED) { emit(" ", 1); }
GO_PRINT(goPrintnl, "printnl", RT_SELF_UNUSED) { emit("\n", 1); }
GO_PRINT(goPrintbool, "printbool", u32 v, RT_SELF_UNUSED) {
  if (v & 1)
    emit("true", 4);
  else
    emit("false", 5);
}
GO_PRINT(goPrintint, "printint", i64 v, RT_SELF_UNUSED) { emitUnsigned(v < 0 ? -u64(v) : u64(v), v < 0); }
GO_PRINT(goPrintuint, "printuint", u64 v, RT_SELF_UNUSED) { emitUnsigned(v, false); }
GO_PRINT(goPrintuintptr, "printuintptr", uptr v, RT_SELF_UNUSED) { emitUnsigned(v, false); }
GO_PRINT(goPrinthex, "printhex", u64 v, RT_SELF_UNUSED) { emitHex(v); }
GO_PRINT(goPrintpointer, "printpointer", uptr v, RT_SELF_UNUSED) { emitHex(v); }
GO_PRINT(goPrinteface, "printeface", uptr t, uptr d, RT_SELF_UNUSED) {
  emit("(", 1);
  emitHex(t);
  emit(",", 1);
  emitHex(d);
  emit(")", 1);
}
GO_PRINT(goPrintiface, "printiface", uptr t, uptr d, RT_SELF) { goPrinteface(t, d, g); }
GO_PRINT(goPrintslice, "printslice", uptr p, iptr len, iptr cap, RT_SELF_UNUSED) {
  emit("[", 1);
  emitUnsigned(u64(len), false);
  emit("/", 1);
  emitUnsigned(u64(cap), false);
  emit("]", 1);
  emitHex(p);
}
GO_PRINT(goPrintquoted, "printquoted", const char *s, iptr n, RT_SELF_UNUSED) {
  emit("\"", 1);
  for (iptr i = 0; i < n; i++) {
    u8 c = u8(s[i]);
    if (c == '"' || c == '\\') {
      char b[2] = {'\\', char(c)};
      emit(b, 2);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      char b[2] = {'\\', c == '\n' ? 'n' : c == '\r' ? 'r' : 't'};
      emit(b, 2);
    } else if (c < 0x20 || c == 0x7f) {
      char b[4] = {'\\', 'x', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
      emit(b, 4);
    } else {
      emit(s + i, 1);
    }
  }
  emit("\"", 1);
}

// A line of output of the runtime itself must come after what the program printed before.
void flushPrintForDeath() {
  if (loadRelaxed(&printOwner) == currentM())
    flushPrint();
}

// runtime/debug.SetCrashOutput; ^0: none.
extern "C" RT_SWIFT uptr goSetCrashFd(uptr fd, RT_SELF_UNUSED) asm("runtime.setCrashFD");
RT_SWIFT uptr goSetCrashFd(uptr fd, RT_SELF_UNUSED) { return __atomic_exchange_n(&crashFd, fd + 1, __ATOMIC_SEQ_CST) - 1; }

} // namespace golem::runtime
