package main

type base struct{ id int }

func (b base) ID() int        { return b.id }
func (b *base) setID(n int)   { b.id = n }
func (b base) name() string   { return "base" }

type mid struct {
	*base
	tag string
}

func (m mid) name() string { return "mid/" + m.base.name() }

type top struct {
	mid
	extra int
}

type ider interface{ ID() int }
type named interface {
	ider
	name() string
}

type fn func(int) int

func (f fn) ID() int { return f(20) }

type list []int

func (l list) ID() int   { return len(l) }
func (l *list) push(n int) { *l = append(*l, n) }

type empty struct{}

func (empty) ID() int { return -1 }

func show(x any) {
	switch v := x.(type) {
	case nil:
		println("nil")
	case int, int8:
		println("int-like")
	case string:
		println("string", v, len(v))
	case named:
		println("named", v.name(), v.ID())
	case ider:
		println("ider", v.ID())
	case error:
		println("error", v.Error())
	case func() int:
		println("func", v())
	case []int:
		println("slice", len(v))
	case *int:
		println("pointer", *v)
	default:
		println("other")
	}
}

type myErr struct{ code int }

func (e *myErr) Error() string { return "code " + string(rune('0'+e.code)) }

func mayFail(fail bool) error {
	if fail {
		return &myErr{7}
	}
	return nil
}

func main() {
	t := top{mid{&base{1}, "t"}, 2}
	t.setID(5)
	println(t.ID(), t.name(), t.mid.base.id, t.tag)
	var n named = t
	println(n.ID(), n.name())
	var i ider = n
	println(i.ID())
	_, ok := i.(named)
	println(ok)
	l := list{1, 2}
	l.push(3)
	show(t)
	show(&t)
	show(l)
	show(&l)
	show(fn(func(x int) int { return x + 1 }))
	show(empty{})
	show(3)
	show(int8(3))
	show("abc")
	show(nil)
	show(func() int { return 9 })
	show([]int{1})
	x := 77
	show(&x)
	show(3.5)
	show(mayFail(true))
	show(mayFail(false))
	if err := mayFail(true); err != nil {
		e, ok := err.(*myErr)
		println(e.code, ok)
	}
	func() {
		defer func() { println(recover().(error).Error()) }()
		_ = i.(interface{ missing() })
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var a any = "str"
		_ = a.(int)
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var e ider
		e.ID()
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var m mid
		m.ID()
	}()
	var a1, a2 any = 1, 1
	println(a1 == a2, a1 == any(int64(1)), any(t) == any(t))
	func() {
		defer func() { println(recover().(error).Error()) }()
		println(any([]int{1}) == any([]int{1}))
	}()
	bound := n.name
	println(bound(), ider.ID(i))
}
