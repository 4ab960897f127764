// Gives slices that append builds a buffer of 32 bytes in the frame for their first elements.
//
//   before:  %s = copy zero             after:  %s = copy zero
//            loop: %t = append %s, %i           loop: %t = append stack {%s} %s, %i
//                  %s = copy %t                       %s = copy %t
//            return %s                          %s = move_to_heap {%s} %s
//                                               return %s
//
// The conditions are gc's (cmd/compile/internal/slice and ssagen's append studied), because programs see them: a buffer is a
// capacity of 32 bytes' worth of elements where growing step by step would give 1, 2, 4.
//
// - The array does not escape: the first append to each variable, and every append to another expression, may use the buffer
//   once in the function's life, when the slice is empty. An append back into a variable in memory (its address is taken, or a
//   literal shares it, or it is part of more than gc keeps in registers) has none.
// - The array leaves the variable in one place only, a return or an assignment that is in no loop the variable is not in, and
//   until then nothing else leads to the array: then move_to_heap before that place makes it a case like the one above. It
//   must be worth it: two appends, or one in a loop. Where the program can see the capacity, the buffer grows by size classes
//   (Refill), so that what moves has the capacity the heap would give it; else the capacity is chosen when it moves.
//
// A copy that a range clause makes shares the array. It is no harm while the array is only read through it, but a Refill may
// not happen while it is in use (gc's does), since it writes where a grown slice would have had another array.
//
// Cost: linear in the code, plus for each variable the instructions between an element's address and its use.
#include "opt/improving/slicebuffers.h"

#include "gir/builder.h"

#include <algorithm>
#include <map>

namespace golem::opt {

using namespace gir;
using types::Type;

namespace {

struct Where {
  BlockId block = none;
  uint32_t index = 0;
};

/// A slice variable that something is appended to.
struct Variable {
  std::vector<Where> defs, appends;
  std::vector<LocalId> copies;           ///< registers that only look at it: range clauses
  Where transition;                      ///< where something else begins to lead to its array
  int depth = 0;                         ///< loops around its declaration
  bool capacitySeen = false;
};

class Placer {
public:
  Placer(Function &f, const types::Sizes &s, const ArgumentFlow &a) : fn(f), sizes(s), flow(a) {}
  void run(const std::vector<AppendSite> &sites);

private:
  Instr &at(Where w) { return fn.blocks[w.block].instrs[w.index]; }
  int loops(Where w) const { return int(fn.blocks[w.block].loops); }
  bool isTemp(LocalId l) const { return fn.locals[l].kind == LocalKind::Temp && writes[l] == 1; }
  const Instr *definition(const Operand &o) {
    return o.kind == Operand::Local && writes[o.local] == 1 && def[o.local].block != none ? &at(def[o.local]) : nullptr;
  }
  void index();
  bool comesBack(const Instr &i, LocalId variable);
  bool isLiteral(const Operand &array);
  bool onlyAccessed(LocalId address, LocalId slice, bool writable);
  bool isCopyToRead(LocalId l, LocalId variable);
  bool judgeDef(Variable &v, LocalId l, const Instr &i);
  bool judgeUse(Variable &v, LocalId l, Where w);
  bool transition(Variable &v, Where w);
  bool grownWhileCopied(const Variable &v);
  bool qualifies(Variable &v, LocalId l);
  bool samePlace(const Operand &a, const Operand &b);
  bool isSmall(Type *t);
  bool inPlace(const Instr &append);
  LocalId variableOf(const Instr &append);
  std::vector<uint32_t> programOrder() const;

