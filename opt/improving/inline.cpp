// Inlining, and what makes more of it possible: calls of func values and interface methods whose target is in sight.
//
//   before:  %3 = call {p.add} %1, %2          after:  %4 = add %1, %2     (inlined 0: p.add at this line)
//            return %3                                 %3 = copy %4
//                                                      return %3
//
// - Functions are improved bottom-up (improve.cpp), so a callee has already taken in what it calls and its size is final. It is
//   inlined when its cost is within gc's budget; into a big function only when it is tiny; a function literal that is called
//   at one place only may be ten times as large.
// - call_closure of a register written once by `closure` becomes that literal's body, with its captures read where they are;
//   call_iface of a register written once by `make_iface` becomes a static call. So that it may go through assertions, those
//   of such a register to its own type, or to an interface that a pointer in it implements, are done here.
// - Never inlined: functions that look at frames (recover, defer, caller's pc) and that are marked noinline; into generated
//   wrappers only what calls nothing, for recover counts frames there. A wrapper without calls need not announce itself.
// - Parameters become the arguments themselves where neither can change, else copies. Registers that are written once hold
//   the same value wherever they may be read, since their definition dominates all uses.
// - Positions stay the callee's; Function::inlines tells where each inlined instruction was called from.
//
// It ends: a body in the middle of its own improvement is not known, calls inside what was inlined are not looked at again
// but for func values and interfaces, and those only to a fixed depth. Cost: linear in the code that results.
#include "opt/improving/inline.h"

#include "constant/value.h"
#include "gir/builder.h"
#include "gir/linkname.h"
#include "opt/required/provider.h"
#include "types/predicates.h"

namespace golem::opt {

using namespace gir;
using types::Type;

namespace {

constexpr int callCost = 57, mergedCost = 4, bigFunction = 5000, bigFunctionBudget = 20;
constexpr int maxDepth = 12, maxInstrs = 30000;

// Functions that ask for their caller; and those that attach finalizers: stacks are scanned conservatively, and the frame
// in which the object was made should be gone when the object is.
bool needsFrame(std::string_view callee) {
  static constexpr std::string_view names[] = {
      "internal/runtime/sys.GetCallerPC", "internal/runtime/sys.GetCallerSP", "internal/runtime/sys.GetClosurePtr",
      "runtime.getcallerpc", "runtime.getcallersp", "runtime.getclosureptr", "runtime.getcallerfp",
      "runtime.SetFinalizer", "runtime.AddCleanup", "weak.Make",
  };
  for (std::string_view n : names)
    if (n == callee)
      return true;
  return false;
}

// Replaced or dropped by lower/calls, as the calling package has it: the bodies are not what runs.
bool isReplaced(std::string_view callee) {
  return callee.starts_with("internal/abi.FuncPCABI") || callee == "internal/abi.EscapeNonString" ||
         callee == "internal/abi.EscapeToResultNonString";
}

int tupleSize(const types::Signature *sig) { return types::tupleLen(const_cast<types::Signature *>(sig)->results()); }

// What is known of a register: how often it is written and, when once, by what.
struct Def {
  uint32_t writes = 0;
  Op op = Op::Unreachable;
  Operand source;                ///< Copy, MakeIface
  const FuncRef *callee = nullptr;
  std::vector<Operand> captures; ///< Closure; the components of a Tuple
};

class Inliner {
public:
  Inliner(Function &f, const InlineEnv &e) : fn(f), env(e) {}
  bool run();

private:
  struct Site {
    Function *callee = nullptr;
    const FuncRef *ref = nullptr;
    std::vector<Operand> args, captures;
  };

  void learn(const Instr &i);
  const Def *origin(Operand &o) const;
  bool lasting(const Operand &o) const {
    return o.kind != Operand::Local || (!fn.locals[o.local].memory && defs[o.local].writes == 1);
  }
  bool resolveIface(Instr &i);
  void resolveAssert(BlockId at, size_t k);
  void resolveExtract(Instr &i);
  void boxConstant(Instr &i);
  void keepUnboxed(const Instr &box, Instr &call);
  void shareBytes(Instr &convert, const Instr &call);
  void rewritten(Instr &i, Op op, std::vector<Operand> args);
  bool target(Instr &i, Site &s);
  int callsOf(const Operand &literal) const;
  int depth(uint32_t node) const;
  bool isActive(uint32_t node, const std::string &name) const;
  void splice(BlockId at, size_t k, Site &s);
  void scan(BlockId at);
  void removeUnused();

