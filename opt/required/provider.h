// Makes function bodies on demand: instances of generic functions and the wrappers that Go's method sets imply.
#pragma once

#include "gir/gir.h"
#include "gir/refs.h"
#include "opt/required/subst.h"

#include <functional>
#include <unordered_map>

namespace golem::opt {

class Provider : public gir::FunctionProvider {
public:
  /// imported: the generic body of a function of another package, or null.
  Provider(gir::Package &p, gir::RefTable &r, types::Sizes s,
           std::function<gir::Function *(std::string_view linkName)> imported)
      : package(p), refs(r), sizes(s), importedBody(std::move(imported)), local(r.ids) {}

  const gir::Function *body(const gir::FuncRef &concrete) override;
  const gir::FuncRef *wrapper(gir::FuncRef::Kind kind, types::Type *recv, types::Func *method) override;

  /// The generic body behind a reference, or null.
  gir::Function *generic(const gir::FuncRef &r);
  /// The function or instance that a plain reference means, made if need be but not improved; null: of another package.
  gir::Function *plain(const gir::FuncRef &r);
  /// Called for every instance before its code is asked for the first time.
  std::function<void(gir::Function &)> improve;

private:
  gir::Function *instantiate(gir::Function &g, const gir::FuncRef &r);
  const gir::FuncRef *substRef(const gir::FuncRef *r, Subst &s);
  gir::Function *makeWrapper(const gir::FuncRef &r);
  bool isDirect(types::Type *t);
  bool hasPointers(types::Type *t);

  gir::Package &package;
  gir::RefTable &refs;
  types::Sizes sizes;
  std::function<gir::Function *(std::string_view)> importedBody;
  LocalTypes local;
  std::unordered_map<const gir::FuncRef *, gir::Function *> made;
  std::unordered_map<std::string_view, gir::Function *> own;
  bool indexed = false;
  std::deque<gir::Function> bodies;
};

/// The method that name selects in t, with the path of embedded fields to it (the last index is the method's).
types::Func *findMethod(types::Type *t, const types::Package *pkg, std::string_view name, std::vector<int> *path);

} // namespace golem::opt
