// Collects the package-level declarations of all files, resolves imports and starts checking the objects.
#include <algorithm>

#include "base/unicode.h"
#include "types/checker.h"
#include "types/nodes.h"
#include "types/unicode.h"

namespace golem::types {

namespace {

// Drops the quotes of an import path; false with why if it is not valid.
bool validatedImportPath(std::string_view lit, std::string* path, std::string* why) {
  Val v = constant::makeFromLiteral(lit, constant::LitKind::String);
  if (constant::isUnknown(v)) {
    *why = "invalid syntax";
    return false;
  }
  *path = constant::stringVal(v);
  if (path->empty()) {
    *why = "empty string";
    return false;
  }
  constexpr std::string_view kIllegal = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
  for (std::string_view rest = *path; !rest.empty();) {
    base::Decoded d = base::decodeUtf8(rest);
    bool bad = d.c < 0x80 ? d.c <= ' ' || d.c == 0x7F || kIllegal.find(char(d.c)) != std::string_view::npos
                          : d.c == base::replacementChar || !base::isPrint(d.c);
    if (bad) {
      *why = "invalid character " + base::unicodeName(uint32_t(d.c));
      return false;
    }
    rest.remove_prefix(size_t(d.width));
  }
  return true;
}

struct MethodInfo {
  Func* obj;
  bool ptr;
  syntax::Name* recv;  // name of the receiver's type
};

// One run of collectObjects.
struct Collector {
  Checker& c;
  std::unordered_set<Package*> pkgImports;
  std::vector<MethodInfo> methods;
  std::vector<Scope*> fileScopes;

  explicit Collector(Checker& checker) : c(checker), pkgImports(c.pkg->imports_.begin(), c.pkg->imports_.end()) {}

  void file(syntax::File* f) {
    c.version = asGoVersion(c.info->fileVersions[f]);
    c.recordDef(f->pkgName, nullptr);
    auto* scope = new Scope(c.pkg->scope_, syntax::startPos(f), syntax::endPos(f), "file");
    fileScopes.push_back(scope);
    c.recordScope(f, scope);
    std::string dir = c.conf->dirOf ? c.conf->dirOf(f->pkgName->pos) : ".";
    // Groups of constants: index of the first declaration, and the last one with values.
    size_t first = SIZE_MAX;
    const syntax::ConstDecl* last = nullptr;
    for (size_t i = 0; i < f->declList.size(); i++) {
      syntax::Decl* d = f->declList[i];
      auto* cd = dyn_cast<syntax::ConstDecl>(d);
      if (cd == nullptr) first = SIZE_MAX;
      switch (d->kind) {
        case syntax::NodeKind::ImportDecl: import(cast<syntax::ImportDecl>(d), scope, dir); break;
        case syntax::NodeKind::ConstDecl:
          if (first == SIZE_MAX || cd->group == nullptr ||
              cast<syntax::ConstDecl>(f->declList[i - 1])->group != cd->group) {
            first = i;
            last = nullptr;
          }
          constDecl(cd, scope, int64_t(i - first), last);
          break;
        case syntax::NodeKind::VarDecl: varDecl(cast<syntax::VarDecl>(d), scope); break;
        case syntax::NodeKind::TypeDecl: {
          auto* td = cast<syntax::TypeDecl>(d);
          auto* obj = new TypeName(td->name->pos, c.pkg, td->name->value, nullptr);
          obj->decl_ = td;
          auto* info = new DeclInfo{scope, c.version, {}, nullptr, nullptr, false, td, nullptr, {}, {}};
          c.declarePkgObj(td->name, obj, info);
          break;
        }
        default: funcDecl(cast<syntax::FuncDecl>(d), scope); break;
      }
    }
  }

