// A package: what it declares, in which order it is initialised, names that directives change.
#include "girgen/package.h"

#include "girgen/func.h"
#include "syntax/pragma.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace golem::girgen {

using namespace syntax;
using base::dyn_cast;
using gir::FuncRef;

Type *PackageGen::pointerTo(Type *t) {
  Type *&p = pointers[t];
  if (p == nullptr)
    p = types::newPointer(t);
  return p;
}

Type *PackageGen::sliceOf(Type *t) {
  Type *&p = slices[t];
  if (p == nullptr)
    p = types::newSlice(t);
  return p;
}

types::Tuple *PackageGen::tupleOf(std::vector<Type *> ts) {
  std::vector<Var *> vars;
  for (Type *t : ts)
    vars.push_back(types::newParam({}, nullptr, "", t));
  return types::newTuple(std::move(vars));
}

types::Signature *PackageGen::niladic() {
  if (niladicSig == nullptr)
    niladicSig = new types::Signature();
  return niladicSig;
}

bool PackageGen::fileAtLeast(const File *f, int minor) {
  auto [it, fresh] = versions.try_emplace(f, 99);
  if (fresh) {
    std::string v = in.goVersion;
    if (auto k = info.fileVersions.find(f); k != info.fileVersions.end() && !k->second.empty())
      v = k->second;
    if (v.starts_with("go1."))
      it->second = atoi(v.c_str() + 4);
  }
  return it->second >= minor;
}

// ---- names

std::string PackageGen::linkNameOf(types::Object *o) {
  if (auto *ln = linknameFor(o))
    return *ln;
  if (in.renamed && o->pkg() != in.pkg)
    if (std::string_view n = in.renamed(o); !n.empty())
      return std::string(n);
  std::string s;
  if (o->pkg() != nullptr)
    s = gir::symbolPath(o->pkg() == in.pkg ? std::string_view(in.path) : o->pkg()->path()) + ".";
  if (auto *f = types::as<types::Func>(o)) {
    if (Var *r = f->receiver()) {
      Type *t = types::unalias(r->type());
      bool ptr = false;
      if (auto *p = types::as<types::Pointer>(t)) {
        ptr = true;
        t = types::unalias(p->elem());
      }
      auto *n = types::as<types::Named>(t);
      std::string base = n != nullptr ? std::string(n->obj()->name()) : t->str();
      s += ptr ? "(*" + base + ")." : base + ".";
    }
  }
  return s + std::string(o->name());
}

const FuncRef *PackageGen::funcRef(types::Func *f, std::span<Type *const> targs, types::Signature *sig) {
  FuncRef r;
  types::Func *orig = f->origin();
  std::string name = linkNameOf(orig);
  r.linkName = name;
  r.object = orig;
  r.sig = sig ? sig : f->signature();
  r.typeArgs.assign(targs.begin(), targs.end());
  if (Var *recv = f->receiver(); recv != nullptr && r.typeArgs.empty()) {
    Type *t = types::unalias(recv->type());
    if (auto *p = types::as<types::Pointer>(t))
      t = types::unalias(p->elem());
    if (auto *n = types::as<types::Named>(t))
      for (Type *a : n->typeArgs())
        r.typeArgs.push_back(a);
  }
  if (auto it = bodies.find(orig); it != bodies.end())
    r.body = it->second;
  return refs.intern(std::move(r));
}

const FuncRef *PackageGen::literalRef(gir::Function *f) {
  FuncRef r;
  r.linkName = f->linkName;
  r.sig = f->sig;
  r.body = f;
  for (types::TypeParam *p : f->typeParams)
    r.typeArgs.push_back(p);
  return refs.intern(std::move(r));
}

std::string PackageGen::literalName(FuncGen *o, Lit why) {
  while (o->isRangeBody)
    o = o->outer;
  bool closure = o->fn.isClosure;
  switch (why) {
  case Lit::Func:
    return o->fn.linkName + (closure ? "." : ".func") + std::to_string(++o->literals);
  case Lit::Range:
    return o->fn.linkName + "-range" + std::to_string(++o->rangeBodies);
  case Lit::Go:
    return o->fn.linkName + ".gowrap" + std::to_string(++o->wrappers);
  case Lit::Defer:
    return o->fn.linkName + ".deferwrap" + std::to_string(++o->wrappers);
  }
  return {};
}

