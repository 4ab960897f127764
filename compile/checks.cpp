// See checks.h.
#include "compile/checks.h"

#include "syntax/walk.h"
#include "types/limits.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace golem::compile {

namespace {

/// Walks the unnamed part of a type; an interface that is met again while it is being walked is a cycle.
class CycleFinder {
public:
  bool hasCycle(types::Interface *t) {
    for (int i = 0; i < t->numMethods(); i++)
      if (visit(t->method(i)->type()))
        return true;
    return false;
  }
  void forget() {
    for (auto &[type, cyclic] : seen)
      cyclic = false; // one report is enough
  }

private:
  std::unordered_map<types::Type *, bool> seen;

  bool visitAll(types::Tuple *tuple) {
    for (int i = 0; tuple && i < tuple->len(); i++)
      if (visit(tuple->at(i)->type()))
        return true;
    return false;
  }

  bool visit(types::Type *type) {
    for (;;) {
      types::Type *t = types::unalias(type);
      if (auto *p = types::as<types::Pointer>(t))
        type = p->elem();
      else if (auto *a = types::as<types::Array>(t))
        type = a->elem();
      else if (auto *s = types::as<types::Slice>(t))
        type = s->elem();
      else if (auto *c = types::as<types::Chan>(t))
        type = c->elem();
      else if (auto *m = types::as<types::Map>(t)) {
        if (visit(m->key()))
          return true;
        type = m->elem();
      } else if (auto *s = types::as<types::Struct>(t)) {
        for (types::Var *field : s->fields())
          if (visit(field->type()))
            return true;
        return false;
      } else if (auto *f = types::as<types::Signature>(t)) {
        return visitAll(f->params()) || visitAll(f->results());
      } else if (auto *i = types::as<types::Interface>(t)) {
        auto [it, fresh] = seen.try_emplace(i, true);
        if (!fresh)
          return it->second;
        if (hasCycle(i))
          return true;
        seen[i] = false;
        return false;
      } else {
        return false;
      }
    }
  }
};

} // namespace

void checkAnonymousCycles(std::span<syntax::File *const> files, diag::Reporter &reporter) {
  CycleFinder finder;
  for (syntax::File *file : files)
    syntax::inspect(file, [&](syntax::Node *node) {
      auto *literal = base::dyn_cast<syntax::InterfaceType>(node);
      if (!literal)
        return true;
      auto *type = types::as<types::Interface>(types::unalias(const_cast<types::Type *>(literal->tv.type)));
      if (type && finder.hasCycle(type)) {
        reporter.error(node->pos,
                       "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)");
        finder.forget();
      }
      return false;
    });
}

namespace {

bool isNotInHeap(types::Type *type) {
  type = types::unalias(type);
  if (auto *named = types::as<types::Named>(type)) {
    types::TypeName *name = named->obj();
    if (name->name() == "nih" && name->pkg() && name->pkg()->path() == "internal/runtime/sys")
      return true;
    type = named->underlying();
  }
  if (auto *array = types::as<types::Array>(type))
    return isNotInHeap(array->elem());
  if (auto *s = types::as<types::Struct>(type))
    return std::any_of(s->fields().begin(), s->fields().end(), [](types::Var *f) { return isNotInHeap(f->type()); });
  return false;
}

/// Looks at every type once, at the place where it is met first.
class SizeChecker {
public:
  SizeChecker(types::Package *package, const types::Sizes &sizes, diag::Reporter &reporter)
      : package(package), sizes(sizes), reporter(reporter) {}

