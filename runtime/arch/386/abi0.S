// 386: between compiled Go and assembly of gc's ABI0, in which arguments and results lie above the return address and a
// function preserves only esp (docs/assembly.md). Go calls assembly directly, from code that the compiler makes.
//
// Assembly finds g in M::asmG, which lies two words below G so that what it reads as g.stackguard0 is G::limit.

#include "abi_offsets.h"

.section .rt_text,"ax",@progbits

#define FN(name) .globl name; .type name,@function; .p2align 4; name:

// Assembly called an entry F.abi0 of a Go function: eax = its arguments, ecx = the thunk that loads them and calls F.
FN(golem_asmtogo)
  pushl %ebp
  movl %esp, %ebp
  andl $-16, %esp
  subl $16, %esp
  movl %gs:0, %edx
  movl M_asmG(%edx), %edx
  addl $assemblyGOffset, %edx
  movl %eax, (%esp)
  movl %edx, 4(%esp)
  movl %ecx, %eax
  xorl %ecx, %ecx
  cld
  call *%eax
  movl %ebp, %esp
  popl %ebp
  ret

// The prologue of an assembly function F found too little stack, or a request to yield. (esp) = where F calls this, which leads
// back to its start; 4(esp) = F's return address; then its arguments. edx may be F's closure. Runs F on the next segment, on a
// copy of its arguments, of which it brings back the words that F changed; or F again, when it was a request to yield.
// The frame is as golem_more's first, so that the collector knows where the older segment ends; its mark is another one.
//   ebp-4 the mark, -8 nothing, -12 edx, -16 ebx, -20 F, -24 bytes of arguments
FN(runtime.morestack.abi0)
FN(runtime.morestack_noctxt.abi0)
FN(golem_asmmore)
  popl %eax
  pushl %ebp
  movl %esp, %ebp
  pushl $golem_asmmore
  pushl $0
  pushl %edx
  pushl %ebx
  pushl %eax
  pushl $0
  andl $-16, %esp
  subl $16, %esp
  movl %gs:0, %ebx
  movl M_asmG(%ebx), %ebx
  addl $assemblyGOffset, %ebx
  leal -24(%ebp), %ecx
  movl %ebx, (%esp)
  movl %eax, 4(%esp)
  movl %ebp, 8(%esp)
  movl %ecx, 12(%esp)
  cld
  call golem_rtasmgrow
  testl %eax, %eax
  je 3f
  movl G_seg(%ebx), %edx
  movl Seg_next(%edx), %edx
  movl %ebp, Seg_moreFp(%edx)
  movl %edx, G_seg(%ebx)
  movl Seg_limit(%edx), %eax
  movl %eax, G_limit(%ebx)
  movl Seg_hi(%edx), %esp
  // Above the copy lies another one, to tell what F changed.
  .rept 2
  movl -24(%ebp), %ecx
  subl %ecx, %esp
  shrl $2, %ecx
  leal 8(%ebp), %esi
  movl %esp, %edi
  rep movsl
  .endr
  movl -12(%ebp), %edx
  call *-20(%ebp)
.globl golem_asmmore_ret
golem_asmmore_ret:
  movl %gs:0, %ebx
  movl M_asmG(%ebx), %ebx
  addl $assemblyGOffset, %ebx
  movl G_seg(%ebx), %eax
  movl Seg_moreFp(%eax), %ebp
  movl -24(%ebp), %ecx
  leal (%esp,%ecx), %esi
1:
  subl $4, %ecx
  jb 2f
  movl (%esp,%ecx), %eax
  cmpl (%esi,%ecx), %eax
  je 1b
  movl %eax, 8(%ebp,%ecx)
  jmp 1b
2:
  movl G_seg(%ebx), %eax
  movl Seg_prev(%eax), %eax
  movl %eax, G_seg(%ebx)
  movl Seg_limit(%eax), %ecx
  movl %ecx, G_limit(%ebx)
  movl %ebp, %esp
  popl %ebp
  ret
3:
  movl -12(%ebp), %edx
  movl -16(%ebp), %ebx
  movl -20(%ebp), %eax
  movl %ebp, %esp
  popl %ebp
  jmp *%eax

.section .note.GNU-stack,"",@progbits
