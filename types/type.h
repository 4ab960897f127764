// The types of Go. Accessors are those of go/types; data members end in an underscore and are for the checker and the
// export data reader. Types are compared with identical(), never by pointer (except Basic without aliases).
#pragma once

#include "types/fwd.h"

namespace golem::types {

enum class TypeKind : uint8_t {
  Basic, Array, Slice, Struct, Pointer, Tuple, Signature, Union, Interface, Map, Chan, Named, TypeParam, Alias,
};

struct Type {
  TypeKind kind() const { return kind_; }
  // The underlying type; never Named, Alias or TypeParam (a type parameter's is its constraint interface).
  Type* underlying();
  std::string str();  // typeString without a qualifier: full package paths

 protected:
  explicit Type(TypeKind k) : kind_(k) {}

 private:
  TypeKind kind_;
};

enum class BasicKind : uint8_t {
  Invalid,
  Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr,
  Float32, Float64, Complex64, Complex128, String, UnsafePointer,
  UntypedBool, UntypedInt, UntypedRune, UntypedFloat, UntypedComplex, UntypedString, UntypedNil,
  Byte = Uint8,
  Rune = Int32,
};
inline constexpr int kNumBasicKinds = int(BasicKind::UntypedNil) + 1;

// Bit set of properties of basic types.
using BasicInfo = uint16_t;
inline constexpr BasicInfo IsBoolean = 1, IsInteger = 2, IsUnsigned = 4, IsFloat = 8, IsComplex = 16, IsString = 32,
                           IsUntyped = 64;
inline constexpr BasicInfo IsOrdered = IsInteger | IsFloat | IsString, IsNumeric = IsInteger | IsFloat | IsComplex,
                           IsConstType = IsBoolean | IsNumeric | IsString;

struct Basic : Type {
  BasicKind basicKind_;
  BasicInfo info_;
  std::string_view name_;
  Basic(BasicKind k, BasicInfo i, std::string_view n) : Type(TypeKind::Basic), basicKind_(k), info_(i), name_(n) {}
  BasicKind basicKind() const { return basicKind_; }
  BasicInfo info() const { return info_; }
  std::string_view name() const { return name_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Basic; }
};

struct Array : Type {
  int64_t len_;  // < 0: unknown (an error was reported)
  Type* elem_;
  Array(Type* elem, int64_t len) : Type(TypeKind::Array), len_(len), elem_(elem) {}
  int64_t len() const { return len_; }
  Type* elem() const { return elem_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Array; }
};

struct Slice : Type {
  Type* elem_;
  explicit Slice(Type* elem) : Type(TypeKind::Slice), elem_(elem) {}
  Type* elem() const { return elem_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Slice; }
};

struct Struct : Type {
  std::vector<Var*> fields_;
  std::vector<std::string_view> tags_;  // may be shorter than fields_
  Struct() : Type(TypeKind::Struct) {}
  int numFields() const { return int(fields_.size()); }
  Var* field(int i) const { return fields_[i]; }
  const std::vector<Var*>& fields() const { return fields_; }
  std::string_view tag(int i) const { return size_t(i) < tags_.size() ? tags_[i] : std::string_view(); }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Struct; }
};

struct Pointer : Type {
  Type* base_;
  explicit Pointer(Type* base) : Type(TypeKind::Pointer), base_(base) {}
  Type* elem() const { return base_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Pointer; }
};

// A list of variables: parameters, results, and the type of a multi-valued expression. nullptr is the empty tuple.
struct Tuple : Type {
  std::vector<Var*> vars_;
  Tuple() : Type(TypeKind::Tuple) {}
  explicit Tuple(std::vector<Var*> v) : Type(TypeKind::Tuple), vars_(std::move(v)) {}
  int len() const { return int(vars_.size()); }
  Var* at(int i) const { return vars_[i]; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Tuple; }
};
int tupleLen(const Tuple* t);  // 0 for nullptr
std::span<Var* const> tupleVars(const Tuple* t);

