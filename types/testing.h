// For the tests of this folder: checks a source text without imports.
#pragma once

#include <memory>

#include "diag/diag.h"
#include "syntax/parser.h"
#include "types/checker.h"

namespace golem::types {

struct Checked {
  base::Arena arena;
  base::Interner names;
  source::Manager sources;
  syntax::File* file = nullptr;
  Package* pkg = nullptr;
  Info info;
  std::string errors;  // as printed, one a line, without the file's name

  // The object of the package's scope.
  Object* object(std::string_view name) const { return pkg->scope_->lookup(name); }
  std::string typeOf(std::string_view name) const { return typeString(object(name)->typ_, relativeTo(pkg)); }
  std::string valueOf(std::string_view name) const {
    return constant::exactString(as<Const>(object(name))->val_);
  }
};

inline std::unique_ptr<Checked> check(std::string text, std::string goVersion = "") {
  auto c = std::make_unique<Checked>();
  diag::Reporter rep(c->sources, {.unlimited = true});
  syntax::ParseContext ctx{c->arena, c->names, c->sources, rep};
  syntax::ParseOptions opts;
  opts.pkgPath = "p";
  c->file = syntax::parseFile(ctx, *c->sources.add("p.go", std::move(text)), opts);
  c->pkg = new Package("p", "");
  Config conf;
  conf.context = newContext();
  conf.goVersion = std::move(goVersion);
  conf.ignoreBranchErrors = true;
  conf.sizes = sizesFor("amd64");
  conf.posString = [&](source::Pos p) { return c->sources.format(p); };
  conf.error = [&](const Error& e) { rep.error(e.pos, e.msg, int(e.code)); };
  conf.importer = [](std::string_view, std::string_view, std::string*) -> Package* {
    return universe().unsafe;
  };
  if (c->file != nullptr) {
    syntax::File* files[] = {c->file};
    checkFiles(conf, c->pkg, files, &c->info);
  }
  std::string all = rep.take();
  for (size_t i = 0; i < all.size();) {
    size_t end = all.find('\n', i);
    std::string line = all.substr(i, end - i);
    if (line.starts_with("p.go:")) line.erase(0, 5);
    c->errors += line + "\n";
    i = end + 1;
  }
  return c;
}

inline std::string errorsOf(std::string body, std::string goVersion = "") {
  return check("package p\n" + std::move(body), std::move(goVersion))->errors;
}

}  // namespace golem::types
