// Calls, assertions and captures that the compiler resolves because it sees what they are of.
package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
)

type one interface{ M() int }
type other interface{ N() int }
type T struct{ a int }

func (t *T) M() int { return t.a }
func (t *T) N() int { return t.a + 1 }

type S string

func (s S) M() int { return len(s) }

func newT() one { return &T{3} }

func assertions() {
	defer func() { fmt.Println(recover()) }()
	h := newT()
	fmt.Println(h.(other).N())
	if c, ok := h.(other); ok {
		fmt.Println(c.N(), c.(one).M())
	}
	if t, ok := h.(*T); ok {
		t.a = 4
		fmt.Println(h.M())
	}
	var s any = S("abc")
	x, ok := s.(S)
	y, ok2 := s.(other)
	fmt.Println(x, ok, y, ok2, s.(one).M())
	_, ok3 := h.(io.Reader)
	fmt.Println(ok3)
	_ = h.(io.Reader)
}

func run(f func()) { f() }

func constants() {
	i, s, fl := 2000, "abc", 1.5
	type D int64
	var d D = 7
	k := 1
	run(func() {
		fmt.Println(i, s, fl, d, k)
		run(func() { fmt.Println(i+1, s+"x", fl*2, d+1) })
	})
	k++
	var e any = d
	_, ok := e.(D)
	fmt.Println(ok, k)
	for j := 0; j < 2; j++ {
		x := 5
		defer func() { fmt.Println(x, j) }()
	}
}

type list []int

func (l list) At(i int) int { return l[i] }

type holder struct {
	x, y, z int
	list
}

type recoverer struct{ a, b int }

func (r recoverer) Recover() { fmt.Println(r, recover()) }

// Leaf methods stand in the wrappers of interface tables, with names in tracebacks, and methods that recover do not.
func wrappers() {
	fail := func(l interface{ At(int) int }) {
		defer func() {
			fmt.Println(recover())
			var pcs [20]uintptr
			frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
			for more := true; more; {
				var f runtime.Frame
				if f, more = frames.Next(); strings.HasPrefix(f.Function, "main.") {
					fmt.Println(f.Function, f.Line)
				}
			}
		}()
		l.At(5)
	}
	fail(list{1})
	fail(holder{list: list{1}})
	fail(&holder{list: list{1}})
	for _, r := range []interface{ Recover() }{recoverer{1, 2}, &recoverer{1, 3}} {
		func() {
			defer r.Recover()
			panic("recovered")
		}()
	}
}

func main() {
	assertions()
	constants()
	wrappers()
}
