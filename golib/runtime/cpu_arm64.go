package runtime

import "internal/cpu"

// Where no code is (see makePartialPC): from partialBase on there is room for numbers of so many bytes of code and calls.
const (
	partialBase  uintptr = 1 << 47
	partialTexts         = 1 << 30
	partialSkips         = 1 << 8
)

// tellProcessor hands package internal/cpu what it cannot find out by itself.
func tellProcessor(auxv []uintptr) {
	const hardwareCapabilities = 16 // AT_HWCAP
	for i := 0; i+1 < len(auxv); i += 2 {
		if auxv[i] == hardwareCapabilities {
			cpu.HWCap = uint(auxv[i+1])
		}
	}
}
