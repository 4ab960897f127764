// Which allocations in loops are dead when they are made again, so that one place in the frame serves them all.
//
//   for { x := new(T); use(x) }        one object: nothing can reach the last one when the next is made
//   for { x := new(T); if p == nil { p = x }; use(p) }      not: p is read in a later iteration
//
// From an allocation S the registers and memory locals that may lead to it are followed forward through the flow graph, with
// the number of dereferences that this takes (0: holds its address; a load takes one away, being stored in another object
// adds one for those who hold that). S may be reused if none of them is live after S, its own result left out: what was read
// before counts for nothing, what is written again before it is read cannot be the old one. A memory local is written by a
// store of the whole of it directly behind local_addr; any other local_addr reads it.
//
// Cost: one pass forward for each such allocation, one liveness analysis for all of them.
#include "opt/improving/flow.h"

#include <algorithm>

namespace golem::opt {

using namespace gir;

// Tarjan's components, iteratively.
std::vector<bool> cyclicBlocks(const Function &f) {
  size_t n = f.blocks.size();
  std::vector<bool> cyclic(n), onStack(n);
  std::vector<uint32_t> index(n, none), low(n), stack;
  struct Frame {
    uint32_t block;
    size_t next;
  };
  uint32_t counter = 0;
  std::vector<Frame> work;
  for (uint32_t root = 0; root < n; root++) {
    if (index[root] != none)
      continue;
    work.push_back({root, 0});
    while (!work.empty()) {
      uint32_t v = work.back().block;
      if (work.back().next == 0) {
        index[v] = low[v] = counter++;
        stack.push_back(v);
        onStack[v] = true;
      }
      const auto &targets = f.blocks[v].instrs.back().targets;
      bool down = false;
      while (work.back().next < targets.size()) {
        uint32_t t = targets[work.back().next++];
        if (t == v)
          cyclic[v] = true;
        if (index[t] == none) {
          work.push_back({t, 0});
          down = true;
          break;
        }
        if (onStack[t])
          low[v] = std::min(low[v], index[t]);
      }
      if (down)
        continue;
      if (low[v] == index[v]) {
        bool many = stack.back() != v;
        for (;;) {
          uint32_t w = stack.back();
          stack.pop_back();
          onStack[w] = false;
          if (many)
            cyclic[w] = true;
          if (w == v)
            break;
        }
      }
      work.pop_back();
      if (!work.empty())
        low[work.back().block] = std::min(low[work.back().block], low[v]);
    }
  }
  return cyclic;
}

namespace {

class Liveness {
public:
  Liveness(const Function &f, const std::vector<bool> &wanted) : fn(f), uses(f.locals.size()) {
    slot.assign(f.locals.size(), none);
    for (LocalId l = 0; l < f.locals.size(); l++)
      if (wanted[l])
        slot[l] = uint32_t(locals++);
    for (const Block &b : f.blocks)
      for (const Instr &i : b.instrs)
        for (const Operand &o : i.args)
          if (o.kind == Operand::Local)
            uses[o.local]++;
    solve();
  }

  /// The locals that are live directly behind an instruction.
  std::vector<bool> after(BlockId b, size_t k) const {
    std::vector<bool> live = atEnd(b);
    const auto &is = fn.blocks[b].instrs;
    for (size_t n = is.size(); n-- > k + 1;)
      step(is, n, live);
    return live;
  }
  bool isLive(const std::vector<bool> &live, LocalId l) const { return slot[l] == none || live[slot[l]]; }

private:
  void step(const std::vector<Instr> &is, size_t n, std::vector<bool> &live) const {
    const Instr &i = is[n];
    if (i.dst != none && slot[i.dst] != none)
      live[slot[i.dst]] = false;
    for (const Operand &o : i.args)
      if (o.kind == Operand::Local && slot[o.local] != none)
        live[slot[o.local]] = true;
    if (i.op == Op::LocalAddr && slot[i.local] != none) {
      bool whole = n + 1 < is.size() && is[n + 1].op == Op::Store && is[n + 1].args[0].kind == Operand::Local &&
                   is[n + 1].args[0].local == i.dst && uses[i.dst] == 1 &&
                   (is[n + 1].args[1].kind != Operand::Local || is[n + 1].args[1].local != i.dst);
      live[slot[i.local]] = !whole;
    }
  }
  std::vector<bool> atEnd(BlockId b) const {
    std::vector<bool> live(locals);
    for (BlockId t : fn.blocks[b].instrs.back().targets)
      for (size_t l = 0; l < locals; l++)
        if (in[t][l])
          live[l] = true;
    return live;
  }
  void solve() {
    in.assign(fn.blocks.size(), std::vector<bool>(locals));
    for (bool changed = true; changed;) {
      changed = false;
      for (BlockId b = BlockId(fn.blocks.size()); b-- > 0;) {
        std::vector<bool> live = atEnd(b);
        const auto &is = fn.blocks[b].instrs;
        for (size_t n = is.size(); n-- > 0;)
          step(is, n, live);
        if (live != in[b]) {
          in[b] = std::move(live);
          changed = true;
        }
      }
    }
  }

  const Function &fn;
  std::vector<uint32_t> slot, uses;
  size_t locals = 0;
  std::vector<std::vector<bool>> in;
};

} // namespace

std::vector<bool> endsWithIteration(const Function &f, const FlowGraph &g, const std::vector<uint32_t> &wanted) {
  constexpr int manyLevels = 6;
  std::vector<std::vector<LocalId>> holders(wanted.size());
  std::vector<bool> result(wanted.size(), true), any(f.locals.size());
  std::vector<int> level(g.size());
  std::vector<uint32_t> todo;
  for (size_t w = 0; w < wanted.size(); w++) {
    std::fill(level.begin(), level.end(), -2); // unreached
    uint32_t start = g.allocations[wanted[w]].node;
    level[start] = -1;
    todo.assign(1, start);
    while (!todo.empty()) {
      uint32_t n = todo.back();
      todo.pop_back();
      for (uint32_t e = g.out[n]; e != none; e = g.edges[e].nextOut) {
        uint32_t to = g.edges[e].to;
        int l = level[n] >= manyLevels ? manyLevels : std::min(level[n] - g.edges[e].derefs, manyLevels);
        if (l < 0 || l <= level[to])
          continue;
        level[to] = l;
        todo.push_back(to);
      }
    }
    if (level[FlowGraph::heap] >= 0 || level[FlowGraph::deferred] >= 0)
      result[w] = false;
    for (uint32_t r : g.results)
      if (level[r] >= 0)
        result[w] = false;
    for (uint32_t n = 0; result[w] && n < g.size(); n++)
      if (level[n] >= 0 && g.nodeLocal[n] != none) {
        holders[w].push_back(g.nodeLocal[n]);
        any[g.nodeLocal[n]] = true;
      }
  }
  Liveness live(f, any);
  for (size_t w = 0; w < wanted.size(); w++) {
    if (!result[w])
      continue;
    const auto &a = g.allocations[wanted[w]];
    std::vector<bool> after = live.after(a.block, a.index);
    for (LocalId l : holders[w]) {
      if (l != a.instr->dst && live.isLive(after, l))
        result[w] = false;
      for (const Operand &o : a.instr->args)
        if (o.kind == Operand::Local && o.local == l)
          result[w] = false;
    }
  }
  return result;
}

} // namespace golem::opt
