// Goroutines locked to their threads: coroutines go along with the lock, a thread ends with the goroutine that never unlocked it.
package main

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	"syscall"
)

func count(yield func(int) bool) {
	for i := 0; i < 3; i++ {
		runtime.Gosched()
		if !yield(i) {
			return
		}
	}
}

func pull() (sum int) {
	next, stop := iter.Pull(count)
	defer stop()
	for v, ok := next(); ok; v, ok = next() {
		sum += v
	}
	return
}

// In init the main goroutine is locked to the main thread.
var atInit = pull()

func main() {
	for i := 0; i < 100; i++ {
		runtime.Gosched() // hung when the coroutine had taken the lock with it
	}
	fmt.Println(atInit)

	runtime.LockOSThread()
	fmt.Println(pull())
	runtime.UnlockOSThread()
	runtime.Gosched()

	var wg sync.WaitGroup
	var mu sync.Mutex
	ids := map[int]bool{}
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			runtime.LockOSThread() // for ever
			mu.Lock()
			ids[syscall.Gettid()] = true
			mu.Unlock()
			if i%2 == 0 {
				runtime.Gosched()
			}
			if i%5 == 0 {
				runtime.Goexit()
			}
		}()
		if i%10 == 9 {
			wg.Wait()
		}
	}
	wg.Wait()
	fmt.Println(len(ids) >= 25) // no thread is used twice but by a system that uses its number again
	for i := 0; i < 20; i++ {
		c := make(chan int)
		go func() { c <- pull() }()
		if v := <-c; v != 3 {
			fmt.Println(v)
		}
	}

	// What a locked goroutine does to its thread does not reach threads that are made because of it.
	before, _ := syscall.Getwd()
	strays := make(chan int)
	go func() {
		runtime.LockOSThread()
		if err := syscall.Unshare(syscall.CLONE_FS); err != nil {
			fmt.Println(err)
		}
		syscall.Chdir("/proc/self")
		var started sync.WaitGroup
		stray := make(chan bool)
		for i := 0; i < 20; i++ {
			started.Add(1)
			go func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				started.Done()
				started.Wait()
				now, _ := syscall.Getwd()
				stray <- now != before
			}()
		}
		n := 0
		for i := 0; i < 20; i++ {
			if <-stray {
				n++
			}
		}
		strays <- n
	}()
	fmt.Println("strays:", <-strays)
	fmt.Println("done")
}
