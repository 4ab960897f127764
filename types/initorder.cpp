// The order in which package-level variables are initialised, and cycles among their initial values.
#include <algorithm>
#include <set>

#include "types/checker.h"

namespace golem::types {

namespace {

struct Node {
  Object* obj;
  std::unordered_set<Node*> pred, succ;  // dependents and dependencies
  size_t ndeps = 0;
  size_t cost() const { return pred.size() * succ.size(); }
};

// Constants first, then by number of open dependencies, then in source order.
struct Before {
  bool operator()(const Node* x, const Node* y) const {
    bool xc = isa<Const>(x->obj), yc = isa<Const>(y->obj);
    if (xc != yc) return xc;
    if (x->ndeps != y->ndeps) return x->ndeps < y->ndeps;
    return x->obj->order_ < y->obj->order_;
  }
};

// The graph of constants and variables: functions are replaced by what they use.
std::vector<Node*> dependencyGraph(Checker& c) {
  std::unordered_map<Object*, Node*> nodes;
  std::vector<Node*> order;
  for (Object* obj : c.objList) {
    if (!obj->isDependency()) continue;
    auto* n = new Node{obj, {}, {}, 0};
    nodes[obj] = n;
    order.push_back(n);
  }
  for (Node* n : order) {
    for (Object* d : c.objMap[n->obj]->deps) {
      auto it = nodes.find(d);
      if (it == nodes.end()) continue;
      n->succ.insert(it->second);
      it->second->pred.insert(n);
    }
  }
  std::vector<Node*> graph, funcs;
  for (Node* n : order) (isa<Func>(n->obj) ? funcs : graph).push_back(n);
  // Cheap functions first keeps the number of edges low.
  std::stable_sort(funcs.begin(), funcs.end(), [](Node* a, Node* b) { return a->cost() < b->cost(); });
  for (Node* n : funcs) {
    for (Node* p : n->pred) {
      if (p == n) continue;
      for (Node* s : n->succ) {
        if (s == n) continue;
        p->succ.insert(s);
        s->pred.insert(p);
      }
      p->succ.erase(n);
    }
    for (Node* s : n->succ) {
      if (s != n) s->pred.erase(n);
    }
  }
  for (Node* n : graph) n->ndeps = n->succ.size();
  return graph;
}

// A path from one object to another along dependencies, in reverse; empty if there is none.
std::vector<Object*> findPath(Checker& c, Object* from, Object* to, std::unordered_set<Object*>& seen) {
  if (!seen.insert(from).second) return {};
  std::vector<Object*> deps = c.objMap[from]->deps;
  std::sort(deps.begin(), deps.end(), [](Object* a, Object* b) { return a->order_ < b->order_; });
  for (Object* d : deps) {
    if (d == to) return {d};
    std::vector<Object*> path = findPath(c, d, to, seen);
    if (!path.empty()) {
      path.push_back(d);
      return path;
    }
  }
  return {};
}

}  // namespace

void Checker::initOrder() {
  std::vector<Node*> graph = dependencyGraph(*this);
  std::set<Node*, Before> queue(graph.begin(), graph.end());
  std::unordered_set<DeclInfo*> emitted;
  while (!queue.empty()) {
    Node* n = *queue.begin();
    queue.erase(queue.begin());
    // Open dependencies at the front: a cycle. Report it and go on, to find others.
    if (n->ndeps > 0) {
      std::unordered_set<Object*> seen;
      std::vector<Object*> cycle = findPath(*this, n->obj, n->obj, seen);
      // The path may be empty: a node that only depends on a cycle.
      if (!cycle.empty()) reportCycle(cycle);
    }
    for (Node* p : n->pred) {
      bool queued = queue.erase(p) > 0;
      p->ndeps--;
      if (queued) queue.insert(p);
    }
    auto* v = as<Var>(n->obj);
    if (v == nullptr) continue;
    DeclInfo* d = objMap[v];
    if (!d->hasInitializer() || !emitted.insert(d).second) continue;
    info->initOrder.push_back({d->lhs.empty() ? std::vector<Var*>{v} : d->lhs, d->init});
  }
}

void Checker::reportCycle(std::span<Object* const> cycle) {
  Object* obj = cycle[0];
  if (cycle.size() == 1) {
    errorf(obj, Code::InvalidInitCycle, "initialization cycle: %s refers to itself", obj->name_);
    return;
  }
  ErrorBuilder err = newError(Code::InvalidInitCycle);
  err.addf(obj, "initialization cycle for %s", obj->name_);
  for (size_t j = cycle.size(); j-- > 0;) {
    Object* next = cycle[j];
    err.addf(obj, "%s refers to %s", obj->name_, next->name_);
    obj = next;
  }
  err.report();
}

}  // namespace golem::types
