// Builds and drops many small trees: allocation and collection.
package main

import "fmt"

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func main() {
	const deepest = 18
	long := grow(deepest)
	for depth := 4; depth <= deepest; depth += 4 {
		n, sum := 1<<(deepest-depth+4), 0
		for range n {
			sum += grow(depth).count()
		}
		fmt.Println(n, "trees of depth", depth, "nodes", sum)
	}
	fmt.Println("long-lived nodes", long.count())
}
