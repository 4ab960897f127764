// Stacks of goroutines as roots, frame by frame (docs/abi.md section 9).
//
// Frames are found by frame pointers. Of a frame of compiled Go its map tells which words are dead at the call where it stands;
// the others are scanned conservatively, and so are the words of the runtime's own frames: but not
// of those through which a goroutine came to wait or to call Go, whose holes hold what older frames
// left there (see park). Whatever the walk does not
// know (assembly, a frame pointer that cannot be one) makes it scan the rest of the stack whole.
//
// A register that calls preserve holds its value in a frame further in, in the slot where the first function that uses the
// register keeps it. Such a slot waits until the frame is reached whose value it is: that is the next one that keeps the
// register itself, and its map tells whether the value is used after the call.
//
// In the mode gcstress dead words are overwritten, so that a map that is wrong shows at once.
#include "runtime/gc/gc.h"
#include "runtime/lang/panic.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/trace.h"

extern "C" {
extern char golem_sigpanic_ret[], golem_asyncpreempt_ret[], golem_gostart_ret[];
extern char golem_morestack_ret[], golem_morestack_slow[];
extern char golem_callclosure_ret[], golem_calldefer_ret[], golem_calltimer_ret[];
extern char golem_callgo_ret[], golem_callcoro_ret[];
}

namespace golem::runtime {

namespace {

constexpr uptr deadWord = uptr(0xddddddddddddddddu);

uptr word(uptr p) { return *reinterpret_cast<uptr *>(p); }

class StackScan {
public:
  StackScan(G *g, Seg *s, const StackTop &top)
      : seg(s), defers(g->defers), at(top.sp), pc(top.pc), fp(top.fp), exact(top.exact),
        whole(top.whole), parked(top.parked) {
    if (top.registers)
      top.registers->eachRegister([&](u32 number, uptr *slot) {
        if (arch::isMapped(number))
          kept[number] = uptr(slot);
        else // no frame map tells of it
          markWord(*slot);
      });
  }
  void run() {
    while (step()) {
    }
  }
  void rest(); // everything from `at`, whole

private:
  Seg *seg;
  DeferFrame *defers; // the next one outwards
  uptr at; // what lies below, towards the innermost frame, has been seen to
  uptr pc, fp;
  bool exact, whole, parked;
  uptr kept[32] = {}; // by register: the slot that waits
  u64 saveWords = 0;  // of the frame at hand: bit 32 + word
  uptr marked = 0, markedEnd = 0; // of the frame at hand: what golem_mark has saved

