// Conversions of constants that inlining brings in: out of range as at run time.
package main

func f(x float32) int { return int(x) }
func g(x float32) int32 { return int32(x) }
func h(x float64) uint64 { return uint64(x) }
func k(x float64) int8 { return int8(x) }

func main() { println(f(1e38), g(1e38), f(-1e38), h(1e30), k(300), f(3.7)) }
