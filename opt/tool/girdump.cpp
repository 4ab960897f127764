// Makes GIR of Go packages from source, imports included, to test girgen and the required passes apart from the compiler.
//
//   girdump [-p=PATH] -list=FILE file.go...  prints the GIR of the package, and with -instances what it needs of generic code;
//                                            with -improve after the improving passes
//   girdump -list=FILE -all [-only=PATH] makes and verifies the GIR of every listed package and all instances it needs
//
// The list is that of types/tool/typecheck.cpp.
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

#include "diag/diag.h"
#include "gir/linkname.h"
#include "gir/print.h"
#include "gir/verify.h"
#include "girgen/girgen.h"
#include "opt/improving/improve.h"
#include "opt/required/provider.h"
#include "source/manager.h"
#include "syntax/parser.h"
#include "types/api.h"

using namespace golem;

namespace {

struct Unit {
  std::string path, dir;
  std::vector<std::string> files;
  std::unordered_map<std::string, std::string> importMap;
  types::Package *pkg = nullptr;
  types::Info *info = nullptr;
  std::vector<syntax::File *> parsed;
  gir::Package *gir = nullptr;
  bool failed = false;
  std::unordered_map<types::Object *, std::string> renamed;
};

std::vector<std::string> fields(const std::string &s, char sep) {
  std::vector<std::string> out;
  std::stringstream in(s);
  for (std::string f; std::getline(in, f, sep);)
    if (sep != ' ' || !f.empty())
      out.push_back(f);
  return out;
}

struct Session {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  types::Context *context = types::newContext();
  gir::RefTable refs{context};
  std::unordered_map<std::string, Unit *> byPath;
  std::vector<Unit *> list;
  std::unordered_map<std::string, gir::Function *> generics;
  int failures = 0;
  bool instances = false, improve = false;

  void readList(const std::string &file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      auto f = fields(line, '|');
      if (f.size() < 3)
        continue;
      auto *u = new Unit;
      u->path = f[0];
      u->dir = f[1] + "/";
      u->files = fields(f[2], ' ');
      if (f.size() > 3)
        for (auto &kv : fields(f[3], ' '))
          if (size_t eq = kv.find('='); eq != std::string::npos)
            u->importMap[kv.substr(0, eq)] = kv.substr(eq + 1);
      list.push_back(u);
      byPath[u->path] = u;
    }
  }

  bool check(Unit &u) {
    diag::Reporter rep(sources, {.unlimited = true});
    syntax::ParseContext ctx{arena, names, sources, rep};
    syntax::ParseOptions opts;
    opts.pkgPath = u.path;
    opts.std = true;
    opts.compilingRuntime = u.path == "runtime";
    for (auto &f : u.files) {
      std::string err;
      source::File *sf = sources.load(u.dir + f, &err);
      if (sf == nullptr) {
        std::printf("%s\n", err.c_str());
        return false;
      }
      if (auto *t = syntax::parseFile(ctx, *sf, opts))
        u.parsed.push_back(t);
    }
    types::Config conf;
    conf.context = context;
    conf.ignoreBranchErrors = true;
    conf.sizes = types::sizesFor("amd64");
    conf.posString = [this](source::Pos p) { return sources.format(p); };
    conf.error = [&](const types::Error &e) { rep.error(e.pos, e.msg, int(e.code)); };
    conf.importer = [&](std::string_view p, std::string_view, std::string *err) -> types::Package * {
      std::string name(p);
      if (name == "unsafe")
        return types::universe().unsafe;
      if (auto it = u.importMap.find(name); it != u.importMap.end())
        name = it->second;
      auto it = byPath.find(name);
      if (it == byPath.end() || !need(*it->second)) {
        *err = "cannot import " + name;
        return nullptr;
      }
      return it->second->pkg;
    };
    u.pkg = new types::Package(*new std::string(u.path), "");
    u.info = new types::Info();
    types::checkFiles(conf, u.pkg, u.parsed, u.info);
    std::string text = rep.take();
    if (!text.empty())
      std::printf("# %s\n%s", u.path.c_str(), text.c_str());
    return text.empty();
  }

  bool need(Unit &u) {
    if (u.gir != nullptr)
      return true;
    if (u.failed)
      return false;
    u.failed = true;
    u.failed = !(check(u) && generate(u));
    return !u.failed;
  }