gir::Global *PackageGen::global(Var *v) {
  gir::Global *&g = globals[v];
  if (g != nullptr)
    return g;
  std::string name = linkNameOf(v);
  if (v->pkg() != in.pkg) {
    gir::Global *&e = externals[name];
    if (e == nullptr) {
      e = &out.globals.emplace_back();
      e->linkName = name;
      e->type = types::unalias(v->type());
      e->object = v;
      e->isExternal = true;
      e->pos = v->pos();
    }
    return g = e;
  }
  g = &out.globals.emplace_back();
  g->linkName = name;
  g->type = types::unalias(v->type());
  g->object = v;
  g->pos = v->pos();
  g->linknamed = linknameFor(v) != nullptr;
  return g;
}

gir::Global *PackageGen::anonymous(std::string_view stem, Type *t, bool readOnly) {
  gir::Global &g = out.globals.emplace_back();
  g.linkName = gir::symbolPath(in.path) + ".." + std::string(stem) + "_" +
               std::to_string(anonCount[std::string(stem)]++);
  g.type = t;
  g.readOnly = readOnly;
  return &g;
}

void PackageGen::collectLinknames() {
  for (File *f : in.files)
    for (const Linkname &l : f->linknames) {
      types::Object *o = in.pkg->scope()->lookup(l.local);
      if (o == nullptr || l.remote.empty())
        continue;
      // A remote name is a symbol already; its path is written as in source.
      std::string remote(l.remote);
      if (size_t slash = remote.rfind('/'); slash != std::string::npos) {
        if (size_t dot = remote.find('.', slash); dot != std::string::npos) {
          // Paths with dots in the last element cannot be told apart from names: take the first dot.
          remote = gir::symbolPath(remote.substr(0, dot)) + remote.substr(dot);
        }
      }
      linknames[o] = remote;
    }
}

void PackageGen::collectImports() {
  for (types::Package *p : in.pkg->imports())
    out.imports.push_back(std::string(p->path()));
  std::sort(out.imports.begin(), out.imports.end());
}

void PackageGen::declareVars() {
  for (File *f : in.files)
    for (Decl *d : f->declList)
      if (auto *v = dyn_cast<VarDecl>(d))
        for (Name *n : v->nameList)
          if (auto *var = types::as<Var>(n->object)) {
            fileOfVar[var] = f;
            if (n->value == "_")
              continue;
            global(var);
            if (v->pragma != nullptr && !v->pragma->embeds.empty())
              embedVar(var, v->pragma);
          }
}

// ---- embedded files

