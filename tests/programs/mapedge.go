package main

import (
	"fmt"
	"math"
	"sort"
)

type K struct {
	f float64
	i any
}
type E struct{}

func try(n string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(n, "panic:", r)
		}
	}()
	f()
	fmt.Println(n, "ok")
}

func main() {
	m := map[float64]int{}
	nan := math.NaN()
	for i := 0; i < 10; i++ {
		m[nan] = i
	}
	m[0] = 1
	m[math.Copysign(0, -1)] = 2
	fmt.Println(len(m), m[0], m[nan])
	delete(m, nan)
	fmt.Println(len(m))
	var vs []int
	for k, v := range m {
		if k != k {
			vs = append(vs, v)
		}
	}
	sort.Ints(vs)
	fmt.Println(vs)
	clear(m)
	fmt.Println(len(m))
	mi := map[any]int{}
	mi[nan] = 1
	mi[nan] = 2
	mi[K{nan, 1}] = 3
	mi[K{1, nan}] = 4
	mi[K{1, "a"}] = 5
	mi[[2]any{1, "x"}] = 6
	fmt.Println(len(mi), mi[K{1, "a"}], mi[[2]any{1, "x"}], mi[int8(1)])
	try("slice key", func() { mi[[]int{1}] = 1 })
	try("struct key", func() { mi[K{1, []int{}}] = 1 })
	try("func key", func() { _ = mi[func() {}] })
	try("map key del", func() { delete(mi, map[int]int{}) })
	try("nil map read", func() { var q map[any]int; _ = q[[]int{}] })
	try("empty map read", func() { q := map[any]int{}; _ = q[[]int{}] })
	try("nil assign", func() { var q map[E]int; q[E{}] = 1 })
	// mutation during iteration
	mm := map[int]int{}
	for i := 0; i < 100; i++ {
		mm[i] = i
	}
	seen := 0
	for k := range mm {
		seen++
		delete(mm, k)
		delete(mm, (k+50)%100)
	}
	fmt.Println(seen, len(mm))
	for i := 0; i < 8; i++ {
		mm[i] = i
	}
	cnt := 0
	for k, v := range mm {
		if v != k {
			fmt.Println("bad", k, v)
		}
		cnt++
		if cnt < 200 {
			mm[1000+cnt] = 1000 + cnt
		}
	}
	fmt.Println(cnt >= 8, len(mm) >= 8)
	// update during iteration keeps visited values current
	m3 := map[int]int{1: 1, 2: 2, 3: 3}
	sum := 0
	for range m3 {
		for k := range m3 {
			m3[k]++
		}
		sum++
	}
	fmt.Println(sum, m3[1]+m3[2]+m3[3])
	big := map[[40]int]string{}
	var bk [40]int
	for i := range 40 {
		bk[i] = i
		big[bk] = fmt.Sprint(i)
	}
	fmt.Println(len(big), big[bk])
	ms := map[string]*[300]byte{}
	for i := range 1000 {
		ms[fmt.Sprint(i)] = &[300]byte{byte(i)}
	}
	fmt.Println(len(ms), ms["777"][0])
	mv := map[int][200]int{1: {5}}
	x := mv[1]
	x[0] = 6
	fmt.Println(mv[1][0], mv[2][3], x[0])
	type T struct{ a, b, c, d, e int }
	mt := map[string]T{"x": {1, 2, 3, 4, 5}}
	fmt.Println(mt["x"].e, mt["nope"].c)
	mf := map[string]func() int{"a": func() int { return 7 }}
	fmt.Println(mf["a"]())
	mc := map[complex128]int{complex(nan, 0): 1, 1i: 2}
	fmt.Println(mc[1i], len(mc))
	var arr map[[0]int]int = map[[0]int]int{{}: 3}
	fmt.Println(arr[[0]int{}])
	mm2 := map[string]map[string]int{}
	func() {
		defer func() { fmt.Println(recover()) }()
		mm2["a"]["b"]++
	}()
	ma := map[string][]int{}
	ma["q"] = append(ma["q"], 1, 2)
	ma["q"][1] += 5
	fmt.Println(ma)
	mb := map[bool]string{true: "t", false: "f"}
	fmt.Println(mb[1 > 2], mb)
	mu := map[uint8]int{}
	for i := range 300 {
		mu[uint8(i)]++
	}
	fmt.Println(len(mu), mu[3], mu[200])
	mk := map[struct {
		_ int
		a int8
		_ [3]byte
		b string
	}]int{}
	var kk struct {
		_ int
		a int8
		_ [3]byte
		b string
	}
	kk.a, kk.b = 3, "z"
	mk[kk] = 9
	fmt.Println(mk[kk], len(mk))
}
