// Calls by type: the two places where the registers of a call are filled from memory or stored to it
// (lang/calls.h has the layout: ints 0, floats 16, stack 80, outInts 84, outFloats 104, stackCount 136, code 140, ctx 144).
#include "abi_offsets.h"
.syntax unified
.arm
.fpu vfpv3-d16
.section .rt_text,"ax",%progbits

// void golem_call_regs(CallRegs *r, G *g), C convention.
  .globl golem_call_regs
  .type golem_call_regs,%function
golem_call_regs:
  push {r4, r10, r11, lr}
  add r11, sp, #8
  mov r4, r0
  mov r10, r1
  ldr r2, [r4, #136]
  add r3, r2, #1
  bic r3, r3, #1
  sub sp, sp, r3, lsl #2
  ldr r1, [r4, #80]
1:
  subs r2, r2, #1
  ldrhs r0, [r1, r2, lsl #2]
  strhs r0, [sp, r2, lsl #2]
  bhi 1b
  cmp r10, #0
  beq 2f
  ldr r0, [r10, #G_panics]       // a method value that is a deferred function: its method may recover
  cmp r0, #0
  beq 2f
  ldr r1, [r0, #Panic_fp]
  cmp r1, #1
  streq r11, [r0, #Panic_fp]
2:
  ldr r0, [r4, #144]
  cmp r10, #0
  strne r0, [r10, #G_context]
  add r0, r4, #16
  vldm r0, {d0-d7}
  ldr r12, [r4, #140]
  ldm r4, {r0-r3}
  blx r12
  add r12, r4, #84
  stm r12, {r0-r3}
  add r12, r4, #104
  vstm r12, {d0-d3}
  sub sp, r11, #8
  pop {r4, r10, r11, pc}
  .size golem_call_regs, .-golem_call_regs

// Code of closures that reflect makes: stores what came in, has Go do the work, loads what goes out.
  .macro STUB name, target, enter
  .globl "\name"
  .type "\name",%function
"\name":
  push {r11, lr}
  mov r11, sp
  sub sp, sp, #144
  stm sp, {r0-r3}
  add r12, sp, #16
  vstm r12, {d0-d7}
  add r12, r11, #8
  str r12, [sp, #80]
  ldr r0, [r10, #G_context]
  str r0, [sp, #136]
  .ifnb \enter
  ldr r1, [r10, #G_panics]       // panicking
  cmp r1, #0
  beq 1f
  ldr r0, [r11]
  mov r1, r10
  mov r2, r11
  bl \enter
1:
  .endif
  ldr r0, [sp, #136]
  mov r1, sp
  bl "\target"
  add r12, sp, #104
  vldm r12, {d0-d3}
  add r12, sp, #84
  ldm r12, {r0-r3}
  mov sp, r11
  pop {r11, pc}
  .size "\name", .-"\name"
  .endm

// A program without reflect lacks the targets.
  .weak "reflect.runMakeFunc"
  .weak "reflect.runMethodValue"

  .section ".rt_text.reflect","ax",%progbits
  STUB "reflect.makeFuncStub", "reflect.runMakeFunc", golem_rtmakefuncenter
  STUB "reflect.methodValueCall", "reflect.runMethodValue", golem_rtreflectenter

  .section .note.GNU-stack,"",%progbits
