// Methods called through wrappers (embedding, *T for T, interfaces, method values) while panics are under way: those that
// recover, those that do not but call what does, and those that panic again.
package main

import (
	"fmt"
	"sync"
)

type base struct{ name string }

func (b *base) Stop()  { fmt.Println(b.name, "stops", recover()) }
func (b *base) Pass()  { helper(b.name); fmt.Println(b.name, "passes") }
func (b *base) Defer() { defer helper(b.name); fmt.Println(b.name, "defers") }
func (b *base) Again() { panic(b.name + " again") }
func (b *base) Inner() {
	defer func() { fmt.Println(b.name, "inner", recover()) }()
	panic("inside")
}
func (b *base) Recursive(n int) {
	if n > 0 {
		defer b.Recursive(n - 1)
		return
	}
	helper(b.name)
}
func (b *base) DeferRecover() { defer recover() }

func (b base) Value() { helper(b.name); fmt.Println(b.name, "value") }

//go:noinline
func helper(name string) { fmt.Println(name, "helper", recover()) }

type outer struct {
	n int
	*base
}
type deep struct {
	sync.Mutex
	outer
}
type gen[T any] struct{ t T }

func (g *gen[T]) GStop() { fmt.Println("gen stops", recover()) }
func (g *gen[T]) GPass() { helper("gen") }

type withGen struct{ *gen[string] }

type all interface {
	Stop()
	Pass()
	Defer()
	Again()
	Inner()
	Recursive(int)
	DeferRecover()
	Value()
}

func run(what string, f func()) {
	defer func() { fmt.Println(what, "left", recover()) }()
	defer f()
	panic(what)
}

func main() {
	b := &base{"b"}
	o := outer{1, b}
	d := &deep{outer: o}
	for _, a := range []all{o, &o, d, b} {
		run("stop", a.Stop)
		run("pass", a.Pass)
		run("defer", a.Defer)
		run("again", a.Again)
		run("inner", a.Inner)
		run("deferrecover", a.DeferRecover)
		run("value", a.Value)
		run("recursive", func() { a.Recursive(2) })
		func() {
			defer func() { fmt.Println("direct left", recover()) }()
			defer a.Pass()
			defer a.Value()
			defer a.Recursive(1)
			defer a.Defer()
			panic("direct")
		}()
		func() {
			defer func() { fmt.Println("stopped left", recover()) }()
			defer a.Pass()
			defer a.Stop()
			panic("stopped")
		}()
	}
	run("locked", d.Lock)
	run("unlocked", d.Unlock)
	w := withGen{&gen[string]{"t"}}
	run("gstop", w.GStop)
	run("gpass", w.GPass)
	run("expression", func() { outer.Stop(o) })
	func() {
		defer func() { fmt.Println("expression left", recover()) }()
		defer outer.Pass(o)
		defer (*deep).Value(d)
		defer (*outer).Pass(&o)
		panic("expression")
	}()
}
