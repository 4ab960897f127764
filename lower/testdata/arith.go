// RUN: %compile -p main -o %t.a -dump=llvm %s | %filecheck
package main

// The smallest integer divided by -1 is itself.
// CHECK-LABEL: @main.div(
// CHECK: icmp eq i64 %1, 0
// CHECK: call swiftcc void @runtime.panicdivide
// CHECK: select i1 {{.*}}, i64 1, i64 %1
// CHECK: sdiv i64
func div(x, y int) int { return x / y }

// CHECK-LABEL: @main.div3(
// CHECK-NOT: panicdivide
// CHECK: sdiv i64 %0, 3
func div3(x int) int { return x / 3 }

// Counts of any size are defined.
// CHECK-LABEL: @main.shl(
// CHECK: icmp ult i64 %1, 64
// CHECK: shl i64
// CHECK: select i1
func shl(x int, n uint) int { return x << n }

// A signed shift to the right keeps the sign however far it goes.
// CHECK-LABEL: @main.sar(
// CHECK: select i1 {{.*}}, i64 63
// CHECK: ashr i64
func sar(x int, n uint) int { return x >> n }

// CHECK-LABEL: @main.signed(
// CHECK: call swiftcc void @runtime.panicshift
func signed(x, n int) int { return x << n }

// What does not fit is some number, never poison.
// CHECK-LABEL: @main.trunc(
// CHECK: call i64 @llvm.x86.sse2.cvttsd2si64(
func trunc(x float64) int { return int(x) }

// CHECK-LABEL: @main.short(
// CHECK: icmp eq i64 %1, 3
// CHECK-NOT: memequal
func short(s string) bool { return s == "abc" }

// A count that is known to be negative panics like any other.
// CHECK-LABEL: @main.knownNegative(
// CHECK: br i1 true
// CHECK: call swiftcc void @runtime.panicshift
// CHECK: }
func knownNegative(x int) int {
	n := -1
	return x << n
}
