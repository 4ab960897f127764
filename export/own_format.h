// The codes that the writer and the reader of the own export member share.
#pragma once

#include "types/object.h"

#include <string_view>

namespace golem::exportdata {

/// Changes whenever the format does: members of another version are refused.
inline constexpr std::string_view ownMagic = "golem export 3\n";

/// A checksum of what follows it in a member. It depends on the operations of GIR, whose numbers are in the records, so members
/// of a compiler with other ones are refused too, like damaged ones: the records behind are not checked one by one.
uint64_t ownSeal(std::string_view contents);
inline constexpr size_t ownSealBytes = 8;

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
