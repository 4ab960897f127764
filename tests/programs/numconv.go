package main

import (
	"fmt"
	"math"
)

//go:noinline
func id[T any](x T) T { return x }

func main() {
	fs := []float64{0, math.Copysign(0, -1), 0.5, 0.9999999, 127}
	for _, f := range fs {
		fmt.Println(f, int8(f), int16(f), int32(f), int64(f), int(f), uint8(f), uint16(f), uint32(f), uint64(f), uint(f), uintptr(f))
		g := float32(f)
		fmt.Println(g, int8(g), int16(g), int32(g), int64(g), uint8(g), uint16(g), uint32(g), uint64(g))
	}
	is := []int64{0, 1, -1, 127, 128, -128, -129, 255, 256, 32768, 1<<31 - 1, 1 << 31, -1 << 31, 1<<53 + 1, 1<<63 - 1, -1 << 63, 1<<24 + 1}
	for _, i := range is {
		fmt.Println(int8(i), int16(i), int32(i), uint8(i), uint16(i), uint32(i), uint64(i), float32(i), float64(i), float32(uint64(i)), float64(uint64(i)), float32(int32(i)), float32(uint32(i)), float64(uint32(i)))
	}
	for _, s := range []uint{0, 1, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 200, math.MaxUint} {
		fmt.Println(int8(-1)<<s, int8(-128)>>s, uint8(255)<<s, uint8(255)>>s, id(int16(-5))>>s, id(uint16(65535))<<s, id(int32(-7))>>s, id(int32(1))<<s, id(uint32(1<<31))>>s, id(int64(-9))>>s, id(int64(1))<<s, id(uint64(1<<63))>>s)
		fmt.Println(id(int8(1))<<uint8(s), id(uint64(3))<<uint16(s), id(-1)>>(uint8(s)&7))
	}
	for _, n := range []int{-1, -8, math.MinInt} {
		func() {
			defer func() { fmt.Println(recover()) }()
			fmt.Println(1 << id(n))
		}()
		func() {
			defer func() { fmt.Println(recover()) }()
			var x int8 = 1
			x >>= id(n)
			fmt.Println(x)
		}()
	}
	mn, mo := id(math.MinInt), id(-1)
	fmt.Println(mn/mo, mn%mo, id(int8(-128))/id(int8(-1)), id(int8(-128))%id(int8(-1)), id(int32(math.MinInt32))/id(int32(-1)), id(int32(math.MinInt32))%id(int32(-1)))
	fmt.Println(-7/id(2), -7%id(2), 7/id(-2), 7%id(-2), id(-7)>>1, id(uint8(200))+id(uint8(100)), id(int8(100))+id(int8(100)), -id(int8(-128)), ^id(uint8(5)), id(uint8(12))&^id(uint8(4)))
	for _, f := range []func(){func() { _ = 1 / id(0) }, func() { _ = 1 % id(0) }, func() { _ = id(uint8(3)) / id(uint8(0)) }, func() { fmt.Println(1 / id(0.0), -1 / id(0.0), id(0.0) / id(0.0)) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
	for _, r := range []int64{-1, 0, 65, 0xd800, 0xdfff, 0x10ffff, 0x110000, 1 << 40, math.MaxInt64, math.MinInt64} {
		fmt.Printf("%q %q %q\n", string(rune(r)), string(rune(int32(r))), []rune(string(rune(r))))
	}
	bad := "a\xffb\xc0\xafc\xe2\x82d\xed\xa0\x80e\xf4\x90\x80\x80f\xf0\x9f\x98\x80g\xe2\x82\xac"
	for i, r := range bad {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	rs := []rune(bad)
	fmt.Println(len(rs), rs, []byte(string(rs)))
	fmt.Println(len(bad), []byte(bad)[3], string([]byte(bad)[:3]) == bad[:3])
	type MyB byte
	type MyS string
	fmt.Println(MyS([]MyB{65, 66}), []MyB(MyS("xy")), string([]rune{-1, 0x1F600}))
	for i := range bad[:5] {
		fmt.Print(i, " ")
	}
	fmt.Println()
	c := complex(1, 2)
	d := complex(math.Inf(1), math.NaN())
	z := id(0i)
	fmt.Println(c*c, c/c, c*d, c/z, z/z, d/c, c == c, d == d, -c, real(c*id(3i)), imag(c), complex64(c)/complex64(c), id(complex64(1+2i))*id(complex64(3-4i)))
	fmt.Println(1/complex(math.Inf(1), 0), complex(1, 0)/complex(0, math.Inf(1)), complex(math.MaxFloat64, 1)/complex(math.MaxFloat64, 1), complex(1e-300, 1e-300)/complex(1e-300, 1e-300))
	fmt.Println(math.MaxFloat64*id(2.0), float32(id(1e39)), float32(id(1e-46)), id(float32(16777216))+id(float32(1)), id(0.1)+id(0.2), float32(id(0.1)))
	fmt.Println(min(id(1.0), math.NaN()), max(math.NaN(), id(1.0)), min(id(0.0), math.Copysign(0, -1)), max(math.Copysign(0, -1), id(0.0)), 1/min(id(0.0), math.Copysign(0, -1)), 1/max(math.Copysign(0, -1), id(0.0)), min("b", id("a"), "c"), max(id("b"), "a", "cc"), min(3, id(1), 2), max(2.5, id(2.0), 1))
	fmt.Println(min(id(float32(2)), 1), max(id(int8(-3)), -4), min(id(uint64(1<<63)), 1))
	var u8 uint8 = 200
	fmt.Println(u8<<1, u8<<1>>1, int(u8)<<1, int8(u8), -u8, u8*u8, uint16(u8)*uint16(u8), u8+100 < u8)
	x := id(10)
	x &^= 3
	x ^= 0xff
	x <<= 3
	x %= 7
	fmt.Println(x)
	sl := []int{1, 2, 3, 4}
	a4 := [4]int(sl)
	p2 := (*[2]int)(sl)
	p2[0] = 50
	fmt.Println(a4, *p2, sl)
	for _, f := range []func(){func() { _ = [5]int(sl) }, func() { _ = (*[9]int)(sl) }, func() { var n []int; fmt.Println((*[0]int)(n) == nil, (*[0]int)([]int{}) == nil) }} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
