// RUN: GOARCH=arm64 %compile -p main -o %t.a -S %s | %filecheck --check-prefix=BASE
// RUN: GOARCH=arm64 GOARM64=v8.1 %compile -p main -o %t.a -S %s | %filecheck --check-prefix=LSE
// RUN: GOARCH=arm64 GOARM64=v9.5,crypto %compile -p main -o %t.a -S %s | %filecheck --check-prefix=LSE
// RUN: ! GOARCH=arm64 GOARM64=v8.0,sve %compile -p main -o %t.a %s 2>&1 | %filecheck --check-prefix=BAD
// BAD: compile: invalid GOARM64: must start with v8.{0-9} or v9.{0-5} and may optionally end in ",lse" and/or ",crypto"

// Levels of processors: from v8.1 on atomic operations are instructions, before they ask at run time.
package main

import _ "unsafe"

//go:linkname add internal/runtime/atomic.Xadd
func add(p *uint32, by int32) uint32

var word uint32

// BASE-LABEL: main.bump:
// BASE: __aarch64_ldadd4_acq_rel
// LSE-LABEL: main.bump:
// LSE-NOT: __aarch64
// LSE: ldaddal
//
//go:noinline
func bump() uint32 { return add(&word, 5) }

func main() { bump() }
