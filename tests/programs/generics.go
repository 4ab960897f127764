package main

type number interface {
	~int | ~int64 | ~float64
}

func sum[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}

func mapSlice[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }
func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

type node[K any, V any] struct {
	key         K
	val         V
	left, right *node[K, V]
}

type tree[K any, V any] struct {
	root *node[K, V]
	less func(a, b K) bool
	n    int
}

func (t *tree[K, V]) put(k K, v V) {
	p := &t.root
	for *p != nil {
		switch {
		case t.less(k, (*p).key):
			p = &(*p).left
		case t.less((*p).key, k):
			p = &(*p).right
		default:
			(*p).val = v
			return
		}
	}
	*p = &node[K, V]{key: k, val: v}
	t.n++
}

func (t *tree[K, V]) walk(f func(K, V)) {
	var rec func(*node[K, V])
	rec = func(n *node[K, V]) {
		if n != nil {
			rec(n.left)
			f(n.key, n.val)
			rec(n.right)
		}
	}
	rec(t.root)
}

type stringer interface{ String() string }
type myInt int

func (m myInt) String() string { return "my" + string(rune('0'+int(m))) }

func join[T stringer](xs []T) string {
	s := ""
	for _, x := range xs {
		s += x.String() + ","
	}
	return s
}

type setter[T any] interface {
	*T
	set(int)
}
type box struct{ v int }

func (b *box) set(n int) { b.v = n }

func makeAll[T any, P setter[T]](n int) []T {
	out := make([]T, n)
	for i := range out {
		P(&out[i]).set(i * i)
	}
	return out
}

func keys[M ~map[K]V, K comparable, V any](m M) int { return len(m) }

func ptr[T any](x T) *T { return &x }

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice of T"
	}
	return "other"
}

type pair[A, B any] struct {
	a A
	b B
}

func mkPair[A, B any](a A, b B) pair[A, B] { return pair[A, B]{a, b} }

type list[T any] struct {
	next *list[T]
	val  T
}

func (l *list[T]) all(yield func(int, T) bool) {
	i := 0
	for ; l != nil; l = l.next {
		if !yield(i, l.val) {
			return
		}
		i++
	}
}

func conv[To, From ~int | ~float64 | ~uint8](x From) To { return To(x) }
func size[T ~string | ~[]byte](x T) (n int, c byte) {
	for i := 0; i < len(x); i++ {
		c += x[i]
	}
	return len(x), c
}

func zero[T comparable](x T) bool { var z T; return x == z }

func local[T any](x T) any {
	type wrap struct{ inner T }
	return wrap{x}
}

// A generic type that is declared in a generic function.
func fix[E ~func(R) R, R ~func(T) U, T, U any](f E) R {
	type self[R ~func(T) U, T, U any] func(self[R, T, U]) R
	g := func(h self[R, T, U]) R {
		return func(t T) U { return f(h(h))(t) }
	}
	return g(g)
}

func main() {
	println(sum(1, 2, 3), sum(1.5, 2.5), sum[int64]())
	for _, s := range mapSlice([]int{1, 2, 3}, func(i int) string { return string(rune('a' + i)) }) {
		print(s, " ")
	}
	println()
	var st stack[string]
	st.push("a")
	st.push("b")
	x, ok := st.pop()
	println(x, ok, len(st.items))
	t := tree[string, int]{less: func(a, b string) bool { return a < b }}
	for i, k := range []string{"m", "c", "x", "a", "d", "m"} {
		t.put(k, i)
	}
	t.walk(func(k string, v int) { print(k, "=", v, " ") })
	println(t.n)
	println(join([]myInt{1, 2, 3}))
	for _, b := range makeAll[box](4) {
		print(b.v, " ")
	}
	println()
	println(keys(map[string]bool{"a": true}), *ptr(5), kind(3), kind("s"), kind([]int{}))
	p := mkPair("k", 2.5)
	println(p.a, p.b)
	l := &list[int]{&list[int]{nil, 20}, 10}
	for i, v := range l.all {
		println(i, v)
	}
	println(conv[int](3.9), conv[uint8](300), conv[float64](uint8(7)))
	println(size("abc"))
	println(size([]byte{1, 2}))
	println(zero(0), zero("x"), zero(struct{ a int }{}))
	println(local(1) == local(1), local(1) == local("a"), local(1) == local(int8(1)))
	println(fix(func(r func(int) int) func(int) int {
		return func(n int) int {
			if n <= 0 {
				return 1
			}
			return n * r(n-1)
		}
	})(10))
	f := sum[float64]
	println(f(1, 2))
	m := (*stack[string]).push
	m(&st, "z")
	println(st.items[len(st.items)-1])
}
