// What differs between processors and systems: registers over preemption, signals, atomic operations, calls with many
// words, conversions and rounding, readiness of sockets.
package main

import (
	"bufio"
	"fmt"
	"math"
	"math/bits"
	"reflect"

	"os"
	"os/signal"
	"syscall"

	"net"
	"runtime"
	"time"

	"sync"
	"sync/atomic"
)

// Loops without calls whose values all live in registers, preempted many times.
func spin(n int) (uint64, float64, float32) {
	var a, b, c, d, e, f, g, h uint64 = 1, 2, 3, 4, 5, 6, 7, 8
	x, y, z := 1.0, 0.5, float32(1)
	for i := 0; i < n; i++ {
		a, b, c, d = a*31+b, b^c, c+d<<3, d*7+a
		e, f, g, h = e*33+f, f^g, g+h>>1, h*5+e
		x, y = x*0.999999+y, y*1.000001
		z = z*0.5 + float32(i&3)
		if y > 4 {
			y = 0.5
		}
	}
	return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h, x + y, z
}

func preemption() {
	const n = 4000000
	wantA, wantX, wantZ := spin(n)
	var wg sync.WaitGroup
	bad := atomic.Int32{}
	for i := 0; i < 6; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if a, x, z := spin(n); a != wantA || x != wantX || z != wantZ {
				bad.Add(1)
			}
		}()
	}
	var stop atomic.Bool
	go func() { // never calls anything that yields
		for !stop.Load() {
		}
	}()
	for i := 0; i < 5; i++ {
		runtime.GC()
	}
	wg.Wait()
	stop.Store(true)
	fmt.Println("preempted:", bad.Load())
}

func signals() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGUSR1)
	for i := 0; i < 5; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
		select {
		case s := <-c:
			fmt.Println("signal:", s)
		case <-time.After(10 * time.Second):
			fmt.Println("no signal")
		}
	}
	signal.Stop(c)
}

type node struct {
	pad  [100]int
	next *node
	f    func(int) int
	vals [4]float64
}

//go:noinline
func deref(n *node) int { return n.next.pad[3] }

//go:noinline
func callNil(n *node) int { return n.f(1) }

func faults() {
	for i, f := range []func(*node) int{deref, callNil, func(n *node) int { return int(n.next.vals[1]) }} {
		func() {
			x, y := 3*i, float64(i)+0.5
			defer func() { fmt.Println("recovered:", recover(), x, y) }()
			x += f(&node{})
		}()
	}
}

func atomics() {
	var a32 int32
	var u64 uint64
	var and, or uint32 = math.MaxUint32, 0
	var p atomic.Pointer[node]
	var swaps, cas atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 2000 {
				atomic.AddInt32(&a32, -3)
				atomic.AddUint64(&u64, 1<<33)
				for {
					old := cas.Load()
					if cas.CompareAndSwap(old, old+2) {
						break
					}
				}
				if p.Swap(&node{}) != nil {
					swaps.Add(1)
				}
			}
			atomic.AndUint32(&and, ^(1 << i))
			atomic.OrUint32(&or, 1<<i)
		})
	}
	wg.Wait()
	fmt.Println("atomics:", a32, u64>>33, cas.Load(), swaps.Load(), and, or)
}

// More words than there are registers, of both kinds.
//
//go:noinline
func many(a int8, b uint16, c string, d float32, e []int, f float64, g any, h [1]int32, i complex64, j, k, l, m float64, n bool, o struct{ x, y uint8 }) (int, float64, string, bool, int8, float32) {
	return int(a) + int(b) + len(c) + len(e) + int(h[0]) + int(o.x)*int(o.y), float64(d) + f + float64(real(i)) + j*k - l*m, c + fmt.Sprint(g), !n, a, d
}

//go:noinline
func eight(a int) (b, c, d, e, f, g, h, i int) {
	return a, a + 1, a + 2, a + 3, a + 4, a + 5, a + 6, a + 7
}

//go:noinline
func nine(a int) (string, []int, error, int, float64) {
	return "x", []int{a}, fmt.Errorf("e%d", a), a, float64(a)
}