void PackageGen::embedVar(Var *v, const Pragmas *p) {
  std::vector<std::string> files;
  for (const PragmaEmbed &e : p->embeds)
    for (std::string_view pat : e.patterns) {
      auto it = in.embedPatterns.find(pat);
      if (it == in.embedPatterns.end()) {
        error(e.pos, "invalid go:embed: build system did not map pattern: " + std::string(pat));
        return;
      }
      files.insert(files.end(), it->second.begin(), it->second.end());
    }
  auto contents = [&](const std::string &name) -> std::string {
    auto it = in.embedFiles.find(name);
    if (it == in.embedFiles.end()) {
      error(v->pos(), "invalid go:embed: build system did not map file: " + name);
      return {};
    }
    std::ifstream s(it->second, std::ios::binary);
    if (!s) {
      error(v->pos(), "embed " + name + ": open " + it->second + ": no such file or directory");
      return {};
    }
    std::stringstream ss;
    ss << s.rdbuf();
    return ss.str();
  };
  using SV = gir::StaticValue;
  gir::Global *g = global(v);
  Type *t = types::unalias(v->type());
  auto constantString = [&](std::string_view s, Type *st) {
    SV c;
    if (!s.empty()) {
      c.kind = SV::Constant;
      c.value = constant::makeString(s);
    }
    c.type = st;
    return c;
  };
  if (types::isString(t)) {
    if (files.size() == 1)
      g->init = constantString(contents(files[0]), t);
    return;
  }
  if (types::underAs<types::Slice>(t) != nullptr) {
    if (files.size() != 1)
      return;
    std::string data = contents(files[0]);
    Type *at = types::newArray(types::universe().byteType, int64_t(data.size()));
    gir::Global *back = anonymous("embed", at, false);
    back->init = constantString(data, at);
    g->init.kind = SV::SliceOf;
    g->init.type = t;
    g->init.global = back;
    g->init.len = g->init.cap = int64_t(data.size());
    return;
  }
  // embed.FS: struct { files *[]file }, file: struct { name string; data string; hash [16]byte }
  auto *fs = types::underAs<types::Struct>(t);
  auto *pt = fs && fs->numFields() == 1 ? types::underAs<types::Pointer>(fs->field(0)->type()) : nullptr;
  auto *st = pt ? types::underAs<types::Slice>(pt->elem()) : nullptr;
  auto *ft = st ? types::underAs<types::Struct>(st->elem()) : nullptr;
  if (ft == nullptr) {
    error(v->pos(), "go:embed cannot apply to var of type " + t->str());
    return;
  }
  // Directories are entries, too; the order is by directory, then by name.
  std::vector<std::string> names;
  for (std::string &f : files) {
    names.push_back(f);
    for (size_t i = f.rfind('/'); i != std::string::npos && i > 0; i = f.rfind('/', i - 1))
      names.push_back(f.substr(0, i + 1));
  }
  auto split = [](std::string_view n) {
    if (!n.empty() && n.back() == '/')
      n.remove_suffix(1);
    size_t i = n.rfind('/');
    return i == std::string_view::npos ? std::pair<std::string_view, std::string_view>{".", n}
                                       : std::pair{n.substr(0, i), n.substr(i + 1)};
  };
  std::sort(names.begin(), names.end(), [&](auto &x, auto &y) { return split(x) < split(y); });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  Type *strT = types::basicType(types::BasicKind::String);
  SV list;
  list.kind = SV::Composite;
  Type *at = types::newArray(st->elem(), int64_t(names.size()));
  list.type = at;
  for (size_t i = 0; i < names.size(); i++) {
    SV e;
    e.kind = SV::Composite;
    e.type = types::unalias(st->elem());
    e.elems.emplace_back(0, constantString(names[i], strT));
    if (names[i].back() != '/')
      e.elems.emplace_back(1, constantString(contents(names[i]), strT));
    list.elems.emplace_back(int64_t(i), std::move(e));
  }
  gir::Global *back = anonymous("embed", at, false), *slice = anonymous("embed", types::unalias(pt->elem()), false);
  back->init = std::move(list);
  slice->init.kind = SV::SliceOf;
  slice->init.type = slice->type;
  slice->init.global = back;
  slice->init.len = slice->init.cap = int64_t(names.size());
  SV addr;
  addr.kind = SV::Address;
  addr.type = types::unalias(fs->field(0)->type());
  addr.global = slice;
  g->init.kind = SV::Composite;
  g->init.type = t;
  g->init.elems.emplace_back(0, std::move(addr));
}

// ---- functions

void PackageGen::functions() {
  struct Work {
    FuncDecl *decl;
    types::Func *func;
    gir::Function *fn;
    File *file;
  };
  std::vector<Work> work;
  for (File *f : in.files)
    for (Decl *d : f->declList) {
      auto *fd = dyn_cast<FuncDecl>(d);
      if (fd == nullptr || fd->name->value == "_")
        continue;
      auto *o = types::as<types::Func>(fd->name->object);
      if (o == nullptr)
        continue;
      if (fd->body == nullptr) {
        if (fd->pragma != nullptr && fd->pragma->has(PragmaNoescape))
          out.noEscape.insert(linkNameOf(o));
        out.bodyless.push_back({linkNameOf(o), o->signature(), fd->pos});
        continue;
      }
      gir::Function &fn = out.functions.emplace_back();
      fn.object = o;
      fn.sig = o->signature();
      fn.pos = fd->pos;
      bool isInit = fd->recv == nullptr && fd->name->value == "init";
      if (isInit) {
        fn.linkName = gir::symbolPath(in.path) + ".init." + std::to_string(initCount++);
        fn.isInit = true;
      } else {
        fn.linkName = linkNameOf(o);
        fn.exported = linknameFor(o) != nullptr;
        bodies[o] = &fn;
      }
      for (types::TypeParam *p : fd->recv ? fn.sig->recvTypeParams() : fn.sig->typeParams())
        fn.typeParams.push_back(p);
      if (fd->pragma != nullptr) {
        fn.noSplit = fd->pragma->has(PragmaNosplit);
        fn.isHidden = fd->pragma->has(PragmaHidden);
        fn.noInline = fd->pragma->has(PragmaNoinline) || fd->pragma->has(PragmaUintptrEscapes) ||
                      fd->pragma->has(PragmaUintptrKeepAlive) || fd->pragma->has(PragmaSystemstack) ||
                      fd->pragma->has(PragmaCgoUnsafeArgs);
        fn.exported |= fd->pragma->wasmExport != nullptr;
      }
      bool isPlain = fd->recv == nullptr && fn.typeParams.empty() && !fn.noInline && linknameFor(o) == nullptr && !fn.sig->variadic();
      if (isPlain && types::tupleLen(fn.sig->results()) == 1 && fd->body->list.size() == 1 &&
          fd->body->list[0]->kind == NodeKind::ReturnStmt)
        returning[o] = fd;
      work.push_back({fd, o, &fn, f});
    }
  initializers();
  for (Work &w : work) {
    Analysis an(info);
    an.sharedLoopVars = !fileAtLeast(w.file, 22);
    an.function(w.decl);
    FuncGen g(*this, an, *w.fn, nullptr, w.decl, w.file);
    g.declaration(w.decl, w.func);
    if (w.fn->isInit)
      out.inits.push_back(w.fn);
  }
}

