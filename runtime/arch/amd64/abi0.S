// amd64: between compiled Go and assembly of gc's ABI0, in which arguments and results lie above the return address and a
// function preserves only rsp and rbp (docs/assembly.md). Go calls assembly directly, from code that the compiler makes.
//
// Assembly finds g in M::asmG, which lies 16 bytes below G so that what it reads as g.stackguard0 is G::limit.

#include "abi_offsets.h"

.section .rt_text,"ax",@progbits

#define FN(name) .globl name; .type name,@function; .p2align 4; name:

// Assembly called an entry F.abi0 of a Go function: rdi = its arguments, rsi = the thunk that loads them and calls F.
FN(golem_asmtogo)
  pushq %rbp
  movq %rsp, %rbp
  andq $-16, %rsp
  movq %fs:M_asmG, %r13
  addq $assemblyGOffset, %r13
  xorl %r10d, %r10d
  cld
  call *%rsi
  movq %rbp, %rsp
  popq %rbp
  ret

// The prologue of an assembly function F found too little stack, or a request to yield. (rsp) = where F calls this, which leads
// back to its start; 8(rsp) = F's return address; then its arguments. rdx may be F's closure. Runs F on the next segment, on a
// copy of its arguments, of which it brings back the words that F changed; or F again, when it was a request to yield.
// The frame is as golem_more's first, so that the collector knows where the older segment ends; its mark is another one.
FN(runtime.morestack.abi0)
FN(runtime.morestack_noctxt.abi0)
FN(golem_asmmore)
  popq %rax
  pushq %rbp
  movq %rsp, %rbp
  leaq golem_asmmore(%rip), %rcx
  pushq %rcx
  pushq %rbx
  pushq %rdx
  pushq %rax
  pushq $0
  pushq $0
  movq %fs:M_asmG, %rdi
  addq $assemblyGOffset, %rdi
  movq %rax, %rsi
  movq %rbp, %rdx
  leaq -40(%rbp), %rcx
  andq $-16, %rsp
  cld
  call golem_rtasmgrow
  testl %eax, %eax
  je 3f
  movq %fs:M_asmG, %rbx
  addq $assemblyGOffset, %rbx
  movq G_seg(%rbx), %rdx
  movq Seg_next(%rdx), %rdx
  movq %rbp, Seg_moreFp(%rdx)
  movq %rdx, G_seg(%rbx)
  movq Seg_limit(%rdx), %rax
  movq %rax, G_limit(%rbx)
  movq Seg_hi(%rdx), %rsp
  // Above the copy lies another one, to tell what F changed.
  movq -40(%rbp), %rax
  subq %rax, %rsp
  movq %rax, %rcx
  shrq $3, %rcx
  leaq 16(%rbp), %rsi
  movq %rsp, %rdi
  rep movsq
  subq %rax, %rsp
  movq %rax, %rcx
  shrq $3, %rcx
  leaq 16(%rbp), %rsi
  movq %rsp, %rdi
  rep movsq
  movq -24(%rbp), %rdx
  call *-32(%rbp)
.globl golem_asmmore_ret
golem_asmmore_ret:
  movq %fs:M_asmG, %rbx
  addq $assemblyGOffset, %rbx
  movq G_seg(%rbx), %rax
  movq Seg_moreFp(%rax), %rbp
  movq -40(%rbp), %rcx
  leaq (%rsp,%rcx), %rsi
1:
  subq $8, %rcx
  jb 2f
  movq (%rsp,%rcx), %rax
  cmpq (%rsi,%rcx), %rax
  je 1b
  movq %rax, 16(%rbp,%rcx)
  jmp 1b
2:
  movq G_seg(%rbx), %rax
  movq Seg_prev(%rax), %rax
  movq %rax, G_seg(%rbx)
  movq Seg_limit(%rax), %rcx
  movq %rcx, G_limit(%rbx)
  movq %rbp, %rsp
  popq %rbp
  ret
3:
  movq -24(%rbp), %rdx
  movq -32(%rbp), %rax
  movq %rbp, %rsp
  popq %rbp
  jmp *%rax

.section .note.GNU-stack,"",@progbits
