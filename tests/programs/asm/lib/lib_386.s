#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

DATA words<>+0(SB)/8, $0x1122334455667788
DATA words<>+8(SB)/4, $words<>(SB)
DATA words<>+16(SB)/4, $7
DATA words<>+20(SB)/4, $const_Size
GLOBL words<>(SB), RODATA, $24

DATA ·Counter+0(SB)/8, $40
DATA ·Counter+24(SB)/8, $2
GLOBL ·Counter(SB), NOPTR, $32

TEXT ·Sum(SB), NOSPLIT, $0-49
	MOVBLSX a+0(FP), AX
	MOVWLZX b+2(FP), BX
	ADDL    BX, AX
	ADDL    c+4(FP), AX
	MOVBLZX e+16(FP), BX
	ADDL    BX, AX
	MOVL    AX, DX
	SARL    $31, DX
	ADDL    d_lo+8(FP), AX
	ADCL    d_hi+12(FP), DX
	MOVL    AX, n_lo+32(FP)
	MOVL    DX, n_hi+36(FP)
	CVTSS2SD f+20(FP), X0
	ADDSD   h+24(FP), X0
	MOVSD   $1.5, X1
	ADDSD   X1, X0
	MOVSD   X0, x+40(FP)
	SHRL    $31, DX
	MOVB    DX, neg+48(FP)
	RET

// func Many(a, b, c, d, e, f, g, h, i, j int64, s []int64, p Pair) (r [3]int64, q Pair, t []int64, last int64)
TEXT ·Many(SB), NOSPLIT, $0-176
	MOVL a_lo+0(FP), AX
	MOVL a_hi+4(FP), DX
	ADDL b_lo+8(FP), AX
	ADCL b_hi+12(FP), DX
	MOVL AX, r_0_lo+112(FP)
	MOVL DX, r_0_hi+116(FP)
	MOVL c_lo+16(FP), AX
	MOVL c_hi+20(FP), DX
	ADDL d_lo+24(FP), AX
	ADCL d_hi+28(FP), DX
	MOVL AX, r_1_lo+120(FP)
	MOVL DX, r_1_hi+124(FP)
	MOVL i_lo+64(FP), AX
	MOVL i_hi+68(FP), DX
	ADDL j_lo+72(FP), AX
	ADCL j_hi+76(FP), DX
	MOVL AX, r_2_lo+128(FP)
	MOVL DX, r_2_hi+132(FP)
	MOVL p_A+92(FP), AX
	INCL AX
	MOVL AX, q_A+136(FP)
	MOVSD p_B+96(FP), X0
	ADDSD X0, X0
	MOVSD X0, q_B+140(FP)
	MOVL p_C_base+104(FP), AX
	MOVL p_C_len+108(FP), BX
	DECL BX
	MOVL AX, q_C_base+148(FP)
	MOVL BX, q_C_len+152(FP)
	MOVL s_base+80(FP), AX
	MOVL s_len+84(FP), BX
	MOVL s_cap+88(FP), CX
	MOVL AX, t_base+156(FP)
	MOVL BX, t_len+160(FP)
	MOVL CX, t_cap+164(FP)
	MOVL -8(AX)(BX*8), CX
	MOVL -4(AX)(BX*8), DX
	MOVL CX, last_lo+168(FP)
	MOVL DX, last_hi+172(FP)
	RET

TEXT ·Apply(SB), 0, $16-12
	NO_LOCAL_POINTERS
	MOVL n+0(FP), AX
	MOVL x+4(FP), BX
	CMPL AX, $0
	JEQ  leaf
	DECL AX
	MOVL AX, 0(SP)
	MOVL BX, 4(SP)
	CALL ·Apply(SB)
	MOVL 8(SP), AX
	JMP  done
leaf:
	MOVL BX, 0(SP)
	CALL ·callback(SB)
	MOVL 4(SP), AX
done:
	INCL AX
	MOVL AX, ret+8(FP)
	RET

