// The value of a panic lives while deferred functions run that do not look at it yet, wherever a
// collection finds the goroutine: in runtime.GC, in a system call, in a loop, waiting.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

type value struct{ numbers [30]int }

var last *value

//go:noinline
func made() *value {
	v := new(value)
	for i := range v.numbers {
		v.numbers[i] = 7 + i
	}
	return v
}

//go:noinline
func collect() {
	runtime.GC()
	for i := 0; i < 300; i++ {
		last = new(value)
		for j := range last.numbers {
			last.numbers[j] = -1
		}
	}
}

func collectLater(then func()) {
	time.Sleep(5 * time.Millisecond)
	collect()
	then()
}

func during(name string, work func()) {
	defer func() {
		work()
		v := recover().(*value)
		for i, n := range v.numbers {
			if n != 7+i {
				fmt.Println(name, "has lost it:", n)
				return
			}
		}
		fmt.Println(name)
	}()
	panic(made())
}

func inGC() { collect() }

func inSystemCall() {
	r, w, _ := os.Pipe()
	r.Fd() // blocks from now on
	go collectLater(func() { w.Write([]byte("x")) })
	r.Read(make([]byte, 1))
}

var done, count int

func inLoop() {
	start := time.Now()
	over := make(chan bool)
	go collectLater(func() { close(over) })
	for time.Since(start) < 30*time.Millisecond {
		for i := 0; i < 100000; i++ {
			count += i & done
		}
	}
	<-over
}

func waiting() {
	over := make(chan bool)
	go collectLater(func() { close(over) })
	<-over
}

func panicking() {
	defer func() { recover() }()
	defer collect()
	panic("another")
}

func main() {
	during("runtime.GC", inGC)
	during("system call", inSystemCall)
	during("loop", inLoop)
	during("waiting", waiting)
	during("panicking", panicking)
}
