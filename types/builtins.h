// What the files about built-in functions share.
#pragma once

#include "types/checker.h"

namespace golem::types {

// The signature that a call is recorded with. Untyped arguments count with their default types; res may be nullptr.
Signature* makeBuiltinSig(Type* res, std::span<Type* const> args);
inline Signature* makeSig(Type* res, std::span<Type* const> args) { return makeBuiltinSig(res, args); }
inline Signature* makeSig(Type* res, std::initializer_list<Type*> args) {
  return makeBuiltinSig(res, std::span<Type* const>(args.begin(), args.size()));
}

}  // namespace golem::types
