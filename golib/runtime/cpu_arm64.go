package runtime

import "internal/cpu"

// partialBase is an address beyond all code (see makePartialPC).
const partialBase uintptr = 1 << 47

// tellProcessor hands package internal/cpu what it cannot find out by itself.
func tellProcessor(auxv []uintptr) {
	const hardwareCapabilities = 16 // AT_HWCAP
	for i := 0; i+1 < len(auxv); i += 2 {
		if auxv[i] == hardwareCapabilities {
			cpu.HWCap = uint(auxv[i+1])
		}
	}
}
