// Makes registers of variables that only function literals needed the address of, once the literals are inlined.
//
//   before:  %1.n = new <int>             after:  %4.n = copy zero
//            %2.n = copy (p.f.func1) %1.n         %5 = add %4.n, 1
//            %3 = load %2.n                       %4.n = copy %5
//            %5 = add %3, 1
//            store %1.n, %5
//
// Conditions: the address is written once and is only loaded from, stored to, or copied into another register of which the same holds;
// the variable is no struct or array (LLVM splits those); the function defers nothing, for a register's value may be lost where
// a recovered panic resumes. Later passes see a variable whose uses they can count.
// Cost: linear in the code.
#include "opt/improving/promote.h"

#include "gir/builder.h"

#include <vector>

namespace golem::opt {

using namespace gir;

static bool isSplitByLlvm(types::Type *t) {
  auto kind = types::unalias(t)->underlying()->kind();
  return kind == types::TypeKind::Struct || kind == types::TypeKind::Array;
}

// Reads the variable itself where a register has its value only until the variable changes.
static void forwardReads(Function &f, const std::vector<bool> &promoted) {
  constexpr size_t far = 64; // instructions looked ahead
  std::vector<uint32_t> uses(f.locals.size());
  for (const Block &b : f.blocks)
    for (const Instr &i : b.instrs)
      for (const Operand &o : i.args)
        if (o.kind == Operand::Local)
          uses[o.local]++;
  for (Block &b : f.blocks) {
    std::vector<bool> dead(b.instrs.size());
    for (size_t k = 0; k < b.instrs.size(); k++) {
      const Instr &copy = b.instrs[k];
      if (copy.op != Op::Copy || copy.dst == none || f.locals[copy.dst].kind != LocalKind::Temp ||
          copy.args[0].kind != Operand::Local || !promoted[copy.args[0].local])
        continue;
      LocalId temp = copy.dst, v = copy.args[0].local;
      uint32_t left = uses[temp];
      size_t end = k + 1; // behind the last use
      for (size_t n = k + 1; left > 0 && n < b.instrs.size() && n < k + far; n++) {
        for (const Operand &o : b.instrs[n].args)
          if (o.kind == Operand::Local && o.local == temp) {
            left--;
            end = n + 1;
          }
        if (b.instrs[n].dst == v)
          break;
      }
      if (left > 0)
        continue;
      dead[k] = true;
      for (size_t n = k + 1; n < end; n++)
        for (Operand &o : b.instrs[n].args)
          if (o.kind == Operand::Local && o.local == temp)
            o.local = v;
    }
    size_t k = 0;
    std::erase_if(b.instrs, [&](const Instr &) { return dead[k++]; });
  }
}

void promoteShared(Function &f) {
  if (f.deferFrame != none)
    return;
  // What each register holds the address of: the register that the variable was made in.
  std::vector<LocalId> home(f.locals.size(), none);
  std::vector<uint32_t> writes(f.locals.size());
  std::vector<LocalId> made;
  for (LocalId p : f.params)
    writes[p]++;
  for (const Block &b : f.blocks)
    for (const Instr &i : b.instrs)
      if (i.dst != none) {
        writes[i.dst]++;
        if (i.op == Op::New && !isSplitByLlvm(i.type2)) {
          home[i.dst] = i.dst;
          made.push_back(i.dst);
        }
      }
  if (made.empty())
    return;
  auto homeOf = [&](const Operand &o) { return o.kind == Operand::Local ? home[o.local] : none; };
  for (bool again = true; again;) { // copies of copies
    again = false;
    for (const Block &b : f.blocks)
      for (const Instr &i : b.instrs)
        if (i.op == Op::Copy && i.dst != none && home[i.dst] == none && homeOf(i.args[0]) != none) {
          home[i.dst] = homeOf(i.args[0]);
          again = true;
        }
  }
  std::vector<bool> stays(f.locals.size());
  for (LocalId l : made)
    stays[l] = writes[l] != 1;
  for (const Block &b : f.blocks)
    for (const Instr &i : b.instrs)
      for (size_t k = 0; k < i.args.size(); k++)
        if (LocalId l = homeOf(i.args[k]); l != none) {
          bool copied = i.op == Op::Copy && i.dst != none && writes[i.dst] == 1 && home[i.dst] == l;
          if (!copied && i.op != Op::Load && (i.op != Op::Store || k != 0))
            stays[l] = true;
        }

  std::vector<LocalId> variable(f.locals.size(), none);
  for (Block &b : f.blocks)
    for (const Instr &i : b.instrs)
      if (i.op == Op::New && i.dst != none && home[i.dst] == i.dst && !stays[i.dst]) {
        Local v = f.locals[i.dst];
        v.type = i.type2;
        if (v.kind == LocalKind::Temp)
          v.kind = LocalKind::Var;
        variable[i.dst] = LocalId(f.locals.size());
        f.locals.push_back(v);
      }
  auto variableOf = [&](const Operand &o) {
    LocalId l = homeOf(o);
    return l == none ? none : variable[l];
  };
  for (Block &b : f.blocks) {
    std::erase_if(b.instrs, [&](const Instr &i) { return i.op == Op::Copy && variableOf(i.args[0]) != none; });
    for (Instr &i : b.instrs) {
      if (i.op == Op::New && i.dst < home.size() && home[i.dst] == i.dst && variable[i.dst] != none) {
        i.dst = variable[i.dst];
        i.args = {zeroOp(i.type2)};
      } else if (i.op == Op::Load && variableOf(i.args[0]) != none) {
        i.args = {localOp(variableOf(i.args[0]))};
      } else if (i.op == Op::Store && variableOf(i.args[0]) != none) {
        i.dst = variableOf(i.args[0]);
        i.args.erase(i.args.begin());
      } else {
        continue;
      }
      i.op = Op::Copy;
      i.flags = 0;
      i.type = f.locals[i.dst != none ? i.dst : i.args[0].local].type;
      i.type2 = nullptr;
    }
  }
  std::vector<bool> promoted(f.locals.size());
  for (LocalId v : variable)
    if (v != none)
      promoted[v] = true;
  forwardReads(f, promoted);
}

} // namespace golem::opt
