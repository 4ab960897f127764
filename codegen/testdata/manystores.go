// RUN: awk '/^\tp\[0\] = x/ { for (n = 0; n <= 400; n++) print "\tp[" n "] = x + " n; next } { print }' %s > %t.go
// RUN: GOARCH=amd64 %compile -p main -o %t.a -dump=opt %t.go | %filecheck
// Several passes compare each store of a block with all others: what is written out like that is left as it is.
package main

// CHECK: define{{.*}} @main.fill({{.*}} [[FILL:#[0-9]+]]
// CHECK: attributes [[FILL]] = {{{.*}}optnone
func fill(p *[500]int, x int) {
	p[0] = x
}
