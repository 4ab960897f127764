// Execution traces and the flight recorder: they begin, hold something and end, also while the number of processors changes under
// goroutines that run without a pause. internal/trace's tests look at what is in a trace.
package main

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"runtime"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"time"
)

func work(ctx context.Context) {
	var wg sync.WaitGroup
	c := make(chan int)
	for i := range 8 {
		wg.Go(func() {
			trace.WithRegion(ctx, "work", func() {
				for range 20 {
					c <- i
					time.Sleep(10 * time.Microsecond)
				}
			})
		})
	}
	go func() { wg.Wait(); close(c) }()
	sum := 0
	for v := range c {
		sum += v
	}
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	})
	for range 5 {
		next()
	}
	stop()
	trace.Log(ctx, "sum", fmt.Sprint(sum))
}

// procs changes the number of processors while they are all busy.
func procs() {
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := 0; !stop.Load(); n++ {
			}
		})
	}
	for i := range 40 {
		runtime.GOMAXPROCS(1 + i%5)
		runtime.Gosched()
	}
	stop.Store(true)
	wg.Wait()
}

func main() {
	var out bytes.Buffer
	fmt.Println(trace.Start(&out), trace.IsEnabled())
	fmt.Println(trace.Start(&out))
	ctx, task := trace.NewTask(context.Background(), "job")
	work(ctx)
	procs()
	runtime.GC()
	task.End()
	trace.Stop()
	fmt.Printf("%q %v %v\n", out.Bytes()[:13], out.Len() > 1000, trace.IsEnabled())

	fr := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: time.Second})
	fmt.Println(fr.Start(), fr.Enabled())
	for range 3 {
		work(context.Background())
		var snap bytes.Buffer
		_, err := fr.WriteTo(&snap)
		fmt.Printf("%v %q %v\n", err, snap.Bytes()[:13], snap.Len() > 1000)
	}
	fr.Stop()
	for range 10 {
		var again bytes.Buffer
		if err := trace.Start(&again); err != nil {
			fmt.Println(err)
		}
		trace.Stop()
	}
}
