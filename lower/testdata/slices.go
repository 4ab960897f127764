// RUN: %compile -p main -o %t.a -dump=llvm %s | %filecheck
package main

import "unsafe"

// The fast path of append is inline.
// CHECK-LABEL: @main.push(
// CHECK: add i64 %1, 1
// CHECK: icmp ugt i64 {{.*}}, %2
// CHECK: call swiftcc { ptr, i64, i64 } @runtime.growslice
// CHECK: phi ptr
// CHECK: store i64 %3
func push(xs []int, x int) []int { return append(xs, x) }

// CHECK-LABEL: @main.at(
// CHECK: icmp uge i64 %3, %1
// CHECK: call swiftcc void @runtime.goPanicIndex(i64 %3, i64 %1,
func at(xs []int, i int) int { return xs[i] }

// An empty rest does not point behind the array.
// CHECK-LABEL: @main.rest(
// CHECK: call swiftcc void @runtime.goPanicSliceB(
// CHECK: ashr i64 {{.*}}, 63
func rest(xs []int, i int) []int { return xs[i:] }

// CHECK-LABEL: @main.get(
// CHECK: call swiftcc ptr @runtime.mapaccess1_faststr(ptr @"type:map[string]int"
func get(m map[string]int) int { return m["a"] }

// CHECK-LABEL: @main.get64(
// CHECK: call swiftcc { ptr, i8 } @runtime.mapaccess2_fast64(
func get64(m map[int]string, k int) (string, bool) { v, ok := m[k]; return v, ok }

// A sum at the end of the address space, and a product: no call where they fit.
// CHECK-LABEL: @main.bytes(
// CHECK-NOT: call {{.*}}unsafeslice(
// CHECK: icmp slt i64 %1, 0
// CHECK: sub i64 0, %
// CHECK: icmp ugt i64 %1, %
func bytes(p *byte, n int) []byte { return unsafe.Slice(p, n) }

// CHECK-LABEL: @main.words(
// CHECK: icmp slt i64 %1, 0
// CHECK: and i1
// CHECK: umul.with.overflow.i64(i64 %1, i64 12)
// CHECK: icmp ugt i64
func words(p *[3]int32, n int) [][3]int32 { return unsafe.Slice(p, n) }