  void import(syntax::ImportDecl* s, Scope* scope, const std::string& dir) {
    if (s->path == nullptr || s->path->bad) return;
    std::string path, why;
    if (!validatedImportPath(s->path->value, &path, &why)) {
      c.errorf(s->path, Code::BadImportPath, "invalid import path (%s)", why);
      return;
    }
    Package* imp = c.importPackage(s->path->pos, path, dir);
    if (imp == nullptr) return;
    std::string_view name = imp->name_;
    if (s->localPkgName != nullptr) {
      name = s->localPkgName->value;
      if (path == "C") {
        c.error(s->localPkgName, Code::ImportCRenamed, "cannot rename import \"C\"");
        return;
      }
    }
    if (name == "init") {
      c.error(s, Code::InvalidInitDecl, "cannot import package as init - init must be a func");
      return;
    }
    if (pkgImports.insert(imp).second) c.pkg->imports_.push_back(imp);
    auto* obj = new PkgName(s->pos, c.pkg, name, imp);
    if (s->localPkgName != nullptr) {
      c.recordDef(s->localPkgName, obj);
    } else {
      c.recordImplicit(s, obj);
    }
    if (imp->fake_) c.usedPkgNames.insert(obj);  // no error about a package that could not be imported
    c.imports.push_back(obj);
    if (name != ".") {
      c.declare(scope, nullptr, obj, Pos{});
      return;
    }
    imp->scope_->forEach([&](std::string_view n, Object* o) {
      // Names that are not exported would be found (and reported) only by accident.
      if (!isExported(n)) return;
      if (Object* alt = scope->lookup(n)) {
        ErrorBuilder err = c.newError(Code::DuplicateDecl);
        err.addf(s->localPkgName, "%s redeclared in this block", alt->name_);
        err.addAltDecl(alt);
        err.report();
        return;
      }
      scope->insertAs(n, o);
      c.dotImportMap[scope][n] = obj;
    });
  }

  void constDecl(syntax::ConstDecl* s, Scope* scope, int64_t iotaValue, const syntax::ConstDecl*& last) {
    Val iota = constant::makeInt64(iotaValue);
    bool inherited = true;
    if (s->type != nullptr || s->values != nullptr) {
      last = s;
      inherited = false;
    } else if (last == nullptr) {
      last = new syntax::ConstDecl;
      inherited = false;
    }
    ExprList values = syntax::unpackList(last->values);
    for (size_t i = 0; i < s->nameList.size(); i++) {
      syntax::Name* name = s->nameList[i];
      auto* obj = new Const(name->pos, c.pkg, name->value, nullptr, iota);
      syntax::Expr* init = i < values.size() ? values[i] : nullptr;
      auto* info = new DeclInfo{scope, c.version, {}, last->type, init, inherited, nullptr, nullptr, {}, {}};
      c.declarePkgObj(name, obj, info);
    }
    c.arity(s->pos, s->nameList, values, true, inherited);
  }

  void varDecl(syntax::VarDecl* s, Scope* scope) {
    std::vector<Var*> lhs;
    for (syntax::Name* name : s->nameList)
      lhs.push_back(new Var(VarKind::Package, name->pos, c.pkg, name->value, nullptr));
    // One initial value for all variables: they share the declaration.
    DeclInfo* shared = nullptr;
    if (!isa<syntax::ListExpr>(s->values))
      shared = new DeclInfo{scope, c.version, lhs, s->type, s->values, false, nullptr, nullptr, {}, {}};
    ExprList values = syntax::unpackList(s->values);
    for (size_t i = 0; i < lhs.size(); i++) {
      DeclInfo* d = shared;
      if (d == nullptr) {
        syntax::Expr* init = i < values.size() ? values[i] : nullptr;
        d = new DeclInfo{scope, c.version, {}, s->type, init, false, nullptr, nullptr, {}, {}};
      }
      c.declarePkgObj(s->nameList[i], lhs[i], d);
    }
    if (s->type == nullptr || !values.empty()) c.arity(s->pos, s->nameList, values, false, false);
  }

  void funcDecl(syntax::FuncDecl* s, Scope* scope) {
    std::string_view name = s->name->value;
    auto* obj = new Func(s->name->pos, c.pkg, name, nullptr);
    obj->decl_ = s;
    bool tparamError = false;
    if (s->recv == nullptr) {
      if (name == "init" || (name == "main" && c.pkg->name_ == "main")) {
        Code code = name == "main" ? Code::InvalidMainDecl : Code::InvalidInitDecl;
        if (!s->tparamList.empty()) {
          c.softErrorf(s->tparamList[0], code, "func %s must have no type parameters", name);
          tparamError = true;
        }
        if (!s->type->paramList.empty() || !s->type->resultList.empty())
          c.softErrorf(s->name, code, "func %s must have no arguments and no return values", name);
      }
      if (name == "init") {  // not declared: it cannot be referred to
        obj->parent_ = c.pkg->scope_;
        c.recordDef(s->name, obj);
        if (s->body == nullptr) c.softErrorf(obj->pos_, Code::MissingInitBody, "func init must have a body");
      } else {
        c.declare(c.pkg->scope_, s->name, obj, Pos{});
      }
    } else {
      // Methods are collected with their base type names; blank ones are checked but belong to no type.
      bool ptr;
      syntax::Expr* base;
      c.unpackRecv(s->recv->type, false, &ptr, &base, nullptr);
      if (auto* recv = dyn_cast<syntax::Name>(base); recv != nullptr && name != "_")
        methods.push_back({obj, ptr, recv});
      c.recordDef(s->name, obj);
    }
    if (!s->tparamList.empty() && !tparamError) c.verifyVersionf(s->tparamList[0], goVersion1(18), "type parameter");
    c.objMap[obj] = new DeclInfo{scope, c.version, {}, nullptr, nullptr, false, nullptr, s, {}, {}};
    obj->setOrder(uint32_t(c.objMap.size()));
  }

