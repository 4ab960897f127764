// Addresses that are derived from a base which is used no more: (a + n) - 1 points behind the array, and a pointer that runs
// through a loop ahead of what is read does so at the end.
package main

import "runtime"

var sink []*[4]string

//go:noinline
func collect(s string) int {
	runtime.GC()
	for i := 0; i < 100; i++ {
		sink = append(sink, &[4]string{"new", "new", "new", "new"})
	}
	sink = nil
	return len(s)
}

//go:noinline
func split(n int) []string {
	l := make([]string, 0, 4)
	for i := range n {
		l = append(l, string(rune('a'+i))+"x")
	}
	return l
}

//go:noinline
func last(k int) int {
	l := split(k)
	n := len(l)
	if n >= 2 && collect(l[n-2]) == 2 && collect(l[n-1]) == 2 {
		sum := collect(l[n-1]) + collect(l[n-2])
		return sum*100 + len(l[n-1]) + len(l[n-2])
	}
	return 0
}

//go:noinline
func offset(l []int, x int) int {
	collect("")
	a := l[x-100]
	collect("")
	return a + l[x-99]
}

type pair struct{ a, b []byte }

//go:noinline
func pairs(n int) []pair {
	p := make([]pair, n)
	for i := range p {
		p[i] = pair{[]byte{byte(i)}, []byte{byte(i), byte(i)}}
	}
	return p
}

//go:noinline
func loop(n int) (sum int) {
	p := pairs(n)
	for i := 0; i < len(p); i++ {
		sum += int(p[i].a[0])
		collect("")
		sum += int(p[i].b[1])
	}
	return
}

//go:noinline
func backwards(n int) (sum int) {
	p := pairs(n)
	for i := len(p) - 1; i >= 1; i-- {
		sum += int(p[i-1].a[0])
		collect("")
		sum += int(p[i].b[1])
	}
	return
}

//go:noinline
func either(n int, first bool) int {
	a, b := split(n), split(n+1)
	var l *string
	if first {
		l = &a[n-1]
	} else {
		l = &b[n]
	}
	collect("")
	return collect(*l) + int((*l)[0])
}

//go:noinline
func handOn(n int) *string {
	a := split(n)
	collect("")
	return &a[n-1]
}

func fresh(n int) []int {
	l := make([]int, n)
	for i := range l {
		l[i] = i
	}
	return l
}

func main() {
	println(last(2), last(3), last(4))
	println(offset(fresh(4), 102), offset(fresh(1000), 1098))
	println(loop(1), loop(7), backwards(5))
	println(either(3, true), either(3, false))
	p := handOn(4)
	collect("")
	println(*p)
}
