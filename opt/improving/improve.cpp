// See improve.h. Functions are visited bottom-up: the strongly connected components of the call graph (Tarjan), callees
// first. Each function takes in what it calls (inline), then its allocations are judged (escape). Function literals count as
// called by the function around them; instances are made when a call to them is met. In a component of several functions
// nothing of it is inlined, and summaries begin with "nothing leaks" and are computed again until they stand still.
//
// Cost: each function once, those of cycles a few times.
#include "opt/improving/improve.h"

#include "opt/improving/captures.h"
#include "opt/improving/promote.h"
#include "opt/required/provider.h"
#include "types/predicates.h"

namespace golem::opt {

using namespace gir;

Improver::Improver(Package &p, Provider &v, types::Sizes s, ImproveOptions o)
    : pkg(p), provider(v), options(std::move(o)), escape(s, [this](const FuncRef &r) { return leaks(r); }),
      env{v,
          [this](const FuncRef &r) -> Function * {
            Function *f = resolve(r);
            if (f == nullptr)
              return r.kind == FuncRef::Plain && r.typeArgs.empty() && options.importedBody ? options.importedBody(r.linkName)
                                                                                            : nullptr;
            auto it = nodes.find(f);
            return f->isImported || (it != nodes.end() && it->second.done) ? f : nullptr;
          },
          [this](std::string_view name) { return options.isIntrinsic && options.isIntrinsic(name); }} {
  nothingLeaks.known = nothingLeaks.nothing = true;
}

// The function of this package or the instance that a reference means, or null.
Function *Improver::resolve(const FuncRef &r) {
  if (r.kind != FuncRef::Plain)
    return nullptr;
  Function *f = provider.plain(r);
  return f == nullptr || f->blocks.empty() || !f->typeParams.empty() ? nullptr : f;
}

// Whether strings are the only pointers in values of a type.
static bool holdsOnlyStrings(types::Type *t) {
  types::Type *u = types::unalias(t)->underlying();
  switch (u->kind()) {
  case types::TypeKind::Basic: return static_cast<types::Basic *>(u)->basicKind() != types::BasicKind::UnsafePointer;
  case types::TypeKind::Array: return holdsOnlyStrings(static_cast<types::Array *>(u)->elem());
  case types::TypeKind::Struct:
    for (types::Var *f : static_cast<types::Struct *>(u)->fields())
      if (!holdsOnlyStrings(f->type()))
        return false;
    return true;
  default: return false;
  }
}

const Leaks *Improver::leaks(const FuncRef &r) {
  if (r.kind == FuncRef::Bound && !types::isInterface(r.recv)) {
    const FuncRef *m = provider.wrapper(FuncRef::Promoted, r.recv, r.method);
    return m != nullptr && m->kind == FuncRef::Plain ? leaks(*m) : nullptr;
  }
  if (r.kind != FuncRef::Plain)
    return nullptr;
  if (r.linkName == "internal/abi.EscapeNonString" && r.typeArgs.size() == 1)
    return holdsOnlyStrings(r.typeArgs[0]) ? &nothingLeaks : nullptr;
  if (Function *f = resolve(r); f != nullptr && !f->isImported) {
    if (f->leaks.known)
      return &f->leaks;
    return current.count(f) ? &nothingLeaks : nullptr;
  }
  if (!r.typeArgs.empty())
    return nullptr;
  if (pkg.noEscape.count(r.linkName))
    return &nothingLeaks;
  return options.importedLeaks ? options.importedLeaks(r.linkName) : nullptr;
}

void Improver::function(Function &f) {
  if (f.typeParams.empty() && !f.blocks.empty() && !f.isImported && !nodes.count(&f))
    visit(f);
}

void Improver::visit(Function &f) {
  {
    Node &n = nodes[&f];
    n.index = n.low = ++counter;
    n.onStack = true;
  }
  stack.push_back(&f);
  auto edge = [&](const FuncRef *r) {
    Function *g = r == nullptr ? nullptr : resolve(*r);
    if (g == nullptr || g->isImported)
      return;
    auto it = nodes.find(g);
    uint32_t low;
    if (it == nodes.end()) {
      visit(*g);
      low = nodes[g].onStack ? nodes[g].low : ~0u;
    } else {
      low = it->second.onStack ? it->second.index : ~0u;
    }
    Node &n = nodes[&f];
    n.low = std::min(n.low, low);
  };
  for (size_t b = 0; b < f.blocks.size(); b++)
    for (size_t k = 0; k < f.blocks[b].instrs.size(); k++) {
      edge(f.blocks[b].instrs[k].callee);
      for (size_t a = 0; a < f.blocks[b].instrs[k].args.size(); a++)
        edge(f.blocks[b].instrs[k].args[a].func);
    }
  if (nodes[&f].low != nodes[&f].index)
    return;
  std::vector<Function *> members;
  for (Function *g = nullptr; g != &f;) {
    g = stack.back();
    stack.pop_back();
    nodes[g].onStack = false;
    members.push_back(g);
  }
  component(std::move(members));
}

// What inlining brought in may call instances that nothing has called before: their summaries are wanted now.
void Improver::visitCallees(Function &f) {
  auto callee = [&](const FuncRef *r) {
    if (Function *g = r == nullptr ? nullptr : resolve(*r))
      function(*g);
  };
  for (size_t b = 0; b < f.blocks.size(); b++)
    for (size_t k = 0; k < f.blocks[b].instrs.size(); k++) {
      callee(f.blocks[b].instrs[k].callee);
      for (size_t a = 0; a < f.blocks[b].instrs[k].args.size(); a++)
        callee(f.blocks[b].instrs[k].args[a].func);
    }
}

void Improver::component(std::vector<Function *> members) {
  constexpr int rounds = 10;
  constexpr size_t manyMembers = 100;
  bool cyclic = members.size() > 1;
  for (Function *f : members) {
    if (options.inlining && inlineCalls(*f, env)) {
      visitCallees(*f);
      promoteShared(*f);
    }
    for (const Block &b : f->blocks)
      for (const Instr &i : b.instrs)
        cyclic = cyclic || (i.callee != nullptr && resolve(*i.callee) == f);
  }
  if (cyclic && members.size() <= manyMembers) {
    current.insert(members.begin(), members.end());
    bool stable = false;
    for (int round = 0; round < rounds && !stable; round++) {
      stable = true;
      for (Function *f : members) {
        Leaks l = escape.run(*f, false);
        stable = stable && f->leaks.known && f->leaks.params == l.params && f->leaks.captures == l.captures;
        f->leaks = std::move(l);
      }
    }
    current.clear();
    if (!stable) // no end in sight: nothing is known
      for (Function *f : members)
        f->leaks = Leaks{};
  }
  std::vector<Leaks> known;
  for (Function *f : members)
    known.push_back(escape.run(*f, true));
  for (size_t k = 0; k < members.size(); k++) {
    members[k]->leaks = std::move(known[k]);
    members[k]->inlineCost = options.inlining ? inlineCost(*members[k], env) : -1;
    nodes[members[k]].done = true;
    if (options.finished)
      options.finished(*members[k]);
  }
}

void Improver::package() {
  bindCaptures(pkg);
  for (Function &f : pkg.functions)
    function(f);
  markDead();
}

// Literals that were inlined wherever they were called need no code.
void Improver::markDead() {
  std::unordered_set<const Function *> seen;
  std::vector<Function *> work;
  // Generic functions are looked at as such: not as instances for each other's parameters, of which a chain of calls has the
  // square of its length.
  auto isOfParameters = [](const FuncRef *r, const Function *user) {
    return user != nullptr && std::any_of(r->typeArgs.begin(), r->typeArgs.end(),
                                          [&](types::Type *t) { return types::isParameterized(user->typeParams, t); });
  };
  auto reach = [&](const FuncRef *r, const Function *user = nullptr) {
    if (r != nullptr && isOfParameters(r, user))
      return;
    Function *f = r == nullptr || r->kind != FuncRef::Plain ? nullptr : provider.plain(*r);
    if (f != nullptr && seen.insert(f).second)
      work.push_back(f);
  };
  for (Function &f : pkg.functions)
    if ((!f.isClosure && f.outer == nullptr) || !f.typeParams.empty()) {
      seen.insert(&f);
      work.push_back(&f);
    }
  auto data = [&](auto &&self, const StaticValue &v) -> void {
    reach(v.func);
    for (const StaticElem &e : v.elems)
      self(self, e.value);
    for (const StaticValue &x : v.inner)
      self(self, x);
  };
  for (Global &g : pkg.globals)
    data(data, g.init);
  while (!work.empty()) {
    Function *f = work.back();
    work.pop_back();
    for (Block &b : f->blocks)
      for (Instr &i : b.instrs) {
        reach(i.callee, f);
        for (Operand &o : i.args)
          reach(o.func, f);
      }
  }
  for (Function &f : pkg.functions)
    f.isDead = !seen.count(&f);
}

} // namespace golem::opt
