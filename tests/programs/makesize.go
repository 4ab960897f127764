// make of slices that stay in the frame: sizes out of range, and one too large for the frame.
package main

func mk(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

//go:noinline
func id(n int) int { return n }

func main() {
	mk(func() { n := -1; s := make([]int, n); s[0] = 1 })
	mk(func() { s := make([]int, id(5), 4); s[0] = 1 })
	mk(func() { s := make([]int, id(-5), 4); s[0] = 1 })
	mk(func() { s := make([]byte, id(5), id(4)); s[0] = 1 })
	mk(func() { s := make([]byte, id(-5), id(4)); s[0] = 1 })
	mk(func() { s := make([]byte, id(2), id(-4)); s[0] = 1 })
	mk(func() { n := 100 << 20; s := make([]byte, n); println(len(s)); _ = s[id(n)] })
}
