// See checks.h.
#include "compile/checks.h"

#include "syntax/walk.h"
#include "types/api.h"

#include <unordered_map>

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

} // namespace golem::compile
