// 386, System V: entry, stack switches, stack growth, marks and resumes.
//
// Compiled Go uses swiftcc, which here is C's convention: all arguments on the stack, g behind them, results eax edx ecx; ecx =
// closure; preserved: ebx ebp esi edi. Frame pointers always; the stack is aligned to 16 bytes at calls.
// The thread pointer gs:0 holds the M. Offsets of shared records are abi/layouts.def's.
// A switch ends in pop and jmp: ret would mispredict.

#include "abi_offsets.h"

.section .rt_text,"ax",@progbits

// The frame record is made: what the collector must know of it (frames.cmake). Such a function
// changes no register that calls preserve.
.cfi_sections .debug_frame
#define FRAME .cfi_def_cfa %ebp, 8; .cfi_offset %ebp, -8
#define FN(name) .globl name; .type name,@function; .p2align 4; name:

FN(_golem_start)
  xorl %ebp, %ebp
  movl %esp, %eax
  andl $-16, %esp
  subl $12, %esp
  pushl %eax
  call golem_rtstart
  ud2
  .skip 64 - (. - _golem_start) // debuggers step copies of instructions here

// What a goroutine leaves: arch::SavedFrame.
.macro SAVE
  pushl %ebp
  pushl %ebx
  pushl %esi
  pushl %edi
.endm
.macro RESTORE
  popl %edi
  popl %esi
  popl %ebx
  popl %ebp
.endm
#define SAVED 16

// golem_systemstack(fn, arg)
FN(golem_systemstack)
  movl %gs:0, %eax
  cmpl M_sysLo(%eax), %esp
  jb 1f
  cmpl M_sysHi(%eax), %esp
  jb 2f
1:
  cmpl M_sigLo(%eax), %esp
  jb 3f
  cmpl M_sigHi(%eax), %esp
  jae 3f
2:
  movl 4(%esp), %eax
  movl 8(%esp), %ecx
  movl %ecx, 4(%esp)
  jmp *%eax
3:
  SAVE
  movl M_cur(%eax), %ecx
  movl %esp, G_sp(%ecx)
  movl %esp, %ebx
  movl SAVED+4(%esp), %ecx
  movl SAVED+8(%esp), %edx
  movl M_sysSp(%eax), %esp
  subl $12, %esp
  pushl %edx
  call *%ecx
  movl %ebx, %esp
  RESTORE
  ret

// golem_mcall(fn, arg)
FN(golem_mcall)
  SAVE
  movl %gs:0, %eax
  movl SAVED+4(%esp), %ecx
  movl SAVED+8(%esp), %esi
  movl M_cur(%eax), %edx
  movl %esp, G_sp(%edx)
  movl M_sysSp(%eax), %esp
  xorl %ebp, %ebp
  subl $8, %esp
  pushl %esi
  pushl %edx
  call *%ecx
  ud2

// golem_gogo(g)
FN(golem_gogo)
  movl 4(%esp), %eax
  movl G_sp(%eax), %esp
  RESTORE
  popl %ecx
  jmp *%ecx

// golem_oncestack(fn, arg): continues on the system stack from its start, for threads that begin to schedule.
FN(golem_onceonstack)
  movl 4(%esp), %ecx
  movl 8(%esp), %edx
  movl %gs:0, %eax
  movl M_sysSp(%eax), %esp
  xorl %ebp, %ebp
  subl $12, %esp
  pushl %edx
  call *%ecx
  ud2

// A new goroutine begins here: esi = closure, edi = g, ebp = 0.
FN(golem_gostart)
  andl $-16, %esp
  subl $16, %esp
  movl %edi, (%esp)
  movl %esi, %ecx
  call *(%ecx)
.globl golem_gostart_ret
golem_gostart_ret:
  movl %edi, (%esp)
  call golem_rtgoexit
  ud2

// golem_callclosure(closure, g)
FN(golem_callclosure)
  .cfi_startproc
  pushl %ebp
  movl %esp, %ebp
  FRAME
  subl $8, %esp
  movl 12(%ebp), %eax
  movl %eax, (%esp)
  movl 8(%ebp), %ecx
  call *(%ecx)
.globl golem_callclosure_ret
golem_callclosure_ret:
  movl %ebp, %esp
  popl %ebp
  ret
  .cfi_endproc

// golem_calldefer(closure, g, panic): the same; the frame pointer that recover compares with goes into panic->fp.
FN(golem_calldefer)
  .cfi_startproc
  pushl %ebp
  movl %esp, %ebp
  FRAME
  subl $8, %esp
  movl 12(%ebp), %eax
  movl %eax, (%esp)
  movl 8(%ebp), %ecx
  movl 16(%ebp), %edx
  movl %ebp, Panic_fp(%edx)
  call *(%ecx)
