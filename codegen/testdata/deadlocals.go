// RUN: GOARCH=amd64 %compile -p main -o %t.a -dump=opt %s | %filecheck
// What locals in memory are dead at a call (codegen/deadlocals.cpp).
package main

import _ "unsafe"

//go:linkname call call
func call()

//go:linkname use use
func use(s string)

// A select's room to sort its cases in is written before it is read: dead at a call between two selects.
// CHECK-LABEL: define {{.*}} @main.selects
// CHECK: = alloca [12 x i8], {{.*}} !golem.local [[FIRST:![0-9]+]]
// CHECK: = alloca [48 x i8], {{.*}} !golem.local [[SECOND:![0-9]+]]
// CHECK: call {{.*}} @call({{.*}} !heapallocsite [[BOTH:![0-9]+]]
func selects(a, b, c chan int) {
	for {
		call()
		select {
		case <-a:
		case <-b:
		case <-c:
		}
	}
}

// The store is of less than a word, but of all of the local.
// CHECK-LABEL: define {{.*}} @main.sends
// CHECK: = alloca [1 x i8], {{.*}} !golem.local [[FIRST]]
// CHECK: call {{.*}} @call({{.*}} !heapallocsite [[FIRST]]
func sends(c chan bool) {
	for {
		call()
		c <- true
	}
}

// The bytes that become a string are copied.
// CHECK-LABEL: define {{.*}} @main.bytes
// CHECK: = alloca [200 x i8], {{.*}} !golem.local [[FIRST]]
// CHECK: call {{.*}} @use({{.*}} !heapallocsite [[FIRST]]
func bytes(i int) {
	var b [200]byte
	b[i] = 1
	use(string(b[:]))
}

// No room for the results of a function that defers and has none.
// CHECK-LABEL: define {{.*}} @main.defers
// CHECK-NOT: alloca [8 x i8]
// CHECK: call {{.*}} @call(
func defers(f func()) {
	defer f()
	call()
}

// The iterator of a map is dead after the loop: the functions that move it do not keep its address.
// CHECK-LABEL: define {{.*}} @main.overMap
// CHECK: = alloca [96 x i8], {{.*}} !golem.local [[FIRST]]
// CHECK: call {{.*}} @call({{.*}} !heapallocsite [[FIRST]]
func overMap(m map[int]string) {
	for _, s := range m {
		use(s)
	}
	call()
}

// CHECK-DAG: [[FIRST]] = !{i32 0}
// CHECK-DAG: [[SECOND]] = !{i32 1}
// CHECK-DAG: [[BOTH]] = !{i32 0, i32 1}
