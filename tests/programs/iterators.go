// Iterators of other packages, whose bodies are inlined where a loop calls them: leaving them early, nesting, state, panics.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

func lengths(s string) (n, parts int) {
	for p := range strings.SplitSeq(s, ",") {
		n += len(p)
		parts++
	}
	for p := range strings.SplitSeq(s, "") {
		if p == "!" {
			return -n, parts
		}
		parts++
	}
	return n, parts
}

func nested(s string) (out []string) {
outer:
	for l := range strings.Lines(s) {
		for f := range strings.FieldsSeq(l) {
			switch f {
			case "next":
				continue outer
			case "end":
				break outer
			}
			defer func() { fmt.Println("deferred", f) }()
			out = append(out, f)
		}
		out = append(out, "|")
	}
	return
}

// The iterator goes on although the loop has ended.
func rude(yield func(int) bool) {
	yield(1)
	yield(2)
}

func named(n int) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range n {
			if !yield(i, strings.Repeat("x", i)) {
				return
			}
		}
		yield(n, "last")
	}
}

func caught(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return
}

func main() {
	fmt.Println(lengths("a,bb,,cccc"))
	fmt.Println(lengths("a,b!c"))
	fmt.Println(nested("a b\nc next d\n e\nend f\ng"))
	fmt.Println(caught(func() {
		for x := range iter.Seq[int](rude) {
			if x == 1 {
				break
			}
		}
	}))
	for i, s := range named(3) {
		fmt.Println(i, s)
	}
	for i := range named(3) {
		if i == 1 {
			fmt.Println(caught(func() {
				for _, s := range named(2) {
					panic("in a loop: " + s)
				}
			}))
			break
		}
	}
	var kept []func() string
	for p := range strings.SplitSeq("x-y-z", "-") {
		kept = append(kept, func() string { return p })
	}
	for _, f := range kept {
		fmt.Print(f(), " ")
	}
	fmt.Println(slices.Sorted(maps.Keys(map[string]int{"b": 1, "a": 2})), slices.Collect(strings.FieldsFuncSeq("1a2b3", func(r rune) bool { return r > '9' })))
	next, stop := iter.Pull(strings.SplitSeq("p,q", ","))
	fmt.Println(next())
	fmt.Println(next())
	fmt.Println(next())
	stop()
	type big struct{ words [12]int }
	grown := func(b big, k int) big { b.words[k]++; return b }
	var b big
	for i, x := range named(12) {
		c := b
		b = grown(b, i%12)
		b = grown(b, len(x)%12)
		if c == b {
			fmt.Println("not grown")
		}
	}
	fmt.Println(b)
}
