// Liveness of allocas whose address does not get out of sight: it is only loaded from, stored to, compared, given to calls
// that do not keep it, or one of the cases of a select. Backwards over the control flow, word by word: what reads a word makes it
// live, a store to all of it ends that; a local is live while one of its words is. An address that a phi or the like chooses
// counts as a word, too: it becomes live where it is used, and what it may be becomes so where it is chosen.
//
// The second return of golem_mark needs no edges: what it finds live is live at each call of the function (framemap).
#include "codegen/deadlocals.h"

#include "codegen/stackcheck.h"

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Operator.h>

#include <algorithm>
#include <optional>
#include <vector>

using namespace llvm;

namespace golem::codegen {

namespace {

constexpr char numberKind[] = "golem.local";
constexpr size_t mostLocals = 256; // of one function
constexpr uint64_t mostWords = 32; // of a local that is told word by word
constexpr uint64_t mostStates = 1 << 24; // words times blocks; what is larger is not looked at

// An empty instruction whose result is the address again (keepbases).
bool isPassedOn(const Instruction &user) {
  auto *call = dyn_cast<CallBase>(&user);
  return call && call->isInlineAsm() && call->getType()->isPointerTy();
}

// Some of the runtime's functions only look at what an argument points to.
bool keepsNothing(const CallBase &call, unsigned argument) {
  if (auto *text = dyn_cast<InlineAsm>(call.getCalledOperand()))
    return text->getAsmString().empty(); // only says that the pointer is used
  if (call.getIntrinsicID() == Intrinsic::fake_use) // the same (keepbases)
    return true;
  const Function *f = call.getCalledFunction();
  if (!f)
    return false;
  if (f->getName() == "runtime.slicebytetostring" || f->getName() == "runtime.slicerunetostring") // the result may lie in the first
    return argument == 1;
  if (f->getName() == "runtime.mapIterStart") // the iterator keeps the map
    return argument == 2;
  return is_contained({"runtime.memequal", "runtime.memmove", "runtime.memclrNoHeapPointers", "runtime.cmpstring", "runtime.memhash",
                       "runtime.growslice", "runtime.moveslice", "runtime.mapIterNext",
                       "runtime.selectgo", "runtime.chansend1", "runtime.chanrecv1", "runtime.chanrecv2", "runtime.selectnbsend", "runtime.selectnbrecv"},
                      f->getName());
}

bool has(const CallBase &call, unsigned argument, StringRef attribute) {
  return call.getAttributes().getParamAttrs(argument).hasAttribute(attribute);
}

// An argument of a call of Go (lower: callGo).
bool isLent(const CallBase &call, unsigned argument) {
  return call.doesNotCapture(argument) || has(call, argument, "golem-lent") || has(call, argument, "golem-results");
}

// Words [first, end) of the analysis.
struct Range {
  unsigned first, end;
};

struct Effects {
  SmallVector<Range, 1> reads;
  SmallVector<Range, 1> kills; // what has been written when it has been executed
};

struct Local {
  AllocaInst *alloca;
  Range words; // its own
  Range all;   // and the addresses that may be its
  unsigned wordBytes; // a large local is a single word
  uint64_t bytes;

  Range of(unsigned choice) const { return choice == 0 ? words : Range{words.end + choice - 1, words.end + choice}; }
};

class Locals {
public:
  explicit Locals(Function &f) : f(f), layout(f.getParent()->getDataLayout()) {}
  void run(bool onCalls);

private:
  struct BlockState {
    BitVector in, reads, kills; // reads: before a kill
  };
  struct Address {
    const Value *value;
    std::optional<uint64_t> offset; // into the local
    unsigned choice;                // 0: it is the local's; n: it is derived from the n-th choice
  };
  using Edge = std::pair<const BasicBlock *, const BasicBlock *>;

  Function &f;
  const DataLayout &layout;
  std::vector<Local> locals;
  unsigned words = 0;
  DenseMap<const Instruction *, Effects> effects;
  DenseMap<Edge, SmallVector<Range, 1>> edges; // what is read on the way
  DenseMap<const AllocaInst *, SmallVector<Range, 4>> heldBy; // by the array of a select's cases: what its elements point to
  BitVector resumed;

