// RUN: %compile -p main -o %t.a -S %s | %filecheck
// Copies and fills of unknown length are calls, not loops of single bytes.
package main

// CHECK-LABEL: main.copies:
// CHECK: callq memmove
func copies(a, b []byte) int { return copy(a, b) }

// CHECK-LABEL: main.clears:
// CHECK: callq memset
func clears(a []byte) { clear(a) }
