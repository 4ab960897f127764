// The order in which a package is checked.
#include "types/checker.h"

#include "syntax/walk.h"

namespace golem::types {

Scope* Environment::lookupScope(std::string_view name, Object** obj) const {
  for (Scope* s = scope; s != nullptr; s = s->parent_) {
    if (Object* o = s->lookup(name)) {
      *obj = o;
      return s;
    }
  }
  *obj = nullptr;
  return nullptr;
}

Object* Environment::lookup(std::string_view name) const {
  Object* obj;
  lookupScope(name, &obj);
  return obj;
}

Checker::Checker(Config* c, Package* p, Info* i) : conf(c), ctxt(c->context), pkg(p), info(i) {}

void Checker::addDeclDep(Object* to) {
  if (decl == nullptr || !objMap.contains(to)) return;
  decl->addDep(to);
}

void Checker::rememberUntyped(syntax::Expr* e, bool lhs, OperandMode mode, Basic* typ, Val val) {
  untyped[e] = {lhs, mode, typ, val};
}

void Checker::later(std::function<void()> f) { delayed.push_back({version, std::move(f)}); }

void Checker::push(Object* obj) {
  objPathIdx[obj] = int(objPath.size());
  objPath.push_back(obj);
}

void Checker::pop() {
  objPathIdx.erase(objPath.back());
  objPath.pop_back();
}

bool Checker::allowVersion(const GoVersion& want) const { return !version.isValid() || version.cmp(want) >= 0; }

void Checker::initFiles(std::span<syntax::File* const> fs) {
  for (syntax::File* file : fs) {
    std::string_view name = file->pkgName->value;
    if (pkg->name_.empty()) {
      if (name != "_") {
        pkg->name_ = name;
      } else {
        error(file->pkgName, Code::BlankPkgName, "invalid package name _");
      }
      files.push_back(file);
    } else if (name == pkg->name_) {
      files.push_back(file);
    } else {
      errorf(file, Code::MismatchedPkgName, "package %s; expected package %s", name, pkg->name_);
    }
  }
  const GoVersion current = goVersion1(kCurrentMinor);
  GoVersion pkgVersion = asGoVersion(conf->goVersion);
  if (pkgVersion.isValid() && !fs.empty() && pkgVersion.cmp(current) > 0)
    errorf(fs[0], Code::TooNew, "package requires newer Go version %v (application built with %v)", pkgVersion,
           current);
  for (syntax::File* file : files) {
    std::string v = conf->goVersion;
    if (GoVersion fileVersion = asGoVersion(file->goVersion); fileVersion.isValid()) {
      // A file may go back to go1.21 at most: that release introduced file versions.
      GoVersion floor = goVersion1(21);
      v = fileVersion.cmp(floor) > 0 ? fileVersion.text : floor.text;
      if (fileVersion.cmp(current) > 0)
        errorf(file->pkgName, Code::TooNew, "file requires newer Go version %v", fileVersion);
    }
    info->fileVersions[file] = v;
  }
}

namespace {

// Numbers the types declared in functions and tells them the type parameters around them.
struct LocalTypes {
  Package* pkg;
  uint32_t count = 0;

  void inFunction(syntax::Node* root, const TypeParamList* enclosing) {
    syntax::inspect(root, [&](syntax::Node* n) {
      auto* d = dyn_cast<syntax::TypeDecl>(n);
      if (d == nullptr || d->alias) return true;
      if (auto* obj = as<TypeName>(d->name->object)) {
        obj->local_ = true;
        obj->order_ = ++count;
        obj->enclosing_ = enclosing;
      }
      return true;
    });
  }

  void file(syntax::File* f) {
    for (syntax::Decl* d : f->declList) {
      if (auto* fd = dyn_cast<syntax::FuncDecl>(d)) {
        if (fd->body == nullptr) continue;
        const TypeParamList* enclosing = nullptr;
        if (auto* fn = as<Func>(fd->name->object)) {
          if (auto* sig = as<Signature>(fn->typ_)) enclosing = sig->tparams_ != nullptr ? sig->tparams_ : sig->rparams_;
        }
        inFunction(fd->body, enclosing);
      } else if (auto* vd = dyn_cast<syntax::VarDecl>(d)) {
        if (vd->values != nullptr) inFunction(vd->values, nullptr);
      }
    }
  }
};

}  // namespace

void Checker::checkFiles(std::span<syntax::File* const> fs) {
  if (pkg == universe().unsafe) return;
  initFiles(fs);
  collectObjects();
  sortObjects();
  directCycles();
  packageObjects();
  processDelayed(0);
  cleanup();
  initOrder();
  if (!conf->disableUnusedImportCheck) unusedImports();
  recordUntyped();
  if (!hasFirstErr) monomorph();
  LocalTypes local{pkg};
  for (syntax::File* f : files) local.file(f);
  pkg->goVersion_ = conf->goVersion;
  pkg->complete_ = true;
}

void Checker::processDelayed(size_t top) {
  // Actions may add actions; each runs at the language version of the file that it comes from.
  GoVersion saved = version;
  for (size_t i = top; i < delayed.size(); i++) {
    version = delayed[i].version;
    auto f = std::move(delayed[i].f);
    f();
  }
  delayed.resize(top);
  version = std::move(saved);
}

void Checker::cleanup() {
  for (size_t i = 0; i < cleaners.size(); i++) {
    Type* t = cleaners[i];
    switch (t->kind()) {
      case TypeKind::Named: static_cast<Named*>(t)->cleanup(); break;
      case TypeKind::TypeParam: static_cast<TypeParam*>(t)->cleanup(); break;
      case TypeKind::Alias: static_cast<Alias*>(t)->cleanup(); break;
      case TypeKind::Interface: {
        auto* it = static_cast<Interface*>(t);
        it->typeSet();  // with the checker: errors are reported
        it->check_ = nullptr;
        it->embedPos_ = nullptr;
        break;
      }
      default: break;
    }
  }
  cleaners.clear();
}

Result checkFiles(Config& conf, Package* pkg, std::span<syntax::File* const> files, Info* info) {
  Checker c(&conf, pkg, info);
  c.checkFiles(files);
  return {!c.hasFirstErr};
}

}  // namespace golem::types
