// RUN: awk '/^\tx--/ { for (n = 1; n <= 40; n++) print "for x > " n " {"; print; for (n = 1; n <= 40; n++) print "}"; next } { print }' %s > %t.go
// RUN: GOARCH=amd64 %compile -p main -o %t.a -dump=opt %t.go | %filecheck
// What lies in forty loops is not optimised; labels that jump to each other are.
package main

// CHECK: define{{.*}} i64 @main.jumps({{.*}} [[JUMPS:#[0-9]+]]
// CHECK-NOT: attributes [[JUMPS]] = {{.*}}optnone
// CHECK: ModuleID = 'plain'
// CHECK: define{{.*}} i64 @main.deep({{.*}} [[DEEP:#[0-9]+]]
// CHECK: attributes [[DEEP]] = {{{.*}}optnone{{.*}}"golem-plain"
func deep(x int) int {
	x--
	return x
}

func jumps(x int) int {
a:
	x++
	if x&1 == 0 {
		goto c
	}
b:
	x *= 3
	if x&2 == 0 {
		goto a
	}
c:
	x -= 7
	if x&4 == 0 {
		goto b
	}
	return x
}
