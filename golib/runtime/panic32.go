//go:build 386 || arm || mips || mipsle

// What compiled code calls where a word has 4 bytes and an index of 64 bits is out of range.
// hi, its upper half, is not zero.

package runtime

import "internal/abi"

func extendFail(hi int, lo uint, y int, code abi.BoundsErrorCode) {
	panic(boundsError{x: int64(hi)<<32 + int64(lo), signed: true, y: y, code: code})
}

func extendFailU(hi uint, lo uint, y int, code abi.BoundsErrorCode) {
	panic(boundsError{x: int64(hi)<<32 + int64(lo), signed: false, y: y, code: code})
}

func goPanicExtendIndex(hi int, lo uint, y int)        { extendFail(hi, lo, y, abi.BoundsIndex) }
func goPanicExtendIndexU(hi uint, lo uint, y int)      { extendFailU(hi, lo, y, abi.BoundsIndex) }
func goPanicExtendSliceAlen(hi int, lo uint, y int)    { extendFail(hi, lo, y, abi.BoundsSliceAlen) }
func goPanicExtendSliceAlenU(hi uint, lo uint, y int)  { extendFailU(hi, lo, y, abi.BoundsSliceAlen) }
func goPanicExtendSliceAcap(hi int, lo uint, y int)    { extendFail(hi, lo, y, abi.BoundsSliceAcap) }
func goPanicExtendSliceAcapU(hi uint, lo uint, y int)  { extendFailU(hi, lo, y, abi.BoundsSliceAcap) }
func goPanicExtendSliceB(hi int, lo uint, y int)       { extendFail(hi, lo, y, abi.BoundsSliceB) }
func goPanicExtendSliceBU(hi uint, lo uint, y int)     { extendFailU(hi, lo, y, abi.BoundsSliceB) }
func goPanicExtendSlice3Alen(hi int, lo uint, y int)   { extendFail(hi, lo, y, abi.BoundsSlice3Alen) }
func goPanicExtendSlice3AlenU(hi uint, lo uint, y int) { extendFailU(hi, lo, y, abi.BoundsSlice3Alen) }
func goPanicExtendSlice3Acap(hi int, lo uint, y int)   { extendFail(hi, lo, y, abi.BoundsSlice3Acap) }
func goPanicExtendSlice3AcapU(hi uint, lo uint, y int) { extendFailU(hi, lo, y, abi.BoundsSlice3Acap) }
func goPanicExtendSlice3B(hi int, lo uint, y int)      { extendFail(hi, lo, y, abi.BoundsSlice3B) }
func goPanicExtendSlice3BU(hi uint, lo uint, y int)    { extendFailU(hi, lo, y, abi.BoundsSlice3B) }
func goPanicExtendSlice3C(hi int, lo uint, y int)      { extendFail(hi, lo, y, abi.BoundsSlice3C) }
func goPanicExtendSlice3CU(hi uint, lo uint, y int)    { extendFailU(hi, lo, y, abi.BoundsSlice3C) }
