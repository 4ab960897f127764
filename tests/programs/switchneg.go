// Cases of a switch that are small negative numbers.
package main

//go:noinline
func f(b int) int {
	e := 10
	switch b % 2 {
	case 0:
	case 1:
		e++
	case -1:
		e--
	}
	return e
}

//go:noinline
func g(b int32) int {
	switch b {
	case -5:
		return 1
	case 7:
		return 2
	case -1 << 31:
		return 3
	}
	return 4
}

type T struct {
	a uint32
	e int32
}

//go:noinline
func h(z *T, b int) {
	switch b % 2 {
	case 0:
	case 1:
		z.e++
	case -1:
		z.e--
	}
}

//go:noinline
func k(b int) int {
	e := 5
	switch b % 2 {
	case 1:
		e++
	case -1:
		e--
	}
	return e + b/2
}

func main() {
	println(f(-3), f(3), f(-4), f(0), g(-5), g(7), g(-1<<31), g(0), k(-3), k(3), k(-2))
	t := &T{}
	h(t, -3)
	println(t.e)
	h(t, 3)
	h(t, 3)
	println(t.e, -3%2, -3/2)
}
