package main

var (
	a = b + 1
	b = f()
	c = map[string]int{"x": a}
	d, e = two()
	_ = show("blank")
	table = [...]struct {
		n int
		s string
	}{{1, "one"}, {2, "two"}}
	fns = map[string]func(int) int{"double": func(x int) int { return 2 * x }, "neg": neg}
	iface any = table[1].s
	ptr   = &table[0].n
	big   = [256]byte{'a': 1, 'z': 26}
)

const (
	k0 = iota
	k1
	_
	k3 = 1 << iota
	k4
)

type weekday int

const (
	sun weekday = iota
	mon
)

func (d weekday) String() string { return [...]string{"sun", "mon"}[d] }

func neg(x int) int      { return -x }
func f() int             { println("f"); return 41 }
func two() (int, string) { println("two", a); return 1, "e" }
func show(s string) int  { println(s); return 0 }

func init() { println("init 1", a, b, c["x"], d, e) }
func init() { println("init 2") }

func main() {
	println(k0, k1, k3, k4, mon.String())
	println(table[1].s, fns["double"](4), fns["neg"](4), iface.(string), *ptr, big['z'])
	*ptr = 9
	println(table[0].n)
}
