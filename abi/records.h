// The records of layouts.def as C++ structures of the machine that this code is compiled for: the
// runtime's own begin with them or are them.
//
// Go aligns 64-bit integers to a word at most where a word has 4 bytes; C++ may want 8.
#pragma once

#include "abi/constants.h"

#include <stddef.h>

namespace golem::runtime {

using u8 = uint8_t;
using u16 = uint16_t;
using u32 = uint32_t;
// Aligned to their size on every target, for atomic access.
using u64 __attribute__((aligned(8))) = uint64_t;
using i32 = int32_t;
using i64 __attribute__((aligned(8))) = int64_t;
using uptr = uintptr_t;
using iptr = intptr_t;

struct G;
struct M;
struct Seg;
struct Type;
struct StructField;
struct Closure;
struct Defer;
struct DeferFrame;
struct Panic;
struct HChan;
namespace arch {
struct SavedFrame;
}

namespace records {

using u64 __attribute__((aligned(alignof(uptr)))) = uint64_t;
using abi::TypeKind;
using arch::SavedFrame;

#define RECORD(R) struct R {
#define FIELD(R, name, kind, type) type name;
#define END(R) };
#include "abi/layouts.def"
#undef RECORD
#undef FIELD
#undef END

} // namespace records
} // namespace golem::runtime
