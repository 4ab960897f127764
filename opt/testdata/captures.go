// Flags: -improve
package p

func use(func() int)

// What is the same in every run is no capture: the call of double is static, and inlined.
func siblings(x int) int {
	n := 3
	double := func(k int) int { return 2*k + n }
	return func() int {
		if x > 100 {
			panic(x)
		}
		use(nil)
		return double(x)
	}()
}

// A literal that captures only such values is no closure.
func static() func() int {
	n := 3
	return func() int { use(nil); return n }
}

// CHECK-LABEL: func p.static(
// CHECK-NOT: closure {
// CHECK: return

// A variable that changes stays one.
func changes() func() int {
	n := 3
	f := func() int { use(nil); return n }
	n = 4
	return f
}

// CHECK-LABEL: func p.changes(
// CHECK: closure {p.changes.func1} %{{[0-9]+}}.n

// CHECK-LABEL: func p.siblings.func2(
// CHECK: = capture {0} : int
// CHECK-NOT: capture
// CHECK: copy (p.siblings.func1) 3:int
// CHECK: mul (p.siblings.func1) 2:int
