// Liveness of stack slots at calls, for the collector.
//
// After register allocation the frame's objects are spill slots and the locals that stayed in memory. Two analyses over the
// control flow tell what is dead at a call: backwards, an object that is read by no instruction that follows before it is
// written anew; forwards, an object that no instruction has touched yet, whose words hold what an older frame left. The first is
// only for objects whose address is nowhere taken; of others the second is all that is known.
//
// A call under which the function panics may end behind golem_mark, which returns a second time then (docs/abi.md section 5):
// what is live there is live at each call. Registers are not: the mark kept them.
//
// The result is bound to call instructions by a number, kept where LLVM keeps a call's type for control flow integrity: that
// stays with the instruction when blocks are copied, and forbids to merge calls that differ in it.
#include "codegen/framemap.h"

#include "codegen/deadlocals.h"
#include "codegen/stackcheck.h"

#include <llvm/CodeGen/MachineFrameInfo.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/MachineRegisterInfo.h>
#include <llvm/CodeGen/TargetFrameLowering.h>
#include <llvm/CodeGen/TargetInstrInfo.h>
#include <llvm/CodeGen/TargetRegisterInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/Instructions.h>
#include <llvm/Support/ErrorHandling.h>

#include <map>

using namespace llvm;

namespace golem::codegen {

namespace {

constexpr unsigned registerLimit = 32; // DWARF numbers of integer registers are below it
constexpr uint64_t mostBits = 1 << 22; // objects times calls of a function that gets a map, which takes as much room
constexpr uint64_t mostStates = 1 << 24; // objects times blocks

// Is there somebody who looks at the frame while the call is under way? Also where nothing comes
// after it, since a goroutine may wait in such a call, or in what a panic has deferred. Checks that
// fail are left out: they are many, and equal ones become one.
bool isSeen(const MachineInstr &call) {
  if (!call.isCall() || call.isReturn())
    return false;
  const MachineBasicBlock &block = *call.getParent();
  if (!block.succ_empty() || any_of(block.terminators(), [](const MachineInstr &i) { return i.isReturn(); }))
    return true;
  return none_of(call.operands(), [](const MachineOperand &o) {
    StringRef name;
    if (o.isGlobal())
      name = o.getGlobal()->getName();
    else if (o.isSymbol())
      name = o.getSymbolName();
    return name.starts_with("runtime.panic") || name.starts_with("runtime.goPanic");
  });
}

class Liveness : public MachineFunctionPass {
public:
  static char ID;
  explicit Liveness(FrameLivenessTable &table) : MachineFunctionPass(ID), table(table) {}
  StringRef getPassName() const override { return "Golem frame liveness"; }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(usage);
  }
  bool runOnMachineFunction(MachineFunction &function) override;

private:
  // An instruction's effect on objects.
  struct Effects {
    SmallVector<int, 2> reads, touches;
    int kills = -1;
  };
  struct BlockState {
    BitVector liveIn, liveOut, touchedIn, touchedOut;
    BitVector reads, kills, touches; // summary of the block: reads before a kill, ...
  };

  FrameLivenessTable &table;
  MachineFunction *f = nullptr;
  const MachineFrameInfo *frame = nullptr;
  const TargetInstrInfo *instructions = nullptr;
  BitVector addressTaken;
  DenseMap<int, int> objectOf; // by number of an alloca
  BitVector resumed;           // what the second return of golem_mark finds
  unsigned objects = 0;

