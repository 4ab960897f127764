// Operands that a later call changes: which of them are read before the call and which after it. The specification leaves
// it open; programs rely on what gc does.
package main

import "fmt"

type point struct {
	n int
	s string
}

func (p point) plus(x int) int   { return p.n*10 + x }
func (p *point) times(x int) int { return p.n*100 + x }

type adder interface{ plus(int) int }

type small struct{ a, b int32 }

type lexer struct {
	src   string
	off   int
	token string
}

func (l *lexer) advance(n int) int { l.off += n; return l.off }
func (l *lexer) replace() string   { l.src = "ABCDEFGH"; return "-" }

var (
	number  int
	letter  int8
	half    float64
	truth   bool
	text    string
	pt      point
	ptr     *point
	array   [4]int
	slice   []int
	bytes   []byte
	byName  map[string]int
	byTruth map[bool]int
	byAny   map[any]int
	bySmall map[small]int
	pair    small
	boxed   any
	boxedPt any
	boxPtr  any
	add     adder
	call    func(int) int
	channel chan int
	other   chan int
)

func reset() {
	number, letter, half, truth, text = 1, 1, 1.5, true, "abcdefgh"
	pt, ptr = point{1, "p"}, &point{1, "q"}
	array, slice, bytes = [4]int{0, 1, 2, 3}, []int{0, 1, 2, 3}, []byte("abcdefgh")
	byName = map[string]int{"k": 1}
	byTruth = map[bool]int{true: 1, false: 2}
	byAny = map[any]int{1: 1, 2: 2}
	bySmall = map[small]int{{1, 1}: 1, {2, 2}: 2}
	pair = small{1, 1}
	boxed, boxedPt, boxPtr, add = any(1), any(pt), any(ptr), pt
	call = func(x int) int { return x + 10 }
	channel, other = make(chan int, 2), make(chan int, 2)
}

//go:noinline
func change() int {
	number, letter, half, truth, text = 2, 2, 2.5, false, "ABCDEFGH"
	pt, ptr = point{2, "P"}, &point{2, "Q"}
	array, slice = [4]int{3, 2, 1, 0}, []int{3, 2, 1, 0}
	copy(bytes, "ABCDEFGH")
	byName["k"], byTruth[true], byTruth[false] = 2, 3, 4
	byAny[1], byAny[2] = 3, 4
	bySmall[small{1, 1}], bySmall[small{2, 2}] = 3, 4
	pair = small{2, 2}
	boxed, boxedPt, boxPtr, add = any(2), any(pt), any(ptr), ptr
	call = func(x int) int { return x + 20 }
	channel, other = other, channel
	return 1
}

func changed() string { change(); return "+" }

func show(a ...any) { fmt.Println(a...); reset() }

func both[T any](a T, b int) { fmt.Print(a, " ", b, " "); reset() }
func results() (int, string) { return number, text }
func two() (int, string)     { return number + change(), text }

func bounds() {
	l := &lexer{src: "abcdefgh", off: 1}
	l.token = l.src[l.off-1 : l.advance(3)]
	fmt.Println(l.token, l.src[:2]+l.replace()+l.src[:2])
	show(text[number : 2+change()])
	show(text[number-1 : 2+change()])
	show(slice[number : 2+change()])
	show(slice[number-1 : 2+change()])
	show(slice[array[0]-array[0] : 1+change() : array[3]+4])
	show(copy(bytes[number+1:], text[change():]), string(bytes))
	for i, c := range text[number-1 : 1+change()] {
		fmt.Print(i, string(c), " ")
	}
	show(array[number] + change())
}

func arguments() {
	both(number, change())
	both(text, change())
	both(text[:2], change())
	both([]byte(text), change())
	both(string(bytes), change())
	both(pt, change())
	both(*ptr, change())
	both(ptr.s, change())
	both(byName["k"], change())
	both(len(text)+len(ptr.s)+slice[1], change())
	both(truth && number == 1, change())
	both(number == 1, change())
	both(boxed.(int), change())
	both(boxedPt.(point), change())
	both(boxPtr.(*point).n, change())
	both(point{number, text}, change())
	both(min(number, 5), change())
	both(-number, change())
	both(any(number), change())
	both(any(number == 1), change())
	both(any(truth), change())
	both(any(letter+1), change())
	both(any(pt), change())
	both(any(point{number, text}), change())
	both(any(text[:2]), change())
	both(any(byTruth[true]), change())
	fmt.Println()
	show(number, number == 1, letter, letter+1, truth, !truth, text, pt, *ptr, change())
	show(byName["k"], byTruth[truth], byAny[number], bySmall[pair], bySmall[small{1, 1}], change())
	show(pt.plus(change()), ptr.times(change()), add.plus(change()), call(change()))
	f := pt.plus
	show(f(change()), number)
}

