// Values in shared records (layouts.def): flags, kinds, distances.
#pragma once

#include <stdint.h>

namespace golem::abi {

/// Type::kind: internal/abi.Kind.
enum class TypeKind : uint8_t {
  Invalid, Bool, Int, Int8, Int16, Int32, Int64, Uint, Uint8, Uint16, Uint32, Uint64, Uintptr, Float32, Float64,
  Complex64, Complex128, Array, Chan, Func, Interface, Map, Pointer, Slice, String, Struct, UnsafePointer
};
constexpr uint8_t typeKindMask = 31;

/// Type::flags: internal/abi.TFlag.
enum TypeFlag : uint8_t {
  HasUncommon = 1,
  ExtraStar = 2,       ///< gc's: the string has a "*" in front that does not belong to it
  HasName = 4,
  RegularMemory = 8,   ///< equal values have equal bytes
  MaskOnDemand = 16,   ///< gcdata points to a word where the runtime keeps the mask
  DirectInterface = 32 ///< an interface's data word holds the value itself
};

/// MapPart::flags: internal/abi.MapType.Flags.
enum MapFlag : uint32_t { NeedKeyUpdate = 1, HashMightPanic = 2, IndirectKey = 4, IndirectElem = 8 };
constexpr unsigned mapGroupSlots = 8;
constexpr unsigned mapMaxInlineBytes = 128; ///< larger keys and elements are held by pointer

/// FuncPart::outCount.
constexpr uint16_t variadicFlag = 1u << 15;

/// Pointer masks longer than this are made at run time.
constexpr unsigned maxMaskBytes = 2048;

/// The first byte of a function's line record.
enum FunctionFlag : uint8_t {
  IsWrapper = 1,   ///< generated, hidden in tracebacks
  IsNoSplit = 2,
  IsAssembly = 4,
  NoArguments = 8,
  HasFrameMap = 16
};

/// What assembly takes for its g is so many words below the G: there it finds g.stackguard0, G::limit,
/// behind the bounds of a stack.
constexpr unsigned assemblyGWords = 2;

} // namespace golem::abi
