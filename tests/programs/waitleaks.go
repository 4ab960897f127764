// What a goroutine has used for the last time is collected while it waits, however it waits: no
// register that the runtime saves, no word in one of its frames and none of the goroutine's own
// records keeps it. Each kind of holder has `each` goroutines; each makes objects with finalizers,
// uses them, and waits. The table says how many were collected.
package main

import (
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const each = 20

type object struct {
	id  int
	pad [100]byte
}

type user interface{ use() int }

func (o *object) use() int { o.pad[o.id%100]++; return o.id }

type node struct {
	next *node
	o    *object
}

var (
	made, freed [64]atomic.Int64
	ready       sync.WaitGroup
	done        = make(chan int)
	sink        atomic.Int64
)

//go:noinline
func mk(kind int) *object {
	o := &object{id: kind}
	made[kind].Add(1)
	runtime.SetFinalizer(o, func(*object) { freed[kind].Add(1) })
	return o
}

//go:noinline
func use(o *object) { o.pad[o.id%100]++ }

//go:noinline
func pair(kind int) (*object, *object) { return mk(kind), mk(kind) }

//go:noinline
func results(kind int) (a, b *object, n int, err error) { return mk(kind), mk(kind), kind, nil }

//go:noinline
func asUser(kind int) user { return mk(kind) }

//go:noinline
func list(kind int) []*object { return []*object{mk(kind), mk(kind), mk(kind)} }

//go:noinline
func table(kind int) map[int]*object { return map[int]*object{1: mk(kind), 2: mk(kind)} }

//go:noinline
func chain(kind int) *node {
	var n *node
	for i := 0; i < 3; i++ {
		n = &node{n, mk(kind)}
	}
	return n
}

// wait stands for the last thing that a holder does.
func wait() { ready.Done(); <-done }

//go:noinline
func deeper(n int, kind int) int {
	if n == 0 {
		o := mk(kind)
		use(o)
		use(o)
		wait()
		return 1
	}
	o := mk(kind)
	use(o)
	use(o)
	return deeper(n-1, kind) + n
}

//go:noinline
func forever() {
	ready.Done()
	for {
		<-done
	}
}

//go:noinline
func defers() {
	defer sink.Add(1)
	if sink.Load() >= 0 {
		wait()
	}
	sink.Add(1)
}

//go:noinline
func panics(k int) {
	o := mk(k)
	use(o)
	use(o)
	panic(k)
}

var (
	numbers = make([]int, 10)
	stop    atomic.Bool
)

type kind struct {
	name string
	run  func(k int)
}

func hold(k int) {
	o := mk(k)
	use(o)
	use(o)
	ready.Done()
}

var kinds = []kind{
	{"receive", func(k int) { hold(k); <-done }},
	{"receive with ok", func(k int) {
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		_, ok := <-done
		if ok {
			sink.Add(1)
		}
	}},
	{"receive of a large value", func(k int) {
		o, q := mk(k), make(chan [200]byte)
		use(o)
		use(o)
		ready.Done()
		v := <-q
		sink.Add(int64(v[3]))
	}},
	{"receive of a pointer", func(k int) {
		o, q := mk(k), make(chan *object)
		use(o)
		use(o)
		o = nil
		ready.Done()
		v := <-q
		sink.Add(int64(v.id))
	}},
	{"send", func(k int) {
		o, q := mk(k), make(chan int)
		use(o)
		use(o)
		ready.Done()
		q <- 1
	}},
	{"send over a full buffer", func(k int) {
		o, q := mk(k), make(chan int, 1)
		q <- 1
		use(o)
		use(o)
		ready.Done()
		q <- 2
	}},
	{"select of receives", func(k int) {
		o, p, q := mk(k), make(chan int), make(chan string)
		use(o)
		use(o)
		ready.Done()
		select {
		case v := <-p:
			sink.Add(int64(v))
		case s := <-q:
			sink.Add(int64(len(s)))
		case <-done:
		}
	}},
	{"select of send and receive", func(k int) {
		o, p := mk(k), make(chan int)
		use(o)
		n := o.id
		use(o)
		ready.Done()
		select {
		case p <- n:
		case v := <-done:
			sink.Add(int64(v))
		}
	}},
	{"select of many", func(k int) {
		o := mk(k)
		var qs [14]chan int
		for i := range qs {
			qs[i] = make(chan int)
		}
		use(o)
		use(o)
		ready.Done()
		select {
		case <-qs[0]:
		case <-qs[1]:
		case <-qs[2]:
		case <-qs[3]:
		case <-qs[4]:
		case <-qs[5]:
		case <-qs[6]:
		case <-qs[7]:
		case <-qs[8]:
		case <-qs[9]:
		case <-qs[10]:
		case <-qs[11]:
		case <-qs[12]:
		case <-qs[13]:
		}
	}},
	{"select without cases", func(k int) { hold(k); select {} }},
	{"select without cases, itself", func(k int) {
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		select {}
	}},
	{"call that does not return", func(k int) {
		o := mk(k)
		use(o)
		use(o)
		forever()
	}},
	{"caller of a function that defers", func(k int) {
		o := mk(k)
		use(o)
		use(o)
		defers()
	}},
	{"panic in a callee", func(k int) {
		defer func() {
			recover()
			wait()
		}()
		o := mk(k)
		use(o)
		use(o)
		panics(k)
	}},
	{"Gosched in a loop", func(k int) {
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		for !stop.Load() {
			runtime.Gosched()
		}
	}},
	{"nil channel", func(k int) { hold(k); var q chan int; <-q }},
	{"sleep", func(k int) {
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		time.Sleep(time.Hour)
	}},
	{"Cond", func(k int) {
		var m sync.Mutex
		c := sync.NewCond(&m)
		o := mk(k)
		use(o)
		use(o)
		m.Lock()
		ready.Done()
		c.Wait()
		m.Unlock()
	}},
	{"WaitGroup", func(k int) {
		var g sync.WaitGroup
		g.Add(1)
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		g.Wait()
		sink.Add(1)
	}},
	{"Mutex", func(k int) {
		m := new(sync.Mutex)
		m.Lock()
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		m.Lock()
		sink.Add(1)
	}},
	{"RWMutex, reading", func(k int) {
		m := new(sync.RWMutex)
		m.Lock()
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		m.RLock()
		sink.Add(1)
	}},
	{"RWMutex, writing", func(k int) {
		m := new(sync.RWMutex)
		m.RLock()
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		m.Lock()
		sink.Add(1)
	}},
	{"Once", func(k int) {
		once := new(sync.Once)
		o := mk(k)
		use(o)
		use(o)
		once.Do(wait)
	}},
	{"pipe", func(k int) {
		r, w, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		o := mk(k)
		use(o)
		use(o)
		var b [10]byte
		ready.Done()
		n, _ := r.Read(b[:])
		w.Close()
		sink.Add(int64(n))
	}},
	{"io.Pipe", func(k int) {
		r, w := io.Pipe()
		o := mk(k)
		use(o)
		use(o)
		var b [10]byte
		ready.Done()
		n, _ := r.Read(b[:])
		w.Close()
		sink.Add(int64(n))
	}},
	{"socket", func(k int) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			panic(err)
		}
		o := mk(k)
		use(o)
		use(o)
		var b [10]byte
		ready.Done()
		n, _ := c.Read(b[:])
		l.Close()
		sink.Add(int64(n))
	}},
	{"accept", func(k int) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		o := mk(k)
		use(o)
		use(o)
		ready.Done()
		l.Accept()
	}},
	{"after a range over a slice", func(k int) {
		for _, o := range list(k) {
			use(o)
			use(o)
		}
		wait()
	}},
	{"after a range over a map", func(k int) {
		for _, o := range table(k) {
			use(o)
			use(o)
		}
		wait()
	}},
	{"after a range over a channel", func(k int) {
		q := make(chan *object, 3)
		for i := 0; i < 3; i++ {
			q <- mk(k)
		}
		close(q)
		for o := range q {
			use(o)
			use(o)
		}
		wait()
	}},
	{"after a walk over a list", func(k int) {
		for n := chain(k); n != nil; n = n.next {
			use(n.o)
		}
		wait()
	}},
	{"interface calls", func(k int) {
		u := asUser(k)
		sink.Add(int64(u.use()))
		sink.Add(int64(u.use()))
		wait()
	}},
	{"several results", func(k int) {
		a, b, n, err := results(k)
		if err == nil {
			use(a)
			use(b)
			sink.Add(int64(n))
			use(a)
		}
		wait()
	}},
	{"two results, one used later", func(k int) {
		a, b := pair(k)
		use(a)
		use(b)
		use(a)
		wait()
	}},
	{"locked thread", func(k int) {
		runtime.LockOSThread()
		o := mk(k)
		use(o)
		use(o)
		wait()
	}},
	{"iter.Pull, the caller", func(k int) {
		next, stop := iter.Pull(func(yield func(int) bool) {
			for yield(1) {
			}
		})
		o := mk(k)
		use(o)
		use(o)
		next()
		wait()
		stop()
	}},
	{"iter.Pull, the sequence", func(k int) {
		next, stop := iter.Pull(func(yield func(int) bool) {
			o := mk(k)
			use(o)
			use(o)
			for yield(1) {
			}
		})
		next()
		wait()
		stop()
	}},
	{"timer's function", func(k int) {
		time.AfterFunc(time.Microsecond, func() {
			o := mk(k)
			use(o)
			use(o)
			wait()
		})
	}},
	{"captured by the goroutine", func(k int) {
		o := mk(k)
		go func() {
			use(o)
			use(o)
			wait()
		}()
	}},
	{"argument of the goroutine", func(k int) {
		go func(o *object) {
			use(o)
			use(o)
			wait()
		}(mk(k))
	}},
	{"deferred function", func(k int) {
		defer wait()
		o := mk(k)
		use(o)
		use(o)
	}},
	{"deferred function of a panic", func(k int) {
		defer func() {
			recover()
			wait()
		}()
		o := mk(k)
		use(o)
		use(o)
		panic("p")
	}},
	{"Goexit's deferred function", func(k int) {
		defer wait()
		o := mk(k)
		use(o)
		use(o)
		runtime.Goexit()
	}},
	{"deep in calls", func(k int) { deeper(50, k) }},
	{"reused variable", func(k int) {
		o := mk(k)
		for i := 0; i < 5; i++ {
			use(o)
			o = mk(k)
		}
		use(o)
		wait()
	}},
	{"string of bytes", func(k int) {
		o := mk(k)
		s := fmt.Sprint(o.id, *o)
		sink.Add(int64(len(s)))
		use(o)
		wait()
	}},
}

func all() bool {
	for i := range kinds {
		if freed[i].Load() != made[i].Load() {
			return false
		}
	}
	return true
}

func main() {
	for i := range kinds {
		for n := 0; n < each; n++ {
			ready.Add(1)
			go kinds[i].run(i)
		}
	}
	ready.Wait()
	for i := 0; i < 100 && !all(); i++ {
		time.Sleep(10 * time.Millisecond)
		runtime.GC()
	}
	stop.Store(true)
	for i := range kinds {
		m, f := made[i].Load(), freed[i].Load()
		fmt.Printf("%s: %d of %d\n", kinds[i].name, f, m)
	}
}
