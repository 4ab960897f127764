// Package lib has functions in assembly.
package lib

import (
	"runtime"
	_ "unsafe"
)

const Size = 48

type Pair struct {
	A int32
	B float64
	C string
}

// Sum adds what it is given: all sizes of parameters and results.
func Sum(a int8, b uint16, c int32, d int64, e bool, f float32, h float64) (n int64, x float64, neg bool)

// Many has more arguments and results than there are registers.
func Many(a, b, c, d, e, f, g, h, i, j int64, s []int64, p Pair) (r [3]int64, q Pair, t []int64, last int64)

// Apply calls back(x) and gives its result plus one, n levels of assembly deep.
func Apply(n int, x *int) int

// Deep recurses in assembly with frames of 256 bytes.
func Deep(n int) int

// Fault loads through p.
func Fault(p *int) int

// Table gives the i-th word of a table in assembly.
func Table(i int) uint64

// Offsets reads p's fields by the names in go_asm.h.
func Offsets(p *Pair) (a int32, b float64, n int, size int)

// Busy counts down in a loop without calls.
func Busy(n int)

// Where gives the pcs of its callers, asked from within assembly.
func Where(pcs []uintptr) int

//go:linkname renamed example.org/asm/lib.realName
func renamed(x int) int

func Renamed(x int) int { return renamed(x) }

// Counter is defined in assembly with a value.
var Counter [4]uint64

// Word is Go's, and assembly changes it.
var Word uint64 = 5

// Bump adds to Word and gives what it was.
func Bump(by uint64) uint64

// Clobber destroys all registers that it may.
func Clobber()

var Back func(x *int) int

func callback(x *int) int {
	runtime.GC()
	return Back(x)
}

func callers(pcs []uintptr) int { return runtime.Callers(0, pcs) }

// Spoil returns n+1 with another frame pointer than it was called with.
func Spoil(n int) int

// Assembly loads them with instructions that fault if they are not 16-byte aligned.
var (
	odd    = [3]byte{1, 2, 3}
	Words  = [4]uint32{1, 2, 3, 4}
	odder  = [9]byte{1}
	Zeroed [24]byte
)

// Aligned adds up Words and Zeroed's first 16 bytes as vectors.
func Aligned() (low, high uint64)
