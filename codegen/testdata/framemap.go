// RUN: GOARCH=amd64 %compile -p main -o %t.a -S %s | %filecheck
// What of a frame is dead at a call.
package main

import _ "unsafe"

//go:linkname use use
func use(p *int)

// The parameter is kept in rbx, whose old value lies a word below the frame pointer; after the second call it is not used any more.
// The word below that one only aligns the frame. So the map says: two words from the frame pointer to the frame's end, two below; one
// register, 3 (rbx), at word -1; one run, of the frame's lowest word; two sets, {run} at the first call, {rbx, run} at the others.
// CHECK-LABEL: main.last:
// CHECK: callq use
// CHECK-NEXT: [[FIRST:.Ltmp[0-9]+]]:
// CHECK: callq use
// CHECK-NEXT: [[SECOND:.Ltmp[0-9]+]]:
// CHECK: callq use
// CHECK-NEXT: [[THIRD:.Ltmp[0-9]+]]:
// CHECK: .section .golem_lines
// CHECK: .byte 16
// CHECK: .byte 2
// CHECK-NEXT: .byte 2
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 3
// CHECK-NEXT: .byte 127
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 0
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 2
// CHECK-NEXT: .byte 3
// CHECK-NEXT: .byte 2
// CHECK-NEXT: .byte 3
// CHECK-NEXT: .uleb128 [[FIRST]]-main.last
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .uleb128 [[SECOND]]-[[FIRST]]
// CHECK-NEXT: .byte 0
// CHECK-NEXT: .uleb128 [[THIRD]]-[[SECOND]]
// CHECK-NEXT: .byte 0
func last(p *int) {
	use(nil)
	use(p)
	use(nil)
}

// A call that does not return is listed as well: its goroutine may wait in what the panic has
// deferred.
// CHECK-LABEL: main.panics:
// CHECK: callq use
// CHECK: callq use
// CHECK-NEXT: [[FIRST:.Ltmp[0-9]+]]:
// CHECK: callq runtime.gopanic
// CHECK-NEXT: [[SECOND:.Ltmp[0-9]+]]:
// CHECK: .section .golem_lines
// CHECK: .uleb128 [[SECOND]]-[[FIRST]]
func panics(p *int) {
	use(p)
	use(p)
	panic(1)
}
