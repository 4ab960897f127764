// RUN: GOARCH=amd64 %compile -p main -o %t.a -S %s | %filecheck
// Stack checks of amd64 stand in front of the finished function.
package main

import _ "unsafe"

//go:linkname other other
func other(a, b, c, d, e, f, g, h, i, j int) int

type pair struct{ a, b int }

// Who calls nothing that returns has no check, where the frame is small.
// CHECK-LABEL: "main.(*pair).at":
// CHECK-NOT: r13
// CHECK: callq runtime.goPanicIndex
func (p *pair) at(s []int) int { return s[p.a] }

// CHECK-LABEL: main.small:
// CHECK-NEXT: cmpq (%r13), %rsp
// CHECK-NEXT: jb [[SLOW:.LBB[0-9_]+]]
// CHECK-NEXT: pushq %rbp
// CHECK: callq other
// CHECK: [[SLOW]]:
// CHECK-NEXT: leaq main.small(%rip), %r11
// CHECK-NEXT: jmp golem_more
func small(a int) int { return other(a, a, a, a, a, a, a, a, a, a) }

// Two arguments are on the stack; the frame is large.
// CHECK-LABEL: main.large:
// CHECK-NEXT: leaq -[[SIZE:[0-9]+]](%rsp), %r11
// CHECK-NEXT: cmpq (%r13), %r11
// CHECK-NEXT: jb [[SLOW:.LBB[0-9_]+]]
// CHECK: [[SLOW]]:
// CHECK-NEXT: leaq main.large(%rip), %r11
// CHECK-NEXT: movq ${{[0-9]+}}, 24(%r13)
// CHECK-NEXT: movq $16, 48(%r13)
// CHECK-NEXT: jmp golem_more
func large(a, b, c, d, e, f, g, h int) int {
	var x [100]int
	for i := range x {
		x[i] = other(a, b, c, d, e, f, g, h, i, i)
	}
	return x[small(x[small(h)])]
}

// A large frame is checked for, whatever is called.
// CHECK-LABEL: main.largeLeaf:
// CHECK: cmpq (%r13), %r11
func largeLeaf(n int) (sum int) {
	var x [100]int
	for i := range n {
		x[i%100] += i
		sum += x[i*i%100]
	}
	return sum
}
