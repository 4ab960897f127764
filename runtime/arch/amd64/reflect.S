// Calls by type: the two places where the registers of a call are filled from memory or stored to it
// (lang/calls.h has the layout: ints 0, floats 48, stack 112, outInts 120, outFloats 152, stackCount 184,
// code 192, ctx 200).
	.section .rt_text,"ax",@progbits

// void golem_call_regs(CallRegs *r, G *g), C convention.
	.globl golem_call_regs
	.type golem_call_regs,@function
golem_call_regs:
	pushq %rbp
	movq %rsp, %rbp
	pushq %rbx
	pushq %r13
	movq %rdi, %rbx
	movq %rsi, %r13
	movq 184(%rbx), %rcx
	leaq 1(%rcx), %rax
	andq $-2, %rax
	shlq $3, %rax
	subq %rax, %rsp             // stays aligned to 16
	movq 112(%rbx), %rsi
	movq %rsp, %rdi
	cld
	rep movsq
	movsd 48(%rbx), %xmm0
	movsd 56(%rbx), %xmm1
	movsd 64(%rbx), %xmm2
	movsd 72(%rbx), %xmm3
	movsd 80(%rbx), %xmm4
	movsd 88(%rbx), %xmm5
	movsd 96(%rbx), %xmm6
	movsd 104(%rbx), %xmm7
	movq 0(%rbx), %rdi
	movq 8(%rbx), %rsi
	movq 16(%rbx), %rdx
	movq 24(%rbx), %rcx
	movq 32(%rbx), %r8
	movq 40(%rbx), %r9
	movq 200(%rbx), %r10
	testq %r13, %r13
	je 1f
	movq 40(%r13), %r11         // a method value that is a deferred function: its method may recover
	testq %r11, %r11
	je 1f
	cmpq $1, 8(%r11)
	jne 1f
	movq %rbp, 8(%r11)
1:
	callq *192(%rbx)
	movq %rax, 120(%rbx)
	movq %rdx, 128(%rbx)
	movq %rcx, 136(%rbx)
	movq %r8, 144(%rbx)
	movsd %xmm0, 152(%rbx)
	movsd %xmm1, 160(%rbx)
	movsd %xmm2, 168(%rbx)
	movsd %xmm3, 176(%rbx)
	leaq -16(%rbp), %rsp
	popq %r13
	popq %rbx
	popq %rbp
	retq
	.size golem_call_regs, .-golem_call_regs

// Code of closures that reflect makes: stores what came in, has Go do the work, loads what goes out.
	.macro STUB name, target, enter
	.globl "\name"
	.type "\name",@function
"\name":
	pushq %rbp
	movq %rsp, %rbp
	subq $192, %rsp
	movq %rdi, 0(%rsp)
	movq %rsi, 8(%rsp)
	movq %rdx, 16(%rsp)
	movq %rcx, 24(%rsp)
	movq %r8, 32(%rsp)
	movq %r9, 40(%rsp)
	movsd %xmm0, 48(%rsp)
	movsd %xmm1, 56(%rsp)
	movsd %xmm2, 64(%rsp)
	movsd %xmm3, 72(%rsp)
	movsd %xmm4, 80(%rsp)
	movsd %xmm5, 88(%rsp)
	movsd %xmm6, 96(%rsp)
	movsd %xmm7, 104(%rsp)
	leaq 16(%rbp), %rax
	movq %rax, 112(%rsp)
	.ifnb \enter
	cmpq $0, 40(%r13)           // panicking
	je 1f
	movq (%rbp), %rdi
	movq %r13, %rsi
	movq %rbp, %rdx
	movq %r10, 184(%rsp)
	callq \enter
	movq 184(%rsp), %r10
1:
	.endif
	movq %r10, %rdi
	movq %rsp, %rsi
	callq "\target"
	movq 120(%rsp), %rax
	movq 128(%rsp), %rdx
	movq 136(%rsp), %rcx
	movq 144(%rsp), %r8
	movsd 152(%rsp), %xmm0
	movsd 160(%rsp), %xmm1
	movsd 168(%rsp), %xmm2
	movsd 176(%rsp), %xmm3
	leave
	retq
	.size "\name", .-"\name"
	.endm

// A program without reflect lacks the targets.
	.weak "reflect.runMakeFunc"
	.weak "reflect.runMethodValue"

	.section ".rt_text.reflect","ax",@progbits
	STUB "reflect.makeFuncStub", "reflect.runMakeFunc", golem_rtmakefuncenter
	STUB "reflect.methodValueCall", "reflect.runMethodValue", golem_rtreflectenter

	.section .note.GNU-stack,"",@progbits
