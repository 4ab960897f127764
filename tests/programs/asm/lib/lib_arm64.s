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
	MOVB   a+0(FP), R0
	MOVHU  b+2(FP), R1
	ADD    R1, R0
	MOVW   c+4(FP), R1
	ADD    R1, R0
	MOVD   d+8(FP), R1
	ADD    R1, R0
	MOVBU  e+16(FP), R1
	ADD    R1, R0
	MOVD   R0, n+32(FP)
	FMOVS  f+20(FP), F0
	FCVTSD F0, F0
	FMOVD  h+24(FP), F1
	FADDD  F1, F0
	FMOVD  $1.5, F1
	FADDD  F1, F0
	FMOVD  F0, x+40(FP)
	CMP    $0, R0
	CSET   LT, R1
	MOVB   R1, neg+48(FP)
	RET

// func Many(a, b, c, d, e, f, g, h, i, j int64, s []int64, p Pair) (r [3]int64, q Pair, t []int64, last int64)
TEXT ·Many(SB), NOSPLIT, $0-224
	MOVD  a+0(FP), R0
	MOVD  b+8(FP), R1
	ADD   R1, R0
	MOVD  R0, r_0+136(FP)
	MOVD  c+16(FP), R0
	MOVD  d+24(FP), R1
	ADD   R1, R0
	MOVD  R0, r_1+144(FP)
	MOVD  i+64(FP), R0
	MOVD  j+72(FP), R1
	ADD   R1, R0
	MOVD  R0, r_2+152(FP)
	MOVW  p_A+104(FP), R0
	ADD   $1, R0
	MOVW  R0, q_A+160(FP)
	FMOVD p_B+112(FP), F0
	FADDD F0, F0
	FMOVD F0, q_B+168(FP)
	MOVD  p_C_base+120(FP), R0
	MOVD  p_C_len+128(FP), R1
	SUB   $1, R1
	MOVD  R0, q_C_base+176(FP)
	MOVD  R1, q_C_len+184(FP)
	MOVD  s_base+80(FP), R0
	MOVD  s_len+88(FP), R1
	MOVD  s_cap+96(FP), R2
	MOVD  R0, t_base+192(FP)
	MOVD  R1, t_len+200(FP)
	MOVD  R2, t_cap+208(FP)
	SUB   $1, R1
	MOVD  (R0)(R1<<3), R0
	MOVD  R0, last+216(FP)
	RET

TEXT ·Apply(SB), 0, $40-24
	NO_LOCAL_POINTERS
	MOVD n+0(FP), R0
	MOVD x+8(FP), R1
	CBZ  R0, leaf
	SUB  $1, R0
	MOVD R0, 8(RSP)
	MOVD R1, 16(RSP)
	CALL ·Apply(SB)
	MOVD 24(RSP), R0
	B    done
leaf:
	MOVD R1, 8(RSP)
	CALL ·callback(SB)
	MOVD 16(RSP), R0
done:
	ADD  $1, R0
	MOVD R0, ret+16(FP)
	RET

TEXT ·Deep(SB), 0, $264-16
	NO_LOCAL_POINTERS
	MOVD n+0(FP), R0
	CBZ  R0, done
	MOVD R0, 200(RSP)
	SUB  $1, R0
	MOVD R0, 8(RSP)
	CALL ·Deep(SB)
	MOVD 16(RSP), R0
	ADD  $1, R0
	MOVD 200(RSP), R1
	CMP  R0, R1
	BEQ  done
	UNDEF
done:
	MOVD R0, ret+8(FP)
	RET

TEXT ·Fault(SB), NOSPLIT, $16-16
	GO_ARGS
	MOVD p+0(FP), R0
	CALL load<>(SB)
	MOVD R0, ret+8(FP)
	RET

TEXT load<>(SB), NOSPLIT|NOFRAME, $0
	MOVD (R0), R0
	RET

