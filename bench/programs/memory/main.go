// Prints what the system counts as resident memory after what the first argument names; the last
// line counts.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

func resident() {
	text, _ := os.ReadFile("/proc/self/status")
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			var kb int
			fmt.Sscan(strings.TrimPrefix(line, "VmRSS:"), &kb)
			fmt.Println(kb)
		}
	}
}

//go:noinline
func deep(n int) int {
	var b [512]byte
	if n > 0 {
		b[n] = byte(deep(n - 1))
	}
	return int(b[n])
}

// goroutines gives what ends them.
func goroutines(n, depth int) func() {
	var ready, done sync.WaitGroup
	q := make(chan int)
	for range n {
		ready.Add(1)
		done.Add(1)
		go func() {
			deep(depth)
			ready.Done()
			<-q
			done.Done()
		}()
	}
	ready.Wait()
	time.Sleep(10 * time.Millisecond)
	return func() {
		close(q)
		done.Wait()
	}
}

var (
	pointers []*int
	bytes    []byte
)

func main() {
	switch os.Args[1] {
	case "parked":
		end := goroutines(100000, 0)
		resident()
		end()
	case "ended":
		goroutines(100000, 0)()
		debug.FreeOSMemory()
		resident()
	case "deep":
		end := goroutines(10000, 40)
		debug.FreeOSMemory()
		resident()
		end()
	case "again":
		pointers = make([]*int, 128<<20)
		pointers = nil
		runtime.GC()
		pointers = make([]*int, 128<<20)
		resident()
	case "bytes":
		bytes = make([]byte, 1<<30)
		resident()
	case "freed":
		pointers = make([]*int, 32<<20)
		for i := range pointers {
			pointers[i] = new(int)
		}
		pointers = nil
		debug.FreeOSMemory()
		resident()
	}
}
