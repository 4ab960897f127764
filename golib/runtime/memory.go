// Memory: the C++ allocator and copier as Go sees them, and the names under which reflect and
// others want them. There are no write barriers: the collector stops the world.

package runtime

import (
	"internal/goarch"
	"internal/runtime/atomic"
	"unsafe"
)

// maxAlloc bounds the size of one allocation.
const maxAlloc = 1<<(8*goarch.PtrSize-16*(goarch.PtrSize/8)) - 1

// mallocgc allocates size bytes; a nil type means that they never hold pointers.
//
//go:linkname mallocgc
func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer

func newobject(typ *_type) unsafe.Pointer

//go:linkname newarray
func newarray(typ *_type, n int) unsafe.Pointer

//go:linkname makeslice
func makeslice(et *_type, len, cap int) unsafe.Pointer

//go:linkname growslice
func growslice(oldPtr unsafe.Pointer, newLen, oldCap, num int, et *_type) sliceHeader

// roundupsize is the size that an allocation really gets.
func roundupsize(size uintptr, noscan bool) uintptr

// Around system calls; assembly of other packages calls these too (docs/assembly.md).

//go:noescape
func memmove(to, from unsafe.Pointer, n uintptr)

//go:noescape
func memclrNoHeapPointers(p unsafe.Pointer, n uintptr)

//go:noescape
func memequal(p, q unsafe.Pointer, n uintptr) bool

//go:linkname memhash
//go:noescape
func memhash(p unsafe.Pointer, h, n uintptr) uintptr

//go:noescape
func memhash32(p unsafe.Pointer, h uintptr) uintptr

//go:noescape
func memhash64(p unsafe.Pointer, h uintptr) uintptr

//go:linkname strhash
//go:noescape
func strhash(p unsafe.Pointer, h uintptr) uintptr

//go:linkname typedmemmove
//go:noescape
func typedmemmove(typ *_type, dst, src unsafe.Pointer)

//go:noescape
func typedmemclr(typ *_type, p unsafe.Pointer)

//go:linkname typedslicecopy
//go:noescape
func typedslicecopy(typ *_type, dst unsafe.Pointer, dstLen int, src unsafe.Pointer, srcLen int) int

//go:linkname memclrHasPointers
func memclrHasPointers(p unsafe.Pointer, n uintptr) { memclrNoHeapPointers(p, n) }

//go:linkname reflect_unsafe_New reflect.unsafe_New
func reflect_unsafe_New(t *_type) unsafe.Pointer { return newobject(t) }

//go:linkname reflectlite_unsafe_New internal/reflectlite.unsafe_New
func reflectlite_unsafe_New(t *_type) unsafe.Pointer { return newobject(t) }

//go:linkname reflect_unsafe_NewArray reflect.unsafe_NewArray
func reflect_unsafe_NewArray(t *_type, n int) unsafe.Pointer { return newarray(t, n) }

//go:linkname reflect_memmove reflect.memmove
func reflect_memmove(to, from unsafe.Pointer, n uintptr) { memmove(to, from, n) }

//go:linkname reflect_memclrNoHeapPointers reflect.memclrNoHeapPointers
func reflect_memclrNoHeapPointers(p unsafe.Pointer, n uintptr) { memclrNoHeapPointers(p, n) }

//go:linkname reflect_typedmemmove reflect.typedmemmove
func reflect_typedmemmove(t *_type, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

//go:linkname reflectlite_typedmemmove internal/reflectlite.typedmemmove
func reflectlite_typedmemmove(t *_type, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

//go:linkname reflect_typedmemclr reflect.typedmemclr
func reflect_typedmemclr(t *_type, p unsafe.Pointer) { typedmemclr(t, p) }

//go:linkname reflect_typedmemclrpartial reflect.typedmemclrpartial
func reflect_typedmemclrpartial(t *_type, p unsafe.Pointer, off, size uintptr) {
	memclrNoHeapPointers(p, size)
}

//go:linkname reflect_typedarrayclear reflect.typedarrayclear
func reflect_typedarrayclear(t *_type, p unsafe.Pointer, n int) {
	memclrNoHeapPointers(p, t.Size_*uintptr(n))
}

//go:linkname reflect_typedslicecopy reflect.typedslicecopy
func reflect_typedslicecopy(t *_type, dst, src sliceHeader) int {
	return slicecopy(dst.array, dst.len, src.array, src.len, t.Size_)
}

//go:linkname reflect_verifyNotInHeapPtr reflect.verifyNotInHeapPtr
func reflect_verifyNotInHeapPtr(p uintptr) bool {
	// The largest addresses are never mapped: a pointer with such a value is somebody's mark.
	return p != ^uintptr(0) && !inHeap(p)
}

// inHeap reports whether p points into memory that the collector manages. C++.
func inHeap(p uintptr) bool

// Pointer stores.

func atomicstorep(p unsafe.Pointer, v unsafe.Pointer) { atomic.StorepNoWB(p, v) }

func casPointer(p *unsafe.Pointer, old, new unsafe.Pointer) bool { return atomic.Casp1(p, old, new) }

//go:linkname atomicwb
func atomicwb(p *unsafe.Pointer, v unsafe.Pointer) {}

//go:linkname atomic_storePointer internal/runtime/atomic.storePointer
func atomic_storePointer(p *unsafe.Pointer, v unsafe.Pointer) { atomicstorep(unsafe.Pointer(p), v) }

//go:linkname atomic_casPointer internal/runtime/atomic.casPointer
func atomic_casPointer(p *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return casPointer(p, old, new)
}

//go:linkname sync_atomic_StorePointer sync/atomic.StorePointer
func sync_atomic_StorePointer(p *unsafe.Pointer, v unsafe.Pointer) {
	atomicstorep(unsafe.Pointer(p), v)
}

//go:linkname sync_atomic_SwapPointer sync/atomic.SwapPointer
func sync_atomic_SwapPointer(p *unsafe.Pointer, v unsafe.Pointer) unsafe.Pointer {
	return unsafe.Pointer(atomic.Xchguintptr((*uintptr)(unsafe.Pointer(p)), uintptr(v)))
}

//go:linkname sync_atomic_CompareAndSwapPointer sync/atomic.CompareAndSwapPointer
func sync_atomic_CompareAndSwapPointer(p *unsafe.Pointer, old, new unsafe.Pointer) bool {
	return casPointer(p, old, new)
}

// spinlock guards a few instructions of this package that do not allocate or block.
type spinlock struct {
	held atomic.Uint32
}

func (l *spinlock) lock() {
	for !l.held.CompareAndSwap(0, 1) {
		Gosched()
	}
}

func (l *spinlock) unlock() { l.held.Store(0) }
