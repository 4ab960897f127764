// arm64: between compiled Go and assembly of gc's ABI0, in which arguments and results lie above the caller's word at sp and a
// function preserves only sp, x29 and x28, which is g (docs/assembly.md). Go calls assembly directly, from code that the compiler makes.
//
// A frame of assembly has its return address at sp and the saved x29 below sp: whoever it calls leaves the 8 bytes below sp alone.
// x28 is M::asmG, which lies 16 bytes below G so that what assembly reads as g.stackguard0 is G::limit.

#include "abi_offsets.h"

.section .rt_text,"ax",@progbits

#define FN(name) .globl name; .type name,@function; .p2align 4; name:

.macro GETG reg
  mrs \reg, tpidr_el0
  ldr \reg, [\reg, #M_asmG]
  add \reg, \reg, #assemblyGOffset
.endm

// Assembly called an entry F.abi0 of a Go function: x0 = its arguments, x1 = the thunk that loads them and calls F.
FN(golem_asmtogo)
  stp x29, x30, [sp, #-32]!
  mov x29, sp
  GETG x20
  mov x15, xzr
  blr x1
  ldp x29, x30, [sp], #32
  ret

// The prologue of an assembly function F found too little stack, or a request to yield. x30 = where F calls this, which leads back
// to its start; x3 = F's return address; sp as at F's start, so that its arguments begin at sp + 8. x26 may be F's closure. Runs F
// on the next segment, on a copy of its arguments, of which it brings back the words that F changed; or F again, when it was a
// request to yield. The frame is as golem_more's first, so that the collector knows where the older segment ends.
//   x29 = A = sp - 32: A+40 the arguments, A-16 x26 and where F calls this, A-32 bytes of arguments
FN(runtime.morestack.abi0)
FN(runtime.morestack_noctxt.abi0)
FN(golem_asmmore)
  stp x29, x3, [sp, #-32]!
  mov x29, sp
  stp x26, x30, [sp, #-16]!
  stp xzr, xzr, [sp, #-16]!
  GETG x0
  mov x1, x30
  mov x2, x29
  mov x3, sp
  bl golem_rtasmgrow
  ldp x26, x9, [x29, #-16]
  cbz w0, 3f
  GETG x10
  ldr x11, [x10, #G_seg]
  ldr x11, [x11, #Seg_next]
  str x29, [x11, #Seg_moreFp]
  str x11, [x10, #G_seg]
  ldr x12, [x11, #Seg_limit]
  str x12, [x10, #G_limit]
  ldr x12, [x11, #Seg_hi]
  // Two copies, to tell what F changed, above the caller's word, which holds x29 (lower/abi0_arm64.cpp).
  ldr x13, [x29, #-32]
  sub x12, x12, #16
  sub x12, x12, x13, lsl #1
  mov sp, x12
  str x29, [sp]
  add x14, sp, #8
  add x15, x14, x13
  add x16, x29, #40
1:
  cbz x13, 2f
  ldr x17, [x16], #8
  str x17, [x14], #8
  str x17, [x15], #8
  sub x13, x13, #8
  b 1b
2:
  sub x28, x10, #assemblyGOffset
  blr x9
.globl golem_asmmore_ret
golem_asmmore_ret:
  ldr x29, [sp]
  GETG x10
  ldr x13, [x29, #-32]
  add x14, sp, #8
  add x15, x14, x13
  add x16, x29, #40
4:
  cbz x13, 5f
  ldr x17, [x14], #8
  ldr x12, [x15], #8
  cmp x17, x12
  b.eq 6f
  str x17, [x16]
6:
  add x16, x16, #8
  sub x13, x13, #8
  b 4b
5:
  ldr x11, [x10, #G_seg]
  ldr x11, [x11, #Seg_prev]
  str x11, [x10, #G_seg]
  ldr x12, [x11, #Seg_limit]
  str x12, [x10, #G_limit]
  sub x28, x10, #assemblyGOffset
  mov sp, x29
  ldp x29, x30, [sp], #32
  ret
3:
  GETG x28
  sub x28, x28, #assemblyGOffset
  mov sp, x29
  ldp x29, x30, [sp], #32
  br x9

.section .note.GNU-stack,"",@progbits
