// Liveness of allocas whose address does not get out of sight: it is only loaded from, stored to, compared, or given to calls
// that do not keep it. Backwards over the control flow, a use makes such an alloca live; a store to all of it ends that.
#include "codegen/deadlocals.h"

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

#include <vector>

using namespace llvm;

namespace golem::codegen {

namespace {

constexpr char numberKind[] = "golem.local";
constexpr size_t mostLocals = 256; // of one function

// An empty instruction whose result is the address again (keepbases).
bool isPassedOn(const Instruction &user) {
  auto *call = dyn_cast<CallBase>(&user);
  return call && call->isInlineAsm() && call->getType()->isPointerTy();
}

// The runtime's functions that only look at what their arguments point to.
bool keepsNothing(const CallBase &call) {
  if (auto *text = dyn_cast<InlineAsm>(call.getCalledOperand()))
    return text->getAsmString().empty(); // only says that the pointer is used
  const Function *f = call.getCalledFunction();
  return f && is_contained({"runtime.memequal", "runtime.memmove", "runtime.memclrNoHeapPointers", "runtime.cmpstring", "runtime.memhash",
                            "runtime.chansend1", "runtime.chanrecv1", "runtime.chanrecv2", "runtime.selectnbsend", "runtime.selectnbrecv"},
                           f->getName());
}

// An argument of a call of Go (lower: callGo).
bool isLent(const CallBase &call, unsigned argument) {
  return call.doesNotCapture(argument) || call.getAttributes().getParamAttrs(argument).hasAttribute("golem-lent");
}

struct Use {
  unsigned local;
  bool whole; // a store to all of it
};

class Locals {
public:
  explicit Locals(Function &f) : f(f), layout(f.getParent()->getDataLayout()) {}
  void run();

private:
  struct BlockState {
    BitVector in, uses, kills;
  };

  Function &f;
  const DataLayout &layout;
  std::vector<AllocaInst *> locals;
  DenseMap<const Instruction *, SmallVector<Use, 1>> usesOf;

  void add(AllocaInst &a);
  bool isWhole(const Instruction &i, const AllocaInst &a) const;
  void stepBackward(const Instruction &i, BitVector &live) const;
  void note(std::vector<BlockState> &blocks, DenseMap<const BasicBlock *, unsigned> &index);
};

bool Locals::isWhole(const Instruction &i, const AllocaInst &a) const {
  auto size = a.getAllocationSize(layout);
  if (auto *store = dyn_cast<StoreInst>(&i))
    return store->getPointerOperand() == &a && layout.getTypeStoreSize(store->getValueOperand()->getType()) == *size;
  if (auto *fill = dyn_cast<MemIntrinsic>(&i)) {
    auto *n = dyn_cast<ConstantInt>(fill->getLength());
    bool source = isa<MemTransferInst>(fill) && cast<MemTransferInst>(fill)->getSource() == &a;
    return fill->getDest() == &a && !source && n && n->getZExtValue() == size->getFixedValue();
  }
  return false;
}

void Locals::add(AllocaInst &a) {
  auto size = a.getAllocationSize(layout);
  if (!a.isStaticAlloca() || !size || locals.size() == mostLocals)
    return;
  SmallVector<const Value *, 8> work{&a};
  SmallPtrSet<const Value *, 8> seen{&a};
  SmallVector<const Instruction *, 16> uses;
  while (!work.empty()) {
    const Value *p = work.pop_back_val();
    for (const llvm::Use &use : p->uses()) {
      auto *user = cast<Instruction>(use.getUser());
      if (isa<GetElementPtrInst, PHINode, SelectInst>(user) || isPassedOn(*user)) {
        if (seen.insert(user).second)
          work.push_back(user);
        continue;
      }
      if (auto *store = dyn_cast<StoreInst>(user); store && store->getValueOperand() == p)
        return;
      if (auto *call = dyn_cast<CallBase>(user)) {
        if (call->isLifetimeStartOrEnd()) // may come to share its place
          return;
        if (!call->isArgOperand(&use) || !(isa<MemIntrinsic>(call) || keepsNothing(*call) || isLent(*call, call->getArgOperandNo(&use))))
          return;
      } else if (!isa<LoadInst, StoreInst, ICmpInst>(user)) {
        return;
      }
      uses.push_back(user);
    }
  }
  unsigned n = unsigned(locals.size());
  locals.push_back(&a);
  for (const Instruction *i : uses)
    usesOf[i].push_back({n, isWhole(*i, a)});
}

void Locals::stepBackward(const Instruction &i, BitVector &live) const {
  auto it = usesOf.find(&i);
  if (it == usesOf.end())
    return;
  for (Use use : it->second)
    if (use.whole)
      live.reset(use.local);
  for (Use use : it->second)
    if (!use.whole)
      live.set(use.local);
}

void Locals::note(std::vector<BlockState> &blocks, DenseMap<const BasicBlock *, unsigned> &index) {
  LLVMContext &context = f.getContext();
  auto *word = IntegerType::get(context, 32);
  auto number = [&](unsigned n) { return ConstantAsMetadata::get(ConstantInt::get(word, n)); };
  for (unsigned n = 0; n < locals.size(); n++)
    locals[n]->setMetadata(numberKind, MDNode::get(context, {number(n)}));
  for (BasicBlock &block : f) {
    BitVector live(unsigned(locals.size()));
    for (BasicBlock *next : successors(&block))
      live |= blocks[index[next]].in;
    for (Instruction &i : reverse(block)) {
      stepBackward(i, live);
      auto *call = dyn_cast<CallInst>(&i);
      if (!call || isa<IntrinsicInst>(call) || call->isInlineAsm() || live.all())
        continue;
      SmallVector<Metadata *, 8> dead;
      for (unsigned n = 0; n < locals.size(); n++)
        if (!live.test(n))
          dead.push_back(number(n));
      call->setMetadata("heapallocsite", MDNode::get(context, dead));
    }
  }
}

void Locals::run() {
  for (Instruction &i : f.getEntryBlock())
    if (auto *a = dyn_cast<AllocaInst>(&i))
      add(*a);
  if (locals.empty())
    return;
  std::vector<BlockState> blocks;
  DenseMap<const BasicBlock *, unsigned> index;
  for (BasicBlock &block : f) {
    index[&block] = unsigned(blocks.size());
    BlockState s;
    for (BitVector *v : {&s.in, &s.uses, &s.kills})
      v->resize(unsigned(locals.size()));
    for (const Instruction &i : reverse(block)) {
      stepBackward(i, s.uses);
      if (auto it = usesOf.find(&i); it != usesOf.end())
        for (Use use : it->second)
          if (use.whole)
            s.kills.set(use.local);
    }
    blocks.push_back(std::move(s));
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (BasicBlock &block : reverse(f)) {
      BlockState &s = blocks[index[&block]];
      BitVector in(unsigned(locals.size()));
      for (BasicBlock *next : successors(&block))
        in |= blocks[index[next]].in;
      in.reset(s.kills);
      in |= s.uses;
      if (in != s.in) {
        s.in = std::move(in);
        changed = true;
      }
    }
  }
  note(blocks, index);
}

} // namespace

void noteDeadLocals(Module &module) {
  for (Function &f : module)
    if (!f.isDeclaration() && f.getCallingConv() == CallingConv::Swift && !f.callsFunctionThatReturnsTwice())
      Locals(f).run();
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
    all.push_back(numberIn(*note, i));
  return all;
}

} // namespace golem::codegen
