// Deep recursion, large frames, many goroutines: stacks must grow.
package main

type frame struct{ pad [500]int }

func depth(n int) int {
	if n == 0 {
		return 0
	}
	return depth(n-1) + 1
}

func large(n int) int {
	var f frame
	for i := range f.pad {
		f.pad[i] = n
	}
	if n == 0 {
		return f.pad[0]
	}
	return large(n-1) + f.pad[n%500]
}

func ack(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}

type tree struct{ l, r *tree }

func build(d int) *tree {
	if d == 0 {
		return &tree{}
	}
	return &tree{build(d - 1), build(d - 1)}
}
func (t *tree) count() int {
	if t.l == nil {
		return 1
	}
	return 1 + t.l.count() + t.r.count()
}

func main() {
	println(depth(1000000))
	println(large(2000))
	println(ack(2, 300))
	n := 0
	for i := 0; i < 20; i++ {
		n += build(12).count()
	}
	println(n)
	c := make(chan int)
	for i := 0; i < 1000; i++ {
		go func() { c <- depth(i) + large(i%20) }()
	}
	s := 0
	for i := 0; i < 1000; i++ {
		s += <-c
	}
	println(s)
}
