package main

type key struct {
	a int
	b string
}

type shape interface{ area() int }
type square int

func (s square) area() int { return int(s * s) }

func main() {
	m := map[string]int{"one": 1, "two": 2}
	m["three"] = 3
	m["one"] += 10
	v, ok := m["four"]
	println(len(m), m["one"], v, ok)
	delete(m, "two")
	delete(m, "none")
	_, ok = m["two"]
	println(len(m), ok)
	big := map[int]int{}
	for i := 0; i < 5000; i++ {
		big[i*7] = i
	}
	sum := 0
	for k, v := range big {
		if k != v*7 {
			println("bad", k, v)
		}
		sum += v
	}
	println(len(big), sum)
	for k := range big {
		if k%2 == 0 {
			delete(big, k)
		}
	}
	println(len(big))
	ks := map[key][]int{}
	for i := 0; i < 10; i++ {
		k := key{i % 3, "x"}
		ks[k] = append(ks[k], i)
	}
	println(len(ks), len(ks[key{0, "x"}]), len(ks[key{9, "x"}]))
	im := map[any]string{1: "int", "a": "string", 2.5: "float", key{1, "q"}: "struct", square(3): "square", nil: "nil"}
	println(im[1], im["a"], im[2.5], im[key{1, "q"}], im[square(3)], im[nil], im[int8(1)] == "")
	func() {
		defer func() { println(recover().(error).Error()) }()
		im[[]int{1}] = "no"
	}()
	func() {
		defer func() { println(recover().(error).Error()) }()
		var nm map[string]int
		println(nm["a"], len(nm))
		nm["a"] = 1
	}()
	sm := map[shape]int{square(2): 4}
	println(sm[square(2)], sm[square(3)])
	nan := 0.0
	nan /= nan
	fm := map[float64]int{nan: 1, 0: 2}
	fm[nan] = 3
	println(len(fm), fm[nan], fm[-nan*0] == 0)
	clear(fm)
	println(len(fm))
	type pt struct{ x, y int }
	pm := map[pt]*pt{}
	pm[pt{1, 2}] = &pt{3, 4}
	pm[pt{1, 2}].x++
	println(pm[pt{1, 2}].x, pm[pt{}] == nil)
	arr := map[[2]int]string{{1, 2}: "a", {3, 4}: "b"}
	println(arr[[2]int{3, 4}])
	nested := map[string]map[string]int{"a": {"b": 1}}
	nested["a"]["c"]++
	println(nested["a"]["c"], nested["z"]["y"])
}