  Effects effectsOf(const MachineInstr &i) const;
  bool isTooLarge() const;
  void findAddresses();
  std::vector<BlockState> solve();
  bool findResumed(const std::vector<BlockState> &blocks);
  void number(FrameLiveness &result, std::vector<BlockState> &blocks);
};

char Liveness::ID;

Liveness::Effects Liveness::effectsOf(const MachineInstr &i) const {
  Effects e;
  bool named = false;
  for (const MachineOperand &o : i.operands())
    named |= o.isFI() && o.getIndex() >= 0;
  if (!named || i.isDebugInstr())
    return e;
  int stored = -1;
  TypeSize bytes = TypeSize::getZero();
  if (instructions->isStoreToStackSlot(i, stored, bytes) && stored >= 0) {
    e.touches.push_back(stored);
    // The width is the access's: a store of part of an object does not end what the rest holds.
    bool whole = i.hasOneMemOperand() && (*i.memoperands_begin())->getSize().hasValue() && !(*i.memoperands_begin())->getSize().isScalable() &&
                 int64_t((*i.memoperands_begin())->getSize().getValue().getFixedValue()) >= frame->getObjectSize(stored);
    if (whole)
      e.kills = stored;
    return e;
  }
  for (const MachineOperand &o : i.operands())
    if (o.isFI() && o.getIndex() >= 0) {
      e.reads.push_back(o.getIndex());
      e.touches.push_back(o.getIndex());
    }
  return e;
}

// Anything but a plain access may let the address get away.
bool takesAddress(const MachineInstr &i) { return i.isInlineAsm() || !i.mayLoadOrStore(); }

void Liveness::findAddresses() {
  objectOf.clear();
  for (int n = 0; n < int(objects); n++)
    if (const AllocaInst *a = frame->isDeadObjectIndex(n) ? nullptr : frame->getObjectAllocation(n))
      if (int number = localNumber(*a); number >= 0)
        objectOf[number] = n;
  addressTaken.clear();
  addressTaken.resize(objects);
  for (const MachineBasicBlock &block : *f)
    for (const MachineInstr &i : block.instrs())
      if (!i.isDebugInstr())
        for (const MachineOperand &o : i.operands())
          if (o.isFI() && o.getIndex() >= 0 && takesAddress(i))
            addressTaken.set(unsigned(o.getIndex()));
}

std::vector<Liveness::BlockState> Liveness::solve() {
  std::vector<BlockState> blocks(f->getNumBlockIDs());
  for (MachineBasicBlock &block : *f) {
    BlockState &s = blocks[size_t(block.getNumber())];
    for (BitVector *v : {&s.liveIn, &s.liveOut, &s.touchedIn, &s.touchedOut, &s.reads, &s.kills, &s.touches})
      v->resize(objects);
    for (const MachineInstr &i : block.instrs()) {
      Effects e = effectsOf(i);
      for (int n : e.reads)
        if (!s.kills.test(unsigned(n)))
          s.reads.set(unsigned(n));
      for (int n : e.touches)
        s.touches.set(unsigned(n));
      if (e.kills >= 0)
        s.kills.set(unsigned(e.kills));
    }
  }
  // Only blocks whose neighbours have changed are looked at again: loops in loops would cost the square of their number.
  BitVector every(unsigned(blocks.size()));
  for (const MachineBasicBlock &block : *f)
    every.set(unsigned(block.getNumber()));
  BitVector again = every;
  while (again.any()) {
    for (MachineBasicBlock &block : reverse(*f)) {
      if (!again.test(unsigned(block.getNumber())))
        continue;
      again.reset(unsigned(block.getNumber()));
      BlockState &s = blocks[size_t(block.getNumber())];
      for (MachineBasicBlock *next : block.successors())
        s.liveOut |= blocks[size_t(next->getNumber())].liveIn;
      BitVector in = s.liveOut;
      in.reset(s.kills);
      in |= s.reads;
      if (in != s.liveIn) {
        s.liveIn = std::move(in);
        for (MachineBasicBlock *before : block.predecessors())
          again.set(unsigned(before->getNumber()));
      }
    }
  }
  again = every;
  while (again.any()) {
    for (MachineBasicBlock &block : *f) {
      if (!again.test(unsigned(block.getNumber())))
        continue;
      again.reset(unsigned(block.getNumber()));
      BlockState &s = blocks[size_t(block.getNumber())];
      for (MachineBasicBlock *before : block.predecessors())
        s.touchedIn |= blocks[size_t(before->getNumber())].touchedOut;
      BitVector out = s.touchedIn;
      out |= s.touches;
      if (out != s.touchedOut) {
        s.touchedOut = std::move(out);
        for (MachineBasicBlock *next : block.successors())
          again.set(unsigned(next->getNumber()));
      }
    }
  }
  return blocks;
}

// False: a function that returns twice and does not call golem_mark in so many words.
bool Liveness::findResumed(const std::vector<BlockState> &blocks) {
  resumed.clear();
  resumed.resize(objects);
  if (!f->exposesReturnsTwice())
    return true;
  bool found = false;
  for (const MachineBasicBlock &block : *f) {
    BitVector live = blocks[size_t(block.getNumber())].liveOut;
    for (const MachineInstr &i : reverse(block.instrs())) {
      if (i.isCall() && any_of(i.operands(), [](const MachineOperand &o) {
            return (o.isGlobal() && o.getGlobal()->getName() == "golem_mark") || (o.isSymbol() && o.getSymbolName() == StringRef("golem_mark"));
          })) {
        resumed |= live;
        found = true;
      }
      Effects e = effectsOf(i);
      if (e.kills >= 0)
        live.reset(unsigned(e.kills));
      for (int n : e.reads)
        live.set(unsigned(n));
    }
  }
  return found;
}

void Liveness::number(FrameLiveness &result, std::vector<BlockState> &blocks) {
  struct Call {
    MachineInstr *instruction;
    BitVector touched; // before it
    const MDNode *note;
    int64_t argumentBytes;
  };
  DenseMap<MCSymbol *, const MDNode *> annotations;
  for (auto [label, note] : f->getCodeViewAnnotations())
    annotations[label] = note;
  SmallVector<MachineInstr *, 16> labels;
  for (MachineBasicBlock &block : *f) {
    BlockState &s = blocks[size_t(block.getNumber())];
    // Forwards: what has been touched at each call of the block.
    std::vector<Call> calls;
    BitVector touched = s.touchedIn;
    const MDNode *annotation = nullptr; // of the call that follows
    int64_t argumentBytes = block.getCallFrameSize();
    for (MachineInstr &i : block.instrs()) {
      for (int n : effectsOf(i).touches)
        touched.set(unsigned(n));
      if (i.getOpcode() == instructions->getCallFrameSetupOpcode())
        argumentBytes = instructions->getFrameTotalSize(i);
      if (i.isAnnotationLabel()) {
        annotation = annotations.lookup(i.getOperand(0).getMCSymbol());
        labels.push_back(&i);
      }
      if (isSeen(i)) {
        calls.push_back({&i, touched, annotation ? annotation : i.getHeapAllocMarker(), argumentBytes});
        annotation = nullptr;
      }
    }
    if (calls.empty())
      continue;
    BitVector live = s.liveOut;
    for (MachineInstr &i : reverse(block)) {
      if (!calls.empty() && &i == calls.back().instruction) {
        DeadAtCall dead;
        dead.objects = addressTaken; // live at first
        dead.objects |= live;
        dead.objects |= resumed;
        for (int n : deadLocals(calls.back().note)) // known to be, better than from here
          if (auto it = objectOf.find(n); it != objectOf.end())
            dead.objects.reset(unsigned(it->second));
        i.setHeapAllocMarker(*f, nullptr);
        dead.objects &= calls.back().touched;
        dead.objects.flip();
        dead.argumentBytes = calls.back().argumentBytes;
        result.calls.push_back(std::move(dead));
        i.setCFIType(*f, uint32_t(result.calls.size()));
        calls.pop_back();
      }
      Effects e = effectsOf(i);
      if (e.kills >= 0)
        live.reset(unsigned(e.kills));
      for (int n : e.reads)
        live.set(unsigned(n));
    }
  }
  for (MachineInstr *label : labels)
    label->eraseFromParent();
}

bool Liveness::isTooLarge() const {
  uint64_t calls = 0;
  for (const MachineBasicBlock &block : *f)
    calls += uint64_t(count_if(block.instrs(), isSeen));
  return calls * objects > mostBits || uint64_t(f->getNumBlockIDs()) * objects > mostStates;
}

bool Liveness::runOnMachineFunction(MachineFunction &function) {
  f = &function;
  frame = &function.getFrameInfo();
  instructions = function.getSubtarget().getInstrInfo();
  FrameLiveness &result = table[&function.getFunction()];
  if (!frame->hasCalls() || !function.getRegInfo().tracksLiveness())
    return false;
  objects = unsigned(frame->getObjectIndexEnd());
  if (isTooLarge()) // then the whole frame counts as live
    return false;
  findAddresses();
  auto blocks = solve();
  if (!findResumed(blocks))
    return false;
  number(result, blocks);
  result.known = true;
  return true;
}

// Registers that calls preserve, at the very end, when nothing moves any more: copies may have been replaced by what they copy.
class RegisterLiveness : public MachineFunctionPass {
public:
  static char ID;
  RegisterLiveness(FrameLivenessTable &table, unsigned g) : MachineFunctionPass(ID), table(table), g(g) {}
  StringRef getPassName() const override { return "Golem register liveness"; }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(usage);
  }
  bool runOnMachineFunction(MachineFunction &function) override;

private:
  FrameLivenessTable &table;
  unsigned g; // DWARF number of the register that holds g: the same on return
  const TargetRegisterInfo *info = nullptr;
  // A register that calls preserve. Its parts (LLVM's register units) have bits of their own in the sets: who writes a byte of it
  // neither needs what was in it before, nor has written all of it.
  struct Preserved {
    unsigned dwarf; // number
    uint64_t parts;
  };
  SmallVector<Preserved, 16> preserved;
  std::vector<uint64_t> partOfUnit;

