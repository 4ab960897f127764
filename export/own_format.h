// The codes that the writer and the reader of the own export member share.
#pragma once

#include "types/object.h"

#include <string_view>

namespace golem::exportdata {

/// Changes whenever the format does: members of another version are refused.
inline constexpr std::string_view ownMagic = "golem export 2\n";

enum TypeTag : uint8_t {
  BasicTag, UniverseTag, NamedTag, PointerTag, SliceTag, ArrayTag, ChanTag, MapTag, TupleTag, SignatureTag, StructTag,
  InterfaceTag, UnionTag, TypeParamTag,
};

enum ObjectCode : uint32_t { ConstObject, VarObject, FuncObject, TypeObject, AliasObject };

inline ObjectCode objectCode(types::ObjectKind kind, bool alias) {
  switch (kind) {
  case types::ObjectKind::Const: return ConstObject;
  case types::ObjectKind::Var: return VarObject;
  case types::ObjectKind::Func: return FuncObject;
  default: return alias ? AliasObject : TypeObject;
  }
}

/// Whether an object is a type declared inside a function.
inline bool isLocal(const types::Object *object) {
  auto *name = types::as<types::TypeName>(object);
  return name != nullptr && name->isLocal();
}

/// The type parameters of the generic function inside which a type is declared.
inline std::span<types::TypeParam *const> localTypeParams(const types::Named *type) {
  return types::list(type->obj()->enclosing_);
}

} // namespace golem::exportdata
