// Map literals whose entries are partly data: what is data is entered by a loop, the rest by code, and each evaluation
// makes a map of its own.
package main

import "fmt"

type point struct{ x, y int }

var calls int

func next() int { calls++; return calls }

var byName = map[string][]int{
	"a": {1}, "b": {2}, "c": {3}, "d": nil, "e": {5}, "f": {6}, "g": {7}, "h": {8}, "i": {9}, "j": {10}, "k": {11},
	"l": {12}, "m": {13}, "n": {14}, "o": {15}, "p": {16}, "q": {17}, "r": {18}, "s": {19}, "t": {20}, "u": {21},
	"v": {22}, "w": {23}, "x": {24}, "y": {25}, "z": {26}, "called": {next(), next()},
}

var byAny = map[any]func() int{
	1: next, 2: next, 3: next, "1": nil, "2": next, 1.5: next, 2.5: next, 'a': next, 'b': next, point{1, 2}: next,
	point{2, 1}: next, [2]int{1, 2}: next, true: next, false: next, uint8(1): next, uint8(2): next, int8(1): next,
	int16(1): next, uint16(1): next, int32(7): next, uint32(1): next, int64(1): next, uint64(1): next, "x": next,
	"y": next, "z": next, nil: func() int { return 7 },
}

func local(k, v int) map[int]point {
	return map[int]point{
		0: {}, 1: {1, 1}, 2: {2, 4}, 3: {3, 9}, 4: {y: 16}, 5: {5, 25}, 6: {6, 36}, 7: {7, 49}, 8: {8, 64}, 9: {9, 81},
		10: {x: 10}, 11: {11, 11}, 12: {12, 12}, 13: {13, 13}, 14: {14, 14}, 15: {15, 15}, 16: {16, 16}, 17: {17, 17},
		18: {18, 18}, 19: {19, 19}, 20: {20, 20}, 21: {21, 21}, 22: {22, 22}, 23: {23, 23}, 24: {24, 24}, 25: {25, 25},
		k: {v, v}, -k: {next(), v},
	}
}

func zeros() map[int8]struct{} {
	return map[int8]struct{}{0: {}, 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: {}, 7: {}, 8: {}, 9: {}, 10: {}, 11: {}, 12: {},
		13: {}, 14: {}, 15: {}, 16: {}, 17: {}, 18: {}, 19: {}, 20: {}, 21: {}, 22: {}, 23: {}, 24: {}, 25: {}, 26: {}}
}

// The entries that need code come last, as with gc.
func last(k int) string {
	return map[int]string{k: "code", 1: "1", 2: "2", 3: "3", 4: "4", 5: "5", 6: "6", 7: "7", 8: "8", 9: "9", 10: "10",
		11: "11", 12: "12", 13: "13", 14: "14", 15: "15", 16: "16", 17: "17", 18: "18", 19: "19", 20: "20", 21: "21",
		22: "22", 23: "23", 24: "24", 25: "25", 26: "26"}[26]
}

func main() {
	byName["a"][0] = 100
	byName["b"] = append(byName["b"], 3)
	fmt.Println(len(byName), byName["a"], byName["b"], byName["d"] == nil, byName["z"], byName["called"])
	fmt.Println(len(byAny), byAny[nil](), byAny["1"] == nil, byAny[point{2, 1}]() > 0, byAny[int32(7)]() > 0)
	a, b := local(30, 1), local(5, 2)
	a[1] = point{9, 9}
	fmt.Println(len(a), a[1], a[30], a[4], a[0], len(b), b[1], b[5], b[10], b[25])
	fmt.Println(len(zeros()), last(26), last(27))
}
