// Tarjan, "Testing flow graph reducibility", in Havlak's form: heads of loops are visited from the last one in preorder to the
// first; each becomes the representative of what leads to its back edges, so that every block is collected once. LLVM's LoopInfo
// lists the blocks of a loop in all loops around it: the square of the depth, which is what this is there to find out.
#include "codegen/loopdepth.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Function.h>

#include <numeric>
#include <vector>

using namespace llvm;

namespace golem::codegen {

namespace {

constexpr unsigned none = ~0u;

class Loops {
public:
  explicit Loops(const Function &f) : place(f.getMaxBlockNumber(), none) { number(f.getEntryBlock()); }
  LoopDepth depth();

private:
  std::vector<unsigned> place; // of a block, by its number: in preorder
  std::vector<const BasicBlock *> order;
  std::vector<unsigned> last;  // of the blocks below one in the tree of the search
  std::vector<unsigned> head;  // of the innermost loop that a block is in, but is not the head of
  std::vector<unsigned> representative;

  void number(const BasicBlock &entry);
  bool isBelow(unsigned block, unsigned other) const { return other <= block && block <= last[other]; }
  unsigned find(unsigned block) {
    while (representative[block] != block)
      block = representative[block] = representative[representative[block]];
    return block;
  }
  enum Kind : unsigned char { NoHead, Irreducible, Natural };
  Kind collect(unsigned at);
};

void Loops::number(const BasicBlock &entry) {
  SmallVector<std::pair<const BasicBlock *, const_succ_iterator>, 32> stack;
  auto enter = [&](const BasicBlock *block) {
    place[block->getNumber()] = unsigned(order.size());
    order.push_back(block);
    stack.emplace_back(block, succ_begin(block));
  };
  enter(&entry);
  last.resize(place.size());
  while (!stack.empty()) {
    auto &[block, next] = stack.back();
    if (next == succ_end(block)) {
      last[place[block->getNumber()]] = unsigned(order.size()) - 1;
      stack.pop_back();
    } else if (const BasicBlock *to = *next++; place[to->getNumber()] == none) {
      enter(to);
    }
  }
}

// Is there a loop with this head? Then its blocks, and the loops in it, are known from here on by the head.
Loops::Kind Loops::collect(unsigned at) {
  SmallVector<unsigned, 16> body;
  bool isHead = false, isNatural = true;
  auto add = [&](const BasicBlock *from, bool back) {
    unsigned n = place[from->getNumber()];
    if (n == none || (back && !isBelow(n, at)))
      return;
    isHead |= back;
    n = find(n);
    if (!isBelow(n, at)) { // a second entry into the loop
      isNatural = false;
      return;
    }
    if (n == at || head[n] != none)
      return;
    head[n] = at;
    body.push_back(n);
  };
  for (const BasicBlock *from : predecessors(order[at]))
    add(from, true);
  for (size_t i = 0; i < body.size(); i++)
    for (const BasicBlock *from : predecessors(order[body[i]]))
      add(from, false);
  for (unsigned n : body)
    representative[n] = at;
  return !isHead ? NoHead : isNatural ? Natural : Irreducible;
}

LoopDepth Loops::depth() {
  size_t n = order.size();
  head.assign(n, none);
  representative.resize(n);
  std::iota(representative.begin(), representative.end(), 0u);
  std::vector<Kind> kind(n);
  for (size_t at = n; at-- > 0;)
    kind[at] = collect(unsigned(at));
  LoopDepth most;
  std::vector<LoopDepth> depths(n);
  for (size_t at = 0; at < n; at++) {
    LoopDepth &d = depths[at];
    if (head[at] != none)
      d = depths[head[at]];
    d.natural += kind[at] == Natural;
    d.all += kind[at] != NoHead;
    most = {std::max(most.natural, d.natural), std::max(most.all, d.all)};
  }
  return most;
}

} // namespace

LoopDepth loopDepth(const Function &f) { return Loops(f).depth(); }

} // namespace golem::codegen