  // What instructions do to the set of parts that are live: (live & ~defined) | used.
  struct Step {
    uint64_t defined = 0, used = 0;
    uint64_t before(uint64_t live) const { return (live & ~defined) | used; }
    // This one, and after it another.
    Step then(const Step &s) const { return {defined | s.defined, before(s.used)}; }
  };
  Step stepOf(const MachineInstr &i) const;
  Step stepOf(const MachineBasicBlock &block) const;
};

char RegisterLiveness::ID;

RegisterLiveness::Step RegisterLiveness::stepOf(const MachineInstr &i) const {
  Step s;
  if (i.isDebugInstr())
    return s;
  for (const MachineOperand &o : i.operands())
    if (o.isReg() && o.getReg().isPhysical())
      for (MCRegUnit unit : info->regunits(o.getReg().asMCReg())) {
        const uint64_t part = partOfUnit[static_cast<unsigned>(unit)];
        if (o.isDef())
          s.defined |= part;
        if (o.readsReg())
          s.used |= part;
      }
  return s;
}

RegisterLiveness::Step RegisterLiveness::stepOf(const MachineBasicBlock &block) const {
  Step whole;
  for (const MachineInstr &i : block.instrs())
    whole = whole.then(stepOf(i));
  return whole;
}

// What was expected of a frame decides how its function is checked: more would overwrite what lies below the stack.
void checkBound(const MachineFunction &f) {
  uint64_t bound = frameBound(f.getFunction()), size = f.getFrameInfo().getStackSize();
  if (size > bound)
    report_fatal_error(Twine(f.getName()) + ": a stack frame of " + Twine(size) + " bytes where " + Twine(bound) + " were expected",
                       false);
}

