// RUN: %compile -p main -o %t.a -dump=llvm %s | %filecheck
package main

type big struct{ a [4]int }

// CHECK-LABEL: define dso_local swiftcc i64 @main.add(i64 %0, i64 %1, ptr nest %2, ptr swiftself %3)
// CHECK: add i64 %0, %1
func add(x, y int) int { return x + y }

// Two results in registers, as leaves.
// CHECK-LABEL: define dso_local swiftcc { ptr, i64, i8 } @main.two(
func two(s string, ok bool) (string, bool) { return s, ok }

// A slice and an error are five words: memory that the caller names first.
// CHECK-LABEL: define dso_local swiftcc void @main.five(ptr %0, ptr %1, i64 range(i64 0, -9223372036854775808) %2, i64 range({{.*}}) %3, ptr nest %4, ptr swiftself %5)
func five(b []byte) ([]byte, error) { return b, nil }

// Arrays travel as a pointer to the callee's copy.
// CHECK-LABEL: define dso_local swiftcc i64 @main.first(ptr %0, ptr nest %1, ptr swiftself %2)
func first(b big) int { return b.a[0] }

// CHECK-LABEL: define dso_local swiftcc i64 @main.dyn(ptr %0, ptr nest
// CHECK: br i1 {{.*}}, !make.implicit
// CHECK: call swiftcc void @runtime.panicmem
// CHECK: %[[code:.*]] = load ptr, ptr %0
// CHECK: call swiftcc i64 %[[code]](i64 1, ptr nest "golem-lent" %0, ptr swiftself
func dyn(f func(int) int) int { return f(1) }

type I interface {
	A()
	B(int) int
}

// The second method's entry stands behind the itab's header and the first's.
// CHECK-LABEL: define dso_local swiftcc i64 @main.iface(ptr %0, ptr %1, ptr nest
// CHECK: getelementptr inbounds i8, ptr %0, i64 32
func iface(i I) int { return i.B(3) }
