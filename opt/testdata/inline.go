package p

// Flags: -improve

type T struct {
	a int
	p *T
}

func (t *T) get() int    { return t.a }
func two(a int) (int, *T) { return a, &T{a: a} }

// Multiple results are taken apart; what the callee allocates may live in the caller's frame.
func caller() int {
	n, t := two(4)
	return n + t.get()
}

// CHECK-LABEL: func p.caller(
// CHECK: new stack (p.two) <p.T>
// CHECK-NOT: call
// CHECK: load nonnil (p.(*T).get)
// CHECK: return

func each(xs []int, f func(int) bool) {
	for _, x := range xs {
		if !f(x) {
			return
		}
	}
}

// The literal is inlined where each calls it, and its variable becomes a register.
func sum(xs []int) int {
	s := 0
	each(xs, func(x int) bool { s += x; return true })
	return s
}

// CHECK-LABEL: func p.sum(
// CHECK-NOT: new
// CHECK-NOT: closure
// CHECK: add (p.sum.func1)
// CHECK: return

type I interface{ get() int }

func use(i I) int { return i.get() }

// The interface's value is in sight: the method is called directly.
func direct() int { return use(&T{a: 3}) }

// CHECK-LABEL: func p.direct(
// CHECK: new stack <p.T>
// CHECK-NOT: call_iface
// CHECK: load nonnil (p.(*T).get)

func recovers() any { return recover() }

//go:noinline
func marked() int { return 1 }

// Neither is inlined.
func never() (int, any) { return marked(), recovers() }

// CHECK-LABEL: func p.never(
// CHECK: call {p.marked}
// CHECK: call {p.recovers}

type shower interface{ show() int }
type hider interface{ hide() int }
type face struct{ n int }

func (f *face) show() int { return f.n }
func (f *face) hide() int { return -f.n }

// Assertions of what is in sight are done here, and the calls behind them.
func asserted() int {
	var s shower = &face{n: 3}
	h, ok := s.(hider)
	if !ok {
		return 0
	}
	return h.hide() + s.(*face).n
}

// CHECK-LABEL: func p.asserted(
// CHECK: new stack
// CHECK-NOT: assert
// CHECK-NOT: call
// CHECK: return

// A variable that only holds a constant is not captured.
func constant() func() int {
	n := 3
	return func() int { return n }
}

// CHECK-LABEL: func p.constant(
// CHECK-NOT: closure
// CHECK: return

type Seq func(yield func(int) bool)

func upTo(n int) Seq {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
		for i := n; i > 0; i-- {
			if !yield(-i) {
				return
			}
		}
		yield(n)
	}
}

// A literal too large to be inlined anywhere is inlined where it is called once; that it was given a named type changes nothing.
func total(a, b int) (s int) {
	for x := range upTo(a) {
		s += x
	}
	for x := range upTo(b) {
		s -= x
	}
	return
}

// CHECK-LABEL: func p.total(
// CHECK-NOT: call_closure {{.*}} func
// CHECK-NOT: closure {p.upTo.func1}
// CHECK: lt (p.upTo.func1)
// CHECK: lt (p.upTo.func1)
// CHECK: return

// Literals that nothing calls any more are dead.
// CHECK: func p.sum.func1({{.*}} closure dead
