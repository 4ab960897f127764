// Variables are roots of the collector when their type has pointers, and only then.
package main

import (
	"fmt"
	"runtime"
	"unsafe"
	"weak"
)

type object struct {
	self *object
	data [6]int
}

const n = 64

var (
	words       [n]uintptr
	initialised = [n]uintptr{n - 1: 1}
	pointers    [n]*object
	inStruct    struct {
		count int
		first [n]unsafe.Pointer
	}
	withPointer = struct {
		name string
		o    *object
	}{name: "set"}
)

//go:noinline
func fill(weaks *[5]weak.Pointer[object], i int) {
	made := func(k int) *object {
		o := &object{data: [6]int{i, k}}
		o.self = o
		weaks[k] = weak.Make(o)
		return o
	}
	words[i] = uintptr(unsafe.Pointer(made(0)))
	initialised[i] = uintptr(unsafe.Pointer(made(1)))
	pointers[i] = made(2)
	inStruct.first[i] = unsafe.Pointer(made(3))
	inStruct.count++
	withPointer.o = made(4)
}

func main() {
	var weaks [n][5]weak.Pointer[object]
	done := make(chan bool)
	go func() { // its stack is gone afterwards
		for i := range n {
			fill(&weaks[i], i)
		}
		done <- true
	}()
	<-done
	runtime.GC()
	runtime.GC()
	var alive [5]int
	for i := range n {
		for k := range 5 {
			if o := weaks[i][k].Value(); o != nil {
				if o.self != o || o.data[0] != i || o.data[1] != k {
					fmt.Println("overwritten:", i, k)
				}
				alive[k]++
			}
		}
	}
	fmt.Println("by words:", alive[0] < n/8, alive[1] < n/8)
	fmt.Println("by pointers:", alive[2], alive[3], withPointer.o.data[0], inStruct.count)
}
