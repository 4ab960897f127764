package main

import (
	"fmt"
	"slices"
	"sort"
)

func main() {
	x := uint32(1)
	next := func() int {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		return int(x)
	}
	sum := 0
	for range 5 {
		ints := make([]int, 2_000_000)
		for i := range ints {
			ints[i] = next()
		}
		slices.Sort(ints)
		sum += ints[1000]
		words := make([]string, 200_000)
		for i := range words {
			words[i] = fmt.Sprint(next())
		}
		sort.Slice(words, func(i, j int) bool { return words[i] < words[j] })
		sum += len(words[777])
	}
	fmt.Println(sum)
}
