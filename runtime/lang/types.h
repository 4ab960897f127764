// More of type descriptors than the collector reads: functions' parameters. And allocation as Go calls it.
#pragma once
#include "runtime/base/type.h"

namespace golem::runtime {

// Parameters, then results, lie behind a func descriptor and its uncommon part.
RT_INLINE Type *const *funcParameters(const FuncType *f) {
  return reinterpret_cast<Type *const *>(reinterpret_cast<const u8 *>(f) + sizeof(FuncType) +
                                         (f->flags & abi::HasUncommon ? sizeof(records::Uncommon) : 0));
}
RT_INLINE u32 funcResultCount(const FuncType *f) { return f->outCount & ~abi::variadicFlag; }
RT_INLINE Type *const *funcResults(const FuncType *f) { return funcParameters(f) + f->inCount; }

RT_SWIFT void *goMallocgc(uptr size, const Type *type, u32 zero, RT_SELF) asm("runtime.mallocgc");
RT_SWIFT void *goNewarray(const Type *type, iptr n, RT_SELF) asm("runtime.newarray");

} // namespace golem::runtime
