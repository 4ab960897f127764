// Locals whose address is lent to calls: what only they hold is free after their last use, and not before.
package main

import (
	"runtime"
	"time"
	"unsafe"
)

type object struct{ words [4]int }

var gone = make(chan string, 8)

func newObject(name string) *object {
	o := &object{}
	o.words[3] = len(name)
	runtime.SetFinalizer(o, func(*object) { gone <- name })
	return o
}

//go:noinline
func look(p *[2]any) int { return p[0].(*object).words[3] }

//go:noinline
func lookAll(all ...any) int { return all[0].(*object).words[3] }

//go:noinline
func hide(p *[2]any) unsafe.Pointer {
	hidden := uintptr(unsafe.Pointer(p))
	return unsafe.Pointer(hidden ^ 0)
}

//go:noinline
func same(p *[2]any) *[2]any { return p }

// Runs the collector, and says when it was for another object than wanted.
func collect(want string) {
	got, tries := "none", 3
	if want != "none" {
		tries = 100
	}
	for i := 0; i < tries && got == "none"; i++ {
		runtime.GC()
		select {
		case got = <-gone:
		case <-time.After(2 * time.Millisecond):
		}
	}
	if got != want {
		println("collected", got, "not", want)
	}
}

//go:noinline
func lent() {
	a := [2]any{newObject("lent")}
	println(look(&a))
	collect("lent")
}

//go:noinline
func variadic() {
	println(lookAll(newObject("variadic"), 1))
	collect("variadic")
}

//go:noinline
func lentKey() {
	m := map[[2]*object]int{}
	println(m[[2]*object{newObject("key")}])
	collect("key")
}

//go:noinline
func returned() {
	a := [2]any{newObject("returned")}
	p := same(&a)
	collect("none")
	println(look(p))
}

//go:noinline
func hidden() {
	a := [2]any{newObject("hidden")}
	p := hide(&a)
	collect("none")
	println(look((*[2]any)(p)))
}

//go:noinline
func inLoop() {
	var a [2]any
	for i := range 3 {
		a[0] = newObject("loop")
		if i == 1 {
			collect("loop") // what the first turn made
		}
		println(look(&a))
	}
	collect("loop")
}

//go:noinline
func appended() {
	var s []any // its first elements are in the frame
	for i := range 3 {
		if i == 1 {
			s = nil
			collect("first")
		}
		name := "other"
		if i == 0 {
			name = "first"
		}
		s = append(s, newObject(name))
	}
	println(len(s))
	runtime.KeepAlive(s)
	s = nil
	collect("other")
	collect("other")
}

//go:noinline
func appendedAndReturned() []any {
	var s []any
	for range 2 {
		s = append(s, newObject("moved"))
	}
	println(cap(s))
	return s
}

func main() {
	lent()
	variadic()
	lentKey()
	returned()
	collect("returned")
	hidden()
	collect("hidden")
	appended()
	s := appendedAndReturned()
	collect("none")
	println(look((*[2]any)(s)))
	collect("moved")
	collect("moved")
	inLoop()
}
