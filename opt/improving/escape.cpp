// Escape analysis over one package, flow-insensitive, after the method of gc's own.
//
// Nodes are the locals of a function (a memory local is a node like any other), one node per allocation (its contents), and
// one for the heap. An edge src -> dst with weight k says that dst may hold src's value dereferenced k times; -1 is src's
// address. An allocation escapes when its address reaches the heap node or a node that escapes. What is not understood flows
// to the heap. Parameters and captures of functions of the package have summaries: the least number of dereferences after
// which their value reaches the heap. A function in the middle of its own analysis (recursion) is taken to leak everything.
//
// Only allocations that run at most once per call are moved to the frame (no loops), of at most 8 KB.
// Cost: linear in the code times the number of allocations and parameters.
#include "opt/improving/escape.h"

#include <algorithm>
#include <unordered_map>

namespace golem::opt {

using namespace gir;
using types::Type;

namespace {

constexpr int noLeak = 1 << 20;
constexpr int64_t maxBytes = 8192;

bool hasPointers(Type *t) {
  if (t == nullptr)
    return false;
  t = types::unalias(t);
  if (types::isTypeParam(t))
    return true;
  if (auto *tu = types::as<types::Tuple>(t)) {
    for (types::Var *v : tu->vars_)
      if (hasPointers(v->type()))
        return true;
    return false;
  }
  Type *u = t->underlying();
  switch (u->kind()) {
  case types::TypeKind::Basic: {
    auto k = static_cast<types::Basic *>(u)->basicKind();
    // uintptrs may be pointers in disguise
    return k == types::BasicKind::String || k == types::BasicKind::UnsafePointer || k == types::BasicKind::Uintptr;
  }
  case types::TypeKind::Array:
    return hasPointers(static_cast<types::Array *>(u)->elem());
  case types::TypeKind::Struct:
    for (types::Var *f : static_cast<types::Struct *>(u)->fields())
      if (hasPointers(f->type()))
        return true;
    return false;
  default:
    return true;
  }
}

struct Summary {
  std::vector<int> params, captures; ///< least dereferences on the way to the heap
};

struct Edge {
  uint32_t src;
  int derefs;
};

class Escapes {
public:
  Escapes(Package &p, const types::Sizes &s) : sizes(s) {
    for (Function &f : p.functions)
      byName[f.linkName] = &f;
  }

  const Summary *summary(const FuncRef *r) {
    if (r == nullptr || r->kind != FuncRef::Plain)
      return nullptr;
    Function *f = r->body;
    if (auto it = byName.find(r->linkName); it != byName.end())
      f = it->second;
    else
      f = nullptr; // of another package: not known
    return f == nullptr || f->blocks.empty() ? nullptr : of(*f);
  }

  const Summary *of(Function &f) {
    auto [it, fresh] = done.try_emplace(&f);
    if (fresh) {
      it->second.first = false;
      if (depth > 200)
        return nullptr;
      depth++;
      Summary s = analyse(f);
      depth--;
      done[&f] = {true, std::move(s)};
    }
    auto &entry = done[&f];
    return entry.first ? &entry.second : nullptr;
  }

private:
  struct Graph {
    std::vector<std::vector<Edge>> in; ///< by destination
    std::vector<bool> escapes;
  };

  Summary analyse(Function &f);
  static std::vector<bool> cyclicBlocks(const Function &f);

