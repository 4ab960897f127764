// arm, AAPCS with hard float: entry, stack switches, stack growth, marks and resumes.
//
// Compiled Go uses swiftcc: arguments r0 to r3, d0 to d7, then stack; results r0 to r3, d0 to d3; r10 = g, G_context = closure;
// preserved: r4 to r11, d8 to d15. Frame pointers always: r11 points at the caller's, with the return address above it.
// The thread pointer is TPIDRURO. Offsets of shared records are abi/layouts.def's.

#include "abi_offsets.h"

.syntax unified
.arm
.fpu vfpv3-d16
.section .rt_text,"ax",%progbits

// The frame record is made: what the collector must know of it (frames.cmake). Such a function
// changes no register that calls preserve but for g's.
.cfi_sections .debug_frame
#define FRAME .cfi_def_cfa r11, 8; .cfi_offset r11, -8; .cfi_offset lr, -4
#define FN(name) .globl name; .type name,%function; .p2align 4; name:
.macro THREAD r
  mrc p15, 0, \r, c13, c0, 3
.endm

// What a goroutine leaves: arch::SavedFrame, whose last two words are a frame record.
#define SAVED 104
.macro SAVE
  push {r3-r11, lr}
  vpush {d8-d15}
  add r11, sp, #(SAVED - 8)
.endm
.macro RESTORE
  vpop {d8-d15}
  pop {r3-r11, lr}
.endm

FN(_golem_start)
  mov r11, #0
  mov lr, #0
  mov r0, sp
  bic sp, sp, #7
  bl golem_rtstart
  udf #0
  .skip 64 - (. - _golem_start) // debuggers step copies of instructions here

