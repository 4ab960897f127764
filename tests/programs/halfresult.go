// A large result that a call has half written when it panics is not seen: not in the variable it was meant for, nor in the result
// of a function that recovers.
package main

type big struct {
	a, b int
	rest [20]int
	p    *int
}

//go:noinline
func half(fail bool) (r big) {
	r.a = 1
	r.rest[3] = 4
	check(fail)
	r.b = 2
	r.rest[19] = 5
	return r
}

//go:noinline
func halfLocal(fail bool) big {
	var r big
	r.a = 1
	for i := range r.rest {
		r.rest[i] = i
		check(fail && i == 10)
	}
	return r
}

//go:noinline
func check(fail bool) {
	if fail {
		panic("half")
	}
}

//go:noinline
func result(f func(bool) big) (r big) {
	defer func() { recover() }()
	r = f(true)
	return r
}

//go:noinline
func direct() (r big) {
	defer func() { recover() }()
	r = half(true)
	return
}

//go:noinline
func directLocal() (r big) {
	defer func() { recover() }()
	return halfLocal(true)
}

//go:noinline
func array(fail bool) (r [40]int) {
	for i := range r {
		r[i] = i + 1
		check(fail && i == 30)
	}
	return
}

//go:noinline
func arrayResult() (r [40]int) {
	defer func() { recover() }()
	r[0] = 7
	r = array(true)
	return
}

var global big

//go:noinline
func store(p *big) {
	defer func() { recover() }()
	*p = half(true)
}

//go:noinline
func local() (sum int) {
	var l big
	func() {
		defer func() { recover() }()
		l = halfLocal(true)
	}()
	for _, x := range l.rest {
		sum += x
	}
	return sum + l.a
}

//go:noinline
func loop() (sum int) {
	var l big
	for i := range 3 {
		func() {
			defer func() { recover() }()
			l = half(i == 1)
		}()
		sum += l.a*100 + l.b*10 + l.rest[3] + l.rest[19]
		l = big{}
	}
	return sum
}

func show(b big) { println(b.a, b.b, b.rest[3], b.rest[9], b.rest[19], b.p == nil) }

func main() {
	show(result(half))
	show(result(halfLocal))
	show(direct())
	show(directLocal())
	a := arrayResult()
	println(a[0], a[1], a[30])
	store(&global)
	show(global)
	p := new(big)
	store(p)
	show(*p)
	println(local(), loop())
}