struct Signature : Type {
  const TypeParamList* rparams_ = nullptr;  // receiver type parameters, or nullptr
  const TypeParamList* tparams_ = nullptr;  // type parameters, or nullptr
  Scope* scope_ = nullptr;                  // function scope of package-local, not instantiated signatures
  Var* recv_ = nullptr;
  Tuple* params_ = nullptr;   // nullptr if empty
  Tuple* results_ = nullptr;  // nullptr if empty
  bool variadic_ = false;     // the last parameter's type is then a slice (or string for append([]byte, s...))
  Signature() : Type(TypeKind::Signature) {}
  Var* recv() const { return recv_; }
  std::span<TypeParam* const> typeParams() const;
  std::span<TypeParam* const> recvTypeParams() const;
  Tuple* params() const { return params_; }    // use tupleLen/tupleVars: may be nullptr
  Tuple* results() const { return results_; }  // likewise
  int numParams() const { return tupleLen(params_); }
  int numResults() const { return tupleLen(results_); }
  Var* param(int i) const { return params_->vars_[i]; }
  Var* result(int i) const { return results_->vars_[i]; }
  bool variadic() const { return variadic_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Signature; }
};

struct Term {
  bool tilde_ = false;
  Type* typ_ = nullptr;  // in term lists: nullptr is the universe of all types
  bool tilde() const { return tilde_; }
  Type* type() const { return typ_; }
};

struct Union : Type {
  std::vector<Term*> terms_;
  explicit Union(std::vector<Term*> t) : Type(TypeKind::Union), terms_(std::move(t)) {}
  int len() const { return int(terms_.size()); }
  Term* term(int i) const { return terms_[i]; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Union; }
};

struct Interface : Type {
  Checker* check_ = nullptr;              // for error reporting while checking; else nullptr
  std::vector<Func*> methods_;            // explicitly declared methods, in source order
  std::vector<Type*> embeddeds_;          // explicitly embedded elements, in source order
  std::vector<Pos>* embedPos_ = nullptr;  // their positions while checking
  bool implicit_ = false;                 // wraps a type set literal: [T ~int|string]
  bool complete_ = false;                 // all but tset_ is set up
  TypeSet* tset_ = nullptr;               // computed lazily
  Interface() : Type(TypeKind::Interface) {}
  TypeSet* typeSet();
  int numExplicitMethods() const { return int(methods_.size()); }
  Func* explicitMethod(int i) const { return methods_[i]; }
  int numEmbeddeds() const { return int(embeddeds_.size()); }
  Type* embeddedType(int i) const { return embeddeds_[i]; }
  int numMethods();      // of the whole type set
  Func* method(int i);   // sorted by unique id: exported names first, then by name (and package)
  bool empty();          // the type set is all types
  bool isComparable();
  bool isMethodSet();    // no type terms, no comparable: an ordinary interface
  bool isImplicit() const { return implicit_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Interface; }
};

struct Map : Type {
  Type* key_;
  Type* elem_;
  Map(Type* k, Type* e) : Type(TypeKind::Map), key_(k), elem_(e) {}
  Type* key() const { return key_; }
  Type* elem() const { return elem_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Map; }
};

enum class ChanDir : uint8_t { SendRecv, SendOnly, RecvOnly };
struct Chan : Type {
  ChanDir dir_;
  Type* elem_;
  Chan(ChanDir d, Type* e) : Type(TypeKind::Chan), dir_(d), elem_(e) {}
  ChanDir dir() const { return dir_; }
  Type* elem() const { return elem_; }
  static bool classof(const Type* t) { return t->kind() == TypeKind::Chan; }
};

// What a lazy loader of an imported type gives.
struct LoadedNamed {
  std::vector<TypeParam*> tparams;
  Type* underlying = nullptr;
  std::vector<Func*> methods;
  std::vector<std::function<void()>> delayed;
};

// A defined type or an instance of a generic one. Details are computed on demand.
struct Named : Type {
  struct Instance {
    Named* orig = nullptr;
    const TypeList* targs = nullptr;
    int expandedMethods = 0;
    Context* ctxt = nullptr;  // local context until fully expanded
  };
  enum State : uint8_t { LazyLoaded = 1, Unpacked = 2, HasMethods = 4, HasUnder = 8, HasFinite = 16 };

  Checker* check_ = nullptr;  // while checking the package
  TypeName* obj_ = nullptr;
  bool allowNilRHS_ = false;
  bool allowNilUnderlying_ = false;
  Instance* inst_ = nullptr;
  uint8_t state_ = 0;
  Type* fromRHS_ = nullptr;
  const TypeParamList* tparams_ = nullptr;
  Type* underlying_ = nullptr;
  bool finite_ = false;
  std::vector<Func*> methods_;  // of an instance: entries are nullptr until expanded
  std::function<LoadedNamed(Named*)> loader_;