  const types::Sizes &sizes;
  std::unordered_map<std::string_view, Function *> byName;
  std::unordered_map<Function *, std::pair<bool, Summary>> done;
  int depth = 0;
};

// Blocks that can be reached from themselves (Tarjan's components, iteratively).
std::vector<bool> Escapes::cyclicBlocks(const Function &f) {
  size_t n = f.blocks.size();
  std::vector<bool> cyclic(n), onStack(n);
  std::vector<uint32_t> index(n, none), low(n), stack;
  struct Frame {
    uint32_t block;
    size_t next;
  };
  uint32_t counter = 0;
  std::vector<Frame> work;
  for (uint32_t root = 0; root < n; root++) {
    if (index[root] != none)
      continue;
    work.push_back({root, 0});
    while (!work.empty()) {
      uint32_t v = work.back().block;
      if (work.back().next == 0) {
        index[v] = low[v] = counter++;
        stack.push_back(v);
        onStack[v] = true;
      }
      const auto &targets = f.blocks[v].instrs.back().targets;
      bool down = false;
      while (work.back().next < targets.size()) {
        uint32_t t = targets[work.back().next++];
        if (t == v)
          cyclic[v] = true;
        if (index[t] == none) {
          work.push_back({t, 0});
          down = true;
          break;
        }
        if (onStack[t])
          low[v] = std::min(low[v], index[t]);
      }
      if (down)
        continue;
      if (low[v] == index[v]) {
        bool many = stack.back() != v;
        for (;;) {
          uint32_t w = stack.back();
          stack.pop_back();
          onStack[w] = false;
          if (many)
            cyclic[w] = true;
          if (w == v)
            break;
        }
      }
      work.pop_back();
      if (!work.empty())
        low[work.back().block] = std::min(low[work.back().block], low[v]);
    }
  }
  return cyclic;
}

Summary Escapes::analyse(Function &f) {
  uint32_t nLocals = uint32_t(f.locals.size());
  uint32_t heap = nLocals;
  std::vector<std::vector<Edge>> in(nLocals + 1);
  std::vector<Instr *> allocs; // node nLocals + 1 + i
  std::vector<BlockId> allocBlock;
  std::vector<uint32_t> allocOf(nLocals, none);  // local whose only definition is an allocation
  std::vector<uint32_t> defs(nLocals, 0);
  std::vector<Instr *> defOf(nLocals, nullptr);
  std::vector<uint32_t> captureNode;

  for (Block &b : f.blocks)
    for (Instr &i : b.instrs)
      if (i.dst != none) {
        defs[i.dst]++;
        defOf[i.dst] = &i;
      }
  for (LocalId l : f.params)
    defs[l]++;
  auto flow = [&](const Operand &o, uint32_t dst, int derefs = 0) {
    if (o.kind == Operand::Local && (derefs < 0 || hasPointers(f.locals[o.local].type)))
      in[dst].push_back({o.local, derefs});
  };
  // The node of the variable that an address certainly points into, or none.
  auto rootOf = [&](const Operand &o) -> uint32_t {
    if (o.kind != Operand::Local)
      return none;
    LocalId l = o.local;
    for (int steps = 0; steps < 64; steps++) {
      if (defs[l] != 1 || defOf[l] == nullptr)
        return none;
      Instr *d = defOf[l];
      switch (d->op) {
      case Op::LocalAddr:
        return d->local;
      case Op::New:
        return allocOf[l];
      case Op::IndexAddr:
        if (d->args[0].kind != Operand::Local || types::coreType(f.locals[d->args[0].local].type) == nullptr ||
            types::coreType(f.locals[d->args[0].local].type)->kind() != types::TypeKind::Pointer)
          return none;
        [[fallthrough]];
      case Op::FieldAddr:
      case Op::Copy:
        if (d->args[0].kind != Operand::Local)
          return none;
        l = d->args[0].local;
        break;
      default:
        return none;
      }
    }
    return none;
  };
  auto newNode = [&](Instr &i, BlockId b) {
    uint32_t n = uint32_t(in.size());
    in.emplace_back();
    allocs.push_back(&i);
    allocBlock.push_back(b);
    if (i.dst != none) {
      in[i.dst].push_back({n, -1});
      if (defs[i.dst] == 1)
        allocOf[i.dst] = n;
    }
    return n;
  };
  // Allocations first: stores look at them.
  std::unordered_map<Instr *, uint32_t> closureNode;
  for (BlockId k = 0; k < f.blocks.size(); k++)
    for (Instr &i : f.blocks[k].instrs) {
      if (i.op == Op::New)
        newNode(i, k);
      else if (i.op == Op::Closure && !i.args.empty())
        closureNode[&i] = newNode(i, k);
    }
  std::vector<LocalId> captureLocals(f.captures.size(), none);

  for (Block &b : f.blocks)
    for (Instr &i : b.instrs) {
      bool dstPointers = i.dst != none && hasPointers(i.type);
      auto leakAll = [&] {
        for (const Operand &o : i.args)
          flow(o, heap);
      };
      auto copyAll = [&] {
        if (dstPointers)
          for (const Operand &o : i.args)
            flow(o, i.dst);
      };
      switch (i.op) {
      case Op::New:
      case Op::Zero:
      case Op::SizeOf:
      case Op::AlignOf:
      case Op::OffsetOf:
      case Op::TypeDesc:
      case Op::Jump:
      case Op::Branch:
      case Op::Switch:
      case Op::DeferEnter:
      case Op::DeferReturn:
      case Op::DeferFrameAddr:
      case Op::Unreachable:
      case Op::Eq:
      case Op::Ne:
      case Op::Lt:
      case Op::Le:
      case Op::Gt:
      case Op::Ge:
      case Op::Not:
      case Op::IsNil:
      case Op::NilCheck:
      case Op::Len:
      case Op::Cap:
      case Op::Neg:
      case Op::BitNot:
      case Op::Concat:
      case Op::StringRune:
      case Op::Recover:
      case Op::CallerFrame:
      case Op::WrapperEnter:
      case Op::Print:
      case Op::KeepAlive:
      case Op::MakeMap:
      case Op::MakeChan:
      case Op::MakeSlice:
      case Op::MapDelete:
      case Op::Clear:
      case Op::Real:
      case Op::Imag:
      case Op::Complex:
        break;
      case Op::Add:
      case Op::Sub:
      case Op::Mul:
      case Op::Div:
      case Op::Rem:
      case Op::And:
      case Op::Or:
      case Op::Xor:
      case Op::AndNot:
      case Op::Shl:
      case Op::Shr:
      case Op::Copy:
      case Op::Convert:
      case Op::ConvIface:
      case Op::Tuple:
      case Op::Extract:
      case Op::StructVal:
      case Op::ArrayVal:
      case Op::Field:
      case Op::FieldAddr:
      case Op::IndexAddr:
      case Op::Slice:
      case Op::Assert:
      case Op::AssertOk:
      case Op::Index:
      case Op::Min:
      case Op::Max:
      case Op::UnsafeAdd:
      case Op::UnsafeSlice:
      case Op::UnsafeString:
      case Op::SliceData:
      case Op::StringData:
        copyAll();
        break;
      case Op::LocalAddr:
        in[i.dst].push_back({i.local, -1});
        break;
      case Op::Load:
        if (dstPointers)
          flow(i.args[0], i.dst, 1);
        break;
      case Op::Store: {
        uint32_t r = rootOf(i.args[0]);
        flow(i.args[1], r == none ? heap : r);
        break;
      }
      case Op::MakeIface:
        // A value that is not a pointer is copied to the heap.
        if (i.args[0].kind == Operand::Local) {
          Type *t = f.locals[i.args[0].local].type;
          Type *u = types::isTypeParam(t) ? nullptr : t->underlying();
          if (u != nullptr && u->kind() == types::TypeKind::Pointer)
            flow(i.args[0], i.dst);
          else
            flow(i.args[0], heap);
        }
        break;
      case Op::Append:
      case Op::AppendZeros:
        flow(i.args[0], i.dst);
        for (size_t k = 1; k < i.args.size(); k++)
          flow(i.args[k], heap);
        break;
      case Op::AppendSlice:
        flow(i.args[0], i.dst);
        if (dstPointers && hasPointers(types::coreType(i.type) && types::coreType(i.type)->kind() == types::TypeKind::Slice
                                           ? static_cast<types::Slice *>(types::coreType(i.type))->elem()
                                           : nullptr))
          flow(i.args[1], heap, 1);
        break;
      case Op::CopySlice: {
        Type *t = i.args[0].kind == Operand::Local ? types::coreType(f.locals[i.args[0].local].type) : nullptr;
        if (t == nullptr || t->kind() != types::TypeKind::Slice || hasPointers(static_cast<types::Slice *>(t)->elem()))
          flow(i.args[1], heap, 1);
        break;
      }
      case Op::MapGet:
      case Op::MapGetOk:
        if (dstPointers)
          flow(i.args[0], i.dst, 1);
        break;
      case Op::Capture:
        if (size_t(i.index) < captureLocals.size()) {
          if (captureLocals[i.index] == none)
            captureLocals[i.index] = i.dst;
          else
            in[i.dst].push_back({captureLocals[i.index], 0});
        }
        break;
      case Op::Closure: {
        if (i.args.empty())
          break;
        uint32_t n = closureNode[&i];
        const Summary *s = summary(i.callee);
        for (size_t k = 0; k < i.args.size(); k++) {
          flow(i.args[k], n);
          int d = s != nullptr && k < s->captures.size() ? s->captures[k] : 0;
          if (d != noLeak)
            flow(i.args[k], heap, d);
        }
        break;
      }
      case Op::Call: {
        const Summary *s = summary(i.callee);
        for (size_t k = 0; k < i.args.size(); k++) {
          int d = s != nullptr && k < s->params.size() ? s->params[k] : 0;
          if (d != noLeak)
            flow(i.args[k], heap, d);
        }
        break;
      }
      case Op::CallClosure:
        // Calling does not make the closure live longer; what it captures leaks as its body says.
        for (size_t k = 1; k < i.args.size(); k++)
          flow(i.args[k], heap);
        break;
      case Op::DeferPush:
        // The innermost frame's own defers run before it ends.
        if (!(i.flags & Once))
          flow(i.args[1], heap);
        break;
      default:
        leakAll();
        break;
      }
    }

  size_t nodes = in.size();
  std::vector<bool> escapes(nodes);
  // Results are read by the caller.
  for (LocalId l : f.results)
    escapes[l] = true;
  std::vector<int> best(nodes);
  std::vector<uint32_t> seen(nodes, none);
  std::vector<int> heapDistance(nodes, noLeak);
  uint32_t generation = 0;
  std::vector<uint32_t> roots{heap};
  for (LocalId l : f.results)
    roots.push_back(l);
  std::vector<uint32_t> todo;
  while (!roots.empty()) {
    uint32_t root = roots.back();
    roots.pop_back();
    uint32_t gen = generation++;
    seen[root] = gen;
    best[root] = 0;
    todo.assign(1, root);
    while (!todo.empty()) {
      uint32_t l = todo.back();
      todo.pop_back();
      int d = best[l];
      bool isAddress = d < 0;
      heapDistance[l] = std::min(heapDistance[l], std::max(d, 0));
      if (isAddress) {
        d = 0;
        if (!escapes[l]) {
          escapes[l] = true;
          roots.push_back(l);
        }
        continue;
      }
      for (const Edge &e : in[l]) {
        int nd = d + e.derefs;
        if (seen[e.src] != gen || best[e.src] > nd) {
          seen[e.src] = gen;
          best[e.src] = nd;
          todo.push_back(e.src);
        }
      }
    }
  }

  std::vector<bool> cyclic;
  for (size_t k = 0; k < allocs.size(); k++) {
    if (escapes[nLocals + 1 + k])
      continue;
    if (cyclic.empty())
      cyclic = cyclicBlocks(f);
    if (cyclic[allocBlock[k]])
      continue;
    Instr &i = *allocs[k];
    if (i.op == Op::New) {
      if (!f.typeParams.empty()) // its size is not known yet
        continue;
      int64_t size = sizes.sizeof_(i.type2);
      if (size < 0 || size > (f.noSplit ? 128 : maxBytes)) // nosplit functions live on the guard
        continue;
    }
    i.flags |= Stack;
  }
  Summary s;
  for (LocalId l : f.params)
    s.params.push_back(heapDistance[l]);
  for (LocalId l : captureLocals)
    s.captures.push_back(l == none ? noLeak : heapDistance[l]);
  return s;
}

} // namespace

void analyseEscapes(Package &p, const types::Sizes &sizes) {
  Escapes e(p, sizes);
  for (Function &f : p.functions)
    if (!f.blocks.empty())
      e.of(f);
}

} // namespace golem::opt
