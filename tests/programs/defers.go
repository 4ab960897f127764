// defer, panic and recover.
package main

import "errors"

func order() {
	for i := 0; i < 3; i++ {
		defer println("deferred", i)
	}
	println("body")
}

func named() (x int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
			x *= 2
		}
	}()
	x = 21
	panic(errors.New("boom"))
}

func nested() (s string) {
	defer func() { s += "|" + recover().(string) }()
	defer func() {
		defer func() { s += recover().(string) }()
		panic("second")
	}()
	panic("first")
}

func repanic() {
	defer func() { println("outer", recover().(string)) }()
	func() {
		defer func() {
			r := recover()
			panic(r.(string) + " again")
		}()
		panic("inner")
	}()
}

func helper() any { return recover() }

func notDirect() {
	defer func() {
		println("direct:", recover() != nil)
	}()
	defer func() {
		println("indirect:", func() any { return recover() }() != nil)
	}()
	panic("x")
}

type T struct{ n int }

func (t *T) done(s string) { println("done", t.n, s) }

func methods() {
	t := &T{1}
	defer t.done("a")
	t = &T{2}
	defer t.done("b")
	f := t.done
	t.n = 3
	defer f("c")
}

func loop(n int) (r int) {
	for i := 0; i < n; i++ {
		func() {
			defer func() {
				if e := recover(); e != nil {
					r += e.(int)
				}
			}()
			if i%3 == 0 {
				panic(i)
			}
			r++
		}()
	}
	return
}

func runtimeErrors() {
	try := func(name string, f func()) {
		defer func() {
			err := recover().(error)
			println(name, err.Error())
		}()
		f()
	}
	var p *T
	var m map[string]int
	var s []int
	z := 0
	try("nil", func() { p.n = 1 })
	try("map", func() { m["a"] = 1 })
	try("index", func() { s[z] = 1 })
	try("div", func() { z = 1 / z })
	try("nilfunc", func() { var f func(); f() })
	try("closed", func() { c := make(chan int); close(c); close(c) })
	try("closenil", func() { var c chan int; close(c) })
	try("shift", func() { z = -1; println(1 << z) })
	try("panicnil", func() { panic(nil) })
}

func deepPanic(n int) {
	if n == 0 {
		panic("deep")
	}
	defer func() {
		if n%1000 == 0 {
			print(n, " ")
		}
	}()
	deepPanic(n - 1)
}

func argsEvaluated() {
	x := 1
	defer println("x was", x)
	x = 2
	println("x is", x)
}

func main() {
	order()
	x, err := named()
	println(x, err.Error())
	println(nested())
	repanic()
	notDirect()
	methods()
	println(loop(10))
	runtimeErrors()
	func() {
		defer func() { println(recover().(string)) }()
		deepPanic(5000)
	}()
	argsEvaluated()
	defer println("main's defer")
	defer func() {
		println("recovered", recover().(string))
	}()
	panic("end")
}
