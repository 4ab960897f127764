// Unification of types. It follows identical(), with type parameters standing for what they are matched with.
#include "types/unify.h"

#include <algorithm>

#include "types/api.h"

namespace golem::types {

namespace {

constexpr int kDepthLimit = 50;

bool sameTerms(const TypeSet* a, const TypeSet* b) {
  return a->comparable == b->comparable && subsetOf(a->terms, b->terms) && subsetOf(b->terms, a->terms);
}

bool compared(const IfacePair* p, const IfacePair& q) {
  for (; p != nullptr; p = p->prev) {
    if (p->identical(&q)) return true;
  }
  return false;
}

}  // namespace

Interface* asInterface(Type* t) { return isTypeParam(t) ? nullptr : underAs<Interface>(t); }

Unifier::Unifier(std::span<TypeParam* const> tparams, std::span<Type* const> targs, bool ifaces)
    : params(tparams.begin(), tparams.end()), interfaceInference(ifaces) {
  for (size_t i = 0; i < params.size(); i++) {
    slotOf.push_back(int(i));
    slots.push_back(i < targs.size() ? targs[i] : nullptr);
  }
}

int Unifier::indexOf(TypeParam* x) const {
  for (size_t i = 0; i < params.size(); i++) {
    if (params[i] == x) return int(i);
  }
  return -1;
}

TypeParam* Unifier::asBound(Type* x) const {
  auto* p = unaliasAs<TypeParam>(x);
  return p != nullptr && indexOf(p) >= 0 ? p : nullptr;
}

int Unifier::unknowns() const {
  int n = 0;
  for (int s : slotOf) n += slots[size_t(s)] == nullptr;
  return n;
}

TypeList Unifier::inferred(std::span<TypeParam* const> list) const {
  TypeList out;
  for (TypeParam* p : list) out.push_back(at(p));
  return out;
}

bool Unifier::join(TypeParam* x, TypeParam* y) {
  int hx = slotOf[size_t(indexOf(x))], hy = slotOf[size_t(indexOf(y))];
  if (hx == hy) return true;
  if (slots[size_t(hx)] != nullptr && slots[size_t(hy)] != nullptr) return false;
  // The one with a type wins.
  int from = hx, to = hy;
  if (slots[size_t(hx)] != nullptr) std::swap(from, to);
  for (int& s : slotOf) {
    if (s == from) s = to;
  }
  return true;
}

bool Unifier::nify(Type* x, Type* y, unsigned mode, IfacePair* p) {
  if (x == y || unalias(x) == unalias(y)) return true;
  if (x == nullptr || y == nullptr) return false;
  if (depth >= kDepthLimit) return false;
  depth++;
  bool ok = nify1(x, y, mode, p);
  depth--;
  return ok;
}

bool Unifier::nify1(Type* x, Type* y, unsigned mode, IfacePair* p) {
  // A defined type, if any, goes to y, a type parameter of ours to x.
  if (asNamed(x) != nullptr || asBound(y) != nullptr) std::swap(x, y);

  // Inexactly, a defined type matches a type literal through its underlying type.
  if (Named* ny = asNamed(y); (mode & Exact) == 0 && ny != nullptr && isTypeLit(x) &&
                              !(interfaceInference && isInterface(x))) {
    y = ny->under();
    if (x == y || unalias(x) == unalias(y)) return true;
  }

  TypeParam *px = asBound(x), *py = asBound(y);
  if (px != nullptr && py != nullptr) return join(px, py) || nify(at(px), at(py), mode, p);
  if (px != nullptr) {
    Type* known = at(px);
    if (known == nullptr) {
      set(px, y);
      return true;
    }
    if (!nify(known, y, mode, p)) return false;
    Interface *xi = asInterface(known), *yi = asInterface(y);
    bool xn = asNamed(known) != nullptr, yn = asNamed(y) != nullptr;
    if (xi != nullptr && yi != nullptr) {
      // Which of two defined types has the right name is not known; otherwise the method sets must be the same.
      if (xn && yn) return identical(known, y);
      if (xi->typeSet()->methods.size() != yi->typeSet()->methods.size()) return false;
    } else if (xi != nullptr || yi != nullptr) {
      return false;  // either could be meant: the order of arguments must not decide
    }
    if ((mode & Exact) == 0) {
      // Prefer defined types, then directed channels: values of the other type stay assignable.
      if (!xn) {
        auto* yc = underAs<Chan>(y);
        if (yn || (yc != nullptr && yc->dir_ != ChanDir::SendRecv)) set(px, y);
      }
    }
    return true;
  }

  // Inexactly, methods that interfaces share must unify.
  if (interfaceInference && (mode & Exact) == 0) {
    Interface *xi = asInterface(x), *yi = asInterface(y);
    if (xi != nullptr || yi != nullptr) return nifyInterfaces(x, y, xi, yi, p);
  }

  // A type parameter that is not ours goes to x.
  if (isTypeParam(y)) std::swap(x, y);
  return structural(x, y, mode, p);
}

bool Unifier::nifyInterfaces(Type* x, Type* y, Interface* xi, Interface* yi, IfacePair* p) {
  if (xi != nullptr && yi != nullptr) {
    TypeSet *xs = xi->typeSet(), *ys = yi->typeSet();
    if (!sameTerms(xs, ys)) return false;
    IfacePair q{xi, yi, p};
    if (compared(p, q)) return true;
    // The smaller method set must be a subset of the other.
    const auto *a = &xs->methods, *b = &ys->methods;
    if (a->size() > b->size()) std::swap(a, b);
    return std::all_of(a->begin(), a->end(), [&](Func* m) {
      Func* other;
      methodIndex(*b, m->pkg_, m->name_, false, &other);
      return other != nullptr && nify(m->typ_, other->typ_, Exact, &q);
    });
  }
  if (yi != nullptr) {
    xi = yi;
    y = x;
  }
  const auto& methods = xi->typeSet()->methods;
  return std::all_of(methods.begin(), methods.end(), [&](Func* m) {
    std::vector<int> index;
    bool indirect;
    auto* ym = as<Func>(lookupFieldOrMethod(y, false, m->pkg_, m->name_, &index, &indirect));
    return ym != nullptr && nify(m->typ_, ym->typ_, Exact, p);
  });
}

bool Unifier::structural(Type* xorig, Type* yorig, unsigned mode, IfacePair* p) {
  // Elements of types in an assignment must match exactly.
  unsigned emode = mode;
  if ((mode & Assign) != 0) emode |= Exact;
  Type *x = unalias(xorig), *y = unalias(yorig);

  if (isa<TypeParam>(x)) {
    // Not ours: its core type, if any, gives the structure of its possible types.
    Type* cx = coreType(x);
    return cx != nullptr && nify(cx, yorig, Assign, p);
  }
  if (x->kind() != y->kind()) return false;
  switch (x->kind()) {
    case TypeKind::Basic: return static_cast<Basic*>(x)->basicKind_ == static_cast<Basic*>(y)->basicKind_;
    case TypeKind::Array: {
      auto *a = static_cast<Array*>(x), *b = static_cast<Array*>(y);
      return (a->len_ < 0 || b->len_ < 0 || a->len_ == b->len_) && nify(a->elem_, b->elem_, emode, p);
    }
    case TypeKind::Slice: return nify(static_cast<Slice*>(x)->elem_, static_cast<Slice*>(y)->elem_, emode, p);
    case TypeKind::Struct: {
      auto *a = static_cast<Struct*>(x), *b = static_cast<Struct*>(y);
      if (a->fields_.size() != b->fields_.size()) return false;
      for (size_t i = 0; i < a->fields_.size(); i++) {
        Var *f = a->fields_[i], *g = b->fields_[i];
        if (f->embedded_ != g->embedded_ || a->tag(int(i)) != b->tag(int(i)) || !f->sameId(g->pkg_, g->name_, false) ||
            !nify(f->typ_, g->typ_, emode, p))
          return false;
      }
      return true;
    }
    case TypeKind::Pointer: return nify(static_cast<Pointer*>(x)->base_, static_cast<Pointer*>(y)->base_, emode, p);
    case TypeKind::Tuple: {
      auto *a = static_cast<Tuple*>(x), *b = static_cast<Tuple*>(y);
      if (a->len() != b->len()) return false;
      for (int i = 0; i < a->len(); i++) {
        if (!nify(a->vars_[size_t(i)]->typ_, b->vars_[size_t(i)]->typ_, mode, p)) return false;
      }
      return true;
    }
    case TypeKind::Signature: {
      auto *a = static_cast<Signature*>(x), *b = static_cast<Signature*>(y);
      return a->variadic_ == b->variadic_ && nify(a->params_, b->params_, emode, p) &&
             nify(a->results_, b->results_, emode, p);
    }
    case TypeKind::Interface: {
      auto *a = static_cast<Interface*>(x), *b = static_cast<Interface*>(y);
      TypeSet *as = a->typeSet(), *bs = b->typeSet();
      if (!sameTerms(as, bs) || as->methods.size() != bs->methods.size()) return false;
      IfacePair q{a, b, p};
      if (compared(p, q)) return true;
      for (size_t i = 0; i < as->methods.size(); i++) {
        Func *f = as->methods[i], *g = bs->methods[i];
        if (!f->sameId(g->pkg_, g->name_, false) || !nify(f->typ_, g->typ_, Exact, &q)) return false;
      }
      return true;
    }
    case TypeKind::Map: {
      auto *a = static_cast<Map*>(x), *b = static_cast<Map*>(y);
      return nify(a->key_, b->key_, emode, p) && nify(a->elem_, b->elem_, emode, p);
    }
    case TypeKind::Chan: {
      auto *a = static_cast<Chan*>(x), *b = static_cast<Chan*>(y);
      return ((mode & Exact) == 0 || a->dir_ == b->dir_) && nify(a->elem_, b->elem_, emode, p);
    }
    case TypeKind::Named: {
      // Arguments first: they give better messages if the origins differ.
      auto *a = static_cast<Named*>(x), *b = static_cast<Named*>(y);
      auto aa = a->typeArgs(), ba = b->typeArgs();
      if (aa.size() != ba.size()) return false;
      for (size_t i = 0; i < aa.size(); i++) {
        if (!nify(aa[i], ba[i], mode, p)) return false;
      }
      return identicalOrigin(a, b);
    }
    default: return false;
  }
}

}  // namespace golem::types
