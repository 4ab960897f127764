// Type unification. A variant of identical(): where a bound type parameter (one of the unifier's) meets a type, it takes
// that type, or the type that it has already must unify with it. Free type parameters stand for their core types.
#include "types/unify.h"

namespace golem::types {

// Catches recursion that does not end.
static constexpr int kDepthLimit = 50;

// The interface under x; nullptr for others and for type parameters.
Interface* asInterface(Type* x) { return unaliasAs<TypeParam>(x) != nullptr ? nullptr : underAs<Interface>(x); }

Unifier::Unifier(std::span<TypeParam* const> tparams, std::span<Type* const> targs, bool ii) : interfaceInference(ii) {
  for (size_t i = 0; i < tparams.size(); i++) handles[tparams[i]] = new Type*(i < targs.size() ? targs[i] : nullptr);
}

int Unifier::unknowns() const {
  int n = 0;
  for (auto& [p, h] : handles) n += *h == nullptr;
  return n;
}

TypeList Unifier::inferred(std::span<TypeParam* const> tparams) {
  TypeList list;
  for (TypeParam* p : tparams) list.push_back(at(p));
  return list;
}

TypeParam* Unifier::asBound(Type* t) {
  auto* p = unaliasAs<TypeParam>(t);
  return p != nullptr && handles.contains(p) ? p : nullptr;
}

// Makes x and y one; impossible if both have types.
bool Unifier::join(TypeParam* x, TypeParam* y) {
  Type** hx = handles[x];
  Type** hy = handles[y];
  if (hx == hy) return true;
  if (*hx != nullptr && *hy != nullptr) return false;
  Type** keep = *hx != nullptr ? hx : hy;
  Type** drop = keep == hx ? hy : hx;
  for (auto& [p, h] : handles) {
    if (h == drop) h = keep;
  }
  return true;
}

bool Unifier::nify(Type* x, Type* y, UnifyMode mode, IfacePair* p) {
  if (x == y || unalias(x) == unalias(y)) return true;
  if (x == nullptr || y == nullptr || depth >= kDepthLimit) return false;
  depth++;
  bool ok = nify1(x, y, mode, p);
  depth--;
  return ok;
}

bool Unifier::nify1(Type* x, Type* y, UnifyMode mode, IfacePair* p) {
  bool exact = (mode & UnifyExact) != 0;
  // A defined type comes into y, a bound type parameter into x.
  if (asNamed(x) != nullptr || asBound(y) != nullptr) std::swap(x, y);

  // A defined type against a literal one: go on with the underlying type.
  if (Named* ny = asNamed(y); !exact && ny != nullptr && isTypeLit(x) && !(interfaceInference && isInterface(x))) {
    y = ny->underlying();
    if (x == y || unalias(x) == unalias(y)) return true;
  }

  TypeParam* px = asBound(x);
  TypeParam* py = asBound(y);
  if (px != nullptr && py != nullptr) {
    if (join(px, py)) return true;
    return nify(at(px), at(py), mode, p);
  }
  if (px != nullptr) return nifyBound(px, y, mode, p);

  if (interfaceInference && !exact) {
    Interface* xi = asInterface(x);
    Interface* yi = asInterface(y);
    if (xi != nullptr && yi != nullptr) return nifyInterfaces(xi, yi, p);
    if (yi != nullptr) {
      xi = yi;
      y = x;
    }
    // A type unifies with an interface if it has the methods.
    if (xi != nullptr) {
      for (Func* xm : xi->typeSet()->methods) {
        std::vector<int> index;
        bool indirect;
        auto* ym = as<Func>(lookupFieldOrMethod(y, false, xm->pkg_, xm->name_, &index, &indirect));
        if (ym == nullptr || !nify(xm->typ_, ym->typ_, UnifyExact, p)) return false;
      }
      return true;
    }
  }

  // A free type parameter comes into x.
  if (isTypeParam(y)) std::swap(x, y);
  return nifyStructure(x, y, mode, p);
}

// A bound type parameter with a type that is none.
bool Unifier::nifyBound(TypeParam* px, Type* y, UnifyMode mode, IfacePair* p) {
  Type* x = at(px);
  if (x == nullptr) {
    set(px, y);
    return true;
  }
  if (!nify(x, y, mode, p)) return false;
  // Both match, perhaps only by their underlying types. Choose in a way that does not depend on the order.
  Interface* xi = asInterface(x);
  Interface* yi = asInterface(y);
  bool xn = asNamed(x) != nullptr, yn = asNamed(y) != nullptr;
  if (xi != nullptr && yi != nullptr) {
    if (xn && yn) return identical(x, y);
    if (xi->typeSet()->methods.size() != yi->typeSet()->methods.size()) return false;
  } else if (xi != nullptr || yi != nullptr) {
    return false;  // either could be meant
  }
  // A defined type wins over a literal one, then a directed channel over another.
  if ((mode & UnifyExact) == 0 && !xn) {
    if (yn) {
      set(px, y);
    } else if (auto* yc = underAs<Chan>(y); yc != nullptr && yc->dir_ != ChanDir::SendRecv) {
      set(px, y);
    }
  }
  return true;
}

static bool equalTerms(const TypeSet* x, const TypeSet* y) {
  return x->comparable == y->comparable && subsetOf(x->terms, y->terms) && subsetOf(y->terms, x->terms);
}

// The smaller interface must be part of the other.
bool Unifier::nifyInterfaces(Interface* xi, Interface* yi, IfacePair* p) {
  TypeSet* xset = xi->typeSet();
  TypeSet* yset = yi->typeSet();
  if (!equalTerms(xset, yset)) return false;
  // Cycles go through anonymous interfaces only; a pair that is being compared is taken as equal.
  IfacePair q{xi, yi, p};
  for (IfacePair* r = p; r != nullptr; r = r->prev) {
    if (r->identical(&q)) return true;
  }
  const std::vector<Func*>* xm = &xset->methods;
  const std::vector<Func*>* ym = &yset->methods;
  if (xm->size() > ym->size()) std::swap(xm, ym);
  std::unordered_map<std::string, Func*> byId;
  for (Func* m : *ym) byId[m->id()] = m;
  for (Func* m : *xm) {
    auto it = byId.find(m->id());
    if (it == byId.end() || !nify(m->typ_, it->second->typ_, UnifyExact, &q)) return false;
  }
  return true;
}

bool Unifier::nifyTuples(Tuple* x, Tuple* y, UnifyMode mode, IfacePair* p) {
  auto xs = tupleVars(x), ys = tupleVars(y);
  if (xs.size() != ys.size()) return false;
  for (size_t i = 0; i < xs.size(); i++) {
    if (!nify(xs[i]->typ_, ys[i]->typ_, mode, p)) return false;
  }
  return true;
}

bool Unifier::nifyStructure(Type* x, Type* y, UnifyMode mode, IfacePair* p) {
  bool exact = (mode & UnifyExact) != 0;
  UnifyMode emode = (mode & UnifyAssign) != 0 ? mode | UnifyExact : mode;  // for elements
  Type* yorig = y;
  x = unalias(x);
  y = unalias(y);

  switch (x->kind()) {
    case TypeKind::Basic: {
      auto* b = as<Basic>(y);
      return b != nullptr && cast<Basic>(x)->basicKind_ == b->basicKind_;
    }
    case TypeKind::Array: {
      auto* a = cast<Array>(x);
      auto* b = as<Array>(y);
      if (b == nullptr) return false;
      return (a->len_ < 0 || b->len_ < 0 || a->len_ == b->len_) && nify(a->elem_, b->elem_, emode, p);
    }
    case TypeKind::Slice: {
      auto* b = as<Slice>(y);
      return b != nullptr && nify(cast<Slice>(x)->elem_, b->elem_, emode, p);
    }
    case TypeKind::Struct: {
      auto* a = cast<Struct>(x);
      auto* b = as<Struct>(y);
      if (b == nullptr || a->numFields() != b->numFields()) return false;
      for (int i = 0; i < a->numFields(); i++) {
        Var* f = a->field(i);
        Var* g = b->field(i);
        if (f->embedded_ != g->embedded_ || a->tag(i) != b->tag(i) || !f->sameId(g->pkg_, g->name_, false) ||
            !nify(f->typ_, g->typ_, emode, p)) {
          return false;
        }
      }
      return true;
    }
    case TypeKind::Pointer: {
      auto* b = as<Pointer>(y);
      return b != nullptr && nify(cast<Pointer>(x)->base_, b->base_, emode, p);
    }
    case TypeKind::Tuple: {
      auto* b = as<Tuple>(y);
      return b != nullptr && nifyTuples(cast<Tuple>(x), b, mode, p);
    }
    case TypeKind::Signature: {
      auto* a = cast<Signature>(x);
      auto* b = as<Signature>(y);
      return b != nullptr && a->variadic_ == b->variadic_ && nifyTuples(a->params_, b->params_, emode, p) &&
             nifyTuples(a->results_, b->results_, emode, p);
    }
    case TypeKind::Interface: {
      auto* a = cast<Interface>(x);
      auto* b = as<Interface>(y);
      if (b == nullptr) return false;
      TypeSet* xset = a->typeSet();
      TypeSet* yset = b->typeSet();
      if (!equalTerms(xset, yset) || xset->methods.size() != yset->methods.size()) return false;
      IfacePair q{a, b, p};
      for (IfacePair* r = p; r != nullptr; r = r->prev) {
        if (r->identical(&q)) return true;
      }
      for (size_t i = 0; i < xset->methods.size(); i++) {
        Func* f = xset->methods[i];
        Func* g = yset->methods[i];
        if (f->id() != g->id() || !nify(f->typ_, g->typ_, UnifyExact, &q)) return false;
      }
      return true;
    }
    case TypeKind::Map: {
      auto* a = cast<Map>(x);
      auto* b = as<Map>(y);
      return b != nullptr && nify(a->key_, b->key_, emode, p) && nify(a->elem_, b->elem_, emode, p);
    }
    case TypeKind::Chan: {
      auto* a = cast<Chan>(x);
      auto* b = as<Chan>(y);
      return b != nullptr && (!exact || a->dir_ == b->dir_) && nify(a->elem_, b->elem_, emode, p);
    }
    case TypeKind::Named: {
      auto* a = cast<Named>(x);
      Named* b = asNamed(y);
      if (b == nullptr) return false;
      // Arguments first: better messages when the origins differ.
      auto xargs = a->typeArgs(), yargs = b->typeArgs();
      if (xargs.size() != yargs.size()) return false;
      for (size_t i = 0; i < xargs.size(); i++) {
        if (!nify(xargs[i], yargs[i], mode, p)) return false;
      }
      return identicalOrigin(a, b);
    }
    case TypeKind::TypeParam: {
      // A free one: what it stands for has its core type. Defined types match by their underlying type.
      const TypeError* err;
      Type* cx = commonUnder(x, {}, &err);
      return cx != nullptr && nify(cx, yorig, UnifyAssign, p);
    }
    default: return false;
  }
}

}  // namespace golem::types
