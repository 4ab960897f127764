// Scopes. Most hold a handful of names, so they are a list that is searched; large ones get an index.
#include <algorithm>

#include "types/object.h"
#include "types/unicode.h"
#include "types/universe.h"

namespace golem::types {

static constexpr size_t kIndexFrom = 12;

Scope::Scope(Scope* parent, Pos pos, Pos end, const char* comment)
    : parent_(parent), pos_(pos), end_(end), comment_(comment) {
  // The universe does not list the packages of the process.
  if (parent != nullptr && parent->parent_ != nullptr) parent->children_.push_back(this);
}

int Scope::find(std::string_view name) const {
  if (elems_.size() < kIndexFrom) {
    for (size_t i = 0; i < elems_.size(); i++) {
      if (elems_[i].name == name) return int(i);
    }
    return -1;
  }
  auto it = index_.find(name);
  return it == index_.end() ? -1 : int(it->second);
}

void Scope::add(Elem e) {
  elems_.push_back(e);
  if (elems_.size() == kIndexFrom) {
    for (size_t i = 0; i < elems_.size(); i++) index_.emplace(elems_[i].name, uint32_t(i));
  } else if (elems_.size() > kIndexFrom) {
    index_.emplace(e.name, uint32_t(elems_.size() - 1));
  }
}

Object* Scope::resolveElem(size_t i) {
  if (elems_[i].obj == nullptr && elems_[i].lazy >= 0) {
    auto resolve = std::move(lazy_[elems_[i].lazy]);
    elems_[i].lazy = -1;
    Object* obj = resolve();
    if (obj->parent_ == nullptr) obj->parent_ = this;
    elems_[i].obj = obj;
  }
  return elems_[i].obj;
}

Object* Scope::lookup(std::string_view name) {
  int i = find(name);
  return i < 0 ? nullptr : resolveElem(size_t(i));
}

std::vector<std::string_view> Scope::names() {
  std::vector<std::string_view> out;
  for (const Elem& e : elems_) out.push_back(e.name);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Object*> Scope::lookupIgnoringCase(std::string_view name, bool exported) {
  std::vector<Object*> out;
  for (std::string_view n : names()) {
    if ((!exported || isExported(n)) && equalFold(n, name)) out.push_back(lookup(n));
  }
  return out;
}

Object* Scope::insert(Object* obj) {
  if (Object* alt = lookup(obj->name_)) return alt;
  add({obj->name_, obj});
  if (obj->parent_ == nullptr) obj->parent_ = this;
  return nullptr;
}

void Scope::insertAs(std::string_view name, Object* obj) {
  int i = find(name);
  if (i >= 0) {
    elems_[i].obj = obj;
  } else {
    add({name, obj});
  }
}

bool Scope::insertLazy(std::string_view name, std::function<Object*()> resolve) {
  if (find(name) >= 0) return false;
  lazy_.push_back(std::move(resolve));
  add({name, nullptr, int(lazy_.size() - 1)});
  return true;
}

}  // namespace golem::types
