// What is converted to uintptr in a call's arguments lives until the call returns, if the function says so or is a system call.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

var freed [3]atomic.Bool

//go:noinline
func object(n int) *[64]byte {
	b := new([64]byte)
	runtime.AddCleanup(b, func(n int) { freed[n].Store(true) }, n)
	return b
}

func collect() {
	for range 50 {
		runtime.GC()
		runtime.Gosched()
	}
}

//go:noinline
//go:uintptrescapes
func hold(p uintptr) {
	collect()
	fmt.Println("held:", !freed[0].Load())
}

type holder struct{}

//go:noinline
//go:uintptrescapes
func (holder) hold(n int, p ...uintptr) {
	collect()
	fmt.Println("held:", !freed[1].Load(), n, len(p))
}

// A write blocks in the kernel, which reads the buffer when the other end reads.
func write(fd uintptr) {
	b := object(2)
	for i := range b {
		b[i] = 'x'
	}
	syscall.Syscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(b)), uintptr(len(b)))
}

func blockedWrite() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	full := make([]byte, 1<<16)
	fd := w.Fd() // blocking
	w.Write(full)
	done := make(chan bool)
	go func() { write(fd); close(done) }()
	time.Sleep(20 * time.Millisecond)
	collect()
	for range 1000 {
		_ = append([]byte(nil), full[:64]...)
	}
	fmt.Println("held:", !freed[2].Load())
	n := 0
	for n < len(full)+64 {
		k, _ := r.Read(full)
		n += k
	}
	<-done
	fmt.Println(n, full[len(full)-1] == 0)
}

func main() {
	hold(uintptr(unsafe.Pointer(object(0))))
	holder{}.hold(1, 2, uintptr(unsafe.Pointer(object(1))))
	blockedWrite()
}
