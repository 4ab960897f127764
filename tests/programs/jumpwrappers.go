// Wrappers of promoted methods whose place the method takes: what recover finds, what panics and callers see.
package main

import (
	"fmt"
	"runtime"
	"strings"
)

type inner struct{ name string }

//go:noinline
func (i *inner) recovers(what string) {
	if v := recover(); v != nil {
		fmt.Println(i.name, what, v)
	}
}

//go:noinline
func (i *inner) helper(what string) { i.nested(what) }

// Two calls below the deferred one: recover returns nil.
//
//go:noinline
func (i *inner) nested(what string) { i.recovers(what) }

//go:noinline
func (i *inner) many(a, b, c, d, e, f, g, h, k int, s string) (int, string, error) {
	return a + b + c + d + e + f + g + h + k, i.name + s, nil
}

//go:noinline
func (i *inner) big(a [5]int) [5]int { a[2] += len(i.name); return a }

//go:noinline
func (i *inner) caller() string {
	pc := make([]uintptr, 10)
	frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc)])
	var names []string
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			names = append(names, f.Function)
		}
		if !more {
			return strings.Join(names, " ")
		}
	}
}

type pointer struct {
	n int
	*inner
}

type value struct {
	n int
	inner
}

type deep struct {
	*pointer
	x int
}

type methods interface {
	recovers(string)
	helper(string)
	many(a, b, c, d, e, f, g, h, k int, s string) (int, string, error)
	big([5]int) [5]int
	caller() string
}

func deferred(m methods, what string) {
	defer m.recovers(what)
	panic("thrown")
}

func tooDeep(m methods) (err any) {
	defer func() { err = recover() }()
	defer m.helper("too deep")
	panic("kept")
}

func inPanic(m methods) {
	defer func() {
		fmt.Println("recovered", recover())
	}()
	defer func() {
		defer m.recovers("in a deferred function")
		panic("second")
	}()
	panic("first")
}

func nilInner() {
	defer func() { fmt.Println(recover()) }()
	var m methods = &pointer{}
	fmt.Println(m.many(1, 2, 3, 4, 5, 6, 7, 8, 9, "x"))
}

func nilOuter() {
	defer func() { fmt.Println(recover()) }()
	var p *deep
	f := (*deep).caller
	fmt.Println(f(p))
}

func main() {
	all := []methods{&pointer{1, &inner{"p"}}, pointer{1, &inner{"pv"}}, &value{1, inner{"v"}}, &deep{&pointer{2, &inner{"d"}}, 3}, deep{&pointer{2, &inner{"dv"}}, 3}}
	for _, m := range all {
		deferred(m, "directly")
		fmt.Println(tooDeep(m))
		inPanic(m)
		fmt.Println(m.many(1, 2, 3, 4, 5, 6, 7, 8, 9, "x"))
		fmt.Println(m.big([5]int{1, 2, 3, 4, 5}), m.caller())
		f := m.recovers
		func() {
			defer f("by a method value")
			panic("v")
		}()
	}
	g := (*value).recovers
	func() {
		defer g(&value{1, inner{"expression"}}, "by a method expression")
		panic("e")
	}()
	nilInner()
	nilOuter()
}
