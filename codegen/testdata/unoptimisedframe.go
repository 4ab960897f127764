// RUN: awk '/^\tx \+=/ { for (n = 1; n <= 60; n++) print "\tx += called(x) * " n; next } { print }' %s > %t.go
// RUN: GOARCH=386 %compile -N -l -p main -o %t.a -dump=opt %t.go | %filecheck
// Where the check is LLVM IR, the frame is not known yet. Unoptimised, every value has a slot in the frame: what 200 instructions need is asked for before the frame is made; what a few
// need fits below the limit.
package main

// CHECK: define{{.*}} @main.long(
// CHECK: musttail call swiftcc {{.*}}@main.long.body(
// CHECK-NOT: @main.short.body(
func long(x int) int {
	x += 1
	return x
}

func short(x int) int { return called(x) }

//go:noinline
func called(x int) int { return x }
