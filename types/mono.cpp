// Instantiation loops that would never end.
//
// Vertices are type parameters and local types that depend on them; an edge src -> dst says that a type made of src is
// an argument for dst, with weight 0 if it is src itself and 1 if it is larger. A cycle of positive weight means ever
// larger types. It shows as a path as long as there are vertices (Bellman-Ford, for heaviest paths). Cycles stay within a
// package because type arguments cannot be generic themselves.
#include "types/checker.h"

namespace golem::types {

void Checker::monomorph() {
  bool again = true;
  while (again) {
    again = false;
    for (size_t i = 0; i < mono.edges.size(); i++) {
      const MonoGraph::Edge& edge = mono.edges[i];
      const MonoGraph::Vertex& src = mono.vertices[edge.src];
      MonoGraph::Vertex& dst = mono.vertices[edge.dst];
      int w = src.weight + edge.weight;
      if (w <= dst.weight) continue;
      dst.pre = int(i);
      dst.len = src.len + 1;
      if (dst.len == int(mono.vertices.size())) {
        reportInstanceLoop(edge.dst);
        return;
      }
      dst.weight = w;
      again = true;
    }
  }
}

void Checker::reportInstanceLoop(int v) {
  // The path ends at v but the cycle may lie before it: go back until a vertex repeats.
  std::vector<int> stack;
  std::vector<bool> seen(mono.vertices.size());
  while (!seen[v]) {
    stack.push_back(v);
    seen[v] = true;
    v = mono.edges[mono.vertices[v].pre].src;
  }
  size_t first = 0;
  while (stack[first] != v) first++;

  ErrorBuilder err = newError(Code::InvalidInstanceCycle);
  err.addf(mono.vertices[v].obj, "instantiation cycle:");
  Qualifier qf = relativeTo(pkg);
  for (size_t i = first; i < stack.size(); i++) {
    const MonoGraph::Edge& edge = mono.edges[mono.vertices[stack[i]].pre];
    Object* obj = mono.vertices[edge.dst].obj;
    err.addf(edge.pos, as<Named>(obj->typ_) != nullptr ? "%s implicitly parameterized by %s" : "%s instantiated as %s",
             obj->name_, typeString(edge.typ, qf));
  }
  err.report();
}

void MonoGraph::recordCanon(TypeParam* mpar, TypeParam* tpar) { canon[mpar] = tpar; }

void MonoGraph::recordInstance(Package* pkg, Pos pos, std::span<TypeParam* const> tparams,
                               std::span<Type* const> targs, std::span<syntax::Expr* const> xlist) {
  for (size_t i = 0; i < tparams.size(); i++) {
    assign(pkg, i < xlist.size() ? syntax::startPos(xlist[i]) : pos, tparams[i], targs[i]);
  }
}

// targ becomes an argument for tpar.
void MonoGraph::assign(Package* pkg, Pos pos, TypeParam* tpar, Type* targ) {
  if (tpar->obj_->pkg_ != pkg) return;
  auto flow = [&](int src, Type* typ) {
    int dst = typeParamVertex(tpar);
    addEdge(dst, src, typ == targ ? 0 : 1, pos, targ);
  };
  std::function<void(Type*)> walk = [&](Type* t) {
    t = unalias(t);
    if (t == nullptr) return;
    switch (t->kind()) {
      case TypeKind::TypeParam: flow(typeParamVertex(cast<TypeParam>(t)), t); break;
      case TypeKind::Named: {
        auto* n = cast<Named>(t);
        int src = localNamedVertex(pkg, n->origin());
        if (src >= 0) flow(src, t);
        for (Type* a : n->typeArgs()) walk(a);
        break;
      }
      case TypeKind::Array: walk(cast<Array>(t)->elem_); break;
      case TypeKind::Chan: walk(cast<Chan>(t)->elem_); break;
      case TypeKind::Map:
        walk(cast<Map>(t)->key_);
        walk(cast<Map>(t)->elem_);
        break;
      case TypeKind::Pointer: walk(cast<Pointer>(t)->base_); break;
      case TypeKind::Slice: walk(cast<Slice>(t)->elem_); break;
      case TypeKind::Interface: {
        auto* i = cast<Interface>(t);
        for (int m = 0; m < i->numMethods(); m++) walk(i->method(m)->typ_);
        break;
      }
      case TypeKind::Signature:
        for (Var* v : tupleVars(cast<Signature>(t)->params_)) walk(v->typ_);
        for (Var* v : tupleVars(cast<Signature>(t)->results_)) walk(v->typ_);
        break;
      case TypeKind::Struct:
        for (Var* f : cast<Struct>(t)->fields_) walk(f->typ_);
        break;
      default: break;
    }
  };
  walk(targ);
}

// The vertex of a type declared in a generic function, which depends on that function's type parameters; -1 for others.
int MonoGraph::localNamedVertex(Package* pkg, Named* named) {
  TypeName* obj = named->obj();
  if (obj->pkg_ != pkg) return -1;
  Scope* root = pkg->scope_;
  if (obj->parent_ == root) return -1;
  if (auto it = nameIdx.find(obj); it != nameIdx.end()) return it->second;

  int idx = -1;
  for (Scope* s = obj->parent_; s != root && s != nullptr; s = s->parent_) {
    s->forEach([&](std::string_view, Object* elem) {
      auto* tn = as<TypeName>(elem);
      if (tn == nullptr || tn->isAlias() || !(tn->pos_ < obj->pos_)) return;
      auto* tpar = as<TypeParam>(tn->typ_);
      if (tpar == nullptr) return;
      if (idx < 0) {
        idx = int(vertices.size());
        vertices.push_back({0, -1, 0, obj});
      }
      int src = typeParamVertex(tpar);
      addEdge(idx, src, 1, obj->pos_, tpar);
    });
  }
  nameIdx[obj] = idx;
  return idx;
}

int MonoGraph::typeParamVertex(TypeParam* tpar) {
  if (auto it = canon.find(tpar); it != canon.end()) tpar = it->second;
  Object* obj = tpar->obj_;
  if (auto it = nameIdx.find(obj); it != nameIdx.end()) return it->second;
  int idx = int(vertices.size());
  vertices.push_back({0, -1, 0, obj});
  nameIdx[obj] = idx;
  return idx;
}

void MonoGraph::addEdge(int dst, int src, int weight, Pos pos, Type* typ) {
  edges.push_back({dst, src, weight, pos, typ});
}

}  // namespace golem::types