bool RegisterLiveness::runOnMachineFunction(MachineFunction &f) {
  checkBound(f);
  auto found = table.find(&f.getFunction());
  if (found == table.end() || !found->second.known)
    return false;
  info = f.getSubtarget().getRegisterInfo();
  preserved.clear();
  partOfUnit.assign(info->getNumRegUnits(), 0);
  unsigned parts = 0;
  for (const CalleeSavedInfo &saved : f.getFrameInfo().getCalleeSavedInfo()) {
    int number = info->getDwarfRegNum(saved.getReg(), false);
    if (number >= 0 && unsigned(number) < registerLimit && unsigned(number) != g && saved.getReg() != info->getRARegister() &&
        !f.getRegInfo().isReserved(saved.getReg())) {
      preserved.push_back({unsigned(number), 0});
      for (MCRegUnit unit : info->regunits(saved.getReg()))
        preserved.back().parts |= partOfUnit[static_cast<unsigned>(unit)] = uint64_t(1) << parts++;
    }
  }
  if (preserved.empty())
    return false;
  if (parts > 64)
    report_fatal_error("more parts of registers than a set has bits");
  std::vector<uint64_t> liveIn(f.getNumBlockIDs());
  auto atEnd = [&](const MachineBasicBlock &block) {
    uint64_t live = 0;
    for (const MachineBasicBlock *next : block.successors())
      live |= liveIn[size_t(next->getNumber())];
    return live;
  };
  std::vector<Step> steps(f.getNumBlockIDs());
  for (const MachineBasicBlock &block : f)
    steps[size_t(block.getNumber())] = stepOf(block);
  for (bool changed = true; changed;) {
    changed = false;
    for (const MachineBasicBlock &block : reverse(f)) {
      uint64_t live = steps[size_t(block.getNumber())].before(atEnd(block));
      changed |= live != liveIn[size_t(block.getNumber())];
      liveIn[size_t(block.getNumber())] = live;
    }
  }
  uint32_t all = 0;
  for (const Preserved &p : preserved)
    all |= 1u << p.dwarf;
  for (DeadAtCall &call : found->second.calls)
    call.registers = all;
  for (const MachineBasicBlock &block : f) {
    uint64_t live = atEnd(block);
    for (const MachineInstr &i : reverse(block.instrs())) {
      if (int call = callNumber(i); call >= 0)
        for (const Preserved &p : preserved)
          if (live & p.parts)
            found->second.calls[size_t(call)].registers &= ~(1u << p.dwarf);
      live = stepOf(i).before(live);
    }
  }
  return false;
}

} // namespace

