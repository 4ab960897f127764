// Integer and float arithmetic at the edges: wrap-around, shifts beyond the width, division, conversions.
package main

import "math/bits"

//go:noinline
func id[T any](x T) T { return x }

func shifts() {
	for _, n := range []uint{0, 1, 7, 8, 31, 32, 63, 64, 65, 1000} {
		println(n, id(int8(-128))>>n, id(uint8(200))>>n, id(int32(-5))<<n, id(uint64(1))<<n, id(int64(-1))>>n)
	}
}

func division() {
	println(id(-7)/2, id(-7)%2, id(7)/-2, id(7)%-2)
	println(id(int64(-9223372036854775808))/id(int64(-1)), id(int64(-9223372036854775808))%id(int64(-1)))
	println(id(int8(-128))/id(int8(-1)), id(int32(-2147483648))%id(int32(-1)))
	println(id(uint64(18446744073709551615))/10, id(uint8(255))%7)
	defer func() { println("recovered:", recover().(error).Error()) }()
	println(1 / id(0))
}

func wraps() {
	var a int8 = id(int8(127))
	a++
	var b uint16 = id(uint16(0))
	b--
	println(a, b, id(uint32(1<<31))*2, id(int64(1<<62))*4)
	println(^id(0), -id(int8(-128)), id(6)&^id(3), id(6)^3, id(6)|9)
}

func floats() {
	zero := id(0.0)
	inf := 1 / zero
	nan := zero / zero
	println(inf, -inf, nan, nan == nan, nan != nan, nan < 1, inf > 1e308)
	println(int64(id(-1.9)), uint8(id(200.7)), float32(id(0.1)), float64(float32(id(0.1))))
	println(id(1e100), id(123456789.0), id(float32(3.5)), -zero, 1/-zero)
	println(min(3, id(1), 2), max(id(2.5), 1), min(id("b"), "a"), max(-zero, zero))
	var c complex128 = complex(id(1.0), 2)
	c = c*c + complex(0, 1)
	println(c, real(c), imag(c), c/complex(2, 0), c == c)
	n := complex(id(float32(1.4128205e+10)), id(float32(7.066032e+09)))
	m := complex(id(float32(7.066031e+09)), id(float32(1.4128205e+10)))
	println(n*m, n*n, n/m)
}

func ones() {
	n := 0
	for i := range uint64(100) {
		x := i * 0x9e3779b97f4a7c15
		n = n*31 + bits.OnesCount64(x) + bits.OnesCount32(uint32(x))*3 + bits.OnesCount16(uint16(x))*5 + bits.OnesCount8(uint8(x))*7
	}
	println(n, bits.OnesCount(^uint(0)), bits.OnesCount8(id(uint8(0xfe))), bits.OnesCount64(id(uint64(0))))
}

func main() {
	shifts()
	division()
	wraps()
	floats()
	ones()
}
