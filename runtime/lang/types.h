// Type descriptors as C++ reads them: the layout of internal/abi.
#pragma once
#include "runtime/base/base.h"

namespace golem::runtime {

enum class Kind : u8 {
  Invalid, Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr, Float32, Float64,
  Complex64, Complex128, Array, Chan, Func, Interface, Map, Pointer, Slice, String, Struct, UnsafePointer
};

struct TypeInfo {
  uptr size, ptrBytes;
  u32 hash;
  u8 tflag, align, fieldAlign, kindBits;
  Closure *equal;
  const u8 *gcData;
  i32 str, ptrToThis;

  Kind kind() const { return Kind(kindBits & 31); }
  bool hasUncommon() const { return tflag & 1; }
};

struct ArrayInfo : TypeInfo {
  TypeInfo *elem, *slice;
  uptr len;
};

struct ChanInfo : TypeInfo {
  TypeInfo *elem;
  iptr dir;
};

struct StructInfo : TypeInfo {
  struct Field {
    const u8 *name;
    TypeInfo *type;
    uptr offset;
  };
  const u8 *pkgPath;
  Field *fields;
  iptr count, cap;
};

struct FuncInfo : TypeInfo {
  u16 inCount, outBits; // the top bit of outBits: variadic

  u32 outCount() const { return outBits & 0x7fff; }
  // Parameters, then results, lie behind the descriptor and its uncommon part.
  TypeInfo *const *in() const {
    return reinterpret_cast<TypeInfo *const *>(reinterpret_cast<const u8 *>(this) + sizeof(FuncInfo) +
                                               (hasUncommon() ? 16 : 0));
  }
  TypeInfo *const *out() const { return in() + inCount; }
};

static_assert(sizeof(TypeInfo) == 48 && sizeof(FuncInfo) == 56);

// Allocation as Go calls it.
RT_SWIFT void *goMallocgc(uptr size, const TypeInfo *type, u32 zero, RT_SELF) asm("runtime.mallocgc");
RT_SWIFT void *goNewarray(const TypeInfo *type, iptr n, RT_SELF) asm("runtime.newarray");

} // namespace golem::runtime
