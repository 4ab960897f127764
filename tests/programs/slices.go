package main

type point struct{ x, y int }

func dump(name string, s []int) {
	print(name, " len=", len(s), " cap=", cap(s), ":")
	for i, v := range s {
		print(" ", i, "=", v)
	}
	println()
}

func try(name string, f func()) {
	defer func() {
		if e := recover(); e != nil {
			println(name, e.(error).Error())
		}
	}()
	f()
}

func variadic(xs ...int) int {
	n := 0
	for _, x := range xs {
		n += x
	}
	return n
}

func main() {
	var s []int
	println(s == nil, len(s), cap(s))
	for i := 0; i < 10; i++ {
		s = append(s, i*i)
	}
	dump("squares", s)
	dump("part", s[2:5])
	dump("full", s[2:5:6])
	t := append(s[:3:3], 100, 200)
	dump("t", t)
	dump("s", s)
	n := copy(s[1:], s)
	println(n)
	dump("moved", s)
	clear(s[:2])
	dump("cleared", s)
	arr := [...]int{5: 1, 2, 1: 7}
	println(len(arr), arr[1], arr[5], arr[6])
	brr := arr
	brr[0] = 42
	println(arr == brr, arr[0], brr[0])
	p := &arr
	for i := range p {
		p[i] += i
	}
	dump("arr", p[:])
	m := [][]point{{{1, 2}, {3, 4}}, nil, {{5, 6}}}
	for i, row := range m {
		for j, q := range row {
			println(i, j, q.x, q.y)
		}
	}
	println(variadic(), variadic(1, 2, 3), variadic(s...))
	bytes := []byte("héllo")
	bytes = append(bytes, " wörld"...)
	println(string(bytes), len(bytes))
	i, j := 5, 20
	try("index", func() { println(s[j]) })
	try("slice", func() { println(len(s[i:j])) })
	try("slice order", func() { println(len(s[i:2])) })
	try("slice3", func() { println(len(s[1:2:j])) })
	try("array", func() { println(arr[i+j]) })
	try("negative", func() { println(s[i-6]) })
	try("make", func() { _ = make([]int, i-6) })
	try("conversion", func() { _ = [20]int(s) })
	a4 := [4]int(s)
	println(a4[3], (*[2]int)(s)[1])
	var e [0]int
	println(len(e), len([...]string{"a", "b"}))
}
