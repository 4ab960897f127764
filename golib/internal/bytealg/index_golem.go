package bytealg

// MaxBruteForce is the length up to which Index is called without a look for the first byte: always, because it looks at many
// places at once.
const MaxBruteForce = int(^uint(0) >> 1)

func init() { MaxLen = 63 } // longer ones might compare too much at each place

// Index reports where b, of 2 to MaxLen bytes, first begins in a, or -1.
//
//go:noescape
func Index(a, b []byte) int

// IndexString is Index of strings.
//
//go:noescape
func IndexString(a, b string) int

// Cutover reports after how many finds of the first byte alone, n bytes in, Index is the better way.
func Cutover(n int) int { return n/8 + 2 }
