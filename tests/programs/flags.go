// Conditions that are computed before a collection is asked for, or a 128-bit division is made, and used after it: both may be
// instructions that change the processor's flags.
package main

import (
	"math/bits"
	"runtime"
	"unsafe"
)

var variable *[8]uint
var always = true

func collects() *[7]uint {
	var address uintptr
	if always {
		address = uintptr(unsafe.Pointer(variable))
	} else {
		address = 0
	}
	variable = nil
	address += unsafe.Sizeof(int(0))
	hidden := unsafe.Pointer(address)
	runtime.GC()
	again := uintptr(hidden)
	var result uintptr
	if always {
		result = again
	} else {
		result = 0
	}
	return (*[7]uint)(unsafe.Pointer(result))
}

func use() {
	variable = new([8]uint)
	for i := range 8 {
		variable[i] = uint(i)
	}
	c := collects()
	for i := range 7 {
		print(c[i], " ")
	}
	println()
}

//go:noinline
func divides(a, b, hi, lo, y uint64) (uint64, uint64, uint64) {
	less := a < b
	q, r := bits.Div64(hi, lo, y)
	if less {
		return q, r, a
	}
	return r, q, b
}

//go:noinline
func chooses(a, b, y uint64) uint64 {
	q, r := bits.Div64(a%y, b, y)
	s := a - b
	if a < b {
		s = q ^ r
	}
	return s + q
}

func main() {
	use()
	println(divides(1, 2, 3, 4, 5))
	println(divides(2, 1, 3, 4, 5))
	println(divides(2, 2, 4, ^uint64(0), 5))
	for i := range uint64(4) {
		println(chooses(i, 2, 7))
	}
}
