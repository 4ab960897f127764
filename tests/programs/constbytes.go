// A slice made of a constant string has no room to append to: what is appended to it twice does not share memory.
package main

var sink [][]byte

func main() {
	a := []byte("abc")
	x, y := append(a, 'x'), append(a, 'y')
	println(string(x), string(y), cap(a))

	b := []byte("a longer text that has more than thirty-two bytes")
	sink = append(sink, append(b, 'x'), append(b, 'y'))
	println(string(sink[0]), string(sink[1]), cap(b))

	r := []rune("aé\xff界")
	s, t := append(r, 'x'), append(r, 'y')
	println(string(s), string(t), cap(r), r[2] == 0xfffd)

	e := []byte("")
	println(len(e), cap(e), e == nil)
	for i := range 3 {
		c := []byte("loop")
		c[0] += byte(i)
		sink = append(sink, c)
	}
	println(string(sink[2]), string(sink[3]), string(sink[4]))
	const k = "key"
	m := map[string]int{k: 1}
	println(m[string([]byte(k))])
	for i, c := range []byte("xyz") {
		print(i, c, " ")
	}
	println()
	type B byte
	type T []B
	n := T("named")
	n = append(n, '!')
	println(len(n), n[5])
}
