// Objects that live in frames where they may, and in the heap where they must: what a wrong answer would corrupt.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sort"
	"strings"
)

type node struct {
	n    int
	next *node
	pad  [6]int
}

type pair struct{ a, b *node }

var global *node
var globals []*node

//go:noinline
func clobber(n int) int { // overwrites dead frames and the heap
	var junk [64]int
	for i := range junk {
		junk[i] = -1
	}
	for i := 0; i < 50; i++ {
		global = &node{n: -1}
	}
	global = nil
	if n > 0 {
		return clobber(n-1) + junk[n%64]
	}
	runtime.GC()
	return junk[0]
}

func check(what string, got, want int) {
	if got != want {
		println("FAIL", what, got, want)
	}
}

// Results.
func newNode(n int) *node                { return &node{n: n} }
func same(p *node) *node                 { return p }
func second(_, p *node) (int, *node)     { return 0, p }
func holder(p *node) pair                { return pair{b: p} }
func inner(p *pair) *node                { return p.b }
func viaAny(p *node) any                 { return p }
func boxed(p pair) any                   { return p }
func unboxed(x any) *node                { return x.(pair).b }
func addr(p *node) *int                  { return &p.n }
func slot(ps []*node, i int) **node      { return &ps[i] }
func pick(c bool, a, b *node) *node {
	if c {
		return a
	}
	return b
}

//go:noinline
func returned() *node {
	_, p := second(nil, same(newNode(3)))
	h := holder(p)
	return unboxed(boxed(pair{b: inner(&h)}))
}

//go:noinline
func field() *int { return addr(newNode(4)) }

//go:noinline
func element() *node {
	ps := []*node{newNode(1), newNode(5)}
	return *slot(ps, 1)
}

//go:noinline
func branch(c bool) *node {
	x, y := node{n: 6}, node{n: 7}
	return pick(c, &x, &y)
}

// Stores.
func set(dst **node, p *node) { *dst = p }
func (p *pair) put(q *node)   { p.a = q }

//go:noinline
func stored() {
	n := node{n: 8}
	set(&global, &n)
}

//go:noinline
func storedInside() *pair {
	p := &pair{}
	p.put(newNode(9))
	return p
}

//go:noinline
func appended(list []*node) []*node {
	n := node{n: 10}
	return append(list, &n)
}

//go:noinline
func spare() []*node { // append writes into an array that somebody else has
	backing := make([]*node, 0, 4)
	globals = backing
	n := &node{n: 11}
	_ = append(backing, n)
	return globals[:1]
}

//go:noinline
func inMap() map[string]*node {
	m := map[string]*node{"a": newNode(12)}
	m["b"] = &node{n: 13}
	return m
}

//go:noinline
func localMap(n int) (sum int) {
	m := map[int]*node{}
	for i := 0; i < n; i++ {
		m[i] = &node{n: i}
	}
	clobber(1)
	for k, v := range m {
		sum += v.n - k
	}
	return sum + len(m)
}

// Loops.
//go:noinline
func chain(n int) int {
	var last *node
	for i := 0; i < n; i++ {
		last = &node{n: i, next: last}
	}
	clobber(1)
	s := 0
	for p := last; p != nil; p = p.next {
		s += p.n
	}
	return s
}

//go:noinline
func previous(n int) int {
	s := 0
	var before *node
	for i := 0; i < n; i++ {
		p := &node{n: i}
		if before != nil {
			s += before.n*100 + p.n
		}
		before = p
	}
	return s
}

//go:noinline
func twoLevels(n int) int {
	s := 0
	var keep pair
	for i := 0; i < n; i++ {
		p := &node{n: i}
		q := &pair{a: p, b: keep.b}
		if i == 1 {
			keep = *q
			keep.b = p
		}
		s += q.a.n
	}
	clobber(0)
	return s*1000 + keep.b.n
}

//go:noinline
func closures(n int) int {
	var fs []func() int
	for i := 0; i < n; i++ {
		fs = append(fs, func() int { i++; return i })
	}
	clobber(1)
	s := 0
	for _, f := range fs {
		s = s*10 + f() + f() - 1
	}
	return s
}