  // Objects in file scopes (imports) must not collide with package-level ones.
  void verifyFileScopes() {
    for (Scope* scope : fileScopes) {
      scope->forEach([&](std::string_view name, Object* obj) {
        Object* alt = c.pkg->scope_->lookup(name);
        if (alt == nullptr) return;
        ErrorBuilder err = c.newError(Code::DuplicateDecl);
        if (auto* p = as<PkgName>(obj)) {
          err.addf(alt, "%s already declared through import of %s", alt->name_, p->imported_);
        } else {
          err.addf(alt, "%s already declared through dot-import of %s", alt->name_, obj->pkg_);
        }
        err.addAltDecl(obj);
        err.report();
      });
    }
  }
};

}  // namespace

void Checker::arity(Pos pos, std::span<syntax::Name* const> names, ExprList inits, bool constDecl, bool inherited) {
  size_t l = names.size(), r = inits.size();
  if (l < r) {
    syntax::Expr* n = inits[l];
    if (inherited) {
      errorf(pos, Code::WrongAssignCount, "extra init expr at %s", n->pos);
    } else {
      errorf(n, Code::WrongAssignCount, "extra init expr %s", n);
    }
  } else if (l > r && (constDecl || r != 1)) {  // one value may be a call with several results
    errorf(names[r], Code::WrongAssignCount, "missing init expr for %s", names[r]->value);
  }
}

void Checker::declarePkgObj(syntax::Name* ident, Object* obj, DeclInfo* d) {
  if (ident->value == "init") {
    error(ident, Code::InvalidInitDecl, "cannot declare init - must be func");
    return;
  }
  if (ident->value == "main" && pkg->name_ == "main") {
    error(ident, Code::InvalidMainDecl, "cannot declare main - must be func");
    return;
  }
  declare(pkg->scope_, ident, obj, Pos{});
  objMap[obj] = d;
  obj->setOrder(uint32_t(objMap.size()));
}

Package* Checker::importPackage(Pos pos, std::string_view path, std::string_view dir) {
  std::string key = std::string(path) + '\0' + std::string(dir);
  if (auto it = impMap.find(key); it != impMap.end()) return it->second;
  Package* imp = nullptr;
  if (path == "C" && (conf->fakeImportC || conf->go115UsesCgo)) {
    if (conf->fakeImportC && conf->go115UsesCgo)
      error(pos, Code::BadImportPath, "cannot use FakeImportC and go115UsesCgo together");
    imp = new Package("C", "C");
    imp->fake_ = true;
    imp->cgo_ = conf->go115UsesCgo;
  } else {
    std::string err;
    if (path == "unsafe") {
      imp = universe().unsafe;
    } else if (conf->importer) {
      imp = conf->importer(path, dir, &err);
    } else {
      err = "Config.Importer not installed";
    }
    if (err.empty() && imp != nullptr && (imp->name_ == "_" || imp->name_.empty())) {
      err = "invalid package name: " + constant::quote(imp->name_);
      imp = nullptr;
    }
    if (!err.empty() || imp == nullptr) {
      errorf(pos, Code::BrokenImport, "could not import %s (%s)", path, err);
      if (imp == nullptr) {
        // A package with a name made from the path lets checking go on.
        std::string_view name = path;
        if (name.ends_with('/')) name.remove_suffix(1);
        if (size_t i = name.rfind('/'); i != std::string_view::npos) name.remove_prefix(i + 1);
        imp = new Package(*new std::string(path), *new std::string(name));
      }
      imp->fake_ = true;
    }
  }
  if (!imp->complete_ && !imp->fake_) return nullptr;
  impMap[key] = imp;
  if (pkgPathMapMade) markImports(imp);
  return imp;
}

void Checker::collectObjects() {
  Collector col(*this);
  for (syntax::File* f : files) col.file(f);
  col.verifyFileScopes();
  // Methods are associated when all base types are known.
  for (const MethodInfo& m : col.methods) {
    bool ptr = m.ptr;
    if (TypeName* base = resolveBaseTypeName(&ptr, m.recv)) {
      m.obj->hasPtrRecvBit_ = ptr;
      methods[base].push_back(m.obj);
    }
  }
}

void Checker::sortObjects() {
  objList.clear();
  for (auto& [obj, d] : objMap) objList.push_back(obj);
  std::sort(objList.begin(), objList.end(), [](Object* a, Object* b) { return a->order_ < b->order_; });
}

void Checker::unpackRecv(syntax::Expr* rtyp, bool unpackParams, bool* ptr, syntax::Expr** base,
                         std::vector<syntax::Name*>* tparams) {
  *ptr = false;
  *base = syntax::unparen(rtyp);
  if (auto* op = dyn_cast<syntax::Operation>(*base); op != nullptr && op->op == syntax::Operator::Mul &&
                                                     op->y == nullptr) {
    *ptr = true;
    *base = syntax::unparen(op->x);
  }
  auto* ix = dyn_cast<syntax::IndexExpr>(*base);
  if (ix == nullptr) return;
  *base = ix->x;
  if (!unpackParams) return;
  for (syntax::Expr* arg : syntax::unpackList(ix->index)) {
    auto* par = dyn_cast<syntax::Name>(arg);
    if (par == nullptr) {
      if (!isa<syntax::BadExpr>(arg))
        errorf(arg, Code::BadDecl, "receiver type parameter %s must be an identifier", arg);
      par = newName(arg->pos, "_");
    }
    tparams->push_back(par);
  }
}

TypeName* Checker::resolveBaseTypeName(bool* ptr, syntax::Name* name) {
  // Follows alias declarations without checking types: methods must be known before that.
  std::unordered_set<TypeName*> seen;
  while (name != nullptr) {
    auto* tname = as<TypeName>(pkg->scope_->lookup(name->value));
    if (tname == nullptr || !seen.insert(tname).second) break;
    auto it = objMap.find(tname);
    if (it == objMap.end()) break;
    syntax::TypeDecl* td = it->second->tdecl;
    if (!td->alias) return tname;
    if (!td->tparamList.empty()) break;  // methods of generic aliases are not allowed
    syntax::Expr* t = syntax::unparen(td->type);
    if (auto* op = dyn_cast<syntax::Operation>(t); op != nullptr && op->op == syntax::Operator::Mul &&
                                                   op->y == nullptr) {
      if (*ptr) break;
      *ptr = true;
      t = syntax::unparen(op->x);
    }
    name = dyn_cast<syntax::Name>(t);
  }
  *ptr = false;
  return nullptr;
}

void Checker::packageObjects() {
  for (Object* obj : objList) {
    if (auto* t = as<TypeName>(obj); t != nullptr && t->typ_ != nullptr) collectMethods(t);
  }
  // Types first, then aliases, then everything else: fewer cycles through aliases and values.
  std::vector<Object*> aliases, others;
  for (Object* obj : objList) {
    if (!isa<TypeName>(obj)) {
      others.push_back(obj);
    } else if (objMap[obj]->tdecl->alias) {
      aliases.push_back(obj);
    } else {
      objDecl(obj);
    }
  }
  for (Object* obj : aliases) objDecl(obj);
  for (Object* obj : others) objDecl(obj);
  methods.clear();
}

void Checker::unusedImports() {
  if (conf->ignoreFuncBodies) return;  // uses in bodies are not known
  for (PkgName* obj : imports) {
    if (obj->name_ != "_" && !usedPkgNames.contains(obj)) errorUnusedPkg(obj);
  }
}

void Checker::errorUnusedPkg(PkgName* obj) {
  std::string_view path = obj->imported_->path_, elem = path;
  if (size_t i = elem.rfind('/'); i != std::string_view::npos) elem.remove_prefix(i + 1);
  if (obj->name_.empty() || obj->name_ == "." || obj->name_ == elem) {
    softErrorf(obj, Code::UnusedImport, "%q imported and not used", path);
  } else {
    softErrorf(obj, Code::UnusedImport, "%q imported as %s and not used", path, obj->name_);
  }
}

}  // namespace golem::types