.globl golem_calldefer_ret
golem_calldefer_ret:
  movl %ebp, %esp
  popl %ebp
  ret
  .cfi_endproc

// golem_calltimer(closure, type, data, seq, delta, g): func(arg any, seq uintptr, delta int64)
FN(golem_calltimer)
  .cfi_startproc
  pushl %ebp
  movl %esp, %ebp
  FRAME
  subl $24, %esp
  .irp i, 0, 4, 8, 12, 16, 20
  movl 12+\i(%ebp), %eax
  movl %eax, \i(%esp)
  .endr
  movl 8(%ebp), %ecx
  call *(%ecx)
.globl golem_calltimer_ret
golem_calltimer_ret:
  movl %ebp, %esp
  popl %ebp
  ret
  .cfi_endproc

// golem_callcoro(closure, pointer, g): func(pointer)
FN(golem_callcoro)
  .cfi_startproc
  pushl %ebp
  movl %esp, %ebp
  FRAME
  subl $8, %esp
  movl 12(%ebp), %eax
  movl %eax, (%esp)
  movl 16(%ebp), %eax
  movl %eax, 4(%esp)
  movl 8(%ebp), %ecx
  call *(%ecx)
.globl golem_callcoro_ret
golem_callcoro_ret:
  movl %ebp, %esp
  popl %ebp
  ret
  .cfi_endproc

// golem_callgo(fn, g): calls a Go function (not a closure) without parameters.
FN(golem_callgo)
  .cfi_startproc
  pushl %ebp
  movl %esp, %ebp
  FRAME
  subl $8, %esp
  movl 12(%ebp), %eax
  movl %eax, (%esp)
  xorl %ecx, %ecx
  call *8(%ebp)
.globl golem_callgo_ret
golem_callgo_ret:
  movl %ebp, %esp
  popl %ebp
  ret
  .cfi_endproc

// A function's check found too little stack, or a request to yield, and jumps here with its arguments as they are and
// g->morefn = the function. Runs it on the next segment; or goes back to it, when it was a request to yield.
//
// Which g: that of the thread's goroutine, or the thread's own where Go code runs on the system stack.
//
// This frame (ebp = A) keeps the closure, for the collector too. The function is called from a second one, of two words, on top of
// the next segment, whose return address tells recover and tracebacks what it is.
//   A-4 ecx, A-8 g->stackArgs, A-12 the function, A-16 ebx, A-20 g, A-24 the room for arguments, a multiple of 16 bytes,
//   A-28 a register, A-32 another
FN(golem_more)
  pushl %ebp
  movl %esp, %ebp
  pushl %ecx
  subl $36, %esp
  movl %gs:0, %edx
  movl M_cur(%edx), %eax
  cmpl M_sysLo(%edx), %esp
  jb 1f
  cmpl M_sysHi(%edx), %esp
  jae 1f
  movl M_g0(%edx), %eax
1:
  movl %eax, -20(%ebp)
  movl %ebx, -16(%ebp)
  movl G_stackArgs(%eax), %ecx
  movl $0, G_stackArgs(%eax)
  movl %ecx, -8(%ebp)
  addl $15, %ecx
  andl $-16, %ecx
  movl %ecx, -24(%ebp)
  movl G_morefn(%eax), %edx
  movl %edx, -12(%ebp)
  cmpl $1024, %ecx
  ja 1f
  cmpl $0, G_need(%eax)
  jne 1f
  cmpl $-4096, G_limit(%eax)
  jae 1f
  movl G_seg(%eax), %edx
  movl Seg_next(%edx), %ecx
  testl %ecx, %ecx
  jne 2f
1:
  movl %eax, (%esp)
  movl %ebp, 4(%esp)
  movl -24(%ebp), %ecx
  movl %ecx, 8(%esp)
  call golem_rtstackslow
.globl golem_morestack_slow
golem_morestack_slow:
  testl %eax, %eax
  je 4f
  movl -20(%ebp), %eax
  movl G_seg(%eax), %edx
  movl Seg_next(%edx), %ecx
