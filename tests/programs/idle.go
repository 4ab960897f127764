// A program that waits uses no processor time: one goroutine in a system call, one blocked, timers far away.
package main

import (
	"syscall"
	"time"
)

func used() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func main() {
	time.AfterFunc(100*time.Second, func() {})
	c := make(chan int)
	go func() {
		time.AfterFunc(100*time.Second, func() {})
		for i := 0; i < 20; i++ {
			time.Sleep(time.Millisecond)
		}
		<-c
	}()
	time.Sleep(50 * time.Millisecond)
	before := used()
	wait := syscall.NsecToTimespec(int64(time.Second))
	for syscall.Nanosleep(&wait, &wait) == syscall.EINTR {
	}
	if d := used() - before; d > 300*time.Millisecond {
		println("used", d.String())
	}
	println("done")
}
