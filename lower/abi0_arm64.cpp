// See abi0.h: arm64. The word at the stack pointer is the caller's (assembly keeps its return address there), the arguments lie
// above it; x28 is assembly's g. Nothing but sp, x29 and x28 is preserved. x29 is kept all the same, in the caller's word: some
// assembly may spoil its saved value, and our tracebacks find it there by the instruction behind the call (runtime/arch/arm64/arch.h).
#include "lower/abi0.h"

#include "abi/layout.h"

namespace golem::lower {

static_assert(abi::offsetOf(abi::M::asmG, {8, 8}) == 64); // in the text of the call
const Abi0Arch abi0Arm64{
    llvm::Triple::aarch64, 8,
    "mrs x28, tpidr_el0\n\tldr x28, [x28, #64]\n\tstr x29, [sp]\n\tbl $0\n\tldr x29, [sp]",
    "~{x0},~{x1},~{x2},~{x3},~{x4},~{x5},~{x6},~{x7},~{x8},~{x9},~{x10},~{x11},~{x12},~{x13},~{x14},~{x15},~{x16},~{x17},"
    "~{x19},~{x20},~{x21},~{x22},~{x23},~{x24},~{x25},~{x26},~{x27},~{x28},~{lr},"
    "~{v0},~{v1},~{v2},~{v3},~{v4},~{v5},~{v6},~{v7},~{v8},~{v9},~{v10},~{v11},~{v12},~{v13},~{v14},~{v15},~{v16},~{v17},"
    "~{v18},~{v19},~{v20},~{v21},~{v22},~{v23},~{v24},~{v25},~{v26},~{v27},~{v28},~{v29},~{v30},~{v31},~{memory},~{nzcv},~{fpsr}",
    "add x0, sp, #8\n\tadrp x1, $0\n\tadd x1, x1, :lo12:$0\n\tb $1"};

} // namespace golem::lower
