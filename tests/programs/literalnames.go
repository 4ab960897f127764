// Names of function literals in generic functions and methods: [...] stands behind what is generic.
package main

import (
	"fmt"
	"runtime"
)

func name() string { pc, _, _, _ := runtime.Caller(1); return runtime.FuncForPC(pc).Name() }

//go:noinline
func G[X any](x X) func() string { return func() string { return name() } }

type T[X any] struct{}

//go:noinline
func (t T[X]) M() func() string { return func() string { return name() } }

//go:noinline
func seq(y func(int) bool) { y(1) }

//go:noinline
func R[X any](x X) (s string) {
	for range seq {
		s = name()
	}
	return
}

//go:noinline
func N[X any](x X) func() func() string {
	return func() func() string { return func() string { return name() } }
}

func main() { fmt.Println(G(1)(), T[int]{}.M()(), R(1), N("s")()()) }
