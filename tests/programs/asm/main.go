// Assembly: calls both ways, data, methods, stack growth, faults, tracebacks, goroutines and deferred calls.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync"

	"example.org/asm/lib"
)

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(what, "panics:", r)
		}
	}()
	f()
}

//go:noinline
func recurse(n int, f func()) {
	var room [100]byte
	if n > 0 {
		recurse(n-1, f)
	} else {
		f()
	}
	room[n%100]++
}

func main() {
	fmt.Println(lib.Sum(-3, 60000, -70000, 1<<40, true, 0.5, 2.25))
	fmt.Println(lib.Sum(-3, 1, 1, -1<<40, false, 0.25, -2))
	s := []int64{5, 6, 7}
	r, q, t, last := lib.Many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, s, lib.Pair{41, 1.25, "text"})
	fmt.Println(r, q, t, cap(t), last)
	fmt.Println(lib.Offsets(&lib.Pair{1, 2.5, "four"}))
	fmt.Printf("%#x %#x %#x\n", lib.Table(0), lib.Table(1), lib.Table(2))
	fmt.Println(lib.Counter, lib.Bump(3), lib.Word, lib.Bump(1), lib.Word)
	fmt.Println(lib.Renamed(21), reflect.ValueOf(lib.Renamed).Call([]reflect.Value{reflect.ValueOf(1)})[0])
	fmt.Println(reflect.ValueOf(lib.Deep).Call([]reflect.Value{reflect.ValueOf(3)})[0])

	// Calls back to Go, which collects garbage: x is only in assembly's frame.
	lib.Back = func(x *int) int { return *x + 10 }
	fmt.Println(lib.Apply(0, new(int)), lib.Apply(3, new(int)), lib.Apply(2000, new(int)))
	// ... and needs more stack there.
	lib.Back = func(x *int) int { recurse(3000, runtime.GC); *x += 5; return *x }
	fmt.Println(lib.Apply(1, new(int)))
	// ... and panics there.
	lib.Back = func(x *int) int { panic("from below") }
	try("apply", func() { lib.Apply(5, nil) })
	lib.Back = func(x *int) int { return lib.Apply(0, x) - 1 }
	try("fault", func() { lib.Fault(nil) })
	fmt.Println(lib.Fault(&[]int{77}[0]))

	// Stack growth in assembly, from all depths.
	for n := 0; n < 200; n++ {
		recurse(n, func() {
			if got := lib.Deep(20); got != 20 {
				panic(got)
			}
		})
	}
	fmt.Println(lib.Deep(100000))

	f := lib.Sum
	fmt.Println(f(1, 1, 1, 1, true, 1, 1))
	fmt.Println(runtime.FuncForPC(reflect.ValueOf(lib.Deep).Pointer()).Name())
	done := make(chan bool)
	go func() { defer close(done); defer lib.Clobber(); lib.Clobber() }()
	<-done
	a, b, c, d := len(s), cap(s), 1.5, "kept"
	lib.Clobber()
	fmt.Println(a, b, c, d)

	// Where it is called from.
	pcs := make([]uintptr, 20)
	frames := runtime.CallersFrames(pcs[:lib.Where(pcs)])
	for {
		frame, more := frames.Next()
		if strings.Contains(frame.Function, "lib.") {
			fmt.Println(frame.Function, frame.File[strings.LastIndex(frame.File, "/")+1:], frame.Line)
		}
		if !more {
			break
		}
	}

	fmt.Println(lib.Spoil(1), lib.Spoil(lib.Spoil(2)))

	low, high := lib.Aligned()
	fmt.Printf("%x %x\n", low, high)

	// Loops in assembly while the world stops.
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 50 {
				lib.Busy(200000)
				lib.Deep(50)
				_ = make([]byte, 100)
			}
		})
	}
	for range 50 {
		runtime.GC()
		runtime.Gosched()
	}
	wait.Wait()
	var wg sync.WaitGroup
	wg.Add(1)
	go lib.Deep(1000)
	go func() { defer wg.Done(); defer lib.Bump(0) }()
	wg.Wait()
	fmt.Println("done")
}
