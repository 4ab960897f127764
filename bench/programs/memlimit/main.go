// Many stacks and a heap that grows, to be run with GOGC=off and a GOMEMLIMIT.
package main

import "sync"

type node struct {
	left, right *node
	a, b        int
	p           [4]*int
}

var sink *node

//go:noinline
func deep(n int, q chan int) int {
	var b [512]byte
	if n > 0 {
		b[n] = byte(deep(n-1, q))
	} else {
		<-q
	}
	return int(b[n])
}

func main() {
	var done sync.WaitGroup
	q := make(chan int)
	for range 10000 {
		done.Go(func() { deep(16, q) })
	}
	for i := range 20000000 {
		sink = &node{a: i}
	}
	close(q)
	done.Wait()
}
