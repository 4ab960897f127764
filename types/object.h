// Declared things: packages, constants, types, variables, functions, labels, built-ins, nil; scopes and packages.
// Names point at interned storage.
#pragma once

#include <unordered_map>

#include "types/type.h"

namespace golem::types {

enum class ObjectKind : uint8_t { PkgName, Const, TypeName, Var, Func, Label, Builtin, Nil };

struct Object {
  ObjectKind kind_;
  Scope* parent_ = nullptr;
  Pos pos_{};
  Package* pkg_ = nullptr;
  std::string_view name_;
  Type* typ_ = nullptr;
  uint32_t order_ = 0;  // source order of package-level objects; > 0 once set
  Pos scopePos_{};

  explicit Object(ObjectKind k) : kind_(k) {}
  ObjectKind kind() const { return kind_; }
  Scope* parent() const { return parent_; }  // nullptr for methods and struct fields
  Pos pos() const { return pos_; }
  Package* pkg() const { return pkg_; }  // nullptr for labels and the universe's objects
  std::string_view name() const { return name_; }
  Type* type() const { return typ_; }
  bool exported() const;
  std::string id() const;  // the name, package-qualified unless it is exported
  uint32_t order() const { return order_; }
  Pos scopePos() const { return scopePos_; }
  void setType(Type* t) { typ_ = t; }
  void setParent(Scope* s) { parent_ = s; }
  void setOrder(uint32_t o) { order_ = o; }
  void setScopePos(Pos p) { scopePos_ = p; }
  bool sameId(const Package* pkg, std::string_view name, bool foldCase) const;
  bool isDependency() const {
    return kind_ == ObjectKind::Const || kind_ == ObjectKind::Var || kind_ == ObjectKind::Func;
  }
};

bool isExported(std::string_view name);
std::string objectId(const Package* pkg, std::string_view name);
int cmpObjects(const Object* a, const Object* b);  // exported first, then by name, then by package path

struct PkgName : Object {
  Package* imported_ = nullptr;
  PkgName(Pos pos, Package* pkg, std::string_view name, Package* imported);
  Package* imported() const { return imported_; }
  static bool classof(const Object* o) { return o->kind() == ObjectKind::PkgName; }
};

struct Const : Object {
  Val val_ = nullptr;
  Const(Pos pos, Package* pkg, std::string_view name, Type* typ, Val val);
  Val val() const { return val_; }
  static bool classof(const Object* o) { return o->kind() == ObjectKind::Const; }
};

struct TypeName : Object {
  syntax::TypeDecl* decl_ = nullptr;  // from source only
  // Types declared inside functions: the type parameters of that function (nullptr: none); order_ numbers them 1, 2, ...
  // per package (set where they are declared, or by the export data reader).
  const TypeParamList* enclosing_ = nullptr;
  TypeName(Pos pos, Package* pkg, std::string_view name, Type* typ);
  bool isAlias() const;
  bool isLocal() const { return local_; }  // declared inside a function
  bool local_ = false;
  syntax::TypeDecl* decl() const { return decl_; }
  static bool classof(const Object* o) { return o->kind() == ObjectKind::TypeName; }
};

enum class VarKind : uint8_t { None, Package, Local, Recv, Param, Result, Field };

struct Var : Object {
  Var* origin_ = nullptr;
  VarKind varKind_;
  bool embedded_ = false;
  bool used_ = false;
  Var(VarKind kind, Pos pos, Package* pkg, std::string_view name, Type* typ);
  VarKind varKind() const { return varKind_; }
  void setKind(VarKind k) { varKind_ = k; }
  bool isField() const { return varKind_ == VarKind::Field; }
  bool isPackageLevel() const { return varKind_ == VarKind::Package; }
  bool embedded() const { return embedded_; }
  bool used() const { return used_; }
  Var* origin() { return origin_ != nullptr ? origin_ : this; }
  static bool classof(const Object* o) { return o->kind() == ObjectKind::Var; }
};
Var* newParam(Pos pos, Package* pkg, std::string_view name, Type* typ);
Var* newField(Pos pos, Package* pkg, std::string_view name, Type* typ, bool embedded);

struct Func : Object {
  bool hasPtrRecvBit_ = false;  // only for methods without a type yet: read hasPtrRecv()
  Func* origin_ = nullptr;
  syntax::FuncDecl* decl_ = nullptr;  // from source only; carries the pragmas
  Func(Pos pos, Package* pkg, std::string_view name, Signature* sig);
  Signature* signature() const;  // an empty one while the type is unknown
  Var* receiver() const { return typ_ == nullptr ? nullptr : signature()->recv_; }
  Func* origin() { return origin_ != nullptr ? origin_ : this; }
  syntax::FuncDecl* decl() const { return decl_; }
  bool hasPtrRecv() const;
  static bool classof(const Object* o) { return o->kind() == ObjectKind::Func; }
};

struct Label : Object {
  bool used_ = false;
  Label(Pos pos, Package* pkg, std::string_view name);
  static bool classof(const Object* o) { return o->kind() == ObjectKind::Label; }
};

// The built-in functions, in the order of predeclaredFuncs.
enum class BuiltinId : uint8_t {
  Append, Cap, Clear, Close, Complex, Copy, Delete, Imag, Len, Make, Max, Min, New, Panic, Print, Println, Real, Recover,
  Add, Alignof, Offsetof, Sizeof, Slice, SliceData, String, StringData,  // package unsafe
  Assert, Trace,                                                         // tests only
};

struct Builtin : Object {
  BuiltinId id_;
  Builtin(std::string_view name, BuiltinId id);
  BuiltinId id() const { return id_; }
  static bool classof(const Object* o) { return o->kind() == ObjectKind::Builtin; }
};

struct Nil : Object {
  Nil();
  static bool classof(const Object* o) { return o->kind() == ObjectKind::Nil; }
};

template <class T> T* as(Object* o) { return o != nullptr && T::classof(o) ? static_cast<T*>(o) : nullptr; }
template <class T> const T* as(const Object* o) { return o != nullptr && T::classof(o) ? static_cast<const T*>(o) : nullptr; }

// A scope: a small list until it grows, then a hash table.
struct Scope {
  Scope* parent_ = nullptr;
  std::vector<Scope*> children_;
  Pos pos_{}, end_{};
  const char* comment_ = "";
  bool isFunc_ = false;