TEXT ·Table(SB), NOSPLIT, $0-16
	MOVD i+0(FP), R0
	MOVD $words<>(SB), R1
	CMP  $1, R0
	BNE  plain
	MOVD words<>+8(SB), R1
	MOVD $0, R0
plain:
	MOVD (R1)(R0<<3), R0
	MOVD R0, ret+8(FP)
	RET

TEXT ·Offsets(SB), NOSPLIT, $0-40
	MOVD  p+0(FP), R0
	MOVW  Pair_A(R0), R1
	MOVW  R1, a+8(FP)
	FMOVD Pair_B(R0), F0
	FMOVD F0, b+16(FP)
	MOVD  (Pair_C+8)(R0), R1
	MOVD  R1, n+24(FP)
	MOVD  $Pair__size, R1
	MOVD  R1, size+32(FP)
	RET

TEXT ·Busy(SB), NOSPLIT, $0-8
	MOVD n+0(FP), R0
	VEOR V3.B16, V3.B16, V3.B16
	VCMEQ V3.B16, V3.B16, V3.B16
loop:
	SUBS $1, R0
	BNE  loop
	VMOV V3.D[1], R0
	CMN  $1, R0
	BEQ  ok
	UNDEF
ok:
	RET

TEXT ·Where(SB), 0, $40-32
	NO_LOCAL_POINTERS
	MOVD pcs_base+0(FP), R0
	MOVD R0, 8(RSP)
	MOVD pcs_len+8(FP), R0
	MOVD R0, 16(RSP)
	MOVD R0, 24(RSP)
	CALL ·callers(SB)
	MOVD 32(RSP), R0
	MOVD R0, ret+24(FP)
	RET

TEXT ·realName(SB), NOSPLIT, $0-16
	MOVD x+0(FP), R0
	ADD  R0, R0
	MOVD R0, ret+8(FP)
	RET

TEXT ·Bump(SB), NOSPLIT, $0-16
	MOVD ·Word(SB), R0
	MOVD R0, ret+8(FP)
	MOVD by+0(FP), R1
	ADD  R1, R0
	MOVD R0, ·Word(SB)
	RET

TEXT ·Clobber(SB), NOSPLIT, $0-0
	MOVD $-1, R0
	MOVD R0, R1
	MOVD R0, R2
	MOVD R0, R3
	MOVD R0, R4
	MOVD R0, R5
	MOVD R0, R6
	MOVD R0, R7
	MOVD R0, R8
	MOVD R0, R9
	MOVD R0, R10
	MOVD R0, R11
	MOVD R0, R12
	MOVD R0, R13
	MOVD R0, R14
	MOVD R0, R15
	MOVD R0, R16
	MOVD R0, R17
	MOVD R0, R19
	MOVD R0, R20
	MOVD R0, R21
	MOVD R0, R22
	MOVD R0, R23
	MOVD R0, R24
	MOVD R0, R25
	MOVD R0, R26
	MOVD R0, R27
	VMOV R0, V0.D2
	VMOV R0, V7.D2
	VMOV R0, V8.D2
	VMOV R0, V15.D2
	VMOV R0, V31.D2
	RET

// func Spoil(n int) int: overwrites its saved frame pointer, which gc's code never misses.
TEXT ·Spoil(SB), NOSPLIT, $16-16
	MOVD n+0(FP), R0
	ADD  $1, R0
	MOVD R0, ret+8(FP)
	MOVD $-1, R0
	MOVD R0, -8(RSP)
	RET

// func Aligned() (low, high uint64)
TEXT ·Aligned(SB), NOSPLIT, $0-16
	MOVD $·Words(SB), R0
	VLD1 (R0), [V0.S4]
	MOVD $·Zeroed(SB), R1
	VLD1 (R1), [V1.S4]
	VADD V1.S4, V0.S4, V0.S4
	VMOV V0.D[0], R2
	VMOV V0.D[1], R3
	MOVD R2, low+0(FP)
	MOVD R3, high+8(FP)
	RET
