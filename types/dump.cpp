// See dump.h.
#include "types/dump.h"

#include "syntax/printer.h"
#include "syntax/walk.h"
#include "types/operand.h"

namespace golem::types {

namespace {

void objects(std::string& out, Package* pkg, const Qualifier& qf) {
  for (std::string_view name : pkg->scope()->names()) {
    Object* obj = pkg->scope()->lookup(name);
    out += objectString(obj, qf);
    if (auto* c = as<Const>(obj); c != nullptr && c->val() != nullptr) out += " = " + constant::toString(c->val());
    out += '\n';
    auto* tname = as<TypeName>(obj);
    auto* named = tname != nullptr && !tname->isAlias() ? as<Named>(tname->type()) : nullptr;
    for (int i = 0; named != nullptr && i < named->numMethods(); i++)
      out += "    " + objectString(named->method(i), qf) + '\n';
  }
}

void initOrder(std::string& out, const Info& info) {
  out += "\ninitialisation order\n";
  for (const Initializer& i : info.initOrder) {
    out += "    ";
    for (size_t k = 0; k < i.lhs.size(); k++) {
      if (k > 0) out += ", ";
      out += i.lhs[k]->name();
    }
    out += " = " + syntax::toString(i.rhs) + '\n';
  }
}

}  // namespace

std::string dump(Package* pkg, const Info& info, std::span<syntax::File* const> files, const source::Manager& sources) {
  Qualifier qf = relativeTo(pkg);
  std::string out = "package " + std::string(pkg->name()) + '\n';
  objects(out, pkg, qf);
  initOrder(out, info);
  out += "\nexpressions\n";
  for (syntax::File* file : files) {
    syntax::inspect(file, [&](syntax::Node* n) {
      auto* e = dyn_cast<syntax::Expr>(n);
      auto mode = e != nullptr ? OperandMode(e->tv.mode) : OperandMode::Invalid;
      if (mode == OperandMode::Invalid) return true;
      out += sources.format(e->pos) + ": " + syntax::toString(e) + ": " + std::string(operandModeString(mode));
      if (e->tv.value != nullptr) out += ' ' + constant::toString(e->tv.value);
      if (e->tv.type != nullptr) out += " of type " + typeString(e->tv.type, qf);
      if (auto* s = dyn_cast<syntax::SelectorExpr>(e); s != nullptr && s->selection != nullptr)
        out += " (" + selectionString(s->selection, qf) + ")";
      if (auto* name = dyn_cast<syntax::Name>(e)) {
        if (auto it = info.instances.find(name); it != info.instances.end()) {
          out += " [";
          for (size_t i = 0; i < it->second.targs->size(); i++)
            out += (i > 0 ? ", " : "") + typeString((*it->second.targs)[i], qf);
          out += "]";
        }
      }
      out += '\n';
      return true;
    });
  }
  return out;
}

}  // namespace golem::types
