// Garbage of many shapes; what is reachable must survive.
package main

import "runtime"

type node struct {
	next *node
	data []byte
	m    map[int]string
	f    func() int
	any  any
}

func churn(n int) int {
	t := 0
	for i := 0; i < n; i++ {
		b := make([]byte, i%5000)
		s := string(b) + "x"
		m := map[int][]int{i: make([]int, 10)}
		t += len(s) + len(m[i])
	}
	return t
}

func main() {
	var head *node
	for i := 0; i < 2000; i++ {
		n := &node{next: head, data: make([]byte, 100)}
		n.data[0] = byte(i)
		n.m = map[int]string{i: string(rune('a' + i%26))}
		n.f = func() int { return i }
		n.any = [2]int{i, -i}
		head = n
		if i%100 == 0 {
			churn(200)
		}
		if i%700 == 0 {
			runtime.GC()
		}
	}
	runtime.GC()
	sum, i := 0, 1999
	for n := head; n != nil; n = n.next {
		if n.data[0] != byte(i) || n.m[i] != string(rune('a'+i%26)) || n.f() != i || n.any.([2]int)[1] != -i {
			println("corrupt at", i)
		}
		sum += n.f()
		i--
	}
	println(sum)
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	println(ms.NumGC >= 3, ms.HeapAlloc < 200<<20)
	fin := make(chan bool, 1)
	func() {
		x := &node{}
		runtime.SetFinalizer(x, func(*node) { fin <- true })
	}()
	for i := 0; i < 10; i++ {
		runtime.GC()
		runtime.Gosched()
	}
	println(<-fin)
	runtime.KeepAlive(head)
}
