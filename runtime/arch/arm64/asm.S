// arm64, AAPCS64: entry, stack switches, stack growth, marks and resumes.
//
// Compiled Go uses swiftcc: arguments and results x0 to x7, v0 to v7, then the stack; x20 = g, x15 = closure; preserved: x19 to
// x29 (x20 is g again), d8 to d15. x18 is nobody's: neither compiled Go nor C touches it, so the return from a preempted
// goroutine may jump through it. No red zone, frame pointers always. tpidr_el0 is the M. Offsets of shared
// records are abi/layouts.def's; SavedFrame is in arch.h.

#include "abi_offsets.h"

.section .rt_text,"ax",@progbits

// The frame record of so many bytes is made: what the collector must know of it (frames.cmake).
// Such a function changes no register that calls preserve but for g's.
.cfi_sections .debug_frame
#define FRAME(bytes) .cfi_def_cfa x29, bytes; .cfi_offset x29, -bytes; .cfi_offset x30, 8 - bytes
#define FN(name) .globl name; .type name,@function; .p2align 4; name:

// SavedFrame: {fp, pc, x19 to x28, d8 to d15}
.macro SAVE
  stp x29, x30, [sp, #-160]!
  stp x19, x20, [sp, #16]
  stp x21, x22, [sp, #32]
  stp x23, x24, [sp, #48]
  stp x25, x26, [sp, #64]
  stp x27, x28, [sp, #80]
  stp d8, d9, [sp, #96]
  stp d10, d11, [sp, #112]
  stp d12, d13, [sp, #128]
  stp d14, d15, [sp, #144]
.endm
.macro RESTORE
  ldp x19, x20, [sp, #16]
  ldp x21, x22, [sp, #32]
  ldp x23, x24, [sp, #48]
  ldp x25, x26, [sp, #64]
  ldp x27, x28, [sp, #80]
  ldp d8, d9, [sp, #96]
  ldp d10, d11, [sp, #112]
  ldp d12, d13, [sp, #128]
  ldp d14, d15, [sp, #144]
  ldp x29, x30, [sp], #160
.endm

FN(_golem_start)
  mov x29, xzr
  mov x30, xzr
  mov x0, sp
  bl golem_rtstart
  brk #1
  .skip 64 - (. - _golem_start) // debuggers step copies of instructions here

// golem_systemstack(fn, arg)
FN(golem_systemstack)
  mrs x9, tpidr_el0
  mov x10, sp
  ldp x11, x12, [x9, #M_sysLo]
  cmp x10, x11
  b.lo 1f
  cmp x10, x12
  b.lo 2f
1:
  ldp x11, x12, [x9, #M_sigLo]
  cmp x10, x11
  b.lo 3f
  cmp x10, x12
  b.hs 3f
2:
  mov x9, x0
  mov x0, x1
  br x9
3:
  SAVE
  mov x29, sp
  ldr x10, [x9, #M_cur]
  mov x19, sp
  str x19, [x10, #G_sp]
  ldr x11, [x9, #M_sysSp]
  mov sp, x11
  mov x9, x0
  mov x0, x1
  blr x9
  mov sp, x19
  RESTORE
  ret

// golem_mcall(fn, arg)
FN(golem_mcall)
  SAVE
  mrs x9, tpidr_el0
  mov x10, x0
  ldr x0, [x9, #M_cur]
  mov x11, sp
  str x11, [x0, #G_sp]
  ldr x11, [x9, #M_sysSp]
  mov sp, x11
  mov x29, xzr
  blr x10
  brk #1

// golem_gogo(g)
FN(golem_gogo)
  ldr x9, [x0, #G_sp]
  mov sp, x9
  RESTORE
  br x30

// golem_oncestack(fn, arg): continues on the system stack from its start, for threads that begin to schedule.
FN(golem_onceonstack)
  mrs x9, tpidr_el0
  ldr x10, [x9, #M_sysSp]
  mov sp, x10
  mov x29, xzr
  mov x9, x0
  mov x0, x1
  blr x9
  brk #1

// A new goroutine begins here: x19 = closure, x20 = g, x29 = 0.
FN(golem_gostart)
  mov x15, x19
  ldr x9, [x15]
  blr x9
.globl golem_gostart_ret
golem_gostart_ret:
  mov x0, x20
  bl golem_rtgoexit
  brk #1

// golem_callclosure(closure, g)
FN(golem_callclosure)
  .cfi_startproc
  stp x29, x30, [sp, #-32]!
  str x20, [sp, #16]
  mov x29, sp
  FRAME(32)
  mov x20, x1
  mov x15, x0
  ldr x9, [x15]
  blr x9
.globl golem_callclosure_ret
golem_callclosure_ret:
  ldr x20, [sp, #16]
  ldp x29, x30, [sp], #32
  ret
  .cfi_endproc

// golem_calldefer(closure, g, panic): the same; the frame pointer that recover compares with goes into panic->fp.
FN(golem_calldefer)
  .cfi_startproc
  stp x29, x30, [sp, #-32]!
  str x20, [sp, #16]
  mov x29, sp
  FRAME(32)
  mov x20, x1
  mov x15, x0
  str x29, [x2, #Panic_fp]
  ldr x9, [x15]
  blr x9
.globl golem_calldefer_ret
golem_calldefer_ret:
  ldr x20, [sp, #16]
  ldp x29, x30, [sp], #32
  ret
  .cfi_endproc

// golem_calltimer(closure, type, data, seq, delta, g): func(arg any, seq uintptr, delta int64)
FN(golem_calltimer)
  .cfi_startproc
  stp x29, x30, [sp, #-32]!
  str x20, [sp, #16]
  mov x29, sp
  FRAME(32)
  mov x20, x5
  mov x15, x0
  mov x0, x1
  mov x1, x2
  mov x2, x3
  mov x3, x4
  ldr x9, [x15]
  blr x9
.globl golem_calltimer_ret
golem_calltimer_ret:
  ldr x20, [sp, #16]
  ldp x29, x30, [sp], #32
  ret
  .cfi_endproc

// golem_callcoro(closure, pointer, g): func(pointer)
FN(golem_callcoro)
  .cfi_startproc
  stp x29, x30, [sp, #-32]!
  str x20, [sp, #16]
  mov x29, sp
  FRAME(32)
  mov x20, x2
  mov x15, x0
  mov x0, x1
  ldr x9, [x15]
  blr x9
.globl golem_callcoro_ret
golem_callcoro_ret:
  ldr x20, [sp, #16]
  ldp x29, x30, [sp], #32
  ret
  .cfi_endproc

// A function's check found too little stack, or a request to yield, and jumps here with all its arguments as they are and
// x9 = the function. Runs it on the next segment; or goes back to it, when it was a request to yield.
//
// This frame (x29 = A) keeps the registers that may hold arguments, for the collector too. The function is called from a second
// one, of two words, on top of the next segment, whose return address tells recover and tracebacks what it is.
//   A-16 x0 x1, A-32 x2 x3, A-48 x4 x5, A-64 x6 x7, A-80 x8 x15, A-96 … -144 d0-d7
//   A-160 g->stackArgs, the function; A-176 x19, g
// The function and its arguments, from the frame.
.macro MORE_ARGUMENTS
  ldp x0, x1, [x29, #-16]
  ldp x2, x3, [x29, #-32]
  ldp x4, x5, [x29, #-48]
  ldp x6, x7, [x29, #-64]
  ldp x8, x15, [x29, #-80]
  ldp d0, d1, [x29, #-96]
  ldp d2, d3, [x29, #-112]
  ldp d4, d5, [x29, #-128]
  ldp d6, d7, [x29, #-144]
  ldr x9, [x29, #-152]
.endm
FN(golem_more)
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  sub sp, sp, #176
  stp x0, x1, [x29, #-16]
  stp x2, x3, [x29, #-32]
  stp x4, x5, [x29, #-48]
  stp x6, x7, [x29, #-64]
  stp x8, x15, [x29, #-80]
  stp d0, d1, [x29, #-96]
  stp d2, d3, [x29, #-112]
  stp d4, d5, [x29, #-128]
  stp d6, d7, [x29, #-144]
  mov x10, x9
  ldr x9, [x20, #G_stackArgs]
  str xzr, [x20, #G_stackArgs]
  add x9, x9, #15
  and x9, x9, #-16
  stp x9, x10, [x29, #-160]
  stp x19, x20, [x29, #-176]
  cmp x9, #1024
  b.hi 1f
  ldr x9, [x20, #G_need]
  cbnz x9, 1f
  ldr x9, [x20, #G_limit]
  cmn x9, #4096
  b.hs 1f
  ldr x9, [x20, #G_seg]
  ldr x10, [x9, #Seg_next]
  cbnz x10, 2f
1:
  mov x0, x20
  mov x1, x29
  ldr x2, [x29, #-160]
  bl golem_rtstackslow
.globl golem_morestack_slow
golem_morestack_slow:
  cbz w0, 6f
  ldr x9, [x20, #G_seg]
  ldr x10, [x9, #Seg_next]
2:
  str x29, [x10, #Seg_moreFp]
  str x10, [x20, #G_seg]
  ldr x9, [x10, #Seg_limit]
  str x9, [x20, #G_limit]
  ldr x9, [x10, #Seg_hi]
  mov sp, x9
  adr x19, golem_morestack_ret
  stp x29, x19, [sp, #-16]!
  mov x19, sp
  ldr x9, [x29, #-160]
  cbz x9, 5f
  sub sp, sp, x9
  add x10, x29, #16
  mov x11, sp
4:
  ldp x12, x13, [x10], #16
  stp x12, x13, [x11], #16
  subs x9, x9, #16
  b.ne 4b
5:
  MORE_ARGUMENTS
  mov x29, x19
  blr x9
  // Results may be in x0-x7 and d0-d7.
  ldr x9, [x29, #8]
  ldr x29, [x29]
  ldp x19, x20, [x29, #-176]
  mov sp, x29
  ldp x29, x30, [sp], #16
  br x9
6:
  MORE_ARGUMENTS
  ldr x19, [x29, #-176]
  mov sp, x29
  ldp x29, x30, [sp], #16
  br x9
// Where golem_more ends when the function ran on the next segment. Nothing returns here: it names a frame.
.globl golem_morestack_ret
golem_morestack_ret:
  ldr x9, [x20, #G_seg]
  ldr x9, [x9, #Seg_prev]
  str x9, [x20, #G_seg]
  ldr x10, [x9, #Seg_limit]
  str x10, [x20, #G_limit]
  ret

// i32 golem_mark(DeferFrame*, G*)
.if DeferFrame_fp != DeferFrame_sp + 8 || DeferFrame_seg != DeferFrame_pc + 8
.error "pairs of words are stored at once"
.endif
FN(golem_mark)
  mov x9, sp
  stp x9, x29, [x0, #DeferFrame_sp]
  ldr x9, [x1, #G_seg]
  stp x30, x9, [x0, #DeferFrame_pc]
  stp x19, x20, [x0, #DeferFrame_end]
  stp x21, x22, [x0, #DeferFrame_end+16]
  stp x23, x24, [x0, #DeferFrame_end+32]
  stp x25, x26, [x0, #DeferFrame_end+48]
  stp x27, x28, [x0, #DeferFrame_end+64]
  stp d8, d9, [x0, #DeferFrame_end+80]
  stp d10, d11, [x0, #DeferFrame_end+96]
  stp d12, d13, [x0, #DeferFrame_end+112]
  stp d14, d15, [x0, #DeferFrame_end+128]
  ldr x9, [x1, #G_defers]
  str x9, [x0, #DeferFrame_link]
  str x0, [x1, #G_defers]
  mov w0, wzr
  ret

// golem_resume(DeferFrame*): golem_mark returns again, with 1.
FN(golem_resume)
  ldp x9, x29, [x0, #DeferFrame_sp]
  mov sp, x9
  ldr x30, [x0, #DeferFrame_pc]
  ldp x19, x20, [x0, #DeferFrame_end]
  ldp x21, x22, [x0, #DeferFrame_end+16]
  ldp x23, x24, [x0, #DeferFrame_end+32]
  ldp x25, x26, [x0, #DeferFrame_end+48]
  ldp x27, x28, [x0, #DeferFrame_end+64]
  ldp d8, d9, [x0, #DeferFrame_end+80]
  ldp d10, d11, [x0, #DeferFrame_end+96]
  ldp d12, d13, [x0, #DeferFrame_end+112]
  ldp d14, d15, [x0, #DeferFrame_end+128]
  mov w0, #1
  ret

// The signal handler makes a faulting instruction "call" this: x20 = g, which knows the fault. x30 is the
// instruction; what was in it lies on the stack, and is of no use any more.
FN(golem_sigpanic)
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  mov x15, xzr
  bl runtime.sigpanic
.globl golem_sigpanic_ret
golem_sigpanic_ret:
  brk #1

// The signal handler makes interrupted Go code "call" this to yield: x30 is where it was, its own x30 is at [sp].
FN(golem_asyncpreempt)
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  sub sp, sp, #768
  stp x0, x1, [sp, #0]
  stp x2, x3, [sp, #16]
  stp x4, x5, [sp, #32]
  stp x6, x7, [sp, #48]
  stp x8, x9, [sp, #64]
  stp x10, x11, [sp, #80]
  stp x12, x13, [sp, #96]
  stp x14, x15, [sp, #112]
  stp x16, x17, [sp, #128]
  stp x19, x20, [sp, #144]
  stp x21, x22, [sp, #160]
  stp x23, x24, [sp, #176]
  stp x25, x26, [sp, #192]
  stp x27, x28, [sp, #208]
  mrs x0, nzcv
  mrs x1, fpcr
  mrs x2, fpsr
  stp x0, x1, [sp, #224]
  str x2, [sp, #240]
  add x0, sp, #256
  stp q0, q1, [x0, #0]
  stp q2, q3, [x0, #32]
  stp q4, q5, [x0, #64]
  stp q6, q7, [x0, #96]
  stp q8, q9, [x0, #128]
  stp q10, q11, [x0, #160]
  stp q12, q13, [x0, #192]
  stp q14, q15, [x0, #224]
  stp q16, q17, [x0, #256]
  stp q18, q19, [x0, #288]
  stp q20, q21, [x0, #320]
  stp q22, q23, [x0, #352]
  stp q24, q25, [x0, #384]
  stp q26, q27, [x0, #416]
  stp q28, q29, [x0, #448]
  stp q30, q31, [x0, #480]
  bl golem_rtasyncpreempt
.globl golem_asyncpreempt_ret
golem_asyncpreempt_ret:
  add x0, sp, #256
  ldp q0, q1, [x0, #0]
  ldp q2, q3, [x0, #32]
  ldp q4, q5, [x0, #64]
  ldp q6, q7, [x0, #96]
  ldp q8, q9, [x0, #128]
  ldp q10, q11, [x0, #160]
  ldp q12, q13, [x0, #192]
  ldp q14, q15, [x0, #224]
  ldp q16, q17, [x0, #256]
  ldp q18, q19, [x0, #288]
  ldp q20, q21, [x0, #320]
  ldp q22, q23, [x0, #352]
  ldp q24, q25, [x0, #384]
  ldp q26, q27, [x0, #416]
  ldp q28, q29, [x0, #448]
  ldp q30, q31, [x0, #480]
  ldr x2, [sp, #240]
  ldp x0, x1, [sp, #224]
  msr fpsr, x2
  msr fpcr, x1
  msr nzcv, x0
  ldp x0, x1, [sp, #0]
  ldp x2, x3, [sp, #16]
  ldp x4, x5, [sp, #32]
  ldp x6, x7, [sp, #48]
  ldp x8, x9, [sp, #64]
  ldp x10, x11, [sp, #80]
  ldp x12, x13, [sp, #96]
  ldp x14, x15, [sp, #112]
  ldp x16, x17, [sp, #128]
  ldp x19, x20, [sp, #144]
  ldp x21, x22, [sp, #160]
  ldp x23, x24, [sp, #176]
  ldp x25, x26, [sp, #192]
  ldp x27, x28, [sp, #208]
  mov sp, x29
  ldp x29, x18, [sp], #16
  ldr x30, [sp], #16
  br x18

// runtime.GC(), runtime/debug.freeOSMemory(): what the caller keeps in registers lies in a SavedFrame that the collector knows of, and is
// judged by the caller's frame map. It does not look at the frames below.
.macro COLLECT fn
  SAVE
  mov x29, sp
  str x29, [x20, #G_collecting]
  mov x0, x20
  bl \fn
  str xzr, [x20, #G_collecting]
  RESTORE
  ret
.endm
FN(runtime.GC)
  COLLECT golem_rtgc
FN("runtime/debug.freeOSMemory")
  COLLECT golem_rtfreeosmemory

// runtime.entersyscall(): notes where the caller stands; what it needs kept is in its frame and these registers.
.macro ENTERSYSCALL fn
  mov x3, x30
  mov x1, sp
  mov x2, x29
  SAVE
  mov x29, sp
  mov x0, x20
  add x4, sp, #16
  bl \fn
  RESTORE
  ret
.endm
FN(runtime.entersyscall)
FN(runtime.reentersyscall)
  ENTERSYSCALL golem_rtentersyscall
FN(runtime.entersyscallblock)
  ENTERSYSCALL golem_rtentersyscallblock

// runtime.exitsyscall()
FN(runtime.exitsyscall)
  .cfi_startproc
  stp x29, x30, [sp, #-16]!
  mov x29, sp
  FRAME(16)
  mov x0, x20
  bl golem_rtexitsyscall
  ldp x29, x30, [sp], #16
  ret
  .cfi_endproc

// syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, errno): the child shares this stack, so nothing is kept there.
FN(syscall.rawVforkSyscall)
  mov x8, x0
  mov x0, x1
  mov x1, x2
  mov x2, x3
  mov x3, xzr
  mov x4, xzr
  mov x5, xzr
  svc #0
  mov x1, xzr
  cmn x0, #4095
  b.lo 1f
  neg x1, x0
  mov x0, #-1
1:
  ret

// golem_clone(flags, stack, m, fn): raw clone; the child calls fn(m).
FN(golem_clone)
  mov x10, x2
  mov x11, x3
  mov x3, x2
  mov x2, xzr
  mov x4, xzr
  mov x8, #220
  svc #0
  cbz x0, 1f
  ret
1:
  mov x29, xzr
  mov x30, xzr
  mov x0, x10
  blr x11
  brk #1

FN(golem_sigreturn)
  mov x8, #139
  svc #0
  brk #1

// golem_callgo(fn, g): calls a Go function (not a closure) without parameters.
FN(golem_callgo)
  .cfi_startproc
  stp x29, x30, [sp, #-32]!
  str x20, [sp, #16]
  mov x29, sp
  FRAME(32)
  mov x20, x1
  mov x15, xzr
  blr x0
.globl golem_callgo_ret
golem_callgo_ret:
  ldr x20, [sp, #16]
  ldp x29, x30, [sp], #32
  ret
  .cfi_endproc

.section .note.GNU-stack,"",@progbits
