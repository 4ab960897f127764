// Channels and select.
#include "lower/fn.h"

namespace golem::lower {

using namespace types;

// What the last value received holds is no more held while the goroutine waits for the next one.
void Fn::clearReceiver(Value *slot, Type *elem) {
  if (!llvm::isa<llvm::ConstantPointerNull>(slot) && info(elem).pointers())
    clear(slot, elem);
}

void Fn::chanOp(const Instr &i) {
  Value *null = llvm::ConstantPointerNull::get(l.ptr);
  switch (i.op) {
  case Op::MakeChan: {
    bool sized = !i.args.empty() && i.args[0].kind != Operand::None;
    return set(i, rt("makechan", {l.ptr}, {m.descriptor(i.type), sized ? length(i.args[0], "panicMakeChanSize") : word(0)}));
  }
  case Op::Send: {
    auto *c = as<Chan>(info(typeOf(i.args[0])).under);
    Value *ch = one(i.args[0]);
    Val v = val(i.args[1]);
    rt("chansend1", {}, {ch, spill(c->elem(), v)});
    return;
  }
  case Op::Recv:
  case Op::RecvOk: {
    auto *c = as<Chan>(info(typeOf(i.args[0])).under);
    Value *ch = one(i.args[0]);
    bool wanted = i.dst != gir::none && (locals[i.dst].uses != 0 || !locals[i.dst].ssa);
    Value *slot = wanted && info(c->elem()).size != 0 ? static_cast<Value *>(alloca_(c->elem())) : null;
    auto read = [&] { return slot == null ? (wanted ? zero(c->elem()) : Val{}) : Emitter::load(slot, c->elem()); };
    clearReceiver(slot, c->elem());
    if (i.op == Op::Recv) {
      rt("chanrecv1", {}, {ch, slot});
      if (wanted)
        set(i, read());
      return;
    }
    Value *ok = rt("chanrecv2", {l.i8}, {ch, slot});
    if (wanted) {
      Val v = read();
      v.push_back(ok);
      set(i, v);
    }
    return;
  }
  case Op::Close: rt("closechan", {}, {one(i.args[0])}); return;
  default: return;
  }
}

// scase { c *hchan; elem unsafe.Pointer }; sends stand first, the index of the chosen one is mapped back.
void Fn::select(const Instr &i) {
  Value *null = llvm::ConstantPointerNull::get(l.ptr);
  bool hasDefault = i.flags & gir::HasDefault;
  auto chan = [&](const gir::SelectCase &c) { return one(i.args[c.chan]); };
  auto slot = [&](const gir::SelectCase &c) {
    return c.slot == gir::none || i.args[c.slot].kind == Operand::None ? null : one(i.args[c.slot]);
  };
  size_t n = i.cases.size();
  for (const gir::SelectCase &c : i.cases)
    if (!c.send)
      clearReceiver(slot(c), as<Chan>(info(typeOf(i.args[c.chan])).under)->elem());
  if (n == 0) {
    if (hasDefault)
      return set(i, Val{word(~0ull), b.getInt8(0)});
    rt("block", {}, {});
    return set(i, Val{word(0), b.getInt8(0)});
  }
  if (n == 1) {
    const auto &c = i.cases[0];
    if (!hasDefault) {
      if (c.send) {
        rt("chansend1", {}, {chan(c), slot(c)});
        return set(i, Val{word(0), b.getInt8(0)});
      }
      return set(i, Val{word(0), rt("chanrecv2", {l.i8}, {chan(c), slot(c)})});
    }
    Value *sel, *ok = b.getInt8(0);
    if (c.send) {
      sel = rt("selectnbsend", {l.i8}, {chan(c), slot(c)});
    } else {
      Val r = rtVal("selectnbrecv", {l.i8, l.i8}, {slot(c), chan(c)});
      sel = r[0];
      ok = r[1];
    }
    return set(i, Val{b.CreateSelect(toI1(sel), word(0), word(~0ull)), ok});
  }
  std::vector<size_t> order;
  for (size_t k = 0; k < n; k++)
    if (i.cases[k].send)
      order.push_back(k);
  size_t sends = order.size();
  for (size_t k = 0; k < n; k++)
    if (!i.cases[k].send)
      order.push_back(k);
  auto *cases = alloca_(l.size<abi::SelectCase>() * n, l.wordAlign);
  auto *perm = alloca_(4 * n, llvm::Align(2));
  for (size_t k = 0; k < n; k++) {
    uint64_t at = l.size<abi::SelectCase>() * k;
    storeAt(cases, at + l.at(abi::SelectCase::channel), chan(i.cases[order[k]]));
    storeAt(cases, at + l.at(abi::SelectCase::elem), slot(i.cases[order[k]]));
  }
  Val r = rtVal("selectgo", {l.word, l.i8}, {cases, perm, null, word(sends), word(n - sends), b.getInt8(hasDefault ? 0 : 1)});
  bool straight = true;
  for (size_t k = 0; k < n; k++)
    straight &= order[k] == k;
  Value *chosen = r[0];
  if (!straight) {
    // The table's entry before the first serves the default, -1.
    Data d(l);
    d.word(~0ull);
    for (size_t k : order)
      d.word(k);
    chosen = b.CreateAlignedLoad(l.word, b.CreateGEP(l.word, m.blob(d, l.wordAlign), b.CreateAdd(chosen, word(1))), l.wordAlign);
  }
  set(i, Val{chosen, r[1]});
}

} // namespace golem::lower
