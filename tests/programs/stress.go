// Everything that the scheduler, the stacks and the collector do, at once, with checks of every result.
// STRESS_MS=N runs for N milliseconds (300 if unset); STRESS_ONLY=name runs one kind of worker.
package main

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"weak"

	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"bytes"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
)

var deadline time.Time

func running() bool { return time.Now().Before(deadline) }

func check(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Sprintf(format, args...))
	}
}

// Trees of random shape, built, summed and dropped.
type tree struct {
	left, right *tree
	value       int
	text        string
}

func grow(depth int, seed int) *tree {
	if depth == 0 {
		return nil
	}
	return &tree{grow(depth-1, seed*2), grow(depth-1, seed*2+1), seed, strconv.Itoa(seed)}
}

func (t *tree) sum() int {
	if t == nil {
		return 0
	}
	n, err := strconv.Atoi(t.text)
	check(err == nil && n == t.value, "tree: %q %d", t.text, t.value)
	return t.left.sum() + t.right.sum() + t.value
}

func trees() {
	want := grow(8, 1).sum()
	for running() {
		check(grow(8, 1).sum() == want, "tree: wrong sum")
	}
}

// A ring of goroutines passes a slice around; everybody adds one.
func rings() {
	for running() {
		const n = 20
		first := make(chan []int, 1)
		in := first
		for range n {
			out := make(chan []int)
			go func(in, out chan []int) {
				for s := range in {
					out <- append(append([]int{}, s...), len(s))
				}
				close(out)
			}(in, out)
			in = out
		}
		first <- nil
		for range 5 {
			s := <-in
			for i, v := range s {
				check(i == v, "ring: %v", s)
			}
			first <- s
		}
		close(first)
		for range in {
		}
	}
}

// Select among many, with timers and a context.
func selects() {
	for running() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		a, b, c := make(chan *int), make(chan string, 3), make(chan [9]int)
		var sent, got atomic.Int64
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for n := 0; ; n++ {
					v := i*1000 + n
					select {
					case a <- &v:
					case b <- strconv.Itoa(v):
					case c <- [9]int{8: v}:
					case <-ctx.Done():
						return
					}
					sent.Add(int64(v))
				}
			}()
		}
		done, gone := make(chan bool), make(chan bool)
		for range 3 {
			go func() {
				for {
					select {
					case p := <-a:
						got.Add(int64(*p))
					case s := <-b:
						v, err := strconv.Atoi(s)
						check(err == nil, "select: %v", err)
						got.Add(int64(v))
					case x := <-c:
						got.Add(int64(x[8]))
					case <-time.After(time.Minute):
						panic("select: late")
					case <-done:
						gone <- true
						return
					}
				}
			}()
		}
		wg.Wait()
		for len(b) > 0 {
			runtime.Gosched()
		}
		for range 3 {
			done <- true
			<-gone
		}
		cancel()
		check(sent.Load() == got.Load(), "select: sent %d, got %d", sent.Load(), got.Load())
	}
}

// Deep recursion with frames of several sizes, panics through them, recovered at random depths.
func deep(n int, pad [40]int) (result int) {
	if n == 0 {
		panic(errors.New("bottom"))
	}
	for i := range pad {
		pad[i] += n
	}
	if n%97 == 0 {
		defer func() {
			if r := recover(); r != nil {
				check(r.(error).Error() == "bottom", "deep: %v", r)
				result = n
			}
		}()
	} else if n%10 == 0 {
		defer func(want int) { check(pad[3] >= want, "deep: pad %d", pad[3]) }(n)
	}
	r := deep(n-1, pad)
	for i := 1; i < len(pad); i++ {
		check(pad[i] == pad[0], "deep: pads differ")
	}
	return r
}

func depths() {
	for n := 100; running(); n = 100 + (n*7)%2000 {
		check(deep(n, [40]int{}) == 97, "deep: wrong depth")
		runtime.Gosched()
	}
}

