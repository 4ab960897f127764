// Goroutines that are in the runtime nearly always, or that hand the only processor to each other, lose it like any other: beside each
// of them a sleep ends soon. Only seconds count as starved, on a busy machine too.
package main

import (
	"fmt"
	"iter"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var stop atomic.Bool
var running sync.WaitGroup

// A loop that nobody interrupts ends some time, so that the program can tell.
const most = 1 << 30

var (
	bytes []byte
	ints  []int
	text  = "text"
	value any
	times time.Time
	word  int
)

func forever(yield func(int) bool) {
	for yield(1) {
	}
}

var loops = []struct {
	name string
	loop func()
}{
	{"nothing", func() {
		for n := 0; n < most && !stop.Load(); n++ {
		}
	}},
	{"make", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			bytes = make([]byte, 1000)
		}
	}},
	{"append", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			ints = append(ints[:0:0], 1, 2, 3)
		}
	}},
	{"new", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			value = new([4]*int)
		}
	}},
	{"strings", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			bytes = []byte(text)
			text = string(bytes)
		}
	}},
	{"interfaces", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			value = n
		}
	}},
	{"select with default", func() {
		c := make(chan int)
		for n := 0; n < most && !stop.Load(); n++ {
			select {
			case <-c:
			default:
			}
		}
	}},
	{"select", func() {
		c, d := make(chan int, 1), make(chan int, 1)
		for n := 0; n < most && !stop.Load(); n++ {
			select {
			case c <- 1:
			case d <- 1:
			case <-c:
			case <-d:
			}
		}
	}},
	{"buffered channel", func() {
		c := make(chan int, 1)
		for n := 0; n < most && !stop.Load(); n++ {
			c <- 1
			<-c
		}
	}},
	{"two and a channel", func() {
		c, d := make(chan int), make(chan int)
		go func() {
			for v := range c {
				d <- v
			}
		}()
		for n := 0; n < most && !stop.Load(); n++ {
			c <- n
			<-d
		}
		close(c)
	}},
	{"new goroutines", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			c := make(chan int, 1)
			go func() { c <- 1 }()
			<-c
		}
	}},
	{"wait group", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			var w sync.WaitGroup
			w.Add(1)
			go w.Done()
			w.Wait()
		}
	}},
	{"coroutine", func() {
		next, end := iter.Pull(iter.Seq[int](forever))
		for n := 0; n < most && !stop.Load(); n++ {
			next()
		}
		end()
	}},
	{"timers", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			time.NewTimer(time.Hour).Stop()
		}
	}},
	{"clock", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			times = time.Now()
		}
	}},
	{"Gosched", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			runtime.Gosched()
		}
	}},
	{"Callers", func() {
		var pcs [8]uintptr
		for n := 0; n < most && !stop.Load(); n++ {
			word = runtime.Callers(0, pcs[:])
		}
	}},
	{"system calls", func() {
		for n := 0; n < most && !stop.Load(); n++ {
			word = os.Getppid()
		}
	}},
}

func main() {
	runtime.GOMAXPROCS(1)
	for _, l := range loops {
		start := time.Now()
		stop.Store(false)
		for range 2 {
			running.Go(l.loop)
		}
		for range 3 {
			time.Sleep(time.Millisecond)
		}
		stop.Store(true)
		running.Wait()
		if d := time.Since(start); d > 8*time.Second {
			fmt.Println(l.name, "starves others:", d)
		}
	}
	fmt.Println("done")
}
