// Stacks of goroutines as roots, frame by frame (docs/abi.md section 9).
//
// Frames are found by frame pointers. Of a frame of compiled Go its map tells which words are dead at the call where it stands;
// the others are scanned conservatively, and so are all words of the runtime's own frames. Whatever the walk does not
// know (assembly, a frame pointer that cannot be one) makes it scan the rest of the stack whole.
//
// A register that calls preserve holds its value in a frame further in, in the slot where the first function that uses the
// register keeps it. Such a slot waits until the frame is reached whose value it is: that is the next one that keeps the
// register itself, and its map tells whether the value is used after the call.
//
// In the mode gcstress dead words are overwritten, so that a map that is wrong shows at once.
#include "runtime/gc/gc.h"
#include "runtime/sched/internal.h"
#include "runtime/trace/trace.h"

extern "C" {
extern char golem_sigpanic_ret[], golem_asyncpreempt_ret[], golem_morestack_ret[], golem_morestack_ret_same[], golem_gostart_ret[];
}

namespace golem::runtime {

namespace {

constexpr uptr deadWord = 0xdddddddddddddddd;

uptr word(uptr p) { return *reinterpret_cast<uptr *>(p); }

class StackScan {
public:
  StackScan(Seg *s, const StackTop &top) : seg(s), at(top.sp), pc(top.pc), fp(top.fp), exact(top.exact), whole(top.whole) {
    if (top.registers)
      top.registers->eachRegister([&](u32 number, uptr *slot) {
        if (number < sizeof kept / sizeof *kept)
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
  uptr at; // what lies below, towards the innermost frame, has been seen to
  uptr pc, fp;
  bool exact, whole;
  uptr kept[32] = {}; // by register: the slot that waits
  u64 saveWords = 0;  // of the frame at hand: bit 32 + word

  bool step();
  bool more();
  void scanKept();
  void mapped(const FrameMap &m);
  void live(uptr from, uptr to);
  static void dead(uptr from, uptr to) {
    if (gcStress.every)
      for (; from < to; from += 8)
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
  for (; from < to; from += 8) {
    uptr bit = 32 + (from - fp) / 8; // wraps for words below
    if (iptr(from - fp) < 0)
      bit = 32 - (fp - from) / 8;
    if (bit >= 64 || !(saveWords >> bit & 1))
      markWord(word(from));
  }
}

void StackScan::mapped(const FrameMap &m) {
  uptr base = fp - m.below * 8, end = fp + m.above * 8;
  scanConservative(at, base);
  saveWords = 0;
  for (u32 i = 0; i < m.saveCount; i++) {
    const FrameMap::Save &save = m.saves[i];
    if (uptr &slot = kept[save.reg]) {
      if (m.isDead(i))
        dead(slot, slot + 8);
      else
        markWord(word(slot));
    }
    kept[save.reg] = fp + uptr(save.word * 8);
    if (save.word >= -32 && save.word < 32)
      saveWords |= u64(1) << (save.word + 32);
  }
  uptr p = base;
  const u8 *runs = m.runs;
  for (u32 i = 0; i < m.runCount; i++) {
    uptr gap, words;
    runs = FrameMap::nextRun(runs, &gap, &words);
    live(p, p + gap * 8);
    p += gap * 8;
    if (m.isDead(m.saveCount + i))
      dead(p, p + words * 8);
    else
      live(p, p + words * 8);
    p += words * 8;
  }
  live(p, end);
  at = end;
}

// At golem_more's second frame, under the function that it runs: the arguments that the first one keeps are no more needed.
bool StackScan::more() {
  scanConservative(at, fp);
  bool switched = word(fp + 8) == uptr(golem_morestack_ret);
  uptr first = word(fp);
  at = fp + 16;
  if (switched) {
    if (!seg->prev || seg->moreFp != first) {
      rest();
      return false;
    }
    seg = seg->prev;
  }
  kept[arch::moreSavedRegister] = first - arch::moreSavedBelow;
  at = first + 16;
  fp = word(first);
  pc = word(first + 8);
  return true;
}

bool StackScan::step() {
  if (pc == uptr(golem_gostart_ret)) // the goroutine's beginning wants nothing back
    return false;
  const FuncEntry *f = findFunc(exact ? pc : pc - 1);
  if (exact && f && !(f->flags() & funcAssembly))
    fp = arch::framePointerAt(pc, at, fp);
  if (fp < at || fp & 7 || fp + 16 > seg->hi || (f && f->flags() & funcAssembly)) {
    rest();
    return false;
  }
  uptr up = word(fp), ret = word(fp + 8), here = pc;
  if (!f && (ret == uptr(golem_morestack_ret) || ret == uptr(golem_morestack_ret_same)))
    return more();
  FrameMap m;
  if (f && !exact && !whole && frameMap(f, pc, &m) && at <= fp - m.below * 8) {
    mapped(m);
  } else {
    scanKept();
    scanConservative(at, fp);
    at = fp + 16;
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
  StackScan scan(s, top);
  if (outside)
    scan.rest();
  else
    scan.run();
}

} // namespace golem::runtime
