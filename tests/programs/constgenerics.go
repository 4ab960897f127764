// Constants in generic code, for every kind of type argument.
package main

import "fmt"

type (
	text  string
	bytes []byte
	char  byte
	chars []char
	runes []rune
	small int8
	wide  uint64
	ratio float32
	cplx  complex64
	flag  bool
)

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}
type number interface {
	integer | ~float32 | ~float64 | ~complex64 | ~complex128
}

func textLen[S ~string | ~[]byte](s S) (int, int) { return len(S("xyz")), len(S("")) }
func makeText[S ~string | ~[]byte | ~[]rune]() S   { return S("xé€") }
func either[S ~string | ~int32]() S              { return S(65) }
func eitherRune[S ~string | ~rune | ~float64]() S { return S('é') }
func literal[S ~string | ~[]byte]() func() S {
	return func() S { return S("captured") }
}
func nonNil[S ~[]byte | ~[]rune | ~[]char]() bool { return S("") != nil }
func appended[S ~[]byte | ~string](to []byte) []byte { return append(to, S("tail")...) }
func copied[S ~[]byte | ~string]() (string, int) {
	b := make([]byte, 3)
	n := copy(b, S("copied"))
	return string(b), n
}
func indexed[S ~[]byte | ~string](i int) byte { return S("index")[i] + S("index")[2] }
func sliced[S ~[]byte | ~string](i int) S     { return S("sliced")[i:4] }
func ranged[S ~string]() (r []rune) {
	for _, c := range S("aé€") {
		r = append(r, c)
	}
	return
}
func inAny[S ~string | ~[]byte]() any { return S("any") }
func inMap[S ~string]() map[S]int   { return map[S]int{"a": 1, S("b"): 2} }
func concat[S ~string](s S) S       { return "<" + s + S(">") }
func less[S ~string](s S) (bool, bool) { return s < "m", "m" <= s }
func caseOf[S ~string](s S) int {
	switch s {
	case "one":
		return 1
	case S("two"):
		return 2
	}
	return 0
}

func arith[T number](x T) []T {
	var z T = 7
	z += 3
	x = 2*x + 1
	return []T{x, z, x - 1, T(5), T(6.0), -x, 1 + x*z}
}
func ints[T integer](x T) []T {
	y := T(100)
	y <<= 1
	return []T{x << 1, x >> 1, 1 << x, x &^ 1, x | 8, x ^ 3, x % 5, 100 / x, y, min(x, 4, 9), max(x, 4), T('a')}
}
func converted[T number]() (T, float64) { return T(3), float64(len([4]T{3: 1})) }
func rangeOver[T ~int](n T) (s T) {
	for i := range n {
		s += i
	}
	for i := range T(4) {
		s += i
	}
	return
}
func arrays[T any]() (int, int, int) {
	var a [8]T
	type pair [2][3]T
	return len(a), cap(a[2:]), len(pair{}[1])
}
func composite[T number]() (a [3]T, s []T, m map[string]T, p *struct{ x, y T }) {
	return [3]T{2: 9}, []T{1, 5: 2}, map[string]T{"k": 4}, &struct{ x, y T }{1, 2}
}
func keyed[K integer, V ~string]() map[K]V { return map[K]V{1: "one", 2: V("two"), K(3): "three"} }
func boolean[B ~bool](b B) (B, B)         { return b == true, B(true) && !b }
func floats[F ~float32 | ~float64]() (F, F, F) {
	const third = 1.0 / 3
	return third, F(0.1), F(16777217)
}
func complexes[C ~complex64 | ~complex128](c C) (C, C) { return c * 2i, C(1 + 2i) }
func sent[T number](c chan T) T {
	c <- 42
	return <-c
}
func variadic[T any](xs ...T) int { return len(xs) }
func result[T integer]() (r T) {
	defer func() { r += 1 }()
	r = 5
	return 6
}
func capturing[T integer]() T {
	x := T(10)
	f := func(y T) T { return x + y + 1 }
	g := func() T { const c = 3; return c * x }
	return f(2) + g()
}

type box[T number] struct{ v T }

func (b box[T]) add() box[T]   { return box[T]{b.v + 1} }
func (b *box[T]) reset()       { *b = box[T]{v: 12} }
func newBox[T number]() box[T] { b := box[T]{3}; b.reset(); return b.add() }

func show(xs ...any) {
	for _, x := range xs {
		fmt.Printf("%T(%v) ", x, x)
	}
	fmt.Println()
}

func main() {
	fmt.Println(textLen("abc"))
	fmt.Println(textLen(bytes{1}))
	show(makeText[string](), makeText[text](), makeText[[]byte](), makeText[bytes](), makeText[[]rune](), makeText[runes]())
	show(either[string](), either[text](), either[int32](), eitherRune[text](), eitherRune[rune](), eitherRune[float64]())
	show(literal[text]()(), literal[bytes]()(), string(appended[string]([]byte("a "))), string(appended[bytes](nil)))
	show(nonNil[[]byte](), nonNil[runes](), nonNil[chars]())
	fmt.Println(copied[text]())
	fmt.Println(copied[[]byte]())
	show(indexed[string](1), indexed[bytes](1), sliced[text](2), sliced[bytes](3), ranged[text]())
	show(inAny[text](), inAny[bytes](), inMap[text](), concat(text("x")), caseOf(text("two")), caseOf("one"))
	fmt.Println(less(text("k")))
	show(arith(small(3)), arith(wide(3)), arith(ratio(3)), arith(cplx(3)), arith(uint8(200)), arith(3.5), arith(2i), arith(3))
	show(ints(small(3)), ints(wide(3)), ints(uint8(7)), ints(uint16(9)), ints(int64(-9)&7), ints(uintptr(5)))
	fmt.Println(converted[small]())
	fmt.Println(converted[cplx]())
	type count int
	show(rangeOver(5), rangeOver(count(20)))
	fmt.Println(arrays[string]())
	a, s, m, p := composite[ratio]()
	show(a, s, m, *p)
	a2, s2, m2, p2 := composite[complex128]()
	show(a2, s2, m2, *p2)
	show(keyed[wide, text](), keyed[int8, string]())
	fmt.Println(boolean(flag(false)))
	fmt.Println(floats[ratio]())
	fmt.Println(floats[float64]())
	fmt.Println(complexes(cplx(1)))
	show(sent(make(chan small, 1)), sent(make(chan complex128, 1)), variadic(1, 2, 3), variadic("a"), variadic(1, 2.5))
	show(result[small](), capturing[wide](), capturing[int8](), newBox[small](), newBox[complex64](), newBox[float64]())
}
