// The front door of the type checker for the other stages.
#pragma once

#include "types/codes.h"
#include "types/info.h"
#include "types/predicates.h"

namespace golem::types {

struct Error {
  Pos pos{};
  std::string msg;   // without annotations; continuation lines start with "\n\t"
  std::string full;
  bool soft = false;
  Code code{};
};

// gc's layout of types in memory.
struct Sizes {
  int64_t wordSize = 8;
  int64_t maxAlign = 8;
  int64_t alignof_(Type* t) const;
  std::vector<int64_t> offsetsof(std::span<Var* const> fields) const;  // an entry < 0: too large
  int64_t sizeof_(Type* t) const;                                      // < 0: too large
};
Sizes sizesFor(std::string_view goarch);

// De-duplicates instances: one per type checking session (share it among all packages of a process).
struct Context;
Context* newContext();

struct Config {
  Context* context = nullptr;  // may be nullptr
  std::string goVersion;       // "" is no restriction, else like "go1.26"
  bool ignoreFuncBodies = false;
  bool ignoreBranchErrors = false;
  bool go115UsesCgo = false;
  bool fakeImportC = false;
  bool disableUnusedImportCheck = false;
  std::string errorURL;  // with %s for the code
  std::function<void(const Error&)> error;
  // The package, or nullptr with *err set. srcDir is the importing file's directory.
  std::function<Package*(std::string_view path, std::string_view srcDir, std::string* err)> importer;
  Sizes sizes;
  // For FileBase names: the directory of the file that holds pos (import resolution); may be empty.
  std::function<std::string(Pos)> dirOf;
  // Text "file:line:col" for positions inside messages.
  std::function<std::string(Pos)> posString;
};

struct Result {
  bool ok = false;  // no errors
};
// Checks one package. The files' trees are filled in; pkg and info receive the rest.
Result checkFiles(Config& conf, Package* pkg, std::span<syntax::File* const> files, Info* info);

// Making types (export data, tests).
Array* newArray(Type* elem, int64_t len);
Slice* newSlice(Type* elem);
Struct* newStruct(std::vector<Var*> fields, std::vector<std::string_view> tags);
Pointer* newPointer(Type* elem);
Tuple* newTuple(std::vector<Var*> vars);  // nullptr if empty
Signature* newSignature(Var* recv, std::vector<TypeParam*> recvTypeParams, std::vector<TypeParam*> typeParams,
                        Tuple* params, Tuple* results, bool variadic);
Union* newUnion(std::vector<Term*> terms);
Interface* newInterfaceType(std::vector<Func*> methods, std::vector<Type*> embeddeds);
Map* newMap(Type* key, Type* elem);
Chan* newChan(ChanDir dir, Type* elem);
Named* newNamed(TypeName* obj, Type* underlying, std::vector<Func*> methods);  // sets obj's type if it has none
TypeName* newTypeNameLazy(Pos pos, Package* pkg, std::string_view name, std::function<LoadedNamed(Named*)> load);
TypeParam* newTypeParam(TypeName* obj, Type* constraint);  // constraint may be nullptr and be set later
Alias* newAlias(TypeName* obj, Type* rhs);
const TypeParamList* bindTParams(std::vector<TypeParam*> list);  // nullptr if empty; sets their indices

// orig must be a generic Named, Alias or Signature with as many parameters as targs; constraints are not verified.
Type* instantiate(Context* ctxt, Type* orig, std::span<Type* const> targs);
// The type with type parameters replaced (tparams[i] by targs[i]).
Type* substitute(Type* t, std::span<TypeParam* const> tparams, std::span<Type* const> targs, Context* ctxt);

bool assertableTo(Interface* V, Type* T);
bool assignableTo(Type* V, Type* T);
bool convertibleTo(Type* V, Type* T);
bool implements(Type* V, Interface* T);
bool satisfies(Type* V, Interface* T);
// The first method of T that V lacks, or nullptr.
Func* missingMethod(Type* V, Interface* T, bool staticCheck, bool* wrongType);

// The field or method of T named name: nullptr if there is none; then index.size() > 0 means that it is ambiguous and
// *indirect that the receiver would have to be a pointer.
Object* lookupFieldOrMethod(Type* T, bool addressable, const Package* pkg, std::string_view name,
                            std::vector<int>* index, bool* indirect, bool foldCase = false);

// All methods of T (types2 has it in go/types only): in order of their ids, with index paths.
std::vector<Selection*> methodSet(Type* T);

// Text of types.
std::string typeString(Type* t, const Qualifier& qf = {});
void writeType(std::string& buf, Type* t, const Qualifier& qf);
void writeSignature(std::string& buf, Signature* sig, const Qualifier& qf);
Qualifier relativeTo(const Package* pkg);
// Text that is equal for identical types (instance context).
void writeTypeHash(std::string& buf, Type* t, Context* ctxt);
void writeTParamList(std::string& buf, std::span<TypeParam* const> l, const Qualifier& qf);

}  // namespace golem::types
