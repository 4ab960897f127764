// RUN: GOARCH=amd64 %compile -p main -o %t.a -d=hugefunction=0 -dump=opt %s | %filecheck
// In a huge function a base with many accesses is kept where the function returns; but for an access on the way to a panic
// that keeps nothing, and the base is used behind it.
package main

import _ "unsafe"

//go:linkname call call
func call()

// CHECK-LABEL: @main.many(
// CHECK-COUNT-7: asm sideeffect "", "r"(ptr
// CHECK-NOT: sideeffect
// CHECK: asm sideeffect "", "r"(ptr %0)
// CHECK-NEXT: br
// CHECK: ret i64
// CHECK: store i64 1
// CHECK-NEXT: call void asm sideeffect "", "r"(ptr %0)
// CHECK: @runtime.gopanic
func many(l [][2]int, fail bool) int {
	n := len(l)
	sum := 0
	if n > 20 {
		sum += l[n-2][0]
		call()
		sum += l[n-3][0]
		call()
		sum += l[n-4][0]
		call()
		sum += l[n-5][0]
		call()
		sum += l[n-6][0]
		call()
		sum += l[n-7][0]
		call()
		sum += l[n-8][0]
		call()
		sum += l[n-9][0]
		call()
		sum += l[n-10][0]
		call()
		if fail {
			call()
			l[n-11][0] = 1
			call()
			panic("fail")
		}
	}
	return sum
}
