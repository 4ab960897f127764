// Instances of one generic function whose code is the same are one function in the program. What can be seen of them stays:
// names, lines, what they do, and types, which differ.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
)

type cat struct{ name string }
type dog struct {
	age  int
	next *dog
}

type list[T any] struct {
	items []*T
	last  *T
}

//go:noinline
func (l *list[T]) add(t *T) int {
	l.items = append(l.items, t)
	l.last = t
	return len(l.items)
}

//go:noinline
func (l *list[T]) at(i int) *T {
	return l.items[i]
}

//go:noinline
func where[T any](p *T) (string, int) {
	pc, _, line, _ := runtime.Caller(0)
	return runtime.FuncForPC(pc).Name(), line
}

//go:noinline
func box[T any](p *T) any { return p }

//go:noinline
func fill[T any](n int) []*T {
	var s []*T
	for i := 0; i < n; i++ {
		s = append(s, new(T))
	}
	return s
}

//go:noinline
func apply[T any](p *T, f func(*T) int) func() int {
	return func() int { return f(p) }
}

type holder interface{ hold() string }

type kept[T any] struct{ p *T }

func (k kept[T]) hold() string { return fmt.Sprintf("%T", k.p) }

func try[T any](l *list[T], i int) {
	defer func() {
		fmt.Println(recover())
		pcs := make([]uintptr, 20)
		frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
		for {
			f, more := frames.Next()
			if strings.Contains(f.Function, "list") {
				fmt.Println(f.Function, f.Line)
			}
			if !more {
				break
			}
		}
	}()
	l.at(i)
}

func main() {
	var cats list[cat]
	var dogs list[dog]
	fmt.Println(cats.add(&cat{"tom"}), dogs.add(&dog{age: 3}), dogs.add(&dog{age: 4}))
	fmt.Println(cats.at(0).name, dogs.at(1).age)
	fmt.Println(where(&cat{}))
	fmt.Println(where(&dog{}))
	fmt.Println(reflect.TypeOf(box(&cat{})), reflect.TypeOf(box(&dog{})))
	_, isCat := box(&dog{}).(*cat)
	fmt.Println(isCat)
	runtime.GC()
	for i, d := range fill[dog](3) {
		d.age = i
		d.next = &dog{age: i}
	}
	for i, c := range fill[cat](3) {
		c.name = fmt.Sprint(i)
	}
	fmt.Println(apply(&cat{"x"}, func(c *cat) int { return len(c.name) })(), apply(&dog{age: 9}, func(d *dog) int { return d.age })())
	for _, h := range []holder{kept[cat]{}, kept[dog]{}, &kept[int]{}} {
		fmt.Println(h.hold())
	}
	try(&cats, 5)
	try(&dogs, -1)
}
