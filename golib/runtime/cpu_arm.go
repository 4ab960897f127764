package runtime

import "internal/cpu"

// Where no code is (see makePartialPC): from partialBase on there is room for numbers of so many bytes of code and calls.
const (
	partialBase  uintptr = 1 << 28
	partialTexts         = 1 << 25
	partialSkips         = 1 << 4
)

// tellProcessor hands package internal/cpu what it cannot find out by itself.
func tellProcessor(auxv []uintptr) {
	const hardwareCapabilities, hardwareCapabilities2 = 16, 26 // AT_HWCAP, AT_HWCAP2
	for i := 0; i+1 < len(auxv); i += 2 {
		switch auxv[i] {
		case hardwareCapabilities:
			cpu.HWCap = uint(auxv[i+1])
		case hardwareCapabilities2:
			cpu.HWCap2 = uint(auxv[i+1])
		}
	}
}
