// Finds instantiations that would need infinitely many instances: cycles of type parameters along which types grow.
#include "types/checker.h"

namespace golem::types {

void Checker::monomorph() {
  // Longest paths as Bellman and Ford find them, until nothing changes or a path is as long as there are vertices.
  bool again = true;
  while (again) {
    again = false;
    for (size_t i = 0; i < mono.edges.size(); i++) {
      const MonoGraph::Edge& e = mono.edges[i];
      const MonoGraph::Vertex& src = mono.vertices[size_t(e.src)];
      MonoGraph::Vertex& dst = mono.vertices[size_t(e.dst)];
      int w = src.weight + e.weight;
      if (w <= dst.weight) continue;
      dst.pre = int(i);
      dst.len = src.len + 1;
      if (dst.len == int(mono.vertices.size())) {
        reportInstanceLoop(e.dst);
        return;
      }
      dst.weight = w;
      again = true;
    }
  }
}

void Checker::reportInstanceLoop(int v) {
  // Back along the path until a vertex repeats: that one is on the cycle.
  std::vector<int> stack;
  std::vector<bool> seen(mono.vertices.size());
  auto edgeTo = [&](int x) -> MonoGraph::Edge& { return mono.edges[size_t(mono.vertices[size_t(x)].pre)]; };
  while (!seen[size_t(v)]) {
    stack.push_back(v);
    seen[size_t(v)] = true;
    v = edgeTo(v).src;
  }
  while (stack[0] != v) stack.erase(stack.begin());
  ErrorBuilder err = newError(Code::InvalidInstanceCycle);
  err.addf(mono.vertices[size_t(v)].obj, "instantiation cycle:");
  Qualifier qf = relativeTo(pkg);
  for (int x : stack) {
    MonoGraph::Edge& e = edgeTo(x);
    Object* obj = mono.vertices[size_t(e.dst)].obj;
    err.addf(e.pos, isa<Named>(obj->typ_) ? "%s implicitly parameterized by %s" : "%s instantiated as %s", obj->name_,
             typeString(e.typ, qf));
  }
  err.report();
}

void MonoGraph::recordCanon(TypeParam* mpar, TypeParam* tpar) { canon[mpar] = tpar; }

void MonoGraph::recordInstance(Package* pkg, Pos pos, std::span<TypeParam* const> tparams,
                               std::span<Type* const> targs, std::span<syntax::Expr* const> xlist) {
  for (size_t i = 0; i < tparams.size() && i < targs.size(); i++)
    assign(pkg, i < xlist.size() ? syntax::startPos(xlist[i]) : pos, tparams[i], targs[i]);
}

namespace {

// The defined types and type parameters that an argument mentions flow into the parameter.
struct Flow {
  MonoGraph& g;
  Package* pkg;
  Pos pos;
  TypeParam* tpar;
  Type* targ;

  void flow(int src, Type* t) { g.addEdge(g.typeParamVertex(tpar), src, t == targ ? 0 : 1, pos, targ); }

  void tuple(Tuple* t) {
    for (Var* v : tupleVars(t)) walk(v->typ_);
  }

  void walk(Type* type) {
    type = unalias(type);
    switch (type->kind()) {
      case TypeKind::TypeParam: flow(g.typeParamVertex(static_cast<TypeParam*>(type)), type); break;
      case TypeKind::Named: {
        auto* t = static_cast<Named*>(type);
        if (int src = g.localNamedVertex(pkg, t->origin()); src >= 0) flow(src, t);
        for (Type* a : t->typeArgs()) walk(a);
        break;
      }
      case TypeKind::Array: walk(static_cast<Array*>(type)->elem_); break;
      case TypeKind::Chan: walk(static_cast<Chan*>(type)->elem_); break;
      case TypeKind::Map:
        walk(static_cast<Map*>(type)->key_);
        walk(static_cast<Map*>(type)->elem_);
        break;
      case TypeKind::Pointer: walk(static_cast<Pointer*>(type)->base_); break;
      case TypeKind::Slice: walk(static_cast<Slice*>(type)->elem_); break;
      case TypeKind::Interface:
        for (Func* m : static_cast<Interface*>(type)->typeSet()->methods) walk(m->typ_);
        break;
      case TypeKind::Signature:
        tuple(static_cast<Signature*>(type)->params_);
        tuple(static_cast<Signature*>(type)->results_);
        break;
      case TypeKind::Struct:
        for (Var* f : static_cast<Struct*>(type)->fields_) walk(f->typ_);
        break;
      default: break;
    }
  }
};

}  // namespace

void MonoGraph::assign(Package* pkg, Pos pos, TypeParam* tpar, Type* targ) {
  // Cycles are possible within a package only.
  if (tpar->obj_->pkg_ != pkg) return;
  Flow{*this, pkg, pos, tpar, targ}.walk(targ);
}

int MonoGraph::localNamedVertex(Package* pkg, Named* named) {
  TypeName* obj = named->obj();
  if (obj->pkg_ != pkg) return -1;
  Scope* root = pkg->scope_;
  if (obj->parent_ == root) return -1;
  if (auto it = nameIdx.find(obj); it != nameIdx.end()) return it->second;
  // The type parameters in whose scope a local type is declared parameterise it, too.
  int idx = -1;
  for (Scope* s = obj->parent_; s != nullptr && s != root; s = s->parent_) {
    s->forEach([&](std::string_view, Object* o) {
      auto* e = as<TypeName>(o);
      if (e == nullptr || e->isAlias() || !(e->pos_ < obj->pos_)) return;
      auto* tpar = as<TypeParam>(e->typ_);
      if (tpar == nullptr) return;
      if (idx < 0) {
        idx = int(vertices.size());
        vertices.push_back({0, -1, 0, obj});
      }
      addEdge(idx, typeParamVertex(tpar), 1, obj->pos_, tpar);
    });
  }
  nameIdx[obj] = idx;
  return idx;
}

int MonoGraph::typeParamVertex(TypeParam* tpar) {
  if (auto it = canon.find(tpar); it != canon.end()) tpar = it->second;
  auto [it, fresh] = nameIdx.try_emplace(tpar->obj_, int(vertices.size()));
  if (fresh) vertices.push_back({0, -1, 0, tpar->obj_});
  return it->second;
}

void MonoGraph::addEdge(int dst, int src, int weight, Pos pos, Type* typ) {
  edges.push_back({dst, src, weight, pos, typ});
}

}  // namespace golem::types
