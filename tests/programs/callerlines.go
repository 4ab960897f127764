// Calls have lines of their own, also when two branches end with the same call.
package main

import "runtime"

//go:noinline
func lines(int) (all [3]int) {
	var pcs [3]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	for i := range all {
		f, _ := frames.Next()
		all[i] = f.Line
	}
	return all
}

func inlined(n int) [3]int { return lines(n) }

//go:noinline
func twice(b bool) [3]int {
	if b {
		return inlined(1)
	}
	return inlined(1)
}

//go:noinline
func allocate(b bool) *[3]int {
	if b {
		all := lines(2)
		return &all
	}
	all := lines(2)
	return &all
}

func main() {
	for _, b := range []bool{true, false} {
		t, a := twice(b), allocate(b)
		println(t[0], t[1], t[2], a[0], a[1], a[2])
	}
}
