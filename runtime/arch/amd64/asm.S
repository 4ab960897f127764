// amd64, System V: entry, stack switches, stack growth, marks and resumes.
//
// Compiled Go uses swiftcc: arguments rdi rsi rdx rcx r8 r9 then stack; results rax rdx rcx r8; r13 = g, r10 = closure;
// preserved: rbx rbp r12 r14 r15 (and r13 = g again). C adds r13 to what is preserved. No red zone, frame pointers always.
// The thread pointer fs:0 holds the M. Offsets of shared records are abi/layouts.def's.
// A switch ends in pop and jmp: ret would mispredict.

#include "abi_offsets.h"

.section .rt_text,"ax",@progbits

// The frame record is made: what the collector must know of it (frames.cmake). Such a function
// changes no register that calls preserve but for g's.
.cfi_sections .debug_frame
#define FRAME .cfi_def_cfa %rbp, 16; .cfi_offset %rbp, -16
#define FN(name) .globl name; .type name,@function; .p2align 4; name:

FN(_golem_start)
  xorl %ebp, %ebp
  movq %rsp, %rdi
  andq $-16, %rsp
  call golem_rtstart
  ud2
  .skip 64 - (. - _golem_start) // debuggers step copies of instructions here

// golem_systemstack(fn, arg)
FN(golem_systemstack)
  movq %fs:0, %rax
  cmpq M_sysLo(%rax), %rsp
  jb 1f
  cmpq M_sysHi(%rax), %rsp
  jb 2f
1:
  cmpq M_sigLo(%rax), %rsp
  jb 3f
  cmpq M_sigHi(%rax), %rsp
  jae 3f
2:
  movq %rdi, %rax
  movq %rsi, %rdi
  jmp *%rax
3:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq M_cur(%rax), %rcx
  movq %rsp, G_sp(%rcx)
  movq %rsp, %rbx
  movq M_sysSp(%rax), %rsp
  movq %rdi, %rax
  movq %rsi, %rdi
  call *%rax
  movq %rbx, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret

// golem_mcall(fn, arg)
FN(golem_mcall)
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %fs:0, %rax
  movq %rdi, %rcx
  movq M_cur(%rax), %rdi
  movq %rsp, G_sp(%rdi)
  movq M_sysSp(%rax), %rsp
  xorl %ebp, %ebp
  call *%rcx
  ud2

// golem_gogo(g)
FN(golem_gogo)
  movq G_sp(%rdi), %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  jmp *%rcx

// golem_oncestack(fn, arg): continues on the system stack from its start, for threads that begin to schedule.
FN(golem_onceonstack)
  movq %fs:0, %rax
  movq M_sysSp(%rax), %rsp
  xorl %ebp, %ebp
  movq %rdi, %rax
  movq %rsi, %rdi
  call *%rax
  ud2

// A new goroutine begins here: r12 = closure, r13 = g, rbp = 0.
FN(golem_gostart)
  movq %r12, %r10
  call *(%r10)
.globl golem_gostart_ret
golem_gostart_ret:
  movq %r13, %rdi
  call golem_rtgoexit
  ud2

// golem_callclosure(closure, g)
FN(golem_callclosure)
  .cfi_startproc
  pushq %rbp
  movq %rsp, %rbp
  FRAME
  pushq %r13
  pushq %r13
  movq %rsi, %r13
  movq %rdi, %r10
  call *(%r10)
.globl golem_callclosure_ret
golem_callclosure_ret:
  movq -8(%rbp), %r13
  movq %rbp, %rsp
  popq %rbp
  ret
  .cfi_endproc

// golem_calldefer(closure, g, panic): the same; the frame pointer that recover compares with goes into panic->fp.
FN(golem_calldefer)
  .cfi_startproc
  pushq %rbp
  movq %rsp, %rbp
  FRAME
  pushq %r13
  pushq %r13
  movq %rsi, %r13
  movq %rdi, %r10
  movq %rbp, Panic_fp(%rdx)
  call *(%r10)