  bool generate(Unit &u) {
    u.gir = new gir::Package;
    girgen::Input in;
    in.pkg = u.pkg;
    in.path = u.path;
    in.files = u.parsed;
    in.info = u.info;
    in.sizes = types::sizesFor("amd64");
    in.error = [&](source::Pos p, std::string m) {
      std::printf("%s: %s\n", sources.format(p).c_str(), m.c_str());
      failures++;
    };
    in.renamed = [this](types::Object *o) -> std::string_view {
      if (o->pkg() == nullptr)
        return {};
      auto it = byPath.find(std::string(o->pkg()->path()));
      if (it == byPath.end())
        return {};
      auto r = it->second->renamed.find(o);
      return r == it->second->renamed.end() ? std::string_view() : r->second;
    };
    girgen::Names names;
    girgen::generate(in, *u.gir, refs, &names);
    u.renamed = std::move(names.renamed);
    for (gir::Function &f : u.gir->functions)
      if (!f.typeParams.empty())
        generics[f.linkName] = &f;
    return true;
  }

  void bad(const std::string &what) {
    std::printf("verify: %s\n", what.c_str());
    failures++;
  }

  /// Verifies all functions and everything that is made on demand for them.
  size_t closure(Unit &u, std::string *print) {
    opt::Provider prov(*u.gir, refs, types::sizesFor("amd64"), [this](std::string_view n) -> gir::Function * {
      auto it = generics.find(std::string(n));
      return it == generics.end() ? nullptr : it->second;
    });
    opt::Improver improver(*u.gir, prov, types::sizesFor("amd64"), {});
    if (improve) {
      prov.improve = [&](gir::Function &f) { improver.function(f); };
      improver.package();
    }
    std::set<const gir::FuncRef *> seen;
    std::vector<const gir::Function *> work;
    for (gir::Function &f : u.gir->functions) {
      if (std::string s = gir::verify(f); !s.empty())
        bad(s);
      if (f.typeParams.empty())
        work.push_back(&f);
    }
    size_t made = 0;
    const gir::Function *user = nullptr;
    auto use = [&](const gir::FuncRef *r) {
      if (r == nullptr || !seen.insert(r).second)
        return;
      const gir::Function *f = prov.body(*r);
      if (f == nullptr) {
        if (!r->typeArgs.empty() || r->kind != gir::FuncRef::Plain)
          bad("no body: " + gir::symbolName(*r));
        return;
      }
      if (r->typeArgs.empty() && r->kind == gir::FuncRef::Plain)
        return;
      made++;
      if (std::string s = gir::verify(*f); !s.empty())
        bad(s);
      if (print != nullptr)
        gir::print(*print, *f);
      for (types::Type *t : r->typeArgs)
        if (types::isTypeParam(t))
          bad(u.path + ": " + user->linkName + ": polymorphic reference: " + gir::symbolName(*r));
      work.push_back(f);
    };
    while (!work.empty()) {
      const gir::Function *f = work.back();
      work.pop_back();
      user = f;
      for (auto &l : f->locals)
        if (l.type != nullptr && types::isTypeParam(l.type))
          bad(f->linkName + ": type parameter left: " + l.type->str());
      for (auto &bl : f->blocks)
        for (auto &i : bl.instrs) {
          use(i.callee);
          for (auto &o : i.args)
            use(o.func);
          if (i.op == gir::Op::CallMethod || i.op == gir::Op::MethodVal)
            bad(f->linkName + ": method of a type parameter left");
        }
      if (made > 20000)
        break;
    }
    return made;
  }
};

} // namespace

int main(int argc, char **argv) {
  Session s;
  Unit u;
  u.path = "main";
  bool all = false;
  std::string only;
  for (int i = 1; i < argc; i++) {
    std::string a = argv[i];
    if (a.starts_with("-list="))
      s.readList(a.substr(6));
    else if (a.starts_with("-only="))
      only = a.substr(6);
    else if (a.starts_with("-p="))
      u.path = a.substr(3);
    else if (a == "-all")
      all = true;
    else if (a == "-instances")
      s.instances = true;
    else if (a == "-improve")
      s.improve = true;
    else
      u.files.push_back(a);
  }
  if (all) {
    size_t functions = 0, made = 0;
    for (Unit *l : s.list) {
      if (l->path == "unsafe" || (!only.empty() && l->path != only))
        continue;
      if (!s.need(*l)) {
        s.failures++;
        continue;
      }
      functions += l->gir->functions.size();
      made += s.closure(*l, nullptr);
    }
    std::printf("%zu functions, %zu made on demand, %d failures\n", functions, made, s.failures);
    return s.failures != 0;
  }
  if (!s.need(u))
    return 1;
  std::string text;
  std::string instances;
  if (s.improve)
    s.closure(u, &instances);
  gir::print(text, *u.gir);
  if (!s.improve)
    s.closure(u, s.instances ? &text : nullptr);
  text += instances;
  std::fputs(text.c_str(), stdout);
  return s.failures != 0;
}
