package main

import "fmt"

func main() {
	sum := 0
	for round := range 5 {
		m := map[int]int{}
		for i := range 2_000_000 {
			m[i*7919+round] = i
		}
		for i := 0; i < 2_000_000; i += 3 {
			sum += m[i*7919+round]
		}
	}
	words := map[string]int{}
	for i := range 2_000_000 {
		words[fmt.Sprint("key", i%50_000)]++
	}
	fmt.Println(sum, len(words), words["key777"])
}
