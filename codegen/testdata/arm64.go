// RUN: GOARCH=arm64 %compile -p main -o %t.a -S %s | %filecheck
// Calls on arm64: g in x20, the closure in x15, results in up to eight registers; stack checks against the limit in g.
package main

import _ "unsafe"

// A leaf has no check, but a frame for tracebacks.
// CHECK-LABEL: main.leaf:
// CHECK-NOT: [x20]
// CHECK: stp x29, x30
// CHECK: ret
func leaf(a, b int) int { return a + b }

// CHECK-LABEL: main.caller:
// CHECK: ldr [[LIMIT:x[0-9]+]], [x20]
// CHECK: mov [[SP:x[0-9]+]], sp
// CHECK: cmp [[SP]], [[LIMIT]]
// CHECK: bl other
// CHECK: str {{.*}}[x20, #8]
// CHECK: b golem_more
func caller(a int) int { return other(a) + 1 }

//go:linkname other other
func other(a int) int

// Large frames are checked before they are made.
// CHECK-LABEL: main.large:
// CHECK: ldr {{x[0-9]+}}, [x20]
// CHECK: b main.large.body
func large() {
	var a [64]int
	for i := range a {
		a[i] = other(i)
	}
	other(a[other(1)])
}

// CHECK-LABEL: main.closure:
// CHECK: ldr [[CODE:x[0-9]+]], [x0]
// CHECK: mov x15, x0
// CHECK: blr [[CODE]]
func closure(f func() int) int { return f() + 1 }

// Five words come back in registers.
// CHECK-LABEL: main.five:
// CHECK-DAG: mov w4, #5
// CHECK-DAG: mov w0, #1
// CHECK: ret
func five() (a, b, c, d, e int) { return 1, 2, 3, 4, 5 }
