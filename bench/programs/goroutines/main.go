// Costs of goroutines and of allocation: the first argument says which.
package main

import (
	"os"
	"sync"
)

//go:noinline
func deep(n int) int {
	var b [512]byte
	if n > 0 {
		b[n%512] = byte(deep(n - 1))
	}
	return int(b[n%512])
}

type node struct {
	next *node
	a, b int
}

var (
	sink  *node
	bytes []byte
	words []int
)

func main() {
	var done sync.WaitGroup
	switch os.Args[1] {
	case "spawn": // and end, in turns of 1,000
		for range 2000 {
			for range 1000 {
				done.Go(func() {})
			}
			done.Wait()
		}
	case "switch":
		a, b := make(chan int), make(chan int)
		go func() {
			for v := range a {
				b <- v
			}
			close(b)
		}()
		for i := range 2000000 {
			a <- i
			<-b
		}
	case "deep": // stacks that grow, beside collections
		for range 30 {
			for range 1000 {
				done.Go(func() { deep(60) })
			}
			done.Wait()
			for range 100000 {
				sink = &node{}
			}
		}
	case "small":
		for i := range 50000000 {
			sink = &node{a: i}
		}
	case "medium":
		for i := range 2000000 {
			bytes = make([]byte, 1000+i%3000)
		}
	case "large":
		for i := range 3000 {
			bytes = make([]byte, 1<<20+i%3<<19)
			for k := 0; k < len(bytes); k += 4096 {
				bytes[k] = 1
			}
		}
	case "append":
		for range 300 {
			words = nil
			for i := range 300000 {
				words = append(words, i)
			}
		}
	}
}
