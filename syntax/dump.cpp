// The listing of -dump=ast: one node per line, indented by depth: kind, line:column, what the node itself says.
#include "syntax/printer.h"
#include "syntax/walk.h"

namespace golem::syntax {

namespace {

using base::cast;

std::string flagNames(const Pragmas* p) {
  if (p == nullptr)
    return {};
  struct Entry {
    uint32_t flag;
    const char* name;
  };
  static constexpr Entry table[] = {
      {PragmaNointerface, "nointerface"},
      {PragmaNoescape, "noescape"},
      {PragmaNorace, "norace"},
      {PragmaNosplit, "nosplit"},
      {PragmaNoinline, "noinline"},
      {PragmaNoCheckPtr, "nocheckptr"},
      {PragmaCgoUnsafeArgs, "cgo_unsafe_args"},
      {PragmaUintptrKeepAlive, "uintptrkeepalive"},
      {PragmaUintptrEscapes, "uintptrescapes"},
      {PragmaSystemstack, "systemstack"},
      {PragmaNowritebarrier, "nowritebarrier"},
      {PragmaNowritebarrierrec, "nowritebarrierrec"},
      {PragmaYeswritebarrierrec, "yeswritebarrierrec"},
      {PragmaRegisterParams, "registerparams"},
      {PragmaGoBuild, "build"},
  };
  std::string s;
  for (const Entry& e : table)
    if ((p->flags & e.flag) != 0)
      s += std::string(" //go:") + e.name;
  for (const PragmaEmbed& e : p->embeds)
    for (std::string_view pattern : e.patterns)
      s += " //go:embed " + std::string(pattern);
  return s;
}

std::string present(std::initializer_list<std::pair<const char*, bool>> parts) {
  std::string s;
  for (auto [name, there] : parts)
    if (there)
      s += std::string(" ") + name;
  return s;
}

std::string attributes(const Node* n) {
  auto quoted = [](std::string_view s) { return " " + std::string(s); };
  switch (n->kind) {
  case NodeKind::File: {
    auto* f = cast<File>(n);
    std::string s = flagNames(f->pragma);
    if (!f->goVersion.empty())
      s += quoted(f->goVersion);
    for (const Linkname& l : f->linknames)
      s += " //go:linkname " + std::string(l.local) + " " + std::string(l.remote);
    for (const CgoDirective& d : f->cgoDirectives)
      for (std::string_view field : d.fields)
        s += quoted(field);
    return s;
  }
  case NodeKind::ConstDecl: return present({{"grouped", cast<ConstDecl>(n)->group != nullptr}});
  case NodeKind::VarDecl: return flagNames(cast<VarDecl>(n)->pragma);
  case NodeKind::TypeDecl: return present({{"alias", cast<TypeDecl>(n)->alias}}) + flagNames(cast<TypeDecl>(n)->pragma);
  case NodeKind::FuncDecl: {
    auto* f = cast<FuncDecl>(n);
    return present({{"method", f->recv != nullptr}, {"no body", f->body == nullptr}}) + flagNames(f->pragma);
  }
  case NodeKind::Name: return quoted(cast<Name>(n)->value);
  case NodeKind::BasicLit: return quoted(cast<BasicLit>(n)->value) + (cast<BasicLit>(n)->bad ? " bad" : "");
  case NodeKind::CompositeLit: return present({{"untyped", cast<CompositeLit>(n)->type == nullptr}});
  case NodeKind::SliceExpr: {
    auto* x = cast<SliceExpr>(n);
    return present({{"low", x->index[0] != nullptr}, {"high", x->index[1] != nullptr}, {"max", x->full}});
  }
  case NodeKind::Operation: {
    auto* o = cast<Operation>(n);
    return quoted(spelling(o->op)) + (o->y == nullptr ? " unary" : "");
  }
  case NodeKind::CallExpr: return present({{"...", cast<CallExpr>(n)->hasDots}});
  case NodeKind::ArrayType: return present({{"[...]", cast<ArrayType>(n)->len == nullptr}});
  case NodeKind::ChanType: {
    ChanDir dir = cast<ChanType>(n)->dir;
    return present({{"send", dir == ChanDir::SendOnly}, {"receive", dir == ChanDir::RecvOnly}});
  }
  case NodeKind::FuncType:
    return " params=" + std::to_string(cast<FuncType>(n)->paramList.size()) +
           " results=" + std::to_string(cast<FuncType>(n)->resultList.size());
  case NodeKind::AssignStmt: {
    auto* a = cast<AssignStmt>(n);
    if (a->rhs == nullptr)
      return quoted(a->op == Operator::Add ? "++" : "--");
    return quoted(std::string(spelling(a->op)) + "=");
  }
  case NodeKind::RangeClause: return present({{":=", cast<RangeClause>(n)->def}});
  case NodeKind::BranchStmt: return quoted(spelling(cast<BranchStmt>(n)->tok));
  case NodeKind::CallStmt: return quoted(spelling(cast<CallStmt>(n)->tok));
  case NodeKind::IfStmt: {
    auto* s = cast<IfStmt>(n);
    return present({{"init", s->init != nullptr}, {"else", s->els != nullptr}});
  }
  case NodeKind::ForStmt: {
    auto* s = cast<ForStmt>(n);
    return present({{"init", s->init != nullptr}, {"cond", s->cond != nullptr}, {"post", s->post != nullptr}});
  }
  case NodeKind::SwitchStmt: {
    auto* s = cast<SwitchStmt>(n);
    return present({{"init", s->init != nullptr}, {"tag", s->tag != nullptr}});
  }
  case NodeKind::CaseClause: return present({{"default", cast<CaseClause>(n)->cases == nullptr}});
  case NodeKind::CommClause: return present({{"default", cast<CommClause>(n)->comm == nullptr}});
  default: return {};
  }
}

struct Dumper {
  const source::Manager& sources;
  std::string out;
  size_t depth = 0;

  void visit(const Node* n) {
    source::Position at = sources.absolute(n->pos);
    out.append(depth * 2, ' ');
    out += kindName(n->kind);
    out += ' ' + std::to_string(at.line) + ':' + std::to_string(at.col);
    out += attributes(n);
    out += '\n';
    ++depth;
    forEachChild(n, [](void* self, Node* child) { static_cast<Dumper*>(self)->visit(child); }, this);
    --depth;
  }
};

}  // namespace

std::string dump(const Node* n, const source::Manager& sources) {
  Dumper d{sources, {}};
  if (n != nullptr)
    d.visit(n);
  return std::move(d.out);
}

}  // namespace golem::syntax
