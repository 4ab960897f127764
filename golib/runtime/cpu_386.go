package runtime

// Where no code is (see makePartialPC): from partialBase on there is room for numbers of so many bytes of code and calls.
const (
	partialBase  uintptr = 1 << 28
	partialTexts         = 1 << 25
	partialSkips         = 1 << 4
)

// tellProcessor hands package internal/cpu what it cannot find out by itself.
func tellProcessor(auxv []uintptr) {}