  void check(types::Type *type, source::Pos pos) {
    type = types::unalias(type);
    if (!type || !seen.insert(type).second)
      return;
    switch (type->kind()) {
    case types::TypeKind::Array: {
      auto *t = static_cast<types::Array *>(type);
      check(t->elem(), pos);
      int64_t elem = hasTypeParam(t->elem()) ? 0 : sizes.sizeof_(t->elem());
      if (elem > 0 && t->len() > (types::maxTypeSize(sizes) - 1) / elem)
        reporter.error(pos, "type " + types::typeString(type, types::relativeTo(package)) + " larger than address space");
      break;
    }
    case types::TypeKind::Chan: {
      types::Type *elem = static_cast<types::Chan *>(type)->elem();
      check(elem, pos);
      if (!hasTypeParam(elem) && sizes.sizeof_(elem) >= types::maxChanElem)
        reporter.error(pos, "channel element type too large (>64kB)");
      break;
    }
    case types::TypeKind::Slice: check(static_cast<types::Slice *>(type)->elem(), pos); break;
    case types::TypeKind::Pointer: check(static_cast<types::Pointer *>(type)->elem(), pos); break;
    case types::TypeKind::Map:
      check(static_cast<types::Map *>(type)->key(), pos);
      check(static_cast<types::Map *>(type)->elem(), pos);
      break;
    case types::TypeKind::Struct:
      for (types::Var *f : static_cast<types::Struct *>(type)->fields())
        check(f->type(), pos);
      break;
    case types::TypeKind::Named: {
      auto *t = static_cast<types::Named *>(type);
      if (t->typeParams().empty() || !t->typeArgs().empty())
        check(t->underlying(), pos);
      break;
    }
    default: break;
    }
  }

private:
  types::Package *package;
  const types::Sizes &sizes;
  diag::Reporter &reporter;
  std::unordered_set<types::Type *> seen;

  /// Sizes of generic types are known only where they are instantiated.
  static bool hasTypeParam(types::Type *type) {
    type = types::unalias(type);
    switch (type->kind()) {
    case types::TypeKind::TypeParam: return true;
    case types::TypeKind::Array: return hasTypeParam(static_cast<types::Array *>(type)->elem());
    case types::TypeKind::Struct: {
      auto &fields = static_cast<types::Struct *>(type)->fields();
      return std::any_of(fields.begin(), fields.end(), [](types::Var *f) { return hasTypeParam(f->type()); });
    }
    case types::TypeKind::Named: {
      auto *t = static_cast<types::Named *>(type);
      return !t->typeParams().empty() && (t->typeArgs().empty() || hasTypeParam(t->underlying()));
    }
    default: return false;
    }
  }
};

} // namespace

void checkNotInHeap(std::span<syntax::File *const> files, const types::Info &info, diag::Reporter &reporter) {
  for (auto &[name, instance] : info.instances)
    for (types::Type *arg : *instance.targs)
      if (isNotInHeap(arg))
        reporter.error(name->pos, "cannot use incomplete (or unallocatable) type as a type argument: " +
                                      types::typeString(arg));
  if (reporter.hasErrors())
    return;
  for (syntax::File *file : files)
    syntax::inspect(file, [&](syntax::Node *node) {
      auto *decl = base::dyn_cast<syntax::TypeDecl>(node);
      if (!decl || !decl->type->tv.type)
        return true;
      if (base::isa<syntax::MapType>(decl->type)) {
        auto *map = types::underAs<types::Map>(decl->type->tv.type);
        if (isNotInHeap(map->key()))
          reporter.error(decl->type->pos, "incomplete (or unallocatable) map key not allowed");
        if (isNotInHeap(map->elem()))
          reporter.error(decl->type->pos, "incomplete (or unallocatable) map value not allowed");
      } else if (base::isa<syntax::ChanType>(decl->type)) {
        if (isNotInHeap(types::underAs<types::Chan>(decl->type->tv.type)->elem()))
          reporter.error(decl->type->pos, "chan of incomplete (or unallocatable) type not allowed");
      }
      return true;
    });
}

void checkTypeSizes(std::span<syntax::File *const> files, types::Package *package, const types::Sizes &sizes,
                    diag::Reporter &reporter) {
  SizeChecker checker(package, sizes, reporter);
  for (syntax::File *file : files)
    syntax::inspect(file, [&](syntax::Node *node) {
      auto *name = base::dyn_cast<syntax::Name>(node);
      if (!name || !name->object || !name->object->type())
        return true;
      if (types::isa<types::Var>(name->object) || types::isa<types::TypeName>(name->object))
        checker.check(name->object->type(), name->pos);
      return true;
    });
}

} // namespace golem::compile
