// RUN: awk '/^\tx = y/ { for (n = 1; n <= 1200; n++) print "x = x*" n " ^ y; y += x >> 3"; next } { print }' %s > %t.go
// RUN: GOARCH=amd64 %compile -p main -o %t.a -dump=opt %t.go | %filecheck
// A function of that length without loops is left as it is, in blocks that are short.
package main

func small(x int) int { return x*8 + x*8 }

// CHECK: define{{.*}} @main.small(
// CHECK: shl i64 %0, 4
// CHECK: define internal swiftcc i64 @main.huge.body({{.*}} [[HUGE:#[0-9]+]]
// CHECK: mul i64 %0, 1
// CHECK-NEXT: xor i64
// CHECK-COUNT-20: br label
// CHECK: ret i64
// CHECK: attributes [[HUGE]] = {{{.*}}noinline{{.*}}optnone
func huge(x, y int) int {
	x = y
	return x
}
