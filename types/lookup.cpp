// Finding fields and methods, and which methods a type lacks.
#include <algorithm>

#include "types/checker.h"
#include "types/typewriter.h"

namespace golem::types {

Type* deref(Type* t, bool* isPtr) {
  auto* p = unaliasAs<Pointer>(t);
  if (isPtr != nullptr) *isPtr = p != nullptr;
  if (p == nullptr) return t;
  return p->base_ != nullptr ? p->base_ : invalidType();  // an invalid cyclic declaration
}

Type* derefStructPtr(Type* t) {
  auto* p = underAs<Pointer>(t);
  return p != nullptr && isa<Struct>(p->base_->underlying()) ? p->base_ : t;
}

bool isInterfacePtr(Type* t) {
  auto* p = underAs<Pointer>(t);
  return p != nullptr && isInterface(p->base_);
}

std::vector<int> concat(const std::vector<int>& list, int i) {
  std::vector<int> t;
  t.reserve(list.size() + 1);
  t = list;
  t.push_back(i);
  return t;
}

int fieldIndex(std::span<Var* const> fields, const Package* pkg, std::string_view name, bool foldCase) {
  if (name == "_") return -1;
  for (size_t i = 0; i < fields.size(); i++) {
    if (fields[i]->sameId(pkg, name, foldCase)) return int(i);
  }
  return -1;
}

int methodIndex(std::span<Func* const> methods, const Package* pkg, std::string_view name, bool foldCase, Func** m) {
  *m = nullptr;
  if (name == "_") return -1;
  for (size_t i = 0; i < methods.size(); i++) {
    if (methods[i]->sameId(pkg, name, foldCase)) {
      *m = methods[i];
      return int(i);
    }
  }
  return -1;
}

namespace {

struct EmbeddedType {
  Type* typ;
  std::vector<int> index;
  bool indirect;   // a pointer on the path
  bool multiples;  // several times at this depth
};

// Types by identity. Only instances of one declaration, and types without a name, have to be compared.
class TypeTable {
 public:
  // The number under which an identical type was added, or n, under which t is added now.
  size_t add(Type* t, size_t n) {
    Named* named = asNamed(t);
    auto& alike = table[named != nullptr ? named->origin() : nullptr];
    for (auto [other, number] : alike) {
      if (identical(other, t)) return number;
    }
    alike.push_back({t, n});
    return n;
  }
  bool addNew(Type* t) { return add(t, types) == types && ++types != 0; }