  Function &fn;
  const InlineEnv &env;
  std::vector<Def> defs;
  std::vector<uint32_t> uses;
  int size = 0;
  bool changed = false;
  bool assertionsWent = false; ///< since the last scan: a call may have become static
};

static bool isFunc(Type *t) { return types::unalias(t)->underlying()->kind() == types::TypeKind::Signature; }

void Inliner::learn(const Instr &i) {
  for (const Operand &o : i.args)
    if (o.kind == Operand::Local)
      uses[o.local]++;
  if (i.dst == none)
    return;
  Def &d = defs[i.dst];
  d.writes++;
  d.op = i.op;
  if (i.op == Op::Copy || i.op == Op::MakeIface)
    d.source = i.args[0];
  else if (i.op == Op::Convert && isFunc(i.type)) // only the type's name changes: an iter.Seq
    d.op = Op::Copy, d.source = i.args[0];
  else if (i.op == Op::Closure)
    d.callee = i.callee, d.captures = i.args;
  else if (i.op == Op::Tuple)
    d.captures = i.args;
}

// Follows copies of registers that are written once. o becomes the operand at the end; its definition, if it has one.
const Def *Inliner::origin(Operand &o) const {
  for (int steps = 0; steps < 32 && o.kind == Operand::Local; steps++) {
    if (fn.locals[o.local].memory || defs[o.local].writes != 1)
      return nullptr;
    const Def &d = defs[o.local];
    if (d.op != Op::Copy)
      return &d;
    o = d.source;
  }
  return nullptr;
}

// Does the method give a reflect.Method? The linker keeps methods by such calls through reflect.Type (lower/calls.cpp).
static bool findsMethods(types::Func *m) {
  auto *results = m->signature()->results();
  return (m->name() == "Method" || m->name() == "MethodByName") && types::tupleLen(results) > 0 &&
         gir::linkString(results->at(0)->type()) == "reflect.Method";
}

// A call of a method of an interface whose value was made in sight becomes a static call.
bool Inliner::resolveIface(Instr &i) {
  if (findsMethods(i.method))
    return false;
  Operand o = i.args[0];
  const Def *d = origin(o);
  if (d == nullptr || d->op != Op::MakeIface || !lasting(d->source))
    return false;
  Type *t = types::unalias(typeOf(fn, d->source));
  if (types::isInterface(t) || types::isTypeParam(t))
    return false;
  std::vector<int> path;
  types::Func *m = findMethod(t, i.method->pkg(), i.method->name(), &path);
  if (m == nullptr || path.size() != 1 || m->hasPtrRecv() != (types::as<types::Pointer>(t) != nullptr))
    return false; // wrappers stay behind the interface
  const FuncRef *ref = env.provider.wrapper(FuncRef::Promoted, t, i.method);
  if (ref == nullptr || ref->kind != FuncRef::Plain)
    return false;
  uses[i.args[0].local]--;
  i.args[0] = d->source;
  if (d->source.kind == Operand::Local)
    uses[d->source.local]++;
  i.op = Op::Call;
  i.callee = ref;
  i.method = nullptr;
  return changed = true;
}

// An instruction that computes the same in another way.
void Inliner::rewritten(Instr &i, Op op, std::vector<Operand> args) {
  for (const Operand &o : i.args)
    if (o.kind == Operand::Local)
      uses[o.local]--;
  defs[i.dst].writes--;
  i.op = op;
  i.args = std::move(args);
  i.index = 0;
  i.type2 = nullptr;
  i.flags = 0;
  learn(i);
  changed = true;
}

static bool isOneWord(Type *t) {
  switch (t->underlying()->kind()) {
  case types::TypeKind::Pointer: case types::TypeKind::Map: case types::TypeKind::Chan: case types::TypeKind::Signature:
    return true;
  default:
    return false;
  }
}

// x.(T) for an x that was made in sight.
void Inliner::resolveAssert(BlockId at, size_t k) {
  Instr &i = fn.blocks[at].instrs[k];
  bool ok = i.op == Op::AssertOk;
  Type *target = types::unalias(ok || i.type2 != nullptr ? i.type2 : i.type);
  Operand o = i.args[0];
  const Def *d = origin(o);
  if (i.dst == none || d == nullptr || d->op != Op::MakeIface || !lasting(d->source) || types::isTypeParam(target))
    return;
  Operand value = d->source;
  Type *t = types::unalias(typeOf(fn, value));
  if (types::isInterface(t) || types::isTypeParam(t))
    return;
  bool boxed = types::isInterface(target);
  if (boxed ? !isOneWord(t) || !types::implements(t, static_cast<types::Interface *>(target->underlying()))
            : !types::identical(t, target))
    return;
  if (!ok) {
    rewritten(i, boxed ? Op::MakeIface : Op::Copy, {value});
  } else {
    Type *truth = static_cast<types::Tuple *>(i.type)->at(1)->type();
    Instr box{};
    if (boxed) {
      box.op = Op::MakeIface;
      box.pos = i.pos;
      box.inlined = i.inlined;
      box.type = target;
      box.args = {value};
      Local l;
      l.type = target;
      l.pos = i.pos;
      fn.locals.push_back(l);
      defs.emplace_back();
      uses.push_back(0);
      box.dst = LocalId(fn.locals.size() - 1);
      learn(box);
      value = localOp(box.dst);
    }
    rewritten(i, Op::Tuple, {value, constOp(constant::makeBool(true), truth)});
    if (boxed)
      fn.blocks[at].instrs.insert(fn.blocks[at].instrs.begin() + long(k), std::move(box));
  }
  assertionsWent = true;
}

// A component of a tuple that was made in sight.
void Inliner::resolveExtract(Instr &i) {
  if (i.dst == none || i.args[0].kind != Operand::Local || defs[i.args[0].local].writes != 1 ||
      defs[i.args[0].local].op != Op::Tuple)
    return;
  const std::vector<Operand> &parts = defs[i.args[0].local].captures;
  if (size_t(i.index) >= parts.size() || !lasting(parts[size_t(i.index)]))
    return;
  Operand part = parts[size_t(i.index)];
  rewritten(i, Op::Copy, {part});
}

// A constant in an interface is read-only data: the variable that it was put into is not asked.
void Inliner::boxConstant(Instr &i) {
  Operand o = i.args[0];
  if (o.kind != Operand::Local || i.dst == none)
    return;
  Type *t = typeOf(fn, o);
  origin(o);
  if (o.kind == Operand::Const && types::identical(o.type, t))
    rewritten(i, Op::MakeIface, {o});
}

int Inliner::depth(uint32_t node) const {
  int n = 0;
  for (; node != none; node = fn.inlines[node].parent)
    n++;
  return n;
}

bool Inliner::isActive(uint32_t node, const std::string &name) const {
  for (; node != none; node = fn.inlines[node].parent)
    if (fn.inlines[node].name == name)
      return true;
  return false;
}

static bool isLeaf(const Function &f) {
  for (const Block &b : f.blocks)
    for (const Instr &i : b.instrs)
      if (i.op == Op::Call || i.op == Op::CallClosure || i.op == Op::CallIface || i.op == Op::Recover)
        return false;
  return true;
}

// Whether the call is to be inlined, and with what.
bool Inliner::target(Instr &i, Site &s) {
  bool dynamic = false;
  size_t first = 0;
  Operand literal;
  if (i.op == Op::CallIface && !i.args.empty() && resolveIface(i))
    dynamic = true;
  if (i.op == Op::CallClosure) {
    Operand o = i.args[0];
    const Def *d = origin(o);
    if (o.kind == Operand::Func) {
      s.ref = o.func;
    } else if (d != nullptr && d->op == Op::Closure) {
      s.ref = d->callee;
      s.captures = d->captures;
      for (const Operand &c : s.captures)
        if (!lasting(c))
          return false;
    } else {
      return false;
    }
    first = 1;
    dynamic = true;
    literal = o;
  } else if (i.op == Op::Call) {
    s.ref = i.callee;
  } else {
    return false;
  }
  if (i.inlined != none && !dynamic) // it had its chance where it comes from
    return false;
  if (s.ref->kind != FuncRef::Plain || (s.ref->typeArgs.empty() && (env.isIntrinsic(s.ref->linkName))) ||
      isReplaced(s.ref->linkName))
    return false;
  s.callee = env.body(*s.ref);
  if (fn.isWrapper && (s.callee == nullptr || !isLeaf(*s.callee)))
    return false;
  if (s.callee == nullptr || s.callee == &fn || s.callee->inlineCost < 0 || !s.callee->typeParams.empty())
    return false;
  if (s.captures.size() != s.callee->captures.size() || s.callee->params.size() != i.args.size() - first)
    return false;
  int budget = size > bigFunction ? bigFunctionBudget : inlineBudget;
  if (first == 1 && s.callee->inlineCost > budget && s.callee->inlineCost <= literalBudget && s.callee->isClosure &&
      callsOf(literal) == 1)
    budget = literalBudget;
  if (s.callee->inlineCost > budget || size > maxInstrs || depth(i.inlined) >= maxDepth)
    return false;
  if (i.inlined != none && isActive(i.inlined, symbolName(*s.ref)))
    return false;
  s.args.assign(i.args.begin() + long(first), i.args.end());
  return true;
}

// The call at block `at`, instruction k, gives way to the callee's body.
void Inliner::splice(BlockId at, size_t k, Site &s) {
  Function &callee = *s.callee;
  Instr call = std::move(fn.blocks[at].instrs[k]);
  std::vector<Instr> rest(std::make_move_iterator(fn.blocks[at].instrs.begin() + long(k) + 1),
                          std::make_move_iterator(fn.blocks[at].instrs.end()));
  fn.blocks[at].instrs.resize(k);
  for (const Operand &o : call.args)
    if (o.kind == Operand::Local)
      uses[o.local]--;

  auto node = uint32_t(fn.inlines.size());
  fn.inlines.push_back({symbolName(*s.ref), callee.pos, call.pos, call.inlined});
  for (const InlinedCall &c : callee.inlines)
    fn.inlines.push_back({c.name, c.start, c.call, c.parent == none ? node : node + 1 + c.parent});

  // Registers of the callee.
  std::vector<uint32_t> writes(callee.locals.size());
  std::vector<bool> live(callee.blocks.size());
  std::vector<BlockId> order{0};
  live[0] = true;
  bool entryIsTarget = false;
  unsigned returns = 0;
  for (size_t n = 0; n < order.size(); n++)
    for (const Instr &i : callee.blocks[order[n]].instrs) {
      if (i.dst != none)
        writes[i.dst]++;
      returns += i.op == Op::Return;
      for (BlockId t : i.targets) {
        entryIsTarget |= t == 0;
        if (!live[t]) {
          live[t] = true;
          order.push_back(t);
        }
      }
    }
  std::vector<Operand> map(callee.locals.size());
  auto newLocal = [&](const Local &l) {
    Local c = l;
    if (c.kind == LocalKind::Param)
      c.kind = LocalKind::Var;
    fn.locals.push_back(c);
    defs.emplace_back();
    uses.push_back(0);
    return LocalId(fn.locals.size() - 1);
  };
  std::vector<Instr> *out = &fn.blocks[at].instrs;
  auto emit = [&](Instr i) {
    learn(i);
    size++;
    out->push_back(std::move(i));
  };
  auto copy = [&](LocalId dst, const Operand &x, source::Pos pos, uint32_t in) {
    Instr c{};
    c.op = Op::Copy;
    c.pos = pos;
    c.inlined = in;
    c.dst = dst;
    c.type = fn.locals[dst].type;
    c.args = {x};
    emit(std::move(c));
  };
  for (size_t n = 0; n < callee.params.size(); n++) {
    LocalId p = callee.params[n];
    const Operand &a = s.args[n];
    if (writes[p] == 0 && lasting(a) && types::unalias(typeOf(fn, a)) == types::unalias(callee.locals[p].type)) {
      map[p] = a;
    } else {
      LocalId l = newLocal(callee.locals[p]);
      map[p] = localOp(l);
      copy(l, a, call.pos, call.inlined);
    }
  }
  for (LocalId l = 0; l < callee.locals.size(); l++)
    if (map[l].kind == Operand::None)
      map[l] = localOp(newLocal(callee.locals[l]));

  int results = tupleSize(callee.sig);
  std::vector<Operand> values(size_t(results), Operand{}); // of several returns: registers that they write
  if (returns != 1)
    for (int r = 0; r < results; r++) {
      Local l;
      l.kind = LocalKind::Var;
      l.type = types::unalias(callee.sig->results()->at(r)->type());
      l.pos = call.pos;
      values[size_t(r)] = localOp(newLocal(l));
    }
  bool linear = order.size() == 1 && returns == 1;
  uint32_t loops = fn.blocks[at].loops;
  std::vector<BlockId> blocks(callee.blocks.size(), none);
  for (BlockId c : order)
    if (c == 0 && !entryIsTarget) {
      blocks[c] = at;
    } else {
      fn.blocks.emplace_back().loops = loops + callee.blocks[c].loops;
      blocks[c] = BlockId(fn.blocks.size() - 1);
    }
  BlockId cont = at;
  if (!linear) {
    fn.blocks.emplace_back().loops = loops;
    cont = BlockId(fn.blocks.size() - 1);
  }
  auto jump = [&](BlockId to, source::Pos pos, uint32_t in) {
    Instr j{};
    j.op = Op::Jump;
    j.pos = pos;
    j.inlined = in;
    j.targets = {to};
    emit(std::move(j));
  };
  if (entryIsTarget)
    jump(blocks[0], call.pos, call.inlined);
  for (BlockId c : order) {
    out = &fn.blocks[blocks[c]].instrs;
    for (const Instr &from : callee.blocks[c].instrs) {
      Instr i = from;
      i.inlined = from.inlined == none ? node : node + 1 + from.inlined;
      for (Operand &o : i.args)
        if (o.kind == Operand::Local)
          o = map[o.local];
      if (i.dst != none)
        i.dst = map[i.dst].local;
      if (i.local != none)
        i.local = map[i.local].local;
      for (BlockId &t : i.targets)
        t = blocks[t];
      if (i.op == Op::Capture) {
        i.op = Op::Copy;
        i.args = {s.captures[size_t(i.index)]};
        i.index = 0;
        if (i.dst == none)
          continue;
      }
      if (i.op == Op::MoveToHeap) // where slices lie is decided anew
        continue;
      if (i.op == Op::Append) {
        i.flags &= uint16_t(~(Stack | Refill));
        i.local = none;
      }
      if (i.op != Op::Return) {
        emit(std::move(i));
        continue;
      }
      std::vector<Operand> vals = i.args;
      if (int(vals.size()) == 1 && results > 1) { // return f()
        Operand tuple = vals[0];
        vals.clear();
        for (int r = 0; r < results; r++) {
          Local l;
          l.type = types::unalias(callee.sig->results()->at(r)->type());
          l.pos = i.pos;
          LocalId part = newLocal(l);
          Instr e{};
          e.op = Op::Extract;
          e.pos = i.pos;
          e.inlined = i.inlined;
          e.dst = part;
          e.type = l.type;
          e.index = r;
          e.args = {tuple};
          emit(std::move(e));
          vals.push_back(localOp(part));
        }
      }
      if (returns == 1)
        values = vals;
      else
        for (int r = 0; r < results; r++)
          copy(values[size_t(r)].local, vals[size_t(r)], i.pos, i.inlined);
      if (!linear)
        jump(cont, i.pos, i.inlined);
    }
  }

  // What follows the call.
  out = &fn.blocks[cont].instrs;
  size_t next = 0;
  auto result = [&](Op op) { // of the call, from what was returned
    Instr i{};
    i.op = op;
    i.pos = call.pos;
    i.inlined = call.inlined;
    i.dst = call.dst;
    i.type = call.type;
    i.args = values;
    defs[call.dst].op = op;
    return i;
  };
  if (call.dst != none && returns != 0) {
    if (results == 1) {
      Instr c = result(Op::Copy);
      defs[call.dst].source = values[0];
      for (const Operand &o : c.args)
        if (o.kind == Operand::Local)
          uses[o.local]++;
      out->push_back(std::move(c));
    } else if (results > 1) {
      Instr tuple = result(Op::Tuple);
      std::vector<Instr> parts;
      while (next < rest.size() && rest[next].op == Op::Extract && rest[next].args[0].kind == Operand::Local &&
             rest[next].args[0].local == call.dst) {
        Instr &e = rest[next++];
        const Operand &v = values[size_t(e.index)];
        uses[call.dst]--;
        if (v.kind == Operand::Local)
          uses[v.local]++;
        e.op = Op::Copy;
        e.args = {v};
        e.index = 0;
        if (e.dst != none) {
          defs[e.dst].op = Op::Copy;
          defs[e.dst].source = v;
        }
        parts.push_back(std::move(e));
      }
      if (uses[call.dst] != 0) {
        for (const Operand &o : tuple.args)
          if (o.kind == Operand::Local)
            uses[o.local]++;
        out->push_back(std::move(tuple));
      }
      for (Instr &p : parts)
        out->push_back(std::move(p));
    }
  }
  if (returns == 0) { // nothing follows
    for (const Instr &i : rest)
      for (const Operand &o : i.args)
        if (o.kind == Operand::Local)
          uses[o.local]--;
    if (!linear) {
      Instr u{};
      u.op = Op::Unreachable;
      u.pos = call.pos;
      out->push_back(std::move(u));
    }
  } else {
    out->insert(out->end(), std::make_move_iterator(rest.begin() + long(next)), std::make_move_iterator(rest.end()));
  }
  changed = true;
}

// unique.Make(string(bytes)) looks the bytes up where they are: it clones the string that it keeps.
void Inliner::shareBytes(Instr &convert, const Instr &call) {
  if (convert.op == Op::Convert && call.op == Op::Call && call.callee->linkName == "unique.Make" &&
      call.args[0].kind == Operand::Local && call.args[0].local == convert.dst && uses[convert.dst] == 1 &&
      types::isString(convert.type) && types::unalias(typeOf(fn, convert.args[0]))->underlying()->kind() == types::TypeKind::Slice)
    convert.flags |= View;
}

// runtime.KeepAlive(x) keeps what x leads to: x needs no box for that.
void Inliner::keepUnboxed(const Instr &box, Instr &call) {
  if (box.op != Op::MakeIface || call.op != Op::Call || call.callee->linkName != "runtime.KeepAlive" ||
      call.args[0].kind != Operand::Local || call.args[0].local != box.dst || uses[box.dst] != 1)
    return;
  uses[box.dst] = 0;
  if (box.args[0].kind == Operand::Local)
    uses[box.args[0].local]++;
  call.op = Op::KeepAlive;
  call.callee = nullptr;
  call.args = box.args;
  changed = true;
}

void Inliner::scan(BlockId at) {
  for (size_t k = 0; k < fn.blocks[at].instrs.size(); k++) {
    Instr &i = fn.blocks[at].instrs[k];
    Site s;
    if (k > 0) {
      shareBytes(fn.blocks[at].instrs[k - 1], i);
      keepUnboxed(fn.blocks[at].instrs[k - 1], i);
    }
    if ((i.op == Op::Call || i.op == Op::CallClosure || i.op == Op::CallIface) && target(i, s)) {
      splice(at, k, s);
      k--; // what came in its place
    } else if (i.op == Op::Assert || i.op == Op::AssertOk) {
      resolveAssert(at, k);
    } else if (i.op == Op::Extract) {
      resolveExtract(i);
    } else if (i.op == Op::MakeIface) {
      boxConstant(i);
    }
  }
}

// The places in which a literal is called: a function without captures, or the register that a closure was put into. (What
// inlining brings in makes closures anew.)
int Inliner::callsOf(const Operand &literal) const {
  int n = 0;
  for (const Block &b : fn.blocks)
    for (const Instr &i : b.instrs)
      if (i.op == Op::CallClosure) {
        Operand o = i.args[0];
        origin(o);
        n += o.kind == literal.kind && (o.kind == Operand::Func ? o.func == literal.func : o.local == literal.local);
      }
  return n;
}

// Instructions whose result nobody reads and that do nothing else; the closures whose bodies were inlined above all.
void Inliner::removeUnused() {
  std::vector<uint32_t> count(fn.locals.size());
  for (Block &b : fn.blocks)
    for (Instr &i : b.instrs)
      for (const Operand &o : i.args)
        if (o.kind == Operand::Local)
          count[o.local]++;
  auto removable = [](const Instr &i) {
    switch (i.op) {
    case Op::Copy: case Op::Closure: case Op::New: case Op::MakeIface: case Op::LocalAddr: case Op::Extract: case Op::Tuple:
    case Op::StructVal: case Op::Capture: case Op::Zero:
      return true;
    case Op::Convert:
      return isFunc(i.type);
    default:
      return false;
    }
  };
  for (bool again = true; again;) {
    again = false;
    for (Block &b : fn.blocks)
      std::erase_if(b.instrs, [&](const Instr &i) {
        if (i.dst == none || count[i.dst] != 0 || !removable(i))
          return false;
        for (const Operand &o : i.args)
          if (o.kind == Operand::Local)
            again |= --count[o.local] == 0;
        return true;
      });
  }
}

bool Inliner::run() {
  defs.resize(fn.locals.size());
  uses.resize(fn.locals.size());
  for (LocalId p : fn.params)
    defs[p].writes++;
  for (const Block &b : fn.blocks)
    for (const Instr &i : b.instrs) {
      learn(i);
      size++;
    }
  do {
    assertionsWent = false;
    for (BlockId b = 0; b < fn.blocks.size(); b++) // grows
      scan(b);
  } while (assertionsWent);
  if (changed)
    removeUnused();
  if (fn.isWrapper && isLeaf(fn)) {
    for (Block &b : fn.blocks)
      std::erase_if(b.instrs, [](const Instr &i) { return i.op == Op::WrapperEnter; });
    fn.noInline = false;
  }
  return changed;
}

} // namespace

// Functions that put a word together from bytes or take it apart, which become one load or store.
static bool isMergedAccess(std::string_view name) {
  return name.find("Uint") != name.npos && (name.starts_with("internal/byteorder.") || name.starts_with("encoding/binary."));
}

// Calls of these tell the linker that reflection may find methods (lower/calls.cpp).
static bool findsMethods(std::string_view name) { return name == "reflect.Value.Method" || name == "reflect.Value.MethodByName"; }

int inlineCost(const Function &f, const InlineEnv &env) {
  if (findsMethods(f.linkName))
    return -1;
  if (f.noInline || f.hasRecover || f.isWrapper || f.isInit || f.deferFrame != none || f.blocks.empty() || !f.typeParams.empty())
    return -1;
  int cost = 0;
  for (const InlinedCall &c : f.inlines)
    cost += isMergedAccess(c.name) * mergedCost;
  for (const Block &b : f.blocks)
    for (const Instr &i : b.instrs) {
      if (i.inlined != none && isMergedAccess(f.inlines[i.inlined].name))
        continue;
      switch (i.op) {
      case Op::Recover: case Op::CallerFrame: case Op::WrapperEnter: case Op::DeferFrameAddr: case Op::DeferPush:
      case Op::DeferEnter: case Op::DeferReturn: case Op::DeferPop: case Op::DeferLeave: case Op::Go:
        return -1;
      case Op::Jump: case Op::Unreachable: case Op::Copy: case Op::LocalAddr: case Op::Extract: case Op::Tuple: case Op::Capture:
      case Op::MoveToHeap:
        continue;
      case Op::Call:
        if (needsFrame(i.callee->linkName) || isReplaced(i.callee->linkName))
          return -1;
        if (!env.isIntrinsic(i.callee->linkName) && i.callee->linkName != "runtime.throw")
          cost += callCost;
        break;
      case Op::CallClosure: case Op::CallIface: case Op::RuntimeCall: case Op::Select:
        cost += callCost;
        break;
      default:
        break;
      }
      cost += i.op != Op::FieldAddr; // a part of the access
      for (const Operand &o : i.args)
        cost += o.kind != Operand::None && (o.kind != Operand::Local || f.locals[o.local].kind != LocalKind::Temp);
      if (cost > literalBudget)
        return -1;
    }
  return cost;
}

bool inlineCalls(Function &f, const InlineEnv &env) { return Inliner(f, env).run(); }

} // namespace golem::opt
