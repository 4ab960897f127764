// Package variables whose initialisers call functions that only return what they are given: the data may be laid out by the compiler.
package main

import "fmt"

type form struct {
	quick  uint8
	combed bool
	text   string
}

type row struct {
	r     rune
	forms [2]form
	next  *form
	list  []int
	any   any
	f     func(int) int
}

func one(q uint8, c bool, s string) [2]form { return [2]form{{q, c, s}, {q, c, s}} }

func two(q, k uint8, c, d bool, s, t string) [2]form { return [2]form{{q, c, s}, {k, d, t}} }

func link(f *form, n int) row { return row{next: f, list: []int{n, 2}, any: f, f: double} }

func both(p *form) [2]*form { return [2]*form{p, p} }

func double(n int) int { return 2 * n }

func fresh() *form { return &form{text: "fresh"} }

func boxed(n int) any { return n }

func wrapped(n int) any { return boxed(n) }

func size(b byte, x any) (r any) { return [2]any{b, x} }

func shadow(table int) int { return table }

func pick(n int) int { return counter + n }

func closure(n int) func() int { return func() int { return n } }

func deep(n int) *node { return &node{n, leaf(n + 1)} }

func leaf(n int) *node { return &node{n, nil} }

type node struct {
	n    int
	next *node
}

type failure string

func (f failure) Error() string { return string(f) }

func fail(s string) error { return failure(s) }

//go:noinline
func noInline(n int) []int { return []int{n} }

var counter = 40

var table = []row{
	{1, one(1, true, "a"), nil, nil, nil, nil},
	{2, two(1, 2, true, false, "b", "c"), fresh(), nil, 5, nil},
	{3, [2]form{}, fresh(), []int{1}, one(3, false, "d"), double},
	link(&form{text: "linked"}, 7),
	link(fresh(), 8),
}

var (
	pair           = both(fresh())
	other          = both(&form{text: "other"})
	iface          = wrapped(6)
	sized          = size(1, boxed(2))
	named          = shadow(9)
	picked         = pick(2)
	closures       = []func() int{closure(1), closure(2)}
	list           = deep(3)
	problem        = fail("problem")
	lists          = [][]int{noInline(1), noInline(2)}
	byName         = map[string][2]form{"x": one(4, true, "e")}
	_              = fresh()
	conv     uint8 = uint8(shadow(200) + 55)
)

func main() {
	for _, r := range table {
		fmt.Println(r.r, r.forms, r.next != nil, r.list, r.f != nil)
	}
	fmt.Println(table[1].next == table[2].next, table[1].next.text, table[3].any == any(table[3].next), table[2].any)
	table[3].list[0] = 100
	table[1].next.text = "changed"
	table[0].forms[0].text = "changed"
	fmt.Println(table[3].list, table[4].list, table[2].next.text, table[0].forms, table[4].f(21))
	fmt.Println(pair[0] == pair[1], pair[0] == other[0], other[1].text, iface, sized, named, picked, conv)
	fmt.Println(closures[0](), closures[1](), list.n, list.next.n, problem, lists, byName)
}
