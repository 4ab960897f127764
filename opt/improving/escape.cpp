// Escape analysis, flow-insensitive, after the method of gc's own (see flow.h for the graph).
//
//   before:  %1 = new <T> : *T            after:  %1 = new stack <T> : *T
//            store %1, ...                        store %1, ...
//            call {p.reads} %1                    call {p.reads} %1
//
// An allocation escapes when its address reaches the heap, a result, or the contents of something that escapes. What is not
// understood flows to the heap: values stored through pointers whose target is not certain (unless they come out of the same
// object, as in p.a = append(p.a, ...)), arguments of unknown calls.
// Calls of functions whose summary (gir::Leaks) is known add the edges that it lists. Integers carry no pointers, uintptr
// included, but for unsafe.Pointer(uintptr(p) + n) in one expression and pointers stored as uintptr: as with gc.
// Beside it, arguments are found that are lent: what the callee gets is neither kept, nor returned, nor made an integer. A
// variable whose address is lent is dead after its last use (codegen/deadlocals).
// A closure's captures are charged with what its body does to them when it is made, so calling it is free.
//
// Stack objects are limited to 64 KB, in nosplit functions (which live on the guard) to 128 bytes. Converted and concatenated
// strings and slices of variable length get a buffer of 32 bytes that is used when they fit, and so do slices that append makes
// (slicebuffers.cpp); small maps a header and a group. An allocation in a loop must also be dead when it is made again
// (lifetime.cpp).
// Cost: edges are linear in the code; one walk for the heap and one for each result that may hold pointers.
#include "opt/improving/escape.h"

#include "constant/value.h"
#include "gir/builder.h"
#include "opt/improving/flow.h"
#include "opt/improving/slicebuffers.h"
#include "opt/required/provider.h"

#include <algorithm>

namespace golem::opt {

using namespace gir;
using types::Type;
using types::TypeKind;

bool EscapeAnalysis::hasPointers(Type *t) {
  if (t == nullptr)
    return false;
  auto it = memo.find(t);
  if (it != memo.end())
    return it->second;
  bool r = computePointers(t);
  memo[t] = r;
  return r;
}

bool EscapeAnalysis::computePointers(Type *t) {
  t = types::unalias(t);
  if (types::isTypeParam(t))
    return true;
  if (auto *tu = types::as<types::Tuple>(t))
    return std::any_of(tu->vars_.begin(), tu->vars_.end(), [this](types::Var *v) { return hasPointers(v->type()); });
  Type *u = t->underlying();
  switch (u->kind()) {
  case TypeKind::Basic: {
    auto k = static_cast<types::Basic *>(u)->basicKind();
    return k == types::BasicKind::String || k == types::BasicKind::UnsafePointer;
  }
  case TypeKind::Array: return hasPointers(static_cast<types::Array *>(u)->elem());
  case TypeKind::Struct:
    for (types::Var *f : static_cast<types::Struct *>(u)->fields())
      if (hasPointers(f->type()))
        return true;
    return false;
  default: return true;
  }
}

bool EscapeAnalysis::isDirect(Type *t) {
  Type *u = types::unalias(t)->underlying();
  switch (u->kind()) {
  case TypeKind::Pointer: case TypeKind::Map: case TypeKind::Chan: case TypeKind::Signature: return true;
  case TypeKind::Basic: return static_cast<types::Basic *>(u)->basicKind() == types::BasicKind::UnsafePointer;
  default: return hasPointers(t) && sizes.sizeof_(t) == sizes.wordSize;
  }
}

namespace {

constexpr int64_t maxBytes = 64 << 10, maxNosplitBytes = 128;
constexpr int64_t smallMap = 8, sliceBuffer = 32;
constexpr int farAway = 100;

// Without a hint, or with one that a map's first group satisfies.
bool isSmallMap(const Instr &i) {
  if (i.args.empty() || i.args[0].kind == Operand::None)
    return true;
  if (i.args[0].kind != Operand::Const)
    return false;
  bool exact = false;
  int64_t n = constant::int64Val(constant::toInt(i.args[0].value), &exact);
  return exact && n >= 0 && n <= smallMap;
}

class Analysis {
public:
  Analysis(EscapeAnalysis &e, Function &f) : esc(e), fn(f) {}
  Leaks run(bool decide);

private:
  void nodes();
  void allocate(Instr &i, BlockId b, size_t k);
  bool allocates(const Instr &i);
  void instr(Instr &i);
  void convert(Instr &i);
  void call(Instr &i, const Leaks *l, size_t first);
  void closure(Instr &i);
  const Leaks *leaksOfClosure(const Operand &o);
  const Leaks *leaksOfRef(const FuncRef *r) { return r == nullptr ? nullptr : esc.leaksOf(*r); }
  uint32_t rootOf(const Operand &o);
  LocalId baseOf(Operand o);
  bool staysInside(const Instr &store, std::vector<uint32_t> &made);
  const Operand *pointerBehind(const Operand &o, int steps);
  void flow(const Operand &o, uint32_t to, int derefs = 0);
  void flowTo(const Operand &o, LocalId dst, int derefs = 0);
  void leak(const Operand &o, int derefs = 0) { flow(o, FlowGraph::heap, derefs); }
  void write(const Operand &o) {
    if (takesSlices)
      flow(o, FlowGraph::written);
  }
  Type *typeOf(const Operand &o) { return gir::typeOf(fn, o); }
  Type *under(const Operand &o) {
    Type *t = typeOf(o);
    return t == nullptr || types::isTypeParam(t) ? nullptr : types::unalias(t)->underlying();
  }
  bool elemPointers(Type *t) {
    Type *c = t == nullptr ? nullptr : types::coreType(t);
    return c == nullptr || c->kind() != TypeKind::Slice || esc.hasPointers(static_cast<types::Slice *>(c)->elem());
  }
  void walk(uint32_t root, std::vector<uint32_t> seeds);
  void decideAll();
  bool fits(const Instr &i);