.globl golem_calldefer_ret
golem_calldefer_ret:
  movq -8(%rbp), %r13
  movq %rbp, %rsp
  popq %rbp
  ret
  .cfi_endproc

// golem_calltimer(closure, type, data, seq, delta, g): func(arg any, seq uintptr, delta int64)
FN(golem_calltimer)
  .cfi_startproc
  pushq %rbp
  movq %rsp, %rbp
  FRAME
  pushq %r13
  pushq %r13
  movq %r9, %r13
  movq %rdi, %r10
  movq %rsi, %rdi
  movq %rdx, %rsi
  movq %rcx, %rdx
  movq %r8, %rcx
  call *(%r10)
.globl golem_calltimer_ret
golem_calltimer_ret:
  movq -8(%rbp), %r13
  movq %rbp, %rsp
  popq %rbp
  ret
  .cfi_endproc

// golem_callcoro(closure, pointer, g): func(pointer)
FN(golem_callcoro)
  .cfi_startproc
  pushq %rbp
  movq %rsp, %rbp
  FRAME
  pushq %r13
  pushq %r13
  movq %rdx, %r13
  movq %rdi, %r10
  movq %rsi, %rdi
  call *(%r10)
.globl golem_callcoro_ret
golem_callcoro_ret:
  movq -8(%rbp), %r13
  movq %rbp, %rsp
  popq %rbp
  ret
  .cfi_endproc

// A function's check found too little stack, or a request to yield, and jumps here with all its arguments as they are and
// r11 = the function. Runs it on the next segment; or goes back to it, when it was a request to yield.
//
// This frame (rbp = A) keeps the registers that may hold arguments, for the collector too. The function is called from a second
// one, of two words, on top of the next segment, whose return address tells recover and tracebacks what it is.
//   A-8 … -64   rdi rsi rdx rcx r8 r9 r10 rax      A-72 … -128   xmm0-7
//   A-136 g->stackArgs, A-144 the function, A-152 rbx, A-160 g
// The function and its arguments, from the frame.
.macro MORE_ARGUMENTS
  movq -8(%rbp), %rdi
  movq -16(%rbp), %rsi
  movq -24(%rbp), %rdx
  movq -32(%rbp), %rcx
  movq -40(%rbp), %r8
  movq -48(%rbp), %r9
  movq -56(%rbp), %r10
  movq -64(%rbp), %rax
  movsd -72(%rbp), %xmm0
  movsd -80(%rbp), %xmm1
  movsd -88(%rbp), %xmm2
  movsd -96(%rbp), %xmm3
  movsd -104(%rbp), %xmm4
  movsd -112(%rbp), %xmm5
  movsd -120(%rbp), %xmm6
  movsd -128(%rbp), %xmm7
  movq -144(%rbp), %r11
.endm
FN(golem_more)
  pushq %rbp
  movq %rsp, %rbp
  pushq %rdi
  pushq %rsi
  pushq %rdx
  pushq %rcx
  pushq %r8
  pushq %r9
  pushq %r10
  pushq %rax
  subq $96, %rsp
  movsd %xmm0, -72(%rbp)
  movsd %xmm1, -80(%rbp)
  movsd %xmm2, -88(%rbp)
  movsd %xmm3, -96(%rbp)
  movsd %xmm4, -104(%rbp)
  movsd %xmm5, -112(%rbp)
  movsd %xmm6, -120(%rbp)
  movsd %xmm7, -128(%rbp)
  movq G_stackArgs(%r13), %rax
  movq $0, G_stackArgs(%r13)
  addq $15, %rax
  andq $-16, %rax
  movq %rax, -136(%rbp)
  movq %r11, -144(%rbp)
  movq %rbx, -152(%rbp)
  movq %r13, -160(%rbp)
  cmpq $1024, -136(%rbp)
  ja 1f
  cmpq $0, G_need(%r13)
  jne 1f
  cmpq $-4096, G_limit(%r13)
  jae 1f
  movq G_seg(%r13), %rax
  movq Seg_next(%rax), %rcx
  testq %rcx, %rcx
  jne 2f
1:
  movq %r13, %rdi
  movq %rbp, %rsi
  movq -136(%rbp), %rdx
  call golem_rtstackslow
