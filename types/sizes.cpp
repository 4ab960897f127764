// gc's layout of types.
#include "types/api.h"

namespace golem::types {

namespace {

constexpr int64_t alignUp(int64_t x, int64_t a) { return int64_t((uint64_t(x) + uint64_t(a) - 1) & ~uint64_t(a - 1)); }

// The empty struct type that makes 64-bit atomics aligned on 32-bit targets.
bool isSyncAtomicAlign64(Type* t) {
  Named* n = asNamed(t);
  if (n == nullptr) return false;
  TypeName* obj = n->obj();
  return obj->name_ == "align64" && obj->pkg_ != nullptr &&
         (obj->pkg_->path_ == "sync/atomic" || obj->pkg_->path_ == "internal/runtime/atomic");
}

int64_t basicSize(BasicKind k) {
  switch (k) {
    case BasicKind::Bool:
    case BasicKind::Int8:
    case BasicKind::Uint8: return 1;
    case BasicKind::Int16:
    case BasicKind::Uint16: return 2;
    case BasicKind::Int32:
    case BasicKind::Uint32:
    case BasicKind::Float32: return 4;
    case BasicKind::Int64:
    case BasicKind::Uint64:
    case BasicKind::Float64:
    case BasicKind::Complex64: return 8;
    case BasicKind::Complex128: return 16;
    default: return 0;  // depends on the word size
  }
}

}  // namespace

int64_t Sizes::alignof_(Type* t) const {
  Type* u = t->underlying();
  switch (u->kind()) {
    case TypeKind::Array: return alignof_(static_cast<Array*>(u)->elem_);
    case TypeKind::Struct: {
      auto* s = static_cast<Struct*>(u);
      if (s->fields_.empty() && isSyncAtomicAlign64(t)) return 8;
      int64_t max = 1;
      for (Var* f : s->fields_) max = std::max(max, alignof_(f->typ_));
      return max;
    }
    case TypeKind::Slice:
    case TypeKind::Interface: return wordSize;
    case TypeKind::Basic:
      if ((static_cast<Basic*>(u)->info_ & IsString) != 0) return wordSize;
      break;
    default: break;
  }
  int64_t a = sizeof_(t);
  if (a < 1) return 1;
  if (isComplex(t)) a /= 2;
  return std::min(a, maxAlign);
}

std::vector<int64_t> Sizes::offsetsof(std::span<Var* const> fields) const {
  std::vector<int64_t> offsets(fields.size());
  int64_t offs = 0;
  for (size_t i = 0; i < fields.size(); i++) {
    if (offs < 0) {
      offsets[i] = -1;
      continue;
    }
    offs = alignUp(offs, alignof_(fields[i]->typ_));
    offsets[i] = offs;
    int64_t d = sizeof_(fields[i]->typ_);
    offs = d >= 0 && offs >= 0 ? int64_t(uint64_t(offs) + uint64_t(d)) : -1;
  }
  return offsets;
}

int64_t Sizes::sizeof_(Type* t) const {
  Type* u = t->underlying();
  switch (u->kind()) {
    case TypeKind::Basic: {
      BasicKind k = static_cast<Basic*>(u)->basicKind_;
      if (int64_t s = basicSize(k)) return s;
      return k == BasicKind::String ? wordSize * 2 : wordSize;
    }
    case TypeKind::Array: {
      auto* a = static_cast<Array*>(u);
      if (a->len_ <= 0) return 0;
      int64_t e = sizeof_(a->elem_);
      if (e <= 0) return e < 0 ? -1 : 0;
      return e > INT64_MAX / a->len_ ? -1 : e * a->len_;
    }
    case TypeKind::Slice: return wordSize * 3;
    case TypeKind::Struct: {
      auto* s = static_cast<Struct*>(u);
      if (s->fields_.empty()) return 0;
      int64_t offs = offsetsof(s->fields_).back(), size = sizeof_(s->fields_.back()->typ_);
      if (offs < 0 || size < 0) return -1;
      // A trailing field of size 0 gets a byte: its address must not lie behind the struct.
      if (offs > 0 && size == 0) size = 1;
      return alignUp(int64_t(uint64_t(offs) + uint64_t(size)), alignof_(u));
    }
    case TypeKind::Interface: return wordSize * 2;
    default: return wordSize;
  }
}

Sizes sizesFor(std::string_view goarch) {
  Sizes s;
  if (goarch == "386" || goarch == "arm" || goarch == "mips" || goarch == "mipsle") s.wordSize = s.maxAlign = 4;
  return s;
}

}  // namespace golem::types
