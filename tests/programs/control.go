package main

import (
	"fmt"
	"strings"
	"unsafe"
)

func bigSwitch(n int64) string {
	switch n {
	case 0, 1, 2:
		return "low"
	case 10:
		fallthrough
	case 11:
		return "ten"
	case 100, 200, 300, 400, 500, 600, 700, 800, 900:
		return "hundreds"
	case -5, -6:
		return "neg"
	case 1 << 40:
		return "huge"
	default:
		return "other"
	case 77:
		return "77"
	}
}
func strSwitch(s string) int {
	switch s {
	case "a", "b", "c":
		return 1
	case "alpha":
		return 2
	case "beta":
		return 3
	case "gamma":
		return 4
	case "delta", "":
		return 5
	case "epsilon", "zeta", "eta", "theta":
		return 6
	case "iota", "kappa", "lambda", "mu", "nu", "xi":
		return 7
	}
	return 0
}
func typeSwitch(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int8:
		return fmt.Sprintf("int %v", v)
	case []int:
		return fmt.Sprint(len(v))
	case error:
		return "err " + v.Error()
	case fmt.Stringer:
		return "str " + v.String()
	case func() int:
		return fmt.Sprint(v())
	case map[string]int:
		return fmt.Sprint(v["a"])
	case *int:
		return fmt.Sprint(v == nil)
	case struct{ a int }:
		return fmt.Sprint(v.a)
	case [2]int:
		return fmt.Sprint(v[1])
	case chan<- int, <-chan int:
		return fmt.Sprintf("%T", v)
	default:
		return fmt.Sprintf("%T", v)
	}
}

type st int

func (s st) String() string { return "st" }

func gotos() string {
	var b strings.Builder
	i := 0
top:
	if i > 3 {
		goto done
	}
	{
		j := i
		f := func() { b.WriteString(fmt.Sprint(j)) }
		f()
	}
	i++
	goto top
done:
	for {
		for {
			goto out
		}
	}
out:
	return b.String()
}

type Node[K comparable, V any] struct {
	kids map[K]*Node[K, V]
	val  V
}

func (n *Node[K, V]) put(v V, ks ...K) {
	for _, k := range ks {
		if n.kids == nil {
			n.kids = map[K]*Node[K, V]{}
		}
		c, ok := n.kids[k]
		if !ok {
			c = new(Node[K, V])
			n.kids[k] = c
		}
		n = c
	}
	n.val = v
}

type Base[T any] struct{ v T }

func (b *Base[T]) Set(v T)   { b.v = v }
func (b Base[T]) Get() T     { return b.v }
func (b Base[T]) Type() string { return fmt.Sprintf("%T", b) }

type Derived[T any] struct {
	*Base[T]
	Name string
}
type D2 struct {
	Derived[[]int]
	fmt.Stringer
}
type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}
func Map[T, U any](xs []T, f func(T) U) []U {
	var r []U
	for _, x := range xs {
		r = append(r, f(x))
	}
	return r
}

type List[T any] []T

func (l List[T]) Map(f func(T) T) List[T] { return Map(l, f) }

type Opt[T any] func(*T)
type Rec[T any] struct {
	next *Rec[T]
	alt  []Rec[T]
	m    map[string]Rec[T]
	v    T
}
type Setter[T any] interface {
	*T
	Set(string)
}
type conf struct{ s string }

func (c *conf) Set(s string) { c.s = s }
func Make[T any, P Setter[T]](s string) T {
	var t T
	P(&t).Set(s)
	return t
}
func zero[T any]() (z T) { return }
func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	}
	return fmt.Sprintf("%T", x)
}

type lay struct {
	a bool
	b int64
	c bool
	d int32
	e [3]byte
	f string
	g struct{}
}
type lay2 struct {
	a int32
	z struct{}
}

func deepRec(n int) int {
	var pad [100]int
	pad[n%100] = n
	if n == 0 {
		return 0
	}
	return deepRec(n-1) + pad[n%100] - n + 1
}
func hugeFrame(n int) byte {
	var b [1 << 20]byte
	b[n] = 3
	c := b
	c[n+1] = 4
	return b[n] + c[n+1] + b[n+1]
}

