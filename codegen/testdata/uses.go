// RUN: %compile -p main -o %t.a -S %s | %filecheck
// A function that is inlined and gone leaves its uses to its caller; types that are only allocated or compared are noted.
package main

type I interface{ A() }
type T struct{ p *T }

func (*T) M() {}

// CHECK: .section golem_uses,"e"
// CHECK: .ascii "\{{[0-7]+}}iA\ntype:func()\000main.inner\000main.outer\000dtype:main.T\000main.allocates\000
func inner(x I) { x.A() }

func outer(x I) {
	for range 3 {
		inner(x)
	}
}

func allocates() *T { return new(T) }

func converts() any { return allocates() }

var sink = []any{outer, allocates, converts}