// Goexit and panics in goroutines, with deferred functions that count.
func exits() {
	for running() {
		var wg sync.WaitGroup
		var count atomic.Int32
		for i := range 30 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer count.Add(1)
				defer func() {
					if i%3 == 0 {
						check(recover() == "p", "exit: lost panic")
					}
				}()
				switch i % 3 {
				case 0:
					panic("p")
				case 1:
					runtime.Goexit()
				}
			}()
		}
		wg.Wait()
		check(count.Load() == 30, "exit: %d", count.Load())
	}
}

// Maps of several kinds under their lock, and a sync.Map without.
func maps() {
	var mu sync.Mutex
	m := map[string]*[]int{}
	var sm sync.Map
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; running(); i++ {
				k := fmt.Sprint("k", i%300)
				mu.Lock()
				if p := m[k]; p == nil {
					m[k] = &[]int{i % 300}
				} else if *p = append(*p, i%300); len(*p) > 20 {
					for _, v := range *p {
						check("k"+strconv.Itoa(v) == k, "map: %s has %d", k, v)
					}
					delete(m, k)
				}
				mu.Unlock()
				sm.Store(w*1000+i%50, &k)
				v, ok := sm.Load(w*1000 + i%50)
				check(ok && *v.(*string) == k, "sync.Map: lost")
			}
		}()
	}
	wg.Wait()
}

// Objects with finalizers, cleanups and weak pointers.
type big struct {
	self *big
	data [50]int
}

func finals() {
	var made, ran atomic.Int64
	for running() {
		for range 50 {
			b := &big{}
			b.self = &big{data: [50]int{1: 7}}
			w := weak.Make(b)
			made.Add(1)
			runtime.SetFinalizer(b, func(b *big) {
				check(b.self.data[1] == 7, "finalizer: object was freed")
				ran.Add(1)
			})
			runtime.AddCleanup(b.self, func(n int) { check(n == 7, "cleanup: %d", n) }, 7)
			if p := w.Value(); p != nil {
				check(p.self.data[1] == 7, "weak: object was freed")
			}
			runtime.KeepAlive(b)
		}
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	check(made.Load() == 0 || ran.Load() > 0 || !long, "finalizers never ran")
}

// Pools of buffers, used by many.
func pools() {
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; running(); i++ {
				b := pool.Get().(*bytes.Buffer)
				b.Reset()
				for j := range 20 {
					fmt.Fprintf(b, "%d.%d;", w, j)
				}
				parts := strings.Split(b.String(), ";")
				check(len(parts) == 21 && parts[19] == fmt.Sprintf("%d.19", w), "pool: %q", b)
				pool.Put(b)
				if i%64 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	wg.Wait()
}

// Timers that fire, are stopped and reset.
func timers() {
	for running() {
		var fired atomic.Int32
		var all []*time.Timer
		for i := range 50 {
			all = append(all, time.AfterFunc(time.Duration(i)*100*time.Microsecond, func() { fired.Add(1) }))
		}
		time.Sleep(time.Millisecond)
		stopped := int32(0)
		for _, t := range all {
			if t.Stop() {
				stopped++
			}
		}
		for range 10000 {
			if fired.Load()+stopped == 50 {
				break
			}
			time.Sleep(time.Millisecond)
		}
		check(fired.Load()+stopped == 50, "timers: %d fired, %d stopped", fired.Load(), stopped)
		t := time.NewTimer(time.Hour)
		t.Reset(time.Microsecond)
		<-t.C
		tick := time.NewTicker(50 * time.Microsecond)
		<-tick.C
		<-tick.C
		tick.Stop()
	}
}

// Signals to ourselves.
func signals() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGUSR2)
	defer signal.Stop(c)
	for running() {
		check(syscall.Kill(os.Getpid(), syscall.SIGUSR1) == nil, "kill")
		check(<-c == syscall.SIGUSR1, "signal: wrong one")
		time.Sleep(time.Millisecond)
	}
}

// Child processes.
func children() {
	for running() {
		out, err := exec.Command("/bin/echo", "child").Output()
		check(err == nil && string(out) == "child\n", "child: %q %v", out, err)
	}
}

