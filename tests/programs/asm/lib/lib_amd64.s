#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

DATA words<>+0(SB)/8, $0x1122334455667788
DATA words<>+8(SB)/8, $words<>(SB)
DATA words<>+16(SB)/4, $7
DATA words<>+20(SB)/4, $const_Size
GLOBL words<>(SB), RODATA, $24

DATA ·Counter+0(SB)/8, $40
DATA ·Counter+24(SB)/8, $2
GLOBL ·Counter(SB), NOPTR, $32

TEXT ·Sum(SB), NOSPLIT, $0-49
	MOVBQSX a+0(FP), AX
	MOVWQZX b+2(FP), BX
	ADDQ    BX, AX
	MOVLQSX c+4(FP), BX
	ADDQ    BX, AX
	ADDQ    d+8(FP), AX
	MOVBQZX e+16(FP), BX
	ADDQ    BX, AX
	MOVQ    AX, n+32(FP)
	CVTSS2SD f+20(FP), X0
	ADDSD   h+24(FP), X0
	MOVSD   $1.5, X1
	ADDSD   X1, X0
	MOVSD   X0, x+40(FP)
	TESTQ   AX, AX
	SETLT   neg+48(FP)
	RET

// func Many(a, b, c, d, e, f, g, h, i, j int64, s []int64, p Pair) (r [3]int64, q Pair, t []int64, last int64)
TEXT ·Many(SB), NOSPLIT, $0-224
	MOVQ a+0(FP), AX
	ADDQ b+8(FP), AX
	MOVQ AX, r_0+136(FP)
	MOVQ c+16(FP), AX
	ADDQ d+24(FP), AX
	MOVQ AX, r_1+144(FP)
	MOVQ i+64(FP), AX
	ADDQ j+72(FP), AX
	MOVQ AX, r_2+152(FP)
	MOVL p_A+104(FP), AX
	INCL AX
	MOVL AX, q_A+160(FP)
	MOVSD p_B+112(FP), X0
	ADDSD X0, X0
	MOVSD X0, q_B+168(FP)
	MOVQ p_C_base+120(FP), AX
	MOVQ p_C_len+128(FP), BX
	DECQ BX
	MOVQ AX, q_C_base+176(FP)
	MOVQ BX, q_C_len+184(FP)
	MOVQ s_base+80(FP), AX
	MOVQ s_len+88(FP), BX
	MOVQ s_cap+96(FP), CX
	MOVQ AX, t_base+192(FP)
	MOVQ BX, t_len+200(FP)
	MOVQ CX, t_cap+208(FP)
	MOVQ -8(AX)(BX*8), AX
	MOVQ AX, last+216(FP)
	RET

TEXT ·Apply(SB), 0, $32-24
	NO_LOCAL_POINTERS
	MOVQ n+0(FP), AX
	MOVQ x+8(FP), BX
	CMPQ AX, $0
	JEQ  leaf
	DECQ AX
	MOVQ AX, 0(SP)
	MOVQ BX, 8(SP)
	CALL ·Apply(SB)
	MOVQ 16(SP), AX
	JMP  done
leaf:
	MOVQ BX, 0(SP)
	CALL ·callback(SB)
	MOVQ 8(SP), AX
done:
	INCQ AX
	MOVQ AX, ret+16(FP)
	RET

TEXT ·Deep(SB), 0, $256-16
	NO_LOCAL_POINTERS
	MOVQ n+0(FP), AX
	TESTQ AX, AX
	JEQ  done
	MOVQ AX, 200(SP)
	DECQ AX
	MOVQ AX, 0(SP)
	CALL ·Deep(SB)
	MOVQ 8(SP), AX
	INCQ AX
	CMPQ 200(SP), AX
	JEQ  done
	UD2
done:
	MOVQ AX, ret+8(FP)
	RET

TEXT ·Fault(SB), NOSPLIT, $0-16
	GO_ARGS
	MOVQ p+0(FP), AX
	CALL load<>(SB)
	MOVQ AX, ret+8(FP)
	RET

TEXT load<>(SB), NOSPLIT|NOFRAME, $0
	PUSHQ BX
	MOVQ (AX), AX
	POPQ BX
	RET

TEXT ·Table(SB), NOSPLIT, $0-16
	MOVQ i+0(FP), AX
	LEAQ words<>(SB), BX
	CMPQ AX, $1
	JNE  plain
	MOVQ 8(BX), BX
	XORQ AX, AX
plain:
	MOVQ (BX)(AX*8), AX
	MOVQ AX, ret+8(FP)
	RET

TEXT ·Offsets(SB), NOSPLIT, $0-40
	MOVQ p+0(FP), AX
	MOVL Pair_A(AX), BX
	MOVL BX, a+8(FP)
	MOVSD Pair_B(AX), X0
	MOVSD X0, b+16(FP)
	MOVQ (Pair_C+8)(AX), BX
	MOVQ BX, n+24(FP)
	MOVQ $Pair__size, size+32(FP)
	RET

TEXT ·Busy(SB), NOSPLIT, $0-8
	MOVQ n+0(FP), AX
	VPCMPEQB Y3, Y3, Y3
loop:
	DECQ AX
	JNZ  loop
	VPMOVMSKB Y3, AX
	CMPL AX, $-1
	JEQ  ok
	UD2
ok:
	VZEROUPPER
	RET

TEXT ·Where(SB), 0, $40-32
	NO_LOCAL_POINTERS
	MOVQ pcs_base+0(FP), AX
	MOVQ AX, 0(SP)
	MOVQ pcs_len+8(FP), AX
	MOVQ AX, 8(SP)
	MOVQ AX, 16(SP)
	CALL ·callers(SB)
	MOVQ 24(SP), AX
	MOVQ AX, ret+24(FP)
	RET

TEXT ·realName(SB), NOSPLIT, $0-16
	MOVQ x+0(FP), AX
	ADDQ AX, AX
	MOVQ AX, ret+8(FP)
	RET

TEXT ·Bump(SB), NOSPLIT, $0-16
	MOVQ ·Word(SB), AX
	MOVQ AX, ret+8(FP)
	ADDQ by+0(FP), AX
	MOVQ AX, ·Word(SB)
	RET

TEXT ·Clobber(SB), NOSPLIT, $0-0
	MOVQ $-1, AX
	MOVQ AX, BX
	MOVQ AX, CX
	MOVQ AX, DX
	MOVQ AX, BP
	MOVQ AX, SI
	MOVQ AX, DI
	MOVQ AX, R8
	MOVQ AX, R9
	MOVQ AX, R10
	MOVQ AX, R11
	MOVQ AX, R12
	MOVQ AX, R13
	MOVQ AX, R14
	MOVQ AX, R15
	PCMPEQL X0, X0
	PCMPEQL X1, X1
	PCMPEQL X15, X15
	RET

// func Spoil(n int) int: overwrites its saved frame pointer, which gc's code never misses.
TEXT ·Spoil(SB), NOSPLIT, $16-16
	MOVQ n+0(FP), AX
	INCQ AX
	MOVQ AX, ret+8(FP)
	MOVQ $-1, 16(SP)
	RET

// func Aligned() (low, high uint64)
TEXT ·Aligned(SB), NOSPLIT, $0-16
	MOVO ·Words(SB), X0
	PADDL ·Zeroed(SB), X0
	MOVQ X0, low+0(FP)
	PSRLO $8, X0
	MOVQ X0, high+8(FP)
	RET
