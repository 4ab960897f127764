// The order in which package-level variables are initialised.
//
// Nodes are the package's constants, variables and functions; an edge leads from an object to each one that its initial
// value or body uses. Functions are taken out by connecting their users with what they use. Then the node with the
// fewest outstanding dependencies (constants first, source order among equals) is emitted until none is left. If that
// number is not 0, it is part of or behind a cycle.
#include <algorithm>
#include <set>

#include "types/checker.h"

namespace golem::types {

namespace {

struct GraphNode {
  Object* obj;
  std::unordered_set<GraphNode*> pred, succ;  // users and dependencies
  int ndeps = 0;
  size_t cost() const { return pred.size() * succ.size(); }
};

struct Earlier {
  bool operator()(const GraphNode* x, const GraphNode* y) const {
    bool xc = x->obj->kind() == ObjectKind::Const, yc = y->obj->kind() == ObjectKind::Const;
    if (xc != yc) return xc;
    if (x->ndeps != y->ndeps) return x->ndeps < y->ndeps;
    if (x->obj->order_ != y->obj->order_) return x->obj->order_ < y->obj->order_;
    return x->obj->pos_ < y->obj->pos_;
  }
};

std::vector<GraphNode*> dependencyGraph(const std::unordered_map<Object*, DeclInfo*>& objMap,
                                        const std::vector<Object*>& objs) {
  std::unordered_map<Object*, GraphNode*> nodes;
  for (Object* o : objs) {
    if (o->isDependency()) nodes[o] = new GraphNode{o, {}, {}, 0};
  }
  for (auto& [o, n] : nodes) {
    for (Object* d : objMap.at(o)->deps) {
      auto it = nodes.find(d);
      if (it == nodes.end()) continue;
      n->succ.insert(it->second);
      it->second->pred.insert(n);
    }
  }
  std::vector<GraphNode*> graph, funcs;
  for (Object* o : objs) {
    auto it = nodes.find(o);
    if (it != nodes.end()) (isa<Func>(o) ? funcs : graph).push_back(it->second);
  }
  // Cheap ones first: what they cost grows with the functions that are left.
  std::sort(funcs.begin(), funcs.end(), [](GraphNode* a, GraphNode* b) {
    return a->cost() != b->cost() ? a->cost() < b->cost() : a->obj->pos_ < b->obj->pos_;
  });
  for (GraphNode* n : funcs) {
    for (GraphNode* p : n->pred) {
      if (p == n) continue;
      for (GraphNode* s : n->succ) {
        if (s == n) continue;
        p->succ.insert(s);
        s->pred.insert(p);
      }
      p->succ.erase(n);
    }
    for (GraphNode* s : n->succ) {
      if (s != n) s->pred.erase(n);
    }
  }
  for (GraphNode* n : graph) n->ndeps = int(n->succ.size());
  return graph;
}

// The objects on a path from -> ... -> to, last one first; empty if there is none.
bool findPath(const std::unordered_map<Object*, DeclInfo*>& objMap, Object* from, Object* to,
              std::unordered_set<Object*>& seen, std::vector<Object*>& path) {
  if (!seen.insert(from).second) return false;
  auto it = objMap.find(from);
  if (it == objMap.end()) return false;
  std::vector<Object*> deps = it->second->deps;
  std::sort(deps.begin(), deps.end(), [](Object* a, Object* b) { return a->order_ < b->order_; });
  for (Object* d : deps) {
    if (d == to || findPath(objMap, d, to, seen, path)) {
      path.push_back(d);
      return true;
    }
  }
  return false;
}

}  // namespace

void Checker::initOrder() {
  info->initOrder.clear();
  std::vector<Object*> objs;
  objs.reserve(objMap.size());
  for (auto& [o, d] : objMap) objs.push_back(o);
  std::sort(objs.begin(), objs.end(), [](Object* a, Object* b) {
    return a->order_ != b->order_ ? a->order_ < b->order_ : a->pos_ < b->pos_;
  });

  std::vector<GraphNode*> graph = dependencyGraph(objMap, objs);
  std::set<GraphNode*, Earlier> queue(graph.begin(), graph.end());
  std::unordered_set<DeclInfo*> emitted;
  while (!queue.empty()) {
    GraphNode* n = *queue.begin();
    queue.erase(queue.begin());
    if (n->ndeps > 0) {
      // An object that merely leads to a cycle is not reported.
      std::unordered_set<Object*> seen;
      std::vector<Object*> cycle;
      if (findPath(objMap, n->obj, n->obj, seen, cycle)) reportCycle(cycle);
    }
    for (GraphNode* p : n->pred) {
      auto it = queue.find(p);
      bool queued = it != queue.end() && *it == p;
      if (queued) queue.erase(it);
      p->ndeps--;
      if (queued) queue.insert(p);
    }
    auto* v = as<Var>(n->obj);
    if (v == nullptr) continue;
    DeclInfo* d = objMap.at(v);
    // a, b = f() has a node for each variable but one initialisation.
    if (!d->hasInitializer() || !emitted.insert(d).second) continue;
    Initializer init;
    init.lhs = d->lhs.empty() ? std::vector<Var*>{v} : d->lhs;
    init.rhs = d->init;
    info->initOrder.push_back(std::move(init));
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
  for (size_t j = cycle.size(); j > 0; j--) {
    Object* next = cycle[j - 1];
    err.addf(obj, "%s refers to %s", obj->name_, next->name_);
    obj = next;
  }
  err.report();
}

}  // namespace golem::types
