// See print.h. Locals are %n (with their source name), blocks bn.
#include "gir/print.h"

#include "gir/builder.h"
#include "gir/linkname.h"

namespace golem::gir {

namespace {

std::string typeText(types::Type *t) { return t == nullptr ? "void" : linkString(t); }

void local(std::string &out, const Function &f, LocalId l) {
  out += '%';
  out += std::to_string(l);
  if (l < f.locals.size() && !f.locals[l].name.empty()) {
    out += '.';
    out += f.locals[l].name;
  }
}

void operand(std::string &out, const Function &f, const Operand &o) {
  switch (o.kind) {
  case Operand::None: out += '_'; break;
  case Operand::Local: local(out, f, o.local); break;
  case Operand::Const:
    out += constant::exactString(o.value);
    out += ':';
    out += typeText(o.type);
    break;
  case Operand::Func:
    out += '&';
    out += symbolName(*o.func);
    break;
  case Operand::GlobalAddr:
    out += '@';
    out += o.global->linkName;
    break;
  case Operand::Zero:
    out += "zero:";
    out += typeText(o.type);
    break;
  }
}

void instr(std::string &out, const Function &f, const Instr &i) {
  out += "  ";
  if (i.dst != none) {
    local(out, f, i.dst);
    out += " = ";
  }
  out += opName(i.op);
  static constexpr std::pair<uint16_t, std::string_view> flags[] = {
      {NonNil, "nonnil"}, {NoBounds, "nobounds"}, {Stack, "stack"},   {Once, "once"}, {Refill, "refill"},
      {HasDefault, "default"}, {Newline, "newline"}, {Likely, "likely"}, {Unlikely, "unlikely"},
      {Volatile, "volatile"}, {Variadic, "variadic"}, {View, "view"}};
  for (auto &[bit, name] : flags)
    if (i.flags & bit) {
      out += ' ';
      out += name;
    }
  if (i.callee) {
    out += " {";
    out += symbolName(*i.callee);
    out += '}';
  }
  if (i.method) {
    out += " {";
    out += i.method->name();
    out += '}';
  }
  if (!i.name.empty()) {
    out += " {";
    out += i.name;
    out += '}';
  }
  if (i.local != none) {
    out += " {";
    local(out, f, i.local);
    out += '}';
  }
  if (i.op == Op::Extract || i.op == Op::Field || i.op == Op::FieldAddr || i.op == Op::Capture || i.op == Op::OffsetOf) {
    out += " {";
    out += std::to_string(i.index);
    out += '}';
  }
  if (i.op == Op::MoveToHeap && i.index != 0)
    out += " capacity";
  if ((i.op == Op::Call || i.op == Op::CallClosure) && i.index != 0) {
    out += " lends";
    for (size_t k = 0; k < i.args.size() && k < 64; k++)
      if (i.index >> k & 1)
        out += ' ' + std::to_string(k);
  }
  if (i.inlined != none && i.inlined < f.inlines.size()) {
    out += " (";
    out += f.inlines[i.inlined].name;
    out += ')';
  }
  for (size_t k = 0; k < i.args.size(); k++) {
    out += k ? ", " : " ";
    operand(out, f, i.args[k]);
  }
  for (size_t k = 0; k < i.cases.size(); k++) {
    out += i.cases[k].send ? " [send " : " [recv ";
    out += std::to_string(i.cases[k].chan);
    if (i.cases[k].slot != none)
      out += ' ' + std::to_string(i.cases[k].slot);
    out += ']';
  }
  if (i.type2) {
    out += " <";
    out += typeText(i.type2);
    out += '>';
  }
  if (i.type) {
    out += " : ";
    out += typeText(i.type);
  }
  for (size_t k = 0; k < i.targets.size(); k++) {
    out += k ? ", " : " -> ";
    if (i.op == Op::Switch && k > 0 && k - 1 < i.caseValues.size()) {
      out += constant::exactString(i.caseValues[k - 1]);
      out += ' ';
    }
    out += 'b';
    out += std::to_string(i.targets[k]);
  }
  out += '\n';
}

} // namespace

void print(std::string &out, const Function &f) {
  out += "func ";
  out += f.linkName;
  if (!f.typeParams.empty()) {
    out += '[';
    for (size_t i = 0; i < f.typeParams.size(); i++) {
      if (i)
        out += ',';
      out += typeText(f.typeParams[i]);
    }
    out += ']';
  }
  out += '(';
  for (size_t i = 0; i < f.params.size(); i++) {
    if (i)
      out += ", ";
    local(out, f, f.params[i]);
    out += ' ';
    out += typeText(f.locals[f.params[i]].type);
  }
  out += ')';
  for (size_t i = 0; i < f.results.size(); i++) {
    out += i ? ", " : " -> ";
    local(out, f, f.results[i]);
    out += ' ';
    out += typeText(f.locals[f.results[i]].type);
  }
  if (f.isClosure)
    out += " closure";
  if (f.isWrapper)
    out += " wrapper";
  if (f.isHidden)
    out += " hidden";
  if (f.noSplit)
    out += " nosplit";
  if (f.noInline)
    out += " noinline";
  if (f.isDead)
    out += " dead";
  out += " {\n";
  for (LocalId l = 0; l < f.locals.size(); l++)
    if (f.locals[l].memory) {
      out += "  var ";
      local(out, f, l);
      out += ' ';
      out += f.locals[l].kind == LocalKind::MapIter      ? "mapiter"
             : f.locals[l].kind == LocalKind::DeferFrame ? "deferframe"
                                                         : typeText(f.locals[l].type);
      out += '\n';
    }
  for (BlockId b = 0; b < f.blocks.size(); b++) {
    out += 'b';
    out += std::to_string(b);
    out += ":\n";
    for (const Instr &i : f.blocks[b].instrs)
      instr(out, f, i);
  }
  out += "}\n";
}

void print(std::string &out, const Package &p) {
  out += "package ";
  out += p.path;
  out += '\n';
  for (const Global &g : p.globals) {
    out += g.isExternal ? "extern " : g.readOnly ? "const " : "var ";
    out += g.linkName;
    out += ' ';
    out += typeText(g.type);
    out += '\n';
  }
  for (const Function &f : p.functions) {
    out += '\n';
    print(out, f);
  }
}

} // namespace golem::gir
