// RUN: awk '/^\tx = y/ { for (n = 1; n <= 1200; n++) print "x = x*" n " ^ y; y += x >> 3"; next } { print }' %s > %t.go
// RUN: GOARCH=amd64 %compile -p main -o %t.a -dump=opt %t.go | %filecheck
// A function of that length without loops, but with calls, is left as it is, in blocks that are short. It moves to a module of its own; the text
// that it refers to gets a name.
package main

func small(x int) int { return x*8 + x*8 }

func arithmetic(x, y int) int {
	x = y
	return x
}

// CHECK: ModuleID = 'main'
// CHECK: @[[TEXT:main.huge.[0-9]+]] = hidden {{.*}}constant [10 x i8] c"some text
// CHECK: define{{.*}} @main.small(
// CHECK: shl i64 %0, 4
// CHECK: define{{.*}} swiftcc i64 @main.arithmetic(
// CHECK-NOT: mul i64 %{{[0-9]+}}, 1{{$}}
// CHECK: declare dso_local swiftcc { i64, ptr, i64 } @main.huge(
// CHECK: ModuleID = 'plain'
// CHECK: @[[TEXT]] = external hidden {{.*}}constant
// CHECK: define dso_local swiftcc { i64, ptr, i64 } @main.huge({{.*}} [[HUGE:#[0-9]+]]
// CHECK: mul i64 %0, 1
// CHECK-NEXT: xor i64
// CHECK-COUNT-20: br label
// CHECK: ret { i64, ptr, i64 }
// CHECK: attributes [[HUGE]] = {{{.*}}noinline{{.*}}optnone{{.*}}"golem-plain"
func huge(x, y int) (int, string) {
	x = y
	return called(x), "some text"
}

//go:noinline
func called(x int) int { return x }
