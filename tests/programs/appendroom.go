// The capacities of slices that append builds: gc gives those that stay in their function room for 32 bytes, and those that
// leave it in one place only the capacity of what moves.
package main

import (
	"fmt"
	"runtime"
)

type pair struct{ a, b *int }

//go:noinline
func build(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s
}

//go:noinline
func buildSeen(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
		fmt.Print(cap(s), " ")
	}
	return s
}

//go:noinline
func named(n int) (s []string) {
	for range n {
		s = append(s, "x")
	}
	return
}

//go:noinline
func inLoop(n int) []byte {
	s := []byte{}
	for i := 0; ; i++ {
		if i == n {
			return s // in the loop: no room
		}
		s = append(s, byte(i))
	}
}

//go:noinline
func bytes(n int) []byte {
	var s []byte
	for i := range n {
		s = append(s, byte(i))
		fmt.Print(cap(s), " ")
	}
	return s
}

//go:noinline
func shrunk(n int) []int32 {
	var s []int32
	for i := range n {
		s = append(s, int32(i))
		if i%3 == 2 {
			s = s[1:]
		}
		fmt.Print(cap(s), " ")
	}
	return s
}

//go:noinline
func length(s []int) int { return len(s) + cap(s) }

//go:noinline
func first(s []int) { s[0] = 100 }

//go:noinline
func passed(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
		fmt.Print(length(s), " ")
	}
	return s
}

//go:noinline
func written(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
		first(s)
	}
	return s
}

// What a range clause runs over keeps its elements while the variable begins anew.
//
//go:noinline
func anew(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	sum := 0
	for _, v := range s {
		s = nil
		s = append(s, 1000)
		sum += v
	}
	fmt.Print(sum, cap(s), " ")
	return s
}

// A grown slice is another array than the one that is ranged over: the sum is 9 (gc 1.26: 16).
//
//go:noinline
func grown() []int {
	var s []int
	s = append(s, 1)
	for range s {
		s = append(s, 2)
		s[0] = 7
	}
	sum := 0
	for i, v := range s {
		s = append(s, i)
		s[1] = 9
		sum += v
	}
	fmt.Print(sum, cap(s), " ")
	return s
}

var kept [][]*int

//go:noinline
func pointers(n int) {
	var s []*int
	for i := range n {
		s = append(s, &[]int{i}[0])
		runtime.GC()
	}
	kept = append(kept, s)
}

//go:noinline
func local(n int) int {
	var s []pair
	for i := range n {
		s = append(s, pair{&[]int{i}[0], &[]int{-i}[0]})
		runtime.GC()
	}
	sum := 0
	for _, p := range s {
		sum += *p.a**p.a + *p.b
	}
	return sum*10 + cap(s)
}

type stack struct{ items []int }

func (s *stack) push(v int) { s.items = append(s.items, v) }

func main() {
	var s []int
	for i := range 10 {
		s = append(s, i)
		fmt.Print(cap(s), " ")
	}
	fmt.Println()
	var b []byte
	for range 40 {
		b = append(b, 'x')
		fmt.Print(cap(b), " ")
	}
	fmt.Println()
	var t []string
	for range 6 {
		t = append(t, "x")
		fmt.Print(cap(t), " ")
	}
	fmt.Println()
	for n := range 8 {
		fmt.Print(cap(build(n)), cap(named(n)), cap(inLoop(n)), " ")
	}
	fmt.Println()
	fmt.Println(buildSeen(10))
	fmt.Println(cap(bytes(40)))
	fmt.Println(shrunk(14))
	fmt.Println(passed(6), written(6), cap(written(3)))
	fmt.Println(anew(3), grown())
	a := append([]int(nil), 1)
	c := append([]int{}, 1)
	d := append(a, 2)
	fmt.Println(cap(a), cap(c), cap(d), cap(append(d, 1, 2, 3, 4)))
	for i := range 3 {
		var q []int
		for j := range 3 {
			q = append(q, i*j)
			fmt.Print(cap(q), " ")
		}
	}
	fmt.Println()
	heap, inFrame := &stack{}, stack{}
	for i := range 6 {
		heap.push(i)
		inFrame.items = append(inFrame.items, i)
		fmt.Print(cap(heap.items), cap(inFrame.items), " ")
	}
	fmt.Println()
	var shared []int
	grow := func(v int) { shared = append(shared, v) }
	for i := range 5 {
		grow(i)
		fmt.Print(cap(shared), " ")
	}
	fmt.Println()
	for n := range 6 {
		pointers(n)
		fmt.Print(local(n), " ")
	}
	for _, s := range kept {
		fmt.Print(len(s), cap(s))
		for _, p := range s {
			fmt.Print(" ", *p)
		}
		fmt.Print(";")
	}
	fmt.Println()
}
