// Atomic operations as compiled Go and C++ call them (LLVM's outline atomics): one instruction where the processor has the
// LSE extension (golem_lse, from AT_HWCAP), else a loop. All are acquire and release, whatever the name asks for.
// Arguments: compare-and-swap x0 = expected, x1 = new, x2 = address; others x0 = value, x1 = address. Result: the old value in
// x0. Only x15 to x17 and the flags change.

  .arch_extension lse
  .section .rt_text,"ax",@progbits
  .globl golem_atomics, golem_atomics_end
golem_atomics:

.macro ENTRY name
  .p2align 4
  .irp order, relax, acq, rel, acq_rel
  .globl \name\()_\order
  .type \name\()_\order,@function
\name\()_\order:
  .endr
  adrp x16, golem_lse
  ldrb w16, [x16, :lo12:golem_lse]
.endm

// s: the suffix of instructions, r: of registers, zx: how the expected value is cut to size
.macro CAS size, s, r, zx, zr
  ENTRY __aarch64_cas\size
  cbz w16, 1f
  casal\s \r\()0, \r\()1, [x2]
  ret
1:
  \zx \zr\()16, \zr\()0
2:
  ldaxr\s \r\()0, [x2]
  cmp \r\()0, \r\()16
  b.ne 3f
  stlxr\s w17, \r\()1, [x2]
  cbnz w17, 2b
3:
  ret
.endm
  CAS 1, b, w, uxtb, w
  CAS 2, h, w, uxth, w
  CAS 4, , w, mov, w
  CAS 8, , x, mov, x

.macro OP name, size, s, r, op
  ENTRY __aarch64_\name\size
  cbz w16, 1f
  \name\()al\s \r\()0, \r\()0, [x1]
  ret
1:
  mov x16, x0
2:
  ldaxr\s \r\()0, [x1]
  .ifc \name,swp
  mov x17, x16
  .else
  \op \r\()17, \r\()0, \r\()16
  .endif
  stlxr\s w15, \r\()17, [x1]
  cbnz w15, 2b
  ret
.endm
.macro ALL name, op
  OP \name, 1, b, w, \op
  OP \name, 2, h, w, \op
  OP \name, 4, , w, \op
  OP \name, 8, , x, \op
.endm
  ALL swp, mov
  ALL ldadd, add
  ALL ldclr, bic
  ALL ldset, orr
  ALL ldeor, eor

golem_atomics_end:

  .section .bss.golem_lse,"aw",@nobits
  .globl golem_lse
golem_lse:
  .zero 1

  .section .note.GNU-stack,"",@progbits
