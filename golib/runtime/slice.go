// Slices: the parts of allocation, growing and copying that are better said in Go, and the
// checks of unsafe.Slice and unsafe.String.

package runtime

import (
	"internal/runtime/math"
	"unsafe"
)

func makeslice64(et *_type, len64, cap64 int64) unsafe.Pointer {
	n, c := int(len64), int(cap64)
	if int64(n) != len64 {
		panicmakeslicelen()
	}
	if int64(c) != cap64 {
		panicmakeslicecap()
	}
	return makeslice(et, n, c)
}

// makeslicecopy allocates tolen elements and copies what is there of from.
func makeslicecopy(et *_type, tolen int, fromlen int, from unsafe.Pointer) unsafe.Pointer {
	n := tolen
	if n > fromlen {
		n = fromlen
	}
	to := makeslice(et, tolen, tolen)
	memmove(to, from, uintptr(n)*et.Size_)
	return to
}

// growsliceNoAlias is growslice where the old array is known to have no other user.
func growsliceNoAlias(oldPtr unsafe.Pointer, newLen, oldCap, num int, et *_type) sliceHeader {
	return growslice(oldPtr, newLen, oldCap, num, et)
}

//go:linkname reflect_growslice reflect.growslice
func reflect_growslice(et *_type, old sliceHeader, num int) sliceHeader {
	// Elements between the old len and cap keep their values, and what is new is zero.
	num -= old.cap - old.len
	s := growslice(old.array, old.cap+num, old.cap, num, et)
	if !et.Pointers() {
		from, to := uintptr(old.cap)*et.Size_, uintptr(s.len)*et.Size_
		memclrNoHeapPointers(unsafe.Add(s.array, from), to-from)
	}
	s.len = old.len
	return s
}

func slicecopy(to unsafe.Pointer, toLen int, from unsafe.Pointer, fromLen int, width uintptr) int {
	n := min(toLen, fromLen)
	if n != 0 && width != 0 {
		memmove(to, from, uintptr(n)*width)
	}
	return n
}

//go:linkname bytealg_MakeNoZero internal/bytealg.MakeNoZero
func bytealg_MakeNoZero(n int) []byte {
	if n < 0 || uintptr(n) > maxAlloc {
		panicmakeslicelen()
	}
	c := roundupsize(uintptr(n), true)
	return unsafe.Slice((*byte)(mallocgc(c, nil, false)), int(c))[:n]
}

func unsafestring(ptr unsafe.Pointer, n int) {
	if n < 0 {
		panicunsafestringlen()
	}
	if uintptr(n) > -uintptr(ptr) {
		if ptr == nil {
			panicunsafestringnilptr()
		}
		panicunsafestringlen()
	}
}

func unsafestring64(ptr unsafe.Pointer, n64 int64) {
	n := int(n64)
	if int64(n) != n64 {
		panicunsafestringlen()
	}
	unsafestring(ptr, n)
}

func unsafeslice(et *_type, ptr unsafe.Pointer, n int) {
	if n < 0 {
		panicunsafeslicelen()
	}
	if ptr == nil && n > 0 {
		panicunsafeslicenilptr()
	}
	size, overflow := math.MulUintptr(et.Size_, uintptr(n))
	if overflow || size > -uintptr(ptr) {
		if ptr == nil {
			panicunsafeslicenilptr()
		}
		panicunsafeslicelen()
	}
}

func unsafeslice64(et *_type, ptr unsafe.Pointer, n64 int64) {
	n := int(n64)
	if int64(n) != n64 {
		panicunsafeslicelen()
	}
	unsafeslice(et, ptr, n)
}

//go:linkname reflect_unsafeslice reflect.unsafeslice
func reflect_unsafeslice(et *_type, ptr unsafe.Pointer, n int) { unsafeslice(et, ptr, n) }
