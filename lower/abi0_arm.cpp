// See abi0.h: arm. The word at the stack pointer is the caller's (assembly keeps its return address there), the arguments lie
// above it; r10 is assembly's g. Nothing but sp and r10 is preserved, so r11 is kept in the caller's word, where our tracebacks
// find it by the instruction behind the call (runtime/arch/arm/arch.h).
#include "lower/abi0.h"

#include "abi/layout.h"

namespace golem::lower {

static_assert(abi::offsetOf(abi::M::asmG, {4, 4}) == 32); // in the text of the call
const Abi0Arch abi0Arm{
    llvm::Triple::arm, 4,
    "mrc p15, 0, r10, c13, c0, 3\n\tldr r10, [r10, #32]\n\tstr r11, [sp]\n\tbl ${0:c}\n\tldr r11, [sp]",
    "~{r0},~{r1},~{r2},~{r3},~{r4},~{r5},~{r6},~{r7},~{r8},~{r9},~{r10},~{r12},~{lr},"
    "~{d0},~{d1},~{d2},~{d3},~{d4},~{d5},~{d6},~{d7},~{d8},~{d9},~{d10},~{d11},~{d12},~{d13},~{d14},~{d15},~{memory},~{cpsr}",
    "add r0, sp, #4\n\tmovw r1, :lower16:${0:c}\n\tmovt r1, :upper16:${0:c}\n\tb ${1:c}"};

} // namespace golem::lower
