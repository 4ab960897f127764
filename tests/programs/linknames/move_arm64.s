#include "textflag.h"

TEXT ·moveBy(SB), NOSPLIT, $16-32
	MOVD fn+0(FP), R9
	MOVD to+8(FP), R0
	MOVD from+16(FP), R1
	MOVD n+24(FP), R2
	CALL (R9)
	RET
