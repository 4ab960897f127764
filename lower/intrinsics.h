// Functions of the standard library that are instructions.
#pragma once

#include "lower/emitter.h"

#include <span>

namespace golem::lower {

enum class IntrinsicKind : uint8_t {
  Load, Store, Xchg, Cas, Add, And, Or, OldAnd, OldOr,           // atomics; And, Or: no result
  Clz, Len, Ctz, Popcount, Bswap, Reverse, Rotl, Add64, Sub64, Mul64, Div64, MulOverflow,
  Sqrt, Floor, Ceil, Trunc, RoundEven, Fma, Abs, Copysign,
  CallerPC, CallerSP, ClosurePtr, Prefetch, KeepAlive, Nop, Select, BoolToByte,
};

struct IntrinsicDef {
  const char *name;
  IntrinsicKind kind;
  uint8_t bits = 64;      ///< 0: a word
  bool pointer = false;   ///< the value is a pointer
  bool bodyless = false;  ///< declared without a body: the package gets one from here
  std::string_view package() const;
  std::string_view function() const;
};

std::span<const IntrinsicDef> intrinsics();
const IntrinsicDef *findIntrinsic(std::string_view linkName);
/// False when this use must be an ordinary call.
bool lowerIntrinsic(Emitter &e, const IntrinsicDef &d, llvm::ArrayRef<Val> args, Val &result);

} // namespace golem::lower