func operators() {
	show(number + change())
	show(number == change(), number)
	show(text + changed() + text[:1])
	show(text == changed(), text)
	show(pt == point{1 + change(), "P"}, pt)
	show([4]int{number} == [4]int{change()})
	show(truth && change() == 1 && truth)
	show(float64(change()) * half)
	show(number << change())
	show(any(number) == any(change()), boxed == any(change()))
	x := number
	x += change() + number
	number += change()
	ptr.n += change() * 5
	fmt.Println(x, number, ptr.n)
	reset()
	slice[number] += change()
	byName[text] += change()
	fmt.Println(slice, byName)
	reset()
}

func pairOf[A, B any](a A, b B) any { return [2]any{a, b} }

func literals() {
	functions := append([]func(int, string) any{nil}, pairOf[int, string])
	fmt.Println(functions[1](results()), len(functions))
	show([]int{number, change(), number})
	show([2]any{number == 1, change()}, []any{letter, letter + 1, change()})
	show(map[int]int{number: change(), 5: number})
	show(struct {
		b int
		a any
	}{a: text == "abcdefgh", b: change()})
	show(append(slice, number, change()), append([]byte(text), changed()...))
	show(append(slice[:number+1], number, change()))
}

func assignments() {
	a, b, c := number, change(), text
	show(a, b, c)
	slice[number], array[number+0] = number, change()
	show(slice, array)
	m := map[int][]int{}
	m[number] = append(m[number], change())
	fmt.Println(m)
	reset()
	m[number+5], m[change()] = nil, nil
	fmt.Println(len(m), m)
	reset()
	n := map[any]int{}
	n[number] = change()
	n[truth] += change()
	show(n)
	r, s := func() (int, string) { return number + change(), text }()
	show(r, s)
	r, s = two()
	show(r, s)
	func() (r any, s int) { return number == 1, change() }()
	channel <- number + change()
	show(len(channel), len(other))
	select {
	case channel <- change():
	case other <- number:
	}
	show(len(channel) + len(other))
	switch number {
	case change():
		show("before")
	default:
		show("after")
	}
	defer fmt.Println(number, truth, number == 1, change())
	reset()
	number, pt.n = pt.n+8, number+change()
	show(number, pt)
}

// An assignment that panics: what has been assigned by then?
func partly(f func()) {
	defer func() {
		e := recover()
		fmt.Println(e, number, slice, byName)
		reset()
	}()
	f()
}

func panics() {
	zero, none := 0, (*point)(nil)
	partly(func() { number, slice[9] = 7, 8 })
	partly(func() { slice[0], number = 7, 1/zero })
	partly(func() { slice[0], number = 7, slice[9] })
	partly(func() { slice[9] = 1 / zero })
	partly(func() { slice[1/zero] = none.n })
	partly(func() { none.n = slice[9] })
	partly(func() { slice[9] += 1 / zero })
	partly(func() { byName["z"] /= zero })
	partly(func() { byName[none.s] = 1 / zero })
	partly(func() { byName[text[9:]] = change() })
	partly(func() { none.n, number = change(), 9 })
	partly(func() { both(slice[9], change()) })
	partly(func() { both(slice[9:][0], 1/zero) })
	partly(func() { both(1/zero, len(none.s)) })
	partly(func() { call = nil; both(call(1/zero), slice[9]) })
	partly(func() { byName = nil; byName["k"] = slice[9] })
	partly(func() { add = nil; add.plus(slice[9]) })
	partly(func() { add = nil; defer add.plus(slice[9]) })
	partly(func() { fmt.Println(append(slice, none.n, 1/zero)) })
}

func main() {
	reset()
	bounds()
	arguments()
	operators()
	literals()
	assignments()
	panics()
}