  bool step();
  bool more();
  void scanKept();
  void mapped(const FuncEntry *f, const FrameMap &m);
  void deferFrame(const FuncEntry *f);
  void native(const FrameMap &m);
  void live(uptr from, uptr to);
  static void dead(uptr from, uptr to) {
    if (gcStress.every)
      for (; from < to; from += wordBytes)
        *reinterpret_cast<uptr *>(from) = deadWord;
  }
};

void StackScan::scanKept() {
  for (uptr &slot : kept) {
    if (slot)
      markWord(word(slot));
    slot = 0;
  }
}

void StackScan::rest() {
  scanKept();
  for (uptr from = at; seg; seg = seg->prev) {
    scanConservative(from, seg->hi);
    from = seg->moreFp - arch::moreFrameBytes;
  }
}

// Words of the frame that are no slots of registers.
void StackScan::live(uptr from, uptr to) {
  for (; from < to; from += wordBytes) {
    if (from - marked < markedEnd - marked)
      continue;
    uptr bit = 32 + (from - fp) / wordBytes; // wraps for words below
    if (iptr(from - fp) < 0)
      bit = 32 - (fp - from) / wordBytes;
    if (bit >= 64 || !(saveWords >> bit & 1))
      markWord(word(from));
  }
}

// What golem_mark has saved of the registers, in the frame's DeferFrame, comes back when a panic is
// recovered. Of those that the function f keeps for its caller, it had its own values in them,
// which are live or not as at any call. The others had the caller's values and were not changed
// since: they wait in `kept`.
void StackScan::deferFrame(const FuncEntry *f) {
  marked = uptr(defers->regs);
  markedEnd = marked + sizeof defers->regs;
  FrameMap m;
  if (frameMap(f, defers->pc, &m)) {
    for (u32 i = 0; i < m.saveCount; i++)
      if (!m.isDead(i))
        markWord(defers->regs[arch::markPlace(m.saves[i].reg)]);
  }
  for (u32 i = arch::markMapped; i < arch::markRegisters; i++) // no frame map tells of these
    markWord(defers->regs[i]);
  defers = defers->link;
}

void StackScan::mapped(const FuncEntry *f, const FrameMap &m) {
  uptr base = fp - m.below * wordBytes, end = fp + m.above * wordBytes;
  marked = markedEnd = 0;
  if (uptr(defers) - at < end - at)
    deferFrame(f);
  saveWords = 0;
  for (u32 i = 0; i < m.saveCount; i++) {
    const FrameMap::Save &save = m.saves[i];
    if (uptr &slot = kept[save.reg]) {
      if (m.isDead(i))
        dead(slot, slot + wordBytes);
      else
        markWord(word(slot));
    }
    kept[save.reg] = fp + uptr(save.word * iptr(wordBytes));
    if (save.word >= -32 && save.word < 32)
      saveWords |= u64(1) << (save.word + 32);
  }
  live(at, base);
  uptr p = base;
  const u8 *runs = m.runs;
  for (u32 i = 0; i < m.runCount; i++) {
    uptr gap, words;
    runs = FrameMap::nextRun(runs, &gap, &words);
    live(p, p + gap * wordBytes);
    p += gap * wordBytes;
    if (m.isDead(m.saveCount + i))
      dead(p, p + words * wordBytes);
    else
      live(p, p + words * wordBytes);
    p += words * wordBytes;
  }
  live(p, end);
  at = end;
}

// A frame of the runtime's own code: the registers that it keeps are its caller's, as with compiled
// Go. Nothing is known of its other words.
void StackScan::native(const FrameMap &m) {
  saveWords = 0;
  marked = markedEnd = 0;
  for (u32 i = 0; i < m.saveCount; i++) {
    const FrameMap::Save &save = m.saves[i];
    uptr slot = fp + uptr(save.word * iptr(wordBytes));
    if (!arch::isMapped(save.reg)) { // no map of Go code tells of it
      markWord(word(slot));
      continue;
    }
    if (kept[save.reg] && !parked)
      markWord(word(kept[save.reg]));
    kept[save.reg] = slot;
    saveWords |= u64(1) << (save.word + 32);
  }
  uptr end = fp + m.above * wordBytes;
  if (!parked)
    live(at, end);
  at = end;
}

// At golem_more's second frame, under the function that it runs: the arguments that the first one keeps are no more needed.
bool StackScan::more() {
  scanConservative(at, fp);
  uptr first = word(fp);
  at = fp + 2 * wordBytes;
  if (!seg->prev || seg->moreFp != first) {
    rest();
    return false;
  }
  seg = seg->prev;
  kept[arch::moreSavedRegister] = first - arch::moreSavedBelow;
  at = first + 2 * wordBytes;
  fp = word(first);
  pc = word(first + wordBytes);
  return true;
}

// Functions of the runtime that call Go through one of these, or that a goroutine begins in, hold
// nothing that g does not tell.
bool callsGo(uptr pc) {
  return pc == uptr(golem_calldefer_ret) || pc == uptr(golem_callclosure_ret) ||
         pc == uptr(golem_calltimer_ret) || pc == uptr(golem_callgo_ret) || pc == uptr(golem_callcoro_ret);
}

bool StackScan::step() {
  if (pc == uptr(golem_gostart_ret)) // the goroutine's beginning wants nothing back
    return false;
  const FuncEntry *f = isNative(pc) ? nullptr : findFunc(exact ? pc : pc - 1);
  if (exact && f && !(f->flags() & abi::IsAssembly))
    fp = arch::framePointerAt(pc, at, fp);
  if (fp < at || fp & (wordBytes - 1) || fp + 2 * wordBytes > seg->hi || (f && f->flags() & abi::IsAssembly)) {
    rest();
    return false;
  }
  uptr up = word(fp), ret = word(fp + wordBytes), here = pc;
  if (!f && ret == uptr(golem_morestack_ret))
    return more();
  FrameMap m;
  if (pc == uptr(golem_morestack_slow)) {
    // It yields, and keeps the arguments of the function that wants to run.
    scanConservative(at, fp);
    kept[arch::moreSavedRegister] = fp - arch::moreSavedBelow;
    at = fp + 2 * wordBytes;
    parked = false;
  } else if (!f && nativeFrame(pc, &m)) {
    parked |= ret == uptr(golem_gostart_ret);
    native(m);
    parked |= callsGo(pc);
  } else if (f && !exact && frameMap(f, pc, &m) && at <= fp - m.below * wordBytes) {
    if (whole)
      m.dead = nullptr;
    mapped(f, m);
    parked = false;
  } else {
    scanKept();
    scanConservative(at, fp);
    at = fp + 2 * wordBytes;
    parked = false;
  }
  pc = ret;
  fp = up;
  exact = whole = !f && (here == uptr(golem_sigpanic_ret) || here == uptr(golem_asyncpreempt_ret)); // "called" by the interrupted instruction
  return true;
}

} // namespace

void scanStack(G *g, StackTop top) {
  // Between two segments only the runtime's own code runs; the frame that entered the newer one tells where the older one ends.
  Seg *s = g->seg;
  while (s && s->prev && (top.sp < s->lo || top.sp >= s->hi))
    s = s->prev;
  if (!s)
    return;
  bool outside = top.sp < s->lo || top.sp >= s->hi;
  if (outside)
    top.sp = s->lo;
  StackScan scan(g, s, top);
  if (outside)
    scan.rest();
  else
    scan.run();
}

} // namespace golem::runtime
