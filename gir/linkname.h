// Names that the linker sees: of types (also what type identity and reflection go by) and of functions.
#pragma once

#include "gir/gir.h"

#include <string>

namespace golem::gir {

/// A package path as it stands in symbols: "a/b%2ec".
std::string symbolPath(std::string_view path);
/// Canonical text of a type: full package paths, local types as pkg.T·n. Equal for identical types only.
std::string linkString(types::Type *t);
void appendLinkString(std::string &out, types::Type *t);
/// reflect.Type.String(): packages by name, local types by their plain name.
std::string reflectString(types::Type *t);
/// The symbol of a function, wrapper or instance.
std::string symbolName(const FuncRef &f);
/// True when the symbol may be defined by several packages (instances, wrappers).
bool isShared(const FuncRef &f);

inline std::string typeSymbol(types::Type *t) { return "type:" + linkString(t); }
inline std::string itabSymbol(types::Type *t, types::Type *iface) {
  return "go:itab." + linkString(t) + "," + linkString(iface);
}

} // namespace golem::gir