2:
  movl %ebp, Seg_moreFp(%ecx)
  movl %ecx, G_seg(%eax)
  movl Seg_limit(%ecx), %edx
  movl %edx, G_limit(%eax)
  movl Seg_hi(%ecx), %esp
  andl $-16, %esp
  movl $golem_morestack_ret, %ebx
  subl $8, %esp // so that the arguments begin at a multiple of 16 bytes
  pushl %ebx
  pushl %ebp
  movl %esp, %ebx
  subl -24(%ebp), %esp
  movl -8(%ebp), %ecx
  movl %esi, -28(%ebp)
  movl %edi, -32(%ebp)
  leal 8(%ebp), %esi
  movl %esp, %edi
  shrl $2, %ecx
  cld
  rep movsl
  movl -28(%ebp), %esi
  movl -32(%ebp), %edi
  movl -4(%ebp), %ecx
  movl -12(%ebp), %eax
  movl %ebx, %ebp
  call *%eax
  // Results may be in eax edx ecx.
  movl (%ebp), %ebp
  movl %ebp, %esp
  movl -20(%ebp), %ebx
  pushl %esi
  movl G_seg(%ebx), %esi
  movl Seg_prev(%esi), %esi
  movl %esi, G_seg(%ebx)
  movl Seg_limit(%esi), %esi
  movl %esi, G_limit(%ebx)
  popl %esi
  movl -16(%ebp), %ebx
  popl %ebp
  ret
4:
  movl -12(%ebp), %eax
  movl -4(%ebp), %ecx
  movl -16(%ebp), %ebx
  movl %ebp, %esp
  popl %ebp
  jmp *%eax
// What the second frame returns to, which nobody does: it ran on the next segment.
.globl golem_morestack_ret
golem_morestack_ret:
  ud2

// i32 golem_mark(DeferFrame*, G*)
FN(golem_mark)
  movl 4(%esp), %ecx
  movl 8(%esp), %edx
  movl (%esp), %eax
  movl %eax, DeferFrame_pc(%ecx)
  leal 4(%esp), %eax
  movl %eax, DeferFrame_sp(%ecx)
  movl %ebp, DeferFrame_fp(%ecx)
  movl %ebx, DeferFrame_end(%ecx)
  movl %esi, DeferFrame_end+4(%ecx)
  movl %edi, DeferFrame_end+8(%ecx)
  movl G_seg(%edx), %eax
  movl %eax, DeferFrame_seg(%ecx)
  movl G_defers(%edx), %eax
  movl %eax, DeferFrame_link(%ecx)
  movl %ecx, G_defers(%edx)
  xorl %eax, %eax
  ret

// golem_resume(DeferFrame*): golem_mark returns again, with 1.
FN(golem_resume)
  movl 4(%esp), %ecx
  movl DeferFrame_sp(%ecx), %esp
  movl DeferFrame_fp(%ecx), %ebp
  movl DeferFrame_end(%ecx), %ebx
  movl DeferFrame_end+4(%ecx), %esi
  movl DeferFrame_end+8(%ecx), %edi
  movl $1, %eax
  jmp *DeferFrame_pc(%ecx)

// The signal handler makes a faulting instruction "call" this: the thread's g knows the fault.
FN(golem_sigpanic)
  pushl %ebp
  movl %esp, %ebp
  andl $-16, %esp
  subl $16, %esp
  movl %gs:0, %eax
  movl M_cur(%eax), %eax
  movl %eax, (%esp)
  xorl %ecx, %ecx
  cld
  fninit // the instruction may have been one of several with values on the x87 stack
  call runtime.sigpanic
.globl golem_sigpanic_ret
golem_sigpanic_ret:
  ud2

// The signal handler makes interrupted Go code "call" this to yield.
FN(golem_asyncpreempt)
  pushl %ebp
  movl %esp, %ebp
  pushfl
  pushl %eax
  pushl %ecx
  pushl %edx
  pushl %ebx
  pushl %esi
  pushl %edi
  cld
  subl $512, %esp
  andl $-16, %esp
  fxsave (%esp)
  fninit
  call golem_rtasyncpreempt
.globl golem_asyncpreempt_ret
golem_asyncpreempt_ret:
  fxrstor (%esp)
  leal -28(%ebp), %esp
  popl %edi
  popl %esi
  popl %ebx
  popl %edx
  popl %ecx
  popl %eax
  popfl
  popl %ebp
  ret

// runtime.GC(), runtime/debug.freeOSMemory(): what the caller keeps in registers lies in a SavedFrame that the collector knows of, and is
// judged by the caller's frame map. It does not look at the frames below.
.macro COLLECT fn
  movl 4(%esp), %eax
  SAVE
  leal 12(%esp), %ebp
  movl %esp, G_collecting(%eax)
  subl $12, %esp
  movl %eax, (%esp)
  movl %eax, %ebx
  call \fn
  movl $0, G_collecting(%ebx)
  addl $12, %esp
  RESTORE
  ret
.endm
FN(runtime.GC)
  COLLECT golem_rtgc
FN("runtime/debug.freeOSMemory")
  COLLECT golem_rtfreeosmemory

