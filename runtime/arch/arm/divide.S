// Quotient and rest together, by the names of the ARM run-time ABI: more registers than a C function returns.
.syntax unified
.arm
.fpu vfpv3-d16
.section .rt_text,"ax",%progbits
#define FN(name) .globl name; .type name,%function; .p2align 4; name:

// r0, r1 = r0 / r1, r0 % r1. The quotient of two doubles that are 32-bit integers is never rounded up to the next integer: it
// lies 1/r1 below one at least, which is more than half of a double's last place there.
FN(__aeabi_uidivmod)
FN(__aeabi_uidiv)
  vmov s12, r0
  vmov s13, r1
  vcvt.f64.u32 d5, s12
  vcvt.f64.u32 d6, s13
  vdiv.f64 d5, d5, d6
  vcvt.u32.f64 s10, d5
  vmov r2, s10
  mls r1, r2, r1, r0
  mov r0, r2
  bx lr

FN(__aeabi_idivmod)
FN(__aeabi_idiv)
  vmov s12, r0
  vmov s13, r1
  vcvt.f64.s32 d5, s12
  vcvt.f64.s32 d6, s13
  vdiv.f64 d5, d5, d6
  vcvt.s32.f64 s10, d5
  vmov r2, s10
  mls r1, r2, r1, r0
  mov r0, r2
  bx lr

// r0:r1, r2:r3 = quotient and rest of r0:r1 by r2:r3
.macro WIDE name, target
FN(\name)
  push {r11, lr}
  mov r11, sp
  sub sp, sp, #16
  add r12, sp, #8
  str r12, [sp]
  bl \target
  ldr r2, [sp, #8]
  ldr r3, [sp, #12]
  mov sp, r11
  pop {r11, pc}
.endm
  WIDE __aeabi_uldivmod, golem_divide64
  WIDE __aeabi_ldivmod, golem_divideSigned64

.section .note.GNU-stack,"",%progbits