  EscapeAnalysis &esc;
  Function &fn;
  FlowGraph g;
  std::vector<uint32_t> writes;
  std::vector<Instr *> def;
  bool takesSlices = false;
  std::unordered_map<const Instr *, uint32_t> objectOf;
  std::vector<bool> escapes;
  std::vector<uint32_t> escaping;
  std::vector<int> best;
  std::vector<uint32_t> seen;
  uint32_t generation = 0;
};

void Analysis::nodes() {
  for (LocalId p : fn.params)
    takesSlices |= types::unalias(fn.locals[p].type)->underlying()->kind() == TypeKind::Slice;
  for (uint32_t n : {FlowGraph::heap, FlowGraph::deferred, FlowGraph::integers, FlowGraph::written})
    while (g.size() <= n)
      g.addNode();
  for (int n = types::tupleLen(fn.sig->results()); n > 0; n--)
    g.results.push_back(g.addNode());
  for (size_t n = fn.captures.size(); n > 0; n--)
    g.captures.push_back(g.addNode());
  for (LocalId l = 0; l < fn.locals.size(); l++) {
    auto *tuple = fn.locals[l].type == nullptr ? nullptr : types::as<types::Tuple>(fn.locals[l].type);
    g.localNode.push_back(g.addNode(l));
    for (int n = tuple == nullptr ? 1 : tuple->len(); n > 1; n--)
      g.addNode(l);
  }
  writes.resize(fn.locals.size());
  def.resize(fn.locals.size());
  for (LocalId p : fn.params)
    writes[p]++;
  for (Block &b : fn.blocks)
    for (Instr &i : b.instrs)
      if (i.dst != none) {
        writes[i.dst]++;
        def[i.dst] = &i;
      }
}

void Analysis::flow(const Operand &o, uint32_t to, int derefs) {
  if (o.kind != Operand::Local || !esc.hasPointers(fn.locals[o.local].type))
    return;
  auto *tuple = types::as<types::Tuple>(fn.locals[o.local].type);
  for (int n = 0; n < (tuple == nullptr ? 1 : tuple->len()); n++)
    g.addEdge(to, g.localNode[o.local] + uint32_t(n), derefs);
}

void Analysis::flowTo(const Operand &o, LocalId dst, int derefs) {
  if (dst == none || !esc.hasPointers(fn.locals[dst].type))
    return;
  auto *tuple = types::as<types::Tuple>(fn.locals[dst].type);
  if (tuple == nullptr || o.kind != Operand::Local || types::as<types::Tuple>(fn.locals[o.local].type) == nullptr)
    return flow(o, g.localNode[dst], derefs);
  for (int n = 0; n < tuple->len(); n++) // a copy of a tuple
    g.addEdge(g.localNode[dst] + uint32_t(n), g.localNode[o.local] + uint32_t(n), derefs);
}

bool Analysis::allocates(const Instr &i) {
  switch (i.op) {
  case Op::New: case Op::MakeSlice: return true;
  case Op::MakeMap: return isSmallMap(i);
  case Op::Closure: return !i.args.empty();
  case Op::Concat: return i.args.size() > 1;
  case Op::Append: {
    auto *s = types::as<types::Slice>(types::coreType(i.type));
    int64_t elem = s == nullptr || i.args.size() < 2 || fn.noSplit ? 0 : esc.sizes.sizeof_(s->elem());
    return elem > 0 && elem <= sliceBuffer;
  }
  case Op::MakeIface: {
    const Operand &x = i.args[0];
    return x.kind == Operand::Local && !types::isTypeParam(typeOf(x)) && !types::isInterface(typeOf(x)) &&
           !esc.isDirect(typeOf(x));
  }
  case Op::Convert: {
    if (i.flags & View)
      return false;
    Type *from = under(i.args[0]), *to = types::isTypeParam(i.type) ? nullptr : types::unalias(i.type)->underlying();
    if (from == nullptr || to == nullptr)
      return false;
    return types::isString(from) ? to->kind() == TypeKind::Slice : types::isString(to);
  }
  default: return false;
  }
}

void Analysis::allocate(Instr &i, BlockId b, size_t k) {
  if (i.dst == none || !allocates(i))
    return;
  uint32_t n = g.addNode();
  g.allocations.push_back({&i, b, k, n});
  g.addEdge(g.localNode[i.dst], n, -1);
  objectOf[&i] = n;
}

// The node of the variable that an address certainly points into, or none.
uint32_t Analysis::rootOf(const Operand &o) {
  if (o.kind != Operand::Local)
    return none;
  LocalId l = o.local;
  for (int steps = 0; steps < 64; steps++) {
    if (writes[l] != 1 || def[l] == nullptr)
      return none;
    const Instr &d = *def[l];
    switch (d.op) {
    case Op::LocalAddr:
      return g.localNode[d.local];
    case Op::New: case Op::MakeSlice:
      return objectOf[&d];
    case Op::Convert: {
      Type *from = under(d.args[0]);
      if (from == nullptr || (from->kind() != TypeKind::Pointer && from != types::basicType(types::BasicKind::UnsafePointer) &&
                              from->kind() != TypeKind::Slice))
        return none;
      if (allocates(d))
        return objectOf[&d];
      [[fallthrough]];
    }
    case Op::FieldAddr: case Op::IndexAddr: case Op::Slice: case Op::SliceData: case Op::Copy:
      if (d.args[0].kind != Operand::Local)
        return none;
      l = d.args[0].local;
      break;
    default:
      return none;
    }
  }
  return none;
}

// The register that an address is a part of, without a load in between, if it is written once; or none.
LocalId Analysis::baseOf(Operand o) {
  for (int steps = 0; steps < 32 && o.kind == Operand::Local; steps++) {
    if (writes[o.local] != 1 || fn.locals[o.local].memory)
      return none;
    const Instr *d = def[o.local];
    if (d == nullptr || (d->op != Op::FieldAddr && d->op != Op::Copy))
      return o.local;
    o = d->args[0];
  }
  return none;
}

// p.a = p.b, p.a = p.a[i:j], p.a = append(p.a, ...): whoever finds it there now found it in *p before, but for the arrays that
// the appends made.
bool Analysis::staysInside(const Instr &store, std::vector<uint32_t> &made) {
  LocalId base = baseOf(store.args[0]);
  Operand v = store.args[1];
  for (int steps = 0; steps < 32 && base != none && v.kind == Operand::Local; steps++) {
    if (writes[v.local] != 1 || def[v.local] == nullptr || fn.locals[v.local].memory)
      return false;
    const Instr &d = *def[v.local];
    switch (d.op) {
    case Op::Load:
      return baseOf(d.args[0]) == base;
    case Op::Slice:
      if (Type *t = under(d.args[0]); t == nullptr || t->kind() == TypeKind::Pointer)
        return false; // of an array
      [[fallthrough]];
    case Op::Append:
      if (auto it = objectOf.find(&d); it != objectOf.end())
        made.push_back(it->second);
      [[fallthrough]];
    case Op::Copy: case Op::AppendSlice: case Op::AppendZeros: case Op::MoveToHeap:
      v = d.args[0];
      break;
    default:
      return false;
    }
  }
  return false;
}

// unsafe.Pointer(uintptr(p) + n) in one expression, and uintptr(p): p.
const Operand *Analysis::pointerBehind(const Operand &o, int steps) {
  if (o.kind != Operand::Local || steps == 0 || fn.locals[o.local].kind != LocalKind::Temp || writes[o.local] != 1 ||
      def[o.local] == nullptr)
    return nullptr;
  const Instr &d = *def[o.local];
  switch (d.op) {
  case Op::Convert: {
    Type *from = under(d.args[0]);
    if (from != nullptr && (from->kind() == TypeKind::Pointer || from == types::basicType(types::BasicKind::UnsafePointer)))
      return &d.args[0];
    return pointerBehind(d.args[0], steps - 1);
  }
  case Op::Add: case Op::Sub: case Op::And: case Op::AndNot: case Op::Or: case Op::Xor: case Op::Neg: case Op::BitNot:
    for (const Operand &x : d.args)
      if (const Operand *p = pointerBehind(x, steps - 1))
        return p;
    return nullptr;
  default:
    return nullptr;
  }
}

void Analysis::convert(Instr &i) {
  const Operand &x = i.args[0];
  Type *from = under(x), *to = types::isTypeParam(i.type) ? nullptr : types::unalias(i.type)->underlying();
  if (from == nullptr || to == nullptr)
    return flowTo(x, i.dst);
  if (allocates(i))
    return; // the text is copied
  if (to == types::basicType(types::BasicKind::UnsafePointer) && from->kind() == TypeKind::Basic && from != to) {
    if (const Operand *p = pointerBehind(x, 16))
      flowTo(*p, i.dst);
    return;
  }
  if (to->kind() == TypeKind::Basic && to != types::basicType(types::BasicKind::UnsafePointer) && esc.hasPointers(from) && !esc.hasPointers(to))
    flow(x, FlowGraph::integers);
  bool arrayValue = from->kind() == TypeKind::Slice && to->kind() == TypeKind::Array;
  flowTo(x, i.dst, arrayValue ? 1 : 0);
}

bool isLent(const Flow &f) {
  return f.heap > 0 && !f.hidden && std::find(f.results.begin(), f.results.end(), 0) == f.results.end();
}

void Analysis::call(Instr &i, const Leaks *l, size_t first) {
  i.index = 0;
  if (l != nullptr && l->nothing)
    return void(i.index = -1);
  for (size_t k = first; k < i.args.size(); k++) {
    const Operand &a = i.args[k];
    if (l == nullptr || k - first >= l->params.size()) {
      leak(a);
      continue;
    }
    const Flow &f = l->params[k - first];
    if (k < 63 && isLent(f))
      i.index |= int64_t(1) << k;
    if (f.heap != Flow::never)
      leak(a, f.heap);
    if (f.hidden)
      flow(a, FlowGraph::integers);
    if (f.written)
      write(a);
    if (i.dst != none)
      for (size_t r = 0; r < f.results.size(); r++)
        if (f.results[r] != Flow::never)
          flow(a, g.localNode[i.dst] + uint32_t(r), f.results[r]);
  }
}

void Analysis::closure(Instr &i) {
  if (i.args.empty() || i.dst == none)
    return;
  bool bound = i.callee->kind == FuncRef::Bound; // the summary is the method's: the capture is its receiver
  const Leaks *l = leaksOfRef(i.callee);
  for (size_t k = 0; k < i.args.size(); k++) {
    flow(i.args[k], objectOf[&i]);
    const auto *flows = l == nullptr ? nullptr : bound ? &l->params : &l->captures;
    if (l == nullptr || (!l->nothing && k >= flows->size())) {
      leak(i.args[k]);
    } else if (!l->nothing) {
      int d = (*flows)[k].heap;
      for (uint8_t x : (*flows)[k].results) // what a call of the closure returns is not followed
        d = std::min(d, int(x));
      if (d != Flow::never)
        leak(i.args[k], d);
    }
  }
}

// What the body of a func value does with its parameters, when the value is in sight.
const Leaks *Analysis::leaksOfClosure(const Operand &o) {
  Operand x = o;
  for (int steps = 0; steps < 32; steps++) {
    if (x.kind == Operand::Func)
      return leaksOfRef(x.func);
    if (x.kind != Operand::Local || writes[x.local] != 1 || def[x.local] == nullptr)
      return nullptr;
    const Instr &d = *def[x.local];
    if (d.op == Op::Closure)
      return d.callee->kind == FuncRef::Plain ? leaksOfRef(d.callee) : nullptr;
    if (d.op != Op::Copy)
      return nullptr;
    x = d.args[0];
  }
  return nullptr;
}

void Analysis::instr(Instr &i) {
  switch (i.op) {
  // Nothing flows.
  case Op::Zero: case Op::SizeOf: case Op::AlignOf: case Op::OffsetOf: case Op::TypeDesc: case Op::Jump: case Op::Branch:
  case Op::Switch: case Op::DeferEnter: case Op::DeferReturn: case Op::DeferPop: case Op::DeferLeave: case Op::DeferFrameAddr: case Op::Unreachable: case Op::Eq:
  case Op::Ne: case Op::Lt: case Op::Le: case Op::Gt: case Op::Ge: case Op::Not: case Op::IsNil: case Op::NilCheck: case Op::Len:
  case Op::Cap: case Op::Neg: case Op::BitNot: case Op::StringRune: case Op::Recover: case Op::CallerFrame:
  case Op::WrapperEnter: case Op::Print: case Op::KeepAlive: case Op::MakeMap: case Op::MakeChan: case Op::MakeSlice: case Op::New:
  case Op::MapDelete: case Op::Real: case Op::Imag: case Op::Complex: case Op::Add: case Op::Sub: case Op::Mul:
  case Op::Div: case Op::Rem: case Op::And: case Op::Or: case Op::Xor: case Op::AndNot: case Op::Shl: case Op::Shr:
  case Op::MapIterNext: case Op::Recv: case Op::RecvOk: case Op::Close:
    return;
  case Op::Concat: // may be one of its operands
  case Op::Copy: case Op::ConvIface: case Op::StructVal: case Op::ArrayVal: case Op::Field: case Op::Index: case Op::Min:
  case Op::Max:
    for (const Operand &o : i.args)
      flowTo(o, i.dst);
    return;
  case Op::FieldAddr: case Op::IndexAddr: case Op::Slice: case Op::UnsafeAdd: case Op::UnsafeSlice: case Op::UnsafeString:
  case Op::SliceData: case Op::StringData:
    return flowTo(i.args[0], i.dst);
  case Op::Tuple:
    if (i.dst != none)
      for (size_t k = 0; k < i.args.size(); k++)
        flow(i.args[k], g.localNode[i.dst] + uint32_t(k));
    return;
  case Op::Extract:
    if (i.dst != none && i.args[0].kind == Operand::Local && esc.hasPointers(i.type)) {
      bool tuple = types::as<types::Tuple>(fn.locals[i.args[0].local].type) != nullptr;
      g.addEdge(g.localNode[i.dst], g.localNode[i.args[0].local] + (tuple ? uint32_t(i.index) : 0), 0);
    }
    return;
  case Op::Convert: return convert(i);
  case Op::MakeIface:
    if (i.dst != none) {
      if (allocates(i))
        flow(i.args[0], objectOf[&i]);
      else
        flowTo(i.args[0], i.dst);
    }
    return;
  case Op::Assert: case Op::AssertOk: {
    Type *target = i.type2 != nullptr ? i.type2 : i.type;
    bool boxed = !types::isTypeParam(target) && !types::isInterface(target) && !esc.isDirect(target);
    if (i.dst != none && esc.hasPointers(target))
      flow(i.args[0], g.localNode[i.dst], boxed ? 1 : 0);
    return;
  }
  case Op::LocalAddr:
    if (i.dst != none)
      g.addEdge(g.localNode[i.dst], g.localNode[i.local], -1);
    return;
  case Op::Load: return flowTo(i.args[0], i.dst, 1);
  case Op::Store: {
    uint32_t root = rootOf(i.args[0]);
    if (root == none)
      write(i.args[0]);
    if (std::vector<uint32_t> made; root == none && staysInside(i, made)) {
      for (uint32_t array : made)
        g.addEdge(FlowGraph::heap, array, -1);
      return;
    }
    flow(i.args[1], root == none ? FlowGraph::heap : root);
    if (const Operand *p = pointerBehind(i.args[1], 16); p != nullptr && !esc.hasPointers(typeOf(i.args[1])))
      leak(*p);
    return;
  }
  case Op::Append:
    write(i.args[0]);
    flowTo(i.args[0], i.dst);
    for (size_t k = 1; k < i.args.size(); k++)
      leak(i.args[k]);
    return;
  case Op::AppendZeros:
    write(i.args[0]);
    [[fallthrough]];
  case Op::MoveToHeap: return flowTo(i.args[0], i.dst);
  case Op::AppendSlice:
    write(i.args[0]);
    flowTo(i.args[0], i.dst);
    if (elemPointers(i.type))
      leak(i.args[1], 1);
    return;
  case Op::CopySlice:
    write(i.args[0]);
    if (elemPointers(typeOf(i.args[0])))
      leak(i.args[1], 1);
    return;
  case Op::Clear: return write(i.args[0]);
  case Op::MapGet: case Op::MapGetOk:
    if (i.dst != none && esc.hasPointers(i.type))
      flow(i.args[0], g.localNode[i.dst], 1);
    return;
  case Op::MapAddr:
    leak(i.args[1]);
    return flowTo(i.args[0], i.dst);
  case Op::MapIterStart: {
    uint32_t iterator = rootOf(i.args[0]);
    return flow(i.args[1], iterator == none ? FlowGraph::heap : iterator);
  }
  case Op::MapIterKey: case Op::MapIterElem: return flowTo(i.args[0], i.dst, 1);
  case Op::Send: return leak(i.args[1]);
  case Op::Select:
    for (const SelectCase &c : i.cases)
      if (c.send && c.slot != none)
        leak(i.args[c.slot], 1);
    return;
  case Op::Capture:
    if (i.dst != none && esc.hasPointers(i.type))
      g.addEdge(g.localNode[i.dst], g.captures[size_t(i.index)], 0);
    return;
  case Op::Closure: return closure(i);
  case Op::Call: return call(i, leaksOfRef(i.callee), 0);
  case Op::CallClosure: return call(i, leaksOfClosure(i.args[0]), 1); // being called does not make the closure live longer
  case Op::DeferPush: // this frame's own list: it is run before the frame ends
    return flow(i.args[1], i.flags & Once ? FlowGraph::deferred : FlowGraph::heap);
  case Op::Return:
    if (i.args.size() == 1 && g.results.size() > 1 && i.args[0].kind == Operand::Local) {
      for (size_t k = 0; k < g.results.size(); k++)
        g.addEdge(g.results[k], g.localNode[i.args[0].local] + uint32_t(k), 0);
      return;
    }
    for (size_t k = 0; k < i.args.size() && k < g.results.size(); k++)
      flow(i.args[k], g.results[k]);
    return;
  default: // Go, Panic, RuntimeCall, CallIface, ...
    for (const Operand &o : i.args)
      leak(o);
    return;
  }
}

// The least number of dereferences from each node to the root. What has its address there escapes.
void Analysis::walk(uint32_t root, std::vector<uint32_t> todo) {
  generation++;
  best.resize(g.size());
  seen.resize(g.size());
  bool outermost = root == FlowGraph::heap, decides = root != FlowGraph::integers && root != FlowGraph::written;
  todo.push_back(root);
  for (uint32_t n : todo)
    seen[n] = generation, best[n] = 0;
  while (!todo.empty()) {
    uint32_t n = todo.back();
    todo.pop_back();
    int d = best[n];
    if (d < 0) {
      best[n] = d = 0;
      if (g.nodeLocal[n] == none && !escapes[n] && decides) {
        escapes[n] = true;
        escaping.push_back(n);
      }
      if (g.nodeLocal[n] == none && !outermost && decides)
        continue; // its contents are charged to the heap
    }
    for (uint32_t e = g.in[n]; e != none; e = g.edges[e].nextIn) {
      uint32_t from = g.edges[e].from;
      int nd = std::min(d + g.edges[e].derefs, farAway);
      if (seen[from] != generation || best[from] > nd) {
        seen[from] = generation;
        best[from] = nd;
        todo.push_back(from);
      }
    }
  }
}

bool Analysis::fits(const Instr &i) {
  int64_t limit = fn.noSplit ? maxNosplitBytes : maxBytes, size = 0;
  switch (i.op) {
  case Op::New: size = esc.sizes.sizeof_(i.type2); break;
  case Op::MakeIface: size = esc.sizes.sizeof_(types::unalias(typeOf(i.args[0]))); break;
  case Op::MakeMap: return !fn.noSplit;
  case Op::MakeSlice: {
    const Operand &n = i.args.size() > 1 && i.args[1].kind != Operand::None ? i.args[1] : i.args[0];
    if (n.kind != Operand::Const) // a buffer of 32 bytes for what fits
      return !fn.noSplit;
    bool exact = false;
    int64_t count = constant::int64Val(constant::toInt(n.value), &exact);
    int64_t elem = esc.sizes.sizeof_(static_cast<types::Slice *>(types::coreType(i.type))->elem());
    if (!exact || count < 0 || elem < 0 || (elem != 0 && count > limit / elem))
      return false;
    size = count * elem;
    break;
  }
  default: break;
  }
  return size >= 0 && size <= limit;
}

void Analysis::decideAll() {
  std::vector<bool> cyclic;
  std::vector<uint32_t> again;
  std::vector<AppendSite> appends;
  for (size_t k = 0; k < g.allocations.size(); k++) {
    auto &a = g.allocations[k];
    if (a.instr->op == Op::Append) {
      appends.push_back({a.block, a.index, escapes[a.node]});
      continue;
    }
    if (escapes[a.node] || (a.instr->flags & Stack) || !fits(*a.instr))
      continue;
    if (cyclic.empty())
      cyclic = cyclicBlocks(fn);
    if (cyclic[a.block])
      again.push_back(uint32_t(k));
    else
      a.instr->flags |= Stack;
  }
  if (!again.empty()) {
    std::vector<bool> ends = endsWithIteration(fn, g, again);
    for (size_t k = 0; k < again.size(); k++)
      if (ends[k])
        g.allocations[again[k]].instr->flags |= Stack;
  }
  placeSliceBuffers(fn, esc.sizes, appends, [this](const Instr &call, size_t k) -> const Flow * {
    const Leaks *l = leaksOfRef(call.callee);
    return l == nullptr || l->nothing || k >= l->params.size() ? nullptr : &l->params[k];
  });
}

Leaks Analysis::run(bool decide) {
  nodes();
  for (BlockId b = 0; b < fn.blocks.size(); b++)
    for (size_t k = 0; k < fn.blocks[b].instrs.size(); k++)
      allocate(fn.blocks[b].instrs[k], b, k);
  for (Block &b : fn.blocks)
    for (Instr &i : b.instrs)
      instr(i);
  for (size_t k = 0; k < fn.results.size() && k < g.results.size(); k++) // results in memory
    g.addEdge(g.results[k], g.localNode[fn.results[k]], 0);
  escapes.resize(g.size());

  Leaks l;
  l.known = true;
  l.params.resize(fn.params.size());
  l.captures.resize(fn.captures.size());
  auto each = [&](auto &&set) {
    auto distance = [&](uint32_t n) {
      return uint8_t(seen[n] == generation ? std::clamp(best[n], 0, farAway) : Flow::never);
    };
    for (size_t k = 0; k < l.params.size(); k++)
      set(l.params[k], distance(g.localNode[fn.params[k]]));
    for (size_t k = 0; k < l.captures.size(); k++)
      set(l.captures[k], distance(g.captures[k]));
  };
  for (size_t r = 0; r < g.results.size(); r++) {
    if (g.in[g.results[r]] == none)
      continue;
    walk(g.results[r], {});
    each([&](Flow &f, uint8_t d) {
      if (d == Flow::never)
        return;
      f.results.resize(r + 1, Flow::never);
      f.results[r] = d;
    });
  }
  if (g.in[FlowGraph::integers] != none) {
    walk(FlowGraph::integers, {});
    each([&](Flow &f, uint8_t d) { f.hidden = d == 0; });
  }
  if (g.in[FlowGraph::written] != none) {
    walk(FlowGraph::written, {});
    each([&](Flow &f, uint8_t d) { f.written = d != Flow::never; });
  }
  walk(FlowGraph::heap, std::vector<uint32_t>(escaping));
  each([&](Flow &f, uint8_t d) {
    f.heap = d;
    for (uint8_t &x : f.results)
      if (x >= d)
        x = Flow::never;
    while (!f.results.empty() && f.results.back() == Flow::never)
      f.results.pop_back();
  });
  if (decide)
    decideAll();
  return l;
}

} // namespace

Leaks EscapeAnalysis::run(Function &f, bool decide) { return Analysis(*this, f).run(decide); }

} // namespace golem::opt
