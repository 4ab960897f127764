// See abi0.h: amd64. Only rsp is preserved: gc's own code needs rbp for tracebacks alone, and some assembly spoils its saved value.
// Our tracebacks find the saved rbp by the instruction behind the call (runtime/arch/amd64/arch.h), so its form is fixed.
#include "lower/abi0.h"

namespace golem::lower {

const Abi0Arch abi0Amd64{
    llvm::Triple::x86_64, 0, "movq %rbp, ${1:c}(%rsp)\n\tcall ${0:P}\n\t{disp32} movq ${1:c}(%rsp), %rbp",
    "~{rax},~{rbx},~{rcx},~{rdx},~{rsi},~{rdi},~{r8},~{r9},~{r10},~{r11},~{r12},~{r13},~{r14},~{r15},"
    "~{xmm0},~{xmm1},~{xmm2},~{xmm3},~{xmm4},~{xmm5},~{xmm6},~{xmm7},~{xmm8},~{xmm9},~{xmm10},~{xmm11},~{xmm12},~{xmm13},"
    "~{xmm14},~{xmm15},~{memory},~{dirflag},~{fpsr},~{flags}",
    "leaq 8(%rsp), %rdi\n\tleaq ${0:P}(%rip), %rsi\n\tjmp ${1:P}"};

const Abi0Arch *abi0Arch(const llvm::Triple &triple) {
  for (const Abi0Arch *a : {&abi0I386, &abi0Amd64, &abi0Arm, &abi0Arm64})
    if (a->arch == triple.getArch())
      return a;
  return nullptr;
}

} // namespace golem::lower
