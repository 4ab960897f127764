// RUN: GOARCH=arm64 %compile -p main -o %t.a -S %s | %filecheck
// Where a frame has room for the arguments of calls, nothing lies there while a call has none.
package main

import _ "unsafe"

//go:linkname call call
func call()

//go:linkname ten ten
func ten(p, q, r, s, t, u, v, w, x, y *int)

// The map: two words from the frame pointer to the frame's end, two below; no registers; one run, of the two words below; one set,
// at the second call only.
// CHECK-LABEL: main.arguments:
// CHECK: stp x0, x0, [sp]
// CHECK-NEXT: bl ten
// CHECK: bl call
// CHECK-NEXT: [[SECOND:.Ltmp[0-9]+]]:
// CHECK: .section .golem_lines
// CHECK: .byte 16
// CHECK: .byte 2
// CHECK-NEXT: .byte 2
// CHECK-NEXT: .byte 0
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 0
// CHECK-NEXT: .byte 2
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .byte 1
// CHECK-NEXT: .uleb128 [[SECOND]]-main.arguments
// CHECK-NEXT: .byte 0
func arguments(p *int) {
	ten(p, p, p, p, p, p, p, p, p, p)
	call()
}
