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
