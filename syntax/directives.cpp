// Directives against the declarations that they were attached to.
#include "syntax/directives.h"

#include <unordered_set>

#include "base/unicode.h"
#include "syntax/walk.h"

namespace golem::syntax {

namespace {

using base::dyn_cast;
using base::isa;

struct Checker {
  const DirectiveRules& rules;
  diag::Reporter& reporter;
  std::unordered_set<std::string_view> declared;    // package-level functions and variables
  std::unordered_set<std::string_view> linknamed;
  bool importsEmbed = false, importsUnsafe = false;  // of the current file

  void error(Pos p, std::string message) { reporter.error(p, std::move(message)); }
  void collect(const File* f);
  void allowed(const Pragmas* p, uint32_t flags, bool embedOk);
  void import(const ImportDecl* d);
  void var(const VarDecl* d, bool withinFunc);
  void visit(Node* n, bool withinFunc);
  void linkname(const Linkname& l);
  void func(const FuncDecl* f);
};

void Checker::collect(const File* f) {
  for (Decl* d : f->declList) {
    if (auto* fn = dyn_cast<FuncDecl>(d); fn != nullptr && fn->recv == nullptr)
      declared.insert(fn->name->value);
    if (auto* v = dyn_cast<VarDecl>(d))
      for (Name* n : v->nameList)
        declared.insert(n->value);
  }
}

void Checker::allowed(const Pragmas* p, uint32_t flags, bool embedOk) {
  if (p == nullptr)
    return;
  for (const PragmaPos& at : p->positions)
    if ((at.flags & ~flags) != 0)
      error(at.pos, "misplaced compiler directive");
  if (!embedOk)
    for (const PragmaEmbed& e : p->embeds)
      error(e.pos, "misplaced go:embed directive");
}

void Checker::import(const ImportDecl* d) {
  allowed(d->pragma, 0, false);
  std::string path;
  if (d->path == nullptr || !base::unquote(d->path->value, &path))
    return;
  importsEmbed = importsEmbed || path == "embed";
  importsUnsafe = importsUnsafe || path == "unsafe";
}

void Checker::var(const VarDecl* d, bool withinFunc) {
  allowed(d->pragma, 0, true);
  if (d->pragma == nullptr || d->pragma->embeds.empty())
    return;
  Pos at = d->pragma->embeds[0].pos;
  if (!importsEmbed)
    error(at, "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)");
  else if (d->nameList.size() > 1)
    error(at, "go:embed cannot apply to multiple vars");
  else if (d->values != nullptr)
    error(at, "go:embed cannot apply to var with initializer");
  else if (d->type == nullptr)
    error(at, "go:embed cannot apply to var without type");
  else if (withinFunc)
    error(at, "go:embed cannot apply to var inside func");
  else if (rules.langMinor < 16)
    error(at, "go:embed requires go1.16 or later (-lang was set to " + std::string(rules.lang) + "; check go.mod)");
}

void Checker::visit(Node* n, bool withinFunc) {
  switch (n->kind) {
  case NodeKind::ImportDecl: import(base::cast<ImportDecl>(n)); break;
  case NodeKind::ConstDecl: allowed(base::cast<ConstDecl>(n)->pragma, 0, false); break;
  case NodeKind::TypeDecl: allowed(base::cast<TypeDecl>(n)->pragma, 0, false); break;
  case NodeKind::VarDecl: var(base::cast<VarDecl>(n), withinFunc); break;
  case NodeKind::FuncDecl: allowed(base::cast<FuncDecl>(n)->pragma, funcPragmas, false); break;
  case NodeKind::BlockStmt: withinFunc = true; break;
  default: break;
  }
  struct Context {
    Checker* self;
    bool withinFunc;
  } context{this, withinFunc};
  forEachChild(
      n,
      [](void* data, Node* child) {
        auto* c = static_cast<Context*>(data);
        c->self->visit(child, c->withinFunc);
      },
      &context);
}

void Checker::linkname(const Linkname& l) {
  if (!importsUnsafe)
    return error(l.pos, "//go:linkname only allowed in Go files that import \"unsafe\"");
  if (l.remote.find('[') != std::string_view::npos && l.remote.find(']') != std::string_view::npos)
    return error(l.pos, "//go:linkname reference of an instantiation is not allowed");
  if (l.local == "_" || l.local == "init" || !declared.contains(l.local)) {
    if (rules.langMinor >= 18)
      error(l.pos, "//go:linkname must refer to declared function or variable");
    return;
  }
  if (!linknamed.insert(l.local).second)
    error(l.pos, "duplicate //go:linkname for " + std::string(l.local));
}

void Checker::func(const FuncDecl* f) {
  if (f->recv == nullptr && f->name->value == "_")
    return;
  static constexpr Pragmas none;
  const Pragmas& p = f->pragma != nullptr ? *f->pragma : none;
  if (p.has(PragmaSystemstack) && p.has(PragmaNosplit))
    error(f->pos, "go:nosplit and go:systemstack cannot be combined");
  if (f->body == nullptr) {
    // A function with a linkname has its body elsewhere, and an imported one in the host.
    bool elsewhere = p.wasmImport != nullptr || (f->recv == nullptr && linknamed.contains(f->name->value));
    if ((rules.complete || f->name->value == "init") && !elsewhere)
      error(f->pos, "missing function body");
    return;
  }
  if (p.has(PragmaNoescape))
    error(f->pos, "can only use //go:noescape with external func implementations");
  if (p.wasmImport != nullptr)
    error(f->pos, "can only use //go:wasmimport with external func implementations");
  if (p.has(PragmaUintptrKeepAlive) && !p.has(PragmaUintptrEscapes) && !p.has(PragmaNosplit))
    error(f->pos, "go:uintptrkeepalive requires go:nosplit");
}

}  // namespace

void checkDirectives(std::span<File* const> files, const DirectiveRules& rules, diag::Reporter& reporter) {
  Checker c{rules, reporter, {}, {}};
  for (File* f : files)
    c.collect(f);
  for (File* f : files) {
    c.importsEmbed = c.importsUnsafe = false;
    c.allowed(f->pragma, PragmaGoBuild, false);
    c.visit(f, false);
    for (const Linkname& l : f->linknames)
      c.linkname(l);
  }
  for (File* f : files)
    for (Decl* d : f->declList)
      if (auto* fn = dyn_cast<FuncDecl>(d))
        c.func(fn);
}

}  // namespace golem::syntax