//go:noinline
func closureKept(n int) int {
	var f func() int
	for i := 0; i < n; i++ {
		g := func() int { return i * 2 }
		if i == 1 {
			f = g
		}
		g()
	}
	clobber(0)
	return f()
}

//go:noinline
func arrays(n int) int {
	var first []int
	for i := 0; i < n; i++ {
		a := [4]int{i, i + 1, i + 2, i + 3}
		s := a[:]
		if first == nil {
			first = s[1:3]
		}
	}
	return first[0]*10 + first[1]
}

//go:noinline
func jumps() int {
	i, s := 0, 0
	var kept *node
again:
	p := &node{n: i}
	if kept != nil {
		s += kept.n
	}
	kept = p
	i++
	if i < 5 {
		goto again
	}
	return s
}

//go:noinline
func ifaces(n int) int {
	var old any
	s := 0
	for i := 0; i < n; i++ {
		var x any = [3]int{i, i * 2, i * 3}
		if old != nil {
			s += old.([3]int)[2]
		}
		old = x
	}
	return s
}

//go:noinline
func texts(n int) string {
	var kept []string
	b := []byte("text-0")
	for i := 0; i < n; i++ {
		b[5] = byte('0' + i)
		s := string(b)
		if s == "text-2" || s == "text-4" {
			kept = append(kept, s)
		}
	}
	clobber(0)
	return strings.Join(kept, ",")
}

//go:noinline
func joined(a, b string) string {
	t := string([]byte(a)) // may be the result itself
	return t + b
}

//go:noinline
func lookups() int {
	m := map[string]int{"ab": 1, "cd": 2}
	k := []byte("ab")
	n := m[string(k)]
	k[0], k[1] = 'c', 'd'
	return n*10 + m[string(k)]
}

//go:noinline
func order(b []byte) bool {
	s := string(b)
	b[0] = 'x'
	return s == "abc" && string(b) == "xbc"
}

//go:noinline
func bytesOf(s string) string {
	b := []byte(s)
	c := b
	c[0] = 'X'
	n := 0
	for _, x := range []byte(s) {
		n += int(x)
	}
	return fmt.Sprint(string(b), s, n)
}

// Calls of what is not known.
type getter interface{ get() *node }

func (p *pair) get() *node { return p.a }

type value struct{ p *node }

func (v value) get() *node { return v.p }

//go:noinline
func through(g getter) *node { return g.get() }

//go:noinline
func methods() int {
	n := &node{n: 14}
	a := through(&pair{a: n})
	b := through(value{newNode(15)})
	f := (&pair{a: newNode(16)}).get
	g := getter.get
	clobber(1)
	return a.n + b.n + f().n + g(value{n}).n
}

//go:noinline
func call(f func(*node) *node, p *node) *node { return f(p) }

//go:noinline
func unknown() *node {
	n := node{n: 17}
	return call(func(p *node) *node { return p }, &n)
}

//go:noinline
func captured() func() *node {
	n := newNode(18)
	return func() *node { return n }
}

//go:noinline
func deferred() (p *node, err error) {
	n := &node{n: 19}
	defer func() {
		if r := recover(); r != nil {
			p, err = n, r.(error)
		}
	}()
	clobber(0)
	panic(errors.New("caught"))
}

//go:noinline
func deferLoop(n int) (s int) {
	for i := 0; i < n; i++ {
		p := &node{n: i}
		defer func() { s = s*10 + p.n }()
	}
	clobber(0)
	return 0
}

//go:noinline
func started() int {
	c := make(chan *node)
	n := 20
	go func() { c <- &node{n: n} }()
	p := <-c
	clobber(0)
	return p.n
}

//go:noinline
func sent() int {
	c := make(chan *node, 2)
	x := node{n: 21}
	c <- &x
	select {
	case c <- &node{n: 22}:
	default:
	}
	clobber(1)
	return (<-c).n + (<-c).n
}

