// RUN: %compile -p main -o %t.a -S %s | %filecheck
// RUN: %compile -p main -o %t2.a %s && cmp %t.a %t2.a
// -S prints beside what is compiled, not instead of it.
package main

// CHECK: main.main:
// CHECK: ret
func main() {}
