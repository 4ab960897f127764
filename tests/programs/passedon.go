// A local whose address comes together with others, and is passed on from there, lives as long as that is used.
package main

import (
	"fmt"
	"reflect"
	"runtime"
)

//go:noinline
func fill(m map[*int]bool, p *unsafeKey) {
	runtime.GC()
	m[p.key] = true
}

type unsafeKey struct {
	n   int
	key *int
}

//go:noinline
func choose(m map[*int]bool, l []unsafeKey, inside bool, p *int) {
	var local [2]unsafeKey
	local[1].key = p
	k := &local[1]
	if inside {
		k = &l[len(l)-1]
	}
	runtime.GC()
	fill(m, k)
}

func main() {
	m := map[*int]bool{}
	a, b := new(int), new(int)
	choose(m, []unsafeKey{{1, nil}, {2, a}}, true, b)
	choose(m, nil, false, b)
	fmt.Println(m[a], m[b], len(m))

	r := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[*int](), reflect.TypeFor[bool]()))
	var ps []*int
	for i := range 20 {
		p := new(int)
		*p = i
		ps = append(ps, p)
		r.SetMapIndex(reflect.ValueOf(p), reflect.ValueOf(true))
	}
	n := 0
	for _, p := range ps {
		if r.MapIndex(reflect.ValueOf(p)).IsValid() {
			n++
		}
	}
	fmt.Println(n, len(r.MapKeys()))
}
