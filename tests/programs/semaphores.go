// Many semaphores waited for at once, released in another order; the waiters of one go on in the order in which they came.
package main

import (
	"fmt"
	"math/rand"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Every goroutine is where it waits.
func settle(started *atomic.Int32, want int32) {
	for started.Load() < want {
		time.Sleep(time.Millisecond)
	}
	for range 20 {
		runtime.Gosched()
		time.Sleep(time.Millisecond)
	}
}

func many() {
	const n, each = 3000, 3
	locks := make([]sync.RWMutex, n)
	var got [n]atomic.Int32
	var started atomic.Int32
	var done sync.WaitGroup
	for i := range locks {
		locks[i].Lock()
		for k := range each {
			done.Go(func() {
				started.Add(1)
				if k == 0 {
					locks[i].Lock()
					got[i].Add(1)
					locks[i].Unlock()
				} else {
					locks[i].RLock()
					got[i].Add(1)
					locks[i].RUnlock()
				}
			})
		}
	}
	settle(&started, n*each)
	for _, i := range rand.New(rand.NewSource(1)).Perm(n) {
		locks[i].Unlock()
	}
	done.Wait()
	for i := range got {
		if got[i].Load() != each {
			fmt.Println("lock", i, "was taken", got[i].Load(), "times")
		}
	}
}

// Two groups through one wait group each; a wake-up takes them all, whatever else waits.
func groups() {
	const n = 500
	var first, second, done sync.WaitGroup
	var started, through atomic.Int32
	first.Add(1)
	second.Add(1)
	for i := range n {
		done.Go(func() {
			started.Add(1)
			if i%2 == 0 {
				first.Wait()
			} else {
				second.Wait()
			}
			through.Add(1)
		})
	}
	settle(&started, n)
	first.Done()
	for through.Load() < n/2 {
		time.Sleep(time.Millisecond)
	}
	fmt.Println("first:", through.Load())
	second.Done()
	done.Wait()
	fmt.Println("both:", through.Load())
}

// The waiters of one mutex, which hand it on: first come, first served.
func order() {
	var m sync.Mutex
	var seen []int
	var done sync.WaitGroup
	m.Lock()
	for i := range 6 {
		started := make(chan bool)
		done.Go(func() {
			close(started)
			m.Lock()
			seen = append(seen, i)
			time.Sleep(2 * time.Millisecond) // longer than a mutex waits before it is handed on
			m.Unlock()
		})
		<-started
		time.Sleep(10 * time.Millisecond)
	}
	m.Unlock()
	done.Wait()
	fmt.Println(seen)
}

func main() {
	many()
	groups()
	order()
}
