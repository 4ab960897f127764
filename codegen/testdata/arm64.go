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
// CHECK-NEXT: ldr x11, [x20]
// CHECK-NEXT: subs x11, sp, x11
// CHECK-NEXT: b.lo [[SLOW:.LBB[0-9_]+]]
// CHECK: bl other
// CHECK: [[SLOW]]:
// CHECK-NEXT: adr x9, main.caller
// CHECK-NEXT: b golem_more
func caller(a int) int { return other(a) + 1 }

//go:linkname other other
func other(a int) int

// What does not fit below the limit is subtracted, and the next segment has to have room for it.
// CHECK-LABEL: main.large:
// CHECK-NEXT: ldr x11, [x20]
// CHECK-NEXT: sub x10, sp, #432
// CHECK-NEXT: subs x11, x10, x11
// CHECK-NEXT: b.lo [[SLOW:.LBB[0-9_]+]]
// CHECK: sub sp, sp, #512
// CHECK: [[SLOW]]:
// CHECK-NEXT: adr x9, main.large
// CHECK-NEXT: mov x10, #560
// CHECK-NEXT: str x10, [x20, #24]
// CHECK-NEXT: b golem_more
func large() {
	var a [64]int
	for i := range a {
		a[i] = other(i)
	}
	other(a[other(1)])
}

// CHECK-LABEL: main.huge:
// CHECK: mov x10, #{{[0-9]+}}
// CHECK-NEXT: movk x10, #1, lsl #16
// CHECK-NEXT: sub x10, sp, x10
// CHECK-NEXT: subs x11, x10, x11
func huge() {
	var a [10000]int
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
