// exit 2
// Many goroutines panic at the same time: the program ends, and does not wait for itself.
package main

import "sync"

func main() {
	start := make(chan bool)
	var wg sync.WaitGroup
	for range 50 {
		wg.Add(1)
		go func() {
			<-start
			defer wg.Done()
			panic("together")
		}()
	}
	close(start)
	select {}
}
