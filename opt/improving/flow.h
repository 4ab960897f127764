// The graph that escape analysis works on: who may hold what. Private to opt/improving.
#pragma once

#include "gir/gir.h"

#include <vector>

namespace golem::opt {

/// An edge dst <- src with weight k says that dst may hold src's value dereferenced k times; -1 is src's address. Nodes are
/// the heap, the list of deferred calls, integers, what is written through, the results, the captures, the locals (a tuple has one a component; a memory local's
/// node is its contents) and one for the contents of each allocation.
struct FlowGraph {
  struct Edge {
    uint32_t from, to;
    int derefs;
    uint32_t nextIn, nextOut;
  };
  struct Allocation {
    gir::Instr *instr;
    gir::BlockId block;
    size_t index;
    uint32_t node;
  };

  static constexpr uint32_t heap = 0, deferred = 1, integers = 2, written = 3;
  std::vector<Edge> edges;
  std::vector<uint32_t> in, out;           ///< first edge of each node
  std::vector<uint32_t> localNode;         ///< first node of each local
  std::vector<gir::LocalId> nodeLocal;     ///< gir::none for other nodes
  std::vector<Allocation> allocations;
  std::vector<uint32_t> results, captures;

  uint32_t addNode(gir::LocalId local = gir::none) {
    in.push_back(gir::none);
    out.push_back(gir::none);
    nodeLocal.push_back(local);
    return uint32_t(in.size() - 1);
  }
  void addEdge(uint32_t to, uint32_t from, int derefs) {
    edges.push_back({from, to, derefs, in[to], out[from]});
    in[to] = out[from] = uint32_t(edges.size() - 1);
  }
  size_t size() const { return in.size(); }
};

/// Blocks that can be reached from themselves.
std::vector<bool> cyclicBlocks(const gir::Function &f);

/// For each allocation in `wanted` (indices, in blocks that are in cycles, none of which escapes): whether nothing that may
/// lead to the object is still read when the instruction makes the next one. See lifetime.cpp.
std::vector<bool> endsWithIteration(const gir::Function &f, const FlowGraph &g, const std::vector<uint32_t> &wanted);

} // namespace golem::opt
