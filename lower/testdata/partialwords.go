// RUN: %compile -p main -o %t.a -dump=llvm %s | %filecheck
// A local in memory is cleared by whole words: in one of which only a part was cleared the collector could see an address, with
// what older frames left there.
package main

import _ "unsafe"

//go:linkname use use
//go:noescape
func use(p *[10]byte, q *[3]byte)

// CHECK-LABEL: define{{.*}} @main.buffer(
// CHECK-DAG: [[P:%[0-9]+]] = alloca [16 x i8], align 8
// CHECK-DAG: [[Q:%[0-9]+]] = alloca [3 x i8], align 1
// CHECK: call void @llvm.memset{{.*}}(ptr align 8 [[P]], i8 0, i64 16
// CHECK: call void @llvm.memset{{.*}}(ptr align 1 [[Q]], i8 0, i64 3
func buffer() {
	var b [10]byte
	var c [3]byte
	use(&b, &c)
}