func cycle(n int, p *node) *node { // each calls the other and hands on
	if n == 0 {
		return p
	}
	return cycle2(n-1, &node{n: p.n + 1, next: p})
}
func cycle2(n int, p *node) *node { return cycle(n, p) }

func depth(p *node) int {
	if p == nil {
		return 0
	}
	return 1 + depth(p.next)
}

func deep(n int, p *node) int {
	if n == 0 {
		return depth(p)
	}
	return deep(n-1, &node{next: p})
}

// Generic code and iterators.
type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }
func (s *stack[T]) pop() T {
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x
}
func (s *stack[T]) all(yield func(int, *T) bool) {
	for i := range s.items {
		if !yield(i, &s.items[i]) {
			return
		}
	}
}

//go:noinline
func generic() *node {
	var s stack[node]
	for i := range 5 {
		s.push(node{n: i})
	}
	var found *node
	for i, p := range s.all {
		if i == 3 {
			found = p
			break
		}
	}
	s.pop()
	clobber(1)
	return found
}

func count(n int) func(func(*node) bool) {
	return func(yield func(*node) bool) {
		for i := 0; i < n; i++ {
			if !yield(&node{n: i}) {
				return
			}
		}
	}
}

//go:noinline
func iterated() int {
	var kept []*node
	for p := range count(6) {
		if p.n%2 == 1 {
			kept = append(kept, p)
		}
	}
	clobber(1)
	s := 0
	for _, p := range kept {
		s = s*10 + p.n
	}
	return s
}

//go:noinline
func early() *node {
	for p := range count(6) {
		if p.n == 4 {
			return p
		}
	}
	return nil
}

//go:noinline
func grown(n int) int {
	var a []int
	a = append(a, make([]int, n)...)
	for _, x := range a {
		if x != 0 {
			return -1
		}
	}
	b := make([]int, n)
	for i := range b {
		b[i] = i
	}
	a = append(a[:1], b...)
	return len(a) + a[n]
}

func main() {
	runtime.GC()
	a, b := returned(), field()
	e, x, y := element(), branch(true), branch(false)
	stored()
	g := global
	in, ap, sp := storedInside(), appended(nil), spare()
	m := inMap()
	u, cf := unknown(), captured()
	p, err := deferred()
	cy, ge, ea := cycle(3, &node{}), generic(), early()
	clobber(5)
	check("returned", a.n, 3)
	check("field", *b, 4)
	check("element", e.n, 5)
	check("branch", x.n*10+y.n, 67)
	check("stored", g.n, 8)
	check("storedInside", in.a.n, 9)
	check("appended", ap[0].n, 10)
	check("spare", sp[0].n, 11)
	check("map", m["a"].n+m["b"].n, 25)
	check("unknown", u.n, 17)
	check("captured", cf().n, 18)
	check("deferred", p.n, 19)
	check("cycle", cy.n*10+depth(cy), 34)
	check("generic", ge.n, 3)
	check("early", ea.n, 4)
	check("localMap", localMap(20), 20)
	check("chain", chain(10), 45)
	check("previous", previous(4), 306)
	check("twoLevels", twoLevels(4), 6001)
	check("closures", closures(3), 246)
	check("closureKept", closureKept(3), 2)
	check("arrays", arrays(3), 12)
	check("jumps", jumps(), 6)
	check("ifaces", ifaces(4), 9)
	check("lookups", lookups(), 12)
	check("methods", methods(), 59)
	check("deferLoop", deferLoop(4), 3210)
	check("started", started(), 20)
	check("sent", sent(), 43)
	check("deep", deep(50, nil), 50)
	check("iterated", iterated(), 135)
	check("grown", grown(10), 20)
	println(texts(6), joined("a", "b"), joined("ab", ""), order([]byte("abc")), bytesOf("ab"), err.Error())
	s := []string{"c", "a", "b"}
	sort.Slice(s, func(i, j int) bool { return s[i] < s[j] })
	println(strings.Join(s, ""))
}
