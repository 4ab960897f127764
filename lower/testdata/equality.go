// RUN: %compile -p main -o %t.a -dump=llvm %s | %filecheck
// Equality functions of arrays go through the elements, however many there are.
package main

// Types whose equality is that of their bytes share a function per size.
// CHECK-DAG: @"type:main.A" = {{.*}}@"type:.eq.[24]uint8
// CHECK-DAG: @"type:main.B" = {{.*}}@"type:.eq.[24]uint8
type A struct{ a, b, c int }
type B struct {
	a [4]uint32
	b *A
}

// CHECK-LABEL: define {{.*}}@"type:.eq.[1][2]string"(
// CHECK-NOT: @"type:.eq.[1][2]string"
// CHECK: call {{.*}}@"type:.eq.[2]string"
// CHECK: }
func one(a, b *[1][2]string) bool { return *a == *b }

// CHECK-LABEL: define {{.*}}@"type:.eq.[1][1]main.T"(
// CHECK: call {{.*}}@"type:.eq.[1]main.T"
// CHECK: }
func nested(a, b *[1][1]T) bool { return *a == *b }

type T struct{ a, b, c, d, e string }
