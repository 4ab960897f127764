// How long a sleep of 1 ms takes beside goroutines that leave the processor to others only when they are made to.
//
// usage: fairness LOOP PROCS COUNT SLEEPS    prints the milliseconds that SLEEPS sleeps took beside COUNT goroutines of LOOP
//
//	fairness exec RUNS               the same for RUNS runs of /bin/true beside four loops of make on two processors
//	fairness loops                   the names of all loops
package main

import (
	"fmt"
	"iter"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Each goroutine keeps what it makes in one of its own.
type sink struct {
	bytes []byte
	any   any
	text  string
	ints  []int
	n     int
	times time.Time
	pcs   [16]uintptr
}

type shape interface{ area() int }
type named interface {
	shape
	String() string
}
type square int

func (s square) area() int      { return int(s * s) }
func (s square) String() string { return "square" }

func count(yield func(int) bool) {
	for i := 0; yield(i); i++ {
	}
}

//go:noinline
func recovers(n int) (r int) {
	defer func() { r, _ = recover().(int) }()
	panic(n)
}

//go:noinline
func defers(m *sync.Mutex) {
	m.Lock()
	defer m.Unlock()
}

// They call the loops of the language with as few functions of Go between as can be: such a function is a place to stop at.
var loops = map[string]func(s *sink){
	"empty": func(s *sink) {
		for {
			s.n++
		}
	},
	"make": func(s *sink) {
		for {
			s.bytes = make([]byte, 1000)
		}
	},
	"new": func(s *sink) {
		for {
			s.any = new([4]*int)
		}
	},
	"make-large": func(s *sink) {
		for {
			s.bytes = make([]byte, 1<<20)
		}
	},
	"append": func(s *sink) {
		for {
			s.ints = append(s.ints[:0:0], 1, 2, 3)
		}
	},
	"append-grow": func(s *sink) {
		for {
			if len(s.ints) > 1<<20 {
				s.ints = nil
			}
			s.ints = append(s.ints, s.n)
		}
	},
	"string-bytes": func(s *sink) {
		for {
			s.bytes = []byte(s.text)
			s.text = string(s.bytes)
		}
	},
	"concat": func(s *sink) {
		for {
			s.text = s.text[:100] + strconv.Itoa(s.n)
		}
	},
	"to-any": func(s *sink) {
		for {
			s.n += 1000
			s.any = s.n
		}
	},
	"assert": func(s *sink) {
		for {
			s.any = any(square(s.n)).(shape).(named)
		}
	},
	"reflect": func(s *sink) {
		for {
			s.n = int(reflect.ValueOf(square.area).Call([]reflect.Value{reflect.ValueOf(square(3))})[0].Int())
		}
	},
	"defer": func(s *sink) {
		for {
			var m sync.Mutex
			defers(&m)
		}
	},
	"recover": func(s *sink) {
		for {
			s.n = recovers(s.n)
		}
	},
	"gosched": func(s *sink) {
		for {
			runtime.Gosched()
		}
	},
	"gc": func(s *sink) {
		for {
			runtime.GC()
		}
	},
	"now": func(s *sink) {
		for {
			s.times = time.Now()
		}
	},
	"callers": func(s *sink) {
		for {
			s.n = runtime.Callers(0, s.pcs[:])
		}
	},
	"syscall": func(s *sink) {
		for {
			syscall.Getppid()
		}
	},
	"equal": func(s *sink) {
		for {
			s.any = s.text == string(s.bytes)
		}
	},
	"go-receive": func(s *sink) {
		for {
			c := make(chan int, 1)
			go func() { c <- 1 }()
			<-c
		}
	},
	"sleep-0": func(s *sink) {
		for {
			time.Sleep(0)
		}
	},
	"timer": func(s *sink) {
		for {
			time.NewTimer(time.Hour).Stop()
		}
	},
	"timer-due": func(s *sink) {
		for {
			<-time.After(time.Nanosecond)
		}
	},
	"select-default": func(s *sink) {
		c := make(chan int)
		for {
			select {
			case s.n = <-c:
			default:
			}
		}
	},
	"select-two": func(s *sink) {
		c, d := make(chan int, 1), make(chan int, 1)
		for {
			select {
			case c <- 1:
			case d <- 1:
			case s.n = <-c:
			case s.n = <-d:
			}
		}
	},
	"buffered": func(s *sink) {
		c := make(chan int, 1)
		for {
			c <- 1
			s.n = <-c
		}
	},
	"ping-pong": func(s *sink) {
		c, d := make(chan int), make(chan int)
		go func() {
			for v := range c {
				d <- v
			}
		}()
		for {
			c <- 1
			s.n = <-d
		}
	},
	"map-fixed": func(s *sink) {
		m := map[int]int{}
		for {
			s.n++
			m[s.n&1023] = s.n
			s.n += m[7]
			delete(m, s.n&1023)
		}
	},
	"map-grow": func(s *sink) {
		m := map[string]int{}
		for {
			if len(m) > 1<<16 {
				m = map[string]int{}
			}
			s.n++
			m[strconv.Itoa(s.n)] = s.n
		}
	},
	"map-range": func(s *sink) {
		m := map[int]int{}
		for i := range 1 << 16 {
			m[i] = i
		}
		for {
			for k := range m {
				s.n += k
			}
		}
	},
	"move-1MB": func(s *sink) {
		a, b := make([]byte, 1<<20), make([]byte, 1<<20)
		for {
			copy(a, b)
		}
	},
	"clear-1MB": func(s *sink) {
		a := make([]byte, 1<<20)
		for {
			clear(a)
		}
	},
	"search-1MB": func(s *sink) {
		a := strings.Repeat("a", 1<<20)
		for {
			s.n += strings.IndexByte(a, 'b')
		}
	},
	"mutex": func(s *sink) {
		var m sync.Mutex
		for {
			m.Lock()
			m.Unlock()
		}
	},
	"mutex-shared": func(s *sink) {
		var m sync.Mutex
		work := func() { m.Lock(); s.n++; m.Unlock() }
		go func() {
			for {
				work()
			}
		}()
		for {
			work()
		}
	},
	"cond": func(s *sink) {
		var m sync.Mutex
		c := sync.NewCond(&m)
		turn := 0
		take := func(mine int) {
			m.Lock()
			for turn != mine {
				c.Wait()
			}
			turn = 1 - mine
			c.Signal()
			m.Unlock()
		}
		go func() {
			for {
				take(1)
			}
		}()
		for {
			take(0)
		}
	},
	"wait-group": func(s *sink) {
		for {
			var w sync.WaitGroup
			w.Go(func() {})
			w.Wait()
		}
	},
	"pull": func(s *sink) {
		next, _ := iter.Pull(iter.Seq[int](count))
		for {
			s.n, _ = next()
		}
	},
	"pull-many": func(s *sink) {
		for {
			next, stop := iter.Pull(iter.Seq[int](count))
			next()
			stop()
		}
	},
	"pipe": func(s *sink) {
		r, w, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		one := make([]byte, 1)
		for {
			w.Write(one)
			r.Read(one)
		}
	},
	"reset": func(s *sink) {
		t := time.NewTimer(time.Hour)
		for {
			t.Reset(time.Hour)
		}
	},
}

func run(name string) { loops[name](&sink{text: strings.Repeat("x", 200), bytes: make([]byte, 200)}) }

func number(i int) int {
	n, err := strconv.Atoi(os.Args[i])
	if err != nil {
		panic(err)
	}
	return n
}

func main() {
	const limit = 4 * time.Second
	switch {
	case os.Args[1] == "loops":
		var names []string
		for n := range loops {
			names = append(names, n)
		}
		slices.Sort(names)
		fmt.Println(strings.Join(names, "\n"))
	case os.Args[1] == "exec":
		runtime.GOMAXPROCS(2)
		for range 4 {
			go run("make")
		}
		start := time.Now()
		for range number(2) {
			if err := exec.Command("/bin/true").Run(); err != nil {
				panic(err)
			}
		}
		fmt.Println(time.Since(start).Milliseconds())
	default:
		runtime.GOMAXPROCS(number(2))
		for range number(3) {
			go run(os.Args[1])
		}
		start := time.Now()
		done := 0
		for done < number(4) && time.Since(start) < limit {
			time.Sleep(time.Millisecond)
			done++
		}
		// Had it gone on like that:
		fmt.Println(time.Since(start).Milliseconds() * int64(number(4)) / int64(done))
	}
}