.globl golem_morestack_slow
golem_morestack_slow:
  testl %eax, %eax
  je 5f
  movq G_seg(%r13), %rcx
  movq Seg_next(%rcx), %rcx
2:
  movq %rbp, Seg_moreFp(%rcx)
  movq %rcx, G_seg(%r13)
  movq Seg_limit(%rcx), %rax
  movq %rax, G_limit(%r13)
  movq Seg_hi(%rcx), %rsp
  leaq golem_morestack_ret(%rip), %rbx
  pushq %rbx
  pushq %rbp
  movq %rsp, %rbx
  movq -136(%rbp), %rcx
  testq %rcx, %rcx
  je 4f
  subq %rcx, %rsp
  shrq $3, %rcx
  leaq 16(%rbp), %rsi
  movq %rsp, %rdi
  rep movsq
4:
  MORE_ARGUMENTS
  movq %rbx, %rbp
  call *%r11
  // Results may be in rax rdx rcx r8 and xmm0-3.
  movq 8(%rbp), %r9
  movq (%rbp), %rbp
  movq -160(%rbp), %r13
  movq -152(%rbp), %rbx
  movq %rbp, %rsp
  popq %rbp
  jmp *%r9
5:
  MORE_ARGUMENTS
  movq -152(%rbp), %rbx
  movq %rbp, %rsp
  popq %rbp
  jmp *%r11
// Where golem_more ends when the function ran on the next segment. Nothing returns here: it names a frame.
.globl golem_morestack_ret
golem_morestack_ret:
  movq G_seg(%r13), %r9
  movq Seg_prev(%r9), %r9
  movq %r9, G_seg(%r13)
  movq Seg_limit(%r9), %r11
  movq %r11, G_limit(%r13)
  ret

// i32 golem_mark(DeferFrame*, G*)
FN(golem_mark)
  movq (%rsp), %rax
  movq %rax, DeferFrame_pc(%rdi)
  leaq 8(%rsp), %rax
  movq %rax, DeferFrame_sp(%rdi)
  movq %rbp, DeferFrame_fp(%rdi)
  movq %rbx, DeferFrame_end(%rdi)
  movq %r12, DeferFrame_end+8(%rdi)
  movq %r13, DeferFrame_end+16(%rdi)
  movq %r14, DeferFrame_end+24(%rdi)
  movq %r15, DeferFrame_end+32(%rdi)
  movq G_seg(%rsi), %rax
  movq %rax, DeferFrame_seg(%rdi)
  movq G_defers(%rsi), %rax
  movq %rax, DeferFrame_link(%rdi)
  movq %rdi, G_defers(%rsi)
  xorl %eax, %eax
  ret

// golem_resume(DeferFrame*): golem_mark returns again, with 1.
FN(golem_resume)
  movq DeferFrame_sp(%rdi), %rsp
  movq DeferFrame_fp(%rdi), %rbp
  movq DeferFrame_end(%rdi), %rbx
  movq DeferFrame_end+8(%rdi), %r12
  movq DeferFrame_end+16(%rdi), %r13
  movq DeferFrame_end+24(%rdi), %r14
  movq DeferFrame_end+32(%rdi), %r15
  movl $1, %eax
  jmp *DeferFrame_pc(%rdi)

// The signal handler makes a faulting instruction "call" this: r13 = g, which knows the fault.
FN(golem_sigpanic)
  pushq %rbp
  movq %rsp, %rbp
  andq $-16, %rsp
  xorl %r10d, %r10d
  cld
  call runtime.sigpanic
.globl golem_sigpanic_ret
golem_sigpanic_ret:
  ud2

// The signal handler makes interrupted Go code "call" this to yield.
FN(golem_asyncpreempt)
  pushq %rbp
  movq %rsp, %rbp
  pushfq
  pushq %rax
  pushq %rcx
  pushq %rdx
  pushq %rsi
  pushq %rdi
  pushq %r8
  pushq %r9
  pushq %r10
  pushq %r11
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  cld
  subq $512, %rsp
  andq $-16, %rsp
  fxsave64 (%rsp)
  call golem_rtasyncpreempt
