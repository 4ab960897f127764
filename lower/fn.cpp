// The frame of a lowered function: locals, blocks, entry and exit. See fn.h.
#include "lower/fn.h"

#include <set>

#include <llvm/IR/Intrinsics.h>

namespace golem::lower {

using namespace types;
using gir::BlockId;
using gir::LocalId;
using gir::LocalKind;
using llvm::Align;
using llvm::Constant;
using llvm::SmallVector;

Fn::Fn(Module &mod, const gir::Function &func, llvm::Function *lf)
    : Emitter(mod, lf), f(func), abi(mod.abiOf(func)), locals(func.locals.size()) {
  defers = f.deferFrame != gir::none;
}

unsigned Fn::repSize(Type *t) {
  if (auto *tu = as<Tuple>(t)) {
    unsigned n = 0;
    for (Var *v : tu->vars_)
      n += repSize(v->type());
    return n;
  }
  const TypeInfo &ti = info(t);
  return ti.inRegs ? unsigned(ti.leaves.size()) : 1;
}

bool Fn::unsupported(const Instr &i, std::string what) {
  m.error(i.pos.isKnown() ? i.pos : f.pos, "not yet supported: " + what);
  return false;
}

llvm::BasicBlock *Fn::bb(BlockId id) {
  if (!blocks[id])
    blocks[id] = block();
  return blocks[id];
}

// Which locals are written once, with the write before every use; reverse post order; dominators.
void Fn::analyse() {
  size_t n = f.blocks.size();
  blocks.resize(n);
  preds.resize(n);
  rpoIndex.assign(n, ~0u);
  // Post order without recursion.
  std::vector<std::pair<BlockId, size_t>> stack{{0, 0}};
  std::vector<bool> seen(n);
  seen[0] = true;
  while (!stack.empty()) {
    auto &[id, k] = stack.back();
    const auto &targets = f.blocks[id].instrs.back().targets;
    if (k < targets.size()) {
      BlockId t = targets[k++];
      preds[t].push_back(id);
      if (!seen[t]) {
        seen[t] = true;
        stack.push_back({t, 0});
      }
    } else {
      rpo.push_back(id);
      stack.pop_back();
    }
  }
  std::reverse(rpo.begin(), rpo.end());
  for (uint32_t k = 0; k < rpo.size(); k++)
    rpoIndex[rpo[k]] = k;

  for (LocalId p : f.params)
    locals[p].defs++, locals[p].defBlock = 0, locals[p].defIndex = 0;
  bool crossing = false;
  for (BlockId id : rpo) {
    const auto &is = f.blocks[id].instrs;
    for (uint32_t k = 0; k < is.size(); k++) {
      for (const Operand &o : is[k].args)
        if (o.kind == Operand::Local) {
          locals[o.local].uses++;
          if (locals[o.local].defBlock != id)
            crossing = true;
        }
      if (is[k].dst != gir::none) {
        Local &x = locals[is[k].dst];
        x.defs++;
        x.defBlock = id;
        x.defIndex = k + 1;
      }
    }
  }
  if (crossing) {
    findDominators();
    numberDominators();
  }
  for (Local &x : locals)
    if (x.defs != 1)
      x.ssa = false;
  for (BlockId id : rpo) {
    const auto &is = f.blocks[id].instrs;
    for (uint32_t k = 0; k < is.size(); k++)
      for (const Operand &o : is[k].args)
        if (o.kind == Operand::Local) {
          Local &x = locals[o.local];
          if (!x.ssa)
            continue;
          if (x.defBlock == id ? x.defIndex > k : !dominates(x.defBlock, id))
            x.ssa = false;
        }
  }
}

// Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm".
void Fn::findDominators() {
  idom.assign(f.blocks.size(), gir::none);
  idom[0] = 0;
  auto meet = [&](BlockId x, BlockId y) {
    while (x != y) {
      while (rpoIndex[x] > rpoIndex[y])
        x = idom[x];
      while (rpoIndex[y] > rpoIndex[x])
        y = idom[y];
    }
    return x;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (BlockId id : rpo) {
      if (id == 0)
        continue;
      BlockId best = gir::none;
      for (BlockId p : preds[id])
        if (idom[p] != gir::none)
          best = best == gir::none ? p : meet(p, best);
      changed |= idom[id] != best;
      idom[id] = best;
    }
  }
}

// Preorder numbers in the tree of dominators: what a block dominates is a range of them. Immediate dominators come first in
// reverse postorder, so sizes of subtrees can be summed backwards and places given out forwards.
void Fn::numberDominators() {
  std::vector<uint32_t> size(f.blocks.size(), 1);
  for (size_t k = rpo.size(); k-- > 1;)
    size[idom[rpo[k]]] += size[rpo[k]];
  domFirst.assign(f.blocks.size(), 0);
  domLast.assign(f.blocks.size(), 0);
  std::vector<uint32_t> next(f.blocks.size(), 1); // where a block's next child begins
  domLast[0] = size[0] - 1;
  for (size_t k = 1; k < rpo.size(); k++) {
    BlockId id = rpo[k], parent = idom[id];
    domFirst[id] = next[parent];
    next[parent] += size[id];
    next[id] = domFirst[id] + 1;
    domLast[id] = domFirst[id] + size[id] - 1;
  }
}

bool Fn::dominates(BlockId a, BlockId b) const {
  if (idom.empty())
    return a == b;
  return domFirst[a] <= domFirst[b] && domFirst[b] <= domLast[a];
}

void Fn::run() {
  sp = m.subprogram(f.pos, fn->getName());
  fn->setSubprogram(sp);
  // Elsewhere the pragma would only risk the stack: nobody knows how deep such functions go.
  if (f.noSplit && m.in.std)
    fn->addFnAttr("golem-nosplit");
  if (f.isWrapper || f.isHidden)
    fn->addFnAttr("golem-wrapper");
  if (f.isInit && !f.object)
    fn->addFnAttr("golem-once");
  if (f.noInline || f.hasRecover || f.deferFrame != gir::none)
    fn->addFnAttr(llvm::Attribute::NoInline);
  if (!m.in.optimize)
    fn->addFnAttr(llvm::Attribute::NoInline);
  analyse();
  jumps = canJump();
  auto *entry = block("entry");
  b.SetInsertPoint(entry);
  b.SetCurrentDebugLocation(m.location(f.pos, sp));
  prologue();
  b.CreateBr(bb(0));
  for (BlockId id : rpo) {
    current = id;
    llvm::BasicBlock *start = bb(id);
    if (start != &fn->back())
      start->moveAfter(&fn->back());
    b.SetInsertPoint(start);
    blockBody(id);
    if (m.failed)
      break;
  }
  if (m.failed) { // leave something well formed
    for (auto &x : *fn)
      if (!x.getTerminator())
        new llvm::UnreachableInst(m.context, &x);
  }
  if (!f.isWrapper)
    checkFrame();
}

// May the method take the wrapper's place, with its frame and its arguments? Then there is nothing that recover would have to be
// told of. The call is still there, and nothing follows it but the return.
bool Fn::canJump() {
  if (!f.jumpsTo || !m.in.optimize || abi.memoryResults || abi.params.empty() ||
      !std::ranges::all_of(abi.params, [&](Type *t) { return info(t).inRegs; }))
    return false;
  for (const gir::Block &block : f.blocks) {
    auto call = std::ranges::find_if(block.instrs, [&](const Instr &i) { return i.op == Op::Call && i.callee == f.jumpsTo; });
    if (call != block.instrs.end())
      return block.instrs.back().op == Op::Return &&
             std::all_of(call + 1, block.instrs.end() - 1, [](const Instr &i) { return i.op == Op::Extract; });
  }
  return false;
}

// Neither the variables and temporaries of a function nor its arguments and results may take a gigabyte, as in gc.
void Fn::checkFrame() {
  constexpr uint64_t most = uint64_t(1) << 30;
  uint64_t own = 0, args = 0;
  for (llvm::Instruction &x : fn->getEntryBlock())
    if (auto *a = llvm::dyn_cast<llvm::AllocaInst>(&x))
      if (auto size = a->getAllocationSize(m.m.getDataLayout()))
        own += size->getFixedValue();
  for (LocalId p : f.params)
    args += info(f.locals[p].type).size;
  for (Var *v : tupleVars(f.sig->results()))
    args += info(v->type()).size;
  if (own >= most || args >= most)
    m.largeFrames.push_back({f.pos, own, args});
}

void Fn::prologue() {
  // Memory locals; results of functions that defer lie in one area whose address is in the frame record before the mark.
  uint64_t size = 0;
  Align align = l.wordAlign;
  if (f.deferFrame != gir::none) {
    for (LocalId r : f.results) {
      const TypeInfo &ti = info(f.locals[r].type);
      size = llvm::alignTo(size, ti.align) + ti.size;
    }
    if (size > 0)
      resultArea = alloca_(size, align, "results");
  }
  uint64_t at = 0;
  for (LocalId id = 0; id < f.locals.size(); id++) {
    const gir::Local &x = f.locals[id];
    if (!x.memory)
      continue;
    if (x.kind == LocalKind::MapIter) {
      locals[id].memory = alloca_(l.size<abi::MapIterator>(), l.wordAlign, "iter");
    } else if (x.kind == LocalKind::DeferFrame) {
      locals[id].memory = alloca_(l.size<abi::DeferFrame>() + l.target.markRegisters * l.wordSize, l.wordAlign, "defers");
    } else if (resultArea && llvm::is_contained(f.results, id)) { // not those of inlined functions
      const TypeInfo &ti = info(x.type);
      at = llvm::alignTo(at, ti.align);
      locals[id].memory = offset(resultArea, at);
      at += ti.size;
    } else {
      locals[id].memory = alloca_(x.type);
    }
  }
  unsigned arg = abi.memoryResults ? 1 : 0;
  for (LocalId p : f.params) {
    Type *t = f.locals[p].type;
    Val v;
    for (unsigned k = 0, n = repSize(t); k < n; k++) {
      if (const TypeInfo &ti = info(t); ti.inRegs && ti.leaves[k].length)
        fn->addParamAttr(arg, llvm::Attribute::get(m.context, llvm::Attribute::Range, m.lengthRange));
      v.push_back(fn->getArg(arg++));
    }
    Local &x = locals[p];
    if (!x.ssa && !info(t).inRegs) {
      x.slots = {v[0]}; // the caller's copy is ours
      continue;
    }
    define(p, v);
  }
}

// Where an inlined call stands: in the function itself or in another inlined one.
llvm::DILocation *Fn::callSite(uint32_t inlined) {
  calls.resize(f.inlines.size());
  callees.resize(f.inlines.size());
  llvm::DILocation *&at = calls[inlined];
  if (at == nullptr) {
    const gir::InlinedCall &c = f.inlines[inlined];
    callees[inlined] = m.subprogram(c.start, c.name);
    llvm::DILocation *outer = c.parent == gir::none ? nullptr : callSite(c.parent);
    at = m.location(c.call, c.parent == gir::none ? sp : callees[c.parent], outer, true);
  }
  return at;
}

llvm::DILocation *Fn::location(const Instr &i) {
  if (i.inlined == gir::none)
    return m.location(i.pos, sp);
  llvm::DILocation *at = callSite(i.inlined);
  return m.location(i.pos, callees[i.inlined], at);
}

void Fn::blockBody(BlockId id) {
  const auto &is = f.blocks[id].instrs;
  for (size_t k = 0; k < is.size(); k++) {
    nextInstr = k + 1 < is.size() ? &is[k + 1] : nullptr;
    b.SetCurrentDebugLocation(location(is[k]));
    if (gir::isTerminator(is[k].op))
      terminator(is[k]);
    else
      instr(is[k]);
    if (m.failed || b.GetInsertBlock()->getTerminator()) // it may have jumped
      return;
  }
}

// --- values

Val Fn::readLocal(LocalId id) {
  Local &x = locals[id];
  Type *t = f.locals[id].type;
  if (x.ssa) {
    if (!x.defined) {
      m.error(f.pos, "internal error: " + f.linkName + ": local " + std::to_string(id) + " is used before it is written");
      return zero(t);
    }
    return x.val;
  }
  if (x.slots.empty())
    define(id, {}); // makes the slots only
  Val v;
  size_t slot = 0;
  auto part = [&](Type *pt) {
    const TypeInfo &ti = info(pt);
    if (!ti.inRegs) {
      v.push_back(x.slots[slot++]);
      return;
    }
    for (const Leaf &leaf : ti.leaves)
      v.push_back(b.CreateLoad(leaf.type, x.slots[slot++]));
  };
  if (auto *tu = as<Tuple>(t))
    for (Var *c : tu->vars_)
      part(c->type());
  else
    part(t);
  return v;
}

void Fn::define(LocalId id, const Val &v) {
  Local &x = locals[id];
  Type *t = f.locals[id].type;
  if (x.ssa) {
    x.val = v;
    x.defined = true;
    return;
  }
  size_t slot = 0;
  bool fresh = x.slots.empty();
  bool makeOnly = v.empty() && repSize(t) != 0;
  auto part = [&](Type *pt) {
    const TypeInfo &ti = info(pt);
    if (!ti.inRegs) {
      if (fresh)
        x.slots.push_back(alloca_(pt));
      if (!makeOnly)
        copy(x.slots[slot], v[slot], pt);
      slot++;
      return;
    }
    for (const Leaf &leaf : ti.leaves) {
      if (fresh) {
        auto &entry = fn->getEntryBlock();
        auto *a = new llvm::AllocaInst(leaf.type, 0, nullptr, m.m.getDataLayout().getPrefTypeAlign(leaf.type));
        a->insertBefore(entry, entry.getFirstInsertionPt());
        x.slots.push_back(a);
      }
      if (!makeOnly)
        b.CreateStore(v[slot], x.slots[slot]);
      slot++;
    }
  };
  if (auto *tu = as<Tuple>(t))
    for (Var *c : tu->vars_)
      part(c->type());
  else
    part(t);
}

Val Fn::constantOf(Type *t, const constant::Value *v) {
  auto *basic = as<Basic>(info(t).under);
  if (!basic) {
    m.error(f.pos, "internal error: constant of type " + gir::linkString(t));
    return zero(t);
  }
  auto fp = [&](llvm::Type *ft, constant::Val x) -> Value * {
    x = constant::toFloat(x);
    return ft == l.f32 ? llvm::ConstantFP::get(m.context, llvm::APFloat(constant::float32Val(x)))
                       : llvm::ConstantFP::get(m.context, llvm::APFloat(constant::float64Val(x)));
  };
  switch (basic->basicKind()) {
  case BasicKind::Bool: case BasicKind::UntypedBool: return {b.getInt8(constant::boolVal(v))};
  case BasicKind::String: case BasicKind::UntypedString: {
    std::string_view s = constant::stringVal(v);
    return {m.stringData(s), word(s.size())};
  }
  case BasicKind::Float32: return {fp(l.f32, v)};
  case BasicKind::Float64: case BasicKind::UntypedFloat: return {fp(l.f64, v)};
  case BasicKind::Complex64: case BasicKind::Complex128: case BasicKind::UntypedComplex: {
    auto *ft = basic->basicKind() == BasicKind::Complex64 ? l.f32 : l.f64;
    constant::Val c = constant::toComplex(v);
    return {fp(ft, constant::real(c)), fp(ft, constant::imag(c))};
  }
  default: {
    constant::Val n = constant::toInt(v);
    bool exact = false;
    int64_t s = constant::int64Val(n, &exact);
    uint64_t u = exact ? uint64_t(s) : constant::uint64Val(n);
    llvm::Type *lt = info(t).leaves[0].type;
    if (lt->isPointerTy())
      return {u == 0 ? static_cast<Value *>(llvm::ConstantPointerNull::get(l.ptr))
                     : llvm::ConstantExpr::getIntToPtr(word(u), l.ptr)};
    return {llvm::ConstantInt::get(m.context, llvm::APInt(64, u).trunc(lt->getIntegerBitWidth()))};
  }
  }
}

Val Fn::val(const Operand &o) {
  switch (o.kind) {
  case Operand::Local: return readLocal(o.local);
  case Operand::Const: return constantOf(o.type, o.value);
  case Operand::Func: return {m.funcValue(m.function(*o.func))};
  case Operand::GlobalAddr: return {m.global(*o.global)};
  case Operand::Zero: return zero(o.type);
  case Operand::None: break;
  }
  return {};
}

Val Fn::stable(const Operand &o) {
  Val v = val(o);
  if (o.kind != Operand::Local || locals[o.local].ssa)
    return v;
  Type *t = typeOf(o);
  size_t at = 0;
  auto part = [&](Type *pt) {
    if (!info(pt).inRegs) {
      auto *tmp = alloca_(pt);
      copy(tmp, v[at], pt);
      v[at] = tmp;
    }
    at += repSize(pt);
  };
  if (auto *tu = as<Tuple>(t))
    for (Var *c : tu->vars_)
      part(c->type());
  else
    part(t);
  return v;
}

Val Fn::argument(const Operand &o) {
  Val v = val(o);
  Type *t = typeOf(o);
  if (info(t).inRegs || o.kind == Operand::Zero)
    return v;
  if (o.kind == Operand::Local && locals[o.local].ssa && locals[o.local].uses == 1 && f.locals[o.local].kind == LocalKind::Temp &&
      llvm::isa<llvm::AllocaInst>(v[0]) && locals[o.local].defBlock == current)
    return v;
  auto *tmp = alloca_(t);
  copy(tmp, v[0], t);
  return {tmp};
}

bool Fn::knownNonNil(Value *p) {
  Value *base = p->stripInBoundsConstantOffsets();
  if (llvm::isa<llvm::AllocaInst, llvm::GlobalObject>(base))
    return true;
  if (auto *c = llvm::dyn_cast<llvm::CallBase>(base))
    return c->hasRetAttr(llvm::Attribute::NonNull);
  auto known = checked.find(base);
  return known != checked.end() &&
         llvm::any_of(known->second, [&](BlockId at) { return dominates(at, current); });
}

void Fn::nilCheck(Value *p) {
  if (knownNonNil(p))
    return;
  auto *cold = block(), *next = block();
  auto *br = b.CreateCondBr(b.CreateIsNull(p), cold, next, m.coldWeights);
  br->setMetadata(llvm::LLVMContext::MD_make_implicit, llvm::MDNode::get(m.context, {}));
  b.SetInsertPoint(cold);
  rtPanic("panicmem", {});
  b.SetInsertPoint(next);
  checked[p].push_back(current);
}

Value *Fn::pointer(const Instr &i, size_t arg) {
  Value *p = one(i.args[arg]);
  if (!(i.flags & gir::NonNil))
    nilCheck(p);
  return p;
}

// --- control flow

void Fn::terminator(const Instr &i) {
  switch (i.op) {
  case Op::Jump: b.CreateBr(bb(i.targets[0])); return;
  case Op::Branch: {
    Value *c = toI1(one(i.args[0]));
    llvm::MDNode *w = i.flags & gir::Likely ? m.likelyWeights : i.flags & gir::Unlikely ? m.unlikelyWeights : nullptr;
    b.CreateCondBr(c, bb(i.targets[0]), bb(i.targets[1]), w);
    return;
  }
  case Op::Switch: {
    Value *x = one(i.args[0]);
    auto *s = b.CreateSwitch(x, bb(i.targets[0]), unsigned(i.caseValues.size()));
    std::set<uint64_t> done; // LLVM's dense sets reserve -1 and -2
    for (size_t k = 0; k < i.caseValues.size(); k++) {
      auto *c = llvm::cast<llvm::ConstantInt>(constantOf(typeOf(i.args[0]), i.caseValues[k])[0]);
      if (done.insert(c->getZExtValue()).second)
        s->addCase(c, bb(i.targets[k + 1]));
    }
    return;
  }
  case Op::Return: ret(i); return;
  case Op::DeferEnter: deferEnter(i); return;
  case Op::Unreachable: b.CreateUnreachable(); return;
  default: return;
  }
}

void Fn::ret(const Instr &i) {
  Val all;
  if (i.args.empty() && !abi.results.empty()) {
    // Results that live in memory.
    for (size_t k = 0; k < abi.results.size(); k++) {
      if (k >= f.results.size()) {
        m.error(i.pos, "internal error: " + f.linkName + ": return without values");
        return;
      }
      LocalId r = f.results[k];
      if (!f.locals[r].memory)
        all.append(stable(gir::localOp(r)));
      else if (info(abi.results[k]).inRegs)
        all.append(Emitter::load(locals[r].memory, abi.results[k]));
      else
        all.push_back(locals[r].memory);
    }
  } else {
    for (const Operand &o : i.args)
      all.append(val(o));
    // return f() with a tuple of results arrives as one operand: the representation is the same.
  }
  returnVals(all);
}

void Fn::returnVals(const Val &all) {
  if (abi.memoryResults) {
    size_t at = 0;
    // All values are in registers or stable memory, so that the order of the copies does not matter.
    for (size_t k = 0; k < abi.results.size(); k++) {
      unsigned n = repSize(abi.results[k]);
      store(offset(fn->getArg(0), abi.resultOffsets[k]), abi.results[k], Val(all.begin() + at, all.begin() + at + n));
      at += n;
    }
    b.CreateRetVoid();
  } else if (all.empty()) {
    b.CreateRetVoid();
  } else if (all.size() == 1) {
    b.CreateRet(all[0]);
  } else {
    Value *s = llvm::PoisonValue::get(fn->getReturnType());
    for (unsigned k = 0; k < all.size(); k++)
      s = b.CreateInsertValue(s, all[k], k);
    b.CreateRet(s);
  }
}

void Fn::deferEnter(const Instr &i) {
  Value *frame = locals[f.deferFrame].memory;
  Value *null = llvm::ConstantPointerNull::get(l.ptr);
  storeAt(frame, l.at(abi::DeferFrame::head), null);
  storeAt(frame, l.at(abi::DeferFrame::results), resultArea ? resultArea : null);
  storeAt(frame, l.at(abi::DeferFrame::flags), word(0));
  auto *type = llvm::FunctionType::get(l.i32, {l.ptr, l.ptr}, false);
  auto callee = m.m.getOrInsertFunction("golem_mark", type);
  auto *decl = llvm::cast<llvm::Function>(callee.getCallee());
  decl->addFnAttr(llvm::Attribute::ReturnsTwice);
  decl->addFnAttr(llvm::Attribute::NoUnwind);
  auto *c = b.CreateCall(callee, {frame, g});
  c->addFnAttr(llvm::Attribute::ReturnsTwice);
  b.CreateCondBr(b.CreateICmpEQ(c, b.getInt32(0)), bb(i.targets[0]), bb(i.targets[1]), m.likelyWeights);
}

// --- instructions

void Fn::instr(const Instr &i) {
  switch (i.op) {
  case Op::Copy: set(i, stable(i.args[0])); break;
  case Op::Zero: set(i, zero(i.type)); break;
  case Op::Neg: case Op::Not: case Op::BitNot: case Op::Real: case Op::Imag: unary(i); break;
  case Op::Complex: set(i, Val{one(i.args[0]), one(i.args[1])}); break;
  case Op::Add: case Op::Sub: case Op::Mul: case Op::Div: case Op::Rem: case Op::And: case Op::Or: case Op::Xor:
  case Op::AndNot: case Op::Shl: case Op::Shr:
    binary(i);
    break;
  case Op::Eq: case Op::Ne: case Op::Lt: case Op::Le: case Op::Gt: case Op::Ge: comparison(i); break;
  case Op::Concat: concat(i); break;
  case Op::Min: case Op::Max: minMax(i); break;
  case Op::Convert: convert(i); break;
  case Op::MakeIface: set(i, makeIface(i, i.type, i.args[0])); break;
  case Op::ConvIface: convIface(i); break;
  case Op::Assert: assertOp(i, false); break;
  case Op::AssertOk: assertOp(i, true); break;
  case Op::IsNil: {
    Value *p = one(i.args[0]);
    set(i, toBool(b.CreateIsNull(p)));
    break;
  }
  case Op::Tuple: case Op::Extract: case Op::StructVal: case Op::Field: case Op::ArrayVal: aggregate(i); break;
  case Op::Index: indexValue(i); break;
  case Op::Len: case Op::Cap: lenCap(i); break;
  case Op::Slice: sliceOp(i); break;
  case Op::SizeOf: set(i, word(info(i.type2).size)); break;
  case Op::AlignOf: set(i, word(info(i.type2).align.value())); break;
  case Op::OffsetOf: set(i, word(info(i.type2).offsets[i.index])); break;
  case Op::TypeDesc: set(i, m.descriptor(i.type2)); break;
  case Op::LocalAddr: set(i, locals[i.local].memory); break;
  case Op::FieldAddr: case Op::IndexAddr: case Op::Load: case Op::Store: case Op::NilCheck: case Op::New: memory(i); break;
  case Op::MakeSlice: makeSlice(i); break;
  case Op::MakeMap: case Op::MapGet: case Op::MapGetOk: case Op::MapAddr: case Op::MapDelete: case Op::MapIterStart:
  case Op::MapIterNext: case Op::MapIterKey: case Op::MapIterElem:
    mapOp(i);
    break;
  case Op::MakeChan: case Op::Send: case Op::Recv: case Op::RecvOk: case Op::Close: chanOp(i); break;
  case Op::Append: append(i); break;
  case Op::AppendSlice: appendSlice(i); break;
  case Op::AppendZeros: appendZeros(i); break;
  case Op::MoveToHeap: moveToHeap(i); break;
  case Op::CopySlice: copySlice(i); break;
  case Op::Clear: clearOp(i); break;
  case Op::StringRune: stringRune(i); break;
  case Op::Select: select(i); break;
  case Op::Call: callOp(i); break;
  case Op::CallClosure: callClosure(i); break;
  case Op::CallIface: callIface(i); break;
  case Op::CallMethod: case Op::MethodVal:
    m.error(i.pos, "internal error: " + std::string(gir::opName(i.op)) + " of a type parameter in " + f.linkName);
    break;
  case Op::Closure: closure(i); break;
  case Op::Capture: capture(i); break;
  case Op::Go: rt("newproc", {}, {one(i.args[0])}); break;
  case Op::DeferPush: deferPush(i); break;
  case Op::DeferReturn: rt("deferreturn", {}, {one(i.args[0])}); break;
  case Op::DeferPop: {
    Value *frame = one(i.args[0]);
    uint64_t head = l.at(abi::DeferFrame::head);
    storeAt(frame, head, loadPtr(loadPtr(frame, head), l.at(abi::Defer::next)));
    break;
  }
  case Op::DeferLeave: storeAt(g, l.at(abi::G::defers), loadPtr(one(i.args[0]), l.at(abi::DeferFrame::link))); break;
  case Op::DeferFrameAddr: set(i, locals[f.deferFrame].memory); break;
  case Op::CallerFrame:
  case Op::Recover: recover(i); break;
  case Op::WrapperEnter: {
    if (jumps)
      break;
    wrapper = true;
    auto *next = block(), *enter = block();
    b.CreateCondBr(b.CreateIsNull(loadPtr(g, l.at(abi::G::panics))), next, enter, m.likelyWeights);
    b.SetInsertPoint(enter);
    auto frame = [&](unsigned k) {
      return b.CreatePtrToInt(b.CreateIntrinsic(llvm::Intrinsic::frameaddress, {l.ptr}, {b.getInt32(k)}), l.word);
    };
    rt("wrapperenter", {}, {frame(1), frame(0)});
    b.CreateBr(next);
    b.SetInsertPoint(next);
    fn->addFnAttr(llvm::Attribute::NoInline);
    break;
  }
  case Op::Panic: {
    Val v = val(i.args[0]);
    auto *c = rt("gopanic", {}, {v[0], v[1]});
    c->setDoesNotReturn();
    c->addFnAttr(llvm::Attribute::Cold);
    break;
  }
  case Op::RuntimeCall: runtimeCall(i); break;
  case Op::Print: print(i); break;
  case Op::Intrinsic: callOp(i); break;
  case Op::KeepAlive: runtimeCall(i); break;
  case Op::UnsafeAdd: case Op::UnsafeSlice: case Op::UnsafeString: case Op::SliceData: case Op::StringData:
    unsafeOps(i);
    break;
  default: m.error(i.pos, "not yet supported: operation " + std::string(gir::opName(i.op))); break;
  }
}

} // namespace golem::lower
