// Conversions whose result is only read at once need no copy; append of a made slice needs no slice.
package main

import (
	"math"
	"strings"
)

type key string

func text[T string | []byte](x T, y string) bool { return string(x) == y }

func change(b []byte) string {
	b[0] = 'Z'
	return "Zb"
}

var sink any

func appended[S ~[]E, E any](s S, n int) S { return append(s, make([]E, n)...) }

func grown[S ~[]E, E any](s S, n int) S { return append(s, make(S, n)...) }

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	f()
}

func main() {
	b := []byte("ab")
	m := map[string]int{"ab": 1, "Zb": 2}
	k := map[key]int{"ab": 3}
	a := map[any]int{"ab": 4}
	println(string(b) == "ab", "a" < string(b), string(b) != string([]byte{'a', 'b'}), text(b, "ab"), text("x", "ab"))
	println(m[string(b)], k[key(b)], a[string(b)])
	println(string(b) == change(b), m[string(b)])
	if v, ok := m[string(b)]; ok {
		println(v)
	}
	sink = string(b)
	s := "<" + string(b) + ">"
	e := "" + string(b)
	b[0] = 'c'
	println(s, e, sink.(string), m[string(b)], any("cb") == any(string(b)))
	switch string(b) {
	case "ab":
		println("ab")
	case "cb":
		b[0] = 'd'
		println("cb", string(b))
	}
	for i, c := range []byte(s) {
		s = "none"
		print(i, c, " ")
	}
	println()
	b = append(b, string(b)...)
	b = append(b[:1], []byte("xyz")...)
	n := copy(b[2:], string(b))
	println(string(b), n)
	delete(m, string(b[:0]))
	m[string(b)] = 7
	b[0] = '?'
	println(len(m), m["dxdx"])

	x := appended([]string{"p"}, 3)
	println(len(x), x[0], x[3] == "", len(appended([]struct{}(nil), 5)), cap(append([]byte(nil), make([]byte, 5)...)))
	y := make([]int, 4, 10)
	for i := range y[:10] {
		y[:10][i] = 9
	}
	y = append(y[:2], make([]int, uint8(3))...)
	println(y[1], y[2], y[4], len(y), y[:10][5])
	println(len(grown([]string{"q"}, 2)))
	minus, huge := -1, math.MaxInt
	try("negative", func() { y = append(y, make([]int, minus)...) })
	try("large", func() { y = append(y, make([]int, huge)...) })
	println(strings.Repeat("=", len(y)))
}
