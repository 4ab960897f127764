// A goroutine that collects in a loop does not keep the only processor to itself.
package main

import "runtime"

func main() {
	runtime.GOMAXPROCS(1)
	go func() {
		for {
			runtime.GC()
		}
	}()
	done := make(chan int, 8)
	for i := 0; i < 8; i++ {
		go func() { done <- i }()
	}
	sum := 0
	for i := 0; i < 8; i++ {
		sum += <-done
	}
	println(sum)
}
