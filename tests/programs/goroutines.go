package main

import (
	"sync"
	"sync/atomic"
	"time"
)

func worker(in <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for v := range in {
		out <- v * v
	}
}

func sieve(n int) []int {
	ch := make(chan int)
	go func(first chan<- int) {
		for i := 2; ; i++ {
			first <- i
		}
	}(ch)
	var primes []int
	for len(primes) < n {
		p := <-ch
		primes = append(primes, p)
		next := make(chan int)
		go func(in chan int) {
			for {
				if v := <-in; v%p != 0 {
					next <- v
				}
			}
		}(ch)
		ch = next
	}
	return primes
}

func main() {
	in, out := make(chan int), make(chan int, 10)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go worker(in, out, &wg)
	}
	go func() {
		for i := 0; i < 100; i++ {
			in <- i
		}
		close(in)
		wg.Wait()
		close(out)
	}()
	sum := 0
	for v := range out {
		sum += v
	}
	println(sum)
	ps := sieve(50)
	println(ps[49])

	var mu sync.Mutex
	var count int64
	m := map[int]int{}
	var wg2 sync.WaitGroup
	for i := 0; i < 100; i++ {
		wg2.Add(1)
		go func() {
			defer wg2.Done()
			for j := 0; j < 100; j++ {
				mu.Lock()
				m[j]++
				mu.Unlock()
				atomic.AddInt64(&count, 1)
			}
		}()
	}
	wg2.Wait()
	println(len(m), m[50], count)

	timeout := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	ticks := 0
	enough := time.After(20 * time.Millisecond)
loop:
	for {
		select {
		case <-tick.C:
			ticks++
			if ticks >= 2 && enough == nil {
				break loop
			}
		case <-enough:
			enough = nil
		case <-timeout:
			break loop
		}
	}
	tick.Stop()
	println(ticks >= 2 && enough == nil)

	c1, c2 := make(chan int, 1), make(chan string, 1)
	select {
	case v := <-c1:
		println("c1", v)
	case c2 <- "sent":
		println("sent")
	default:
		println("default")
	}
	select {
	case s, ok := <-c2:
		println(s, ok)
	case <-c1:
	}
	select {
	case <-c1:
	default:
		println("nothing")
	}
	close(c1)
	v, ok := <-c1
	println(v, ok)
	var once sync.Once
	for i := 0; i < 3; i++ {
		once.Do(func() { println("once") })
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { println("recovered in goroutine:", recover().(string)) }()
		panic("g")
	}()
	<-done
	pp := make(chan int)
	go func() {
		for i := range pp {
			pp <- i + 1
		}
		close(done2)
	}()
	x := 0
	for i := 0; i < 1000; i++ {
		pp <- x
		x = <-pp
	}
	close(pp)
	<-done2
	println(x)
}

var done2 = make(chan bool)