void FuncGen::initVar(const types::Initializer &i, const File *f) {
  file = f;
  Expr *u = unparen(i.rhs);
  b.pos = u->pos;
  if (i.lhs.size() == 1) {
    Var *v = i.lhs[0];
    Type *t = types::unalias(v->type());
    if (v->name() == "_") {
      if (!isConstExpr(u) && !isNilExpr(u))
        assignConv(expr(u), typeOf(u), t);
      return;
    }
    Operand a = gir::globalAddrOp(pg.global(v), pg.pointerTo(t));
    return exprInto(u, t, a, true);
  }
  std::vector<Operand> vals;
  if (u->kind == NodeKind::CallExpr) {
    Operand tu = expr(u);
    vals = results(tu, u->tv.type);
  } else {
    auto [x, ok] = commaOk(u, nullptr, nullptr);
    vals = {x, ok};
  }
  for (size_t k = 0; k < i.lhs.size(); k++)
    if (i.lhs[k]->name() != "_")
      writeVar(i.lhs[k], assignConv(vals[k], b.typeOf(vals[k]), i.lhs[k]->type()));
}

void PackageGen::initializers() {
  gir::Function &fn = out.functions.emplace_back();
  fn.linkName = gir::symbolPath(in.path) + ".init";
  fn.isInit = true;
  if (!in.files.empty())
    fn.pos = in.files[0]->pos;
  initAnalysis = std::make_unique<Analysis>(info);
  initGen = std::make_unique<FuncGen>(*this, *initAnalysis, fn, nullptr, &fn, in.files.empty() ? nullptr : in.files[0]);
  initGen->beginPlain();
  bool any = false;
  for (const types::Initializer &i : info.initOrder) {
    const File *f = in.files[0];
    if (auto it = fileOfVar.find(i.lhs[0]); it != fileOfVar.end())
      f = it->second;
    initAnalysis->sharedLoopVars = !fileAtLeast(f, 22);
    initAnalysis->initializer(i.rhs, &fn);
    initGen->file = f;
    if (i.lhs.size() == 1 && i.lhs[0]->name() != "_") {
      gir::StaticValue v;
      if (staticValue(i.rhs, i.lhs[0]->type(), v, false)) {
        global(i.lhs[0])->init = std::move(v);
        continue;
      }
    }
    any = true;
    initGen->initVar(i, f);
  }
  if (any) {
    initGen->finishPlain();
    out.inits.push_back(&fn);
  } else {
    initGen->finishPlain();
  }
}

void PackageGen::run() {
  out.path = in.path;
  out.types = in.pkg;
  collectLinknames();
  collectImports();
  declareVars();
  functions();
}

bool generate(const Input &in, gir::Package &out, gir::RefTable &refs, Names *names) {
  PackageGen g(in, out, refs);
  g.run();
  if (names != nullptr)
    names->renamed = g.renamed();
  return !g.failed;
}

} // namespace golem::girgen
