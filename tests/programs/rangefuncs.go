package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("count done", n)
		for i := range n {
			if !yield(i) {
				fmt.Println("stopped at", i)
				return
			}
		}
	}
}
func pairs(s string) iter.Seq2[int, rune] {
	return func(yield func(int, rune) bool) {
		for i, r := range s {
			if !yield(i, r) {
				return
			}
		}
	}
}
func bad(yield func(int) bool) {
	yield(1)
	yield(2)
	yield(3)
}
func catch(n string, f func()) {
	defer func() { fmt.Println(n, recover()) }()
	f()
}
func find(n int) (r int, ok bool) {
	for i := range count(10) {
		defer fmt.Println("deferred in loop", i)
		if i == n {
			return i * 10, true
		}
	}
	return -1, false
}
func nestedRet() string {
	for i := range count(3) {
		for j := range count(3) {
			if i == 1 && j == 2 {
				return fmt.Sprint(i, j)
			}
		}
	}
	return "none"
}
func labels() {
outer:
	for i := range count(4) {
		for j, r := range pairs("abc") {
			switch {
			case i == 1:
				continue outer
			case i == 3:
				break outer
			case r == 'b':
				continue
			}
			fmt.Println("L", i, j, string(r))
		}
	}
	i := 0
loop:
	for x := range count(5) {
		if x == 2 {
			i++
			if i < 3 {
				goto loop
			}
			break
		}
	}
	fmt.Println("i", i)
}
func named() (s string) {
	defer func() { s += "!" }()
	for x := range count(3) {
		s += fmt.Sprint(x)
		if x == 1 {
			return s + "r"
		}
	}
	return "no"
}
func recovers() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("got %v", r)
		}
	}()
	for x := range count(3) {
		if x == 1 {
			panic("in body")
		}
	}
	return nil
}

type tree[T any] struct {
	l, r *tree[T]
	v    T
}

func (t *tree[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) { t.push(yield) }
}
func (t *tree[T]) push(yield func(T) bool) bool {
	return t == nil || t.l.push(yield) && yield(t.v) && t.r.push(yield)
}
func each0(yield func() bool) {
	for yield() {
	}
}

var leak func(int) bool

func main() {
	fmt.Println(find(2))
	fmt.Println(find(20))
	fmt.Println(nestedRet())
	labels()
	fmt.Println(named())
	fmt.Println(recovers())
	catch("bad break", func() {
		for x := range bad {
			fmt.Println(x)
			if x == 2 {
				break
			}
		}
	})
	catch("leaked", func() {
		for x := range func(y func(int) bool) { leak = y; y(1) } {
			fmt.Println(x)
		}
		leak(2)
	})
	catch("seq recovers", func() {
		for x := range func(y func(int) bool) {
			defer func() { fmt.Println("seq rec", recover()) }()
			y(1)
		} {
			panic(x)
		}
	})
	t := &tree[string]{&tree[string]{nil, nil, "a"}, &tree[string]{nil, nil, "c"}, "b"}
	for s := range t.all() {
		fmt.Print(s)
	}
	fmt.Println()
	n := 0
	for range each0 {
		if n++; n > 3 {
			break
		}
	}
	fmt.Println(n)
	next, stop := iter.Pull(count(3))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println(next())
	next2, stop2 := iter.Pull2(pairs("xé"))
	for {
		i, r, ok := next2()
		if !ok {
			break
		}
		fmt.Println(i, r)
	}
	stop2()
	next3, _ := iter.Pull(func(y func(int) bool) { y(1); panic("pull") })
	next3()
	catch("pull panic", func() { next3() })
	var fs []func() int
	for i := range count(3) {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	fmt.Println(slices.Sorted(maps.Keys(m)), slices.Collect(slices.Values([]int{1, 2})))
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(c)
	}
	fmt.Println()
	x := 5
	for x = range count(3) {
		if x == 1 {
			break
		}
	}
	fmt.Println(x)
	func() {
		for i := range count(2) {
			defer func() { fmt.Println("df", i, recover()) }()
		}
		panic("after loop")
	}()
	var arr [3]int
	k := 0
	for k, arr[k] = range slices.All([]int{7, 8, 9}) {
	}
	fmt.Println(k, arr)
	for i, j := range func(y func(int, string) bool) { _ = y(1, "p") && y(2, "q") } {
		select {
		default:
			if i == 1 {
				continue
			}
		}
		func() {
			for z := range count(1) {
				fmt.Println(i, j, z)
				return
			}
		}()
	}
}