int callNumber(const MachineInstr &call) { return call.isCall() ? int(call.getCFIType()) - 1 : -1; }

Pass *createFrameLiveness(FrameLivenessTable &table) { return new Liveness(table); }
Pass *createRegisterLiveness(FrameLivenessTable &table, unsigned g) { return new RegisterLiveness(table, g); }

bool layOut(const MachineFunction &f, const FrameLiveness &liveness, FrameMap &map) {
  const MachineFrameInfo &frame = f.getFrameInfo();
  const TargetRegisterInfo &info = *f.getSubtarget().getRegisterInfo();
  const int64_t word = int64_t(f.getDataLayout().getPointerSize());
  if (!liveness.known || info.hasStackRealignment(f))
    return false;
  const MCRegister frameRegister = info.getFrameRegister(f).asMCReg();
  int64_t framePointer = -2 * word; // where the caller's is kept, from the frame's end
  for (const CalleeSavedInfo &saved : frame.getCalleeSavedInfo())
    if (saved.getReg() == frameRegister)
      framePointer = frame.getObjectOffset(saved.getFrameIdx());
  map.above = unsigned(-framePointer / word);

  // Words of the frame, from its end downwards: what lies there. -1: something that is always live.
  int64_t lowest = framePointer;
  auto each = [&](auto use) {
    for (int n = frame.getObjectIndexBegin(); n < frame.getObjectIndexEnd(); n++)
      if (!frame.isDeadObjectIndex(n) && !frame.isVariableSizedObjectIndex(n) && frame.getObjectOffset(n) < 0 && frame.getObjectSize(n) > 0)
        use(n, frame.getObjectOffset(n), frame.getObjectOffset(n) + frame.getObjectSize(n));
  };
  each([&](int, int64_t from, int64_t) { lowest = std::min(lowest, from); });
  // Below lies what aligns the frame, which nobody writes, and the room for arguments.
  const TargetFrameLowering &lowering = *f.getSubtarget().getFrameLowering();
  int64_t argumentRoom = 0;
  if (!frame.hasVarSizedObjects()) {
    lowest = std::min(lowest, lowering.getOffsetOfLocalArea() - int64_t(frame.getStackSize()));
    if (lowering.hasReservedCallFrame(f) && frame.adjustsStack())
      argumentRoom = int64_t(frame.getMaxCallFrameSize());
  }
  size_t words = size_t((-lowest + word - 1) / word);
  std::vector<SmallVector<int, 1>> at(words);
  auto indexOf = [&](int64_t offset) { return size_t((-offset - 1) / word); }; // of the word that holds the byte
  const int analysed = liveness.calls.empty() ? 0 : int(liveness.calls[0].objects.size());
  each([&](int n, int64_t from, int64_t to) {
    for (size_t i = indexOf(to - 1); i <= indexOf(from); i++)
      at[i].push_back(n < 0 || n >= analysed ? -1 : n);
  });
  at[indexOf(framePointer)].push_back(-1);
  at[indexOf(framePointer + word)].push_back(-1);
  for (const CalleeSavedInfo &saved : frame.getCalleeSavedInfo()) {
    if (saved.isSpilledToReg())
      continue;
    int64_t offset = frame.getObjectOffset(saved.getFrameIdx());
    at[indexOf(offset)].push_back(-1);
    int number = info.getDwarfRegNum(saved.getReg(), false);
    if (number >= 0 && unsigned(number) < registerLimit && saved.getReg() != frameRegister && saved.getReg() != info.getRARegister())
      map.saves.push_back({unsigned(number), int((offset - framePointer) / word)});
  }

  // A word's column: the calls at which it is dead. Equal neighbours make a run.
  const size_t calls = liveness.calls.size();
  std::vector<BitVector> columns;
  BitVector previous;
  for (size_t i = words; i-- > 0;) {
    const int64_t fromBottom = -int64_t(i + 1) * word - lowest;
    const bool argument = fromBottom < argumentRoom;
    if (i + 1 < words && at[i] == at[i + 1] && fromBottom > argumentRoom) { // within an object; of the room each word differs
      if (!previous.empty())
        map.runs.back().words++;
      continue;
    }
    BitVector column(unsigned(calls), true);
    for (size_t c = 0; argument && c < calls; c++)
      if (fromBottom < liveness.calls[c].argumentBytes)
        column.reset(unsigned(c));
    for (int n : at[i])
      for (size_t c = 0; c < calls; c++)
        if (n < 0 || !liveness.calls[c].objects.test(unsigned(n)))
          column.reset(unsigned(c));
    if (column.any()) {
      int place = -int(i + 1) + int(map.above);
      if (column == previous)
        map.runs.back().words++;
      else {
        map.runs.push_back({place, 1});
        columns.push_back(column);
      }
    }
    previous = column.any() ? std::move(column) : BitVector();
  }
  int first = map.runs.empty() ? 0 : std::min(map.runs[0].word, 0);
  for (const FrameMap::Save &save : map.saves)
    first = std::min(first, save.word);
  map.below = unsigned(-first);
  for (size_t c = 0; c < calls; c++) {
    BitVector set;
    for (const FrameMap::Save &save : map.saves)
      set.push_back(liveness.calls[c].registers >> save.reg & 1);
    for (const BitVector &column : columns)
      set.push_back(column.test(unsigned(c)));
    if (set.none()) {
      map.setOf.push_back(-1);
      continue;
    }
    auto it = find(map.sets, set);
    map.setOf.push_back(int(it - map.sets.begin()));
    if (it == map.sets.end())
      map.sets.push_back(std::move(set));
  }
  return true;
}

} // namespace golem::codegen