// golem_systemstack(fn, arg)
FN(golem_systemstack)
  THREAD r12
  ldr r2, [r12, #M_sysLo]
  cmp sp, r2
  blo 1f
  ldr r2, [r12, #M_sysHi]
  cmp sp, r2
  blo 2f
1:
  ldr r2, [r12, #M_sigLo]
  cmp sp, r2
  blo 3f
  ldr r2, [r12, #M_sigHi]
  cmp sp, r2
  bhs 3f
2:
  mov r12, r0
  mov r0, r1
  bx r12
3:
  SAVE
  ldr r2, [r12, #M_cur]
  str sp, [r2, #G_sp]
  mov r4, sp
  ldr sp, [r12, #M_sysSp]
  mov r12, r0
  mov r0, r1
  blx r12
  mov sp, r4
  RESTORE
  bx lr

// golem_mcall(fn, arg)
FN(golem_mcall)
  SAVE
  THREAD r12
  mov r2, r0
  ldr r0, [r12, #M_cur]
  str sp, [r0, #G_sp]
  ldr sp, [r12, #M_sysSp]
  mov r11, #0
  blx r2
  udf #0

// golem_gogo(g)
FN(golem_gogo)
  ldr sp, [r0, #G_sp]
  RESTORE
  bx lr

// golem_oncestack(fn, arg): continues on the system stack from its start, for threads that begin to schedule.
FN(golem_onceonstack)
  THREAD r12
  ldr sp, [r12, #M_sysSp]
  mov r11, #0
  mov r12, r0
  mov r0, r1
  blx r12
  udf #0

// A new goroutine begins here: r4 = closure, r10 = g, r11 = 0.
FN(golem_gostart)
  bic sp, sp, #7
  str r4, [r10, #G_context]
  ldr r12, [r4]
  blx r12
.globl golem_gostart_ret
golem_gostart_ret:
  mov r0, r10
  bl golem_rtgoexit
  udf #0

.macro ENTER
  .cfi_startproc
  push {r9, r10, r11, lr}
  add r11, sp, #8
  FRAME
.endm
.macro LEAVE
  sub sp, r11, #8
  pop {r9, r10, r11, pc}
  .cfi_endproc
.endm

// golem_callclosure(closure, g)
FN(golem_callclosure)
  ENTER
  mov r10, r1
  str r0, [r10, #G_context]
  ldr r12, [r0]
  blx r12
.globl golem_callclosure_ret
golem_callclosure_ret:
  LEAVE

// golem_calldefer(closure, g, panic): the same; the frame pointer that recover compares with goes into panic->fp.
FN(golem_calldefer)
  ENTER
  mov r10, r1
  str r11, [r2, #Panic_fp]
  str r0, [r10, #G_context]
  ldr r12, [r0]
  blx r12
.globl golem_calldefer_ret
golem_calldefer_ret:
  LEAVE

// golem_calltimer(closure, type, data, seq, delta, g): func(arg any, seq uintptr, delta int64)
FN(golem_calltimer)
  ENTER
  ldr r10, [r11, #16]
  str r0, [r10, #G_context]
  ldr r12, [r0]
  mov r0, r1
  mov r1, r2
  mov r2, r3
  ldr r3, [r11, #12]
  push {r3}
  ldr r3, [r11, #8]
  push {r3}
  blx r12
.globl golem_calltimer_ret
golem_calltimer_ret:
  LEAVE

// golem_callcoro(closure, pointer, g): func(pointer)
FN(golem_callcoro)
  ENTER
  mov r10, r2
  str r0, [r10, #G_context]
  ldr r12, [r0]
  mov r0, r1
  blx r12
.globl golem_callcoro_ret
golem_callcoro_ret:
  LEAVE

// golem_callgo(fn, g): calls a Go function (not a closure) without parameters.
FN(golem_callgo)
  ENTER
  mov r10, r1
  blx r0
.globl golem_callgo_ret
golem_callgo_ret:
  LEAVE

// A function's check found too little stack, or a request to yield, and jumps here with all its arguments as they are and
// g->morefn = the function. Runs it on the next segment; or goes back to it, when it was a request to yield.
//
// This frame (r11 = A) keeps the registers that may hold arguments, for the collector too. The function is called from a second
// one, of two words, on top of the next segment, whose return address tells recover and tracebacks what it is.
//   A-16 … -4 r0 to r3, A-80 … -24 d0 to d7, A-84 the closure, A-88 g->stackArgs, A-92 the function, A-96 r4, A-100 and -104 nothing
FN(golem_more)
  push {r0-r3, r11, lr}
  add r11, sp, #16
  vpush {d0-d7}
  sub sp, sp, #24
  str r4, [r11, #-96]
  ldr r0, [r10, #G_context]
  str r0, [r11, #-84]
  ldr r2, [r10, #G_stackArgs]
  mov r0, #0
  str r0, [r10, #G_stackArgs]
  add r2, r2, #7
  bic r2, r2, #7
  str r2, [r11, #-88]
  ldr r0, [r10, #G_morefn]
  str r0, [r11, #-92]
  cmp r2, #1024
  bhi 1f
  ldr r0, [r10, #G_need]
  cmp r0, #0
  bne 1f
  ldr r0, [r10, #G_limit]
  cmn r0, #4096
  bhs 1f
  ldr r0, [r10, #G_seg]
  ldr r1, [r0, #Seg_next]
  cmp r1, #0
  bne 2f
1:
  mov r0, r10
  mov r1, r11
  bl golem_rtstackslow
.globl golem_morestack_slow
golem_morestack_slow:
  cmp r0, #0
  beq 5f
  ldr r1, [r10, #G_seg]
  ldr r1, [r1, #Seg_next]
2:
  str r11, [r1, #Seg_moreFp]
  str r1, [r10, #G_seg]
  ldr r0, [r1, #Seg_limit]
  str r0, [r10, #G_limit]
  ldr r0, [r1, #Seg_hi]
  bic sp, r0, #7
  movw r4, #:lower16:golem_morestack_ret
  movt r4, #:upper16:golem_morestack_ret
  str r4, [sp, #-4]!
  str r11, [sp, #-4]!
  mov r12, sp
  ldr r2, [r11, #-88]
  sub sp, sp, r2
  add r1, r11, #8
4:
  subs r2, r2, #4
  ldrhs r0, [r1, r2]
  strhs r0, [sp, r2]
  bhi 4b
  ldr r0, [r11, #-84]
  str r0, [r10, #G_context]
  sub r0, r11, #80
  vldm r0, {d0-d7}
  ldr lr, [r11, #-92]
  ldr r3, [r11, #-4]
  ldr r2, [r11, #-8]
  ldr r1, [r11, #-12]
  ldr r0, [r11, #-16]
  mov r11, r12
  blx lr
  // Results may be in r0 to r3 and d0 to d3.
  ldr r11, [r11]
  mov sp, r11
  ldr r12, [r10, #G_seg]
  ldr r12, [r12, #Seg_prev]
  str r12, [r10, #G_seg]
  ldr r12, [r12, #Seg_limit]
  str r12, [r10, #G_limit]
  ldr r4, [r11, #-96]
  pop {r11, pc}
5:
  ldr r0, [r11, #-84]
  str r0, [r10, #G_context]
  sub r0, r11, #80
  vldm r0, {d0-d7}
  ldr r12, [r11, #-92]
  ldr r4, [r11, #-96]
  sub sp, r11, #16
  pop {r0-r3, r11, lr}
  bx r12
// What the second frame returns to, which nobody does: it ran on the next segment.
.globl golem_morestack_ret
golem_morestack_ret:
  udf #0

// i32 golem_mark(DeferFrame*, G*)
FN(golem_mark)
  str lr, [r0, #DeferFrame_pc]
  mov r2, sp
  str r2, [r0, #DeferFrame_sp]
  str r11, [r0, #DeferFrame_fp]
  add r2, r0, #DeferFrame_end
  stmia r2!, {r4-r10}
  vstm r2, {d8-d15}
  ldr r2, [r1, #G_seg]
  str r2, [r0, #DeferFrame_seg]
  ldr r2, [r1, #G_defers]
  str r2, [r0, #DeferFrame_link]
  str r0, [r1, #G_defers]
  mov r0, #0
  bx lr

// golem_resume(DeferFrame*): golem_mark returns again, with 1.
FN(golem_resume)
  add r2, r0, #DeferFrame_end
  ldmia r2!, {r4-r10}
  vldm r2, {d8-d15}
  ldr r11, [r0, #DeferFrame_fp]
  ldr r2, [r0, #DeferFrame_sp]
  mov sp, r2
  ldr lr, [r0, #DeferFrame_pc]
  mov r0, #1
  bx lr

// The signal handler makes a faulting instruction "call" this: r10 = g, which knows the fault.
FN(golem_sigpanic)
  push {r11, lr}
  mov r11, sp
  bic sp, sp, #7
  bl runtime.sigpanic
.globl golem_sigpanic_ret
golem_sigpanic_ret:
  udf #0

// The signal handler makes interrupted Go code "call" this to yield: lr = where it stood; [sp] = its own lr, [sp, #4] is free.
FN(golem_asyncpreempt)
  str lr, [sp, #4]
  push {r0-r12}
  sub sp, sp, #12
  mrs r0, apsr
  vmrs r1, fpscr
  THREAD r2
  ldr r2, [r2, #M_cur]
  ldr r2, [r2, #G_context]
  stm sp, {r0-r2}
  mov r4, sp
  bic sp, sp, #7
  vpush {d0-d15}
  sub sp, sp, #8
  str r11, [sp]
  str lr, [sp, #4]
  mov r11, sp
  bl golem_rtasyncpreempt
.globl golem_asyncpreempt_ret
golem_asyncpreempt_ret:
  add sp, sp, #8
  vpop {d0-d15}
  mov sp, r4
  THREAD r3
  ldr r3, [r3, #M_cur]
  ldm sp, {r0-r2}
  str r2, [r3, #G_context]
  vmsr fpscr, r1
  msr apsr_nzcvq, r0
  add sp, sp, #12
  ldm sp!, {r0-r12, lr}
  ldr pc, [sp], #4

// runtime.GC(), runtime/debug.freeOSMemory(): what the caller keeps in registers lies in a SavedFrame that the collector knows of, and is
// judged by the caller's frame map. It does not look at the frames below.
.macro COLLECT fn
  SAVE
  str sp, [r10, #G_collecting]
  mov r0, r10
  bl \fn
  mov r0, #0
  str r0, [r10, #G_collecting]
  RESTORE
  bx lr
.endm
FN(runtime.GC)
  COLLECT golem_rtgc
FN("runtime/debug.freeOSMemory")
  COLLECT golem_rtfreeosmemory

// runtime.entersyscall(): notes where the caller stands; what it needs kept is in its frame and these registers.
.macro ENTERSYSCALL fn
  mov r0, r10
  mov r1, sp
  mov r2, r11
  mov r3, lr
  push {r11, lr}
  mov r11, sp
  vpush {d8-d15}
  push {r4-r10}
  mov r12, sp
  sub sp, sp, #4
  str r12, [sp, #-8]!
  bl \fn
  add sp, sp, #12
  pop {r4-r10}
  vpop {d8-d15}
  pop {r11, pc}
.endm
FN(runtime.entersyscall)
FN(runtime.reentersyscall)
  ENTERSYSCALL golem_rtentersyscall
FN(runtime.entersyscallblock)
  ENTERSYSCALL golem_rtentersyscallblock

// runtime.exitsyscall()
FN(runtime.exitsyscall)
  .cfi_startproc
  push {r11, lr}
  mov r11, sp
  FRAME
  mov r0, r10
  bl golem_rtexitsyscall
  pop {r11, pc}
  .cfi_endproc

// syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, errno): the child shares this stack; nothing lies on it.
FN(syscall.rawVforkSyscall)
  mov r12, r7
  mov r7, r0
  mov r0, r1
  mov r1, r2
  mov r2, r3
  mov r3, #0
  svc #0
  mov r7, r12
  mov r1, #0
  cmn r0, #4096
  rsbhi r1, r0, #0
  mvnhi r0, #0
  bx lr

// golem_clone(flags, stack, m, fn): raw clone; the child calls fn(m).
FN(golem_clone)
  push {r4-r7}
  mov r5, r2
  mov r6, r3
  mov r3, r2
  mov r2, #0
  mov r4, #0
  mov r7, #120
  svc #0
  cmp r0, #0
  beq 1f
  pop {r4-r7}
  bx lr
1:
  mov r11, #0
  mov r0, r5
  blx r6
  udf #0

FN(golem_sigreturn)
  mov r7, #173
  svc #0
  udf #0

.section .data.rel.ro,"aw",%progbits
.globl "runtime.memmove·f"
.p2align 2
"runtime.memmove·f": .word runtime.memmove

.section .note.GNU-stack,"",%progbits
