// Type descriptors as compiled code lays them out (internal/abi), as far as the runtime reads them.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime {

enum TypeFlag : u8 { FlagUncommon = 1, FlagExtraStar = 2, FlagNamed = 4, FlagRegular = 8, FlagMaskOnDemand = 16, FlagDirect = 32 };
enum class Kind : u8 {
  Invalid, Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr, Float32, Float64, Complex64,
  Complex128, Array, Chan, Func, Interface, Map, Pointer, Slice, String, Struct, UnsafePointer
};

struct Closure {
  void *code; // captures follow
};

struct Type {
  uptr size;
  uptr ptrBytes;
  u32 hash;
  u8 flags, align, fieldAlign;
  Kind kind;
  Closure *equal;
  u8 *gcdata; // mask, or (FlagMaskOnDemand) where a pointer to the mask is kept
  i32 str, ptrToThis;
};
static_assert(sizeof(Type) == 48);

struct ArrayType : Type {
  Type *elem, *slice;
  uptr len;
};
struct ChanType : Type {
  Type *elem;
  iptr dir;
};
struct StructField {
  u8 *name;
  Type *type;
  uptr offset;
};
struct StructType : Type {
  u8 *pkgPath;
  StructField *fields;
  iptr nfields, fieldCap;
};
struct FuncType : Type {
  u16 inCount, outCount; // outCount's top bit: variadic
};

// The pointer mask, one bit for each of ptrBytes/8 words; built on first use for very large types.
const u8 *typeMask(Type *t);

} // namespace golem::runtime
