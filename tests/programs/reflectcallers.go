// exit 2
// What runtime.Callers tells of calls by reflection.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

type T struct{ a, b, c, d, e, f, g int }

func (t T) M(x T, s string, f float64) (T, error) { show("method"); return x, nil }

//go:noinline
func F(i int, s ...string) { show("func") }

func show(what string) {
	var pcs [40]uintptr
	n := runtime.Callers(2, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	var names []string
	for {
		f, more := frames.Next()
		names = append(names, f.Function)
		if !more {
			break
		}
	}
	fmt.Println(what, strings.Join(names, " "))
}

func main() {
	reflect.ValueOf(F).Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf("a")})
	reflect.ValueOf(T{}).MethodByName("M").Call([]reflect.Value{reflect.ValueOf(T{}), reflect.ValueOf("s"), reflect.ValueOf(1.5)})
	f := reflect.MakeFunc(reflect.TypeFor[func(int) int](), func(a []reflect.Value) []reflect.Value { show("made"); return a }).Interface().(func(int) int)
	f(3)
	m := reflect.ValueOf(T{}).Method(0).Interface().(func(T, string, float64) (T, error))
	m(T{}, "", 0)
	defer reflect.ValueOf(F).Call([]reflect.Value{reflect.ValueOf(1)})
	func() {
		defer func() { recover(); show("deferred") }()
		reflect.ValueOf(func() { panic(1) }).Call(nil)
	}()
	reflect.ValueOf(func() { defer func() { show("in"); panic("x") }(); panic("y") }).Call(nil)
}
