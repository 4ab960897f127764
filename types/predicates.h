// Questions about types.
#pragma once

#include <unordered_set>

#include "types/format.h"
#include "types/typeset.h"
#include "types/universe.h"

namespace golem::types {

bool isValid(Type* t);
// These look at the underlying type and say false for type parameters.
bool isBasic(Type* t, BasicInfo info);
inline bool isBoolean(Type* t) { return isBasic(t, IsBoolean); }
inline bool isInteger(Type* t) { return isBasic(t, IsInteger); }
inline bool isUnsigned(Type* t) { return isBasic(t, IsUnsigned); }
inline bool isFloat(Type* t) { return isBasic(t, IsFloat); }
inline bool isComplex(Type* t) { return isBasic(t, IsComplex); }
inline bool isNumeric(Type* t) { return isBasic(t, IsNumeric); }
inline bool isString(Type* t) { return isBasic(t, IsString); }
inline bool isIntegerOrFloat(Type* t) { return isBasic(t, IsInteger | IsFloat); }
inline bool isConstType(Type* t) { return isBasic(t, IsConstType); }
// These ask all types of a type parameter's type set.
bool allBasic(Type* t, BasicInfo info);
inline bool allBoolean(Type* t) { return allBasic(t, IsBoolean); }
inline bool allInteger(Type* t) { return allBasic(t, IsInteger); }
inline bool allUnsigned(Type* t) { return allBasic(t, IsUnsigned); }
inline bool allNumeric(Type* t) { return allBasic(t, IsNumeric); }
inline bool allString(Type* t) { return allBasic(t, IsString); }
inline bool allOrdered(Type* t) { return allBasic(t, IsOrdered); }
inline bool allNumericOrString(Type* t) { return allBasic(t, IsNumeric | IsString); }

bool hasName(Type* t);  // predeclared, defined or type parameter
bool isTypeLit(Type* t);
bool isTyped(Type* t);
inline bool isUntyped(Type* t) { return !isTyped(t); }
bool isUntypedNumeric(Type* t);
bool isInterface(Type* t);
bool isNonTypeParamInterface(Type* t);
bool isTypeParam(Type* t);
bool hasEmptyTypeset(Type* t);
bool isGeneric(Type* t);  // generic and not instantiated
bool comparable(Type* t);
bool hasNil(Type* t);
bool samePkg(const Package* a, const Package* b);
bool isValidName(std::string_view s);
Type* defaultType(Type* t);      // types2's Default
Type* maxType(Type* x, Type* y);  // the larger of two untyped numeric types; nullptr if there is none
bool isUnsafePointer(Type* t);
bool isUintptr(Type* t);
bool isBytesOrRunes(Type* t);

// A reason for a failure, formatted only when it is reported.
struct TypeError {
  std::string format;
  std::vector<Arg> args;
  std::string str(Checker* check) const;
};
template <class... A> const TypeError* typeErrorf(std::string_view format, const A&... a) {
  return new TypeError{std::string(format), {Arg(a)...}};
}
// nullptr if T is comparable, else why it is not. dynamic: interfaces count as comparable.
const TypeError* comparableType(Type* T, bool dynamic, std::unordered_set<Type*>* seen);

bool identical(Type* x, Type* y);
bool identicalIgnoreTags(Type* x, Type* y);
bool identicalOrigin(Named* x, Named* y);
bool identicalInstance(Type* xorig, std::span<Type* const> xargs, Type* yorig, std::span<Type* const> yargs);
// identical with invalid types taken as identical to everything (fewer follow-up errors).
struct IfacePair {
  Interface *x, *y;
  IfacePair* prev;
  bool identical(const IfacePair* q) const { return (x == q->x && y == q->y) || (x == q->y && y == q->x); }
};
struct Comparer {
  bool ignoreTags = false;
  bool ignoreInvalids = false;
  bool identical(Type* x, Type* y, IfacePair* p = nullptr) const;
};

// Calls f with t's underlying type or, for a type parameter, with each underlying type of its type set (nullptr if it
// has no specific types), until f says false; the result is whether f never did.
bool underIs(Type* t, const std::function<bool(Type*)>& f);
// Calls f(t, u) with t and its underlying type, or each in its type set, (nullptr, nullptr) for no specific types.
bool typeset(Type* t, const std::function<bool(Type* t, Type* u)>& f);
// The single underlying type of t's type set or nullptr with *err; cond may reject types.
using UnderCond = std::function<const TypeError*(Type* t, Type* u)>;
Type* commonUnder(Type* t, const UnderCond& cond, const TypeError** err);
Type* coreType(Type* t);  // for later stages: nullptr if there is none

Type* deref(Type* t, bool* isPtr = nullptr);  // *T -> T (a pointer type that is not named)
Type* derefStructPtr(Type* t);
bool isInterfacePtr(Type* t);
Interface* asInterface(Type* t);
int fieldIndex(std::span<Var* const> fields, const Package* pkg, std::string_view name, bool foldCase);
int methodIndex(std::span<Func* const> methods, const Package* pkg, std::string_view name, bool foldCase, Func** m);
std::vector<int> concat(const std::vector<int>& list, int i);
bool isImportedConstraint(const Package* pkg, Type* t);

// Type parameters used in types (inference).
bool isParameterized(std::span<TypeParam* const> tparams, Type* t);
std::string typeParamsString(std::span<TypeParam* const> list);
std::string_view goTypeName(Type* t);

}  // namespace golem::types
