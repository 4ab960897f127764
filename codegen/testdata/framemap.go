// RUN: GOARCH=amd64 %compile -p main -o %t.a -S %s | %filecheck
// What of a frame is dead at a call.
package main

import _ "unsafe"

//go:linkname use use
func use(p *int)

// The parameter is kept in rbx, whose old value lies a word below the frame pointer; after the second call it is not used any more.
// So the map says: two words from the frame pointer to the frame's end, one below; one register, 3 (rbx), at word -1; no runs; one set,
// {rbx}; it holds at the second and the third call.
// CHECK-LABEL: main.last:
// CHECK: callq use
// CHECK: callq use
// CHECK-NEXT: [[SECOND:.Ltmp[0-9]+]]:
// CHECK: callq use
// CHECK-NEXT: [[THIRD:.Ltmp[0-9]+]]:
// CHECK: .section .golem_lines
// CHECK: .byte 16
// CHECK: .byte 2
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 3
// CHECK-NEXT: .byte 127
// CHECK-NEXT: .byte 0
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 2
// CHECK-NEXT: .uleb128 [[SECOND]]-main.last
// CHECK-NEXT: .byte 0
// CHECK-NEXT: .uleb128 [[THIRD]]-[[SECOND]]
// CHECK-NEXT: .byte 0
func last(p *int) {
	use(nil)
	use(p)
	use(nil)
}
