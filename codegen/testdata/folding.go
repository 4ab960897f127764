// RUN: GOARCH=amd64 %compile -p main -o %t.a -S %s | %filecheck
// The linker keeps equal code of instances once. The code refers to its record, and that ends with the name that the runtime
// tells: so only what has equal ones is equal; and their addresses need not differ.
package main

//go:noinline
func first[T any](s []*T) *T { return s[0] }

//go:noinline
func plain(s []*int) *int { return s[0] }

var sink, other any = first([]*int{nil}), plain([]*int{nil})

// CHECK: .section .golem_lines,"a",@progbits,unique,
// CHECK-NOT: BFD_RELOC_NONE
// CHECK-LABEL: "main.first[int]":
// CHECK: .section .rodata.str,
// CHECK-NEXT: [[NAME:.Ltmp[0-9]+]]:
// CHECK-NEXT: .ascii "main.first[...]"
// CHECK: .section .golem_lines,"aG",@progbits,"main.first[int]",comdat,unique,
// CHECK-NEXT: [[LINES:.Ltmp[0-9]+]]:
// CHECK-NEXT: .reloc "main.first[int]", BFD_RELOC_NONE, [[LINES]]
// CHECK: .long [[NAME]]-.Ltmp
// CHECK-NEXT: .section ".text.
// CHECK: .addrsig
// CHECK-NOT: .addrsig_sym "main.first[int]"
// CHECK: .addrsig_sym main.plain
// CHECK-NOT: .addrsig_sym "main.first[int]"
