package p

// Flags: -improve

type T struct {
	a int
	p *T
}

var sink *T

//go:noinline
func reads(t *T) int { return t.a }

//go:noinline
func inner(t *T) *T { return t.p }

//go:noinline
func keeps(t *T) { sink = t }

func local() int { return reads(&T{}) }

// CHECK-LABEL: func p.local(
// CHECK: new stack <p.T>

func kept() { keeps(&T{}) }

// CHECK-LABEL: func p.kept(
// CHECK: new <p.T>

// inner returns what its argument leads to, not the argument.
func outer() *T { return inner(&T{p: &T{}}) }

// CHECK-LABEL: func p.outer(
// CHECK: new stack <p.T>
// CHECK: new <p.T>

// An object a loop makes anew each time, and one that the next iteration still reads.
func loops(n int) (s int) {
	var last *T
	for i := 0; i < n; i++ {
		t := &T{a: i}
		s += reads(t)
		u := &T{a: i}
		if last != nil {
			s += reads(last)
		}
		last = u
	}
	return
}

// CHECK-LABEL: func p.loops(
// CHECK: new stack <p.T>
// CHECK: new <p.T>

// A pointer stored through a pointer of unknown target.
func store(to **T) {
	*to = &T{}
}

// CHECK-LABEL: func p.store(
// CHECK: new <p.T>

// Recursion: what each level passes down stays with it.
func down(t *T, n int) int {
	if n == 0 {
		return t.a
	}
	return down(&T{a: n, p: t}, n-1)
}

// CHECK-LABEL: func p.down(
// CHECK: new stack <p.T>

func up(t *T, n int) *T {
	if n == 0 {
		return t
	}
	return up(&T{a: n, p: t}, n-1)
}

// CHECK-LABEL: func p.up(
// CHECK: new <p.T>

// Slices, maps, boxes, text.
func others(b []byte, n int) int {
	s := make([]int, n)
	m := map[string]int{"a": 1}
	var x any = [2]int{n, n}
	return len(s) + m[string(b)] + count(x)
}

//go:noinline
func count(x any) int {
	if x == nil {
		return 0
	}
	return 1
}

// CHECK-LABEL: func p.others(
// CHECK: make_slice stack
// CHECK: make_map stack
// CHECK: make_iface stack
// CHECK: convert view

func compared(b []byte) bool {
	s := string(b)
	b[0]++
	return s == "x"
}

// CHECK-LABEL: func p.compared(
// CHECK: convert stack
