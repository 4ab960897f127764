// Profiles of memory, blocking, mutexes and CPU time name the functions that they should.
package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"time"
)

func init() { runtime.MemProfileRate = 1 }

var held [][]byte

//go:noinline
func hold() {
	for range 100 {
		held = append(held, make([]byte, 1000))
	}
}

//go:noinline
func roomy(i int) byte { // wants more stack than there is
	var room [100000]byte
	room[i] = 1
	hold()
	return room[i+1]
}

func names(stack []uintptr) string {
	var all []string
	frames := runtime.CallersFrames(stack)
	for {
		f, more := frames.Next()
		all = append(all, f.Function)
		if !more {
			return strings.Join(all, " ")
		}
	}
}

// Programs that count addresses in profiles know gc's functions between the allocator and the program; there is none where stacks grow.
func allocated(function string) string {
	p := make([]runtime.MemProfileRecord, 10000)
	k, _ := runtime.MemProfile(p, false)
	for _, r := range p[:k] {
		if all := names(r.Stack()); r.InUseObjects() == 100 && strings.Contains(all, function) {
			before, _, _ := strings.Cut(all, " runtime.goexit")
			return strings.TrimSuffix(before, " runtime.main")
		}
	}
	return ""
}

func inUse(function string) (n int64) {
	p := make([]runtime.MemProfileRecord, 10000)
	k, ok := runtime.MemProfile(p, false)
	if !ok {
		println("too many records:", k)
	}
	for _, r := range p[:k] {
		if strings.Contains(names(r.Stack()), function) && r.InUseBytes() == r.InUseObjects()*1024 {
			n += r.InUseObjects()
		}
	}
	return n
}

//go:noinline
func waitHere(c chan int) { <-c }

//go:noinline
func keepLocked(mu *sync.Mutex) {
	time.Sleep(5 * time.Millisecond)
	mu.Unlock()
}

//go:noinline
func takeTurns(mu *sync.Mutex) { mu.Unlock() }

func records(profile func([]runtime.BlockProfileRecord) (int, bool), function string) (count int) {
	p := make([]runtime.BlockProfileRecord, 1000)
	n, _ := profile(p)
	for _, r := range p[:n] {
		if strings.Contains(names(r.Stack()), function) {
			count++
		}
	}
	return count
}

func find(profile func([]runtime.BlockProfileRecord) (int, bool), function string) (count, nanos int64) {
	p := make([]runtime.BlockProfileRecord, 1000)
	n, _ := profile(p)
	for _, r := range p[:n] {
		if strings.Contains(names(r.Stack()), function) {
			count += r.Count
			nanos += r.Cycles
		}
	}
	return count, nanos
}

var total int

//go:noinline
func burn(until time.Time) {
	for time.Now().Before(until) {
		for i := range 100000 {
			total += i ^ total>>3
		}
	}
}

// Some time after a goroutine is seen in a state, however busy the machine is.
func letWait(state string) {
	buf := make([]byte, 1<<16)
	for !bytes.Contains(buf[:runtime.Stack(buf, true)], []byte(state)) {
		runtime.Gosched()
	}
	time.Sleep(5 * time.Millisecond)
}

func main() {
	roomy(0)
	runtime.GC()
	println("held", inUse("main.hold"))
	println("allocated by", allocated("main.hold"))
	held = nil
	runtime.GC()
	runtime.GC()
	println("freed", inUse("main.hold") < 100)

	runtime.SetBlockProfileRate(1)
	c := make(chan int)
	go func() {
		letWait("goroutine 1 [chan receive")
		c <- 1
	}()
	waitHere(c)
	count, nanos := find(runtime.BlockProfile, "main.waitHere")
	println("blocked", count, nanos > 1e6)

	runtime.SetMutexProfileFraction(1)
	var mu sync.Mutex
	mu.Lock()
	done := make(chan bool)
	go func() {
		mu.Lock()
		done <- true
	}()
	letWait("[sync.Mutex.Lock")
	keepLocked(&mu)
	<-done
	count, nanos = find(runtime.MutexProfile, "main.keepLocked")
	println("contended", count, nanos > 1e6)

	// A mutex is handed over in two ways inside package sync: one record all the same.
	var turn sync.Mutex
	var turns sync.WaitGroup
	for range 2 {
		turns.Go(func() {
			for range 30 {
				turn.Lock()
				time.Sleep(time.Millisecond)
				takeTurns(&turn)
			}
		})
	}
	turns.Wait()
	println("records of turns", records(runtime.MutexProfile, "main.takeTurns"))

	var out bytes.Buffer
	found := false
	for try := 0; try < 20 && !found; try++ { // a busy machine may give us no time at all
		out.Reset()
		if err := pprof.StartCPUProfile(&out); err != nil {
			println(err.Error())
		}
		burn(time.Now().Add(300 * time.Millisecond))
		pprof.StopCPUProfile()
		z, err := gzip.NewReader(&out)
		if err != nil {
			println(err.Error())
			return
		}
		text, _ := io.ReadAll(z)
		found = bytes.Contains(text, []byte("main.burn"))
	}
	println("cpu", found)
}
