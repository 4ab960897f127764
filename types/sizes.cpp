// gc's layout of types.
#include "types/sizes.h"

#include <unordered_map>

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

struct Extent {
  int64_t size, align;
};

bool remembering = false;
std::unordered_map<Struct*, Extent> remembered;

// Measures a type with all that it consists of. Each struct is measured once: a type that holds another twice, and that one a
// third, and so on, has 2^n parts but n structs.
class Measure {
 public:
  explicit Measure(const Sizes& s) : sizes(s), seen(remembering ? remembered : own) {}

  Extent of(Type* t) {
    Type* u = t->underlying();
    switch (u->kind()) {
      case TypeKind::Basic: return basic(static_cast<Basic*>(u));
      case TypeKind::Array: {
        auto* a = static_cast<Array*>(u);
        Extent e = of(a->elem_);
        if (a->len_ <= 0 || e.size <= 0) return {a->len_ > 0 && e.size < 0 ? -1 : 0, e.align};
        return {e.size > INT64_MAX / a->len_ ? -1 : e.size * a->len_, e.align};
      }
      case TypeKind::Slice: return {sizes.wordSize * 3, sizes.wordSize};
      case TypeKind::Struct: {
        auto* s = static_cast<Struct*>(u);
        if (s->fields_.empty()) return {0, isSyncAtomicAlign64(t) ? 8 : 1};
        if (auto it = seen.find(s); it != seen.end()) return it->second;
        Extent e = structure(s);
        seen[s] = e;
        return e;
      }
      case TypeKind::Interface: return {sizes.wordSize * 2, sizes.wordSize};
      default: return {sizes.wordSize, std::min(sizes.wordSize, sizes.maxAlign)};
    }
  }

  // Places fields one after the other and returns where the last one ends.
  int64_t place(std::span<Var* const> fields, std::vector<int64_t>* offsets, int64_t* align) {
    int64_t offs = 0;
    for (Var* f : fields) {
      Extent e = of(f->typ_);
      *align = std::max(*align, e.align);
      if (offs >= 0) offs = alignUp(offs, e.align);
      if (offsets != nullptr) offsets->push_back(offs);
      offs = e.size >= 0 && offs >= 0 ? int64_t(uint64_t(offs) + uint64_t(e.size)) : -1;
    }
    return offs;
  }

 private:
  using Extents = std::unordered_map<Struct*, Extent>;
  const Sizes& sizes;
  Extents own;
  Extents& seen;

  Extent basic(Basic* b) {
    int64_t size = basicSize(b->basicKind_);
    if (b->basicKind_ == BasicKind::String) return {sizes.wordSize * 2, sizes.wordSize};
    if (size == 0) size = sizes.wordSize;
    int64_t align = (b->info_ & IsComplex) != 0 ? size / 2 : size;
    return {size, std::min(align, sizes.maxAlign)};
  }

  Extent structure(Struct* s) {
    int64_t align = 1;
    int64_t end = place(s->fields_, nullptr, &align);
    if (end < 0) return {-1, align};
    // A trailing field of size 0 gets a byte: its address must not lie behind the struct.
    if (end > 0 && of(s->fields_.back()->typ_).size == 0) end++;
    return {alignUp(end, align), align};
  }
};

}  // namespace

int64_t Sizes::alignof_(Type* t) const { return Measure(*this).of(t).align; }

std::vector<int64_t> Sizes::offsetsof(std::span<Var* const> fields) const {
  std::vector<int64_t> offsets;
  offsets.reserve(fields.size());
  int64_t align = 1;
  Measure(*this).place(fields, &offsets, &align);
  return offsets;
}

int64_t Sizes::sizeof_(Type* t) const { return Measure(*this).of(t).size; }

void rememberSizes() { remembering = true; }

Sizes sizesFor(std::string_view goarch) {
  Sizes s;
  if (goarch == "386" || goarch == "arm" || goarch == "mips" || goarch == "mipsle") s.wordSize = s.maxAlign = 4;
  return s;
}

}  // namespace golem::types