TEXT ·Deep(SB), 0, $256-8
	NO_LOCAL_POINTERS
	MOVL n+0(FP), AX
	TESTL AX, AX
	JEQ  done
	MOVL AX, 200(SP)
	DECL AX
	MOVL AX, 0(SP)
	CALL ·Deep(SB)
	MOVL 4(SP), AX
	INCL AX
	CMPL 200(SP), AX
	JEQ  done
	UD2
done:
	MOVL AX, ret+4(FP)
	RET

TEXT ·Fault(SB), NOSPLIT, $0-8
	GO_ARGS
	MOVL p+0(FP), AX
	CALL load<>(SB)
	MOVL AX, ret+4(FP)
	RET

TEXT load<>(SB), NOSPLIT|NOFRAME, $0
	PUSHL BX
	MOVL (AX), AX
	POPL BX
	RET

TEXT ·Table(SB), NOSPLIT, $0-12
	MOVL i+0(FP), AX
	LEAL words<>(SB), BX
	CMPL AX, $1
	JNE  plain
	MOVL 8(BX), BX
	XORL AX, AX
plain:
	MOVL (BX)(AX*8), CX
	MOVL 4(BX)(AX*8), DX
	MOVL CX, ret_lo+4(FP)
	MOVL DX, ret_hi+8(FP)
	RET

TEXT ·Offsets(SB), NOSPLIT, $0-24
	MOVL p+0(FP), AX
	MOVL Pair_A(AX), BX
	MOVL BX, a+4(FP)
	MOVSD Pair_B(AX), X0
	MOVSD X0, b+8(FP)
	MOVL (Pair_C+4)(AX), BX
	MOVL BX, n+16(FP)
	MOVL $Pair__size, size+20(FP)
	RET

TEXT ·Busy(SB), NOSPLIT, $0-4
	MOVL n+0(FP), AX
	PCMPEQL X3, X3
loop:
	DECL AX
	JNZ  loop
	PMOVMSKB X3, AX
	CMPL AX, $0xffff
	JEQ  ok
	UD2
ok:
	RET

TEXT ·Where(SB), 0, $16-16
	NO_LOCAL_POINTERS
	MOVL pcs_base+0(FP), AX
	MOVL AX, 0(SP)
	MOVL pcs_len+4(FP), AX
	MOVL AX, 4(SP)
	MOVL AX, 8(SP)
	CALL ·callers(SB)
	MOVL 12(SP), AX
	MOVL AX, ret+12(FP)
	RET

TEXT ·realName(SB), NOSPLIT, $0-8
	MOVL x+0(FP), AX
	ADDL AX, AX
	MOVL AX, ret+4(FP)
	RET

TEXT ·Bump(SB), NOSPLIT, $0-16
	MOVL ·Word(SB), AX
	MOVL ·Word+4(SB), DX
	MOVL AX, ret_lo+8(FP)
	MOVL DX, ret_hi+12(FP)
	ADDL by_lo+0(FP), AX
	ADCL by_hi+4(FP), DX
	MOVL AX, ·Word(SB)
	MOVL DX, ·Word+4(SB)
	RET

TEXT ·Clobber(SB), NOSPLIT, $0-0
	MOVL $-1, AX
	MOVL AX, BX
	MOVL AX, CX
	MOVL AX, DX
	MOVL AX, BP
	MOVL AX, SI
	MOVL AX, DI
	PCMPEQL X0, X0
	PCMPEQL X1, X1
	PCMPEQL X7, X7
	RET

// func Spoil(n int) int: returns with another frame pointer, which 386 code never misses.
TEXT ·Spoil(SB), NOSPLIT, $16-8
	MOVL n+0(FP), AX
	INCL AX
	MOVL AX, ret+4(FP)
	MOVL $-1, BP
	RET

// func Aligned() (low, high uint64)
TEXT ·Aligned(SB), NOSPLIT, $0-16
	MOVO ·Words(SB), X0
	PADDL ·Zeroed(SB), X0
	MOVQ X0, low+0(FP)
	PSRLO $8, X0
	MOVQ X0, high+8(FP)
	RET
