package p

// A variable that is never assigned again is captured by value, another one through its object.
func byValue(x int) func() int { return func() int { return x } }

// CHECK-LABEL: func p.byValue(
// CHECK: closure {p.byValue.func1} %0.x : func() int

func byReference() func() int {
	n := 0
	return func() int { n++; return n }
}

// CHECK-LABEL: func p.byReference(
// CHECK: %0.n = new <int> : *int
// CHECK: closure {p.byReference.func1} %0.n : func() int

// Each iteration has its own variable.
func perIteration() (fs []func() int) {
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i++; return i })
	}
	return
}

// CHECK-LABEL: func p.perIteration(
// CHECK: %1.i = new <int>
// CHECK: [[N:%[0-9]+]] = new <int>
// CHECK: %1.i = copy [[N]]
