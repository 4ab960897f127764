// All forms of range, functions among them.
package main

func seq(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		defer println("seq done")
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs(yield func(string, int) bool) {
	_ = yield("a", 1) && yield("b", 2) && yield("c", 3)
}

func find(n int) int {
	for i := range seq(10) {
		if i == n {
			return i * 100
		}
	}
	return -1
}

func nested() string {
outer:
	for i := range seq(3) {
		for k, v := range pairs {
			if v == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			println(i, k, v)
		}
	}
	return "end"
}

func withDefer() (s string) {
	defer func() { s += "!" }()
	for i := range seq(3) {
		defer func() { s += string(rune('0' + i)) }()
	}
	s = "x"
	return
}

func bad(yield func(int) bool) {
	yield(1)
	yield(2)
}

func main() {
	for i := range 3 {
		print(i, " ")
	}
	for range 2 {
		print("x ")
	}
	var n8 uint8 = 3
	for i := range n8 {
		print(i, " ")
	}
	println()
	for i := range seq(5) {
		if i == 1 {
			continue
		}
		if i == 3 {
			break
		}
		println(i)
	}
	println(find(4), find(20))
	println(nested())
	println(withDefer())
	func() {
		defer func() { println(recover().(error).Error()) }()
		for x := range bad {
			println(x)
			break
		}
	}()
	c := make(chan int, 5)
	for i := range 5 {
		c <- i
	}
	close(c)
	total := 0
	for v := range c {
		total += v
	}
	println(total)
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 10
		print(i, v, " ")
	}
	for i, v := range &arr {
		arr[2] = 20
		print(i, v, " ")
	}
	println()
	s := []int{1, 2, 3}
	for i, v := range s {
		if i == 0 {
			s = append(s, 4)
			s[1] = 50
		}
		print(v, " ")
	}
	println(len(s))
	for i := range s {
		s[i] = i
	}
	for range "日本" {
		print("r")
	}
	println()
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { print(i, " ") })
		i := i * 10
		fs = append(fs, func() { print(i, " ") })
	}
	for _, f := range fs {
		f()
	}
	println()
lbl:
	for i := 0; ; i++ {
		switch {
		case i < 2:
			continue lbl
		case i == 4:
			break lbl
		default:
			println("i", i)
		}
	}
	i := 0
again:
	i++
	if i < 3 {
		goto again
	}
	println(i)
	switch x := i; x {
	case 1, 2:
		println("small")
	case 3:
		println("three")
		fallthrough
	case 4:
		println("four")
	default:
		println("default")
	}
}
