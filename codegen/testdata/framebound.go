// RUN: for arch in amd64 arm64 386 arm; do ! GOARCH=$arch %compile -p main -o %t.a -d=framebound=64 %s || exit 1; done 2>&1 | %filecheck
// RUN: GOARCH=amd64 %compile -p main -o %t.a %s
// A frame that is larger than what was checked for it is refused: it would overwrite what lies below the stack.
package main

// CHECK-COUNT-4: main.large{{.*}}: a stack frame of {{[0-9]+}} bytes where 64 were expected

//go:noinline
func large(n int) byte {
	var a [100]byte
	a[n%100] = byte(n)
	use(&a)
	return a[n/2%100]
}

//go:noinline
func use(a *[100]byte) { a[0]++ }