  void add(AllocaInst &a);
  bool isTooLarge() const;
  void effectsOfUse(const llvm::Use &use, Address at, const Local &local);
  bool isSelectArray(const AllocaInst &a);
  const AllocaInst *selectArrayOf(const Value *p);
  void addSelects();
  void stepBackward(const Instruction &i, BitVector &live) const;
  void solve(std::vector<BlockState> &blocks, DenseMap<const BasicBlock *, unsigned> &index);
  BitVector liveOut(const BasicBlock &block, const std::vector<BlockState> &blocks, const DenseMap<const BasicBlock *, unsigned> &index) const;
  void note(const std::vector<BlockState> &blocks, const DenseMap<const BasicBlock *, unsigned> &index, bool onCalls);
};

bool isSelect(const Instruction &i) {
  auto *call = dyn_cast<CallBase>(&i);
  const Function *callee = call ? call->getCalledFunction() : nullptr;
  return callee && callee->getName() == "runtime.selectgo";
}

// An argument that is a place for results, or a select's room to sort its cases in.
bool isWritten(const llvm::Use &use) {
  auto *call = dyn_cast<CallBase>(use.getUser());
  if (!call || !call->isArgOperand(&use))
    return false;
  unsigned argument = call->getArgOperandNo(&use);
  return has(*call, argument, "golem-results") || (argument == 1 && isSelect(*call));
}

// Nobody but runtime.selectgo reads the addresses that such an alloca holds.
bool Locals::isSelectArray(const AllocaInst &a) {
  SmallVector<const Value *, 8> work{&a};
  bool selected = false;
  while (!work.empty()) {
    const Value *p = work.pop_back_val();
    for (const llvm::Use &use : p->uses()) {
      auto *user = cast<Instruction>(use.getUser());
      if (isa<GetElementPtrInst>(user)) {
        work.push_back(user);
      } else if (auto *store = dyn_cast<StoreInst>(user)) {
        if (store->getValueOperand() == p)
          return false;
      } else if (isSelect(*user)) {
        selected = true;
      } else {
        return false;
      }
    }
  }
  return selected;
}

const AllocaInst *Locals::selectArrayOf(const Value *p) {
  auto *a = dyn_cast<AllocaInst>(p->stripInBoundsOffsets());
  if (!a || !a->isStaticAlloca())
    return nullptr;
  if (heldBy.contains(a) || isSelectArray(*a)) {
    heldBy[a];
    return a;
  }
  return nullptr;
}

void Locals::effectsOfUse(const llvm::Use &use, Address at, const Local &local) {
  auto *user = cast<Instruction>(use.getUser());
  Effects &e = effects[user];
  const Range own = local.of(at.choice);
  // The words that an access touches, or those that it covers.
  auto range = [&](std::optional<uint64_t> bytes, bool covered) -> Range {
    if (at.choice != 0 || !at.offset || !bytes)
      return covered ? Range{0, 0} : own;
    uint64_t from = *at.offset, to = from + *bytes, word = local.wordBytes;
    from = (covered ? from + word - 1 : from) / word;
    to = std::min<uint64_t>((covered && to < local.bytes ? to : to + word - 1) / word, own.end - own.first);
    return from < to ? Range{own.first + unsigned(from), own.first + unsigned(to)} : Range{0, 0};
  };
  auto sizeOf = [&](Type *t) -> std::optional<uint64_t> { return layout.getTypeStoreSize(t).getFixedValue(); };
  if (isa<LoadInst>(user)) {
    e.reads.push_back(range(sizeOf(user->getType()), false));
  } else if (auto *store = dyn_cast<StoreInst>(user)) {
    e.kills.push_back(range(sizeOf(store->getValueOperand()->getType()), true));
  } else if (auto *fill = dyn_cast<MemIntrinsic>(user)) {
    std::optional<uint64_t> bytes;
    if (auto *n = dyn_cast<ConstantInt>(fill->getLength()))
      bytes = n->getZExtValue();
    if (use.getOperandNo() == 0)
      e.kills.push_back(range(bytes, true));
    else
      e.reads.push_back(range(bytes, false));
  } else if (at.choice == 0 && isWritten(use)) {
    e.kills.push_back(own);
  } else if (!isa<ICmpInst>(user)) {
    e.reads.push_back(own);
  }
}

void Locals::add(AllocaInst &a) {
  auto size = a.getAllocationSize(layout);
  if (!a.isStaticAlloca() || !size || size->isScalable() || size->getFixedValue() == 0 || locals.size() == mostLocals)
    return;
  SmallVector<Address, 8> work{{&a, 0, 0}};
  DenseMap<const Instruction *, unsigned> choices;
  SmallVector<std::pair<const llvm::Use *, Address>, 16> uses;
  SmallVector<std::pair<const AllocaInst *, unsigned>, 1> arrays;
  while (!work.empty()) {
    Address at = work.pop_back_val();
    for (const llvm::Use &use : at.value->uses()) {
      auto *user = cast<Instruction>(use.getUser());
      if (auto *element = dyn_cast<GEPOperator>(user)) {
        Address next{user, std::nullopt, at.choice};
        if (APInt by(layout.getIndexTypeSizeInBits(element->getType()), 0); at.offset && element->accumulateConstantOffset(layout, by))
          if (by += *at.offset; !by.isNegative())
            next.offset = by.getZExtValue();
        work.push_back(next);
        continue;
      }
      if (isa<PHINode, SelectInst>(user) || isPassedOn(*user)) {
        if (auto [it, added] = choices.try_emplace(user, unsigned(choices.size()) + 1); added)
          work.push_back({user, std::nullopt, it->second});
        uses.push_back({&use, at});
        continue;
      }
      if (auto *store = dyn_cast<StoreInst>(user); store && store->getValueOperand() == at.value) {
        const AllocaInst *array = selectArrayOf(store->getPointerOperand());
        if (!array)
          return;
        arrays.push_back({array, at.choice});
        continue;
      }
      if (auto *call = dyn_cast<CallBase>(user)) {
        if (call->isLifetimeStartOrEnd()) // may come to share its place
          return;
        if (!call->isArgOperand(&use))
          return;
        unsigned argument = call->getArgOperandNo(&use);
        if (!isa<MemIntrinsic>(call) && !keepsNothing(*call, argument) && !isLent(*call, argument))
          return;
      } else if (!isa<LoadInst, StoreInst, ICmpInst>(user)) {
        return;
      }
      uses.push_back({&use, at});
    }
  }
  uint64_t bytes = size->getFixedValue(), word = layout.getPointerSize();
  unsigned wordBytes = unsigned(bytes > mostWords * word ? bytes : word);
  Range own{words, words + unsigned((bytes + wordBytes - 1) / wordBytes)};
  locals.push_back({&a, own, {own.first, own.end + unsigned(choices.size())}, wordBytes, bytes});
  const Local &local = locals.back();
  words = local.all.end;
  for (auto [choice, n] : choices)
    effects[choice].kills.push_back(local.of(n));
  for (auto [use, at] : uses) {
    if (auto *phi = dyn_cast<PHINode>(use->getUser()))
      edges[{phi->getIncomingBlock(*use), phi->getParent()}].push_back(local.of(at.choice));
    else
      effectsOfUse(*use, at, local);
  }
  for (auto [array, choice] : arrays)
    heldBy[array].push_back(local.of(choice));
}

// A select reads what its cases point to.
void Locals::addSelects() {
  for (const auto &[array, held] : heldBy) {
    SmallVector<const Value *, 8> work{array};
    while (!work.empty())
      for (const User *user : work.pop_back_val()->users())
        if (isa<GetElementPtrInst>(user))
          work.push_back(user);
        else if (isSelect(*cast<Instruction>(user)))
          append_range(effects[cast<Instruction>(user)].reads, held);
  }
}

void Locals::stepBackward(const Instruction &i, BitVector &live) const {
  auto it = effects.find(&i);
  if (it == effects.end())
    return;
  for (Range r : it->second.kills)
    live.reset(r.first, r.end);
  for (Range r : it->second.reads)
    live.set(r.first, r.end);
}

BitVector Locals::liveOut(const BasicBlock &block, const std::vector<BlockState> &blocks, const DenseMap<const BasicBlock *, unsigned> &index) const {
  BitVector live(words);
  for (const BasicBlock *next : successors(&block)) {
    live |= blocks[index.at(next)].in;
    if (auto it = edges.find({&block, next}); it != edges.end())
      for (Range r : it->second)
        live.set(r.first, r.end);
  }
  return live;
}

void Locals::solve(std::vector<BlockState> &blocks, DenseMap<const BasicBlock *, unsigned> &index) {
  for (BasicBlock &block : f) {
    index[&block] = unsigned(blocks.size());
    BlockState s;
    for (BitVector *v : {&s.in, &s.reads, &s.kills})
      v->resize(words);
    for (const Instruction &i : reverse(block)) {
      stepBackward(i, s.reads);
      if (auto it = effects.find(&i); it != effects.end())
        for (Range r : it->second.kills)
          s.kills.set(r.first, r.end);
    }
    blocks.push_back(std::move(s));
  }
  // Only blocks whose successors have changed are looked at again: loops in loops would cost the square of their number.
  BitVector again(unsigned(blocks.size()), true);
  while (again.any()) {
    for (BasicBlock &block : reverse(f)) {
      if (!again.test(index[&block]))
        continue;
      again.reset(index[&block]);
      BlockState &s = blocks[index[&block]];
      BitVector in = liveOut(block, blocks, index);
      in.reset(s.kills);
      in |= s.reads;
      if (in != s.in) {
        s.in = std::move(in);
        for (const BasicBlock *before : predecessors(&block))
          again.set(index[before]);
      }
    }
  }
  resumed.resize(words);
  for (BasicBlock &block : f) {
    BitVector live = liveOut(block, blocks, index);
    for (Instruction &i : reverse(block)) {
      if (auto *call = dyn_cast<CallBase>(&i); call && call->hasFnAttr(Attribute::ReturnsTwice))
        resumed |= live;
      stepBackward(i, live);
    }
  }
}

void Locals::note(const std::vector<BlockState> &blocks, const DenseMap<const BasicBlock *, unsigned> &index, bool onCalls) {
  LLVMContext &context = f.getContext();
  auto *word = IntegerType::get(context, 32);
  auto number = [&](unsigned n) { return ConstantAsMetadata::get(ConstantInt::get(word, n)); };
  for (unsigned n = 0; n < locals.size(); n++)
    locals[n].alloca->setMetadata(numberKind, MDNode::get(context, {number(n)}));
  for (BasicBlock &block : f) {
    BitVector live = liveOut(block, blocks, index);
    for (Instruction &i : make_early_inc_range(reverse(block))) {
      auto *call = dyn_cast<CallInst>(&i);
      if (!call || isa<IntrinsicInst>(call) || call->isInlineAsm()) {
        stepBackward(i, live);
        continue;
      }
      BitVector after = live;
      stepBackward(i, live);
      after |= live;
      after |= resumed;
      if (auto it = effects.find(&i); it != effects.end())
        for (Range r : it->second.kills) // its results, which it may write and read at any time
          after.set(r.first, r.end);
      SmallVector<Metadata *, 8> dead;
      for (unsigned n = 0; n < locals.size(); n++)
        if (after.find_first_in(locals[n].all.first, locals[n].all.end) < 0)
          dead.push_back(number(n));
      if (dead.empty())
        continue;
      if (onCalls) {
        call->setMetadata("heapallocsite", MDNode::get(context, dead));
        continue;
      }
      dead.push_back(MDString::get(context, "dead")); // a node of a single number would become the number
      auto *annotate = Intrinsic::getOrInsertDeclaration(f.getParent(), Intrinsic::codeview_annotation);
      CallInst::Create(annotate, {MetadataAsValue::get(context, MDNode::get(context, dead))}, "", call->getIterator());
    }
  }
}

bool Locals::isTooLarge() const {
  uint64_t calls = 0;
  for (const BasicBlock &block : f)
    calls += uint64_t(count_if(block, [](const Instruction &i) { return isa<CallInst>(i); }));
  return uint64_t(f.size()) * words > mostStates || calls * locals.size() > mostStates / 8;
}

void Locals::run(bool onCalls) {
  for (Instruction &i : f.getEntryBlock())
    if (auto *a = dyn_cast<AllocaInst>(&i))
      add(*a);
  if (locals.empty() || isTooLarge())
    return;
  addSelects();
  std::vector<BlockState> blocks;
  DenseMap<const BasicBlock *, unsigned> index;
  solve(blocks, index);
  note(blocks, index, onCalls);
}

} // namespace

void noteDeadLocals(Module &module, bool onCalls) {
  for (Function &f : module)
    if (!f.isDeclaration() && f.getCallingConv() == CallingConv::Swift && !f.hasFnAttribute(plainAttr))
      Locals(f).run(onCalls);
}

static int numberIn(const MDNode &node, unsigned operand) {
  return int(mdconst::extract<ConstantInt>(node.getOperand(operand))->getZExtValue());
}

int localNumber(const AllocaInst &local) {
  const MDNode *node = local.getMetadata(numberKind);
  return node ? numberIn(*node, 0) : -1;
}

SmallVector<int, 8> deadLocals(const MDNode *note) {
  SmallVector<int, 8> all;
  for (unsigned i = 0; note && i < note->getNumOperands(); i++)
    if (!isa<MDString>(note->getOperand(i)))
      all.push_back(numberIn(*note, i));
  return all;
}

} // namespace golem::codegen
