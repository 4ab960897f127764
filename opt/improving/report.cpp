// See report.h. Names are as gc prints them: those of the package being compiled without qualifier, others behind the last
// element of their package's path.
#include "opt/improving/report.h"

#include "gir/builder.h"
#include "gir/linkname.h"
#include "opt/improving/inline.h"
#include "types/predicates.h"

namespace golem::opt {

using namespace gir;

namespace {

// "net/netip.Addr.Is4" → "netip.Addr.Is4", or without the package's name when that is `own`.
std::string shortName(std::string_view symbol, std::string_view own) {
  if (symbol.starts_with(own) && symbol.size() > own.size() && symbol[own.size()] == '.')
    return std::string(symbol.substr(own.size() + 1));
  size_t slash = symbol.substr(0, symbol.find('[')).rfind('/');
  return std::string(slash == symbol.npos ? symbol : symbol.substr(slash + 1));
}

std::string allocationText(const Function &f, const Instr &i) {
  switch (i.op) {
  case Op::New: return "new(" + linkString(i.type2) + ")";
  case Op::MakeSlice: return "make(" + linkString(i.type) + ")";
  case Op::MakeMap: return "make(" + linkString(i.type) + ")";
  case Op::Closure: return i.args.empty() ? "" : "func literal";
  case Op::Concat: return "string concatenation";
  case Op::MakeIface: {
    types::Type *t = i.args[0].kind == Operand::Local ? gir::typeOf(f, i.args[0]) : nullptr;
    if (t == nullptr || types::isInterface(t) || types::as<types::Pointer>(types::unalias(t)->underlying()))
      return "";
    return linkString(t) + " in an interface";
  }
  default: return "";
  }
}

void reportParam(const types::Var *p, const Flow &flow, const std::function<void(source::Pos, std::string)> &say) {
  if (p->name().empty() || p->name() == "_")
    return;
  std::string name(p->name());
  if (flow.heap != Flow::never)
    return say(p->pos(), (flow.heap == 0 ? "leaking param: " : "leaking param content: ") + name);
  for (size_t r = 0; r < flow.results.size(); r++)
    if (flow.results[r] != Flow::never)
      say(p->pos(), std::string("leaking param: ") + name + " to result ~r" + std::to_string(r) +
                     " level=" + std::to_string(flow.results[r]));
}

} // namespace

void report(const Function &f, const std::function<void(source::Pos, std::string)> &say) {
  std::string_view own = f.linkName;
  size_t slash = own.rfind('/', own.find('('));
  size_t dot = own.find('.', slash == own.npos ? 0 : slash);
  own = own.substr(0, dot);
  if (f.inlineCost > inlineBudget)
    say(f.pos, "cannot inline " + shortName(f.linkName, own) + ": function too complex: cost " + std::to_string(f.inlineCost) +
                   " exceeds budget " + std::to_string(inlineBudget));
  if (f.inlineCost >= 0 && f.inlineCost <= inlineBudget)
    say(f.pos, "can inline " + shortName(f.linkName, own));
  for (const InlinedCall &c : f.inlines) {
    source::Pos at = c.call;
    for (uint32_t p = c.parent; p != none; p = f.inlines[p].parent)
      at = f.inlines[p].call;
    say(at, "inlining call to " + shortName(c.name, own));
  }
  auto declared = types::tupleVars(f.sig->params());
  std::vector<types::Var *> params(declared.begin(), declared.end());
  if (params.size() + 1 == f.params.size() && f.sig->recv() != nullptr)
    params.insert(params.begin(), f.sig->recv());
  for (size_t k = 0; f.leaks.known && k < params.size() && k < f.leaks.params.size(); k++)
    reportParam(params[k], f.leaks.params[k], say);
  for (const Block &b : f.blocks)
    for (const Instr &i : b.instrs)
      if (std::string what = allocationText(f, i); !what.empty()) {
        source::Pos at = i.pos;
        for (uint32_t p = i.inlined; p != none; p = f.inlines[p].parent)
          at = f.inlines[p].call;
        say(at, what + (i.flags & Stack ? " does not escape" : " escapes to heap"));
      }
}

} // namespace golem::opt
