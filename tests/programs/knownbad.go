// Operations with values that are known only in the compiler, out of range: each panics as if it were not known.
package main

import (
	"fmt"
	"math/bits"
	"unsafe"
)

func try(name string, f func() any) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Println(name, "panics:", e)
		}
	}()
	fmt.Println(name, "gives", f())
}

func inlined[T any](v T) T { return v }

//go:noinline
func opaque[T any](v T) T { return v }

func makeBytes[T int | int64](n T) []byte { return make([]byte, n) }
func makeRoom(n, m int) []int             { return make([]int, n, m) }
func makeWide(n uint64) []int64           { return make([]int64, n) }
func makeChannel(n int) chan int          { return make(chan int, n) }
func makeMap(n int) map[string]string     { return make(map[string]string, n) }
func at[T any](s []T, i int) T            { return s[i] }
func part[T any](s []T, i, j int) []T     { return s[i:j] }
func room[T any](s []T, i, j, k int) []T {
	return s[i:j:k]
}
func text(s string, i, j int) string { return s[i:j] }
func char(s string, i int) byte      { return s[i] }
func elem(a [4]int, i int) int       { return a[i] }
func elemOf(a *[4]int, i int) int    { return a[i] }
func partOf(a *[4]int, i, j int) []int {
	return a[i:j]
}
func divide(a, b int) int       { return a / b }
func modulo(a, b uint8) uint8   { return a % b }
func array(s []int) [4]int      { return [4]int(s) }
func pointer(s []int) *[4]int   { return (*[4]int)(s) }
func blank(a [0]int, i int) int { return a[i] }

var four = [4]int{1, 2, 3, 4}

func main() {
	s := []int{1, 2, 3}
	minus, zero, five := -1, 0, 5
	try("shift", func() any { return 1 << minus })
	try("shift of a variable", func() any { return five >> inlined(int8(-3)) })
	try("shift of zero", func() any { return zero << minus })
	try("discarded shift", func() any { _ = five << minus; return "nothing" })
	try("assigned shift", func() any { x := uint8(9); x >>= minus; return x })
	try("shift, 64 bits", func() any { n := int64(-1 << 63); return five << n })
	try("shift by much", func() any { n := int64(1 << 40); return five << n >> n })
	try("signed shift by much", func() any { n := uint64(1 << 63); return -five >> n })
	try("unsigned negative count", func() any { n := -1; return five << uint(n) })
	try("uint8 count", func() any { n := int8(-1); return five << uint8(n) })
	try("divide", func() any { return five / zero })
	try("divide inlined", func() any { return divide(7, zero) })
	try("modulo", func() any { return modulo(7, 0) })
	try("smallest", func() any { n, m := int64(-1<<63), int64(minus); return [2]int64{n / m, n % m} })
	try("smallest int8", func() any { n := int8(-128); m := int8(-1); return [2]int8{n / m, n % m} })
	try("float divide", func() any { z := 0.0; return 1 / z })
	try("complex divide", func() any { z := 0i; return 1 / z })
	try("index", func() any { return s[minus] })
	try("index inlined", func() any { return at(s, -1) })
	try("index beyond", func() any { return at(s, 3) })
	try("index huge", func() any { i := uint64(1 << 63); return s[i] })
	try("index int8", func() any { i := int8(-128); return s[i] })
	try("array", func() any { return elem(four, minus) })
	try("array beyond", func() any { return elem(four, 4) })
	try("array pointer", func() any { return elemOf(&four, minus) })
	try("nil array pointer", func() any { return elemOf(nil, 1) })
	try("empty array", func() any { return blank([0]int{}, 0) })
	try("string", func() any { return char("abc", minus) })
	try("string end", func() any { return char("abc", 3) })
	try("empty string", func() any { return char("", 0) })
	try("slice", func() any { return part(s, 2, 1) })
	try("slice low", func() any { return part(s, minus, 2) })
	try("slice high", func() any { return part(s, 0, minus) })
	try("slice beyond", func() any { return part(s, 1, 4) })
	try("slice end", func() any { return part(s, 3, 3) })
	try("3-index", func() any { return room(s, 0, 3, 4) })
	try("3-index low", func() any { return room(s, 2, 1, 3) })
	try("3-index middle", func() any { return room(s, 0, 3, 2) })
	try("3-index negative", func() any { return room(s, 0, 1, minus) })
	try("text", func() any { return text("abc", 2, 1) })
	try("text low", func() any { return text("abc", minus, 1) })
	try("text high", func() any { return text("abc", 0, 4) })
	try("array slice", func() any { return partOf(&four, 3, 2) })
	try("array slice high", func() any { return partOf(&four, 0, 5) })
	try("array slice nil", func() any { return partOf(nil, 0, 1) })
	try("make", func() any { return makeBytes(minus) })
	try("make inlined", func() any { return len(makeBytes(-5)) })
	try("make much", func() any { return len(makeBytes(int64(1 << 62))) })
	try("make dead", func() any { b := make([]int, minus); return len(b) })
	try("make two", func() any { return makeRoom(3, 2) })
	try("make two negative", func() any { return makeRoom(minus, 2) })
	try("make room negative", func() any { return makeRoom(0, minus) })
	try("make local", func() any { n := 3; b := make([]byte, n, 2); return len(b) })
	try("make wide", func() any { return len(makeWide(1 << 63)) })
	try("channel", func() any { return makeChannel(minus) == nil })
	try("map", func() any { return len(makeMap(minus)) })
	try("convert", func() any { return array(s) })
	try("convert pointer", func() any { return pointer(s[:2]) })
	try("convert nil", func() any { return pointer(nil) == nil })
	try("unsafe.Slice", func() any { return len(unsafe.Slice(&four[0], minus)) })
	try("unsafe.Slice nil", func() any { return unsafe.Slice((*int)(nil), five) })
	try("unsafe.String", func() any { return len(unsafe.String((*byte)(unsafe.Pointer(&four)), minus)) })
	try("bits.Div64", func() any { q, _ := bits.Div64(1, 2, 1); return q })
	try("bits.Div64 by zero", func() any { q, _ := bits.Div64(0, 2, 0); return q })
	try("bits.Rem32", func() any { return bits.Rem32(1, 2, 0) })
	try("bits.RotateLeft", func() any { return bits.RotateLeft8(3, minus) })
	try("append", func() any { return append(s, make([]int, minus)...) })
	try("loop", func() any {
		n := 0
		for i := 2; i > -2; i-- {
			n += 12 / i
		}
		return n
	})
	try("loop of shifts", func() any {
		n := 0
		for i := 1; i > -2; i-- {
			n += 1 << i
		}
		return n
	})
	try("nil map", func() any { var m map[string]int; m["a"] = 1; return m })
	try("nil func", func() any { var f func() int; return f() })
	try("nil pointer", func() any { var p *[4]int; return p[2] })
	try("assertion", func() any { var x any = 1; return x.(string) })
	try("close nil", func() any { var c chan int; close(c); return nil })
	try("huge conversion", func() any { f := 1e30; return int8(inlined(int64(opaque(f)))) < 0 })
}
