package p

func f() int
func g() int

var x int

// Variables are read after all calls, which happen in the order of the text.
func sum() int { return x + f() + g() }

// CHECK-LABEL: func p.sum(
// CHECK: [[F:%[0-9]+]] = call {p.f}
// CHECK: [[G:%[0-9]+]] = call {p.g}
// CHECK: [[X:%[0-9]+]] = load {{.*}}p.x
// CHECK: add [[X]], [[F]]

func swap(a []int, i, j int) { a[i], a[j] = a[j], a[i] }

// CHECK-LABEL: func p.swap(
// CHECK: load
// CHECK: load
// CHECK: store
// CHECK: store

type lexer struct {
	src, token string
	off        int
}

func (l *lexer) scan() int
func two(a, b any)

// Computed bounds are kept before a later one calls; what is sliced is read after it.
func (l *lexer) next() { l.token = l.src[l.off-1 : l.scan()] }

// CHECK-LABEL: func p.(*lexer).next(
// CHECK: field_addr {2}
// CHECK: [[LOW:%[0-9]+]] = sub
// CHECK: [[HIGH:%[0-9]+]] = call {p.(*lexer).scan}
// CHECK: field_addr {0}
// CHECK: slice {{.*}}[[LOW]], [[HIGH]]

// A bool becomes an interface by its address: a comparison is kept, a variable isn't. An int is passed itself.
func boxes() {
	two(x == 1, f())
	two(x, f())
}

// CHECK-LABEL: func p.boxes(
// CHECK: [[EQ:%[0-9]+]] = eq
// CHECK: call {p.f}
// CHECK: make_iface [[EQ]]
// CHECK: call {p.f}
// CHECK: load {{.*}}p.x
// CHECK: make_iface

var m map[int]int

// Elements of maps are read late, too.
func element(k int) int { return m[k] + f() }

// CHECK-LABEL: func p.element(
// CHECK: call {p.f}
// CHECK: map_get

// What an earlier assignment can't change is evaluated after it.
func late(a []int, y, z int) { a[0], y = y, a[1]/z }

// CHECK-LABEL: func p.late(
// CHECK: div
// CHECK: store

func later(z int) { x, z = 1, 1/z }

// CHECK-LABEL: func p.later(
// CHECK: store
// CHECK: div
