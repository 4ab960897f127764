// RUN: %compile -p main -o %t.a -dump=opt %s | %filecheck
// Where an access follows, it stands for the check of its pointer.
package main

import _ "unsafe"

//go:linkname use use
func use(p *int)

type node struct {
	next  *node
	value int
	far   [1000]int
	last  int
}

// CHECK-LABEL: define{{.*}} @"main.(*node).chain"(
// CHECK-COUNT-2: load volatile ptr
// CHECK-NOT: br
// CHECK: load volatile i64
// CHECK-NEXT: ret
func (n *node) chain() int { return n.next.next.value }

// A call comes before the access.
// CHECK-LABEL: define{{.*}} @"main.(*node).late"(
// CHECK: icmp eq ptr %0, null
// CHECK: @runtime.panicmem
// CHECK: load i64
func (n *node) late() int {
	p := &n.value
	use(nil)
	return *p
}

// The access may lie beyond the pages that are never mapped.
// CHECK-LABEL: define{{.*}} @"main.(*node).beyond"(
// CHECK: icmp eq ptr %0, null
// CHECK: @runtime.panicmem
func (n *node) beyond() int { return n.last }

// CHECK-LABEL: define{{.*}} @"main.(*node).set"(
// CHECK-NOT: icmp
// CHECK: store volatile i64 1
// CHECK-NEXT: ret void
func (n *node) set() { n.value = 1 }

// Nothing is stored if the second pointer is nil.
// CHECK-LABEL: define{{.*}} @main.both(
// CHECK: store volatile i64 1
// CHECK-NEXT: getelementptr
// CHECK-NEXT: store volatile i64 2
func both(a, b *node) {
	a.value = 1
	b.value = 2
}

// What is read before the near element would fault somewhere else.
// CHECK-LABEL: define{{.*}} @main.elements(
// CHECK: icmp eq ptr %0, null
// CHECK: @runtime.panicmem
func elements(p *[1000]int) int { return p[900] + p[0] }
