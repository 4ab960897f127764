package main

import "fmt"

var trace []string

func t(s string, v int) int { trace = append(trace, s); return v }
func show(l string)         { fmt.Println(l, trace); trace = nil }

type S struct{ a, b int }

func (s S) m(x int) S   { trace = append(trace, fmt.Sprint("m", x)); return s }
func (s *S) p(x int) *S { trace = append(trace, fmt.Sprint("p", x)); return s }

func two() (int, int) { trace = append(trace, "two"); return 1, 2 }
func fp(s string) func(...int) int {
	trace = append(trace, "f"+s)
	return func(x ...int) int { trace = append(trace, "call"+s); return len(x) }
}
func mp(m map[string]int) map[string]int { trace = append(trace, "map"); return m }
func sl(s []int) []int                   { trace = append(trace, "slice"); return s }
func ch(c chan int) chan int             { trace = append(trace, "chan"); return c }
func pt(p *S) *S                         { trace = append(trace, "ptr"); return p }
func ifc(x any) any                      { trace = append(trace, "iface"); return x }

func main() {
	a := []int{1, 2, 3, 4}
	i := 0
	i, a[i] = 1, 9
	fmt.Println(i, a)
	a[0], a[1], a[2] = a[1], a[2], a[0]
	fmt.Println(a)
	x := []int{1, 2, 3}
	i = 0
	i, x[i] = 1, 2
	i = 0
	x[i], i = 2, 1
	x[0], x[0] = 1, 2
	fmt.Println(x, i)
	func() {
		defer func() { fmt.Println("rec", recover(), x) }()
		x[1], x[3] = 4, 5
	}()
	type Point struct{ x, y int }
	var p *Point
	func() {
		defer func() { fmt.Println("rec", recover() != nil, x) }()
		x[2], p.x = 6, 7
	}()
	i = 2
	x = []int{3, 5, 7}
	for i, x[i] = range x {
		break
	}
	fmt.Println(i, x)
	arr := [3]int{1, 2, 3}
	sl(a)[t("i", 1)], mp(map[string]int{})[fmt.Sprint(t("k", 3))] = t("v", 5), t("w", 6)
	show("assign")
	_ = t("a", 1) + t("b", 2)*t("c", 3)
	show("arith")
	_ = fp("1")(t("x", 1), fp("2")(t("y", 2)), t("z", 3))
	show("nested")
	_ = S{t("a", 1), t("b", 2)}
	_ = []int{2: t("a", 1), 0: t("b", 2)}
	_ = map[int]int{t("k1", 1): t("v1", 2), t("k2", 3): t("v2", 4)}
	show("lit")
	S{}.m(t("1", 1)).m(t("2", 2))
	(&S{}).p(t("1", 1)).p(t("2", 2)).m(3)
	show("chain")
	c := make(chan int, 4)
	ch(c) <- t("send", 1)
	_, _ = <-ch(c), t("after", 1)
	show("chan")
	select {
	case ch(c) <- t("v", 1):
	case sl(a)[t("idx", 0)] = <-ch(nil):
	}
	show("select")
	v, w := arr[t("i", 0)], sl(a)[t("j", 2)]
	_, _ = v, w
	show("index")
	y, ok := ifc(3).(int)
	_, _ = y, ok
	switch t("tag", 2) {
	case t("c1", 1), t("c2", 2), t("c3", 3):
	case t("c4", 4):
	}
	show("switch")
	func() {
		defer fp("d")(t("d1", 1), t("d2", 2))
		show("defer")
	}()
	show("deferred")
	b := t("l", 0) == 1 && t("r", 1) == 1 || t("q", 1) == 1
	_ = b
	show("logic")
	a[t("i", 0)] += t("v", 2)
	*&pt(&S{}).a += t("v", 3)
	mp(map[string]int{"a": 1})[fmt.Sprint("a", t("k", 1))]++
	show("opassign")
	// variables read after calls
	n := 1
	f := func() int { n++; return n }
	r := []int{n, f(), n, f(), n}
	fmt.Println(r)
	m := 1
	g := func() int { m = 10; return 1 }
	z := m + g()
	fmt.Println(z)
	var e any = m
	h := func() any { e = "changed"; return 1 }
	fmt.Println(e, h(), e)
	q := [2]int{1, 2}
	k := func() [2]int { q[0] = 100; return q }
	o, o2 := q, k()
	fmt.Println(o, o2, q)
	s1, s2 := "a", "b"
	s1, s2 = s2+s1, s1+s2
	fmt.Println(s1, s2)
	pp := &S{1, 2}
	pp.a, pp = 5, &S{7, 8}
	fmt.Println(*pp)
	var np *S
	func() {
		defer func() { fmt.Println("np", recover() != nil, trace); trace = nil }()
		np.a = t("rhs", 1)
	}()
	var nm map[string]int
	func() {
		defer func() { fmt.Println("nm", recover(), trace); trace = nil }()
		nm["a"] = t("rhs", 1)
	}()
	func() {
		defer func() { fmt.Println("idx", recover(), trace); trace = nil }()
		a[t("i", 10)] = t("rhs", 1)
	}()
	func() {
		defer func() { fmt.Println("div", recover(), trace); trace = nil }()
		zero := 0
		_ = t("a", 1)/zero + t("b", 2)
	}()
	func() {
		defer func() { fmt.Println("conv", recover(), trace); trace = nil }()
		var q any = "x"
		_ = fp("z")(q.(int), t("b", 2))
	}()
}
