package main

import (
	"fmt"
	"math"
	"unsafe"
)

// unsafe.Slice and unsafe.String of every size of element: what is a slice, what panics, and how.

type empty struct{}

//go:noinline
func slice[T any, N int | int8 | uint8 | uint32 | uint64](p *T, n N) []T { return unsafe.Slice(p, n) }

func try(name string, f func() int) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "panics:", e)
		}
	}()
	fmt.Println(name, "has", f())
}

func all[T any](name string) {
	var a [4]T
	var none *T
	high := (*T)(unsafe.Pointer(^uintptr(0) - 63))
	try(name+" 4", func() int { return len(slice(&a[0], 4)) })
	try(name+" cap", func() int { return cap(slice(&a[0], uint8(3))) })
	try(name+" -1", func() int { return len(slice(&a[0], -1)) })
	try(name+" int8 -1", func() int { return len(slice(&a[0], int8(-1))) })
	try(name+" uint64", func() int { return len(slice(&a[0], uint64(1)<<63)) })
	try(name+" product", func() int { return len(slice(&a[0], math.MaxInt/2+1)) - math.MaxInt/2 })
	try(name+" nil 0", func() int { return len(slice(none, 0)) })
	try(name+" nil 1", func() int { return len(slice(none, 1)) })
	try(name+" nil -1", func() int { return len(slice(none, -1)) })
	try(name+" nil largest", func() int { return len(slice(none, math.MaxInt)) })
	try(name+" high 1", func() int { return len(slice(high, uint32(1))) })
	try(name+" high 64", func() int { return len(slice(high, uint32(64))) })
	try(name+" high 65", func() int { return len(slice(high, uint32(65))) })
	if slice(none, 0) != nil {
		fmt.Println(name, "nil 0 is not nil")
	}
}

func main() {
	all[byte]("byte")
	all[empty]("empty")
	all[int32]("int32")
	all[string]("string")
	all[[3]int16]("[3]int16")
	all[[9]string]("[9]string")
	b := []byte("bytes")
	for _, n := range []int{0, 5, -1} {
		try(fmt.Sprint("String ", n), func() int { return len(unsafe.String(&b[0], n)) - n })
		try(fmt.Sprint("String nil ", n), func() int { return len(unsafe.String(nil, n)) })
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&b[1])), 2), "oo")
	fmt.Println(string(b))
}
