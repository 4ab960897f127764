#include "textflag.h"

TEXT ·moveBy(SB), NOSPLIT, $8-32
	MOVQ fn+0(FP), R11
	MOVQ to+8(FP), AX
	MOVQ from+16(FP), BX
	MOVQ n+24(FP), CX
	CALL R11
	RET