  Named() : Type(TypeKind::Named) {}
  Named* unpack();
  bool stateHas(uint8_t m) const { return (state_ & m) != 0; }
  void setState(uint8_t m) { state_ |= m; }
  void cleanup();
  TypeName* obj() const { return inst_ == nullptr ? obj_ : inst_->orig->obj_; }
  Named* origin() { return inst_ == nullptr ? this : inst_->orig; }
  std::span<TypeParam* const> typeParams();
  void setTypeParams(std::vector<TypeParam*> tparams);
  std::span<Type* const> typeArgs() const;
  int numMethods();
  Func* method(int i);  // in source order; an instance's are expanded
  Func* expandMethod(int i);
  void setUnderlying(Type* u);
  void addMethod(Func* m);
  int methodIndex(std::string_view name, bool foldCase);
  Type* rhs();
  Type* under();  // what Type::underlying() gives
  void resolveUnderlying();
  int lookupMethod(const Package* pkg, std::string_view name, bool foldCase, Func** method);  // -1 if there is none
  Type* expandRHS();
  static bool classof(const Type* t) { return t->kind() == TypeKind::Named; }
};

struct TypeParam : Type {
  Checker* check_ = nullptr;
  uint64_t id_ = 0;
  TypeName* obj_ = nullptr;
  int index_ = -1;
  Type* bound_ = nullptr;
  TypeParam() : Type(TypeKind::TypeParam) {}
  TypeName* obj() const { return obj_; }
  int index() const { return index_; }
  Type* constraint() const { return bound_; }
  void setConstraint(Type* bound);
  void cleanup() { iface(); check_ = nullptr; }
  Interface* iface();  // the constraint interface
  // Calls f with each term of the type set (nullptr if there are no specific terms) until f says false.
  bool is(const std::function<bool(const Term*)>& f);
  // Calls f with each type and its underlying type, or (nullptr, nullptr), until f says false.
  bool typeset(const std::function<bool(Type*, Type*)>& f);
  static bool classof(const Type* t) { return t->kind() == TypeKind::TypeParam; }
};

struct Alias : Type {
  TypeName* obj_ = nullptr;
  Alias* orig_ = nullptr;  // the generic alias of an instance, or this
  const TypeParamList* tparams_ = nullptr;
  const TypeList* targs_ = nullptr;
  Type* fromRHS_ = nullptr;
  Type* actual_ = nullptr;  // never an Alias once known
  Alias() : Type(TypeKind::Alias) {}
  TypeName* obj() const { return orig_->obj_; }
  Alias* origin() const { return orig_; }
  std::span<TypeParam* const> typeParams() const;
  void setTypeParams(std::vector<TypeParam*> tparams);
  std::span<Type* const> typeArgs() const;
  Type* rhs() const { return fromRHS_; }
  void cleanup();
  static bool classof(const Type* t) { return t->kind() == TypeKind::Alias; }
};

Type* unalias(Type* t);      // nullptr stays nullptr
Named* asNamed(Type* t);     // after unalias; resolved; nullptr if it is not Named
// The underlying type as a T, or nullptr; t may be nullptr.
template <class T> T* underAs(Type* t);
// dyn_cast that takes nullptr.
template <class T> T* as(Type* t);
template <class T> T* unaliasAs(Type* t) { return as<T>(unalias(t)); }

template <class T> T* as(Type* t) { return t != nullptr && T::classof(t) ? static_cast<T*>(t) : nullptr; }
template <class T> T* underAs(Type* t) { return t == nullptr ? nullptr : as<T>(t->underlying()); }

// Lists as spans: nullptr is empty.
inline std::span<TypeParam* const> list(const TypeParamList* l) {
  return l == nullptr ? std::span<TypeParam* const>() : std::span<TypeParam* const>(*l);
}
inline std::span<Type* const> list(const TypeList* l) {
  return l == nullptr ? std::span<Type* const>() : std::span<Type* const>(*l);
}
inline std::span<TypeParam* const> Signature::typeParams() const { return list(tparams_); }
inline std::span<TypeParam* const> Signature::recvTypeParams() const { return list(rparams_); }
inline std::span<Type* const> Named::typeArgs() const {
  return inst_ == nullptr ? std::span<Type* const>() : list(inst_->targs);
}
inline std::span<TypeParam* const> Alias::typeParams() const { return list(tparams_); }
inline std::span<Type* const> Alias::typeArgs() const { return list(targs_); }
inline int tupleLen(const Tuple* t) { return t == nullptr ? 0 : t->len(); }
inline std::span<Var* const> tupleVars(const Tuple* t) {
  return t == nullptr ? std::span<Var* const>() : std::span<Var* const>(t->vars_);
}

}  // namespace golem::types
