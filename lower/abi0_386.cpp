// See abi0.h: 386. Only esp is preserved. What assembly does with ebp is its own: our tracebacks find the saved one by the
// instruction behind the call (runtime/arch/386/arch.h), so its form is fixed.
#include "lower/abi0.h"

namespace golem::lower {

const Abi0Arch abi0I386{
    llvm::Triple::x86, 0, "movl %ebp, ${1:c}(%esp)\n\tcalll ${0:P}\n\t{disp32} movl ${1:c}(%esp), %ebp",
    "~{eax},~{ebx},~{ecx},~{edx},~{esi},~{edi},~{xmm0},~{xmm1},~{xmm2},~{xmm3},~{xmm4},~{xmm5},~{xmm6},~{xmm7},"
    "~{memory},~{dirflag},~{fpsr},~{flags}",
    "leal 4(%esp), %eax\n\tmovl $$${0:P}, %ecx\n\tjmp ${1:P}"};

} // namespace golem::lower
