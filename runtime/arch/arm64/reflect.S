// Calls by type: the two places where the registers of a call are filled from memory or stored to it
// (lang/calls.h has the layout: ints 0, floats 64, stack 128, outInts 136, outFloats 200, stackCount 264, code 272, ctx 280).
	.section .rt_text,"ax",@progbits

// void golem_call_regs(CallRegs *r, G *g), C convention.
	.globl golem_call_regs
	.type golem_call_regs,@function
golem_call_regs:
	stp x29, x30, [sp, #-32]!
	stp x19, x20, [sp, #16]
	mov x29, sp
	mov x19, x0
	mov x20, x1
	ldr x9, [x19, #264]
	add x10, x9, #1
	and x10, x10, #-2
	sub sp, sp, x10, lsl #3     // stays aligned to 16
	ldr x11, [x19, #128]
	mov x12, sp
1:
	cbz x9, 2f
	ldr x13, [x11], #8
	str x13, [x12], #8
	sub x9, x9, #1
	b 1b
2:
	cbz x20, 3f
	ldr x11, [x20, #40]         // a method value that is a deferred function: its method may recover
	cbz x11, 3f
	ldr x12, [x11, #8]
	cmp x12, #1
	b.ne 3f
	str x29, [x11, #8]
3:
	ldp d0, d1, [x19, #64]
	ldp d2, d3, [x19, #80]
	ldp d4, d5, [x19, #96]
	ldp d6, d7, [x19, #112]
	ldp x0, x1, [x19, #0]
	ldp x2, x3, [x19, #16]
	ldp x4, x5, [x19, #32]
	ldp x6, x7, [x19, #48]
	ldp x9, x15, [x19, #272]
	blr x9
	stp x0, x1, [x19, #136]
	stp x2, x3, [x19, #152]
	stp x4, x5, [x19, #168]
	stp x6, x7, [x19, #184]
	stp d0, d1, [x19, #200]
	stp d2, d3, [x19, #216]
	stp d4, d5, [x19, #232]
	stp d6, d7, [x19, #248]
	mov sp, x29
	ldp x19, x20, [sp, #16]
	ldp x29, x30, [sp], #32
	ret
	.size golem_call_regs, .-golem_call_regs

// Code of closures that reflect makes: stores what came in, has Go do the work, loads what goes out.
	.macro STUB name, target, enter
	.globl "\name"
	.type "\name",@function
"\name":
	stp x29, x30, [sp, #-16]!
	mov x29, sp
	sub sp, sp, #272
	stp x0, x1, [sp, #0]
	stp x2, x3, [sp, #16]
	stp x4, x5, [sp, #32]
	stp x6, x7, [sp, #48]
	stp d0, d1, [sp, #64]
	stp d2, d3, [sp, #80]
	stp d4, d5, [sp, #96]
	stp d6, d7, [sp, #112]
	add x9, x29, #16
	str x9, [sp, #128]
	.ifnb \enter
	ldr x9, [x20, #40]          // panicking
	cbz x9, 1f
	str x15, [sp, #264]
	ldr x0, [x29]
	mov x1, x20
	mov x2, x29
	bl \enter
	ldr x15, [sp, #264]
1:
	.endif
	mov x0, x15
	mov x1, sp
	bl "\target"
	ldp x0, x1, [sp, #136]
	ldp x2, x3, [sp, #152]
	ldp x4, x5, [sp, #168]
	ldp x6, x7, [sp, #184]
	ldp d0, d1, [sp, #200]
	ldp d2, d3, [sp, #216]
	ldp d4, d5, [sp, #232]
	ldp d6, d7, [sp, #248]
	mov sp, x29
	ldp x29, x30, [sp], #16
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