// A network server and clients.
func network() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err == nil, "listen: %v", err)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				io.Copy(c, c)
			}()
		}
	}()
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for running() {
				c, err := net.Dial("tcp", l.Addr().String())
				check(err == nil, "dial: %v", err)
				c.SetDeadline(time.Now().Add(time.Minute))
				want := bytes.Repeat([]byte{byte('a' + w)}, 10000)
				go c.Write(want)
				got := make([]byte, len(want))
				_, err = io.ReadFull(c, got)
				check(err == nil && bytes.Equal(got, want), "net: %v", err)
				c.Close()
			}
		}()
	}
	wg.Wait()
	l.Close()
}

// Coroutines, left early or run to the end.
func coroutines() {
	for running() {
		next, stop := iter.Pull(func(yield func([]int) bool) {
			for i := 0; i < 100; i++ {
				if !yield([]int{i, i * i}) {
					return
				}
			}
		})
		for i := 0; i < 60; i++ {
			v, ok := next()
			check(ok && v[0] == i && v[1] == i*i, "coroutine: %v", v)
		}
		stop()
	}
}

// Computation without calls, interrupted only by signals; floats must survive.
func loops() {
	for running() {
		x, s := 1.0, 0
		for i := 1; i < 300000; i++ {
			x += 1 / (x * float64(i))
			s += i ^ s<<1
		}
		y, r := 1.0, 0
		for i := 1; i < 300000; i++ {
			y += 1 / (y * float64(i))
			r += i ^ r<<1
		}
		check(x == y && s == r, "loop: %v %v %v %v", x, y, s, r)
	}
}

// Locked threads and conditions.
func threads() {
	for running() {
		var mu sync.Mutex
		cond := sync.NewCond(&mu)
		turn := 0
		var wg sync.WaitGroup
		for w := range 3 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if w == 1 {
					runtime.LockOSThread()
					defer runtime.UnlockOSThread()
				}
				tid := syscall.Gettid()
				for range 10 {
					mu.Lock()
					for turn%3 != w {
						cond.Wait()
					}
					turn++
					cond.Broadcast()
					mu.Unlock()
					check(w != 1 || tid == syscall.Gettid(), "locked goroutine on another thread")
				}
			}()
		}
		wg.Wait()
		check(turn == 30, "cond: %d", turn)
	}
}

// Stacks of all goroutines, while they run.
func stacks() {
	buf := make([]byte, 1<<20)
	for running() {
		n := runtime.Stack(buf, true)
		check(strings.HasPrefix(string(buf[:n]), "goroutine "), "stack: %.30q", buf[:n])
		p := make([]runtime.StackRecord, 1000)
		runtime.GoroutineProfile(p)
		time.Sleep(2 * time.Millisecond)
	}
}

// Sorting with closures and interfaces.
func sorting() {
	for running() {
		s := make([]string, 500)
		for i := range s {
			s[i] = strconv.Itoa(i * 7919 % 500)
		}
		sort.Slice(s, func(i, j int) bool {
			a, _ := strconv.Atoi(s[i])
			b, _ := strconv.Atoi(s[j])
			return a < b
		})
		for i := range s {
			check(s[i] == strconv.Itoa(i), "sort: %q", s[i])
		}
	}
}

var long bool

func main() {
	ms := 300
	if s := os.Getenv("STRESS_MS"); s != "" {
		ms, _ = strconv.Atoi(s)
		long = true
	}
	deadline = time.Now().Add(time.Duration(ms) * time.Millisecond)
	kinds := map[string]func(){
		"trees": trees, "rings": rings, "selects": selects, "depths": depths, "exits": exits, "maps": maps,
		"finals": finals, "pools": pools, "timers": timers, "signals": signals, "children": children,
		"network": network, "coroutines": coroutines, "loops": loops, "threads": threads, "stacks": stacks,
		"sorting": sorting,
	}
	var wg sync.WaitGroup
	only := os.Getenv("STRESS_ONLY")
	for name, f := range kinds {
		if only != "" && !strings.Contains(only, name) {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			f()
			if long {
				fmt.Fprintln(os.Stderr, "done", name)
			}
		}()
	}
	wg.Wait()
	fmt.Println("ok")
}
