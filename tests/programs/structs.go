package main

import "unsafe"

type inner struct {
	a int8
	b int64
	c bool
}
type outer struct {
	inner
	s  string
	f  float32
	p  *outer
	ar [3]uint16
	_  int
	e  struct{}
}

type big struct{ v [100]int }

func modify(b big) big { b.v[50] = 7; return b }
func (b *big) set(i, x int) *big { b.v[i] = x; return b }
func multi() (int, string, float64, []int, error) { return 1, "a", 2.5, []int{1, 2}, nil }
func manyArgs(a int8, b int16, c string, d float32, e float64, f []int, g any, h bool, i uint8, j, k, l int) (string, int, bool) {
	return c, int(a) + int(b) + len(f) + g.(int) + int(i) + j + k + l + int(d) + int(e), h
}

func main() {
	var o outer
	println(unsafe.Sizeof(o), unsafe.Alignof(o), unsafe.Offsetof(o.f), unsafe.Offsetof(o.ar), unsafe.Sizeof(inner{}))
	o.a, o.b, o.s = 1, 2, "x"
	q := o
	q.inner.b = 3
	q.ar[1] = 9
	println(o == q, o.inner == inner{1, 2, false}, q.ar[1], o.ar[1])
	o.p = &q
	o.p.p = &o
	o.p.p.p.s = "deep"
	println(q.s, o.p.p == &o)
	var b big
	b.v[50] = 1
	c := modify(b)
	println(b.v[50], c.v[50], b == c)
	c.set(1, 2).set(3, 4)
	println(c.v[1], c.v[3])
	n, s, f, l, err := multi()
	println(n, s, f, len(l), err == nil)
	println(manyArgs(1, 2, "str", 3, 4, []int{1}, 5, true, 6, 7, 8, 9))
	pts := []*inner{{a: 1}, {b: 2}}
	println(pts[0].a, pts[1].b)
	anon := struct{ X, Y int }{1, 2}
	type named struct{ X, Y int }
	println(named(anon).Y)
	x, y := 1, 2
	x, y = y, x
	arr := []int{0, 1, 2}
	i := 0
	i, arr[i] = 2, 5
	println(x, y, i, arr[0], arr[2])
	m := map[string]*outer{"k": {s: "v"}}
	m["k"].f += 1.5
	println(m["k"].f, m["k"].s)
	pp := &m
	(*pp)["z"] = nil
	println(len(m))
	cp := *pts[0]
	cp.a = 99
	println(pts[0].a, cp.a)
	sl := make([]big, 2)
	sl[1] = *(&big{}).set(0, 5)
	println(sl[1].v[0], sl[0].v[0])
	ptr := unsafe.Pointer(&arr[0])
	println(*(*int)(unsafe.Add(ptr, 8)), unsafe.Slice(&arr[0], 2)[1], unsafe.String(unsafe.StringData("hey"), 2))
}