func calls() {
	fmt.Println(many(-1, 2, "three", 4.5, []int{5}, 6.25, 7, [1]int32{8}, 9i+2, 10, 11, 12, 13, true, struct{ x, y uint8 }{3, 4}))
	fmt.Println(eight(1))
	fmt.Println(nine(9))
	args := []any{int8(-1), uint16(2), "three", float32(4.5), []int{5}, 6.25, any(7), [1]int32{8}, complex64(9i + 2), 10.0, 11.0, 12.0, 13.0, true, struct{ x, y uint8 }{3, 4}}
	var in []reflect.Value
	for _, a := range args {
		in = append(in, reflect.ValueOf(a))
	}
	for _, r := range reflect.ValueOf(many).Call(in) {
		fmt.Print(r, " ")
	}
	fmt.Println()
	swap := reflect.MakeFunc(reflect.TypeOf(many), func(in []reflect.Value) []reflect.Value {
		return reflect.ValueOf(many).Call(in)
	}).Interface().(func(int8, uint16, string, float32, []int, float64, any, [1]int32, complex64, float64, float64, float64, float64, bool, struct{ x, y uint8 }) (int, float64, string, bool, int8, float32))
	fmt.Println(swap(-1, 2, "three", 4.5, []int{5}, 6.25, 7, [1]int32{8}, 9i+2, 10, 11, 12, 13, true, struct{ x, y uint8 }{3, 4}))
}

func numbers() {
	for _, x := range []float64{0, -0.5, 0.5, 1.5, 2.5, -2.5, 1e15 + 0.5, math.Inf(1), 4503599627370497.5} {
		fmt.Print(math.Floor(x), math.Ceil(x), math.Trunc(x), math.RoundToEven(x), math.Round(x), " ")
	}
	fmt.Println(math.FMA(0.1, 10, -1), math.Sqrt(2), math.Copysign(3, math.Copysign(0, -1)), math.Max(math.Copysign(0, -1), 0), math.Exp(1), math.Exp2(0.5))
	for _, x := range []float64{-128, 127.9, 255.9, -1.5, 65535.5, 2147483647.5, 4294967295.5, 9007199254740993} {
		fmt.Print(int64(x), " ", int32(int64(x)), " ", float32(x), " ")
	}
	fmt.Println(uint64(float64(1<<63)), uint32(float64(1<<31)))
	x, y := uint64(0xfedcba9876543210), uint64(0x0f1e2d3c4b5a6978)
	hi, lo := bits.Mul64(x, y)
	q, r := bits.Div64(hi, lo, x)
	fmt.Println(hi, lo, q == y, r, bits.LeadingZeros64(y), bits.TrailingZeros16(0), bits.OnesCount64(x), bits.Reverse32(uint32(x)), bits.RotateLeft64(x, 13), bits.ReverseBytes64(y), bits.Len8(7))
	minInt, one := int64(math.MinInt64), int64(-1)
	shift := uint(70)
	fmt.Println(minInt/one, minInt%one, 1<<shift>>1, int8(-128)>>shift, uint32(1)<<(shift-39))
}

func sockets() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				line, _ := bufio.NewReader(c).ReadString('\n')
				time.Sleep(time.Millisecond)
				fmt.Fprintf(c, "you said %s", line)
				c.Close()
			}()
		}
	}()
	var wg sync.WaitGroup
	got := make([]string, 8)
	for i := range got {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				got[i] = err.Error()
				return
			}
			fmt.Fprintf(c, "%d\n", i)
			got[i], _ = bufio.NewReader(c).ReadString('\n')
			c.Close()
		}()
	}
	wg.Wait()
	l.Close()
	fmt.Printf("%q\n", got)
}

func deep(n int) int {
	if n == 0 {
		return 0
	}
	var pad [8]int
	pad[n&7] = n
	return deep(n-1) + pad[n&7] - n + 1
}

func main() {
	faults()
	signals()
	atomics()
	calls()
	numbers()
	sockets()
	preemption()
	done := make(chan int)
	go func() { done <- deep(50000) }()
	fmt.Println(<-done)
}