// runtime.entersyscall(): notes where the caller stands; what it needs kept is in its frame and these registers. at: where g lies.
.macro ENTERSYSCALL fn, at
  movl \at(%esp), %eax
  movl (%esp), %edx
  leal 4(%esp), %ecx
  pushl %ebp
  movl %esp, %ebp
  pushl %ebx
  pushl %esi
  pushl %edi
  movl %esp, %ebx
  subl $28, %esp
  movl %eax, (%esp)
  movl %ecx, 4(%esp)
  movl (%ebp), %eax
  movl %eax, 8(%esp)
  movl %edx, 12(%esp)
  movl %ebx, 16(%esp)
  call \fn
  addl $28, %esp
  popl %edi
  popl %esi
  popl %ebx
  popl %ebp
  ret
.endm
FN(runtime.entersyscall)
  ENTERSYSCALL golem_rtentersyscall, 4
// reentersyscall(pc, sp, bp): of these nothing is needed.
FN(runtime.reentersyscall)
  ENTERSYSCALL golem_rtentersyscall, 16
FN(runtime.entersyscallblock)
  ENTERSYSCALL golem_rtentersyscallblock, 4

// runtime.exitsyscall()
FN(runtime.exitsyscall)
  .cfi_startproc
  pushl %ebp
  movl %esp, %ebp
  FRAME
  subl $8, %esp
  movl 8(%ebp), %eax
  movl %eax, (%esp)
  call golem_rtexitsyscall
  movl %ebp, %esp
  popl %ebp
  ret
  .cfi_endproc

// syscall.rawVforkSyscall(trap, a1, a2, a3) (r1, errno): the child shares this stack, so what is needed after its return stays in
// registers: the return address and those that calls preserve.
FN(syscall.rawVforkSyscall)
  movd (%esp), %xmm0
  movd %ebx, %xmm1
  movd %esi, %xmm2
  movd %edi, %xmm3
  movl 4(%esp), %eax
  movl 8(%esp), %ebx
  movl 12(%esp), %ecx
  movl 16(%esp), %edx
  xorl %esi, %esi
  xorl %edi, %edi
  int $0x80
  movd %xmm0, (%esp)
  movd %xmm1, %ebx
  movd %xmm2, %esi
  movd %xmm3, %edi
  xorl %edx, %edx
  cmpl $-4095, %eax
  jb 1f
  negl %eax
  movl %eax, %edx
  movl $-1, %eax
1:
  ret

// golem_clone(flags, stack, m, fn): raw clone; the child calls fn(m). Its thread pointer is a descriptor in a table of its own,
// in the place that the parent's has.
FN(golem_clone)
  pushl %ebx
  pushl %esi
  pushl %edi
  movl 16(%esp), %ebx
  andl $~0x80000, %ebx // without CLONE_SETTLS
  movl 20(%esp), %ecx
  movl 24(%esp), %edx
  movl 28(%esp), %eax
  subl $16, %ecx
  movl %edx, (%ecx)
  movl %eax, 4(%ecx)
  xorl %edx, %edx
  xorl %esi, %esi
  xorl %edi, %edi
  movl $120, %eax
  int $0x80
  testl %eax, %eax
  jz 1f
  popl %edi
  popl %esi
  popl %ebx
  ret
1:
  xorl %ebp, %ebp
  subl $16, %esp // struct user_desc
  movl %gs, %eax
  shrl $3, %eax
  movl %eax, (%esp)
  movl 16(%esp), %eax
  movl %eax, 4(%esp)
  movl $0xfffff, 8(%esp)
  movl $0x51, 12(%esp)
  movl %esp, %ebx
  movl $243, %eax // set_thread_area
  int $0x80
  movl %gs, %eax
  movl %eax, %gs // loads the descriptor anew
  addl $16, %esp
  call *4(%esp) // fn(m)
  ud2

// golem_syscall(second, n, a, b, c, d, e, f)
FN(golem_syscall)
  SAVE
  movl SAVED+8(%esp), %eax
  movl SAVED+12(%esp), %ebx
  movl SAVED+16(%esp), %ecx
  movl SAVED+20(%esp), %edx
  movl SAVED+24(%esp), %esi
  movl SAVED+28(%esp), %edi
  movl SAVED+32(%esp), %ebp
  int $0x80
  RESTORE
  movl 4(%esp), %ecx
  movl %edx, (%ecx)
  ret

FN(golem_sigreturn)
  movl $173, %eax
  int $0x80
  ud2

.section .data.rel.ro,"aw",@progbits
.globl "runtime.memmove·f"
.p2align 2
"runtime.memmove·f": .long runtime.memmove

.section .note.GNU-stack,"",@progbits
