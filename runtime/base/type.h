// Type descriptors as compiled code lays them out (internal/abi), as far as the runtime reads them.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime {

using Kind = abi::TypeKind;

struct Closure : records::Closure {};

struct Type : records::Type {};
struct ArrayType : Type, records::ArrayPart {};
struct ChanType : Type, records::ChanPart {};
struct StructField : records::StructField {};
struct StructType : Type, records::StructPart {};
struct FuncType : Type, records::FuncPart {};

// The pointer mask, one bit for each of ptrBytes/8 words; built on first use for very large types.
const u8 *typeMask(Type *t);

} // namespace golem::runtime
