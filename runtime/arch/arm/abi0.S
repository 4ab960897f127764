// arm: between compiled Go and assembly of gc's ABI0, in which arguments and results lie above the caller's word at sp and a
// function preserves only sp and r10, which is g (docs/assembly.md). Go calls assembly directly, from code that the compiler makes.
//
// r10 is M::asmG, which lies two words below G so that what assembly reads as g.stackguard0 is G::limit.

#include "abi_offsets.h"

.syntax unified
.arm
.section .rt_text,"ax",%progbits

#define FN(name) .globl name; .type name,%function; .p2align 4; name:

.macro GETG reg
  mrc p15, 0, \reg, c13, c0, 3
  ldr \reg, [\reg, #M_asmG]
  add \reg, \reg, #assemblyGOffset
.endm

// Assembly called an entry F.abi0 of a Go function: r0 = its arguments, r1 = the thunk that loads them and calls F.
FN(golem_asmtogo)
  push {r11, lr}
  mov r11, sp
  bic sp, sp, #7
  GETG r10
  blx r1
  GETG r10
  sub r10, r10, #assemblyGOffset
  mov sp, r11
  pop {r11, pc}

// The prologue of an assembly function F found too little stack, or a request to yield. lr = where F calls this, which leads back
// to its start; r3 = F's return address; sp as at F's start, so that its arguments begin at sp + 4. r7 may be F's closure. Runs F
// on the next segment, on a copy of its arguments, of which it brings back the words that F changed; or F again, when it was a
// request to yield. The frame is as golem_more's first, so that the collector knows where the older segment ends.
//   r11 = A = sp - 8: A+12 the arguments, A-4 where F calls this, A-8 r7, A-12 bytes of arguments, A-16 nothing
FN(runtime.morestack.abi0)
FN(runtime.morestack_noctxt.abi0)
FN(golem_asmmore)
  str r3, [sp, #-4]!
  str r11, [sp, #-4]!
  mov r11, sp
  push {r4, r5, r7, lr}
  bic sp, sp, #7
  GETG r0
  mov r1, lr
  mov r2, r11
  sub r3, r11, #12
  bl golem_rtasmgrow
  ldr r7, [r11, #-8]
  cmp r0, #0
  beq 3f
  GETG r4
  ldr r5, [r4, #G_seg]
  ldr r5, [r5, #Seg_next]
  str r11, [r5, #Seg_moreFp]
  str r5, [r4, #G_seg]
  ldr r0, [r5, #Seg_limit]
  str r0, [r4, #G_limit]
  ldr r0, [r5, #Seg_hi]
  // Two copies, to tell what F changed, above the caller's word, which holds r11 (lower/abi0_arm.cpp).
  ldr r1, [r11, #-12]
  sub r0, r0, #16
  sub r0, r0, r1, lsl #1
  bic sp, r0, #7
  str r11, [sp]
  add r2, sp, #4
  add r3, r2, r1
  add r12, r11, #12
1:
  subs r1, r1, #4
  blo 2f
  ldr r0, [r12, r1]
  str r0, [r2, r1]
  str r0, [r3, r1]
  b 1b
2:
  sub r10, r4, #assemblyGOffset
  ldr r12, [r11, #-4]
  blx r12
.globl golem_asmmore_ret
golem_asmmore_ret:
  ldr r11, [sp]
  GETG r4
  ldr r1, [r11, #-12]
  add r2, sp, #4
  add r3, r2, r1
  add r12, r11, #12
4:
  subs r1, r1, #4
  blo 5f
  ldr r0, [r2, r1]
  ldr r5, [r3, r1]
  cmp r0, r5
  strne r0, [r12, r1]
  b 4b
5:
  ldr r5, [r4, #G_seg]
  ldr r5, [r5, #Seg_prev]
  str r5, [r4, #G_seg]
  ldr r0, [r5, #Seg_limit]
  str r0, [r4, #G_limit]
  sub r10, r4, #assemblyGOffset
  mov sp, r11
  ldr r11, [sp], #4
  ldr pc, [sp], #4
3:
  GETG r10
  sub r10, r10, #assemblyGOffset
  ldr r12, [r11, #-4]
  mov sp, r11
  ldr r11, [sp], #4
  ldr lr, [sp], #4
  bx r12

.section .note.GNU-stack,"",%progbits
