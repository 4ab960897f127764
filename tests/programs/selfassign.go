// Values that are put back where they came from, in objects on the stack and in others.
package main

import "fmt"

type N struct{ limbs []uint }

func newN() *N { return &N{make([]uint, 0, 4)} }

func (x *N) expand(n int) *N {
	for len(x.limbs) < n {
		x.limbs = append(x.limbs, 0)
	}
	x.limbs = x.limbs[:n]
	return x
}

func (x *N) set(v uint) *N { x.expand(2); x.limbs[0] = v; return x }

type L struct{ next *L; v int }

func (l *L) push(v int) { l.next = &L{l.next, v} }
func (l *L) drop()      { l.next = l.next.next }

var keep []*L

//go:noinline
func sums() uint {
	t := [4]*N{newN(), newN(), newN(), newN()}
	for i := range t {
		t[i].set(uint(i)).expand(i + 3)
	}
	s := uint(0)
	for _, n := range t {
		s += n.limbs[0]*10 + uint(len(n.limbs))
	}
	return s
}

//go:noinline
func lists() (r []int) {
	var l L
	for i := 0; i < 5; i++ {
		l.push(i)
	}
	l.drop()
	k := l.next
	keep = append(keep, k)
	for ; k != nil; k = k.next {
		r = append(r, k.v)
	}
	return
}

func main() {
	for i := 0; i < 1000; i++ {
		sums()
		lists()
	}
	fmt.Println(sums(), lists(), len(keep))
	for _, k := range keep[990:993] {
		fmt.Println(k.v, k.next.v, k.next.next.v)
	}
}