.globl golem_asyncpreempt_ret
golem_asyncpreempt_ret:
  fxrstor64 (%rsp)
  leaq -120(%rbp), %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %r11
  popq %r10
  popq %r9
  popq %r8
  popq %rdi
  popq %rsi
  popq %rdx
  popq %rcx
  popq %rax
  popfq
  popq %rbp
  ret

// runtime.GC(), runtime/debug.freeOSMemory(): what the caller keeps in registers lies in a SavedFrame that the collector knows of, and is
// judged by the caller's frame map. It does not look at the frames below.
.macro COLLECT fn
  pushq %rbp
  movq %rsp, %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, G_collecting(%r13)
  subq $8, %rsp
  movq %r13, %rdi
  call \fn
  movq $0, G_collecting(%r13)
  addq $8, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.endm
FN(runtime.GC)
  COLLECT golem_rtgc
FN("runtime/debug.freeOSMemory")
  COLLECT golem_rtfreeosmemory

// runtime.entersyscall(): notes where the caller stands; what it needs kept is in its frame and these registers.
.macro ENTERSYSCALL fn
  movq (%rsp), %rcx
  leaq 8(%rsp), %rsi
  movq %rbp, %rdx
  pushq %rbp
  movq %rsp, %rbp
  pushq %rbx
  pushq %r12
  pushq %r14
  pushq %r15
  movq %r13, %rdi
  movq %rsp, %r8
  call \fn
  popq %r15
  popq %r14
  popq %r12
  popq %rbx
  popq %rbp
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
  pushq %rbp
  movq %rsp, %rbp
  FRAME
  movq %r13, %rdi
  call golem_rtexitsyscall
  popq %rbp
  ret
  .cfi_endproc

// syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, errno): the child shares this stack, so the return address stays in a register.
FN(syscall.rawVforkSyscall)
  movq %rdi, %rax
  movq %rsi, %rdi
  movq %rdx, %rsi
  movq %rcx, %rdx
  xorl %r10d, %r10d
  xorl %r8d, %r8d
  popq %r9
  syscall
  pushq %r9
  xorl %edx, %edx
  cmpq $-4095, %rax
  jb 1f
  negq %rax
  movq %rax, %rdx
  movq $-1, %rax
1:
  ret

// golem_clone(flags, stack, m, fn): raw clone; the child calls fn(m).
FN(golem_clone)
  movq %rdx, %r8
  movq %rcx, %r9
  xorl %edx, %edx
  xorl %r10d, %r10d
  movl $56, %eax
  syscall
  testq %rax, %rax
  jz 1f
  ret
1:
  xorl %ebp, %ebp
  movq %r8, %rdi
  call *%r9
  ud2

FN(golem_sigreturn)
  movl $15, %eax
  syscall
  ud2

// golem_callgo(fn, g): calls a Go function (not a closure) without parameters.
FN(golem_callgo)
  .cfi_startproc
  pushq %rbp
  movq %rsp, %rbp
  FRAME
  pushq %r13
  pushq %r13
  movq %rsi, %r13
  xorl %r10d, %r10d
  call *%rdi
.globl golem_callgo_ret
golem_callgo_ret:
  movq -8(%rbp), %r13
  movq %rbp, %rsp
  popq %rbp
  ret
  .cfi_endproc

// The func value of runtime.memmove. Machine code that programs make at run time (wazero's) takes the address out of it and
// calls it with gc's registers: rax to, rbx from, rcx bytes. A call of the func value has it in r10.
FN(golem_memmoveentry)
  leaq "runtime.memmove·f"(%rip), %r11
  cmpq %r11, %r10
  je runtime.memmove
  movq %rax, %rdi
  movq %rbx, %rsi
  movq %rcx, %rdx
  jmp runtime.memmove

.section .data.rel.ro,"aw",@progbits
.globl "runtime.memmove·f"
.p2align 3
"runtime.memmove·f": .quad golem_memmoveentry

.section .note.GNU-stack,"",@progbits