 private:
  std::unordered_map<Named*, std::vector<std::pair<Type*, size_t>>> table;
  size_t types = 0;
};

// Types that occur more than once at a depth are kept once and marked.
void consolidateMultiples(std::vector<EmbeddedType>& l) {
  if (l.size() <= 1) return;
  TypeTable table;
  size_t n = 0;
  for (size_t i = 0; i < l.size(); i++) {
    size_t j = table.add(l[i].typ, n);
    if (j < n) {
      l[j].multiples = true;
    } else {
      if (n != i) l[n] = std::move(l[i]);
      n++;
    }
  }
  l.erase(l.begin() + long(n), l.end());
}

// Breadth first through embedded fields. *index is set for ambiguous results, too.
Object* lookupImpl(Type* T, bool addressable, const Package* pkg, std::string_view name, std::vector<int>* index,
                   bool* indirect, bool foldCase) {
  index->clear();
  *indirect = false;
  if (name == "_") return nullptr;
  bool isPtr;
  Type* base = deref(T, &isPtr);
  // Pointers to interfaces have no methods.
  if (isPtr && isa<Interface>(base->underlying())) return nullptr;
  std::vector<EmbeddedType> current{{base, {}, isPtr, false}};
  TypeTable seen;
  while (!current.empty()) {
    std::vector<EmbeddedType> next;
    Object* obj = nullptr;
    auto found = [&](const EmbeddedType& e, int i, Object* o) {
      *index = concat(e.index, i);
      if (obj != nullptr || e.multiples) return false;  // collision
      obj = o;
      *indirect = e.indirect;
      return true;
    };
    for (EmbeddedType& e : current) {
      if (Named* named = asNamed(e.typ)) {
        // Seen at a shallower depth, or in another instance of the same type: nothing new can be found.
        if (!seen.addNew(named)) continue;
        Func* m;
        int i = named->lookupMethod(pkg, name, foldCase, &m);
        if (m != nullptr) {
          if (!found(e, i, m)) {
            *indirect = false;
            return nullptr;
          }
          continue;
        }
      }
      Type* u = e.typ->underlying();
      if (auto* s = as<Struct>(u)) {
        for (size_t i = 0; i < s->fields_.size(); i++) {
          Var* f = s->fields_[i];
          if (f->sameId(pkg, name, foldCase)) {
            if (!found(e, int(i), f)) {
              *indirect = false;
              return nullptr;
            }
            continue;
          }
          // Embedded fields matter only while nothing is found at this depth.
          if (obj == nullptr && f->embedded_) {
            bool ptr;
            Type* t = deref(f->typ_, &ptr);
            next.push_back({t, concat(e.index, int(i)), e.indirect || ptr, e.multiples});
          }
        }
      } else if (auto* it = as<Interface>(u)) {
        Func* m;
        int i = it->typeSet()->lookupMethod(pkg, name, foldCase, &m);
        if (m != nullptr && !found(e, i, m)) {
          *indirect = false;
          return nullptr;
        }
      }
    }
    if (obj != nullptr) {
      auto* f = as<Func>(obj);
      if (f != nullptr && f->hasPtrRecv() && !*indirect && !addressable) {
        index->clear();
        *indirect = true;  // a pointer or addressable receiver is needed
        return nullptr;
      }
      return obj;
    }
    consolidateMultiples(next);
    current = std::move(next);
  }
  index->clear();
  *indirect = false;
  return nullptr;
}

}  // namespace

Object* lookupFieldOrMethod(Type* T, bool addressable, const Package* pkg, std::string_view name,
                            std::vector<int>* index, bool* indirect, bool foldCase) {
  // A named pointer type has the fields but not the methods of what it points at.
  if (Named* n = asNamed(T)) {
    if (auto* p = as<Pointer>(n->under())) {
      Object* obj = lookupImpl(p, false, pkg, name, index, indirect, foldCase);
      if (isa<Func>(obj)) {
        index->clear();
        *indirect = false;
        return nullptr;
      }
      return obj;
    }
  }
  return lookupImpl(T, addressable, pkg, name, index, indirect, foldCase);
}

bool hasInvalidEmbeddedFields(Type* T, std::unordered_set<Struct*>* seen) {
  std::unordered_set<Struct*> local;
  if (seen == nullptr) seen = &local;
  auto* s = as<Struct>(derefStructPtr(T)->underlying());
  if (s == nullptr || !seen->insert(s).second) return false;
  return std::any_of(s->fields_.begin(), s->fields_.end(), [&](Var* f) {
    return f->embedded_ && (!isValid(f->typ_) || hasInvalidEmbeddedFields(f->typ_, seen));
  });
}

namespace {

std::string funcStringOf(Checker* check, Func* f, bool pkgInfo) {
  std::string buf(f->name_);
  Qualifier qf;
  if (check != nullptr && !pkgInfo) qf = check->qualifierFunc();
  TypeWriter w{buf, qf};
  w.pkgInfo = pkgInfo;
  w.paramNames = false;
  w.signature(cast<Signature>(f->typ_));
  return buf;
}

std::string interfacePtrErrorOf(Checker* check, Type* T) {
  auto* p = underAs<Pointer>(T);
  Qualifier qf;
  if (check != nullptr) qf = check->qualifierFunc();
  return sprintf(qf, false,
                 isTypeParam(p->base_) ? "type %s is pointer to type parameter, not type parameter"
                                       : "type %s is pointer to interface, not interface",
                 T);
}

enum class Lack { Ok, NotFound, WrongName, Unexported, WrongSig, AmbigSel, PtrRecv, Field };

}  // namespace

Func* missingMethod(Checker* check, Type* V, Type* T, bool staticCheck, const Checker::Equivalent& equivalent,
                    std::string* cause, bool* wrongType) {
  *wrongType = false;
  const std::vector<Func*>& methods = cast<Interface>(T->underlying())->typeSet()->methods;
  if (methods.empty()) return nullptr;
  Lack state = Lack::Ok;
  Func* m = nullptr;  // of T
  Func* f = nullptr;  // of V, if found
  if (auto* u = underAs<Interface>(V)) {
    TypeSet* tset = u->typeSet();
    for (Func* want : methods) {
      m = want;
      tset->lookupMethod(m->pkg_, m->name_, false, &f);
      if (f == nullptr) {
        if (!staticCheck) continue;
        state = Lack::NotFound;
        break;
      }
      if (!equivalent(f->typ_, m->typ_)) {
        state = Lack::WrongSig;
        break;
      }
    }
  } else {
    for (Func* want : methods) {
      m = want;
      std::vector<int> index;
      bool indirect;
      Object* obj = lookupImpl(V, false, m->pkg_, m->name_, &index, &indirect, false);
      if (obj == nullptr) {
        if (!index.empty()) {
          state = Lack::AmbigSel;
        } else if (indirect) {
          state = Lack::PtrRecv;
        } else {
          state = Lack::NotFound;
          f = as<Func>(lookupImpl(V, false, m->pkg_, m->name_, &index, &indirect, true));
          if (f != nullptr) state = f->name_ == m->name_ ? Lack::Unexported : Lack::WrongName;
        }
        break;
      }
      f = as<Func>(obj);
      if (f == nullptr) {
        state = Lack::Field;
        break;
      }
      // Methods may not have a fully set up signature yet.
      if (check != nullptr) check->objDecl(f);
      if (!equivalent(f->typ_, m->typ_)) {
        state = Lack::WrongSig;
        break;
      }
    }
  }
  if (state == Lack::Ok) return nullptr;
  *wrongType = state == Lack::WrongSig || state == Lack::PtrRecv;
  if (cause == nullptr) return m;
  if (f != nullptr && check != nullptr) check->objDecl(f);
  Qualifier qf;
  if (check != nullptr) qf = check->qualifierFunc();
  std::string name(m->name_);
  switch (state) {
    case Lack::NotFound:
      if (isInterfacePtr(V)) {
        *cause = "(" + interfacePtrErrorOf(check, V) + ")";
      } else if (isInterfacePtr(T)) {
        *cause = "(" + interfacePtrErrorOf(check, T) + ")";
      } else {
        *cause = "(missing method " + name + ")";
      }
      break;
    case Lack::WrongName:
      *cause = "(missing method " + name + ")\n\t\thave " + funcStringOf(check, f, false) + "\n\t\twant " +
               funcStringOf(check, m, false);
      break;
    case Lack::Unexported: *cause = "(unexported method " + name + ")"; break;
    case Lack::WrongSig: {
      std::string fs = funcStringOf(check, f, false), ms = funcStringOf(check, m, false);
      if (fs == ms) {
        fs = funcStringOf(check, f, true);
        ms = funcStringOf(check, m, true);
      }
      *cause = "(wrong type for method " + name + ")";
      if (fs != ms) *cause += "\n\t\thave " + fs + "\n\t\twant " + ms;
      break;
    }
    case Lack::AmbigSel: *cause = sprintf(qf, false, "(ambiguous selector %s.%s)", V, name); break;
    case Lack::PtrRecv: *cause = "(method " + name + " has pointer receiver)"; break;
    case Lack::Field: *cause = sprintf(qf, false, "(%s.%s is a field, not a method)", V, name); break;
    case Lack::Ok: break;
  }
  return m;
}

Func* Checker::missingMethod(Type* V, Type* T, bool staticCheck, const Equivalent& equivalent, std::string* cause,
                             bool* wrongType) {
  return types::missingMethod(this, V, T, staticCheck, equivalent, cause, wrongType);
}

bool Checker::hasAllMethods(Type* V, Type* T, bool staticCheck, const Equivalent& equivalent, std::string* cause) {
  if (!isValid(V)) return true;
  bool wrongType;
  return missingMethod(V, T, staticCheck, equivalent, cause, &wrongType) == nullptr ||
         hasInvalidEmbeddedFields(V, nullptr);
}

std::string Checker::interfacePtrError(Type* T) { return interfacePtrErrorOf(this, T); }
std::string Checker::funcString(Func* f, bool pkgInfo) { return funcStringOf(this, f, pkgInfo); }

bool Checker::assertableTo(Type* V, Type* T, std::string* cause) {
  // Assertions to interfaces are checked at run time only.
  return isInterface(T) || hasAllMethods(T, V, false, types::identical, cause);
}

bool Checker::newAssertableTo(Type* V, Type* T, std::string* cause) {
  return isInterface(T) || implements(T, V, false, cause);
}

// ---- API

bool assertableTo(Interface* V, Type* T) {
  if (!isValid(T->underlying())) return false;
  bool wrongType;
  return isInterface(T) || missingMethod(nullptr, T, V, false, identical, nullptr, &wrongType) == nullptr;
}

bool assignableTo(Type* V, Type* T) {
  Operand x;
  x.mode = OperandMode::Value;
  x.typ = V;
  return x.assignableTo(nullptr, T, nullptr);
}

bool convertibleTo(Type* V, Type* T) {
  Operand x;
  x.mode = OperandMode::Value;
  x.typ = V;
  return x.convertibleTo(nullptr, T, nullptr);
}

bool implements(Type* V, Interface* T) {
  return isValid(V->underlying()) && implements(nullptr, V, T, false, nullptr);
}

bool satisfies(Type* V, Interface* T) { return implements(nullptr, V, T, true, nullptr); }

Func* missingMethod(Type* V, Interface* T, bool staticCheck, bool* wrongType) {
  bool dummy;
  return missingMethod(nullptr, V, T, staticCheck, identical, nullptr, wrongType != nullptr ? wrongType : &dummy);
}

std::vector<Selection*> methodSet(Type* T) {
  // All method names that can be reached, then one lookup each: ambiguities and depths are its business.
  std::vector<Func*> candidates;
  std::vector<Type*> todo{T};
  TypeTable seen;
  while (!todo.empty()) {
    Type* t = deref(todo.back());
    todo.pop_back();
    if (Named* n = asNamed(t)) {
      if (!seen.addNew(n)) continue;
      for (Func* m : n->origin()->unpack()->methods_) candidates.push_back(m);
    }
    Type* u = t->underlying();
    if (auto* s = as<Struct>(u)) {
      for (Var* f : s->fields_) {
        if (f->embedded_) todo.push_back(f->typ_);
      }
    } else if (auto* i = as<Interface>(u)) {
      for (Func* m : i->typeSet()->methods) candidates.push_back(m);
    }
  }
  std::sort(candidates.begin(), candidates.end(), [](Func* a, Func* b) { return cmpObjects(a, b) < 0; });
  std::vector<Selection*> out;
  Func* prev = nullptr;
  for (Func* c : candidates) {
    if (prev != nullptr && cmpObjects(prev, c) == 0) continue;
    prev = c;
    std::vector<int> index;
    bool indirect;
    auto* m = as<Func>(lookupFieldOrMethod(T, false, c->pkg_, c->name_, &index, &indirect));
    if (m != nullptr) out.push_back(new Selection{SelectionKind::MethodVal, T, m, std::move(index), indirect});
  }
  return out;
}

}  // namespace golem::types
