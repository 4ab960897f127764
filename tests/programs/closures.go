package main

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

type acc struct{ total int }

func (a *acc) add(n int)       { a.total += n }
func (a acc) get() int         { return a.total }
func apply(f func(int), n int) { f(n) }

func fib() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

func main() {
	next, reset := counter()
	println(next(), next())
	reset()
	println(next())
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		print(f(), " ", f(), " ")
	}
	println()
	a := &acc{}
	apply(a.add, 5)
	f := a.add
	f(7)
	g := a.get
	f(1)
	println(a.total, g(), acc.get(*a), (*acc).get(a))
	h := (*acc).add
	h(a, 100)
	println(a.total)
	var rec func(int) int
	rec = func(n int) int {
		if n < 2 {
			return 1
		}
		return n * rec(n-1)
	}
	println(rec(10))
	fi := fib()
	for i := 0; i < 10; i++ {
		print(fi(), " ")
	}
	println()
	x := 1
	func() {
		x := 2
		func() { x++; println(x) }()
	}()
	println(x)
	println(func(a, b int) int { return a - b }(5, 3))
}
