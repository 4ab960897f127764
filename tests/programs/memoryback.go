// Memory goes back to the system when a program has no use for it any more, and what is large is
// not touched before the program does: resident memory, as the system counts it.
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

func resident() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			var kb int
			fmt.Sscan(strings.TrimPrefix(line, "VmRSS:"), &kb)
			return kb >> 10
		}
	}
	panic("no VmRSS")
}

// Says what a part of the program holds more than before, if that is more than it may be.
func check(what string, before, most int) {
	if more := resident() - before; more > most {
		fmt.Println(what, "holds", more, "MB")
	} else {
		fmt.Println(what, "is right")
	}
}

//go:noinline
func deep(n int) int {
	var b [512]byte
	if n > 0 {
		b[n%512] = byte(deep(n - 1))
	}
	return int(b[n%512])
}

// Goroutines that wait until the function that it returns is called, or are over then.
func goroutines(n, depth int) (end func()) {
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
	time.Sleep(time.Millisecond)
	return func() {
		close(q)
		done.Wait()
	}
}

var (
	pointers []*int
	bytes    []byte
	chunks   [][]byte
)

func main() {
	before := resident()
	goroutines(20000, 0)()
	debug.FreeOSMemory()
	check("goroutines that are over", before, 30) // their G structures stay

	before = resident()
	end := goroutines(2000, 100)
	debug.FreeOSMemory()
	check("goroutines that were deep once", before, 25)
	end()
	debug.FreeOSMemory()

	before = resident()
	for range 3 {
		pointers = make([]*int, 32<<20)
		pointers = nil
		bytes = make([]byte, 256<<20)
		bytes = nil
	}
	check("memory never touched", before, 20)
	for range 3 {
		pointers = make([]*int, 8<<20)
		for i := range pointers {
			pointers[i] = &before
		}
		pointers = nil
		runtime.GC()
		pointers = make([]*int, 8<<20)
		for _, p := range pointers {
			if p != nil {
				panic("not zeroed")
			}
		}
		pointers = nil
	}
	debug.FreeOSMemory()
	check("memory of large slices", before, 20)

	// The limit counts what is free as well: chunks of one size make room for those of another.
	debug.FreeOSMemory()
	before = resident()
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(100 << 20)
	for size := 1000; size < 60000; size *= 3 {
		for range 300 << 20 / size {
			chunks = append(chunks, make([]byte, size))
			chunks[len(chunks)-1][size-1] = 1
			if len(chunks)*size > 30<<20 {
				chunks = nil
			}
		}
		check("with a limit, it", before, 110)
	}
	if old := debug.SetMemoryLimit(-1); old != 100<<20 {
		fmt.Println("limit", old)
	}
}