func main() {
	for _, n := range []int64{0, 2, 3, 10, 11, 77, 500, -5, 1 << 40, 900, -1} {
		fmt.Print(bigSwitch(n), " ")
	}
	fmt.Println()
	for _, s := range strings.Split("a alpha beta gamma delta  eta theta xi nu nope", " ") {
		fmt.Print(strSwitch(s), " ")
	}
	fmt.Println()
	var np *int
	for _, x := range []any{nil, 1, int8(2), []int{1}, fmt.Errorf("e"), st(1), func() int { return 9 }, map[string]int{"a": 4}, np, struct{ a int }{7}, [2]int{1, 2}, make(chan<- int), make(chan int), 1.5} {
		fmt.Println(typeSwitch(x))
	}
	fmt.Println(gotos())
	n := &Node[string, int]{}
	n.put(5, "a", "b")
	fmt.Println(n.kids["a"].kids["b"].val)
	d := D2{Derived: Derived[[]int]{&Base[[]int]{}, "n"}}
	d.Set([]int{1})
	fmt.Println(d.Get(), d.Type(), d.Name)
	g := d.Get
	d.Set(nil)
	fmt.Println(g(), (*Base[[]int]).Set != nil, Base[int].Get(Base[int]{4}))
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[st](1, 2))
	fmt.Println(List[int]{1, 2}.Map(func(i int) int { return i * i }), Map([]int{1}, func(i int) string { return fmt.Sprint(i) + "s" }))
	r := Rec[string]{v: "x", alt: []Rec[string]{{v: "y"}}, m: map[string]Rec[string]{"k": {v: "z"}}}
	fmt.Println(r.alt[0].v, r.m["k"].v, unsafe.Sizeof(r))
	fmt.Println(Make[conf]("hey").s, zero[*int]() == nil, kind(1), kind("s"), kind(List[st]{}))
	var l lay
	fmt.Println(unsafe.Sizeof(l), unsafe.Offsetof(l.b), unsafe.Offsetof(l.c), unsafe.Offsetof(l.d), unsafe.Offsetof(l.e), unsafe.Offsetof(l.f), unsafe.Offsetof(l.g), unsafe.Alignof(l), unsafe.Sizeof(lay2{}))
	fmt.Println(deepRec(100000), hugeFrame(5))
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { fmt.Print(i, " ") })
		i := i
		fs = append(fs, func() { i++; fmt.Print(i, " ") })
	}
	for _, f := range fs {
		f()
	}
	fmt.Println()
	s := []int{1, 2, 3}
	for i, v := range s {
		if i == 0 {
			s = append(s, 4)
			s[1] = 20
		}
		fmt.Print(v, " ")
	}
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 30
		fmt.Print(i, v, " ")
	}
	for i, v := range &arr {
		arr[2] = 40 + i
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	for i := range uint8(3) {
		fmt.Printf("%T%v ", i, i)
	}
	const c = 3
	for i := range c {
		fmt.Printf("%T ", i)
	}
	fmt.Println()
	a, b := 1, 2
	{
		a, b := b, a
		_, _ = a, b
		b = 7
	}
	if a := a + 10; a > 5 {
		b = a
	} else if c := a; c > 0 {
		b = c
	}
	fmt.Println(a, b)
	x := []int{0, 1, 2, 3, 4}
	copy(x[1:], x)
	fmt.Println(x, copy(x, []int{9}), append(x[:1], x[2:]...), x)
	y := x[1:2:3]
	y = append(y, 77)
	y = append(y, 78)
	y[0] = 55
	fmt.Println(x, y, len(y), cap(x[1:2:3]))
	bs := append([]byte("ab"), "cd"...)
	fmt.Println(string(bs), copy(bs, "xyz"), string(bs))
	var nilS []int
	fmt.Println(nilS == nil, len(nilS[:0]), append(nilS, nilS...) == nil, nilS[0:] == nil, []int{} == nil)
	clear(x)
	fmt.Println(x)
	type A = struct{ X, Y int }
	fmt.Println(A{1, 2} == A{1, 2}, [2]A{{1, 2}} == [2]A{{1, 2}, {}}, any(A{}) == any(A{}))
	var i1, i2 any = 1, int64(1)
	fmt.Println(i1 == i2, i1 == any(1), i1 != nil, any(nil) == nil, error(nil) == nil, any((*int)(nil)) == nil)
	str := "héllo"
	fmt.Println(str[1:3], len(str), str < "hz", strings.Compare(str, str), str+str == "héllohéllo")
}
