// The only goroutine is locked to its thread and waits for the network: that is no deadlock.
package main

import (
	"net"
	"runtime"
	"time"
)

func init() { runtime.LockOSThread() }

func main() {
	runtime.GOMAXPROCS(1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		println(err.Error())
		return
	}
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		println(err.Error())
		return
	}
	s, _ := l.Accept()
	var b [1]byte
	for i := range 3 {
		c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		_, err = c.Read(b[:])
		println(i, err.(net.Error).Timeout())
	}
	c.SetReadDeadline(time.Time{})
	time.AfterFunc(20*time.Millisecond, func() { s.Write([]byte("x")) })
	c.Read(b[:])
	println(string(b[:]))
	c.SetReadDeadline(time.Now().Add(time.Hour))
	time.AfterFunc(20*time.Millisecond, func() { c.Close() })
	_, err = c.Read(b[:])
	println(err != nil)
}
