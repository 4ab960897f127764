package main

import "fmt"

// What a function has deferred when it returns or panics, where labels and gotos stand around the defers.

func done(args ...any) { fmt.Println(append([]any{"  done"}, args...)...) }

// The goto leads back to before another statement only.
func before(n int) (r int) {
again:
	if n < 0 {
		n += 2
		goto again
	}
	defer done("before", n)
	return n
}

// A labelled loop after the defers, as in most functions that have a label.
func labelled(rows [][]int, want int) (at string) {
	defer func() { at += "!" }()
	defer done("labelled", want)
rows:
	for i, row := range rows {
		for j, x := range row {
			switch {
			case x == want:
				at = fmt.Sprint(i, j)
				break rows
			case x < 0:
				continue rows
			case x == 100:
				panic("100")
			}
		}
	}
	return
}

// Forward over the first, not over the second.
func over(skip bool) {
	defer done("always")
	if skip {
		goto end
	}
	defer done("not skipped")
end:
	fmt.Println("  end")
}

// Back over it: one call for each pass.
func round(n int) {
	i := 0
again:
	defer done("round", i)
	if i++; i < n {
		goto again
	}
	if n == 3 {
		panic("three")
	}
}

// Back to a place from which it is passed a second time, or left before it.
func twice(n int) int {
	passes := 0
again:
	if passes > n {
		return passes
	}
	passes++
	defer done("twice", passes)
	goto again
}

// Back over one of two.
func second(n int) {
	defer done("first")
again:
	defer done("second", n)
	if n--; n > 0 {
		goto again
	}
}

// Forward out of a block to a label behind the defer, and in a block of its own.
func block(n int) {
	{
		if n == 1 {
			goto out
		}
		defer done("in block", n)
		if n == 2 {
			goto out
		}
		fmt.Println("  block ends")
	}
out:
	defer done("last", n)
	if n == 3 {
		return
	}
	fmt.Println("  after")
}

// As C code is translated: the frame's memory goes back on every way out, errors go to a common end.
func translated(n int) (r int) {
	mem := &[4]int{n}
	defer free(mem, "frame")
	for {
		if mem[0] == 0 {
			goto empty
		}
		if mem[0] < 0 {
			r = -1
			goto fail
		}
		goto next
	next:
		mem[0]--
		r++
	}
empty:
	return r
fail:
	fmt.Println("  fails")
	return r
}

func free(mem *[4]int, name string) {
	fmt.Println("  free", name, mem[0])
	if e := recover(); e != nil {
		fmt.Println("  recovered", e)
	}
}

// From the body of a range over a function.
func seq(yield func(int) bool) { _ = yield(1) && yield(2) && yield(3) }

func ranged(stop int) {
	i := 0
again:
	i++
	for x := range seq {
		defer done("body", i, x)
		if x == stop && i < 3 {
			goto again
		}
	}
	defer done("behind", i)
}

// A literal has gotos of its own.
func literals() {
	defer done("outer")
	func() {
		i := 0
	again:
		defer done("inner", i)
		if i++; i < 2 {
			goto again
		}
	}()
	fmt.Println("  literal ended")
}

func try(name string, f func()) {
	fmt.Println(name)
	defer func() {
		if e := recover(); e != nil {
			fmt.Println("  panicked:", e)
		}
	}()
	f()
}

func main() {
	try("before", func() { fmt.Println(" ", before(3), before(-3)) })
	rows := [][]int{{1, 2, -1, 9}, {3, 4}, {100}}
	try("labelled", func() { fmt.Println(" ", labelled(rows, 4), labelled(rows[:2], 9)) })
	try("labelled, panics", func() { labelled(rows, 9) })
	try("over", func() { over(true); over(false) })
	try("round", func() { round(2); round(3) })
	try("twice", func() { fmt.Println(" ", twice(2)) })
	try("second", func() { second(2) })
	for n := range 4 {
		try(fmt.Sprint("block ", n), func() { block(n) })
	}
	try("translated", func() { fmt.Println(" ", translated(3), translated(-3)) })
	try("ranged", func() { ranged(2); ranged(9) })
	try("literals", literals)
}
