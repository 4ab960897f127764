package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// Functions whose defers run in the order of the source call them directly where they return, and leave them to the runtime when
// they panic: the two must not be told apart.

type logger struct{ name string }

func (l *logger) done()           { fmt.Println("done", l.name) }
func (l logger) value(n int)      { fmt.Println("value", l.name, n) }
func (l *logger) fail()           { panic("fail " + l.name) }
func show(args ...any)            { fmt.Println(args...) }
func two() (int, string)          { return 2, "two" }
func both(n int, s string)        { fmt.Println("both", n, s) }
func result(n int) (int, error)   { fmt.Println("result", n); return n, nil }
func generic[T fmt.Stringer](x T) { defer x.String(); fmt.Println("generic", x) }

type stringer int

func (s stringer) String() string { fmt.Println("String called"); return "stringer" }

type doer interface{ done() }

// Every return has its own calls.
func early(n int) (r int) {
	l := &logger{"early"}
	if n == 0 {
		return 10
	}
	defer l.done()
	if n == 1 {
		return 11
	}
	defer func() { r *= 2 }()
	for i := range 5 {
		if n == 2+i {
			return 12 + i
		}
	}
	switch {
	case n == 10:
		defer2(n)
		return 1
	case n == 11:
		panic("eleven")
	}
	defer show("last", n)
	return 20
}

func defer2(n int) {
	defer both(two())
	defer fmt.Println("args", n, recover())
	n++
}

// Operands are those of the defer statement.
func operands() {
	n, l, f := 1, logger{"first"}, func() { fmt.Println("first f") }
	p := &l
	var d doer = p
	defer f()
	defer l.value(n)
	defer p.done()
	defer d.done()
	defer result(n)
	n, l.name, f = 2, "second", func() { fmt.Println("second f") }
	p, d = &logger{"third"}, &logger{"fourth"}
	defer func(m int) { fmt.Println("n", n, "m", m) }(n)
	n = 3
}

// A deferred call that panics on the way out: the rest runs, and what recovers goes on behind this frame.
func failing(depth int) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("recovered: %v", x)
		}
	}()
	defer show("between")
	l := &logger{"failing"}
	defer l.fail()
	defer show("first", depth)
	if depth > 0 {
		return failing(depth - 1)
	}
	return errors.New("none")
}

// A nil function panics when it is called.
func nilFunc() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	var f func()
	defer f()
	fmt.Println("before")
	return "not this"
}

// Functions that return normally while a panic is under way recover nothing.
func helper() {
	defer func() { fmt.Println("helper recovers", recover()) }()
	defer func() { defer func() { fmt.Println("inner recovers", recover()) }() }()
}

func outer() (s string) {
	defer func() {
		helper()
		s = fmt.Sprint("outer recovers ", recover())
		helper()
	}()
	panic("outer")
}

// runtime.Goexit runs them, too.
func exits() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer show("goexit")
		defer func() {
			defer show("nested")
			if recover() != nil {
				fmt.Println("wrong")
			}
		}()
		runtime.Goexit()
	}()
	wg.Wait()
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer show("goexit again")
		defer runtime.Goexit()
		fmt.Println("returns")
	}()
	wg.Wait()
}

// A panic between two defers, recovered by the first; the values of variables are those of the panic.
func between(n int) (s string, k int) {
	k = n
	defer func() {
		x := recover()
		s += fmt.Sprint(" after ", k, " ", x)
	}()
	s = "set"
	if n > 2 {
		k = n * n
		var a []int
		k += a[n]
	}
	defer func() { k++ }()
	return s + " returned", k + 100
}

func builtins() {
	m, c := map[int]int{1: 1, 2: 2}, make(chan int, 1)
	func() {
		defer delete(m, 1)
		defer close(c)
		defer copy([]int{1}, []int{2})
		c <- len(m)
	}()
	n, ok := <-c
	_, more := <-c
	fmt.Println(len(m), n, ok, more)
}

type big struct{ a [20]int }

func (b big) sum(c big) {
	s := 0
	for i := range b.a {
		s += b.a[i] * c.a[i]
	}
	fmt.Println("sum", s)
}

func large() {
	var b, c big
	for i := range b.a {
		b.a[i], c.a[i] = i, i
	}
	defer b.sum(c)
	b.a[3], c.a[4] = 100, 100
	defer big.sum(b, c)
	b.a[3] = 0
}

// The line of a frame that is on the way out is that of its end.
func lines() {
	defer func() {
		_, _, line, _ := runtime.Caller(1)
		_, _, start, _ := runtime.Caller(0)
		fmt.Println("called", line-start, "lines below")
	}()
	fmt.Println("lines")
}

var mu sync.Mutex

func locked(m map[string]int, k string) int {
	mu.Lock()
	defer mu.Unlock()
	if n, ok := m[k]; ok {
		return n
	}
	m[k] = len(m)
	return -1
}

// A defer in a loop, in a branch, behind a label or in the body of a range over a function: the runtime keeps the list.
func lists(n int) {
	defer show("lists", n)
	for i := range n {
		defer show("loop", i)
	}
	if n > 1 {
		defer show("branch")
		if n > 2 {
			return
		}
	}
	seq := func(yield func(int) bool) { _ = yield(1) && yield(2) }
	for i := range seq {
		defer show("range", i)
		if i == n {
			return
		}
	}
again:
	defer show("label", n)
	if n++; n < 3 {
		goto again
	}
}

func main() {
	for _, n := range []int{0, 1, 2, 3, 6, 10, 12} {
		fmt.Println(n, "gives", early(n))
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		early(11)
	}()
	operands()
	fmt.Println(failing(2))
	fmt.Println(nilFunc())
	fmt.Println(outer())
	exits()
	for _, n := range []int{1, 2, 3} {
		fmt.Println(between(n))
	}
	builtins()
	large()
	lines()
	m := map[string]int{}
	fmt.Println(locked(m, "a"), locked(m, "b"), locked(m, "a"))
	for n := range 4 {
		lists(n)
	}
	generic(stringer(1))
}
