// RUN: %compile -p main -o %t.a -dump=llvm %s | %filecheck
// What the linker must know of a function: interface methods that it calls, and what it asks reflection for.
package main

type Method struct{}

type I interface{ A(int) }

// CHECK-DAG: define {{.*}} @main.calls({{.*}} !golem.uses ![[calls:[0-9]+]]
func calls(x I) {
	x.A(1)
	x.A(2)
}

// CHECK-DAG: define {{.*}} @main.literal.func1({{.*}} !golem.uses ![[calls]]
func literal(x I) func() { return func() { x.A(3) } }

// CHECK-DAG: ![[calls]] = !{!"iA\0Atype:func(int)"}

// A direct call is none of them, and neither is a method that is only called like those of package reflect.
// CHECK-NOT: define {{.*}} @main.direct({{.*}} !golem.uses
func direct(t T) { t.Method(1) }

type T struct{}

func (T) Method(int) Method { return Method{} }
