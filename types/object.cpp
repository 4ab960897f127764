// Objects, packages and their description in messages.
#include "types/object.h"

#include "types/checker.h"
#include "types/unicode.h"

namespace golem::types {

bool isExported(std::string_view name) {
  if (name.empty()) return false;
  unsigned char c = name[0];
  return c < 0x80 ? c >= 'A' && c <= 'Z' : isUpperRune(firstRune(name));
}

std::string objectId(const Package* pkg, std::string_view name) {
  if (isExported(name)) return std::string(name);
  // Universe objects and those of packages without a path are all in the package "_".
  std::string id = pkg != nullptr && !pkg->path_.empty() ? std::string(pkg->path_) : "_";
  id += '.';
  id += name;
  return id;
}

bool Object::exported() const { return isExported(name_); }
std::string Object::id() const { return objectId(pkg_, name_); }

bool Object::sameId(const Package* pkg, std::string_view name, bool foldCase) const {
  if (foldCase && equalFold(name_, name)) return true;
  if (name_ != name) return false;
  return exported() || samePkg(pkg_, pkg);
}

int cmpObjects(const Object* a, const Object* b) {
  if (a == b) return 0;
  if (a == nullptr) return -1;
  if (b == nullptr) return 1;
  bool ea = isExported(a->name_), eb = isExported(b->name_);
  if (ea != eb) return ea ? -1 : 1;
  if (int c = a->name_.compare(b->name_)) return c;
  if (!ea) return a->pkg_->path_.compare(b->pkg_->path_);
  return 0;
}

static void init(Object* o, Pos pos, Package* pkg, std::string_view name, Type* typ) {
  o->pos_ = pos;
  o->pkg_ = pkg;
  o->name_ = name;
  o->typ_ = typ;
}

PkgName::PkgName(Pos pos, Package* pkg, std::string_view name, Package* imp) : Object(ObjectKind::PkgName) {
  init(this, pos, pkg, name, invalidType());
  imported_ = imp;
}
Const::Const(Pos pos, Package* pkg, std::string_view name, Type* typ, Val val) : Object(ObjectKind::Const), val_(val) {
  init(this, pos, pkg, name, typ);
}
TypeName::TypeName(Pos pos, Package* pkg, std::string_view name, Type* typ) : Object(ObjectKind::TypeName) {
  init(this, pos, pkg, name, typ);
}
Var::Var(VarKind kind, Pos pos, Package* pkg, std::string_view name, Type* typ)
    : Object(ObjectKind::Var), varKind_(kind) {
  init(this, pos, pkg, name, typ);
}
Func::Func(Pos pos, Package* pkg, std::string_view name, Signature* sig) : Object(ObjectKind::Func) {
  init(this, pos, pkg, name, sig);
}
Label::Label(Pos pos, Package* pkg, std::string_view name) : Object(ObjectKind::Label) {
  init(this, pos, pkg, name, invalidType());
}
Builtin::Builtin(std::string_view name, BuiltinId id) : Object(ObjectKind::Builtin), id_(id) { name_ = name; }
Nil::Nil() : Object(ObjectKind::Nil) { name_ = "nil"; }

Var* newParam(Pos pos, Package* pkg, std::string_view name, Type* typ) {
  return new Var(VarKind::Param, pos, pkg, name, typ);
}
Var* newField(Pos pos, Package* pkg, std::string_view name, Type* typ, bool embedded) {
  auto* v = new Var(VarKind::Field, pos, pkg, name, typ);
  v->embedded_ = embedded;
  return v;
}

bool TypeName::isAlias() const {
  if (typ_ == nullptr) return false;
  switch (typ_->kind()) {
    case TypeKind::Basic:
      if (pkg_ == universe().unsafe) return false;
      // A user-defined alias of a basic type, or byte or rune.
      return pkg_ != nullptr || static_cast<Basic*>(typ_)->name_ != name_ || typ_ == universe().byteType ||
             typ_ == universe().runeType;
    case TypeKind::Named: return this != static_cast<Named*>(typ_)->obj_;
    case TypeKind::TypeParam: return this != static_cast<TypeParam*>(typ_)->obj_;
    default: return true;
  }
}

Signature* Func::signature() const { return typ_ != nullptr ? cast<Signature>(typ_) : new Signature; }

bool Func::hasPtrRecv() const {
  auto* sig = as<Signature>(typ_);
  if (sig != nullptr && sig->recv_ != nullptr) {
    bool ptr = false;
    deref(sig->recv_->typ_, &ptr);
    return ptr;
  }
  return hasPtrRecvBit_;
}

Package::Package(std::string_view path, std::string_view name) : path_(path), name_(name) {
  scope_ = new Scope(universe().scope, Pos{}, Pos{}, "package");
}

std::string packagePrefix(const Package* pkg, const Qualifier& qf) {
  if (pkg == nullptr) return "";
  std::string s = qf ? qf(pkg) : std::string(pkg->path_);
  if (!s.empty()) s += '.';
  return s;
}

void writeFuncName(std::string& buf, Func* f, const Qualifier& qf) {
  if (auto* sig = as<Signature>(f->typ_)) {
    if (Var* recv = sig->recv_) {
      buf += '(';
      if (isa<Interface>(recv->typ_)) {
        buf += "interface";  // of an anonymous interface: its text would be long
      } else {
        writeType(buf, recv->typ_, qf);
      }
      buf += ").";
    } else if (f->pkg_ != nullptr) {
      buf += packagePrefix(f->pkg_, qf);
    }
  }
  buf += f->name_;
}

void writeObject(std::string& buf, Object* obj, const Qualifier& qf) {
  TypeName* tname = nullptr;
  Type* typ = obj->typ_;
  switch (obj->kind()) {
    case ObjectKind::PkgName: {
      buf += "package ";
      buf += obj->name_;
      std::string_view path = static_cast<PkgName*>(obj)->imported_->path_;
      if (!path.empty() && path != obj->name_) buf += " (" + constant::quote(path) + ")";
      return;
    }
    case ObjectKind::Const: buf += "const"; break;
    case ObjectKind::TypeName:
      tname = static_cast<TypeName*>(obj);
      buf += "type";
      if (isTypeParam(typ)) buf += " parameter";
      break;
    case ObjectKind::Var: buf += static_cast<Var*>(obj)->isField() ? "field" : "var"; break;
    case ObjectKind::Func:
      buf += "func ";
      writeFuncName(buf, static_cast<Func*>(obj), qf);
      if (typ != nullptr) writeSignature(buf, cast<Signature>(typ), qf);
      return;
    case ObjectKind::Label:
      buf += "label";
      typ = nullptr;
      break;
    case ObjectKind::Builtin:
      buf += "builtin";
      typ = nullptr;
      break;
    case ObjectKind::Nil: buf += "nil"; return;
  }
  buf += ' ';
  if (obj->pkg_ != nullptr && obj->pkg_->scope_->lookup(obj->name_) == obj) buf += packagePrefix(obj->pkg_, qf);
  buf += obj->name_;
  if (typ == nullptr) return;
  if (tname != nullptr) {
    if (isa<Basic>(typ)) return;  // nothing more to say
    if (auto* n = as<Named>(typ); n != nullptr && !n->typeParams().empty()) writeTParamList(buf, n->typeParams(), qf);
    if (auto* a = as<Alias>(typ); a != nullptr && !a->typeParams().empty()) writeTParamList(buf, a->typeParams(), qf);
    if (tname->isAlias()) {
      buf += " =";
      if (auto* a = as<Alias>(typ)) typ = a->fromRHS_;
    } else if (auto* t = as<TypeParam>(typ)) {
      typ = t->bound_;
    } else {
      typ = typ->underlying();
    }
  }
  // any must not be written as itself.
  if (obj->name_ == "any" && obj->parent_ == universe().scope) typ = universe().emptyInterface;
  buf += ' ';
  writeType(buf, typ, qf);
}

std::string objectString(Object* obj, const Qualifier& qf) {
  std::string buf;
  writeObject(buf, obj, qf);
  return buf;
}

std::string_view objectKind(Object* obj) {
  switch (obj->kind()) {
    case ObjectKind::PkgName: return "package name";
    case ObjectKind::Const: return "constant";
    case ObjectKind::TypeName:
      if (static_cast<TypeName*>(obj)->isAlias()) return "type alias";
      return isa<TypeParam>(obj->typ_) ? "type parameter" : "defined type";
    case ObjectKind::Var:
      switch (static_cast<Var*>(obj)->varKind_) {
        case VarKind::Package: return "package-level variable";
        case VarKind::Local: return "local variable";
        case VarKind::Recv: return "receiver";
        case VarKind::Param: return "parameter";
        case VarKind::Result: return "result variable";
        case VarKind::Field: return "struct field";
        default: return "variable";
      }
    case ObjectKind::Func: return static_cast<Func*>(obj)->signature()->recv_ != nullptr ? "method" : "function";
    case ObjectKind::Label: return "label";
    case ObjectKind::Builtin: return "built-in function";
    case ObjectKind::Nil: return "untyped nil";
  }
  return "unknown symbol";
}

Type* Selection::type() const {
  if (kind_ == SelectionKind::FieldVal) return obj_->typ_;
  auto* sig = new Signature(*cast<Signature>(obj_->typ_));
  auto* recv = new Var(*sig->recv_);
  recv->typ_ = recv_;
  if (kind_ == SelectionKind::MethodVal) {
    sig->recv_ = recv;
    return sig;
  }
  sig->recv_ = nullptr;
  std::vector<Var*> params{recv};
  for (Var* v : tupleVars(sig->params_)) params.push_back(v);
  sig->params_ = newTuple(std::move(params));
  return sig;
}

std::string selectionString(const Selection* s, const Qualifier& qf) {
  std::string buf = s->kind_ == SelectionKind::FieldVal    ? "field ("
                    : s->kind_ == SelectionKind::MethodVal ? "method ("
                                                           : "method expr (";
  writeType(buf, s->recv_, qf);
  buf += ") ";
  buf += s->obj_->name_;
  Type* t = s->type();
  if (s->kind_ == SelectionKind::FieldVal) {
    buf += ' ';
    writeType(buf, t, qf);
  } else {
    writeSignature(buf, cast<Signature>(t), qf);
  }
  return buf;
}

}  // namespace golem::types
