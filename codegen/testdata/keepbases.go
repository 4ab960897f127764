// RUN: GOARCH=amd64 %compile -p main -o %t.a -dump=opt %s | %filecheck
// A base lives as long as what is derived from it (codegen/keepbases.cpp).
package main

import "unsafe"

//go:linkname call call
func call()

//go:linkname use use
func use(p *[2]int)

// l+n points behind the array: the array's address is used behind the last access, and not kept for the first one by itself.
// CHECK-LABEL: @main.ends(
// CHECK-NOT: fake.use
// CHECK: call {{.*}}@call
// CHECK: load i64
// CHECK-NEXT: call void (...) @llvm.fake.use(ptr %0)
// CHECK-NOT: fake.use
// CHECK: }
func ends(l [][2]int) int {
	if n := len(l); n > 1 {
		a := l[n-2][0]
		call()
		return a + l[n-1][0]
	}
	return 0
}

// An index in range leads into the array.
// CHECK-LABEL: @main.plain(
// CHECK-NOT: fake.use
// CHECK-NOT: asm
// CHECK: }
func plain(l [][2]int, i int) int {
	a := l[i][0]
	call()
	return a + l[i][1]
}

// In a loop any address may become one that runs ahead.
// CHECK-LABEL: @main.loop(
// CHECK-COUNT-1: call void (...) @llvm.fake.use(ptr %0)
// CHECK: }
func loop(l [][2]int) (sum int) {
	for i := range l {
		sum += l[i][0]
		call()
	}
	return
}

// What is handed on is bound to its base.
// CHECK-LABEL: @main.handOn(
// CHECK: [[P:%[0-9]+]] = call ptr asm "", "=r,0,r"(ptr %{{[0-9]+}}, ptr %0)
// CHECK-NEXT: call {{.*}}@use(ptr {{.*}}[[P]]
func handOn(l [][2]int) {
	use(&l[len(l)-1])
}

// A sum over one pointer is an address derived from it.
// CHECK-LABEL: @main.integerEnds(
// CHECK-NOT: inttoptr
// CHECK: call {{.*}}@call
// CHECK: load i64
// CHECK-NEXT: call void (...) @llvm.fake.use(ptr %0)
// CHECK: }
func integerEnds(p unsafe.Pointer, n uintptr) int {
	a := *(*int)(unsafe.Pointer(uintptr(p) + n*8 - 16))
	call()
	return a + *(*int)(unsafe.Pointer(uintptr(p) + n*8 - 8))
}

// So is one that is rounded.
// CHECK-LABEL: @main.rounded(
// CHECK-NOT: inttoptr
// CHECK: getelementptr i8, ptr %0
// CHECK: }
func rounded(p unsafe.Pointer, n uintptr) int {
	return *(*int)(unsafe.Pointer((uintptr(p) + n) &^ 7))
}

// An integer that may come of several pointers is an address once it is pinned to them.
// CHECK-LABEL: @main.either(
// CHECK: call {{.*}}@call
// CHECK: [[P:%[0-9]+]] = inttoptr
// CHECK-NEXT: [[Q:%[0-9]+]] = call ptr asm "", "=r,0,r,r"(ptr [[P]], ptr %{{[0-9]+}}, ptr %{{[0-9]+}})
// CHECK-NEXT: load i64, ptr [[Q]]
// CHECK: }
func either(p, q unsafe.Pointer, first bool, n uintptr) int {
	x := uintptr(p) + n
	if first {
		x = uintptr(q) + 2*n
	}
	call()
	return *(*int)(unsafe.Pointer(x - 8))
}