  Scope(Scope* parent, Pos pos, Pos end, const char* comment);
  Scope* parent() const { return parent_; }
  int len() const { return int(elems_.size()); }
  std::vector<std::string_view> names();  // sorted
  Object* lookup(std::string_view name);
  std::vector<Object*> lookupIgnoringCase(std::string_view name, bool exported);
  Object* insert(Object* obj);  // the object already there, or nullptr; sets the parent if there is none
  void insertAs(std::string_view name, Object* obj);
  // Declares a name whose object is made when it is first looked up (imported packages). False if it exists.
  bool insertLazy(std::string_view name, std::function<Object*()> resolve);
  template <class F> void forEach(F f) {  // in insertion order
    for (size_t i = 0; i < elems_.size(); i++) f(elems_[i].name, resolveElem(i));
  }

 private:
  struct Elem {
    std::string_view name;
    Object* obj;  // nullptr: see lazy_
    int lazy = -1;
  };
  std::vector<Elem> elems_;
  std::unordered_map<std::string_view, uint32_t> index_;  // once there are many
  std::vector<std::function<Object*()>> lazy_;
  int find(std::string_view name) const;
  Object* resolveElem(size_t i);
  void add(Elem e);
};

struct Package {
  std::string_view path_, name_;
  Scope* scope_ = nullptr;
  std::vector<Package*> imports_;
  bool complete_ = false;
  bool fake_ = false;  // lookup errors in it are dropped silently
  bool cgo_ = false;
  std::string goVersion_;
  Package(std::string_view path, std::string_view name);
  std::string_view path() const { return path_; }
  std::string_view name() const { return name_; }
  Scope* scope() const { return scope_; }
  bool complete() const { return complete_; }
  const std::vector<Package*>& imports() const { return imports_; }
};

std::string objectString(Object* obj, const Qualifier& qf = {});
void writeObject(std::string& buf, Object* obj, const Qualifier& qf);
void writeFuncName(std::string& buf, Func* f, const Qualifier& qf);
std::string packagePrefix(const Package* pkg, const Qualifier& qf);
std::string_view objectKind(Object* obj);  // "constant", "type parameter", ... for messages

}  // namespace golem::types
