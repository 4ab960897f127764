// A deferred panic is called by a wrapper that tracebacks show, in contrast to those of other deferred calls.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type T struct{ n int }

func (t *T) again(x int) {
	if r := recover(); r != nil {
		defer panic(r)
	}
	t.n = x
}

//go:noinline
func show(what string) {
	fmt.Println(what)
	for _, line := range strings.Split(string(debug.Stack()), "\n") {
		if strings.HasPrefix(line, "main.") {
			fmt.Println(" ", line[:strings.LastIndexByte(line, '(')])
		}
	}
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			fmt.Println("   ", f.Function, f.Line)
		}
		if !more {
			break
		}
	}
}

func loop(n int) {
	defer show("deferred")
	for i := range n {
		defer panic(i)
	}
}

func constant() {
	defer show("after a constant")
	defer panic("constant")
}

func nested(t *T) {
	defer func() {
		fmt.Println(recover())
		show("recovered")
	}()
	defer t.again(1)
	panic("first")
}

func main() {
	nested(new(T))
	for _, f := range []func(){func() { loop(2) }, constant} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
