// Addresses that are computed as integers (rule 3 of package unsafe): the object lives as long as it is used through them,
// also where partial results lie outside of it, or belong to one of several objects.
package main

import (
	"runtime"
	"unsafe"
)

// Bytes of an int.
const word = unsafe.Sizeof(0)

var junk [][]int

//go:noinline
func collect() {
	runtime.GC()
	for i := range 500 {
		junk = append(junk, make([]int, 16))
		junk[len(junk)-1][0] = -i
	}
	if len(junk) > 5000 {
		junk = nil
	}
}

//go:noinline
func table() unsafe.Pointer {
	p := new([16]int)
	for i := range p {
		p[i] = i + 1
	}
	return unsafe.Pointer(p)
}

//go:noinline
func ends(n uintptr) int {
	p := table()
	x := *(*int)(unsafe.Pointer(uintptr(p) + n*word - word))
	collect()
	y := *(*int)(unsafe.Pointer(uintptr(p) + n*word - 2*word))
	return x*100 + y
}

//go:noinline
func below(n uintptr) int {
	p := table()
	x := *(*int)(unsafe.Pointer(uintptr(p) - 16*word + n))
	collect()
	y := *(*int)(unsafe.Pointer(uintptr(p) - 16*word + n + word))
	return x*100 + y
}

func at(p unsafe.Pointer, i uintptr) *int { return (*int)(unsafe.Pointer(uintptr(p) + i*word - word)) }

//go:noinline
func gather(indexes []uintptr) (sum int) {
	p := table()
	for _, i := range indexes {
		collect()
		sum += *at(p, i)
	}
	return
}

//go:noinline
func backwards(n uintptr) (sum int) {
	p := table()
	for i := n; i > 0; i-- {
		sum = sum*3 + *(*int)(unsafe.Pointer(uintptr(p) + (i-1)*word))
		if i%5 == 0 {
			collect()
		}
	}
	return
}

type inner struct{ a, b int }
type outer struct {
	head int
	in   inner
	tail int
}

func container(in *inner) *outer {
	return (*outer)(unsafe.Pointer(uintptr(unsafe.Pointer(in)) - unsafe.Offsetof(outer{}.in)))
}

//go:noinline
func makeInner(i int) *inner { return &(&outer{i, inner{i + 1, i + 2}, i + 3}).in }

//go:noinline
func containers() (sum int) {
	in := makeInner(1000)
	collect()
	sum = container(in).head
	collect()
	return sum + container(in).tail
}

//go:noinline
func aligned(i uintptr) (sum int) {
	p := table()
	for k := i; k < i+4; k++ {
		low := unsafe.Pointer((uintptr(p) + k*word + 3) &^ (word - 1))
		collect()
		sum = sum*100 + *(*int)(low)
	}
	return
}

//go:noinline
func tagged(tag uintptr) int {
	p := unsafe.Pointer(uintptr(table()) | tag)
	collect()
	q := unsafe.Pointer(uintptr(p) &^ (word - 1))
	collect()
	return *(*int)(q)*10 + int(uintptr(p)&(word-1))
}

//go:noinline
func mixed(key uintptr) int {
	p := table()
	collect()
	q := unsafe.Pointer((uintptr(p) ^ key) ^ key + 2*word)
	collect()
	return *(*int)(q)
}

//go:noinline
func either(first bool, n uintptr) (sum int) {
	p, q := table(), table()
	*(*int)(q) = 500
	x := p
	if !first {
		x = q
	}
	for i := range n {
		sum += *(*int)(unsafe.Pointer(uintptr(x) + (n-i)*word - word))
		collect()
	}
	return
}

//go:noinline
func choose(k int, n uintptr) int {
	p := table()
	var a unsafe.Pointer
	switch k {
	case 0:
		a = unsafe.Pointer(uintptr(p) + n*word - word)
	case 1:
		a = unsafe.Pointer(uintptr(p) + n*word - 2*word)
	default:
		a = unsafe.Pointer(uintptr(p) + n*word - 3*word)
	}
	collect()
	return *(*int)(a)
}

//go:noinline
func difference(n uintptr) int {
	p := table()
	last := unsafe.Pointer(uintptr(p) + n*word - word)
	collect()
	offset := uintptr(last) - uintptr(p)
	collect()
	return *(*int)(unsafe.Pointer(uintptr(p) + offset - word))
}

type header struct {
	data     unsafe.Pointer
	len, cap int
}

//go:noinline
func walk(s []int) (sum int) {
	h := (*header)(unsafe.Pointer(&s))
	n := uintptr(h.len)
	for i := range n {
		sum = sum*2 + *(*int)(unsafe.Pointer(uintptr(h.data) + n*word - (i+1)*word))
		collect()
	}
	return
}

//go:noinline
func numbers(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

//go:noinline
func write(n uintptr) int {
	p := table()
	*(*int)(unsafe.Pointer(uintptr(p) + n*word - word)) = 70
	collect()
	*(*int)(unsafe.Pointer(uintptr(p) + n*word - 2*word)) = 7
	collect()
	return *(*int)(unsafe.Pointer(uintptr(p) + n*word - word)) + *(*int)(unsafe.Pointer(uintptr(p) + n*word - 2*word))
}

//go:noinline
func pointers(n uintptr) string {
	p := unsafe.Pointer(&[4]*[3]string{{"a"}, {"b"}, {"c"}, {"d"}})
	s := (*(**[3]string)(unsafe.Pointer(uintptr(p) + n*word - word)))[0]
	collect()
	return s + (*(**[3]string)(unsafe.Pointer(uintptr(p) + n*word - 2*word)))[0]
}

func main() {
	println(ends(16), below(16*word), gather([]uintptr{1, 16, 3, 9, 2}), backwards(16))
	println(containers(), aligned(2), tagged(3), mixed(0x5555))
	println(either(true, 5), either(false, 5), choose(0, 16), choose(1, 16), choose(2, 16))
	println(difference(16), walk(numbers(20)), write(16), pointers(4))
}
