// Calls by type: the two places where the words of a call are filled from memory or stored to it (lang/calls.h has the layout:
// stack 0, outInts 4, stackCount 16, code 20, ctx 24).
	.section .rt_text,"ax",@progbits
#include "abi_offsets.h"

// void golem_call_regs(CallRegs *r, G *g), C convention.
	.globl golem_call_regs
	.type golem_call_regs,@function
golem_call_regs:
	pushl %ebp
	movl %esp, %ebp
	pushl %ebx
	pushl %esi
	pushl %edi
	movl 8(%ebp), %ebx
	movl 16(%ebx), %ecx
	leal 4(,%ecx,4), %eax       // and g
	subl %eax, %esp
	andl $-16, %esp
	movl 0(%ebx), %esi
	movl %esp, %edi
	cld
	rep movsl
	movl 12(%ebp), %eax
	movl %eax, (%edi)
	testl %eax, %eax
	je 1f
	movl G_panics(%eax), %edx   // a method value that is a deferred function: its method may recover
	testl %edx, %edx
	je 1f
	cmpl $1, Panic_fp(%edx)
	jne 1f
	movl %ebp, Panic_fp(%edx)
1:
	movl 24(%ebx), %ecx
	call *20(%ebx)
	movl %eax, 4(%ebx)
	movl %edx, 8(%ebx)
	movl %ecx, 12(%ebx)
	leal -12(%ebp), %esp
	popl %edi
	popl %esi
	popl %ebx
	popl %ebp
	ret
	.size golem_call_regs, .-golem_call_regs

// Code of closures that reflect makes: tells where the arguments lie, has Go do the work, loads what goes out. A stub does not know
// where in its arguments g is: it is the thread's.
	.macro STUB name, target, enter
	.globl "\name"
	.type "\name",@function
"\name":
	pushl %ebp
	movl %esp, %ebp
	subl $40, %esp              // the call's words, then from 16 on: stack, outInts
	leal 8(%ebp), %eax
	movl %eax, 16(%esp)
	movl %ecx, -4(%ebp)
	movl %gs:0, %eax
	movl M_cur(%eax), %eax
	.ifnb \enter
	cmpl $0, G_panics(%eax)     // panicking
	je 1f
	movl (%ebp), %edx
	movl %edx, (%esp)
	movl %eax, 4(%esp)
	movl %ebp, 8(%esp)
	call \enter
	movl -4(%ebp), %ecx
	movl %gs:0, %eax
	movl M_cur(%eax), %eax
1:
	.endif
	movl %ecx, (%esp)
	leal 16(%esp), %edx
	movl %edx, 4(%esp)
	movl %eax, 8(%esp)
	call "\target"
	movl 20(%esp), %eax
	movl 24(%esp), %edx
	movl 28(%esp), %ecx
	leave
	ret
	.size "\name", .-"\name"
	.endm

// A program without reflect lacks the targets.
	.weak "reflect.runMakeFunc"
	.weak "reflect.runMethodValue"

	.section ".rt_text.reflect","ax",@progbits
	STUB "reflect.makeFuncStub", "reflect.runMakeFunc", golem_rtmakefuncenter
	STUB "reflect.methodValueCall", "reflect.runMethodValue", golem_rtreflectenter

	.section .note.GNU-stack,"",@progbits
