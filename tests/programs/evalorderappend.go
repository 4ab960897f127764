// m[k] = append(m[k], f()): what of the key is read before the call and what after it, where the key is read from a map itself.
package main

import "fmt"

var lkp = map[any]int{1: 1, true: 5}
var str = map[string]int{"a": 1}
var in8 = map[int8]int{1: 1}

func mi() int { lkp[1] = 2; str["a"] = 2; in8[1] = 2; return 1 }
func reset()  { lkp[1] = 1; str["a"] = 1; in8[1] = 1 }

func main() {
	lx, s, b := 1, "a", int8(1)
	m := map[int][]int{}
	m[lkp[lx]] = append(m[lkp[lx]], mi())
	fmt.Println("any", m)
	reset()
	clear(m)
	m[lkp[1]] = append(m[lkp[1]], mi())
	fmt.Println("any const", m)
	reset()
	clear(m)
	m[str[s]] = append(m[str[s]], mi())
	fmt.Println("str", m)
	reset()
	clear(m)
	m[in8[b]] = append(m[in8[b]], mi())
	fmt.Println("int8", m)
	reset()
	clear(m)
	m[lkp[lx]] = append(m[5], mi())
	fmt.Println("any other", m)
	reset()
	clear(m)
	m[lkp[lx]] = append([]int{}, mi())
	fmt.Println("any lit", m)
	reset()
	clear(m)
	m[(lkp[lx])] = append(m[(lkp[lx])], mi())
	fmt.Println("any paren", m)
	reset()
	clear(m)
	n := map[int]int{}
	n[lkp[lx]] = n[lkp[lx]] + mi()
	fmt.Println("sum", n)
	reset()
	clear(n)
	n[lkp[lx]] += mi()
	fmt.Println("op", n)
	reset()
	clear(n)
}