  Function &fn;
  const types::Sizes &sizes;
  const ArgumentFlow &flow;
  std::vector<uint32_t> writes;
  std::vector<Where> def;                ///< of what is written once
  std::vector<std::vector<Where>> uses;
};

void Placer::index() {
  writes.resize(fn.locals.size());
  def.resize(fn.locals.size());
  uses.resize(fn.locals.size());
  for (LocalId p : fn.params)
    writes[p]++;
  for (BlockId b = 0; b < fn.blocks.size(); b++)
    for (uint32_t k = 0; k < fn.blocks[b].instrs.size(); k++) {
      const Instr &i = fn.blocks[b].instrs[k];
      if (i.dst != none) {
        writes[i.dst]++;
        def[i.dst] = {b, k};
      }
      for (const Operand &o : i.args)
        if (o.kind == Operand::Local)
          uses[o.local].push_back({b, k});
    }
}

// v = append(v, ...), v = v[i:j]: the result goes back into the variable and nowhere else.
bool Placer::comesBack(const Instr &i, LocalId variable) {
  if (i.dst == variable)
    return true;
  if (i.dst == none || !isTemp(i.dst) || uses[i.dst].size() != 1)
    return false;
  const Instr &to = at(uses[i.dst][0]);
  return to.op == Op::Copy && to.dst == variable;
}

// An array that is only filled and sliced once.
bool Placer::isLiteral(const Operand &array) {
  const Instr *d = definition(array);
  if (d == nullptr || d->op != Op::New || !isTemp(array.local))
    return false;
  int slices = 0;
  for (Where w : uses[array.local]) {
    const Instr &i = at(w);
    slices += i.op == Op::Slice;
    if (i.op != Op::Slice && i.op != Op::IndexAddr && (i.op != Op::Store || i.args[1].local == array.local))
      return false;
  }
  return slices == 1;
}

// An element's address: nothing but loads, and stores if `writable`, of it or of its parts, before the variable changes.
bool Placer::onlyAccessed(LocalId address, LocalId slice, bool writable) {
  if (!isTemp(address))
    return false;
  Where from = def[address];
  for (Where w : uses[address]) {
    const Instr &i = at(w);
    if (w.block != from.block)
      return false;
    for (uint32_t k = from.index; k < w.index; k++) {
      const Instr &between = fn.blocks[w.block].instrs[k];
      if (between.dst == slice || (between.op == Op::Append && between.args[0].local == slice))
        return false;
    }
    bool is = i.args[0].kind == Operand::Local && i.args[0].local == address;
    switch (i.op) {
    case Op::Load: break;
    case Op::Store:
      if (!is || !writable || (i.args[1].kind == Operand::Local && i.args[1].local == address))
        return false;
      break;
    case Op::FieldAddr: case Op::IndexAddr:
      if (!is || i.dst == none || !onlyAccessed(i.dst, slice, writable))
        return false;
      break;
    default: return false;
    }
  }
  return true;
}

bool Placer::isCopyToRead(LocalId l, LocalId variable) {
  if (!isTemp(l))
    return false;
  for (Where w : uses[l]) {
    const Instr &i = at(w);
    if (i.op != Op::Len && (i.op != Op::IndexAddr || i.args[0].kind != Operand::Local || i.args[0].local != l || i.dst == none ||
                            !onlyAccessed(i.dst, variable, false)))
      return false;
  }
  return true;
}

bool Placer::judgeDef(Variable &v, LocalId l, const Instr &i) {
  const Instr *d = &i;
  if (i.op == Op::Copy) {
    if (i.args[0].kind == Operand::Zero)
      return true;
    d = definition(i.args[0]);
    if (d == nullptr || !isTemp(i.args[0].local))
      return false;
  }
  if (d->op == Op::Append)
    return d->args[0].kind == Operand::Local && d->args[0].local == l;
  if (d->op != Op::Slice || d->args[0].kind != Operand::Local)
    return false;
  v.capacitySeen = true;
  return d->args[0].local == l || isLiteral(d->args[0]);
}

bool Placer::transition(Variable &v, Where w) {
  if (v.transition.block != none || loops(w) > v.depth)
    return false;
  v.transition = w;
  return true;
}

bool Placer::judgeUse(Variable &v, LocalId l, Where w) {
  const Instr &i = at(w);
  bool first = i.args[0].kind == Operand::Local && i.args[0].local == l;
  switch (i.op) {
  case Op::Len: return true;
  case Op::Cap:
    v.capacitySeen = true;
    return true;
  case Op::Append:
    v.appends.push_back(w);
    return first && comesBack(i, l) &&
           std::none_of(i.args.begin() + 1, i.args.end(), [&](const Operand &o) { return o.kind == Operand::Local && o.local == l; });
  case Op::Slice:
    v.capacitySeen = true;
    return first && comesBack(i, l);
  case Op::IndexAddr: return first && i.dst != none && onlyAccessed(i.dst, l, true);
  case Op::Call:
    v.capacitySeen = true;
    for (size_t k = 0; k < i.args.size(); k++)
      if (i.args[k].kind == Operand::Local && i.args[k].local == l) {
        const Flow *f = flow(i, k);
        if (f == nullptr || f->heap != Flow::never || f->hidden || f->written || !f->results.empty())
          return false;
      }
    return true;
  case Op::Copy:
    if (i.dst != none && i.dst != l && isCopyToRead(i.dst, l)) {
      v.copies.push_back(i.dst);
      return true;
    }
    return i.dst != l && transition(v, w);
  case Op::Store: { // a field of a literal is none to gc
    if (first || i.args[1].kind != Operand::Local || i.args[1].local != l)
      return false;
    const Instr *base = nullptr;
    for (Operand o = i.args[0]; (base = definition(o)) != nullptr; o = base->args[0])
      if (base->op != Op::FieldAddr && base->op != Op::IndexAddr) {
        if ((base->op == Op::New && isTemp(o.local)) || (base->op == Op::LocalAddr && fn.locals[base->local].name.empty()))
          return false;
        break;
      }
    return transition(v, w);
  }
  case Op::Return: return transition(v, w);
  default: return false;
  }
}

// Whether an append may come between the making of a copy and a look at its elements.
bool Placer::grownWhileCopied(const Variable &v) {
  for (LocalId copy : v.copies) {
    Where made = def[copy];
    auto lookedAt = [&](BlockId b, uint32_t from, uint32_t to) {
      return std::any_of(uses[copy].begin(), uses[copy].end(), [&](Where w) {
        return w.block == b && w.index >= from && w.index < to && at(w).op != Op::Len;
      });
    };
    std::vector<bool> seen(fn.blocks.size());
    std::vector<BlockId> todo;
    auto follow = [&](BlockId b) {
      for (BlockId t : fn.blocks[b].instrs.back().targets)
        if (!seen[t]) {
          seen[t] = true;
          todo.push_back(t);
        }
    };
    for (Where w : v.appends) {
      bool remade = w.block == made.block && w.index < made.index;
      if (lookedAt(w.block, w.index, remade ? made.index : none))
        return true;
      if (!remade)
        follow(w.block);
    }
    while (!todo.empty()) {
      BlockId b = todo.back();
      todo.pop_back();
      if (lookedAt(b, 0, b == made.block ? made.index : none))
        return true;
      if (b != made.block)
        follow(b);
    }
  }
  return false;
}

bool Placer::qualifies(Variable &v, LocalId l) {
  if (fn.locals[l].kind == LocalKind::Var && !v.defs.empty())
    v.depth = loops(v.defs[0]);
  if (fn.locals[l].kind == LocalKind::Result && (v.defs.empty() || at(v.defs[0]).inlined != none))
    return false; // of an inlined function: gc sees it read where the call was
  for (Where w : v.defs)
    if (!judgeDef(v, l, at(w)))
      return false;
  Where last;
  for (Where w : uses[l]) {
    if (w.block == last.block && w.index == last.index) // twice in one instruction
      return false;
    last = w;
    if (!judgeUse(v, l, w))
      return false;
  }
  int weight = 0;
  for (Where w : v.appends)
    weight += 1 + loops(w) - v.depth;
  return v.transition.block != none && weight >= 2 && !(v.capacitySeen && grownWhileCopied(v));
}

bool Placer::samePlace(const Operand &a, const Operand &b) {
  if (a.kind != b.kind)
    return false;
  if (a.kind != Operand::Local)
    return a.kind == Operand::GlobalAddr && a.global == b.global;
  if (a.local == b.local)
    return writes[a.local] == 1;
  const Instr *x = definition(a), *y = definition(b);
  if (x == nullptr || y == nullptr || x->op != y->op)
    return false;
  switch (x->op) {
  case Op::LocalAddr: return x->local == y->local;
  case Op::FieldAddr: return x->index == y->index && samePlace(x->args[0], y->args[0]);
  case Op::IndexAddr: return samePlace(x->args[0], y->args[0]) && samePlace(x->args[1], y->args[1]);
  case Op::Copy: case Op::Load: return samePlace(x->args[0], y->args[0]);
  default: return false;
  }
}

// What gc keeps in registers.
bool Placer::isSmall(Type *t) {
  Type *u = types::unalias(t)->underlying();
  if (sizes.sizeof_(u) > 4 * sizes.wordSize)
    return false;
  if (auto *a = types::as<types::Array>(u))
    return a->len() == 0 || (a->len() == 1 && isSmall(a->elem()));
  if (auto *s = types::as<types::Struct>(u))
    return s->fields().size() <= 4 &&
           std::all_of(s->fields().begin(), s->fields().end(), [&](types::Var *f) { return isSmall(f->type()); });
  return true;
}

// x = append(x, ...) for an x in memory.
bool Placer::inPlace(const Instr &append) {
  const Instr *load = definition(append.args[0]);
  if (load == nullptr || load->op != Op::Load || append.dst == none || uses[append.dst].size() != 1)
    return false;
  const Instr &store = at(uses[append.dst][0]);
  if (store.op != Op::Store || !samePlace(store.args[0], load->args[0]))
    return false;
  const Instr *base = definition(store.args[0]);
  while (base != nullptr && base->op == Op::FieldAddr)
    base = definition(base->args[0]);
  return base == nullptr || base->op != Op::LocalAddr || !isSmall(fn.locals[base->local].type);
}

// The variable that is appended to, or none: another expression.
LocalId Placer::variableOf(const Instr &append) {
  const Operand &s = append.args[0];
  return s.kind == Operand::Local && fn.locals[s.local].kind != LocalKind::Temp ? s.local : none;
}

// Reverse postorder with the first target first: blocks as the source has them.
std::vector<uint32_t> Placer::programOrder() const {
  std::vector<uint32_t> place(fn.blocks.size(), none);
  std::vector<bool> seen(fn.blocks.size());
  std::vector<std::pair<BlockId, size_t>> path{{0, fn.blocks[0].instrs.back().targets.size()}};
  uint32_t next = uint32_t(fn.blocks.size());
  seen[0] = true;
  while (!path.empty()) {
    auto &[b, left] = path.back();
    if (left == 0) {
      place[b] = --next;
      path.pop_back();
      continue;
    }
    BlockId t = fn.blocks[b].instrs.back().targets[--left];
    if (!seen[t]) {
      seen[t] = true;
      path.emplace_back(t, fn.blocks[t].instrs.back().targets.size());
    }
  }
  return place;
}

void Placer::run(const std::vector<AppendSite> &given) {
  index();
  std::map<LocalId, Variable> variables;
  std::vector<AppendSite> sites = given;
  for (const AppendSite &s : sites)
    if (LocalId l = variableOf(at({s.block, uint32_t(s.index)})); l != none)
      variables[l];
  for (BlockId b = 0; b < fn.blocks.size(); b++)
    for (uint32_t k = 0; k < fn.blocks[b].instrs.size(); k++)
      if (auto it = variables.find(fn.blocks[b].instrs[k].dst); it != variables.end())
        it->second.defs.push_back({b, k});

  struct Move {
    Where before;
    LocalId variable;
    bool keepCapacity;
  };
  std::vector<Move> moves;
  for (auto &[l, v] : variables) {
    if (!qualifies(v, l))
      continue;
    moves.push_back({v.transition, l, v.capacitySeen});
    for (AppendSite &s : sites) {
      Instr &i = at({s.block, uint32_t(s.index)});
      if (variableOf(i) != l)
        continue;
      s.escapes = false;
      if (v.capacitySeen) {
        i.flags |= Stack | Refill;
        i.local = l;
      }
    }
  }

  std::vector<uint32_t> order = programOrder();
  std::sort(sites.begin(), sites.end(), [&](const AppendSite &a, const AppendSite &b) {
    return std::pair(order[a.block], a.index) < std::pair(order[b.block], b.index);
  });
  std::vector<bool> taken(fn.locals.size());
  for (const AppendSite &s : sites)
    if (const Instr &i = at({s.block, uint32_t(s.index)}); (i.flags & Stack) && i.local != none)
      taken[i.local] = true;
  for (const AppendSite &s : sites) {
    Instr &i = at({s.block, uint32_t(s.index)});
    if (s.escapes || (i.flags & Stack) || order[s.block] == none)
      continue;
    LocalId l = variableOf(i);
    if (l == none ? inPlace(i) : bool(taken[l]))
      continue;
    i.flags |= Stack;
    i.local = l;
    if (l != none)
      taken[l] = true;
  }

  std::sort(moves.begin(), moves.end(), [](const Move &a, const Move &b) {
    return std::pair(a.before.block, a.before.index) > std::pair(b.before.block, b.before.index);
  });
  for (const Move &m : moves) {
    auto &is = fn.blocks[m.before.block].instrs;
    Instr i{};
    i.op = Op::MoveToHeap;
    i.pos = at(m.before).pos;
    i.inlined = at(m.before).inlined;
    i.dst = i.local = m.variable;
    i.type = fn.locals[m.variable].type;
    i.args = {localOp(m.variable)};
    i.index = m.keepCapacity;
    is.insert(is.begin() + m.before.index, std::move(i));
  }
}

} // namespace

void placeSliceBuffers(Function &f, const types::Sizes &sizes, const std::vector<AppendSite> &sites, const ArgumentFlow &flow) {
  if (!sites.empty())
    Placer(f, sizes, flow).run(sites);
}

} // namespace golem::opt
