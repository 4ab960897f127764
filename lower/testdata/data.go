// RUN: %compile -p main -o %t.a -dump=llvm %s | %filecheck
package main

// Constant variables are data; those without pointers lie apart.
// CHECK-DAG: @main.primes = dso_local global {{.*}}section ".data.noptr.main.primes"
var primes = [...]uint16{2, 3, 5, 7}

// CHECK-DAG: @main.names = dso_local global <{ ptr,
var names = []string{"a", "b"}

// Assembly may load them with instructions that want aligned bytes.
// CHECK-DAG: @main.pair = dso_local global {{.*}}, align 16
// CHECK-DAG: @main.block = dso_local global {{.*}}, align 32
// CHECK-DAG: @main.blocks = dso_local global {{.*}}, align 32
// CHECK-DAG: @main.small = dso_local global {{.*}}, align 2
var pair = [4]uint32{1, 2, 3, 4}
var block = [33]byte{1}
var blocks [1000]uint16
var small [3]byte

// String variables can be set when linking.
// CHECK-DAG: @main.version = weak dso_local global
var version = "none"

// CHECK-DAG: @"type:main.T" = dso_local constant
// CHECK-DAG: @"type:*main.T" = dso_local constant
type T struct{ a, b int }

func (t T) String() string { return "T" }

type S interface{ String() string }

// The data word of a T is its address, so *T's method serves; that of what is one pointer is the value.
// CHECK-DAG: @"go:itab.main.T,main.S" = linkonce_odr dso_local constant {{.*}}ptr @"main.(*T).String"{{.*}}comdat
// CHECK-DAG: @"go:itab.main.P,main.S" = linkonce_odr dso_local constant {{.*}}ptr @main.P.String{{.*}}comdat
func conv(t T) S { return t }

type P struct{ p *int }

func (p P) String() string { return "P" }
func direct(p P) S         { return p }

// CHECK-DAG: @main..inittask = dso_local global

// A large zero value in an interface is no data of the program.
// CHECK-LABEL: define {{.*}}@main.zeros(
// CHECK: call {{.*}}newobject
type huge struct{ _ [1 << 32]int8 }

func zeros() any { return huge{} }
